"""Documents, mentions, entities and pairs as plain tables: one file of SQLite, or a folder of Parquet files.

For Datasette, DuckDB, pandas. Each row is read when it is written, some thousand of them at a time.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from typing import Final

from archive import edtf
from archive.catalog import Catalog, documents, entities, flat, links, mentions
from archive.catalog.authority import Same
from archive.catalog.flat import Cell, Table
from archive.errors import Hindered, MissingExtra, UsageError
from archive.pipeline.backup.disk import reason, sync, sync_tree, workplace

_ROWS: Final = 5_000  # of one group of a Parquet file

Row = tuple[Cell, ...]
Kind = type[str] | type[int] | type[float]


def tables(catalog: Catalog) -> tuple[Table, ...]:
    """The tables, in an order in which none points to a later one."""
    texts = {"en": "documents", "fr": "documents"}
    return (
        Table(
            "documents",
            _columns(
                "id lang title author date earliest latest date_basis collection rights source sha256"
                " media_type url words:int text"
            ),
            _documents(catalog),
            ("id",),
        ),
        Table(
            "entities",
            _columns("id type label documents:int mentions:int first last same_as"),
            _entities(catalog),
            ("id",),
        ),
        Table(
            "names",
            _columns("entity lang name mentions:int reason"),
            _names(catalog),
            points={"entity": "entities"},
        ),
        Table(
            "mentions",
            _columns(
                "document start:int end:int type text value earliest latest entity page:int score:float"
                " evidence"
            ),
            _mentions(catalog),
            points={"document": "documents", "entity": "entities"},
        ),
        Table("pairs", _columns("en fr score:float status"), _pairs(catalog), ("en", "fr"), texts),
        Table(
            "passages",
            _columns("en fr en_start:int en_end:int fr_start:int fr_end:int score:float"),
            _passages(catalog),
            points=texts,
        ),
    )


def _columns(written: str) -> dict[str, Kind]:
    """Names and types of columns: a text where none is written."""
    kinds: dict[str, Kind] = {"": str, "int": int, "float": float}
    pairs = (one.partition(":") for one in written.split())
    return {name: kinds[kind] for name, _, kind in pairs}


def _days(value: str | None) -> tuple[str | None, str | None]:
    """The first and the last day that an EDTF value may mean."""
    try:
        ends = (edtf.earliest(value), edtf.latest(value)) if value else (None, None)
    except ValueError:
        return None, None
    first, last = (day.isoformat() if day else None for day in ends)
    return first, last


def _documents(catalog: Catalog) -> Iterator[Row]:
    for _, d in documents.by_date(catalog):
        stated = {f: "; ".join(s.value for s in d.stated if s.field == f) for f in ("collection", "rights")}
        yield (
            d.id, d.lang, d.title, d.author, d.date, *_days(d.date), d.date_basis.value if d.date_basis else
            None, stated["collection"] or None, stated["rights"] or None, d.source, d.sha256, d.media_type,
            d.url,
            len(d.text.split()), d.text,
        )  # fmt: skip


def _entities(catalog: Catalog) -> Iterator[Row]:
    same = Same(catalog)
    for e in entities.listing(catalog):
        same_as = " ".join(same.of(e)) or None
        yield e.id, e.type.value, e.label, e.documents, e.mentions, e.first, e.last, same_as


def _names(catalog: Catalog) -> Iterator[Row]:
    for e in entities.listing(catalog):
        yield from ((e.id, n.lang, n.name, n.mentions, n.reason) for n in e.names)


def _mentions(catalog: Catalog) -> Iterator[Row]:
    for one in mentions.for_export(catalog):
        m = one.mention
        yield (
            one.document, m.start, m.end, m.type.value, m.text, m.value, *_days(m.value), one.entity,
            one.page, round(m.score, 3), str(m.evidence),
        )  # fmt: skip


def _pairs(catalog: Catalog) -> Iterator[Row]:
    for pair in links.pairs(catalog, homes=False):
        yield pair.a.id, pair.b.id, round(pair.score, 4), pair.status.value


def _passages(catalog: Catalog) -> Iterator[Row]:
    for pair in links.pairs(catalog, homes=False):
        for s in pair.segments:
            yield pair.a.id, pair.b.id, s.a.start, s.a.end, s.b.start, s.b.end, round(s.score, 4)


# -- writing ---------------------------------------------------------------------------------------


def sqlite(catalog: Catalog, target: Path) -> None:
    """Writes the tables to a new database. Raises UsageError where `target` exists, Hindered by the disk."""
    _written(catalog, target, lambda path: flat.write(path, tables(catalog)))


def parquet(catalog: Catalog, target: Path) -> None:
    """Writes each table to a file of its own in the new folder `target`.

    Raises MissingExtra without pyarrow, UsageError where `target` exists, Hindered by the disk.
    """
    try:
        import pyarrow as pa
        import pyarrow.parquet as pq
    except ImportError as error:
        raise MissingExtra(
            "Parquet files are written by pyarrow, which is not installed."
            " Run: pip install 'archive[parquet]'"
        ) from error
    kinds = {str: pa.string(), int: pa.int64(), float: pa.float64()}

    def write(path: Path) -> None:
        path.mkdir(mode=0o700)
        for table in tables(catalog):
            schema = pa.schema([(name, kinds[kind]) for name, kind in table.columns.items()])
            rows = iter(table.rows)
            with pq.ParquetWriter(path / f"{table.name}.parquet", schema) as out:
                while some := list(islice(rows, _ROWS)):
                    columns = [
                        pa.array(column, kind.type)
                        for column, kind in zip(zip(*some, strict=True), schema, strict=True)
                    ]
                    out.write_table(pa.Table.from_arrays(columns, schema=schema))

    _written(catalog, target, write)


def _written(catalog: Catalog, target: Path, write: Callable[[Path], None]) -> None:
    if target.exists() or target.is_symlink():
        raise UsageError(f"{target} exists already. Name another one, or move it away.")
    if not target.parent.is_dir():
        raise UsageError(f"There is no folder {target.parent}. Make it, or name another place.")
    try:
        with (
            workplace(target.parent / f".archive-tables-{secrets.token_hex(4)}.part") as folder,
            catalog.reading(),
        ):
            draft = folder / "made"
            write(draft)
            sync_tree(draft) if draft.is_dir() else sync(draft)
            draft.rename(target)
        sync(target.parent)
    except OSError as error:
        raise Hindered(f"{target} cannot be written: {reason(error)}.") from error

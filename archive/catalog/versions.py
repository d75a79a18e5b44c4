"""Versions: the texts that one address gave over time, and those that one file held."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from typing import Any, Final

from archive.catalog import entries, sql
from archive.catalog.store import Catalog
from archive.dataclass import dataclass

CAPTURED = "captured"  # by a web archive: at this moment the address gave this text
FILED = "file"  # the time of the file, as it was when the text was taken in


@dataclass(frozen=True, slots=True)
class Version:
    """What stood at an address or in a file from a moment on (UTC, ISO 8601), and what the moment rests on.

    `id` and `title` are those of the document, None where nothing that stood there is one. `same`: its words
    are those of the version before. `current`: it is what stands there now.
    """

    at: str
    basis: str
    id: str | None
    title: str | None
    source: str
    same: bool
    current: bool


def history(catalog: Catalog, n: int) -> list[Version]:
    """All versions of a document, by its number, in the order of their moments; one at least.

    Those of its address in whichever web archive, and those of the file in which it stands; of an entry of a
    feed those in whichever feed.
    """
    own = catalog.db.execute(f"{_TEXTS} WHERE d.n = ?", (n,)).fetchone()
    if of_entry := entries.versions(catalog, n):
        found = [catalog.db.execute(f"{_TEXTS} WHERE d.n = ?", (one,)).fetchone() for one in of_entry]
        return _versions(
            catalog, [(_came(catalog, one["source_id"]), FILED, one["source_id"], one) for one in found]
        )
    moments = dict.fromkeys(_captures(catalog, own["source_id"]), CAPTURED)
    captured = {source for _, source in moments}
    for at, source in _files(catalog, own["source_id"]):
        if source not in captured:
            moments[at, source] = FILED
    texts = {source: _like(catalog, source, own) for _, source in moments}
    return _versions(
        catalog, [(at, basis, source, texts[source]) for (at, source), basis in sorted(moments.items())]
    )


def _versions(catalog: Catalog, rows: Iterable[tuple[str, str, str, Any]]) -> list[Version]:
    """Versions: of moments, what each rests on, and the source and document (None: none) that stood then."""
    found: list[Version] = []
    before = None
    for at, basis, source, text in rows:
        words = text["fingerprint"] if text else ""
        found.append(
            Version(
                at, basis, text["id"] if text else None, text["title"] if text else None,
                _called(catalog, source), words == before, bool(text and text["current"]),
            )
        )  # fmt: skip
        before = words
    return found


def _captures(catalog: Catalog, source_id: str) -> Iterator[tuple[str, str]]:
    """When the addresses of a source were captured, and what they then gave."""
    yield from sql.tuples(
        catalog.db,
        "SELECT at, source_id FROM captures WHERE address IN"
        " (SELECT address FROM captures WHERE source_id = ?)",
        (source_id,),
    )


def _files(catalog: Catalog, source_id: str) -> Iterator[tuple[str, str]]:
    """The sources that stand or stood where a source does, with the time of the file, or when it came."""
    for mtime_ns, first_seen, other in catalog.db.execute(
        "SELECT mtime_ns, first_seen, source_id FROM origins WHERE origin IN"
        " (SELECT origin FROM origins WHERE source_id = ?)",
        (source_id,),
    ):
        yield _moment(mtime_ns) or first_seen, other


def _moment(time_ns: int) -> str | None:
    """A time in nanoseconds as ISO 8601 has it; None for none."""
    if time_ns <= 0:
        return None
    try:
        return dt.datetime.fromtimestamp(time_ns // 10**9, dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    except (ValueError, OverflowError, OSError):  # of a year that no calendar has
        return None


def _came(catalog: Catalog, source_id: str) -> str:
    """When a source stood first, as far as the times of its files tell, or when it came."""
    rows = catalog.db.execute(
        "SELECT mtime_ns, first_seen FROM origins WHERE source_id = ?", (source_id,)
    ).fetchall()
    return min((_moment(row[0]) or row[1] for row in rows), default="")


_TEXTS = (
    "SELECT d.n, d.id, d.source_id, d.lang, d.post, d.title, d.url, d.fingerprint, d.current FROM documents d"
)


def _like(catalog: Catalog, source_id: str, own: Any) -> Any:
    """Which of the documents of a source is a version of `own`: of its language, and then of its address,
    title or place on the page, as far as any is. None where the source holds none.
    """
    return catalog.db.execute(
        f"{_TEXTS} WHERE d.source_id = ? ORDER BY d.n = ? DESC, d.lang = ? DESC,"
        " d.url IS NOT NULL AND d.url IS ? DESC, d.title IS ? DESC, d.post = ? DESC, d.n LIMIT 1",
        (source_id, own["n"], own["lang"], own["url"], own["title"], own["post"]),
    ).fetchone()


def _called(catalog: Catalog, source_id: str) -> str:
    query = f"SELECT {sql.source_of('s')} FROM (SELECT ? AS source_id) s"
    return str(catalog.db.execute(query, (source_id,)).fetchone()[0] or "")


@dataclass(frozen=True, slots=True)
class Dates:
    """When what a document says was first captured, and the ids of all its versions, oldest first."""

    captured: str | None = None
    versions: tuple[str, ...] = ()


NO_DATES: Final = Dates()


def for_export(catalog: Catalog) -> dict[int, Dates]:
    """Of the current documents whose address was captured, or whose file has changed: by their numbers."""
    captured = dict(
        catalog.db.execute("SELECT source_id, min(at) FROM captures GROUP BY source_id").fetchall()
    )
    several = {
        row[0]
        for row in catalog.db.execute(
            "SELECT source_id FROM origins WHERE origin IN"
            " (SELECT origin FROM origins GROUP BY origin HAVING count(*) > 1)"
            " UNION SELECT d.source_id FROM documents d JOIN post_keys k ON k.doc = d.n"
            " WHERE k.kind = 'entry' AND k.said IN"
            " (SELECT said FROM post_keys WHERE kind = 'entry' GROUP BY said HAVING count(*) > 1)"
            " UNION SELECT source_id FROM captures WHERE address IN"
            " (SELECT address FROM captures GROUP BY address HAVING count(DISTINCT source_id) > 1)"
        )
    }
    found: dict[int, Dates] = {}
    for n, source in catalog.db.execute("SELECT n, source_id FROM documents WHERE current = 1").fetchall():
        if source in several:
            ids = dict.fromkeys(one.id for one in history(catalog, n) if one.id)
            found[n] = Dates(captured.get(source), tuple(ids) if len(ids) > 1 else ())
        elif source in captured:
            found[n] = Dates(captured[source])
    return found

"""What an archivist taught the archive: its own people, places and groups, from CSV files."""

from __future__ import annotations

import csv
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from archive.catalog import sql
from archive.catalog.store import Catalog
from archive.errors import UsageError
from archive.printable import unguarded
from archive.records import MentionType

COLUMNS = ("name", "type", "language", "same-as")
_TYPES = {
    "person": MentionType.PERSON, "per": MentionType.PERSON, "personne": MentionType.PERSON,
    "place": MentionType.PLACE, "loc": MentionType.PLACE, "lieu": MentionType.PLACE,
    "org": MentionType.ORG, "organisation": MentionType.ORG, "organization": MentionType.ORG,
    "group": MentionType.ORG, "groupe": MentionType.ORG, "body": MentionType.ORG,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Known:
    """One name that the archive was taught.

    `lang` is "" for a name of any language. Names with one `same_as` are names of one entity;
    it may be the main name, an address (a Wikidata page, say) or any mark of the archivist's own.
    """

    name: str
    type: MentionType
    lang: str = ""
    same_as: str = ""
    file: str = ""

    @property
    def row(self) -> dict[str, str]:
        """The name under the columns of an authority file."""
        return {"name": self.name, "type": self.type.value, "language": self.lang, "same-as": self.same_as}


def put(catalog: Catalog, path: Path, names: Sequence[Known], now: str) -> int:
    """Takes in the names of an authority file and returns how many it holds.

    The names that an earlier import of a file of that name brought and that it no longer holds go. `now`
    is kept as the time of the import.
    """
    file = os.fsencode(path.name).decode("utf-8", "backslashreplace")  # SQLite keeps no other bytes
    with catalog.transaction() as db:
        db.execute("DELETE FROM authority WHERE file = ?", (file,))
        db.executemany(
            sql.upsert("authority", ("name", "type", "lang"), ("same_as", "file")),
            ((k.name, k.type.value, k.lang, k.same_as, file) for k in names),
        )
        catalog.set(f"authority:{file}", now)
    return len(names)


def read_csv(path: Path) -> list[Known]:
    """The names in an authority file: CSV in UTF-8 with a header, columns divided by , ; or tabs."""
    try:
        text = path.read_text("utf-8-sig")
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise UsageError(f"{path} is not UTF-8 (byte {error.start}). Save it as UTF-8 CSV.") from error
    header = text.partition("\n")[0]
    delimiter = max(",;\t", key=header.count)
    reader = csv.DictReader(text.splitlines(keepends=True), delimiter=delimiter, strict=True)
    try:
        fields = {(f or "").strip().casefold().replace("_", "-"): f for f in reader.fieldnames or ()}
        missing = [c for c in ("name", "type") if c not in fields]
        if missing:
            raise UsageError(
                f"{path}, line 1: no column {' or '.join(repr(c) for c in missing)}. "
                f"The header must be: {','.join(COLUMNS)} (the last two may be left out)."
            )
        found: dict[tuple[str, MentionType, str], Known] = {}
        for row in reader:
            if not any(v.strip() for v in row.values() if isinstance(v, str)):
                continue
            known = _known(f"{path}, line {reader.line_num}", fields, row)
            found[known.name, known.type, known.lang] = known
    except csv.Error as error:
        raise UsageError(f"{path}, line {reader.line_num}: not CSV ({error}).") from error
    return list(found.values())


def _known(where: str, fields: Mapping[str, str], row: Mapping[str | None, object]) -> Known:
    def cell(column: str) -> str:
        value = row.get(fields.get(column, column))
        # Our own tables have an apostrophe before what a spreadsheet would calculate.
        return unguarded(" ".join(value.split())) if isinstance(value, str) else ""

    if row.get(None):
        raise UsageError(f"{where}: more cells than columns. Quote names that contain the separator.")
    kind = _TYPES.get(cell("type").casefold())
    if kind is None and any(c.isalnum() for c in cell("name")):
        raise UsageError(
            f"{where} ({cell('name')}): the type must be PERSON, PLACE or ORG, not {cell('type')!r}."
        )
    return checked(where, cell("name"), kind or MentionType.ORG, cell("language").casefold(), cell("same-as"))


def checked(where: str, name: str, kind: MentionType, lang: str, same_as: str) -> Known:
    """A name as an authority file has it at `where`. Raises UsageError for what is none."""
    name, same_as = " ".join(name.split()), " ".join(same_as.split())
    if not any(c.isalnum() for c in name):
        raise UsageError(f"{where}: no name.")
    if lang and not (2 <= len(lang) <= 3 and lang.isascii() and lang.isalpha()):
        raise UsageError(f"{where} ({name}): the language must be a code such as fr or en, not {lang!r}.")
    return Known(name, kind, lang.casefold(), same_as)


def entries(catalog: Catalog) -> list[Known]:
    """Every name the archive was taught, in a fixed order."""
    rows = catalog.db.execute(
        "SELECT name, type, lang, same_as, file FROM authority ORDER BY name, type, lang"
    )
    return [Known(r[0], MentionType(r[1]), r[2], r[3], r[4]) for r in rows]

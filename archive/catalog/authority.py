"""What an archivist taught the archive: its own people, places and groups, from CSV files; and what these are
called elsewhere, by addresses of Wikidata, GeoNames, VIAF, ISNI.
"""

from __future__ import annotations

import csv
import os
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from archive.catalog import sql
from archive.catalog.entities import Entity, name_key
from archive.catalog.store import Catalog
from archive.dataclass import dataclass
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


_SEVERAL: Final = re.compile(r"[\s;|]+")
# What people write for an identifier, and the address that stands for the thing itself.
_IDENTIFIERS: Final = (
    (re.compile(r"(?:wikidata:|https?://(?:www\.)?wikidata\.org/(?:wiki|entity)/)?(Q[1-9]\d*)", re.I),
     "http://www.wikidata.org/entity/{}"),
    (re.compile(r"(?:geonames:|https?://(?:www|sws)\.geonames\.org/)(\d+)(?:/.*)?", re.I),
     "https://sws.geonames.org/{}/"),
    (re.compile(r"(?:viaf:|https?://(?:www\.)?viaf\.org/viaf/)(\d+)(?:[/#].*)?", re.I),
     "http://viaf.org/viaf/{}"),
    (re.compile(r"(?:isni:|https?://(?:www\.)?isni\.org/(?:isni/)?)(\d{15}[\dX])", re.I),
     "https://isni.org/isni/{}"),
)  # fmt: skip


def addresses(same_as: str) -> tuple[str, ...]:
    """The addresses in a same-as: of Wikidata, GeoNames, VIAF and ISNI in one form each, others as they are.

    `Q456`, `wikidata:Q456`, `geonames:2988507`, `viaf:123`, `isni:0000000121032683` are such, too; what is a
    mark of the archivist's own is none. Several stand apart by blanks, ";" or "|".
    """
    found = (_address(one) for one in _SEVERAL.split(same_as.strip()))
    return tuple(dict.fromkeys(one for one in found if one))


def _address(identifier: str) -> str | None:
    for form, address in _IDENTIFIERS:
        if match := form.fullmatch(identifier):
            return address.format(match[1].upper())
    return identifier if identifier.startswith(("http://", "https://")) else None


class Same:
    """What entities are called elsewhere: the addresses that their names were taught with."""

    def __init__(self, catalog: Catalog) -> None:
        self._told: dict[tuple[MentionType, str], dict[str, None]] = {}
        for known in entries(catalog):
            for address in addresses(known.same_as):
                self._told.setdefault((known.type, name_key(known.name)), {})[address] = None

    def of(self, entity: Entity) -> tuple[str, ...]:
        """The addresses of an entity, in the order of its names."""
        keys = ((entity.type, name_key(name)) for name in (entity.label, *entity.all_names))
        return tuple(dict.fromkeys(one for key in keys for one in self._told.get(key, ())))

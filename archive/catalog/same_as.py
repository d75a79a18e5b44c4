"""What entities are called elsewhere: addresses of Wikidata, GeoNames, VIAF, ISNI that names were taught
with.
"""

from __future__ import annotations

import re
from typing import Final

from archive.catalog import authority
from archive.catalog.entities import Entity, name_key
from archive.catalog.store import Catalog
from archive.records import MentionType

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


def _address(said: str) -> str | None:
    for form, address in _IDENTIFIERS:
        if match := form.fullmatch(said):
            return address.format(match[1].upper())
    return said if said.startswith(("http://", "https://")) else None


class Same:
    """What entities are called elsewhere: the addresses that their names were taught with."""

    def __init__(self, catalog: Catalog) -> None:
        self._told: dict[tuple[MentionType, str], dict[str, None]] = {}
        for known in authority.entries(catalog):
            for address in addresses(known.same_as):
                self._told.setdefault((known.type, name_key(known.name)), {})[address] = None

    def of(self, entity: Entity) -> tuple[str, ...]:
        """The addresses of an entity, in the order of its names."""
        keys = ((entity.type, name_key(name)) for name in (entity.label, *entity.all_names))
        return tuple(dict.fromkeys(one for key in keys for one in self._told.get(key, ())))

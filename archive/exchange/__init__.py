"""What an archive hands over in forms that others read, and takes back.

bag, unbag  all that it holds, as a bag (BagIt 1.0), written and taken back without loss
records     what a document is: Dublin Core, RIS, BibTeX, Web Annotations, linked data (schema.org)
tei, tmx    texts with their names and dates; translations, paragraph by paragraph
aids        finding aids (EAD 2002, EAD3); METS for one source
ftm         entities of FollowTheMoney
tables      plain tables: a file of SQLite, Parquet files

All but bags and tables are strings that follow each other, made while they are read: no more than one
document is in memory.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from importlib import import_module
from typing import Final

from archive.catalog import Catalog, documents
from archive.dataclass import dataclass

NO_ROOM: Final = "https://archive.invalid/"  # where texts stand when nobody says where


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be exported: `ids` of documents (none: all), as seen from the room at the address `base`.

    `now` is the time of the export, in UTC. `form`: which of several versions of a form.
    """

    now: str
    base: str = NO_ROOM
    ids: tuple[str, ...] = ()
    form: str = ""


# The module that makes each form, and its function there.
_MAKERS: Final = {
    "dc": "records.dc", "ris": "records.ris", "bibtex": "records.bibtex", "annotations": "records.annotated",
    "jsonld": "records.jsonld", "tei": "tei.tei", "tmx": "tmx.tmx", "ead": "aids.ead",
    "mets": "aids.mets", "ftm": "ftm.ftm",
}  # fmt: skip
FORMS: Final = tuple(_MAKERS)
OF_SOURCES: Final = ("mets",)  # whose ids may be those of sources


def export(catalog: Catalog, form: str, wanted: Wanted) -> Iterator[str]:
    """What the archive holds in one of FORMS, as of one moment. Raises UsageError for an unknown document."""
    make: Callable[[Catalog, Wanted], Iterator[str]]
    module, _, function = _MAKERS[form].partition(".")
    make = getattr(import_module(f"archive.exchange.{module}"), function)
    with catalog.reading():
        if form not in OF_SOURCES:  # what cannot be found is told before anything is written
            ids = tuple(documents.find(catalog, name)[1].id for name in wanted.ids)
            wanted = replace(wanted, ids=ids)
        yield from make(catalog, wanted)

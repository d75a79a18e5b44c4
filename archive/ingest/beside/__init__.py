"""Files beside sources that say something of them: no documents, and what they say is a person's word.

`may_be` tells by a name what has to be looked at. `read` looks, once all sources are known: what lies beside
a file is metadata only if it clearly is, else it is a source like any other.
"""

from __future__ import annotations

import re
from typing import Final

from archive import nesting
from archive.errors import BadInput
from archive.ingest import sources
from archive.ingest.beside import bags, crawls, deposits, single, tables
from archive.ingest.beside.base import DescribingFile, There, Wrong, base_of, name_of
from archive.ingest.places import FoundFile

__all__ = ["VERSION", "DescribingFile", "There", "Wrong", "may_be", "read"]

# Raised when the same file is read otherwise: those of before are looked at again, each when it is found.
VERSION: Final = "2"
_NAMES: Final = re.compile(r".*\.(?:json|xml)\Z|(?:extra)?pages\.jsonl\Z", re.I)


def may_be(name: str) -> bool:
    """Whether a file of this name may describe others."""
    last = name.replace("\\", "/").rpartition("/")[2]
    return last.lower() == tables.NAME or bool(bags.OWN.match(last) or _NAMES.match(last))


def read(found: FoundFile, there: There) -> tuple[DescribingFile, FoundFile] | None:
    """What a file says of sources, and the file as it was when it was read; None for one that says nothing.

    Raises Wrong for one that is to describe sources, and of which nothing can be read.
    """
    if found.problem:
        return None
    name, base = name_of(found), base_of(found)
    try:
        if bags.OWN.match(name):
            return _of_bag(found, name, base, there)
        whole = sources.read(found)
    except Wrong:
        raise
    except BadInput as error:
        if name.lower() == tables.NAME:
            raise Wrong(str(error)) from error
        return None
    statements = _read(whole.data, whole.found, name, there)
    return (statements, whole.found) if statements else None


def _read(data: bytes, found: FoundFile, name: str, there: There) -> DescribingFile | None:
    lower = name.lower()
    if lower == tables.NAME:
        return tables.read(data, found, there)
    holder = nesting.holder(found.origin)
    if found.member in crawls.PAGES:
        return crawls.read_pages(data, found, holder, there)
    if lower.endswith(single.DC_XML):
        return single.read_dc(data, found, there)
    if lower.endswith(".xml"):
        return deposits.read(data, found, there)
    if lower.endswith(single.JSON):
        if found.member == crawls.PACKAGE and holder.lower().endswith(".wacz"):
            return crawls.read_package(data, found, holder)
        target = single.described(found, single.JSON, there)
        return single.read_json(data, found, target) if target else None
    return None


def _of_bag(found: FoundFile, name: str, base: str, there: There) -> tuple[DescribingFile, FoundFile] | None:
    """A file at the root of a bag: nothing at the root of it is a text. Raises BadInput."""
    if name != bags.BAG and base + bags.BAG not in there:
        return None
    whole = sources.read(found)
    if name == bags.BAG:
        declared = whole.data.removeprefix(b"\xef\xbb\xbf").startswith(bags.DECLARED)
        return (DescribingFile(), whole.found) if declared else None
    return (bags.read_info(whole.data, found, base) if name == bags.INFO else DescribingFile()), whole.found

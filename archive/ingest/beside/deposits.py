"""Descriptions of whole deposits: SEDA's `manifest.xml`, METS, and finding aids in EAD.

Each names its files by where they lie beside it, and describes them or what they are part of.
"""

from __future__ import annotations

import urllib.parse
from collections.abc import Iterator
from typing import Any, Final

from archive.catalog.stated import Told
from archive.ingest.beside.base import DescribingFile, There, base_of
from archive.ingest.beside.trees import DC, children, each, href, local, text, tree
from archive.ingest.beside.words import NoDay, field_of, no_date, sentence, statements
from archive.ingest.places import FoundFile

_DEEPEST: Final = 200  # units in each other
_LEVELS: Final = ("c", *(f"c{n:02}" for n in range(1, 13)))


class _Gathered:
    """What is being gathered from one description."""

    def __init__(self, found: FoundFile, there: There) -> None:
        self.found, self.there = found, there
        self.base = base_of(found)
        self.told: list[Told] = []
        self.problems: list[str] = []
        self.files = 0  # that are there

    def target(self, path: str) -> str | None:
        """The source that a description calls so, which is in the folder of the description."""
        path = urllib.parse.unquote(path.removeprefix("file://"))
        if not path or "://" in path:
            return None
        target = self.there.named(self.base, path)
        self.files += bool(target and self.there.at(target))
        return target

    def say(self, target: str, field: str, element: Any, words: str | None = None) -> None:
        line = f"line {element.sourceline}"
        value = text(element) if words is None else words
        try:
            for one in statements(field, value, f"{self.found.given}, {line}"):
                self.told.append(Told(target, one))
        except NoDay:
            self.problems.append(f"{line}: {no_date(value)}")

    def result(self) -> DescribingFile:
        return DescribingFile(tuple(self.told), sentence(self.problems) or None)


def read(data: bytes, found: FoundFile, there: There) -> DescribingFile | None:
    """What a description of a deposit says of its files; None where it is none, or none of them is there."""
    root = tree(data)
    if root is None:
        return None
    gathered = _Gathered(found, there)
    match local(root):
        case "ArchiveTransfer" | "ArchiveDeliveryRequestReply":
            _seda(root, gathered)
        case "mets":
            _mets(root, gathered)
        case "ead":
            _ead(root, gathered)
        case _:
            return None
    return gathered.result() if gathered.files else None


# -- SEDA --------------------------------------------------------------------------------------------


def _seda(root: Any, gathered: _Gathered) -> None:
    """Units of a transfer: each describes the objects that it refers to; the outermost is the collection."""
    paths: dict[str, str] = {}
    groups: dict[str, list[str]] = {}
    for one in each(root, "BinaryDataObject"):
        own = str(one.get("id") or "")
        uri = next((text(e) for e in children(one, "Uri")), "")
        group = next((text(e) for e in children(one, "DataObjectGroupId", "DataObjectGroupReferenceId")), "")
        around = one.getparent()
        if not group and around is not None and local(around) == "DataObjectGroup":
            group = str(around.get("id") or "")
        paths[own] = uri
        groups.setdefault(group, []).append(own)
    for unit in each(root, "ArchiveUnit"):
        ids = [
            text(e)
            for reference in children(unit, "DataObjectReference")
            for e in children(reference, "DataObjectReferenceId", "DataObjectGroupReferenceId")
        ]
        objects = [o for one in ids for o in ([one] if one in paths else groups.get(one, []))]
        targets = [t for o in dict.fromkeys(objects) if (t := gathered.target(paths[o]))]
        for target in targets:
            _unit(unit, target, gathered)


def _unit(unit: Any, target: str, gathered: _Gathered) -> None:
    for content in children(unit, "Content"):
        dates: dict[str, Any] = {}
        for element in content:
            name = local(element)
            if name in ("CreatedDate", "TransactedDate", "StartDate", "EndDate", "AcquiredDate"):
                dates[name] = element
            elif name in ("Writer", "AuthorizedAgent", "Agent"):
                if name == "Writer" and (who := _person(element)):
                    gathered.say(target, "author", element, who)
            elif name in ("OriginatingSystemId", "ArchivalAgencyArchiveUnitIdentifier",
                          "OriginatingAgencyArchiveUnitIdentifier"):  # fmt: skip
                gathered.say(target, "identifier", element)
            elif (field := field_of(name)) in ("title", "description", "language"):
                gathered.say(target, str(field), element)
        _day(dates, target, gathered)
    outer = [u for u in unit.iterancestors() if local(u) == "ArchiveUnit"][:_DEEPEST]
    titles = [e for u in outer[-1:] for c in children(u, "Content") for e in children(c, "Title")]
    for element in titles[:1]:
        gathered.say(target, "collection", element)


def _day(dates: dict[str, Any], target: str, gathered: _Gathered) -> None:
    for name in ("CreatedDate", "TransactedDate"):
        if name in dates:
            gathered.say(target, "date", dates[name])
            return
    first, last = dates.get("StartDate"), dates.get("EndDate")
    if first is not None:
        ends = [text(one)[:10] for one in (first, last) if one is not None]
        gathered.say(target, "date", first, "/".join(dict.fromkeys(ends)))


def _person(element: Any) -> str:
    """A person or a body, by the name in full or by its parts."""
    for names in (("FullName",), ("Corpname",), ("FirstName", "BirthName", "GivenName")):
        parts = [text(e) for name in names for e in children(element, name)]
        if any(parts):
            return " ".join(filter(None, parts))
    return ""


# -- METS --------------------------------------------------------------------------------------------


def _mets(root: Any, gathered: _Gathered) -> None:
    """Descriptions (`dmdSec`) hang on a file, or on a division of the structure that points to it."""
    sections = {str(s.get("ID") or ""): s for s in each(root, "dmdSec")}
    files = {str(f.get("ID") or ""): f for f in each(root, "file")}
    of_file: dict[str, list[str]] = {}
    for own, file in files.items():
        of_file.setdefault(own, []).extend(str(file.get("DMDID") or "").split())
    for division in each(root, "div"):
        ids = str(division.get("DMDID") or "").split()
        for pointer in children(division, "fptr"):
            of_file.setdefault(str(pointer.get("FILEID") or ""), []).extend(ids)
    for own, ids in of_file.items():
        where = [href(e) for e in children(files[own], "FLocat")] if own in files else []
        target = gathered.target(where[0]) if where else None
        for one in dict.fromkeys(ids) if target else ():
            if one in sections and target:
                _core(sections[one], target, gathered)


def _core(section: Any, target: str, gathered: _Gathered) -> None:
    for element in section.iter():
        if isinstance(element.tag, str) and element.tag.startswith(DC):
            field = field_of(local(element))
            if field and field != "file":
                gathered.say(target, field, element)


# -- EAD ---------------------------------------------------------------------------------------------


def _ead(root: Any, gathered: _Gathered) -> None:
    """Components with a link to a file that lies beside; the title of the whole is the collection."""
    heads = [did for d in each(root, "archdesc") for did in children(d, "did")]
    whole = [e for did in heads for e in children(did, "unittitle")]
    for component in each(root, *_LEVELS):
        links = [href(e) for e in _own(component) if local(e) in ("dao", "daoloc")]
        targets = [t for link in dict.fromkeys(links) if (t := gathered.target(link))]
        for target in targets:
            for did in children(component, "did"):
                _did(did, target, gathered)
            for element in whole[:1]:
                gathered.say(target, "collection", element)


def _own(component: Any) -> Iterator[Any]:
    """The elements of a component without those of what is in it."""
    waiting: list[Any] = [e for e in component if local(e) not in _LEVELS]
    while waiting:
        element = waiting.pop(0)
        yield element
        waiting += [e for e in element if local(e) not in _LEVELS]


_OF_DID: Final = (
    ("unittitle", "title"), ("unitid", "identifier"), ("origination", "author"), ("langmaterial", "language"),
)  # fmt: skip


def _did(did: Any, target: str, gathered: _Gathered) -> None:
    for name, field in _OF_DID:
        for element in children(did, name):
            named = children(element, "language")
            code = str(named[0].get("langcode") or "") if named else ""
            gathered.say(target, field, element, code or None)
    for element in children(did, "unitdate")[:1]:
        gathered.say(target, "date", element, str(element.get("normal") or "") or None)

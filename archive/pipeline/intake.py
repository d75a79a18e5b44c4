"""What an intake made of its sources, and what of that a person should look at."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from enum import StrEnum
from functools import cache
from typing import Final

from archive import nesting
from archive.catalog import Catalog, documents, links, runs
from archive.catalog.runs import FailedSource, IngestedSource, IngestRun
from archive.dataclass import dataclass
from archive.errors import UsageError
from archive.lang.registry import languages

_MANY: Final = 10  # posts of one source: a page of a site holds as many, a letter does not
_SHORT: Final = 20  # words: less is a heading, a caption, what is left of a page
_SURE: Final = 0.8  # what is read off pictures with less has a wrong letter in most of its lines


class Remark(StrEnum):
    """Why a source or a text should be looked at."""

    FAILED = "failed"
    VACANT = "vacant"
    EMPTY = "empty"
    MANY = "many"
    CUT = "cut"
    PARTLY = "partly"
    UNDATED = "undated"
    LANGUAGE = "language"
    SHORT = "short"
    UNSURE = "unsure"


@dataclass(frozen=True, slots=True)
class Noted:
    """Something to look at: `source` as given, its id ("" where it failed), the document if it is of one.

    `key` names a source that failed without telling where it lies.
    """

    remark: Remark
    source: str
    source_id: str
    document: str | None = None
    title: str | None = None
    detail: str = ""
    key: str = ""


@dataclass(frozen=True, slots=True)
class Folder:
    """What came of a folder or site: `sources` are those with texts, without, and those that failed."""

    name: str
    sources: int
    with_texts: int
    documents: int
    noted: Mapping[Remark, int]


@dataclass(frozen=True, slots=True)
class Report:
    """A run with what came of each folder, and all that should be looked at, by folder and source."""

    run: IngestRun
    folders: tuple[Folder, ...]
    noted: tuple[Noted, ...]

    @property
    def counts(self) -> Mapping[Remark, int]:
        """How often each remark is made."""
        return _in_order(Counter(one.remark for one in self.noted))


def report(catalog: Catalog, n: int | None = None) -> Report:
    """What came of the run numbered `n`, None: of the last one. Raises UsageError."""
    every = runs.listing(catalog)
    run = next((one for one in every if n is None or one.n == n), None)
    if run is None:
        raise UsageError(
            "Nothing has been ingested yet."
            if n is None
            else f"No run {n}. archive intake --list lists them."
        )
    since, until = runs.span(catalog, run.n)
    sources: dict[str, set[str]] = {}
    filled: dict[str, set[str]] = {}
    documents: Counter[str] = Counter()
    noted: list[Noted] = []
    seen: set[str] = set()
    for one in runs.taken(catalog, since, until):
        name = folder_of(one.given)
        sources.setdefault(name, set()).add(one.source_id)
        if one.source_id not in seen:
            seen.add(one.source_id)
            noted += _of_source(one)
        if one.document is not None:
            filled.setdefault(name, set()).add(one.source_id)
            documents[name] += 1
            noted += _of_document(one)
    noted += _cut(catalog, seen)
    for failure in runs.refused(catalog, since, until):
        sources.setdefault(folder_of(failure.given), set()).add(failure.origin)
        place = key(failure.origin)
        noted.append(Noted(Remark.FAILED, failure.given, "", detail=failure.reason, key=place))
    noted.sort(key=lambda one: (folder_of(one.source), one.source))
    by_folder: dict[str, Counter[Remark]] = {}
    for found in noted:
        by_folder.setdefault(folder_of(found.source), Counter())[found.remark] += 1
    folders = []
    for name in sorted(sources):
        counts = _in_order(by_folder.get(name, {}))
        folders.append(Folder(name, len(sources[name]), len(filled.get(name, ())), documents[name], counts))
    return Report(run, tuple(folders), tuple(noted))


def _in_order(counts: Mapping[Remark, int]) -> dict[Remark, int]:
    return {remark: counts[remark] for remark in Remark if counts.get(remark)}


def folder_of(given: str) -> str:
    """The folder or site that a source comes from: of what lies in a container that of the container."""
    if given.startswith(("http://", "https://")):
        return "/".join(given.split("/")[:3])
    outermost = nesting.outermost(given)
    if outermost != given:
        return outermost
    return given.rpartition("/")[0]


def key(origin: str) -> str:
    """A name for a place that does not tell it."""
    return hashlib.sha256(origin.encode("utf-8", "surrogateescape")).hexdigest()[:16]


def failed(catalog: Catalog, wanted: str) -> FailedSource:
    """The source that failed and has this `key`. Raises UsageError."""
    found = (one for one in runs.refused(catalog, "", "9999") if key(one.origin) == wanted)
    if one := next(found, None):
        return one
    raise UsageError("This source has not failed, or has been ingested since.")


def _of_source(one: IngestedSource) -> Iterator[Noted]:
    def note(remark: Remark, detail: str) -> Noted:
        return Noted(remark, one.given, one.source_id, detail=detail)

    if one.document is None:
        yield note(Remark.VACANT, one.reason) if one.vacant else note(Remark.EMPTY, one.reason)
    elif one.reason:
        yield note(Remark.PARTLY, one.reason)
    if one.posts >= _MANY:
        yield note(Remark.MANY, str(one.posts))


def _cut(catalog: Catalog, sources: Collection[str]) -> Iterator[Noted]:
    """The pieces but the first of those files among `sources` that their translation tells in one text."""
    for one in links.cut_apart(catalog):
        by_number = documents.by_number(catalog, (one.whole, *one.pieces))
        for piece in (by_number[n] for n in one.pieces[1:]):
            if piece.source_id in sources:
                yield Noted(
                    Remark.CUT, piece.source, piece.source_id, piece.id, piece.title, by_number[one.whole].id
                )


@cache
def _read() -> frozenset[str]:
    """The languages in which names are found."""
    return frozenset(one.code for one in languages() if one.pipelines)


def _of_document(one: IngestedSource) -> Iterator[Noted]:
    remarks = {
        Remark.UNDATED: "" if one.date is None else None,
        Remark.LANGUAGE: None if one.lang in _read() else one.lang,
        Remark.SHORT: str(one.words) if one.words < _SHORT else None,
        Remark.UNSURE: f"{one.sure:.2f}" if one.sure is not None and one.sure < _SURE else None,
    }
    for remark, detail in remarks.items():
        if detail is not None:
            yield Noted(remark, one.given, one.source_id, one.document, one.title, detail)

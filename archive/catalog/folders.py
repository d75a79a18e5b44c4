"""The texts of one folder, to decide the same of all of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from archive.catalog import corrections, documents, namings
from archive.catalog.store import Catalog
from archive.records import Document

_READ = 200  # documents read at a time


@dataclass(frozen=True, slots=True)
class FolderOfTexts:
    """A folder with what lies in it: how many current documents, and those that a decision would change.

    `more`: others follow, which are not among `documents`.
    """

    name: str
    total: int
    documents: Sequence[Document]
    more: bool


def folder(catalog: Catalog, document: str, what: str, value: str | None, limit: int) -> FolderOfTexts:
    """The folder of a document, and the first `limit` texts in it whose date or language is another.

    `what`: "date" or "language"; `value`: what they are to have, None for no date. Raises UsageError where
    the document is in no folder, or for a wrong value.
    """
    said = corrections.checked(what, value) or None
    found = documents.find(catalog, document)[1]
    name = namings.folder_of(catalog, found.source_id)
    numbers = sorted(namings.within(catalog, name))
    told: list[Document] = []
    for start in range(0, len(numbers), _READ):
        some = documents.by_number(catalog, numbers[start : start + _READ])
        told += [d for _, d in sorted(some.items()) if _has(d, what) != said]
        if len(told) > limit:
            break
    return FolderOfTexts(name, len(numbers), told[:limit], len(told) > limit)


def _has(document: Document, what: str) -> str | None:
    return document.date if what == corrections.DATE else document.lang

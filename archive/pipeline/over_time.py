"""Versions of a document: the one that stood on a day, and what changed from one to another."""

from __future__ import annotations

import datetime as dt
import difflib

from archive.catalog import Catalog, documents
from archive.dataclass import dataclass
from archive.errors import UsageError
from archive.pipeline.reading import Reading, read
from archive.records import Document


@dataclass(frozen=True, slots=True)
class Change:
    """A paragraph of two versions: " " in both, "-" in the earlier one alone, "+" in the later one alone."""

    sign: str
    text: str


@dataclass(frozen=True, slots=True)
class Difference:
    """Two versions of a document, and their paragraphs in order."""

    earlier: Document
    later: Document
    changes: tuple[Change, ...]


def standing(catalog: Catalog, name: str, when: str) -> Reading:
    """The version of a document that stood at the end of a time ("2019-03"). Raises UsageError."""
    from archive.search.when import interval

    span = interval(when, None)
    if span is None:
        raise UsageError(
            f'The date "{when}" is not understood; write 2015, 2015-08, 2015-08-20 or "août 2015".'
        )
    last = dt.date.fromordinal(min(span[1], dt.date.max.toordinal())).isoformat()
    document = read(catalog, name)
    texts = [version for version in document.history if version.id]
    current = [version.id for version in texts if version.at[:10] <= last]
    if not current or current[-1] is None:
        raise UsageError(
            f"There is no version of {document.document.id} from that time: the first is from"
            f" {texts[0].at[:10]}. archive show {document.document.id} --versions lists them."
        )
    return document if current[-1] == document.document.id else read(catalog, current[-1])


def difference(catalog: Catalog, name: str, when: str | None = None) -> Difference:
    """What changed between a version and the one that stood at `when` (None: the last one before it
    whose words are others).

    Raises UsageError where there is no such version.
    """
    one = read(catalog, name)
    order = list(dict.fromkeys(version.id for version in one.history if version.id))
    if when is not None:
        other = standing(catalog, name, when).document
    else:
        before = order[: order.index(one.document.id)]
        texts = [documents.find(catalog, earlier)[1] for earlier in before]
        if not texts:
            raise UsageError(f"There is no earlier version of {one.document.id} to compare with.")
        others = [text for text in texts if text.text != one.document.text]
        other = (others or texts)[-1]
    two = sorted((one.document, other), key=lambda document: order.index(document.id))
    return Difference(two[0], two[1], tuple(changes(two[0].text, two[1].text)))


def changes(before: str, after: str) -> list[Change]:
    """The paragraphs of two texts, by which of them has each; empty lines tell nothing."""
    a, b = ([line for line in text.split("\n") if line.strip()] for text in (before, after))
    found: list[Change] = []
    for kind, a0, a1, b0, b1 in difflib.SequenceMatcher(None, a, b).get_opcodes():
        if kind == "equal":
            found += [Change(" ", line) for line in a[a0:a1]]
        else:
            found += [Change("-", line) for line in a[a0:a1]]
            found += [Change("+", line) for line in b[b0:b1]]
    return found

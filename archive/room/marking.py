"""A text with its names and with what was searched for, cut into pieces that a page can show."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from archive.dataclass import dataclass
from archive.pipeline.reading import Reading
from archive.records import Document, LangSpan, Mention
from archive.timeline.sentences import sentences

if TYPE_CHECKING:
    from archive.catalog.redacted import RedactedPassage

_NOBODY: Final[tuple[Mention | None, str | None]] = (None, None)


@dataclass(frozen=True, slots=True)
class MarkedPiece:
    """A stretch of text that looks the same: what it names, if anything, and whether it was searched for.

    `hidden`: readers do not see it. `first`: the mention begins here. `mark`: the number of the place that
    answers the search, from 1. `sentence`: where the sentence begins that begins here, if it names someone:
    timelines lead to it.
    """

    text: str
    mention: Mention | None = None
    entity: str | None = None
    first: bool = False
    mark: int | None = None
    begins: bool = False
    sentence: int | None = None
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class MarkedParagraph:
    """A paragraph: its place in the text, its language, its pieces, the page of paper on which it begins."""

    start: int
    lang: str
    pieces: tuple[MarkedPiece, ...]
    page: int | None = None


def paragraphs(
    read: Reading, marks: Sequence[tuple[int, int]] = (), hidden: Sequence[RedactedPassage] = ()
) -> Iterator[MarkedParagraph]:
    """The paragraphs of a document in reading order, but for a first one that is its title.

    `marks`: spans of the text, in order, that answer a search. `hidden`: what is redacted in it.
    """
    document = read.document
    pages = {p.start: p.number for p in document.pages}
    starts = sorted(pages)
    last_page: int | None = None
    titled = _titled(document)
    for start, end in _lines(document.text):
        if start < titled:
            continue
        at = bisect_right(starts, start)
        page = pages[starts[at - 1]] if at else None
        yield MarkedParagraph(
            start, _lang(document.blocks, start, document.lang),
            tuple(_pieces(read, marks, start, end, hidden)),
            page if page != last_page else None,
        )  # fmt: skip
        last_page = page


def title(
    read: Reading, marks: Sequence[tuple[int, int]] = (), hidden: Sequence[RedactedPassage] = ()
) -> tuple[MarkedPiece, ...]:
    """The first line of a text where that is its title; none where the title does not stand in the text."""
    end = _titled(read.document) - 1
    return tuple(_pieces(read, marks, 0, end, hidden)) if end > 0 else ()


def _titled(document: Document) -> int:
    """Where the text goes on behind a first line that is its title, which is shown above it; else 0."""
    first = document.text.split("\n", 1)[0]
    return len(first) + 1 if document.title and first.split() == document.title.split() else 0


def _lines(text: str) -> Iterator[tuple[int, int]]:
    at = 0
    for line in text.split("\n"):
        if line.strip():
            yield at, at + len(line)
        at += len(line) + 1


def _lang(blocks: Sequence[LangSpan], at: int, otherwise: str) -> str:
    return next((b.lang for b in blocks if b.start <= at < b.end), otherwise)


def _pieces(
    read: Reading, marks: Sequence[tuple[int, int]], start: int, end: int, hidden: Sequence[RedactedPassage]
) -> Iterator[MarkedPiece]:
    """The pieces of the line from `start` to `end`: cut wherever a mention or a mark begins or ends."""
    text = read.document.text
    named: list[tuple[Mention, str | None]] = []
    for mention, entity in zip(read.mentions, read.entities, strict=True):
        # A second date of a set ("8, 9 and 10 February") may lie inside one that is shown already.
        if mention.start < end and mention.end > start and (not named or mention.start >= named[-1][0].end):
            named.append((mention, entity))
    marked = [(i, a, b) for i, (a, b) in enumerate(marks, start=1) if a < end and b > start]
    spans = sentences(text, read.document.lang, [one.start for one, _ in named])
    begun = {s for s, _ in spans if start <= s < end}
    edges = {start, end} | begun
    for one, _ in named:
        edges |= {max(one.start, start), min(one.end, end)}
    for _, a, b in marked:
        edges |= {max(a, start), min(b, end)}
    for passage in hidden:
        edges |= {i for i in (passage.start, passage.end) if start < i < end}
    ordered = sorted(edges)
    for a, b in pairwise(ordered):
        who, entity = next((one for one in named if one[0].start <= a < one[0].end), _NOBODY)
        number, begin = next(((i, s) for i, s, e in marked if s <= a < e), (None, -1))
        yield MarkedPiece(
            text[a:b], who, entity, who is not None and a == max(who.start, start),
            number, number is not None and a == max(begin, start), a if a in begun else None,
            any(passage.start <= a < passage.end for passage in hidden),
        )  # fmt: skip

"""What is said of an entity with a date, once for all versions of a text."""

from __future__ import annotations

import datetime as dt
import re
from array import array
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Literal

from archive import edtf
from archive.catalog import Catalog, documents, links, mentions
from archive.catalog.entities import Entity
from archive.dataclass import dataclass
from archive.records import Document, Mention, MentionType, Segment, Span, Status
from archive.text import fold, on_page, page_at
from archive.timeline.sentences import sentences

# What may stand between the days of a list: "8, 9 and 10 February".
_LISTED = re.compile(r"\s*(?:,|;|et|and|&|puis|ou|or|,\s*(?:et|and|puis))?\s*")
# Where another clause begins between a date and a name, and how many characters that is worth: more than the
# words that part a name from the date of its own clause.
_CLAUSE = re.compile(r"[,;:]|\b(?:et|puis|mais|tandis que|alors que|and|then|but|while|whereas)\b")
_CLAUSE_AWAY = 60
_ITEM = re.compile(r"^\W*(?:\(?(?:\d{1,3}|[a-z])[.)]\s+)?")
_WORDS = re.compile(r"\w+")
DOCUMENT = "document"
# How often the day of a text is an event of those whom it names: never, once, or for each sentence without a
# date that names them.
DocumentDates = Literal["never", "once", "always"]


@dataclass(frozen=True, slots=True)
class EventSource:
    """Where an event is said: a sentence of a document (offsets in its text) and the words of the date."""

    document: str
    lang: str
    title: str | None
    text: str
    sentence: str
    start: int
    end: int
    source: str
    url: str | None
    page: int | None = None


@dataclass(frozen=True, slots=True)
class Event:
    """A dated thing said of an entity.

    `date` is EDTF; `basis` tells where it comes from: "text" (words of the sentence), "relative" (words
    such as "yesterday") or "document" (the day the document was written). `translations` and
    `copies` are the other places where it is said.
    """

    date: str
    basis: str
    source: EventSource
    translations: tuple[EventSource, ...] = ()
    copies: tuple[EventSource, ...] = ()

    def __str__(self) -> str:
        """The date, the document and the sentence, on two lines."""
        s = self.source
        where = f"{s.document}, {s.lang}{on_page(s.page)}"
        return f"{self.when}  {s.title or ''} [{where}]\n  {' '.join(s.sentence.split())}"

    @property
    def when(self) -> str:
        """The date as it is printed: marked where it is the day of the document, not one that it tells of."""
        return f"{self.date} (day of the document)" if self.basis == DOCUMENT else self.date

    @property
    def sources(self) -> tuple[EventSource, ...]:
        """All the places where it is told."""
        return (self.source, *self.translations, *self.copies)

    @property
    def earliest(self) -> dt.date | None:
        """The first day that the date may mean; None: without a beginning, or a year."""
        return edtf.earliest(self.date)

    @property
    def latest(self) -> dt.date | None:
        """The last day that the date may mean; None: without an end, or a year."""
        return edtf.latest(self.date)

    @property
    def precision(self) -> str:
        """How exact the date is: "day", "month", "year" and the like."""
        return edtf.precision(self.date).value


class Sentences:
    """The sentences of documents, cut once however many entities ask (16 bytes a sentence)."""

    def __init__(self) -> None:
        self._ends: dict[int, array[int]] = {}

    def of(self, n: int, document: Document) -> list[tuple[int, int]]:
        """The spans of the sentences of document `n`."""
        ends = self._ends.get(n)
        if ends is None:
            ends = array("q", (x for span in sentences(document.text, document.lang) for x in span))
            self._ends[n] = ends
        return list(zip(ends[::2], ends[1::2], strict=True))


def events(
    catalog: Catalog,
    entity: Entity,
    *,
    document_dates: DocumentDates = "once",
    cut: Sentences | None = None,
    among: Collection[int] | None = None,
) -> list[Event]:
    """The events of an entity, earliest first; those without a year come last.

    `document_dates`: "once", the day of each text that names it in a sentence without a date is an event,
    which the first such sentence tells; "always": each such sentence is one.
    `cut` keeps what was cut into sentences from one call to the next. `among`: of these documents.
    """
    places: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for doc, start, end in mentions.for_timeline(catalog, entity.n, among):
        places[doc].append((start, end))
    found: list[tuple[int, Event]] = []
    numbers = sorted(places)
    for i in range(0, len(numbers), 500):
        for n, document in documents.by_number(catalog, numbers[i : i + 500]).items():
            dates = [m for m in documents.mentions(catalog, n) if m.type is MentionType.DATE and m.value]
            at = [start for start, _ in places[n]]
            spans = cut.of(n, document) if cut else sentences(document.text, document.lang, at)
            found += [(n, e) for e in _in_document(document, spans, places[n], dates, document_dates)]
    together = _together(catalog, found, once=document_dates == "once")
    return sorted(together, key=lambda e: (edtf.order(e.date), e.source.document, e.source.start))


def _in_document(
    document: Document,
    spans: Sequence[tuple[int, int]],
    places: Sequence[tuple[int, int]],
    dates: Sequence[Mention],
    document_dates: DocumentDates,
) -> Iterator[Event]:
    starts = [s for s, _ in spans]
    by_sentence: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for place in places:
        by_sentence[max(bisect_right(starts, place[0]) - 1, 0)].append(place)
    seen: set[tuple[str, str]] = set()
    undated: Event | None = None
    day = document.date if document.date and edtf.valid(document.date) else None
    for number, here in sorted(by_sentence.items()):
        start, end = spans[number] if spans else (0, len(document.text))
        end = max(end, *(p[1] for p in here))
        within = [d for d in dates if start <= d.start < end and edtf.valid(d.value or "")]
        within = _not_quoted(document.text, start, within)
        if within:
            own_dates = list(_dates(document, here, within))
        else:
            own_dates = [(day, DOCUMENT, document.date_evidence)] if day else []
        for date, basis, words in own_dates:
            event = Event(date, basis, _source_of(document, words, start, end))
            if basis == DOCUMENT and document_dates != "always":
                undated = undated or event
                continue
            sentence = document.text[start:end]
            if (date, _bare(sentence)) not in seen:  # a title said again as the first line is one event
                seen.add((date, _bare(sentence)))
                yield event
    if undated and document_dates == "once" and undated.date not in {date for date, _ in seen}:
        yield undated


def _source_of(document: Document, words: str, start: int, end: int) -> EventSource:
    sentence = document.text[start:end]
    where = (document.source, document.url, page_at(document.pages, start))
    return EventSource(document.id, document.lang, document.title, words, sentence, start, end, *where)


def _dates(
    document: Document, here: Sequence[tuple[int, int]], within: Sequence[Mention]
) -> Iterator[tuple[str, str, str]]:
    """(date, basis, words) of the nearest date of a sentence and the days listed with it."""
    near = min(within, key=lambda d: (min(_distance(document.text, d, p) for p in here), d.start))
    for date in _listed(document.text, near, within):
        yield date.value or "", basis_of(date), date.text


def _distance(text: str, date: Mention, place: tuple[int, int]) -> int:
    """Characters between a date and a name; more where another clause begins in between."""
    start, end = (place[1], date.start) if date.start >= place[1] else (date.end, place[0])
    return max(end - start, 0) + (_CLAUSE_AWAY if _CLAUSE.search(text, start, max(end, start)) else 0)


def _not_quoted(text: str, start: int, dates: Sequence[Mention]) -> list[Mention]:
    """The dates of a sentence but for relative ones in quotation marks: these hang on when it was said."""
    return [d for d in dates if not d.evidence.relative or not _quoted(text, start, d.start)]


def _quoted(text: str, start: int, place: int) -> bool:
    """Whether a quotation begun in the paragraph of `start` is open at `place`."""
    before = text[text.rfind("\n", 0, start) + 1 : place]
    opened = max(before.rfind(mark) for mark in "«“")
    return opened > max(before.rfind(mark) for mark in "»”") or before.count('"') % 2 == 1


def _bare(sentence: str) -> str:
    """A sentence without bullet, number of its item and signs, in which copies differ."""
    return " ".join(_WORDS.findall(_ITEM.sub("", fold(sentence))))


def basis_of(date: Mention) -> str:
    """ "relative" for a date that hangs on the day of writing or on another date, else "text"."""
    return "relative" if date.evidence.relative else "text"


def _listed(text: str, near: Mention, within: Sequence[Mention]) -> list[Mention]:
    ordered = sorted(within, key=lambda d: (d.start, d.end))
    i = ordered.index(near)
    low, high = i, i
    while low > 0 and _LISTED.fullmatch(text[ordered[low - 1].end : ordered[low].start]):
        low -= 1
    while high + 1 < len(ordered) and _LISTED.fullmatch(text[ordered[high].end : ordered[high + 1].start]):
        high += 1
    return ordered[low : high + 1]


# -- one event for all versions of a text ----------------------------------------------------------


def _together(catalog: Catalog, found: Sequence[tuple[int, Event]], *, once: bool) -> Iterator[Event]:
    """The events, those that are one joined; `once`: a text's day is told by one sentence of each version."""
    parent = list(range(len(found)))

    def root(i: int) -> int:
        while parent[i] != i:
            parent[i] = parent[parent[i]]
            i = parent[i]
        return i

    by_doc: dict[int, list[int]] = defaultdict(list)
    for i, (n, _) in enumerate(found):
        by_doc[n].append(i)
    for edge in links.touching(catalog, sorted(by_doc)):
        if edge.status is Status.REJECTED or edge.a not in by_doc or edge.b not in by_doc:
            continue
        if edge.kind == links.DUPLICATE:
            pairs = _copied(found, by_doc[edge.a], by_doc[edge.b])
        else:
            pairs = _translated(found, by_doc[edge.a], by_doc[edge.b], edge.segments)
        paired = list(pairs)
        if once:
            paired += _of_one_day(found, by_doc[edge.a], by_doc[edge.b], {k for pair in paired for k in pair})
        for i, j in paired:
            parent[max(root(i), root(j))] = min(root(i), root(j))
    groups: dict[int, list[int]] = defaultdict(list)
    for i in range(len(found)):
        groups[root(i)].append(i)
    for group in groups.values():
        yield _one([found[i][1] for i in group])


def _one(events: Sequence[Event]) -> Event:
    """The event told by several documents: the most exact date, and the sentence that gives it."""
    main = min(events, key=_exactness)
    others = [e.source for e in sorted(events, key=_exactness) if e is not main]
    return replace(
        main,
        translations=tuple(s for s in others if s.lang != main.source.lang),
        copies=tuple(s for s in others if s.lang == main.source.lang),
    )


def _exactness(event: Event) -> tuple[bool, int, bool, str, str, int]:
    first, last = edtf.earliest(event.date), edtf.latest(event.date)
    days = (last - first).days if first and last else 1_000_000
    marked = event.date != edtf.exact(event.date)
    return event.basis == DOCUMENT, days, marked, event.source.lang, event.source.document, event.source.start


def _of_one_day(
    found: Sequence[tuple[int, Event]], some: Iterable[int], others: Iterable[int], paired: Collection[int]
) -> Iterator[tuple[int, int]]:
    """The days of two versions of a text, where they are one day, whichever sentences tell them."""
    left, right = (
        [i for i in one if found[i][1].basis == DOCUMENT and i not in paired] for one in (some, others)
    )
    for i in left:
        yield from ((i, j) for j in right if _same_date(found[i][1], found[j][1]))


def _copied(
    found: Sequence[tuple[int, Event]], some: Iterable[int], others: Iterable[int]
) -> Iterator[tuple[int, int]]:
    """Pairs of events of two copies that say the same on the same date."""
    known = {(found[i][1].date, _bare(found[i][1].source.sentence)): i for i in some}
    for j in others:
        i = known.get((found[j][1].date, _bare(found[j][1].source.sentence)))
        if i is not None:
            yield i, j


def _translated(
    found: Sequence[tuple[int, Event]],
    some: Sequence[int],
    others: Sequence[int],
    segments: Sequence[Segment],
) -> Iterator[tuple[int, int]]:
    """Pairs of events of a text and its translation: the same date first, then dates that overlap, then
    those that would be the same if both had a year.

    Events pair inside aligned segments alone; where a text has no segment for one, anywhere.
    """
    left, right = list(some), list(others)
    for agrees in (_same_date, _overlapping, _without_year, _one_undated):
        for i in tuple(left):
            for j in right:
                if agrees(found[i][1], found[j][1]) and _aligned(found[i][1], found[j][1], segments):
                    left.remove(i)
                    right.remove(j)
                    yield i, j
                    break


def _same_date(one: Event, other: Event) -> bool:
    return edtf.exact(one.date) == edtf.exact(other.date) and (one.basis == DOCUMENT) == (
        other.basis == DOCUMENT
    )


def _overlapping(one: Event, other: Event) -> bool:
    if DOCUMENT in (one.basis, other.basis) or not (other.earliest or other.latest):
        return False  # what has no year bounds nothing
    return edtf.overlaps(one.date, other.date, other.date)


def _without_year(one: Event, other: Event) -> bool:
    """One version alone has the year."""
    return DOCUMENT not in (one.basis, other.basis) and edtf.same_without_year(one.date, other.date)


def _one_undated(one: Event, other: Event) -> bool:
    """The date of a sentence was found in one version alone."""
    return (one.basis == DOCUMENT) != (other.basis == DOCUMENT)


def _aligned(one: Event, other: Event, segments: Sequence[Segment]) -> bool:
    here = [k for k, s in enumerate(segments) if _touch(s.a, one.source)]
    there = [k for k, s in enumerate(segments) if _touch(s.b, other.source)]
    if here and there:
        return not set(here).isdisjoint(there)
    return not segments or (not here and not there)


def _touch(span: Span, source: EventSource) -> bool:
    return span.start < source.end and source.start < span.end

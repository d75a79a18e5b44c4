"""Tagging texts without storing anything: a stream of requests in, a stream of answers out."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from archive.dataclass import dataclass
from archive.records import LangSpan, Mention, Page

if TYPE_CHECKING:
    from archive.ingest.names import Namer

BATCH_CHARACTERS = 200_000  # texts tagged together: fills the model's batches, keeps memory flat

PAGE_CHARACTERS = 2_000  # a shorter text is no page of posts

_BLANK_LINES = re.compile(r"\n[^\S\n]*\n\s*")


@dataclass(frozen=True, slots=True)
class TextRequest:
    """A text to tag; `lang` None: to be told; `date`: the ISO day it was written, None: unknown."""

    id: Any  # given back as it came
    text: str
    lang: str | None = None
    date: str | None = None


@dataclass(frozen=True, slots=True)
class Annotated:
    """A text's language, its blocks with theirs, and what it mentions."""

    id: Any
    lang: str
    blocks: tuple[LangSpan, ...]
    mentions: tuple[Mention, ...]


@dataclass(frozen=True, slots=True)
class Refused:
    """What stands in a stream of requests where one could not be read; it is handed on in its place."""

    answer: Mapping[str, Any]


def annotate(requests: Iterable[TextRequest | Refused], namer: Namer) -> Iterator[Annotated | Refused]:
    """Answers in the order of the requests. Constant memory: as many at a time as fill a batch."""
    for batch in _batches(requests):
        answers = _annotate([r for r in batch if isinstance(r, TextRequest)], namer)
        for request in batch:
            yield next(answers) if isinstance(request, TextRequest) else request


def _batches(requests: Iterable[TextRequest | Refused]) -> Iterator[list[TextRequest | Refused]]:
    batch: list[TextRequest | Refused] = []
    size = 0
    for request in requests:
        batch.append(request)
        size += len(request.text) if isinstance(request, TextRequest) else 0
        if size >= BATCH_CHARACTERS or len(batch) >= 2_000:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _annotate(batch: Sequence[TextRequest], namer: Namer) -> Iterator[Annotated]:
    languages = [_languages(request) for request in batch]
    pieces = [
        _pieces(request, lang, blocks) for request, (lang, blocks) in zip(batch, languages, strict=True)
    ]
    names = namer.tag(
        (r.text[p.start : p.end], p.lang) for r, own in zip(batch, pieces, strict=True) for p in own
    )
    for request, (lang, blocks), own in zip(batch, languages, pieces, strict=True):
        mentions = [
            _moved(m, piece.start)
            for piece, named in zip(own, itertools.islice(names, len(own)), strict=True)
            for m in named
        ]
        mentions += _dates(request, own)
        mentions.sort(key=lambda m: (m.start, m.end))
        yield Annotated(request.id, lang, blocks, tuple(mentions))


def _dates(request: TextRequest, pieces: Sequence[LangSpan]) -> Iterator[Mention]:
    """The dates of a text, counted from the day it was written: as given, or as the text tells it."""
    from archive.dates import find_dates

    for piece, anchor in _anchored(request, pieces):
        for mention in find_dates(request.text[piece.start : piece.end], piece.lang, anchor):
            yield _moved(mention, piece.start)


def _anchored(request: TextRequest, pieces: Sequence[LangSpan]) -> list[tuple[LangSpan, str | None]]:
    """The stretches whose dates are read together, each with the day it was written.

    A long text may be a page of posts, each with a day of its own.
    """
    from archive.ingest import posts
    from archive.ingest.dating import date_documents, date_text
    from archive.ingest.readers.plain import plain_blocks

    if request.date:
        return [(p, request.date) for p in pieces]
    if len(request.text) < PAGE_CHARACTERS or "\r" in request.text:
        first = pieces[0].lang if pieces else "und"
        dating = date_text(request.text, first)
        return [(p, dating.date if dating else None) for p in pieces]
    page = Page(request.text, tuple(plain_blocks(request.text)))
    split = posts.split_page(page)
    datings = date_documents(split.drafts, page)
    found = [
        (LangSpan(s.start, s.end, request.lang or draft.lang), dating.date if dating else None)
        for draft, dating in zip(split.drafts, datings, strict=True)
        for s in draft.spans
    ]
    lang = pieces[0].lang if pieces else "und"
    return [*found, *((LangSpan(s.start, s.end, lang), None) for s in split.chrome)]


def _languages(request: TextRequest) -> tuple[str, tuple[LangSpan, ...]]:
    """The language of a text, and of its paragraphs."""
    from archive.ingest import language

    spans = paragraphs(request.text)
    if request.lang:
        return request.lang, tuple(LangSpan(*s, request.lang) for s in spans)
    spans = [piece for span in spans for piece in _in_one_language(request.text, *span)]
    texts = [request.text[a:b] for a, b in spans]
    guesses = language.guess_blocks(texts)
    blocks = tuple(LangSpan(*s, g.lang) for s, g in zip(spans, guesses, strict=True))
    return language.dominant(texts, guesses), blocks


def _in_one_language(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """A paragraph, or its stretches where it holds one in each language."""
    from archive.ingest.language import UNDETERMINED
    from archive.ingest.turns import turns

    found = turns(text[start:end])
    spans = [(start + t.start, start + t.end) for t in found if t.guess.lang != UNDETERMINED]
    return spans or [(start, end)]


def paragraphs(text: str) -> list[tuple[int, int]]:
    """The stretches of `text` between blank lines, without white space at either end."""
    spans = []
    start = 0
    for gap in itertools.chain(_BLANK_LINES.finditer(text), (None,)):
        end = len(text) if gap is None else gap.start()
        piece = text[start:end]
        left, right = len(piece) - len(piece.lstrip()), len(piece.rstrip())
        if right > left:
            spans.append((start + left, start + right))
        start = end if gap is None else gap.end()
    return spans


def _pieces(request: TextRequest, lang: str, blocks: Sequence[LangSpan]) -> list[LangSpan]:
    """The stretches tagged as one text: neighbouring blocks of one language together."""
    if all(b.lang == lang for b in blocks):
        return [LangSpan(0, len(request.text), lang)]
    pieces: list[LangSpan] = []
    for block in blocks:
        if pieces and pieces[-1].lang == block.lang:
            pieces[-1] = LangSpan(pieces[-1].start, block.end, block.lang)
        else:
            pieces.append(block)
    return pieces


def _moved(mention: Mention, by: int) -> Mention:
    if not by:
        return mention
    return Mention(
        mention.start + by,
        mention.end + by,
        mention.type,
        mention.text,
        mention.value,
        mention.evidence,
        mention.score,
    )

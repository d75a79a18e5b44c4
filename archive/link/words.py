"""What two texts have in common word by word.

What two languages write alike (numbers, names, cognates) is drawn from texts as small sets to compare. Of two
texts in one language the sequences of words are compared: where they are equal, in order, in full, or between
anchors where they are long.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from itertools import chain
from typing import Final
from zlib import crc32

import numpy as np
import numpy.typing as npt
from rapidfuzz.distance import Indel

from archive import text as texts
from archive.dataclass import dataclass
from archive.lang import registry

Matrix = npt.NDArray[np.float32]

_NUMBER = re.compile(r"\d+(?:[ .,]\d{3}(?!\d))*(?:[.,]\d+)?")
_TOKEN = re.compile(r"[^\W_]+(?:[-.'_@/:]+[^\W_]+)*")
_JOINT = re.compile(r"[-.'_@/:]+")
_NAME = re.compile(r"(?<=[^\W_][ ,'(])[A-ZÀ-Ý][\w-]+")  # a capital inside a sentence

_SHORTEST = 4  # letters of a word that is looked at
_STEM = 5  # letters in which cognates agree: "solid" of solidarity and solidarité
_NAME_STEM = 6
_CACHED: Final = 40_000  # words, some 10 MB; a text has most of its words from far fewer

_LAST_ORDINAL: Final = 12  # later ones are written in figures more often


@cache
def _closed() -> dict[str, str]:
    """The closed classes that stand for numbers and dates: what "deux" and "two", "mai" and "May" share.

    Numbers that all languages have a word for, each by its usual word: "cents" are coins in English, and
    "un" is an article.
    """
    found: dict[str, str] = {}
    ordinals = [lang.numbers.ordinals for lang in registry.BUILT_IN]
    for table in ordinals:
        found |= {fold(w): f"ordinal {n}" for w, n in table.items() if 1 <= n <= _LAST_ORDINAL}
    cardinals = [lang.numbers.usual() for lang in registry.BUILT_IN]
    for n in set.intersection(*(set(table) for table in cardinals)) - {1}:
        found |= {fold(table[n]): str(n) for table in cardinals}
    for lang in registry.BUILT_IN:
        found |= {fold(w): f"month {n - 1}" for w, n in lang.calendar.months.items()}
        found |= {fold(w): f"day {n}" for w, n in lang.calendar.weekdays.items()}
    return found


@dataclass(frozen=True, slots=True)
class TextTokens:
    """The numbers, cognates and names of a text, as hashes."""

    numbers: frozenset[int]
    cognates: frozenset[int]
    names: frozenset[int]

    def pack(self) -> bytes:
        """As bytes, for keeping."""
        parts = [sorted(s) for s in (self.numbers, self.cognates, self.names)]
        return np.array([len(p) for p in parts] + [x for p in parts for x in p], np.uint32).tobytes()

    @classmethod
    def unpack(cls, data: bytes) -> TextTokens:
        """What `pack` made bytes of."""
        numbers = np.frombuffer(data, np.uint32)
        values: list[int] = numbers[3:].tolist()
        one, two = int(numbers[0]), int(numbers[0] + numbers[1])
        return cls(frozenset(values[:one]), frozenset(values[one:two]), frozenset(values[two:]))


@dataclass(frozen=True, slots=True)
class Profile:
    """The tokens of a text and how often each stands in it, by hash; `names` as a set."""

    counts: Mapping[tuple[int, int], int]  # (hash, kind)
    names: frozenset[int]

    def tokens(self) -> TextTokens:
        """The sets to compare texts by."""
        return TextTokens(
            frozenset([h for h, kind in self.counts if kind in (_CODE, _DIGIT)]),
            frozenset([h for h, kind in self.counts if kind == _COGNATE]),
            self.names,
        )

    def vector(self, dimensions: int) -> npt.NDArray[np.float32]:
        """A unit vector (or zero) of the tokens."""
        row: npt.NDArray[np.float32] = _vectors([self.counts], dimensions)[0]
        return row


def _vectors(counted: Sequence[Mapping[tuple[int, int], int]], dimensions: int) -> Matrix:
    """A unit vector (or zero) for each text's tokens, each added to the place that its hash says.

    Weights: 2 for numbers of two digits or more and codes, 1 for cognates, ½ for shorter words and
    single digits. They stand in for frequencies in the archive, which change with every document; on
    five sets of translated texts the true partner is among the eight nearest more often with them than
    with inverse document frequencies.
    """
    sizes = [len(counts) for counts in counted]
    flat = np.fromiter(chain.from_iterable(chain.from_iterable(counted)), np.int64, 2 * sum(sizes))
    times = np.fromiter(chain.from_iterable(c.values() for c in counted), np.float64, sum(sizes))
    hashes, kinds = flat[::2], flat[1::2]
    values = (1.0 + np.log(times)) * _WEIGHTS[kinds] * np.where(hashes >> 31, 1.0, -1.0)
    places = np.repeat(np.arange(len(counted)) * dimensions, sizes) + hashes % dimensions
    rows = np.bincount(places, values, len(counted) * dimensions).reshape(len(counted), dimensions)
    norms = np.sqrt(np.einsum("ij,ij->i", rows, rows))[:, None]
    found: Matrix = (rows / np.where(norms, norms, 1.0)).astype(np.float32)
    return found


_SHORT, _COGNATE, _DIGIT, _CODE = range(4)
_WEIGHTS: Final = np.array([0.5, 1.0, 0.5, 2.0])


class _Folded(dict[int, str]):
    """What each character folds to, found out once."""

    def __missing__(self, code: int) -> str:
        self[code] = texts.fold(chr(code))
        return self[code]


_FOLDED: Final = _Folded()


def fold(text: str) -> str:
    """`archive.text.fold`, character by character from a table: five times as fast on French."""
    return text.translate(_FOLDED)


def profile(text: str) -> Profile:
    """What `text` shares with its translations."""
    return Profile(_counts(text), frozenset(map(_name, _NAME.findall(texts.plain(text)))))


def vectors(given: Sequence[str], dimensions: int) -> Matrix:
    """For each text the vector of its profile, in rows."""
    return _vectors([_counts(text) for text in given], dimensions)


def _counts(text: str) -> Mapping[tuple[int, int], int]:
    folded = fold(text)
    parts = chain.from_iterable(map(_parts, _TOKEN.findall(folded)))
    counts: defaultdict[tuple[int, int], int] = defaultdict(int)  # a Counter takes longer to make of few
    for part in chain(parts, map(_number, _NUMBER.findall(folded))):
        counts[part] += 1
    return counts


@lru_cache(maxsize=_CACHED)
def _parts(word: str) -> tuple[tuple[int, int], ...]:
    """The tokens of a word: codes, closed classes, words of four letters or more by their first five."""
    known = _closed()
    if word.isalpha() and word not in known:
        kind = _COGNATE if word[_STEM - 1 :] else _SHORT
        return ((crc32(word[:_STEM].encode()), kind),) if word[_SHORTEST - 1 :] else ()
    found = []
    for part in _JOINT.split(word):
        if part in known:
            found.append(_coded(known[part]))
        elif not part.isalpha() and any(c.isdigit() for c in part):
            if not part.isdigit():
                found.append(_coded(part))
        elif len(part) >= _SHORTEST:
            found.append((_hash(part[:_STEM]), _COGNATE if len(part) >= _STEM else _SHORT))
    return tuple(found)


@lru_cache(maxsize=10_000)
def _number(found: str) -> tuple[int, int]:
    return _coded("".join(c for c in found if c.isdigit()))


def _coded(token: str) -> tuple[int, int]:
    return _hash("#" + token), _CODE if len(token) > 1 else _DIGIT


@lru_cache(maxsize=_CACHED)
def _name(word: str) -> int:
    return _hash(texts.fold(word)[:_NAME_STEM])


def _hash(token: str) -> int:
    return crc32(token.encode())


Block = tuple[int, int, int, int]  # from and to in the one, from and to in the other

_CELLS: Final = 100_000_000  # words of one times words of the other: a bit each, so 12 MB
_RUN: Final = 4  # words in a row that stand once in each: an anchor


def equal_stretches(a: Sequence[str], b: Sequence[str]) -> list[Block]:
    """The stretches that stand in both in order, as many words as there can be.

    Longer sequences are cut at runs of four words that stand once in each (as patience diff does with lines);
    what stands between two such is compared in full, or, where that is long too, taken for different.
    """
    found: list[Block] = []
    at_a = at_b = 0
    for i, j in [*_anchors(a, b), (len(a), len(b))] if len(a) * len(b) > _CELLS else [(len(a), len(b))]:
        if i < at_a or j < at_b:  # reaches into the one before
            continue
        for block in _between(a[at_a:i], b[at_b:j]):
            _add(found, (block[0] + at_a, block[1] + at_a, block[2] + at_b, block[3] + at_b))
        at_a, at_b = i, j
        if i < len(a) and j < len(b):
            at_a, at_b = i + _RUN, j + _RUN
            _add(found, (i, at_a, j, at_b))
    return found


def _between(a: Sequence[str], b: Sequence[str]) -> list[Block]:
    if not a or not b or len(a) * len(b) > _CELLS:
        return []
    return [
        (o.src_start, o.src_end, o.dest_start, o.dest_end) for o in Indel.opcodes(a, b) if o.tag == "equal"
    ]


def _add(found: list[Block], block: Block) -> None:
    """Adds a stretch, or lets the last one go on."""
    if found and found[-1][1] == block[0] and found[-1][3] == block[2]:
        block = (found[-1][0], block[1], found.pop()[2], block[3])
    found.append(block)


def _anchors(a: Sequence[str], b: Sequence[str]) -> list[tuple[int, int]]:
    """Places of runs that stand once in each, as many as follow each other in both."""
    one, two = _single(a), _single(b)
    pairs = [(i, two[run]) for run, i in one.items() if run in two]  # in the order of `a`
    ends: list[int] = []  # the least place in `b` at which a chain of so many can end
    last: list[int] = []  # and which pair that is
    before: list[int] = []
    for n, (_, j) in enumerate(pairs):
        length = bisect_left(ends, j)
        before.append(last[length - 1] if length else -1)
        ends[length : length + 1], last[length : length + 1] = [j], [n]
    chain = []
    n = last[-1] if last else -1
    while n >= 0:
        chain.append(pairs[n])
        n = before[n]
    return chain[::-1]


def _single(words: Sequence[str]) -> dict[tuple[str, ...], int]:
    """The runs of four words that stand there once, with their places, in order."""
    places: dict[tuple[str, ...], int] = {}
    for i, run in enumerate(zip(*(words[k:] for k in range(_RUN)), strict=False)):
        places[run] = -1 if run in places else i
    return {run: i for run, i in places.items() if i >= 0}

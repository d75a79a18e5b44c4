"""Copies: one text on several pages, with other menus, other white space, a line more or a link less.

Candidates share keys: the whole text, a line of some length, or a pair of minima over hashed
shingles (MinHash, Broder 1997). What decides is a word-by-word comparison, because texts made from
one form (notices, advisories, calls for the same day in two towns) are alike but not the same: where
one word stands in place of another, they are two texts. Lines that only say when a text was posted are
compared as dates: they differ between copies, as each page sets its own.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import field
from itertools import chain, compress, count, pairwise
from operator import itemgetter
from typing import Final
from zlib import crc32

import numpy as np
import numpy.typing as npt
from rapidfuzz.distance import Indel

from archive.dataclass import dataclass
from archive.dates import dates_in
from archive.dates.core import PartialDate
from archive.link.excerpts import cut_at
from archive.link.words import Block, equal_stretches, fold
from archive.patterns import regex

Stamp = tuple[int, ...]  # the numbers of a date, in the order of their size

_LONGEST = 12  # words of a line that is but a stamp

_SAID = regex(
    r"\b(?:posted|published|updated|written|by|on|at|the|in|date|publie|poste|mis|mise|en|ligne|ecrit|le|a|par|admin|"
    r"\d{1,2}[:h]\d{0,2}(?: ?[ap]m)?)\b"
)
_PLAIN_WORD = regex(r"[^\W_]+")
_PLACE_WORDS = 2  # "Saint-Omer, le 5 mars": what may stand beside the date


def stamp(line: str) -> tuple[str, Stamp] | None:
    """What else such a line says, and the numbers of its date (day, month, year); None for another line.

    The order of a date's numbers is left out, because 08/03 is March here and August there.
    """
    if len(line) > 120 or len(line.split()) > _LONGEST:
        return None
    found = next(iter(dates_in(line)), None)
    if found is None:
        return None
    start, end, day = found
    if not isinstance(day, PartialDate) or not day.day:  # what lasts some days was not posted then
        return None
    rest = fold(f"{line[:start]} {line[end:]}")
    left = _PLAIN_WORD.findall(_SAID.sub(" ", rest))
    if len(left) > _PLACE_WORDS or any(word.isdigit() for word in left):
        return None
    return " ".join(left), tuple(sorted(part for part in (day.day, day.month, day.year) if part))


def at_odds(one: frozenset[Stamp], other: frozenset[Stamp]) -> bool:
    """Whether two texts bear stamps and none of them can be the same date."""
    return bool(one and other) and not any(_less_said(a, b) or _less_said(b, a) for a in one for b in other)


def _less_said(few: Stamp, many: Stamp) -> bool:
    return not Counter(few) - Counter(many)


_SHINGLE = 4  # words
_BANDS = 12  # pairs of minima: texts that share half of their shingles meet with probability 0.97
_LINE_WORDS = 6  # a line of that many words is a key of its own

# Tuned on copies made of 1,100 real texts by added menus, lost links, added lines and other white
# space, against texts of the same form.
_CONTAINED = 0.85  # of the shorter text's words stand in the longer one, in order
_COVERED = 0.5  # of the longer text's words
_OPENING = 6  # words at the beginning of a sentence, which is a key that excerpts share with their text
_OPENINGS = 64  # of one text
_RUN = 6  # equal words in a row that mark the text itself, inside of its menus
_LOOSE = 0.03  # share of words that may be lost or added inside lines
_LOOSE_WORDS = 4
_SLIP = 0.85  # likeness of the letters of two spellings
_SURE = 150  # equal words that are one text even where two pages posted them on different days
_OTHER = (
    0.06  # of as many words as are equal: a text that was posted again has a place, a credit, a slip more
)

# What a review, letter or digest adds to a post that it quotes, and a copy with menus does not: sentences.
# A teaser or a line of thanks below a copy is still within.
_SENTENCE = 8  # words of a line that has one
_PROSE = 0.2  # of as many words as are equal
_PROSE_WORDS = 20

_ROWS = 8192  # shingles hashed at once

# Of two copies nine words of ten are the same ones in a row, and half of the longer one may be menus: four
# shingles of ten stand in both, or a few less.
_SAMPLE = 512
_RESEMBLING = 0.2

Shingles = npt.NDArray[np.uint64]

_WORD = regex(r"[^\W_]+(?:['’][^\W_]+)*")
_DIGIT = regex(r"\d")
_SENTENCES = regex(r"[.!?…\n][\s\"”»’)\]«“]*(?=\S)")

# Not datasketch's MinHash: it hashes shingles one by one in Python, and archives keep keys made of these.
_rng = np.random.default_rng(20150820)
_PRIME: Final = np.uint64((1 << 31) - 1)
_STEP: Final = np.uint64(1_000_003)
_A: Final = _rng.integers(1, int(_PRIME), 2 * _BANDS, dtype=np.uint64)
_B: Final = _rng.integers(0, int(_PRIME), 2 * _BANDS, dtype=np.uint64)


@dataclass(frozen=True, slots=True)
class FoldedWords:
    """A text as folded words, with the line that each stands on and the places of those with a capital.

    A line that only says when the text was posted gives no words but one of `stamps`.
    """

    words: tuple[str, ...]
    lines: tuple[int, ...]
    capitals: frozenset[int]
    stamps: frozenset[Stamp] = frozenset()
    cut: bool = False  # it says that it goes on elsewhere
    distinct: frozenset[str] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "distinct", frozenset(self.words))

    def whole_lines(self, start: int, end: int) -> bool:
        """Whether the words from `start` to `end` are whole lines (or none at all)."""
        if start == end:
            return True
        first = start == 0 or self.lines[start - 1] != self.lines[start]
        return first and (end == len(self.lines) or self.lines[end - 1] != self.lines[end])

    def rest_before(self, end: int) -> tuple[str, ...]:
        """The words before `end` on its line."""
        start = end
        while start and end < len(self.lines) and self.lines[start - 1] == self.lines[end]:
            start -= 1
        return self.words[start:end]

    def rest_after(self, start: int) -> tuple[str, ...]:
        """The words from `start` on that stand on the line of the word before."""
        end = start
        while start and end < len(self.lines) and self.lines[end] == self.lines[start - 1]:
            end += 1
        return self.words[start:end]

    def prose(self, start: int, end: int) -> list[tuple[int, int]]:
        """The lines from `start` to `end` that hold a word without a capital: no menus."""
        cuts = [i for i in range(start + 1, end) if self.lines[i] != self.lines[i - 1]]
        lines = zip([start, *cuts], [*cuts, end], strict=True) if start < end else ()
        return [(one, two) for one, two in lines if any(i not in self.capitals for i in range(one, two))]

    def numbers(self, start: int, end: int) -> frozenset[str]:
        """The numbers from `start` to `end`."""
        return frozenset(w for w in self.words[start:end] if _DIGIT.search(w))


def words(text: str) -> FoldedWords:
    """`text` taken apart for comparison."""
    found: list[str] = []
    lines: list[int] = []
    capitals: list[int] = []
    stamps: set[Stamp] = set()
    once: dict[str, str] = {}  # a word is held once, however often it stands there
    for number, line in enumerate(text.split("\n")):
        if posted := stamp(line):
            stamps.add(posted[1])
        rest = posted[0] if posted else line
        written = _WORD.findall(rest)
        folded = _WORD.findall(fold(rest))
        if len(folded) != len(written):  # signs that fold to several words, such as fractions
            folded = [fold(word) for word in written]
        capitals += compress(count(len(found)), map(str.isupper, map(itemgetter(0), written)))
        found += map(once.setdefault, folded, folded)
        lines += [number] * len(folded)
    cut = cut_at(text) is not None
    return FoldedWords(tuple(found), tuple(lines), frozenset(capitals), frozenset(stamps), cut)


def keys(text: str) -> tuple[int, ...]:
    """What `text` shares with its copies, as hashes of 63 bits."""
    lines = [_WORD.findall(line) for line in fold(text).split("\n")]
    flat = [word for line in lines for word in line]
    if not flat:
        return ()
    hashes = {_key("whole", " ".join(flat))}
    hashes |= {_key("line", " ".join(line)) for line in lines if len(line) >= _LINE_WORDS}
    if len(flat) >= _SHINGLE:
        shingles = _shingles(flat)
        least = [int(x) for x in _minima(shingles)]
        hashes |= {((i << 58) ^ (least[2 * i] << 29) ^ least[2 * i + 1]) & _MAX for i in range(_BANDS)}
    return tuple(sorted(hashes | _openings(text)))


def _openings(text: str) -> set[int]:
    """How the first sentences begin, as numbers below 0: keys of excerpts, not of copies."""
    hashes: set[int] = set()
    for start in chain((0,), (found.end() for found in _SENTENCES.finditer(text))):
        if len(hashes) == _OPENINGS:
            break
        line = text[start : start + 16 * _OPENING].split("\n", 1)[0]
        opening = _WORD.findall(fold(line))[:_OPENING]
        if len(opening) == _OPENING:
            hashes.add(-1 - _key("opening", " ".join(opening)))
    return hashes


def sample(text: str) -> Shingles:
    """Of the hashed shingles of `text` the least 512, in order (Broder 1997: the same of every text)."""
    flat = _WORD.findall(fold(text))
    return _shingles(flat)[:_SAMPLE] if len(flat) >= _SHINGLE else np.zeros(0, np.uint64)


def resembling(a: Shingles, b: Shingles) -> bool:
    """Whether two texts can be copies, by their samples: the part of their shingles that both have."""
    union = np.union1d(a, b)[:_SAMPLE]
    both = np.isin(union, a) & np.isin(union, b)
    return bool(both.mean() >= _RESEMBLING) if len(union) else True


def _minima(shingles: Shingles) -> Shingles:
    """The least of all shingles under each hash; a few thousand at a time, as a text may be long."""
    parts = [
        ((shingles[i : i + _ROWS, None] * _A + _B) % _PRIME).min(axis=0)
        for i in range(0, len(shingles), _ROWS)
    ]
    return parts[0] if len(parts) == 1 else np.min(parts, axis=0)


def _shingles(flat: Sequence[str]) -> Shingles:
    """The distinct hashed shingles of a text of as many words or more, in order."""
    hashes = np.fromiter(map(crc32, map(str.encode, flat)), np.uint64, len(flat))
    shingles = np.zeros(len(flat) - _SHINGLE + 1, np.uint64)
    for i in range(_SHINGLE):
        shingles = (shingles * _STEP + hashes[i : len(flat) - _SHINGLE + 1 + i]) % _PRIME
    return np.unique(shingles)


_MAX: Final = (1 << 63) - 1


def _key(kind: str, value: str) -> int:
    data = f"{kind}:{value}".encode()
    return (crc32(data) << 31 ^ crc32(data[::-1])) & _MAX


def same(a: FoldedWords, b: FoldedWords) -> float | None:
    """How alike two copies are (0 to 1: the share of equal words), or None where they are two texts."""
    return compared(a, b)[0]


def compared(a: FoldedWords, b: FoldedWords) -> tuple[float | None, str]:
    """The same, and what it rests on, or what speaks against it."""
    if a.words == b.words and (len(a.words) >= _SURE or not at_odds(a.stamps, b.stamps)):
        return 1.0, "the same words"
    odd = at_odds(a.stamps, b.stamps)
    if odd and min(len(a.words), len(b.words)) < _SURE:
        return None, "posted at different times"
    short, long = sorted((len(a.words), len(b.words)))
    if not short or short < long * _COVERED:
        return None, "one is more than twice as long"
    # No more words can be equal in order than stand in both; most candidates end here.
    enough = max(short * _CONTAINED, long * _COVERED)
    if _at_most_within(a, b) < enough or min(_within_other(a, b), _within_other(b, a)) < enough:
        return None, "too few words in both"
    blocks = equal_stretches(a.words, b.words)
    equal = sum(end - start for start, end, _, _ in blocks)
    if equal < short * _CONTAINED or equal < long * _COVERED:
        return None, "too few equal words in the same order"
    if odd and (equal < _SURE or long > (1 + _OTHER) * equal):
        return None, "posted at different times"
    core = _core(blocks)
    if not core:
        return None, "no stretch of equal words is long enough"
    if not _same_core(a, b, core):
        return None, "other words stand inside the text, as in two texts of one form"
    if not _same_edges(a, b, core):
        return None, "other words or numbers stand at the beginning or the end, as in two texts of one form"
    if _goes_on(a, b, core[-1][1], core[-1][3]):
        return None, "one is cut where the other goes on: an excerpt"
    if max(_own_prose(a, [b[:2] for b in blocks]), _own_prose(b, [b[2:] for b in blocks])) > max(
        _PROSE_WORDS, _PROSE * equal
    ):
        return None, "one says more, in sentences of its own: it quotes the other"
    return round(2 * equal / (short + long), 4), "the same words but for menus, lost lines or slips"


def _own_prose(text: FoldedWords, equal: Sequence[tuple[int, int]]) -> int:
    """How many words of a text stand on lines of prose outside of the equal stretches."""
    ends = [0, *(place for stretch in equal for place in stretch), len(text.words)]
    gaps = zip(ends[::2], ends[1::2], strict=True)
    lines = [line for gap in gaps for line in text.prose(*gap)]
    return sum(end - start for start, end in lines if end - start >= _SENTENCE)


def _goes_on(a: FoldedWords, b: FoldedWords, end_a: int, end_b: int) -> bool:
    """Whether one of two says that it is cut, and the other says more from there on."""
    if a.cut == b.cut:
        return False
    lines = b.prose(end_b, len(b.words)) if a.cut else a.prose(end_a, len(a.words))
    return sum(end - start for start, end in lines) >= _SENTENCE


def _at_most_within(a: FoldedWords, b: FoldedWords) -> int:
    """No less than the words of either that stand in the other: each that does not counts once."""
    both = len(a.distinct & b.distinct)
    return both + min(len(a.words) - len(a.distinct), len(b.words) - len(b.distinct))


def _within_other(a: FoldedWords, b: FoldedWords) -> int:
    return sum(word in b.distinct for word in a.words)


def _core(blocks: Sequence[Block]) -> list[Block]:
    """The equal stretches from the first long one to the last."""
    long = [i for i, (start, end, _, _) in enumerate(blocks) if end - start >= _RUN]
    return list(blocks[long[0] : long[-1] + 1]) if long else []


def _same_core(a: FoldedWords, b: FoldedWords, core: Sequence[Block]) -> bool:
    loose = 0
    for (_, a1, _, b1), (a2, _, b2, _) in pairwise(core):
        if a1 < a2 and b1 < b2:
            if not _spelled_alike("".join(a.words[a1:a2]), "".join(b.words[b1:b2])):
                return False
        elif a.whole_lines(a1, a2) and b.whole_lines(b1, b2):
            continue  # a line added or lost
        loose += max(a2 - a1, b2 - b1)
    return loose <= max(_LOOSE_WORDS, _LOOSE * (core[-1][1] - core[0][0]))


def _spelled_alike(a: str, b: str) -> bool:
    """Whether one is the other with other spaces, with something glued to it, or with a slip of the pen."""
    if a == b:
        return True
    short, long = sorted((a, b), key=len)
    # The number of a picture, or a name of it, glued to the first word below.
    if short and long.endswith(short) and (len(short) >= 4 or _DIGIT.search(long.removesuffix(short))):
        return True
    if _DIGIT.search(a) or _DIGIT.search(b) or min(len(a), len(b)) < 5:
        return False
    return Indel.normalized_similarity(a, b) >= _SLIP


def _same_edges(a: FoldedWords, b: FoldedWords, core: Sequence[Block]) -> bool:
    """What stands before and after: menus may differ, but no line in a word, no number for a number."""
    head = (0, core[0][0], 0, core[0][2])
    tail = (core[-1][1], len(a.words), core[-1][3], len(b.words))
    for a1, a2, b1, b2 in (head, tail):
        numbers = a.numbers(a1, a2), b.numbers(b1, b2)
        if all(numbers) and numbers[0] != numbers[1]:
            return False
    rests = [
        (a.rest_before(head[1]), b.rest_before(head[3])),
        (a.rest_after(tail[0]), b.rest_after(tail[2])),
    ]
    for one, two in rests:  # what stands on the line on which the text begins or ends
        if not _within(one, two) and not _within(two, one) and not _spelled_alike("".join(one), "".join(two)):
            return False
    return not any(_slot(a, b, *edge) for edge in (head, tail))


def _within(few: Sequence[str], many: Sequence[str]) -> bool:
    """Whether `few` are `many` with some words lost."""
    rest = iter(many)
    return not few or (len(many) - len(few) <= _LOOSE_WORDS and all(word in rest for word in few))


def _slot(a: FoldedWords, b: FoldedWords, a1: int, a2: int, b1: int, b2: int) -> bool:
    """Whether a line of one edge is a line of the other but for some words, as in two texts of one form."""
    theirs = [set(b.words[start:end]) for start, end in b.prose(b1, b2)]
    for start, end in a.prose(a1, a2):
        mine = set(a.words[start:end])
        for other in theirs:
            if 2 * len(mine & other) >= min(len(mine), len(other)) and mine - other and other - mine:
                return True
    return False

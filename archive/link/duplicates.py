"""Copies: one text on several pages, with other menus, other white space, a line more or a link less.

Candidates share keys: the whole text, a line of some length, or a pair of minima over hashed
shingles (MinHash, Broder 1997). What decides is a word-by-word comparison, because texts made from
one form (notices, advisories, calls for the same day in two towns) are alike but not the same: where
one stretch stands in place of another and numbers or names differ, they are two texts.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from zlib import crc32

import numpy as np
from rapidfuzz.distance import Indel

from archive import text as texts

_SHINGLE = 4  # words
_BANDS = 12  # pairs of minima: texts that share half of their shingles meet with probability 0.97
_LINE_WORDS = 6  # a line of that many words is a key of its own

# Tuned on copies made of 1,100 real texts by added menus, lost links, added lines and other white
# space, against texts of the same form.
_CONTAINED = 0.85  # of the shorter text's words stand in the longer one, in order
_COVERED = 0.4  # of the longer text's words
_RUN = 6  # equal words in a row that mark the text itself, inside of its menus
_LOOSE = 0.06  # share of words that may be lost, added or changed inside lines
_LOOSE_WORDS = 6

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_DIGIT = re.compile(r"\d")

_rng = np.random.default_rng(20150820)
_PRIME: Final = np.uint64((1 << 31) - 1)
_A: Final = _rng.integers(1, int(_PRIME), 2 * _BANDS, dtype=np.uint64)
_B: Final = _rng.integers(0, int(_PRIME), 2 * _BANDS, dtype=np.uint64)


@dataclass(frozen=True, slots=True)
class Words:
    """A text as folded words, with the line that each stands on and whether it is a number or a name."""

    words: tuple[str, ...]
    lines: tuple[int, ...]
    telling: frozenset[int]  # places of numbers and of words with a capital

    def whole_lines(self, start: int, end: int) -> bool:
        """Whether the words from `start` to `end` are whole lines (or none at all)."""
        if start == end:
            return True
        first = start == 0 or self.lines[start - 1] != self.lines[start]
        return first and (end == len(self.lines) or self.lines[end - 1] != self.lines[end])

    def tells(self, start: int, end: int) -> frozenset[str]:
        """The numbers and names from `start` to `end`."""
        return frozenset(self.words[i] for i in range(start, end) if i in self.telling)

    def numbers(self, start: int, end: int) -> frozenset[str]:
        """The numbers from `start` to `end`."""
        return frozenset(w for w in self.words[start:end] if _DIGIT.search(w))


def words(text: str) -> Words:
    """`text` taken apart for comparison."""
    found: list[str] = []
    lines: list[int] = []
    telling: set[int] = set()
    for number, line in enumerate(text.split("\n")):
        for match in _WORD.finditer(line):
            word = match.group()
            if word[0].isupper() or _DIGIT.search(word):
                telling.add(len(found))
            found.append(texts.fold(word))
            lines.append(number)
    return Words(tuple(found), tuple(lines), frozenset(telling))


def keys(text: str) -> tuple[int, ...]:
    """What `text` shares with its copies, as hashes of 63 bits."""
    lines = [texts.words(texts.fold(line)) for line in text.split("\n")]
    flat = [word for line in lines for word in line]
    if not flat:
        return ()
    made = {_key("whole", " ".join(flat))}
    made |= {_key("line", " ".join(line)) for line in lines if len(line) >= _LINE_WORDS}
    if len(flat) >= _SHINGLE:
        hashed = np.array(
            [crc32(" ".join(flat[i : i + _SHINGLE]).encode()) for i in range(len(flat) - _SHINGLE + 1)], np.uint64
        )
        minima = ((np.unique(hashed) % _PRIME)[:, None] * _A + _B) % _PRIME
        least = minima.min(axis=0)
        made |= {int((i << 58) ^ (int(least[2 * i]) << 31 ^ int(least[2 * i + 1]))) & _MAX for i in range(_BANDS)}
    return tuple(sorted(made))


_MAX: Final = (1 << 63) - 1


def _key(kind: str, value: str) -> int:
    data = f"{kind}:{value}".encode()
    return (crc32(data) << 31 ^ crc32(data[::-1])) & _MAX


def same(a: Words, b: Words) -> float | None:
    """How alike two copies are (0 to 1: the share of equal words), or None where they are two texts."""
    if a.words == b.words:
        return 1.0
    short, long = sorted((len(a.words), len(b.words)))
    if not short or short < long * _COVERED:
        return None
    blocks = [(o.src_start, o.src_end, o.dest_start, o.dest_end)
              for o in Indel.opcodes(a.words, b.words) if o.tag == "equal"]  # fmt: skip
    equal = sum(end - start for start, end, _, _ in blocks)
    if equal < short * _CONTAINED or equal < long * _COVERED:
        return None
    core = _core(blocks)
    if not core or not _same_core(a, b, core) or not _same_edges(a, b, core):
        return None
    return round(2 * equal / (short + long), 4)


_Block = tuple[int, int, int, int]


def _core(blocks: Sequence[_Block]) -> list[_Block]:
    """The equal stretches from the first long one to the last."""
    long = [i for i, (start, end, _, _) in enumerate(blocks) if end - start >= _RUN]
    return list(blocks[long[0] : long[-1] + 1]) if long else []


def _same_core(a: Words, b: Words, core: Sequence[_Block]) -> bool:
    loose = 0
    for (_, a1, _, b1), (a2, _, b2, _) in zip(core, core[1:], strict=False):
        lines = a.whole_lines(a1, a2) and b.whole_lines(b1, b2)
        if a1 < a2 and b1 < b2:
            if a.tells(a1, a2) != b.tells(b1, b2):
                return False
        elif lines:
            continue  # a line added or lost
        loose += max(a2 - a1, b2 - b1)
    return loose <= max(_LOOSE_WORDS, _LOOSE * (core[-1][1] - core[0][0]))


def _same_edges(a: Words, b: Words, core: Sequence[_Block]) -> bool:
    """What stands before and after: menus may differ, but not one line in a number or a name."""
    head = (0, core[0][0], 0, core[0][2])
    tail = (core[-1][1], len(a.words), core[-1][3], len(b.words))
    for a1, a2, b1, b2 in (head, tail):
        numbers = a.numbers(a1, a2), b.numbers(b1, b2)
        if all(numbers) and numbers[0] != numbers[1]:
            return False
        if a1 < a2 and b1 < b2 and _slot(a, b, a1, a2, b1, b2):
            return False
    return True


def _slot(a: Words, b: Words, a1: int, a2: int, b1: int, b2: int) -> bool:
    """Whether a line of one edge is a line of the other but for a number or a name."""
    theirs = _lines(b, b1, b2)
    for mine in _lines(a, a1, a2):
        for other in theirs:
            left, right = set(a.words[slice(*mine)]), set(b.words[slice(*other)])
            both = len(left & right)
            touching = mine[1] == a2 != len(a.words) and not a.whole_lines(*mine)
            if 2 * both >= min(len(left), len(right)) or touching:
                only = a.tells(*mine) - right, b.tells(*other) - left
                if all(only):
                    return True
    return False


def _lines(text: Words, start: int, end: int) -> list[tuple[int, int]]:
    """The stretches of `start`..`end` that stand on one line each."""
    cuts = [i for i in range(start + 1, end) if text.lines[i] != text.lines[i - 1]]
    return list(zip([start, *cuts], [*cuts, end], strict=True)) if start < end else []

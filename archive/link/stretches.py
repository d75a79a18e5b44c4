"""Where two sequences of words are equal, in order: in full, or between anchors where they are long."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from typing import Final

from rapidfuzz.distance import Indel

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

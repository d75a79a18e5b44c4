"""What a text must have for a pattern to be found in it, so that most patterns are never looked for.

A pattern over codes (see `lexicon`) is made of sets of characters, groups and `|`, some of them optional.
It can match only where each part that is not optional finds one of its characters. For each pattern the
two parts with the rarest characters are kept.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import repeat
from typing import Any

from archive.dataclass import dataclass
from archive.patterns import regex

_PIECE = regex(
    r"(?P<open>\((?!\?)|\(\?:|\(\?P<\w+>)"
    r"|(?P<look>\(\?(?:<?[=!]))"
    r"|(?P<close>\))|(?P<or>\|)"
    r"|(?P<set>\[[^\]^\\-]+\])"
    r"|(?P<place>[\^$])"
    r"|(?P<maybe>[?*]\??|\{0?,\d*\})"
    r"|(?P<times>\+\??|\{[1-9]\d*(?:,\d*)?\})"
)
Part = frozenset[str]  # characters, of which a match has one at least


@dataclass(frozen=True, slots=True)
class Needs:
    """For each character the patterns, by their places, whose first (and second) needs it meets."""

    first: Mapping[str, frozenset[int]]
    second: Mapping[str, frozenset[int]]
    always: frozenset[int]
    without_second: frozenset[int]

    def facts(self) -> list[Any]:
        """The needs as JSON has them."""
        first, second = ({char: [*places] for char, places in of.items()} for of in (self.first, self.second))
        return [first, second, [*self.always], [*self.without_second]]

    @classmethod
    def of_facts(cls, facts: Sequence[Any]) -> Needs:
        """The needs that `facts` gave."""
        first, second = ({char: frozenset(places) for char, places in of.items()} for of in facts[:2])
        return cls(first, second, *map(frozenset, facts[2:]))

    def met(self, code: str) -> frozenset[int]:
        """The places of the patterns that may be found in `code`."""
        none: frozenset[int] = frozenset()
        here = set(code)
        first = self.always.union(*[self.first[c] for c in here if c in self.first])
        return first & self.without_second.union(*[self.second[c] for c in here if c in self.second], none)


def needs(patterns: Sequence[str], common: Mapping[str, int]) -> Needs:
    """The needs of patterns; `common` weighs the characters that texts are full of, any other weighs 1."""
    parser = _Parser(common)
    levels: tuple[dict[str, set[int]], dict[str, set[int]]] = ({}, {})
    free: tuple[set[int], set[int]] = (set(), set())
    for place, pattern in enumerate(patterns):
        parts = sorted(parser.parts(pattern), key=parser.weight)
        for n, level in enumerate(levels):
            if n >= len(parts):
                free[n].add(place)
            else:
                for char in parts[n]:
                    level.setdefault(char, set()).add(place)
    first, second = ({char: frozenset(places) for char, places in level.items()} for level in levels)
    return Needs(first, second, frozenset(free[0]), frozenset(free[1]))


class _Parser:
    """Takes patterns apart."""

    def __init__(self, common: Mapping[str, int]) -> None:
        self._common = common
        self._pieces: list[tuple[str, str]] = []
        self._at = 0

    def weight(self, part: Part) -> tuple[int, list[str]]:
        """How much a text is likely to hold of a part; parts that weigh the same have an order too."""
        return sum(map(self._common.get, part, repeat(1))), sorted(part)

    def parts(self, pattern: str) -> set[Part]:
        """The parts that every match has; none where something in the pattern is not known here."""
        self._pieces = [(found.lastgroup or "", found[0]) for found in _PIECE.finditer(pattern)]
        self._at = 0
        if "".join([written for _, written in self._pieces]) != pattern:
            return set()
        parts = self._either()
        return parts if self._at == len(self._pieces) else set()

    def _either(self) -> set[Part]:
        """The parts of the alternatives from here to the end of their group."""
        branches: list[set[Part]] = [set()]
        last: set[Part] = set()  # of the piece before, which may turn out to be optional
        while self._at < len(self._pieces):
            kind, written = self._pieces[self._at]
            if kind == "close":
                break
            self._at += 1
            if kind == "times":
                continue
            if kind == "maybe":
                last = set()
                continue
            branches[-1] |= last
            last = set()
            if kind == "or":
                branches.append(set())
            elif kind == "set":
                last = {frozenset(written[1:-1])}
            elif kind in ("open", "look"):
                began = self._at
                inner = self._either()
                nothing = written == "(?!" and self._at == began  # it never matches
                self._at += 1
                last = inner if kind == "open" else {frozenset()} if nothing else set()
        branches[-1] |= last
        if len(branches) == 1 or not all(branches):
            return branches[0] if len(branches) == 1 else set()
        return {frozenset().union(*(min(parts, key=self.weight) for parts in branches))}

"""Where a paragraph goes from one language to the other: "Bienvenue à tous. / Welcome everyone."

A paragraph is cut at the ends of its sentences, at signs that stand between two versions, at line ends and
before labels such as "EN:"; never inside quotation marks or parentheses. Of the pieces the likeliest course
of languages is taken (Viterbi 1967), and every stretch of it has to be sure of its language by itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import groupby
from math import exp
from typing import Final

from archive.dataclass import dataclass
from archive.ingest.language import UNDETERMINED, Guess, log_odds
from archive.ingest.language_model import WORD
from archive.lang.registry import HOME, language
from archive.patterns import regex

# Sentences of both languages one after another, or a quotation whose marks are lost: the less stands between
# two stretches, the more has to speak for them. In logarithms of odds; flat around each on invented lines.
_AT_A_SIGN: Final = 1.5  # " / ", " | ", a label, a line end
_AT_A_DASH: Final = 3.0
_AT_A_STOP: Final = 6.0
_LEAST: Final = {_AT_A_SIGN: 2, _AT_A_DASH: 3, _AT_A_STOP: 5}  # words of a stretch behind such a cut
_OWN: Final = 3.0  # of a stretch for its own language
_COMPARABLE: Final = 0.3  # a stretch's share of the words of the longest one
_EDGE: Final = 3  # words at either end of a stretch, which may not be of the other language
_AGAINST: Final = 2.0
_TELLING: Final = 2  # words that only one language uses, of each, before a paragraph is looked into
_LONGEST: Final = 20_000  # characters; such a paragraph is no line in two languages

_LABEL: Final = regex(
    r"(?:(?<=^)|(?<=[\s(\[|/]))[(\[]?(?:FR|EN|ENG|VF|VO|[Ff]ran[çc]ais|FRAN[ÇC]AIS|[Ee]nglish|ENGLISH|French"
    r"|[Aa]nglais|ANGLAIS)(?:[)\]]\s*[:–—-]?|\s*[:–—-])(?=\s)"
)
_SIGN: Final = regex(r"(?<=\s)(?://+|/|\|+|•|::|→)(?=\s)|(?<=[.!?…:])\s*\n\s*|\s*\t\s*")
# A line that ends within a sentence may have been broken at a column.
_DASH: Final = regex(r"(?<=\s)[–—-](?=\s)|(?<![.!?…:\s])[^\S\n]*\n\s*(?=[^\W\d_a-zà-öø-ÿœ])")
_STOP: Final = regex(r"[.!?…]+[\"”»’)\]]*(?=\s+[^\W\d_a-zà-öø-ÿœ])|[.!?…]+[\"”»’)\]]*(?=\s+[«“\"‘(\[\d])")
_SPOKEN: Final = regex(r"\b[^\W\d_]+\b")  # no sums, no numbers of parts
_SIGNS: Final = (
    *(" / ", " // ", " | ", " || ", "\t", " :: ", "EN:", "EN :", "EN]", "EN)", "NGLISH:", "NGLISH :"),
    *(begun + mark for begun in ("nglish", "nglais") for mark in (":", " :", "]", ")")),
)
_LINE_ENDS: Final = (".\n", "!\n", "?\n", "…\n", ":\n")
_FEW: Final = 500  # characters: longer paragraphs of lines show everyday words of both languages
_DASHES: Final = (" – ", " — ", " - ", "\n", " • ", " → ")
_QUOTED: Final = regex(r"«[^»]{1,600}»|“[^”]{1,600}”|\"[^\"]{1,600}\"|‘[^’]{1,600}’|\([^()]{1,600}\)")


@dataclass(frozen=True, slots=True)
class Turn:
    """A stretch of a paragraph in one language; a label ("EN:") is a stretch of its own, without one."""

    start: int
    end: int
    guess: Guess


@dataclass(frozen=True, slots=True)
class _Piece:
    """What stands between two possible cuts, and how strong the one before it is."""

    start: int
    end: int
    cut: float
    words: int
    odds: tuple[float, ...]  # of each home language
    first: tuple[float, ...]  # those of its first words
    last: tuple[float, ...]
    prose: bool  # whether it has a word in small letters, or is all in capitals


def turns(text: str) -> list[Turn]:
    """The stretches of a paragraph in French or English; none where it is in one language or cannot be told.

    Two or more, in order, without the signs and the white space between them.
    """
    if len(text) > _LONGEST or not _may_turn(text):
        return []
    quoted = [m.span() for m in _QUOTED.finditer(text)]
    labels = [m.span() for m in _LABEL.finditer(text)]
    pieces = list(_pieces(text, quoted, labels))
    runs = _settled(pieces, _course(pieces))
    if len(runs) < 2:
        return []
    found = [Turn(*span, Guess(UNDETERMINED, 0.0)) for span in labels]
    found += [Turn(own[0].start, own[-1].end, Guess(HOME[at], _sure(own, at))) for at, own in runs]
    return sorted(found, key=lambda turn: turn.start)


@lru_cache(maxsize=1)
def _telling() -> tuple[frozenset[str], ...]:
    """The everyday words of each home language that the others do not use."""
    known = [frozenset(one.stop_words) if (one := language(code)) else frozenset() for code in HOME]
    return tuple(
        words - frozenset().union(*(other for other in known if other is not words)) for words in known
    )


def _may_turn(text: str) -> bool:
    """A quick look: whether words or signs of two languages are in it at all.

    Every paragraph is looked at, so no pattern is.
    """
    if [sign for sign in _SIGNS if sign in text]:
        return True
    if len(text) < _FEW and [sign for sign in _LINE_ENDS if sign in text]:
        return True
    words = set(text.lower().split())
    least = 1 if [sign for sign in _DASHES if sign in text] else _TELLING
    return min(map(len, map(words.intersection, _telling())), default=0) >= least


def _pieces(
    text: str, quoted: Sequence[tuple[int, int]], labels: Sequence[tuple[int, int]]
) -> Iterator[_Piece]:
    cuts = [(*span, _AT_A_SIGN) for span in labels]
    for pattern, weight in ((_SIGN, _AT_A_SIGN), (_DASH, _AT_A_DASH)):
        cuts += [(*m.span(), weight) for m in pattern.finditer(text)]
    cuts += [(m.end(), m.end(), _AT_A_STOP) for m in _STOP.finditer(text)]
    at, weight = 0, _AT_A_SIGN
    for start, end, own in [*sorted(cuts), (len(text), len(text), _AT_A_SIGN)]:
        if start < at or any(a < start < b and (start, end) not in labels for a, b in quoted):
            continue
        piece = text[at:start]
        if piece.strip():
            left = at + len(piece) - len(piece.lstrip())
            yield _piece(text, left, at + len(piece.rstrip()), weight, quoted)
            weight = own
        weight = min(weight, own)
        at = end


def _piece(text: str, start: int, end: int, cut: float, quoted: Sequence[tuple[int, int]]) -> _Piece:
    """A piece, told by what it says in its own words."""
    sentences, at = [], start
    for a, b in quoted:
        if start <= a and b <= end:
            sentences.append(text[at:a])
            at = b
    own = " ".join([*sentences, text[at:end]])
    words = WORD.findall(own)
    first, last = " ".join(words[:_EDGE]), " ".join(words[-_EDGE:])
    spoken = _SPOKEN.findall(own)
    return _Piece(
        start, end, cut, len(spoken), log_odds(own), log_odds(first), log_odds(last),
        own.isupper() or any(word.islower() for word in spoken),
    )  # fmt: skip


def _course(pieces: Sequence[_Piece]) -> list[int]:
    """The likeliest language of each piece, by its place in HOME."""
    sums = [0.0] * len(HOME)
    back: list[list[int]] = []
    for i, piece in enumerate(pieces):
        came, row = [], []
        for at, odds in enumerate(piece.odds):
            paid = [s - (piece.cut if i and k != at else 0.0) for k, s in enumerate(sums)]
            best = max(range(len(HOME)), key=lambda k: (paid[k], k == at))
            row.append(best)
            came.append(paid[best] + odds)
        sums = came
        back.append(row)
    course = [max(range(len(HOME)), key=lambda k: sums[k])] if pieces else []
    for row in back[:0:-1]:
        course.append(row[course[-1]])
    return course[::-1]


_Run = tuple[int, list[_Piece]]


def _settled(pieces: Sequence[_Piece], course: Sequence[int]) -> list[_Run]:
    """The stretches of a course, the weakest given to those beside it until all are sure of themselves."""
    together = zip(course, pieces, strict=True)
    runs: list[_Run] = [(at, [p for _, p in own]) for at, own in groupby(together, key=lambda pair: pair[0])]
    while len(runs) > 1:
        longest = max(_words(own) for _, own in runs)
        weak = [(_words(runs[k][1]), k) for k in range(len(runs)) if not _stands(runs, k, longest)]
        if not weak:
            return runs
        k = min(weak)[1]
        other = runs[k - 1][0] if k else runs[1][0]
        runs[k] = (other, runs[k][1])
        runs = [
            (at, [p for _, own in some for p in own]) for at, some in groupby(runs, key=lambda run: run[0])
        ]
    return runs


def _stands(runs: Sequence[_Run], k: int, longest: int) -> bool:
    """Whether a stretch is sure of its language; names alone, with the other one on both sides, are not."""
    at, own = runs[k]
    if 0 < k < len(runs) - 1 and not any(piece.prose for piece in own):
        return False
    cut = own[0].cut if k else runs[1][1][0].cut
    long = _words(own) >= max(_LEAST[cut], _COMPARABLE * longest)
    return long and _lead(own, at) >= max(_OWN, cut) and _to_its_ends(own, at)


def _to_its_ends(own: Sequence[_Piece], at: int) -> bool:
    """Whether no end of a stretch is in another language: such a sentence only holds words of this one."""
    ends = (own[0].first, own[-1].last)
    return all(max(odds) - odds[at] < _AGAINST for odds in ends)


def _lead(own: Sequence[_Piece], at: int) -> float:
    """How far a language is ahead of the best other one in a stretch."""
    sums = [sum(p.odds[k] for p in own) for k in range(len(HOME))]
    return sums[at] - max(s for k, s in enumerate(sums) if k != at)


def _sure(own: Sequence[_Piece], at: int) -> float:
    return 1 / (1 + exp(-min(_lead(own, at), 30.0)))


def _words(own: Sequence[_Piece]) -> int:
    return sum(p.words for p in own)

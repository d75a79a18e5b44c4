"""A text as the model should see it: clean pieces of a bounded length, with the way back.

A piece is one line of the text (or the joined lines of a hard-wrapped paragraph), stripped of
bullets and glued caption ids, with runs of white space made one space, link words left over from
lost links blanked, and shouted titles re-cased. Offsets go back through `Piece.original`.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Container, Iterator
from itertools import islice

from archive.dataclass import dataclass
from archive.ingest.names import words as w
from archive.patterns import regex
from archive.places import is_territory, people_of
from archive.text import fold

# Long enough that batches are even, short enough that memory is bounded whatever the line.
MAX_PIECE = 1500
# A shouted word is taken for a town of this size or more.
_TOWN = 50_000

_BULLET = regex(r"^(?:[\s•◦▪▫■□●○◆►▶‣⁃∙·*>–—_=#|-]|\d{1,2}[.)]\s)+")
# Ids that blog engines print with an image: six digits or more, a word, a number, then the text goes on.
_CAPTION_ID = regex(r"\b\d{6,}[A-Za-zÀ-ÿ_-]*\d+(?:[a-z_-]+\b)?")
# What remains of a link or an image when its address is lost.
_LINK_WORDS = regex(
    r"(?:\binfo document\s*[-–]\s*)?\bvoir en grand cette image\b|\b(?:cliquez|click|read more|lire la suite)"
    r"(?: (?:ici|here))?\b|(?<=[\s:])(?:here|ici)\s*$|\b(?:https?://|www\.)\S+|\b[\w.+-]+@[\w-]+\.[\w.]+",
    re.IGNORECASE,
)
_BLANKS = regex(r"\s+")
_SPACES = regex(r"\s{2,}|[\t\n\r\f\v]")
_SENTENCE_END = regex(r"[.!?…][\"'»”)]*\s+(?=[\"'«“(]?[A-ZÀ-ÖØ-Þ0-9])")


@dataclass(frozen=True, slots=True)
class ModelPiece:
    """Text for the model; `start` is its offset in the original, `offsets` its own map if spaces went."""

    text: str
    start: int
    offsets: tuple[int, ...] | None = None
    shouted: bool = False

    def original(self, start: int, end: int) -> tuple[int, int]:
        """The span of the composed text that `start`..`end` of the piece came from (end > start)."""
        if self.offsets is None:
            return self.start + start, self.start + end
        return self.offsets[start], self.offsets[end - 1] + 1


def pieces(text: str) -> Iterator[ModelPiece]:
    """The pieces of a composed text (`archive.text.compose`), in order."""
    names = functools.cache(functools.partial(_names_inside, text))
    for start, end in _lines(text):
        line = text[start:end]
        if bullet := _BULLET.match(line):
            start += bullet.end()
            line = line[bullet.end() :]
        stripped = line.rstrip()
        if not stripped or not any(map(str.isalpha, stripped)):
            continue
        for a, b in _cut(stripped):
            yield _clean(stripped[a:b], start + a, names)


def _clean(line: str, start: int, names: Callable[[], Container[str]]) -> ModelPiece:
    line = _blank(_LINK_WORDS, _blank(_CAPTION_ID, line))
    offsets: tuple[int, ...] | None = None
    if _SPACES.search(line) or line[:1].isspace():
        kept = list(range(start, start + len(line)))
        for a, b in reversed(
            [m.span() for m in _BLANKS.finditer(line)]
        ):  # one blank of each, none before all
            del kept[a + (a > 0) : b]
        line, offsets = _BLANKS.sub(" ", line.lstrip()), tuple(kept)
    if is_shouted(line):
        recased = recase(line, names())
        if len(recased) == len(line):
            return ModelPiece(recased, start, offsets, shouted=True)
    return ModelPiece(line, start, offsets)


def _blank(pattern: re.Pattern[str], line: str) -> str:
    return pattern.sub(lambda m: " " * len(m[0]), line)


def _lines(text: str) -> Iterator[tuple[int, int]]:
    """Lines of the text, those of a hard-wrapped paragraph joined."""
    group: list[tuple[int, int]] = []
    start = 0
    for line in text.splitlines(keepends=True):
        end = start + len(line)
        bare = start + len(line.rstrip())
        if bare > start:
            group.append((start, bare))
        elif group:
            yield from _join(group)
            group = []
        start = end
        if len(group) > 2000:
            yield from _join(group)
            group = []
    yield from _join(group)


def _join(group: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """One span if the lines look wrapped at a column (mail, plain text files), else each its own."""
    lengths = [b - a for a, b in group[:-1]]
    if len(lengths) >= 2 and 50 <= max(lengths) <= 100 and min(lengths) >= max(lengths) - 20:
        yield group[0][0], group[-1][1]
    else:
        yield from group


def _cut(line: str) -> Iterator[tuple[int, int]]:
    """`line` in stretches of at most MAX_PIECE characters, cut after a sentence where there is one."""
    start = 0
    while len(line) - start > MAX_PIECE:
        stop = start + MAX_PIECE
        ends = [m.end() for m in _SENTENCE_END.finditer(line, start + MAX_PIECE // 2, stop)]
        if ends:
            cut = ends[-1]
        else:
            space = line.rfind(" ", start + 1, stop)
            cut = space + 1 if space > start else stop
        yield start, cut
        start = cut
    yield start, len(line)


_CAPS_WORD = regex(r"[^\W\d_]+")
_NAME_INSIDE = regex(r"(?<=[a-zà-ÿ,] )[A-ZÀ-Ý][^\W\d_]+")


def is_shouted(line: str) -> bool:
    """Whether a line is written in capitals throughout (at least two words of three letters or more)."""
    small = filter(str.islower, line)
    if not line or next(islice(small, len(line) // 20, None), None):  # more than one in twenty
        return False
    words = [w for w in _CAPS_WORD.findall(line) if len(w) >= 3]
    return len(words) >= 2 and sum(map(str.isupper, words)) >= 0.9 * len(words)


def recase(line: str, names: Container[str] = ()) -> str:
    """A shouted line in small letters, but for its first, likely acronyms, and names.

    Names are towns, countries and first names that are known, and the folded words in `names`: those
    that the rest of the text writes with a capital inside its sentences.
    """

    def lower(m: re.Match[str]) -> str:
        word = m[0]
        folded = fold(word)
        if 1 < len(word) <= 4 and folded not in w.SMALL and not set(folded[:-1]).intersection("aeiouy"):
            return word
        if folded in names or folded in w.first_names() or (len(word) > 3 and _is_place(word)):
            return word[0] + word[1:].lower()
        return word.lower()

    recased = _CAPS_WORD.sub(lower, line)
    return recased[:1].upper() + recased[1:]


def _is_place(word: str) -> bool:
    return fold(word) not in w.NEVER and (is_territory(word) or people_of(word) >= _TOWN)


def _names_inside(text: str) -> frozenset[str]:
    return frozenset(fold(word) for word in _NAME_INSIDE.findall(text))

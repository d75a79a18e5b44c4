"""The numbers that a word processor sets before items and headings: "3.", "b)", "IV -", "1.2.".

A document keeps how each level of a list counts and what stands around its number (Office Open XML, 17.9;
OpenDocument, 19.880). The numbers are made when the page is shown, so they are counted here. Bullets are no
numbers: the role of the block says that it is an item.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from archive.dataclass import dataclass

_PLACE = re.compile(r"%([1-9])%?")
_ROMAN = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"),
    (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip
_MAX_ROMAN = 4_000
_MAX_LETTERS = 26 * 20
_MAX_MARK = 60  # characters; what is longer is no number
_WORDS = re.compile(r"[^\W\d_]{2}")


@dataclass(frozen=True, slots=True)
class Level:
    """How one level counts: `form` is "1", "01", "a", "A", "i" or "I"; "" where it has no number.

    `text` is what is shown, `%1` the number of the first level in it. `restarts`: the number of levels from
    the first on of which any makes it begin anew; None for all above it. `figures`: all levels are shown in
    figures in it. `gap`: what stands between it and the text.
    """

    form: str = "1"
    text: str = ""
    start: int = 1
    restarts: int | None = None
    figures: bool = False
    gap: str = " "


Levels = Mapping[int, Level]  # by their depth, from 0 on


class Counter:
    """Where one list stands in its counting."""

    def __init__(self) -> None:
        self._at: dict[int, int] = {}

    def next(self, levels: Levels, depth: int, start: int | None = None) -> str:
        """What stands before the next item at this depth, with the gap behind it; "" where nothing does.

        `start`: the number it has, whatever came before.
        """
        own = levels.get(depth)
        if own is None:
            return ""
        number = start if start is not None else self._at.get(depth, own.start - 1) + 1
        self._at[depth] = number
        for deeper in [d for d in self._at if d > depth]:
            under = levels.get(deeper)
            if under is None or under.restarts is None or depth < under.restarts:
                del self._at[deeper]
        shown = _PLACE.sub(lambda m: self._number(levels, int(m[1]) - 1, own), own.text).strip()
        form = (_PLACE.search(own.text) and own.form) or _WORDS.search(own.text)
        return f"{shown}{own.gap}" if form and shown and len(shown) <= _MAX_MARK else ""

    def _number(self, levels: Levels, depth: int, shown_in: Level) -> str:
        level = levels.get(depth, Level())
        number = self._at.get(depth, level.start)
        return written(number, "1" if shown_in.figures and level.form else level.form)


def written(number: int, form: str) -> str:
    """A number as a list writes it: in figures, letters (after z comes aa, then bb) or Roman figures."""
    small = form.lower()
    if small == "a" and 0 < number <= _MAX_LETTERS:
        repeated = chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1)
    elif small == "i" and 0 < number < _MAX_ROMAN:
        repeated, rest = "", number
        for worth, letters in _ROMAN:
            repeated += letters * (rest // worth)
            rest %= worth
    elif not form:
        return ""
    else:
        return f"{number:02d}" if form == "01" else str(number)
    return repeated.upper() if form.isupper() else repeated


def is_number(mark: str) -> bool:
    """Whether what a file says stands before an item is a number or a word, not a bullet."""
    return _NUMBER.fullmatch(mark) is not None and mark != "o"


# "3.", "(b)", "1.2", "II -", "Article 4", "§ 2": not a sign alone, nor the "o" that is a hollow bullet.
_NUMBER = re.compile(
    r"(?:[^\W\d_]{2,20}\.? |§ ?)?\(?(?:\d{1,4}|[a-zA-Z]|[ivxlIVXL]{1,7})(?:[.-]\d{1,4})*(?:[.)°:]| ?[-–—])*"
)

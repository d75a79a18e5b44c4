"""What the steps of reading a page of paper hand on."""

from __future__ import annotations

import itertools
import re
from bisect import bisect_left, bisect_right, insort
from collections.abc import Sequence
from dataclasses import field
from typing import Final

from archive.dataclass import dataclass

# What opens an item of a list: a bullet or dash, "1." "a)" "iv)".
BULLET: Final = re.compile(r"(?:[•◦▪‣●○■□➤→·∙➢✓❖\uf0b7\uf0a7]|[*–—-](?=\s|$))")
NUMBERED: Final = re.compile(r"\(?(?:\d{1,2}|[a-zA-Z]|[ivx]{1,4})[.)](?=\s|$)")
SECTION: Final = re.compile(r"(?:\d{1,2}(?:\.\d{1,2}){0,4}\.?|[IVX]{1,5}\.?|[A-Z]\.)")
# Ends of sentences, and what ends a line that is whole.
STOPPED: Final = re.compile(r"[.!?:;…][\s\"'»”’)\]\d*†‡]*\Z")
LOWER: Final = re.compile(r"[\"'«“‘(\[]?\s?[a-zà-öø-ÿœß]")
# In a cell of several lines: where the hyphen at the end of one divides a word.
DIVIDED: Final = "\x02"
_RAISED: Final = 0.42  # of the size of a line: smaller letters are not raised or lowered in it


@dataclass(slots=True)
class TextRun:
    """Text that stands in one line without a wide gap.

    `y` is its baseline; `size` that of its letters; `hyphen`: it ends with a hyphen that divides a word at
    the end of a line; `sure`: from 0 to 1, how sure a recognition of characters is.
    """

    text: str
    x0: float
    x1: float
    y: float
    size: float
    bold: bool = False
    italic: bool = False
    hyphen: bool = False
    sure: float = 1.0

    @property
    def top(self) -> float:
        return self.y - 0.75 * self.size

    @property
    def bottom(self) -> float:
        return self.y + 0.25 * self.size


@dataclass(slots=True)
class Sheet:
    """One page of paper: its number from 1, its width and height, and the runs on it.

    `aside`: text that runs in another direction than most; `chrome`: what was taken out of its head and foot.
    """

    number: int
    width: float
    height: float
    runs: list[TextRun] = field(default_factory=list)
    aside: list[str] = field(default_factory=list)
    chrome: list[tuple[str, bool]] = field(default_factory=list)  # left out, and whether from the head


@dataclass(slots=True)
class PaperLine:
    """A line: runs on one baseline, from left to right."""

    runs: list[TextRun]

    def __post_init__(self) -> None:
        runs = self.runs
        if len(runs) == 1:  # as most lines: a page has hundreds, made anew at every cut
            one = runs[0]
            self.y, self.size, self.x0, self.x1 = one.y, one.size, one.x0, one.x1
            self.bold, self.italic, self.hyphen, self.sure = one.bold, one.italic, one.hyphen, one.sure
            self.text = one.text
            return
        main = max(runs, key=lambda r: len(r.text) * r.size)
        self.y, self.size = main.y, main.size
        self.x0, self.x1 = min(r.x0 for r in runs), max(r.x1 for r in runs)
        whole = sum(len(r.text) for r in runs)
        self.bold = 10 * sum(len(r.text) for r in runs if r.bold) >= 9 * whole
        self.italic = 10 * sum(len(r.text) for r in runs if r.italic) >= 9 * whole
        self.hyphen = runs[-1].hyphen
        self.sure = min(r.sure for r in runs)
        self.text = _joined(runs)

    text: str = ""
    x0: float = 0.0
    x1: float = 0.0
    y: float = 0.0
    size: float = 0.0
    bold: bool = False
    italic: bool = False
    hyphen: bool = False
    sure: float = 1.0


def _joined(runs: Sequence[TextRun]) -> str:
    """Runs of a line as text: a space where there is room for one."""
    parts = [runs[0].text]
    for one, two in itertools.pairwise(runs):
        apart = two.x0 - one.x1 > 0.12 * min(one.size, two.size)
        if apart and not parts[-1].endswith(" ") and not two.text.startswith(" "):
            parts.append(" ")
        parts.append(two.text)
    return "".join(parts)


def rows_of(runs: Sequence[TextRun]) -> list[PaperLine]:
    """Runs as lines, from top to bottom; what is raised or lowered a little is of the line beside it."""
    found: list[list[TextRun]] = []
    mains: list[TextRun] = []
    heights: list[tuple[float, int]] = []  # of the lines' main runs, with their places: few are looked at
    ordered = sorted(runs, key=lambda r: (-r.size, r.y, r.x0))
    reach = 0.6 * ordered[0].size if ordered else 0.0
    for run in ordered:
        best, distance = -1, 0.0
        first = bisect_left(heights, (run.y - reach,))
        last = bisect_right(heights, (run.y + reach, len(mains)))
        for _, i in heights[first:last]:
            main = mains[i]
            if run.size < _RAISED * main.size:
                continue  # a line beside a large initial
            off = run.y - main.y
            near = 0.25 * main.size if run.size > 0.85 * main.size else 0.6 * main.size
            if -near <= off <= near and (best < 0 or (abs(off), -i) < (distance, -best)):
                best, distance = i, abs(off)
        if best < 0:
            insort(heights, (run.y, len(mains)))
            found.append([run])
            mains.append(run)
        else:
            found[best].append(run)
    rows = [PaperLine(sorted(group, key=lambda r: r.x0)) for group in found]
    return sorted(rows, key=lambda row: (row.y, row.x0))

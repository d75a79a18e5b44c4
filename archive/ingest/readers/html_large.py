"""Lines in large letters: titles that no heading marks, in newsletters and in pages made by hand.

The letters of a line are large beside those of most words of the page, by the attributes and styles that say
their size. Where much of a page is large, nothing is.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from bs4 import BeautifulSoup, Tag
from bs4.element import PageElement

from archive.ingest.readers.html_blocks import HEADINGS, is_silent, is_text

_USUAL = 16.0  # px, of a page that says nothing
# The sizes of `<font>`, and of the words for sizes, as browsers show them (px).
_FONT = (10.0, 13.0, 16.0, 18.0, 24.0, 32.0, 48.0)
_WORDS = {
    "xx-small": 9.0,
    "x-small": 10.0,
    "small": 13.0,
    "medium": 16.0,
    "large": 18.0,
    "x-large": 24.0,
    "xx-large": 32.0,
}
_SIZE = re.compile(
    r"(?:^|;)\s*font(?:-size)?\s*:[^;]*?(?<![\w.])(?:(?P<number>\d{1,3}(?:\.\d{1,3})?)(?P<unit>px|pt|em|rem|%)|"
    r"(?P<word>xx-small|x-small|small|medium|large|x-large|xx-large))",
    re.IGNORECASE,
)
_PX = {"px": 1.0, "pt": 4 / 3, "rem": _USUAL}
_LARGER = 1.24  # than most words: 18 px beside 14 px
_FEW = 0.25  # of the words of a page at most are large
_LEAST, _MOST = 2, 25  # words of a line


def large_lines(soup: BeautifulSoup, tags: Sequence[Tag], words: Mapping[int, int]) -> frozenset[int]:
    """The elements (by `id`) that hold a line in large letters; `words` are those under each of `tags`."""
    if not any(t.name == "font" or "style" in t.attrs for t in tags):
        return frozenset()
    sizes, counts = _sizes(soup)
    total = sum(counts.values())
    if not total:
        return frozenset()
    usual = _median(counts)
    if sum(n for size, n in counts.items() if size >= usual * _LARGER) > _FEW * total:
        return frozenset()
    return frozenset(
        id(tag)
        for tag in tags
        if sizes.get(id(tag), 0.0) >= usual * _LARGER and _LEAST <= words.get(id(tag), 0) <= _MOST
    )


def _sizes(soup: BeautifulSoup) -> tuple[dict[int, float], Counter[float]]:
    """The sizes that elements say (by `id`), and how many words have which, outside of headings."""
    stated: dict[int, float] = {}
    counts: Counter[float] = Counter()
    stack: list[tuple[Iterator[PageElement], float, bool]] = [(iter(soup.contents), _USUAL, False)]
    while stack:
        children, size, headed = stack[-1]
        node = next(children, None)
        if node is None:
            stack.pop()
        elif isinstance(node, Tag):
            if is_silent(node):
                continue
            own = _size(node, size)
            if own is not None:
                stated[id(node)] = own
            stack.append((iter(node.contents), own or size, headed or node.name in HEADINGS))
        elif is_text(node) and not headed:
            counts[size] += len(str(node).split())
    return stated, counts


def _size(tag: Tag, around: float) -> float | None:
    """The size of letters that an element says (px), None where it says none."""
    style = tag.attrs.get("style")
    if isinstance(style, str) and (found := _SIZE.search(style)):
        if found["word"]:
            return _WORDS[found["word"].lower()]
        number, unit = float(found["number"]), found["unit"].lower()
        return number * (around / 100 if unit == "%" else around if unit == "em" else _PX[unit])
    if tag.name == "font" and isinstance(size := tag.attrs.get("size"), str):
        size = size.strip()
        digits = size.lstrip("+-")
        if digits.isdecimal() and len(digits) == 1:
            step = {"+": 3 + int(digits), "-": 3 - int(digits)}.get(size[0], int(digits))
            return _FONT[min(max(step, 1), len(_FONT)) - 1]
    return {"big": around * 1.2, "small": around / 1.2}.get(tag.name)


def _median(counts: Mapping[float, int]) -> float:
    """The size of the word in the middle."""
    half = sum(counts.values()) / 2
    for size in sorted(counts):
        half -= counts[size]
        if half <= 0:
            return size
    return _USUAL

"""Tables that lay a page out: the narrow cells beside its text hold menus and boxes.

So pages were made before style sheets, and by the engines of their time (PHP-Nuke, XOOPS, Mambo): a row of
cells, of which one holds the text. A narrow cell with a day, a picture or a note is part of the text.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from bs4 import Tag

from archive.ingest.readers.html_blocks import HEADINGS, names_of

if TYPE_CHECKING:
    from archive.ingest.readers.html_containers import Sizes

_CELLS = ("td", "th")
_WIDTH = re.compile(r"(?:^|;|\s)width\s*:\s*(\d{1,4})(?:\.\d+)?\s*(px|%)?", re.IGNORECASE)
_NUMBER = re.compile(r"\s*(\d{1,4})(?:\.\d+)?\s*(%?)")
_PIXELS, _PERCENT = 260, 32  # of a narrow cell at most
_LEAST, _MOST = 5, 0.5  # words of a cell beside the text, and its share of those in the text
_TEXT_WORDS = 60  # of the cell that holds the text
_SIDE = re.compile(
    r"(?:^|[\s_-])(?:(?:left|right|side|gauche|droite)[_-]?(?:column|col|bar|block|blocks|menu|panel|nav)?|"
    r"col(?:umn|onne)?[_-]?(?:left|right|gauche|droite|[gd]))(?:$|[\s_-])",
    re.IGNORECASE,
)
_PARAGRAPH = 25  # words
_BOXES = 2  # tables or forms of a cell


def side_cells(tags: Sequence[Tag], sizes: Sizes) -> frozenset[int]:
    """The cells (by `id`) that stand beside the text in the tables that lay the page out."""
    total = sizes.words.get(id(tags[0]), 0) - sizes.linked.get(id(tags[0]), 0) if tags else 0
    found: set[int] = set()
    for row in tags:
        if row.name != "tr" or sizes.words.get(id(row), 0) < _TEXT_WORDS:
            continue
        cells = [c for c in row.find_all(_CELLS, recursive=False) if isinstance(c, Tag)]
        if len(cells) < 2:
            continue
        own = {id(c): sizes.words.get(id(c), 0) - sizes.linked.get(id(c), 0) for c in cells}
        text = max(own.values())
        if text < max(_TEXT_WORDS, total / 2):
            continue
        found.update(id(c) for c in cells if own[id(c)] < text and _is_beside(c, sizes, text))
    return frozenset(found)


def _is_beside(cell: Tag, sizes: Sizes, text: int) -> bool:
    """Whether a cell is a narrow one of menus and boxes; `text` words stand in the cell of the text."""
    words, linked = sizes.words.get(id(cell), 0), sizes.linked.get(id(cell), 0)
    if not _LEAST <= words <= _MOST * text:
        return False
    named = _SIDE.search(names_of(cell)) is not None
    if not named and not _is_narrow(cell):
        return False
    if linked * 2 >= words or len(cell.find_all(("table", "form", "ul"), limit=_BOXES)) >= _BOXES:
        return True
    return named and not _is_of_text(cell)


def _is_of_text(cell: Tag) -> bool:
    """Whether a cell that is named by its side holds some of the text: a day, a caption, paragraphs."""
    if cell.find(("a", "form", "table", *HEADINGS, "b", "strong")) is None:
        return True
    return any(len(p.get_text(" ").split()) >= _PARAGRAPH and p.find("a") is None for p in cell.find_all("p"))


def _is_narrow(cell: Tag) -> bool:
    style = cell.attrs.get("style")
    width = cell.attrs.get("width")
    found = _WIDTH.search(style) if isinstance(style, str) else None
    found = found or (_NUMBER.match(width) if isinstance(width, str) else None)
    return found is not None and int(found[1]) <= (_PERCENT if found[2] == "%" else _PIXELS)

"""Tables that say a text in two languages, a row for each paragraph: read column by column.

A page made by hand sets the French left and the English right, so that they stand side by side. Read row by
row, each text would be cut by the other.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bs4 import BeautifulSoup, Tag

from archive.ingest.language import UNDETERMINED, guess

_ROWS = 2  # pairs of cells that hold running text
_WORDS = 5  # of a cell that counts
_SIDE = 20  # words of a side
_SURE = 0.9
_KEPT = 0.9  # of the rows that count have the languages of their sides
_MOST_ROWS = 400


def by_columns(soup: BeautifulSoup, tables: Sequence[Tag], words: Mapping[int, int]) -> bool:
    """Sets the columns of bilingual tables one under the other; whether there were any.

    `words` are those under each element (by `id`).
    """
    changed = False
    for table in tables:
        if words.get(id(table), 0) < 2 * _SIDE or table.find("table") is not None:
            continue
        rows = _rows(table)
        if rows and _are_languages(rows, words):
            _set_apart(soup, table, rows)
            changed = True
    return changed


def _rows(table: Tag) -> list[list[Tag]]:
    """The cells of each row; none where a row has more than two that say something."""
    rows = []
    for row in table.find_all("tr", limit=_MOST_ROWS):
        cells = [c for c in row.find_all(("td", "th"), recursive=False) if c.get_text(strip=True)]
        if len(cells) > 2:
            return []
        if cells:
            rows.append(cells)
    return rows


def _are_languages(rows: Sequence[Sequence[Tag]], words: Mapping[int, int]) -> bool:
    """Whether each side of the rows is in a language of its own."""
    pairs = [row for row in rows if len(row) == 2 and all(words.get(id(c), 0) >= _WORDS for c in row)]
    if len(pairs) < _ROWS:
        return False
    sides = [" ".join(row[n].get_text(" ") for row in pairs) for n in (0, 1)]
    if min(len(side.split()) for side in sides) < _SIDE:
        return False
    whole = [guess(side) for side in sides]
    if any(one.p < _SURE or one.lang == UNDETERMINED for one in whole) or whole[0].lang == whole[1].lang:
        return False
    turned = sum(
        guess(row[0].get_text(" ")).lang == whole[1].lang
        and guess(row[1].get_text(" ")).lang == whole[0].lang
        for row in pairs
    )
    return turned <= (1 - _KEPT) * len(pairs)


def _set_apart(soup: BeautifulSoup, table: Tag, rows: Sequence[Sequence[Tag]]) -> None:
    """Puts a box for each side in place of the table; a row of one cell stands over both, or under them."""
    first = next(i for i, row in enumerate(rows) if len(row) == 2)
    last = max(i for i, row in enumerate(rows) if len(row) == 2)
    boxes = [soup.new_tag("div") for _ in range(4)]  # over both, the two sides, under both
    for i, row in enumerate(rows):
        for n, cell in enumerate(row):
            at = n + 1 if len(row) == 2 else 0 if i < first else 3 if i > last else 1
            cell.name = "p"  # no box of its own: the lines of a side belong together
            boxes[at].append(cell.extract())
    for box in reversed(boxes):
        table.insert_after(box)
    table.extract()

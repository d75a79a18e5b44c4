"""What stands at the head or foot of page after page and is no text: headers, footers, page numbers."""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Container, Sequence

from archive.ingest.paper.shapes import Row, Sheet, rows_of
from archive.text import fold

_EDGE = 3  # lines at the head and at the foot of a page that can be a header or footer
_ZONE = 0.22  # of the height of a page, at its head and its foot
_SHARE = 0.2  # of the pages that a line stands on which is not the outermost
_FEW = 8  # pages; of so few, two with the same line are enough: left and right ones have their own
_LARGE = 1.2  # times the size of the text: titles that differ in a figure, "Fiche n° 3", are no headers
_SAME = 0.01  # of the height: how far apart the same line of two pages may stand
_LIKE = 0.06  # by how much its letters may differ, as the logarithm of their size
_FIGURES = re.compile(r"\d+|\b[ivxlc]+\b")
_LONGEST = 160  # characters
_NUMBER = re.compile(
    r"\W*(?:(?:page|p\.|pg\.?|seite|folio)\s*)?(?:\d{1,4}|[ivxlc]{1,7}|[A-Z]?-?\d{1,3}[-–.]\d{1,4})"
    r"(?:\s*(?:of|sur|de|/|\|)\s*\d{1,4})?\W*",
    re.IGNORECASE,
)


def take_out(sheets: Sequence[Sheet]) -> None:
    """Moves running headers, footers and page numbers from the runs of sheets to their `chrome`.

    A line is one when the same words, figures aside, stand at the same height of several pages; a number
    alone at the outer edge of a page is one too. The first page keeps what is set larger there than on the
    others: it is the title. What a head says in the words of the first page's title is chrome where it
    comes again.
    """
    edges = [_edges(sheet) for sheet in sheets]
    groups: dict[tuple[bool, str], list[tuple[int, Row]]] = defaultdict(list)
    for i, (head, foot) in enumerate(edges):
        for is_head, rows in ((True, head), (False, foot)):
            for row in rows:
                key = _key(row.text)
                if key and len(row.text) <= _LONGEST:
                    groups[is_head, key].append((i, row))
    body = _body_size(sheets)
    outermost = {id(rows[0]) for both in edges for rows in both if rows}
    gone: dict[int, list[tuple[Row, bool]]] = defaultdict(list)
    for (is_head, _), places in groups.items():
        for i, row in _repeated(places, sheets, outermost, is_head=is_head):
            if row.size > _LARGE * body and len({r.text for _, r in places}) == len(places):
                continue
            gone[i].append((row, is_head))
    for i, sheet in enumerate(sheets):
        taken = {id(row) for row, _ in gone[i]}
        for is_head, rows in ((True, edges[i][0]), (False, edges[i][1])):
            # A number may stand above or below the rest of the header.
            outer = [row for row in rows if id(row) not in taken][:1]
            gone[i] += [(row, is_head) for row in outer if _is_number(row, sheet, is_head=is_head)]
        _move(sheet, gone[i])


def _edges(sheet: Sheet) -> tuple[list[Row], list[Row]]:
    """The lines at the head and at the foot of a page, the outermost first."""
    low, high = _ZONE * sheet.height, (1 - _ZONE) * sheet.height
    head = rows_of([r for r in sheet.runs if r.y < low])[:_EDGE]
    foot = rows_of([r for r in sheet.runs if r.y > high])[::-1][:_EDGE]
    return head, foot


def _body_size(sheets: Sequence[Sheet]) -> float:
    """The size of most letters."""
    sizes: Counter[float] = Counter()
    for sheet in sheets:
        for run in sheet.runs:
            sizes[round(run.size * 2) / 2] += len(run.text)
    return max(sizes, key=lambda size: (sizes[size], -size), default=10.0)


def _key(text: str) -> str:
    """The words of a line with its figures masked; empty where there are none."""
    masked = _FIGURES.sub("#", fold(text))
    return " ".join(re.findall(r"\w+|#", masked)) if re.search(r"[^\W\d#]", masked) else ""


def _repeated(
    places: Sequence[tuple[int, Row]], sheets: Sequence[Sheet], outermost: Container[int], *, is_head: bool
) -> list[tuple[int, Row]]:
    """Those of the lines with the same words that are headers."""
    if len({i for i, _ in places}) < 2:
        return []
    spots: dict[tuple[int, int], set[int]] = defaultdict(set)
    for i, row in places:
        spots[_spot(row, sheets[i], is_head)].add(i)
    found = []
    for i, row in places:
        place, size = _spot(row, sheets[i], is_head)
        near = ((place + a, size + b) for a in (-1, 0, 1) for b in (-1, 0, 1))
        like = sum(len(spots[spot]) for spot in near if spot in spots)
        first = places[0][0] == 0 and i > 0 and places[0][1].size >= row.size and is_head
        least = 2 if len(sheets) <= _FEW else 3 if id(row) in outermost else max(3, _SHARE * len(sheets))
        if like >= least or first:
            found.append((i, row))
    # Once at least the words of a title must stay, where they are set as one.
    largest = max((r.size for r in sheets[0].runs), default=0.0)
    if found and found[0][0] == 0 and found[0][1].size >= 0.99 * largest and _stands_out(sheets[0], largest):
        return found[1:]
    return found


def _spot(row: Row, sheet: Sheet, is_head: bool) -> tuple[int, int]:
    """Where a line stands, by its distance from the edge and the size of its letters, told roughly."""
    from_edge = row.y if is_head else sheet.height - row.y
    return round(from_edge / (_SAME * sheet.height)), round(math.log(max(row.size, 0.1)) / _LIKE)


def _stands_out(sheet: Sheet, largest: float) -> bool:
    """Whether the largest letters of a page are those of a few words: a title, not the text."""
    large = sum(len(r.text) for r in sheet.runs if r.size >= 0.99 * largest)
    return 4 * large < sum(len(r.text) for r in sheet.runs)


def _is_number(row: Row, sheet: Sheet, *, is_head: bool) -> bool:
    near = 0.13 * sheet.height
    if not (row.y < near if is_head else row.y > sheet.height - near):
        return False
    return _NUMBER.fullmatch(row.text) is not None and len(sheet.runs) > 1


def _move(sheet: Sheet, rows: Sequence[tuple[Row, bool]]) -> None:
    taken = {id(run) for row, _ in rows for run in row.runs}
    sheet.runs = [run for run in sheet.runs if id(run) not in taken]
    sheet.chrome += [(row.text, is_head) for row, is_head in rows]

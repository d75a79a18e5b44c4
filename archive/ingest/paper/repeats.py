"""What stands at the head or foot of page after page and is no text: headers, footers, page numbers."""

from __future__ import annotations

import itertools
import math
import re
from collections import Counter, defaultdict
from collections.abc import Container, Iterator, Sequence
from statistics import median

from archive.ingest.paper.shapes import PaperLine, Sheet, rows_of
from archive.text import fold

_EDGE = 3  # lines at the head and at the foot of a page that can be a header or footer
_ZONE = 0.22  # of the height of a page, at its head and its foot
_SHARE = 0.2  # of the pages that a line stands on which is not the outermost
_FEW = 8  # pages; of so few, two with the same line are enough: left and right ones have their own
_OFTEN = 0.4  # of more pages: left and right ones have their own, chapters begin without
_MARGIN = 0.05  # of the height, at either edge: no text is set there
_OTHER_SIZE = 0.1  # by how much letters differ from those of the text, as the logarithm of their size
# What sets a line apart from the text: so many lines, and so many gaps between its paragraphs. An empty line
# is two lines; tuned on the PDFs of formats and on letters and poems of a few pages.
_LINES, _GAPS = 2.3, 1.4
_LARGE = 1.2  # times the size of the text: titles that differ in a figure, "Fiche n° 3", are no headers
_SAME = 0.01  # of the height: how far apart the same line of two pages may stand
_LIKE = 0.06  # by how much its letters may differ, as the logarithm of their size
_FIGURES = re.compile(r"\d+|\b[ivxlc]+\b")
_ROMAN = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}
_LONGEST = 160  # characters
_NUMBER = re.compile(
    r"\W*(?:(?:page|p\.|pg\.?|seite|folio)\s*)?(?:\d{1,4}|[ivxlc]{1,7}|[A-Z]?-?\d{1,3}[-–.]\d{1,4})"
    r"(?:\s*(?:of|sur|de|/|\|)\s*\d{1,4})?\W*",
    re.IGNORECASE,
)


def take_out(sheets: Sequence[Sheet]) -> None:
    """Moves running headers, footers and page numbers from the runs of sheets to their `chrome`.

    A line is one when the same words, the number of the page aside, stand at the same height of several
    pages; a number alone at the outer edge of a page is one too. Of a few pages, or where most lack it, it
    must be set apart from the text, too: letters begin alike, and so do the pages of a poem. The first page
    keeps what is set larger there than on the others: it is the title. What a head says in the words of the
    first page's title is chrome where it comes again.
    """
    edges = [_edges(sheet) for sheet in sheets]
    groups: dict[tuple[bool, str], list[tuple[int, PaperLine]]] = defaultdict(list)
    for i, (head, foot) in enumerate(edges):
        for is_head, rows in ((True, head), (False, foot)):
            for row in rows:
                key = _key(row.text)
                if key and len(row.text) <= _LONGEST:
                    groups[is_head, key].append((i, row))
    body = _body_size(sheets)
    outermost = {id(rows[0]) for both in edges for rows in both if rows}
    gone: dict[int, list[tuple[PaperLine, bool]]] = defaultdict(list)
    repeated = []
    for (is_head, _), alike in groups.items():
        for places in _by_figures(alike):
            found = [
                (i, row)
                for i, row in _repeated(places, sheets, outermost, is_head=is_head)
                if row.size <= _LARGE * body or len({r.text for _, r in places}) < len(places)
            ]
            repeated.append((found, is_head))
    repeated = _set_apart(repeated, sheets, body)
    for found, is_head in repeated:
        for i, row in found:
            gone[i].append((row, is_head))
    for i, sheet in enumerate(sheets):
        taken = {id(row) for row, _ in gone[i]}
        for is_head, rows in ((True, edges[i][0]), (False, edges[i][1])):
            # A number may stand above or below the rest of the header.
            outer = [row for row in rows if id(row) not in taken][:1]
            gone[i] += [(row, is_head) for row in outer if _is_number(row, sheet, is_head=is_head)]
        _move(sheet, gone[i])


def _edges(sheet: Sheet) -> tuple[list[PaperLine], list[PaperLine]]:
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


def _by_figures(places: Sequence[tuple[int, PaperLine]]) -> Iterator[list[tuple[int, PaperLine]]]:
    """Lines with the same words, by their figures but those that count the pages; a date counts none."""
    if len({row.text for _, row in places}) < 2:
        yield list(places)
        return
    from archive.dates import dates_in  # few files need it

    same: dict[object, list[tuple[int, PaperLine, list[str]]]] = defaultdict(list)
    for i, row in places:
        days, rest, at = [], "", 0
        for start, end, _ in dates_in(row.text):
            days.append(row.text[start:end])
            rest, at = f"{rest}{row.text[at:start]} ", end
        figures = _FIGURES.findall(fold(rest + row.text[at:]))
        same[tuple(days), len(figures)].append((i, row, figures))
    for some in same.values():
        counting = {
            n for n in range(len(some[0][2])) if _counts_pages([(i, figures[n]) for i, _, figures in some])
        }
        like: dict[object, list[tuple[int, PaperLine]]] = defaultdict(list)
        for i, row, figures in some:
            like[tuple(f for n, f in enumerate(figures) if n not in counting)].append((i, row))
        yield from like.values()


def _counts_pages(numbers: Sequence[tuple[int, str]]) -> bool:
    """Whether figures go up with the pages they stand on, by one a page or, on double pages, by two."""
    steps = [
        (page - before, _number(text) - _number(earlier))
        for (before, earlier), (page, text) in itertools.pairwise(numbers)
        if page > before
    ]
    return any(2 * sum(up == by * pages for pages, up in steps) >= len(steps) > 0 for by in (1, 2))


def _number(text: str) -> int:
    if text.isdecimal():
        return int(text[:9])
    values = [_ROMAN[letter] for letter in text]
    return sum(-v if v < after else v for v, after in zip(values, [*values[1:], 0], strict=True))


def _set_apart(
    repeated: Sequence[tuple[list[tuple[int, PaperLine]], bool]], sheets: Sequence[Sheet], body: float
) -> list[tuple[list[tuple[int, PaperLine]], bool]]:
    """Those lines that stand apart from the text on most of their pages; the first page's by itself.

    What stands on every other page of more than a few is none of the text however close it is.
    """
    sure = _OFTEN * len(sheets) if len(sheets) > _FEW else len(sheets) + 1
    if all(len(found) >= sure for found, _ in repeated):
        return list(repeated)
    taken = {id(run) for found, _ in repeated for _, row in found for run in row.runs}
    pages = [
        [
            (row, _NUMBER.fullmatch(row.text) is not None or id(row.runs[0]) in taken)
            for row in rows_of(s.runs)
        ]
        for s in sheets
    ]
    gaps = [
        low.y - high.y
        for rows in pages
        for (high, one), (low, two) in itertools.pairwise(rows)
        if not one and not two and _is_of_text(high, body) and _is_of_text(low, body)
    ]
    line = max(median(gaps), body) if gaps else 1.2 * body
    wide = [gap for gap in gaps if 1.25 * line < gap]
    least = max(_LINES * line, _GAPS * median(wide) if wide else 0.0)
    kept = []
    for found, is_head in repeated:
        if len(found) >= sure:
            kept.append((found, is_head))
            continue
        apart = {id(row): _is_apart(row, sheets[i], pages[i], is_head, body, least) for i, row in found}
        most = 2 * sum(apart.values()) > len(found)
        kept.append(([(i, row) for i, row in found if (apart[id(row)] if i == 0 else most)], is_head))
    return kept


def _is_of_text(row: PaperLine, body: float) -> bool:
    """Whether the letters of a line have the size of those of the text."""
    return abs(math.log(max(row.size, 0.1) / body)) <= _OTHER_SIZE


def _is_apart(
    row: PaperLine,
    sheet: Sheet,
    rows: Sequence[tuple[PaperLine, bool]],
    is_head: bool,
    body: float,
    least: float,
) -> bool:
    """Whether a line is set apart: in the margin, in other letters, or by a gap of `least` to the text.

    `rows`: those of the page, and whether each may be of its head or foot; more than one may stand there.
    """
    from_edge = row.y if is_head else sheet.height - row.y
    if from_edge < _MARGIN * sheet.height:
        return True
    if row.sure == 1 and not _is_of_text(
        row, body
    ):  # the size of what is read off pictures is no more than near
        return True
    if row.text.rstrip().endswith((",", ";", ":")):
        return False  # it goes on below the gap: "Madame, Monsieur,"
    inward = (
        [one for one in rows if one[0].y >= row.y - 1]
        if is_head
        else [one for one in reversed(rows) if one[0].y <= row.y + 1]
    )
    for (one, _), (two, is_edge) in itertools.pairwise(inward):
        if abs(two.y - one.y) >= least:
            return True
        if not is_edge:
            break
    return False


def _repeated(
    places: Sequence[tuple[int, PaperLine]],
    sheets: Sequence[Sheet],
    outermost: Container[int],
    *,
    is_head: bool,
) -> list[tuple[int, PaperLine]]:
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


def _spot(row: PaperLine, sheet: Sheet, is_head: bool) -> tuple[int, int]:
    """Where a line stands, by its distance from the edge and the size of its letters, told roughly."""
    from_edge = row.y if is_head else sheet.height - row.y
    return round(from_edge / (_SAME * sheet.height)), round(math.log(max(row.size, 0.1)) / _LIKE)


def _stands_out(sheet: Sheet, largest: float) -> bool:
    """Whether the largest letters of a page are those of a few words: a title, not the text."""
    large = sum(len(r.text) for r in sheet.runs if r.size >= 0.99 * largest)
    return 4 * large < sum(len(r.text) for r in sheet.runs)


def _is_number(row: PaperLine, sheet: Sheet, *, is_head: bool) -> bool:
    near = 0.13 * sheet.height
    if not (row.y < near if is_head else row.y > sheet.height - near):
        return False
    return _NUMBER.fullmatch(row.text) is not None and len(sheet.runs) > 1


def _move(sheet: Sheet, rows: Sequence[tuple[PaperLine, bool]]) -> None:
    taken = {id(run) for row, _ in rows for run in row.runs}
    sheet.runs = [run for run in sheet.runs if id(run) not in taken]
    sheet.chrome += [(row.text, is_head) for row, is_head in rows]

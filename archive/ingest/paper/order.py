"""The reading order of a page: bands from top to bottom, in each the columns from left to right.

Between the runs of a page lies white space. Where a band of it goes down through several lines, text stands
in columns; where it goes across, one stretch ends. Stretches with the same columns are read together, each
column to its end. This is the XY-cut (G. Nagy and S. Seth, 1984), with rows of tables and lists kept
together.
"""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Iterator, Sequence
from operator import attrgetter

from archive.dataclass import dataclass
from archive.ingest.paper.grid import rows_of_grid
from archive.ingest.paper.shapes import BULLET, DIVIDED, NUMBERED, SECTION, PaperLine, TextRun, rows_of

_LEFT = attrgetter("x0")
_GUTTER = 0.7  # of the size of letters: no narrower gap parts columns
_MARK = 3.6  # of the size: as far before its text the mark of an item may stand
_LARGER = 1.15  # than what stands below: the line is a title over it
_CELL_WORDS = 4.5  # on average at most, in cells of tables
_FILLED = 0.62  # of its width: a line of columns of text fills more
_ALIGNED = 0.6  # share of the cells of a table that stand in a line with another
_NEAR = 2.2  # of the size: distance of baselines within a paragraph, at most
_MAX_DEPTH = 12
_COARSE = 4  # points: the height of a line where lines are told roughly
_MAX_RUNS = 6_000  # on one page; a page of a newspaper has some 1,500


@dataclass(slots=True)
class Stretch:
    """Lines that are read one after the other; of a table each row with its cells apart."""

    rows: list[PaperLine]
    table: bool = False


def in_order(runs: Sequence[TextRun]) -> list[Stretch]:
    """The stretches of a page in reading order; one with very many pieces of text is read line by line."""
    if len(runs) > _MAX_RUNS:
        lines: dict[int, list[TextRun]] = defaultdict(list)
        for run in runs:
            lines[round(run.y / _COARSE)].append(run)
        return [Stretch([PaperLine(sorted(lines[y], key=lambda r: r.x0)) for y in sorted(lines)])]
    return list(_stretches(_with_marks(_with_initials(runs)), 0))


def _with_initials(runs: Sequence[TextRun]) -> list[TextRun]:
    """Runs with a large initial joined to the first of the lines that stand beside it."""
    initials = [r for r in runs if len(r.text) <= 2 and r.text[:1].isupper()]
    gone: set[int] = set()
    for initial in initials:
        beside = [
            r for r in runs
            if r.size < initial.size / 1.8 and -0.2 * initial.size < r.x0 - initial.x1 < initial.size
            and initial.top - r.size < r.y <= initial.y + 0.3 * r.size
        ]  # fmt: skip
        if beside:
            line = min(beside, key=lambda r: (round(r.y), r.x0))
            line.text, line.x0 = initial.text + line.text, initial.x0
            gone.add(id(initial))
    return [r for r in runs if id(r) not in gone] if gone else list(runs)


def _with_marks(runs: Sequence[TextRun]) -> list[TextRun]:
    """Runs with the marks of list items and the numbers of headings joined to what they stand before."""
    marks = [r for r in runs if len(r.text) <= 8 and _is_mark(r)]
    if not marks:
        return list(runs)
    kept = {id(r): r for r in runs}
    others = [r for r in runs if len(r.text) > 1 or not BULLET.match(r.text)]
    for mark in marks:
        near = [
            r for r in others
            if r is not mark and id(r) in kept and abs(r.y - mark.y) < 0.3 * r.size
            and -0.2 * r.size < r.x0 - mark.x1 < _MARK * r.size
        ]  # fmt: skip
        text = min(near, key=lambda r: r.x0, default=None)
        if text is None or (SECTION.fullmatch(mark.text) and not _heads(mark, text)):
            continue
        text.text = f"{mark.text} {text.text}"
        text.x0 = mark.x0
        del kept[id(mark)]
    return list(kept.values())


def _is_mark(run: TextRun) -> bool:
    text = run.text
    return bool(BULLET.fullmatch(text) or NUMBERED.fullmatch(text) or SECTION.fullmatch(text))


def _heads(mark: TextRun, text: TextRun) -> bool:
    """Whether a number is that of a heading, or of an item, and no cell of a table."""
    return NUMBERED.fullmatch(mark.text) is not None or (
        abs(mark.size - text.size) < 0.05 * text.size and mark.bold and text.bold
    )


def _stretches(runs: list[TextRun], depth: int) -> Iterator[Stretch]:
    if not runs:
        return
    if depth >= _MAX_DEPTH:
        yield Stretch(rows_of(runs))
        return
    for band in _bands(runs):
        columns = _columns(band.runs) if band.cuts else [band.runs]
        if len(columns) < 2:
            yield Stretch(rows_of(band.runs))
        elif max(r.y for r in band.runs) - min(r.y for r in band.runs) < 0.3 * band.size:
            yield Stretch(rows_of(band.runs))  # one line, with gaps in it
        elif grid := rows_of_grid(columns):
            yield from _of_grid(grid, columns)
        elif rows := _table(columns):
            yield Stretch(rows, table=True)
        elif depth and len(columns) == 2 and _notes_beside(columns):
            yield Stretch(rows_of(band.runs))
        else:
            for column in columns:
                yield from _stretches(column, depth + 1)


def _notes_beside(columns: Sequence[Sequence[TextRun]]) -> bool:
    """Whether one column holds but marks of a line or two."""
    return all(len(r.text) <= 3 for r in columns[0])


# -- bands -----------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Band:
    """Runs between two stretches of white space that go across; `cuts`: whether white space goes down it.

    `row`: it looks like a row of a table, of three cells or more.
    """

    runs: list[TextRun]
    cuts: bool
    top: float
    bottom: float
    size: float
    row: bool = False


def _bands(runs: Sequence[TextRun]) -> list[_Band]:
    """The bands of a page, those with the same columns taken together."""
    strips = _strips(runs)
    _justified(strips)
    _in_tables(strips)
    bands: list[_Band] = []
    for strip in strips:
        last = bands[-1] if bands else None
        if last is None or not _together(last, strip):
            bands.append(strip)
            continue
        last.runs = last.runs + strip.runs
        last.bottom, last.size = strip.bottom, max(last.size, strip.size)
    return bands


def _strips(runs: Sequence[TextRun]) -> list[_Band]:
    """Runs parted wherever nothing stands across the whole width."""
    strips: list[_Band] = []
    some: list[TextRun] = []
    bottom = 0.0
    for run in sorted(runs, key=lambda r: r.top):
        if some and run.top >= bottom - 0.08 * run.size:
            strips.append(_strip(some))
            some = []
        bottom = max(bottom, run.bottom) if some else run.bottom
        some.append(run)
    strips.append(_strip(some))
    return strips


def _strip(runs: list[TextRun]) -> _Band:
    if len(runs) == 1:  # as most
        return _Band(runs, False, runs[0].top, runs[0].bottom, runs[0].size)
    count = len(_columns(runs))
    size = max(r.size for r in runs)
    row = count > 2 and max(r.y for r in runs) - min(r.y for r in runs) < 0.3 * size and _sparse(runs)
    return _Band(runs, count > 1, runs[0].top, max(r.bottom for r in runs), size, row)


def _sparse(runs: Sequence[TextRun]) -> bool:
    """Whether runs leave much of their line empty, as cells do and columns of text do not."""
    wide = max(r.x1 for r in runs) - min(r.x0 for r in runs)
    words = sum(len(r.text.split()) for r in runs) / len(runs)
    return words <= _CELL_WORDS and sum(r.x1 - r.x0 for r in runs) < _FILLED * wide


def _justified(strips: Sequence[_Band]) -> None:
    """A line spread out to the margins has gaps, and no columns: lines next to it go across its gaps."""
    for i, strip in enumerate(strips):
        if not strip.cuts or max(r.y for r in strip.runs) - min(r.y for r in strip.runs) > 0.3 * strip.size:
            continue
        beside = [s for s in strips[max(i - 1, 0) : i + 2] if s is not strip and _close(s, strip)]
        if any(s.cuts and len(_columns(s.runs + strip.runs)) > 1 for s in beside):
            continue
        if any(len(_columns(s.runs + strip.runs)) < 2 for s in beside):
            strip.cuts = False


def _in_tables(strips: Sequence[_Band]) -> None:
    """One line that looks like a row of a table is none: the next one has its cells below those of it."""
    alike = [
        one.row and two.row and len(_columns(one.runs + two.runs)) == len(_columns(one.runs))
        for one, two in itertools.pairwise(strips)
    ]
    for strip, before, after in zip(strips, [False, *alike], [*alike, False], strict=True):
        strip.row = strip.row and (before or after)


def _close(one: _Band, two: _Band) -> bool:
    gap = max(two.top - one.bottom, one.top - two.bottom)
    return gap < (_NEAR - 1) * min(one.size, two.size)


def _together(band: _Band, strip: _Band) -> bool:
    """Whether a strip goes on with the band above it."""
    if not band.cuts and not strip.cuts:
        return True
    if not band.cuts:
        return False
    columns = _columns(band.runs)
    if (band.row or strip.row) and band.runs and len(columns) != len(_columns(strip.runs)):
        return False  # a table across the columns of a text
    union = _columns(band.runs + strip.runs)
    if strip.cuts:
        return len(union) > 1
    if len(union) < len(columns):
        return False
    # A line that stands alone goes on with the column that it stands in, unless it is set off as a title.
    gap = strip.top - band.bottom
    larger = strip.size > _LARGER * max(r.size for r in band.runs)
    return gap < 1.5 * strip.size or not larger


def _columns(runs: Sequence[TextRun]) -> list[list[TextRun]]:
    """Runs parted where white space goes down between them."""
    columns: list[list[TextRun]] = []
    column: list[TextRun] = []
    right = 0.0
    for run in sorted(runs, key=_LEFT):
        if column and run.x0 - right < _GUTTER * run.size:
            column.append(run)
            if run.x1 > right:
                right = run.x1
        else:
            column = [run]
            columns.append(column)
            right = run.x1
    return columns


# -- tables ----------------------------------------------------------------------------------------


def _table(columns: Sequence[list[TextRun]]) -> list[PaperLine] | None:
    """The rows of a table, its cells being runs in them; None where columns hold running text."""
    runs = list(itertools.chain(*columns))
    lines: list[list[TextRun]] = []
    for run in sorted(runs, key=lambda r: (r.y, r.x0)):
        if lines and run.y - lines[-1][0].y < 0.4 * run.size:
            lines[-1].append(run)
        else:
            lines.append([run])
    column = {id(run): i for i, some in enumerate(columns) for run in some}
    wide = [line for line in lines if len({column[id(r)] for r in line}) > 1]
    # Of a line that is spread out to both margins each word may be a run: what stands in one column counts.
    cells = [len({column[id(r)] for r in line}) for line in lines]
    words = sum(len(r.text.split()) for r in runs) / sum(cells)
    aligned = sum(n for n in cells if n > 1) / sum(cells)
    if aligned < _ALIGNED or words > _CELL_WORDS or len(wide) < 2:
        return None
    rows: list[list[TextRun]] = []
    for line in lines:
        begins = any(column[id(r)] == 0 for r in line)
        if rows and not begins and line[0].y - max(r.y for r in rows[-1]) < 1.35 * line[0].size:
            rows[-1] += line  # a cell goes on in its next line
        else:
            rows.append(list(line))
    return [PaperLine(_cells(line, column)) for line in rows]


def _of_grid(grid: Sequence[Sequence[TextRun]], columns: Sequence[Sequence[TextRun]]) -> Iterator[Stretch]:
    """The stretches of a table whose cells go over several lines; what stands alone in a row is text."""
    column = {id(run): i for i, some in enumerate(columns) for run in some}
    for several, some in itertools.groupby(grid, key=lambda row: len({column[id(r)] for r in row}) > 1):
        if several:
            yield Stretch([PaperLine(_cells(row, column)) for row in some], table=True)
        else:
            yield Stretch(rows_of([run for row in some for run in row]))


def _cells(line: Sequence[TextRun], column: dict[int, int]) -> list[TextRun]:
    """The runs of a row of a table, one a cell."""
    cells: dict[int, TextRun] = {}
    for run in sorted(line, key=lambda r: (column[id(r)], r.y, r.x0)):
        cell = cells.get(column[id(run)])
        if cell is None:
            cells[column[id(run)]] = run
        else:
            cell.text = f"{cell.text}{DIVIDED if cell.hyphen else ' '}{run.text}"
            cell.hyphen, cell.sure = run.hyphen, min(cell.sure, run.sure)
            cell.x0, cell.x1 = min(cell.x0, run.x0), max(cell.x1, run.x1)
    return [cells[i] for i in sorted(cells)]

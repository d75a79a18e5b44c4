"""The rows of tables whose cells go over several lines: registers, chronologies, minutes with their votes.

Such a table looks like columns of text: white space goes down through it. What tells it is a column of short
cells, the key ("12/03/2019", "Art. 3", "41 for"), beside which every row begins, or white space that goes
across all columns between the rows and is wider than that between the lines of a cell.
"""

from __future__ import annotations

import itertools
from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from archive.ingest.paper.shapes import LOWER, TextRun

_FEWEST_ROWS = 3
_KEY_WORDS = 5.0  # of a key, on average at most
_KEY_WIDTH = 0.35  # of the table, at most: the column of keys
_SHARE = 0.75  # of the rows have what rows have: a key, cells beside it, of one line
_WRAPPED = 0.8  # lines of keys by lines of the longest column, at most: else nothing goes on in a next line
_LINE = 0.4  # of the size of letters: baselines less apart are of one line
_FLUSH = 0.15  # of it: those of a key and of its row
_NEAR = 12.0  # points: baselines further apart are not looked at
_WIDER = 0.22  # of it: by so much is white space between rows wider than between lines
_LINES = (0.85, 1.6)  # of it: the distance of lines in a cell


def rows_of_grid(columns: Sequence[Sequence[TextRun]]) -> list[list[TextRun]] | None:
    """The runs of each row, or None where these columns are no table with cells of several lines."""
    column = {id(run): i for i, some in enumerate(columns) for run in some}
    for rows in (_by_space(columns), *_by_keys(columns)):
        if rows and _is_table(rows, column):
            return rows
    return None


def _is_table(rows: Sequence[Sequence[TextRun]], column: dict[int, int]) -> bool:
    """Whether rows are those of a table: most have several cells, one of them short, and some go on."""
    cells = [_cells(row, column) for row in rows]
    whole = [row for row in cells if len(row) > 1]
    if len(whole) < max(_FEWEST_ROWS, _SHARE * len(rows) - 1):
        return False
    if not any(len(_lines(cell)) > 1 for row in whole for cell in row.values()):
        return False
    return any(_is_key([row[key] for row in whole if key in row], len(whole)) for key in set(column.values()))


def _is_key(cells: Sequence[Sequence[TextRun]], rows: int) -> bool:
    """Whether the cells of a column are short ones, in most of the rows of a table."""
    if len(cells) < _SHARE * rows:
        return False
    words = sum(len(run.text.split()) for cell in cells for run in cell)
    single = sum(1 for cell in cells if len(_lines(cell)) == 1)
    return words <= _KEY_WORDS * len(cells) and single >= _SHARE * len(cells)


def _by_space(columns: Sequence[Sequence[TextRun]]) -> list[list[TextRun]]:
    """Rows by white space that goes across and is wider than that between the lines of a cell."""
    leads = sorted(lead for some in columns for lead in _leads(some))
    if not leads:
        return []
    lead = leads[len(leads) // 10]
    rows: list[list[TextRun]] = []
    bottom = 0.0
    for run in sorted((run for some in columns for run in some), key=lambda r: r.top):
        if rows and run.top - bottom <= (lead - 1 + _WIDER) * run.size:
            rows[-1].append(run)
            bottom = max(bottom, run.bottom)
        else:
            rows.append([run])
            bottom = run.bottom
    return rows


def _leads(runs: Sequence[TextRun]) -> list[float]:
    """The distances of lines that may be of one cell, by the size of letters."""
    found = []
    for one, two in itertools.pairwise(_lines(runs)):
        lead = (two[0].y - one[0].y) / max(two[0].size, 1.0)
        if _LINES[0] < lead < _LINES[1]:
            found.append(lead)
    return found


def _by_keys(columns: Sequence[Sequence[TextRun]]) -> list[list[list[TextRun]]]:
    """Rows by each column that may be that of keys: one begins where a key does, and a text beside it."""
    runs = [run for some in columns for run in some]
    wide = max(r.x1 for r in runs) - min(r.x0 for r in runs)
    longest = max(len(_lines(some)) for some in columns)
    found = []
    for keys in columns:
        lines = _lines(keys)
        narrow = max(r.x1 for r in keys) - min(r.x0 for r in keys) <= _KEY_WIDTH * wide
        if not narrow or not _FEWEST_ROWS <= len(lines) <= _WRAPPED * longest:
            continue
        begins = [line[0].y for line in lines if not LOWER.match(line[0].text)]
        mine = {id(key) for key in keys}
        others = sorted((run for run in runs if id(run) not in mine), key=lambda r: r.y)
        if sum(_opens(others, y) for y in begins) >= _SHARE * len(begins):
            found.append(_cut(runs, begins))
    return found


def _opens(others: Sequence[TextRun], y: float) -> bool:
    """Whether a text begins beside a key at the height `y`, not one that goes on: in small letters."""
    at = bisect_left(others, y - _NEAR, key=lambda r: r.y)
    near = itertools.takewhile(lambda r: r.y <= y + _NEAR, itertools.islice(others, at, None))
    beside = [r for r in near if abs(r.y - y) < _FLUSH * r.size]
    return bool(beside) and not LOWER.match(min(beside, key=lambda r: r.x0).text)


def _cut(runs: Sequence[TextRun], begins: Sequence[float]) -> list[list[TextRun]]:
    """Runs cut into rows that begin at these heights; what stands above the first one is one, too."""
    rows: list[list[TextRun]] = [[] for _ in range(len(begins) + 1)]
    for run in runs:
        rows[bisect_right(begins, run.y + _LINE * run.size)].append(run)
    return [row for row in rows if row]


def _cells(row: Sequence[TextRun], column: dict[int, int]) -> dict[int, list[TextRun]]:
    cells: dict[int, list[TextRun]] = {}
    for run in row:
        cells.setdefault(column[id(run)], []).append(run)
    return cells


def _lines(runs: Sequence[TextRun]) -> list[list[TextRun]]:
    """Runs of a column by the lines in which they stand."""
    lines: list[list[TextRun]] = []
    for run in sorted(runs, key=lambda r: (r.y, r.x0)):
        if lines and run.y - lines[-1][0].y < _LINE * run.size:
            lines[-1].append(run)
        else:
            lines.append([run])
    return lines

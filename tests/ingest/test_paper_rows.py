"""Runs become lines as if each were compared with every line so far; only those near it are looked at."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from archive.ingest.paper import shapes
from archive.ingest.paper.shapes import TextRun, rows_of

RUNS = st.lists(
    st.builds(
        lambda x, y, size: TextRun("mot", float(x), x + 20.0, y / 4, size / 2, False, False, False),
        st.integers(0, 400), st.integers(0, 300), st.integers(8, 60),
    ),
    max_size=30,
)  # fmt: skip


def plainly(runs: list[TextRun]) -> list[list[TextRun]]:
    """The lines, each run compared with all that were found before it."""
    mains: list[TextRun] = []
    found: list[list[TextRun]] = []
    for run in sorted(runs, key=lambda r: (-r.size, r.y, r.x0)):
        best, distance = -1, 0.0
        for i in range(len(mains) - 1, -1, -1):
            main, off = mains[i], run.y - mains[i].y
            near = 0.25 * main.size if run.size > 0.85 * main.size else 0.6 * main.size
            if run.size < shapes._RAISED * main.size or not -near <= off <= near:
                continue
            if best < 0 or abs(off) < distance:
                best, distance = i, abs(off)
        if best < 0:
            mains.append(run)
            found.append([run])
        else:
            found[best].append(run)
    return [sorted(group, key=lambda r: r.x0) for group in found]


@given(RUNS)
@settings(max_examples=300, deadline=None, derandomize=True)
def test_lines_are_those_of_the_plain_way(runs: list[TextRun]) -> None:
    wanted = plainly(runs)
    assert sorted(map(repr, wanted)) == sorted(repr(row.runs) for row in rows_of(runs))

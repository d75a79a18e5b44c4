"""Hits by year as a drawing (SVG) whose bars are links that narrow the search down."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from markupsafe import Markup

from archive.printable import printable_html as shown
from archive.room.asked import Asked
from archive.search.results import Facet

_HIGH, _BAR, _GAP, _FOOT = 60, 22, 4, 16  # units of the drawing
_LONG: Final = 4  # empty years in a row that are left out
_LETTER: Final = 7  # width of a figure


def histogram(years: Sequence[Facet], asked: Asked) -> Markup:
    """The drawing; empty where fewer than two years have hits. Long stretches without hits are cut out."""
    counts = {int(facet.value): facet.count for facet in years}
    if len(counts) < 2:
        return Markup("")
    columns = list(_columns(sorted(counts)))
    most = max(counts.values())
    drawn, x, free = [], 0, 0
    for year in columns:
        if year is None:
            drawn.append(f'<text class="cut" x="{x}" y="{_HIGH}">…</text>')
        else:
            count = counts.get(year, 0)
            high = round(max(_HIGH * count / most, 2 if count else 0))
            label = ""
            if x >= free:
                label = f'<text x="{x}" y="{_HIGH + _FOOT - 3}">{year}</text>'
                free = x + 4 * _LETTER + 6
            bar = (
                f'<rect class="back" x="{x}" y="0" width="{_BAR}" height="{_HIGH}"/>'
                f'<rect x="{x}" y="{_HIGH - high}" width="{_BAR}" height="{high}"/>'
            )
            address = shown(asked.but(since=str(year), until=str(year)).address())
            told = f"{year}: {count}"
            link = f'<a href="{address}" aria-label="{told}"><title>{told}</title>{bar}</a>'
            drawn.append((link if count else "") + label)
        x += _BAR + _GAP
    return Markup(f'<svg viewBox="0 0 {x + _BAR} {_HIGH + _FOOT}" role="group">{"".join(drawn)}</svg>')


def _columns(years: Sequence[int]) -> list[int | None]:
    """All years from the first to the last; None stands for many without hits."""
    columns: list[int | None] = []
    before = years[0]
    for year in years:
        gap = range(before + 1, year)
        columns += [None] if len(gap) > _LONG else list(gap)
        columns.append(year)
        before = year
    return columns

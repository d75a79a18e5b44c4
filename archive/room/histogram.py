"""Texts by year as a drawing (SVG) whose bars are links, such as those that narrow a search down."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Final

from markupsafe import Markup

from archive.printable import printable_html as shown
from archive.room.asked import Asked
from archive.search.results import Facet

_HIGH, _BAR, _GAP, _FOOT = 60, 22, 4, 16  # units of the drawing
_LONG: Final = 4  # empty years in a row that are left out
_LETTER: Final = 7  # width of a figure


def histogram(years: Sequence[Facet], asked: Asked) -> Markup:
    """The years of hits, each of which leads to the hits of it alone."""
    counts = {int(facet.value): facet.count for facet in years}
    address = asked.choosing("since", "until")
    return drawing(counts, lambda year: address(str(year)))


def drawing(counts: Mapping[int, int], address: Callable[[int], str]) -> Markup:
    """The drawing of years with their counts, each with the `address` that it leads to.

    Empty for fewer than two years. Long stretches without texts are cut out.
    """
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
            told = f"{year}: {count}"
            link = ""
            if count:
                link = f'<a href="{shown(address(year))}" aria-label="{told}"><title>{told}</title>{bar}</a>'
            drawn.append(link + label)
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

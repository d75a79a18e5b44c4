"""Texts by year, month or day as a drawing (SVG) whose bars are links, such as those that narrow a search
down."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from typing import Final

from markupsafe import Markup

from archive.dataclass import dataclass
from archive.printable import printable_html as shown
from archive.room.asked import Asked
from archive.search.results import Facet
from archive.timeline.wording import in_words

_HIGH, _BAR, _GAP, _FOOT = 60, 22, 4, 16  # units of the drawing
_LONG: Final = 4  # empty years in a row that are left out
_LETTER: Final = 7  # width of a figure


@dataclass(frozen=True, slots=True)
class _Bar:
    """A time with its count; `label` stands below it, `period` is the time in words."""

    label: str
    period: str
    count: int
    address: str


def histogram(facets: Mapping[str, Sequence[Facet]], asked: Asked, lang: str) -> Markup:
    """The years of hits, each of which leads to the hits of it alone; the months of one year, the days of one
    month."""
    address = asked.choosing("since", "until")
    for part in ("day", "month"):
        if found := facets.get(part, ()):
            bars = [_Bar(_short(str(f.value), lang), in_words(str(f.value), lang), f.count,
                         address(str(f.value))) for f in found]  # fmt: skip
            return _drawn(bars)
    counts = {int(facet.value): facet.count for facet in facets.get("year", ())}
    return drawing(counts, lambda year: address(str(year)))


def _short(value: str, lang: str) -> str:
    """A month or a day in a few letters: "août", "20"."""
    from babel.dates import format_date

    if len(value) > len("2015-08"):
        return value[-2:].lstrip("0")
    return str(format_date(dt.date.fromisoformat(f"{value}-01"), "LLL", locale=lang))


def drawing(counts: Mapping[int, int], address: Callable[[int], str]) -> Markup:
    """The drawing of years with their counts, each with the `address` that it leads to.

    Empty for fewer than two years. Long stretches without texts are cut out.
    """
    if len(counts) < 2:
        return Markup("")
    bars = [
        None if year is None else _Bar(str(year), str(year), counts.get(year, 0), address(year))
        for year in _columns(sorted(counts))
    ]
    return _drawn(bars)


def _drawn(bars: Sequence[_Bar | None]) -> Markup:
    """Bars side by side; None stands for many that are left out."""
    most = max((bar.count for bar in bars if bar), default=0) or 1
    drawn, x, free = [], 0, 0
    for bar in bars:
        if bar is None:
            drawn.append(f'<text class="cut" x="{x}" y="{_HIGH}">…</text>')
        else:
            high = round(max(_HIGH * bar.count / most, 2 if bar.count else 0))
            label = ""
            if x >= free:
                label = f'<text x="{x}" y="{_HIGH + _FOOT - 3}">{shown(bar.label)}</text>'
                free = x + len(bar.label) * _LETTER + 6
            shape = (
                f'<rect class="back" x="{x}" y="0" width="{_BAR}" height="{_HIGH}"/>'
                f'<rect x="{x}" y="{_HIGH - high}" width="{_BAR}" height="{high}"/>'
            )
            title = shown(f"{bar.period}: {bar.count}")
            link = ""
            if bar.count:
                href = shown(bar.address)
                link = f'<a href="{href}" aria-label="{title}"><title>{title}</title>{shape}</a>'
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

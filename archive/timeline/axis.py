"""The events of a timeline drawn along an axis of time, as SVG.

The drawing leads to the list of events below it and says nothing that the list does not say, so programs
that read pages aloud skip it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence

from archive import edtf
from archive.dataclass import dataclass
from archive.printable import printable_html as shown
from archive.timeline.events import Event, EventSource
from archive.timeline.wording import in_words

_WIDTH, _LEFT, _ROW, _BAR, _TOP = 1000, 20, 12, 8, 26  # of the drawing, in its own units
_SMALLEST = 5  # a day must still be seen
_LETTER = 7.5  # width of a figure
_TICK = 9.5  # and of one that names a time
_ROWS = 60  # more than these overlap in the last row
_TOLD = 4  # sentences of one bar that its tip shows
_GAP = 0.15  # of the whole time: a longer stretch without events is cut short
_GAP_DAYS = 10  # and no shorter one is
_CUT = 26  # what is left of it


@dataclass(frozen=True, slots=True)
class _Bar:
    """Events that look the same: first and last day as ordinals, an open end, the look, their places."""

    start: int
    end: int
    open: bool
    look: str
    events: tuple[int, ...]


class _Scale:
    """Days to places on the axis; long stretches without events are cut short."""

    def __init__(self, bars: Sequence[_Bar]) -> None:
        low, high = min(b.start for b in bars), max(b.end for b in bars) + 1
        gaps = _gaps(bars, _GAP * (high - low))
        margin = max((high - low - sum(end - start for start, end in gaps)) // 50, 1)
        low, high = max(low - margin, 1), min(high + margin, dt.date.max.toordinal())
        edges = [low, *(day for start, end in gaps for day in (start + margin, end - margin)), high]
        kept = sum(end - start for start, end in zip(edges[::2], edges[1::2], strict=True))
        self._factor = (_WIDTH - 2 * _LEFT - _CUT * len(gaps)) / kept
        self.pieces = list(zip(edges[::2], edges[1::2], strict=True))  # what is drawn to scale

    def __call__(self, day: int) -> float:
        """The place of a day in a piece."""
        at = float(_LEFT)
        for start, end in self.pieces:
            if day <= end:
                return at + max(day - start, 0) * self._factor
            at += (end - start) * self._factor + _CUT
        return at - _CUT

    def cuts(self) -> list[float]:
        """The places in the middle of what was cut short."""
        return [self(end) + _CUT / 2 for _, end in self.pieces[:-1]]


def drawing(events: Sequence[Event], lang: str) -> str:
    """The events as SVG, each bar a link to `#e` and the number of its event; empty where none has a year.

    The tips of the bars say what is said in `lang`, where that is said in it.
    """
    bars = _bars(events)
    if not bars:
        return ""
    scale = _Scale(bars)
    rows: list[float] = []
    drawn = []
    for bar in bars:
        x = scale(bar.start)
        width = max(scale(bar.end + 1) - x, _SMALLEST)
        count = f"×{len(bar.events)}" if len(bar.events) > 1 else ""
        row = next((r for r, free in enumerate(rows) if free <= x), len(rows))
        row = min(row, _ROWS - 1)
        rows[row : row + 1] = [_WIDTH if bar.open else x + width + 4 + _LETTER * len(count)]
        drawn.append(_drawn(bar, events, lang, x, _TOP + row * _ROW, width, count))
    height = _TOP + len(rows) * _ROW + 8
    return (
        f'<svg viewBox="0 0 {_WIDTH} {height}" aria-hidden="true">'
        f"{''.join(_grid(scale, height))}{''.join(drawn)}</svg>\n"
    )


def look(event: Event) -> str:
    """The classes of an event's bar: what its date rests on, and whether that is a day for sure."""
    date = event.date
    unsure = event.precision != "day" or date != edtf.exact(date) or ".." in date
    return f"bar {shown(event.basis)}{' unsure' if unsure else ''}"


def _bars(events: Sequence[Event]) -> list[_Bar]:
    same: dict[tuple[int, int, bool, str], list[int]] = {}
    for i, event in enumerate(events):
        first, last = event.earliest or event.latest, event.latest or event.earliest
        if first and last:
            key = first.toordinal(), last.toordinal(), event.latest is None, look(event)
            same.setdefault(key, []).append(i)
    return [_Bar(*key, tuple(numbers)) for key, numbers in same.items()]


def _gaps(bars: Sequence[_Bar], least: float) -> list[tuple[int, int]]:
    """The stretches between bars that are longer than `least` days; none under an open end."""
    found = []
    ordered = sorted(bars, key=lambda b: (b.start, b.end))
    reached = ordered[0].end
    for bar in ordered:
        if bar.start - reached > max(least, _GAP_DAYS):
            found.append((reached + 1, bar.start))
        reached = max(reached, bar.end)
        if bar.open:
            break
    return found


def _drawn(bar: _Bar, events: Sequence[Event], lang: str, x: float, y: int, width: float, count: str) -> str:
    labels = [_source_in(events[i], lang) for i in bar.events[:_TOLD]]
    lines = [
        f"{in_words(events[i].date, lang)} – {one.sentence}"
        for i, one in zip(bar.events, labels, strict=False)
    ]
    tip = shown("\n".join([*lines, "…"] if len(bar.events) > _TOLD else lines))
    langs = {one.lang for one in labels}
    spoken = langs.pop() if len(langs) == 1 else "mul"
    more = ""
    if bar.open:
        more = f'<line class="open" x1="{x + width:.1f}" y1="{y + 4}" x2="{_WIDTH - 4}" y2="{y + 4}"/>'
    if count:
        more += f'<text x="{x + width + 2:.1f}" y="{y + 8}">{count}</text>'
    return (
        f'<a href="#e{bar.events[0]}" tabindex="-1"><title lang="{shown(spoken)}">{tip}</title>'
        f'<rect class="{bar.look}" x="{x:.1f}" y="{y}" width="{width:.1f}" height="{_BAR}" rx="2"/>{more}</a>'
    )


def _source_in(event: Event, lang: str) -> EventSource:
    """Where it is said in a language, else where it is said."""
    return next((one for one in (event.source, *event.translations) if one.lang == lang), event.source)


def _grid(scale: _Scale, height: int) -> Iterator[str]:
    free = 0.0
    shown = sum(end - start for start, end in scale.pieces)
    for day, label in (tick for piece in scale.pieces for tick in _named(*piece, shown)):
        x = scale(day)
        width = _TICK * len(label) + 4
        yield f'<line class="grid" x1="{x:.1f}" y1="18" x2="{x:.1f}" y2="{height}"/>'
        if x >= free and x + width <= _WIDTH:
            yield f'<text class="tick" x="{x + 2:.1f}" y="13">{label}</text>'
            free = x + width
    for x in scale.cuts():
        yield f'<path class="cut" d="M{x - 4:.1f} 18l4 6-4 6M{x + 1:.1f} 18l4 6-4 6"/>'


def _named(low: int, high: int, shown: int) -> list[tuple[int, str]]:
    """The ticks of a piece of the axis; one without round dates is named by its month."""
    return list(_ticks(low, high, shown)) or [(low, dt.date.fromordinal((low + high) // 2).isoformat()[:7])]


def _ticks(low: int, high: int, shown: int) -> Iterator[tuple[int, str]]:
    """Round dates from one day to another, so far apart that `shown` days hold a dozen."""
    if shown <= 40:
        step = max(shown // 8, 1)
        for day in range(low, high + 1, step):
            yield day, dt.date.fromordinal(day).isoformat()
        return
    first, last = dt.date.fromordinal(low), dt.date.fromordinal(high)
    if shown <= 1100:
        step = next(s for s in (1, 2, 3, 6) if shown / 30.4 / s <= 12 or s == 6)
        month = first.year * 12 + first.month - 1
        for m in range(month - month % step + step, last.year * 12 + last.month, step):
            yield dt.date(m // 12, m % 12 + 1, 1).toordinal(), f"{m // 12}-{m % 12 + 1:02}"
        return
    years = shown / 365.2
    step = next(s for s in (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000) if years / s <= 12 or s == 1000)
    for year in range(first.year - first.year % step + step, last.year + 1, step):
        yield dt.date(year, 1, 1).toordinal(), str(year)

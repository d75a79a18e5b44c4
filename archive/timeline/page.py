"""A timeline as one page of HTML that needs no network: an axis of time, and the events in words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from html import escape
from importlib import resources
from itertools import groupby
from typing import Any
from urllib.parse import quote

from archive import edtf
from archive.timeline.wording import WORDS, in_words

_WIDTH, _LEFT, _ROW, _BAR = 1000, 20, 12, 8  # of the drawing, in its own units
_SMALLEST = 5  # a day must still be seen
_ROWS = 60  # more than these overlap in the last row
_STYLE = resources.files("archive.timeline").joinpath("data/page.css").read_text("utf-8")


def to_html(timeline: Mapping[str, Any], lang: str = "en") -> str:
    """The page of a timeline's JSON form, in French (`fr`) or English (`en`)."""
    words = WORDS[lang]
    entity, events = timeline["entity"], timeline["events"]
    names = list(dict.fromkeys(n for each in entity["names"].values() for n in each))
    label = entity.get("label") or (names[0] if names else entity["id"])
    title = escape(f"{words['timeline']} · {label}")
    others = [n for n in names if n != label]
    also = f" · {words['also']} {escape(', '.join(others))}" if others else ""
    counts = f"{entity['documents']} {words['documents']} · {len(events)} {words['events']}"
    body = _drawing(events, words["axis"]) + _list(events, lang) if events else f"<p>{words['none']}</p>"
    return (
        f'<!doctype html>\n<html lang="{lang}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">\n<title>{title}</title>\n'
        f"<style>{_STYLE}</style>\n</head>\n<body>\n<h1>{escape(label)}</h1>\n"
        f'<p class="names">{counts}{also}</p>\n'
        f"{body}</body>\n</html>\n"
    )


# -- the axis --------------------------------------------------------------------------------------


def _drawing(events: Sequence[Mapping[str, Any]], title: str) -> str:
    spans = [(i, *span) for i, e in enumerate(events) if (span := _span(e))]
    if not spans:
        return ""
    low = min(start for _, start, _ in spans)
    high = max(end for _, _, end in spans)
    margin = max((high - low) // 50, 1)
    low, high = max(low - margin, 1), min(high + margin, dt.date.max.toordinal())
    scale = (_WIDTH - 2 * _LEFT) / (high - low)
    rows: list[float] = []
    bars = []
    for i, start, end in spans:
        x = _LEFT + (start - low) * scale
        width = max((end - start + 1) * scale, _SMALLEST)
        row = next((r for r, free in enumerate(rows) if free <= x), len(rows))
        row = min(row, _ROWS - 1)
        rows[row : row + 1] = [x + width + 2]
        bars.append(_bar(i, events[i], x, 24 + row * _ROW, width))
    height = 24 + len(rows) * _ROW + 8
    ticks = ((_LEFT + (day - low) * scale, label) for day, label in _ticks(low, high))
    grid = "".join(
        f'<line class="grid" x1="{x:.1f}" y1="18" x2="{x:.1f}" y2="{height}"/>'
        f'<text x="{x + 2:.1f}" y="12">{label}</text>'
        for x, label in ticks
    )
    drawn = grid + "".join(bars)
    label = escape(title)
    return f'<svg viewBox="0 0 {_WIDTH} {height}" role="img" aria-label="{label}">{drawn}</svg>\n'


def _span(event: Mapping[str, Any]) -> tuple[int, int] | None:
    """First and last day of an event, as ordinals; an open end is drawn as a day."""
    first = event["earliest"] or event["latest"]
    last = event["latest"] or event["earliest"]
    if not first:
        return None
    return dt.date.fromisoformat(first).toordinal(), dt.date.fromisoformat(last).toordinal()


def _bar(number: int, event: Mapping[str, Any], x: float, y: int, width: float) -> str:
    date = event["date"]
    unsure = event["precision"] != "day" or date != edtf.exact(date) or ".." in date
    kind = f"bar {escape(event['basis'])}{' unsure' if unsure else ''}"
    tip = escape(f"{date}: {event['sentence']}")
    return (
        f'<a href="#e{number}"><rect class="{kind}" x="{x:.1f}" y="{y}" width="{width:.1f}" height="{_BAR}"'
        f' rx="2"><title>{tip}</title></rect></a>'
    )


def _ticks(low: int, high: int) -> Iterator[tuple[int, str]]:
    """Round dates between two days: at most a dozen, of days, months, years or centuries."""
    days = high - low
    if days <= 40:
        step = max(days // 8, 1)
        for day in range(low, high + 1, step):
            yield day, dt.date.fromordinal(day).isoformat()
        return
    first, last = dt.date.fromordinal(low), dt.date.fromordinal(high)
    if days <= 1100:
        step = next(s for s in (1, 2, 3, 6) if days / 30.4 / s <= 12 or s == 6)
        month = first.year * 12 + first.month - 1
        for m in range(month - month % step + step, last.year * 12 + last.month, step):
            yield dt.date(m // 12, m % 12 + 1, 1).toordinal(), f"{m // 12}-{m % 12 + 1:02}"
        return
    years = days / 365.2
    step = next(s for s in (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000) if years / s <= 12 or s == 1000)
    for year in range(first.year - first.year % step + step, last.year + 1, step):
        yield dt.date(year, 1, 1).toordinal(), str(year)


# -- the list --------------------------------------------------------------------------------------


def _list(events: Sequence[Mapping[str, Any]], lang: str) -> str:
    parts = []
    numbered = list(enumerate(events))
    for year, group in groupby(
        numbered, key=lambda pair: (pair[1]["earliest"] or pair[1]["latest"] or "")[:4]
    ):
        items = "\n".join(_item(i, event, lang) for i, event in group)
        parts.append(f"<h2>{escape(year.lstrip('0') or WORDS[lang]['undated'])}</h2>\n<ol>\n{items}\n</ol>\n")
    return "".join(parts)


def _year(event: Mapping[str, Any]) -> str:
    return str(event["earliest"] or event["latest"] or "")[:4]


def _item(number: int, event: Mapping[str, Any], lang: str) -> str:
    words = WORDS[lang]
    more = ""
    if event["translations"]:
        said = "".join(f"<p>{_sentence(t)}</p>{_source(t, words)}" for t in event["translations"])
        more = f"<details><summary>{words['translations']}</summary>{said}</details>"
    date, said = escape(event["date"]), escape(in_words(event["date"], lang))
    return (
        f'<li id="e{number}"><p><time datetime="{date}">{said}'
        f'</time> <span class="basis">{escape(words.get(event["basis"], event["basis"]))}</span></p>'
        f"<p>{_sentence(event)}</p>{_source(event, words)}{more}</li>"
    )


def _sentence(said: Mapping[str, Any]) -> str:
    """The sentence with the words of the date marked."""
    before, words, after = (
        said["sentence"].partition(said["text"]) if said["text"] else (said["sentence"], "", "")
    )
    marked = f"<mark>{escape(words)}</mark>" if words else ""
    return f'<span lang="{escape(said["lang"])}">{escape(before)}{marked}{escape(after)}</span>'


def _source(said: Mapping[str, Any], words: Mapping[str, str]) -> str:
    title = escape(said["title"] or words["untitled"])
    return (
        f'<p class="source"><a href="{escape(_address(said))}">{title}</a> '
        f"({escape(said['lang'])}, {escape(said['document'])})</p>"
    )


def _address(said: Mapping[str, Any]) -> str:
    """Where the document is to be read: its address on the web, else the file it was taken from."""
    source = str(said.get("url") or said.get("source") or "")
    if source.startswith(("http://", "https://")):
        return source
    return quote(source.split("!", 1)[0])

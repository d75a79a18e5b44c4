"""EDTF dates in words, in French and English, and the few other words of a timeline page."""

from __future__ import annotations

import tomllib
from importlib import resources

from babel import Locale
from babel.dates import get_month_names

from archive.edtf import End, Interval, Point, parse

_FILE = resources.files("archive.timeline").joinpath("data/wording.toml")
WORDS: dict[str, dict[str, str]] = tomllib.loads(_FILE.read_text("utf-8"))
_MARKS = {"~": "about", "?": "perhaps", "%": "perhaps"}


def in_words(value: str, lang: str) -> str:
    """An EDTF value as a person of the language writes it: "9 février 2017", "about spring 2015"."""
    date = parse(value)
    if isinstance(date, Point):
        return _point(date, lang)
    words = WORDS[lang]
    if isinstance(date.start, End):
        return (
            f"{words['until']} {_point(date.end, lang)}" if isinstance(date.end, Point) else words["unknown"]
        )
    if isinstance(date.end, End):
        return f"{words['from']} {_point(date.start, lang)}"
    return _interval(date, lang)


def _interval(date: Interval, lang: str) -> str:
    """Both ends, what they share said once: "8–10 février 2017"."""
    assert isinstance(date.start, Point)
    assert isinstance(date.end, Point)
    start, end = date.start, date.end
    if start.day and end.day and start.year == end.year and not start.mark:
        if start.month == end.month:
            return f"{_day(start.day, lang)}–{_point(end, lang)}"
        return f"{_day(start.day, lang)} {_month(int(start.month or 1), lang)} – {_point(end, lang)}"
    return f"{_point(start, lang)} – {_point(end, lang)}"


def _point(date: Point, lang: str) -> str:
    year = _year(date.year, lang)
    month = None if date.month in (None, "XX") else int(date.month or 0)
    if month is None:
        phrase = year
    elif month <= 12:
        day = None if date.day in (None, "XX") else date.day
        phrase = " ".join(p for p in (_day(day, lang) if day else "", _month(month, lang), year) if p)
    else:
        phrase = WORDS[lang][f"part{month}"].format(year)
    return f"{WORDS[lang][_MARKS[date.mark]]} {phrase}" if date.mark else phrase


def _day(day: str, lang: str) -> str:
    return "1er" if lang == "fr" and int(day) == 1 else str(int(day))


def _month(month: int, lang: str) -> str:
    return str(get_month_names("wide", locale=Locale(lang))[month])


def _year(year: str, lang: str) -> str:
    if year == "XXXX":
        return f"({WORDS[lang]['undated']})"
    if year.endswith("XX"):
        century = int(year[:2]) + 1
        return WORDS[lang].get(f"century{century}", WORDS[lang]["century"]).format(century)
    if year.endswith("X"):
        return WORDS[lang]["decade"].format(f"{year[:3]}0")
    return year

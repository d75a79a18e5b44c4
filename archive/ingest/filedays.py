"""The day that the name of a file or the address of a page says: `2019-10-08-report.md`, `/2019/10/08/`."""

from __future__ import annotations

import datetime as dt
from functools import cache
from pathlib import PurePath
from urllib.parse import unquote

from archive.addresses import parts_of
from archive.lang import languages
from archive.patterns import regex
from archive.text import fold

_YEAR, _MONTH, _DAY = r"((?:19|20)\d\d)", r"(0[1-9]|1[0-2])", r"(0[1-9]|[12]\d|3[01])"
# A day within a name, its figures apart or together, with nothing but marks and letters beside it.
_YMD = regex(rf"(?<!\d){_YEAR}([-_.]?){_MONTH}\2{_DAY}(?!\d)")
# A letter before it makes it a version: v2.1.2010.
_DMY = regex(rf"(?<![^\W_])(0?[1-9]|[12]\d|3[01])([-_.])(0?[1-9]|1[0-2])\2{_YEAR}(?!\d)")
_YM = regex(rf"(?<!\d){_YEAR}[-_.]{_MONTH}(?![\d]|[-_.]\d)")
_ONE_YEAR = regex(_YEAR)
_THIRD = regex(r"(\d\d?)(?:\.\w+)?")  # the day of a folder or a file: "08", "08.html"
_IN_FIGURES = regex(r"0?[1-9]|1[0-2]")
_EDGE = regex(r"[\s\W_]*")
_CLOCK = regex(r"\d\d?[-_:h.]\d\d")


def day_of_name(name: str, *, day_first: bool = False) -> str | None:
    """The day (or month), as EDTF, that a path of a file says: its name, or folders for year, month and day.

    A name says it where it begins or ends with the date and holds no other. `day_first`: the language of the
    text sets the day before the month, so that 08-10-2019 is one day. A folder whose own name is a whole
    date is when something was put there, and says nothing.
    """
    path = PurePath(name.rpartition("!")[2].replace("\\", "/"))  # of a member of a zip file, its own name
    return _of_stem(path.stem, day_first=day_first) or _of_folders(path.parts)


def day_of_address(address: str, *, day_first: bool = False) -> str | None:
    """The day (or month), as EDTF, that the path of an address says, as engines of blogs set it."""
    address_parts = parts_of(address)
    path = unquote(address_parts.path) if address_parts else ""
    parts = [part for part in path.split("/") if part]
    if not parts:
        return None
    return _of_folders(tuple(parts)) or _of_stem(PurePath(parts[-1]).stem, day_first=day_first)


def _of_stem(stem: str, *, day_first: bool) -> str | None:
    found = [(m, (m[1], m[3], m[4])) for m in _YMD.finditer(stem)]
    found += [(m, (m[4], m[3], m[1])) for m in _DMY.finditer(stem) if day_first or int(m[1]) > 12]
    days = {day for _, figures in found if (day := _day(*figures))}
    if len(days) == 1:
        at_edge = any(
            _EDGE.fullmatch(stem[: m.start()]) or _EDGE.fullmatch(stem[m.end() :]) for m, _ in found
        )
        # A clock beside it is when the file was saved: "Title (2021-03-04 10_22_11)".
        return days.pop() if at_edge and not any(_CLOCK.search(stem, m.end()) for m, _ in found) else None
    month = None if found else _YM.match(stem)
    if month is None or (int(month[1]) + 1) % 100 == int(month[2]):  # 2011-12 is a school year as well
        return None
    return f"{month[1]}-{month[2]}"


def _of_folders(parts: tuple[str, ...]) -> str | None:
    """The day of three parts of a path in a row, the month of two: 2019/10/08, 2019/oct/08, 2019/10."""
    best = None
    for i, year in enumerate(parts[:-1]):
        if not _ONE_YEAR.fullmatch(year):
            continue
        month = _month(parts[i + 1])
        if month is None:
            continue
        # "/2019/10/3-reasons" is no third of October.
        third = _THIRD.fullmatch(parts[i + 2]) if i + 2 < len(parts) else None
        day = _day(year, str(month), third[1]) if third else None
        best = day or best or f"{year}-{month:02d}"
    return best


def _month(part: str) -> int | None:
    if _IN_FIGURES.fullmatch(part):
        return int(part)
    return _months().get(fold(part))


@cache
def _months() -> dict[str, int]:
    calendars = [one.calendar for one in languages()]
    return {fold(w).rstrip("."): n for c in calendars for w, n in {**c.months, **c.short_months}.items()}


def _day(year: str, month: str, day: str) -> str | None:
    try:
        return dt.date(int(year), int(month), int(day)).isoformat()
    except ValueError:
        return None

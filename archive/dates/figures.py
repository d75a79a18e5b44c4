"""Numbers in figures to classes (see `lexicon`)."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from archive.dates.lexicon import Value
from archive.patterns import regex

# 1914-18 is a time of so many years at most; 2004-63 is the number of a law.
_LASTING = 20

OTHER: dict[str, Value] = {"OTHER": None}
_DASH: dict[str, Value] = {"DASH": None}
_SEPARATOR = regex(r"([./:,-])")


@lru_cache(maxsize=8192)
def number_classes(digits: str) -> dict[str, Value]:
    """The classes of a run of digits."""
    size, n = len(digits), int(digits[:12])
    out: dict[str, Value] = {"NUM": n}
    if size <= 3:
        out["COUNT"] = n
    if size <= 2 and 1 <= n <= 31:
        out["DAY"] = n
        if n <= 12:
            out["MON"] = n
    if size == 2:
        out["YY"] = n
        if n >= 32:
            out["YEARLIKE"] = n
    if size == 4 and 1000 <= n <= 2199:
        out["YEAR"] = n
        if 1700 <= n <= 2050:
            out["RECENT"] = n
    elif size >= 3:
        out["PLAIN"] = n
    if size == 8 and 1900 <= n // 10000 <= 2099 and 1 <= n // 100 % 100 <= 12 and 1 <= n % 100 <= 31:
        out["FULL"] = (n // 10000, n // 100 % 100, n % 100)
    return out


def chunk_tokens(chunk: str) -> list[tuple[str, dict[str, Value]]]:
    """A run of digits and separators as tokens: (its text, its classes)."""
    parts = _SEPARATOR.split(chunk)
    numbers, seps = parts[::2], set(parts[1::2])
    if len(numbers) == 1:
        return [(chunk, number_classes(chunk))]
    if any(len(n) > 8 for n in numbers) or len(numbers) > 6:
        return [(chunk, OTHER)]
    if ":" in seps or "," in seps:
        return [(chunk, {"CLOCK": None} if seps == {":"} else OTHER)]
    whole = _date(numbers, seps)
    if whole:
        return [(chunk, whole)]
    if "-" in seps and (seps != {"-"} or len(numbers) == 2) and all(_calendrical(n) for n in numbers):
        if len(numbers) == 2 and all(len(n) == 4 for n in numbers) and int(numbers[0]) > int(numbers[1]):
            return [(chunk, OTHER)]  # 2016-1460 is a decree
        out: list[tuple[str, dict[str, Value]]] = []
        for i, side in enumerate(chunk.split("-")):
            if i:
                out.append(("-", _DASH))
            out.extend(chunk_tokens(side))
        return out
    return [(chunk, OTHER)]


def _calendrical(digits: str) -> bool:
    """Whether digits between separators can be a day, a month or a year (2020-410 is a law)."""
    return len(digits) <= 2 or (len(digits) == 4 and 1000 <= int(digits) <= 2199)


def _date(numbers: Sequence[str], seps: set[str]) -> dict[str, Value] | None:
    """The classes of numbers joined by one kind of separator, where they are a date."""
    if len(seps) != 1:
        return None
    sep, size = next(iter(seps)), [len(n) for n in numbers]
    values = tuple(int(n) for n in numbers)
    if len(values) == 3:
        if size[0] == 4 and max(size[1:]) <= 2:
            return {"FULL": values}
        if size[2] == 4 and values[2] < 100:  # 0016 is not 2016
            return None
        if max(size[:2]) <= 2 and size[2] in (2, 4) and not (sep == "." and size[2] == 2 and size[0] == 1):
            return {"DMY": values}
    if len(values) == 2:
        if size[0] == 4 and size[1] <= 2 and 1 <= values[1] <= 12 and 1000 <= values[0] <= 2199:
            follows = size[1] == 2 and sep != "." and values[1] == values[0] % 100 + 1
            return {"SPAN" if follows else "YM": values}
        if size[1] == 4 and size[0] <= 2 and 1 <= values[0] <= 12 and 1000 <= values[1] <= 2199:
            return {"YM": values[::-1]}
        if sep in "-/" and size == [4, 2] and values[1] == values[0] % 100 + 1:
            return {"SPAN": values}
        if sep == "-" and size == [4, 2]:
            return {"YEARS_SHORT": values} if 0 < values[1] - values[0] % 100 <= _LASTING else OTHER
        if sep == "/" and size == [4, 4] and values[1] == values[0] + 1:  # with a dash it is a range
            return {"SPAN": values}
        if max(size) <= 2 and min(values) >= 1 and sep in "/.":
            return {"PAIR" if sep == "/" else "DOTTED": values}
    return None

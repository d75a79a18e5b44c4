"""Numbers in words: runs of number words become one token with its value."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from archive.dates.lexicon import Value
from archive.dates.tokens import Tokens

# A reading takes the values of a run from some place on; it gives the number and how many it took.
Reading = Callable[[Sequence[int]], tuple[int, int]]

_LONGEST = 8


def merge(tokens: Tokens, links: Mapping[str, frozenset[int]], read: Reading) -> None:
    """Replaces each run of number words (an ordinal may end it) by the numbers that `read` sees in it.

    `links` are the words that join two of them ("and"), each with the numbers that may follow it; none: all.
    """
    merged: list[tuple[int, int, dict[str, Value]]] = []
    after = 0
    for i in [i for i, known in enumerate(tokens.classes) if "CARD" in known]:
        if i < after:
            continue
        run = _run(tokens, i, links)
        if len(run) < 2:
            continue
        n, took = read([tokens.value(j, "CARD", "SORD") or 0 for j in run])
        last = run[took - 1]
        if took > 1:
            merged.append((i, last, _classes(n, "SORD" in tokens.classes[last])))
        after = last + 1
    for i, last, known in reversed(merged):
        tokens.starts[i : last + 1] = [tokens.starts[i]]
        tokens.ends[i : last + 1] = [tokens.ends[last]]
        tokens.classes[i : last + 1] = [known]


def _run(tokens: Tokens, i: int, links: Mapping[str, frozenset[int]]) -> list[int]:
    """The number words from token i on, hyphens and linking words skipped."""
    run: list[int] = []
    j = i
    while j < len(tokens.starts) and len(run) < _LONGEST:
        known = tokens.classes[j]
        if "CARD" in known:
            run.append(j)
        elif "SORD" in known and run:
            run.append(j)
            break
        elif run and run[-1] == j - 1 and ("DASH" in known or _linked(tokens, j, links)):
            pass
        else:
            break
        j += 1
    return run


def _linked(tokens: Tokens, j: int, links: Mapping[str, frozenset[int]]) -> bool:
    """Whether token `j` joins two number words: vingt et un, but not "soixante-dix et quatre-vingt"."""
    follow = links.get(tokens.word(j).lower())
    if follow is None or j + 1 >= len(tokens.starts):
        return False
    return not follow or tokens.value(j + 1, "CARD", "SORD") in follow


def _classes(n: int, ordinal: bool) -> dict[str, Value]:
    if ordinal:
        return {"SORD": n, "NTH": n} if n <= 31 else {"NTH": n}
    out: dict[str, Value] = {"CARD": n}
    if 2 <= n <= 31:
        out["SDAY"] = n
    if 13 <= n <= 31:
        out["BIGDAY"] = n
    if 1000 <= n <= 2199:
        out["SYEAR"] = n
    return out


def english(values: Sequence[int]) -> tuple[int, int]:
    """Twenty two; two hundred and sixty seven; two thousand eighteen; nineteen ninety six."""
    pair = _english_year(values)
    if pair:
        return pair
    n, took = _below_hundred(values)
    if took and took < len(values) and values[took] in (100, 1000):
        total, took = n * values[took], took + 1
        more, used = english(values[took:]) if took < len(values) and values[took] < 100 else (0, 0)
        if used and more < total:
            return total + more, took + used
        return total, took
    return (n, took) if took else (values[0], 1)


def _english_year(values: Sequence[int]) -> tuple[int, int] | None:
    if len(values) >= 2 and 11 <= values[0] <= 20 and 10 <= values[1] < 100:
        n, took = _below_hundred(values[1:])
        if values[0] != 20 or n < 100:
            return values[0] * 100 + n, 1 + took
    return None


def _below_hundred(values: Sequence[int]) -> tuple[int, int]:
    first = values[0]
    if first >= 100:
        return 0, 0
    if first >= 20 and first % 10 == 0 and len(values) > 1 and 1 <= values[1] <= 9:
        return first + values[1], 2
    return first, 1


def french(values: Sequence[int]) -> tuple[int, int]:
    """Vingt et un, soixante-dix-huit, quatre-vingt-six, mille neuf cent, deux mille quinze."""
    total = group = took = 0
    for v in values:
        if v == 1000:
            total, group = total + max(group, 1) * 1000, 0
        elif v == 100:
            group = group % 100 * 100 if 2 <= group % 100 <= 9 else group + 100
        elif v == 20 and group % 100 == 4:
            group += 76
        elif (
            (group % 10 == 0 and group % 100 >= 20 and v < 20 and (v < 10 or group % 100 in (60, 80)))
            or group % 100 == 0
            or (group % 100 in (10, 70, 90) and 7 <= v <= 9)
        ):
            group += v
        else:
            break
        took += 1
    return total + group, max(took, 1)

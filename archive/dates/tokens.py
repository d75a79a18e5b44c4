"""Text to tokens, and tokens to one character each (see `lexicon`)."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from archive.dates.lexicon import Lexicon, Value
from archive.lang import registry

_TOKEN = re.compile(
    r"""
    (?P<num>\d+(?:(?:[./:-]|,(?=\d{3}(?!\d)))\d+)*)
    | (?P<word>[^\W\d_]+(?:'(?=[^\W\d_]))?)
    | (?P<line>\n\s*)
    | (?P<mark>[^\w\s]|_)
    """,
    re.VERBOSE,
)
_ORDINAL = re.compile(r"(?:st|nd|rd|th|ers?|ère|ere|eme|ème|nde?|e|è|o)(?![^\W_])", re.IGNORECASE)
_DECADE = re.compile(r"'?s(?![^\W_])")
_MARKS = {
    ",": "COMMA",
    ".": "DOT",
    "-": "DASH",
    "–": "DASH",
    "—": "DASH",
    "−": "DASH",
    "~": "DASH",
    "/": "SLASH",
    "'": "APOS",
    "(": "OPEN",
    ")": "CLOSE",
    ":": "COLON",
    ";": "STOP",
    "!": "STOP",
    "?": "STOP",
    "&": "AMP",
    "=": "EQUALS",
    ">": "MORE",
    "<": "LESS",
    "|": "BAR",
}
# A single line break is white space in hard-wrapped text and an end in a list: it is taken for
# white space when the line before it is this long (characters).
_WRAPPED = 50
# Digits glued to one of these are prices, shares, phone numbers or tags.
_BEFORE = frozenset("€$£+#@_%§°")
_AFTER = frozenset("€$£%°_@")

# 1914-18 is a time of so many years at most; 2004-63 is the number of a law.
_LASTING = 20

# So many of one mark in a row say nothing of dates.
_RUN = 8

_OTHER: dict[str, Value] = {"OTHER": None}
_CAP: dict[str, Value] = {"CAP": None}
_WORD: dict[str, Value] = {"WORD": None}
_BREAK: dict[str, Value] = {"BREAK": None}
_MARK_CLASSES: dict[str, dict[str, Value]] = {mark: {cls: None} for mark, cls in _MARKS.items()}


@dataclass(slots=True)
class Tokens:
    """The tokens of a text: offsets, classes with their values, and `code`, a character for each."""

    text: str
    starts: list[int] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)
    classes: list[dict[str, Value]] = field(default_factory=list)
    code: str = ""
    _shown: list[bool | None] = field(default_factory=list)

    def day_first(self) -> bool | None:
        """Whether the dates in figures put the day first, as some of them show (25/12); None: they do not."""
        if not self._shown:
            first = last = 0
            for cls in ("DMY", "PAIR"):
                pairs = [v for c in self.classes if isinstance(v := c.get(cls), tuple)]
                first = sum(v[0] > 12 >= v[1] for v in pairs)
                last = sum(v[1] > 12 >= v[0] for v in pairs)
                if first or last:
                    break
            self._shown.append(None if first == last else first > last)
        return self._shown[0]

    def word(self, i: int) -> str:
        """Token `i` as written."""
        return self.text[self.starts[i] : self.ends[i]]

    def value(self, i: int, *classes: str) -> int | None:
        """The number of token `i` in the first of `classes` that it belongs to."""
        mine = self.classes[i]
        for cls in classes:
            v = mine.get(cls)
            if isinstance(v, int):
                return v
        return None


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


def _chunk(chunk: str) -> list[tuple[str, dict[str, Value]]]:
    """A run of digits and separators as tokens: (its text, its classes)."""
    parts = re.split(r"([./:,-])", chunk)
    numbers, seps = parts[::2], set(parts[1::2])
    if len(numbers) == 1:
        return [(chunk, number_classes(chunk))]
    if any(len(n) > 8 for n in numbers) or len(numbers) > 6:
        return [(chunk, _OTHER)]
    if ":" in seps or "," in seps:
        return [(chunk, {"CLOCK": None} if seps == {":"} else _OTHER)]
    whole = _date(numbers, seps)
    if whole:
        return [(chunk, whole)]
    if "-" in seps and (seps != {"-"} or len(numbers) == 2) and all(_calendrical(n) for n in numbers):
        out: list[tuple[str, dict[str, Value]]] = []
        for i, side in enumerate(chunk.split("-")):
            if i:
                out.append(("-", _MARK_CLASSES["-"]))
            out.extend(_chunk(side))
        return out
    return [(chunk, _OTHER)]


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
            return {"YEARS_SHORT": values} if 0 < values[1] - values[0] % 100 <= _LASTING else _OTHER
        if sep == "/" and size == [4, 4] and values[1] == values[0] + 1:  # with a dash it is a range
            return {"SPAN": values}
        if max(size) <= 2 and min(values) >= 1 and sep in "/.":
            return {"PAIR" if sep == "/" else "DOTTED": values}
    return None


def tokenize(text: str, lexicon: Lexicon, merge: Callable[[Tokens], None]) -> Tokens:
    """The tokens of `text`, which must be composed and plain (`archive.text.compose`).

    `merge` is the language's own reading of spelled numbers; it is called only when some are there.
    """
    out = Tokens(text)
    push = _Pusher(out)
    position = line_start = 0
    size = len(text)
    spelled = False
    words, elided = lexicon.words, registry.elided()
    match = _TOKEN.search(text)
    while match:
        kind, start, position = match.lastgroup, match.start(), match.end()
        if kind == "word":
            word = match[0].lower()
            if word[-1] == "'" and word[:-1] not in elided and word != "aujourd'":
                word = word[:-1]
                position -= 1
            known = lexicon.cased.get(match[0]) or words.get(word)
            if known is None or ("SHORTDAY" in known and _ends_a_name(out, start)):
                push(start, position, _CAP if text[start].isupper() else _WORD)
            else:
                position = _abbreviated(text, position, known)
                spelled = spelled or "CARD" in known or "SORD" in known
                push(start, position, known)
        elif kind == "num":
            position = _number(push, text, start, position)
        elif kind == "line":
            if "\n" in match[0][1:] or start - line_start < _WRAPPED:
                push(start, position, _BREAK)
            line_start = position
        elif text.startswith(match[0] * _RUN, start):  # a rule drawn with characters: one token
            while position < size and text[position] == match[0]:
                position += 1
            push(start, position, _OTHER)
        else:
            push(start, position, _MARK_CLASSES.get(match[0], _OTHER))
        match = _TOKEN.search(text, position) if position < size else None
    if spelled:
        merge(out)
    out.code = _code(out.classes, lexicon)
    return out


def _ends_a_name(out: Tokens, start: int) -> bool:
    """Whether a short weekday is the last word of a compound, no day: Boulogne-sur-Mer, but not lun-mer."""
    hyphened = start > 1 and out.text[start - 1] == "-" and out.text[start - 2].isalpha()
    return hyphened and not (len(out.classes) > 1 and "WEEKDAY" in out.classes[-2])


def _code(classes: Sequence[dict[str, Value]], lexicon: Lexicon) -> str:
    """A character for each set of classes; most tokens share a few sets, which are looked up once."""
    known: dict[int, str] = {}
    codes = []
    for one in classes:
        code = known.get(id(one))
        if code is None:
            code = known[id(one)] = lexicon.code(one)
        codes.append(code)
    return "".join(codes)


class _Pusher:
    """Appends tokens."""

    __slots__ = ("out",)

    def __init__(self, out: Tokens) -> None:
        self.out = out

    def __call__(self, start: int, end: int, classes: dict[str, Value]) -> None:
        out = self.out
        out.starts.append(start)
        out.ends.append(end)
        out.classes.append(classes)


def _abbreviated(text: str, end: int, known: dict[str, Value]) -> int:
    """The end of a word with the stop of its abbreviation."""
    return end + 1 if "SHORT" in known and text.startswith(".", end) else end


def _number(push: _Pusher, text: str, start: int, end: int) -> int:
    """Pushes the tokens of the number at start..end with its suffix; returns where to go on."""
    chunk = text[start:end]
    before = text[start - 1] if start else ""
    if before == " " and start > 1 and text[start - 2] in "€$£":
        before = text[start - 2]
    after = text[end] if end < len(text) else ""
    if (before in _BEFORE and before) or (after in _AFTER and after):
        push(start, end, _OTHER)
        return end
    if _coded(push.out, start):
        push(start, end, _OTHER)
        return end
    if before.isalpha():
        head = chunk.partition("-")[0]
        push(start, start + len(head), _glued(head))
        if head != chunk and head.isdigit():
            push(start + len(head), start + len(head) + 1, _MARK_CLASSES["-"])
            return _number(push, text, start + len(head) + 1, end)
        return start + len(head)
    if chunk.isdigit() and (after.isalpha() or after == "'"):
        return _suffixed(push, text, start, end, chunk)
    if not chunk.isdigit() and after.isalpha():
        head, _, tail = chunk.rpartition("-")
        if head and tail.isdigit() and _ORDINAL.match(text, end):
            cut = start + len(head)
            _number(push, text, start, cut)
            push(cut, cut + 1, _MARK_CLASSES["-"])
            return _suffixed(push, text, cut + 1, end, tail)
    if "/" in chunk and _ORDINAL.match(text, end):
        push(start, end, _OTHER)
        return end
    at = start
    for piece, classes in _chunk(chunk):
        push(at, at + len(piece), classes)
        at += len(piece)
    return end


def _coded(out: Tokens, start: int) -> bool:
    """Whether a number hangs on a word by a dash or slash, as in CVE-2005, COVID-19 or an address."""
    if len(out.starts) < 2 or out.ends[-1] != start or out.ends[-2] != out.starts[-1]:
        return False
    link, word = out.classes[-1], out.classes[-2]
    return ("DASH" in link and "CAP" in word and out.word(-2).isupper()) or (
        "SLASH" in link and ("CAP" in word or "WORD" in word)
    )


def _suffixed(push: _Pusher, text: str, start: int, end: int, digits: str) -> int:
    """A number with letters glued to it: ordinal, decade, or the word after it."""
    n = int(digits[:9])
    ordinal = _ORDINAL.match(text, end)
    if ordinal and len(digits) <= 2 and n:
        push(start, ordinal.end(), {"ORD": n, "NTH": n} if n <= 31 else {"NTH": n})
        return ordinal.end()
    decade = _DECADE.match(text, end)
    if decade and len(digits) in (2, 4) and n % 10 == 0:
        push(start, decade.end(), {"DECADE": n, "CENTURYDECADE": n} if n >= 1000 else {"DECADE": n})
        return decade.end()
    if text[end] == "'":
        push(start, end, number_classes(digits))
        return end
    push(start, end, _glued(digits))
    return end


def _glued(digits: str) -> dict[str, Value]:
    """The classes of a number that touches a word: `Dec31`, `14april`, `3mo`, `2018Q4`, but also `6km`."""
    known = number_classes(digits) if digits.isdigit() and len(digits) <= 4 else {}
    return {f"GLUED_{c}": known[c] for c in ("DAY", "YEAR", "COUNT", "YY") if c in known} or _OTHER


def register_shapes(lexicon: Lexicon) -> None:
    """Gives a character to every set of classes that tokens can have, so that patterns know them."""
    digits = ["0", "1", "12", "13", "31", "32", "00", "01", "012", "000", "999", "0000", "0999"]
    digits += ["1000", "1700", "2051", "2200", "12345", "20160131", "99999999", "123456789"]
    for shape in digits:
        lexicon.code(number_classes(shape))
        lexicon.code(_glued(shape))
    for cls in (*_MARKS.values(), "OTHER", "CAP", "WORD", "BREAK", "NTH", "DECADE", "CLOCK"):
        lexicon.code((cls,))
    for cls in ("FULL", "DMY", "YM", "SPAN", "YEARS_SHORT", "PAIR", "DOTTED"):
        lexicon.code((cls,))
    lexicon.code(("ORD", "NTH"))
    lexicon.code(("DECADE", "CENTURYDECADE"))
    for merged in (
        ("CARD",),
        ("CARD", "SDAY"),
        ("CARD", "SDAY", "BIGDAY"),
        ("CARD", "SYEAR"),
        ("SORD", "NTH"),
        ("NTH",),
    ):
        lexicon.code(merged)
    for classes in (*lexicon.words.values(), *lexicon.cased.values()):
        lexicon.code(classes)

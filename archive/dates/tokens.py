"""Text to tokens, and tokens to one character each (see `lexicon`)."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import field
from itertools import accumulate, chain

from archive.dataclass import dataclass
from archive.dates.figures import OTHER, chunk_tokens, number_classes
from archive.dates.lexicon import Lexicon, Value
from archive.lang import registry
from archive.patterns import regex

_KINDS = {
    "num": r"\d+(?:(?:[./:-]|,(?=\d{3}(?!\d)))\d+)*",
    "word": r"[^\W\d_]+(?:'(?=[^\W\d_]))?",
    "line": r"\n\s*",
    "mark": r"[^\w\s]|_",
}
_TOKEN = regex("|".join(f"(?P<{kind}>{pattern})" for kind, pattern in _KINDS.items()))
_PARTED = regex(f"({'|'.join(_KINDS.values())})")
_ORDINAL = regex(r"(?:st|nd|rd|th|ers?|ère|ere|eme|ème|nde?|e|è|o)(?![^\W_])", re.IGNORECASE)
_DECADE = regex(r"'?s(?![^\W_])")
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
# What is numbered, not dated: "n° 2019-03", "No. 2016". After "no" a year alone may be one: "no 2016 fair".
_SIGN = regex(r"(?:\b[Nn]o?s?[°º]|№|\bN[Oo]s?\.)[ \u00a0\u202f]?\Z")
_NO = regex(r"\b[Nn]os?\.?[ \u00a0\u202f]\Z")
_SIGN_CHARS = 6

# So many of one mark in a row say nothing of dates.
_RUN = 8
_RULE = regex(rf"([^\w\s]|_)\1{{{_RUN - 1}}}")

# So many words of a language are remembered with their classes.
_REMEMBERED = 10_000

_CAP: dict[str, Value] = {"CAP": None}
_WORD: dict[str, Value] = {"WORD": None}
_BREAK: dict[str, Value] = {"BREAK": None}
_HANGS: dict[str, Value] = {}
_SPELLED = frozenset({"CARD", "SORD"})
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

    def push(self, start: int, end: int, classes: dict[str, Value]) -> None:
        """Appends a token."""
        self.starts += (start,)
        self.ends += (end,)
        self.classes += (classes,)

    def add(self, starts: list[int], ends: list[int], classes: list[dict[str, Value]]) -> None:
        """Appends tokens."""
        self.starts += starts
        self.ends += ends
        self.classes += classes

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


def tokenize(text: str, lexicon: Lexicon, merge: Callable[[Tokens], None]) -> Tokens:
    """The tokens of `text`, which must be composed and plain (`archive.text.compose`).

    `merge` is the language's own reading of spelled numbers; it is called only when some are there.
    """
    reader = _Reader(text, lexicon)
    if _RULE.search(text):
        reader.read_on(0)
    else:
        _read_whole(reader)
    out = reader.out
    sets = dict(zip(map(id, out.classes), out.classes, strict=True))
    if not _SPELLED.isdisjoint(chain.from_iterable(sets.values())):
        merge(out)
        sets = dict(zip(map(id, out.classes), out.classes, strict=True))
    codes = {key: lexicon.codes[frozenset(known)] for key, known in sets.items()}
    out.code = "".join(map(codes.__getitem__, map(id, out.classes)))
    return out


def _read_whole(reader: _Reader) -> None:
    """Reads a text at once, and one by one only the tokens whose classes hang on what stands around them."""
    parts = _PARTED.split(reader.text)
    places = list(accumulate(map(len, parts)))
    starts, ends = places[:-1:2], places[1::2]
    classes = _classes(parts[1::2], reader.lexicon)
    out = reader.out
    done = 0
    for i in [i for i, known in enumerate(classes) if known is _HANGS]:
        if i < done:
            continue
        out.add(starts[done:i], ends[done:i], classes[done:i])
        position, done = starts[i], i
        while done == i or ends[done - 1] > position:  # until it ends where another token does
            position = reader.read(position)
            done = bisect_left(starts, position, i + 1)
    out.add(starts[done:], ends[done:], classes[done:])


def _classes(tokens: Sequence[str], lexicon: Lexicon) -> list[dict[str, Value]]:
    """The classes of tokens that have the same wherever they stand, `_HANGS` for others."""
    known = lexicon.remembered
    new = set(tokens).difference(known)
    if len(known) + len(new) > _REMEMBERED:
        known = lexicon.remembered = {}  # another thread may still read the former one
        new = set(tokens)
    fresh = tuple(new)
    firsts = [token[0] for token in fresh]
    words, cased = lexicon.words, lexicon.cased
    of_each = zip(
        fresh, map(str.lower, fresh), map(str.isalpha, firsts), map(str.isupper, firsts), strict=True
    )
    for token, low, letter, capital in of_each:
        if token in cased or low in words or not letter or token[-1] == "'":
            known[token] = _anywhere(token, lexicon)
        else:
            known[token] = _CAP if capital else _WORD
    return list(map(known.__getitem__, tokens))


def _anywhere(token: str, lexicon: Lexicon) -> dict[str, Value]:
    """The classes of a token, `_HANGS` where they hang on what stands around it."""
    if token[0] in _MARKS:
        return _MARK_CLASSES[token]
    if not token[0].isalnum():
        return _HANGS if token[0] == "\n" else OTHER
    if token[0].isdecimal() or (token[-1] == "'" and _shortened(token)):
        return _HANGS
    known = lexicon.of(token, token)
    if known is None:
        return _CAP if token[0].isupper() else _WORD
    return _HANGS if "SHORT" in known or "SHORTDAY" in known else known


def _shortened(word: str) -> bool:
    """Whether an apostrophe behind a word is none of its own, as in "it's"."""
    low = word.lower()
    return low[-1] == "'" and low[:-1] not in registry.elided() and low != "aujourd'"


class _Reader:
    """Reads a text token by token into `out`."""

    __slots__ = ("_line_start", "lexicon", "out", "text")

    def __init__(self, text: str, lexicon: Lexicon) -> None:
        self.text = text
        self.lexicon = lexicon
        self.out = Tokens(text)
        self._line_start = 0

    def read_on(self, position: int) -> None:
        """Reads all tokens from `position` on."""
        while position < len(self.text):
            position = self.read(position)

    def read(self, position: int) -> int:
        """Reads the next token from `position` on, a number with what belongs to it; gives where to go on."""
        text, push = self.text, self.out.push
        match = _TOKEN.search(text, position)
        if match is None:
            return len(text)
        kind, token, (start, end) = match.lastgroup, match[0], match.span()
        if kind == "word":
            word = token
            if _shortened(token):
                word, end = token[:-1], end - 1
            known = self.lexicon.of(token, word)
            if known is None or ("SHORTDAY" in known and _ends_a_name(self.out, start)):
                push(start, end, _CAP if token[0].isupper() else _WORD)
            else:
                end = _abbreviated(text, end, known)
                push(start, end, known)
        elif kind == "num":
            end = _number(self.out, text, start, end)
        elif kind == "line":
            if "\n" in token[1:] or start - self._line_start < _WRAPPED:
                push(start, end, _BREAK)
            self._line_start = end
        elif text.startswith(token * _RUN, start):  # a rule drawn with characters: one token
            while end < len(text) and text[end] == token:
                end += 1
            push(start, end, OTHER)
        else:
            push(start, end, _MARK_CLASSES.get(token, OTHER))
        return end


def _ends_a_name(out: Tokens, start: int) -> bool:
    """Whether a short weekday is the last word of a compound, no day: Boulogne-sur-Mer, but not lun-mer."""
    hyphened = start > 1 and out.text[start - 1] == "-" and out.text[start - 2].isalpha()
    return hyphened and not (len(out.classes) > 1 and "WEEKDAY" in out.classes[-2])


def _abbreviated(text: str, end: int, known: dict[str, Value]) -> int:
    """The end of a word with the stop of its abbreviation."""
    return end + 1 if "SHORT" in known and text.startswith(".", end) else end


def _number(out: Tokens, text: str, start: int, end: int) -> int:
    """Pushes the tokens of the number at start..end with its suffix; returns where to go on."""
    chunk = text[start:end]
    before = text[start - 1] if start else ""
    if before == " " and start > 1 and text[start - 2] in "€$£":
        before = text[start - 2]
    after = text[end] if end < len(text) else ""
    if (before in _BEFORE and before) or (after in _AFTER and after) or _numbered(text, start, chunk):
        out.push(start, end, OTHER)
        return end
    if _coded(out, start):
        out.push(start, end, OTHER)
        return end
    if before.isalpha():
        head = chunk.partition("-")[0]
        out.push(start, start + len(head), _glued(head))
        if head != chunk and head.isdigit():
            out.push(start + len(head), start + len(head) + 1, _MARK_CLASSES["-"])
            return _number(out, text, start + len(head) + 1, end)
        return start + len(head)
    if chunk.isdigit() and (after.isalpha() or after == "'"):
        return _suffixed(out, text, start, end, chunk)
    if not chunk.isdigit() and after.isalpha():
        head, _, tail = chunk.rpartition("-")
        if head and tail.isdigit() and _ORDINAL.match(text, end):
            cut = start + len(head)
            _number(out, text, start, cut)
            out.push(cut, cut + 1, _MARK_CLASSES["-"])
            return _suffixed(out, text, cut + 1, end, tail)
    if "/" in chunk and _ORDINAL.match(text, end):
        out.push(start, end, OTHER)
        return end
    at = start
    for piece, classes in chunk_tokens(chunk):
        out.push(at, at + len(piece), classes)
        at += len(piece)
    return end


def _numbered(text: str, start: int, chunk: str) -> bool:
    """Whether the sign of a number stands before digits that would be a year, or a year and a month."""
    if len(chunk) < 4:
        return False
    before = text[max(0, start - _SIGN_CHARS) : start]
    return bool(_SIGN.search(before) or (not chunk.isdigit() and _NO.search(before)))


def _coded(out: Tokens, start: int) -> bool:
    """Whether a number hangs on a word by a dash or slash, as in CVE-2005, COVID-19 or an address."""
    if len(out.starts) < 2 or out.ends[-1] != start or out.ends[-2] != out.starts[-1]:
        return False
    link, word = out.classes[-1], out.classes[-2]
    return ("DASH" in link and "CAP" in word and out.word(-2).isupper()) or (
        "SLASH" in link and ("CAP" in word or "WORD" in word)
    )


def _suffixed(out: Tokens, text: str, start: int, end: int, digits: str) -> int:
    """A number with letters glued to it: ordinal, decade, or the word after it."""
    n = int(digits[:9])
    ordinal = _ORDINAL.match(text, end)
    if ordinal and len(digits) <= 2 and n:
        out.push(start, ordinal.end(), {"ORD": n, "NTH": n} if n <= 31 else {"NTH": n})
        return ordinal.end()
    decade = _DECADE.match(text, end)
    if decade and len(digits) in (2, 4) and n % 10 == 0:
        out.push(start, decade.end(), {"DECADE": n, "CENTURYDECADE": n} if n >= 1000 else {"DECADE": n})
        return decade.end()
    if text[end] == "'":
        out.push(start, end, number_classes(digits))
        return end
    out.push(start, end, _glued(digits))
    return end


def _glued(digits: str) -> dict[str, Value]:
    """The classes of a number that touches a word: `Dec31`, `14april`, `3mo`, `2018Q4`, but also `6km`."""
    known = number_classes(digits) if digits.isdigit() and len(digits) <= 4 else {}
    return {f"GLUED_{c}": known[c] for c in ("DAY", "YEAR", "COUNT", "YY") if c in known} or OTHER


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


def common_codes(lexicon: Lexicon) -> dict[str, int]:
    """The characters that most texts have, each with a weight: other words, marks, stop words."""
    small = registry.stop_words().intersection(lexicon.words)
    rest = ("OTHER", "CAP", "WORD", "BREAK", *_MARKS.values())
    return {lexicon.code(lexicon.words[word]): 10 for word in small} | {
        lexicon.code((cls,)): 100 for cls in rest
    }

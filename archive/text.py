"""One normalisation for documents and queries, with the way back to the original offsets."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from bisect import bisect_right
from collections.abc import Sequence
from typing import Final

from archive.dataclass import dataclass
from archive.records import PageStart

# One character for one character, so offsets stay: quotes, apostrophes, hyphens, spaces.
_SAME_LENGTH: Final = {
    "\u2019": "'", "\u2018": "'", "\u02bc": "'", "\u00b4": "'", "\u2032": "'", "\u201b": "'", "`": "'",
    "\u201c": '"', "\u201d": '"', "\u201e": '"', "\u201f": '"',
    "\u2010": "-", "\u2011": "-", "\u2012": "-", "\u00ad": "-",
    "\u00a0": " ", "\u202f": " ", "\u2009": " ", "\u2007": " ", "\u2008": " ", "\u2002": " ",
    "\u2003": " ", "\u2005": " ", "\u200b": " ", "\u2060": " ", "\ufeff": " ", "\t": " ",
}  # fmt: skip
_OTHER: Final = re.compile(f"[{''.join(map(re.escape, _SAME_LENGTH))}]")

_WORD = re.compile(r"[^\W_]+(?:['\u2019][^\W_]+)*")


def plain(text: str) -> str:
    """`text` with typographic quotes, hyphens and spaces made plain; every offset stays true."""
    # An expression, for str.translate() looks up every character of a text that has one accent.
    return _OTHER.sub(lambda found: _SAME_LENGTH[found[0]], text)


_SHORT: Final = 40  # characters
_REMEMBERED: Final = 20_000  # some 3 MB


class _Folded(dict[str, str]):
    """Words and other short texts as `fold` makes them: most are asked for many times, and as they stand."""

    _room = _REMEMBERED

    def __missing__(self, text: str) -> str:
        folded = text.lower() if text.isascii() and "`" not in text and "\t" not in text else _folded(text)
        if not text[_SHORT:]:
            self._room = self._room - 1 or _REMEMBERED
            if self._room == _REMEMBERED:
                self.clear()
            self[text] = folded
        return folded


def fold(text: str) -> str:
    """`text` for comparison: plain, without accents or case, œ as oe, ß as ss; offsets are lost."""
    return _FOLDED[text]


def _folded(text: str) -> str:
    text = plain(text).casefold().replace("œ", "oe").replace("æ", "ae")
    if text.isascii():
        return text
    text = unicodedata.normalize("NFKD", text)
    for mark in filter(unicodedata.combining, set(text)):
        text = text.replace(mark, "")
    return text


_FOLDED: Final = _Folded()


_ACRONYM: Final = 4  # letters that an acronym may have


def in_capitals(text: str) -> bool:
    """Whether a text has no small letter, and a word too long for an acronym."""
    return text.isupper() and any(len(word) > _ACRONYM for word in re.findall(r"[^\W\d_]+", text))


def quietened(text: str) -> str:
    """`text` as the sentence encoder knows it: what is all in capitals in small letters."""
    return text.lower() if in_capitals(text) else text


def in_one_line(names: Sequence[str]) -> str:
    """Several people as one line; names that are turned round ("Lenoir, Odile") are set apart by ";"."""
    return ("; " if any("," in name for name in names) else ", ").join(dict.fromkeys(names))


def words(text: str) -> list[str]:
    """The words of `text`, as written, an inner apostrophe kept."""
    return _WORD.findall(text)


def fingerprint(text: str) -> str:
    """The same for texts that differ in nothing but case, accents, punctuation and white space."""
    return hashlib.sha256(" ".join(words(fold(text))).encode()).hexdigest()[:32]


def page_at(pages: Sequence[PageStart], offset: int) -> int | None:
    """The page on which the character at `offset` of a text stands; None where the text has no pages."""
    i = bisect_right(pages, offset, key=lambda one: one.start)
    return pages[max(i - 1, 0)].number if pages else None


def on_page(number: int | None) -> str:
    """How a page is cited behind what it is a page of: ", p. 3"; nothing where there are none."""
    return f", p. {number}" if number else ""


def shortens(short: str, word: str) -> bool:
    """Whether three letters or more stand in this order in a word three times as long, from its first on.

    So "gvo" of "gettingthevoiceout", words written together; both folded.
    """
    rest = iter(word)
    return (
        len(short) > 2
        and len(word) >= 3 * len(short)
        and word[0] == short[0]
        and all(letter in rest for letter in short)
    )


_RAGGED = re.compile(r"[;?!:|\\<>{}=_*\n…]| [-–—/] |\w- \w|[a-zà-ÿ]{3}\d$|[)\]]\S|^\W*\d+[.)] ")


def is_ragged(name: str) -> bool:
    """Whether a name has signs of a line's, a list's or a sentence's end, a note's number or half a quote."""
    half = name.count('"') % 2 or any(name.count(a) != name.count(b) for a, b in ("«»", "“”", "()"))
    return bool(half) or _RAGGED.search(name) is not None


def is_ugly(name: str, *, body: bool) -> bool:
    """Whether another spelling is the better main name: this is ragged, shouted, small or turned.

    One word in capitals may be the acronym of a body, but no acronym of a person or a place.
    """
    shouted = name.isupper() and (" " in name or (not body and len(name) > 3))
    return is_ragged(name) or shouted or name[:1].islower() or ", " in name


@dataclass(frozen=True, slots=True)
class Mapped:
    """A rewritten text and, for each of its characters and its end, the offset in the original."""

    text: str
    offsets: tuple[int, ...] | None  # None: the two have the same offsets

    def original(self, start: int, end: int) -> tuple[int, int]:
        """The span of the original that `start`..`end` of the rewritten text came from."""
        if self.offsets is None:
            return start, end
        if end <= start:
            return self.offsets[start], self.offsets[start]
        return self.offsets[start], self.offsets[end]


def compose(text: str) -> Mapped:
    """`text` in NFC and plain, with the way back to its offsets."""
    if text.isascii() or unicodedata.is_normalized("NFC", text):
        return Mapped(plain(text), None)
    out: list[str] = []
    offsets: list[int] = []
    start = 0
    for i in range(1, len(text) + 1):
        # A cluster is a base character with the combining marks that follow it.
        if i < len(text) and unicodedata.combining(text[i]):
            continue
        piece = unicodedata.normalize("NFC", text[start:i])
        out.append(piece)
        offsets.extend([start] * len(piece))
        start = i
    offsets.append(len(text))
    return Mapped(plain("".join(out)), tuple(offsets))

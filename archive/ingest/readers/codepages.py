"""The code pages of western files told apart by the words and the typography that they make.

`ú` in a word of small letters makes sense, `‚` between two letters does not, nor `½` before one. Windows and
the Mac, DOS (850 and 437) and Latin-9 differ in where they keep the same letters. A file of one page can be
sound in another only by chance, and most files are cp1252: another page must win clearly.
"""

from __future__ import annotations

from typing import Final

# Where two make the same of a file, the first one counts.
PAGES: Final = ("cp1252", "iso8859-15", "mac_roman", "cp850", "cp437")
# How far another page must be ahead of cp1252, in all: one character that it alone makes sense of.
_CLEARLY: Final = 1.0
_MOST: Final = 20_000  # high characters looked at

# Letters of French, and of names in both languages.
_COMMON: Final = frozenset("éèêàâçùûôîïëœ")
_LETTERS: Final = frozenset("éèêëàâäåçùûüúôöóòîïíìÿœæñáãõøß")
# No French word has these in its first or last place; `ì` and `ò` it has nowhere. `à` and `ù` see `_small`.
_NOT_FIRST: Final = frozenset("ëïûüÿ")
_NOT_LAST: Final = frozenset("îôöâê")
_NOWHERE: Final = frozenset("ìò")
_CAPITALS: Final = frozenset("ÉÈÊËÀÂÄÇÙÛÜÔÖÎÏŒÆÑÁÅ")
_RARE_CAPITALS: Final = frozenset("ÌÍÒÓÚÃÕØŸÝ")
_SOFT: Final = frozenset("aouAOU")  # before these alone stands a `ç`
_SLAVIC: Final = frozenset("ŠšŽž")
_OPENING: Final = frozenset("“«‹‘")
_CLOSING: Final = frozenset("”»›")
_FRACTIONS: Final = frozenset("½¼¾")
_RAISED: Final = frozenset("²³¹")
_BEFORE_AMOUNTS: Final = frozenset("€£")


def best_western(data: bytes) -> tuple[str, float]:
    """The code page in which `data` makes the most sense, and how much: 1 down to -2 a high character."""
    count = min(_MOST, sum(byte > 0x7F for byte in data))
    if not count:
        return PAGES[0], 1.0
    all_told = {name: sense(data.decode(name, errors="replace")) for name in PAGES}
    best = max(PAGES, key=lambda name: all_told[name])  # the first of equals
    if all_told[best] < all_told[PAGES[0]] + _CLEARLY:
        best = PAGES[0]
    return best, all_told[best] / count


def sense(text: str) -> float:
    """How much sense the first high characters of `text` make, in all: 1 down to -2 each."""
    total, count = 0.0, 0
    padded = f"  {text}  "
    for i, c in enumerate(padded):
        if c > "\x7f":
            total += _of(c, padded[i - 2 : i], padded[i + 1 : i + 3])
            count += 1
            if count >= _MOST:
                break
    return total


def _of(c: str, before: str, after: str) -> float:
    """What a character says between its neighbours, two on each side: 1 for sense, below 0 for nonsense."""
    if c in _LETTERS:
        return _small(c, before, after)
    if c in _CAPITALS or c in _RARE_CAPITALS:
        return _capital(c, before, after)
    if c in _SLAVIC:
        return -2.0 if c.isupper() and before[1].islower() else -0.5
    if c in _OPENING or c in _CLOSING or c == "’":
        return _quote(c, before[1], after[0])
    if c in "–—…•·\xa0\xad":
        return _between(c, before[1], after[0])
    return _figure(c, before, after)


def _small(c: str, before: str, after: str) -> float:
    last, following = before[1], after[0]
    beside = _ascii_letter(last) or _ascii_letter(following)
    if following.isupper() or (last.isupper() and before[0].isupper()):
        return -1.0  # a small letter among capitals
    if c == "à" or c == "ù":  # à, là, déjà, deçà; où
        whole = not following.isalpha() and (
            last in "oO" if c == "ù" else not last.isalpha() or last in "lLjç"
        )
        return 1.0 if whole else -1.0
    if not beside and not (last.isalpha() and _ascii_letter(before[0])):
        return -0.5
    first, ends = not last.isalpha(), not following.isalpha()
    if (
        c in _NOWHERE
        or (first and (c in _NOT_FIRST or (c == "ê" and following != "t")))
        or (ends and (c in _NOT_LAST or (c == "ÿ" and last != "a")))
        or (c == "ç" and following.isascii() and following not in _SOFT)
    ):
        return -1.0
    return 1.0 if c in _COMMON else 0.3


def _capital(c: str, before: str, after: str) -> float:
    last, following = before[1], after[0]
    inside = last.isupper() and (following.islower() or before[0].islower())
    if last.islower() or inside or (c == "Ç" and following.isalpha() and following not in _SOFT):
        return -2.0
    if following.isalpha() or last.isupper():
        if not _ascii_letter(last) and not _ascii_letter(following):
            return -1.0
        return 1.0 if c in _CAPITALS else 0.0
    return 1.0 if c == "À" else 0.3 if following == "." else -1.0


def _quote(c: str, last: str, following: str) -> float:
    """Quotes open after a space and close after what they hold; an apostrophe stands in or at a word."""
    inner = last.isalnum() and following.isalnum()
    if c == "’":
        return 1.0 if last.isalnum() or following.isalnum() or not (last + following).isspace() else 0.0
    if inner:
        return -1.0
    if c in _OPENING:
        return 1.0 if not last.isalnum() else -0.5
    return 1.0 if not following.isalnum() else -0.5


def _between(c: str, last: str, following: str) -> float:
    """Dashes, points and spaces."""
    inner = last.isalpha() and following.isalpha()
    if c == "\xad":
        return 0.5 if inner else -1.0
    if c == "•":
        return -1.0 if last.isalnum() else 1.0
    if c == "·":  # étudiant·e·s
        return 0.7 if inner and not following.isupper() else 0.3
    if c == "\xa0":
        return 0.5 if inner else 1.0
    if not inner:
        # A dash has a space on both sides or on neither.
        uneven = c in "–—" and last.isalpha() and following.isspace()
        return 0.3 if uneven else 1.0
    if c == "–":
        return 0.7 if following.isupper() else 0.0
    return 0.5


def _figure(c: str, before: str, after: str) -> float:
    """Signs of money, of measure and of number, beside the figures that they belong to."""
    last, following = before[1], after[0]
    figures = any(d.isdigit() for d in (last, following)) or (
        (last.isspace() and before[0].isdigit()) or (following.isspace() and after[1].isdigit())
    )
    if c in _BEFORE_AMOUNTS:
        spoken_of = not last.isalnum() and not following.isalnum()
        return 1.0 if figures else 0.5 if spoken_of else -1.0
    if c in _FRACTIONS:
        return 1.0 if not following.isalnum() and not last.isalpha() else -2.0
    if c in _RAISED:
        return -2.0 if following.isalpha() or not last.isalnum() else 0.7
    if c in "°º":
        return 1.0 if last.isdigit() or last in "nN" or (last.isspace() and figures) else -1.0
    if c in "™®":
        return 0.5 if not following.isalnum() else -1.0
    if c in "§©‰ª±×":
        return 0.5 if figures or (c in "§©" and not last.isalnum()) else -1.0
    if c == "´":  # typed for an apostrophe
        return 0.0
    return -2.0


def _ascii_letter(c: str) -> bool:
    return c.isascii() and c.isalpha()

"""The code pages of western files told apart by the words that they make.

`ú` in a word of small letters makes sense, `‚` between two letters does not, nor `½` before one. Windows and
the Mac, DOS (850 and 437) and Latin-9 differ in where they keep the same letters.
"""

from __future__ import annotations

from typing import Final

# Where two make the same of a file, the first one counts.
PAGES: Final = ("cp1252", "iso8859-15", "mac_roman", "cp850", "cp437")
_COMMON: Final = frozenset("éèêàâçùûôîïëœ")
_LETTERS: Final = frozenset("éèêëàâäåçùûüúôöóòîïíìÿœæñáãõøß")
_CAPITALS: Final = frozenset(c.upper() for c in _LETTERS if len(c.upper()) == 1)
_MARKS: Final = frozenset("“”«»–—…•€§©®™·\xa0")
_NUMBERS: Final = frozenset("½¼¾²³°ºª£±×")
_MOST: Final = 20_000  # high characters looked at


def best_western(data: bytes) -> tuple[str, float]:
    """The code page in which `data` makes the most sense, and how much: 1 down to -2 a high character."""
    best, most = PAGES[0], -2.0
    for name in PAGES:
        sense = _sense(data.decode(name, errors="replace"))
        if sense > most + 0.001:
            best, most = name, sense
    return best, most


def _sense(text: str) -> float:
    total, count = 0.0, 0
    padded = f" {text} "
    for i, c in enumerate(padded):
        if c > "\x7f":
            total += _of(c, padded[i - 1], padded[i + 1])
            count += 1
            if count >= _MOST:
                break
    return total / count if count else 1.0


def _of(c: str, before: str, after: str) -> float:
    """What a character says between its neighbours: 1 for sense, below 0 for nonsense."""
    inner = before.isalpha() and after.isalpha()
    if c in _LETTERS:
        beside = (before.isascii() and before.isalpha()) or (after.isascii() and after.isalpha())
        if before.isupper() and after.isupper():
            return -1.0
        if not beside:
            return 1.0 if c == "à" else -0.5
        return 1.0 if c in _COMMON else 0.3
    if c in _CAPITALS:
        return -2.0 if before.islower() else 0.7 if after.isalpha() or before.isupper() else 0.3
    if c in "’‘":
        return 1.0 if inner and c == "’" else 0.5
    if c in _MARKS:
        return -1.0 if inner and c != "…" else 0.5
    if c in _NUMBERS:
        return (
            -2.0 if after.isalpha() and not before.isdigit() else 0.3 if before in "0123456789nN " else -1.0
        )
    return -2.0

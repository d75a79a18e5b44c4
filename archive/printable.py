"""Text from anywhere made fit to print: nothing in it moves a terminal, hides, or runs in a spreadsheet."""

from __future__ import annotations

import re
from functools import cache
from typing import Final

# Format characters that stay: the joiners and places to break a line that words of some scripts are written
# with, and signs that are seen. None of them moves or turns what stands beside it.
STAY: Final = frozenset(
    "\u00ad\u200b\u200c\u200d\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u0890\u0891\u08e2"
    "\U000110bd\U000110cd"
)
# Written out, for to ask for the category of every character takes longer than a search: controls (Cc),
# format characters (Cf) but those above, line and paragraph separators (Zl, Zp), halves of pairs (Cs).
_UNSEEN: Final = (
    r"\x00-\x1f\x7f-\x9f\u061c\u180e\u200e\u200f\u2028-\u202e\u2060-\u2064\u2066-\u206f\ud800-\udfff"
    r"\ufeff\ufff9-\ufffb\U00013430-\U0001343f\U0001bca0-\U0001bca3\U0001d173-\U0001d17a"
    r"\U000e0001\U000e0020-\U000e007f"
)
# JSON writes C0 as escapes by itself; the halves of pairs can be written in no encoding.
_HALVES: Final = re.compile(r"[\ud800-\udfff]")
# What no document of XML 1.0 may hold (its production 2, Char).
_NOT_IN_XML: Final = "[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]"
# As `html.escape` has them, which comes with a table of thousands of names. The first one first.
_IN_HTML: Final = (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ('"', "&quot;"), ("'", "&#x27;"))
_SHORT: Final = {"\n": r"\n", "\r": r"\r", "\t": r"\t"}

# What makes spreadsheets take a cell for a formula (OWASP, "CSV injection"), the wide forms of East Asian
# keyboards too; blanks before it are passed over, as some programs do.
_FORMULA: Final = re.compile(r"[\t\r]|\s*[=+\-@\uff1d\uff0b\uff0d\uff20]")


@cache
def _unseen(kept: str = "") -> re.Pattern[str]:
    """What is not seen, but for the characters `kept`. Compiled at its first use: it takes milliseconds."""
    return re.compile(f"(?![{kept}])[{_UNSEEN}]" if kept else f"[{_UNSEEN}]")


def counted(number: int, one: str, many: str = "") -> str:
    """A number with its noun: `1 source`, `2,000 sources`; `many` where the plural is not `one` and an s."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def printable(text: str) -> str:
    """`text` as one line: controls, line ends, marks that turn or hide text, as escapes (`\\x1b`, `\\u202e`).

    A byte of a path that is no UTF-8 stands as `\\xe9`.
    """
    return text if text.isprintable() else _unseen().sub(_escape, text)


def printable_body(text: str) -> str:
    """`text` with its lines and tabs, all else as in `printable`; the line end CR LF is a line end."""
    # A method of strings, a hundred times as fast: what it lets through holds nothing of what is looked for.
    return text if text.isprintable() else _unseen("\n\t").sub(_escape, text.replace("\r\n", "\n"))


def printable_json(written: str, *, terminal: bool = False) -> str:
    """JSON with the halves of surrogate pairs as `\\ud800`; for a `terminal` all that it would not show.

    It is the same JSON: such characters stand in its strings alone.
    """
    return (_unseen("\n") if terminal else _HALVES).sub(_json_escape, written)


def printable_html(text: str) -> str:
    """`text` as in `printable_body`, to stand in a page of HTML: no markup in it is obeyed."""
    body = printable_body(text)
    for sign, name in _IN_HTML:
        if sign in body:
            body = body.replace(sign, name)
    return body


def for_xml(text: str) -> str:
    """`text` without the characters that XML cannot hold, not even as references."""
    return re.sub(_NOT_IN_XML, "", text)


def guarded(cell: str) -> str:
    """A cell of CSV with `'` before it where a spreadsheet would take it for a formula."""
    return f"'{cell}" if _FORMULA.match(cell) else cell


def unguarded(cell: str) -> str:
    """What `guarded` was given."""
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell, 1) else cell


def _escape(found: re.Match[str]) -> str:
    letter = found[0]
    number = ord(letter)
    if 0xDC80 <= number <= 0xDCFF:  # a byte that was no UTF-8, as Python keeps it
        return f"\\x{number - 0xDC00:02x}"
    if number < 0x100:
        return _SHORT.get(letter) or f"\\x{number:02x}"
    return f"\\u{number:04x}" if number < 0x10000 else f"\\U{number:08x}"


def _json_escape(found: re.Match[str]) -> str:
    number = ord(found[0])
    if number < 0x10000:
        return f"\\u{number:04x}"
    number -= 0x10000
    return f"\\u{0xD800 + (number >> 10):04x}\\u{0xDC00 + (number & 0x3FF):04x}"

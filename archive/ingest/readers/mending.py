"""Texts broken before they came: UTF-8 read as cp1252 (`Ã©`), entities written twice (`&amp;eacute;`).

They are mended where that is sure: the signs of it stand within words, again and again, or make a text that
has no sense otherwise. What is mended is said with the encoding.
"""

from __future__ import annotations

import html
import re
from typing import Final

MENDED: Final = ", mended"  # behind the name of an encoding

# The first and the second character of two-byte UTF-8 that was read as cp1252 or Latin-1: é is Ã©, ’ is â€™.
_TWICE = re.compile(r"[ÃÂÅÄ][\x80-\xbf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]|â(?:€|\x80)[\x80-\xbf™œž“”˜¦¢\x9d]?|ï»¿")
_ENTITY = re.compile(
    r"&(?:amp;)?((?:[aeioucnyAEIOUCNY](?:acute|grave|circ|uml|cedil|tilde|ring)|(?:oe|ae|OE|AE|sz)lig|"
    r"[lr][sd]quo|[lr]aquo|[nm]dash|hellip|nbsp|euro|#(?:8[0-2]\d\d|2[0-5]\d|1[6-9]\d|3[39]));)"
)
_IN_MARKUP = re.compile(_ENTITY.pattern.replace("(?:amp;)?", "amp;"))
_LEAST = 2  # signs that something was broken; one may be spoken of


def mended(text: str, *, markup: bool = False) -> str | None:
    """`text` as it was before it was broken; None where it is whole, or it is not sure what it was."""
    out = text
    if len(_TWICE.findall(text)) >= _LEAST:
        out = _undone(text)
    entities = _IN_MARKUP if markup else _ENTITY
    if "&" in out and sum(_within(out, one) for one in entities.finditer(out)) >= _LEAST:
        replacement = r"&\1" if markup else _said
        out = entities.sub(replacement, out)
    return out if out != text else None


def _undone(text: str) -> str:
    """`text` with UTF-8 that was read as something else read as UTF-8, line by line."""
    import ftfy  # seldom needed

    lines = text.split("\n")
    config = ftfy.TextFixerConfig(
        unescape_html=False, remove_terminal_escapes=False, fix_latin_ligatures=False,
        fix_character_width=False, uncurl_quotes=False, fix_line_breaks=False, fix_surrogates=False,
        remove_control_chars=False,
        normalization=None, restore_byte_a0=True, replace_lossy_sequences=True, decode_inconsistent_utf8=True,
    )  # fmt: skip
    fixed = [ftfy.fix_text(line, config) if _TWICE.search(line) else line for line in lines]
    return "\n".join(fixed)


def _said(found: re.Match[str]) -> str:
    return html.unescape(f"&{found[1]}")


def _within(text: str, found: re.Match[str]) -> bool:
    """Whether an entity stands in or at a word, not by itself as one that is spoken of."""
    before, after = text[found.start() - 1 : found.start()], text[found.end() : found.end() + 1]
    return before.isalpha() or after.isalpha()

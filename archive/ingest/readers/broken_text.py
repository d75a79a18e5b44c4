"""Texts broken before they came: UTF-8 read as cp1252 (`Ã©`), entities written twice (`&amp;eacute;`).

They are repaired where that is sure: the signs of it stand within words, again and again, or make a text that
has no sense otherwise. The name of the encoding says that a text was repaired.
"""

from __future__ import annotations

import html
import re
from typing import Final

from archive.patterns import regex

REPAIRED: Final = ", repaired"  # behind the name of an encoding; older catalogs have ", mended"

# The first and the second character of two-byte UTF-8 that was read as cp1252 or Latin-1: é is Ã©, ’ is â€™.
# After a capital that ends a word (`IRMÃ»`) a closing quote, a dash or a fixed space is just that.
_SIGN = "[»›”’“‘«‹…–—°\xa0]"
_SMALL = "[a-zß-öø-ÿœ]"
_LETTER = r"[^\W\d_]"
_BYTES = "\x80-\xbf€‚ƒ„†‡ˆ‰Š‹ŒŽ•˜™š›œžŸ"
# Its first character alone is looked for in all of a text, which is ten times as fast as each form is.
_TWICE = regex(
    rf"[ÃÂÅÄâï](?:"
    rf"(?<=[ÃÂÅÄ])(?:(?!{_SIGN})[{_BYTES}]|{_SIGN}(?={_LETTER})|(?<={_SMALL}[ÃÂÅÄ]){_SIGN})|"
    rf"(?<!{_LETTER}[ÃÂ])(?:(?<=Â){_SIGN}|(?<=Ã)\xa0)|"
    r"(?<=â)(?:€|\x80)[\x80-\xbf™œž“”˜¦¢\x9d]?|(?<=ï)»¿)"
)
# What is left of `à` where a program took its fixed space for a plain one.
_LONE = regex(r"[ÃÂ](?!\w)")
_ENTITY = regex(
    r"&(?:amp;)?((?:[aeioucnyAEIOUCNY](?:acute|grave|circ|uml|cedil|tilde|ring)|(?:oe|ae|OE|AE|sz)lig|"
    r"[lr][sd]quo|[lr]aquo|[nm]dash|hellip|nbsp|euro|#(?:8[0-2]\d\d|2[0-5]\d|1[6-9]\d|3[39]));)"
)
_IN_MARKUP = regex(_ENTITY.pattern.replace("(?:amp;)?", "amp;"))
_LEAST = 2  # signs that something was broken; one may be spoken of
# Where a line has sound letters too, it speaks of broken ones (`on lit Ã© au lieu de é`), unless it has these
# so many times: then a person typed on in a broken text.
_FAR_MORE = 3


def repaired(text: str, *, markup: bool = False) -> str | None:
    """`text` as it was before it was broken; None where it is whole, or it is not sure what it was."""
    out = text
    if len(_TWICE.findall(text)) >= _LEAST:
        out = _undone(text)
    entities = _IN_MARKUP if markup else _ENTITY
    if "&" in out and sum(_within(out, one) for one in entities.finditer(out)) >= _LEAST:
        replacement = r"&\1" if markup else _meant
        lines = out.split("\n")
        out = "\n".join(
            entities.sub(replacement, line) if _is_escaped(line, entities) else line for line in lines
        )
    return out if out != text else None


def _is_broken(line: str) -> bool:
    """Whether UTF-8 was read as something else in a line; not where it is sound and only speaks of that."""
    rest, broken = _TWICE.subn("", line)
    sound = sum(1 for c in _LONE.sub("", rest) if c > "\x7f" and c.isalpha())
    return broken > 0 and broken >= sound * _FAR_MORE


def _is_escaped(line: str, entities: re.Pattern[str]) -> bool:
    """Whether a line has entities for its letters; not where it has the same sound (`caf&eacute;, café`).

    Some programs escape a few letters only, so other sound ones say nothing.
    """
    meant = [_meant(one) for one in entities.finditer(line)]
    rest = entities.sub("", line)
    sound = sum(rest.count(letter) for letter in set(meant) if letter.isalpha())
    return bool(meant) and len(meant) >= sound * _FAR_MORE


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
    fixed = [ftfy.fix_text(line, config) if _is_broken(line) else line for line in lines]
    return "\n".join(fixed)


def _meant(found: re.Match[str]) -> str:
    return html.unescape(f"&{found[1]}")


def _within(text: str, found: re.Match[str]) -> bool:
    """Whether an entity stands in or at a word, not by itself as one that is spoken of."""
    before, after = text[found.start() - 1 : found.start()], text[found.end() : found.end() + 1]
    return before.isalpha() or after.isalpha()

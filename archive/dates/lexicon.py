"""Words to classes, and patterns over classes.

A language gives its words in classes (MONTH, WEEKDAY, OF …) with a value where there is one, and
its rules as patterns over them. Every token of a text becomes one character that stands for the set
of classes it belongs to, so a rule is an ordinary regular expression over that short string and
its groups are token positions:

    w:WEEKDAY? COMMA? m:MONTH d:DAY (COMMA? y:YEAR)?

Upper case names a class, lower case a word of the language itself, `d:` names a group; everything
else is `re` syntax without blanks.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import field

from archive.dataclass import dataclass

_ATOM = re.compile(
    r"(?P<open>[a-z]\w*):\("
    r"|(?:(?P<group>[a-z]\w*):)?(?:(?P<cls>[A-Z][A-Z0-9_]*)|(?P<word>[^\W\d_][^\W_]*'?))"
)

# Private use: no character of a text is ever mistaken for a code.
_FIRST_CODE = 0xE000


Value = int | tuple[int, ...] | None


class _Codes(dict[frozenset[str], str]):
    """A character for each set of classes, given when it is first asked for."""

    def __missing__(self, classes: frozenset[str]) -> str:
        self[classes] = code = chr(_FIRST_CODE + len(self))
        return code


@dataclass(slots=True)
class Lexicon:
    """The words of one language; `codes` grows with every new set of classes.

    `words` holds, for a lower-case word, its classes and their values (None where the class says
    it all); `cased` the words that mean something else when written just so. A word that a pattern
    names is in a class of its own, written `=word`.
    """

    words: dict[str, dict[str, Value]] = field(default_factory=dict)
    cased: dict[str, dict[str, Value]] = field(default_factory=dict)
    codes: dict[frozenset[str], str] = field(default_factory=_Codes)
    remembered: dict[str, dict[str, Value]] = field(default_factory=dict)  # by the tokenizer

    def of(self, written: str, word: str) -> dict[str, Value] | None:
        """The classes of a word, or of all that is written of it; None for one that is in none."""
        return self.cased.get(written) or self.words.get(word.lower())

    def add(self, cls: str, words: Iterable[str] | Mapping[str, int]) -> None:
        """Puts words in a class, with their values if `words` is a mapping."""
        for word in words:
            value = words[word] if isinstance(words, Mapping) else None
            self.words.setdefault(word, {})[cls] = value

    def code(self, classes: Iterable[str]) -> str:
        """The character of a set of classes."""
        return self.codes[frozenset(classes)]

    def expand(self, cls: str) -> str:
        """The characters of a class, as a `re` set; a class that nothing is in matches nothing."""
        chars = "".join([c for key, c in self.codes.items() if cls in key])
        return f"[{chars}]" if chars else r"(?!)"


def listed(text: str) -> list[str]:
    """The words of a text."""
    return text.split()


def literals(patterns: Iterable[str]) -> set[str]:
    """The words that patterns name."""
    return {m["word"] for p in patterns for m in _ATOM.finditer(p) if m["word"]}


def expression(pattern: str, expand: Callable[[str], str]) -> str:
    """The regular expression of a pattern; `expand` gives the characters of a class (`Lexicon.expand`).

    A group that stands in several alternatives gets an underscore more each time.
    """

    used: dict[str, int] = {}

    def group(name: str, body: str) -> str:
        used[name] = used.get(name, 0) + 1
        return f"(?P<{name}{'_' * (used[name] - 1)}>{body}"

    def atom(m: re.Match[str]) -> str:
        if m["open"]:
            return group(m["open"], "")
        body = expand(m["cls"] or f"={m['word']}")
        return group(m["group"], body) + ")" if m["group"] else body

    return re.sub(r"\s+", "", _ATOM.sub(atom, pattern))

"""What spaCy works out of each word that it meets: no more than the ner component looks at."""

from __future__ import annotations

import re
from functools import partial
from operator import itemgetter
from typing import Any

from spacy.attrs import IDS, IS_SPACE
from spacy.lang import lex_attrs
from spacy.util import add_lookups

_LONG = 100  # letters, from which on a word's shape is "LONG"
_REMEMBERED = 10_000  # shapes; a language has some hundreds
_RUN = re.compile(r"(.)\1{4,}", re.DOTALL)


def lessen(vocab: Any, ner: Any) -> None:
    """Has `vocab` work out of a word what `ner`, a component, looks at, and not the 18 signs beside it.

    What a token is, such as a number or an address, cannot be asked of its texts any more.
    """
    nodes = ner.model.walk()
    wanted = {IDS[name] for node in nodes for name in node.attrs.get("columns", ()) if name in IDS}
    given = vocab.lex_attr_getters
    vocab.lex_attr_getters = {key: _quick(given[key]) for key in given if key in wanted | {IS_SPACE}}


def _quick(getter: Any) -> Any:
    """What works out of a word the same as a function of spaCy's, without a call in Python where it can."""
    if isinstance(getter, partial) and getter.func is _UNLESS:
        other, tables = _quick(getter.args[0]), getter.args[1]
        if isinstance(other, partial) and other.func is _UNLESS:  # one look into all their tables
            other, tables = other.args[0], (*tables, *other.args[1])
        return partial(_UNLESS, other, tables)
    return _QUICK.get(getter, getter)


_UNLESS = add_lookups(str.lower).func  # type: ignore[attr-defined]  # the norm of a word that a table has, else what a function makes of it


class _Letters(dict[int, str]):
    """Each letter as a shape has it: X and x for letters, d for figures, else itself."""

    def __missing__(self, code: int) -> str:
        letter = chr(code)
        if letter.isalpha():
            letter = "X" if letter.isupper() else "x"
        elif letter.isdigit():
            letter = "d"
        self[code] = letter
        return letter


class _Shapes(dict[str, str]):
    """Words written with X, x and d, as shapes: runs cut to four."""

    def __missing__(self, written: str) -> str:
        if len(self) >= _REMEMBERED:
            self.clear()
        self[written] = _RUN.sub(r"\1\1\1\1", written)
        return self[written]


_LETTERS = _Letters()
_SHAPES = _Shapes()


def shape(text: str) -> str:
    """spaCy's `word_shape`, without a look at each letter: "Xxxxx" of Quimperlé, runs cut to four."""
    return "LONG" if text[_LONG - 1 :] else _SHAPES[text.translate(_LETTERS)]


_QUICK = {
    lex_attrs.lower: str.lower,
    lex_attrs.prefix: itemgetter(0),
    lex_attrs.suffix: itemgetter(slice(-3, None)),
    lex_attrs.is_space: str.isspace,
    lex_attrs.word_shape: shape,
}

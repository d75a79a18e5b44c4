"""What spaCy works out of each word that it meets: no more than the ner component looks at."""

from __future__ import annotations

import re
from typing import Any

from spacy.attrs import IDS, IS_SPACE, LANG, SHAPE
from spacy.lang.lex_attrs import word_shape

_LONG = 100  # letters, from which on a word's shape is "LONG"
_RUN = re.compile(r"(.)\1{4,}", re.DOTALL)


def lessen(vocab: Any, ner: Any) -> None:
    """Has `vocab` work out of a word what `ner`, a component, looks at, and not the 17 signs beside it.

    What a token is, such as a number or an address, cannot be asked of its texts any more.
    """
    nodes = ner.model.walk()
    wanted = {IDS[name] for node in nodes for name in node.attrs.get("columns", ()) if name in IDS}
    given = vocab.lex_attr_getters
    kept = {key: given[key] for key in given if key in wanted | {IS_SPACE, LANG}}
    if kept.get(SHAPE) is word_shape:
        kept[SHAPE] = shape
    vocab.lex_attr_getters = kept


class _Shapes(dict[int, str]):
    """Each letter as a shape has it: X and x for letters, d for figures, else itself."""

    def __missing__(self, code: int) -> str:
        letter = chr(code)
        if letter.isalpha():
            letter = "X" if letter.isupper() else "x"
        elif letter.isdigit():
            letter = "d"
        self[code] = letter
        return letter


_SHAPES = _Shapes()


def shape(text: str) -> str:
    """spaCy's `word_shape`, without a look at each letter: "Xxxxx" of Dunkerque, runs cut to four."""
    return "LONG" if len(text) >= _LONG else _RUN.sub(r"\1\1\1\1", text.translate(_SHAPES))

"""What is counted of whole arrays and texts at once, against the plain way: word by word."""

from __future__ import annotations

import sys
import unicodedata

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.ingest import language, language_model
from archive.ingest.language_model import WORD
from archive.ingest.posts import evidence
from archive.ingest.posts.units import Unit
from archive.records import Block, Role
from archive.text import fold, plain

_WORDS = st.lists(st.text("abcdeéèçßŒ’'", min_size=1, max_size=9), min_size=1, max_size=12)


@settings(max_examples=40)
@given(
    st.lists(st.text("abcdefghilmnorstuvéèç", min_size=1, max_size=12), min_size=1, max_size=8, unique=True)
)
def test_the_letters_of_words_at_once_are_as_probable_as_those_of_each(words: list[str]) -> None:
    model = language_model.model("Latin")
    assert model is not None
    patterns = model._patterns
    table, none = patterns._table, patterns._none
    expected = []
    for word in words:
        padded = f" {word} "
        rows = []
        for i in range(1, len(padded)):
            grams = [padded[i], padded[i - 1 : i + 1], padded[i - 2 : i + 1] if i > 1 else ""]
            one, two, three = (table[patterns._rows.get(gram, none)] for gram in grams)
            row = one + two + three
            if i == 1:
                row = row + two * (language_model._AFTER_TWO / language_model._AFTER_ONE)
            rows.append(row)
        rows[-1] = rows[-1] + language_model._ALONE * language_model._END
        expected.append(np.prod([row + language_model._NEVER for row in rows], axis=0))
    assert np.allclose(patterns.probabilities(words), expected, rtol=1e-12, atol=0)


@given(st.text(max_size=30) | _WORDS.map(" ".join))
def test_words_are_made_small_together_as_each_by_itself(text: str) -> None:
    words = WORD.findall(text)
    assert not words or " ".join(words).lower().split(" ") == [word.lower() for word in words]


def test_a_capital_without_a_small_letter_stands_where_it_is_looked_for() -> None:
    capitals = (char for char in map(chr, range(sys.maxunicode + 1)) if char.isupper())
    assert min(char for char in capitals if char.lower() == char) == language._NO_SMALL


@given(st.lists(st.text("abcdefgh ", max_size=30), min_size=2, max_size=8), st.data())
def test_the_words_beside_a_place_are_those_of_its_neighbours(texts: list[str], data: st.DataObject) -> None:
    units = [Unit(Block(0, 1, Role.PARAGRAPH), text, 2, 3, language.Guess("fr", 1.0)) for text in texts]
    measure = evidence._Measure(units, [1])
    held = measure.content
    i = data.draw(st.integers(0, len(units) - 1))
    assert measure._side(i, 1) == [word for own in held[i:] for word in own][: evidence._WINDOW]
    before = [word for own in held[i::-1] for word in reversed(own)]
    assert measure._side(i, -1) == before[: evidence._WINDOW]
    first: dict[str, int] = {}
    for n, own in enumerate(held):
        for word in own:
            first.setdefault(word, n)
    assert measure.first_at == first


@given(st.text(max_size=30))
def test_a_text_is_folded_alike_whether_it_is_ascii_or_not(text: str) -> None:
    expected = unicodedata.normalize("NFKD", plain(text).casefold().replace("œ", "oe").replace("æ", "ae"))
    if not expected.isascii():
        expected = "".join(char for char in expected if not unicodedata.combining(char))
    assert fold(text) == expected

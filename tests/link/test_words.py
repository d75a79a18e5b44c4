"""What two languages write alike."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive import text as texts
from archive.link import words
from archive.link.words import TextTokens, fold, profile


@pytest.mark.parametrize(
    ("english", "french"),
    [
        ("1,250 people", "1 250 personnes"),
        ("3.5 million", "3,5 millions"),
        ("on 8 February 2017", "le 8 février 2017"),
        ("the third call", "le troisième appel"),
        ("two buses", "deux cars"),
        ("on Thursday", "ce jeudi"),
        ("file K-219b", "dossier K-219b"),
    ],
)
def test_numbers_and_dates_of_both_languages_are_the_same(english: str, french: str) -> None:
    one, two = profile(english).tokens(), profile(french).tokens()
    assert one.numbers
    assert one.numbers == two.numbers


@pytest.mark.parametrize(
    ("english", "french"),
    [("solidarity", "solidarité"), ("demonstration", "démonstration"), ("police", "police")],
)
def test_cognates_share_their_beginning(english: str, french: str) -> None:
    assert profile(english).tokens().cognates == profile(french).tokens().cognates


def test_names_are_words_with_a_capital_inside_a_sentence() -> None:
    assert (
        profile("Today Jeanne Aubry spoke in Lens.").tokens().names
        == profile("Hier Jeanne Aubry parlait à Lens.").tokens().names
    )
    assert not profile("Today nobody spoke.").tokens().names


@given(st.text())
def test_tokens_survive_packing(text: str) -> None:
    tokens = profile(text).tokens()
    assert TextTokens.unpack(tokens.pack()) == tokens


@given(st.text())
def test_vectors_have_length_one_or_none(text: str) -> None:
    norm = float(np.linalg.norm(profile(text).vector(64)))
    assert norm == pytest.approx(1.0, abs=1e-5) or norm == 0.0


@given(st.text(alphabet=st.characters(codec="utf-8", exclude_categories=("M", "Cs"))))
def test_folding_by_table_is_folding_word_by_word(text: str) -> None:
    assert texts.words(fold(text)) == texts.words("".join(texts.fold(c) for c in text))


def _parts_plainly(word: str) -> tuple[tuple[int, int], ...]:
    """As `_parts`, part by part."""
    found = []
    for part in words._JOINT.split(word):
        if part in words._closed():
            found.append(words._coded(words._closed()[part]))
        elif any(map(str.isdigit, part)):
            found += [] if part.isdigit() else [words._coded(part)]
        elif len(part) >= 4:
            found.append((words._hash(part[:5]), words._COGNATE if len(part) >= 5 else words._SHORT))
    return tuple(found)


@given(st.text("abéœ'-.12/²", max_size=9) | st.sampled_from([*words._closed(), "mars", "marches", "été"]))
def test_the_parts_of_a_word_are_the_same_however_it_is_taken_apart(word: str) -> None:
    assert words._parts(word) == _parts_plainly(word)

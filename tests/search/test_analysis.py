"""From text to forms and stems, in both languages."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.lang.registry import stop_words
from archive.search.analysis import content, forms, stem

CASES = [
    ("L'État", ["etat"]),
    ("l’État d’aujourd’hui", ["etat", "aujourdhui"]),
    ("qu'elle jusqu’au", ["elle", "au"]),
    ("Saint-Étienne", ["saint", "etienne"]),
    ("St- Etienne", ["saint", "etienne"]),
    ("Saint Etienne", ["saint", "etienne"]),
    ("Ste-Marthe", ["sainte", "marthe"]),
    ("cœur coeur", ["coeur", "coeur"]),
    ("the government's", ["the", "government"]),
    ("don't", ["dont"]),
    ("O'Hara", ["ohara"]),
    ("C.R.S. et U.K.", ["crs", "et", "uk"]),
    ("1,700 and 3,5 and 3.1", ["1700", "and", "3.5", "and", "3.1"]),
    ("sans-papiers", ["sans", "papiers"]),
    ("snake_case", ["snake", "case"]),
    ("Auberge\xa0des\xa0Voyageurs", ["auberge", "des", "voyageurs"]),
    ("", []),
]


@pytest.mark.parametrize(("text", "expected"), CASES, ids=[t or "nothing" for t, _ in CASES])
def test_forms(text: str, expected: list[str]) -> None:
    assert forms(text) == expected
    assert forms(unicodedata.normalize("NFD", text)) == expected


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("fr", ["delit", "delits"]),
        ("fr", ["frontiere", "frontieres"]),
        ("fr", ["manifestation", "manifestations", "manifestants"]),
        ("fr", ["bloque", "bloquee", "bloques", "bloquees", "bloquer"]),
        ("fr", ["armee", "armees"]),
        ("en", ["border", "borders"]),
        ("en", ["refugee", "refugees"]),
    ],
)
def test_one_stem(lang: str, words: list[str]) -> None:
    assert len({stem(word, lang) for word in words}) == 1


@pytest.mark.parametrize(("word", "other"), [("mai", "mais"), ("foi", "fois"), ("entree", "entre")])
def test_words_that_only_look_like_forms_of_another(word: str, other: str) -> None:
    assert stem(word, "fr") != stem(other, "fr")


@pytest.mark.parametrize(("word", "lang"), [("les", "fr"), ("2015", "fr"), ("strassen", "de"), ("r2", "en")])
def test_left_as_it_is(word: str, lang: str) -> None:
    assert stem(word, lang) == word


def test_stop_words_count_only_alone() -> None:
    assert content(["le", "droit", "de", "rester"]) == ["droit", "rester"]
    assert content(["to", "be", "or", "not"]) == ["to", "be", "or", "not"]
    assert all(forms(word) == [word] for word in stop_words() - {"st"})


@given(st.text(max_size=80))
def test_a_form_is_its_own_form(text: str) -> None:
    for form in forms(text):
        assert form
        if form.isascii():
            assert forms(form) == [form]

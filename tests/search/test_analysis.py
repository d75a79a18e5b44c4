"""From text to forms and stems, in both languages."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.lang.registry import stop_words
from archive.search.analysis import WORD, as_one, content, forms, stem, tokens
from archive.text import fold

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
    ("l’U.N.E.F. et la F.S.U.", ["unef", "et", "la", "fsu"]),
    ("d'S.O.S.", ["sos"]),
    ("L512-3 L. 512-3 L.512-3", ["l", "512", "3"] * 3),
    ("G20 r2 5th", ["g", "20", "r2", "5th"]),
    ("sans-papiers", ["sans", "papiers"]),
    ("snake_case", ["snake", "case"]),
    ("Auberge\xa0des\xa0Voyageurs", ["auberge", "des", "voyageurs"]),
    ("", []),
]


@pytest.mark.parametrize(("text", "expected"), CASES, ids=[t or "nothing" for t, _ in CASES])
def test_forms(text: str, expected: list[str]) -> None:
    assert forms(text) == expected
    assert forms(unicodedata.normalize("NFD", text)) == expected


COMPOUNDS = [
    ("a pre-trial hearing", {"pretrial": 1}),
    ("l'anti-fascisme d’hier", {"antifascisme": 0}),
    ("Le porte‑monnaie, l’arc-en-ciel", {"portemonnaie": 1, "arcenciel": 3}),
    ("est-il là, celles-ci, vient-elle", {"cellesci": 3}),
    ("2 340 tracts, 12\u202f000 pages", {"2340": 0, "12000": 3}),
    ("en 2016 300 tracts, 06 11 22 33", {}),
    ("O’Keeffe et O'Dea, l’amie, l'Église", {"keeffe": 0, "dea": 2}),
    ("25,000-strong, U.S.-led", {}),
    ("snake_case-like -option re-", {}),
]


@pytest.mark.parametrize(("text", "expected"), COMPOUNDS, ids=[t for t, _ in COMPOUNDS])
def test_compounds_have_one_more_form(text: str, expected: dict[str, int]) -> None:
    words, joined = tokens(text)
    assert words == WORD.findall(text)
    assert {form: place for place, form in joined} == expected


@pytest.mark.parametrize(
    ("word", "form"),
    [("e-mail", "email"), ("1 918", "1918"), ("O'Dea", "dea"), ("email", None), ("a b", None)],
)
def test_a_word_of_a_query_that_is_a_compound(word: str, form: str | None) -> None:
    assert as_one(word) == form


@given(st.text(alphabet="abé1920-‐'’ .,_\n\u202fO", max_size=60))
def test_the_words_of_a_text_are_the_same_with_its_compounds(text: str) -> None:
    words, joined = tokens(text)
    assert words == WORD.findall(text)
    assert all(0 <= place < len(words) and form for place, form in joined)


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
    assert content(["vote", "against", "the", "wall"]) == ["vote", "wall"]
    assert content(["marche", "contre", "le", "froid"]) == ["marche", "froid"]
    assert content(["contre"]) == ["contre"]
    assert content(["to", "be", "or", "not"]) == ["to", "be", "or", "not"]
    assert all(forms(word) == [word] for word in stop_words() - {"st"})


@given(st.text(max_size=80))
def test_a_form_is_its_own_form(text: str) -> None:
    for form in forms(text):
        assert form
        if form.isascii():
            assert forms(form) == [form]


@given(st.text("aBc1.,'l", max_size=12))
def test_a_word_of_plain_letters_is_folded_as_any_other(text: str) -> None:
    for word in WORD.findall(text):
        assert word.lower() == fold(fold(word))

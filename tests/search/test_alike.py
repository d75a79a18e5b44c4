"""What says the same as a word: translations from the lexicon, numbers in their other spellings."""

from __future__ import annotations

import pytest

from archive.lang.registry import stop_words
from archive.search import analysis
from archive.search.alike import LEXICON, TERMS, TRANSLATED, TranslationLexicon, instead, numbers, others
from training.terms import table


@pytest.mark.parametrize(
    ("form", "lang", "expected"),
    [
        ("snow", "fr", "neige"),
        ("neige", "en", "snow"),
        ("letter", "fr", "lettre"),
        ("prefet", "en", "prefect"),
        ("pluie", "en", "rain"),
        ("bateau", "en", "boat"),
        ("hospital", "fr", "hopital"),
    ],
)
def test_a_word_has_its_translation_in_the_other_language(form: str, lang: str, expected: str) -> None:
    found = {other.form: other for other in others(form)}
    assert found[expected].lang == lang
    assert 0 < found[expected].worth <= TRANSLATED


@pytest.mark.parametrize(
    ("query", "word", "expected"),
    [
        ("délit", "delit", {"offence"}),
        ("délits", "delits", {"offence"}),
        ("offences", "offences", {"delit", "infraction"}),
        ("the leaflets", "leaflets", {"tract"}),
        ("la mairie", "mairie", {"town hall"}),
        ("le maire", "maire", {"mayor"}),
        ("an asylum seeker", "seeker", {"demandeur d'asile"}),
        ("gardes à vue", "vue", {"police custody"}),
        ("occupy the town hall", "town", {"ville", "mairie"}),
        ("occupy the town hall", "hall", {"mairie"}),
    ],
)
def test_terms_of_one_word_or_more_have_theirs(query: str, word: str, expected: set[str]) -> None:
    found = instead(analysis.forms(query))
    wanted = {" ".join(analysis.forms(term)) for term in expected}
    assert wanted <= {other.form for other in found[word]}
    assert not stop_words() & set(found)


def test_a_word_told_by_hand_is_told_by_nothing_else() -> None:
    assert {other.form for other in others("mairie")} == {"town hall", "city hall"}


def test_the_table_of_terms_is_as_its_source_makes_it() -> None:
    lines = [line.split("\t") for line in TERMS.read_text(encoding="utf-8").splitlines()]
    assert {(lang, key): forms.split(";") for lang, key, forms in lines} == table()


def test_what_is_no_word_has_none() -> None:
    assert others("zzxqy") == ()
    assert others("") == ()
    assert others("z") == ()
    assert others("\U0010ffff") == ()
    assert others("❾") == others("²") == ()  # digits to str.isdigit, no numbers to int


def test_every_translation_is_in_the_lexicon_too() -> None:
    lexicon = TranslationLexicon(LEXICON)
    for form, lang in (("mayor", "en"), ("maire", "fr")):
        (word, worth), *_ = lexicon.translations(form, lang)
        assert 0 < worth <= 1
        assert form in {back for back, _ in lexicon.translations(word, "en" if lang == "fr" else "fr")}


@pytest.mark.parametrize(
    ("form", "alike"),
    [
        ("5th", {"fifth", "cinquieme", "5e"}),
        ("5e", {"fifth", "cinquieme", "5th"}),
        ("cinquieme", {"fifth", "5th", "5e"}),
        ("first", {"premier", "premiere", "1st", "1e"}),
        ("five", {"cinq", "5"}),
        ("12", {"twelve", "douze", "twelfth", "douzieme", "12th", "12e"}),
        ("21", {"21st", "21e"}),
        ("r3", {"third", "troisieme", "3rd", "3e"}),
        ("2015", set()),
        ("route", set()),
    ],
)
def test_a_number_in_its_other_spellings(form: str, alike: set[str]) -> None:
    found = numbers(form)
    assert {other.form for other in found} == alike
    assert all(other.lang is None and not other.else_only for other in found)


def test_a_version_falls_back_on_its_parts_only_where_it_is_not_named() -> None:
    found = numbers("4.1r2")
    assert {other.form for other in found} == {"4.1", "second", "deuxieme", "seconde", "2nd", "2e"}
    assert all(other.else_only for other in found)

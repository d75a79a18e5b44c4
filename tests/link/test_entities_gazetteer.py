"""Which place a name is of, in either language."""

from __future__ import annotations

import pytest

from archive.link.entities.names import gazetteer, key_of

ONE_PLACE = [
    ("Douvres", "Dover"),
    ("Londres", "London"),
    ("Royaume-Uni", "United Kingdom"),
    ("R.-U.", "UK"),
    ("Grande-Bretagne", "Great Britain"),
    ("Grande-Bretagne", "Britain"),
    ("Le Caire", "Cairo"),
    ("Gand", "Ghent"),
    ("Mexico", "Mexico City"),
    ("Mexique", "Mexico"),
    ("Vienne", "Vienna"),
    ("La Valette", "Valletta"),
    ("la Manche", "English Channel"),
    ("Bretagne", "Brittany"),
    ("République tchèque", "Czech Republic"),
    ("République du Sénégal", "Senegal"),
    ("République démocratique du Congo", "DRC"),
    ("îles Marshall", "Marshall Islands"),
    ("ville de Calais", "Calais"),
    ("Saint-Domingue", "Santo Domingo"),
    ("N’Djamena", "Ndjamena"),
    ("Birmanie", "Burma"),
    ("Myanmar (Birmanie)", "Myanmar (Burma)"),
    ("Géorgie", "Georgia"),
]
TWO_PLACES = [
    ("Royaume-Uni", "Great Britain"),
    ("Angleterre", "United Kingdom"),
    ("République du Congo", "Democratic Republic of the Congo"),
    ("Corée du Nord", "South Korea"),
    ("Guyana", "French Guiana"),
    ("Dominique", "Dominican Republic"),
    ("Valence", "Valencia"),
    ("Niger", "Nigeria"),
]


def place(name: str, lang: str) -> str | None:
    return gazetteer().place(key_of(name, lang), lang)


@pytest.mark.parametrize(("french", "english"), ONE_PLACE)
def test_one_place(french: str, english: str) -> None:
    assert place(french, "fr") is not None
    assert place(french, "fr") == place(english, "en")


@pytest.mark.parametrize(("french", "english"), TWO_PLACES)
def test_two_places(french: str, english: str) -> None:
    assert place(french, "fr") is not None
    assert place(english, "en") is not None
    assert place(french, "fr") != place(english, "en")


def test_unknown_names_have_no_place() -> None:
    assert place("Trifouillis-les-Vases", "fr") is None
    assert place("", "en") is None


def test_a_name_of_two_places_in_two_languages() -> None:
    assert gazetteer().differs(key_of("Mexico"))
    assert not gazetteer().differs(key_of("Calais"))


def test_own_names_and_short_forms() -> None:
    assert gazetteer().own(key_of("Saint-Étienne"))
    assert not gazetteer().own(key_of("Boulogne"))

"""What is left of a mention without its dress, and which names differ by a slip."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.link.entities.acronyms import introduces, resembles
from archive.link.entities.likeness import slips
from archive.link.entities.names import generic_stripped, is_acronym, skeleton, surname, undress
from archive.records import MentionType

PERSON, PLACE, ORG = MentionType.PERSON, MentionType.PLACE, MentionType.ORG

DRESSED = [
    # text, type, language, key, shown
    ("Cédric Tessier", PERSON, "fr", "cedric tessier", "Cédric Tessier"),
    ("CÉDRIC  TESSIER", PERSON, "fr", "cedric tessier", "CÉDRIC TESSIER"),
    ("Anne-Lise Ferrand", PERSON, "fr", "anne lise ferrand", "Anne-Lise Ferrand"),
    ("Anne\u2011Lise\u00a0Ferrand", PERSON, "fr", "anne lise ferrand", "Anne-Lise Ferrand"),
    ("Mme Odile Carpentier", PERSON, "fr", "odile carpentier", "Odile Carpentier"),
    ("M. Carpentier", PERSON, "fr", "carpentier", "Carpentier"),
    ("M. Carpenter", PERSON, "en", "m carpenter", "M. Carpenter"),
    ("Dr Alice Thornby", PERSON, "en", "alice thornby", "Alice Thornby"),
    ("Minister Thornby", PERSON, "en", "thornby", "Thornby"),
    ("Prime Minister Alice Thornby", PERSON, "en", "alice thornby", "Alice Thornby"),
    ("maire de Calais Odile Carpentier", PERSON, "fr", "odile carpentier", "Odile Carpentier"),
    ("l'avocate Odile Carpentier", PERSON, "fr", "odile carpentier", "Odile Carpentier"),
    ("la ministre", PERSON, "fr", "ministre", "ministre"),
    ("Alice Thornby's", PERSON, "en", "alice thornby", "Alice Thornby"),
    ("Thornby’s", PERSON, "en", "thornby", "Thornby"),
    ("Thomas De Wael", PERSON, "fr", "thomas de wael", "Thomas De Wael"),
    ("la France", PLACE, "fr", "france", "France"),
    ("La Rochelle", PLACE, "fr", "la rochelle", "La Rochelle"),
    ("St. Omer", PLACE, "en", "saint omer", "St. Omer"),
    ("Saint-Omer", PLACE, "fr", "saint omer", "Saint-Omer"),
    ("l’Auberge du Détroit", ORG, "fr", "auberge detroit", "Auberge du Détroit"),
    ("L'Auberge du Détroit", ORG, "fr", "auberge detroit", "L'Auberge du Détroit"),
    ("The Tide Fund", ORG, "en", "tide fund", "The Tide Fund"),
    ("Tide Fund, The", ORG, "en", "tide fund", "Tide Fund, The"),
    ("U.N.", ORG, "en", "un", "U.N."),
    ("Habitat & Lien", ORG, "fr", "habitat lien", "Habitat & Lien"),
    ("Habitat et Lien", ORG, "fr", "habitat lien", "Habitat et Lien"),
    ("« Marée »", ORG, "fr", "maree", "Marée"),
]


@pytest.mark.parametrize(("text", "kind", "lang", "key", "shown"), DRESSED)
def test_undress(text: str, kind: MentionType, lang: str, key: str, shown: str) -> None:
    name = undress(text, kind, lang)
    assert (name.key, name.display) == (key, shown)


def test_an_acronym_in_the_mention_is_kept_apart() -> None:
    name = undress("Collectif des Deux Baies (CDB)", ORG, "fr")
    assert (name.key, name.short, name.display) == ("collectif deux baies", "CDB", "Collectif des Deux Baies")


def test_a_genitive_is_remembered() -> None:
    assert undress("St. John's", PLACE, "en").genitive == "St. John's"
    assert undress("Paris", PLACE, "fr").genitive == ""


@given(st.text(max_size=60), st.sampled_from([PERSON, PLACE, ORG]), st.sampled_from(["fr", "en", "de"]))
def test_undress_takes_any_text(text: str, kind: MentionType, lang: str) -> None:
    name = undress(text, kind, lang)
    assert name.key == " ".join(name.tokens)
    assert undress(text.upper(), kind, lang).key == undress(text.upper().lower().upper(), kind, lang).key


@pytest.mark.parametrize(
    ("text", "expected"),
    [("ONU", True), ("U.N.", True), ("CNRS", True), ("Unicef", False), ("Lille", False), ("AuRA", True)],
)
def test_is_acronym(text: str, expected: bool) -> None:
    assert is_acronym(text) is expected


@pytest.mark.parametrize(
    ("long", "short", "expected"),
    [
        ("Ligue des droits de l'homme", "LDH", True),
        ("Institut national de la statistique et des études économiques", "INSEE", True),
        ("Union of Harbour Workers", "UHW", True),
        ("the Society for Tidal Studies", "STS", True),
        ("Mairie de Lille", "PS", False),
        ("Union of Harbour Workers", "TUC", False),
        ("Office for Tides", "", False),
    ],
)
def test_introduces(long: str, short: str, expected: bool) -> None:
    assert introduces(long, short) is expected


def test_an_acronym_may_come_from_a_fuller_name() -> None:
    assert resembles("Postes des Marais", "SPM")
    assert not resembles("Mairie de Lille", "PS")
    assert resembles("openthedoornow", "ODN")
    assert not resembles("Harbour", "HRB")


@pytest.mark.parametrize(
    ("tokens", "rest"),
    [
        (("association", "habitat", "lien"), ("habitat", "lien")),
        (("tide", "fund", "network"), ("tide", "fund")),
        (("association",), ("association",)),
    ],
)
def test_generic_stripped(tokens: tuple[str, ...], rest: tuple[str, ...]) -> None:
    assert generic_stripped(tokens) == rest


def test_surname_takes_its_particles_along() -> None:
    assert surname(("thomas", "de", "wael")) == ("de", "wael")
    assert surname(("anna", "berg")) == ("berg",)


def test_skeleton_keeps_what_tells_names_apart() -> None:
    assert skeleton("thierry") == skeleton("thiery")
    assert skeleton("mohammed") == skeleton("mohamed")
    assert skeleton("michel") != skeleton("michele")
    assert skeleton("dupont") != skeleton("dupond")


SLIPS = [
    ("anna carpentier", "anna carpantier", True),
    ("anna carpentier", "anna carpneiter", False),  # two swaps
    ("anna carpentier", "anna carpnetier", True),
    ("anna dupont", "anna dupond", False),
    ("anna laurent", "anna laurens", False),
    ("anna berg", "anna burg", False),  # too short to tell
    ("section 12 nord", "section 13 nord", False),
    ("anna martin", "paul martin", False),
]


@pytest.mark.parametrize(("one", "other", "expected"), SLIPS)
def test_slips(one: str, other: str, expected: bool) -> None:
    names = {("PERSON", n): tuple(n.split()) for n in (one, other)}
    assert bool(list(slips(names))) is expected


def test_a_word_of_many_names_is_no_slip_of_another() -> None:
    keys = [
        f"{word} {place}" for word in ("ministre", "ministere") for place in ("sante", "culture", "travail")
    ]
    assert not list(slips({("ORG", k): tuple(k.split()) for k in keys}))


@pytest.mark.parametrize(
    ("names", "slipped", "found"),
    [(1, 1, True), (2, 2, True), (3, 3, False), (4, 3, False), (3, 2, True), (9, 2, True), (9, 1, True)],
)
def test_a_spelling_of_three_names_is_a_word(names: int, slipped: int, found: bool) -> None:
    """What one or two write otherwise than many do is a slip, whatever the many are."""
    given = [f"given{letter}" for letter in "abcdefghi"]
    keys = [f"{one} carpentier" for one in given[:names]] + [f"{one} carpantier" for one in given[:slipped]]
    pairs = list(slips({("PERSON", k): tuple(k.split()) for k in keys}))
    assert len(pairs) == (slipped if found else 0)

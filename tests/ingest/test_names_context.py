"""Names that the words around them introduce, without a model."""

from __future__ import annotations

import pytest

from archive.evidence import Evidence
from archive.ingest.names.context import (
    acronyms,
    buildings,
    courts,
    enumerated,
    french_centres,
    french_towns,
    groups,
    listed,
    states,
    streets,
    tailed_groups,
)
from archive.ingest.names.spans import FoundName
from archive.records import MentionType

PERSON, PLACE, ORG = MentionType.PERSON, MentionType.PLACE, MentionType.ORG


def said(text: str, part: str, kind: MentionType) -> FoundName:
    start = text.index(part)
    return FoundName(start, start + len(part), kind, Evidence.of("model", "test"))


@pytest.mark.parametrize(
    ("lang", "text", "wanted"),
    [
        ("fr", "réunion place de la Liberté à midi", ["place de la Liberté"]),
        (
            "fr",
            "rue Jean Bellier, puis boulevard des Tilleuls",
            ["rue Jean Bellier", "boulevard des Tilleuls"],
        ),
        ("fr", "la troisième place de Lille", []),
        ("fr", "on prend place demain", []),
        ("fr", "le Réseau Quai Vert et sa cuisine", []),
        ("fr", "au 7 place du Vieux Moulin aux Ânes", ["place du Vieux Moulin aux Ânes"]),
        ("en", "Meet at place du Vieux Moulin aux Ânes at 6", ["place du Vieux Moulin aux Ânes"]),
        ("en", "meet in Place Bellier at noon", ["Place Bellier"]),
        ("en", "A great Place To be", []),
    ],
)
def test_streets(lang: str, text: str, wanted: list[str]) -> None:
    assert [text[n.start : n.end] for n in streets(text, lang)] == wanted


@pytest.mark.parametrize(
    ("lang", "text", "wanted"),
    [
        ("en", "the Red Kettle network met", ["Red Kettle"]),
        ("en", "signed by the local Bread and Salt alliance", ["Bread and Salt"]),
        ("en", "from the charity Open Sluice and Ann Lee", ["Open Sluice"]),
        ("en", "with the NGO Loose Ends and Red Kettle", ["Loose Ends"]),
        ("en", "the Hong Kong movement; the Ann Lee coalition; the Monday Evening network", []),
        ("en", "the kettle network; a Red Kettle", []),
        ("fr", "le collectif Quai Libre a parlé", ["Quai Libre"]),
        ("fr", "l'association Terre et Sel, le réseau Les Mains Nues", ["Terre et Sel", "Les Mains Nues"]),
        ("fr", "le comité Vent Debout et Lise Gaudin", ["Vent Debout"]),
        ("fr", "une coordination Nord et Bretagne; le syndicat Quai", []),
        ("fr", "le mouvement Nouvelle-Zélande Libre; le réseau Hong Kong", ["Nouvelle-Zélande Libre"]),
    ],
)  # fmt: skip
def test_groups_beside_the_word_for_one(lang: str, text: str, wanted: list[str]) -> None:
    assert [text[n.start : n.end] for n in groups(text, lang)] == wanted


@pytest.mark.parametrize(
    ("lang", "text", "wanted"),
    [
        ("en", "The Long Shore Collective calls for a march", ["Long Shore Collective"]),
        ("en", "Members of Harmont City Council voted", ["Harmont City Council"]),
        ("en", "with the Network for Open Harbours", []),
        ("en", "The Collective met", []),
        ("en", "THE LONG SHORE COLLECTIVE", []),
        ("en", "the Harbour Lawyers have won", ["Harbour Lawyers"]),
        ("en", "The Carters' Union met", ["Carters' Union"]),
        ("en", "with the Drivers and Cleaners Union", ["Drivers and Cleaners Union"]),
        ("fr", "Le Glass Workers' Guild parle", ["Glass Workers' Guild"]),
        ("fr", "Avec l'Open Harbours Network", ["Open Harbours Network"]),
        ("fr", "La Commission et l'Union. Une Alliance est née : Nouvelle Union", []),
    ],
)  # fmt: skip
def test_groups_named_by_their_last_word(lang: str, text: str, wanted: list[str]) -> None:
    assert [text[n.start : n.end] for n in tailed_groups(text, lang)] == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("the administrative court of Lille has ruled", ["administrative court of Lille"]),
        ("before the high court in Harmont", ["high court in Harmont"]),
        ("a court of law; the county court", []),
        ("opens before the Foix criminal court", ["Foix criminal court"]),
    ],
)
def test_courts_named_by_their_town(text: str, wanted: list[str]) -> None:
    assert [text[n.start : n.end] for n in courts(text)] == wanted


@pytest.mark.parametrize(
    ("text", "sure", "wanted"),
    [
        (
            "Red Lantern, Bread for All, Harbour 56, LASC and Quai Vert met.",
            ["Red Lantern", "Bread for All", "LASC"],
            ["Red Lantern", "Bread for All", "Harbour 56", "LASC", "Quai Vert"],
        ),
        ("Red Lantern, Leeds, Harbour 56 and Quai Vert met.", ["Red Lantern"], []),
        (
            "Premiers signataires :\n- Quai Vert\n- l'Abri du Col\n- Harbour 56\n- LASC\n",
            ["Quai Vert"],
            ["Quai Vert", "Abri du Col", "Harbour 56", "LASC"],
        ),
        (
            "Signed by: Red Lantern, Leeds, Monday, LASC.",
            ["Red Lantern"],
            ["Red Lantern", "LASC"],
        ),
    ],
)
def test_groups_in_an_enumeration_of_groups(text: str, sure: list[str], wanted: list[str]) -> None:
    found = enumerated(text, [said(text, part, ORG) for part in sure])
    assert [text[n.start : n.end] for n in found] == wanted


def test_a_town_that_nearly_all_others_of_a_list_are() -> None:
    text = "Lille, Amiens, Harmont-Fols, Rouen, Nice"
    parts = text.split(", ")
    names = [said(text, part, ORG if "-" in part else PLACE) for part in parts]
    assert {n.type for n in listed(text, names)} == {PLACE}


def test_a_town_before_a_list_of_groups_stays_one() -> None:
    text = "In London, Red Lantern and Harbour Cooks call"
    names = [said(text, "London", PLACE), said(text, "Red Lantern", ORG), said(text, "Harbour Cooks", ORG)]
    assert listed(text, names) == names


def test_a_country_among_groups_stays_one() -> None:
    text = "FBI, UN, WHO, Norway"
    names = [said(text, part, ORG) for part in ("FBI", "UN", "WHO")] + [said(text, "Norway", PLACE)]
    assert listed(text, names) == names


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("The Jean Brémond Centre is far. Jean Brémond will open in May.", 2),
        ("The Jean Brémond Centre is far. Jean Brémond said so. Brémond, 60, lives near.", 0),
        ("The Stone Mill Centre is far. Stone Mill will open in May.", 0),
    ],
)
def test_a_centre_is_called_by_its_person_alone(text: str, wanted: int) -> None:
    centre = text[len("The ") : text.index(" is far")]
    assert len(list(buildings(text, [said(text, centre, ORG)]))) == wanted


@pytest.mark.parametrize(
    ("text", "long", "wanted"),
    [
        ("Réseau des Amis du Vallon (RAV). Le RAV parle.", "Réseau des Amis du Vallon", 2),
        ("Harbour Project (HP) and HP again", "Harbour Project", 2),
        ("Harbour Project (OECD) and OECD", "Harbour Project", 0),
        ("Write to openthedoornow (ODN). ODN will call.", "openthedoornow", 2),
        ("Write to openthedoornow (OWT). OWT will call.", "openthedoornow", 0),
        ("Harbour (HR) and HR", "Harbour", 0),
        ("Harbour (HAR) and HAR", "Harbour", 0),
    ],
)
def test_acronyms(text: str, long: str, wanted: int) -> None:
    assert len(list(acronyms(text, [said(text, long, ORG)]))) == wanted


def test_states() -> None:
    text = "in Harmont, OH, OK?"
    assert [text[n.start : n.end] for n in states(text, [said(text, "Harmont", PLACE)])] == ["OH"]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("write to the Centre pour Réfugiés de Bailleul.", ["Centre pour Réfugiés de Bailleul"]),
        ("the Foyer de Lannoy is full", ["Foyer de Lannoy"]),
        ("the Centre will open; a centre for all", []),
    ],
)
def test_french_houses_in_english_texts(text: str, wanted: list[str]) -> None:
    assert [text[n.start : n.end] for n in french_centres(text)] == wanted


@pytest.mark.parametrize(
    ("text", "name", "kind"),
    [
        ("We left Hazebrouck yesterday.", "Hazebrouck", MentionType.PLACE),
        ("Roubaix has no shelter.", "Roubaix", MentionType.PLACE),
        ("Namur: two arrests", "Namur", MentionType.PLACE),
        ("We left Bush yesterday.", "Bush", MentionType.PERSON),  # a town in Egypt
        ("We met Florence yesterday.", "Florence", MentionType.PERSON),
    ],
)
def test_french_towns_in_english_texts_are_no_people(text: str, name: str, kind: MentionType) -> None:
    (found,) = french_towns(text, [said(text, name, MentionType.PERSON)])
    assert found.type is kind


def test_a_surname_of_the_text_is_no_town() -> None:
    text = "Odile Hazebrouck spoke. Hazebrouck left."
    first = said(text, "Odile Hazebrouck", MentionType.PERSON)
    second = FoundName(24, 34, MentionType.PERSON, Evidence.of("model", "test"))
    assert [n.type for n in french_towns(text, [first, second])] == [MentionType.PERSON] * 2

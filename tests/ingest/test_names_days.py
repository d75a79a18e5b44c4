"""Names called after a day, and days that are no names."""

from __future__ import annotations

import pytest

from archive.evidence import Evidence
from archive.ingest.names.days import called_after, first_names, no_days
from archive.ingest.names.spans import FoundName
from archive.records import MentionType

ORG, PERSON, PLACE = MentionType.ORG, MentionType.PERSON, MentionType.PLACE


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("au 12, rue du 11-Novembre-1918, à Arras", [("rue du 11-Novembre-1918", PLACE)]),
        ("boulevard du 14-Juillet", [("boulevard du 14-Juillet", PLACE)]),
        (
            "place du 8 mai 1945 et Place du 1er Mai",
            [("place du 8 mai 1945", PLACE), ("Place du 1er Mai", PLACE)],
        ),
        ("le Comité du 9 Mars appelle", [("Comité du 9 Mars", ORG)]),
        ("M. Mardi et Mlle Jeudi Addane", [("Mardi", PERSON), ("Jeudi Addane", PERSON)]),
        ("as Mrs Friday said on Friday", [("Friday", PERSON)]),
        ("le Comité du 9 mars appelle", [("Comité du 9 mars", ORG)]),
        ("le collectif du 27 octobre", [("collectif du 27 octobre", ORG)]),
        # What meets or happens on a day is no group of that name.
        ("le comité du 9 mars, le mouvement du 3 mai, le Comité du 9 mars 2014", []),
        ("la mise en place du 3 mai, le procès du 14 juillet", []),
    ],
)
def test_streets_and_groups_are_called_after_days(text: str, wanted: list[tuple[str, MentionType]]) -> None:
    assert [(text[n.start : n.end], n.type) for n in called_after(text)] == wanted


@pytest.mark.parametrize(
    ("text", "surname", "wanted"),
    [
        ("August Marlow and others spoke.", "Marlow", "August Marlow"),
        ("We met June Ansley, and April Jarvis.", "Jarvis", "April Jarvis"),
        ("Une lettre signée par Avril Lenoir.", "Lenoir", "Avril Lenoir"),
        ("In August Marlow spoke.", "Marlow", "Marlow"),
        ("On 3 August Marlow spoke.", "Marlow", "Marlow"),
        ("En Mai Lenoir part.", "Lenoir", "Lenoir"),
    ],
)
def test_a_month_may_be_a_first_name(text: str, surname: str, wanted: str) -> None:
    start = text.index(surname)
    (name,) = first_names(
        text, [FoundName(start, start + len(surname), PERSON, Evidence.of("model", "test"))]
    )
    assert text[name.start : name.end] == wanted


@pytest.mark.parametrize(
    ("text", "name", "kept"),
    [
        ("Mer 12 Oct 2014 : assemblée", "Mer", False),
        ("Lun 3 Avr 2015, Lens", "Lun 3 Avr", False),
        ("Lun 3 Avr 2015, Lens", "Lens", True),
        ("Sam 8 Avr, la halle", "Sam", False),
        ("Fri, Oct 14th: vigil", "Fri", False),
        ("Sam, 8 ans, lit", "Sam", True),
        ("la Mer du Nord", "Mer", True),
        ("le Comité du 9 mars appelle", "Comité du 9 mars", True),
        ("compte rendu du Comité du 9 mars", "Comité du 9 mars", False),
        ("la séance du Conseil du 4 juin", "Conseil du 4 juin", False),
        ("minutes of the Committee of 9 March", "Committee of 9 March", False),
    ],
)
def test_a_piece_of_a_day_is_no_name(text: str, name: str, kept: bool) -> None:
    start = text.index(name)
    given = [FoundName(start, start + len(name), PLACE, Evidence.of("model", "test"))]
    assert no_days(text, given) == (given if kept else [])

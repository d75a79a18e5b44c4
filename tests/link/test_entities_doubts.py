"""Names that stay two types of thing, and what an entity is called in each language."""

from __future__ import annotations

from pathlib import Path

import pytest

from archive import forms
from archive.catalog import decisions
from archive.catalog import entities as kept
from archive.catalog.entities import doubts
from archive.link.entities import resolve
from tests.link.joined import made
from tests.link.made import NOW, Text


def two_kinds(groups: int, places: int) -> list[Text]:
    texts = [Text("fr", f"{i} le groupe, Vaucresme.", bodies=["Vaucresme"]) for i in range(groups)]
    return texts + [Text("en", f"{i} to Vaucresme.", places=["Vaucresme"]) for i in range(places)]


@pytest.mark.parametrize(
    ("groups", "places", "found"),
    [
        (3, 2, ["Vaucresme", "ORG", 3, "PLACE", 2]),
        (2, 3, ["Vaucresme", "PLACE", 3, "ORG", 2]),
        (3, 1, []),
        (3, 0, []),
    ],
)
def test_a_body_that_is_a_place_too_is_left_to_a_person(
    folder: Path, groups: int, places: int, found: list[object]
) -> None:
    with made(folder, *two_kinds(groups, places)) as catalog:
        listed = [forms.doubt(one) for one in doubts(catalog)]
        flat = [
            [one["name"], *(v for e in one["entities"] for v in (e["type"], e["mentions"]))] for one in listed
        ]
        assert flat == ([found] if found else [])


def test_what_a_person_joined_is_no_doubt(folder: Path) -> None:
    with made(folder, *two_kinds(3, 2)) as catalog:
        (doubt,) = doubts(catalog)
        decisions.merge(catalog, doubt.one, doubt.other, NOW)
        resolve(catalog, now=NOW)
        assert list(doubts(catalog)) == []
        assert [e.mentions for e in kept.listing(catalog)] == [5]


def test_a_surname_for_a_person_makes_no_doubt_of_the_person(folder: Path) -> None:
    texts = [
        Text("fr", "Odile Vaucresme. Vaucresme. Odile Vaucresme.", people=["Odile Vaucresme", "Vaucresme"])
    ] * 2
    with made(folder, *texts, *two_kinds(0, 2)) as catalog:
        assert list(doubts(catalog)) == []


def test_each_language_has_a_label(folder: Path) -> None:
    with made(
        folder,
        Text("fr", "Odile Carpentier. Carpentier, Carpentier.", people=["Odile Carpentier", "Carpentier"]),
        Text("en", "CARPENTIER, Odile. Carpentier. Mrs Odile Carpentier.",
             people=["CARPENTIER, Odile", "Carpentier", "Odile Carpentier"]),
        Text("fr", "ONU, ONU, Nations unies.", bodies=["ONU", "Nations unies"]),
        Text("en", "UN. United Nations.", bodies=["UN", "United Nations"]),
    ) as catalog:  # fmt: skip
        labels = [e.labels for e in kept.listing(catalog)]
    assert {"fr": "Odile Carpentier", "en": "Odile Carpentier"} in labels
    assert {"fr": "Nations unies", "en": "United Nations"} in labels


@pytest.mark.parametrize(
    ("french", "english", "labels"),
    [
        (["Ferrand, Odile"], ["Odile Ferrand"], {"fr": "Odile Ferrand", "en": "Odile Ferrand"}),
        (["Odile Ferrand"], ["ODILE FERRAND"], {"fr": "Odile Ferrand", "en": "Odile Ferrand"}),
        (["Odile Ferrand"], ["O. Ferrand"], {"fr": "Odile Ferrand", "en": "Odile Ferrand"}),
        (["O. Ferrand", "O. Ferrand", "Odile Ferrand"], [], {"fr": "Odile Ferrand"}),
        (["odile ferrand", "odile ferrand", "Odile Ferrand"], [], {"fr": "Odile Ferrand"}),
    ],
)
def test_a_person_has_the_whole_name_as_label_in_each_language(
    folder: Path, french: list[str], english: list[str], labels: dict[str, str]
) -> None:
    texts = [Text("fr", f"{i} {name} vint.", people=[name]) for i, name in enumerate(french)]
    texts += [Text("en", f"{i} {name} came.", people=[name]) for i, name in enumerate(english)]
    with made(folder, *texts) as catalog:
        (entity,) = kept.listing(catalog)
        assert entity.labels == labels


def test_a_place_is_not_called_in_capitals(folder: Path) -> None:
    texts = [Text("fr", f"{i} DOUVRES.", places=["DOUVRES"]) for i in range(3)]
    with made(folder, *texts, Text("fr", "Douvres.", places=["Douvres"])) as catalog:
        (entity,) = kept.listing(catalog)
        assert (entity.label, entity.labels) == ("Douvres", {"fr": "Douvres"})

"""One type for one name over an archive: what its mentions, their surroundings and its translation say."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from archive.catalog import mentions
from archive.link.settled_types import types
from archive.records import MentionType
from archive.text import fold
from tests.link.made import Text, archive, link

PERSON, PLACE, ORG = MentionType.PERSON, MentionType.PLACE, MentionType.ORG
FIELDS = {PERSON: "people", PLACE: "places", ORG: "bodies"}


def said(lang: str, text: str, name: str, kind: MentionType) -> Text:
    return Text(lang, text, people=[name] * (kind is PERSON), places=[name] * (kind is PLACE),
                bodies=[name] * (kind is ORG))  # fmt: skip


def plainly(name: str, kind: MentionType, count: int, lang: str = "fr") -> list[Text]:
    """Texts that say nothing of what a name is, but for how a model tagged it."""
    return [said(lang, f"Texte {i} {kind}. Puis {name} encore.", name, kind) for i in range(count)]


@pytest.mark.parametrize(
    ("name", "tags", "wanted"),
    [
        # A word that a town and a club, a person and a school may share needs nearly all the votes.
        ("Brévaux", {ORG: 16, PLACE: 4}, None),
        ("Brévaux", {ORG: 17, PLACE: 3}, ORG),
        ("Brévaux", {PLACE: 16, PERSON: 4}, None),
        ("Brévaux", {PLACE: 18, PERSON: 3}, PLACE),
        ("Ada Brévaux", {PERSON: 16, PLACE: 4}, None),
        ("Ada Brévaux", {PERSON: 17, PLACE: 3}, PERSON),
        # A word that is a group or a person needs less, a name of two words or an acronym a clear majority.
        ("Brévaux", {ORG: 7, PERSON: 3}, None),
        ("Brévaux", {ORG: 15, PERSON: 5}, ORG),
        ("Longue Marée", {ORG: 5, PERSON: 5}, None),
        ("Longue Marée", {ORG: 6, PERSON: 4}, ORG),
        ("Longue Marée", {ORG: 6, PLACE: 4}, ORG),
        ("BRVX", {ORG: 4, PERSON: 4}, ORG),  # its form speaks too
        ("LongShore", {ORG: 4, PLACE: 4}, ORG),
        # What lists know.
        ("Instagram", {PLACE: 1, ORG: 4}, ORG),
        ("Kirby", {PERSON: 2, ORG: 4}, None),  # a brand, and a surname
        ("Müller", {PERSON: 4, ORG: 1}, PERSON),
        ("Jenkins", {PERSON: 2, ORG: 1, PLACE: 1}, None),
        ("Médecins du monde", {PERSON: 4, ORG: 3}, ORG),
        ("Norvège", {ORG: 1, PLACE: 4}, PLACE),
        # Too little to go by; nothing to change.
        ("Longue Marée", {ORG: 2, PERSON: 1}, None),
        ("Brévaux", {ORG: 20}, None),
    ],
)
def test_votes(tmp_path: Path, name: str, tags: dict[MentionType, int], wanted: MentionType | None) -> None:
    texts = [text for kind, count in tags.items() for text in plainly(name, kind, count)]
    with archive(tmp_path, texts) as catalog:
        assert types(catalog).get(fold(name)) is wanted


@pytest.mark.parametrize(
    ("lang", "template", "name", "wanted"),
    [
        ("fr", "La co-fondatrice de {} a parlé.", "Vaucresme", ORG),
        ("fr", "Des militantes du {} campent.", "Vaucresme", ORG),
        ("fr", "le groupe {} écrit", "Vaucresme", ORG),
        ("fr", "au sein de {} on vote", "Vaucresme", ORG),
        ("fr", "L'appel de la Ligue à l’appel de {} hier", "Vaucresme", ORG),
        ("fr", "avec Mme {} hier", "Vaucresme", PERSON),
        ("en", "The spokesperson for {} spoke.", "Kellstone", ORG),
        ("en", "members of the {} camped", "Kellstone", ORG),
        ("en", "{}'s activists camped", "Kellstone", ORG),
        ("en", "the network {} wrote", "Kellstone", ORG),
        ("en", "{} (KLS) wrote", "Kellstone", ORG),
        ("en", "and Mrs {} wrote", "Kellstone", PERSON),
        ("en", "The group met. {} left.", "Kellstone", None),  # another sentence's word
    ],
)
def test_what_stands_around_a_name_votes(
    tmp_path: Path, lang: str, template: str, name: str, wanted: MentionType | None
) -> None:
    wrong = ORG if wanted is PERSON else PERSON
    texts = [said(lang, f"{i}: {template.format(name)}", name, wrong) for i in range(4)]
    texts += plainly(name, PERSON if wrong is ORG else ORG, 3, lang)
    with archive(tmp_path, texts) as catalog:
        assert types(catalog).get(fold(name)) is wanted


def told(count: int, times: int = 1) -> list[Text]:
    """Texts that each say in words, some times over, that Vaucresme is a group."""
    line = "Des membres de Vaucresme campent."
    return [said("fr", "\n".join([f"{i}"] + [line] * times), "Vaucresme", ORG) for i in range(count)]


@pytest.mark.parametrize(
    ("told_by", "plain_groups", "wanted"), [(2, 0, ORG), (3, 0, ORG), (1, 4, None), (0, 8, None)]
)
def test_several_texts_that_say_what_a_name_is_outweigh_tags(
    tmp_path: Path, told_by: int, plain_groups: int, wanted: MentionType | None
) -> None:
    texts = told(told_by) + plainly("Vaucresme", ORG, plain_groups)
    texts += plainly("Vaucresme", PERSON, 2) + plainly("Vaucresme", PLACE, 2)
    with archive(tmp_path, texts) as catalog:
        assert types(catalog).get("vaucresme") is wanted


@pytest.mark.parametrize(("people", "wanted"), [(2, ORG), (3, None)])
def test_a_text_that_says_what_a_name_is_has_six_votes(
    tmp_path: Path, people: int, wanted: MentionType | None
) -> None:
    with archive(tmp_path, told(1, times=5) + plainly("Vaucresme", PERSON, people)) as catalog:
        assert types(catalog).get("vaucresme") is wanted


def test_both_languages_vote(tmp_path: Path) -> None:
    texts = plainly("Long Tide", PERSON, 3, "fr") + plainly("Long Tide", ORG, 6, "en")
    with archive(tmp_path, texts) as catalog:
        assert types(catalog) == {"long tide": ORG}


def test_a_text_that_repeats_itself_is_not_many(tmp_path: Path) -> None:
    often = said("fr", "Puis Longue Marée. " * 30, "Longue Marée", PERSON)
    with archive(tmp_path, [often, *plainly("Longue Marée", ORG, 5)]) as catalog:
        assert types(catalog) == {"longue maree": ORG}


@pytest.mark.parametrize(
    ("name", "kind", "wanted"),
    [
        ("RSL Norvège", PERSON, ORG),
        ("RSL Pays-Bas", PLACE, ORG),
        ("RSL Lyon", PERSON, ORG),
        ("RSL Youth", PERSON, ORG),
        ("RSL Internationale", PLACE, ORG),
        ("RSL Carpentier", PERSON, None),  # no part of a group
        ("XYL Norvège", PERSON, None),  # no group
    ],
)
def test_sections_of_a_known_group(
    tmp_path: Path, name: str, kind: MentionType, wanted: MentionType | None
) -> None:
    with archive(tmp_path, [*plainly("RSL", ORG, 2), *plainly(name, kind, 1)]) as catalog:
        assert types(catalog).get(fold(name)) is wanted


PAIR: Sequence[tuple[str, str]] = [
    ("Lanterne Rouge a écrit.", "Red Lantern wrote."),
    ("Demain Lanterne Rouge vient.", "Tomorrow Red Lantern comes."),
]


@pytest.mark.parametrize(("slots", "wanted"), [(2, ORG), (1, None)])
def test_a_name_is_known_from_its_translation(tmp_path: Path, slots: int, wanted: MentionType | None) -> None:
    french = said("fr", "\n\n".join(fr for fr, _ in PAIR[:slots]), "Lanterne Rouge", PERSON)
    english = said("en", "\n\n".join(en for _, en in PAIR[:slots]), "Red Lantern", ORG)
    more = [said("en", f"{i}. members of Red Lantern met", "Red Lantern", ORG) for i in range(2)]
    with archive(tmp_path, [french, english, *more]) as catalog:
        link(catalog, 1, 2)
        assert types(catalog).get("lanterne rouge") is wanted


@pytest.mark.parametrize(
    ("name", "french", "english", "wanted"),
    [
        # Two plain words that one text takes for a person are one; not with a figure, nor a town's name.
        ("Bervald Eckheim", PERSON, ORG, PERSON),
        ("Bervald Eckheim", PLACE, PERSON, PERSON),
        ("Cahier 14", PERSON, ORG, None),
        ("New Haven", PERSON, PLACE, PLACE),
        # Of a place and a group that no list knows, two words are the group; one word may be either.
        ("Longue Marée", ORG, PLACE, ORG),
        ("Brévaux", PLACE, ORG, None),
        ("Londres", PLACE, ORG, PLACE),
        # A town near by is the town; one far away may be somebody's first name.
        ("Margate", PERSON, PLACE, PLACE),
        ("Adama", PERSON, PLACE, None),
        ("Brévaux", PERSON, PLACE, PERSON),
        ("Instagram", ORG, PERSON, ORG),
        ("Brévaux", PERSON, ORG, None),
    ],
)
def test_a_name_that_a_translation_tags_otherwise_is_one_thing(
    tmp_path: Path, name: str, french: MentionType, english: MentionType, wanted: MentionType | None
) -> None:
    texts = [
        said("fr", f"Puis {name} encore.", name, french),
        said("en", f"Then {name} again.", name, english),
    ]
    with archive(tmp_path, texts) as catalog:
        assert not types(catalog), "unless they are translations, one text says nothing of the other"
        link(catalog, 1, 2)
        kinds = {kind for kind in (french, english) if kind is not wanted}
        assert types(catalog).get(fold(name)) is (wanted if kinds else None)


def test_a_text_without_a_translation_still_counts(tmp_path: Path) -> None:
    """Two texts that say otherwise keep a name from being what its translations make of it."""
    name = "Longue Marée"
    texts = [said("fr", f"Puis {name} encore.", name, ORG), said("en", f"Then {name} again.", name, PLACE)]
    with archive(tmp_path, [*texts, *plainly(name, PLACE, 1)]) as catalog:
        link(catalog, 1, 2)
        assert not types(catalog)


@pytest.mark.parametrize(("other", "wanted"), [("Ada Rowmark", PERSON), ("Ada Rowmarsh", ORG)])
def test_a_surname_is_whose_full_name_the_text_has(tmp_path: Path, other: str, wanted: MentionType) -> None:
    texts = [
        Text("en", f"{other} came. Rowmark spoke.", people=[other], bodies=["Rowmark"]),
        Text("fr", f"{other} est venue. Rowmark a parlé.", people=[other, "Rowmark"]),
        *plainly("Rowmark", ORG, 1, "en"),
    ]
    with archive(tmp_path, texts) as catalog:
        link(catalog, 1, 2)
        assert types(catalog).get("rowmark") is wanted


def test_an_article_of_one_language_makes_no_other_name(tmp_path: Path) -> None:
    texts = [
        said("fr", "Puis Le Grand Hangar encore.", "Le Grand Hangar", PLACE),
        said("en", "Then Grand Hangar again.", "Grand Hangar", ORG),
        *plainly("Grand Hangar", ORG, 3),
    ]
    with archive(tmp_path, texts) as catalog:
        assert types(catalog) == {"le grand hangar": ORG}


def test_types_are_the_same_whatever_was_settled_before(tmp_path: Path) -> None:
    texts = plainly("Long Tide", PERSON, 3, "fr") + plainly("Long Tide", ORG, 6, "en")
    with archive(tmp_path, texts) as catalog:
        first = types(catalog)
        assert mentions.retype(catalog, first) == 3
        assert types(catalog) == first
        assert mentions.retype(catalog, types(catalog)) == 0

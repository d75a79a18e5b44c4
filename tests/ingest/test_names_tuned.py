"""What holds where tags of one name disagree; for each threshold the cases below, at and above it."""

from __future__ import annotations

import re

import pytest

from archive.evidence import Evidence
from archive.ingest.names.agree import agree
from archive.ingest.names.spans import FoundName
from archive.records import MentionType

PERSON, PLACE, ORG = MentionType.PERSON, MentionType.PLACE, MentionType.ORG


def tagged(text: str, form: str, *kinds: MentionType) -> list[FoundName]:
    """The first mentions of `form`, one for each kind, as a model tags them."""
    starts = [match.start() for match in re.finditer(form, text)]
    return [
        FoundName(start, start + len(form), kind, Evidence.of("model", "test"))
        for start, kind in zip(starts, kinds, strict=False)
    ]


@pytest.mark.parametrize(
    ("kinds", "kind"),
    [
        ((PLACE, ORG), ORG),
        ((ORG, PERSON), PERSON),
        ((PERSON, PLACE), PERSON),
        ((PLACE, PLACE, PERSON), PLACE),  # more tags come before the rarer kind
        ((ORG, ORG, PERSON), ORG),
    ],
)
@pytest.mark.parametrize(
    "text", ["Brévaux parle. On suit Brévaux. Et Brévaux ?", "See Brévaux. Brévaux or Brévaux."]
)
def test_of_two_kinds_tagged_as_often_the_rarer_one_wins(
    text: str, kinds: tuple[MentionType, ...], kind: MentionType
) -> None:
    assert {name.type for name in agree(text, tagged(text, "Brévaux", *kinds), "fr")} == {kind}


@pytest.mark.parametrize(
    ("tags", "written", "found"),
    [(1, 2, 2), (1, 3, 1), (2, 3, 3), (2, 4, 4), (2, 5, 2)],
)
def test_a_word_is_a_name_everywhere_if_half_of_its_places_are_tagged(
    tags: int, written: int, found: int
) -> None:
    text = "On voit Brévaux ici. " * written
    assert len(agree(text, tagged(text, "Brévaux", *[ORG] * tags), "fr")) == found


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("Brévaux parle. On lit cela dans Brévaux Magazine.", 1),
        ("Brévaux parle. On lit cela chez Brévaux même.", 2),
        ("Brévaux spoke. It says so in Brévaux Magazine.", 1),
        ("Brévaux spoke. It says so in Brévaux too.", 2),
    ],
)
def test_a_person_is_not_found_inside_a_longer_name(text: str, count: int) -> None:
    assert len(agree(text, tagged(text, "Brévaux", PERSON), "fr")) == count

"""Texts that say each paragraph in one language and then in the other, and what only looks so."""

from __future__ import annotations

import pytest

from archive.ingest.posts import split_page
from archive.ingest.readers import read_page

ROUNDS = (
    (
        "Vous avez le droit de demander l'asile, et nul ne peut vous renvoyer avant la réponse.",
        "You have the right to claim asylum, and nobody can send you back before the answer.",
    ),
    (
        "La police peut contrôler vos papiers, mais elle ne peut pas détruire votre tente sans un juge.",
        "The police may check your papers, but they cannot destroy your tent without a judge.",
    ),
    (
        "Une permanence se tient tous les mardis à la maison du port, avec une interprète.",
        "A desk is open every Tuesday at the harbour house, with an interpreter.",
    ),
)
TITLE = "Vos droits / Your rights"


def _rows(first: int, count: int) -> list[tuple[str, str]]:
    return [(one[first], one[1 - first]) for one in ROUNDS[:count]]


def _text(first: int, count: int) -> str:
    return "\n\n".join([TITLE, *(side for row in _rows(first, count) for side in row)])


def _table(first: int, count: int) -> str:
    rows = "".join(f"<tr><td><p>{a}</p></td><td><p>{b}</p></td></tr>" for a, b in _rows(first, count))
    return f"<html><body><h1>{TITLE}</h1><table>{rows}</table></body></html>"


def _lines(first: int, count: int) -> str:
    """Both languages of a paragraph on one line."""
    return "\n\n".join([TITLE, *(f"{a} / {b}" for a, b in _rows(first, count))])


@pytest.mark.parametrize("first", [0, 1])
@pytest.mark.parametrize("count", [2, 3])
@pytest.mark.parametrize(
    ("made", "media_type"), [(_text, "text/plain"), (_table, "text/html"), (_lines, "text/plain")]
)
def test_each_language_is_a_text(made: object, media_type: str, first: int, count: int) -> None:
    assert callable(made)
    drafts = split_page(read_page(made(first, count).encode(), media_type)).drafts
    assert len(drafts) == 2
    assert len({draft.post for draft in drafts}) == 1
    for draft in drafts:
        side = ("fr", "en").index(draft.lang)
        assert draft.title == TITLE.split(" / ")[side]
        assert draft.text.split("\n\n")[1:] == [one[side] for one in ROUNDS[:count]]


ANSWERS = (
    "Nina: How long have you been living by the canal, and who came here with you at first?",
    "Odile : Depuis quatre hivers maintenant, et je suis venue seule, avec un sac et un chien.",
    "Nina: What has changed since the town sent its letter to all of you in the spring?",
    "Odile : Tout le monde attend, les uns réparent leurs barques et les autres font leurs sacs.",
)
QUOTED = (
    "« Nous ne partirons pas, car nous n'avons nulle part où aller avec nos enfants »",
    "They say that they will not leave, since they have nowhere to go with their children.",
    "« L'eau est coupée depuis mardi et la mairie ne répond plus au téléphone »",
    "They add that the water has been cut since Tuesday, and that the town hall is silent.",
)
SUMMARY = (
    "Les habitants du quartier se sont réunis devant la régie pour demander que l'eau revienne avant l'hiver,"
    " et ils ont apporté des seaux, des robinets et des banderoles de toutes les couleurs.",
    "The people of the quarter met outside the board to ask for water before winter.",
    "Le conseil a voté une motion qui demande la fin des coupures dans toute la ville, et le maire a promis"
    " une réponse écrite avant la fin du mois de novembre, après avoir consulté ses services.",
    "The council passed a motion against cuts in the whole town late last week.",
)


@pytest.mark.parametrize(
    "paragraphs",
    [ANSWERS, QUOTED, SUMMARY, [side for row in ROUNDS for side in row][:3]],
    ids=["two people", "quotations and what they say", "summaries", "one without a counterpart"],
)
def test_what_only_takes_turns_is_one_text(paragraphs: tuple[str, ...]) -> None:
    page = read_page("\n\n".join(["Au bord du canal", *paragraphs]).encode(), "text/plain")
    assert len(split_page(page).drafts) == 1

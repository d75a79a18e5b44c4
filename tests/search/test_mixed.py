"""Queries with words of both languages, and words that are written alike but for their ending."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from archive.search import alike, analysis, engines
from archive.search.cognates import cognates
from archive.search.port import EngineQuery, IndexRow
from archive.search.query import parse

Search = Callable[[str], list[int]]

ENGLISH = [
    "A demonstration was held in Calais to show solidarity with the refugees.",
    "Political anti-racism is built in the neighbourhoods.",
    "The hunger strike in the detention centre has lasted ten days.",
    "The police evicted forty people from the squat.",
    "A strike of dockers blocks the port.",
    "The group works on intersectionality in its courses.",
    "The new mayor changed the politics of the town.",
    "Solidarity grows every day, the readers wrote.",
]
FRENCH = [
    "Une manifestation de solidarité a eu lieu à Calais samedi.",
    "L'antiracisme politique se construit dans les quartiers.",
    "La grève de la faim dure depuis dix jours au centre de rétention.",
    "La police a expulsé quarante personnes du squat.",
    "Une grève des dockers bloque le port.",
    "Le groupe travaille sur l'intersectionnalité dans ses cours.",
    "Le nouveau maire a changé la politique de la ville.",
    "La solidarité grandit chaque jour, écrivent les lectrices.",
]
ROWS = [
    *(IndexRow(10 + i, "en", text) for i, text in enumerate(ENGLISH)),
    *(IndexRow(30 + i, "fr", text) for i, text in enumerate(FRENCH)),
    *(
        IndexRow(50 + i, "en", f"Market number {i} sells fruit to the people of its district.")
        for i in range(9)
    ),
    *(IndexRow(70 + i, "fr", f"Le marché numéro {i} vend des fruits aux habitants.") for i in range(9)),
]


@pytest.fixture(scope="module")
def ranked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Search]:
    folder: Path = tmp_path_factory.mktemp("mixed")
    index = engines.index(f"whoosh:{folder / 'index'}", create=True)
    index.write(ROWS, (), 1)

    def search(query: str) -> list[int]:
        found = index.search(EngineQuery(parse(query), others=alike.instead(analysis.forms(query)))).matches
        return [match.n for match in found]

    yield search
    index.close()


@pytest.mark.parametrize(
    ("query", "subject"),
    [
        ("solidarity manifestation Calais", 0),
        ("solidarité demonstration Calais", 0),
        ("antiracism politique", 1),
        ("political antiracisme", 1),
        ("hunger grève", 2),
        ("grève detention centre", 2),
        ("squat expulsé police", 3),
        ("squat evicted police", 3),
        ("dockers grève strike", 4),
        ("intersectionality cours", 5),
        ("intersectionnalité courses", 5),
        ("mayor politique ville", 6),
    ],
)
def test_a_query_of_both_languages_serves_both(ranked: Search, query: str, subject: int) -> None:
    assert set(ranked(query)[:2]) == {10 + subject, 30 + subject}


@pytest.mark.parametrize(
    ("query", "first"), [("manifestation", 30), ("grève", 32), ("solidarity", 17), ("solidarité", 37)]
)
def test_the_word_itself_comes_before_its_translation(ranked: Search, query: str, first: int) -> None:
    found = ranked(query)
    assert (found[0] >= 30) == (first >= 30)
    assert first in found
    langs = [n >= 30 for n in found]
    assert langs == sorted(langs, reverse=first >= 30)


@pytest.mark.parametrize(
    ("rows", "own", "other"),
    [
        (ENGLISH, "hunger strike", "grève de la faim"),
        (ENGLISH, "detention centre", "centre de rétention"),
        (ENGLISH, "refugees", "réfugiés"),
        (ENGLISH, "the mayor of the town", "le maire de la ville"),
        (ENGLISH, "strike dockers port", "grève dockers port"),
        (FRENCH, "grève de la faim", "hunger strike"),
        (FRENCH, "centre de rétention", "detention centre"),
        (FRENCH, "quartiers", "neighbourhoods"),
        (FRENCH, "le maire de la ville", "the mayor of the town"),
        (FRENCH, "une grève de dockers", "a strike of dockers"),
    ],
)
def test_the_scores_of_a_query_and_its_translation_are_on_one_scale(
    tmp_path: Path, rows: list[str], own: str, other: str
) -> None:
    """Where all texts are of one language, the words of the other one are nowhere."""
    lang = "en" if rows is ENGLISH else "fr"
    index = engines.index(f"whoosh:{tmp_path / 'index'}", create=True)
    index.write([IndexRow(n, lang, text) for n, text in enumerate([*rows, "Nothing", "Rien"])], (), 1)
    asked = [EngineQuery(parse(q), others=alike.instead(analysis.forms(q))) for q in (own, other)]
    first, second = (index.search(one).matches[0] for one in asked)
    index.close()
    assert first.n == second.n
    assert first.score / 4 < second.score < first.score < 1.5


@pytest.mark.parametrize(
    ("form", "lang", "told"),
    [
        ("antiracism", "fr", "antiracisme"),
        ("antiracistes", "en", "antiracist"),
        ("islamophobie", "en", "islamophobia"),
        ("securitarian", "fr", "securitaire"),
        ("intersectionality", "fr", "intersectionnalite"),
        ("municipaliste", "en", "municipalist"),
        ("colonization", "fr", "colonisation"),
        ("racism", "en", None),
        ("l622", "fr", None),
        ("port", "fr", None),
        ("isme", "en", None),
        # Three letters before the ending tell too little, four and five are enough.
        ("equity", "fr", None),
        ("dignity", "fr", "dignite"),
        ("stability", "fr", "stabilite"),
        ("puriste", "en", None),
        ("pianiste", "en", "pianist"),
        ("activiste", "en", "activist"),
    ],
)
def test_cognates(form: str, lang: str, told: str | None) -> None:
    found = cognates(form, lang)
    assert told in found if told else not found

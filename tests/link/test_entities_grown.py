"""Archives that grow: what comes in small batches is joined as what came at once, what stayed is let be."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from archive.catalog import Catalog, decisions, withdrawals
from archive.catalog.entities import find, listing
from archive.link.entities import resolve, written
from archive.records import MentionType
from tests.link.joined import together
from tests.link.made import NOW, Text, add, archive, link

GIVEN = ["Anna", "Odile", "Émile", "Renée", "René", "Abdel-Karim"]
SURNAMES = ["Durvan", "Lenoir", "Lenoire", "Le Goff", "van Dam", "Tessier", "Tesier"]
PLACES = [
    "Nérac",
    "Nerac",
    "Londres",
    "London",
    "Stoke-on-Trent",
    "Stoke",
    "Berg",
    "Kirgizstan",
    "Gand",
    "Ghent",
]
BODIES = [
    "Tide Watch Network", "TWN", "Tide Watch", "Observatoire des marées", "l'Observatoire",
    "Tide Observatory", "the Observatory", "Commission nationale des marées", "National Tide Commission",
    "Nations unies", "ONU", "United Nations", "UN", "Association Habitat et Lien", "Habitat et Lien",
    "Durvan", "Berg",
]  # fmt: skip
SAID = {"fr": "Avec {} à {} pour {}.", "en": "With {} in {} for {}."}


def person(chance: random.Random) -> str:
    given, surname = chance.choice(GIVEN), chance.choice(SURNAMES)
    forms = (f"{given} {surname}",) * 4
    return chance.choice((*forms, surname, given, f"{given[0]}. {surname}", f"{surname.upper()} {given}"))


def texts(seed: int, count: int) -> list[Text]:
    """Bilingual texts: most names stand in several, some acronyms are bound, some names tagged otherwise."""
    chance = random.Random(seed)
    made = []
    for i in range(count):
        lang = ("en", "fr")[i % 2]
        people = [person(chance) for _ in range(chance.choice((1, 2, 3)))]
        places = [chance.choice(PLACES) for _ in range(chance.choice((1, 2)))]
        bodies = [chance.choice(BODIES) for _ in range(chance.choice((1, 2)))]
        said = SAID[lang].format(", ".join(people), ", ".join(places), ", ".join(bodies))
        if chance.random() < 0.3:
            said += " Tide Watch Network (TWN)."
            bodies += ["Tide Watch Network", "TWN"]
        made.append(Text(lang, said, people=people, places=places, bodies=bodies))
    return made


def batches(chance: random.Random, some: list[Text]) -> Iterator[list[Text]]:
    while some:
        size = chance.choice((1, 1, 2, 5, 9))
        yield some[:size]
        some = some[size:]


def stored(catalog: Catalog) -> dict[str, list[tuple[Any, ...]]]:
    """All that the catalog holds of entities."""
    queries = {
        "entities": "SELECT id, type, label FROM entities ORDER BY id",
        "names": "SELECT e.id, x.lang, x.name, x.mentions, x.reason FROM entity_names x"
        " JOIN entities e ON e.n = x.entity ORDER BY 1, 2, 3",
        "mentions": "SELECT m.n, e.id, m.reason FROM mentions m LEFT JOIN entities e ON e.n = m.entity"
        " ORDER BY 1",
        "counts": "SELECT e.id, c.documents, c.mentions FROM entity_counts c"
        " JOIN entities e ON e.n = c.entity ORDER BY 1",
    }
    return {what: [tuple(row) for row in catalog.db.execute(query)] for what, query in queries.items()}


def content(catalog: Catalog) -> set[tuple[Any, ...]]:
    """The entities without their ids: type, label, names with their uses and reasons."""
    return {(e.type, e.label, frozenset(e.names)) for e in listing(catalog)}


def made_anew(catalog: Catalog, monkeypatch: pytest.MonkeyPatch) -> dict[str, list[tuple[Any, ...]]]:
    """What the catalog holds after a resolve that takes nothing for unchanged."""
    with monkeypatch.context() as patch:
        patch.setattr(written, "_unchanged", lambda *_: {})
        resolve(catalog, now=NOW)
    return stored(catalog)


@pytest.mark.parametrize("seed", range(3))
def test_small_ingests_come_to_the_same_as_one(
    folder: Path, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    several = texts(seed, 60)
    with archive(folder / "once", several) as catalog:
        for a in range(1, 60, 4):
            link(catalog, a, a + 1)
        resolve(catalog, now=NOW)
        at_once = content(catalog)
    chance = random.Random(seed)
    with archive(folder / "grown", []) as catalog:
        number = 0
        for batch in batches(chance, several):
            for text in batch:
                number = add(catalog, text, f"texts/{number:05}.txt")
                if number % 4 == 2:
                    link(catalog, number - 1, number)
            resolve(catalog, now=NOW)
            grown = stored(catalog)
            assert made_anew(catalog, monkeypatch) == grown
        assert content(catalog) == at_once


def test_decisions_in_between(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    several = texts(7, 60)
    with archive(folder, several[:40]) as catalog:
        resolve(catalog, now=NOW)
        decided: list[Callable[[], int]] = [
            lambda: decisions.merge(catalog, find(catalog, "Tide Watch"), find(catalog, "ONU"), NOW),
            lambda: decisions.split(catalog, find(catalog, "ONU"), "Tide Watch", NOW),
            lambda: decisions.rename(catalog, find(catalog, "Nérac"), "Nérac-sur-Baïse", NOW),
        ]
        for number, decide in enumerate(decided):
            decide()
            for text in several[40 + 5 * number : 45 + 5 * number]:
                add(catalog, text, f"more/{number}/{text.text}")
                resolve(catalog, now=NOW)
                grown = stored(catalog)
                assert made_anew(catalog, monkeypatch) == grown
            assert together(catalog, "Tide Watch", "ONU") == (number == 0)
        assert find(catalog, "Nérac").label == "Nérac-sur-Baïse"


def test_names_of_one_spelling_are_parted(folder: Path) -> None:
    several = [Text("en", "Berg won.", bodies=["Berg"]), Text("en", "In Berg.", places=["Berg"])]
    with archive(folder, several) as catalog:
        resolve(catalog, now=NOW)
        body, place = (find(catalog, "Berg", kind=kind) for kind in (MentionType.ORG, MentionType.PLACE))
        parted = content(catalog)
        act = decisions.merge(catalog, body, place, NOW)
        resolve(catalog, now=NOW)
        assert len(content(catalog)) == 1
        withdrawals.withdraw(catalog, act, NOW, "Nour", "")
        resolve(catalog, now=NOW)
        assert content(catalog) == parted


@pytest.mark.parametrize(
    "disturb",
    [
        ["UPDATE entities SET label = 'Nerac'"],
        [
            "INSERT INTO entities VALUES (77, 'abcdefabcdef', 'PLACE', 'Nérac')",
            "UPDATE entity_names SET entity = 77 WHERE lang = 'en'",
            "UPDATE mentions SET entity = 77 WHERE doc = 3",
        ],
    ],
)
def test_one_name_of_two_spellings_or_languages(folder: Path, disturb: list[str]) -> None:
    """Called by its rarer spelling, or two entities, each right by itself: it is put right."""
    fr, en = Text("fr", "À Nérac.", places=["Nérac"]), Text("en", "In Nérac.", places=["Nérac"])
    rare = [Text("fr", "À Nerac.", places=["Nerac"])] if len(disturb) == 1 else []
    with archive(folder, [*rare, fr, replace(fr, text="De Nérac."), en]) as catalog:
        resolve(catalog, now=NOW)
        right = stored(catalog)
        assert [row[2] for row in right["entities"]] == ["Nérac"]
        with catalog.transaction() as db:
            for statement in disturb:
                db.execute(statement)
        assert stored(catalog) != right
        resolve(catalog, now=NOW)
        assert stored(catalog) == right


def test_a_new_entity_takes_no_id_of_one_that_stays(folder: Path) -> None:
    """ "Mexico" is the country's capital in English, the country itself in no language: two entities."""
    with archive(folder, [Text("fr", "Avec Mexico.", places=["Mexico"])]) as catalog:
        resolve(catalog, now=NOW)
        (first,) = listing(catalog)
        add(catalog, Text("en", "With Mexico.", places=["Mexico"]), "more")
        resolve(catalog, now=NOW)
        found = {entity.id: entity.by_language for entity in listing(catalog)}
        assert found[first.id] == {"fr": ["Mexico"], "en": []}
        assert len(found) == 2


@pytest.mark.parametrize(
    "disturb",
    [
        "UPDATE entity_names SET mentions = mentions + 1",
        "UPDATE entity_names SET reason = 'for no reason'",
        "UPDATE entity_names SET name = name || 's'",
        "DELETE FROM entity_names",
        "INSERT INTO entity_names SELECT entity, 'de', name, folded, mentions, reason FROM entity_names"
        " WHERE lang = 'fr'",
        "UPDATE entities SET label = label || 's'",
        "UPDATE entities SET label = (SELECT min(name) FROM entity_names x WHERE x.entity = entities.n)",
        "UPDATE entities SET type = CASE type WHEN 'ORG' THEN 'PLACE' ELSE 'ORG' END",
        "UPDATE mentions SET reason = 'for no reason' WHERE type <> 'DATE'",
        "UPDATE mentions SET reason = 'for no reason' WHERE reason LIKE '%in the same document'",
        "UPDATE mentions SET entity = NULL WHERE type <> 'DATE' AND n % 2",
        "UPDATE mentions SET entity = (SELECT min(n) FROM entities) WHERE type <> 'DATE' AND n % 5 = 0",
    ],
)
def test_what_is_not_as_it_was_is_put_right(folder: Path, disturb: str) -> None:
    with archive(folder, texts(11, 40)) as catalog:
        resolve(catalog, now=NOW)
        right = stored(catalog)
        with catalog.transaction() as db:
            db.execute(disturb)
        assert stored(catalog) != right
        resolve(catalog, now=NOW)
        assert stored(catalog) == right

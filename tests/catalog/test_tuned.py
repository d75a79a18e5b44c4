"""Order, filters and thresholds of what the catalog gives: the cases below, at and above each."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from archive.catalog import Catalog, documents, links, mentions, resolved
from archive.catalog import entities as kept
from archive.catalog.entities import EntityName, NewEntity, entity_id
from archive.errors import UsageError
from archive.pipeline import reading
from archive.records import Mention, MentionType, Status
from tests.catalog.made import intake

NOW = "2026-01-01T00:00:00Z"


@pytest.fixture
def catalog(tmp_path: Path) -> Iterator[Catalog]:
    with Catalog.open(tmp_path / "archive", create=True) as catalog:
        yield catalog


@pytest.mark.parametrize(("length", "found"), [(1, False), (3, False), (4, True), (5, True), (12, True)])
def test_the_beginning_of_an_id(catalog: Catalog, length: int, found: bool) -> None:
    documents.add(catalog, intake("a.txt", ("fr", "Un texte.")), NOW)
    ((n, document),) = documents.every(catalog)
    if found:
        assert documents.number(catalog, document.id[:length]) == n
    else:
        with pytest.raises(UsageError, match="too short"):
            documents.number(catalog, document.id[:length])


def test_mentions_of_superseded_versions_are_not_exported(catalog: Catalog) -> None:
    mention = Mention(0, 5, MentionType.PLACE, "Nîmes")
    documents.add(catalog, intake("a.txt", ("fr", "Nîmes dort."), mentions=[mention]), NOW)
    documents.add(catalog, intake("b.txt", ("fr", "Nîmes veille."), mentions=[mention]), NOW)
    documents.add(catalog, intake("a.txt", ("fr", "Nîmes se lève."), mentions=[mention]), NOW)
    assert [one.source for one in mentions.for_export(catalog)] == ["b.txt", "a.txt"]
    assert len({one.document for one in mentions.for_export(catalog)}) == 2


@pytest.mark.parametrize(
    ("uses", "label"),
    [
        ((1, 1), None),
        ((3, 2), None),  # 60 of a hundred
        ((5, 3), None),  # 63
        ((2, 1), "Odile Varenne"),  # two thirds
        ((3, 1), "Odile Varenne"),
        ((1, 2), "Paul Varenne"),
    ],
)
def test_a_name_of_two_leads_to_the_one_called_so_twice_as_often(
    catalog: Catalog, uses: tuple[int, int], label: str | None
) -> None:
    people = [
        NewEntity(
            entity_id(MentionType.PERSON, name),
            MentionType.PERSON,
            name,
            (EntityName("fr", "Varenne", n, "test"),),
        )
        for name, n in zip(("Odile Varenne", "Paul Varenne"), uses, strict=True)
    ]
    resolved.save(catalog, people, [])
    if label:
        assert kept.find(catalog, "Varenne").label == label
    else:
        with pytest.raises(UsageError):
            kept.find(catalog, "Varenne")


def test_pairs_come_in_their_order_or_the_most_doubtful_first(catalog: Catalog) -> None:
    for n in range(4):
        documents.add(catalog, intake(f"{n}.en", ("en", f"Text {n}.")), NOW)
        documents.add(catalog, intake(f"{n}.fr", ("fr", f"Texte {n}.")), NOW)
    statuses = (Status.PROPOSED, Status.CONFIRMED, Status.REJECTED, Status.PROPOSED)
    links.put(
        catalog,
        [
            links.Edge(links.TRANSLATION, 2 * n + 1, 2 * n + 2, score, status)
            for n, (score, status) in enumerate(zip((0.7, 0.9, 0.5, 0.6), statuses, strict=True))
        ],
    )
    scores = [pair.score for pair in reading.pairs(catalog)]
    assert scores == [0.7, 0.9, 0.6]  # all but rejected
    assert [p.score for p in reading.pairs(catalog, doubtful_first=True)] == [0.6, 0.7, 0.9]
    assert [p.score for p in reading.pairs(catalog, Status.PROPOSED, doubtful_first=True)] == [0.6, 0.7]
    assert [p.score for p in reading.pairs(catalog, Status.REJECTED)] == [0.5]

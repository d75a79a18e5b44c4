"""Order, filters and thresholds of what the catalog gives: the cases below, at and above each."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from archive.catalog import Catalog, acts, documents, links, mentions, removal, resolved
from archive.catalog import entities as kept
from archive.catalog.entities import EntityName, NewEntity, entity_id
from archive.catalog.stats import stats
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


@pytest.mark.parametrize(("words", "copies"), [(1, False), (4, False), (5, True), (6, True)])
def test_a_text_of_five_words_is_removed_wherever_it_stands(
    catalog: Catalog, words: int, copies: bool
) -> None:
    text = " ".join(["La", "lingère", "garde", "tous", "les", "draps"][:words])
    documents.add(catalog, intake("a.txt", ("fr", text)), NOW)
    documents.add(catalog, intake("b.txt", ("fr", text), chrome="Menu"), NOW)
    found = removal.plan(catalog, [], [1], holders=False)
    assert [(one.place, one.by) for one in found.going] == [("a.txt", "named"), ("b.txt", "copy")][
        : 1 + copies
    ]
    assert [key.kind for key in found.keys] == ["text", "file", "file"] if copies else ["file"]


def test_what_is_counted_is_of_the_texts_that_stand_now(catalog: Catalog) -> None:
    """But for what was superseded, which is counted by itself."""
    place, person = Mention(0, 5, MentionType.PLACE, "Nîmes"), Mention(0, 5, MentionType.PERSON, "Sarah")
    for name, lang, text, date, said in (
        ("a.txt", "fr", "Nîmes dort encore un peu", "2016", [place]),
        ("b.txt", "en", "Sarah sleeps", "2017", [person, person]),
        ("c.txt", "en", "Nobody sleeps", None, []),
        ("a.txt", "fr", "Nîmes veille", None, [place]),
    ):
        documents.add(catalog, intake(name, (lang, text), date=date, mentions=said), NOW)
    with catalog.transaction() as db:
        db.execute("UPDATE documents SET made_with = 'old' WHERE n IN (1, 2)")
    links.put(
        catalog,
        [
            links.Edge(links.TRANSLATION, 2, 4, 0.9), links.Edge(links.DUPLICATE, 2, 3, 0.9),
            links.Edge(links.TRANSLATION, 3, 4, 0.5, Status.REJECTED),
        ],
    )  # fmt: skip
    found = stats(catalog, lambda made_with, _: made_with == "old", lambda made_with: made_with[:3])
    assert (found.sources, found.origins, found.documents, found.superseded) == (4, 3, 3, 1)
    assert (found.words, found.dated, found.behind, found.duplicates) == (6, 1, 1, 1)
    assert list(found.languages.items()) == [("en", 2), ("fr", 1)]
    assert found.mentions == {"PERSON": 2, "PLACE": 1}
    assert found.pairs == {"proposed": 1, "rejected": 1}
    assert (found.verified, found.verified_since) == (0, None)


def test_of_several_words_on_the_collections_of_a_text_the_last_holds(catalog: Catalog) -> None:
    """Whatever the order in which the text names its collections."""
    for name, verdict, value in (
        ("Fonds du quai", "rights", "libre"),
        ("Fonds du port", "rights", "réservé"),
        ("Fonds du quai", "author", "Ève Martin"),
    ):
        acts.enter(catalog, acts.COLLECTION, verdict, [(name, value)], NOW, "Nour", "")
    for names in (("Fonds du quai", "Fonds du port"), ("Fonds du port", "Fonds du quai")):
        held = acts.on_collections(catalog.db, names)
        assert {what: (one.value, one.act) for what, one in held.items()} == {
            "rights": ("réservé", 2), "author": ("Ève Martin", 3),
        }  # fmt: skip
    assert acts.on_collections(catalog.db, ["Fonds du quai"])["rights"].value == "libre"

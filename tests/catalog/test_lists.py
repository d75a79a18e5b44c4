"""Long lists come a page at a time, and the pages together are the whole list."""

import datetime as dt
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any, TypeVar

import pytest

from archive.catalog import Catalog, documents, entities, links, listings, resolved
from archive.catalog.links import TRANSLATION, Edge, Pair
from archive.records import Document, Mention, MentionType
from tests.catalog.made import intake

NOW = "2026-01-01T00:00:00Z"
DATES = (None, "2016-02", "2015-07-06", "2016-02", None, "2015~", "2016-02-04", None)
T = TypeVar("T")
LABELS = ("Zoé", "Émile", "Ali", "Émile", "Calais", "Ali", "Lille")


@pytest.fixture(scope="module")
def catalog(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Catalog]:
    folder: Path = tmp_path_factory.mktemp("lists") / "archive"
    with Catalog.open(folder, create=True) as catalog:
        for i, date in enumerate(DATES):
            lang, words = ("en", "Ali wrote") if i % 2 else ("fr", "Ali écrit")
            said = [Mention(0, 3, MentionType.PERSON, "Ali")] * (1 + i % 3)
            documents.add(catalog, intake(f"{i}.txt", (lang, f"{words} {i}"), date=date, mentions=said), NOW)
        with catalog.transaction() as db:
            for n, label in enumerate(LABELS, 1):
                kind = "PLACE" if label in ("Calais", "Lille") else "PERSON"
                db.execute("INSERT INTO entities VALUES (?, ?, ?, ?)", (n, f"{n * 7 % 10:012x}", kind, label))
            # Entity 7 has no mention; 2 and 4 share a label, and how often they are named; 1 and 5 are in as
            # many documents, of which one names 1 twice.
            db.execute("UPDATE mentions SET entity = CASE n WHEN 5 THEN 1 ELSE 1 + n % 6 END")
            resolved.recount(db)
            links.put(catalog, [Edge(TRANSLATION, a, b, 0.9) for a, b in ((2, 1), (2, 5), (4, 1), (8, 3))])
        yield catalog


def paged(page: Callable[[T | None], Iterator[T]]) -> list[T]:
    """Every page in turn, each after the last of the one before."""
    found: list[T] = []
    while some := list(page(found[-1] if found else None)):
        found += some
    return found


@pytest.mark.parametrize("limit", [1, 2, 3, 100])
def test_documents_by_number_and_by_date(catalog: Catalog, limit: int) -> None:
    Numbered = tuple[int, Document]

    def came(last: Numbered | None) -> Iterator[Numbered]:
        return documents.every(catalog, after=last[0] if last else 0, limit=limit)

    def dated(last: Numbered | None) -> Iterator[Numbered]:
        return documents.by_date(catalog, after=(last[1].date, last[0]) if last else None, limit=limit)

    assert paged(came) == list(documents.every(catalog))
    assert paged(dated) == list(documents.by_date(catalog))
    assert [n for n, _ in documents.by_date(catalog)] == [3, 6, 2, 4, 7, 1, 5, 8]
    assert len(list(came(None))) == min(limit, len(DATES))


@pytest.mark.parametrize(
    ("since", "until", "numbers"),
    [
        ("2016-02-03", "2016-02-03", [2, 4]),  # a month holds each of its days
        ("2016-02-04", "2016-02-04", [2, 4, 7]),
        ("2016-02-05", "2016-02-28", [2, 4]),
        ("2016-02-05", "2016-03-01", [2, 4]),
        ("2015-12-31", "2016-02-01", [2, 4, 6]),
        ("2015-12-31", "2016-01-31", [6]),
        ("2016-01-01", "2016-01-31", []),
        ("2016-02-29", "2017-01-01", [2, 4]),
        ("2016-03-01", "2017-01-01", []),
        ("2015-07-06", "2015-07-06", [3, 6]),
        ("2015-07-05", "2015-07-05", [6]),
        ("2015-07-07", "2015-07-07", [6]),
    ],
)
@pytest.mark.parametrize("limit", [1, 100])
def test_documents_dated_in_a_span_of_days(
    catalog: Catalog, since: str, until: str, numbers: list[int], limit: int
) -> None:
    span = tuple(dt.date.fromisoformat(one).toordinal() for one in (since, until))

    def page(last: tuple[int, Document] | None) -> Iterator[tuple[int, Document]]:
        return iter(
            listings.listed(catalog, after=last[0] if last else 0, limit=limit, span=(span[0], span[1]))
        )

    assert [n for n, _ in paged(page)] == numbers


def test_documents_of_some_languages_and_without_a_date(catalog: Catalog) -> None:
    def found(**how: Any) -> list[int]:
        return [n for n, _ in listings.listed(catalog, limit=100, **how)]

    assert found() == [*range(1, 9)]
    assert found(langs=["fr"]) == [1, 3, 5, 7]
    assert found(langs=["fr", "en"]) == [*range(1, 9)]
    assert found(undated=True) == [1, 5, 8]
    assert found(undated=True, langs=["en"]) == [8]


@pytest.mark.parametrize("limit", [1, 2, 100])
@pytest.mark.parametrize("kind", [None, MentionType.PERSON])
def test_entities_by_documents_mentions_label_and_id(
    catalog: Catalog, limit: int, kind: MentionType | None
) -> None:
    every = list(entities.listing(catalog, kind=kind))
    assert every == sorted(every, key=lambda e: (-e.documents, -e.mentions, e.label, e.id))
    assert [e.n for e in every] == ([3, 2, 4, 1, 5, 6, 7] if kind is None else [3, 2, 4, 1, 6])
    assert len(every) == (len(LABELS) if kind is None else 5)
    assert paged(lambda last: entities.listing(catalog, kind=kind, after=last, limit=limit)) == every


def test_what_is_kept_of_entities_is_what_counting_finds(catalog: Catalog) -> None:
    with catalog.undone():
        with catalog.transaction() as db:
            db.execute("UPDATE documents SET current = 0 WHERE n = 4")
            resolved.recount(db)
        for entity in entities.listing(catalog):
            rows = catalog.db.execute(
                "SELECT d.n, d.date FROM mentions m JOIN documents d ON d.n = m.doc AND d.current"
                " WHERE entity = ?",
                (entity.n,),
            ).fetchall()
            dates = [row[1] for row in rows if row[1] and row[1][:4].isdecimal()]
            ends = (min(dates), max(dates)) if dates else (None, None)
            assert (entity.documents, entity.mentions) == (len({row[0] for row in rows}), len(rows))
            assert (entity.first, entity.last) == ends


@pytest.mark.parametrize("limit", [1, 3, 100])
def test_pairs_by_their_documents(catalog: Catalog, limit: int) -> None:
    def page(last: Pair | None) -> Iterator[Pair]:
        return links.pairs(catalog, after=(last.a.n, last.b.n) if last else (0, 0), limit=limit)

    every = list(links.pairs(catalog))
    assert [(p.a.n, p.b.n) for p in every] == [(2, 1), (2, 5), (4, 1), (8, 3)]
    assert paged(page) == every
    assert list(islice(page(None), limit)) == every[:limit]

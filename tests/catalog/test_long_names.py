"""Paths, addresses and Message-IDs of any length are kept, and found again."""

from __future__ import annotations

import dataclasses
import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from archive.catalog import (
    Catalog,
    captures,
    containers,
    documents,
    mails,
    origins,
    soundness,
    stated,
)
from archive.catalog.intake import Failure, Intake
from archive.catalog.stated import Teller, Told
from archive.records import Captured, Letter, Statement
from tests.catalog.made import intake

NOW = "2026-11-28T10:00:00Z"
SIZES = (900, 1_001, 2_800, 9_000, 60_000)


def long(seed: int, size: int) -> str:
    """A name in so many bytes or more, of which none can be spared."""
    return "".join(random.Random(seed).choices("abcdefghijklmnopqrstuvwxyzéèçô0123456789", k=size))


@pytest.fixture
def catalog(tmp_path: Path) -> Iterator[Catalog]:
    with Catalog.open(tmp_path, create=True) as opened:
        yield opened


def mailed(name: str, text: str, letter: Letter) -> Intake:
    one = intake(name, ("fr", text))
    return dataclasses.replace(one, page=dataclasses.replace(one.page, letter=letter))


@pytest.mark.parametrize("size", SIZES)
def test_a_source_at_a_long_place_is_kept_and_found(catalog: Catalog, size: int) -> None:
    first, second = (f"a.zip!{long(1, size)}{end}.txt" for end in ("é", "è"))  # alike up to their ends
    for name, text in ((first, "Le marché"), (second, "The market"), (first, "Le marché couvert")):
        one = intake(name, ("fr", text))
        documents.add(catalog, one, NOW)
        origins.add(catalog, one.source.id, one.source, 1, NOW)
    rows = catalog.db.execute("SELECT origin, current FROM origins").fetchall()
    places = [f"/in/{name}" for name in (first, first, second)]
    assert sorted(map(tuple, rows)) == sorted(zip(places, (0, 1, 1), strict=True))
    assert origins.standing(catalog, f"/in/{first}") != origins.standing(catalog, f"/in/{second}")
    assert {d.text: d.source for _, d in documents.every(catalog)}["The market"] == second
    origins.retire(catalog, [f"/in/{second}"])
    assert origins.standing(catalog, f"/in/{second}") is None
    assert list(soundness.flaws(catalog)) == []


@pytest.mark.parametrize("size", SIZES)
def test_failures_and_containers_have_long_names(catalog: Catalog, size: int) -> None:
    some = [f"/in/{long(seed, size)}" for seed in (1, 2)]
    for reason in ("illisible", "not a picture"):
        for origin in some:
            origins.add_failure(catalog, Failure(origin, origin[4:], reason), NOW)
            containers.put(catalog, [containers.Looked(origin, origin[4:], (1, 2, 3, 4), {"zip": 1})], NOW)
    assert {f.origin: f.reason for f in origins.failures(catalog)} == dict.fromkeys(some, "not a picture")
    assert set(containers.every(catalog)) == set(some)
    origins.forget_failures(catalog, some[:1])
    assert [f.origin for f in origins.failures(catalog)] == some[1:]
    origins.rename(catalog, some[1], some[0])
    assert [f.origin for f in origins.failures(catalog)] == some[:1]
    assert list(soundness.flaws(catalog)) == []


@pytest.mark.parametrize("size", SIZES)
def test_what_a_file_with_a_long_name_says_holds_and_goes_with_it(catalog: Catalog, size: int) -> None:
    page = f"{long(1, size)}.txt"
    tellers = [Teller(f"/in/{long(seed, size)}.json", "x.json", (1, 2, 3, 4)) for seed in (2, 3)]
    documents.add(catalog, intake(page, ("en", "A market\n\nIt opens.")), NOW)
    for teller, field, value in ((tellers[0], "title", "La halle"), (tellers[1], "author", "Odile Lenoir")):
        told = Told(f"/in/{page}", Statement(field, value, value, "x.json, line 2"))
        assert stated.put(catalog, teller, [told], NOW) == 1
        assert stated.put(catalog, teller, [told], NOW) == 0
    ((_, document),) = documents.every(catalog)
    assert (document.title, document.author) == ("La halle", "Odile Lenoir")
    with catalog.transaction() as db:  # what is said goes with the file that says it
        db.execute("DELETE FROM beside WHERE origin = ?", (tellers[1].origin,))
    left = catalog.db.execute("SELECT origin FROM stated").fetchall()
    assert [row[0] for row in left] == [tellers[0].origin]
    assert stated.forget(catalog, tellers[0].origin) == 1
    assert catalog.db.execute("SELECT count(*) FROM stated").fetchone()[0] == 0
    assert list(soundness.flaws(catalog)) == []


@pytest.mark.parametrize("size", SIZES)
def test_mails_and_captures_are_found_by_long_names(catalog: Catalog, size: int) -> None:
    message, page = f"{long(1, size)}@example.org", f"http://example.org/{long(2, size)}"
    documents.add(catalog, mailed("a.eml", "Bonjour", Letter(message_id=message)), NOW)
    documents.add(catalog, mailed("b.eml", "Hello", Letter("b@example.org", message, (message,))), NOW)
    assert [len(mails.of(catalog, n).later) for n in (1, 2)] == [1, 0]
    assert mails.is_held(catalog, message, "another")
    assert not mails.is_held(catalog, f"{message}x", "another")
    ids = [row[0] for row in catalog.db.execute("SELECT id FROM sources ORDER BY id").fetchall()]
    with catalog.transaction():
        captures.put(catalog, ids[0], Captured(page, ("2020-01-01T00:00:00Z",)))
        catalog.db.execute("INSERT INTO post_keys (doc, kind, said) VALUES (1, 'translations', ?)", (page,))
    captures.put_revisits(catalog, [Captured(page, ("2021-01-01T00:00:00Z",), "2020-01-01T00:00:00Z")])
    assert captures.of(catalog, ids[0]) == ["2020-01-01T00:00:00Z", "2021-01-01T00:00:00Z"]
    assert list(soundness.flaws(catalog)) == []

"""What is closed, until when, and what follows from it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from archive import forms
from archive.catalog import Catalog, care, closed, documents, links
from archive.catalog.care import CLOSE, OPEN, Care, Key
from archive.catalog.links import Edge
from archive.records import Status
from tests.catalog.made import intake

NOW = "2026-05-01T10:00:00Z"
TEXTS = {
    "letter.txt": ("fr", "La lettre de la cabane numéro neuf."),
    "copy.txt": ("fr", "La lettre, copiée au propre, de la cabane numéro neuf."),
    "english.txt": ("en", "The letter from hut number nine."),
    "book.txt": ("fr", "Un recueil où se lit la lettre de la cabane numéro neuf, et bien d’autres."),
    "other.txt": ("fr", "Rien à voir avec le reste du carton."),
}


@pytest.fixture
def catalog(tmp_path: Path) -> Catalog:
    held = Catalog.open(tmp_path, create=True)
    for name, (lang, text) in TEXTS.items():
        documents.add(held, intake(name, (lang, text)), NOW)
    return held


def act(catalog: Catalog, what: str, *numbers: int, until: str | None = None) -> int:
    return care.enter(catalog, Care(what, NOW, "Nour", "promised", care.keys_of(catalog, numbers), until))


def names(catalog: Catalog, now: str = NOW) -> dict[str, str]:
    found = closed.closed(catalog, now)
    numbers = {row[1]: row[0] for row in catalog.db.execute("SELECT n, source_id FROM documents")}
    return {list(TEXTS)[numbers[source] - 1]: why.by for source, why in found.items()}


@pytest.mark.parametrize(
    ("now", "is_closed"),
    [
        ("2030-06-30T23:59:59Z", True),
        ("2030-07-01T00:00:00Z", False),
        ("2030-07-01T00:00:01Z", False),
    ],
)
def test_an_embargo_holds_to_the_last_second_of_its_day(catalog: Catalog, now: str, is_closed: bool) -> None:
    act(catalog, CLOSE, 1, until="2030-06-30")
    assert bool(names(catalog, now)) == is_closed


def test_a_clock_that_is_set_back_undoes_nothing(catalog: Catalog) -> None:
    told = ("2030-06-01T00:00:00Z", "2020-01-01T00:00:00Z", "2031-01-01T00:00:00Z", "1999-01-01T00:00:00Z")
    heard = [care.clock(catalog, now) for now in told]
    assert heard == [told[0], told[0], told[2], told[2]]


def test_what_is_closed_is_so_as_copy_translation_and_excerpt(catalog: Catalog) -> None:
    links.put(
        catalog,
        [
            Edge(links.DUPLICATE, 1, 2, 1.0), Edge(links.TRANSLATION, 3, 2, 1.0),
            Edge(links.EXCERPT, 4, 1, 1.0), Edge(links.TRANSLATION, 3, 5, 1.0, Status.REJECTED),
        ],
    )  # fmt: skip
    act(catalog, CLOSE, 1)
    found = {"letter.txt": "act", "copy.txt": "copy", "english.txt": "translation", "book.txt": "excerpt"}
    assert names(catalog) == found
    act(catalog, OPEN, 3)
    assert "english.txt" not in names(catalog)  # a person's later word on what only follows
    act(catalog, CLOSE, 2)
    assert names(catalog)["english.txt"] == "translation"  # and what is closed after that word holds again
    act(catalog, OPEN, 1)
    act(catalog, OPEN, 2)
    assert names(catalog) == {}


@pytest.mark.parametrize(
    ("edges", "shut", "found"),
    [
        # The notice of an article, cut to be shorter elsewhere: both are words of the article.
        ([(links.EXCERPT, 4, 2), (links.EXCERPT, 2, 3)], [4], {4, 2, 3}),
        ([(links.EXCERPT, 4, 2), (links.EXCERPT, 2, 3)], [3], {4, 2, 3}),
        ([(links.EXCERPT, 4, 2), (links.EXCERPT, 2, 3)], [2], {4, 2, 3}),
        # Two excerpts of one text say different things.
        ([(links.EXCERPT, 4, 2), (links.EXCERPT, 4, 3)], [2], {4, 2}),
        ([(links.EXCERPT, 4, 2), (links.EXCERPT, 4, 3), (links.DUPLICATE, 4, 5)], [2], {4, 2, 5}),
        # Its copy leads to the same text by another way, which says all of it.
        ([(links.EXCERPT, 4, 2), (links.EXCERPT, 4, 3), (links.TRANSLATION, 1, 4)], [2, 1], {4, 2, 3, 1}),
        # A bulletin that translates two letters: 4 has the most words.
        ([(links.PART, 3, 4), (links.PART, 4, 5)], [4], {3, 4, 5}),
        ([(links.PART, 3, 4), (links.PART, 4, 5)], [3], {3, 4}),
        ([(links.PART, 4, 3), (links.PART, 5, 4)], [5], {4, 5}),
        ([(links.PART, 3, 4), (links.EXCERPT, 4, 5), (links.TRANSLATION, 3, 1)], [1], {1, 3, 4}),
    ],
)  # fmt: skip
def test_what_holds_closed_words_is_closed_and_what_else_it_holds_is_not(
    catalog: Catalog, edges: list[tuple[str, int, int]], shut: list[int], found: set[int]
) -> None:
    links.put(catalog, [Edge(kind, a, b, 1.0) for kind, a, b in edges])
    for n in shut:
        act(catalog, CLOSE, n)
    assert names(catalog).keys() == {list(TEXTS)[n - 1] for n in found}


def test_it_holds_for_the_same_words_and_the_same_bytes_elsewhere(catalog: Catalog) -> None:
    act(catalog, CLOSE, 1)
    same = intake("elsewhere.md", ("fr", "LA LETTRE DE LA CABANE,\nNUMERO NEUF"))
    documents.add(catalog, same, NOW)
    assert same.source.id in closed.closed(catalog, NOW)


def test_a_page_of_which_one_text_is_closed_is_closed_whole_and_leads_no_further(catalog: Catalog) -> None:
    page = intake("page.html", ("fr", "Premier billet du mur."), ("fr", "Second billet du mur."))
    first, second = documents.add(catalog, page, NOW)
    with catalog.transaction() as db:
        db.execute("UPDATE documents SET post = 1 WHERE n = ?", (second,))
    links.put(catalog, [Edge(links.DUPLICATE, second, 5, 1.0)])
    act(catalog, CLOSE, first)
    found = closed.closed(catalog, NOW)
    assert [why.by for why in found.values()] == ["act"]
    assert page.source.id in found  # and not the copy of the post beside it


def test_acts_of_a_log_hold_by_their_times(catalog: Catalog, tmp_path: Path) -> None:
    act(catalog, CLOSE, 1)
    early = (*care.listing(catalog),)
    with Catalog.open(tmp_path / "other", create=True) as other:
        for name, (lang, text) in TEXTS.items():
            documents.add(other, intake(name, (lang, text)), NOW)
        assert care.apply(other, early) == 1
        assert care.apply(other, early) == 0
        assert names(other) == {"letter.txt": "act"}
        later = Care(OPEN, "2026-06-01T00:00:00Z", "Nour", "", care.keys_of(other, [1]))
        between = Care(CLOSE, "2026-05-20T00:00:00Z", "Awa", "", care.keys_of(other, [1, 2]))
        care.enter(other, later)
        assert care.apply(other, [between]) == 1
        assert names(other) == {"copy.txt": "act"}  # of letter.txt what was said last holds


@pytest.mark.parametrize(
    "line",
    [
        "", "[]", "{}", '{"n": 1, "act": "remove", "until": null, "at": "x", "who": "", "why": ""}',
        json.dumps(forms.care(Care(CLOSE, "today", "", "", (), n=1))),
        json.dumps(forms.care(Care(CLOSE, NOW, "", "", (Key("file", "../x"),), n=1))),
        json.dumps(forms.care(Care(CLOSE, NOW, "", "", (), until="soon", n=1))),
    ],
)  # fmt: skip
def test_what_is_no_act_is_refused(line: str) -> None:
    with pytest.raises((ValueError, KeyError, TypeError)):
        care.read(line)


def test_an_act_is_read_as_it_was_written() -> None:
    one = Care(
        CLOSE, NOW, "Nour", "a “word”", (Key("text", "0" * 32), Key("file", "1" * 64)), "2046-12-31", n=4
    )
    assert care.read(json.dumps(forms.care(one))) == one


def test_of_two_acts_on_one_text_the_later_holds(catalog: Catalog) -> None:
    numbers = [act(catalog, CLOSE, 1), act(catalog, OPEN, 1), act(catalog, CLOSE, 1, until="2040-01-01")]
    assert [one.n for one in care.listing(catalog)] == numbers[::-1]
    assert next(care.listing(catalog)).documents
    assert care.latest(catalog)[next(iter(care.keys_of(catalog, [1])))].until == "2040-01-01"
    assert {key.kind for key in care.keys_of(catalog, [1])} == {"text", "file"}
    assert care.keys_at(catalog, "nowhere") == ()
    assert Key("file", "0" * 64) not in care.latest(catalog)

"""From a request to a page of hits."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from archive import forms
from archive.catalog import Catalog
from archive.errors import QueryError, UsageError
from archive.search.index import Index
from archive.search.results import ResultPage
from archive.search.service import Request, search, search_all
from tests.search import made


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Catalog, Index]]:
    catalog = made.build(tmp_path_factory.mktemp("archive"))
    index = made.ready(catalog, say=lambda line: None)
    yield catalog, index
    index.close()
    catalog.close()


def ask(archive: tuple[Catalog, Index], query: str, **asked: object) -> ResultPage:
    return search(*archive, Request(query, **asked), made.encode)  # type: ignore[arg-type]


def sources(page: ResultPage) -> list[str]:
    return [hit.document.source for hit in page.hits]


def test_a_hit_says_what_and_why(archive: tuple[Catalog, Index]) -> None:
    page = ask(archive, "entraide", cross=False)
    assert (page.total, page.documents) == (1, 1)
    hit = forms.hit(page.hits[0])
    assert hit["source"] == "proces.html"
    assert hit["why"] == {"words": ["d'entraide", "l'entraide"], "names": []}
    assert [hit["snippet"][a:b] for a, b in hit["highlights"]] == ["d'entraide"]
    assert [(t["lang"], t["title"]) for t in hit["translations"]] == [("en", "Mutual aid on trial")]
    assert hit["date"] == "2016-03-04"


def test_a_hit_says_what_stood_for_a_word_of_the_query(archive: tuple[Catalog, Index]) -> None:
    hit = forms.hit(ask(archive, "winter", lang="fr").hits[0])
    assert hit["source"] == "proces.html"
    assert hit["why"]["words"] == []
    assert hit["why"]["instead"] == {"l'hiver": "winter"}
    assert "l'hiver" in [hit["snippet"][a:b] for a, b in hit["highlights"]]
    direct = forms.hit(ask(archive, "winter", lang="en").hits[0])["why"]
    assert direct["words"] == ["winter"]
    assert "instead" not in direct
    assert ask(archive, "winter", lang="fr", cross=False).total == 0
    assert ask(archive, "winter AND cour", lang="fr").total == 0


@pytest.mark.parametrize(
    ("typed", "lang", "stood"),
    [
        ("Winter", "fr", {"l'hiver": "Winter"}),
        ("entraide WINTER", "fr", {"l'hiver": "WINTER"}),
    ],
)
def test_what_stood_for_a_word_is_told_with_the_word_as_typed(
    archive: tuple[Catalog, Index], typed: str, lang: str, stood: dict[str, str]
) -> None:
    told: dict[str, str] = {}
    for hit in ask(archive, typed, lang=lang).hits:
        told |= forms.hit(hit)["why"].get("instead", {})
    assert stood.items() <= told.items()


def test_both_versions_are_one_hit_and_copies_too(archive: tuple[Catalog, Index]) -> None:
    page = ask(archive, "Brest")
    assert (page.total, page.documents) == (1, 2)
    page = ask(archive, "harbour", cross=False)
    assert (page.total, page.documents) == (1, 2)
    assert len(page.hits[0].duplicates) == 1


@pytest.mark.parametrize("query", ["Londres", "london", '"Londres"'])
def test_a_name_finds_its_other_form(archive: tuple[Catalog, Index], query: str) -> None:
    found = sources(ask(archive, query))
    exact = query.startswith('"')
    assert ("marche.txt" in found, "harbour.txt" in found or "harbour-copy.txt" in found) == (True, not exact)


def test_why_names_the_other_form(archive: tuple[Catalog, Index]) -> None:
    page = ask(archive, "Londres", lang="en")
    assert page.hits[0].why.names == ("London",)
    assert "London" in page.hits[0].snippet


def test_meaning_is_told_apart(archive: tuple[Catalog, Index]) -> None:
    assert ask(archive, "frontiers open marching", cross=False).total == 0
    page = ask(archive, "le collectif appelle à marcher pour des frontières", cross=True)
    assert page.hits[0].document.source == "marche.txt"
    passage = page.hits[0].why.passage
    assert passage is not None
    assert passage.score > 0.3


def test_a_name_does_not_drift(archive: tuple[Catalog, Index]) -> None:
    assert set(sources(ask(archive, "Colette Varenne"))) <= {"proces.html", "trial.html"}
    assert ask(archive, "Varenne").total == 1


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({"person": ("colette varenne",)}, {"proces.html", "trial.html"}),
        ({"place": ("Londres",)}, {"marche.txt", "harbour.txt", "harbour-copy.txt"}),
        ({"place": ("London",), "lang": "fr"}, {"marche.txt"}),
        ({"org": ("Passeuses",)}, {"marche.txt"}),
        ({"since": "2017"}, {"marche.txt", "harbour.txt", "harbour-copy.txt"}),
        ({"since": "mars 2016", "until": "2016"}, {"proces.html"}),
        ({"until": "2015", "mentions": True}, {"marche.txt"}),
    ],
)
def test_filters(archive: tuple[Catalog, Index], asked: dict[str, object], expected: set[str]) -> None:
    page = ask(archive, "lang:fr OR lang:en", **asked)
    assert set(sources(page)) <= expected
    assert page.documents == len(expected)


def test_facets_name_the_names(archive: tuple[Catalog, Index]) -> None:
    facets = ask(archive, "lang:fr OR lang:en", facets=True).facets
    assert {v.value: v.count for v in facets["place"]} == {"Brest": 1, "London": 2, "Dover": 1}
    assert {v.value: v.count for v in facets["lang"]} == {"fr": 2, "en": 2}


def test_nothing_found_says_what_would_help(archive: tuple[Catalog, Index]) -> None:
    page = ask(archive, "entraude", cross=False)
    assert page.suggestions == {"entraude": ["entraide"]}
    assert page.notes
    page = ask(archive, "entraide", lang="it", cross=False)
    assert "Without --lang there is 1 hit." in page.notes


def test_a_misspelt_word_is_told_though_something_is_near_in_meaning(archive: tuple[Catalog, Index]) -> None:
    page = ask(archive, "entraude")
    assert not any(hit.why.words for hit in page.hits)
    assert page.suggestions == {"entraude": ["entraide"]}
    assert ask(archive, "entraide").suggestions == {}


def test_fewer_words_are_said(archive: tuple[Catalog, Index]) -> None:
    page = ask(archive, "entraide sous-marin", cross=False)
    assert page.total == 1
    assert "No text holds all of these words; these hold some of them." in page.notes


def test_a_batch_takes_what_it_cannot_read_as_words(archive: tuple[Catalog, Index]) -> None:
    asked = [Request('entraide "', lenient=True), Request("harbour")]
    pages = list(search_all(*archive, asked, made.encode))
    assert pages[0].notes[0].startswith("Read as plain words: This quotation mark")
    assert [p.hits[0].document.source for p in pages] == ["proces.html", pages[1].hits[0].document.source]
    with pytest.raises(QueryError):
        search(*archive, Request('entraide "'))


@pytest.mark.parametrize("asked", [{"since": "jamais"}, {"since": "2017", "until": "2016"}])
def test_dates_that_are_none(archive: tuple[Catalog, Index], asked: dict[str, str]) -> None:
    with pytest.raises(UsageError):
        ask(archive, "entraide", **asked)


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({"place": ("London",)}, ["marche.txt", "harbour.txt"]),
        ({"place": ("Londres",), "lang": "anglais"}, ["harbour.txt"]),
        ({"since": "2017", "until": "2018"}, ["marche.txt", "harbour.txt"]),
    ],
)
@pytest.mark.parametrize("query", ["", "  "])
def test_an_empty_query_with_filters_browses(
    archive: tuple[Catalog, Index], query: str, asked: dict[str, object], expected: list[str]
) -> None:
    assert sources(ask(archive, query, **asked)) == expected
    with pytest.raises(QueryError, match="nothing to search for"):
        ask(archive, query)


def test_undated_texts_are_not_left_out_unsaid(archive: tuple[Catalog, Index]) -> None:
    page = ask(archive, "court", since="2018", cross=False)
    assert (page.total, page.notes[0]) == (0, "1 undated hit, not shown.")
    assert not any("undated" in note for note in ask(archive, "court", cross=False).notes)
    assert not any("undated" in note for note in ask(archive, "harbour", since="2018", cross=False).notes)


def test_texts_that_mention_the_time_are_named_when_none_is_of_it(archive: tuple[Catalog, Index]) -> None:
    page = ask(archive, "marche", since="2015", until="2015", cross=False)
    assert page.total == 0
    assert "1 hit mentions that time: --mentions shows them." in page.notes
    assert ask(archive, "marche", since="2015", until="2015", mentions=True, cross=False).total == 1

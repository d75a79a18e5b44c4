"""What is written in two ways is one thing, whichever of them is typed; and what only looks alike is not."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from archive.errors import UsageError
from archive.search import engines
from archive.search.index import Index
from archive.search.port import EngineQuery, IndexRow
from archive.search.query import Words, parse
from archive.search.service import Request
from archive.search.snippet import Sought, marked, terms

TEXTS = {
    1: ("fr", "L'article L512-3 et l'art. R. 40-2 du code. L’U.N.E.F. et la F.S.U. y répondent."),
    2: ("en", "A co-operative of dock hands met. Its e-mail said: 2,750 tins were packed by Nora O’Keeffe."),
    3: (
        "fr",
        "La coopérative a rangé 2\u202f750 boîtes, dans le garde-manger de l'arrière-cour ; 14 300 bocaux.",
    ),
    4: ("en", "The email of the cooperative reached UNEF and FSU under article L. 512-3."),
    5: ("fr", "En 2016 300 bocaux furent vendus, ou 3 en 2750 jours, par sa cliente, Mme Keeffe-Roux."),
}
CASES = [
    ("L512-3", {1, 4}), ('"L. 512-3"', {1, 4}), ("L.512-3", {1, 4}), ("r40-2", {1}), ("L512-4", set()),
    ("unef", {1, 4}), ("F.S.U.", {1, 4}), ("l'UNEF", {1, 4}), ("L'U.N.E.F.", {1, 4}),
    ("cooperative", {2, 3, 4}), ("co-operative", {2, 3, 4}), ("coopérative", {2, 3, 4}),
    ('"co-operative"', {2, 3, 4}),
    ("email", {2, 4}), ("e-mail", {2, 4}), ("E-MAILS", {2, 4}), ("emails", {2, 4}),
    ("2750", {2, 3, 5}), ("2 750", {2, 3, 5}), ("2,750", {2, 3, 5}), ('"2 750 boîtes"', {3}), ("14300", {3}),
    ("2016300", set()), ("300", {3, 5}),
    ("Keeffe", {2, 5}), ("O'Keeffe", {2}), ("okeeffe", {2}),
    ("gardemanger", {3}), ("garde manger", {3}), ("arrièrecour", {3}),
]  # fmt: skip


@pytest.fixture(scope="module", params=["whoosh", "memory"])
def index(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    place: Path | str = tmp_path_factory.mktemp("folding") / "index"
    made = engines.index(f"{request.param}:{place}", create=True)
    made.write([IndexRow(n, lang, text) for n, (lang, text) in TEXTS.items()], (), 1)
    yield made
    made.close()


@pytest.mark.parametrize(("query", "expected"), CASES, ids=[query for query, _ in CASES])
def test_one_thing_written_in_two_ways(index: Index, query: str, expected: set[int]) -> None:
    found = index.search(EngineQuery(parse(query)))
    assert {match.n for match in found.matches} == expected


@pytest.mark.parametrize(
    ("query", "n", "written"),
    [
        ("email", 2, "e-mail"), ("e-mail", 4, "email"), ("cooperative", 2, "co-operative"),
        ("2750", 3, "2\u202f750"),
        ("Keeffe", 2, "O’Keeffe"), ("L512-3", 4, "L. 512-3"), ("unef", 1, "L’U.N.E.F"),
        ("2 750", 3, "2\u202f750"),
    ],
)  # fmt: skip
def test_what_was_found_is_marked_as_written(query: str, n: int, written: str) -> None:
    lang, text = TEXTS[n]
    assert [text[a:b] for a, b in marked(text, Sought(terms(parse(query)), lang))] == [written]


@pytest.mark.parametrize(
    "query", ["GRÈVE OU BLOCAGE", "STRIKE AND LOCKOUT AT THE PORT", "NEITHER BREAD NOT ROSES"]
)
def test_a_query_in_capitals_has_no_operators(query: str) -> None:
    tree, small = parse(query), parse(query.lower())
    assert isinstance(tree, Words)
    assert isinstance(small, Words)
    assert len(tree.nodes) == len(small.nodes) == len(query.split())


@pytest.mark.parametrize("query", ["UNEF OU FSU", "CGT AND FSU", "grève OU BLOCAGE", "(UNEF OR CGT) AND FSU"])
def test_acronyms_and_small_letters_leave_operators(query: str) -> None:
    assert not isinstance(parse(query), Words)


@pytest.mark.parametrize("lang", ["fr", "FR", "français", "French", "Anglais", "de", "und", None])
def test_a_language_is_told_by_code_or_name(lang: str | None) -> None:
    assert Request("port", lang=lang).settled().lang in ("fr", "en", "de", "und", None)


@pytest.mark.parametrize("lang", ["xx", "frenchish", "xx-nonsense", ""])
def test_an_unknown_language_is_told(lang: str) -> None:
    with pytest.raises(UsageError, match="Unknown language"):
        Request("port", lang=lang).check()

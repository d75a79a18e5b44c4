"""OpenSearch without a server: addresses, who may ask, what a text becomes, how long a query is."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from archive.errors import DamagedIndex, UnreachableServer, UsageError
from archive.search.engines.opensearch import groups, kept, tallies
from archive.search.engines.opensearch.address import access, parsed, written
from archive.search.engines.opensearch.connection import ClusterConnection, ServerRefusal
from archive.search.engines.opensearch.facts import leaves
from archive.search.engines.opensearch.groups import LinkedText, VersionGroup
from archive.search.engines.opensearch.mapping import document, tokens
from archive.search.engines.opensearch.queries import Compiler
from archive.search.engines.opensearch.words import Means
from archive.search.plan import ANYWHERE, AllOf, AnyOf, AtLeast, FacetCount, Query, Scored, TermQuery
from archive.search.port import IndexRow

ADDRESSES = [
    ("opensearch://h/papers", (("h", 9200),), "papers"),
    ("opensearch://h1:9200,h2:9201/fonds-2", (("h1", 9200), ("h2", 9201)), "fonds-2"),
    ("opensearch://h:1,h:1/x", (("h", 1),), "x"),
    ("opensearch://[::1]:9200,10.0.0.7/a_b", (("::1", 9200), ("10.0.0.7", 9200)), "a_b"),
]


@pytest.mark.parametrize(("address", "nodes", "name"), ADDRESSES)
def test_addresses(address: str, nodes: tuple[tuple[str, int], ...], name: str) -> None:
    found = parsed(address)
    assert (found.nodes, found.name) == (nodes, name)
    assert parsed(written(found)) == found


@pytest.mark.parametrize(
    "wrong",
    [
        "opensearch:", "opensearch://", "opensearch://h", "opensearch://h/", "opensearch:h/x", "opensearch:///x",
        "opensearch://H/x", "opensearch://h/X", "opensearch://h/été", "opensearch://h/-x", "opensearch://h/_x",
        "opensearch://h/x/y", "opensearch://h/x?y", "opensearch://h/*", "opensearch://h/a,b", "opensearch://h,/x",
        "opensearch://h:99999/x", "opensearch://h:a/x", "opensearch://u@h/x", "opensearch://h /x", "http://h/x",
        "opensearch://h/" + "x" * 101,
    ],
)  # fmt: skip
def test_what_is_no_address_is_refused(wrong: str) -> None:
    with pytest.raises(UsageError, match="no address of an index on OpenSearch"):
        parsed(wrong)


@pytest.mark.parametrize(
    ("host", "environment", "tls"),
    [
        ("search.example.org", {}, True),
        ("search.example.org", {"OPENSEARCH_ALLOW_HTTP": "true"}, False),
        ("search.example.org", {"OPENSEARCH_TLS": "0"}, True),
        ("localhost", {}, False),
        ("127.0.0.1", {"OPENSEARCH_TLS": "1"}, True),
        ("127.0.0.1,10.0.0.7", {}, True),  # one of them is another machine
        ("[::1]:9200", {}, False),
    ],
)
def test_tls_is_spoken_to_other_machines(host: str, environment: dict[str, str], tls: bool) -> None:
    assert access(parsed(f"opensearch://{host}/papers"), environment).tls is tls


@contextmanager
def answering(body: bytes, statuses: Sequence[int] = ()) -> Iterator[str]:
    """The address of an index at a server that answers everything so, the first requests by `statuses`."""
    told = iter(statuses)

    class Server(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(next(told, 200))
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            """Says nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Server)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"opensearch://127.0.0.1:{server.server_address[1]}/papers"
    finally:
        server.shutdown()
        server.server_close()


@pytest.mark.parametrize(
    "body",
    [b"<html>a router</html>", b"[1, 2]", b"7", b"null", b"\xff{}", b"{", b"[" * 100_000, b'{"a":' * 100_000],
)
def test_a_server_of_another_kind_is_told(body: bytes) -> None:
    with answering(body) as address:
        connection = ClusterConnection(parsed(address), access(parsed(address), {}))
        with pytest.raises(UnreachableServer, match="does not speak as OpenSearch does"):
            connection.ask("GET", "/")
        connection.close()


@pytest.mark.parametrize("statuses", [(429,), (502,), (503,), (504,), (503, 429, 502)])
def test_a_server_that_is_busy_is_asked_again(statuses: tuple[int, ...]) -> None:
    with answering(b'{"took": 7}', statuses) as address:
        connection = ClusterConnection(parsed(address), access(parsed(address), {}))
        assert connection.ask("GET", "/") == {"took": 7}
        connection.close()


def test_a_server_that_stays_busy_is_told_as_it_answers() -> None:
    with answering(b"{}", (503,) * 100) as address:
        connection = ClusterConnection(parsed(address), access(parsed(address), {}))
        with pytest.raises(UnreachableServer, match="it answers 503"):
            connection.ask("GET", "/", patience=0.3)
        connection.close()


@pytest.mark.parametrize("status", [400, 404, 409, 500, 501])
def test_what_a_server_refuses_is_not_asked_again(status: int) -> None:
    error = b'{"error": {"type": "parsing", "reason": "no such field", "root_cause": []}}'
    with answering(error, (status,)) as address:
        connection = ClusterConnection(parsed(address), access(parsed(address), {}))
        with pytest.raises(ServerRefusal) as refused:
            connection.ask("GET", "/")
        told = refused.value
        assert (told.status, told.kind, told.reason) == (status, "parsing", "no such field")
        connection.close()


def count(documents: int, groups: int | None = None) -> dict[str, Any]:
    return {"doc_count": documents, **({} if groups is None else {"groups": {"value": groups}})}


@pytest.mark.parametrize(
    ("documents", "several", "groups", "hits"), [(0, 0, 0, 0), (10, 0, 0, 10), (10, 6, 2, 6), (6, 6, 3, 3)]
)
def test_a_group_of_several_texts_is_one_hit(documents: int, several: int, groups: int, hits: int) -> None:
    answer = {"hits": {"total": {"value": documents}}, "aggregations": {"several": count(several, groups)}}
    assert tallies.total(answer) == (hits, documents)


def test_a_group_counts_once_for_each_value_of_a_facet() -> None:
    def buckets(**values: tuple[int, int | None]) -> dict[str, Any]:
        return {"buckets": [{"key": key, **count(*value)} for key, value in values.items()]}

    aggregations = {
        "alone": {
            "lang": buckets(fr=(4, None), en=(2, None), de=(3, None)), "undated": count(1),
            "month 2016-02": count(5),
        },
        "several": {
            "lang": buckets(en=(9, 2), fr=(9, 0), it=(2, 1)), "undated": count(7, 2),
            "month 2016-02": count(4, 1),
        },
    }  # fmt: skip
    asked = (
        FacetCount("lang", 3), FacetCount("undated", None), FacetCount("month", None, (("2016-02", (1, 2)),))
    )  # fmt: skip
    assert tallies.told({"aggregations": aggregations}, asked) == {
        "lang": [("en", 4), ("fr", 4), ("de", 3)], "undated": [("1", 3)], "month": [("2016-02", 6)],
    }  # fmt: skip


def test_a_password_is_never_shown() -> None:
    found = access(
        parsed("opensearch://h/x"), {"OPENSEARCH_USER": "archive", "OPENSEARCH_PASSWORD": "geheim"}
    )
    assert (found.user, found.password) == ("archive", "geheim")
    assert "geheim" not in repr(found)
    for name in ("OPENSEARCH_USER", "OPENSEARCH_PASSWORD"):
        with pytest.raises(UnreachableServer, match="set OPENSEARCH_"):
            access(parsed("opensearch://h/x"), {name: "geheim"})


def test_an_index_is_only_taken_for_that_of_its_archive() -> None:
    address = "opensearch://h1,h2:9201/papers"
    own = kept.begun(address)
    assert parsed(kept.at(own, "opensearch://h3/papers")).nodes == (("h3", 9200),)  # servers come and go
    assert parsed(own).name == parsed(kept.at(own, address)).name
    assert kept.begun(address) != own
    for other in (
        "opensearch://h1/papers",
        "opensearch://h1/letters-4c19e0b2",
        "opensearch://h1/papers-x",
        "",
    ):
        with pytest.raises(DamagedIndex, match="archive reindex"):
            kept.at(other, address)


# -- texts -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "lang", "expected"),
    [
        ("Les marches", "fr", ["les|fr/les", "marches|fr/march"]),
        ("The marches", "en", ["the|en/the", "marches|en/march"]),
        ("l'État", "fr", ["etat|fr/etat"]),
        ("", "fr", []),
    ],
)
def test_the_words_of_a_text(text: str, lang: str, expected: list[str]) -> None:
    assert tokens(text, lang) == expected


def test_a_text_in_another_language_has_the_stems_of_all() -> None:
    (place,) = tokens("Marches", "de")
    assert place.split("|") == ["marches", "fr/march", "en/march"]


def test_what_is_not_there_is_left_out() -> None:
    found = document(
        IndexRow(3, "", "Un mot", names=(("PLACE", "Lille"),), entities=(("PLACE", 7), ("ORG", 8)))
    )
    assert found["lang"] == found["folder"] == found["format"] == ""  # a value, too
    assert (found["place_entity"], found["org_entity"], found["entity"]) == ([7], [8], [7, 8])
    assert not {"first", "year", "person", "title", "sketches", "person_entity"} & found.keys()


# -- groups ------------------------------------------------------------------------------------------


class _Indexed:
    """Texts that are in an index, with their groups."""

    def __init__(self, *texts: tuple[LinkedText, VersionGroup]) -> None:
        self.texts = texts

    def search(self, query: dict[str, object], fields: object) -> list[dict[str, list[object]]]:
        found = []
        for one, group in self.texts:
            told: dict[str, list[object]] = {
                "n": [one.n], "lang": [one.lang], "twins": list(one.twins), "group": [group.number],
                "several": [group.several], "translated": [group.translated],
            }  # fmt: skip
            clauses = query["bool"]["filter"]  # type: ignore[index]
            if all(
                set(values if isinstance(values, list) else [values]) & set(told[name])
                for clause in clauses for kind in clause.values() for name, values in kind.items()
            ):  # fmt: skip
                found.append(told)
        return found


def test_a_link_joins_groups_and_tells_which_texts_are_to_be_written_again() -> None:
    held = _Indexed(
        (LinkedText(1, "fr", ()), VersionGroup(1)),
        (LinkedText(2, "en", (3,)), VersionGroup(2, True, False)),
        (LinkedText(3, "en", ()), VersionGroup(2, True, False)),
    )
    own, moved = groups.settle({4: LinkedText(4, "fr", (1, 2))}, (), held.search)  # type: ignore[arg-type]
    assert own == {4: VersionGroup(1, True, True)}
    assert moved == {n: VersionGroup(1, True, True) for n in (1, 2, 3)}


def test_a_text_that_goes_parts_a_group() -> None:
    held = _Indexed(
        (LinkedText(1, "fr", (2,)), VersionGroup(1, True, True)),
        (LinkedText(2, "en", (3,)), VersionGroup(1, True, True)),
        (LinkedText(3, "en", ()), VersionGroup(1, True, True)),
    )
    own, moved = groups.settle({}, (2,), held.search)  # type: ignore[arg-type]
    assert own == {}
    assert moved == {1: VersionGroup(1), 3: VersionGroup(3)}


# -- queries -----------------------------------------------------------------------------------------


class _Known:
    """As if each word stood in one text."""

    means = Means(100.0, 5.0)

    def count(self, query: Query) -> int:
        return 1

    def best(self, query: Query) -> float:
        return 1.0

    def top(self, query: Query, among: int) -> tuple[int, ...]:
        return ()

    def near(self, form: str, edits: int) -> tuple[str, ...]:
        return (form,)

    def weight(self, texts: int) -> float:
        return 2.0


@pytest.mark.parametrize("words", [1, 8, 60, 600])
def test_a_query_of_many_words_is_one_that_the_server_takes(words: int) -> None:
    terms = tuple(TermQuery(f"mot{n}", ANYWHERE) for n in range(words))
    query = Scored(terms, AtLeast(terms, 1))
    found = Compiler(_Known()).scored(query)
    assert leaves(found.query) <= 1_000
    assert found.ceiling == 2.0 * words  # of a full answer, whatever is scored
    assert leaves(Compiler(_Known()).mask(query)) == 2  # the words of a field are asked for at once


def test_what_must_match_several_times_is_not_taken_apart() -> None:
    one, two, three = (TermQuery(form, ("person",)) for form in ("un", "deux", "trois"))
    pair = AtLeast((one, two, three), 2)
    assert Compiler(_Known()).mask(AnyOf((pair, three))) == {
        "bool": {
            "should": [{"terms": {"person": ["trois"]}}, Compiler(_Known()).mask(pair)],
            "minimum_should_match": 1,
        }
    }


def test_what_matches_everything_or_nothing() -> None:
    compiler = Compiler(_Known())
    assert compiler.mask(AllOf(())) == {"match_all": {}}
    assert compiler.mask(AnyOf(())) == {"match_none": {}}
    assert compiler.scored(AnyOf(())).query is None

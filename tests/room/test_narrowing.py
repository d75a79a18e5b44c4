"""What narrows a search down: chips, facets that choose and leave out, months, saved searches, its errors."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qsl, urlencode, urlsplit

import html5lib
import pytest
from starlette.testclient import TestClient

import archive
from archive.errors import QueryError, UsageError
from archive.records import Status
from archive.room.application import application
from archive.room.asked import Asked
from archive.room.fixed import file_of
from archive.room.sessions import Sessions
from archive.room.wording import fault, format_name, unbroken, words
from archive.search.query import parse
from tests.room.conftest import HERE, enter, token_of
from tests.room.test_pages import links

FR, EN = {"Accept-Language": "fr"}, {"Accept-Language": "en"}
INBOX = {
    "marche.txt": "Marche pour le port\n\nLille, le 3 mars 2018\n\nOn marche vers le port de Calais.\n",
    "walk.txt": "A walk to the harbour\n\nDover, 9 June 2018\n\nTwelve councillors met in Calais.\n",
    "quai.html": "<html lang=fr><title>Quai</title><p>Le quai du port est fermé depuis longtemps.</p></html>",
}


@pytest.fixture(scope="module")
def held(tmp_path_factory: pytest.TempPathFactory) -> Iterator[archive.Archive]:
    folder = tmp_path_factory.mktemp("narrowed")
    for name, text in INBOX.items():
        (folder / name).write_text(text, "utf-8")
    beside = "path,collection,identifier\nmarche.txt,Fonds du quai,1\nwalk.txt,Harbour papers,2\n"
    (folder / "metadata.csv").write_text(beside, "utf-8")
    with archive.open(folder / "archive", create=True, run=archive.Run(vectors=False)) as made:
        made.ingest([folder / name for name in INBOX] + [folder])
        for pair in list(made.pairs()):  # texts as short as these are soon taken for translations
            made.decide(pair.a.id, pair.b.id, Status.REJECTED)
        yield made


@pytest.fixture
def kept(held: archive.Archive) -> Sessions:
    return Sessions(held.folder)


@pytest.fixture
def quay(held: archive.Archive, kept: Sessions) -> Iterator[TestClient]:
    app = application(held, hosts=["testserver"], sessions=kept)
    with TestClient(app, headers=EN, follow_redirects=False) as client:
        yield client


def titles(client: TestClient, address: str) -> set[str]:
    found = client.get(f"/api{address}").json()
    return {str(hit["title"]) for hit in found["hits"]}


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("q=port&not=lang:fr&not=undated:1", {"A walk to the harbour"}),
        ("q=Calais&not=lang:en", {"Marche pour le port"}),
        ("not=undated:1", {"Marche pour le port", "A walk to the harbour"}),
        ("undated=1", {"Quai"}),
        ("undated=1&since=2018", set()),
        ("not=format:text/plain", {"Quai"}),
        ("format=text/html", {"Quai"}),
        ("collection=Fonds+du+quai", {"Marche pour le port"}),
        ("not=collection:Fonds+du+quai&not=undated:1", {"A walk to the harbour"}),
        ("since=2018-06&until=2018-06", {"A walk to the harbour"}),
        ("translated=1", set()),
        ("not=nothing:1&not=lang:", {"Marche pour le port", "A walk to the harbour", "Quai"}),
        ("not=lang:xx", None),
    ],
)
def test_filters_keep_and_leave_out(quay: TestClient, query: str, expected: set[str] | None) -> None:
    if expected is None:
        assert quay.get(f"/api/search?{query}").status_code == 400
        assert quay.get(f"/search?{query}").status_code == 400
    else:
        assert titles(quay, f"/search?{query}") == expected


def test_what_has_a_translation_is_counted_and_kept_or_left_out(room: TestClient) -> None:
    found = room.get("/api/search").json()
    (told,) = found["facets"]["translated"]
    kept, gone = (room.get(f"/api/search?{q}").json() for q in ("translated=1", "not=translated:1"))
    assert (kept["total"], kept["total"] + gone["total"]) == (told["count"], found["total"])
    assert 0 < kept["total"] < found["total"]
    assert all(hit["translations"] for hit in kept["hits"])
    assert not any(hit["translations"] for hit in gone["hits"])


def test_each_filter_is_a_chip_that_takes_it_away(quay: TestClient) -> None:
    told = "q=port&since=2018-03&until=2018-03&not=lang:en&not=undated:1&format=text/plain"
    for lang, chips in (
        (FR, ["Date : mars 2018", "Format : texte brut", "sauf Langue : anglais", "sauf sans date"]),
        (EN, ["Date: March 2018", "Format: plain text", "except Language: English", "except undated"]),
    ):
        body = html.unescape(quay.get(f"/search?{told}", headers=lang).text)
        shown = re.findall(r'<li><span>(.*?)</span>\s<a href="(.*?)"', body)
        assert [re.sub(r"\s", " ", text) for text, _ in shown] == chips
        for _, address in shown:
            assert len(quay.get(f"/api{address}").json()["hits"]) >= 1
        assert "since" not in shown[0][1]
        assert "not=lang%3Aen" not in shown[2][1]
        assert "not=undated" in shown[2][1]


def test_facets_lead_to_the_texts_without_a_value(quay: TestClient) -> None:
    body = html.unescape(quay.get("/search?q=Calais", headers=FR).text)
    assert '<a class="not" href="/search?q=Calais&not=lang%3Afr" aria-label="Exclure français"' in body
    assert "sans date" not in body, "of texts that name Calais all have a date"
    body = html.unescape(quay.get("/search", headers=FR).text)
    assert '<a href="/search?undated=1">sans date</a> <span class="tail"><span class="count">1</span>' in body
    assert "Fonds du quai" not in body, "collections are counted once they are asked for"
    body = html.unescape(quay.get("/search?facet=collection", headers=FR).text)
    assert '<a href="/search?collection=Fonds+du+quai&facet=collection">Fonds du quai</a>' in body


@pytest.mark.parametrize(
    ("query", "labels"),
    [
        ("since=2018&until=2018", ["mars 2018: 1", "juin 2018: 1"]),
        ("since=2018-02&until=2018-04", ["mars 2018: 1"]),
        ("since=2018-03&until=2018-03", ["3 mars 2018: 1"]),
        ("since=2018-03-03&until=2018-03-03", []),
        ("since=2017&until=2018", []),
    ],
)
def test_within_a_year_months_are_drawn_and_within_a_month_days(
    quay: TestClient, query: str, labels: list[str]
) -> None:
    body = html.unescape(quay.get(f"/search?{query}", headers=FR).text)
    assert re.findall(r'<a href="[^"]*" aria-label="(\S[^"]*: \d)"><title>', body) == labels


@pytest.mark.parametrize(
    "query", ["not=lang:fr", "undated=1", "translated=1", "format=text/html", "collection=x", "facet=lang"]
)
def test_a_room_of_files_has_no_list_for_these(query: str) -> None:
    assert file_of("/search?lang=fr") == "texts/in-fr.html"
    assert file_of(f"/search?{query}") is None
    assert file_of(f"/search?lang=fr&{query}") is None


@pytest.mark.parametrize(
    "query",
    [
        'calais "', "a*", "~", "Belmas~9", '"deux mots"~x', "mot " * 600, "port~ " * 200, "x" * 10_001, "  ",
        "port)", "(port", "(" * 31 + "a", "OU port", "port ET", "(ET)", "SAUF", "nom:x", "titre:(lieu:x)",
        "titre: ET", "langue:xx", "date:[2018 TO 2015]", "date:[x TO 2015]", "date:hier", "NOT",
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_query_is_said_in_both_languages(query: str) -> None:
    with pytest.raises(QueryError) as raised:
        parse(query)
    assert raised.value.code
    said = fault(raised.value, "fr")
    assert said.lang == "fr"
    assert not re.search(r"[{}]", said.text)
    plain = fault(raised.value, "en").text
    assert re.sub("[“”'\"]", "", plain) == re.sub("[“”'\"]", "", str(raised.value.args[0]))


def test_every_code_of_an_error_has_french_words() -> None:
    folder = Path(archive.__file__).parent
    source = "".join(path.read_text("utf-8") for path in (folder / "search").rglob("*.py"))
    codes = set(re.findall(r'worded\(\s*"(\w+)"', source))
    assert len(codes) > 20
    assert {f"bad_{code}" for code in codes} - {"bad_never"} <= set(words("fr"))


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("/search?q=calais+ET+%28", "Il manque quelque chose ici."),
        ("/search?since=hier+soir", "La date « hier soir » n’est pas comprise"),
        ("/search?since=2018&until=2015", "La période de 2018 à 2015 finit avant de commencer."),
        ("/search?lang=klingon", "La langue « klingon » n’est pas connue"),
        ("/search?q=nom:x", "Le champ « nom » n’existe pas."),
    ],
)
def test_the_page_says_what_is_wrong_in_its_language(quay: TestClient, address: str, said: str) -> None:
    body = html.unescape(quay.get(address, headers=FR).text)
    assert f'<p role="alert" lang="fr">{unbroken(said)}' in body
    assert '<p role="alert" lang="en">' in quay.get(address, headers=EN).text


def test_a_program_is_told_the_code_of_an_error(quay: TestClient) -> None:
    told = quay.get("/api/search?q=port+%28").json()
    assert (told["code"], told["position"]) == ("missing", 6)


@pytest.mark.parametrize(
    "address",
    [
        "/search?person=Odile+Marquant", "/search?q=port&format=text%2Fplain", "/search?translated=1",
        "/search?q=port&mentions=1&since=2018", "/search?not=format%3Atext%2Fhtml&lang=fr&lang=en",
    ],
)  # fmt: skip
def test_a_saved_search_keeps_all_its_filters(
    quay: TestClient, kept: Sessions, held: archive.Archive, address: str
) -> None:
    enter(quay, kept)
    body = quay.get(address).text
    (save,) = [one for one in links(body) if one.startswith("/watch?")]
    form = quay.get(save).text
    tree = html5lib.HTMLParser(namespaceHTMLElements=False).parse(form)
    hidden = [e for e in tree.iter("input") if e.get("name") not in (None, "name") and e.get("id") != "q"]
    own = [(e.get("name"), e.get("value") or "") for e in hidden]
    data: dict[str, list[str]] = {"what": ["save"], "name": ["mine"]}
    for name, value in own:
        data.setdefault(name, []).append(value)
    data["token"] = [token_of(quay)]
    try:
        assert quay.post("/watch", data=data, headers=HERE).status_code == 303
        (saved,) = held.watches()
        assert Asked.of(saved.request).but(sort="relevance") == Asked.read(parse_qsl(urlsplit(address).query))
        assert titles(quay, Asked.of(saved.request).address()) == titles(quay, address)
        assert Asked.of(saved.request).address().replace("&", "&amp;") in quay.get("/watch").text
    finally:
        held.remove_watch("mine")
    assert held.watches() == []


def test_several_languages_are_chosen_together(quay: TestClient) -> None:
    def total(lang: str | list[str]) -> int:
        return int(quay.get("/api/search", params={"lang": lang}).json()["total"])

    french, english = titles(quay, "/search?lang=fr"), titles(quay, "/search?lang=en")
    both = titles(quay, "/search?lang=fr&lang=en")
    assert set(both) == {*french, *english}
    assert total(["fr", "en"]) >= max(total("fr"), total("en"))
    assert total(["fr", "it"]) == total("fr")
    assert quay.get("/search?lang=fr&lang=klingon", headers=FR).status_code == 400
    body = html.unescape(quay.get("/search?lang=fr", headers=FR).text)
    assert '<a href="/search?lang=fr&lang=en">ou anglais</a>' in body, "the other language can be added"
    body = html.unescape(quay.get("/search?lang=fr&lang=en", headers=FR).text)
    assert unbroken("Langue : français") in body
    assert unbroken("Langue : anglais") in body
    assert f'href="/search?lang=en" aria-label="{unbroken("Enlever le filtre Langue : français")}"' in body


def test_documents_come_one_a_line(quay: TestClient) -> None:
    every = quay.get("/api/documents?limit=100").json()["documents"]
    for got in (
        quay.get("/api/documents?format=ndjson"),
        quay.get("/api/documents", headers={"Accept": "application/x-ndjson"}),
    ):
        assert got.headers["content-type"].startswith("application/x-ndjson")
        assert [json.loads(line) for line in got.text.splitlines()] == every
    some = quay.get("/api/documents?format=ndjson&limit=2&lang=fr&lang=en").text.splitlines()
    assert [json.loads(line)["id"] for line in some] == [one["id"] for one in every[:2]]
    french = quay.get("/api/documents?format=ndjson&lang=fr").text.splitlines()
    assert {json.loads(line)["lang"] for line in french} == {"fr"}
    assert quay.get("/api/documents?format=ndjson&since=jadis").status_code == 400
    assert quay.get("/api/documents?format=ndjson&undated=1&lang=xx").text == ""


@pytest.mark.parametrize(
    ("asked", "query"),
    [
        (Asked(q="port"), "port"),
        (Asked(q="port OU quai", lang=("fr",)), "(port OU quai) AND lang:fr"),
        (Asked(q="port", lang=("fr", "en")), ""),
        (Asked(since="2018-03"), "date:[2018-03 TO *]"),
        (Asked(undated=True), "NOT date:[* TO *]"),
        (Asked(q="a", never=("lang:fr", "undated:1")), "(a) AND NOT lang:fr AND date:[* TO *]"),
        (Asked(collection="Fonds du quai"), 'collection:"Fonds du quai"'),
        (Asked(q="a", translated=True), ""),
        (Asked(person=("Odile",)), ""),
        (Asked(never=("format:text/html",)), ""),
        (Asked(q="a", mentions=True, since="2018"), ""),
    ],
)
def test_a_search_as_one_query(quay: TestClient, asked: Asked, query: str) -> None:
    assert asked.query == query
    assert Asked(source='a" OR "b').query == 'source:"a  OR  b"'
    if query:
        assert titles(quay, f"/search?{urlencode({'q': query})}") == titles(quay, asked.address())


def test_saved_searches_are_kept_looked_at_and_removed(
    quay: TestClient, kept: Sessions, held: archive.Archive, tmp_path: Path
) -> None:
    assert quay.get("/watch").status_code == 403, "they are the archivist's"
    enter(quay, kept)
    token = token_of(quay)

    def sent(**fields: str) -> int:
        return quay.post("/watch", data={"token": token, **fields}, headers=HERE).status_code

    assert sent(what="save", name="Le <port>", q="port OU harbour") == 303
    for name, q, said in (
        ("Le <port>", "quai", "Une recherche s’appelle déjà « Le <port> »."),
        ("autre", "(quai", "Cette parenthèse n’est jamais fermée."),
    ):
        got = quay.post(
            "/watch", data={"token": token, "what": "save", "name": name, "q": q}, headers={**HERE, **FR}
        )
        assert got.status_code == 400
        assert unbroken(said) in html.unescape(got.text)
    assert sent(what="save", name=" ", q="quai") == 400
    assert sent(what="nothing", name="x") == 400
    body = quay.get("/watch").text
    assert "Le &lt;port&gt;" in body
    assert "0 new texts" in body
    assert "Mark all as seen" not in body
    assert 'href="/feed.atom?q=port+OU+harbour"' in body
    (tmp_path / "neu.txt").write_text("Le port rouvre\n\nLe port rouvre lundi.\n", "utf-8")
    held.ingest([tmp_path / "neu.txt"])
    held.reindex(update=True)
    body = quay.get("/watch").text
    assert "1 new text" in body
    assert "Le port rouvre" in body
    assert "1 new text" in quay.get("/watch").text, "to look is not to have seen"
    assert sent(what="seen") == 303
    assert "0 new texts" in quay.get("/watch").text
    assert sent(what="remove", name="Le <port>") == 303
    assert sent(what="remove", name="Le <port>") == 400
    assert held.watches() == []


@pytest.mark.parametrize(
    ("media_type", "fr", "en"),
    [("application/pdf", "PDF", "PDF"), ("message/rfc822", "courriel", "email"),
     ("application/x-toy", "application/x-toy", "application/x-toy")],
)  # fmt: skip
def test_formats_have_names(media_type: str, fr: str, en: str) -> None:
    assert (format_name(media_type, "fr"), format_name(media_type, "en")) == (fr, en)


def test_an_error_without_words_of_its_own_is_said_in_english() -> None:
    assert fault(UsageError("Nothing of the kind."), "fr") == ("Nothing of the kind.", "en")


def test_ten_values_of_a_facet_are_shown_and_all_of_them_when_asked(room: TestClient) -> None:
    def places(address: str) -> list[str]:
        body = room.get(address).text
        found = re.search(r'<h2 id="place">.*?</ul>(.*?)<h2', body, re.DOTALL)
        assert found
        return [
            *re.findall(r'aria-label="Exclude ([^"]*)"', found[0]),
            *(["more"] if "<p>" in found[1] else []),
        ]

    few, every = places("/search"), places("/search?facet=place")
    assert (len(few), few[-1]) == (11, "more")
    assert every[:10] == few[:10]
    assert len(every) > 20
    assert "more" not in every
    assert len(room.get("/api/search").json()["facets"]["place"]) == 20
    assert len(room.get("/api/search?facet=place").json()["facets"]["place"]) == len(every)


@pytest.mark.parametrize(
    ("query", "offered"),
    [("lang=fr", True), ("lang=fr&not=lang%3Aen", False), ("lang=fr&not=lang%3Ade", True), ("", False)],
)
def test_a_language_that_is_left_out_is_none_to_be_added(quay: TestClient, query: str, offered: bool) -> None:
    body = html.unescape(quay.get(f"/search?q=port&{query}").text)
    asked = [parse_qsl(urlsplit(one).query) for one in re.findall(r'href="(/search\?[^"]*)"', body)]
    both = [pairs for pairs in asked if [value for key, value in pairs if key == "lang"] == ["fr", "en"]]
    assert bool(both) is offered

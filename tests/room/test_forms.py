"""What programs are given: forms that their schemas hold, records that other programs read, no paths."""

from __future__ import annotations

import csv
import datetime as dt
import io
import itertools
import json
import re

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from starlette.testclient import TestClient

import archive
from archive import forms
from archive.forms import citing, dublin, public
from archive.records import Document, Span, Statement
from archive.room import feeds
from archive.room.api import _folded
from archive.room.asked import Asked
from archive.room.histogram import histogram
from archive.search.results import Facet
from tests.room.test_pages import entity, first


def test_the_description_is_true(room: TestClient, archivist: TestClient) -> None:
    """Each address that it names answers, in the form that it says; what is sent is tried elsewhere."""
    described = room.get("/api/openapi.json").json()
    assert described["openapi"] == "3.1.0"
    ids = {"documents": first(room, "Douvres", lang="fr"), "entities": entity(room, "places")}
    for path, item in described["paths"].items():
        of = path.split("/")[2]
        if "get" not in item or "{n}" in path:
            continue
        got = (archivist if of == "decisions" else room).get(
            path.replace("{id}", ids.get(of, "")), params={"q": "Douvres"} if of == "search" else {}
        )
        assert got.status_code == 200, path
        ((media_type, content),) = item["get"]["responses"]["200"]["content"].items()
        assert got.headers["content-type"].startswith(media_type)
        if media_type == "application/json":
            schema = content["schema"] | {"components": described["components"]}
            jsonschema.validate(got.json(), schema)


def test_a_document_is_as_the_command_line_tells_it(room: TestClient, opened: archive.Archive) -> None:
    found = first(room, "Douvres", lang="fr")
    told = forms.reading(opened.read(found))
    assert told["source"].endswith("corpus/documents/tagged-solidarity.txt")
    assert room.get(f"/api/documents/{found}").json() == told | {"source": "tagged-solidarity.txt"}
    assert any(m.get("entity") for m in told["mentions"])


@pytest.mark.parametrize(
    ("source", "label"),
    [
        ("/home/nour/papiers/mars.html", "mars.html"),
        ("papers/march.html", "march.html"),
        ("march.html", "march.html"),
        ("C:\\Papiers\\mars.html", "mars.html"),
        ("\\\\server\\papers\\march.html", "march.html"),
        ("papiers/caf\\xe9 \\xff.txt", "caf\\xe9 \\xff.txt"),  # bytes that are no UTF-8
        ("/home/nour/a\\b.txt", "a\\b.txt"),
        ("/home/nour/box.mbox!<1@host>!plan.pdf", "box.mbox!<1@host>!plan.pdf"),
        ("/home/nour/Inbox!//<1@host>", "Inbox!//<1@host>"),
        ("/home/nour/a.zip!b/c.txt", "a.zip!b/c.txt"),
        ("https://paix.example/2016/05/appel", "https://paix.example/2016/05/appel"),
        ("", ""),
    ],
)
def test_a_source_is_shown_without_its_folder(source: str, label: str) -> None:
    assert public.label(source) == label
    assert public.form({"hits": [{"source": source, "origins": [source], "text": source}]}) == {
        "hits": [{"source": label, "origins": [label], "text": source}]
    }


def document(**more: object) -> Document:
    base = {
        "id": "a" * 16, "sha256": "b" * 64, "source": "/home/x/page.html", "media_type": "text/html",
        "post": 0, "start": 0, "end": 4, "spans": (Span(0, 4),), "lang": "fr", "title": None, "author": None,
        "text": "Text", "blocks": (),
    }  # fmt: skip
    return Document(**{**base, **more})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("date", "ris", "bibtex"),
    [
        ("2016-05-03", "PY  - 2016\r\nDA  - 2016/05/03/\r\n", "  year = {2016},\n  month = {5},\n"),
        ("2016-05", "PY  - 2016\r\nDA  - 2016/05//\r\n", "  year = {2016},\n  month = {5},\n"),
        ("2016-21", "PY  - 2016\r\nDA  - 2016///\r\n", "  year = {2016},\n  language"),
        ("2016~", "PY  - 2016\r\nDA  - 2016///\r\n", "  year = {2016},\n"),
        ("2016-05-03/2016-05-10", "DA  - 2016/05//\r\n", "  year = {2016},\n  month = {5},\n  lang"),
        ("2016-05-03/2016-06", "DA  - 2016///\r\n", "  year = {2016},\n  lang"),
        ("2016-05-03~/2016-05-03", "DA  - 2016/05/03/\r\n", "  year = {2016},\n  month = {5},\n"),
        ("2016-11/2017-02", "TI  - page.html\r\nLA", "  title = {page.html},\n  lang"),
        ("2016/..", "TI  - page.html\r\nLA", "  title = {page.html},\n  lang"),
        ("../2016-05-03", "TI  - page.html\r\nLA", "  title = {page.html},\n  lang"),
        ("XXXX-05-03", "TI  - page.html\r\nLA", "  title = {page.html},\n  lang"),
        (None, "TI  - page.html\r\nLA", "  title = {page.html},\n  lang"),
    ],
)
def test_a_text_is_cited_by_what_is_known_of_its_day(date: str | None, ris: str, bibtex: str) -> None:
    told = document(date=date)
    assert ris in citing.ris(told, "http://room.example/")
    assert bibtex in citing.bibtex(told, "http://room.example/")
    assert "UR  - http://room.example/d/aaaaaaaaaaaaaaaa\r\n" in citing.ris(told, "http://room.example/")


def test_a_title_gives_no_commands_to_a_reference_manager() -> None:
    told = document(title="L’été\r\nER  - \r\nTY  - {100 %} \\input{x}", author="Awa & Nour")
    assert citing.ris(told, "http://room.example/").count("\r\nER  - ") == 1
    written = citing.bibtex(told, "http://room.example/")
    assert r"\textbackslash{}input\textbraceleft{}x\textbraceright{}" in written
    assert r"author = {{Awa \& Nour}}" in written


@pytest.mark.parametrize(
    "said", ["Un titre } avec {", "{", "}}", "a {b", "The \\} of {\\ all", "« l’accolade } »", "{\\{}"]
)
def test_no_brace_ends_a_field_of_bibtex(said: str) -> None:
    """BibTeX counts every brace, whatever stands before it."""
    written = citing.bibtex(document(title=said, author=said), "http://room.example/")
    for name in ("title", "author"):
        (field,) = re.findall(rf"^  {name} = (.*?),?$", written, re.M)
        depths = list(itertools.accumulate({"{": 1, "}": -1}.get(sign, 0) for sign in field))
        assert depths.index(0) == len(field) - 1, field


@pytest.mark.parametrize(
    ("author", "stated", "names"),
    [
        ("Lenoir, Odile; Petit, Jean", ("Lenoir, Odile", "Petit, Jean"), ["Lenoir, Odile", "Petit, Jean"]),
        ("Ada Kestrel, Awa Diop", ("Ada Kestrel", "Awa Diop", "Ada Kestrel"), ["Ada Kestrel", "Awa Diop"]),
        ("Nour Haddad", ("Ada Kestrel", "Awa Diop"), ["Nour Haddad"]),  # a person decided
        (None, ("Ada Kestrel",), []),  # that it is not known, too
        ("Le collectif du quai", (), ["Le collectif du quai"]),
        (None, (), []),
    ],
)
def test_each_author_is_named_and_a_persons_word_holds(
    author: str | None, stated: tuple[str, ...], names: list[str]
) -> None:
    said = tuple(Statement("author", one, one, "metadata.csv, line 2") for one in stated)
    told = document(author=author, stated=said)
    base = "http://room.example/"
    assert [line[6:] for line in citing.ris(told, base).splitlines() if line.startswith("AU")] == names
    assert [value for name, value in citing.meta(told, base) if name == "citation_author"] == names
    assert [value for name, value in dublin.elements(told, base) if name == "creator"] == names
    braced = " and ".join(f"{{{one}}}" for one in names)
    assert (f"author = {{{braced}}}" in citing.bibtex(told, base)) == bool(names)


@pytest.mark.parametrize(
    ("said", "name", "values"),
    [
        ({"url": "https://mill.example/avis#2"}, "source", ["https://mill.example/avis#2"]),
        ({"url": None}, "source", ["avis.txt"]),
        ({"title": None}, "title", ["avis.txt"]),
        ({"title": "Le moulin"}, "title", ["Le moulin"]),
        ({"date": None}, "date", []),
        ({"date": "2016-03~"}, "date", ["2016-03~"]),
        ({"stated": (Statement("rights", "libre", "m", "1"), Statement("rights", "libre", "n", "2"))},
         "rights", ["libre"]),
        ({"stated": (Statement("collection", "Fonds", "m", "1"), Statement("relation", "Suite", "m", "1"))},
         "relation", ["Suite", "Fonds"]),
        ({"stated": (Statement("identifier", "FM 12", "m", "1"),)}, "identifier",
         ["http://room.example/d/0123456789ab", "FM 12"]),
    ],
)  # fmt: skip
def test_what_a_record_says_of_a_text(said: dict[str, object], name: str, values: list[str]) -> None:
    told = document(id="0123456789ab", source="/in/avis.txt", **said)
    elements = dublin.elements(told, "http://room.example/")
    assert [value for one, value in elements if one == name] == values
    places = [dublin.ELEMENTS.index(one) for one, _ in elements]
    assert places == sorted(places)


def test_a_timeline_opens_in_a_spreadsheet_and_in_a_calendar(
    room: TestClient, opened: archive.Archive
) -> None:
    place = entity(room, "places")
    told = opened.timeline(place)
    rows = list(
        csv.DictReader(io.StringIO(room.get(f"/api/entities/{place}/timeline.csv").text.lstrip("\ufeff")))
    )
    assert [row["date"] for row in rows] == [event.date for event in told]
    body = room.get(f"/api/entities/{place}/timeline.ics").content
    assert all(len(line) <= 75 for line in body.split(b"\r\n"))
    events = body.decode().replace("\r\n ", "").split("BEGIN:VEVENT")[1:]
    first_day = re.search(r"DTSTART;VALUE=DATE:(\d{8})", events[0])
    dated = [event for event in told if event.earliest and event.latest]
    assert first_day
    assert first_day[1] == f"{dated[0].earliest:%Y%m%d}"
    assert len(events) == len(dated)


@given(st.text(max_size=300))
def test_a_line_of_a_calendar_is_folded_without_loss(line: str) -> None:
    folded = _folded(line)
    assert folded.replace("\r\n ", "") == line.replace("\r\n ", "")
    assert all(
        len(one.encode("utf-8", "replace")) <= 75 for one in folded.split("\r\n") if "\r\n" not in line
    )


def test_feeds_are_what_their_readers_take(room: TestClient) -> None:
    feed = etree.fromstring(room.get("/feed.atom", params={"q": "solidarité"}).content)
    names = {"a": "http://www.w3.org/2005/Atom"}
    assert feed.xpath("count(a:id) = 1 and count(a:title) = 1 and count(a:updated) = 1", namespaces=names)
    assert feed.xpath("count(a:entry) > 1", namespaces=names)
    days = [dt.datetime.fromisoformat(e.text) for e in feed.iterfind("a:entry/a:updated", names)]
    assert days == sorted(days, reverse=True)
    for entry in feed.iterfind("a:entry", names):
        assert all(
            entry.find(f"a:{name}", names) is not None for name in ("id", "title", "updated", "author")
        )
        assert room.get(entry.findtext("a:id", namespaces=names)).status_code == 200
    dated = [d for d in days if d.year > 1]
    every = room.get("/api/search", params={"q": "solidarité", "limit": 100}).json()["hits"]
    assert dated[0].date().isoformat() == max(h["date"] for h in every if h["date"])[:10]
    engine = etree.fromstring(room.get("/opensearch.xml").content)
    assert (
        next(e.get("template") for e in engine.iterfind("{*}Url"))
        == "http://testserver/search?q={searchTerms}"
    )


def test_a_sitemap_names_every_text_once(room: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = etree.fromstring(room.get("/sitemap.xml").content)
    places = [one.text for one in whole.iterfind("{*}url/{*}loc")]
    assert len(set(places)) == len(places) == room.get("/api/stats").json()["documents"]
    for told in whole.iterfind("{*}url/{*}lastmod"):
        assert dt.datetime.fromisoformat(told.text).tzinfo is not None
    monkeypatch.setattr(feeds, "_ADDRESSES", 30)  # of many: a list of sitemaps
    monkeypatch.setattr(feeds, "_AT_ONCE", 7)
    parts = etree.fromstring(room.get("/sitemap.xml").content).iterfind("{*}sitemap/{*}loc")
    split = [
        [one.text for one in etree.fromstring(room.get(part.text).content).iterfind("{*}url/{*}loc")]
        for part in parts
    ]
    for odd in ("x", "-1", "²", "1e9", "%00", "9" * 40, ""):
        assert room.get(f"/sitemap.xml?from={odd}").status_code == 200, odd
    assert [len(some) for some in split] == [30] * (len(places) // 30) + [len(places) % 30]
    assert [one for some in split for one in some] == places


# -- addresses -------------------------------------------------------------------------------------

names = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=12).map(str.strip).filter(bool)


@given(
    q=st.one_of(st.just(""), names), person=st.lists(names, unique=True, max_size=3),
    since=st.one_of(st.just(""), names), mentions=st.booleans(), page=st.integers(1, 400),
    sort=st.sampled_from(["relevance", "date"]),
)  # fmt: skip
def test_what_is_asked_is_read_back_from_its_address(
    q: str, person: list[str], since: str, mentions: bool, page: int, sort: str
) -> None:
    asked = Asked(q, person=tuple(person), since=since, mentions=mentions, page=page, sort=sort)
    assert Asked.read(asked.parameters()) == asked
    for value in ("2016", "a&b=é", "here"):
        assert asked.choosing("since", "until")(value) == asked.but(since=value, until=value).address()
        assert asked.choosing("person")(value) == asked.but(person=(*asked.person, value)).address()


@given(st.lists(st.tuples(st.text(max_size=8), st.text(max_size=8)), max_size=8))
def test_any_address_can_be_read(given: list[tuple[str, str]]) -> None:
    Asked.read(given).address()


def test_a_source_in_an_address_is_no_part_of_the_query() -> None:
    asked = Asked(q="a OR b", source='x" OR "y').request()
    assert (asked.query, asked.source) == ("a OR b", 'x" OR "y')


def test_long_times_without_hits_are_cut_out_of_the_drawing() -> None:
    years = {"year": [Facet(1920, 2), Facet(2015, 4), Facet(2017, 1)]}
    drawn = str(histogram(years, Asked(q="a&b"), "en"))
    assert drawn.count("<a ") == 3
    assert drawn.count('class="cut"') == 1
    assert 'href="/search?q=a%26b&amp;since=1920&amp;until=1920"' in drawn
    assert not histogram({"year": [Facet(2015, 4)]}, Asked(), "en")


def test_no_word_of_the_pages_is_missing_in_either_language() -> None:
    import tomllib
    from importlib import resources

    told = tomllib.loads(resources.files("archive.room").joinpath("data/room.toml").read_text("utf-8"))
    assert set(told["fr"]) == set(told["en"])
    for name, words in told["fr"].items():
        assert set(re.findall(r"\{\d\}", words)) == set(re.findall(r"\{\d\}", told["en"][name])), name
    json.dumps(told)


@pytest.mark.parametrize(
    ("page", "shown"),
    [("-1", 1), ("0", 1), ("1", 1), ("499", 499), ("500", 500), ("501", 500), ("9" * 40, 500), ("x", 1)],
)
def test_no_page_is_asked_for_that_no_search_has(page: str, shown: int) -> None:
    asked = Asked.read([("q", "port"), ("page", page)])
    assert asked.page == shown
    assert asked.request().offset == (shown - 1) * 20


@pytest.mark.parametrize(("empty", "cut"), [(0, 0), (3, 0), (4, 0), (5, 1), (40, 1)])
def test_more_than_four_empty_years_are_cut_out_of_the_drawing(empty: int, cut: int) -> None:
    years = {"year": [Facet(1990, 2), Facet(1991 + empty, 1)]}
    drawn = str(histogram(years, Asked(q="port"), "fr"))
    assert drawn.count('class="cut"') == cut
    assert drawn.count('class="back"') == 2

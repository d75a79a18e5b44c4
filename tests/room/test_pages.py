"""What a reader sees: every page of the sample in both languages, and what is said when there is none."""

from __future__ import annotations

import html
import re
import shutil
import signal
import subprocess
import sys
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit
from urllib.request import urlopen

import html5lib
import pytest
from starlette.testclient import TestClient

import archive
from archive.room.application import application
from archive.room.guard import POLICY
from tests.sample import sample

# A path of this machine, wherever the sample was taken in.
PATHS = re.compile(r"corpus/documents|/(?:home|root|tmp|work|var|private|Users)/[\w.-]+")


def first(room: TestClient, query: str, **more: str) -> str:
    """The id of the first hit."""
    found = room.get("/api/search", params={"q": query, **more}).json()
    return str(found["hits"][0]["id"])


def entity(room: TestClient, kind: str) -> str:
    return str(room.get("/api/entities", params={"type": kind}).json()["entities"][0]["id"])


def links(body: str, *, strict: bool = False) -> list[str]:
    """The addresses of the room that a page leads to; `strict` raises at markup that a parser mends."""
    tree = html5lib.HTMLParser(strict=strict, namespaceHTMLElements=False).parse(body)
    found = [e.get("href") for e in tree.iter() if isinstance(e.tag, str) and e.get("href")]
    return [one for one in found if one and one.startswith("/")]


@pytest.mark.parametrize(
    ("lang", "times", "together"),
    [("en", 2, 1), ("fr", 1, 2), pytest.param("en", 2, 99, marks=pytest.mark.slow)],
)
def test_every_page_that_a_page_leads_to_is_there(
    room: TestClient, lang: str, times: int, together: int
) -> None:
    """From the home page on, each kind of address a few times; no page has markup that a parser mends.

    Filters of a search make a kind for each set of them: sets of more than `together` are left out.
    """
    waiting, seen, kinds = ["/"], set[str](), dict[str, int]()
    while waiting:
        address = waiting.pop(0)
        parts = urlsplit(address)
        names = sorted({key for key, _ in parse_qsl(parts.query)})
        kind = re.sub(r"[0-9a-f]{12,16}", "ID", parts.path) + "?" + ",".join(names)
        if len(names) > together and parts.path in ("/search", "/feed.atom"):
            continue
        if address in seen or kinds.get(kind, 0) >= times:
            continue
        seen.add(address)
        kinds[kind] = kinds.get(kind, 0) + 1
        got = room.get(address, headers={"Accept-Language": lang})
        assert got.status_code == 200, (address, got.status_code)
        assert not PATHS.search(got.text), (address, PATHS.search(got.text))
        if parts.path == "/search":
            assert not PATHS.search(room.get(f"/api{address}").text), address
        if got.headers["content-type"].startswith("text/html"):
            assert (
                f'<html lang="{"fr" if "ui=fr" in address else "en" if "ui=en" in address else lang}"'
                in got.text
            )
            waiting += links(got.text, strict=True)
        room.cookies.clear()
    assert {"/d/ID?", "/e/ID?", "/d/ID/parallel?", "/d/ID/original?", "/people?", "/search?lang"} <= set(
        kinds
    )
    assert len(seen) > 18 * times


def test_a_word_of_one_language_is_marked_in_the_other(room: TestClient) -> None:
    body = room.get(f"/d/{first(room, 'Douvres', lang='fr')}", params={"q": "Dover"}).text
    assert '<mark id="f1">Douvres</mark>' in body
    assert "“Dover”: 1 passage" in body


@pytest.mark.parametrize(
    ("address", "status", "said"),
    [
        ("/search?q=(calais", 400, "The search could not be read"),
        ("/search?q=calais&ui=fr&since=never", 400, "La recherche n’a pas pu être lue"),
        ("/search?q=qzqzqzqz", 200, "Nothing was found."),
        ("/d/ffffffffffffffff", 404, "Not found"),
        ("/d/ffff?ui=fr", 404, "Introuvable"),
        ("/e/ffffffffffff", 404, "Not found"),
        ("/people?after=ffffffffffff", 404, "Not found"),
        ("/room/../room.toml", 404, "Not found"),
        ("/room/room.toml", 404, "Not found"),
        ("/nothing/here", 404, "Not found"),
        ("/api/documents/ffffffffffffffff", 404, "application/problem+json"),
        ("/api/search?q=(", 400, '"position": '),
        ("/api/search?q=calais%29&source=documents", 400, '"position": 6'),
        ("/search?q=solidarité%29+OR+%28calais&source=documents", 400, "could not be read"),
        ("/api/nothing", 404, "application/problem+json"),
        ("/api/schemas/nothing", 404, "application/problem+json"),
    ],
)
def test_what_cannot_be_had_is_said(room: TestClient, address: str, status: int, said: str) -> None:
    got = room.get(address)
    assert got.status_code == status
    assert said in got.text + got.headers["content-type"]


def test_a_query_that_cannot_be_read_is_marked_at_its_fault(room: TestClient) -> None:
    body = room.get("/search", params={"q": "calais AND"}).text
    assert re.search(r'<pre class="query">calais AND\n +\^</pre>', body)


def test_an_address_leads_on(room: TestClient) -> None:
    whole = first(room, "Douvres", lang="fr")
    short = room.get(f"/d/{whole[:8]}?q=quai")
    assert (short.status_code, short.headers["location"]) == (308, f"/d/{whole}?q=quai")
    past = room.get("/search?q=Douvres&page=400")
    assert (past.status_code, past.headers["location"]) == (302, "/search?q=Douvres")


def test_filters_are_links_that_take_each_other_along(room: TestClient) -> None:
    place = entity(room, "places")
    body = room.get("/search", params={"place": place, "lang": "fr"}).text
    assert '<a href="/search?lang=fr" aria-label' in body  # the place taken away
    assert f'<a href="/search?place={place}" aria-label' in body
    further = [one for one in links(body) if "org=" in one]
    assert further
    assert all("lang=fr" in one and f"place={place}" in one for one in further)


def test_two_names_narrow_down_further_than_one(room: TestClient) -> None:
    places = [e["id"] for e in room.get("/api/entities", params={"type": "places"}).json()["entities"][:2]]
    one, two = (
        room.get("/api/search", params={"place": some}).json()["total"] for some in (places[:1], places)
    )
    assert 0 < two < one


def test_pages_of_hits_hold_all_of_them_once(room: TestClient) -> None:
    address, seen = "/api/search?limit=7", list[str]()
    while address:
        got = room.get(address).json()
        seen += [hit["id"] for hit in got["hits"]]
        address = got["next"]
    assert len(seen) == len(set(seen)) == got["total"] > 25


@pytest.mark.parametrize(
    "address", ["/api/search?limit=0", "/api/search?limit=1&page=500", "/api/search?page=9"]
)
def test_the_way_through_pages_ends(room: TestClient, address: str) -> None:
    following = room.get(address).json()["next"]
    assert following is None or following != address
    for _ in range(3):
        following = following and room.get(following).json()["next"]
    assert following is None or "page=4" in following or "page=5" in following


def test_an_earlier_version_leads_to_the_one_that_stands(tmp_path: Path) -> None:
    page = tmp_path / "tract.txt"
    page.write_text("Rendez-vous\n\nLe 20 mars 2018, on se retrouve devant la mairie de Lille.\n", "utf-8")
    with archive.open(tmp_path / "made", create=True, run=archive.Run(bring_up=False)) as made:
        made.ingest([page])
        (old,) = [d.document.id for d in made.documents()]
        page.write_text("Rendez-vous\n\nLe 27 mars 2018, on se retrouve devant la gare de Lille.\n", "utf-8")
        made.ingest([page])
        (new,) = [d.document.id for d in made.documents()]
        client = TestClient(application(made, hosts=["testserver"]), headers={"Accept-Language": "fr"})
        assert f'a changé depuis. <a href="/d/{new}">' in client.get(f"/d/{old}").text
        assert "a changé depuis" not in client.get(f"/d/{new}").text


def test_lists_of_names_hold_all_of_them_once(room: TestClient, opened: archive.Archive) -> None:
    address, seen = "/api/entities?limit=9", list[str]()
    while address:
        got = room.get(address).json()
        seen += [one["id"] for one in got["entities"]]
        address = got["next"]
    assert seen == [one.id for one in opened.entities()]


# -- what browsers are held to ---------------------------------------------------------------------


@pytest.mark.parametrize("address", ["/", "/search?q=(", "/nothing", "/api/stats", "/room/room.css"])
def test_every_answer_is_guarded(room: TestClient, address: str) -> None:
    got = room.get(address)
    assert got.headers["content-security-policy"] == POLICY
    assert got.headers["x-content-type-options"] == "nosniff"
    assert got.headers["referrer-policy"] == "same-origin"


@pytest.mark.parametrize(
    ("host", "status"),
    [("testserver", 200), ("testserver:8765", 200), ("TESTSERVER", 200), ("evil.example", 400),
     ("testserver.evil.example", 400), ("", 400), ("[::1]:80", 400)],
)  # fmt: skip
def test_only_known_names_are_answered(room: TestClient, host: str, status: int) -> None:
    got = room.get("/", headers={"Host": host})
    assert got.status_code == status
    assert got.headers["content-security-policy"] == POLICY


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS"])
def test_no_page_is_written_to(room: TestClient, method: str) -> None:
    assert room.request(method, "/").status_code == 405


def test_no_page_runs_or_looks_otherwise_than_by_files_of_the_room(room: TestClient) -> None:
    """The policy would stop it, and a console would complain."""
    for address in (
        "/",
        "/search?q=solidarité",
        f"/d/{first(room, 'Douvres')}",
        f"/e/{entity(room, 'places')}",
    ):
        tree = html5lib.parse(room.get(address).text, namespaceHTMLElements=False)
        for element in tree.iter():
            if isinstance(element.tag, str):
                assert not {name for name in element.attrib if str(name).startswith("on") or name == "style"}
                assert element.tag != "style"
                data = element.get("type") == "application/ld+json"  # is read, never run
                assert element.tag != "script" or data or element.get("src") == "/room/room.js"


def test_an_original_is_saved_and_never_shown(room: TestClient, opened: archive.Archive) -> None:
    found = first(room, "Douvres", lang="fr")
    got = room.get(f"/d/{found}/original")
    with opened.original(found) as file:
        assert got.content == file.read()
    assert got.headers["content-disposition"].startswith("attachment; filename*=UTF-8''")
    assert got.headers["content-type"] == "application/octet-stream"
    assert got.headers["content-security-policy"].startswith("sandbox")


def test_a_page_is_sent_once(room: TestClient) -> None:
    tag = room.get("/people").headers["etag"]
    assert room.get("/people", headers={"If-None-Match": tag}).status_code == 304
    assert room.get("/people", headers={"If-None-Match": tag, "Accept-Language": "fr"}).status_code == 200


# -- which language --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("header", "lang"),
    [("fr", "fr"), ("fr-CA,en;q=0.8", "fr"), ("en;q=0.8,fr;q=0.9", "fr"), ("de,fr;q=0.3,en;q=0.4", "en"),
     ("de", "en"), ("", "en"), ("fr;q=x", "en"), ("fr;q=0", "en"), (",;=", "en"), ("FR", "fr")],
)  # fmt: skip
def test_the_language_that_a_browser_asks_for(room: TestClient, header: str, lang: str) -> None:
    assert f'<html lang="{lang}">' in room.get("/help", headers={"Accept-Language": header}).text


def test_a_chosen_language_is_kept(room: TestClient) -> None:
    assert '<html lang="fr">' in room.get("/help?ui=fr").text
    assert '<html lang="fr">' in room.get("/people").text
    assert '<html lang="en">' in room.get("/help?ui=en").text
    assert '<html lang="en">' in room.get("/help?ui=xx").text


# -- papers that mean harm -------------------------------------------------------------------------

HOSTILE = """<!doctype html><html><head>
<title>&lt;script&gt;alert(1)&lt;/script&gt; "onload=x</title></head>
<body><article><h1>&lt;script&gt;alert(1)&lt;/script&gt; {{ 7*7 }} \u202etxet</h1>
<p>Le 3 mai 2016, Awa Diallo a écrit à la mairie de Lille.
&lt;img src=x onerror=alert(2)&gt; {% raw %} \x07</p>
<p>La réponse est arrivée deux semaines plus tard :
l’eau sera rétablie, et la salle rouverte aux familles.</p>
</article></body></html>"""


def test_nothing_in_a_text_is_obeyed(tmp_path: Path) -> None:
    folder = tmp_path / '"><script>alert(3)<'
    folder.mkdir()
    (folder / "<b>a&b.html").write_text(HOSTILE, "utf-8")
    with archive.open(tmp_path / "made", create=True, run=archive.Run(bring_up=False)) as made:
        made.ingest([folder])
        client = TestClient(application(made, hosts=["testserver"]), headers={"Accept-Language": "en"})
        found = client.get("/api/search").json()["hits"][0]["id"]
        person = client.get("/api/entities").json()["entities"][0]["id"]
        query = "<script>alert(4)</script>"
        for address in (
            "/", "/search", f"/search?q={query}", f"/search?source={query}&person={query}", f"/d/{found}",
            f"/d/{found}?q={query}", f"/d/{found}/original", f"/e/{person}", "/people", "/feed.atom",
        ):  # fmt: skip
            got = client.get(address)
            if "octet-stream" in got.headers["content-type"]:
                continue
            tree = html5lib.parse(got.text, namespaceHTMLElements=False)
            scripts = [
                e for e in tree.iter("script")
                if e.get("src") != "/room/room.js" and e.get("type") != "application/ld+json"
            ]  # fmt: skip
            assert not scripts, address
            assert not list(tree.iter("img")), address
            assert "\u202e" not in got.text, address
            assert "\x07" not in got.text, address
            assert "49" not in (tree.findtext(".//h1") or ""), address


def test_a_missing_index_is_said_and_texts_stay_readable(tmp_path: Path) -> None:
    shutil.copytree(sample().folder, tmp_path / "papers")
    shutil.rmtree(tmp_path / "papers/index")
    with archive.open(tmp_path / "papers", run=archive.Run(bring_up=False)) as found:
        client = TestClient(application(found, hosts=["testserver"]), headers={"Accept-Language": "fr"})
        got = client.get("/search?q=calais")
        assert (got.status_code, got.headers["retry-after"]) == (503, "30")
        assert "L’index de recherche est en préparation" in got.text
        assert str(tmp_path) not in got.text
        document = next(iter(found.documents())).document.id
        assert client.get(f"/d/{document}").status_code == 200
        assert client.get("/people").status_code == 200


def test_a_fault_of_the_program_is_told_without_its_insides(
    room: TestClient, opened: archive.Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_asked: object, **_more: object) -> None:
        raise KeyError("/home/nour/secret")

    for method in ("appearances", "timeline_part"):
        monkeypatch.setattr(archive.Archive, method, broken)
    client = TestClient(application(opened, hosts=["testserver"]), raise_server_exceptions=False)
    for address in ("/e/{}", "/api/entities/{}"):
        got = client.get(address.format(entity(room, "places")))
        assert got.status_code == 500
        assert "secret" not in got.text
        assert got.headers["content-security-policy"] == POLICY


# -- the command -----------------------------------------------------------------------------------


def test_the_room_opens_on_this_machine_and_ends_with_ctrl_c() -> None:
    command = [sys.executable, "-m", "archive.cli", "--archive", str(sample().folder), "serve", "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as serving:
        assert serving.stdout is not None
        line = serving.stdout.readline()
        try:
            address = re.search(r"http://127\.0\.0\.1:\d+/", line)
            assert address, line
            with urlopen(address[0] + "search?q=Douvres") as got:
                assert b"<mark>Douvres</mark>" in got.read()
        finally:
            serving.send_signal(signal.SIGINT)
            _, errors = serving.communicate(timeout=30)
    assert "Traceback" not in errors
    assert serving.returncode in (0, 130)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--listen", "0.0.0.0"], "add --public"),
        (["--listen", "192.0.2.1", "--public"], "is not available"),
    ],
)
def test_it_opens_to_others_only_when_told_to(options: list[str], said: str) -> None:
    command = [sys.executable, "-m", "archive.cli", "--archive", str(sample().folder), "serve", "--port", "0"]
    done = subprocess.run([*command, *options], capture_output=True, text=True, timeout=60)
    assert done.returncode in (2, 3)
    assert said in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("query", "lang", "said"),
    [
        ("q=qqqzzz", "fr", "Rien n’a été trouvé."), ("q=qqqzzz", "en", "Nothing was found."),
        ("q=calais+AND+qqqzzz", "fr", "Moins de conditions"), ("q=Calais&until=1950", "fr", "Sans les dates"),
        ("q=Calais&lang=es", "fr", "Sans le filtre de langue"),
    ],
)  # fmt: skip
def test_notes_of_a_search_are_in_the_language_of_its_pages(
    room: TestClient, query: str, lang: str, said: str
) -> None:
    body = html.unescape(room.get(f"/search?{query}", headers={"Accept-Language": lang}).text)
    assert said in body
    assert '<p class="note" lang="en">' not in body

"""Who gets in, and who may write: every way in, and every way that must stay shut."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.routing import Route
from starlette.testclient import TestClient

import archive
from archive import users
from archive.errors import UsageError
from archive.room import entering, oai, sessions, visits
from archive.room.application import application, routes
from archive.room.limits import RateLimit
from archive.room.sessions import Sessions
from archive.users import UserRole
from tests.room.conftest import HERE, client, enter, token_of

READS = {"/oai": oai.oai}  # by POST too, as their protocol asks
WRITES = [r.path for r in routes() if "POST" in (r.methods or ()) and r.path not in READS]
MINE = [path for path in WRITES if path not in ("/enter", "/login", "/logout")]  # archivists' alone


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[archive.Archive]:
    """An archive that holds nothing: no text is needed here."""
    folder = tmp_path_factory.mktemp("room") / "papers"
    with archive.open(folder, create=True, run=archive.Run(bring_up=False)) as made:
        yield made


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    with archive.open(tmp_path / "papers", create=True):
        pass
    return tmp_path / "papers"


@pytest.fixture(autouse=True)
def unlimited(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each test begins without tries."""
    for module, name in ((entering, "_GUESSES"), (entering, "_OF_A_NAME"), (entering, "_OF_A_MACHINE")):
        monkeypatch.setattr(module, name, RateLimit(5, 300.0))
    monkeypatch.setattr(entering, "_ALL", RateLimit(100, 300.0))
    monkeypatch.setattr(visits, "_WRITES", RateLimit(240, 60.0))


@pytest.fixture(autouse=True, scope="module")
def cheap() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(users, "_COST", {"n": 1 << 10, "r": 8, "p": 1})
        yield


# -- what a write must bring -----------------------------------------------------------------------


@pytest.mark.parametrize("path", WRITES)
@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Origin": "null"},
        {"Origin": "http://evil.example"},
        {"Origin": "http://testserver.evil.example"},
        {"Origin": "http://testserver:99"},
        {"Origin": "http://["},
        {"Origin": "http://testserver]"},
        {"Sec-Fetch-Site": "cross-site", **HERE},
        {"Sec-Fetch-Site": "same-site", **HERE},
        {"Sec-Fetch-Site": "none", **HERE},
    ],
)
def test_no_write_from_elsewhere(archivist: TestClient, path: str, headers: dict[str, str]) -> None:
    address = re.sub(r"\{\w+(:\w+)?\}", "1", path)
    got = archivist.post(address, data={"token": token_of(archivist)}, headers=headers)
    assert got.status_code == 403
    assert "Nothing was changed: the request did not come from a page of this room." in got.text


@pytest.mark.parametrize("path", MINE)
def test_no_write_without_a_session_or_with_another_token(
    room: TestClient, archivist: TestClient, reader: TestClient, path: str
) -> None:
    address = re.sub(r"\{\w+(:\w+)?\}", "1", path)
    for who, token in (
        (room, ""), (room, "x"), (archivist, ""), (archivist, "é"), (archivist, token_of(reader)),
        (reader, token_of(reader)),
    ):  # fmt: skip
        got = who.post(address, data={"token": token}, headers=HERE)
        assert got.status_code == 403, (who, token)
        assert "For archivists" in got.text or "The session is over" in got.text


def test_a_form_is_a_form(archivist: TestClient) -> None:
    token = token_of(archivist)
    assert archivist.post("/logout", json={"token": token}, headers=HERE).status_code == 415
    kind = {"Content-Type": "application/x-www-form-urlencoded", **HERE}
    assert archivist.post("/logout", content=b"token=" + b"a" * 70_000, headers=kind).status_code == 413
    assert archivist.post("/logout", content=b"token=\xff\xfe", headers=kind).status_code == 400
    assert archivist.post("/logout", content=b"a=1&" * 600, headers=kind).status_code == 400
    assert archivist.post("/logout", data={"token": token}, headers=HERE).status_code == 303


def test_tries_are_counted_in_any_stretch_of_time() -> None:
    clock = Clock()
    limit = RateLimit(3, 60.0, clock)
    waits = []
    for _ in range(6):
        waits.append(limit.wait("a"))
        clock.now += 15
    assert waits == [0, 0, 0, 15, 0, 0]
    assert limit.wait("b") == 0
    assert limit.wait("a") == 0
    assert limit.wait("a") > 0
    limit.forgive("a")
    assert limit.wait("a") == 0


def test_every_write_asks_who_writes() -> None:
    """A handler of a form that was not wrapped would be open to all."""
    assert WRITES
    for route in routes():
        if READS.get(route.path) is route.endpoint:
            continue
        if isinstance(route, Route) and "POST" in (route.methods or ()):
            held = (visits.sent, visits.write_json)
            assert route.endpoint.__code__ in {one(lambda _r, _f: None).__code__ for one in held}  # type: ignore[arg-type, return-value]


def test_a_name_is_guessed_at_no_more_often_by_writing_it_otherwise(folder: Path) -> None:
    users.add(folder, "Élise Roy", UserRole.ARCHIVIST, "quatre mots pour elise")
    with archive.open(folder, run=archive.Run(bring_up=False)) as found, client(found) as anyone:
        written = (
            "Élise Roy",
            " Élise Roy",
            "Élise  Roy",
            "E\u0301lise Roy",
            "Élise\tRoy ",
            "Élise\u00a0Roy",
        )
        got = [
            anyone.post("/login", data={"name": one, "password": "x"}, headers=HERE).status_code
            for one in written
        ]
    assert got == [403] * 5 + [429]


def test_nobody_shuts_the_archivist_out_by_guessing(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    users.add(folder, "nour", UserRole.ARCHIVIST, "quatre mots pour nour")
    where = ["192.0.2.1"]
    monkeypatch.setattr(entering, "asking", lambda _request: where[0])
    monkeypatch.setattr(entering, "unheard", lambda _request: True)
    kept = Sessions(folder)
    mine = {"name": "nour", "password": "quatre mots pour nour"}
    with archive.open(folder, run=archive.Run(bring_up=False)) as found, client(found, kept) as anyone:
        assert anyone.post("/login", data=mine, headers=HERE).status_code == 303
        for n in range(120):
            where[0] = f"198.51.100.{n}"
            anyone.post("/login", data={"name": "nour", "password": "x"}, headers=HERE)
            anyone.post("/enter", data={"invitation": "x"}, headers=HERE)
        assert anyone.post("/login", data=mine, headers=HERE).status_code == 429  # from a machine unknown
        where[0] = "192.0.2.1"
        assert anyone.post("/login", data=mine, headers=HERE).status_code == 303
        assert (
            anyone.post("/enter", data={"invitation": kept.invite("Nour")}, headers=HERE).status_code == 303
        )


def test_who_enters_anew_leaves_the_session_of_before(opened: archive.Archive) -> None:
    kept = Sessions(opened.folder)
    with client(opened, kept) as someone:
        before = enter(someone, kept).cookies["room"]
        after = enter(someone, kept).cookies["room"]
        assert not kept.visitor(before).entered
        assert kept.visitor(after).entered


def test_an_archivist_whose_session_is_over_is_told_so(opened: archive.Archive) -> None:
    with client(opened) as someone:
        someone.cookies.set("room", "of-before")
        for got in (someone.get("/intake"), someone.post("/intake/retry", data={"key": "x"}, headers=HERE)):
            assert got.status_code == 403
            assert "The session is over" in got.text


@pytest.mark.parametrize(
    ("path", "next_"), [("/intake", "/intake"), ("/intake/1?remark=short", "/intake/1?remark=short")]
)
def test_who_may_not_see_a_page_is_led_to_where_one_logs_in_and_back(
    folder: Path, path: str, next_: str
) -> None:
    with archive.open(folder, run=archive.Run(bring_up=False)) as found, client(found) as anyone:
        assert "/login" not in anyone.get(path).text  # nobody has a password
        users.add(folder, "nour", UserRole.ARCHIVIST, "quatre mots pour nour")
        led = re.search(r'<main.*href="(/login[^"]*)"', anyone.get(path).text, re.S)
        assert led
        asked = re.search(r'name="next" value="([^"]*)"', anyone.get(led[1]).text)
        assert asked
        assert asked[1] == next_
        by_form = anyone.post("/intake/retry", data={"key": "x"}, headers=HERE).text
        assert 'href="/login?next=/"' in by_form


# -- the one-time address --------------------------------------------------------------------------


def test_a_one_time_address_lets_in_once(opened: archive.Archive) -> None:
    kept, told = Sessions(opened.folder), list[str]()
    kept.next_invitation = told.append
    first = kept.invite("Nour")
    one, two = client(opened, kept), client(opened, kept)
    for _ in range(2):  # looking uses nothing up
        assert first in one.get(f"/enter?token={first}").text
    got = one.post("/enter", data={"invitation": first}, headers=HERE)
    assert (got.status_code, got.headers["location"]) == (303, "/")
    cookie = got.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=strict" in cookie
    assert "Nour" in one.get("/help").text
    assert one.get("/help").headers["cache-control"] == "no-store"
    again = two.post("/enter", data={"invitation": first}, headers=HERE)
    assert again.status_code == 403
    assert "has been used" in again.text
    assert two.post("/enter", data={"invitation": told[0]}, headers=HERE).status_code == 303


def test_leaving_ends_the_session_and_not_the_cookie_alone(opened: archive.Archive) -> None:
    kept = Sessions(opened.folder)
    one = enter(client(opened, kept), kept)
    cookie = one.cookies["room"]
    assert one.post("/logout", data={"token": token_of(one)}, headers=HERE).status_code == 303
    one.cookies.set("room", cookie)
    assert "Log out" not in one.get("/help").text


@pytest.mark.parametrize(
    ("waits", "there"),
    [
        ([sessions.IDLE - 1] * 5, True),
        ([sessions.IDLE + 1], False),
        ([sessions.IDLE - 1] * 7, False),  # in all longer than a session lasts
    ],
)
def test_a_session_ends(folder: Path, waits: list[float], there: bool) -> None:
    clock = Clock()
    kept = Sessions(folder, clock)
    cookie = kept.accept(kept.invite("Nour"))
    assert cookie
    for wait in waits:
        clock.now += wait
        found = kept.visitor(cookie)
    assert found.archivist is there


def test_sessions_are_few(folder: Path) -> None:
    clock = Clock()
    kept = Sessions(folder, clock)
    cookies = []
    for _ in range(sessions._MOST + 1):
        clock.now += 1
        cookies.append(kept.accept(kept.invite("Nour")) or "")
    assert not kept.visitor(cookies[0]).entered
    assert kept.visitor(cookies[1]).entered


# -- passwords -------------------------------------------------------------------------------------


def test_users_log_in_as_what_they_are(folder: Path) -> None:
    users.add(folder, "Ève Marchand", UserRole.ARCHIVIST, "quatre mots très longs")
    users.add(folder, "sam", UserRole.READER, "a reader's word")
    with archive.open(folder) as opened:
        for name, password, seen in (
            (
                "E\u0300ve  Marchand".replace("\u0300", "\u0300"),
                "quatre mots tre\u0300s longs",
                "Ève Marchand",
            ),
            ("sam", "a reader's word", "sam"),
        ):
            one = client(opened)
            assert "Log in" in one.get("/help").text
            got = one.post(
                "/login", data={"name": name, "password": password, "next": "/people"}, headers=HERE
            )
            assert (got.status_code, got.headers["location"]) == (303, "/people")
            assert seen in one.get("/help").text
        for name, password in (("sam", "another word"), ("nobody", "a reader's word"), ("", "")):
            got = client(opened).post("/login", data={"name": name, "password": password}, headers=HERE)
            assert got.status_code == 403
            assert "Wrong user name or password." in got.text
            assert "set-cookie" not in got.headers


def test_guesses_are_counted(folder: Path) -> None:
    users.add(folder, "sam", UserRole.READER, "a reader's word")
    with archive.open(folder) as opened:
        one = client(opened)
        tries = [
            one.post("/login", data={"name": "sam", "password": f"guess number {n}"}, headers=HERE)
            for n in range(6)
        ]
        assert [t.status_code for t in tries] == [403] * 5 + [429]
        assert 0 < int(tries[-1].headers["retry-after"]) <= 300
        right = {"name": "sam", "password": "a reader's word"}
        assert one.post("/login", data=right, headers=HERE).status_code == 429


def test_a_password_is_not_taken_where_it_can_be_heard(folder: Path) -> None:
    users.add(folder, "sam", UserRole.READER, "a reader's word")
    right = {"name": "sam", "password": "a reader's word"}
    with archive.open(folder) as opened:
        app = application(opened, hosts=["testserver"])
        afar = TestClient(app, client=("192.0.2.7", 1), follow_redirects=False)
        assert "password" not in re.findall(r'type="(\w+)"', afar.get("/login").text)
        assert afar.post("/login", data=right, headers=HERE).status_code == 403
        proxied = TestClient(
            app, base_url="https://testserver", client=("192.0.2.7", 1), follow_redirects=False
        )
        got = proxied.post("/login", data=right, headers={"Origin": "https://testserver"})
        assert got.status_code == 303
        assert "Secure" in got.headers["set-cookie"]


@pytest.mark.parametrize(
    ("where", "leads"),
    [
        ("/d/1?q=a%20b", "/d/1?q=a%20b"), ("", "/"), ("//evil.example", "/"), ("https://evil.example", "/"),
        ("/\\evil.example", "/"), ("/a\r\nSet-Cookie: x", "/"), ("javascript:alert(1)", "/"), ("/login", "/"),
        ("/" + "a" * 600, "/"),
    ],
)  # fmt: skip
def test_going_on_leads_nowhere_else(where: str, leads: str) -> None:
    assert entering.onward(where) == leads


def test_a_user_who_is_removed_or_changed_is_out(folder: Path) -> None:
    kept = Sessions(folder)
    users.add(folder, "sam", UserRole.ARCHIVIST, "a reader's word")
    cookie = kept.log_in("sam", "a reader's word")
    assert cookie
    assert kept.visitor(cookie).archivist
    users.add(folder, "sam", UserRole.READER, "a reader's word")
    assert not kept.visitor(cookie).entered
    cookie = kept.log_in("sam", "a reader's word")
    assert cookie
    assert not kept.visitor(cookie).archivist
    users.remove(folder, "sam")
    assert not kept.visitor(cookie).entered
    with pytest.raises(UsageError, match="No user '"):
        users.remove(folder, "sam")


# -- a closed room ---------------------------------------------------------------------------------


def test_a_closed_room_is_read_by_those_who_log_in(folder: Path) -> None:
    users.add(folder, "sam", UserRole.READER, "a reader's word")
    with archive.open(folder, run=archive.Run(bring_up=False)) as opened:
        opened.reindex()
        one = client(opened, closed=True)
        got = one.get("/search?q=port%20libre")
        assert (got.status_code, got.headers["location"]) == (
            303,
            "/login?next=%2Fsearch%3Fq%3Dport%2520libre",
        )
        for address in ("/api/stats", "/feed.atom", "/sitemap.xml", "/d/1/cite.ris"):
            assert one.get(address).status_code in (303, 403), address
        for lang, said in (("fr", "Réservé aux lecteurs inscrits"), ("en", "For registered readers")):
            told = one.post("/d/1/correct", headers=HERE | {"Accept-Language": lang})
            assert told.status_code == 403
            assert said in told.text
            assert "/login" in told.text
        told = one.get("/api/stats")
        assert (told.status_code, told.headers["content-type"]) == (403, "application/problem+json")
        assert told.json()["title"] == "For registered readers"
        assert "Disallow: /\n" in one.get("/robots.txt").text
        assert one.get("/room/room.css").status_code == 200
        right = {"name": "sam", "password": "a reader's word", "next": "/search?q=port%20libre"}
        assert one.post("/login", data=right, headers=HERE).headers["location"] == "/search?q=port%20libre"
        assert one.get("/search?q=port%20libre").status_code == 200

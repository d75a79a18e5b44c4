"""Readers of the room are shown the open edition, archivists the archive, closed texts marked."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from starlette.testclient import TestClient

import archive
from archive.room import server, site
from archive.room.application import application
from archive.room.editions import until_midnight
from archive.room.sessions import Sessions
from tests.care.boxes import run
from tests.room.conftest import enter

OPEN = "Die Wäscherei am Hafen\n\nDie Wäscherei am Hafen von Lille bleibt die ganze Nacht offen.\n"
SHUT = "Der Brief der Nachbarn\n\nDie Nachbarn schreiben von Vrolintazkemur und von den langen Nächten.\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An archive of two texts, one closed, and its edition beside it."""
    (tmp_path / "in").mkdir()
    for name, text in (("open.txt", OPEN), ("shut.txt", SHUT)):
        (tmp_path / "in" / name).write_text(text, "utf-8")
    with archive.open(tmp_path / "all", create=True, run=run()) as opened:
        opened.ingest(tmp_path / "in")
        opened.restrict("Vrolintazkemur", until="2046", why="promised")
        opened.publish(tmp_path / "open")
    return tmp_path / "all"


@pytest.fixture
def opened(folder: Path) -> Iterator[archive.Archive]:
    with archive.open(folder, run=archive.Run(bring_up=False, vectors=False)) as found:
        yield found


def room(opened: archive.Archive, kept: Sessions) -> TestClient:
    app = application(opened, hosts=["testserver"], sessions=kept)
    return TestClient(app, headers={"Accept-Language": "en"}, follow_redirects=False)


def test_readers_see_the_edition_and_archivists_what_is_closed(opened: archive.Archive) -> None:
    (shut,) = opened.closed()
    kept = Sessions(opened.folder)
    with room(opened, kept) as client:
        for address in (
            f"/d/{shut}",
            f"/api/documents/{shut}",
            f"/d/{shut}/original",
            f"/api/documents/{shut}/text",
        ):
            assert client.get(address).status_code == 404
        for address in ("/search?q=Nachbarn", "/api/search?q=Vrolint*", "/feed.atom", "/sitemap.xml", "/"):
            said = client.get(address).text
            assert shut not in said
            assert "rolintaz" not in said.replace("q=Vrolint", "")
        assert client.get("/api/stats").json()["documents"] == 1
        enter(client, kept)
        seen = client.get(f"/d/{shut}")
        assert seen.status_code == 200
        assert "Closed to readers until the end of" in seen.text
        assert client.get("/api/stats").json()["documents"] == 2
        (other,) = {one.document.id for one in opened.documents()} - {shut}
        assert "Closed to readers" not in client.get(f"/d/{other}").text


def test_the_room_as_files_holds_nothing_that_is_closed(opened: archive.Archive, tmp_path: Path) -> None:
    (shut,) = opened.closed()
    (other,) = {one.document.id for one in opened.documents()} - {shut}
    site.export(opened, tmp_path / "site")
    names = [path.relative_to(tmp_path / "site").as_posix() for path in (tmp_path / "site").rglob("*.html")]
    assert f"fr/d/{other}.html" in names
    for name in names:
        body = (tmp_path / "site" / name).read_text("utf-8")
        assert shut not in name + body
        assert "rolintaz" not in body
        assert "Nachbarn" not in body


@pytest.mark.parametrize("act", ["close", "redact"])
def test_no_files_are_written_of_an_edition_that_has_what_was_closed_since(
    opened: archive.Archive, tmp_path: Path, act: str
) -> None:
    """A web host has them until somebody thinks of it; a room shows the next edition when it is made."""
    (shut,) = opened.closed()
    (other,) = {one.document.id for one in opened.documents()} - {shut}
    site.export(opened, tmp_path / "site")
    before = {path: path.read_bytes() for path in (tmp_path / "site").rglob("*") if path.is_file()}
    if act == "close":
        opened.restrict(other, why="a threat")
    else:
        opened.redact(other, span=(0, 3), why="a threat")
    with pytest.raises(archive.UnusableArchive, match=r"1 document of .* since it was published"):
        site.export(opened, tmp_path / "site")
    assert before == {path: path.read_bytes() for path in before}
    opened.publish()
    site.export(opened, tmp_path / "site")
    assert not (tmp_path / "site" / f"fr/d/{other}.html").exists()
    if act == "close":  # nothing is left, nor what a browser searches in
        assert not any((tmp_path / "site/pagefind").rglob("*"))


def test_what_is_published_meanwhile_is_shown_at_once(opened: archive.Archive) -> None:
    (shut,) = opened.closed()
    with room(opened, Sessions(opened.folder)) as client:
        assert client.get(f"/d/{shut}").status_code == 404
        opened.release(shut, why="a word")
        assert client.get(f"/d/{shut}").status_code == 404
        opened.publish()
        assert client.get(f"/d/{shut}").status_code == 200
        opened.restrict(shut, why="a threat")
        opened.publish()
        assert client.get(f"/d/{shut}").status_code == 404
        assert client.get("/search?q=Hafen").status_code == 200


def test_where_the_edition_is_missing_nobody_sees_the_archive_instead(opened: archive.Archive) -> None:
    (shut,) = opened.closed()
    place = opened.edition()
    assert place
    with room(opened, Sessions(opened.folder)) as client:
        assert client.get("/").status_code == 200
        shutil.rmtree(place)
        for address in (f"/d/{shut}", "/", "/api/stats", "/oai?verb=Identify"):
            answered = client.get(address)
            assert (answered.status_code, "rolintaz" in answered.text) == (503, False)


@pytest.mark.parametrize("act", ["close", "redact"])
def test_where_none_was_ever_made_nobody_sees_what_is_withheld(
    folder: Path, tmp_path: Path, act: str
) -> None:
    """Neither in the room nor as files; archivists see all of it, marked."""
    with archive.open(tmp_path / "other", create=True, run=run()) as other:
        other.ingest(tmp_path / "in")
        ids = {one.document.title: one.document.id for one in other.documents()}
        shut = ids["Der Brief der Nachbarn"]
        kept = Sessions(other.folder)
        with room(other, kept) as client:
            assert client.get(f"/d/{shut}").status_code == 200
            if act == "close":
                other.restrict(shut, why="promised")
            else:
                other.redact(shut, span=(0, 9), why="promised")
            for address in (
                f"/d/{shut}",
                "/",
                "/api/stats",
                "/search?q=Hafen",
                "/feed.atom",
                "/oai?verb=Identify",
            ):
                answered = client.get(address)
                assert (answered.status_code, "rolintaz" in answered.text) == (503, False), address
            with pytest.raises(archive.UnusableArchive, match="archive publish DIR"):
                site.export(other, tmp_path / "site")
            assert not (tmp_path / "site").exists()
            told: list[str] = []
            with archive.open(other.folder, run=replace(run(), notify=told.append)) as again:
                server.bring_up(again)
            assert "Readers see nothing" in told[-1]
            enter(client, kept)
            assert ("Closed to readers" in client.get(f"/d/{shut}").text) == (act == "close")
        other.publish(tmp_path / "other open")
        with room(other, Sessions(other.folder)) as client:
            assert client.get("/").status_code == 200


def test_it_is_published_at_the_start(folder: Path) -> None:
    """An embargo that ended meanwhile is over when the room opens."""
    with closing(archive.open(folder, run=run("2047-01-02T00:00:00Z"))) as later:
        server.bring_up(later)
    with archive.open(folder.parent / "open", run=run()) as edition:
        assert edition.stats().documents == 2


@pytest.mark.parametrize(
    ("now", "seconds"),
    [
        (datetime(2026, 5, 1, 23, 59, 59, tzinfo=UTC), 2.0),
        (datetime(2026, 5, 1, 0, 0, 0, tzinfo=UTC), 86401.0),
        (datetime(2026, 12, 31, 12, 0, 0, tzinfo=UTC), 43201.0),
    ],
)
def test_it_is_published_after_midnight(now: datetime, seconds: float) -> None:
    assert until_midnight(now) == seconds


def test_archivists_see_what_is_redacted_struck_out_and_readers_a_mark(opened: archive.Archive) -> None:
    (shut,) = opened.closed()
    (shown,) = {one.document.id for one in opened.documents()} - {shut}
    opened.redact(shown, name="Lille", why="a threat")
    opened.publish()
    kept = Sessions(opened.folder)
    with room(opened, kept) as client:
        assert client.get(f"/d/{shown}").status_code == 404  # its id would let a guess be tried
        address = re.findall(r"/d/[0-9a-f]{16}", client.get("/search?q=Hafen").text)[0]
        read = client.get(address).text
        assert "Lille" not in read
        assert "am Hafen von [redacted] bleibt" in read
        enter(client, kept)
        seen = client.get(f"/d/{shown}").text
        assert "<del>Lille</del>" in seen
        assert "Redacted for readers: 1 passage, struck out here." in seen
        assert "<del>" not in client.get(f"/d/{shut}").text

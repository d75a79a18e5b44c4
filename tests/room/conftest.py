"""The reading room of the sample archive."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

import archive
from archive import users
from archive.room.application import application
from archive.room.sessions import Sessions
from archive.users import User, UserRole
from tests.sample import sample

HERE = {"Origin": "http://testserver"}  # what a browser sends with a form of the room


def client(opened: archive.Archive, kept: Sessions | None = None, *, closed: bool = False) -> TestClient:
    """Someone with a browser, who has not logged in."""
    return TestClient(
        application(opened, hosts=["testserver"], sessions=kept, closed=closed),
        headers={"Accept-Language": "en"},
        follow_redirects=False,
    )


def enter(client: TestClient, kept: Sessions, name: str = "Nour") -> TestClient:
    """The same client as an archivist, by a one-time address."""
    got = client.post("/enter", data={"invitation": kept.invite(name)}, headers=HERE)
    assert got.status_code == 303
    return client


def token_of(client: TestClient) -> str:
    """What the forms of this client's session hold."""
    found = re.search(r'name="token" value="([\w-]+)"', client.get("/help").text)
    assert found
    return found[1]


@pytest.fixture(scope="package")
def opened() -> Iterator[archive.Archive]:
    with archive.open(sample().folder, run=archive.Run(bring_up=False)) as found:
        yield found


@pytest.fixture
def room(opened: archive.Archive) -> Iterator[TestClient]:
    with TestClient(
        application(opened, hosts=["testserver"]), headers={"Accept-Language": "en"}, follow_redirects=False
    ) as client:
        yield client


@pytest.fixture
def archivist(opened: archive.Archive) -> Iterator[TestClient]:
    """One who has entered by the one-time address."""
    kept = Sessions(opened.folder)
    with TestClient(
        application(opened, hosts=["testserver"], sessions=kept),
        headers={"Accept-Language": "en"}, follow_redirects=False,
    ) as client:  # fmt: skip
        yield enter(client, kept)


@pytest.fixture
def reader(opened: archive.Archive, monkeypatch: pytest.MonkeyPatch) -> Iterator[TestClient]:
    """One who has logged in to read."""
    kept = Sessions(opened.folder)
    sam = User("Sam", UserRole.READER, {})
    monkeypatch.setattr(users, "known", lambda *_asked: sam)
    monkeypatch.setattr(kept, "users", lambda: {"Sam": sam})
    with TestClient(
        application(opened, hosts=["testserver"], sessions=kept),
        headers={"Accept-Language": "en"}, follow_redirects=False,
    ) as client:  # fmt: skip
        assert client.post("/login", data={"name": "Sam", "password": "x"}, headers=HERE).status_code == 303
        yield client


@pytest.fixture
def desk(kept: archive.Archive) -> Iterator[TestClient]:
    """An archivist, in English, in the room of `kept`; redirections are told, not followed."""
    sessions = Sessions(kept.folder)
    with TestClient(
        application(kept, hosts=["testserver"], sessions=sessions),
        headers={"Accept-Language": "en"}, follow_redirects=False,
    ) as client:  # fmt: skip
        yield enter(client, sessions)

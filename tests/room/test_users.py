"""The people of an archive: their passwords, the file that keeps them, the command that names them."""

from __future__ import annotations

import re
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import archive
from archive import users
from archive.errors import UnusableArchive, UsageError
from archive.room.sessions import Sessions
from archive.users import UserRole
from tests.room.conftest import HERE, client


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    with archive.open(tmp_path / "papers", create=True):
        pass
    return tmp_path / "papers"


@pytest.fixture(autouse=True, scope="module")
def cheap() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(users, "_COST", {"n": 1 << 10, "r": 8, "p": 1})
        yield


# -- where passwords are kept ----------------------------------------------------------------------


def test_the_file_is_its_owners_alone_and_holds_no_password(folder: Path) -> None:
    users.add(folder, "sam", UserRole.READER, "a reader's word")
    users.add(folder, "nour", UserRole.READER, "a reader's word")
    path = folder / users.FILE
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert "reader's" not in path.read_text()
    one, two = users.listing(folder)
    assert one.secret["hash"] != two.secret["hash"]
    assert [p.name for p in folder.iterdir() if "users" in p.name] == [users.FILE]


@pytest.mark.parametrize("harm", ["open", "link", "words", "cost", "list"])
def test_a_file_that_cannot_be_trusted_lets_nobody_in(folder: Path, harm: str) -> None:
    users.add(folder, "sam", UserRole.ARCHIVIST, "a reader's word")
    kept = Sessions(folder)
    cookie = kept.log_in("sam", "a reader's word") or ""
    path = folder / users.FILE
    match harm:
        case "open":
            path.chmod(0o640)
            path.write_text(path.read_text() + " ")
        case "link":
            path.rename(folder / "elsewhere")
            path.symlink_to(folder / "elsewhere")
        case "words":
            path.write_text("{")
        case "cost":
            path.write_text(re.sub(r'"n": \d+', '"n": 1073741824', path.read_text()))
        case "list":
            path.write_text("[]")
    with pytest.raises(UnusableArchive):
        users.listing(folder)
    assert not kept.visitor(cookie).entered
    assert not kept.by_password
    with archive.open(folder) as opened:
        one = client(opened)
        assert one.get("/help").status_code == 200
        got = one.post("/login", data={"name": "sam", "password": "a reader's word"}, headers=HERE)
        assert got.status_code == 503
        assert str(folder) not in got.text


@pytest.mark.parametrize(
    ("name", "password", "said"),
    [
        ("sam", "short", "at least 10 characters"), ("sam", "x" * 201, "at most 200 characters"),
        ("", "long enough a word", "1 to 200"), ("a\x07b", "long enough a word", "visible characters"),
    ],
)  # fmt: skip
def test_what_is_no_name_or_no_password(folder: Path, name: str, password: str, said: str) -> None:
    with pytest.raises(UsageError, match=said):
        users.add(folder, name, UserRole.READER, password)
    assert users.listing(folder) == []


def test_no_backup_holds_users(folder: Path, tmp_path: Path) -> None:
    users.add(folder, "sam", UserRole.READER, "a reader's word")
    with archive.open(folder) as opened:
        opened.backup(tmp_path / "kept.tar")
    assert b"users.json" not in (tmp_path / "kept.tar").read_bytes()


# -- the command -----------------------------------------------------------------------------------


def test_users_on_the_command_line(folder: Path) -> None:
    def command(*words: str, given: str = "") -> subprocess.CompletedProcess[str]:
        whole = [sys.executable, "-m", "archive.cli", "--archive", str(folder), "users", *words]
        return subprocess.run(whole, input=given, capture_output=True, text=True, timeout=60)

    assert command("add", "nour", "--role", "archivist", given="four words in all\n").returncode == 0
    assert command("list").stdout == '{"name": "nour", "role": "archivist"}\n'
    assert command("add", "sam", "--role", "reader").returncode == 2
    assert command("remove", "nour").returncode == 0
    assert command("list").stdout == ""


@pytest.mark.parametrize(
    ("name", "password", "refused"),
    [
        ("nour", "neuf mots", "at least 10"),  # nine characters, ten and eleven
        ("nour", "neuf mots!", ""),
        ("nour", "neuf mots !", ""),
        ("nour", "é" * 199, ""),
        ("nour", "é" * 200, ""),
        ("nour", "é" * 201, "at most 200"),
        ("n" * 199, "quatre mots pour elle", ""),
        ("n" * 200, "quatre mots pour elle", ""),
        ("n" * 201, "quatre mots pour elle", "1 to 200"),
        (" \t ", "quatre mots pour elle", "1 to 200"),
        ("no\u202eur", "quatre mots pour elle", "visible"),
    ],
)
def test_how_long_a_name_and_a_password_are(folder: Path, name: str, password: str, refused: str) -> None:
    if refused:
        with pytest.raises(UsageError, match=refused):
            users.add(folder, name, UserRole.READER, password)
        return
    users.add(folder, name, UserRole.READER, password)
    held = {one.name: one for one in users.listing(folder)}
    assert users.known(held, name, password) == held[name]
    assert users.known(held, name, password[:-1]) is None

"""Hostile files at small sizes, and the hostile things that only a folder or a running ingest can do."""

from __future__ import annotations

import contextlib
import json
import os
import re
import socket
import subprocess
import sys
import threading
import time
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from archive.cli import main
from archive.errors import BadInput, UnreadableInput
from archive.ingest import posts, readers, sources
from tests.hostile.files import BREAKOUT, CASES
from tests.hostile.kinds import ENGLISH, FRENCH
from tests.hostile.mails import MAILS
from tests.hostile.zips import ZIPS

ROOT = Path(__file__).parents[2]


def test_every_hostile_file_ends_in_bounds() -> None:
    # In a process of its own: children are forked from it, and must not inherit what the test runner holds.
    done = subprocess.run(
        [sys.executable, "-m", "tests.hostile", "--small"], capture_output=True, text=True, cwd=ROOT
    )
    assert done.returncode == 0, "\n".join(re.findall("^FAIL.*", done.stdout, re.M)) + done.stderr[-2000:]
    assert done.stdout.count("\nok ") + 1 == len(CASES) + len(ZIPS) + len(MAILS)


def text_of(name: str, size: int) -> str:
    case = next(c for c in CASES if c.name == name)
    data = case.make(size)
    page = readers.read_page(data, readers.sniff(data, name))
    return "\n".join(d.text for d in posts.split_page(page).drafts)


def test_entities_open_no_file_and_do_not_multiply() -> None:
    assert "root:" not in text_of("external-entity.html", 10)
    assert len(text_of("entities.html", 12)) < 5_000


def test_surrogates_by_twos_are_the_character_they_mean() -> None:
    page = readers.read_page("Un phare 🗼.".encode("utf-16").decode("utf-16").encode(), "text/plain")
    spoilt = b"Un phare " + "\ud83d\uddfc".encode("utf-8", "surrogatepass") + b"."
    assert readers.read_page(spoilt, "text/plain").text == page.text


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    """A folder of hostile files, and of one that is none."""
    folder = tmp_path / "inbox"
    folder.mkdir()
    (folder / "good.txt").write_text(f"Le phare rallumé\n\n{FRENCH}\n\n{FRENCH}\n")
    os.mkfifo(folder / "pipe.txt")
    (folder / "self").symlink_to(folder / "self")
    (folder / "up").symlink_to(tmp_path)
    (folder / "gone.txt").symlink_to(folder / "nowhere.txt")
    (folder / "two\nlines\u202e.txt").write_text(f"Sous un nom étrange. {FRENCH}")
    with open(os.fsencode(folder) + b"/caf\xe9.txt", "wb") as file:
        file.write(ENGLISH.encode() * 2)
    (folder / "deep.html").write_bytes(_case("deep-div.html", 5_000))
    (folder / "nul.txt").write_bytes(_case("nuls.txt", 50))
    (folder / "digits.txt").write_bytes(_case("digits.txt", 20_000))
    (folder / "dates.txt").write_bytes(_case("dates.txt", 500))
    (folder / "marks.txt").write_bytes(_case("right-to-left.txt", 20))
    (folder / "lone.txt").write_bytes(_case("surrogates.txt", 20))
    (folder / "long.txt").write_bytes(b"a" * 2_100_000)
    (folder / "tags.html").write_bytes(_case("million-paragraphs.html", 160_000))
    (folder / "bomb.zip").write_bytes(_case("bomb.zip", 10**7))
    with zipfile.ZipFile(folder / "breakout.zip", "w") as box:
        for name, data in BREAKOUT.items():
            box.writestr(name, data)
    return folder


def _case(name: str, size: int) -> bytes:
    return next(c for c in CASES if c.name == name).make(size)


def _tree(folder: Path) -> dict[str, tuple[int, int]]:
    """Every file under `folder` with its size and time, links and pipes too."""
    found = {}
    for at, folders, files in os.walk(os.fsencode(folder)):
        for name in [*folders, *files]:
            info = os.lstat(os.path.join(at, name))
            found[os.path.join(at, name).decode(errors="surrogateescape")] = (info.st_size, info.st_mtime_ns)
    return found


@pytest.fixture
def no_network(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every look for a host and every connection, noted and refused."""
    tried: list[str] = []

    def refuse(*args: Any, **_: Any) -> None:
        tried.append(repr(args))
        raise OSError("no network in this test")

    for name in ("connect", "connect_ex", "sendto"):
        monkeypatch.setattr(socket.socket, name, refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    monkeypatch.setattr(socket, "create_connection", refuse)
    return tried


def ingest(archive: Path, *paths: Path) -> dict[str, Any]:
    args = ["--archive", str(archive), "ingest", "--format", "json", "--workers", "1", *map(str, paths)]
    result = CliRunner().invoke(main, args)
    assert result.exit_code in (0, 4), result.output
    summary: dict[str, Any] = json.loads(result.stdout)
    summary["exit"] = result.exit_code
    return summary


def test_a_hostile_inbox_is_taken_in_and_touches_nothing_outside(
    inbox: Path, tmp_path: Path, no_network: list[str]
) -> None:
    (inbox / "remote.html").write_text(
        "<html><head><link rel=stylesheet href='http://example.org/a.css'><base href='http://example.org/'>"
        f"<script src='http://example.org/s.js'></script></head><body><p>{FRENCH * 4}"
        "<img src='http://example.org/i.png'><iframe src='http://example.org/f'></iframe></p></body></html>"
    )
    before = _tree(inbox)
    summary = ingest(tmp_path / "archive", inbox)
    assert summary["exit"] == 4
    reasons = {os.path.basename(f["source"]): f["reason"] for f in summary["failed"]}
    expected = {
        "pipe.txt": "not a file",
        "self": "leads back to itself",
        "gone.txt": "no such file",
        "nul.txt": "unknown format",
        "long.txt": "characters",
        "tags.html": "elements",
        "bomb.zip!big.txt": "would unpack",
    }
    assert reasons.keys() == expected.keys()
    assert {n: reasons[n] for n, wanted in expected.items() if wanted not in reasons[n]} == {}
    # Good, two with odd names, deep, digits, dates, marks, lone, two of the box, the one with links.
    assert summary["sources"] == 11
    assert _tree(inbox) == before
    assert sorted(p.name for p in tmp_path.iterdir()) == ["archive", "inbox"]
    assert no_network == []


def test_a_file_that_grows_while_it_is_read_is_refused_or_taken_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "growing.txt"
    path.write_text(FRENCH)
    stop = threading.Event()

    def grow() -> None:
        with path.open("ab", buffering=0) as file:
            while not stop.is_set() and file.tell() < 200_000_000:
                file.write(b"more and more\n" * 1_000)

    writer = threading.Thread(target=grow)
    writer.start()
    try:
        read: list[bytes] = []
        began = time.process_time()
        for _ in range(20):
            found = next(iter(sources.find([str(path)])))
            with contextlib.suppress(UnreadableInput):
                read.append(sources.read(found).data)
        assert time.process_time() - began < 10
    finally:
        stop.set()
        writer.join()
    assert all(path.read_bytes().startswith(data) and data.startswith(FRENCH.encode()) for data in read)


def vanish(path: Path) -> None:
    path.unlink()


def become_a_pipe(path: Path) -> None:
    path.unlink()
    os.mkfifo(path)


def become_a_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


def become_a_loop(path: Path) -> None:
    path.unlink()
    path.symlink_to(path)


@pytest.mark.parametrize("change", [vanish, become_a_pipe, become_a_folder, become_a_loop])
def test_a_file_that_is_another_by_the_time_it_is_read(
    tmp_path: Path, change: Callable[[Path], None]
) -> None:
    path = tmp_path / "page.txt"
    path.write_text(FRENCH)
    (found,) = sources.find([str(path)])
    change(path)
    with pytest.raises(BadInput, match=r"\w"):
        sources.read(found)

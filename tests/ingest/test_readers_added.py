"""A reader from another package, as CONTRIBUTING tells to write one, run by the real command line."""

from __future__ import annotations

import json
import zlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from archive.errors import BinaryInput, UnreadableInput
from archive.ingest.readers import sniffing
from archive.ingest.readers.base import Reader, Registry
from archive.records import Block, Page
from tests.recipes import Done, commands, install, recipe

FRENCH = """Le phare de Brévaux rallumé

Samedi 11 mars 2017, le gardien a rallumé la lanterne devant une centaine d'habitants du port.

La chorale a chanté jusqu'à la marée, et la mairie promet une nouvelle fête au printemps prochain.
"""
ENGLISH = """The library of Oxmoor opens its night shelter

The reading room of the library now stays open all night, with blankets and hot soup for all comers.

Volunteers are asked to write to the desk, and to bring warm socks rather than old novels.
"""


class Installed:
    """A folder on Python's path where the package of the recipe is installed, and an archive."""

    def __init__(self, folder: Path) -> None:
        self.site = folder / "site"
        install(self.site, "toy-reader", recipe("Add a reader", "toml"))
        self.write(recipe("Add a reader", "python"))
        self.archive = folder / "archive"

    def write(self, code: str) -> None:
        (self.site / "toy_reader.py").write_text(code)

    def run(self, *every: Sequence[str]) -> list[Done]:
        return commands(self.site, self.archive, *every)


def said(done: Done) -> Any:
    """What a command printed; fails where it did."""
    assert done.code == 0, done.out + done.err
    return done.out


@pytest.fixture
def installed(tmp_path: Path) -> Installed:
    return Installed(tmp_path)


def test_the_recipe_reads_a_new_binary_format(installed: Installed, tmp_path: Path) -> None:
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    (inbox / "phare.toy").write_bytes(b"TOY\x00" + zlib.compress(FRENCH.encode()))
    (inbox / "unnamed").write_bytes(b"TOY\x00" + zlib.compress(ENGLISH.encode()))
    (inbox / "library.txt").write_text(ENGLISH.replace("Oxmoor", "Hexley"))
    (inbox / "cut.toy").write_bytes(b"TOY\x00" + zlib.compress(FRENCH.encode())[:40])

    stats = ("stats", "--format", "json")
    done, search, before = installed.run(
        ("ingest", "--format", "json", str(inbox)), ("search", "chorale", "--format", "jsonl"), stats
    )
    assert done.code == 4, done.err
    told = json.loads(done.out)
    assert told["sources"] == 3
    ((source, reason),) = [(f["source"], f["reason"]) for f in told["failed"]]
    assert source.endswith("cut.toy")
    assert "a damaged toy file" in reason

    hits = [json.loads(line) for line in said(search).splitlines()]
    assert [hit["source"].rpartition("/")[2] for hit in hits] == ["phare.toy"]

    # A new version concerns the documents of this reader, and no others.
    assert json.loads(said(before))["behind"] == 0
    installed.write(recipe("Add a reader", "python").replace("version=1", "version=2"))
    behind, again, after = installed.run(stats, ("reprocess", "--stage", "posts"), stats)
    assert json.loads(said(behind))["behind"] == 2
    assert said(again) == "2 documents reprocessed.\n"
    assert json.loads(said(after))["behind"] == 0


def test_a_reader_that_cannot_be_loaded_is_named(installed: Installed, tmp_path: Path) -> None:
    installed.write("import no_such_module_anywhere\n")
    page = tmp_path / "page.txt"
    page.write_text(ENGLISH)
    (done,) = installed.run(("ingest", "--no-vectors", str(page)))
    assert done.code == 3
    (line,) = done.err.splitlines()
    assert 'reader "toy" of the package toy-reader cannot be loaded' in line


def _read(data: bytes) -> Page:
    return Page("", ())


TOY = Reader("toy", 1, ("application/x-toy",), _read, (".toy",), (b"TOY\x00",))
LONGER = Reader("toy2", 1, ("application/x-toy2",), _read, magic=(b"TOY\x00\x02",))
MARKDOWN = Reader("markdown", 1, ("text/markdown",), _read, (".md",), text=True)
MAIL = Reader("mail", 1, ("message/rfc822",), _read, (".eml",), text=True)
PDF = Reader("pdf", 1, ("application/pdf",), _read)
PAGES = Reader("pages", 1, ("text/html",), _read, (".html",), text=True)


@pytest.mark.parametrize(
    ("data", "name", "readers", "media_type"),
    [
        (b"TOY\x00\x01\x02", "a", [TOY], "application/x-toy"),
        (b"TOY\x00\x02\x02", "a", [TOY, LONGER], "application/x-toy2"),  # the longer first bytes count
        (b"\x00\x01\x02\x03", "A.TOY", [TOY], "application/x-toy"),  # by its name alone
        (b"some words", "a.toy", [TOY], "application/x-toy"),
        (b"\x00\x01\x02\x03", "a.toy", [], "application/octet-stream"),
        (b"\x00\x01\x02\x03", "a.md", [MARKDOWN], "application/octet-stream"),  # it wants text
        (b"# A title", "a.md", [MARKDOWN], "text/markdown"),
        (b"From: Ana\n\nHello", "a.eml", [MAIL], "message/rfc822"),
        (b"<html><body>Hello", "a.eml", [MAIL], "message/rfc822"),
        (b"%PDF-1.4 ...", "a.pdf", [PDF], "application/pdf"),
        (b"%PDF-1.4 ...", "a.html", [PDF, PAGES], "application/pdf"),  # bytes before names
        (b"no tags at all", "a.html", [PAGES], "text/plain"),
    ],
)
def test_readers_are_asked_for_the_type(
    data: bytes, name: str, readers: list[Reader], media_type: str
) -> None:
    assert sniffing.media_type(data, name, Registry(tuple(readers))) == media_type


def test_only_what_no_reader_takes_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    from archive.ingest import readers

    data = b"fLaC" + bytes(range(256))
    with pytest.raises(BinaryInput, match="an audio file"):
        readers.read_page(data, "audio/flac")
    page = Page("A page.", (Block(0, 7),))
    flac = Reader("flac", 1, ("audio/flac",), lambda _: page)
    monkeypatch.setattr(readers, "_registry", lambda: Registry((flac,)))
    assert readers.read_page(data, "audio/flac; x=y") == page
    with pytest.raises(BinaryInput):
        readers.read_page(b"\x01\x02\x03\x04", "application/x-toy")
    with pytest.raises(UnreadableInput, match="unsupported format"):
        readers.read_page(b"words", "application/x-toy")


@pytest.mark.parametrize(
    ("page", "reason"),
    [
        (Page("A page.", (Block(0, 1_000),)), "out of order or outside its text"),
        (Page("A page.", (Block(-1, 7),)), "out of order or outside its text"),
        (Page("A page.", (Block(2, 7), Block(0, 2))), "leave text out"),
        (Page("A page.", (Block(0, 5), Block(3, 7))), "out of order or outside its text"),
        (Page("A page.", (Block(5, 3), Block(3, 7))), "out of order or outside its text"),
        (Page("A page.", (Block(0, 6),)), "leave text out"),
        (Page("A page.", ()), "leave text out"),
        (Page("A \ud800.", (Block(0, 4),)), "not valid Unicode"),
    ],
)
def test_a_page_whose_blocks_are_not_its_text_is_refused(
    monkeypatch: pytest.MonkeyPatch, page: Page, reason: str
) -> None:
    from archive.ingest import readers

    toy = Reader("toy", 3, ("application/x-toy",), lambda _: page)
    monkeypatch.setattr(readers, "_registry", lambda: Registry((toy,)))
    with pytest.raises(UnreadableInput, match=f"the reader toy 3 .*{reason}"):
        readers.read_page(b"toy", "application/x-toy")

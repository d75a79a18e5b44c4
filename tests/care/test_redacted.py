"""What is redacted is in no byte of the open edition, and the text around it stands there as before."""

from __future__ import annotations

import json
import os
import re
import shutil
from pathlib import Path
from typing import NamedTuple

import pytest

import archive
from archive.catalog import Catalog, handed
from archive.ingest.originals.folder import original_path
from archive.ingest.readers import redacted
from tests.care import marked
from tests.care.boxes import bytes_with, run
from tests.care.marked import ENGLISH, FRENCH, WORD
from tests.care.test_edition import dump, files, re_dated, room, said

FEEDS = {"feed.xml", "late.xml"}  # both hold an entry, which the archive has from one of them


class Made(NamedTuple):
    """An archive with one word everywhere, which is redacted, and its edition."""

    archive: Path
    edition: Path
    inbox: Path
    failed: tuple[tuple[str, str], ...]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    base = tmp_path_factory.mktemp("redacted")
    marked.fill(base / "in")
    marked.take_in(base / "all", base / "in")
    with archive.open(base / "all", run=run()) as opened:
        for found in [one.document for one in opened.documents()]:
            if "-2." not in found.source and WORD in f"{found.text} {found.title}":
                opened.redact(found.id, name=WORD, translations="2016" in found.source, why="a threat")
        done = opened.publish(base / "open")
    return Made(base / "all", base / "open", base / "in", done.failed)


def texts(folder: Path) -> dict[str, str]:
    with archive.open(folder, run=run()) as opened:
        return {Path(one.document.source).name: one.document.text for one in opened.documents()}


def masked(text: str) -> str:
    """A text with the mark of its language in the place of the word."""
    return text.strip().replace(WORD, "[redacted]" if "the soup" in text else "[caviardé]")


def test_the_word_is_in_no_byte_of_the_edition(made: Made) -> None:
    assert bytes_with(made.archive, WORD)
    assert bytes_with(made.edition, WORD) == []
    with archive.open(made.edition, run=run()) as opened:
        assert not list(opened.check().findings)


def test_all_texts_are_there_but_for_a_file_that_holds_one_of_another(made: Made) -> None:
    """A feed repeats an entry that is redacted where the archive has it: its bytes would tell it."""
    (shared,) = (Path(given).name for given, _ in made.failed)
    whole, shown = texts(made.archive), texts(made.edition)
    assert set(whole) & FEEDS - set(shown) == {shared}
    assert len(shown) == len(whole) - 1
    for name, text in whole.items():
        if name not in FEEDS:
            found = shown[re.sub(f"(?i){WORD}", "redacted", name)]
            assert found.split() == masked(text).split(), name
    assert shown["redacted_2016.txt"] == masked(FRENCH)  # to the letter, line ends too


def test_copies_and_the_translation_are_redacted_with_it(made: Made) -> None:
    with archive.open(made.archive, run=run()) as opened:
        by_id = {one.document.id: Path(one.document.source).name for one in opened.documents()}
        ways = {by_id[one]: {p.by for p in some} for one, some in opened.redactions().items()}
        listed = opened.care()
    assert ways["copy-2.txt"] == {"copy"}
    assert ways["english-2.txt"] == {"translation"}
    assert ways[f"{WORD.upper()}_2016.txt"] == {"act"}
    assert "open.txt" not in ways
    assert {one.act for one in listed} == {"redact"}
    shown = texts(made.edition)
    assert shown["english-2.txt"] == masked(ENGLISH)
    with archive.open(made.edition, run=run()) as edition:
        names = marked.names(edition)
        pair = edition.read(names["english-2.txt"])
        french = {one.id for one in pair.translations}
        french |= {copy.id for one in pair.translations for copy in edition.read(one.id).duplicates}
        assert {names["redacted_2016.txt"], names["copy-2.txt"]} == french


def test_a_spelling_that_is_joined_with_a_name_is_redacted_with_it(made: Made, tmp_path: Path) -> None:
    with archive.open(shutil.copytree(made.archive, tmp_path / "own"), run=run()) as opened:
        document = marked.names(opened)["open.txt"]
        before = opened.redact(document, name="Odile Sarrazin", why="x")
        opened.merge("Odile Sarrazin", "Maud Lestienne")
        told = [json.loads(before.what)["names"], len(opened.redactions()[document])]
        opened.unredact(before.n, why="x")
        assert document not in opened.redactions()
        after = opened.redact(document, name="Odile Sarrazin", why="x")
        assert told == [["odile sarrazin"], 2]  # what was joined since, too
        assert set(json.loads(after.what)["names"]) >= {"odile sarrazin", "maud lestienne"}
        opened.unredact(after.n, why="x")
        part = opened.redact(document, name="Lestienne", why="x")  # or her first name would be left
        assert set(json.loads(part.what)["names"]) >= {"lestienne", "maud lestienne", "odile sarrazin"}


def test_every_page_and_command_of_the_edition_is_silent(made: Made) -> None:
    with archive.open(made.archive, run=run()) as whole:
        ids = [one.document.id for one in whole.documents()]
    with archive.open(made.edition, run=run()) as opened:
        shown = [one.document.id for one in opened.documents()]
        labels = [one.id for one in opened.entities()]
    asked = [
        ("search", WORD), ("search", f"{WORD[:6]}*"), ("search", f"{WORD[:-1]}~"), ("stats",), ("intake",),
        ("entities",), ("pairs",), ("decisions",), ("authority", "list"), ("care", "log"), ("watch", "list"),
        ("export", "documents"), ("export", "mentions"), ("export", "dc"), ("export", "tei"),
        *((("show", one)) for one in (*ids, *shown)), *((("explain", one)) for one in shown),
    ]  # fmt: skip
    for args in asked:
        told = " ".join(map(str, said(made.edition, *args)[1:])).lower()
        assert "rolintaz" not in told.replace(" ".join(args).lower(), ""), args
    with room(made.edition) as client:
        pages = [f"/d/{one}{end}" for one in shown for end in ("", "/parallel", "/original", "/names")]
        for address in (*pages, "/", "/feed.atom", "/sitemap.xml", *(f"/e/{one}" for one in labels)):
            assert "rolintaz" not in re_dated(client.get(address).text).lower(), address
        assert {client.get(f"/d/{one}").status_code for one in ids if one not in shown} == {404}


def test_an_edition_is_as_if_its_stand_ins_had_been_there_from_the_start(made: Made, tmp_path: Path) -> None:
    """To the row and byte: nothing else of the originals had a part in it."""
    inbox, first, second = tmp_path / "in", tmp_path / "first", tmp_path / "second"
    (inbox / "held").mkdir(parents=True)
    for name in (f"held/{WORD.upper()}_2016.txt", "held/copy-2.txt", "held/page.html", "open.txt"):
        shutil.copy(made.inbox / name, inbox / name)
    with archive.open(first, create=True, run=run()) as opened:
        opened.ingest(inbox)
        for document in [one.document for one in opened.documents() if WORD in one.document.text]:
            opened.redact(document.id, name=WORD, why="a threat")
        opened.publish(tmp_path / "first-open")
    shutil.rmtree(inbox)
    stand_ins = 0
    (inbox / "held").mkdir(parents=True)
    with Catalog.open(tmp_path / "first-open") as catalog:
        kept = [(one.places[0].origin, one.sha256) for one in handed.sources(catalog)]
    with archive.open(second, create=True, run=run()) as opened:
        for place, sha256 in kept:  # in the order in which they came
            data = original_path(tmp_path / "first-open" / "originals", sha256).read_bytes()
            stand_ins += redacted.is_redacted(data)
            Path(place).write_bytes(data)
            os.utime(place, (1_700_000_000, 1_700_000_000))
            opened.ingest(place)
        opened.publish(tmp_path / "second-open")
    assert stand_ins == 3
    assert dump(tmp_path / "first-open") == dump(tmp_path / "second-open")
    assert files(tmp_path / "first-open") == files(tmp_path / "second-open")


def test_no_command_brings_the_files_back_into_the_edition(made: Made, tmp_path: Path) -> None:
    """Its sources are called by the places of the archive's files, which hold what is redacted, zips too."""
    edition = shutil.copytree(made.edition, tmp_path / "open")
    before = texts(edition)
    with archive.open(edition, run=run()) as opened:
        for stage in ("posts", "names", "dates", "links"):
            opened.reprocess(stage)
        opened.reindex()
    assert texts(edition) == before
    assert bytes_with(edition, WORD) == []


# -- from act to act -------------------------------------------------------------------------------

"""Containers taken in by the pipeline: twice, in part, and texts of an address over time."""

from __future__ import annotations

import dataclasses
import hashlib
import json
import mailbox
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, BinaryIO

import pytest
from click.testing import CliRunner

from archive.catalog import Catalog, captures, documents, origins
from archive.catalog.intake import Failure
from archive.cli import main
from archive.ingest import containers
from archive.ingest.containers import mboxes
from archive.ingest.originals.folder import FolderOriginals
from archive.pipeline.make import Settings
from archive.pipeline.reprocess import reprocess
from tests.ingest.test_containers import mail
from tests.ingest.test_containers_web import HOME, PAGE, web
from tests.pipeline.taking import FRENCH, counts, execute, noon, places, take_in, texts

pytestmark = pytest.mark.filterwarnings(
    "ignore:Unclosed file:ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning"
)


def test_a_mail_is_passed_over_with_all_that_it_holds(tmp_path: Path) -> None:
    message = mail("Réunion", FRENCH.format(1), ("plan.txt", FRENCH.format(2).encode()))
    (tmp_path / "a.eml").write_bytes(message.as_bytes())
    assert counts(take_in(tmp_path / "archive", tmp_path / "a.eml")) == (2, 0, {})
    assert counts(take_in(tmp_path / "archive", tmp_path / "a.eml")) == (0, 2, {})
    # As if the run had been stopped before the mail itself was written: what it holds comes before it.
    execute(tmp_path / "archive", "UPDATE origins SET current = 0, inode = 0 WHERE origin LIKE '%a.eml'")
    assert counts(take_in(tmp_path / "archive", tmp_path / "a.eml")) == (0, 2, {})


def test_what_lies_in_a_container_is_a_source_of_its_own(tmp_path: Path) -> None:
    plan = FRENCH.format("plan").encode()
    (tmp_path / "in").mkdir()
    (tmp_path / "in/plan.txt").write_bytes(plan)
    (tmp_path / "in/copie.txt").write_bytes(plan)
    for number in (1, 2):
        sent = mail("Réunion", FRENCH.format(number), ("plan.txt", plan), number=number)
        (tmp_path / f"in/{number}.eml").write_bytes(sent.as_bytes())
    archive = tmp_path / "archive"
    assert counts(take_in(archive, tmp_path / "in")) == (5, 1, {})
    assert sorted(texts(archive)).count(plan.decode().strip()) == 3
    with Catalog.open(archive) as catalog:
        held = [d for _, d in documents.every(catalog) if d.text == plan.decode().strip()]
        places = sorted(tuple(Path(o).name for o in origins.of(catalog, d.source_id)) for d in held)
        assert places == [("1.eml!plan.txt",), ("2.eml!plan.txt",), ("copie.txt", "plan.txt")]
        assert len({d.id for d in held}) == 3
        assert {d.sha256 for d in held} == {hashlib.sha256(plan).hexdigest()}  # kept once
        mails = sum((tmp_path / f"in/{number}.eml").stat().st_size for number in (1, 2))
    assert counts(take_in(archive, tmp_path / "in")) == (0, 6, {})
    told = CliRunner().invoke(main, ["--archive", str(archive), "stats", "--format", "json"]).stdout
    assert json.loads(told)["bytes"] == mails + len(plan)
    found = CliRunner().invoke(main, ["--archive", str(archive), "check", "--format", "jsonl"]).stdout
    assert {json.loads(line)["part"] for line in found.splitlines()} <= {"index"}  # there is none yet
    again = tmp_path / "again"
    for folder, *args in ((archive, "backup"), (again, "restore")):
        done = CliRunner().invoke(main, ["--archive", str(folder), *args, str(tmp_path / "b.tar")])
        assert done.exit_code == 0, done.output
    assert (len(list((again / "originals").glob("*/*"))), len(texts(again))) == (3, 5)


def test_what_lies_in_a_copy_or_a_later_state_of_a_container_is_held(tmp_path: Path) -> None:
    box = mailbox.mbox(tmp_path / "2018.mbox")
    for number in (1, 2):
        box.add(
            mail("Réunion", FRENCH.format(number), ("plan.txt", FRENCH.format(9).encode()), number=number)
        )
    box.close()
    archive = tmp_path / "archive"
    assert counts(take_in(archive, tmp_path / "2018.mbox")) == (4, 0, {})
    (tmp_path / "2018.mbox").rename(tmp_path / "2019.mbox")
    box = mailbox.mbox(tmp_path / "2019.mbox")
    box.add(mail("Suite", FRENCH.format(3), number=3))
    box.close()
    assert counts(take_in(archive, tmp_path / "2019.mbox")) == (1, 4, {})
    # The mail alone is a file of its own, and what was sent with it is that of the mailbox.
    mails = list(mailbox.mbox(tmp_path / "2019.mbox"))
    (tmp_path / "1.eml").write_bytes(mails[0].as_bytes())
    assert counts(take_in(archive, tmp_path / "1.eml")) == (1, 1, {})


def as_of_before(archive: Path) -> None:
    """As archives were before what lies in a container was a source of its own: known by its bytes alone."""
    with Catalog.open(archive) as catalog, catalog.transaction() as db:
        db.execute("PRAGMA defer_foreign_keys = ON")
        members = db.execute("SELECT source_id, sha256 FROM members").fetchall()
        assert members
        owned = db.execute(
            'SELECT t.name, f."from" FROM sqlite_master t, pragma_foreign_key_list(t.name) f'
            " WHERE t.type = 'table' AND f.\"table\" = 'sources'"
        ).fetchall()
        db.execute("DELETE FROM members")
        db.execute("UPDATE documents SET id = 'former-' || id")
        for member, sha256 in members:
            db.execute("UPDATE sources SET id = ? WHERE id = ?", (sha256, member))
            for table, column in owned:
                db.execute(f"UPDATE {table} SET {column} = ? WHERE {column} = ?", (sha256, member))


def ids(archive: Path) -> list[str]:
    with Catalog.open(archive) as catalog:
        return sorted(row[0] for row in catalog.db.execute("SELECT id FROM sources"))


def test_a_member_taken_in_by_its_bytes_alone_stays_that_source(tmp_path: Path) -> None:
    path, archive = tmp_path / "a.eml", tmp_path / "archive"
    sent = mail("Réunion", FRENCH.format(1), ("plan.txt", FRENCH.format(2).encode()))
    path.write_bytes(sent.as_bytes())
    take_in(archive, path)
    as_of_before(archive)
    held = ids(archive)
    path.touch()
    assert counts(take_in(archive, path)) == (0, 2, {})
    assert counts(take_in(archive, path, rehash=True)) == (0, 2, {})  # a repair changes no id
    assert (ids(archive), len(texts(archive))) == (held, 2)


ENGLISH = "The committee of the harbour meets at Dieppe on page {}, with Odile Varangot and its friends.\n\n"


def boxed(path: Path) -> None:
    box = mailbox.mbox(path)
    for number, text in ((1, FRENCH), (2, ENGLISH)):
        plan = text.format(number + 4).encode()
        box.add(mail("Réunion", text.format(number), ("plan.txt", plan), number=number))
    box.close()


def zipped(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as box:
        box.writestr("lettres/été.txt", FRENCH.format(1))
        box.writestr("letters/summer.txt", ENGLISH.format(2))
        box.writestr("letters/b.eml", mail("Plan", ENGLISH.format(3), number=3).as_bytes())


def crawled(path: Path) -> None:
    pages = [(HOME + str(n), PAGE.format(text.format(n) * 3)) for n, text in enumerate((FRENCH, ENGLISH))]
    path.write_bytes(web(*(("2017-01-01", address, "text/html", page) for address, page in pages)))


@pytest.mark.parametrize(
    ("make", "old", "new"),
    [
        (boxed, "2018.mbox", "2019.mbox"),
        (boxed, "Courrier", "sent.mbox"),
        (zipped, "a.zip", "l'été.zip"),
        (zipped, "a.zip", "moved/b.zip"),
        (crawled, "a.warc.gz", "b.warc.gz"),
    ],
)
@pytest.mark.parametrize("copied", [False, True], ids=["moved", "copied"])
def test_what_lay_in_a_container_by_its_bytes_alone_is_held_wherever_that_stands(
    tmp_path: Path, make: Callable[[Path], None], old: str, new: str, copied: bool
) -> None:
    path, archive, target = tmp_path / old, tmp_path / "archive", tmp_path / new
    make(path)
    took = take_in(archive, path).sources
    as_of_before(archive)
    held = ids(archive)
    target.parent.mkdir(exist_ok=True)
    shutil.copy(path, target) if copied else path.rename(target)
    assert counts(take_in(archive, target)) == (0, took, {})
    assert counts(take_in(archive, target)) == (0, took, {})
    assert (ids(archive), len(texts(archive))) == (held, took)


def test_the_bytes_of_a_former_member_elsewhere_are_a_source_of_their_own(tmp_path: Path) -> None:
    archive = tmp_path / "archive"
    zipped(tmp_path / "a.zip")
    take_in(archive, tmp_path / "a.zip")
    as_of_before(archive)
    with zipfile.ZipFile(tmp_path / "b.zip", "w") as box:
        box.writestr("copie/été.txt", FRENCH.format(1))
    assert counts(take_in(archive, tmp_path / "b.zip")) == (1, 0, {})


def test_a_capture_is_of_its_web_archive_and_the_same_in_one_that_is_cut_or_moved(tmp_path: Path) -> None:
    pages = [("2017-01-01", f"{HOME}{n}", "text/html", PAGE.format(FRENCH.format(n) * 3)) for n in (1, 2)]
    data, archive = web(*pages, gzipped=False), tmp_path / "archive"
    (tmp_path / "a.warc").write_bytes(data)
    assert counts(take_in(archive, tmp_path / "a.warc")) == (2, 0, {})
    (tmp_path / "a.warc").rename(tmp_path / "b.warc")
    assert counts(take_in(archive, tmp_path / "b.warc")) == (0, 2, {})
    (tmp_path / "cut.warc").write_bytes(data[: len(data) - 20])
    assert counts(take_in(archive, tmp_path / "cut.warc"))[:2] == (0, 1)
    (tmp_path / "other.warc").write_bytes(web(*pages))
    assert counts(take_in(archive, tmp_path / "other.warc")) == (2, 0, {})


def test_what_failed_in_a_mail_is_tried_again(tmp_path: Path) -> None:
    message = mail("Réunion", FRENCH.format(1), ("son.bin", b"ID3\x03" + bytes(90)))
    (tmp_path / "a.eml").write_bytes(message.as_bytes())
    for sources in (1, 0):
        done = take_in(tmp_path / "archive", tmp_path / "a.eml")
        assert done.sources == sources
        assert [f.given.rpartition("!")[2] for f in done.failed] == ["son.bin"]


def test_texts_of_an_address_are_versions_of_one_document(tmp_path: Path) -> None:
    old, new = (PAGE.format(FRENCH.format(n) * 3) for n in (1, 2))
    captures = [("2017-01-01", HOME, "text/html", old), ("2017-02-01", HOME, "text/html", new)]
    path = tmp_path / "a.warc.gz"
    path.write_bytes(web(*captures))
    archive = tmp_path / "archive"
    assert counts(take_in(archive, path)) == (2, 0, {})
    (text,) = texts(archive)
    assert "page 2" in text
    with Catalog.open(archive) as catalog:
        assert [r[0] for r in catalog.db.execute("SELECT DISTINCT url FROM sources")] == [HOME]
    assert counts(take_in(archive, path)) == (0, 2, {})
    (text,) = texts(archive)
    assert "page 2" in text
    # Captured again in its earlier words: these are current, and nothing is read as new.
    path.write_bytes(web(*captures, ("2017-03-01", HOME, "text/html", old)))
    assert take_in(archive, path).sources == 0
    (text,) = texts(archive)
    assert "page 1" in text


PICTURE = ("2017-01-01", f"{HOME}phare.png", "image/png", "PNG")


@pytest.mark.parametrize("zipped_too", [False, True], ids=["alone", "in a zip"])
@pytest.mark.parametrize("earlier", [False, True], ids=["at once", "after it failed before"])
def test_a_container_that_holds_no_text_is_told_once(tmp_path: Path, zipped_too: bool, earlier: bool) -> None:
    path, archive = tmp_path / "images.warc.gz", tmp_path / "archive"
    path.write_bytes(web(PICTURE))
    if zipped_too:
        with zipfile.ZipFile(tmp_path / "box.zip", "w") as box:
            box.write(path, "images.warc.gz")
        path = tmp_path / "box.zip"
    if earlier:
        with Catalog.open(archive, create=True) as catalog:
            inside = "!images.warc.gz" if zipped_too else ""
            origins.add_failure(catalog, Failure(f"{path}{inside}", "images.warc.gz", "no text"), noon())
    done = take_in(archive, path)
    assert (counts(done), len(done.empty)) == ((0, 0, {}), 1)
    assert "no text in it: only errors" in done.empty[0][1]
    done = take_in(archive, path)
    assert (counts(done), done.empty) == ((0, 0, {}), [])
    with Catalog.open(archive) as catalog:
        assert origins.failures(catalog) == []


def test_a_web_archive_that_is_cut_is_told_once(tmp_path: Path) -> None:
    pages = [("2017-01-01", f"{HOME}{n}", "text/html", PAGE.format(FRENCH.format(n) * 30)) for n in (1, 2)]
    data, archive = web(*pages, gzipped=False), tmp_path / "archive"
    (tmp_path / "a.warc").write_bytes(data[:-20])
    done = take_in(archive, tmp_path / "a.warc")
    assert (counts(done), [reason[:9] for _, reason in done.unread]) == ((1, 0, {}), ["cut short"])
    done = take_in(archive, tmp_path / "a.warc")
    assert (counts(done), done.unread) == ((0, 1, {}), [])
    (tmp_path / "a.warc").write_bytes(data)
    done = take_in(archive, tmp_path / "a.warc")
    assert (counts(done), done.unread) == ((1, 1, {}), [])


def test_an_unchanged_container_is_not_opened_and_one_in_which_something_failed_is(tmp_path: Path) -> None:
    archive, opened = tmp_path / "archive", []
    sent = mail("Réunion", FRENCH.format(1), ("plan.txt", FRENCH.format(2).encode()))
    for name, more in (("well", b"text"), ("ill", b"ID3\x03" + bytes(90))):
        with zipfile.ZipFile(tmp_path / f"{name}.zip", "w") as box:
            box.writestr("a.eml", sent.as_bytes())
            box.writestr(f"{name}.bin", FRENCH.format(name).encode() if name == "well" else more)
    paths = [tmp_path / "well.zip", tmp_path / "ill.zip"]
    assert counts(take_in(archive, *paths))[0] == 3
    with pytest.MonkeyPatch.context() as patch:
        kind = containers._BUILT_IN[0]

        def open_it(file: BinaryIO, name: str) -> Any:
            opened.append(name)
            return kind.open(file, name)

        own = dataclasses.replace(kind, open=open_it)
        patch.setattr(containers, "kinds", lambda: (own, *containers._BUILT_IN[1:]))
        again = take_in(archive, *paths)
    assert (again.sources, again.unchanged, len(again.failed)) == (0, 5, 1)
    assert {Path(name).name for name in opened} == {"ill.zip"}


@pytest.mark.parametrize("recorded", [True, False], ids=["recorded", "of before they were recorded"])
def test_reprocess_looks_again_where_a_reader_of_containers_is_newer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, recorded: bool
) -> None:
    """Here one that named messages by their number, and overlooked what was sent with a mail."""
    archive, path = tmp_path / "archive", tmp_path / "lettres.mbox"
    box = mailbox.mbox(path)
    for number in (1, 2):
        box.add(
            mail("Réunion", FRENCH.format(number), ("plan.txt", FRENCH.format(9).encode()), number=number)
        )
    box.close()
    before = mboxes.MboxBox._member

    def former(self: Any, start: int, end: int, number: int) -> Any:
        return dataclasses.replace(before(self, start, end, number), name=f"message {number}", box=False)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(mboxes.MboxBox, "_member", former)
        assert counts(take_in(archive, path)) == (2, 0, {})
    if not recorded:
        execute(archive, "DELETE FROM containers")
    settings = Settings(originals=FolderOriginals(archive / "originals"), vectors=False)
    newer = tuple(dataclasses.replace(kind, version=kind.version + 1) for kind in containers.kinds())
    monkeypatch.setattr(containers, "kinds", lambda: newer)
    with Catalog.open(archive) as catalog:
        # The messages have another place now: they are sources anew.
        assert reprocess(catalog, "posts", now=noon, settings=settings) == 4
        assert reprocess(catalog, "posts", now=noon, settings=settings) == 0
    stand = {place.partition("lettres.mbox!")[2] for place in places(archive)}
    named = {"<1@phare.example>", "<2@phare.example>"}
    named |= {f"{name}!//plan.txt" for name in named}
    assert stand - named == (set() if recorded else {"message 1", "message 2"})
    assert named <= stand
    assert counts(take_in(archive, path)) == (0, len(stand), {})


def test_every_capture_is_kept_also_one_that_saw_what_an_earlier_file_holds(tmp_path: Path) -> None:
    old, new = (PAGE.format(FRENCH.format(n) * 3) for n in (1, 2))
    first = [("2017-01-01", HOME, "text/html", old), ("2017-02-01", HOME, "text/html", new)]
    again = [("2017-03-01", HOME, "text/html", new), ("2017-04-01", HOME, "text/html", "")]
    data = web(*first, *again, gzipped=False)
    begins = len(web(*first, *again[:1], gzipped=False))
    (tmp_path / "a.warc").write_bytes(data[:begins])
    (tmp_path / "b.warc").write_bytes(data[begins:])  # of a later run of the crawler, which saw nothing new
    archive = tmp_path / "archive"
    assert take_in(archive, tmp_path / "a.warc").sources == 2
    execute(archive, "DELETE FROM captures")  # as in an archive of before they were kept
    execute(archive, "DELETE FROM containers")
    assert counts(take_in(archive, tmp_path / "a.warc", tmp_path / "b.warc")) == (0, 2, {})
    with Catalog.open(archive) as catalog:
        held = {
            d.text[-80:]: captures.of(catalog, d.source_id) for _, d in documents.every(catalog, past=True)
        }
        rows = catalog.db.execute("SELECT DISTINCT address FROM captures").fetchall()
    days = {
        next(n for n in "12" if f"page {n}" in text): [at[:10] for at in ats] for text, ats in held.items()
    }
    # The revisit names the moment of the capture that it saw again, the first one.
    assert days == {"1": ["2017-01-01", "2017-04-01"], "2": ["2017-02-01", "2017-03-01"]}
    assert [tuple(row) for row in rows] == [("//phare.example",)]

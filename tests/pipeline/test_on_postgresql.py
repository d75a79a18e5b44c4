"""An archive whose catalog is in PostgreSQL, on a real server: all that one in a file does."""

from __future__ import annotations

import dataclasses
import random
import signal
import subprocess
import sys
import threading
import zipfile
from pathlib import Path
from typing import Any

import pytest

import archive
from archive import Engines, engines
from archive.catalog import Catalog
from archive.catalog.store import FILE
from archive.errors import ArchiveBusy, UnusableArchive, UsageError
from tests.pipeline.backups import tree
from tests.servers.postgresql import PostgreSQL

LETTER = (
    "Le 3 mai 2017, Ursule Karembé a écrit à la mairie de Brest. Elle demande que la cantine du port reste"
    " ouverte le soir, parce que les familles arrivent tard et que rien d'autre n'est ouvert."
)
IN_ENGLISH = (
    "On 3 May 2017 Ursule Karembé wrote to the town hall of Brest. She asks that the canteen of the port"
    " stay open in the evening, because families arrive late and nothing else is open."
)
FILES: dict[str, str] = {
    "fr/lettre.txt": LETTER,
    "en/letter.txt": IN_ENGLISH,
    "fr/copie.txt": f"{LETTER}\n",
    "fr/journal.html": "<html><head><title>Le journal du port</title></head><body><article>"
    + "<h1>Le journal du port</h1>"
    + "<p>La cantine a servi quarante repas, et Ursule Karembé a fermé la porte à minuit.</p>" * 4
    + "</article></body></html>",
    "en/notes.txt": "Notes of the meeting in Brest on 12 June 2017: the port pays for it until winter.",
}
QUICK = archive.Run(workers=1, vectors=False, clock=lambda: "2026-11-28T12:00:00Z")


@pytest.fixture
def papers(tmp_path: Path) -> Path:
    folder = tmp_path / "papers"
    for name, text in FILES.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, "utf-8")
    return folder


def address(server: PostgreSQL, tmp_path: Path, name: str = "") -> str:
    own = "".join(c if c.isalnum() else "_" for c in f"{tmp_path.parent.name[-12:]}_{tmp_path.name[-40:]}")
    return f"{server.url}?schema=a_{own.lower()}{name}"


@pytest.fixture
def both(postgresql_server: PostgreSQL, papers: Path, tmp_path: Path) -> tuple[Path, Path]:
    """The same papers in an archive in a folder, and in one whose catalog is in PostgreSQL."""
    homes = tmp_path / "file", tmp_path / "server"
    archive.init(homes[1], Engines(catalog=address(postgresql_server, tmp_path)))
    for home in homes:
        with archive.open(home, create=True, run=QUICK) as a:
            assert a.ingest(papers).sources == len(FILES)
    return homes


def told(home: Path) -> list[Any]:
    """All that is said of each document."""
    with archive.open(home, run=QUICK) as a:
        return [a.read(one.document.id) for one in a.documents()]


def named(home: Path, file: str) -> str:
    """The id of the document of a file."""
    with archive.open(home, run=QUICK) as a:
        return next(one.document.id for one in a.documents() if one.document.source.endswith(file))


def seen(home: Path) -> dict[str, Any]:
    """What the archive answers to all that can be asked of it."""
    with archive.open(home, run=QUICK) as a:
        queries = [
            "cantine",
            "canteen",
            '"town hall"',
            "Ursule",
            "por*",
            "cantone~",
            "date:2017",
            "port -mairie",
        ]
        return {
            "stats": dataclasses.replace(a.stats(), verified=0, verified_since=None),
            "documents": [one.document.id for one in a.documents()],
            "searches": [
                [dataclasses.replace(hit, score=0) for hit in a.search(q, lang=None)] for q in queries
            ],
            "pairs": list(a.pairs()),
            "entities": list(a.entities()),
            "timelines": [list(a.timeline(name)) for name in ("Brest", "Ursule Karembé")],
            "decisions": list(a.decisions()),
            "care": list(a.care()),
            "watches": list(a.watches()),
            "intakes": list(a.intakes()),
            "findings": a.check().findings,
        }


def same(homes: tuple[Path, Path]) -> None:
    first, second = map(seen, homes)
    for key, value in first.items():
        assert second[key] == value, key
    assert told(homes[0]) == told(homes[1])


def test_the_archive_is_the_same_and_its_folder_holds_no_catalog(both: tuple[Path, Path]) -> None:
    same(both)
    assert not (both[1] / FILE).exists()
    assert len(seen(both[1])["pairs"]) == 1


def _decided(home: Path, places: Path) -> None:
    """What persons do in an archive, of every kind."""
    with archive.open(home, run=QUICK) as a:
        one, other = named(home, "fr/lettre.txt"), named(home, "en/letter.txt")
        a.confirm(one, other, by="Nour", note="même lettre")
        a.decide_title(other, "The canteen", by="Nour")
        a.decide_date(one, "2017-05-04", by="Nour")
        a.decide_author(one, "Ursule Karembé", by="Ada")
        act = a.decide_language(named(home, "en/notes.txt"), "en", by="Ada")
        a.withdraw(act if isinstance(act, int) else a.decisions()[-1].seq, by="Ada")
        a.add_watch("port", "port")
        a.restrict(named(home, "journal.html"), why="pas encore", by="Nour")
        with a.news() as news:
            assert len(news) == 1
        a.reprocess("links")
        a.reprocess("names")
        a.note_copy(places / "copie.tar")
        assert a.check().findings == ()


def test_what_persons_decide_is_the_same(both: tuple[Path, Path], papers: Path, tmp_path: Path) -> None:
    for home in both:
        _decided(home, tmp_path)
        with archive.open(home, run=QUICK) as a:
            a.publish(tmp_path / f"{home.name}-open")
    same(both)
    assert told(tmp_path / "file-open") == told(tmp_path / "server-open")
    (papers / "en/notes.txt").write_text("Notes of 13 June 2017: the town pays instead.", "utf-8")
    (papers / "fr/journal.html").unlink()
    for home in both:
        with archive.open(home, run=QUICK) as a:
            a.ingest(papers)
            a.remove(named(home, "copie.txt"), why="demande", this_only=True)
            assert a.check().findings == ()
    same(both)


def test_backups_and_bags_are_those_of_a_file(
    both: tuple[Path, Path], postgresql_server: PostgreSQL, tmp_path: Path
) -> None:
    for home in both:
        _decided(home, tmp_path)
        with archive.open(home, run=QUICK) as a:
            a.export_bag(tmp_path / f"{home.name}-bag")
            a.backup(tmp_path / f"{home.name}.tar")
    assert tree(tmp_path / "file-bag/data") == tree(tmp_path / "server-bag/data")
    for name in ("file", "server"):  # each into the other engine
        archive.restore(
            tmp_path / f"{name}.tar",
            tmp_path / f"{name}-back",
            engines=Engines(
                catalog=address(postgresql_server, tmp_path, "_back") if name == "file" else "sqlite:"
            ),
            run=QUICK,
        )
    same((tmp_path / "file-back", tmp_path / "server-back"))
    bagged = tmp_path / "bagged"
    archive.init(bagged, Engines(catalog=address(postgresql_server, tmp_path, "_bag")))
    with archive.open(bagged, run=QUICK) as a:
        assert not a.ingest(tmp_path / "file-bag").failed
        assert a.check().findings == ()
    assert told(bagged) == told(both[0])


def _long(seed: int, size: int) -> str:
    return "".join(random.Random(seed).choices("abcdefghijklmnopqrstuvwxyzé0123456789", k=size))


def test_names_of_any_length_come_in_and_go_with_a_move(
    postgresql_server: PostgreSQL, tmp_path: Path
) -> None:
    """In a ZIP file a path has up to 65,535 bytes, in a mail a Message-ID any number."""
    given, member = tmp_path / "given", f"dossier/{_long(1, 9_000)}.txt"
    given.mkdir()
    with zipfile.ZipFile(given / "lettres.zip", "w") as packed:
        for name, text in ((member, LETTER), (f"{member}.json", '{"title": "La cantine"}')):
            packed.writestr(name, text)
        packed.writestr(f"folder/{_long(2, 9_000)}.pdf", b"%PDF-1.4 broken")
    mail = f"From: Ada <ada@example.org>\nSubject: Brest\nMessage-ID: <{_long(3, 4_000)}@example.org>\n\n"
    (given / "letter.eml").write_text(mail.replace("é", "e") + IN_ENGLISH, "utf-8")
    homes = tmp_path / "file", tmp_path / "server"
    archive.init(homes[1], Engines(catalog=address(postgresql_server, tmp_path)))
    for home in homes:
        with archive.open(home, create=True, run=QUICK) as a:
            first, again = a.ingest(given), a.ingest(given)
            assert (first.sources, len(first.failed)) == (2, 1)
            assert (again.sources, again.unchanged) == (0, 2)
    same(homes)
    with archive.open(homes[0], run=QUICK) as a:
        a.move(Engines(catalog=address(postgresql_server, tmp_path, "_moved")))
    same(homes)


# -- several at once -------------------------------------------------------------------------------


def test_searches_and_decisions_go_on_while_documents_come_in(both: tuple[Path, Path]) -> None:
    """The transaction of a writer is open all the while; a second writer is told who is at work."""
    home = both[1]
    other = home.with_name("another-machine")
    other.mkdir()
    (other / engines.FILE).write_bytes((home / engines.FILE).read_bytes())
    entered, leave = threading.Event(), threading.Event()

    def write() -> None:
        from archive.catalog.writer import writing

        with writing(home), Catalog.open(home) as catalog, catalog.transaction() as db:
            db.execute("UPDATE documents SET title = 'Autre'")
            entered.set()
            assert leave.wait(60)

    thread = threading.Thread(target=write)
    thread.start()
    try:
        assert entered.wait(60)
        with archive.open(home, run=QUICK) as a:
            assert len(list(a.search("cantine"))) == 2
            assert {one.document.title for one in a.documents()} != {"Autre"}
        busy = pytest.raises(
            ArchiveBusy, match=r"Another process \(number \d+ at 127\.0\.0\.1.*is writing to"
        )
        with archive.open(other, run=QUICK) as a, busy:
            a.ingest(home.parent / "papers")
    finally:
        leave.set()
        thread.join()
    with archive.open(home, run=QUICK) as a:
        assert {one.document.title for one in a.documents()} == {"Autre"}


def test_a_second_machine_follows_the_first(both: tuple[Path, Path], papers: Path) -> None:
    """A folder of its own with the same archive.toml: its index is made of the catalog and follows it."""
    home = both[1]
    other = home.with_name("another-machine")
    other.mkdir()
    (other / engines.FILE).write_bytes((home / engines.FILE).read_bytes())
    with archive.open(other, run=QUICK) as there:
        assert len(list(there.search("cantine"))) == 2
        (papers / "fr/suite.txt").write_text("La cantine du port a fermé en novembre.", "utf-8")
        with archive.open(home, run=QUICK) as a:
            a.ingest(papers)
        assert len(list(there.search("cantine"))) == 3


# -- init ------------------------------------------------------------------------------------------


def _created(tmp_path: Path, where: str) -> str:
    with pytest.raises(UnusableArchive, match=r"No archive was created\. ") as error:
        archive.init(tmp_path / "new", Engines(catalog=where))
    assert not (tmp_path / "new").exists()
    assert "\n" not in str(error.value)
    return str(error.value)


def test_init_says_what_the_server_is_and_what_is_wrong(
    postgresql_server: PostgreSQL, tmp_path: Path
) -> None:
    import psycopg

    where = address(postgresql_server, tmp_path)
    for changed, what in (
        (where.replace("/archive?", "/rien?"), "there is no such database"),
        (where.replace("archive@", "inconnue@"), "the server knows no such user"),
        ("postgresql://archive@127.0.0.1:9/archive", "the server does not answer"),
        ("postgresql://archive@db.invalid/archive", "the server does not answer"),
    ):
        assert what in _created(tmp_path, changed)
    with psycopg.connect(postgresql_server.url, autocommit=True) as db:
        db.execute("DROP DATABASE IF EXISTS latine")
        db.execute("CREATE DATABASE latine ENCODING 'LATIN1' TEMPLATE template0 LOCALE 'C'")
        db.execute("DROP ROLE IF EXISTS lectrice")
        db.execute("CREATE ROLE lectrice LOGIN")
    assert "is encoded as LATIN1" in _created(tmp_path, f"{where.replace('/archive?', '/latine?')}")
    refused = _created(tmp_path, where.replace("archive@", "lectrice@"))
    assert "is refused to this user: permission denied" in refused
    assert "GRANT CREATE ON DATABASE archive TO lectrice" in refused
    probes = archive.init(tmp_path / "new", Engines(catalog=where))
    assert probes[0].what.startswith("PostgreSQL 1")
    with pytest.raises(UsageError, match="already an archive"):
        archive.init(tmp_path / "new", Engines())
    with pytest.raises(UnusableArchive, match="holds an archive already"):
        archive.init(tmp_path / "other", Engines(catalog=where))


def test_postgresql_needs_its_extra(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)
    said = _created(tmp_path, "postgresql://archive@127.0.0.1/archive")
    assert "pip install 'archive[server]'" in said


def test_an_old_server_is_refused(
    postgresql_server: PostgreSQL, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from archive.catalog.postgresql import schema

    monkeypatch.setattr(schema, "OLDEST", 990_000)
    assert "needs PostgreSQL 15 or later" in _created(tmp_path, address(postgresql_server, tmp_path))


# -- moving ----------------------------------------------------------------------------------------


def test_the_catalog_moves_to_a_server_and_back(
    both: tuple[Path, Path], postgresql_server: PostgreSQL, tmp_path: Path
) -> None:
    file, _ = both
    first, second = (address(postgresql_server, tmp_path, f"_{n}") for n in (1, 2))
    for wanted in (first, second, "sqlite:"):
        with archive.open(file, run=QUICK) as a:
            moved = a.move(Engines(catalog=wanted))
            assert moved.rows is not None
            assert moved.rows > 100
            assert (moved.searches, moved.originals, moved.documents) == (200, None, None)
            assert len(list(a.documents())) == len(FILES)  # the same object goes on with the new one
        assert engines.read(file).catalog == wanted
        assert (file / FILE).exists() == (wanted == "sqlite:")
        same(both)
    for gone in (first, second):
        with pytest.raises(UnusableArchive, match="holds none"):
            Catalog.at(file, gone)
    with archive.open(file, run=QUICK) as a:
        assert a.ingest(tmp_path / "papers").sources == 0


def test_a_move_that_fails_or_is_killed_leaves_the_archive(
    both: tuple[Path, Path], postgresql_server: PostgreSQL, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file, server = both
    where = address(postgresql_server, tmp_path, "_to")

    def fails(folder: Path, wanted: Engines) -> None:
        raise OSError(28, "No space left on device")

    for home, wanted in ((file, where), (server, "sqlite:")):
        before = engines.read(home)
        with monkeypatch.context() as patch:
            patch.setattr(engines, "write", fails)
            with archive.open(home, run=QUICK) as a, pytest.raises(UnusableArchive):
                a.move(Engines(catalog=wanted))
        assert engines.read(home) == before
        assert not (home / "catalog.part").exists()
    with pytest.raises(UnusableArchive, match="holds none"):
        Catalog.at(file, where)
    same(both)
    # Killed once all was copied, and again once it had switched: the next command goes on.
    for at, wanted in (("copied", where), ("switched", where), ("switched", "sqlite:")):
        assert _moved_and_killed(file, wanted, at) == -signal.SIGKILL
        same(both)
    with archive.open(file, run=QUICK) as a:
        a.move(Engines(catalog=where))
    with archive.open(server, run=QUICK) as a, pytest.raises(UsageError, match="holds an archive already"):
        a.move(Engines(catalog=where))
    same(both)


_KILLED = """
import os, signal, sys
from pathlib import Path
import archive
from archive import Engines, engines
write = engines.write
def killed(folder, wanted):
    if sys.argv[3] == "switched":
        write(folder, wanted)
    os.kill(os.getpid(), signal.SIGKILL)
engines.write = killed
with archive.open(sys.argv[1], run=archive.Run(workers=1, vectors=False)) as a:
    a.move(Engines(catalog=sys.argv[2]))
"""


def _moved_and_killed(home: Path, wanted: str, at: str) -> int:
    run = subprocess.run([sys.executable, "-c", _KILLED, str(home), wanted, at], check=False, timeout=180)
    return run.returncode


def test_nothing_is_written_to_a_catalog_that_was_moved(
    both: tuple[Path, Path], postgresql_server: PostgreSQL, tmp_path: Path
) -> None:
    file, _ = both
    with Catalog.open(file) as old:
        with archive.open(file, run=QUICK) as a:
            a.move(Engines(catalog=address(postgresql_server, tmp_path, "_away")))
        with pytest.raises(ArchiveBusy, match="has been moved"):
            old.set("a", "1")
        assert old.is_over()


def test_a_damaged_catalog_is_not_moved(both: tuple[Path, Path], tmp_path: Path) -> None:
    import psycopg

    _, server = both
    with psycopg.connect(engines.read(server).catalog.partition("?")[0]) as db:
        schema = engines.read(server).catalog.partition("schema=")[2]
        db.execute(f"UPDATE {schema}.documents SET title = 'Faux' WHERE n = 1".encode())
    with archive.open(server, run=QUICK) as a:
        with pytest.raises(UnusableArchive, match="damaged"):
            a.move(Engines())
        with pytest.raises(UnusableArchive, match="damaged"):
            a.backup(tmp_path / "backup.tar")
        assert [f.part for f in a.check().findings] == ["catalog"]
    assert not (server / FILE).exists()

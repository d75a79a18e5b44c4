"""What was removed is in no byte of the archive, and is not taken in again."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path

import pytest

import archive
from archive.catalog import Catalog, documents
from archive.catalog.former import Former, keep
from archive.catalog.store import FILE
from archive.search import store, sync
from archive.search.index import Index
from tests.care.boxes import NOW, WORDS, bytes_with, fill, run, said, take_in

# In the sample box these are said of what is open alone, or stand in no text: here they stand in the texts.
ELSEWHERE = ("mark", "note", "watch")
REMNANT = "Wexbolmtraduq"  # stands in a free page alone
PLACES = [place for place in WORDS if place not in ELSEWHERE]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """`all` holds what is to be removed (`in/shut`), `never` never did; `old.tar` is a backup of `all`."""
    base = tmp_path_factory.mktemp("removal")
    for folder, shut in ((base / "never", False), (base / "all", True)):
        fill(base / "in", shut=shut)
        take_in(folder, base / "in", shut=shut)
        (base / "in").rename(base / f"in-{shut}")
    (base / "in-True").rename(base / "in")
    with archive.open(base / "never", run=run()) as opened:
        opened.import_names(_names(base, "Odile Sarrazin"))
    with archive.open(base / "all", run=run()) as opened:
        opened.import_names(_names(base, WORDS["english"]))
        by_name = {Path(one.document.source).name: one.document.id for one in opened.documents()}
        note = f"as {WORDS['post']} wrote"
        opened.decide_date(by_name["mur.html"], "2017-02", note=note, settle=False)
        opened.add_watch("another", f"laverie OR {WORDS['text'][:9]}*")
        opened.add_watch("ours", "laverie OR Dieppe")
        opened.mark_unsure("dates", (1,), note=f"{WORDS['english']}?")
        opened.settle()
        opened.redact(by_name["texte.txt"], name=WORDS["authority"], why="a wish")
        opened.restrict(str(base / "in" / "shut"), why="promised")
        opened.backup(base / "old.tar")
    with Catalog.open(base / "all") as catalog, catalog.transaction() as db:
        keep(db, [Former("00112233445566aa", None, f"{WORDS['title']} au port")])
    _leave_remnants(base / "all")
    return base


def _names(base: Path, mark: str) -> Path:
    table = base / "more.csv"
    rows = f"Odile Sarrazin,PERSON,{mark}\n{WORDS['post']},PERSON,\n"
    table.write_text(f"name,type,same-as\n{rows}", "utf-8")
    return table


def _leave_remnants(folder: Path) -> None:
    """What runs leave: rows that were written over, an original half written, an index half built."""
    with Catalog.open(folder) as catalog:
        query = "SELECT source_id FROM documents WHERE text LIKE '%rolintaz%'"
        (name,) = catalog.db.execute(query).fetchone()
        catalog.db.execute("PRAGMA secure_delete = OFF")  # as most builds of SQLite have it
        catalog.set("page", REMNANT * 900)
        with catalog.transaction() as db:
            db.execute("DELETE FROM meta WHERE key = 'page'")
        with pytest.MonkeyPatch.context() as patched:
            patched.setattr(store, "fill", _half)
            with pytest.raises(KeyboardInterrupt):
                store.rebuild(catalog)
    path = folder / "originals" / name[:2] / name[2:]
    path.with_name(f"{path.name}.4711.part").write_bytes(path.read_bytes()[:-4])
    assert len([p for p in (folder / "index").iterdir() if p.is_dir()]) == 2


def _half(catalog: Catalog, index: Index, position: int, _upto: int, _progress: object) -> int:
    numbers = documents.numbers(catalog, limit=100)
    index.write(sync.rows(catalog, numbers), (), position, upto=numbers[-1])
    raise KeyboardInterrupt


@pytest.fixture(scope="module")
def removed(made: Path) -> Path:
    """A copy of `all` from which it was removed."""
    folder = Path(shutil.copytree(made / "all", made / "removed"))
    with archive.open(folder, run=run()) as opened:
        done = opened.remove(str(made / "in" / "shut"), why="court order 12/2026")
    assert done.act == 3
    assert len(done.documents) == 10
    assert done.scrubbed == {"decisions": 4, "notes": 2, "names": 2, "searches": 1, "statements": 2}
    return folder


@pytest.fixture
def own(removed: Path, tmp_path: Path) -> Path:
    """A copy of that."""
    return Path(shutil.copytree(removed, tmp_path / "own"))


def test_every_word_stood_in_it_and_stands_in_no_byte_of_it_nor_of_a_new_backup(
    made: Path, removed: Path
) -> None:
    with archive.open(removed, run=run()) as opened:
        (removed.parent / "new").mkdir(exist_ok=True)
        opened.backup(removed.parent / "new" / "new.tar")
    for place in PLACES:
        assert bytes_with(made / "all", WORDS[place]), place
        assert bytes_with(removed, WORDS[place]) == [], place
        assert bytes_with(removed.parent / "new", WORDS[place]) == [], place
    assert bytes_with(made / "all", REMNANT) == [FILE]
    assert bytes_with(removed, REMNANT) == []
    assert bytes_with(removed, WORDS["mark"])  # said of what stays: a word of the archivist's own


def test_what_persons_said_of_the_rest_stays(removed: Path) -> None:
    with archive.open(removed, run=run()) as opened:
        assert {one.name for one in opened.watches()} == {"ours", "one of ours"}
        assert {one.name: one.same_as for one in opened.names()} == {
            "Portes Ouvertes": "", "Maud Lestienne": WORDS["mark"], "Odile Sarrazin": "Odile Sarrazin",
        }  # fmt: skip
        assert [(one.verdict, one.value, one.note) for one in opened.decisions()] == [
            ("date", "2017-02", ""), ("date", "2017-02", WORDS["note"]),
        ]  # fmt: skip


def test_it_is_whole_and_its_log_tells(removed: Path) -> None:
    with archive.open(removed, run=run()) as opened:
        checked = opened.check()
        act = opened.care()[0]
        assert opened.removed() == {"file": 10, "text": 9}  # "La liste de …" is too short to know it by
    assert checked.findings == ()
    assert checked.looked["removed"] == 19
    assert (act.act, act.who, act.why, act.documents) == ("remove", "Nour", "court order 12/2026", ())
    listed = said(removed, "care", "list", "--format", "text")[1]
    assert "Removed, and refused since: 10 files, 9 texts." in listed
    listed = said(removed, "check", "--format", "text")[1]
    assert "Removed, and refused since: 19 files and texts." in listed
    assert "court order 12/2026" in said(removed, "care", "log")[1]
    assert "<eventType>deletion</eventType>" in said(removed, "care", "log", "--format", "premis")[1]


def test_the_rest_is_as_if_it_had_never_been(made: Path, removed: Path) -> None:
    """Texts, names, dates, links, and what is found; not numbers, nor what a person said of what stays."""
    for args in (
        ("export", "documents"), ("export", "mentions"), ("export", "timelines"), ("search", "chaises"),
        ("pairs", "--format", "json"), ("entities", "--format", "json"), ("search", "quarelange"),
        ("search", "Calais", "--format", "json"), ("search", "Sarrazin", "--format", "json"),
        ("search", WORDS["text"]),
    ):  # fmt: skip
        here, there = said(removed, *args), said(made / "never", *args)
        if args[0] == "export" or "--format" in args:
            here, there = ((one[0], _undecided(one[1])) for one in (here, there))
        assert here == there, args


def _undecided(told: str) -> str:
    """Without the number of the decision that a date rests on, and the line of a file that still has all."""
    return re.sub(r"(decision|line) \d+", r"\1", told)


def test_no_old_id_leads_to_it(made: Path, removed: Path) -> None:
    with archive.open(made / "all", run=run()) as opened:
        entities = {one.id for one in opened.entities()}
        ids = {one.document.id for one in opened.documents()}
    with archive.open(removed, run=run()) as opened:
        ids -= {one.document.id for one in opened.documents()}
        entities -= {one.id for one in opened.entities()}
    assert len(ids) == 10
    assert entities
    for name in ids | entities:
        assert said(removed, "show", name)[1].startswith("archive: No document has an id")
        assert said(removed, "entities", "show", name)[0] == 2
    with Catalog.open(removed) as catalog:
        rows = catalog.db.execute("SELECT id, called FROM former").fetchall()
    assert {row[0] for row in rows}.isdisjoint(ids | entities)
    assert {row[1] for row in rows} == {""}


# -- again -----------------------------------------------------------------------------------------


def _again(base: Path, inbox: Path) -> Iterator[tuple[Path, str]]:
    """The same file, and the same text in other forms; beside each the end of what is refused."""
    shut = inbox / "shut"
    yield shut / "texte.txt", "texte.txt"
    renamed = base / "autre nom.txt"
    renamed.write_bytes((shut / "english.txt").read_bytes())
    yield renamed, renamed.name
    loud = base / "loud.html"
    text = (shut / "texte.txt").read_text("utf-8").upper().split("\n\n")
    loud.write_text(f"<article><h1>{text[0]} !</h1><p>{text[1]}</p></article>", "utf-8")
    yield loud, loud.name
    yield shut / "box.zip", f"box.zip!{WORDS['member']}.txt"
    mail = EmailMessage()
    mail["From"], mail["Subject"] = "desk@quay.example", "Une autre lettre"
    mail.set_content("Voici encore une fois la liste des chaises et des tables du port.")
    mail.add_attachment((shut / "texte.txt").read_bytes(), maintype="text", subtype="plain", filename="t.txt")
    (base / "mail.eml").write_bytes(mail.as_bytes())
    yield base / "mail.eml", "mail.eml!t.txt"


def test_the_same_file_or_text_is_refused(made: Path, own: Path, tmp_path: Path) -> None:
    for path, place in _again(tmp_path, made / "in"):
        with archive.open(own, run=run()) as opened:
            before = opened.stats().documents
            told = opened.ingest(path)
            assert [(one.code, one.given.endswith(place)) for one in told.failed] == [("removed", True)], path
            assert (opened.stats().documents, told.sources) == (before, 0), path
            assert not opened.check().findings
            told = opened.ingest(retry_failed=True)
            assert not told.failed
    for word in ("text", "title", "english", "file", "member", "authority"):
        assert bytes_with(own, WORDS[word]) == [], word


def test_all_of_it_is_refused_and_the_rest_is_taken_in(made: Path, own: Path) -> None:
    """Also what files beside it say of it."""
    with archive.open(own, run=run()) as opened:
        told = opened.ingest(made / "in", rehash=True)
        assert {one.code for one in told.failed} == {"removed"}
        assert (told.sources, opened.stats().documents) == (0, 4)
    for place in PLACES:
        assert bytes_with(own, WORDS[place]) == [], place
    listed = said(own, "intake", "--format", "text")[1]
    assert listed.count("  a file that was removed  it was removed from this archive") == 10


def test_an_older_backup_has_it_until_the_log_is_applied(made: Path, removed: Path, tmp_path: Path) -> None:
    log = said(removed, "care", "log", "--format", "jsonl")[1]
    (tmp_path / "acts.jsonl").write_text(log)
    archive.restore(made / "old.tar", tmp_path / "back")
    assert bytes_with(tmp_path / "back", WORDS["text"])
    code, told = said(tmp_path / "back", "care", "apply", str(tmp_path / "acts.jsonl"))
    assert (code, told) == (0, "2 acts entered. 10 sources removed.\n")
    for place in PLACES:
        assert bytes_with(tmp_path / "back", WORDS[place]) == [], place
    with archive.open(tmp_path / "back", run=run()) as opened:
        assert not opened.check().findings
        assert opened.stats().documents == 4
        assert opened.ingest(made / "in" / "shut" / "page.html").failed[0].code == "removed"
        would = opened.remove(str(made / "in" / "mur.html"), why="a wish", dry_run=True)
        assert would.copies == ((str(made / "old.tar"), NOW),)  # which it was restored from


def test_backups_that_hold_it_are_named(made: Path, own: Path, tmp_path: Path) -> None:
    (tmp_path / "late.txt").write_text("Ein später Brief\n\nDie Nachbarn schreiben spät in der Nacht.\n")
    later = "2026-06-01T10:00:00Z"
    with archive.open(own, run=run(later)) as opened:
        opened.ingest(tmp_path / "late.txt")
        would = opened.remove(str(made / "in" / "laverie.txt"), why="a wish", dry_run=True)
        assert (str(made / "old.tar"), NOW) in would.copies
        opened.backup(tmp_path / "late.tar")
        done = opened.remove(str(tmp_path / "late.txt"), why="a wish")
        assert done.copies == ((str(tmp_path / "late.tar"), later),)

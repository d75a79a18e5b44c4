"""What was removed is in no byte of the archive, and is not taken in again."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

import archive
from archive.catalog import Catalog, care, documents, removal, sql
from archive.catalog.former import Former, keep
from archive.catalog.store import FILE
from archive.cli import main
from archive.ingest import sources
from archive.search import store, sync
from archive.search.index import Index
from archive.text import fingerprint
from tests.care.boxes import NOW, WORDS, bytes_with, fill, run, take_in

# In the sample box these are said of what is open alone, or stand in no text: here they stand in the texts.
ELSEWHERE = ("mark", "note", "watch")
REMNANT = "Wexbolmtraduq"  # stands in a free page alone
PLACES = [place for place in WORDS if place not in ELSEWHERE]


def said(folder: Path, *args: str) -> tuple[int, str]:
    result = CliRunner().invoke(main, ["--archive", str(folder), *args])
    return result.exit_code, result.stdout.replace(str(folder), "DIR") + result.stderr


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


# -- what goes with what ---------------------------------------------------------------------------

NIGHT = (
    "Die Nachbarn schreiben von der langen Nacht am Kai und von dem Licht, das niemand löscht. Sie bitten um"
    " Decken, um Kerzen und um jemanden, der am Morgen den Ofen heizt, bevor die Kinder wach sind."
)
LETTER = f"Der Brief vom Hafen\n\n3. Mai 2016\n\n{NIGHT}\n"
SHORT = "Kein Text hier.\n"
CHAIRS = (
    "Für den Saal fehlen noch zwölf Stühle und ein Tisch, die am Donnerstag gebracht werden sollen. Wer einen"
    " Wagen hat, meldet sich bitte bei den Nachbarn an der Ecke, die auch den Schlüssel zum Saal haben."
)
POST = '<div class="post"><h2 class="entry-title">{}</h2><p class="date">3. Mai 2016</p><p>{}</p></div>'
WALL = POST.format("Der Brief vom Hafen", NIGHT) + POST.format("Stühle gesucht", CHAIRS)
OTHER = "Die Suppe\n\nAm Donnerstag gibt es Suppe für alle Nachbarn am Hafen.\n"


def _letters(base: Path) -> Path:
    """German texts, for which no model is loaded: a letter, its copies, a page and a mail that hold it."""
    inbox = base / "letters"
    inbox.mkdir()
    (inbox / "brief.txt").write_text(LETTER)
    (inbox / "kopie.txt").write_text(LETTER.replace("Hafen\n", "Hafen!\n"))
    (inbox / "kurz.txt").write_text(SHORT)
    (inbox / "kurz2.txt").write_text(f" {SHORT}")
    (inbox / "wand.html").write_text(f"<html><body>{WALL}</body></html>")
    mail = EmailMessage()
    mail["From"], mail["Subject"] = "desk@quay.example", "Die Liste"
    mail.set_content("Im Anhang steht die Liste der Suppen für den Donnerstag am Hafen.")
    mail.add_attachment(OTHER.encode(), maintype="text", subtype="plain", filename="suppe.txt")
    mail.add_attachment(
        b"Die Tische stehen im Saal am Hafen.", maintype="text", subtype="plain", filename="t.txt"
    )
    (inbox / "mail.eml").write_bytes(mail.as_bytes())
    return inbox


@pytest.fixture(scope="module")
def letters(tmp_path_factory: pytest.TempPathFactory) -> Path:
    base = tmp_path_factory.mktemp("letters")
    with archive.open(base / "all", create=True, run=run()) as opened:
        opened.ingest(_letters(base))
    return base


@pytest.mark.parametrize(
    ("what", "options", "going"),
    [
        ("brief.txt", {"this_only": True}, {"brief.txt": "named"}),
        ("brief.txt", {}, "Add --with-container"),
        ("brief.txt", {"with_container": True},
         {"brief.txt": "named", "kopie.txt": "copy", "wand.html": "holds"}),
        ("kurz.txt", {}, {"kurz.txt": "named"}),
        ("wand.html", {"this_only": True}, {"wand.html": "named"}),
        ("wand.html", {}, {"wand.html": "named", "brief.txt": "copy", "kopie.txt": "copy"}),
        ("mail.eml", {}, {"mail.eml": "named", "mail.eml!suppe.txt": "named", "mail.eml!t.txt": "named"}),
        ("mail.eml!suppe.txt", {}, "mail.eml, which also holds other texts"),
        ("mail.eml!suppe.txt", {"with_container": True},
         {"mail.eml!suppe.txt": "named", "mail.eml": "holds"}),
        ("nowhere.txt", {}, "No document has an id"),
        ("", {}, "Name a document"),
    ],
)  # fmt: skip
def test_what_goes_with_it(
    letters: Path, what: str, options: dict[str, Any], going: dict[str, str] | str
) -> None:
    place = str(letters / "letters" / what) if what else ""
    with archive.open(letters / "all", run=run()) as opened:
        if isinstance(going, str):
            with pytest.raises(archive.UsageError, match=going):
                opened.remove(place, why="a wish", dry_run=True, **options)
            return
        told = opened.remove(place, why="a wish", dry_run=True, **options)
        assert {one.place.rpartition("letters/")[2]: one.by for one in told.going} == going
        assert told.act is None
        assert opened.stats().documents == 9
        assert opened.removed() == {}


@pytest.mark.parametrize("whole", [True, False])
def test_one_text_of_a_page(letters: Path, tmp_path: Path, whole: bool) -> None:
    """The page holds it; its other text may be taken in again by itself."""
    folder = Path(shutil.copytree(letters / "all", tmp_path / "own"))
    with archive.open(folder, run=run()) as opened:
        (chairs,) = (one.document.id for one in opened.documents() if "Stühle" in one.document.text)
        with pytest.raises(archive.UsageError, match="with-container"):
            opened.remove(chairs, why="a wish")
        told = opened.remove(chairs, why="a wish", with_container=True, this_only=not whole)
        assert [one.by for one in told.going] == ["holds"]
        assert told.stays == ()  # the letter on that page goes with it, and was not meant
        assert {Path(one.document.source).name for one in opened.documents()} >= {"brief.txt", "kopie.txt"}
        (tmp_path / "brief2.txt").write_text(f"{LETTER} \n")
        (tmp_path / "wand2.html").write_text(f"<main>{WALL}</main>")
        told2 = opened.ingest([tmp_path / "brief2.txt", tmp_path / "wand2.html"])
        assert [one.code for one in told2.failed] == (["removed"] if whole else [])
        assert not opened.check().findings


def test_other_files_with_the_same_text_are_kept_where_that_is_asked(letters: Path, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(letters / "all", tmp_path / "own"))
    with archive.open(folder, run=run()) as opened:
        told = opened.remove(str(letters / "letters" / "brief.txt"), why="a wish", this_only=True)
        assert "copy" in {why for _, why in told.stays}
        assert {Path(one.document.source).name for one in opened.documents()} > {"kopie.txt", "wand.html"}
        assert opened.ingest(letters / "letters").failed[0].given.endswith("brief.txt")
        assert opened.reprocess("posts", source=str(letters / "letters" / "kopie.txt")) == 1
        assert opened.removed() == {"file": 1}


def test_an_attachment_that_a_newer_reader_finds_takes_its_mail_along(letters: Path, tmp_path: Path) -> None:
    """As an ingest of the mail would. An older reader of mails had not seen the attachment."""
    folder = Path(shutil.copytree(letters / "all", tmp_path / "own"))
    mail = str(letters / "letters" / "mail.eml")
    with Catalog.open(folder) as catalog, catalog.transaction() as db:
        looked = db.execute("SELECT * FROM containers WHERE origin = ?", (mail,)).fetchone()
        (soup,) = care.sources_at(catalog, f"{mail}!suppe.txt")
        keys = (care.Key("text", fingerprint(OTHER)),)
        plan = removal.RemovalPlan((removal.Going(soup, "suppe.txt", "named"),), keys)
        removal.enter(catalog, plan, care.Care("remove", NOW, "", "a wish", ()))
        db.execute("DELETE FROM care_due")
        old = {**dict(looked), "read_with": '{"mail": 1}'}
        db.execute(f"INSERT INTO containers VALUES ({sql.marks(old)})", tuple(old.values()))
    with archive.open(folder, run=run()) as opened:
        assert any(one.document.source == mail for one in opened.documents())
        opened.reprocess("posts")
        left = {one.document.source.rpartition("letters/")[2] for one in opened.documents()}
        assert not any(name.startswith("mail.eml") for name in left), left
        assert opened.care()[0].act == "remove"
        assert not opened.check().findings
    assert bytes_with(folder, "Im Anhang steht") == []


def test_readers_lose_it_with_the_next_publish(letters: Path, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(letters / "all", tmp_path / "own"))
    with archive.open(folder, run=run()) as opened:
        opened.publish(tmp_path / "open")
    code, told = said(folder, "remove", str(letters / "letters" / "mail.eml"), "--why", "a wish", "--yes")
    assert code == 0
    assert f"Readers still see it in {tmp_path / 'open'} until the next: archive publish" in told
    assert bytes_with(tmp_path / "open", "Im Anhang steht")
    assert said(folder, "publish")[0] == 0
    assert bytes_with(tmp_path / "open", "Im Anhang steht") == []
    assert bytes_with(folder, "Im Anhang steht") == []


def test_it_is_listed_and_asked_for(letters: Path, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(letters / "all", tmp_path / "own"))
    args = ("remove", str(letters / "letters" / "wand.html"), "--why", "a wish")
    listed = "To be removed: 3 sources with 4 documents.\n"
    assert said(folder, *args, "--dry-run")[1].startswith(listed)
    code, told = said(folder, *args)
    assert (code, "Add --yes" in told) == (2, True)
    with archive.open(folder, run=run()) as opened:
        assert opened.stats().documents == 9
        assert opened.care() == []
    code, told = said(folder, *args, "--yes")
    assert (code, "Act 1: 3 sources with 4 documents removed." in told) == (0, True)


def test_a_long_text_is_refused_by_its_bytes_and_by_its_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is read in parts, and its original is kept before: of what is refused no byte is."""
    monkeypatch.setattr(sources, "LONG_BYTES", 4000)
    lines = [f"Am Tag {n} schrieb Quabbeltrunz von der {n}. Nacht am Hafen und am Kai." for n in range(90)]
    (tmp_path / "lang.txt").write_text("\n".join(lines), "utf-8")
    with archive.open(tmp_path / "all", create=True, run=run()) as opened:
        assert opened.ingest(tmp_path / "lang.txt").documents == 1
        opened.remove(str(tmp_path / "lang.txt"), why="a wish")
        (tmp_path / "noch.txt").write_text("\n".join(lines).upper(), "utf-8")
        told = opened.ingest([tmp_path / "lang.txt", tmp_path / "noch.txt"])
        assert [one.code for one in told.failed] == ["removed", "removed"]
        assert not opened.check().findings
    assert bytes_with(tmp_path / "all", "Quabbeltrunz") == []
    assert list((tmp_path / "all" / "originals").glob("*/*")) == []


def test_an_entry_that_stands_in_several_feeds_goes_with_all_of_them(tmp_path: Path) -> None:
    """An entry that did not change is a document of the first feed alone: the second one's bytes hold it."""
    entry = "<item><guid>urn:{n}</guid><title>Text {n}</title><description>{text}</description></item>"
    texts = ["Die Nachbarn am Hafen bringen jeden Abend Suppe.", "Der Schlüssel zum Saal hängt am Brett."]
    for name, some in (("a.rss", (0, 1)), ("b.rss", (1,)), ("c.rss", (0,))):
        items = "".join(entry.format(n=n, text=texts[n]) for n in some)
        feed = f"<rss version='2.0'><channel><title>Hafen</title>{items}</channel></rss>"
        (tmp_path / name).write_text(feed, "utf-8")
    with archive.open(tmp_path / "all", create=True, run=run()) as opened:
        for name in ("a.rss", "b.rss", "c.rss"):
            opened.ingest(tmp_path / name)
        (soup,) = (one.document.id for one in opened.documents() if "Suppe" in one.document.text)
        with pytest.raises(archive.UsageError, match=r"a\.rss, .*c\.rss"):
            opened.remove(soup, why="a wish")
        told = opened.remove(soup, why="a wish", with_container=True)
        assert {Path(one.place).name for one in told.going} == {"a.rss", "c.rss"}
        assert not opened.check().findings
    assert bytes_with(tmp_path / "all", "bringen jeden Abend Suppe") == []

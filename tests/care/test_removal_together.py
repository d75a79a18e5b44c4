"""What goes with a text that is removed: copies, parts of a page, attachments, entries, long texts."""

from __future__ import annotations

import shutil
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest

import archive
from archive.catalog import Catalog, care, removal, sql
from archive.ingest import sources
from archive.text import fingerprint
from tests.care.boxes import NOW, bytes_with, run, said

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

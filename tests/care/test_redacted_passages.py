"""Passages that are redacted: where they stand, by what they hold, and how they are withdrawn."""

from __future__ import annotations

import json
import shutil
from functools import partial
from pathlib import Path

import pytest

import archive
from archive.catalog import Catalog
from tests.care import marked
from tests.care.boxes import bytes_with, run
from tests.care.killing import killed_at
from tests.care.marked import WORD
from tests.care.test_edition import dump, said
from tests.care.test_redacted import texts

GERMAN = (
    "Der Brief der Nachbarn\n\nFrau Vrolintazkemur wohnt am Hafen. Die Nachbarn bringen ihr die Suppe.\n\n"
    "Am Morgen kam Vrolintazkemur wieder an den Hafen, und alle Nachbarn sangen bis zum Abend.\n"
)


ELSE = "Zoltrampelquist"  # a word that is in no other text


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """An archive of two German texts, for which no model is loaded."""
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "letter.txt").write_text(GERMAN, "utf-8")
    (tmp_path / "in" / "other.txt").write_text("Der Schlüssel\n\nDer Schlüssel hängt am Brett.\n", "utf-8")
    with archive.open(tmp_path / "all", create=True, run=run()) as opened:
        opened.ingest(tmp_path / "in")
    return tmp_path


def letter(opened: archive.Archive) -> archive.Reading:
    return opened.read(marked.names(opened)["letter.txt"])


def published(base: Path, folder: str = "all") -> str:
    """The letter as readers see it."""
    with archive.open(base / folder, run=run()) as opened:
        opened.publish(base / f"{folder}-open")
    return texts(base / f"{folder}-open").get("letter.txt", "")


def test_a_passage_is_redacted_where_it_stands_and_nowhere_else(small: Path) -> None:
    with archive.open(small / "all", run=run()) as opened:
        read = letter(opened)
        at = read.document.text.rindex("Vrolint")
        opened.redact(read.document.id, span=(at + 2, at + 4), why="in whole words")
    shown = published(small)
    assert shown == GERMAN.strip().replace("kam Vrolintazkemur", "kam [redacted]")


def test_a_passage_over_paragraphs_leaves_them_as_they_are(small: Path) -> None:
    with archive.open(small / "all", run=run()) as opened:
        read = letter(opened)
        text = read.document.text
        opened.redact(read.document.id, span=(text.index("Die Nachbarn"), text.index(" wieder")), why="x")
    assert published(small).split("\n\n")[1:] == [
        "Frau Vrolintazkemur wohnt am Hafen. [redacted]", "[redacted] wieder an den Hafen, und alle"
        " Nachbarn sangen bis zum Abend.",
    ]  # fmt: skip


def test_it_is_withdrawn_by_an_act_of_its_own_and_what_another_redacted_stays(small: Path) -> None:
    with archive.open(small / "all", run=run()) as opened:
        read = letter(opened)
        first = opened.redact(read.document.id, name=WORD, why="a threat")
        opened.redact(read.document.id, span=(29, 32), why="her home")
        opened.unredact(first.n, why="a book")
        assert [p.by for p in opened.redactions()[read.document.id]] == ["act"]
        with pytest.raises(archive.UsageError, match="no redaction"):
            opened.unredact(3)
    assert published(small) == GERMAN.strip().replace(f"Frau {WORD}", "Frau [redacted]")
    with archive.open(small / "all", run=run()) as opened:
        opened.unredact(2, why="a book")
        assert not opened.redactions()
    assert published(small) == GERMAN.strip()


def test_it_holds_by_content(small: Path) -> None:
    """Under another name, when documents are made anew, in a copy, in a backup of before the act."""
    with archive.open(small / "all", run=run()) as opened:
        opened.backup(small / "before.tar")
        opened.redact(letter(opened).document.id, name=WORD, why="a threat")
        (small / "in" / "again.txt").write_text(GERMAN.upper() + "\n", "utf-8")
        shutil.copy(small / "in" / "letter.txt", small / "in" / "copy.txt")
        opened.ingest(small / "in")
        opened.reprocess("names")
    published(small)
    assert bytes_with(small / "all-open", WORD) == []
    assert len(texts(small / "all-open")) == 3
    log = said(small / "all", "care", "log", "--format", "jsonl")[1]
    archive.restore(small / "before.tar", small / "restored")
    with archive.open(small / "restored", run=run()) as opened:
        assert not opened.redactions()
        assert opened.apply_care(log.splitlines()) == 1
        assert opened.apply_care(log.splitlines()) == 0
    published(small, "restored")
    assert bytes_with(small / "restored-open", WORD) == []


def test_a_later_state_of_the_file_is_redacted_too(small: Path) -> None:
    with archive.open(small / "all", run=run()) as opened:
        read = letter(opened)
        start = read.document.text.index("Frau")
        opened.redact(read.document.id, span=(start, start + 28), why="where she lives")
        changed = GERMAN.replace("wohnt am", "lebt seit langem am").replace("Suppe", "warme Suppe")
        (small / "in" / "letter.txt").write_text(changed, "utf-8")
        opened.ingest(small / "in")
    shown = published(small)
    assert "warme Suppe" in shown
    assert "lebt" not in shown
    assert "Frau" not in shown


def test_a_feed_that_was_saved_again_shows_its_other_entries(small: Path) -> None:
    """Each of its states holds the redacted entry, though the archive keeps it as a text of one alone."""
    told = "Die Nachbarn singen am Hafen von {}, und der Wind trägt die Lieder weit über das Wasser."
    words = ("Booten", ELSE, "Netzen")
    entries = [(f"Der Abend {n}", f"e{n}", told.format(word)) for n, word in enumerate(words)]
    with archive.open(small / "all", run=run()) as opened:
        for some in (entries[:2], entries[1:]):
            (small / "in" / "feed.xml").write_text(marked.feed(*some), "utf-8")
            opened.ingest(small / "in")
        (found,) = [one.document for one in opened.documents() if ELSE in one.document.text]
        at = found.text.index(ELSE)
        opened.redact(found.id, span=(at, at + len(ELSE)), why="x")
        assert opened.publish(small / "all-open").failed == ()
    assert bytes_with(small / "all-open", ELSE) == []
    with archive.open(small / "all-open", run=run()) as shown:
        said = " ".join(one.document.text for one in shown.documents())
    assert [said.count(f"Hafen von {one},") for one in ("Booten", "[redacted]", "Netzen")] == [1, 1, 1]


def test_what_two_acts_redact_is_withdrawn_by_both(small: Path) -> None:
    with archive.open(small / "all", run=run()) as opened:
        document = letter(opened).document.id
        for _ in range(2):  # at one time
            opened.redact(document, name=WORD, why="x")
        opened.unredact(1, why="x")
        assert len(opened.redactions()[document]) == 2
        opened.unredact(2, why="x")
        assert not opened.redactions()


def test_a_passage_that_cannot_be_found_closes_the_file(small: Path) -> None:
    """As where a later version of the program reads other words in it."""
    with archive.open(small / "all", run=run()) as opened:
        opened.redact(letter(opened).document.id, span=(30, 40), why="x")
    with Catalog.open(small / "all") as catalog, catalog.transaction() as db:
        query = "UPDATE documents SET text = 'Andere Worte.', fingerprint = 'x' WHERE text LIKE 'Der Brief%'"
        db.execute(query)
    with archive.open(small / "all", run=run()) as opened:
        assert [one.by for one in opened.closed().values()] == ["redaction"]
    assert published(small) == ""


def test_files_that_only_the_redacted_words_told_apart_are_one(small: Path) -> None:
    """Their stand-ins are the same bytes."""
    (small / "in" / "again.txt").write_bytes(GERMAN.replace("ü", "u").encode("latin-1") + b"\n\n")
    (small / "in" / "third.txt").write_text(GERMAN.replace(WORD, "Zoltrampe"), "utf-8")
    with archive.open(small / "all", run=run()) as opened:
        opened.ingest(small / "in")
        for name, word in (("letter.txt", WORD), ("third.txt", "Zoltrampe")):
            opened.redact(marked.names(opened)[name], name=word, why="x")
        opened.publish(small / "all-open")
        done = opened.publish(small / "all-open")
        assert (done.changed, done.documents) == (False, 2)
    assert bytes_with(small / "all-open", WORD) == []
    with archive.open(small / "all-open", run=run()) as shown:
        assert not list(shown.check().findings)
        assert sum("[redacted]" in one.document.text for one in shown.documents()) == 1


def test_a_text_of_which_nothing_is_left(small: Path) -> None:
    with archive.open(small / "all", run=run()) as opened:
        read = letter(opened)
        opened.redact(read.document.id, span=(0, len(read.document.text)), why="x")
    shown = published(small)
    assert {line.rstrip(".") for line in shown.split("\n\n")} == {"[redacted]"}


def test_what_was_ingested_into_the_edition_goes_with_the_next_publish(small: Path) -> None:
    with archive.open(small / "all", run=run()) as opened:
        opened.redact(letter(opened).document.id, name=WORD, why="x")
    published(small)
    before = texts(small / "all-open")
    with archive.open(small / "all-open", run=run()) as edition:
        edition.ingest(small / "in")
    assert bytes_with(small / "all-open", WORD)
    published(small)
    assert bytes_with(small / "all-open", WORD) == []
    assert texts(small / "all-open") == before


def test_a_date_beside_the_text_stays_one(tmp_path: Path) -> None:
    """A mark in it would be no date; a collection that is called by a redacted word keeps its rights."""
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "letter.txt").write_text(GERMAN.replace("Am Morgen", "Am 3. Mai 2016"), "utf-8")
    table = f"file,date,collection,rights\nletter.txt,2016-05-03,{WORD},CC0\n"
    (tmp_path / "in" / "metadata.csv").write_text(table, "utf-8")
    with archive.open(tmp_path / "all", create=True, run=run()) as opened:
        opened.ingest(tmp_path / "in")
        read = letter(opened)
        at = read.document.text.index("2016")
        opened.redact(read.document.id, span=(at, at + 4), why="x")
        opened.redact(read.document.id, name=WORD, why="x")
        opened.decide_date(read.document.id, "2016-05", note="x")
        opened.decide_collection_rights(WORD, "InC")
    assert "Am 3. Mai [redacted] kam" in published(tmp_path)
    with archive.open(tmp_path / "all-open", run=run()) as shown:
        document = letter(shown).document
        said = {one.field: one.value for one in document.stated}
        assert document.date == "2016-05"
        assert (said["collection"], said["date"]) == ("[redacted]", "2016-05-03")
        assert said["rights"].endswith("/InC/1.0/")
    assert bytes_with(tmp_path / "all-open", WORD) == []


def test_a_text_that_is_closed_and_redacted_is_closed_and_then_redacted(small: Path) -> None:
    with archive.open(small / "all", run=run()) as opened:
        document = letter(opened).document.id
        opened.redact(document, name=WORD, why="a threat")
        opened.restrict(document, until="2030-06", why="promised")
        opened.publish(small / "all-open")
        assert len(texts(small / "all-open")) == 1
    with archive.open(small / "all", run=run("2031-01-01T00:00:00Z")) as later:
        later.publish()
    assert "[redacted]" in texts(small / "all-open")["letter.txt"]
    assert bytes_with(small / "all-open", WORD) == []


def test_what_was_published_before_leaves_no_trace(small: Path) -> None:
    assert WORD in published(small)
    with archive.open(small / "all", run=run()) as opened:
        opened.redact(letter(opened).document.id, name=WORD, why="a threat")
        assert opened.publish().changed
        assert not opened.publish().changed
    assert bytes_with(small / "all-open", WORD) == []


def test_a_killed_publish_leaves_the_old_edition_or_the_new_one(small: Path) -> None:
    published(small)
    before = dump(small / "all-open")
    with archive.open(small / "all", run=run()) as opened:
        opened.redact(letter(opened).document.id, name=WORD, why="a threat")

    def publish(edition: Path) -> None:
        with archive.open(small / "all", run=run()) as opened:
            opened.publish(edition)

    editions = [Path(shutil.copytree(small / "all-open", small / f"copy-{n}")) for n in range(4)]
    steps = killed_at(lambda: publish(editions[0]), None)
    assert steps
    after = dump(editions[0])
    assert before != after
    for edition, step in zip(editions[1:], (steps // 3, steps - 9, steps - 1), strict=True):
        assert killed_at(partial(publish, edition), step) is None
        assert dump(edition) in (before, after), step
        publish(edition)
        assert dump(edition) == after


def test_archivists_see_what_is_redacted_marked(small: Path) -> None:
    with archive.open(small / "all", run=run()) as opened:
        document = letter(opened).document.id
        opened.redact(document, name=WORD, why="a threat")
    shown = json.loads(said(small / "all", "show", document, "--format", "json")[1])
    assert [shown["text"][one["start"] : one["end"]] for one in shown["redacted"]] == [WORD, WORD]
    told = said(small / "all", "show", document, "--format", "text")[1]
    assert told.count(f"[-{WORD}-]") == 2
    assert "2 passages [-so-] that readers do not see (act 1)" in told


@pytest.mark.parametrize(
    ("args", "told"),
    [
        (("--why", "x"), "--undo"),
        (("ID", "--why", "x"), "one of them"),
        (("ID", "--name", "Hafen", "--span", "0:3", "--why", "x"), "one of them"),
        (("ID", "--name", "Haf", "--why", "x"), "does not occur"),
        (("ID", "--name", "…", "--why", "x"), "letters or figures"),
        (("ID", "--span", "3", "--why", "x"), "is no passage"),
        (("ID", "--span", "9:3", "--why", "x"), "is no passage"),
        (("ID", "--span", "0:99999", "--why", "x"), "is no passage"),
        (("ID", "--span", "22:24", "--why", "x"), "no word"),
        (("ID", "--undo", "1", "--why", "x"), "Give"),
        (("--undo", "7", "--why", "x"), "no redaction"),
        (("ID", "--name", "Hafen"), "--why"),
    ],
)
def test_what_cannot_be_redacted_is_told_and_changes_nothing(
    small: Path, args: tuple[str, ...], told: str
) -> None:
    with archive.open(small / "all", run=run()) as opened:
        document = letter(opened).document.id
    code, _, wrong = said(small / "all", "redact", *(document if one == "ID" else one for one in args))
    assert (code, told in wrong) == (2, True), wrong
    with archive.open(small / "all", run=run()) as opened:
        assert not opened.care()

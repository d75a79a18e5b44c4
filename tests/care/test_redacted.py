"""What is redacted is in no byte of the open edition, and the text around it stands there as before."""

from __future__ import annotations

import json
import os
import re
import shutil
from functools import partial
from pathlib import Path
from typing import NamedTuple

import pytest

import archive
from archive.catalog import Catalog, handed
from archive.ingest.originals.folder import original_path
from archive.ingest.readers import redacted
from tests.care import marked
from tests.care.boxes import bytes_with, run
from tests.care.killing import killed_at
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

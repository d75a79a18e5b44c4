"""What goes into the catalog comes out as it was; nothing is in by half."""

import dataclasses
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from archive.catalog import Catalog, changes, days, documents, origins
from archive.catalog.intake import Failure, Intake
from archive.errors import UsageError
from archive.evidence import Evidence
from archive.records import DateBasis, Dating, Mention, MentionType
from archive.text import fingerprint
from tests.catalog.made import intake

NOW = "2026-01-01T00:00:00Z"


@pytest.fixture
def catalog(tmp_path: Path) -> Iterator[Catalog]:
    with Catalog.open(tmp_path / "archive", create=True) as catalog:
        yield catalog


def test_a_document_comes_out_as_it_went_in(catalog: Catalog) -> None:
    mention = Mention(0, 5, MentionType.PLACE, "Nîmes", evidence=Evidence.of("model", "test"), score=0.9)
    documents.add(
        catalog, intake("a.txt", ("fr", "Nîmes\n\nÀ l’aube."), date="2017-02-08", mentions=[mention]), NOW
    )
    ((n, document),) = documents.every(catalog)
    assert (document.lang, document.text, document.title) == ("fr", "Nîmes\n\nÀ l’aube.", "Nîmes")
    assert (document.date, document.date_basis) == ("2017-02-08", DateBasis.TEXT)
    assert document.source == "a.txt"
    assert documents.mentions(catalog, n) == [mention]
    assert documents.find(catalog, document.id[:6]) == (n, document)


def test_a_failed_write_leaves_nothing(catalog: Catalog) -> None:
    broken = intake("a.txt", ("fr", "Un"), ("fr", "Un"), mentions=[])
    same = broken.documents[0]
    broken = Intake(broken.source, 1, broken.page, (), (same, same))
    with pytest.raises(Exception, match=r"(?i)unique"):
        documents.add(catalog, broken, NOW)
    assert list(documents.every(catalog)) == []
    assert not origins.held(catalog, broken.source.id)
    assert changes.position(catalog) == 0


def test_a_changed_file_is_a_new_version_and_the_old_one_is_kept(catalog: Catalog) -> None:
    documents.add(catalog, intake("a.txt", ("fr", "Premier état")), NOW)
    documents.add(catalog, intake("a.txt", ("fr", "Second état")), NOW)
    assert [d.text for _, d in documents.every(catalog)] == ["Second état"]
    assert [d.text for _, d in documents.every(catalog, past=True)] == ["Premier état", "Second état"]


def test_a_file_that_goes_back_to_its_first_state_shows_it_again(catalog: Catalog) -> None:
    first = intake("a.txt", ("fr", "Premier état"))
    documents.add(catalog, first, NOW)
    documents.add(catalog, intake("a.txt", ("fr", "Second état")), NOW)
    origins.add(catalog, first.source.id, first.source, 2, NOW)
    assert [d.text for _, d in documents.every(catalog)] == ["Premier état"]
    assert len(set(changes.since(catalog, 0))) == 2


def test_a_version_stays_current_while_another_file_shows_it(catalog: Catalog) -> None:
    first = intake("a.txt", ("fr", "Le même"))
    documents.add(catalog, first, NOW)
    copy = intake("copy.txt", ("fr", "Le même")).source
    origins.add(catalog, copy.id, copy, 1, NOW)
    documents.add(catalog, intake("a.txt", ("fr", "Un autre")), NOW)
    assert sorted(d.text for _, d in documents.every(catalog)) == ["Le même", "Un autre"]


def test_a_date_from_elsewhere_can_be_taken_back(catalog: Catalog) -> None:
    (n,) = documents.add(catalog, intake("a.txt", ("en", "Today")), NOW)
    said = Mention(
        0,
        5,
        MentionType.DATE,
        "Today",
        value="2015-08-20",
        evidence=Evidence.of("en", "today", relative=True),
    )
    days.set_date(catalog, n, Dating("2015-08-20", DateBasis.TRANSLATION, "its French version"), [said])
    ((_, document),) = documents.every(catalog)
    assert (document.date, document.date_basis) == ("2015-08-20", DateBasis.TRANSLATION)
    assert documents.mentions(catalog, n) == [said]
    days.set_date(catalog, n, None)
    ((_, document),) = documents.every(catalog)
    assert (document.date, document.date_basis) == (None, None)


def test_a_failure_is_kept_until_the_source_comes_in(catalog: Catalog) -> None:
    origins.add_failure(catalog, Failure("/in/a.txt", "a.txt", "empty file", 0, 1), NOW)
    assert [f.reason for f in origins.failures(catalog)] == ["empty file"]
    documents.add(catalog, intake("a.txt", ("fr", "Enfin")), NOW)
    assert origins.failures(catalog) == []


def test_ids_depend_on_nothing_but_bytes_and_place(tmp_path: Path) -> None:
    ids = []
    for order in ((0, 1), (1, 0)):
        with Catalog.open(tmp_path / str(order), create=True) as catalog:
            both = [intake("a.txt", ("fr", "Un")), intake("b.txt", ("en", "Two"), ("fr", "Deux"))]
            for i in order:
                documents.add(catalog, both[i], NOW)
            ids.append(sorted(d.id for _, d in documents.every(catalog)))
    assert ids[0] == ids[1]


def test_the_fingerprint_sees_words_only() -> None:
    assert fingerprint("L’État,  ça !") == fingerprint("l'etat ca")
    assert fingerprint("8 février") != fingerprint("9 février")


def test_what_belongs_to_no_document_is_kept(catalog: Catalog) -> None:
    one = intake("a.txt", ("fr", "Le texte"), chrome="Accueil | Contact")
    documents.add(catalog, one, NOW)
    rows = catalog.db.execute("SELECT text FROM chrome").fetchall()
    assert [r[0] for r in rows] == ["Accueil | Contact"]


def test_documents_are_handed_out_as_memory_allows(catalog: Catalog, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(documents, "_HELD_WORDS", 10)
    for i, count in enumerate([4, 4, 4, 30, 1, 1, 1]):
        documents.add(catalog, intake(f"{i}.txt", ("fr", f"mot{i} " * count)), NOW)
    numbers = [n for n, _ in documents.every(catalog)]
    assert [len(some) for some in documents.handfuls(catalog, numbers, 2)] == [2, 1, 1, 2, 1]
    assert [n for some in documents.handfuls(catalog, numbers, 2) for n in some] == numbers
    assert list(documents.handfuls(catalog, [], 2)) == []


def renamed(catalog: Catalog, *ids: str) -> None:
    """Gives the documents these ids, in the order they came."""
    with catalog.transaction() as db:
        db.executemany(
            "UPDATE documents SET id = ? WHERE n = ?",
            [(name.ljust(16, "0"), n) for n, name in enumerate(ids, 1)],
        )


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("aaaa100000000000", 1),  # whole: a superseded version too
        ("aaaa", 2),  # a beginning: the current one, whatever earlier versions begin so
        ("aaaa1", 1),  # and the earlier version where no current one does
        (" AAAA2 ", 2),
        ("bbbb1", 3),
        ("bbbb", 'an id starting with "bbbb" (bbbb100000000000, bbbb200000000000). Give more characters.'),
        ("cccc", 'No document has an id starting with "cccc"'),
        ("aaa", '"aaa" is too short: give an id, or at least its first 4'),
        ("", '"" is too short'),
        ("ünïc", "No document has an id"),
    ],
)
def test_an_id_or_its_beginning_leads_to_one_document(catalog: Catalog, asked: str, found: int | str) -> None:
    texts = ("a.txt", "Premier état"), ("a.txt", "Second état"), ("b.txt", "Un"), ("c.txt", "Deux")
    for name, text in texts:
        documents.add(catalog, intake(name, ("fr", text)), NOW)
    renamed(catalog, "aaaa1", "aaaa2", "bbbb1", "bbbb2")
    if isinstance(found, int):
        assert documents.number(catalog, asked) == found
        assert documents.find(catalog, asked)[0] == found
    else:
        with pytest.raises(UsageError, match=re.escape(found)):
            documents.number(catalog, asked)


def test_of_many_that_begin_so_three_are_named(catalog: Catalog) -> None:
    for i in range(5):
        documents.add(catalog, intake(f"{i}.txt", ("fr", f"Texte {i}")), NOW)
    renamed(catalog, *(f"dddd{i}" for i in range(5)))
    with pytest.raises(UsageError, match=re.escape("(dddd0") + ".*" + re.escape("dddd200000000000, …)")):
        documents.number(catalog, "dddd")


@pytest.mark.parametrize(
    ("first", "second", "shown", "noted"),
    [
        ("post.eml!<1@oxmoor>!list.pdf", "list.pdf", "list.pdf", True),
        ("box.zip!list.pdf", "wow\\!.pdf", "wow\\!.pdf", True),
        ("list.pdf", "box.zip!list.pdf", "list.pdf", True),
        ("a.pdf", "b.pdf", "a.pdf", False),
        ("b.pdf", "a.pdf", "b.pdf", True),
        ("box.zip!b.pdf", "box.zip!a.pdf", "box.zip!b.pdf", True),
        ("box.zip!a.pdf", "box.zip!b.pdf", "box.zip!a.pdf", False),
    ],
)
def test_a_file_of_its_own_is_shown_before_what_is_in_another(
    tmp_path: Path, first: str, second: str, shown: str, noted: bool
) -> None:
    """The change log has it where that changes what is shown, or which place is the first in order."""
    with Catalog.open(tmp_path, create=True) as catalog:
        made = intake(first, ("fr", "Le lavoir."))
        (n,) = documents.add(catalog, made, NOW)
        seen = changes.position(catalog)
        again = dataclasses.replace(made.source, origin=f"/in/{second}", given=second)
        origins.add(catalog, again.id, again, 1, "2026-02-01T00:00:00Z")
        assert documents.by_number(catalog, [n])[n].source == shown
        assert list(changes.since(catalog, seen)) == ([n] if noted else [])

"""What files beside sources say: it stands in the place of the page's own word, and can be withdrawn."""

import dataclasses
from collections.abc import Iterator
from pathlib import Path

import pytest

from archive.catalog import Catalog, changes, documents, remade, stated
from archive.catalog.stated import Teller, Told
from archive.records import DateBasis, Document, MentionType, Statement
from tests.catalog.made import intake

NOW = "2026-11-28T10:00:00Z"
FILE = Teller("/in/metadata.csv", "metadata.csv", (1, 2, 3, 4))


@pytest.fixture
def catalog(tmp_path: Path) -> Iterator[Catalog]:
    with Catalog.open(tmp_path, create=True) as opened:
        yield opened


def told(field: str, value: str, target: str = "/in/a.txt", *, weak: bool = False) -> Told:
    return Told(target, Statement(field, value, value, "metadata.csv, line 2"), weak)


def held(catalog: Catalog) -> list[Document]:
    return [document for _, document in documents.every(catalog)]


def test_a_person_s_word_stands_whichever_comes_first(catalog: Catalog) -> None:
    page = intake("a.txt", ("fr", "Une fête\n\nElle est pour demain."), date="2018-05-01")
    said = [told("title", "La fête du port"), told("author", "Odile Lenoir"), told("date", "2017-03-12")]
    stated.put(catalog, FILE, said, NOW)
    documents.add(catalog, page, NOW)
    (document,) = held(catalog)
    assert (document.title, document.author) == ("La fête du port", "Odile Lenoir")
    assert (document.date, document.date_basis) == ("2017-03-12", DateBasis.MANUAL)
    assert document.date_evidence == "metadata.csv, line 2: 2017-03-12"
    assert [s.field for s in document.stated] == ["title", "author", "date"]
    # "demain" is read from the day that the person gave.
    dates = [m.value for m in documents.mentions(catalog, 1) if m.type is MentionType.DATE]
    assert dates == ["2017-03-13"]

    assert stated.put(catalog, FILE, said, NOW) == 0, "nothing changed"
    seq = changes.position(catalog)
    assert stated.put(catalog, FILE, [told("title", "Autre titre")], NOW) == 1
    (document,) = held(catalog)
    assert (document.title, document.author, document.date) == ("Autre titre", None, "2018-05-01")
    assert list(changes.since(catalog, seq)) == [1]
    assert stated.forget(catalog, FILE.origin) == 1
    (document,) = held(catalog)
    assert (document.title, document.date_basis, document.stated) == ("Une fête", DateBasis.TEXT, ())


def test_it_outlives_a_new_reading_and_a_new_version(catalog: Catalog) -> None:
    page = intake("a.txt", ("en", "A market\n\nIt opens."))
    documents.add(catalog, page, NOW)
    stated.put(catalog, FILE, [told("title", "The market of Brill")], NOW)
    again = dataclasses.replace(page.documents[0].draft, title="Another heading")
    made = (dataclasses.replace(page.documents[0], draft=again),)
    remade.replace(catalog, dataclasses.replace(page, documents=made))
    assert [d.title for d in held(catalog)] == ["The market of Brill"]
    documents.add(catalog, intake("a.txt", ("en", "A market\n\nIt is closed.")), NOW)
    assert [d.title for d in held(catalog)] == ["The market of Brill"]
    stated.forget(catalog, FILE.origin)
    assert [d.title for d in held(catalog)] == ["A market"]
    ((title, current),) = catalog.db.execute("SELECT title, current FROM documents WHERE n = 1")
    assert (title, current) == ("The market of Brill", 0), "a superseded version stays as it was"


@pytest.mark.parametrize(
    ("texts", "said", "titles", "authors"),
    [
        # Of several posts a file says what they leave open, and a title of none.
        ([("fr", "Un"), ("fr", "Deux")], [("title", "X", False), ("author", "A", False)], ["Un", "Deux"],
         "A"),
        # A program's word yields to the page's.
        ([("en", "One")], [("title", "X", True), ("author", "A", True)], ["One"], "A"),
        # A person's stands before it.
        ([("en", "One")], [("title", "X", True), ("title", "Y", False), ("author", "A", False)], ["Y"], "A"),
        # Several people, some turned round.
        ([("en", "One")], [("author", "Lenoir, Odile", False), ("author", "B", False)], ["One"],
         "Lenoir, Odile; B"),
    ],
)  # fmt: skip
def test_whose_word_counts(
    catalog: Catalog,
    texts: list[tuple[str, str]],
    said: list[tuple[str, str, bool]],
    titles: list[str],
    authors: str,
) -> None:
    documents.add(catalog, intake("a.txt", *texts), NOW)
    stated.put(catalog, FILE, [told(field, value, weak=weak) for field, value, weak in said], NOW)
    assert [d.title for d in held(catalog)] == titles
    assert {d.author for d in held(catalog)} == {authors}


def test_a_folder_gives_its_collection_to_what_lies_in_it(catalog: Catalog) -> None:
    for name in ("a/b.txt", "a/box.zip!c.txt", "a/box.zip!d/e.txt", "ab.txt"):
        documents.add(catalog, intake(name, ("fr", f"Le texte {name}")), NOW)
    other = Teller("/in/a/box.zip!d/metadata.csv", "x", (1, 2, 3, 4))
    stated.put(catalog, FILE, [told("collection", "Fonds Lenoir", "/in/a"), told("title", "A", "/in/a")], NOW)
    stated.put(catalog, other, [told("collection", "Le carton", "/in/a/box.zip!d")], NOW)
    found = {d.source: [(s.field, s.value) for s in d.stated] for d in held(catalog)}
    assert found == {
        "a/b.txt": [("collection", "Fonds Lenoir")],
        "a/box.zip!c.txt": [("collection", "Fonds Lenoir")],
        "a/box.zip!d/e.txt": [("collection", "Le carton")],
        "ab.txt": [],
    }
    assert {d.title for d in held(catalog)}.isdisjoint({"A"})


def test_it_is_told_of_what_is_not_there(catalog: Catalog) -> None:
    documents.add(catalog, intake("a.txt", ("fr", "Un")), NOW)
    line_3 = Told("/in/b.txt", Statement("title", "B", "B", "metadata.csv, line 3"))
    stated.put(catalog, FILE, [told("title", "A"), line_3], NOW)
    assert stated.unmatched(catalog, FILE.origin) == ["metadata.csv, line 3"]
    assert stated.seen(catalog) == {FILE.origin: FILE.stamp}

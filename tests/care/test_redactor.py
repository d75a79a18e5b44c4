"""Words found whole, texts cut, titles and places redacted; pages of redacted texts read as written."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.catalog import Catalog, handed, own_texts
from archive.catalog.handed import ActRow
from archive.catalog.own_texts import OwnText
from archive.catalog.passages import counterpart, folded, words_of
from archive.catalog.redacted import RedactedPassage
from archive.errors import BadInput
from archive.ingest.posts import split_page
from archive.ingest.readers import read_page, redacted
from archive.ingest.readers.redacted import Written, written
from archive.pipeline.edition.redactor import Redactor, cut, redactor_of, title_of
from archive.pipeline.edition.standins import StandIns, decisions
from archive.records import LangSpan, PageStart, PostKey
from tests.sample import sample


@pytest.mark.parametrize(
    ("text", "name", "found"),
    [
        ("Odile Sarrazin et ODILE  SARRAZIN", "odile sarrazin", ["Odile Sarrazin", "ODILE  SARRAZIN"]),
        ("l’aide d’Odile, et qu’odile dit", "Odile", ["Odile", "odile"]),
        ("Odilette, Odiles et Jean-Odile", "Odile", ["Odile"]),
        ("Odile’s letter and Odile's house", "odile", ["Odile", "Odile"]),
        ("Se\u0301verine, Séverine, Se\u00adverine", "séverine",
         ["Se\u0301verine", "Séverine", "Se\u00adverine"]),
        ("le parc Saint-\nPierre, Saint Pierre", "saint-pierre", ["Saint-\nPierre", "Saint Pierre"]),
        ("Sarra-\nzin came", "Sarrazin", ["Sarra-\nzin"]),
        ("#OdileSarrazin", "odile sarrazin", ["OdileSarrazin"]),
        ("Mme Œuvrard, oeuvrard", "œuvrard", ["Œuvrard", "oeuvrard"]),
        ("田中さんは来た。中田さん", "田中", ["田中"]),
        ("call 06 12-34.56 78", "0612345678", ["06 12-34.56 78"]),
        ("a a a a", "a a", ["a a", "a a"]),
        ("nothing here", "", []),
    ],
)  # fmt: skip
def test_words_are_found_whole(text: str, name: str, found: list[str]) -> None:
    words = words_of(text)
    assert [text[slice(*words.span(run))] for run in words.find(name)] == found


@pytest.mark.parametrize(
    ("one", "passage", "other", "there"),
    [
        ("la clef est sous la porte", "sous la porte", "La clef est SOUS la porte.", "SOUS la porte"),
        ("she lives at 12 rue Verte", "at 12 rue Verte", "she lives in 14 rue Verte", "in 14 rue Verte"),
        ("she lives at 12 rue Verte now", "12 rue Verte", "she lives now", ""),
        ("the key the door the key", "key", "the door the key", ""),
        ("she lives at 12 rue Verte now", "rue Verte", "he sold all of the boats at the quay", ""),
        ("un mot de trop ici", "mot", "un petit mot de trop ici", "mot"),
    ],
)  # fmt: skip
def test_a_passage_is_found_in_another_form_of_the_text(
    one: str, passage: str, other: str, there: str
) -> None:
    first, second = words_of(one), words_of(other)
    run = first.within(one.index(passage), one.index(passage) + len(passage))
    found = counterpart(first, [run], second)
    assert found is not None
    assert [second.said(one) for one in found] == ([folded(there)] if there else [])


def text(said: str, title: str | None = None, lang: str = "en", pages: tuple[PageStart, ...] = ()) -> OwnText:
    blocks, at = [], 0
    for block in said.split("\n\n"):
        blocks.append(LangSpan(at, at + len(block), lang))
        at += len(block) + 2
    return OwnText(1, "s", 0, lang, said, "", tuple(blocks), pages, title, None, None, None)


def passage(one: OwnText, said: str) -> RedactedPassage:
    return RedactedPassage(one.text.index(said), one.text.index(said) + len(said), 1, "act")


def test_a_text_is_cut_with_its_blocks_and_pages() -> None:
    one = text(
        "Le quai de Zoé\n\nZoé vit ici.\n\nFin.", lang="fr", pages=(PageStart(17, 2), PageStart(30, 3))
    )
    found = cut(one, [passage(one, "Zoé\n\nZoé vit"), passage(one, "Fin")])
    assert found.text == "Le quai de [caviardé]\n\n[caviardé] ici.\n\n[caviardé]."
    assert [found.text[b.start : b.end] for b in found.blocks] == found.text.split("\n\n")
    assert [(found.text[p.start :][:10], p.number) for p in found.pages] == [
        ("[caviardé]", 2),
        ("[caviardé]", 3),
    ]


@pytest.mark.parametrize(
    ("said", "hidden", "title", "shown"),
    [
        ("The day of Zoé\n\nZoé came.", "Zoé", "The day of Zoé", "The day of [redacted]"),  # as in the text
        ("The day of Zoé\n\nZoé came.", "Zoé came", "The day of Zoé", "The day of Zoé"),
        ("A day.\n\nZoubida lives here.", "Zoubida lives", "Zoubida’s day", "[redacted]’s day"),
        ("A day.\n\nZoé lives here.", "Zoé lives", "Zoé’s day", "Zoé’s day"),  # three letters, four, five
        ("A day.\n\nZita lives here.", "Zita lives", "Zita’s day", "[redacted]’s day"),
        ("A day.\n\nZélie lives here.", "Zélie lives", "Zélie’s day", "[redacted]’s day"),
        ("A day.\n\nZoubida lives here.", "lives here", "She lives!", "She lives!"),
        ("A day.\n\nZoubida lives here.", "lives", "Who lives here", "Who [redacted] here"),
    ],
)
def test_a_title_says_no_more_than_the_text(said: str, hidden: str, title: str, shown: str) -> None:
    one = text(said, title)
    some = [passage(one, hidden)]
    assert title_of(one, some, redactor_of(one, some, ())) == shown


@pytest.mark.parametrize(
    ("place", "shown"),
    [
        ("/papers/Odile_Sarrazin-2016.txt", "/papers/redacted-2016.txt"),
        ("/sarrazin/odile/lettre.txt", "/redacted/odile/lettre.txt"),
        ("/p/lettresarrazin2.pdf", "/p/redacted.pdf"),
        ("https://sarrazin.example/a?b=S%41RRAZIN&c=1", "https://redacted.example/a?b=redacted&c=1"),
        ("https://q.example/odile%20sarrazin", "https://q.example/redacted"),
        ("box.zip!Odile Sarrazin.txt", "box.zip!redacted.txt"),
        ("/papers/odil.txt", "/papers/odil.txt"),
        ("/a%20b/c", "/a%20b/c"),
    ],
)
def test_names_of_files_and_addresses_are_redacted(place: str, shown: str) -> None:
    redactor = Redactor(frozenset({"odile sarrazin"}), frozenset({"sarrazin"}))
    assert redactor.place(place) == shown


@pytest.mark.parametrize(("name", "hidden"), [("odile", False), ("odette", True), ("josette", True)])
def test_a_name_of_six_letters_is_found_within_a_word(name: str, hidden: bool) -> None:
    redactor = Redactor(frozenset(), frozenset({name}))
    shown = "/p/redacted.pdf" if hidden else f"/p/lettre{name}2016.pdf"
    assert redactor.place(f"/p/lettre{name}2016.pdf") == shown
    assert redactor.place(f"/p/{name}.pdf") == "/p/redacted.pdf"


@pytest.mark.parametrize(
    ("kind", "a", "b", "verdict", "there"),
    [
        ("mention", '["one", "old", 0, "Zoé"]', "", "no name", None),
        ("mention", '["one", "old", 0, "Nid"]', "PERSON:zoe", "entity", None),
        ("mention", '["one", "old", 0, "Nid"]', "", "PLACE", ('["one", "new", 0, "Nid"]', "")),
        ("mention", '["one", "other", 0, "Zoé"]', "", "no name", ('["one", "other", 0, "Zoé"]', "")),
        ("document", "old", "Le nid de Zoé", "title", ("new", "Le nid de [caviardé]")),
        ("document", "other", "Le nid de Zoé", "title", ("other", "Le nid de Zoé")),
        ("document", "old", "2016", "date", ("new", "2016")),
        ("translation", "other", "old", "confirmed", ("other", "new")),
        ("entity", "PERSON:zoe", "PERSON:nid", "merge", ("PERSON:zoe", "PERSON:nid")),  # by where they stand
    ],
)
def test_decisions_go_along_with_a_redacted_text(
    kind: str, a: str, b: str, verdict: str, there: tuple[str, str] | None
) -> None:
    redactor = Redactor(frozenset({"zoe", "2016"}), mark="[caviardé]")
    made = StandIns((), prints={"old": "new"}, by_print={"old": redactor})
    found = decisions([ActRow(1, kind, a, b, verdict, "2026")], made)
    assert [(row.a, row.b) for row in found] == ([there] if there else [])


LINES = st.lists(st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=40), max_size=5)


@given(LINES, st.sampled_from(["fr", "en", "ar"]))
def test_pages_are_read_as_they_were_written(lines: list[str], lang: str) -> None:
    said = "\n\n".join(line for line in (one.strip() for one in lines) if line and line < "\ufffe")
    one = text(said or "x", "A & <b>", lang, (PageStart(0, 7),))
    told = Written(
        0,
        lang,
        one.text,
        one.blocks,
        one.pages,
        one.title,
        'An "author"',
        "2016-05",
        "https://a.example/",
        (PostKey("entry", "feed a & b=c"), PostKey("polylang", "7")),
    )
    page = read_page(written([told, told]), "text/html")
    assert page.text == f"{one.text}\n\n{one.text}"
    assert [page.text[b.start : b.end] for b in page.blocks] == 2 * [
        one.text[b.start : b.end] for b in one.blocks if one.text[b.start : b.end].strip()
    ]
    assert {b.lang for b in page.blocks} == {lang}
    assert [p.number for p in page.pages] == [7, 7]
    hint = page.hints[0]
    assert hint.keys == told.keys
    assert (hint.title, hint.author, hint.date, hint.url) == (
        "A & <b>",
        'An "author"',
        "2016-05",
        "https://a.example/",
    )


def test_every_text_of_the_sample_is_parted_again_as_it_was() -> None:
    with Catalog.open(sample().folder) as catalog:
        found = own_texts.of_sources(catalog, [one.id for one in handed.sources(catalog)])
    assert len(found) > 40
    for texts in found.values():
        told = [
            Written(one.post, one.lang, one.text, one.blocks, one.pages, one.title, one.author, one.date)
            for one in texts
        ]
        parted = split_page(read_page(written(told), "text/html"))
        said = sorted((one.lang, one.text, one.title or "", one.author or "") for one in parted.drafts)
        assert said == sorted((one.lang, one.text, one.title or "", one.author or "") for one in texts)


@pytest.mark.parametrize(
    "rest", [b"", b"<html>", b"<html></html>", b"<p>x</p>", b"<article><p>x</p></article", b"\x00"]
)
def test_what_is_no_such_page_is_refused(rest: bytes) -> None:
    with pytest.raises(BadInput):
        read_page(redacted.MARK + rest, "text/html")

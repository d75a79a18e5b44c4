"""Pages of paper: where they begin in a text follows it through spans, catalog and citations."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from archive import forms
from archive.catalog import Catalog, documents, mentions, remade, soundness
from archive.ingest.posts import split_page
from archive.records import Block, Mention, MentionType, Page, PageStart, Role
from archive.text import page_at
from tests.catalog.made import intake

FIRST = "Le carnet d'Ysoline Karvennec parle du moulin de Trévarec et de ses trois meules."
OVERLEAF = "La meunière y note chaque sac de farine que la commune a payé à la fin du mois."
HEADER = "Le carnet du moulin – page 2"
LAST = "Au printemps, la roue est réparée par deux charpentiers venus de Brévaux en barque."


def page() -> Page:
    """Two pages of paper: the second one begins within the first paragraph, a running header is chrome."""
    parts = [f"{FIRST} {OVERLEAF}", HEADER, LAST]
    text = "\n\n".join(parts)
    starts = [0, len(parts[0]) + 2, len(parts[0]) + len(parts[1]) + 4]
    roles = (Role.PARAGRAPH, Role.CHROME, Role.PARAGRAPH)
    blocks = [Block(s, s + len(p), r) for s, p, r in zip(starts, parts, roles, strict=True)]
    return Page(text, tuple(blocks), markup=True, pages=(PageStart(0, 1), PageStart(len(FIRST) + 1, 2)))


def test_a_draft_knows_its_pages() -> None:
    (draft,) = split_page(page()).drafts
    assert HEADER not in draft.text
    for words, number in ((FIRST, 1), (OVERLEAF, 2), (LAST, 2)):
        assert page_at(draft.pages, draft.text.index(words)) == number
        assert page_at(draft.pages, draft.text.index(words) + len(words) - 1) == number


@pytest.mark.parametrize(
    ("offset", "number"), [(0, 4), (9, 4), (10, 5), (19, 5), (20, 4), (30, 6), (9_999, 6)]
)
def test_a_page_goes_on_to_where_the_next_one_begins(offset: int, number: int) -> None:
    starts = [PageStart(0, 4), PageStart(10, 5), PageStart(20, 4), PageStart(30, 6)]  # a footnote at 20
    assert page_at(starts, offset) == number
    assert page_at([], offset) is None


def test_the_catalog_keeps_pages_and_what_could_not_be_read(tmp_path: Path) -> None:
    name = Mention(len(FIRST) + 4, len(FIRST) + 12, MentionType.PERSON, "meunière")
    made = intake("carnet.pdf", ("fr", f"{FIRST} {OVERLEAF}"), mentions=[name])
    (one,) = made.documents
    pages = (PageStart(0, 1), PageStart(len(FIRST) + 1, 2))
    one = replace(one, draft=replace(one.draft, pages=pages))
    made = replace(made, documents=(one,), page=replace(made.page, unread="page 3 is damaged"))
    with Catalog.open(tmp_path, create=True) as catalog:
        (n,) = documents.add(catalog, made, "2026-01-01T00:00:00Z")
        for _ in range(2):
            document = documents.by_number(catalog, [n])[n]
            assert (document.pages, document.unread) == (pages, "page 3 is damaged")
            (exported,) = mentions.for_export(catalog)
            assert forms.mention(exported)["page"] == 2
            assert not list(soundness.flaws(catalog))
            remade.replace(catalog, made)
        remade.replace(catalog, replace(made, page=replace(made.page, unread=None)))
        assert documents.by_number(catalog, [n])[n].unread is None
        remade.replace(catalog, replace(made, documents=()))
        (flaw,) = soundness.flaws(catalog)  # pages went with their document, and out of its sum
        assert "the documents of carnet.pdf are missing" in flaw.what

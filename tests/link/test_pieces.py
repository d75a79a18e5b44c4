"""A file that came in pieces, and one that says the same in one: every piece is linked with it."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from itertools import permutations
from pathlib import Path

import pytest
from jsonschema import validate

import archive
from archive import forms
from archive.catalog import Catalog, changes, documents, kin, links, sketches, verdicts
from archive.catalog.intake import Intake, Made
from archive.catalog.links import PART
from archive.dates import find_dates
from archive.ingest.posts import split_page
from archive.ingest.readers import read_page
from archive.link.parts import PartFinder
from archive.link.run import link
from archive.link.vectors import Embedder
from archive.pipeline.intake import Remark
from archive.records import Source, Status
from tests.link.forms import NOW, add, links_of, texts
from tests.link.test_parts import BOATS, LANGS, OVEN, RADIO, REVIEW, THEME, _elsewhere, _joined, _others, _row

TEXTS = (BOATS, OVEN, RADIO)
DAYS = (("3 mai 2018", "20 mai 2018", "2 juin 2018"), ("3 May 2018", "20 May 2018", "2 June 2018"))


def _parts(lang: int) -> list[tuple[str, list[str]]]:
    """Title and paragraphs of each text."""
    return [(text[lang].split("\n\n")[0], text[lang].split("\n\n")[1:]) for text in TEXTS]


def _containers(lang: int) -> str:
    return "".join(
        f'<article class="hentry"><h2 class="entry-title">{escape(title)}</h2>'
        + "".join(f"<p>{escape(p)}</p>" for p in body)
        + "</article>"
        for title, body in _parts(lang)
    )


def _ruled(lang: int) -> str:
    return "<hr>".join(
        f"<h2>{escape(title)}</h2>" + "".join(f"<p>{escape(p)}</p>" for p in body)
        for title, body in _parts(lang)
    )


def _rules(lang: int) -> str:
    return "\n\n* * *\n\n".join("\n\n".join([title, *body]) for title, body in _parts(lang))


def _gaps(lang: int) -> str:
    return "\n\n\n\n".join("\n\n".join([f"## {title}", *body]) for title, body in _parts(lang))


def _days(lang: int) -> str:
    return "\n\n".join(
        "\n\n".join([f"{day} – {title}", *body])
        for day, (title, body) in zip(DAYS[lang], _parts(lang), strict=True)
    )


KINDS = {
    "containers": (_containers, "text/html"),
    "headings and rules": (_ruled, "text/html"),
    "rules of characters": (_rules, "text/plain"),
    "marked titles with gaps": (_gaps, "text/plain"),
    "entries under their days": (_days, "text/plain"),
}


def _add_page(catalog: Catalog, name: str, data: str, media: str, embedder: Embedder) -> list[int]:
    """The documents of a page, as they come out of it."""
    page = read_page(data.encode(), media)
    made = []
    for draft in split_page(page).drafts:
        passages = tuple(embedder.vectorise([draft.text])[0])
        made.append(Made(draft, None, tuple(find_dates(draft.text, draft.lang, None)), passages))
    source = Source(name.rjust(64, "0"), f"/{name}", name, media, len(data))
    return documents.add(catalog, Intake(source, 0, page, (), tuple(made)), NOW)


@pytest.fixture(scope="module")
def embedder() -> Embedder:
    return Embedder()


def _of_whole(catalog: Catalog, whole: int) -> set[int]:
    return {other.n for other in kin.translations_of(catalog, [whole]).get(whole, [])}


@pytest.mark.parametrize("cut", [0, 1])
@pytest.mark.parametrize("kind", KINDS)
def test_every_piece_of_a_file_is_linked_with_the_text_that_says_it_all(
    catalog: Catalog, embedder: Embedder, kind: str, cut: int
) -> None:
    form, media = KINDS[kind]
    pieces = _add_page(catalog, "cut", form(cut), media, embedder)
    rows = [_row("whole", 1 - cut, _joined(1 - cut, *TEXTS)), *_others()]
    whole = add(catalog, rows, embedder)[0]
    link(catalog)
    assert len(pieces) == len(TEXTS)
    assert {documents.by_number(catalog, [n])[n].lang for n in pieces} == {LANGS[cut]}
    assert _of_whole(catalog, whole) == set(pieces)
    for n in pieces:  # and from each of them the whole is found
        assert [one.n for one in kin.translations_of(catalog, [n])[n]] == [whole]


@pytest.mark.parametrize("order", list(permutations(range(2))))
def test_pieces_and_whole_are_linked_in_whatever_order_they_come(
    tmp_path: Path, embedder: Embedder, order: Sequence[int]
) -> None:
    found = []
    for together in (True, False):
        with Catalog.open(tmp_path / str(together), create=True) as catalog:
            for step in order:
                if step:
                    add(catalog, [_row("whole", 1, _joined(1, *TEXTS)), *_others()], embedder)
                else:
                    _add_page(catalog, "cut", _containers(0), "text/html", embedder)
                if not together:
                    link(catalog)
            link(catalog)
            found.append(links_of(catalog))
    assert found[0] == found[1]
    assert any(one[0] == PART for one in found[0])


FILLERS = (
    "Le club de pêche nettoie les berges dimanche et cherche des gants, des sacs et une barque solide.",
    "Une péniche de blé a heurté le pont de pierre ; personne n'est blessé, le pont reste fermé.",
    "Une exposition raconte la vie des batelières du siècle dernier, au musée de la corderie.",
)


def _page(texts: Sequence[str]) -> str:
    return "".join(
        f'<article class="hentry"><h2 class="entry-title">{escape(text.split(chr(10))[0])}</h2>'
        + "".join(f"<p>{escape(p)}</p>" for p in text.split("\n\n")[1:])
        + "</article>"
        for text in texts
    )


@pytest.mark.parametrize(
    ("name", "pieces"),
    [
        (
            "the news of other towns",
            [_elsewhere(BOATS)[0], *(f"{t[:20]}\n\n{t}\n\n{t}" for t in FILLERS[:1]), _elsewhere(OVEN)[0]],
        ),
        (
            "a review that quotes two of them",
            [BOATS[0], REVIEW[0], OVEN[0].split("\n\n")[1] + "\n\n" + THEME[0]],
        ),
        ("news on the same subject", [f"{t[:20]}\n\n{t}\n\nEt ceci : {t}" for t in FILLERS]),
        ("one of the three among other news", [BOATS[0], *(f"{t[:20]}\n\n{t}\n\n{t}" for t in FILLERS[:2])]),
    ],
)
def test_a_page_of_other_news_is_no_translation(
    catalog: Catalog, embedder: Embedder, name: str, pieces: list[str]
) -> None:
    _add_page(catalog, "others", _page(pieces), "text/html", embedder)
    add(catalog, [_row("whole", 1, _joined(1, *TEXTS)), *_others()], embedder)
    link(catalog)
    assert not [one for one in links_of(catalog) if one[0] == PART]


def test_a_piece_that_gets_a_translation_of_its_own_ends_the_whole_file(
    tmp_path: Path, embedder: Embedder
) -> None:
    """The piece is near many texts of its form, so that it is no candidate of the whole."""
    form = texts(60)
    ferry = [row for row in form if "bac pour" in row[2] or "ferry to" in row[2]]
    fr, en = (next(r for r in ferry if r[1] == lang and r[0][1:] == ferry[2][0][1:]) for lang in LANGS)
    near = [row for row in ferry if row[0][1:] != fr[0][1:]]
    pieces = [BOATS[0], fr[2], OVEN[0], RADIO[0]]
    said = "\n\n".join([_joined(1, BOATS), en[2], _joined(1, OVEN), _joined(1, RADIO)])
    found = []
    for together in (True, False):
        with Catalog.open(tmp_path / str(together), create=True) as catalog:
            _add_page(catalog, "cut", _page(pieces), "text/html", embedder)
            add(catalog, [_row("whole", 1, said), *near, *_others()], embedder)
            if not together:
                link(catalog)
                assert sum(one[0] == PART for one in links_of(catalog)) >= len(pieces) - 1
            add(catalog, [en], embedder)
            link(catalog)
            found.append(links_of(catalog))
    assert found[0] == found[1]


def test_a_piece_that_is_like_nothing_else_is_settled_with_its_file(
    catalog: Catalog, embedder: Embedder
) -> None:
    pieces = _add_page(catalog, "cut", _containers(0), "text/html", embedder)
    whole = add(catalog, [_row("whole", 1, _joined(1, *TEXTS)), *_others()], embedder)[0]
    link(catalog)
    paired = next(one.n for one in kin.translations_of(catalog, [whole])[whole] if not one.part)
    alone = next(n for n in pieces if n != paired)
    with catalog.transaction() as db:
        db.execute("DELETE FROM links WHERE kind = 'part'")
        db.execute("DELETE FROM candidates WHERE a = ? OR b = ?", (alone, alone))
    PartFinder(catalog).settle([alone], ())
    assert _of_whole(catalog, whole) == set(pieces)


def test_what_is_left_of_a_page_is_settled_anew(catalog: Catalog, embedder: Embedder) -> None:
    pieces = _add_page(catalog, "cut", _containers(0), "text/html", embedder)
    other = add(catalog, _others(), embedder)
    with catalog.transaction() as db:
        db.execute("UPDATE documents SET current = 0 WHERE n IN (?, ?)", (pieces[1], other[0]))
    assert sketches.left_on_pages(catalog, [pieces[1], other[0]]) == {pieces[0], pieces[2]}
    assert sketches.left_on_pages(catalog, [pieces[0]]) == set()


def test_a_piece_that_goes_leaves_the_rest_as_they_would_be_without_it(
    tmp_path: Path, embedder: Embedder
) -> None:
    found = []
    for gone in (True, False):
        with Catalog.open(tmp_path / str(gone), create=True) as catalog:
            pieces = _add_page(catalog, "cut", _containers(0), "text/html", embedder)
            add(catalog, [_row("whole", 1, _joined(1, *TEXTS)), *_others()], embedder)
            if gone:
                link(catalog)
                assert sum(one[0] == PART for one in links_of(catalog)) == 2
            with catalog.transaction() as db:
                db.execute("UPDATE documents SET current = 0 WHERE n = ?", (pieces[2],))
                changes.log(catalog, pieces[2:3], "superseded")
            link(catalog)
            found.append(links_of(catalog))
    assert found[0] == found[1]


@pytest.mark.parametrize("said", [Status.REJECTED, Status.CONFIRMED])
def test_a_persons_word_on_a_piece_holds(catalog: Catalog, embedder: Embedder, said: Status) -> None:
    _add_page(catalog, "cut", _containers(0), "text/html", embedder)
    add(catalog, [_row("whole", 1, _joined(1, *TEXTS)), *_others()], embedder)
    link(catalog)
    part = next(pair for pair in links.pairs(catalog) if pair.evidence["rule"] == "part")
    verdicts.decide(catalog, part.a.id, part.b.id, said, NOW)
    link(catalog)
    linked = {frozenset((p.a.id, p.b.id)) for p in links.pairs(catalog)}
    assert (frozenset((part.a.id, part.b.id)) in linked) == (said is Status.CONFIRMED)


@pytest.mark.parametrize("cut", [0, 1])
def test_what_is_cut_otherwise_than_its_translation_is_reported_until_it_is_joined(
    tmp_path: Path, cut: int
) -> None:
    """The program proposes, a person joins, and what was joined can be taken back."""
    (tmp_path / "pieces.html").write_text(f"<html><body>{_containers(cut)}</body></html>", "utf-8")
    (tmp_path / "whole.txt").write_text(_joined(1 - cut, *TEXTS), "utf-8")
    for name, _, text, _ in _others():
        (tmp_path / name).write_text(text, "utf-8")
    with archive.open(tmp_path / "papers", create=True) as papers:
        papers.ingest(sorted(tmp_path.glob("*.*")))
        noted = [one for one in papers.intake().noted if one.remark is Remark.CUT]
        pieces = [
            one.document.id for one in papers.documents() if one.document.source.endswith("pieces.html")
        ]
        whole = next(
            one.document.id for one in papers.documents() if one.document.source.endswith("whole.txt")
        )
        assert [(one.document, one.detail) for one in noted] == [(one, whole) for one in pieces[1:]]
        told = [papers.explain(one).texts[0].considered for one in pieces]
        said = [any("archive decide join" in one.why for one in every) for every in told]
        assert sum(said) >= len(pieces) - 1  # one may be called its translation
        validate(forms.intake(papers.intake()), forms.schema("intake"))
        for one in pieces[1:]:
            papers.decide_join(one)
        assert Remark.CUT not in papers.intake().counts
        joined = [one.document for one in papers.documents() if one.document.source.endswith("pieces.html")]
        assert len(joined) == 1
        assert [one.id for one in papers.read(joined[0].id).translations] == [whole]
        for act in list(papers.decisions()):
            papers.withdraw(act.n)
        assert papers.intake().counts[Remark.CUT] == len(pieces) - 1


def test_a_file_that_says_more_than_the_text_is_not_cut_otherwise(
    catalog: Catalog, embedder: Embedder
) -> None:
    """Two of its pieces are parts of the text, the third is other news: the cut is right."""
    others = f"{FILLERS[1][:20]}\n\n{FILLERS[1]}\n\n{FILLERS[2]}\n\n{FILLERS[0]}"
    pieces = _add_page(catalog, "cut", _page([BOATS[0], OVEN[0], others]), "text/html", embedder)
    whole = add(catalog, [_row("whole", 1, _joined(1, BOATS, OVEN)), *_others()], embedder)[0]
    link(catalog)
    assert _of_whole(catalog, whole) == set(pieces[:2])
    assert links.cut_apart(catalog) == []

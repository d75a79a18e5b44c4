"""Hits as text and as a notebook shows them: nothing in a text acts, whatever it is."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.catalog.links import Linked
from archive.records import Document, Span, Status
from archive.search.results import Hit, NearestPassage, ResultPage, Why

NASTY = [
    "<script>alert('x')</script>",
    '"><img src=x onerror=alert(1)>',
    "a\x1b]0;x\x07b\u202ec",
    "&lt;b&gt;",
]


def hit(text: str, spans: tuple[tuple[int, int], ...] = (), title: str | None = None) -> Hit:
    document = Document(
        id="3f2a", sha256="0" * 64, source=text, media_type="text/plain", post=0, start=0, end=9,
        spans=(Span(0, 9),), lang="fr", title=title, author=None, text=text, blocks=(), date=None,
        date_basis=None, date_evidence="", url=None,
    )  # fmt: skip
    other = Linked(2, "91bc", "en", text, text, 0.9, Status.PROPOSED)
    why = Why((text,), (text,), {text: text}, NearestPassage(0, 4, 0.5))
    return Hit(1, 0.5, document, text, spans, (), why, (other,))


class _Tags(HTMLParser):
    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.text = ""
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}

    def handle_data(self, data: str) -> None:
        self.text += data


def is_harmless(page: str) -> None:
    seen = _Tags(page)
    assert seen.tags <= {"div", "b", "br", "small", "mark", "p", "ol", "li", "span"}
    assert seen.attributes <= {"class", "lang", "value"}
    assert not set("\x1b\x07\u202e\x9b") & set(page)


@pytest.mark.parametrize("text", NASTY)
def test_markup_and_controls_in_texts_are_seen_and_not_obeyed(text: str) -> None:
    one = hit(text, ((0, 3),), title=text)
    page = ResultPage(1, 1, (one,), notes=(text,))
    is_harmless(page._repr_html_())
    assert not set("\x1b\x07\u202e\x9b") & set(str(page))


@given(st.text(max_size=40), st.integers(0, 40), st.integers(0, 40))
def test_any_text_is_harmless_and_whole(text: str, a: int, b: int) -> None:
    start, end = sorted((min(a, len(text)), min(b, len(text))))
    is_harmless(hit(text, ((start, end),))._repr_html_())


def test_a_hit_in_words() -> None:
    one = hit("Une marche à Lille", ((4, 10),), title="Marche")
    assert str(one).split("\n") == [
        "  1. Marche",
        "     fr  undated  3f2a  Une marche à Lille",
        "      Une marche à Lille",
        "     words: Une marche à Lille; instead: Une marche à Lille (Une marche à Lille);"
        " names: Une marche à Lille; meaning: 0.50",
    ]
    assert "Une <mark>marche</mark> à Lille" in one._repr_html_()
    page = ResultPage(1, 1, (one,))
    assert str(page).startswith("1 of 1 hit\n\n")
    assert (len(page), list(page)) == (1, [one])


@pytest.mark.parametrize(
    ("why", "said"),
    [
        (Why(), "filters"),
        (Why(("Court", "court", "cour")), "words: Court, cour"),
        (Why(instead={"l'hiver": "winter"}), "instead: l'hiver (winter)"),
        (
            Why(instead={"Solidarity": "solidarité", "solidarity": "solidarité", "aid": "aide"}),
            "instead: Solidarity (solidarité), aid (aide)",
        ),
        (Why(names=("Lavergne",), passage=NearestPassage(0, 9, 0.526)), "names: Lavergne; meaning: 0.53"),
    ],
)
def test_reasons_in_words(why: Why, said: str) -> None:
    assert str(why) == said

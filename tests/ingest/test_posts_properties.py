"""Posts on any page at all: nothing is lost, and hostile ones end soon."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.errors import BadInput
from archive.ingest.posts import split_page
from archive.ingest.readers import read_page
from tests.clock import least_seconds
from tests.ingest.posts_made import BODY_EN, BODY_FR, OTHER_EN, assert_whole, text_page

LINES = st.sampled_from(
    [
        "Un titre possible",
        "The Old Quay",
        "The old quay // Le vieux quai",
        "* * *",
        "- un objet",
        "12 mai 2014",
        "# Gras",
        "=====",
        "*français en bas",
        "Tagged: port",
        "Q: Why?",
        "par Ana Petit",
        "...",
        "\u200b",
        BODY_FR,
        BODY_EN,
        OTHER_EN,
    ]
)
GAPS = st.sampled_from(["\n", "\n\n", "\n\n\n", "\n\n\n\n", "\n    "])


@settings(max_examples=120)
@given(st.lists(st.tuples(LINES, GAPS), min_size=1, max_size=24))
def test_nothing_is_lost_of_any_text(lines: list[tuple[str, str]]) -> None:
    page = text_page("".join(line + gap for line, gap in lines))
    assert_whole(page, split_page(page))


ELEMENTS = st.sampled_from(
    [
        "<h2>Un titre</h2>",
        "<h3>The old quay // Le vieux quai</h3>",
        f"<p>{BODY_FR}</p>",
        f"<p>{BODY_EN}</p>",
        "<hr>",
        f"<article><h2>Titre</h2><p>{BODY_FR}</p></article>",
        f"<div class='post'><h3>Title</h3>{OTHER_EN}<br>8 June 2014</div>",
        "<nav>Accueil</nav>",
        "<p><b>Gras</b></p>",
        "<ul><li>un<li>deux</ul>",
        "<footer>Fin</footer>",
    ]
)


@settings(max_examples=60)
@given(st.lists(ELEMENTS, min_size=1, max_size=12))
def test_nothing_is_lost_of_any_page(elements: list[str]) -> None:
    try:
        page = read_page(f"<html><body>{''.join(elements)}</body></html>".encode(), "text/html")
    except BadInput:
        return
    assert_whole(page, split_page(page))


@pytest.mark.parametrize(
    "text",
    [
        "A\n\n" * 20_000,
        f"Un titre\n\n{BODY_FR}\n\n" * 1_000,
        "mot " * 240_000,
        "-" * 500_000 + "\n\n- - -",
        "12 mai 2014\n\n" * 5_000,
    ],
)
def test_hostile_texts_end_soon(text: str) -> None:
    assert least_seconds(lambda: split_page(text_page(text)), 20) < 20

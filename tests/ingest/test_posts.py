"""Posts: pages taken apart, articles left whole, versions told apart, nothing lost."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.errors import BadInput
from archive.ingest.posts import split_page
from archive.ingest.posts.datelines import author_in, is_byline, is_dateline
from archive.ingest.posts.versions import is_label, is_pointer
from archive.ingest.readers import read_page, sniff
from archive.records import Draft, Page, Split

PAGES = Path(__file__).parent.parent / "pages"


def load(name: str) -> Page:
    data = (PAGES / name).read_bytes()
    return read_page(data, sniff(data, name))


def text_page(text: str) -> Page:
    return read_page(text.encode(), "text/plain")


def outline(split: Split) -> list[tuple[int, str, str | None]]:
    return [(d.post, d.lang, d.title) for d in split.drafts]


@pytest.mark.parametrize(
    ("name", "posts"),
    [
        (
            "tagged.txt",
            [
                (0, "en", "What to bring if you come to the old rope factory"),
                (1, "en", "Port authority seals the eastern quay"),
                (2, "en", "A night walk for the drowned"),
                (2, "fr", "Une marche de nuit pour les noyés"),
                (3, "en", "Letter from the beekeepers of the plateau"),
            ],
        ),
        (
            "translations.txt",
            [
                (0, "en", "The laundry is ours again"),
                (1, "fr", "La laverie est de nouveau à nous"),
                (2, "fr", "Trente heures de lecture pour la bibliothèque du quartier"),
            ],
        ),
        (
            "wordpress.html",
            [
                (0, "en", "Port authority seals the eastern quay"),
                (1, "fr", "Lettre des apicultrices du plateau"),
            ],
        ),
        ("blogger.html", [(0, "fr", "L’écluse est restée fermée"), (1, "fr", "Un vote à main levée")]),
        (
            "flat.html",
            [(0, "fr", "Le marché couvert rouvre samedi"), (1, "fr", "Deux barques contre un chantier")],
        ),
        ("gatherings.txt", [(0, "en", "A week of vigils against the closing of the night shelters")]),
        ("questions.txt", [(0, "en", "Everything you keep asking us about the bicycle workshop")]),
        ("quotation.txt", [(0, "en", "The song that the ferrymen would not sing")]),
        ("article.html", [(0, "fr", "La digue de Sangatte rendue aux promeneurs")]),
    ],
)
def test_pages_are_taken_apart(name: str, posts: list[tuple[int, str, str | None]]) -> None:
    assert outline(split_page(load(name))) == posts


@pytest.mark.parametrize("name", sorted(p.name for p in PAGES.iterdir()))
def test_nothing_is_lost_of_a_page(name: str) -> None:
    page = load(name)
    assert_whole(page, split_page(page))


def test_what_belongs_to_no_text_is_chrome() -> None:
    page = load("tagged.txt")
    chrome = [page.text[s.start : s.end].strip() for s in split_page(page).chrome]
    assert chrome == ["Tagged: harbour", "//", "*français plus bas"]


def test_a_title_stands_in_the_text_of_a_text_page() -> None:
    page = load("tagged.txt")
    for draft in split_page(page).drafts:
        assert draft.title is not None
        assert draft.text.startswith(draft.title)
        assert draft.title_span is not None
        assert page.text[draft.title_span.start : draft.title_span.end] == draft.title
    assert split_page(page).drafts[1].text == page.text[draft_of(page, 1).start : draft_of(page, 1).end]


def draft_of(page: Page, post: int) -> Draft:
    return next(d for d in split_page(page).drafts if d.post == post)


@pytest.mark.parametrize("name", ["wordpress.html", "blogger.html", "flat.html", "article.html"])
def test_the_text_of_a_page_with_markup_begins_with_its_title_too(name: str) -> None:
    page = load(name)
    for draft in split_page(page).drafts:
        assert draft.title is not None
        assert draft.title_span is not None
        assert draft.text.startswith(draft.title)
        assert draft.start == draft.title_span.start
        assert draft.text.count(draft.title) == 1


def test_a_title_said_again_in_the_text_stands_there_once() -> None:
    body = f"<h2>La digue rouvre</h2><p><b>La digue rouvre</b></p><p>{BODY_FR}</p><p>{BODY_FR}</p>"
    page = read_page(f"<body>{''.join(f'<article>{body}</article>' * 2)}</body>".encode(), "text/html")
    split = split_page(page)
    assert [d.text.count("La digue rouvre") for d in split.drafts] == [1, 1]
    assert_whole(page, split)


def test_what_a_container_says_of_its_post() -> None:
    page = load("wordpress.html")
    draft = split_page(page).drafts[0]
    assert draft.title_span is not None
    assert page.text[draft.title_span.start : draft.title_span.end] == draft.title
    assert "Who pays?" in draft.text
    assert "Twitter" not in draft.text
    assert (draft.author, draft.date, draft.url) == ("Maud Lesage", "2016-04-11", "https://example.org/12")


def test_datelines_and_authors() -> None:
    assert draft_of(load("tagged.txt"), 3).dateline == "17 March 2016"
    assert draft_of(load("gatherings.txt"), 0).dateline is None
    page = text_page(f"La criée rouvre\nPar Odile Vasseur, 8 juin 2014\n\n{BODY_FR}")
    draft = split_page(page).drafts[0]
    assert (draft.title, draft.dateline, draft.author) == (
        "La criée rouvre",
        "Par Odile Vasseur, 8 juin 2014",
        "Odile Vasseur",
    )


BODY_FR = (
    "Les ouvriers du port ont repris le travail après trois semaines de grève, et la criée rouvre "
    "demain à cinq heures. "
    "Les mareyeurs promettent que les prix ne monteront pas avant Pâques, mais personne ne les croit."
)
BODY_EN = (
    "The allotments behind the gasworks will not be sold, the council decided last night after a noisy "
    "meeting. "
    "Forty gardeners had brought their pumpkins along, and the mayor had to climb over them to reach "
    "his chair."
)
OTHER_EN = (
    "A violin was found in the left luggage office, wrapped in a flag and a week of newspapers. Its "
    "owner may collect "
    "it by playing the second movement of anything, said the clerk, who has not slept since it arrived."
)


def post(title: str, body: str) -> str:
    return f"{title}\n\n{body}\n\n{body.split('. ')[0]}, and so on."


@pytest.mark.parametrize("between", ["\n\n\n", "\n\n* * *\n\n", "\n\n--------\n\n", "\n\n\n\n"])
def test_separators(between: str) -> None:
    page = text_page(
        between.join(
            [
                post("Gardens saved", BODY_EN),
                post("La criée rouvre", BODY_FR),
                post("A violin waits", OTHER_EN),
            ]
        )
    )
    assert [t for _, _, t in outline(split_page(page))] == [
        "Gardens saved",
        "La criée rouvre",
        "A violin waits",
    ]
    assert_whole(page, split_page(page))


@pytest.mark.parametrize(
    "form",
    ["# {0}\n\n{1}", "{0}\n==========\n\n{1}", "{0}\n12 May 2014\n\n{1}", "12 May 2014\n\n{0}\n\n{1}"],
)
def test_marks_of_titles(form: str) -> None:
    pairs = [
        ("Gardens saved by a vote", BODY_EN),
        ("La criée du port rouvre", BODY_FR),
        ("A lost violin waits", OTHER_EN),
    ]
    page = text_page("\n\n".join(form.format(t, post(t, b).partition("\n\n")[2]) for t, b in pairs))
    assert [t for _, _, t in outline(split_page(page))] == [t for t, _ in pairs]


@pytest.mark.parametrize(
    ("title", "titles"),
    [
        (
            "The gardens are saved / Les jardins sont sauvés",
            ["The gardens are saved", "Les jardins sont sauvés"],
        ),
        (
            "The gardens are saved | Les jardins sont sauvés",
            ["The gardens are saved", "Les jardins sont sauvés"],
        ),
        (
            "Les jardins sont sauvés // The gardens are saved",
            ["The gardens are saved", "Les jardins sont sauvés"],
        ),
        ("The gardens are saved", ["The gardens are saved", None]),
    ],
)
def test_a_post_in_two_languages(title: str, titles: list[str | None]) -> None:
    second = (
        "Les jardins derrière l'usine à gaz ne seront pas vendus, a décidé hier soir le conseil après "
        "une séance agitée. "
        "Quarante jardiniers avaient apporté leurs citrouilles, et le maire a dû les enjamber pour "
        "gagner son siège."
    )
    page = text_page(f"{title}\n\n(version française ci-dessous)\n\n{BODY_EN}\n\n{second}")
    split = split_page(page)
    assert [(d.post, d.lang) for d in split.drafts] == [(0, "en"), (0, "fr")]
    assert [d.title for d in split.drafts] == titles
    assert "version française" not in "".join(d.text for d in split.drafts)
    assert_whole(page, split)


def test_a_second_version_under_a_heading_of_its_own_is_no_other_post() -> None:
    french = (
        "Les jardins derrière l'usine à gaz ne seront pas vendus, a décidé hier soir le conseil municipal. "
        "Quarante jardiniers avaient apporté leurs citrouilles, et le maire a dû les enjamber."
    )
    title = "The gardens behind the gasworks are saved // Les jardins derrière l'usine à gaz sont sauvés"
    page = text_page(
        "\n\n\n".join(
            [
                f"{title}\n\n{BODY_EN}",
                f"Quarante citrouilles au conseil\n\n{french}",
                post("A violin waits", OTHER_EN),
            ]
        )
    )
    split = split_page(page)
    assert [(d.post, d.lang) for d in split.drafts] == [(0, "en"), (0, "fr"), (1, "en")]
    assert [d.title for d in split.drafts] == [*title.split(" // "), "A violin waits"]
    assert_whole(page, split)


@pytest.mark.parametrize(
    ("line", "pointer"),
    [
        ("*francais en bas", True),
        ("English below", True),
        ("(English version follows)", True),
        ("Version française plus bas", True),
        ("Voir ci-dessous pour le français", True),
        ("The English crown stands above the law", True),
        ("Le texte est long", False),
        ("The French team scored twice and the whole town heard it down to the last house by the sea", False),
    ],
)
def test_pointers(line: str, pointer: bool) -> None:
    assert is_pointer(line) is pointer


@pytest.mark.parametrize(
    ("line", "label"),
    [
        ("English:", True),
        ("[FR]", True),
        ("Version française", True),
        ("--- EN ---", True),
        ("Frites", False),
        ("Enfin", False),
    ],
)
def test_labels(line: str, label: bool) -> None:
    assert is_label(line) is label


@pytest.mark.parametrize(
    ("line", "dateline"),
    [
        ("28th of May, 2014", True),
        ("May 28, 2014", True),
        ("mercredi 28 mai 2014", True),
        ("le 1er mai 2014 à 10h30", True),
        ("2014-05-28", True),
        ("28/05/2014", True),
        ("Lille, 3 March 2016", True),
        ("Ana Petit, Thursday 4 February", True),
        ("Posted on 8 June 2014 by Odile Vasseur", True),
        ("Publié le 8 juin 2014 par Odile Vasseur", True),
        ("The strike began on 8 June 2014 and lasted until the harvest", False),
        ("What happened on 8 June 2014?", False),
        ("Samedi", False),
        ("Room 2014", False),
    ],
)
def test_is_dateline(line: str, dateline: bool) -> None:
    assert is_dateline(line) is dateline


@pytest.mark.parametrize(
    ("line", "byline", "author"),
    [
        ("By Ana Petit", True, "Ana Petit"),
        ("Par le collectif Rive", True, "le collectif Rive"),
        ("Posted by Tom Arkwright on 8 June 2014", True, "Tom Arkwright"),
        ("By the time we arrived the hall was empty.", False, "the time we arrived the hall was empty"),
        ("Ana Petit", False, None),
    ],
)
def test_bylines(line: str, byline: bool, author: str | None) -> None:
    assert is_byline(line) is byline
    assert author_in(line) == author


def assert_whole(page: Page, split: Split) -> None:
    """Every character that is not white space stands in exactly one span of one draft, or in chrome."""
    held = [0] * len(page.text)
    for span in [*split.chrome, *(s for d in split.drafts for s in d.spans)]:
        assert 0 <= span.start < span.end <= len(page.text)
        for i in range(span.start, span.end):
            held[i] += 1
    for i, character in enumerate(page.text):
        assert held[i] == 1 or (character.isspace() and held[i] <= 1)
    for draft in split.drafts:
        assert draft.text == "\n\n".join(page.text[s.start : s.end] for s in draft.spans)
        assert list(draft.spans) == sorted(draft.spans, key=lambda s: s.start)
        assert draft.start == draft.spans[0].start
        end = 0
        for block in draft.blocks:
            assert end <= block.start < block.end <= len(draft.text)
            assert not draft.text[end : block.start].strip()
            end = block.end
        assert not draft.text[end:].strip()


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


@settings(max_examples=120, deadline=None)
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


@settings(max_examples=60, deadline=None)
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
    start = time.process_time()
    split_page(text_page(text))
    assert time.process_time() - start < 20

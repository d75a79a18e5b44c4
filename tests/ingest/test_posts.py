"""Posts: pages taken apart, articles left whole, versions told apart, nothing lost."""

from __future__ import annotations

import pytest

from archive.ingest.posts import split_page
from archive.ingest.readers import read_page
from tests.ingest.posts_made import (
    BODY_EN,
    BODY_FR,
    OTHER_EN,
    PAGES,
    assert_whole,
    draft_of,
    load,
    outline,
    post,
    text_page,
)


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

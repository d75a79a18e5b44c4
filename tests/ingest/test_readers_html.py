"""The HTML reader: blocks, metadata, post containers, main text."""

from __future__ import annotations

from pathlib import Path

import pytest

from archive.ingest.posts import split_page
from archive.ingest.readers import read_page
from archive.ingest.readers.html_main import marks
from archive.ingest.readers.html_meta import said_date
from archive.records import Page, Role
from tests.clock import least_seconds

PAGES = Path(__file__).parent.parent / "pages"
LONG = (
    "Les ouvriers du port ont repris le travail après trois semaines, et la criée rouvre demain à "
    "cinq heures. "
)


def read(html: str) -> Page:
    return read_page(html.encode(), "text/html")


def test_text_is_what_the_page_shows() -> None:
    page = read(
        "<html><body><h2>Un\n titre<br>long</h2><p>Du <b>gras</b>\n et   du texte<br>une "
        "ligne<br><br>Un autre"
        "<ul><li>un<li>deux</ul><hr><pre>a\n  b</pre><script>x()</script></body></html>"
    )
    assert page.text == "Un titre long\n\nDu gras et du texte\nune ligne\n\nUn autre\n\nun\ndeux\n\n\na\nb"
    assert page.markup


def test_headings_have_levels_and_bold_lines_are_headings() -> None:
    page = read(f"<html><body><h3>Titre</h3><p><b>Sous-titre</b></p><p>{LONG * 3}</p></body></html>")
    found = [(b.role, b.level) for b in page.blocks if b.role is Role.HEADING]
    assert found == [(Role.HEADING, 3), (Role.HEADING, 0)]


@pytest.mark.parametrize(
    ("length", "role"), [(249, Role.HEADING), (250, Role.HEADING), (251, Role.PARAGRAPH)]
)
def test_a_long_bold_paragraph_is_no_heading(length: int, role: Role) -> None:
    line = ("La digue rouvre, et chacun peut " * 10)[: length - 1] + "."
    page = read(f"<body><p><b>{line}</b></p><p>Le gardien du phare compte les navires.</p></body>")
    block = page.blocks[0]
    assert (block.role, block.end - block.start) == (role, length)


def test_metadata_of_an_article() -> None:
    page = read_page((PAGES / "article.html").read_bytes(), "text/html")
    assert page.title == "La digue de Sangatte rendue aux promeneurs"
    assert (page.date, page.author, page.lang) == ("2019-05-21", "Basile Courtois", "fr")
    assert page.url == "https://phare.example.org/digue"
    assert page.alternates == {"en": "https://phare.example.org/en/seawall"}
    kept = [page.text[b.start : b.end] for b in page.blocks if b.role is not Role.CHROME]
    assert any(k.startswith("Les blocs de granit") for k in kept)
    assert not any("Accueil" in k or "phoque" in k or "À lire aussi" in k for k in kept)


@pytest.mark.parametrize(
    ("name", "hints"),
    [
        (
            "wordpress.html",
            [
                (
                    "Port authority seals the eastern quay",
                    "Maud Lesage",
                    "2016-04-11",
                    None,
                    "https://example.org/12",
                ),
                ("Lettre des apicultrices du plateau", None, "2016-03-17", "fr", "https://example.org/9"),
            ],
        ),
        (
            "blogger.html",
            [
                (
                    "L’écluse est restée fermée",
                    "Odile Vasseur",
                    "2014-06-08",
                    None,
                    "http://carnet.example.org/2014/06/ecluse.html",
                ),
                (
                    "Un vote à main levée",
                    "Odile Vasseur",
                    "2014-06-02",
                    None,
                    "http://carnet.example.org/2014/06/vote.html",
                ),
            ],
        ),
    ],
)
def test_containers_and_their_hints(name: str, hints: list[tuple[str | None, ...]]) -> None:
    page = read_page((PAGES / name).read_bytes(), "text/html")
    said = [(h.title, h.author, h.date, h.lang, h.url) for _, h in sorted(page.hints.items())]
    assert said == hints
    for block in page.blocks:
        assert block.group is not None or block.role is Role.CHROME


def containers(form: str, count: int = 3) -> str:
    posts = "".join(
        form.format(title=f"Titre numéro {i}", body=f"<p>{LONG * 3}</p><p>{LONG * 2}</p>")
        for i in range(count)
    )
    menu = "<ul class='menu'><li><a href='/'>Accueil</a></li></ul>"
    return f"<html><body>{menu}<div id='x'>{posts}</div><div id='footer'>Mentions</div></body></html>"


@pytest.mark.parametrize(
    "form",
    [
        "<article><h2>{title}</h2>{body}</article>",
        "<div class='h-entry'><h3 class='p-name'>{title}</h3><div class='e-content'>{body}</div></div>",
        "<div class='post hentry tag-port comments-open'><h2 class='entry-title'>{title}</h2>{body}</div>",
        "<div class='post-outer'><div class='post'><h3 class='post-title'>{title}</h3>{body}</div></div>",
        "<li class='item hentry'><h3>{title}</h3><div class='introduction'>{body}</div></li>",
        "<div class='node node-blog'><h2><a href='/n'>{title}</a></h2><div "
        "class='content'>{body}</div></div>",
        "<div itemscope itemtype='http://schema.org/BlogPosting'><h2>{title}</h2>{body}</div>",
        "<div><h2>{title}</h2>{body}</div>",
        "<section><h1>{title}</h1>{body}</section>",
    ],
)
def test_posts_of_many_engines(form: str) -> None:
    page = read(containers(form))
    assert {b.group for b in page.blocks} == {None, 0, 1, 2}
    assert [page.hints[n].title for n in range(3)] == [f"Titre numéro {n}" for n in range(3)]


def test_a_page_of_short_notes_is_a_page_of_posts() -> None:
    notes = "".join(
        f"<article><h2>News about {what}</h2><p>On Monday the volunteers spoke of {what} with those who live "
        "by the harbour, and agreed to meet again next week.</p></article>"
        for what in ("bread", "boats", "coats", "a football", "soup")
    )
    page = read_page(f"<html><body><main>{notes}</main></body></html>".encode(), "text/html")
    assert len(split_page(page).drafts) == 5


def test_teasers_make_no_page_of_posts() -> None:
    teasers = "".join(
        f"<article><h3><a href='/{i}'>Encore une nouvelle du port</a></h3></article>" for i in range(5)
    )
    page = read(
        f"<html><body><article><h1>La criée rouvre</h1><p>{LONG * 8}</p></article>{teasers}</body></html>"
    )
    assert {b.group for b in page.blocks} == {0}
    kept = " ".join(page.text[b.start : b.end] for b in page.blocks if b.role is not Role.CHROME)
    assert "Encore une nouvelle" not in kept


def test_the_blog_is_not_the_title() -> None:
    page = read(
        "<html><head><title>Carnet du canal</title></head><body><div id='top'><h1><a href='/'>Carnet du "
        "canal</a></h1>"
        f"</div><div class='post'><h2>La criée rouvre</h2><p>{LONG * 6}</p></div></body></html>"
    )
    assert page.title == "La criée rouvre"


@pytest.mark.parametrize(
    ("text", "lang", "date"),
    [
        ("2014-06-08T18:30:00+02:00", None, "2014-06-08"),
        ("20140608", None, "2014-06-08"),
        (" 2014-06", None, "2014-06"),
        ("2014-06-08 10:00", None, "2014-06-08"),
        ("8 juin 2014", None, "2014-06-08"),
        ("8 juin 2014", "en", None),
        ("Sun, 08 Jun 2014 18:30:00 GMT", None, "2014-06-08"),
        ("06/08/2014", "fr", "2014-08-06"),
        ("06/08/2014", "en", "2014-06-08"),
        ("06/08/2014", None, None),
        ("06/08/2014", "de", None),
        ("18/08/2014", None, "2014-08-18"),
        ("8 juin 1714", "fr", None),
        ("été 2014", "fr", None),
        ("7 au 8 juin 2014", "fr", None),
        ("8 juin", "fr", None),
        ("le pont rouvre le 8 juin 2014", "fr", None),
        ("2014-13-08", None, None),
        (None, None, None),
    ],
)
def test_the_date_that_a_field_says(text: str | None, lang: str | None, date: str | None) -> None:
    assert said_date(text, lang) == date


def test_main_text_is_given_once() -> None:
    main = (
        "Un titre court\nLa mer est montée jusqu'au parking du marché.\nDeux barques ont rompu leurs "
        "amarres dans la nuit."
    )
    texts = [
        "Un titre court La mer est montée",  # a teaser: it crosses a line and ends within the next
        "La mer est montée jusqu'au parking du marché.",
        "ont rompu leurs amarres dans la nuit",
        "La mer est montée jusqu'au parking du marché.",
        "barques",
        "Autre chose.",
    ]
    assert marks(texts, main) == [False, True, True, False, False, False]


@pytest.mark.parametrize(
    "html",
    [
        "<div>" * 20_000 + "du texte" + "</div>" * 20_000,
        "<article><h2>titre</h2><p>quelques mots de plus " * 500,
        "<br>".join(["mot"] * 10_000),
        "< " * 20_000 + "mot",
        "<p " + "a='b' " * 20_000 + ">mot</p>",
    ],
)
def test_hostile_pages_end_soon(html: str) -> None:
    def take() -> None:
        assert read(f"<html><body>{html}</body></html>").blocks

    assert least_seconds(take, 20) < 20


@pytest.mark.parametrize("text", ["page.html", "https://example.org/page", "/var/pages/page.html"])
def test_a_page_that_looks_like_an_address_is_a_page(text: str) -> None:
    assert read_page(text.encode(), "text/html").text == text

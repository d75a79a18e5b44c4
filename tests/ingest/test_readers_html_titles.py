"""The title of a page's text: what the site adds to it is taken off, what the text says of itself counts."""

from __future__ import annotations

import pytest

from archive.ingest.posts import split_page
from archive.ingest.readers import read_page
from tests.ingest.posts_made import BODY_EN, BODY_FR

SITE = '<meta property="og:site_name" content="Les Deux Rives">'
OG = '<meta property="og:title" content="{}">'


def title_of(head: str, body: str) -> str | None:
    html = f"<html><head>{head}</head><body>{body}</body></html>"
    return split_page(read_page(html.encode(), "text/html")).drafts[0].title


def paragraphs(text: str) -> str:
    return f"<p>{text}</p><p>{text[:-1]}, and so on.</p><p>{text.split('. ')[0]}, et cetera.</p>"


@pytest.mark.parametrize(
    ("window", "title"),
    [
        ("La criée rouvre - Les Deux Rives", "La criée rouvre"),
        ("La criée rouvre | Les Deux Rives", "La criée rouvre"),
        ("Les Deux Rives | La criée rouvre", "La criée rouvre"),
        ("Les Deux Rives : La criée rouvre", "La criée rouvre"),
        ("La criée rouvre – Actualités – Les Deux Rives", "La criée rouvre"),
        ("La criée rouvre | Les Deux Rives | 12.04.2014", "La criée rouvre"),
        ("Les Deux Rives » La criée rouvre", "La criée rouvre"),
        ("Les Deux Rives > Actualités > La criée rouvre", "La criée rouvre"),
        ("Accueil › La criée rouvre › Les Deux Rives", "La criée rouvre"),
        ("La mairie dit « non » aux dockers | Les Deux Rives", "La mairie dit « non » aux dockers"),
        ("Criée : ce que change la grève – Les Deux Rives", "Criée : ce que change la grève"),
        ("La criée rouvre – et les prix montent", "La criée rouvre – et les prix montent"),
    ],
)
@pytest.mark.parametrize(
    "told",
    [
        SITE,
        '<meta name="application-name" content="Les Deux Rives">',
        '<script type="application/ld+json">{"@type": "WebSite", "name": "Les Deux Rives"}</script>',
        '<link rel="canonical" href="https://www.lesdeuxrives.example/2014/criee">',
    ],
)
def test_the_name_of_the_site_is_no_title(told: str, window: str, title: str) -> None:
    assert title_of(f"<title>{window}</title>{told}", f"<div>{paragraphs(BODY_FR)}</div>") == title


@pytest.mark.parametrize(
    "logo",
    [
        '<div id="top"><a href="/">Les Deux Rives</a></div>',
        '<p class="site-title">Les Deux Rives</p>',
        '<header><a rel="home" href="https://example.org/accueil">Les Deux Rives</a></header>',
    ],
)
@pytest.mark.parametrize(
    "window", ["La criée rouvre - Les Deux Rives", "Les Deux Rives - La criée rouvre", "Les Deux Rives"]
)
def test_the_link_to_the_first_page_names_the_site(logo: str, window: str) -> None:
    body = f"{logo}<h1>La criée rouvre</h1>{paragraphs(BODY_FR)}"
    assert title_of(f"<title>{window}</title>", body) == "La criée rouvre"


NEWS, SAVED = "North Bank News", "The gardens are saved"


@pytest.mark.parametrize(
    ("head", "body", "title"),
    [
        # A heading says which part of the window's title is the text's.
        ("<title>The gardens are saved | North Bank News</title>", "<h1>The gardens are saved</h1>{}", SAVED),
        ("<title>North Bank News: The gardens are saved</title>", "<h2>The gardens are saved</h2>{}", SAVED),
        ("<title>Quay Road – Gardens</title>", "<h1>Quay Road – Gardens</h1>{}", "Quay Road – Gardens"),
        # Nothing names the site: the words of a group, and of the text.
        ("<title>Collective of the North Bank | The gardens are saved</title>", "<div>{}</div>", SAVED),
        ("<title>The gardens are saved | North Bank</title>", "<div>{}</div>", SAVED),
        # The window says but the site's name.
        ("<title>North Bank News</title>", "<h2>The gardens are saved</h2>{}", SAVED),
        ("<title>North Bank News</title>", "<div><p><b>The gardens are saved</b></p>{}</div>", SAVED),
        ("<title>News | Bank</title>" + OG.format("Bank"), "<h2>Saved gardens</h2>{}", "Saved gardens"),
        # What metadata call the title is it, whatever the headings say.
        ("<title>x</title>" + OG.format("Gardens saved"), "<h1>A noisy meeting</h1>{}", "Gardens saved"),
        # No markup in titles.
        (OG.format("&lt;em&gt;Saved&lt;/em&gt;: the gardens"), "<div>{}</div>", "Saved: the gardens"),
        (OG.format("The gardeners&amp;#8217; vote"), "<div>{}</div>", "The gardeners’ vote"),
        # A bold line within the text is no title beside one that the window says.
        ("<title>The gardens are saved</title>", "<p>So it is.</p><p><b>Price 3 pounds</b></p>{}", SAVED),
    ],
)  # fmt: skip
def test_titles(head: str, body: str, title: str) -> None:
    assert title_of(head, body.format(paragraphs(BODY_EN))) == title


@pytest.mark.parametrize("cell", ["<font size=4><b>{}</b></font><br><br>{}", "<b>{}</b><p>{}</p>"])
@pytest.mark.parametrize("menu", ["<a href=a>Home</a><br><a href=b>Links</a>", "<a href=a>Home</a>"])
def test_in_tables_for_layout_cells_are_apart(cell: str, menu: str) -> None:
    body = cell.format("The gardens are saved", f"{BODY_EN}<br><br>{BODY_EN[:-1]}, and so on.")
    html = f"<table><tr><td>{menu}</td><td>{body}</td></tr></table>"
    assert title_of("", html) == "The gardens are saved"


def test_cells_of_a_row_of_data_are_one_line() -> None:
    rows = "<tr><td>Monday</td><td><b>harbour</b></td></tr><tr><td>Tuesday</td><td>gate</td></tr>"
    page = read_page(f"<body><p>{BODY_EN}</p><table>{rows}</table></body>".encode(), "text/html")
    assert [page.text[b.start : b.end] for b in page.blocks][1:] == ["Monday harbour", "Tuesday gate"]


@pytest.mark.parametrize(
    ("beside", "title"),
    [
        ("<P><FONT SIZE=-1>By INES VASSEUR | March 8, 2002 | Page 4</FONT>", "The night of the taps"),
        ("<P>8 mars 2002", "The night of the taps"),
        ("", "The night of the taps"),
        # Two lines, or one without a date: it may be a box.
        ("<P>Letters<P>March 8, 2002", "The Quay Weekly"),
    ],
)
def test_a_bold_title_stands_over_the_date_line_too(beside: str, title: str) -> None:
    body = f"<TABLE><TR><TD><FONT SIZE=+2><B>The night of the taps</B></FONT>{beside}<P>{BODY_EN}<P>{BODY_EN}"
    assert title_of("<TITLE>The Quay Weekly</TITLE>", f"{body}</TD></TR></TABLE>") == title

"""Short pages: what servers put in the place of a text, and short texts of people about such things.

`short_pages.tsv` holds what a page is, its title and its body; a text of people is nothing else.
"""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from archive.ingest.posts import split_page
from archive.ingest.readers import read_page
from archive.records import Page

with (Path(__file__).parent / "short_pages.tsv").open(encoding="utf-8", newline="") as _file:
    ROWS = [tuple(row) for row in csv.reader(_file, delimiter="\t", quoting=csv.QUOTE_NONE)][1:]


def page_of(title: str, body: str) -> Page:
    html = f"<html><head><title>{title}</title></head><body>{body}</body></html>"
    return read_page(html.encode(), "text/html")


@pytest.mark.parametrize(("what", "title", "body"), [row for row in ROWS if row[0]])
def test_what_a_server_says_is_no_document(what: str, title: str, body: str) -> None:
    page = page_of(title, body)
    assert (page.vacant or "").startswith(what)
    assert not split_page(page).drafts


@pytest.mark.parametrize(("title", "text"), [row[1:] for row in ROWS if not row[0]])
def test_what_people_say_is_a_document(title: str, text: str) -> None:
    for page in (
        page_of(title, f"<h1>{title}</h1><p>{text}</p>"),
        page_of("", f"<p>{title}</p><p>{text}</p>"),
        page_of(f"{title} | Le Petit Quai", f"<h2>{title}</h2><div>{text}</div><a href=/>Accueil</a>"),
    ):
        assert page.vacant is None
        assert split_page(page).drafts


def test_a_list_of_titles_under_a_banner_is_no_banner() -> None:
    titles = "".join(
        f"<li><a href=/{n}>La criée du port rouvre ses portes aux pêcheurs</a>" for n in range(9)
    )
    banner = "<p>Ce site utilise des cookies pour mesurer son audience.</p>"
    assert page_of("Le Petit Quai", f"<ul>{titles}</ul>{banner}").vacant is None

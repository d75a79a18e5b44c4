"""Titles that engines name, with a text that stands elsewhere; titles shorter than the name of the site."""

# ruff: noqa: E501 - markup, line for line

from __future__ import annotations

import pytest

from archive.ingest.posts import split_page
from archive.ingest.readers import read_page
from archive.records import Draft
from tests.ingest.posts_made import BODY_EN, BODY_FR

NAMES = ("contentheading", "itemTitle", "storytitle", "newsTitle", "titre_article")
TITLE = {"fr": "La piscine ferme ses portes", "en": "The pool closes its doors"}
LEAD = {
    "fr": "Les grilles sont closes depuis mardi et nul ne sait qui a donné l'ordre de vider la chambre froide. "
    "Mon oncle le plombier n'en croit rien, il a vu la pompe marcher encore hier soir, et qui paiera la glace "
    "cette fois, toujours les mêmes petites gens du port.",
    "en": "The gates have been locked since Tuesday and nobody knows who gave orders to empty the cold store. "
    "My uncle the plumber does not believe it, he saw the pump running only last night, and who will pay for "
    "the ice this time, the same small people of the port.",
}
BODY = {"fr": BODY_FR, "en": BODY_EN}
ISSUE = {"fr": "Revue des ports de pêche, n° 12, mars 2019", "en": "The Harbour Review, issue 12, March 2019"}


def _drafts(body: str, title: str) -> list[Draft]:
    data = f"<html><head><meta charset=utf-8><title>{title}</title></head><body>{body}</body></html>".encode()
    return list(split_page(read_page(data, "text/html")).drafts)


@pytest.mark.parametrize("lang", ["fr", "en"])
@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(
    "form",
    [
        "<div><h2 class={name}>{title}</h2><p>{lead}</p></div><div>{body}</div>",
        "<table><tr><td class={name}>{title}<br>{lead}</td></tr></table><div>{body}</div>",
        "<div><p class={name}>{title}</p><p>{lead}</p></div><div>{body}</div>",
    ],
)
def test_a_text_below_the_box_of_its_title_is_kept(form: str, name: str, lang: str) -> None:
    body = "".join(f"<p>{BODY[lang]} {n}</p>" for n in ("un", "deux", "trois"))
    (draft,) = _drafts(form.format(name=name, title=TITLE[lang], lead=LEAD[lang], body=body), TITLE[lang])
    assert LEAD[lang] in draft.text
    assert [f"{BODY[lang]} {n}" in draft.text for n in ("un", "deux", "trois")] == [True] * 3


@pytest.mark.parametrize("lang", ["fr", "en"])
@pytest.mark.parametrize(
    ("window", "head"),
    [
        ("{title} | {issue}", "<h2>{issue}</h2><h1>{title}</h1>"),
        ("{issue} | {title}", "<h1>{issue}</h1><h2>{title}</h2>"),
        ("{title} | {issue}", "<h2>{issue}</h2><h2>{title}</h2>"),
        ("{title} | {site}", "<h1>{site}</h1><h2>{title}</h2>"),
        ("{site} - {title}", "<h1>{site}</h1><h1>{title}</h1>"),
    ],
)
def test_of_two_headings_in_the_window_the_one_nearer_to_the_text_is_its_title(
    window: str, head: str, lang: str
) -> None:
    said = {"title": TITLE[lang], "issue": ISSUE[lang], "site": "Le quai et la digue du port"}
    (draft,) = _drafts(
        f"<div>{head.format(**said)}<p>{LEAD[lang]}</p><p>{BODY[lang]}</p></div>", window.format(**said)
    )
    assert draft.title == TITLE[lang]


@pytest.mark.parametrize("lang", ["fr", "en"])
@pytest.mark.parametrize("part", ["Bouées", "Les bouées", "The buoys", "Galerie"])
def test_a_short_heading_under_the_title_is_of_a_part(part: str, lang: str) -> None:
    body = f"<div><h1>{TITLE[lang]}</h1><h2>{part}</h2><p>{LEAD[lang]}</p><p>{BODY[lang]}</p></div>"
    (draft,) = _drafts(body, f"{TITLE[lang]} - {part}")
    assert draft.title == TITLE[lang]

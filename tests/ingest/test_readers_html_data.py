"""Texts and days that a page keeps for its scripts: used where the page shows none, and only there."""

from __future__ import annotations

import json

import pytest

from archive.ingest.dating import date_documents
from archive.ingest.posts import split_page
from archive.ingest.readers import read_page
from tests.ingest.posts_made import BODY_EN, BODY_FR

TEXT = f"<p>{BODY_FR}</p><p>{BODY_EN}</p>"
BODY = json.dumps(
    {"@type": "NewsArticle", "headline": "La criée rouvre", "articleBody": f"{BODY_FR}\n\n{BODY_EN}"}
)
KEPT = (
    f"<script type=text/x-template>{TEXT}</script>",
    f"<script type=text/x-handlebars><article><h1>La criée rouvre</h1>{TEXT}</article></script>",
    f"<noscript><div>{TEXT}</div></noscript>",
    f"<script type=application/ld+json>{BODY}</script>",
)


def texts(body: str) -> str:
    head = "<html lang=fr><head><title>La criée rouvre</title></head>"
    page = read_page(f"{head}<body><nav><a href=/>Accueil</a></nav>{body}".encode(), "text/html")
    return "\n".join(draft.text for draft in split_page(page).drafts)


@pytest.mark.parametrize("kept", KEPT)
def test_a_text_that_a_page_keeps_for_its_scripts_is_read(kept: str) -> None:
    found = texts(f"<div id=app>Chargement…</div>{kept}")
    assert BODY_FR in found
    assert BODY_EN in found


@pytest.mark.parametrize("kept", KEPT)
def test_what_a_page_keeps_beside_a_text_that_it_shows_is_none(kept: str) -> None:
    shown = "".join(f"<p>{BODY_EN[:-1]}, on day {n}.</p>" for n in range(4))
    assert BODY_FR not in texts(f"<article><h1>La criée rouvre</h1>{shown}</article>{kept}")


SHORT = "<p>Le marché de la criée rouvre samedi sous la halle neuve.</p>"


@pytest.mark.parametrize("kept", KEPT)
@pytest.mark.parametrize(
    "around", ["<article>{}</article>", "<main>{}</main>", "<h1>Marché</h1><div>{}</div>"]
)
def test_a_short_text_is_shown_and_nothing_is_added(around: str, kept: str) -> None:
    assert BODY_FR not in texts(around.format(SHORT) + kept)


OTHER = json.dumps(
    {"@type": "NewsArticle", "headline": "The mill turns", "articleBody": f"{BODY_FR} {BODY_EN}"}
)
UNSAID = json.dumps({"@type": "NewsArticle", "articleBody": f"{BODY_FR} {BODY_EN}"})


@pytest.mark.parametrize(
    "kept",
    [
        f"<script type=text/x-template>{TEXT}<p>{{{{ author }}}}</p></script>",
        f"<script type=text/template>{TEXT}<p><%= author %></p></script>",
        f"<script type=text/html>{TEXT}<p>${{author}}</p></script>",
        f"<noscript><p>Please turn on JavaScript.</p>{TEXT}</noscript>",
        f"<noscript><p>Activez JavaScript pour voir la carte.</p>{TEXT}</noscript>",
        f"<script type=application/ld+json>{OTHER}</script>",
        f"<script type=application/ld+json>{UNSAID}</script>",
    ],
)
def test_what_is_no_text_of_the_page_is_not_read(kept: str) -> None:
    assert BODY_FR not in texts(f"<div id=app>Chargement…</div>{kept}")


@pytest.mark.parametrize(
    ("data", "day"),
    [
        (
            '{"publishedDate": "2018-05-03", "updatedDate": "2019-01-01", "seen_at": null}',
            "2018-05-03",
        ),
        ('{"published_at": "2018-05-03", "updated_at": "2019-01-01"}', "2018-05-03"),
        ('{"updatedDate": "2019-01-01"}', None),
        ('{"publishedDate": "2018-05-03", "title": "Another text"}', None),
        ('{"startDate": "2018-05-03"}', None),
        ('[{"publishedDate": "2018-05-03"}]', None),
        ('{"publishedDate": ', None),
    ],
)
def test_the_day_in_the_data_of_a_text(data: str, day: str | None) -> None:
    inside = f"<script type=application/json>{data}</script>"
    body = f"<body><article><h1>La criée rouvre</h1>{inside}{TEXT}</article>"
    page = read_page(f"<html><head><title>La criée rouvre</title></head>{body}".encode(), "text/html")
    drafts = split_page(page).drafts
    assert {d.date if d else None for d in date_documents(drafts, page)} == {day}

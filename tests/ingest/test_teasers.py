"""Pages that list the beginnings of texts: each is a text of its own, with its title and day."""

from __future__ import annotations

import pytest

from archive.ingest.dating import date_documents
from archive.ingest.posts import split_page
from archive.ingest.readers import read_page

SAID = {
    "en": (
        ("The pool closes", "The council voted on Tuesday to close the swimming pool for two "
            "winters, and nobody"),
        ("Bicycle workshop", "We repaired eleven bicycles on Saturday, mostly brakes and chains, "
            "and two children"),
        ("The library is back", "The library reopens after the flood with a reading by three local "
            "poets. The carpets"),
    ),
    "fr": (
        ("La piscine ferme", "Le conseil a voté mardi la fermeture de la piscine pour deux hivers, "
            "et personne"),
        ("Atelier vélo", "Nous avons réparé onze vélos samedi, surtout des freins et des chaînes, "
            "et deux enfants"),
        ("La bibliothèque revient", "La bibliothèque rouvre après la crue avec une lecture de trois "
            "poètes du coin"),
    ),
}  # fmt: skip
MORE = {"en": "Read more", "fr": "Lire la suite"}
SAYS = ("12/03/2018", "13/03/2018", "14/03/2018")
DAYS = ["2018-03-12", "2018-03-13", "2018-03-14"]
# The form of one teaser, and what stands around all of them.
FORMS = {
    "boxes with a link below": (
        '<div class="teaser"><h2><a href="{n}">{title}</a></h2><p class="date">{day}</p><p>{said}</p>'
        '<a href="{n}">{more}</a></div>',
        "{}",
    ),
    "list items that break off": (
        '<li class="item"><h3><a href="{n}">{title}</a></h3><p class="date">{day}</p><p>{said}…</p></li>',
        "<ul>{}</ul>",
    ),
    "headings within links": (
        '<div class="box"><a href="{n}"><h3>{title}</h3></a><p class="date">{day}</p><p>{said} '
            '[...]</p></div>',
        "<section>{}</section>",
    ),
    "sections": (
        '<section class="news"><h2><a href="{n}">{title}</a></h2><p>{day}</p><p>{said}... <a '
            'href="{n}">{more}</a>'
        "</p></section>",
        "<main>{}</main>",
    ),
    "cells of a table": (
        '<tr><td class="news"><h4><a href="{n}">{title}</a></h4><p>{day}</p><p>{said}</p><p><a '
            'href="{n}">{more}'
        "</a></p></td></tr>",
        "<table>{}</table>",
    ),
}  # fmt: skip


def _page(lang: str, form: str, count: int = 3, above: str = "") -> bytes:
    one, around = FORMS[form]
    said = "".join(
        one.format(n=f"/n{n}", title=title, day=SAYS[n], said=text, more=MORE[lang])
        for n, (title, text) in enumerate(SAID[lang][:count])
    )
    return (
        f'<!doctype html><html lang="{lang}"><head><meta charset="utf-8"><title>Port</title></head><body>'
        f"<h1>Port</h1>{above}{around.format(said)}</body></html>"
    ).encode()


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("lang", ["fr", "en"])
def test_each_teaser_is_a_text_with_its_title_and_day(lang: str, form: str) -> None:
    page = read_page(_page(lang, form), "text/html")
    drafts = split_page(page).drafts
    assert [d.title for d in drafts] == [title for title, _ in SAID[lang]]
    assert [d.date if d else None for d in date_documents(drafts, page)] == DAYS
    for draft, (_, said) in zip(drafts, SAID[lang], strict=True):
        assert said in draft.text


ARTICLE = {
    "en": "<h2>A long night on the quay</h2>" + "<p>" + "The crane stood still and the men waited. "
        "" * 12 + "</p>",
    "fr": "<h2>Longue nuit sur le quai</h2>" + "<p>" + "La grue ne bougeait pas, les gens "
        "attendaient. " * 12 + "</p>",
}  # fmt: skip


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("lang", ["fr", "en"])
def test_teasers_below_an_article_do_not_make_a_page_of_them(lang: str, form: str) -> None:
    drafts = split_page(read_page(_page(lang, form, above=ARTICLE[lang]), "text/html")).drafts
    assert not {title for title, _ in SAID[lang]} & {d.title for d in drafts}


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_two_teasers_make_no_page_of_them(lang: str) -> None:
    drafts = split_page(read_page(_page(lang, "boxes with a link below", 2), "text/html")).drafts
    assert len(drafts) <= 1


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_boxes_that_say_all_are_no_teasers(lang: str) -> None:
    """What a group offers, each box with its page: nothing breaks off."""
    data = _page(lang, "boxes with a link below").decode()
    for n, (_, said) in enumerate(SAID[lang]):
        data = data.replace(f'</p><a href="/n{n}">{MORE[lang]}</a>', "</p>").replace(said, f"{said}.")
        data = data.replace(f'<p class="date">{SAYS[n]}</p>', "")
    drafts = split_page(read_page(data.encode(), "text/html")).drafts
    assert len(drafts) <= 1

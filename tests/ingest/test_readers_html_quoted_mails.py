"""An article that quotes a mail keeps what stands over its head; a page that shows one begins under it."""

from __future__ import annotations

import pytest

from archive.ingest.posts import split_page
from archive.ingest.readers import read_page
from archive.records import Draft
from tests.ingest.posts_made import BODY_EN, BODY_FR

TITLE = {"fr": "La piscine ferme ses portes", "en": "The pool closes its doors"}
BODY = {"fr": BODY_FR, "en": BODY_EN}
HEAD = {
    "fr": ("De : Lise Gaudin", "Date : 14 août 2006", "Objet : les horaires du bassin"),
    "en": ("From: Lise Gaudin", "Date: 14 August 2006", "Subject: the hours of the pool"),
}
LEADS = {
    "fr": (
        "Nous avons reçu ce message de la trésorière, que nous publions tel quel.",
        "Voici ce que la mairie écrit aux parents d'élèves depuis le début du mois :",
        "Qui a donné l'ordre de vider le bassin ? La réponse tient en une page.",
    ),
    "en": (
        "We have had this message from the treasurer, and print it as it came.",
        "This is what the town hall has been writing to parents since the month began:",
        "Who gave orders to empty the pool? The answer fits on a single page.",
    ),
}
JOINTS = ("<br>", "</p><p>")


def _draft(over: str, lang: str, joint: str) -> Draft:
    body = f"{over}<p>{joint.join(HEAD[lang])}</p><p>{BODY[lang]}</p><p>{BODY[lang]}</p>"
    page = f"<html><head><meta charset=utf-8><title>{TITLE[lang]}</title></head><body>{body}</body></html>"
    (draft,) = split_page(read_page(page.encode(), "text/html")).drafts
    return draft


@pytest.mark.parametrize("joint", JOINTS)
@pytest.mark.parametrize(("lang", "n"), [(lang, n) for lang in LEADS for n in range(3)])
def test_an_article_that_quotes_a_mail_keeps_its_title_and_lead(lang: str, n: int, joint: str) -> None:
    draft = _draft(f"<h1>{TITLE[lang]}</h1><p>{LEADS[lang][n]}</p>", lang, joint)
    assert draft.title == TITLE[lang]
    assert LEADS[lang][n] in draft.text


@pytest.mark.parametrize("joint", JOINTS)
@pytest.mark.parametrize("over", ["", "<h2>Le quai</h2>", "<h1>{subject}</h1><p>{lead}</p>", "<p>{lead}</p>"])
@pytest.mark.parametrize("lang", ["fr", "en"])
def test_a_page_that_shows_a_mail_begins_under_its_head(lang: str, over: str, joint: str) -> None:
    subject = HEAD[lang][2].split(":")[1].strip()
    draft = _draft(over.format(subject=subject, lead=LEADS[lang][0]), lang, joint)
    assert (draft.title, draft.author) == (subject, "Lise Gaudin")
    assert draft.text.startswith(BODY[lang])

"""Digests of mailing lists, as mails and as text: each message is a text of its own, nothing is lost."""

from __future__ import annotations

import base64
import io

import pytest

from archive.ingest.containers.mails import MAIL
from archive.ingest.dating import date_documents
from archive.ingest.posts import split_page
from archive.ingest.readers import read_page
from archive.ingest.readers.digests import items
from archive.records import Role

SAID = {
    "en": (
        ("The pool closes", "The council voted on Tuesday to close the swimming pool for two winters."),
        ("Bicycle workshop", "We repaired eleven bicycles on Saturday, mostly brakes and rusty chains."),
        ("The library is back", "The library reopens after the flood with a reading by three local poets."),
    ),
    "fr": (
        ("La piscine ferme", "Le conseil a voté mardi la fermeture de la piscine pour deux hivers."),
        ("Atelier vélo", "Nous avons réparé onze vélos samedi, surtout des freins et des chaînes."),
        (
            "Bibliothèque : réouverture",
            "La bibliothèque rouvre après la crue avec une lecture de trois poètes.",
        ),
    ),
}
PEOPLE = ("Ada Kerr", "Noé Blin", "Ida Roche")
DAYS = ("2018-03-12", "2018-03-13", "2018-03-14")
DATES = (
    "Mon, 12 Mar 2018 10:15:00 +0100",
    "Tue, 13 Mar 2018 09:00:00 +0100",
    "Wed, 14 Mar 2018 19:30:00 +0100",
)
TOP = {
    "en": "Send Harbour mailing list submissions to\n\tharbour@lists.example.org\n\nToday's Topics:\n\n"
    "   1. The pool closes (Ada Kerr)\n",
    "fr": "Envoyez vos messages pour la liste Port à\n\tport@lists.example.org\n\nThèmes du jour :\n\n"
    "   1. La piscine ferme (Ada Kerr)\n",
}
END = {
    "en": "Subject: Digest Footer\n\n_______________\nHarbour mailing list\n\n"
    + "-" * 30
    + "\n\nEnd of Harbour Digest, Vol 7, Issue 3\n**************************************\n",
    "fr": "Subject: Pied de page des remises groupées\n\n_______________\nListe Port\n\n"
    + "-" * 30
    + "\n\nFin de Lot Port, Vol 7, Parution 3\n***********************************\n",
}


def _digest(lang: str, *, numbered: bool = True) -> str:
    messages = (
        (f"Message: {n + 1}\n" if numbered else "")
        + f"Date: {DATES[n]}\nFrom: {PEOPLE[n]} <p{n}@example.org>\nSubject: {title}\n"
        + f"Message-ID: <m{n}{lang}@example.org>\nContent-Type: text/plain; charset=utf-8\n\n{said}\n\n"
        + f"-- \n{PEOPLE[n]}\n\n{'-' * 30}\n\n"
        for n, (title, said) in enumerate(SAID[lang])
    )
    return f"{TOP[lang]}\n\n{'-' * 70}\n\n{''.join(messages)}{END[lang]}"


def _mail(text: str, *, coded: bool = False) -> bytes:
    body = text.encode()
    head = (
        "From: harbour-request@lists.example.org\nTo: harbour@lists.example.org\nSubject: Harbour Digest\n"
        "Date: Thu, 15 Mar 2018 12:00:00 +0100\nMIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\n"
        f"Content-Transfer-Encoding: {'base64' if coded else '8bit'}\n\n"
    )
    return head.encode() + (base64.encodebytes(body) if coded else body)


def _texts(data: bytes, media: str) -> list[tuple[str | None, str | None, str | None, str]]:
    page = read_page(data, media)
    drafts = split_page(page).drafts
    dated = date_documents(drafts, page)
    return [
        (draft.title, draft.author, dating.date if dating else None, draft.text)
        for draft, dating in zip(drafts, dated, strict=True)
    ]


@pytest.mark.parametrize("numbered", [True, False])
@pytest.mark.parametrize("lang", ["fr", "en"])
def test_a_digest_saved_as_text_is_its_messages(lang: str, numbered: bool) -> None:
    text = _digest(lang, numbered=numbered)
    told = _texts(text.encode(), "text/plain")
    assert [one[:3] for one in told] == [
        (title, PEOPLE[n], DAYS[n]) for n, (title, _) in enumerate(SAID[lang])
    ]
    assert [one[3].split("\n")[0] for one in told] == [said for _, said in SAID[lang]]
    page = read_page(text.encode(), "text/plain")
    covered = "".join(page.text[b.start : b.end] for b in page.blocks)
    assert "".join(covered.split()) == "".join(text.split())
    assert [b.role for b in page.blocks if "Subject:" in page.text[b.start : b.end]] == [Role.CHROME] * 4


@pytest.mark.parametrize("coded", [False, True])
@pytest.mark.parametrize("lang", ["fr", "en"])
def test_the_messages_of_a_digest_are_mails_beside_it(lang: str, coded: bool) -> None:
    data = _mail(_digest(lang), coded=coded)
    box = MAIL.open(io.BytesIO(data), "")
    assert box is not None
    members = list(box.members())
    assert [m.name for m in members] == [f"<m{n}{lang}@example.org>" for n in range(3)]
    for n, member in enumerate(members):
        title, said = SAID[lang][n]
        inner = box.open(member.entry).read()
        assert box.mark(member.entry) == f"message/rfc822 {len(inner)}"
        ((told, author, day, text),) = _texts(inner, "message/rfc822")
        assert (told, author, day) == (title, PEOPLE[n], DAYS[n])
        assert said in text
        assert "-" * 30 not in text
    ((own, _, day, text),) = _texts(data, "message/rfc822")
    assert (own, day) == ("Harbour Digest", "2018-03-15")
    assert not any(said in text for _, said in SAID[lang])


NO_DIGESTS = [
    "Minutes\n\n" + "-" * 70 + "\n\nWe met and spoke.\n\n" + "-" * 30 + "\n\nThen we left.\n",
    "A letter\n\n" + "-" * 70 + "\n\nFrom: the harbour\n\nWe write to you all.\n\n" + "-" * 30 + "\n",
    "From: a@example.org\nDate: Mon, 12 Mar 2018 10:15:00 +0100\nSubject: x\n\nHello\n"
    + "-" * 30
    + "\nBye\n",
    "-" * 70
    + "\n\nDate: Mon, 12 Mar 2018 10:15:00 +0100\nFrom: Ada <a@b.org>\nSubject: nothing\n\n"
    + "-" * 30,
    "-" * 70 + "\n" + "-" * 30 + "\n",
]


@pytest.mark.parametrize("text", NO_DIGESTS)
def test_rules_alone_make_no_digest(text: str) -> None:
    assert items(text) == ()

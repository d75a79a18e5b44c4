"""Mails that were saved as pages or as text, and what their heads say."""

from __future__ import annotations

import pytest

from archive.ingest import readers
from archive.ingest.readers.mail_head import mail_head
from tests.ingest.test_readers_mail import ENGLISH, FRENCH, draft, plain, read


def test_a_saved_page_is_read_as_the_page_it_is() -> None:
    page = f"<html><head><title>Le phare rallumé</title></head><body><h1>Le phare rallumé</h1><p>{FRENCH}</p>"
    data = (
        "From: <Saved by a browser>\nSnapshot-Content-Location: https://phare.example/a\nSubject: Le phare\n"
        "Date: Sat, 11 Mar 2017 23:30:00 +0100\nMIME-Version: 1.0\n"
        'Content-Type: multipart/related; boundary="b"\n\n'
        f"--b\nContent-Type: text/html; charset=utf-8\nContent-Location: https://phare.example/a\n\n{page}\n"
        "--b\nContent-Type: text/css\nContent-Location: https://phare.example/a.css\n\n"
        "p { color: red }\n--b--\n"
    ).encode()
    assert readers.sniff(data, "page") == "multipart/related"
    read_page = readers.read_page(data, "multipart/related")
    assert read_page.url == "https://phare.example/a"
    assert draft(read_page).title == "Le phare rallumé"
    assert "color" not in read_page.text


@pytest.mark.parametrize(
    "head",
    [
        "Expéditeur : Bob Roy\nDestinataires : Ana, Ève\nCopie à : Léa\nPièces jointes : a.pdf\nObjet : {}",
        "De : Bob Roy\nPour : Ana\nDate d'envoi : vendredi\nSujet : {}",
        "De\u00a0: Bob Roy\nEnvoyé le\u00a0: vendredi\nÀ\u00a0: Ana\nObjet\u00a0: {}",
        "From: Bob Roy\nSent: Friday\nTo: Ana\nAttachments: a.pdf\nImportance: high\nSubject: {}",
        "*From:* Bob Roy\n*To:* Ana\n*Subject:* {}",
    ],
)
@pytest.mark.parametrize("title", ["Le phare rallumé", "The lighthouse"])
def test_the_head_of_a_mail_saved_as_text_is_known_by_the_same_words(head: str, title: str) -> None:
    head = head.format(title)
    found = mail_head(f"{head}\n\n{FRENCH}\n")
    assert found
    assert (found.title, found.author) == (title, "Bob Roy")
    assert len(found.lines) == head.count("\n") + 1
    repeated = draft(read(plain(f"{ENGLISH}\n\n{head}\n\nQui repeint ?\n"))).text
    assert repeated.endswith(ENGLISH)


@pytest.mark.parametrize(
    ("head", "is_head"),
    [
        ("From: Paris\nTo: Calais", False),
        ("From: Paris\nTo: Calais\nDate: 12 March 2017", False),
        ("De : Brest\nÀ : Roscoff\nLe : 12 mars 2017", False),
        ("De : Brest\nPour : Roscoff\nDate : samedi 12 mars 2017", False),
        ("From: the quay\nTo: the lighthouse\nCc: the wind", False),
        ("From: Bob Roy\nTo: Ana\nDate: 12 March 2017 at 10:45", True),
        ("De : Bob Roy\nÀ : Ana\nEnvoyé le : 12 mars 2017 10h45", True),
        ("From: Bob Roy <bob@quay.example>\nTo: Ana\nDate: 12 March 2017", True),
        ("De : Bob Roy\nÀ : ana@quai.example\nCopie à : Léa", True),
        ("De : Bob Roy\nÀ : Ana\nObjet : le phare", True),
    ],
)
def test_who_travels_from_one_place_to_another_sends_no_mail(head: str, is_head: bool) -> None:
    text = f"{head}\n\n{FRENCH}\n"
    assert (mail_head(text) is not None) is is_head
    assert readers.sniff(text.encode(), "a.txt") == "text/plain" or is_head
    if not is_head:
        assert head.split("\n")[0] in draft(read(plain(text))).text


@pytest.mark.parametrize(
    "said", ["Pour : deux cents voix", "De: la mer\nÀ: la montagne", "Copie: non\nPour: oui"]
)
def test_words_before_a_colon_are_no_head(said: str) -> None:
    assert mail_head(f"{said}\n\n{FRENCH}") is None
    assert FRENCH in draft(read(plain(f"Voici.\n\n{said}\n\n{FRENCH}\n"))).text


@pytest.mark.parametrize(
    ("subject", "said", "lang"),
    [
        ("Invitation : Réunion du bureau", "", "fr"),
        ("Bonne année", "À bientôt.", "fr"),
        ("Les comptes", "Merci pour tout.", "fr"),
        ("Meeting on Tuesday", "", "en"),
        ("Happy new year", "See you soon.", "en"),
        ("The accounts", "Thank you for all of it.", "en"),
    ],
)
@pytest.mark.parametrize(
    "to", ["Committee of the House <c@house.example>", "Amis du Bourg <a@bourg.example>"]
)
def test_who_wrote_to_whom_says_nothing_of_the_language(subject: str, said: str, lang: str, to: str) -> None:
    assert draft(read(plain(said, subject, f"To: {to}, John Smith <john@mail.example>\n"))).lang == lang


@pytest.mark.parametrize(
    ("subject", "title"),
    [
        ("=?utf-8?B?SGVsbG8gd29ybGQxA?=", "Hello world1"),  # one letter more than there can be
        ("=?utf-8?B?UsOpdW5pb24gZHUgbHVuZA?= =?utf-8?B?aSAxMiBtYXJzA?=", "Réunion du lundi 12 mars"),
        ("=?iso-8859-1?Q?R=E9union?= =?utf-8?B?IGR1IHBoYXJlA?=", "Réunion du phare"),
        ("Re: =?utf-8?B?T3BlbiBkYXk=B?= at the lighthouse", "Re: Open day at the lighthouse"),
        ("Tr : =?utf-8?b?w?= compte rendu", "Tr : compte rendu"),
        ("=?utf-8?Q?Minutes_of?= =?utf-8?B?A?= the meeting", "Minutes of the meeting"),
    ],
)
def test_what_can_be_read_of_a_damaged_subject_is(subject: str, title: str) -> None:
    message = f"From: Ana <ana@phare.example>\nSubject: {subject}\n\n{FRENCH}\n".encode()
    assert read(message).title == title

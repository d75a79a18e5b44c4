"""Mails: what their writers wrote, to whom and when."""

from __future__ import annotations

from email.message import EmailMessage

import pytest

from archive.ingest import posts, readers
from archive.records import Draft, Page


def read(data: bytes) -> Page:
    assert readers.sniff(data, "1489222800.M1P2.phare:2,S") == "message/rfc822"
    return readers.read_page(data, "message/rfc822")


def draft(page: Page) -> Draft:
    (only,) = posts.split_page(page).drafts
    return only


def plain(text: str, subject: str = "Le phare", more: str = "") -> bytes:
    head = f"From: Ana Lee <ana@phare.example>\nTo: bob@phare.example\nSubject: {subject}\n{more}"
    rest = "Date: Sat, 11 Mar 2017 23:30:00 -0500\nContent-Type: text/plain; charset=utf-8\n"
    return f"{head}{rest}\n{text}".encode()


FRENCH = "Nous avons repeint la lanterne du phare avec les gens du village, et la mairie a promis une plaque."
ENGLISH = "We painted the lantern of the lighthouse with the people of the village, and it took us four days."


@pytest.mark.parametrize(
    ("own", "repeated"),
    [
        (FRENCH, "Le 10 mars 2017 à 09:12, Bob Roy <bob@phare.example> a écrit :\n\n> Qui repeint ?\n> Bob"),
        (ENGLISH, "On Fri, Mar 10, 2017 at 9:12 AM, Bob Roy\n<bob@phare.example> wrote:\n\n> Who paints it?"),
        (ENGLISH, "-----Original Message-----\nFrom: Bob Roy\nSent: Friday\nTo: Ana\n\nWho paints it?"),
        (FRENCH, "-----Message d'origine-----\nDe : Bob Roy\nEnvoyé : vendredi\n\nQui repeint ?"),
        (
            FRENCH,
            "De : Bob Roy\nEnvoyé : vendredi 10 mars 2017\nÀ : Ana Lee\nObjet : Le phare\n\nQui repeint ?",
        ),
        (ENGLISH, "From: Bob Roy\nDate: Friday\nTo: Ana Lee\nSubject: The lighthouse\n\nWho paints it?"),
        (ENGLISH, "-- \nAna Lee\nKeeper of the lighthouse"),
        (FRENCH, "-- \nAna Lee\nGardienne du phare"),
        (FRENCH, "Envoyé de mon téléphone\n\n-- \nAna"),
        (ENGLISH, "Sent from my phone"),
        (
            FRENCH,
            "Ce message est confidentiel et destiné exclusivement à ses destinataires. Si vous l'avez reçu\n"
            "par erreur, merci de le détruire.",
        ),
        (
            ENGLISH,
            "This message is confidential. If you are not the intended recipient, please delete it and tell\n"
            "the sender.",
        ),
        (
            ENGLISH,
            "_______________________________________________\nLighthouse mailing list\nlist@phare.example",
        ),
        (
            ENGLISH,
            "-----BEGIN PGP SIGNATURE-----\nVersion: 1\n\niD8DBQBCf7mbvGr7W6Hu\n-----END PGP SIGNATURE-----",
        ),
    ],
)
def test_what_a_mail_repeats_is_no_part_of_its_text(own: str, repeated: str) -> None:
    page = read(plain(f"{own}\n\n{repeated}\n"))
    text = draft(page).text
    assert text.endswith(own)
    for line in repeated.splitlines():
        assert line.strip() in page.text


def test_answers_between_quotes_stay_in_their_order() -> None:
    page = read(plain(f"> Qui repeint ?\n\n{FRENCH}\n\n> Et quand ?\n\nEn quatre jours, au mois de mai.\n"))
    assert draft(page).text.endswith(f"{FRENCH}\n\nEn quatre jours, au mois de mai.")


@pytest.mark.parametrize(
    ("subject", "mark"),
    [
        ("Fwd: Le phare", "---------- Forwarded message ---------"),
        ("TR: Le phare", "-----Message d'origine-----"),
    ],
)
def test_what_is_sent_on_is_what_the_mail_is_for(subject: str, mark: str) -> None:
    said = f"Pour info.\n\n{mark}\nDe : Bob Roy\nEnvoyé : vendredi\nObjet : Le phare\n\n{FRENCH}\n"
    assert FRENCH in draft(read(plain(said, subject))).text


def test_wrapped_lines_are_joined_and_those_of_an_address_are_not() -> None:
    wrapped = (
        "We painted the lantern of the lighthouse with the people of the\n"
        "village, and it took us four days, two of them in the rain, as the\n"
        "forecast had told us.\n\nLighthouse\n12 Quay Road\nOxmoor\n"
    )
    text = draft(read(plain(wrapped))).text
    assert "people of the village, and it took us four days, two of them in the rain, as the forecast" in text
    assert text.endswith("Lighthouse\n12 Quay Road\nOxmoor")


def test_flowed_lines_are_joined() -> None:
    message = plain("La lanterne \nest peinte.\n\n> Qui \n> repeint ?\n").replace(
        b"charset=utf-8", b"format=flowed"
    )
    assert draft(read(message)).text.endswith("La lanterne est peinte.")


def test_a_page_and_its_plain_form_are_one_text() -> None:
    message = EmailMessage()
    message["From"] = "=?utf-8?q?=C3=88ve_Martin?= <eve@phare.example>"
    message["To"] = "bob@phare.example"
    message["Bcc"] = "secret@phare.example"
    message["Subject"] = "Le phare"
    message.set_content(FRENCH)
    message.add_alternative(
        f"<p>{FRENCH}</p><p>À bientôt</p><div class=gmail_signature>Ève Martin, gardienne</div>"
        f"<div class=gmail_quote><div class=gmail_attr>Le 3 mars, Bob a écrit :</div>"
        "<blockquote>Qui repeint ?</blockquote></div>",
        subtype="html",
    )
    page = read(message.as_bytes())
    text = draft(page).text
    assert (
        text
        == f"Le phare\n\nFrom: Ève Martin <eve@phare.example>\nTo: bob@phare.example\n\n{FRENCH}\n\nÀ bientôt"
    )
    assert page.author == "Ève Martin"
    assert "gardienne" in page.text
    assert "Qui repeint" in page.text
    assert "secret" not in page.text


@pytest.mark.parametrize(
    ("header", "day"),
    [
        ("Date: Sat, 11 Mar 2017 23:30:00 -0500\n", "2017-03-11"),
        ("Date: Sun, 12 Mar 2017 00:30:00 +1300\n", "2017-03-12"),
        ("Date: 11 Mar 17 23:30\n", "2017-03-11"),
        ("Date: demain\nReceived: from a by b; Sat, 11 Mar 2017 23:30:00 +0100\n", "2017-03-11"),
        (
            "Received: from b by c; Sun, 12 Mar 2017 01:00:00 +0100\n"
            "Received: from a by b; Sat, 11 Mar 2017 23:59:00 +0100\n",
            "2017-03-11",
        ),
        ("", None),
    ],
)
def test_the_day_is_that_of_the_author(header: str, day: str | None) -> None:
    assert read(f"From: ana@phare.example\nSubject: Le phare\n{header}\n{FRENCH}".encode()).date == day


def test_the_line_of_the_mailbox_tells_the_day_where_nothing_else_does() -> None:
    data = (
        f"From ana Sat Mar 11 23:30:00 2017\nFrom: ana@phare.example\nSubject: Le phare\n\n{FRENCH}".encode()
    )
    page = read(data)
    assert page.date == "2017-03-11"
    assert "23:30" not in page.text


@pytest.mark.parametrize("coding", ["iso-8859-15", "utf-8", "windows-1252", "x-none"])
def test_characters_are_right_whatever_the_mail_says_of_them(coding: str) -> None:
    said = FRENCH.replace("mairie", "mairie d'Évœux")
    body = said.encode("utf-8" if coding == "x-none" else coding)
    head = "From: =?iso-8859-1?q?=C8ve?= <e@a.example>\nSubject: ét\n"
    page = read(f"{head}Content-Type: text/plain; charset={coding}\n\n".encode("latin-1") + body)
    assert page.author == "Ève"
    assert page.title == "ét"
    assert page.text.endswith(said)


def test_a_multipart_without_parts_is_the_text_that_it_is() -> None:
    data = plain(FRENCH).replace(b"text/plain; charset=utf-8", b'multipart/mixed; boundary="b"')
    assert draft(read(data)).text.endswith(FRENCH)


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

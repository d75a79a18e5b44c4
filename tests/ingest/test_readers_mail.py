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
        (
            FRENCH,
            "Expéditeur : Bob Roy\nPour : Ana Lee\nCopie à : Ève\nDate d’envoi : vendredi\n\nQui repeint ?",
        ),
        (FRENCH, "De : Bob Roy\nDestinataire : Ana\nPièces jointes : a.pdf\nObjet : Phare\n\nQui ?"),
        (ENGLISH, "*From:* Bob Roy\n*Sent on:* Friday\n*Copy to:* Ana\n*Subject:* Light\n\nWho?"),
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
        ("Le phare", "---------- Forwarded message ----------"),
        ("Le phare", "---------- Message transféré ---------"),
        ("Le phare", "-------- Message transféré --------"),
        ("Le phare", "Begin forwarded message:"),
        ("Le phare", "Début du message réexpédié :"),
        ("Le phare", "-------- Message original --------"),
        ("Le phare", "-----Original Message-----"),
        ("Le phare", "________________________________"),
    ],
)
def test_what_is_sent_on_is_what_the_mail_is_for(subject: str, mark: str) -> None:
    said = f"Pour info.\n\n{mark}\nDe : Bob Roy\nEnvoyé : vendredi\nObjet : Le phare\n\n{FRENCH}\n"
    assert FRENCH in draft(read(plain(said, subject))).text
    body = said.replace("Pour info", "Bien à toi" if "ransf" in mark else "I am forwarding this to you")
    assert FRENCH in draft(read(plain(body, subject))).text
    assert FRENCH in draft(read(plain(said.partition("\n\n")[2], subject))).text


@pytest.mark.parametrize("mark", ["Begin forwarded message:", "Début du message transféré :"])
def test_what_is_sent_on_as_a_quote_is_text(mark: str) -> None:
    said = f"Bien à toi.\n\n{mark}\n\n> De : Bob Roy\n> Objet : Le phare\n>\n> {FRENCH}\n>\n>> Et quand ?\n"
    text = draft(read(plain(said))).text
    assert FRENCH in text
    assert ">" not in text.partition("Bien à toi")[2]
    assert "quand" not in text


@pytest.mark.parametrize(
    "sent",
    [
        "<div class=gmail_quote><div class=gmail_attr>---------- Forwarded message ---------<br>De : Bob<br>"
        "Date: ven. 10 mars 2017<br>Subject: Le phare<br></div><p>{}</p></div>",
        "<div class=gmail_quote><div class=gmail_attr>------- Message transféré -------<br>De : Bob</div>"
        "<blockquote>{}</blockquote></div>",
        "<blockquote type=cite><div>Begin forwarded message:</div><div>From: Bob</div><p>{}</p></blockquote>",
        "<p>Sent from my phone</p><blockquote type=cite>Début du message transféré :<br></blockquote>"
        "<blockquote type=cite><b>De:</b> Bob<br>{}</blockquote>",
        "<div class=moz-forward-container>-------- Message transféré --------<p>De : Bob</p><p>{}</p></div>",
        "<p>Pour info</p><div id=divRplyFwdMsg><b>De :</b> Bob<br><b>Envoyé :</b> vendredi<br><b>Objet :</b> "
        "Phare</div><div>{}</div>",
    ],
)
@pytest.mark.parametrize("said", [FRENCH, ENGLISH])
def test_a_page_that_is_sent_on_is_text(sent: str, said: str) -> None:
    for above in ("<p>Voici.</p>", "") if "Rply" not in sent else ("",):
        page = f"{above}{sent.format(said)}"
        message = plain(page).replace(b"text/plain", b"text/html")
        assert said in draft(read(message)).text
    reply = (
        f"<p>{ENGLISH}</p><div class=gmail_quote><p>Bob wrote:</p><blockquote>{page} Old.</blockquote></div>"
    )
    text = draft(read(plain(reply).replace(b"text/plain", b"text/html"))).text
    assert text.endswith(ENGLISH)


@pytest.mark.parametrize(
    ("said", "goes_on"),
    [
        ("On the last evening of the march, my sister wrote:", ENGLISH),
        ("Le lendemain, à la porte du village, le maire écrivait :", FRENCH),
        ("Le 3 mai 1931, le maire du village écrivait :", FRENCH),
        ("On 3 May 1931, at 10:30, the keeper of the lighthouse wrote:", ENGLISH),
        ("Le jour de la fête, la gardienne a écrit :", FRENCH),
        ("From: Paris\nTo: Calais\nDate: 3 May 1931\nSubject: the lantern", ENGLISH),
        ("--", FRENCH),
        ("-- ", "\n".join([ENGLISH] * 18)),
    ],
)
def test_a_text_that_goes_on_is_not_cut(said: str, goes_on: str) -> None:
    before = "" if said == "--" else "Voici ce que je sais.\n\n"
    text = draft(read(plain(f"{before}{said}\n\n{goes_on}\n"))).text
    assert text.count(goes_on.split("\n")[0]) == len(goes_on.split("\n"))


@pytest.mark.parametrize(
    "said",
    [
        "On 3 May 2011, at 10:02, Bob Roy wrote:",
        "Le mar. 3 mai 2011 à 10:02, Bob Roy <bob@phare.example> a écrit :",
        "Le 03/05/2011 10:02, Bob Roy a écrit :",
        "On Tue, May 3, 2011, Bob Roy wrote:",
        "Le 3 mai 2011 à 10h02, Bob a écrit :",
    ],
)
def test_a_mail_repeated_below_without_marks_is_cut(said: str) -> None:
    assert draft(read(plain(f"{FRENCH}\n\n{said}\n\nQui repeint ?\n"))).text.endswith(FRENCH)


@pytest.mark.parametrize("page", [False, True])
@pytest.mark.parametrize(
    ("last", "said"),
    [
        ("Le musée rouvre samedi 15 avril.", "Le 03/04/2017 à 10:02, Paul a écrit :"),
        ("Le comité vous attend", "Le lun. 3 avr. 2017 à 10:02, Paul Roux <paul@phare.example> a écrit :"),
        ("On Friday the hall is open!", "On Mon, Apr 3, 2017 at 10:02 AM, Paul Roux wrote:"),
        ("On the pier, as always", "On 3 April 2017, at 10:02, Paul Roux <paul@phare.example> wrote:"),
        ("Le café est offert.", "Paul Roux (paul@phare.example) a écrit :"),
    ],
)
def test_the_last_line_above_a_quote_is_the_writers_own(last: str, said: str, page: bool) -> None:
    body, form = f"{FRENCH}\n\n{last}\n\n{said}\n\n> Qui repeint ?\n", b"text/plain"
    if page:
        body = (
            f"<p>{FRENCH}</p><p>{last}</p><div class=moz-cite-prefix>{said.replace('<', '&lt;')}</div>"
            "<blockquote type=cite>Qui repeint ?</blockquote>"
        )
        form = b"text/html"
    assert draft(read(plain(body).replace(b"text/plain", form))).text.endswith(f"{FRENCH}\n\n{last}")


@pytest.mark.parametrize(
    ("attr", "first", "second"),
    [
        (
            "<div class=gmail_attr>On Fri, Mar 10, 2017 Bob &lt;bob@a.example&gt; wrote:<br></div>",
            FRENCH,
            "Non.",
        ),
        ("Le 10 mars 2017 09:12, Bob &lt;bob@a.example&gt; a écrit :<br>", ENGLISH, "Never."),
    ],
)
def test_answers_between_the_quotes_of_a_page_are_text(attr: str, first: str, second: str) -> None:
    quote = "<blockquote class=gmail_quote>{}</blockquote>"
    said = (
        f"<div class=gmail_quote>{attr}{quote.format('Qui repeint ?')}<div>{first}</div>"
        f"{quote.format('Et la mairie ?')}<div>{second}</div></div>"
    )
    text = draft(read(plain(said).replace(b"text/plain", b"text/html"))).text
    assert (
        text.split()
        == f"Le phare From: Ana Lee <ana@phare.example> To: bob@phare.example {first} {second}".split()
    )


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
        ("Date: 2017-03-11 23:30:00 +0100\n", "2017-03-11"),
        ("Date: 2017-03-11T23:30:00Z\n", "2017-03-11"),
        ("Date: samedi 11 mars 2017 à 23:30\n", "2017-03-11"),
        ("Date: le 1er mars 2017\n", "2017-03-01"),
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


@pytest.mark.parametrize("between", ["", "--o\nContent-Type: application/pdf\n\n%PDF\n"])
def test_two_texts_of_two_forms_each_are_both_read(between: str) -> None:
    def forms(said: str, n: int) -> str:
        page = f"--i{n}\nContent-Type: text/html; charset=utf-8\n\n<p>{said}</p>\n--i{n}--\n"
        plain_form = f"--i{n}\nContent-Type: text/plain; charset=utf-8\n\n{said}\n"
        return f"--o\nContent-Type: multipart/alternative; boundary=i{n}\n\n{plain_form}{page}"

    said = f"{forms(FRENCH, 1)}{between}{forms('Et la mairie ? Elle se tait.', 2)}--o--\n"
    data = plain(said).replace(b"text/plain; charset=utf-8", b"multipart/mixed; boundary=o", 1)
    assert draft(read(data)).text.endswith(f"{FRENCH}\n\nEt la mairie ? Elle se tait.")
    only_plain = said.replace(f"<p>{FRENCH}</p>", "")
    data = plain(only_plain).replace(b"text/plain; charset=utf-8", b"multipart/mixed; boundary=o", 1)
    assert draft(read(data)).text.count(FRENCH) == 1


def test_a_multipart_without_parts_is_the_text_that_it_is() -> None:
    data = plain(FRENCH).replace(b"text/plain; charset=utf-8", b'multipart/mixed; boundary="b"')
    assert draft(read(data)).text.endswith(FRENCH)

"""The title among the lines at the head of a text, and the head of a mail that was saved as text."""

from __future__ import annotations

from dataclasses import replace

import pytest

from archive.ingest.posts import split_page
from archive.ingest.posts.salutations import is_salutation
from archive.ingest.posts.titles import bare_title
from archive.ingest.readers.mail_head import mail_head
from tests.ingest.posts_made import BODY_EN, BODY_FR, assert_whole, text_page


@pytest.mark.parametrize(
    ("head", "title"),
    [
        ("COMMUNIQUÉ DE PRESSE\n\nLa criée rouvre", "La criée rouvre"),
        ("Communiqué de presse\n\nLille, le 3 mai 2018\n\nLa criée rouvre", "La criée rouvre"),
        ("PRESS RELEASE\n\nThe gardens are saved\n\n3 May 2018", "The gardens are saved"),
        ("FOR IMMEDIATE RELEASE\n\nThe gardens are saved", "The gardens are saved"),
        ("Pour diffusion immédiate\n\nLa criée rouvre", "La criée rouvre"),
        ("Collectif de la Criée\n12 rue des Filets, 59000 Lille\n\nLa criée rouvre", "La criée rouvre"),
        (
            "North Bank Gardeners\n4 Pump Street\ngardens@example.org\n\nThe gardens are saved",
            "The gardens are saved",
        ),
        (
            "Collectif de la Criée\n12 rue des Filets\n59000 Lille\n\nLille, le 3 mai 2018\n\n"
            "Objet : réouverture de la criée\n\nMadame, Monsieur,",
            "réouverture de la criée",
        ),
        ("Subject: sale of the gardens\n\nDear neighbours,", "sale of the gardens"),
        ("[FR] La criée rouvre", "La criée rouvre"),
        ("(EN) The gardens are saved", "The gardens are saved"),
        ("The gardens are saved (French below)", "The gardens are saved"),
        ("La criée rouvre (version anglaise ci-dessous)", "La criée rouvre"),
        ("## La criée rouvre", "La criée rouvre"),
        ("**The gardens are saved**", "The gardens are saved"),
        ("La criée rouvre", "La criée rouvre"),
        ("Communiqué des pêcheurs de la criée", "Communiqué des pêcheurs de la criée"),
        ("Press releases nobody reads", "Press releases nobody reads"),
        ("3 rue des Filets : une porte s’ouvre", "3 rue des Filets : une porte s’ouvre"),
    ],
)
def test_the_title_at_the_head_of_a_text(head: str, title: str) -> None:
    body = BODY_FR if any(c in head for c in "éè") or "rue" in head else BODY_EN
    page = text_page(f"{head}\n\n{body}\n\n{body[:-1]}, et caetera.\n")
    split = split_page(page)
    assert [d.title for d in split.drafts] == [title]
    assert_whole(page, split)


@pytest.mark.parametrize(
    ("line", "greets"),
    [
        ("Monsieur le maire,", True), ("Madame la Maire, Monsieur le Préfet,", True),
        ("Madame, Monsieur,", True), ("Mesdames et messieurs les élus,", True),
        ("Chères amies, chers amis,", True), ("Cher·es ami·es,", True), ("Cher(e)s collègues,", True),
        ("Très chère Odile,", True), ("Mon cher Paul,", True), ("Camarades !", True),
        ("Bonjour à toutes et à tous !", True), ("Bonjour à tous", True),
        ("Chers adhérents du phare de Brévaux,", True), ("M. le président,", True),
        ("**Chers amis,**", True), ("Ami.e.s, camarades,", True), ("À qui de droit,", True),
        ("Chers parents", True), ("Dear colleagues,", True), ("Dear Sir or Madam,", True),
        ("Dear Sir/Madam,", True), ("Hi all,", True), ("Hello everyone!", True),
        ("Dear friends and neighbours,", True), ("To whom it may concern:", True),
        ("Ladies and gentlemen,", True), ("My dear Odile,", True), ("Dear Mr. Marsh,", True),
        ("Good morning everybody", True), ("DEAR MEMBERS", True),
        ("Monsieur le préfet, rendez-nous la rue !", False), ("Cher pays de mon enfance", False),
        ("Bonjour", False), ("Salut les copains !", False), ("Madame Dupont quitte la mairie", False),
        ("Chers loyers : la colère monte", False), ("Monsieur le maire", False),
        ("Adieu camarades", False), ("Ami, entends-tu ?", False), ("Dear Prudence", False),
        ("Dear prices, poor tenants", False), ("Dear mayor, give us back the quay!", False),
        ("Friends of the quay", False), ("Hello. Is it you?", False), ("Hi-fi for all", False),
        ("La lettre aux habitants,", False), ("", False),
        ("To the members of the council,", True), ("To all our neighbours,", True),
        ("Aux membres du conseil,", True), ("À nos voisines et voisins,", True), ("À la direction,", True),
        ("To the members of the council", False), ("Aux parents", False), ("To the barricades!", False),
        ("Aux armes, citoyens", False), ("Return to the quay,", False), ("Retour aux sources,", False),
    ],
)  # fmt: skip
def test_a_line_that_greets_its_reader(line: str, greets: bool) -> None:
    assert is_salutation(line) is greets


@pytest.mark.parametrize(
    ("head", "title"),
    [
        ("Monsieur le maire,", None),
        ("Dear colleagues,", None),
        ("Lille, le 3 mai 2018\n\nChères amies, chers amis,", None),
        ("Bonjour à toutes et à tous", None),
        ("La criée rouvre\n\nChères amies, chers amis,", "La criée rouvre"),
        ("Re: the gardens of the quay\n\nDear colleagues,", "the gardens of the quay"),
        (
            "Odile Vasseur\n\n12 rue des Filets\n\n59000 Lille\n\nodile@exemple.org\n\nMadame la Maire\n\n"
            "Hôtel de ville\n\n1 place du Beffroi\n\n59000 Lille\n\nLille, le 3 mai 2018\n\n"
            "Objet : réouverture de la criée\n\nMadame la Maire,",
            "réouverture de la criée",
        ),
    ],
)
def test_a_greeting_is_no_title(head: str, title: str | None) -> None:
    body = BODY_EN if "Dear" in head else BODY_FR
    page = text_page(f"{head}\n\n{body}\n\n{body[:-1]}, et caetera.\n")
    for said in (None, "Madame, Monsieur,"):
        split = split_page(replace(page, title=said))
        assert [d.title for d in split.drafts] == [title]
        assert_whole(page, split)


def test_both_versions_lose_their_tag() -> None:
    page = text_page(
        f"[FR] La criée rouvre\n\n{BODY_FR}\n\n{BODY_FR}\n\n"
        f"[EN] The gardens are saved\n\n{BODY_EN}\n\n{BODY_EN}\n"
    )
    assert [d.title for d in split_page(page).drafts] == ["La criée rouvre", "The gardens are saved"]


@pytest.mark.parametrize(
    ("line", "title"),
    [
        ("[Paris] La criée rouvre", "[Paris] La criée rouvre"),
        ("EN : la criée", "la criée"),
        ("En grève", "En grève"),
        ("#43", "#43"),
        ("# ", "#"),
        ("[FR]", "[FR]"),
    ],
)
def test_bare_titles(line: str, title: str) -> None:
    assert bare_title(line) == title


MAILS = [
    (
        "De : Odile Vasseur <odile@exemple.org>\nÀ : liste@exemple.org\nObjet : Re: la criée\n"
        "Date : jeu. 3 mai 2018 10:12:44 +0200\n",
        ("la criée", "Odile Vasseur", "2018-05-03"),
    ),
    (
        "From: ada@example.org\nTo: list@example.org,\n  other@example.org\nSubject: Fwd: the gardens\n"
        "Date: Thu, 3 May 2018 10:12:44 +0200\n",
        ("the gardens", None, "2018-05-03"),
    ),
    (
        "From: Ada Keane\nSent: Thursday, May 3, 2018 10:12 AM\nTo: North Bank\nSubject: the gardens\n",
        ("the gardens", "Ada Keane", "2018-05-03"),
    ),
    (
        "Expéditeur : Odile Vasseur\nEnvoyé : jeudi 3 mai 2018 10:12\nObjet : la criée\n",
        ("la criée", "Odile Vasseur", "2018-05-03"),
    ),
]


@pytest.mark.parametrize(("head", "told"), MAILS)
@pytest.mark.parametrize("ends", ["\n", "\r\n"])
def test_a_mail_saved_as_text(head: str, told: tuple[str, str | None, str], ends: str) -> None:
    text = f"{head}\nBonjour,\n\n{BODY_FR}\n\n{BODY_FR[:-1]}, et caetera.\n".replace("\n", ends)
    page = text_page(text)
    split = split_page(page)
    (draft,) = split.drafts
    assert (draft.title, draft.author, draft.date) == told
    assert draft.text.startswith("Bonjour,")
    assert_whole(page, split)


@pytest.mark.parametrize(
    "text",
    [
        f"From: the harbour\n\n{BODY_EN}",
        f"À : la criée\nDate : demain\n\n{BODY_FR}",
        f"De : nous\nÀ : vous\n\n{BODY_FR}",
        "From: Ada\nTo: Ben\nSubject: nothing\n",
        f"La criée\nDe : Odile\nÀ : tous\nObjet : la criée\n\n{BODY_FR}",
    ],
)
def test_no_mail(text: str) -> None:
    assert mail_head(text) is None

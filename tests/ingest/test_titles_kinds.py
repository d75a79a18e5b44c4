"""Titles without what lists, forums, programs and forms put before them; letters from their head on."""

from __future__ import annotations

import pytest

from archive.ingest.posts import split_page
from archive.ingest.readers import read_page
from tests.ingest.posts_made import BODY_EN, BODY_FR


def title_of(window: str, body: str) -> str | None:
    page = read_page(
        f"<html><head><title>{window}</title></head><body>{body}</body></html>".encode(), "text/html"
    )
    return split_page(page).drafts[0].title


@pytest.mark.parametrize(
    ("window", "heading", "title"),
    [
        ("[quai-l] La criée rouvre mardi", "[quai-l] La criée rouvre mardi", "La criée rouvre mardi"),
        ("[Bank-announce] Gates open at last", "[Bank-announce] Gates open at last", "Gates open at last"),
        ("[Les Deux Rives] La criée rouvre mardi", "La criée rouvre mardi", "La criée rouvre mardi"),
        ("[North Bank] Gates open at last", "Gates open at last", "Gates open at last"),
        ("[Vidéo] La criée rouvre mardi", "[Vidéo] La criée rouvre mardi", "[Vidéo] La criée rouvre mardi"),
        ("[Urgent] Gates open at last", "[Urgent] Gates open at last", "[Urgent] Gates open at last"),
        ("[2018] Gates open at last", "[2018] Gates open at last", "[2018] Gates open at last"),
        ("Quai :: Voir le sujet - La criée rouvre mardi", "La criée rouvre mardi", "La criée rouvre mardi"),
        ("View topic - Gates open at last", "Gates open at last", "Gates open at last"),
        ("Quay Forum :: View topic - Gates open at last", None, "Gates open at last"),
        ("Version imprimable - La criée rouvre mardi", None, "La criée rouvre mardi"),
        ("Microsoft Word - tract-v3.doc", "La criée rouvre mardi", "La criée rouvre mardi"),
        ("Microsoft Word - leaflet.docx", None, "Gates open at last"),
        ("tract_mai.pdf", None, "Gates open at last"),
        ("Untitled Document", None, "Gates open at last"),
        ("Document sans titre", None, "Gates open at last"),
        ("New Page 1", None, "Gates open at last"),
        ("Nouvelle page 2", None, "Gates open at last"),
    ],
)
def test_titles_of_pages(window: str, heading: str | None, title: str) -> None:
    """Without a heading, the title is a line in bold, or the window's."""
    over = f"<h1>{heading}</h1>" if heading else "<p><b>Gates open at last</b></p>"
    if heading is None and title not in over:
        over = ""
    assert title_of(window, f"{over}<p>{BODY_FR}</p><p>{BODY_EN}</p>") == title


LABELS = [
    "vidéo", "audio", "MàJ", "màj", "Tribune", "tribune", "annulé", "avant-première", "Notre-Dame-des-Landes",
    "update", "live-blog", "sold out", "Photo-essay", "off-topic", "we", "quai-info", "presse", "Opinion",
    "...", "!!",
]  # fmt: skip


@pytest.mark.parametrize("label", LABELS)
@pytest.mark.parametrize("is_headed", [True, False])
def test_a_label_in_brackets_is_the_titles_own(label: str, *, is_headed: bool) -> None:
    title = f"[{label}] La criée rouvre mardi"
    over = f"<h1>{title}</h1>" if is_headed else ""
    end = '<p><a href="/liste/videos">Vidéos</a> <a href="mailto:presse@quai.example">Presse</a></p>'
    assert title_of(title, f"{over}<p>{BODY_FR}</p><p>{BODY_EN}</p>{end}") == title


@pytest.mark.parametrize(
    ("name", "link"),
    [
        ("Quai-info", '<a href="http://lists.quai.example/listinfo/quai-info">Infos</a>'),
        ("quai-info", '<a href="mailto:Quai-info%40lists.quai.example?Subject=x">Ana Petit</a>'),
        ("tenants", '<a href="mailto:tenants@lists.bank.example">Owen Pask</a>'),
        ("tenants", '<a href="x.html">More information about the Tenants mailing list</a>'),
        ("locataires", '<a href="x">Plus d’informations sur la liste de diffusion Locataires</a>'),
        ("locataires", '<a href="https://listes.quai.example/sympa/info/locataires">Page de la liste</a>'),
        ("Môle", '<a href="/pipermail/mole/2004-May/thread.html">Fil</a>'),
    ],
)
@pytest.mark.parametrize("is_headed", [True, False])
def test_the_name_of_a_mailing_list_is_not(name: str, link: str, *, is_headed: bool) -> None:
    title = f"[{name}] La criée rouvre mardi"
    over = f"<h1>{title}</h1>" if is_headed else ""
    assert title_of(title, f"{over}<p>{BODY_FR}</p><p>{BODY_EN}</p><p>{link}</p>") == "La criée rouvre mardi"


FORMS = [
    "For immediate use",
    "FOR IMMEDIATE DISTRIBUTION",
    "Pour diffusion immédiate",
    "À publier immédiatement",
    "Immediate release",
    "Pour parution immédiate",
    "Sous embargo jusqu'au 3 mai, 10 h",
]


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("label", ["PRESS RELEASE", "COMMUNIQUÉ DE PRESSE", ""])
def test_the_form_over_a_title_is_none(label: str, form: str) -> None:
    for day in ("", "3 May 2018\n\n"):
        text = f"{label}\n{form}\n\n{day}The gates of the harbour open at last\n\n{BODY_EN}\n\n{BODY_EN}\n"
        (draft,) = split_page(read_page(text.encode(), "text/plain")).drafts
        assert draft.title == "The gates of the harbour open at last"


LETTERS = [
    (
        "Association du Môle\n12 quai des Brumes\n59000 Lille",
        "Lille, le 17 août 2020",
        "Objet : La criée fermée",
    ),
    (
        "Les Amis du port\n\nÀ Monsieur le maire\nHôtel de ville\n76600 Le Havre",
        "Le Havre, le 3 mai 2018",
        "Objet : la grille du quai",
    ),
    (
        "Collectif Rive\n3 rue du Four\n44000 Nantes\nrive@example.org",
        "Nantes, mardi 4 juin 2019",
        "Objet : Demande de rendez-vous",
    ),
    ("The Harbour Trust\n12 Quay Street\nLeeds", "13 February 2020", "Re: The gates of the fish market"),
    ("Tenants of Dove House\nDove House, Mill Lane\nHull HU1 2AB", "Hull, 4 June 2019", "Subject: The lift"),
]


@pytest.mark.parametrize(("head", "day", "subject"), LETTERS)
def test_a_letter_is_one_text_from_its_address_on(head: str, day: str, subject: str) -> None:
    greeting, body = ("Madame, Monsieur,", BODY_FR) if "Objet" in subject else ("Dear Sir or Madam,", BODY_EN)
    text = f"{head}\n\n{day}\n\n{subject}\n\n{greeting}\n\n{body}\n\n{body}\n\nAna Petit\n"
    (draft,) = split_page(read_page(text.encode(), "text/plain")).drafts
    assert draft.text.startswith(head.partition("\n")[0])
    assert draft.title == subject.partition(":")[2].strip()

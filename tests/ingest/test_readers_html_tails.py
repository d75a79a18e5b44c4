"""What an engine writes at the end of a text is left out of it, and read for who wrote it."""

from __future__ import annotations

import pytest

from archive.ingest.posts import split_page
from archive.ingest.readers import read_page
from archive.ingest.readers.html_tails import is_tail
from archive.records import Draft
from tests.ingest.posts_made import BODY_EN, BODY_FR

TAILS = [
    "You are visitor number 1234 since 3 May 1998",
    "Vous êtes le visiteur n° 1234 depuis le 3 mai 1998",
    "Vous êtes le 1234e visiteur",
    "Best viewed with Netscape 4",
    "Site optimisé pour Internet Explorer",
    "Copyright 2004 Ana Petit",
    "Copyright : Ana Petit, tous droits réservés",
    "All rights reserved, Tideway Notes 2004",
    "Published in News, Port",
    "Publié dans Actions, 3 mai 2018",
    "Published in Actions on 3 May 2018",
    "Publié sous Port, Quai",
    "Posted in Uncategorized | No Comments »",
    "Publié dans Non classé | Pas de commentaire »",
    "Répondre",
    "Reply",
    "(Leave a comment)",
    "Last Updated on Monday, 02 August 2010 10:05",
    "Mise à jour le Lundi, 02 Août 2010 10:05",
    "Copyright © 2001 Tideway Notes. All rights reserved.",
    "© 2004 Les Carnets du Quai. Tous droits réservés.",
    "Back to contents",
    "Retour au sommaire",
    "Retour à l’accueil",
    "Dernière modification : 3 mars 2002",
    "Last modified: 3 March 2002",
    "webmaster@example.org",
    "More information about the Quai-info mailing list",
    "Plus d’informations sur la liste de diffusion Quai-info",
    "Powered by phpBB © 2001, 2005 phpBB Group",
    "Propulsé par WordPress",
    "posted by Owen Pask at 10:05 AM 0 comments",
    "posté par Lise Gaudin à 10:05 0 commentaires",
    "Par Inès Roux - Publié dans : Actions",
    "Par Inès Roux - Publié dans : Actions\n0 commentaire - Ecrire un commentaire",
    "Posted by Owen Pask on February 13, 2008 at 10:05 AM in Port | Permalink | Comments (0)",
    "Posté par Marc Tonnelle à 10:05 - Commentaires [0] - Permalien [#]",
    "Répondre à cet article",
    "Commentaire(s)",
    "Ce contenu a été publié dans Non classé par Inès Roux. Mettez-le en favori avec son permalien.",
    "This entry was posted in Uncategorized by Joan Birtles. Bookmark the permalink.",
    "0 commentaire - Ecrire un commentaire",
    "Back to top",
    "Retour en haut de page",
    "Printed on 3 May 2011",
    "Imprimé le 3 mai 2011",
    "Address of this page: http://q.example.org/spip.php?article12",
    "Version imprimable",
    "Printer-friendly version",
    "Envoyer à un ami",
    "Permalink | 3 comments",
    "12 commentaires",
    "Filed under: News, Port",
    "Classé dans : Actions",
    "Tagged under port, quay",
    "Next post",
    "Article précédent",
]
OWN = [
    "You are visitors here, he told the soldiers.",
    "Vous êtes les bienvenus samedi 3 mai 2018",
    "Imprimé par nos soins",
    "Par Inès Roux",
    "— Ana Petit",
    "Signataires : Ligue du quai, Les Amis",
    "Contact : quai@example.org",
    "Contact presse : Ana Petit, 06 12 34 56 78, presse@example.org",
    "Texte publié dans Le Monde, 3 mai 2018",
    "Published in The Guardian, 3 May 2018",
    "Publié dans le bulletin du syndicat",
    "Publié dans Alternative du quai n° 123",
    "Publié dans Alternative du quai, mai 2004",
    "Published in Tideway Notes, issue 12",
    "Published in London, 1918",
    "Published in 1918",
    "Publié sous licence libre",
    "Published under a Creative Commons licence",
    "Publiée sous le titre « La criée »",
    "Published under the name Ana Petit",
    "Copyright is theft",
    "Copyright kills",
    "All rights reserved for the rich",
    "Tous droits réservés aux riches",
    "Droits réservés aux armateurs !",
    "Retour au calme.",
    "Back to work on Monday.",
    "Reply by Friday to Ana Petit.",
    "Posted in the window of the town hall for all to read.",
    "Répondre au préfet, dit-il.",
    "Photo : Jean Blin",
    "Powered by anger, they marched.",
    "Réponse le 3 mai",
    "Commentaires de la rédaction",
    "To reply, write to us.",
    "Copyleft : copiez et diffusez !",
    "Lille, le 3 mai 2018",
    "3 May 2018",
    "Le collectif",
    "Le 3 mai 2018, le comité",
    "Les commentaires sont libres, les faits sont sacrés.",
    "No comment.",
    "Retour à la case départ.",
    "Next post office: ten miles.",
    "Traduit de l’anglais par Ana Petit",
    "Translated by Tom Hale",
    "Imprimez et affichez ce tract !",
    "Ne pas jeter sur la voie publique",
    "Page 3",
    "1. La fondation date de 1987.",
    "ENDS",
    "Posted guards stood at the gate.",
    "Owen Pask",
    "Par Jupiter !",
    "Written by hand in 1918",
    "Filed under lock and key, the letters rotted.",
]


@pytest.mark.parametrize("line", TAILS)
def test_lines_of_engines(line: str) -> None:
    assert is_tail(line)


@pytest.mark.parametrize("line", OWN)
def test_lines_of_writers(line: str) -> None:
    assert not is_tail(line)


def drafts(body: str, title: str = "Le quai") -> list[Draft]:
    html = f"<html><head><title>{title}</title></head><body>{body}</body></html>"
    return list(split_page(read_page(html.encode(), "text/html")).drafts)


def posts(over: str, under: str) -> str:
    """Two posts, each with its day over it and a line under it."""
    days = ("3 mai 2006", "2 mai 2006")
    texts = (("La criée rouvre", BODY_FR), ("Gardens saved", BODY_EN))
    return "".join(
        f'<h2 class="date-header">{day}</h2><div class="post"><h3>{title}</h3>{over}<p>{text}</p>'
        f"<p>{under}</p></div>"
        for day, (title, text) in zip(days, texts, strict=True)
    )


@pytest.mark.parametrize(
    ("under", "writer"),
    [
        ("posted by Ana Petit at <a href=/1>10:05 AM</a> <a href=/c>0 comments</a>", "Ana Petit"),
        ("posté par Ana Petit à <a href=/1>10:05</a>", "Ana Petit"),
        ("Par Ana Petit - Publié dans : <a href=/c>Actions</a>", "Ana Petit"),
        ("Posté par Ana Petit à 10:05 - <a href=/c>Commentaires [0]</a>", "Ana Petit"),
        ("Filed under: News | <a href=/c>3 comments</a>", None),
        ("Répondre", None),
    ],
)
def test_the_line_under_a_post_names_its_writer_and_is_no_text(under: str, writer: str | None) -> None:
    found = drafts(posts("", under))
    assert [d.author for d in found] == [writer, writer]
    assert [d.text.endswith(body) for d, body in zip(found, (BODY_FR, BODY_EN), strict=True)] == [True, True]


def test_a_name_or_an_address_at_the_end_stays() -> None:
    for line in ("Ana Petit", "Contact : quai@example.org", "Texte publié dans Le Monde, 3 mai 2018"):
        assert all(d.text.endswith(line) for d in drafts(posts("", line)))


def test_the_day_that_only_the_last_line_says_stays() -> None:
    texts = (("La criée rouvre", BODY_FR), ("Gardens saved", BODY_EN))
    line = "Posted by Ana Petit on 3 May 2006 at 10:05"
    body = "".join(f'<div class="post"><h3>{t}</h3><p>{b}</p><p>{line}</p></div>' for t, b in texts)
    assert [(d.author, d.text.endswith(line)) for d in drafts(body)] == [("Ana Petit", True)] * 2


@pytest.mark.parametrize(
    "over",
    [
        "vendredi 18 juin 2010 - 14:05 — Ana Petit",
        "Ana Petit | 18.06.2010 14:05 | Port",
        "18 juin 2010 · 3 min · Ana Petit",
        "jeudi 18 juin 2010, par Ana Petit",
        "Submitted by Ana Petit on Fri, 18/06/2010 - 14:05",
        "auteur : Ana Petit | Créé le 18 juin 2010",
    ],
)
def test_the_line_under_the_title_names_the_writer(over: str) -> None:
    assert [d.author for d in drafts(posts(f'<p class="meta">{over}</p>', ""))] == ["Ana Petit", "Ana Petit"]
    (one,) = drafts(
        f"<h1>La criée rouvre ses portes</h1><p>{over}</p><p>{BODY_FR}</p>", "La criée rouvre ses portes"
    )
    assert one.author == "Ana Petit"


@pytest.mark.parametrize(
    "line", ["Imprimé le 3 mai 2011", "Printed on 3 May 2011", "You are visitor number 12 since 3 May 1998"]
)
def test_a_day_of_the_page_is_none_of_the_text(line: str) -> None:
    (one,) = drafts(f"<h1>Le quai</h1><p>{BODY_FR}</p><p>{BODY_FR}</p><p>{line}</p>")
    assert line not in one.text


def test_a_page_of_items_ends_each_before_the_way_back() -> None:
    back = ("<p><a href=#top>Back to contents</a></p>", "<p>Retour au sommaire</p>")
    body = "".join(
        f"<p><b>{title}</b></p><p>{text}</p><p>{text}</p>{line}"
        for title, text, line in (("La criée rouvre", BODY_FR, back[1]), ("Gardens saved", BODY_EN, back[0]))
    )
    assert not any("contents" in d.text or "sommaire" in d.text for d in drafts(body))


def test_a_name_in_cards_and_links_of_the_page() -> None:
    text = f"<h1>La criée rouvre ses portes</h1><p>{BODY_FR}</p><p>{BODY_EN}</p>"
    link = f'<h4><a href="/author/ana">Ana Petit</a></h4>{text}'
    hook = f'<span data-hook="user-name">Ana Petit</span>{text}'
    comment = f'{text}<div class="comments"><a href="/author/bob">Bob</a></div>'
    assert [drafts(body, "La criée rouvre ses portes")[0].author for body in (link, hook, comment)] == [
        "Ana Petit",
        "Ana Petit",
        None,
    ]
    page = read_page(
        '<meta name="twitter:label1" content="Written by"><meta name="twitter:data1" content="Ana Petit">'
        f"<title>La criée rouvre ses portes</title>{text}".encode(),
        "text/html",
    )
    assert page.author == "Ana Petit"

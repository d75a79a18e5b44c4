"""Lines in and around the text of a page that are none of it, in both languages; and lines that look so."""

from __future__ import annotations

import pytest

from archive.ingest.datelines import date_line
from archive.ingest.readers.html_furniture import is_note, leads_away

FURNITURE = """
À lire aussi : Le port se réveille
Read more: the harbour wakes
Related: seven walks along the quay
Related stories
Articles similaires
Vous aimerez aussi
You may also like:
Ceci peut vous intéresser
Sur le même sujet
Les plus lus
Most popular
Partager sur Facebook, Mastodon
Partager cet article sur les réseaux sociaux
Share this story on every network that there is today
Share
Imprimer
3 commentaires
Leave a comment
Laisser un commentaire
Abonnez-vous à notre lettre
Recevez chaque semaine notre lettre d'information, c'est gratuit
Get our weekly newsletter, free in your inbox
Suivez la digue sur Mastodon et sur Instagram
Follow @thequay on Twitter
Pour accéder en illimité à tous nos articles, créez votre compte
Cet article est réservé aux abonnés
Already a subscriber? Sign in
Déjà abonné ? Connectez-vous
To continue reading, subscribe or log in
We may earn a small commission when you buy through our links
Ce site utilise des cookies. En poursuivant votre navigation, vous acceptez leur dépôt.
We use cookies to give you the best experience; you may accept or refuse them.
Tous droits réservés
Publicité
À lire aussi : pourquoi le moulin tourne de nouveau, et pour qui
Donnez votre avis ci-dessous
Follow us on Mastodon and Instagram
Like it? Share it
Vous avez aimé cet article ? Partagez-le
Cliquez ici pour lire la suite
Please log in to read this article
"""
TEXT = """
Partager un repas n'est pas un délit, a rappelé la cour
Partager l'eau entre deux villages reste difficile
Share of the catch that goes to the crew
Publicité pour les armes : le maire se tait
Imprimer un tract coûte le prix d'un café
Follow the river to the mill and turn left
Suivez le fleuve jusqu'au moulin
Related families were housed together
Si vous souhaitez participer, vous pouvez vous inscrire à la liste de diffusion
To subscribe to the list, send a mail to the keeper of the quay
We are glad to begin. Follow our walk on Mastodon, and come along.
La page dit aux gens qu'ils sont abonnés à l'infolettre
Le comité a recueilli 300 commentaires sur le plan de la digue
Pour accéder à la cave, il faut passer par la cour
The members only met twice that winter
La loi sur les cookies a été votée hier, et les sites l'ignorent
Lire la lettre des voisins, c'est entendre leur colère
More people from the north bank came than last year
Pour accéder au lavoir, les voisins doivent s'identifier auprès du gardien à 7 heures.
Pour continuer la collecte, il faut tenir compte de la marée.
Près de cent rameurs sont déjà inscrits.
To access the wash-house, rowers must register with the keeper at 7 am.
They were told to continue to the mill and to register at the lock.
We did not receive an answer from the harbour commission.
The agents receive a commission for each boat
Like the millers before us, we share the bread of the day.
À ne pas rater : la fête du filet du dimanche 3 mai au moulin.
Suivez-nous, a crié la passeuse, et nous avons couru jusqu'au quai.
Join the forum on 3 May at the mill with Ada Prieur.
Voir également le registre de la digue du 3 mai 2018.
See also the register of the dyke of 3 May 2018.
More popular than bread, the mill opens its doors again.
Most read the notice without a word
Les plus lus des carnets
Donnez votre avis sur le plan de la digue avant le 3 mai.
Related: the sinking of the ferry Ada on 3 May 2018.
Cliquez ici pour signer la lettre
Tell us what you think, said the lock keeper
Vous avez aimé le quai ? Le partage du pain continue
You may like to know that the ferry came back
Don't miss the boat, they told us
Inscrivez-vous auprès du gardien
Publié dans Le Phare du Nord le 3 mai 2018
Published in The North Quay, 3 May 2018
Thèmes : la nuit du 3 mai, par Ada Prieur
Réponse :
Reply:
Réactions
Réponses
"""
LINKS = """
Voir également le registre de la digue du 3 mai 2018
More from the north bank
Most read the notice without a word
Cliquez ici pour signer la lettre
Don't miss the boat
"""


@pytest.mark.parametrize("line", FURNITURE.strip().split("\n"))
def test_furniture_is_told_by_its_words(line: str) -> None:
    assert leads_away(line)


@pytest.mark.parametrize("line", TEXT.strip().split("\n"))
def test_a_sentence_is_no_furniture(line: str) -> None:
    assert not leads_away(line)
    assert not is_note(line)


@pytest.mark.parametrize("line", LINKS.strip().split("\n"))
def test_what_leads_away_may_be_told_by_its_link(line: str) -> None:
    assert leads_away(line, linked=len(line))
    assert not leads_away(line, linked=len(line) // 2)


@pytest.mark.parametrize("line", ["Annonce", "Connexion", "Réactions", "Register", "Commentaires"])
def test_a_heading_of_one_word_is_part_of_the_text(line: str) -> None:
    assert not leads_away(line, heading=True)
    assert not is_note(line, heading=True)


@pytest.mark.parametrize(
    ("label", "links"),
    [("Publié dans", "Marées, Digues"), ("Published in", "Boats"), ("Thèmes :", "filets")],
)
def test_where_a_post_is_filed_may_be_told_by_its_links(label: str, links: str) -> None:
    line = f"{label} {links}"
    assert is_note(line, linked=len(links))
    assert not is_note(line, linked=2)


@pytest.mark.parametrize(
    ("line", "note"),
    [
        ("3 May 2018 at 08:45 AM | categories: Boats, Nets | View comments", True),
        ("Filed under: Leeds | 4 comments", True),
        ("By Ana Prior · 3 May 2018 · Leave a comment", True),
        ("3 mai 2018 | Classé dans Marées | 2 commentaires", True),
        ("Publié le 3 mai 2018 · Rubrique : Digues · Laisser un commentaire", True),
        ("Mots-clés : filets, marée", True),
        ("3 mai 2018 | Publié dans Marées | 2 réactions", True),
        # A letter and a report have a line of their day, and it is theirs.
        ("Lille, le 3 mai 2018", False),
        ("By Ana Prior | 3 May 2018", False),
        ("Tags and numbers were painted on each door of the quay", False),
        ("The keeper of the mill | Leave a comment", False),
    ],
)
def test_what_an_engine_notes_of_a_post(line: str, note: bool) -> None:
    assert is_note(line) is note


@pytest.mark.parametrize(
    "line",
    [
        "May 3, 2018 at 08:45 AM | categories: Boats, Nets | View comments",
        "3 mai 2018 | Classé dans : Marées, Digues | Laisser un commentaire",
        "Posted on 3 May 2018 | Filed under Leeds | 4 comments",
    ],
)
def test_the_day_stands_in_what_an_engine_notes(line: str) -> None:
    found = date_line(line)
    assert found is not None
    assert found.day is not None
    assert (found.day.year, found.day.month, found.day.day) == (2018, 5, 3)

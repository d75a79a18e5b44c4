"""Who wrote a text, as a line over it or under it says it."""

from __future__ import annotations

import pytest

from archive.ingest.writers import writer_in

LINES = [
    ("By Ana Petit", "Ana Petit"),
    ("Par le collectif Rive", "le collectif Rive"),
    ("Posted by Owen Pask at 10:05 AM", "Owen Pask"),
    ("posté par Lise Gaudin à 10:05", "Lise Gaudin"),
    ("posted by zed at 10:05 AM", "zed"),
    ("Posté par Marc Tonnelle à 10:05 - Commentaires [0] - Permalien [#]", "Marc Tonnelle"),
    ("Par Inès Roux - Publié dans : Actions", "Inès Roux"),
    ("Par Inès Roux - Publié dans : Actions 0 commentaire - Ecrire un commentaire", "Inès Roux"),
    ("Posted by Owen Pask on February 13, 2008 at 10:05 AM in Port | Permalink | Comments (0)", "Owen Pask"),
    ("vendredi, 18 juin 2010 - 14:05 — Noël Ferrat", "Noël Ferrat"),
    ("Monday, April 26, 2010 - 14:05 — Amir Sabet", "Amir Sabet"),
    ("jeudi 27 mai 2004, par Inès Roux", "Inès Roux"),
    ("Maeve Tilling | 23.01.2005 14:05 | Migration | Social Struggles", "Maeve Tilling"),
    ("28 août 2021 · 3 min · Lise Gaudin", "Lise Gaudin"),
    ("May 16, 2021 · 3 min · Maeve Tilling", "Maeve Tilling"),
    ("auteur : Marc Tonnelle | Créé le 28 Dec 2006", "Marc Tonnelle"),
    ("This entry was posted in Uncategorized by Joan Birtles. Bookmark the permalink.", "Joan Birtles"),
    (
        "Ce contenu a été publié dans Non classé par Inès Roux. Mettez-le en favori avec son permalien.",
        "Inès Roux",
    ),
    ("Submitted by Owen Pask on Mon, 03/12/2012 - 14:05", "Owen Pask"),
    ("Soumis par Noël Ferrat le lun, 12/03/2012 - 14:05", "Noël Ferrat"),
    ("Message par Lise Gaudin » 27 fév. 2015 14:05", "Lise Gaudin"),
    ("Message by Maeve Tilling » Mon Jul 13, 2015 2:05 pm", "Maeve Tilling"),
    ("Rédigé par Ana Petit le 3 mai 2009 à 10:05", "Ana Petit"),
    ("Written by Tom Hale | 3 May 2009", "Tom Hale"),
    ("Écrit par Aïcha Belkadi", "Aïcha Belkadi"),
    ("Publié le 16 février 2011 par Inès Roux", "Inès Roux"),
    ("Posted on December 27, 2011 by Joan Birtles", "Joan Birtles"),
    ("By Tom Hale and Ana Petit", "Tom Hale and Ana Petit"),
    ("par Jean de La Tour | 3 mai 2018 | Actions | 0 commentaires", "Jean de La Tour"),
    ("Published by Tom Hale, 3 May 2018", "Tom Hale"),
    ("Publié par Ana à 09:12", "Ana"),
    ("Texte : par Ana Petit", None),
    ("Publié par vitecos le 3 mai 2009 à 12:00", "vitecos"),
    ("Par ici la sortie", None),
    ("By the water", None),
    ("By Monday", None),
    ("Vu par la presse, le 3 mai 2018", None),
    ("Lille | 23.01.2005 14:05", None),
    ("3 min · Lille", None),
    ("Posted by the door", None),
    ("Par Toutatis, que fait le maire ?", None),
    ("The wall was built by Ana Petit and her neighbours in three days of rain.", None),
    ("By Ana Petit and with the help of all her neighbours we built a wall.", None),
    ("Samedi 3 mai 14h, par Lille", None),
    ("Une loi votée par Paris le 3 mai 2018", None),
    ("Le pont fut détruit par Blücher", None),
    ("Sent by train from Leeds on 3 May 2018", None),
    ("Par Jupiter !", None),
    ("Saint Denis, le 3 mai 2018", None),
    ("12 mai 2018 - 14:00 - Place Saint Michel, Paris", None),
    ("By law", None),
    ("From: Owen Pask <r@example.org>", "Owen Pask"),
    ("De : Marc Tonnelle <r@example.org>", "Marc Tonnelle"),
    ("From: Bob", None),
    ("De Lille", None),
    ("From Tidewiki", None),
    ("", None),
    ("January 13, 2020 at 08:45 AM | categories: Python | View Comments", None),
    ("23.01.2005 14:05 | Social Struggles", None),
    ("3 mai 2018 · 14:05 · Voir Commentaires", None),
    ("By " + "Ana Petit " * 90, None),
]


@pytest.mark.parametrize(("line", "name"), LINES)
def test_who_wrote(line: str, name: str | None) -> None:
    assert writer_in(line) == name

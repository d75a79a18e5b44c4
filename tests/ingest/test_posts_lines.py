"""What a single line says: where the other language stands, which one it is, who wrote when."""

from __future__ import annotations

import pytest

from archive.ingest.posts.datelines import author_in, is_byline, is_dateline
from archive.ingest.posts.versions import is_label, is_pointer


@pytest.mark.parametrize(
    ("line", "pointer"),
    [
        ("*francais en bas", True),
        ("English below", True),
        ("(English version follows)", True),
        ("Version française plus bas", True),
        ("Voir ci-dessous pour le français", True),
        ("The English crown stands above the law", True),
        ("Le texte est long", False),
        ("The French team scored twice and the whole town heard it down to the last house by the sea", False),
    ],
)
def test_pointers(line: str, pointer: bool) -> None:
    assert is_pointer(line) is pointer


@pytest.mark.parametrize(
    ("line", "label"),
    [
        ("English:", True),
        ("[FR]", True),
        ("Version française", True),
        ("--- EN ---", True),
        ("Frites", False),
        ("Enfin", False),
    ],
)
def test_labels(line: str, label: bool) -> None:
    assert is_label(line) is label


@pytest.mark.parametrize(
    ("line", "dateline"),
    [
        ("28th of May, 2014", True),
        ("May 28, 2014", True),
        ("mercredi 28 mai 2014", True),
        ("le 1er mai 2014 à 10h30", True),
        ("2014-05-28", True),
        ("28/05/2014", True),
        ("Lille, 3 March 2016", True),
        ("Ana Petit, Thursday 4 February", True),
        ("Posted on 8 June 2014 by Odile Vasseur", True),
        ("Publié le 8 juin 2014 par Odile Vasseur", True),
        ("The strike began on 8 June 2014 and lasted until the harvest", False),
        ("What happened on 8 June 2014?", False),
        ("Samedi", False),
        ("Room 2014", False),
        ("Mardi 3/8", True),
        ("Tuesday 3/8", True),
        ("1/2", False),  # a page of two
        ("8/10", False),  # a mark
        ("le 11/9", False),
        ("Lille, 9/11", False),
        ("3.8.16", True),
        ("Calais, 3.8.16", True),
        ("version 3.8.16", False),
        ("3.8.16.1", False),
    ],
)
def test_is_dateline(line: str, dateline: bool) -> None:
    assert is_dateline(line) is dateline


@pytest.mark.parametrize(
    ("line", "byline", "author"),
    [
        ("By Ana Petit", True, "Ana Petit"),
        ("Par le collectif Rive", True, "le collectif Rive"),
        ("Posted by Tom Arkwright on 8 June 2014", True, "Tom Arkwright"),
        ("By the time we arrived the hall was empty.", False, "the time we arrived the hall was empty"),
        ("Ana Petit", False, None),
    ],
)
def test_bylines(line: str, byline: bool, author: str | None) -> None:
    assert is_byline(line) is byline
    assert author_in(line) == author

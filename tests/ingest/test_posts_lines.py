"""What a single line says: where the other language stands, which one it is, who wrote when."""

from __future__ import annotations

import pytest

from archive.ingest.datelines import author_in, date_line, is_byline, is_dateline
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


TEXT = {"fr": "Les habitants ont bloqué la digue à l'aube.", "en": "The people of the quay met at dawn."}


@pytest.mark.parametrize(
    ("lang", "opening"),
    [
        ("en", "March 14th, 2021 (Leeds, ENGLAND) – "),
        ("en", "March 14th, 2021, (Worldwide) - "),
        ("en", "14th March, 2021, (Leeds) - "),
        ("en", "Sunday, March 14, 2021 (Ghent, BELGIUM) – "),
        ("en", "Leeds (England), 14 March 2021: "),
        ("en", "LEEDS, March 14, 2021 -- "),
        ("en", "New Harbour, NH – March 14, 2021 – "),
        ("en", "GHENT (14 March 2021) - "),
        ("en", "Press release, Leeds, 14 March 2021 — "),
        ("en", "Sunday 14 March 2021, around the world - "),
        ("en", "14 March 2021 – "),
        ("fr", "14 mars 2021, (Planète Mer) - "),
        ("fr", "14 Mars, 2021, (Partout en Europe) - "),
        ("fr", "Le 14 mars 2021 (Gand, Calais) - "),
        ("fr", "Dimanche 14 mars 2021, dans toute la région- "),
        ("fr", "Calais, 14 mars 2021. "),
        ("fr", "Calais, le 14 mars 2021 : "),
        ("fr", "(Calais) 14 mars 2021 – "),
        ("fr", "Calais/Gand, dimanche 14 mars 2021 – "),
        ("fr", "[Calais, le 14 mars 2021] "),
        ("fr", "**Calais, 14 mars 2021** - "),
        ("fr", "Communiqué de presse – Calais, le 14 mars 2021 – "),
        ("fr", "14.03.2021 – "),
        ("fr", "Calais, March 14, 2021 – "),  # in the words of the other language
    ],
)
def test_a_text_that_begins_with_its_date_line(lang: str, opening: str) -> None:
    line = date_line(opening + TEXT[lang], lang)
    assert line is not None
    assert line.runs_on
    assert opening.startswith(line.line[: line.text_at])
    assert line.day is not None
    assert (line.day.year, line.day.month, line.day.day) == (2021, 3, 14)


@pytest.mark.parametrize(
    ("lang", "line"),
    [
        ("en", "On March 14, 2021, the people of the quay met at dawn."),
        ("en", "On March 14, 2021 – the day of the vote – they met at dawn."),
        ("en", "14 March 2021 - Rally in front of the town hall"),
        ("en", "14 March 2021. They met at dawn."),
        ("en", "Leeds, 14 March 2021, the mill is shut again."),
        ("en", "Photo: Ana Prior, Leeds, 14 March 2021 – The quay at dawn"),
        ("en", "14 March 1921 – 14 March 2021"),
        ("fr", "Le 14 mars 2021, la mairie a fermé le lieu."),
        ("fr", "Rassemblement, dimanche 14 mars 2021 – Place du Port"),
        ("fr", "Dimanche 14 mars 2021 à 14h – Place du Port, venez"),
        ("fr", "Depuis le 14 mars 2021 – le jour du vote – on attend."),
        ("fr", "Association déclarée le 14/03/2021 à la préfecture"),
    ],
)
def test_a_text_that_begins_with_a_day_it_tells_of(lang: str, line: str) -> None:
    found = date_line(line, lang)
    assert found is None or found.is_appointment


@pytest.mark.parametrize(
    ("line", "says", "updated", "placed"),
    [
        ("Publié le 3 mai 2018 par Anne Prieur", True, False, True),
        ("Newsletter 12 – 3 mai 2018", False, False, False),
        ("By Anna Prior · 3 May 2018 · 5 min read", False, False, True),
        ("3 mai 2018 | Culture | 4 commentaires", False, False, True),
        ("Mis à jour le 3 mai 2018", False, True, False),
        ("Fait à Calais, le 3 mai 2018", True, False, False),
        ("Posted by Anna Prior on May 3, 2018 at 2:05 pm", True, False, False),
    ],
)
def test_what_a_date_line_says(line: str, says: bool, updated: bool, placed: bool) -> None:
    found = date_line(line)
    assert found is not None
    assert not found.runs_on
    assert (found.says, found.updated, found.placed) == (says, updated, placed)
    assert found.day is not None
    assert (found.day.year, found.day.month, found.day.day) == (2018, 5, 3)

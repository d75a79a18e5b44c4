"""Data is refused as data, with a reason that is true; what people write is a text, whatever its name."""

from __future__ import annotations

import json

import pytest

from archive.errors import BadInput, UnreadableInput
from archive.ingest.readers import read_page, sniff

LIGHT = "Le phare de Brévaux sera rallumé samedi, après deux ans de travaux, a promis la mairie."
ROWS = [
    ("nom", "ville", "année"),
    ("Fabre", "Brévaux", "1952"),
    ("Hale", "Oxmoor", "1961"),
    ("Roy", "Calais", "1970"),
]
MAKE = "all: tower\n\ntower: lamp.o\n\tcc -o tower lamp.o\n\nclean:\n\trm -f tower\n\tls\n"
PROPERTIES = "# lamps\nlamp.height=30\nlamp.colour = green\nlamp.port=8080\nlamp.name=\n"
BASE64 = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9\n" * 9
SCHEMA = '<?xml version="1.0"?><xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema"/>'
JATS = '<?xml version="1.0"?><article><front/><body><p>a</p><p>b</p><p>c</p></body></article>'
MINUTES = (
    "Présents : Fabre, Hale ;\nExcusés : Roy ;\nSecrétaire : Hale ;\nLieu : Brévaux ;\nDate : 3 mars ;\n"
)
LIST = "La séance traite :\n- du phare ;\n- du port (quai) ;\n- de la digue ;\n- des bancs ;\n- du vent.\n"
JAVA = """/*
 * Copyright of nobody. You may use it as you like.
 */
package org.example.port;

import java.util.List;

public class Tower {
    private final int height = 30;

    /** The height, in metres. */
    public int height() {
        return height;
    }
}
"""
PYTHON = '''"""Counts the lamps."""

import sys


def lamps(tower):
    total = 0
    for lamp in tower.lamps:
        if lamp.lit:
            total += 1
    return total


print(lamps(sys.argv))
'''
LOG = """2019-03-02 14:05:11,120 INFO [main] server - started on port 80
2019-03-02 14:05:12,000 WARN [main] server - no lamp
java.lang.IllegalStateException: no lamp
    at org.example.Tower.light(Tower.java:31)
    at org.example.Tower.main(Tower.java:12)
2019-03-02 14:05:13,000 ERROR [main] server - stopped
"""


def table(mark: str, rows: int = 2) -> str:
    return "".join(mark.join(row) + "\n" for row in ROWS * rows)


@pytest.mark.parametrize(
    ("text", "name", "reason"),
    [
        (table(","), "members.csv", "a table of data"),
        (table(";"), "members.csv", "a table of data"),
        (table("\t"), "members", "a table of data"),
        (table(";"), "members.txt", "a table of data"),
        ("id;title\n", "x.csv", "a table of data"),
        (f'nom,texte\n"Fabre","{LIGHT} ""Enfin"", dit-il."\n', "x.csv", "a table of data"),
        ("BEGIN:VCARD\nFN:Odile Fabre\nEND:VCARD\n", "x.txt", "an address book"),
        (json.dumps({"title": LIGHT}), "x.txt", "data (JSON)"),
        (json.dumps({"doc": {"html": f"<p>{LIGHT}</p><p>a</p>"}}), "note.boxnote", "data (JSON)"),
        (f"{json.dumps({'a': LIGHT})}\n" * 9, "x.ndjson", "data (JSON)"),
        (json.dumps([{"a": LIGHT}] * 400), "big", "data (JSON)"),
        (LOG, "server.log", "the log of a program"),
        (LOG, "server", "the log of a program"),
        (JAVA, "Tower.java", "program code"),
        (JAVA, "tower.txt", "program code"),
        (PYTHON, "lamps.py", "program code"),
        ("#!/bin/sh\necho bonjour\n", "run", "program code"),
        (MAKE, "Makefile", "program code"),
        (PROPERTIES, "x.properties", "the settings"),
        ("[lamp]\nheight = 30\ncolour = green\n[port]\nnumber = 80\nname = a\n", "x.cfg", "the settings"),
        ("%!PS-Adobe-3.0\n%%Title: x\n/Times findfont\n", "x.txt", "PostScript): save it as PDF"),
        ("CREATE TABLE a (\n  b int\n);\nINSERT INTO a VALUES (1);\nINSERT INTO a VALUES (2);\n", "x", "SQL"),
        (BASE64, "x.txt", "base64"),
        (SCHEMA, "x.xsd", "XML data"),
        (JATS, "x.nxml", "XML data"),
    ],
)
def test_data_is_refused_with_what_it_is(text: str, name: str, reason: str) -> None:
    data = text.encode()
    with pytest.raises(UnreadableInput) as refused:
        read_page(data, sniff(data, name))
    assert reason in str(refused.value)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
def test_data_is_known_in_any_encoding(encoding: str) -> None:
    assert sniff(table(";").encode(encoding), "x.csv") == "text/csv"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (LIGHT, "x.csv"),
        (LIGHT, "x.log"),
        (LIGHT, "x.xml"),
        (LIGHT, "x.py"),
        # Lists of people and places, minutes, poems, conversations, letters.
        ("".join(f"{a}, {b}, {c}\n" for a, b, c in ROWS * 3), "membres.txt"),
        (
            "Présents : Fabre, Hale ;\nExcusés : Roy ;\nSecrétaire : Hale ;\nLieu : Brévaux ;\nDate : 3 "
            "mars ;\n",
            "x.txt",
        ),
        (
            "La séance traite :\n- du phare ;\n- du port (quai) ;\n- de la digue ;\n- des bancs ;\n- du "
            "vent.\n",
            "x.txt",
        ),
        ("Ô mer,\nÔ vent,\nÔ phare,\nrends-nous,\nce soir,\nla lumière,\n", "poème.txt"),
        ("".join(f"[02/03/2019 14:0{n}:11] Odile: le phare est allumé\n" for n in range(8)), "chat.txt"),
        ("".join(f"2019-03-02 14:0{n} Joan Hale: the lamp is lit again\n" for n in range(8)), "chat.txt"),
        (
            "[1] Voir le registre de 1892.\n[2] Ibid.\n[3] Ibid.\n[4] Ibid.\n[5] Ibid.\n[6] Ibid.\n",
            "notes.txt",
        ),
        ("{Note : ce texte est de 1892.}\n\n" + LIGHT, "x.txt"),
        (f"# Le phare\n\n{LIGHT}\n\n```java\n{JAVA}```\n", "x.md"),
        (f"Le phare\n========\n\n{LIGHT}\n\n| a | b | c |\n|---|---|---|\n| 1 | 2 | 3 |\n", "x.txt"),
        ("Recette = soupe\n\n" + f"{LIGHT}\n\n" * 5, "x.txt"),
        (
            "https://a.example/a-very-long-address-of-a-page-that-someone-kept-in-a-list/of-pages\n" * 8,
            "x.txt",
        ),
    ],
)
def test_what_people_write_is_a_text(text: str, name: str) -> None:
    assert sniff(text.encode(), name) == "text/plain"


PLAYS = (
    "ANNE:\n\tWe sleep near the harbour tonight.\n\nTOM:\n\tAnd tomorrow?\n\nANNE:\n\tTomorrow we sail.\n",
    "Le maire:\n\tLa séance est ouverte.\nMme Roy:\n\tLe phare, d'abord.\nLe maire:\n\tSoit.\n",
    "{Elle sort.}\n{Il reste seul.}\nTOM. Adieu.\n{Un temps.}\n{Le phare s'allume.}\n",
)
GLOSSARIES = (
    "CADA = centre d'accueil\nAME = aide médicale\nPAF = la police\nTA = tribunal\nCAF = caisse\n",
    "Silence = mort\nSommeil = vie\nPropriété = vol\nTravail = peine\nMer = monde\n",
    "NGO = a group of people\nQuay = where boats lie\nTide = the sea's breath\nSkiff = boat\nOar = blade\n",
    "Oui = 34\nNon = 12\nBlanc = 3\nNul = 1\nAbsents = 7\n",
)
NUMBERS = (
    "Le loyer est passé de 850,50 à 910,20 euros.\n" * 3 + "Le pain coûte 1,10 et le lait 0,95 euro.\n" * 3,
    "In 2014 we counted 12,300 men and 4,500 women.\n" * 3
    + "In 2015 there were 9,100 men and 3,200 women.\n" * 3,
    "Il vient, il voit, il part.\nElle lit, elle rit, elle dort.\nOn va, on vient, on dort.\n" * 2,
)
TABBED = (
    "\t\tÔ mer\n\t\tÔ vent\n\t\tÔ phare\n\t\trends-nous\n\t\tla lumière\n\t\tce soir\n",
    "The lamp is lit\t\t\nThe boats are in\t\t\nWe sing\t\t\nWe sleep\t\t\nAnd so do you\t\t\n",
    "10 h\tTable ronde\tSalle 2\n11 h\tAtelier\tCour\n12 h\tRepas\tCour\n14 h\tFilm\tQuai\n17 h\tBal\tQuai\n",
    "Monday\tFilms\tHall B\nTuesday\tMarch\tQuay\nFriday\tFilm\tHall A\nMay\tBall\tQuay\nJune\tRest\tHome\n",
)
TWEETS = (
    "@marie\nLe phare est rallumé !\n@odile\nEnfin.\n@tom\nÀ samedi\n@marie\nOui\n",
    "// Liberté pour tous //\n// Le phare aux marins //\nRendez-vous samedi\n// Ni mur //\n// Rallumez //\n",
    "@joan_hale\nthe lamp is lit\n@tom\n// no walls //\n@joan_hale\nat last\n",
)
TALK = (
    "Mar 12 14:05:11 odile fabre: le phare\nMar 12 14:06:02 joan hale: at last\n" * 3,
    "from Calais import taxes were raised\nfrom Dover import taxes fell\n" * 3,
    "class war and its friends:\nclass, race, gender:\n" * 4,
    "(bis)\nOn lâche rien (bis);\nOn lâche rien (bis);\nTous ensemble (bis);\nTous ensemble (ter);\n",
    "".join(f"{hour} h\tTable ronde {hour}\tSalle {hour}\n" for hour in range(8, 24)),
)
LISTS = (
    "[ ] acheter du pain\n[ ] appeler Odile\n[ ] peindre la porte\n",
    "[ ] lamp oil\n[] rope\n[ ] bread\n[ ] a letter to Joan\n[ ] paint\n",
    "[[Image:phare.jpg|le phare]]\n" + f"{LIGHT} {LIGHT}\n\n" * 120,
    '["Rallumez", disaient-ils]\n' + f"{LIGHT} {LIGHT}\n\n" * 120,
    "-" * 80 + "\nLE PHARE\n" + "=" * 80 + "\nSamedi\n" + "*" * 80 + "\n" + "-" * 80 + "\n",
)

# What a workshop hands out: text, with some lines of a program in it.
WORKSHOP = tuple(
    f"{LIGHT}\n\n" * 4 + "\n".join(code) + f"\n\n{LIGHT}" * 8
    for code in (
        ("def light(quay):", "    return lamp.on(quay)", "def dark(quay):", "    return lamp.off(quay)"),
        ("#include <lamp.h>", "int main(void) {", "  light();", "  return 0;", "}"),
    )
)


@pytest.mark.parametrize("text", [*WORKSHOP, *PLAYS, *GLOSSARIES, *NUMBERS, *TABBED, *TWEETS, *TALK, *LISTS])
def test_what_looks_like_data_and_people_write_is_a_text(text: str) -> None:
    assert sniff(text.encode(), "x.txt") == "text/plain"


LINES_OF_JSON = "".join(json.dumps({"n": n, "texte": LIGHT}, ensure_ascii=False) + "\n" for n in range(400))
BARE_TABLE = "".join(f"Fabre {n};Brévaux;quai {n}\n" for n in range(50))


@pytest.mark.parametrize(
    ("text", "name", "kind"),
    [
        # Cut where only its head is looked at: within a string, behind a comma, in lines.
        (json.dumps([{"texte": LIGHT}] * 400, ensure_ascii=False), "x", "application/json"),
        (json.dumps({"texte": LIGHT * 400}, ensure_ascii=False), "x", "application/json"),
        (json.dumps(list(range(9000))), "x", "application/json"),
        (LINES_OF_JSON, "x", "application/json"),
        (BARE_TABLE, "x.txt", "text/csv"),
        ("first_name,town,x\n" + "Odile,Brévaux,a\nJoan,Oxmoor,b\n" * 3, "x.txt", "text/csv"),
        ("an,hommes,femmes\n" + "2014,12,45\n2015,13,46\n2016,14,47\n2017,15,48\n", "x.txt", "text/csv"),
        ("1,2,3\n4,5,6\n" * 25, "x.txt", "text/csv"),
        (PROPERTIES.replace("#", ";") + "lamp.oil=none\n", "x.txt", "text/x-config"),
        ("DB_HOST=localhost\nDB_PORT=5432\nDB_USER=port\nAPI_KEY=ab12\nMAX=20\n", "env", "text/x-config"),
        ("CC = cc\nall: tower\n\ntower: lamp.o\n\t$(CC) -o tower lamp.o\n\tls\n", "x", "text/x-source-code"),
        ("@Test\n@Slow\n// the lamp\nvoid lit() {\n  check(lamp);\n}\n", "x", "text/x-source-code"),
    ],
)  # fmt: skip
def test_data_stays_data_whatever_its_name(text: str, name: str, kind: str) -> None:
    assert sniff(text.encode(), name) == kind


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "empty file"),
        (b" \n", "only white space"),
        (b"7z\xbc\xaf\x27\x1c....", "unpack it"),
        (b"SQLite format 3\x00", "a database"),
    ],
)
def test_reasons_say_what_a_file_is(data: bytes, reason: str) -> None:
    with pytest.raises(BadInput, match=reason):
        read_page(data, sniff(data, "x"))

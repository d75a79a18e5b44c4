"""Why names were joined is said in the language of the pages."""

from __future__ import annotations

import html
import re
from pathlib import Path

import pytest
from starlette.testclient import TestClient

import archive
from archive.room.joins import reason


@pytest.mark.parametrize(
    ("english", "french"),
    [
        ("same name", "même nom"),
        (
            "same slot in a translation, and like words (0.87)",
            "même place dans une traduction, mots semblables (0,87)",
        ),
        (
            "surname of Odile Marquant in the same document",
            "nom de famille seul, dans un texte qui nomme Odile Marquant",
        ),
        ("acronym bound in “Haut-Commissariat (HCR)”", "sigle donné dans « Haut-Commissariat (HCR) »"),
        ("short for {0} {x}, the only one in the archive", "forme courte ; l’archive n’a que {0} {x}"),
        ("the same place in the gazetteer (geo:2643743)", "même lieu dans le répertoire (geo:2643743)"),
        ("same slot in translations, seen 12 times", "même place dans des traductions, vu 12 fois"),
    ],
)  # fmt: skip
def test_a_reason_has_french_words(english: str, french: str) -> None:
    assert reason(english, "fr") == (french, "fr")
    assert reason(english, "en") == (english, "en")


def test_what_has_no_words_stays_in_english() -> None:
    assert reason("known from the sign at the door", "fr") == ("known from the sign at the door", "en")
    assert reason("same name\n", "fr").lang == "en"


def test_every_reason_that_the_program_gives_has_french_words() -> None:
    folder = Path(archive.__file__).parent / "link" / "entities"
    source = "".join(path.read_text("utf-8") for path in folder.glob("*.py"))
    given = set(re.findall(r'(?:join|bind)\([^"\n]*, f?"([^"]+)"\)', source))
    given |= set(re.findall(r'(?:reason|SAME_NAME|_SAME_BODY)(?:: Final)? = f?"([^"]+)"', source))
    given |= set(re.findall(r'f"(acronym bound in [^"]+)"', source))
    kinds, where = ("surname", "initials", "given name"), ("in the same document",)
    given |= {f"{kind} of Odile {place}" for kind in kinds for place in where}
    told = {
        re.sub(r"\{[^}]*\}", lambda m: "0.50" if "score" in m[0] else "3" if "seen" in m[0] else "PLACE", one)
        for one in given if "{kind}" not in one and " " in one
    }  # fmt: skip
    assert len(told) > 20
    assert {one for one in told if reason(one, "fr").lang != "fr"} == set()


def test_the_page_of_an_entity_says_them_in_its_language(room: TestClient) -> None:
    id = room.get("/api/entities/Calais").json()["id"]
    french = html.unescape(room.get(f"/e/{id}", headers={"Accept-Language": "fr"}).text)
    assert '<span lang="fr">même nom</span>' in french
    assert "same name" not in french
    assert '<span lang="en">same name</span>' in room.get(f"/e/{id}").text

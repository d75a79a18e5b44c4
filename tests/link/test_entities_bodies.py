"""Names of bodies that become one entity, and names that stay apart."""

from __future__ import annotations

from pathlib import Path

import pytest

from archive.link.entities import resolve
from tests.link.joined import groups, made, reason, together
from tests.link.made import NOW, Text, archive, link


def test_acronyms_and_their_long_forms(folder: Path) -> None:
    with made(
        folder,
        Text("fr", "Le Collectif des Deux Baies (CDB) agit.", bodies=["Collectif des Deux Baies", "CDB"]),
        Text("fr", "Le CDB répond.", bodies=["CDB"]),
        Text("en", "CDB (Collectif des Deux Baies) said so.", bodies=["Collectif des Deux Baies", "CDB"]),
    ) as catalog:
        assert groups(catalog) == {frozenset({"Collectif des Deux Baies", "CDB"})}
        assert "acronym bound in" in reason(catalog, "CDB", 2)


def test_an_acronym_of_two_bodies_stays_with_each(folder: Path) -> None:
    with made(
        folder,
        Text("fr", "Le Collectif des Baies (CDB) et le CDB.", bodies=["Collectif des Baies", "CDB"]),
        Text("fr", "Le Comité des Brumes (CDB) et le CDB.", bodies=["Comité des Brumes", "CDB"]),
        Text("fr", "Le CDB.", bodies=["CDB"]),
    ) as catalog:
        rows = catalog.db.execute(
            "SELECT DISTINCT m.doc, e.label FROM mentions m JOIN entities e ON e.n = m.entity"
            " WHERE m.text = 'CDB'"
        )
        assert {r[0]: r[1] for r in rows} == {1: "Collectif des Baies", 2: "Comité des Brumes", 3: "CDB"}


def test_well_known_bodies(folder: Path) -> None:
    with made(
        folder,
        Text("fr", "L'ONU, la CEDH.", bodies=["ONU", "CEDH"]),
        Text("en", "The United Nations, the ECHR.", bodies=["United Nations", "ECHR"]),
    ) as catalog:
        assert groups(catalog) == {frozenset({"ONU", "United Nations"}), frozenset({"CEDH", "ECHR"})}


@pytest.mark.parametrize(
    ("one", "other", "joined"),
    [
        ("association Accueil des Dunes", "Accueil des Dunes", True),
        ("Accueil des Dunes", "accueil des dunes", True),
        ("Gardiens de la Brume", "Gardien de la Brume", False),
        ("Société des Digues", "Sociéte des Digues", True),
        ("Agence France", "France", False),
        ("Hearingthetide", "Hearing the Tide", True),
    ],
)
def test_spellings_of_bodies(folder: Path, one: str, other: str, joined: bool) -> None:
    with made(folder, Text("fr", one, bodies=[one]), Text("fr", other, bodies=[other])) as catalog:
        assert together(catalog, one, other) is joined


def test_words_in_both_languages(folder: Path) -> None:
    with made(
        folder,
        Text("fr", "L'Agence des eaux du Nord.", bodies=["Agence des eaux du Nord"]),
        Text("en", "The Northern Water Agency.", bodies=["Northern Water Agency"]),
        Text("en", "The Southern Water Agency.", bodies=["Southern Water Agency"]),
    ) as catalog:
        assert together(catalog, "Agence des eaux du Nord", "Northern Water Agency")
        assert not together(catalog, "Agence des eaux du Nord", "Southern Water Agency")


def test_slots_of_translations_teach_unlike_names(folder: Path) -> None:
    texts = []
    for i in range(2):
        texts.append(Text("en", f"Tide Watch called a meeting {i}.", bodies=["Tide Watch"]))
        texts.append(Text("fr", f"Les Guetteurs appellent {i}.", bodies=["Guetteurs"]))
    catalog = archive(folder, texts)
    with catalog:
        link(catalog, 1, 2)
        resolve(catalog, now=NOW)
        assert not together(catalog, "Tide Watch", "Guetteurs")  # once may be chance
        link(catalog, 3, 4)
        resolve(catalog, now=NOW)
        assert together(catalog, "Tide Watch", "Guetteurs")
        assert reason(catalog, "Tide Watch", 1) in ("same name", "same slot in translations, seen 2 times")


def test_the_head_of_a_name_in_its_document(folder: Path) -> None:
    text = Text(
        "fr", "L'Observatoire des marées. L'Observatoire.", bodies=["Observatoire des marées", "Observatoire"]
    )
    with made(folder, text) as catalog:
        assert together(catalog, "Observatoire des marées", "Observatoire")

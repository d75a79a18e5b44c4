"""Names of people that become one entity, and names that stay apart."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from archive.catalog import entities as kept
from archive.link.entities import resolve
from tests.link.joined import groups, made, reason, together
from tests.link.made import NOW, Text, add, archive, link

PEOPLE = [
    # names in document one, names in document two, those that are one person
    (["Odile Carpentier", "Carpentier"], [], ("Odile Carpentier", "Carpentier")),
    (["Odile Carpentier", "Odile"], [], ("Odile Carpentier", "Odile")),
    (["Léa Carpentier", "Léa"], [], ("Léa Carpentier", "Léa")),
    (["Odile Carpentier", "O. Carpentier"], [], ("Odile Carpentier", "O. Carpentier")),
    (["Odile Carpentier"], ["O. Carpentier"], ("Odile Carpentier", "O. Carpentier")),
    (["Jean-Luc Ferrand"], ["Jean Luc Ferrand"], ("Jean-Luc Ferrand", "Jean Luc Ferrand")),
    (["Cédric Tessier"], ["Cedric Tessiér"], ("Cédric Tessier", "Cedric Tessiér")),
    (["Thierry Kuhnel"], ["Thiery Kuhnel"], ("Thierry Kuhnel", "Thiery Kuhnel")),
    (["Odile Carpentier", "Odile Carpantier"], [], ("Odile Carpentier", "Odile Carpantier")),
    (["CARPENTIER Odile"], ["Odile Carpentier"], ("CARPENTIER Odile", "Odile Carpentier")),
    (["Odile A. Carpentier"], ["Odile Carpentier"], ("Odile A. Carpentier", "Odile Carpentier")),
    (["Thomas De Wael", "De Wael"], [], ("Thomas De Wael", "De Wael")),
    # In one word or several, with hyphens or without.
    (["Abderrahim Souli"], ["Abder-Rahim Souli"], ("Abderrahim Souli", "Abder-Rahim Souli")),
    (["Abdelhak Souli"], ["Abd el-Hak Souli"], ("Abdelhak Souli", "Abd el-Hak Souli")),
    (["Abdul Hamid Souli"], ["Abdelhamid Souli"], ("Abdul Hamid Souli", "Abdelhamid Souli")),
    (["Salah-Eddine Souli"], ["Salaheddine Souli"], ("Salah-Eddine Souli", "Salaheddine Souli")),
    (["Rim el-Tawil"], ["Rim Al-Tawil"], ("Rim el-Tawil", "Rim Al-Tawil")),
    (["Rim El Tawil"], ["Rim Eltawil"], ("Rim El Tawil", "Rim Eltawil")),
    (["Annelise Ferrand"], ["Anne-Lise Ferrand"], ("Annelise Ferrand", "Anne-Lise Ferrand")),
    (["Thomas De Wael"], ["Thomas Dewael"], ("Thomas De Wael", "Thomas Dewael")),
    (["Mohammed Souli"], ["Mohamed Souli"], ("Mohammed Souli", "Mohamed Souli")),
    # As registers write it.
    (["Carpentier, Odile"], ["Odile Carpentier"], ("Carpentier, Odile", "Odile Carpentier")),
    (["CARPENTIER, Odile"], ["Odile Carpentier"], ("CARPENTIER, Odile", "Odile Carpentier")),
    (["De Wael, Jean-Luc"], ["Jean-Luc De Wael"], ("De Wael, Jean-Luc", "Jean-Luc De Wael")),
    (["Thornby, Alice"], ["Mrs Alice Thornby"], ("Thornby, Alice", "Alice Thornby")),
    (["LE GOFF Yann"], ["Yann Le Goff"], ("LE GOFF Yann", "Yann Le Goff")),
    (["De WAEL Jean-Luc"], ["Jean-Luc De Wael"], ("De WAEL Jean-Luc", "Jean-Luc De Wael")),
    (["BEN SALAH Rim"], ["Rim Ben Salah"], ("BEN SALAH Rim", "Rim Ben Salah")),
    (["MARTIN-FERRAND Anne"], ["Anne Martin-Ferrand"], ("MARTIN-FERRAND Anne", "Anne Martin-Ferrand")),
    (["VAN DER HOEK Jan"], ["Jan van der Hoek"], ("VAN DER HOEK Jan", "Jan van der Hoek")),
    (["JL Ferrand"], ["Jean-Luc Ferrand"], ("JL Ferrand", "Jean-Luc Ferrand")),
    (["Thornby, A."], ["Alice Thornby"], ("Thornby, A", "Alice Thornby")),
]


@pytest.mark.parametrize(("first", "second", "expected"), PEOPLE)
def test_one_person(
    folder: Path, first: Sequence[str], second: Sequence[str], expected: tuple[str, ...]
) -> None:
    texts = [Text("fr", " · ".join(names), people=names) for names in (first, second) if names]
    with made(folder, *texts) as catalog:
        assert together(catalog, *expected)


APART = [
    (["Odile Carpentier"], ["Paul Carpentier"], "Odile Carpentier", "Paul Carpentier"),
    (["Michel Ferrand"], ["Michèle Ferrand"], "Michel Ferrand", "Michèle Ferrand"),
    (["Danielle Ferrand"], ["Danièle Ferrand"], "Danielle Ferrand", "Danièle Ferrand"),
    (["Marie-Gabrielle Roy"], ["Marie-Gabriele Roy"], "Marie-Gabrielle Roy", "Marie-Gabriele Roy"),
    (["André Ferrand"], ["Andrée Ferrand"], "André Ferrand", "Andrée Ferrand"),
    (["Hanna Thornby"], ["Anna Thornby"], "Hanna Thornby", "Anna Thornby"),
    (["Marina Ferrand", "Martina Ferrand"], [], "Marina Ferrand", "Martina Ferrand"),  # two given names
    (["Marion Thornby", "Marlon Thornby"], [], "Marion Thornby", "Marlon Thornby"),
    (["Joel Thornby"], ["Joelle Thornby"], "Joel Thornby", "Joelle Thornby"),
    (["DJ Ferrand"], ["Diane-Jeanne Ferrand"], "DJ Ferrand", "Diane-Jeanne Ferrand"),
    (["LE Goff"], ["Goff Le"], "LE Goff", "Goff Le"),
    (["Anna Dupont"], ["Anna Dupond"], "Anna Dupont", "Anna Dupond"),
    (["Odile Carpentier", "Paul Carpentier", "Carpentier"], [], "Odile Carpentier", "Carpentier"),
    (["Odile Carpentier"], ["P. Carpentier"], "Odile Carpentier", "P. Carpentier"),
    (["Odile Carpentier"], ["Odile"], "Odile Carpentier", "Odile"),
    (["Jo Carpentier", "Jo"], [], "Jo Carpentier", "Jo"),  # two letters may be anything
]


@pytest.mark.parametrize(("first", "second", "one", "other"), APART)
def test_two_people(folder: Path, first: Sequence[str], second: Sequence[str], one: str, other: str) -> None:
    texts = [Text("fr", " · ".join(names), people=names) for names in (first, second) if names]
    with made(folder, *texts) as catalog:
        assert not together(catalog, one, other)


def test_a_surname_means_who_is_named_in_its_document(folder: Path) -> None:
    with made(
        folder,
        Text("fr", "Odile Carpentier. Carpentier.", people=["Odile Carpentier", "Carpentier"]),
        Text("fr", "Paul Carpentier. Carpentier.", people=["Paul Carpentier", "Carpentier"]),
        Text("fr", "Carpentier.", people=["Carpentier"]),
    ) as catalog:
        rows = catalog.db.execute(
            "SELECT e.label FROM mentions m JOIN entities e ON e.n = m.entity WHERE m.text = 'Carpentier'"
            " ORDER BY m.doc"
        )
        assert [row[0] for row in rows] == ["Odile Carpentier", "Paul Carpentier", "Carpentier"]
        assert reason(catalog, "Carpentier", 1) == "surname of Odile Carpentier in the same document"


def test_a_lone_surname_needs_a_well_known_bearer(folder: Path) -> None:
    full = [Text("fr", f"Odile Carpentier {i}.", people=["Odile Carpentier"]) for i in range(3)]
    with made(folder, *full[:1], Text("fr", "Carpentier part.", people=["Carpentier"])) as catalog:
        assert not together(catalog, "Odile Carpentier", "Carpentier")
    with made(folder / "more", *full, Text("fr", "Carpentier part.", people=["Carpentier"])) as catalog:
        assert together(catalog, "Odile Carpentier", "Carpentier")


def test_a_surname_takes_its_full_name_from_the_translation(folder: Path) -> None:
    catalog = archive(
        folder,
        [
            Text("en", "Odile Carpentier spoke.", people=["Odile Carpentier"]),
            Text("fr", "Carpentier a parlé.", people=["Carpentier"]),
        ],
    )
    with catalog:
        link(catalog, 1, 2)
        resolve(catalog, now=NOW)
        assert together(catalog, "Odile Carpentier", "Carpentier")


def test_a_surname_tagged_as_a_body(folder: Path) -> None:
    text = Text(
        "en", "Odile Thornquist left. Thornquist wept.", people=["Odile Thornquist"], bodies=["Thornquist"]
    )
    with made(folder, text) as catalog:
        assert groups(catalog) == {frozenset({"Odile Thornquist", "Thornquist"})}


@pytest.mark.parametrize(
    ("lang", "word", "longer"),
    [
        ("en", "Marelock", "Kernel Marelock"),
        ("en", "Marelock", "Holiday Marelock"),
        ("fr", "Vaucresme", "Dimanche Vaucresme"),
        ("fr", "Vaucresme", "Accueil Vaucresme"),
    ],
)
@pytest.mark.parametrize("places", [False, True])
def test_what_many_documents_name_is_no_surname(
    folder: Path, lang: str, word: str, longer: str, places: bool
) -> None:
    there, bodies = ([word], []) if places else ([], [word])
    alone = [Text(lang, f"{i} {word}.", places=there, bodies=bodies) for i in range(3)]
    both = Text(lang, f"{longer}. {word}.", people=[longer], places=there, bodies=bodies)
    with made(folder, *alone, both) as catalog:
        assert groups(catalog) == {frozenset({word}), frozenset({longer})}
    with made(folder / "slip", *alone[:2], both) as catalog:
        assert frozenset({word, longer}) in groups(catalog)


def test_of_entities_that_become_one_the_one_named_most_keeps_its_id(folder: Path) -> None:
    """Though it is called otherwise from then on; the id of the other leads to it."""
    catalog = archive(
        folder,
        [
            Text("fr", "O. Carpentier parle.", people=["O. Carpentier"]),
            Text("fr", "O. Carpentier écrit.", people=["O. Carpentier"]),
            Text("fr", "Carpentier part.", people=["Carpentier"]),
        ],
    )
    with catalog:
        resolve(catalog, now=NOW)
        before = {e.label: e.id for e in kept.listing(catalog)}
        assert set(before) == {"O. Carpentier", "Carpentier"}
        for i in range(3):
            add(catalog, Text("fr", f"Odile Carpentier {i}.", people=["Odile Carpentier"]), f"new/{i}.txt")
        resolve(catalog, now=NOW)
        ((label, name),) = [(e.label, e.id) for e in kept.listing(catalog)]
        assert (label, name) == ("Odile Carpentier", before["O. Carpentier"])
        assert kept.find(catalog, before["Carpentier"]).id == name

"""Entities of a whole archive: types, a person's word, authority files, growth."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from archive.catalog import Catalog, authority, changes, decisions
from archive.catalog import entities as kept
from archive.errors import UsageError
from archive.link.entities import EntityReport, resolve
from tests.link.joined import groups, made, together
from tests.link.made import NOW, Text, add, archive


def test_a_town_tagged_as_a_body_once(folder: Path) -> None:
    with made(
        folder,
        Text("fr", "Calais. Calais.", places=["Calais"]),
        Text("en", "Calais won.", bodies=["Calais"]),
    ) as catalog:
        (entity,) = kept.listing(catalog)
        assert (entity.type.value, entity.documents, entity.mentions) == ("PLACE", 2, 3)


def test_a_persons_word_holds(folder: Path) -> None:
    texts = [
        Text("en", "Tide Watch. Hull Friends.", bodies=["Tide Watch", "Hull Friends"]),
        Text("en", "Odile Carpentier. Carpentier.", people=["Odile Carpentier", "Carpentier"]),
    ]
    with made(folder, *texts) as catalog:
        decisions.merge(catalog, kept.find(catalog, "Tide Watch"), kept.find(catalog, "Hull Friends"), NOW)
        decisions.split(catalog, kept.find(catalog, "Odile Carpentier"), "Carpentier", NOW)
        resolve(catalog, now=NOW)
        assert together(catalog, "Tide Watch", "Hull Friends")
        assert not together(catalog, "Odile Carpentier", "Carpentier")
        decisions.rename(catalog, kept.find(catalog, "Tide Watch"), "Watch of Hull", NOW)
        add(catalog, Text("en", "Hull Friends again.", bodies=["Hull Friends"]), "later.txt")
        resolve(catalog, now=NOW)
        assert kept.find(catalog, "Hull Friends").label == "Watch of Hull"
        assert together(catalog, "Tide Watch", "Hull Friends")


def test_a_name_that_stands_for_another_elsewhere_is_still_a_label(folder: Path) -> None:
    texts = [
        Text("en", "Odile Carpentier spoke. Carpentier left.", people=["Odile Carpentier", "Carpentier"]),
        Text("en", "Carpentier. Carpentier. Carpentier.", bodies=["Carpentier"]),
    ]
    with made(folder, *texts) as catalog:
        body = next(e for e in kept.listing(catalog) if e.type.value == "ORG")
        decisions.merge(catalog, body, kept.find(catalog, "Odile Carpentier"), NOW)
        resolve(catalog, now=NOW)
        (entity,) = kept.listing(catalog)
        assert {n.name for n in entity.names} == {"Carpentier", "Odile Carpentier"}
        assert entity.label == "Carpentier"


def test_an_entity_answers_to_the_label_a_person_gave_it(folder: Path) -> None:
    texts = [
        Text("en", "Tide Watch. Tide Watch. Hull Friends.", bodies=["Tide Watch", "Hull Friends"]),
        Text("fr", "Les Amis de Brest.", bodies=["Amis de Brest"]),
    ]
    with made(folder, *texts) as catalog:
        first = kept.find(catalog, "Tide Watch").id
        for label in ("Guetteurs d'Été", "Watch of Hull"):  # the second is given to what bears the first
            decisions.rename(catalog, kept.find(catalog, first), label, NOW)
            resolve(catalog, now=NOW)
            assert kept.find(catalog, first).label == label
        assert kept.find(catalog, "watch of HULL").id == first
        with pytest.raises(UsageError, match="No entity"):
            kept.find(catalog, "Guetteurs d'Été")
        decisions.merge(catalog, kept.find(catalog, "Watch of Hull"), kept.find(catalog, "Hull Friends"), NOW)
        resolve(catalog, now=NOW)
        assert together(catalog, "Tide Watch", "Hull Friends")
        assert kept.find(catalog, "Hull Friends").label == "Watch of Hull"


def test_the_last_word_counts(folder: Path) -> None:
    with made(
        folder, Text("en", "Tide Watch. Hull Friends.", bodies=["Tide Watch", "Hull Friends"])
    ) as catalog:
        decisions.merge(catalog, kept.find(catalog, "Tide Watch"), kept.find(catalog, "Hull Friends"), NOW)
        resolve(catalog, now=NOW)
        decisions.split(catalog, kept.find(catalog, "Tide Watch"), "Hull Friends", NOW)
        resolve(catalog, now=NOW)
        assert not together(catalog, "Tide Watch", "Hull Friends")


def test_authority_rows_with_one_mark_are_one_entity(folder: Path, tmp_path: Path) -> None:
    file = tmp_path / "known.csv"
    file.write_text(
        "name,type,language,same-as\nVeilleurs,ORG,fr,Tide Watch\nMarée,ORG,fr,Tide Watch\n", encoding="utf-8"
    )
    texts = [
        Text("fr", "Veilleurs. Marée.", bodies=["Veilleurs", "Marée"]),
        Text("en", "Tide Watch.", bodies=["Tide Watch"]),
    ]
    with archive(folder, texts) as catalog:
        authority.put(catalog, file, authority.read_csv(file), NOW)
        resolve(catalog, now=NOW)
        assert groups(catalog) == {frozenset({"Veilleurs", "Marée", "Tide Watch"})}


MIXED = [
    Text(
        "fr",
        "Odile Carpentier à Douvres. Carpentier.",
        people=["Odile Carpentier", "Carpentier"],
        places=["Douvres"],
    ),
    Text(
        "en",
        "Ms Carpentier in Dover with Tide Watch.",
        people=["Ms Carpentier"],
        places=["Dover"],
        bodies=["Tide Watch"],
    ),
    Text("fr", "Le Collectif des Baies (CDB).", bodies=["Collectif des Baies", "CDB"]),
    Text("en", "CDB and O. Carpentier.", bodies=["CDB"], people=["O. Carpentier"]),
    Text(
        "fr",
        "Paul Tessier au Royaume-Uni. Tessier.",
        people=["Paul Tessier", "Tessier"],
        places=["Royaume-Uni"],
    ),
    Text("en", "Tide Watch in the UK.", bodies=["Tide Watch"], places=["UK"]),
]


def test_the_order_of_ingest_does_not_matter(folder: Path) -> None:
    found = []
    for seed in range(4):
        texts = MIXED[:]
        random.Random(seed).shuffle(texts)
        with made(folder / str(seed), *texts) as catalog:
            found.append((groups(catalog), {e.id for e in kept.listing(catalog)}))
    assert all(f == found[0] for f in found)


def test_growing_one_by_one_comes_to_the_same(folder: Path) -> None:
    with made(folder / "once", *MIXED) as catalog:
        at_once = groups(catalog)
    with archive(folder / "grown", MIXED[:1]) as catalog:
        for i, text in enumerate(MIXED[1:]):
            resolve(catalog, now=NOW)
            add(catalog, text, f"grown/{i}")
        resolve(catalog, now=NOW)
        assert groups(catalog) == at_once


def test_ids_stay_when_names_are_added(folder: Path) -> None:
    with made(folder, Text("en", "Tide Watch.", bodies=["Tide Watch"])) as catalog:
        before = kept.find(catalog, "Tide Watch").id
        add(catalog, Text("en", "Tide Watch Network (TWN). TWN.", bodies=["Tide Watch Network", "TWN"]), "b")
        add(catalog, Text("en", "Tide Watch Network. TWN.", bodies=["Tide Watch Network", "TWN"]), "c")
        resolve(catalog, now=NOW)
        assert kept.find(catalog, "TWN").id == before
        assert together(catalog, "Tide Watch", "Tide Watch Network", "TWN")


def test_only_what_changed_is_logged(folder: Path) -> None:
    with made(folder, *MIXED) as catalog:
        position = changes.position(catalog)
        assert resolve(catalog, now=NOW) == EntityReport(len(groups(catalog)), 0, ())
        assert changes.position(catalog) == position
        n = add(catalog, Text("en", "Dover and Tide Watch.", places=["Dover"], bodies=["Tide Watch"]), "new")
        after = changes.position(catalog)
        assert resolve(catalog, now=NOW).documents == (n,)
        assert list(changes.since(catalog, after)) == [n]


def test_an_empty_archive(folder: Path) -> None:
    with Catalog.open(folder, create=True) as catalog:
        assert resolve(catalog, now=NOW) == EntityReport(0, 0, ())


def test_superseded_documents_name_nothing(folder: Path) -> None:
    with made(folder, Text("en", "Tide Watch.", bodies=["Tide Watch"])) as catalog:
        add(catalog, Text("en", "Nothing here.", bodies=[]), "texts/00000.txt")
        resolve(catalog, now=NOW)
        assert list(kept.listing(catalog)) == []
        assert catalog.db.execute("SELECT count(*) FROM mentions WHERE entity IS NOT NULL").fetchone()[0] == 0

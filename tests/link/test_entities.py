"""Names that become one entity, and names that stay apart, over small archives."""

from __future__ import annotations

import random
from collections.abc import Sequence
from pathlib import Path

import pytest

from archive.catalog import Catalog, authority, changes
from archive.catalog import entities as kept
from archive.link.entities import EntityReport, resolve
from tests.link.made import NOW, Text, add, archive, link


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "archive"


def made(folder: Path, *texts: Text) -> Catalog:
    catalog = archive(folder, texts)
    resolve(catalog, now=NOW)
    return catalog


def groups(catalog: Catalog) -> set[frozenset[str]]:
    """The entities as sets of names."""
    return {frozenset(n.name for n in e.names) for e in kept.listing(catalog)}


def together(catalog: Catalog, *names: str) -> bool:
    return any(set(names) <= group for group in groups(catalog))


def reason(catalog: Catalog, text: str, doc: int) -> str:
    row = catalog.db.execute("SELECT reason FROM mentions WHERE text = ? AND doc = ?", (text, doc)).fetchone()
    return str(row[0])


# -- people ----------------------------------------------------------------------------------------

PEOPLE = [
    # names in document one, names in document two, those that are one person
    (["Odile Carpentier", "Carpentier"], [], ("Odile Carpentier", "Carpentier")),
    (["Odile Carpentier", "Odile"], [], ("Odile Carpentier", "Odile")),
    (["Odile Carpentier", "O. Carpentier"], [], ("Odile Carpentier", "O. Carpentier")),
    (["Odile Carpentier"], ["O. Carpentier"], ("Odile Carpentier", "O. Carpentier")),
    (["Jean-Luc Ferrand"], ["Jean Luc Ferrand"], ("Jean-Luc Ferrand", "Jean Luc Ferrand")),
    (["Cédric Tessier"], ["Cedric Tessiér"], ("Cédric Tessier", "Cedric Tessiér")),
    (["Thierry Kuhnel"], ["Thiery Kuhnel"], ("Thierry Kuhnel", "Thiery Kuhnel")),
    (["Odile Carpentier", "Odile Carpantier"], [], ("Odile Carpentier", "Odile Carpantier")),
    (["CARPENTIER Odile"], ["Odile Carpentier"], ("CARPENTIER Odile", "Odile Carpentier")),
    (["Odile A. Carpentier"], ["Odile Carpentier"], ("Odile A. Carpentier", "Odile Carpentier")),
    (["Thomas De Wael", "De Wael"], [], ("Thomas De Wael", "De Wael")),
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
    (["Anna Dupont"], ["Anna Dupond"], "Anna Dupont", "Anna Dupond"),
    (["Odile Carpentier", "Paul Carpentier", "Carpentier"], [], "Odile Carpentier", "Carpentier"),
    (["Odile Carpentier"], ["P. Carpentier"], "Odile Carpentier", "P. Carpentier"),
    (["Odile Carpentier"], ["Odile"], "Odile Carpentier", "Odile"),
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


# -- places ----------------------------------------------------------------------------------------


def test_places_join_across_languages(folder: Path) -> None:
    french = ["Douvres", "Royaume-Uni", "Grande-Bretagne", "Mexico"]
    english = ["Dover", "UK", "Great Britain", "Mexico City", "Mexico"]
    with made(
        folder,
        Text("fr", ", ".join(french), places=french),
        Text("en", ", ".join(english), places=english),
    ) as catalog:
        assert groups(catalog) == {
            frozenset({"Douvres", "Dover"}),
            frozenset({"Royaume-Uni", "UK"}),
            frozenset({"Grande-Bretagne", "Great Britain"}),
            frozenset({"Mexico", "Mexico City"}),
            frozenset({"Mexico"}),
        }


def test_a_short_town_name(folder: Path) -> None:
    with made(
        folder,
        Text("fr", "Boulogne-sur-Mer attend. Boulogne dort.", places=["Boulogne-sur-Mer", "Boulogne"]),
        Text(
            "fr",
            "Saint-Étienne-du-Rouvray. Saint-Étienne.",
            places=["Saint-Étienne-du-Rouvray", "Saint-Étienne"],
        ),
    ) as catalog:
        assert together(catalog, "Boulogne-sur-Mer", "Boulogne")
        assert not together(catalog, "Saint-Étienne-du-Rouvray", "Saint-Étienne")


def test_a_place_that_no_gazetteer_knows_joins_by_its_words(folder: Path) -> None:
    with made(
        folder,
        Text("fr", "Dans la vallée de la Brume.", places=["vallée de la Brume"]),
        Text("en", "In the Brume valley.", places=["Brume valley"]),
    ) as catalog:
        assert together(catalog, "vallée de la Brume", "Brume valley")


# -- bodies ----------------------------------------------------------------------------------------


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


# -- types, decisions, authority -------------------------------------------------------------------


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
        kept.merge(catalog, kept.find(catalog, "Tide Watch"), kept.find(catalog, "Hull Friends"), NOW)
        kept.split(catalog, kept.find(catalog, "Odile Carpentier"), "Carpentier", NOW)
        resolve(catalog, now=NOW)
        assert together(catalog, "Tide Watch", "Hull Friends")
        assert not together(catalog, "Odile Carpentier", "Carpentier")
        kept.rename(catalog, kept.find(catalog, "Tide Watch"), "Watch of Hull", NOW)
        add(catalog, Text("en", "Hull Friends again.", bodies=["Hull Friends"]), "later.txt")
        resolve(catalog, now=NOW)
        assert kept.find(catalog, "Hull Friends").label == "Watch of Hull"
        assert together(catalog, "Tide Watch", "Hull Friends")


def test_the_last_word_counts(folder: Path) -> None:
    with made(
        folder, Text("en", "Tide Watch. Hull Friends.", bodies=["Tide Watch", "Hull Friends"])
    ) as catalog:
        kept.merge(catalog, kept.find(catalog, "Tide Watch"), kept.find(catalog, "Hull Friends"), NOW)
        resolve(catalog, now=NOW)
        kept.split(catalog, kept.find(catalog, "Tide Watch"), "Hull Friends", NOW)
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
        authority.import_csv(catalog, file, NOW)
        resolve(catalog, now=NOW)
        assert groups(catalog) == {frozenset({"Veilleurs", "Marée", "Tide Watch"})}


# -- names that no model saw -------------------------------------------------------------------------

SEEN = [Text("en", f"Rain on Rio {i}.", places=["Rio"]) for i in range(3)]


def marked(catalog: Catalog) -> list[tuple[int, str, str]]:
    rows = catalog.db.execute(
        "SELECT doc, text, type FROM mentions WHERE evidence = 'archive' ORDER BY doc, start"
    )
    return [(r[0], r[1], r[2]) for r in rows]


def test_a_sure_name_is_found_elsewhere(folder: Path) -> None:
    unseen = [
        Text("en", "The Rio games."),
        Text("en", "Rio Tinto and the trio."),
        Text("fr", "Les jeux de Rio."),
    ]
    with made(folder, *SEEN, *unseen) as catalog:
        assert marked(catalog) == [(4, "Rio", "PLACE")]
        assert kept.find(catalog, "Rio").documents == 4
        assert resolve(catalog, now=NOW).mentions == 0


def test_a_name_mostly_left_out_is_not(folder: Path) -> None:
    texts = [Text("en", f"Nice is a town {i}.", places=["Nice"]) for i in range(3)]
    plain = Text("en", "Nice work. Nice day. Nice words. Nice talk.")
    with made(folder, *texts, plain) as catalog:
        assert marked(catalog) == []


def test_what_is_no_longer_sure_goes(folder: Path) -> None:
    with made(folder, *SEEN, Text("en", "The Rio games.")) as catalog:
        assert len(marked(catalog)) == 1
        add(catalog, Text("en", "Nothing."), "texts/00000.txt")
        assert resolve(catalog, now=NOW).documents == (4,)
        assert marked(catalog) == []


# -- the whole -------------------------------------------------------------------------------------

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

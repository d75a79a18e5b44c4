"""Names of bodies that become one entity, and names that stay apart."""

from __future__ import annotations

from pathlib import Path

import pytest

from archive.catalog import decisions
from archive.catalog import entities as kept
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


@pytest.mark.parametrize(
    ("lang", "own", "text", "known"),
    [
        ("en", "Coastal Evening Ensemble", "The Coastal Evening Ensemble (CEE) sang.", "CEE"),
        ("fr", "Collectif des Élus de l'Estuaire", "Le Collectif des Élus de l'Estuaire (CEE) écrit.", "CEE"),
        ("fr", "Ondes Nomades Unies", "Les Ondes Nomades Unies (ONU) chantent.", "ONU"),
        ("en", "Workers for Harbour Order", "Workers for Harbour Order (WHO) met.", "WHO"),
    ],
)
@pytest.mark.parametrize("tagged", [True, False])  # the long form may have been missed
def test_an_acronym_bound_in_a_text_is_no_well_known_body(
    folder: Path, lang: str, own: str, text: str, known: str, tagged: bool
) -> None:
    longs = {"CEE": "Communauté économique européenne", "ONU": "Organisation des Nations unies",
             "WHO": "World Health Organization"}  # fmt: skip
    with made(
        folder,
        Text(lang, text, bodies=[own, known] if tagged else [known]),
        Text(lang, f"{known} wrote.", bodies=[known]),
        Text(lang, f"{longs[known]} 1957.", bodies=[longs[known]]),
        Text(lang, f"{longs[known]}, {known}.", bodies=[longs[known], known]),
    ) as catalog:
        rows = catalog.db.execute(
            "SELECT m.doc, e.label FROM mentions m JOIN entities e ON e.n = m.entity WHERE m.text = ?",
            (known,),
        )
        label = {row[0]: row[1] for row in rows}
        assert label[1] != longs[known]
        assert label[2] != longs[known]
        assert label[4] == longs[known]
        assert (label[1] == own) is tagged


@pytest.mark.parametrize(
    ("lang", "own", "text", "known", "long"),
    [
        ("fr", "Comité d'Entraide des Halles", "Le CEDH (Comité d'Entraide des Halles) écrit.", "CEDH",
         "Cour européenne des droits de l'homme"),
        ("fr", "Comité d'Entraide des Halles", "Le C.E.D.H. (Comité d'Entraide des Halles) dit.", "C.E.D.H.",
         "Cour européenne des droits de l'homme"),
        ("fr", "Comité d'Entraide des Halles", "Le Comité d'Entraide des Halles – CEDH – écrit.", "CEDH",
         "Cour européenne des droits de l'homme"),
        ("en", "International Ocean Mothers", "The IOM (International Ocean Mothers) met.", "IOM",
         "International Organization for Migration"),
        ("en", "Women's Harbour Order", "Women's Harbour Order, WHO for short, met.", "WHO",
         "World Health Organization"),
    ],
)  # fmt: skip
def test_an_acronym_is_its_own_text_s_however_it_is_introduced(
    folder: Path, lang: str, own: str, text: str, known: str, long: str
) -> None:
    with made(
        folder, Text(lang, text, bodies=[own, known]), Text(lang, f"{long} 1957.", bodies=[long])
    ) as catalog:
        assert together(catalog, own, known)
        assert not together(catalog, known, long)


@pytest.mark.parametrize(
    ("text", "variant", "short", "long"),
    [
        ("Le Haut-Commissariat de l'ONU aux réfugiés (HCR) écrit.", "Haut-Commissariat de l'ONU aux réfugiés",
         "HCR", "Haut-Commissariat des Nations unies pour les réfugiés"),
        ("L'Organisation mondiale pour la santé (OMS) écrit.", "Organisation mondiale pour la santé",
         "OMS", "Organisation mondiale de la santé"),
    ],
)  # fmt: skip
def test_a_variant_of_a_well_known_name_leaves_the_acronym_to_it(
    folder: Path, text: str, variant: str, short: str, long: str
) -> None:
    with made(
        folder,
        Text("fr", text, bodies=[variant, short]),
        Text("fr", f"{short}.", bodies=[short]),
        Text("fr", f"{long}.", bodies=[long]),
    ) as catalog:
        assert together(catalog, short, long)


@pytest.mark.parametrize(("head", "whole", "lang"), [
    ("Platform", "Harbour Platform", "en"),
    ("Plateforme", "Plateforme du Port", "fr"),
    ("Comité", "Comité des Baies", "fr"),
    ("Plateforme", "plateforme du port", "fr"),
])  # fmt: skip
def test_a_word_for_a_kind_of_body_is_no_label(folder: Path, head: str, whole: str, lang: str) -> None:
    with made(folder, Text(lang, f"{whole}. {head}. {head}. {head}.", bodies=[whole, head])) as catalog:
        (entity,) = kept.listing(catalog)
        assert (entity.label, entity.labels) == (whole, {lang: whole})


@pytest.mark.parametrize(
    ("often", "seldom", "label"),
    [
        ("rslk", "RSLK", "RSLK"),  # an acronym in small letters
        ("Marelock", "Marelock - One", "Marelock"),  # what a list's line leaves at a name makes it no part
        ("Marelock", "Marelock Trust", "Marelock Trust"),
    ],
)
@pytest.mark.parametrize("lang", ["fr", "en"])
def test_a_label_in_each_language(folder: Path, often: str, seldom: str, label: str, lang: str) -> None:
    texts = [Text(lang, f"{i} {often}.", bodies=[often]) for i in range(3)]
    with made(folder, *texts, Text(lang, f"{seldom}. {often}.", bodies=[seldom, often])) as catalog:
        if len(list(kept.listing(catalog))) > 1:
            decisions.merge(catalog, kept.find(catalog, often), kept.find(catalog, seldom), NOW)
            resolve(catalog, now=NOW)
        (entity,) = kept.listing(catalog)
        assert entity.labels == {lang: label}


@pytest.mark.parametrize(
    ("lang", "long", "other", "joined"),
    [
        ("en", "Help Harbour Night Watch", "Harbour Night Watch", True),
        ("fr", "Écrire au Réseau Mer Ouverte", "Réseau Mer Ouverte", True),
        ("en", "Harbour News Workers", "Harbour Night Watch", False),
    ],
)
def test_a_long_form_that_ends_in_another_of_its_acronym(
    folder: Path, lang: str, long: str, other: str, joined: bool
) -> None:
    short = "RMO" if lang == "fr" else "HNW"
    texts = [
        Text(lang, f"{i} {name} ({short}).", bodies=[name, short]) for i, name in enumerate((long, other))
    ]
    with made(folder, *texts) as catalog:
        assert together(catalog, long, other) is joined


@pytest.mark.parametrize(("groups_", "places"), [(1, 1), (2, 3), (3, 2)])
def test_a_house_in_both_word_orders_is_one_thing(folder: Path, groups_: int, places: int) -> None:
    french = [Text("fr", f"{i} Centre Émile Durvan.", bodies=["Centre Émile Durvan"]) for i in range(groups_)]
    english = [Text("en", f"{i} Émile Durvan Centre.", places=["Émile Durvan Centre"]) for i in range(places)]
    with made(folder, *french, *english) as catalog:
        assert together(catalog, "Centre Émile Durvan", "Émile Durvan Centre")


def test_a_newspaper_is_not_the_street_it_is_called_after(folder: Path) -> None:
    with made(
        folder,
        Text("en", "Harbour Wall fell.", places=["Harbour Wall"]),
        Text("en", "The Harbour Wall Journal wrote.", bodies=["Harbour Wall Journal"]),
    ) as catalog:
        assert not together(catalog, "Harbour Wall", "Harbour Wall Journal")


@pytest.mark.parametrize(
    ("ugly", "fair"),
    [
        ("LONGUE MARÉE", "Longue Marée"),
        ("longue marée", "Longue Marée"),
        ("Longue Marée ;", "Longue Marée"),
        ("Longue\nMarée", "Longue Marée"),
        ("Longue Marée…", "Longue Marée"),
        ("Longue- Marée", "Longue Marée"),
        ("2. Longue Marée", "Longue Marée"),
        ("Longue Marée, etc.", "Longue Marée"),
        ("Longue Marée (voir", "Longue Marée"),
        ("Longue « Marée", "Longue Marée"),
        ('Longue" Marée', "Longue Marée"),
        ("Longue Marée”", "Longue Marée"),
    ],
)
def test_an_ugly_spelling_is_no_main_name(folder: Path, ugly: str, fair: str) -> None:
    often = [Text("fr", f"{i} {ugly} vint.", bodies=[ugly]) for i in range(3)]
    with made(folder, *often, Text("fr", f"Puis {fair}.", bodies=[fair])) as catalog:
        assert [row[0] for row in catalog.db.execute("SELECT label FROM entities")] == [fair]


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
        # Nine, ten and eleven letters written as one word.
        ("Quai Libre", "Quailibre", False),
        ("Quai Libres", "Quailibres", True),
        ("Quais Libres", "Quaislibres", True),
    ],
)
def test_spellings_of_bodies(folder: Path, one: str, other: str, joined: bool) -> None:
    with made(folder, Text("fr", one, bodies=[one]), Text("fr", other, bodies=[other])) as catalog:
        assert together(catalog, one, other) is joined


@pytest.mark.parametrize(
    ("one", "other", "joined"),
    [
        ("Veritrace", "Veritrace SARL", True),
        ("Dunoyer", "Dunoyer S.A.", True),
        ("Dunoyer", "SARL Dunoyer", True),
        ("Dunoyer", "Dunoyer & Cie", True),
        ("Pickett", "Pickett Foods Ltd", False),
        ("Pickett Foods Limited", "Pickett Foods Ltd.", True),
        ("Acme", "Acme Co. Ltd", True),
        ("Dunoyer SA", "Dunoyer SARL", False),
        ("Halden Group", "Halden", False),
        ("Veritrace", "Veritrace AG", True),
        ("Veritrace", "Veritrace N.V.", True),
        ("Dunoyer", "Dunoyer S.p.A.", True),
        ("Nanterre", "Nanterre AG", False),
        ("Reno", "Reno NV", False),
        ("Le Grand", "Le Grand Spa", False),
        ("Deux Rives", "Deux Rives ab", False),
        ("Sarlat", "Sarl", False),
        ("Ltd", "Inc", False),
    ],
)
def test_a_firm_with_and_without_its_legal_form(folder: Path, one: str, other: str, joined: bool) -> None:
    for lang in ("fr", "en"):
        texts = [Text(lang, f"Ici {name} encore.", bodies=[name]) for name in (one, other)]
        with made(folder / lang, *texts) as catalog:
            assert (len(groups(catalog)) == 1) is joined


def test_a_name_with_two_legal_forms_is_of_two_firms(folder: Path) -> None:
    names = ("Veritrace", "Veritrace SARL", "Veritrace Inc")
    with made(folder, *(Text("fr", f"Ici {name} encore.", bodies=[name]) for name in names)) as catalog:
        assert len(groups(catalog)) == 3


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


@pytest.mark.parametrize("linked", [False, True])
def test_what_translations_join_settles_what_an_acronym_stands_for(folder: Path, linked: bool) -> None:
    """Where nothing is introduced, it is the one body that has this acronym in either language."""
    catalog = archive(
        folder,
        [
            Text(
                "fr",
                "Les Guetteurs du Môle Rouge (GMR) appellent.",
                bodies=["Guetteurs du Môle Rouge", "GMR"],
            ),
            Text("en", "Great Mud Radio (GMR) called a meeting.", bodies=["Great Mud Radio", "GMR"]),
            Text("fr", "Les Guetteurs du Môle Rouge restent.", bodies=["Guetteurs du Môle Rouge"]),
            Text("en", "Great Mud Radio stays.", bodies=["Great Mud Radio"]),
            Text("en", "A leaflet of GMR.", bodies=["GMR"]),
        ],
    )
    with catalog:
        for a, b in ((2, 1), (4, 3)) if linked else ():
            link(catalog, a, b)
        resolve(catalog, now=NOW)
        ((label,),) = catalog.db.execute(
            "SELECT e.label FROM mentions m JOIN entities e ON e.n = m.entity WHERE m.doc = 5"
        ).fetchall()
        assert together(catalog, "Great Mud Radio", "Guetteurs du Môle Rouge") is linked
        assert (label == "GMR") is not linked


def test_the_head_of_a_name_in_its_document(folder: Path) -> None:
    text = Text(
        "fr", "L'Observatoire des marées. L'Observatoire.", bodies=["Observatoire des marées", "Observatoire"]
    )
    with made(folder, text) as catalog:
        assert together(catalog, "Observatoire des marées", "Observatoire")

"""Names told by their own form, and what looks like a name and is none, without a model."""

from __future__ import annotations

import pytest

from archive.evidence import MODEL, RECASED, Evidence
from archive.ingest.names import formed
from archive.ingest.names.context import courts
from archive.ingest.names.kinds import retype
from archive.ingest.names.rules import refine
from archive.ingest.names.spans import FoundName
from archive.ingest.names.unnamed import is_unnamed, without_things
from archive.records import MentionType

PERSON, PLACE, ORG = MentionType.PERSON, MentionType.PLACE, MentionType.ORG


def said(text: str, part: str, kind: MentionType, *, recased: bool = False) -> FoundName:
    start = text.index(part)
    evidence = Evidence.of(MODEL, "test")
    return FoundName(start, start + len(part), kind, evidence.then(RECASED) if recased else evidence)


def texts(text: str, names: list[FoundName]) -> list[str]:
    return [text[name.start : name.end] for name in names]


@pytest.mark.parametrize(
    ("text", "people"),
    [
        ("Excusées : Carpentier, Odile ; De Wael, Anne", ["Carpentier, Odile", "De Wael, Anne"]),
        ("Votants :\n- Tessier, Marie-Claude\n- Souli, Karim", ["Tessier, Marie-Claude", "Souli, Karim"]),
        ("Okafor, Ian (chair); Roy, Ann; and Lund, Tom", ["Okafor, Ian", "Roy, Ann", "Lund, Tom"]),
        ("Signed by THORNBY, Alice for all.", ["THORNBY, Alice"]),
        ("El Amrani, Samir ; Roy, Luc et Paul", ["El Amrani, Samir", "Roy, Luc"]),
        ("Lyon, France ; Leeds, England ; Gand, Belgique", []),
        ("Carpentier, présidente ; Tessier, trésorier", []),
        ("Odile Carpentier, Karim Souli, Anne De Wael", []),
        ("le consultant RTLX, Daniel Okafor, a dit", []),
    ],
)  # fmt: skip
def test_registers_have_the_surname_first(text: str, people: list[str]) -> None:
    assert texts(text, list(formed.registered(text))) == people


@pytest.mark.parametrize(
    ("text", "acronyms"),
    [
        ("La F.D.Q. et l'U.P.M. appellent à venir.", ["F.D.Q.", "U.P.M."]),
        ("Un tract de la D.K.L. circule.", ["D.K.L."]),
        ("the H.W.C. and the L.T.F. met", ["H.W.C.", "L.T.F."]),
        ("Signé par F.D.Q., U.P.M. et C.N.L.", ["U.P.M.", "C.N.L."]),
        ("le P.Q. répond", ["P.Q."]),
        ("in the L.A. section", []),
        ("JOHN THORNBY, F.R.S. and others", []),
        ("A. B. Carpentier et J.R. Tessier", []),
        ("in the U.S. and the U.K.", []),
        ("R.S.V.P. avant le 3, T.V.A. comprise", []),
        ("à 9 a.m. or 3 P.M. sharp", []),
    ],
)
def test_acronyms_with_stops(text: str, acronyms: list[str]) -> None:
    assert texts(text, list(formed.dotted(text))) == acronyms


@pytest.mark.parametrize(
    ("text", "groups", "sections"),
    [
        ("RSL Norvège et RSL Pays-Bas ont bloqué le port.", [], ["RSL Norvège", "RSL Pays-Bas"]),
        ("RSL Germany and RSL Youth wrote.", ["RSL"], ["RSL Germany", "RSL Youth"]),
        ("Longue Marée Belgique appelle Longue Marée.", ["Longue Marée"], ["Longue Marée Belgique"]),
        ("Long Tide International met. Long Tide left.", ["Long Tide"], ["Long Tide International"]),
        ("RSL Lyon est né.", ["RSL"], ["RSL Lyon"]),
        ("la GRX Norvège est un jeu", [], []),  # one place alone, and no group of that name
        ("the UN Libya mission, the UN Cyprus force", ["UN"], []),
        ("the Foreign Ministry France hands", ["Foreign Ministry"], []),
        ("RSL, Norvège", ["RSL"], []),
    ],
)
def test_sections_of_a_group(text: str, groups: list[str], sections: list[str]) -> None:
    names = [said(text, group, ORG) for group in groups]
    names = [FoundName(text.index(g), text.index(g) + len(g), ORG, names[0].evidence) for g in groups]
    assert sorted(texts(text, list(formed.sections(text, names)))) == sorted(sections)


@pytest.mark.parametrize(
    ("text", "bodies"),
    [
        ("Médecins sans frontières soigne.", ["Médecins sans frontières"]),
        ("Doctors Without Borders heals.", ["Doctors Without Borders"]),
        ("AVOCATS SANS FRONTIÈRES et l'Union africaine", ["AVOCATS SANS FRONTIÈRES", "Union africaine"]),
        ("the World Food Programme's lorries", ["World Food Programme"]),
        ("Human Rights Watchers", []),
        ("une banque mondiale", []),
        ("World Bank Street", []),
        # English gives every long word of a body a capital, French only the first.
        ("House of commons rules", []),
        ("The House of Commons rules on it.", ["House of Commons"]),
        ("THE HOUSE OF COMMONS", ["HOUSE OF COMMONS"]),
        ("Immigration office hours", []),
        ("National assembly of Calais activists", []),
        ("an Islamic state of mind", []),
        ("a Red cross on the tent", []),
        ("the British red cross", []),
        ("United nations of the quay", []),
        ("Reporters Without Borders wrote", ["Reporters Without Borders"]),
        ("devant l'Assemblée nationale", ["Assemblée nationale"]),
        ("les Nations unies et la Chambre des communes", ["Nations unies", "Chambre des communes"]),
        ("la Cour des comptes ou la Banque mondiale", ["Banque mondiale"]),
    ],
)  # fmt: skip
def test_well_known_bodies(text: str, bodies: list[str]) -> None:
    assert texts(text, list(formed.well_known(text, "en"))) == bodies


@pytest.mark.parametrize(
    ("lang", "text", "bodies"),
    [
        (
            "fr",
            "Human rights watch et Amnesty international",
            ["Human rights watch", "Amnesty international"],
        ),
        ("fr", "les Nations unies", ["Nations unies"]),
        ("fr", "un État islamique, une House of commons", ["État islamique"]),
        ("en", "Human rights watch out; Home office hours", []),
        ("en", "the Home Office and Human Rights Watch", ["Home Office", "Human Rights Watch"]),
    ],
)
def test_a_body_with_one_name_in_both_languages_is_of_the_text(
    lang: str, text: str, bodies: list[str]
) -> None:
    assert texts(text, list(formed.well_known(text, lang))) == bodies


@pytest.mark.parametrize(
    ("text", "tagged", "parts"),
    [
        ("Long Tide and Reporters Without Borders wrote.", "Long Tide and Reporters Without Borders", 2),
        ("la Longue Marée et la Banque mondiale", "Longue Marée et la Banque mondiale", 2),
        ("World Bank and Long Tide", "World Bank and Long Tide", 2),
        ("the World Bank Group", "World Bank Group", 1),
        ("Bread and Roses", "Bread and Roses", 1),
    ],
)
def test_a_well_known_body_is_no_part_of_another(text: str, tagged: str, parts: int) -> None:
    names = formed.parted(text, [said(text, tagged, ORG)], list(formed.well_known(text, "en")))
    assert len(names) == parts
    assert all(
        not here.startswith(("and ", "la ", " ")) and here == here.strip() for here in texts(text, names)
    )


@pytest.mark.parametrize(
    ("here", "was", "now"),
    [
        ("Help4Leeds", PLACE, ORG),
        ("Riz2Lyon", PERSON, ORG),
        ("BlackTide", PLACE, ORG),
        ("LongShore", PERSON, ORG),
        ("MacIntyre", PERSON, PERSON),
        ("DeShawn", PERSON, PERSON),
        ("Mastodon", PLACE, ORG),
        # Brands that are surnames too.
        ("Kirby", PERSON, PERSON),
        ("Jenkins", PERSON, PERSON),
        ("Müller", PERSON, PERSON),
        ("Hilton", PERSON, PERSON),
        ("Hilton", PLACE, ORG),
        ("Instagram", PLACE, ORG),
        ("Flood", PERSON, PERSON),  # a brand, and a word
        ("Neptune", PLACE, PLACE),
        ("Lyon", PLACE, PLACE),
    ],
)
def test_shapes_of_groups_and_brands(here: str, was: MentionType, now: MentionType) -> None:
    text = f"We saw {here} again."
    (name,) = formed.shaped(text, [said(text, here, was)])
    assert name.type is now


@pytest.mark.parametrize(
    ("text", "tagged", "left"),
    [
        ("Former minister for Work and Pay Nina Lund resigned.", "Work and Pay Nina Lund", "Nina Lund"),
        ("the spokeswoman for Harbour Affairs Alice Lund", "Harbour Affairs Alice Lund", "Alice Lund"),
        ("la ministre des Ports et Rivages Odile Tessier", "Ports et Rivages Odile Tessier", "Odile Tessier"),
        ("le secrétaire d'État aux Transports Daniel Roy", "État aux Transports Daniel Roy", "Daniel Roy"),
        ("the director of the Alice Lund Foundation", "Alice Lund Foundation", "Alice Lund Foundation"),
        ("We read Work and Pay Nina Lund.", "Work and Pay Nina Lund", "Work and Pay Nina Lund"),
    ],
)  # fmt: skip
def test_a_person_after_an_office(text: str, tagged: str, left: str) -> None:
    assert texts(text, list(formed.officials(text, [said(text, tagged, ORG)]))) == [left]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("The Court of Appeal of Amiens ruled.", ["Court of Appeal of Amiens"]),
        ("the Amiens Court of Appeal", ["Amiens Court of Appeal"]),
        ("the court of first instance of Gap", ["court of first instance of Gap"]),
        ("the Court of Cassation in Rome", ["Court of Cassation in Rome"]),
        ("The court of public opinion in Rome", []),
    ],
)
def test_courts_of_appeal_keep_their_town(text: str, found: list[str]) -> None:
    assert texts(text, list(courts(text))) == found


@pytest.mark.parametrize(
    "text",
    ["the prefecture of Ardoux", "the sub-prefect of Ardoux", "la préfecture du Ardoux", "préfète de Ardoux"],
)
def test_what_a_prefecture_is_of_is_a_place(text: str) -> None:
    assert retype(text, said(text, "Ardoux", PERSON)).type is PLACE


def test_a_group_and_its_contact_are_two() -> None:
    text = "Contact : Longue Marée - Daniel Okafor, 06"
    names = [n for n, _ in refine(text, [said(text, "Longue Marée - Daniel Okafor", ORG)], "fr")]
    assert [(text[n.start : n.end], n.type) for n in names] == [
        ("Longue Marée", ORG),
        ("Daniel Okafor", PERSON),
    ]


UNNAMED = [
    # language, text, what a model tagged, its type, whether it is no name
    ("en", "under the Oslo Agreement.", "Oslo Agreement", ORG, True),
    ("en", "under the Oslo Agreement.", "Oslo", ORG, True),
    ("en", "under the Oslo Agreement.", "Oslo", PLACE, False),  # the town stays one
    ("en", "the Calais agreement of August 2015", "Calais", PLACE, False),
    ("en", "the Calais agreement of August 2015", "Calais", ORG, True),
    ("en", "the Ghent treaty says", "Ghent", PLACE, False),
    ("en", "the Kellstone treaty says", "Kellstone", PLACE, True),
    ("en", "the Ghent treaty says", "Ghent", ORG, True),
    ("en", "the Treaty of Ghent", "Treaty of Ghent", ORG, True),
    ("en", "the Harbour Safety Act 2016", "Harbour Safety Act", ORG, True),
    ("en", "the Crimean War", "Crimean War", ORG, True),
    ("en", "after World War II", "World War II", ORG, True),
    ("en", "Stop the War met.", "Stop the War", ORG, False),
    ("en", "an Act Now meeting in Oslo", "Oslo", PLACE, False),
    ("fr", "l'Accord de Namur", "Accord de Namur", ORG, True),
    ("fr", "le Règlement de Gand", "Règlement de Gand", ORG, True),
    ("fr", "la Convention de Berne", "Convention de Berne", PLACE, True),
    ("fr", "Le traité de Canterbury", "Canterbury", PLACE, False),
    ("fr", "le Berne Accord", "Berne", PLACE, False),
    ("fr", "la Guerre de Crimée", "Guerre de Crimée", ORG, True),
    ("fr", "la Seconde Guerre mondiale", "Seconde Guerre mondiale", ORG, True),
    ("fr", "la Convention citoyenne", "Convention citoyenne", ORG, False),
    ("fr", "la guerre de Crimée", "Crimée", PLACE, False),
    # slogans
    ("en", "a 'Banks Drown' placard", "Banks Drown", ORG, True),
    ("en", "the banner reads \"Ports For All\".", "Ports For All", ORG, True),
    ("en", "the group 'Long Tide' met", "Long Tide", ORG, False),
    ("fr", "une banderole : « Marée Haute ! »", "Marée Haute", ORG, True),
    ("fr", "on scande \"Papiers Partout\"", "Papiers Partout", PERSON, True),
    ("fr", "le collectif « Marée Haute »", "Marée Haute", ORG, False),
    ("en", "a 'Ghent Solidarity' banner", "Ghent Solidarity", ORG, False),  # a town's group carries it
    ("en", "a 'Ghent Shall Rise' banner", "Ghent Shall Rise", ORG, True),
    ("en", "a 'Tide Solidarity' banner", "Tide Solidarity", ORG, True),
    ("fr", "la banderole « Namur Solidarité » portée par eux", "Namur Solidarité", ORG, False),
    ("fr", "la pancarte « Namur Entraide »", "Namur Entraide", ORG, False),
    ("fr", "la banderole « Namur Debout »", "Namur Debout", ORG, True),
    # the other half of a title in two languages
    ("fr", "Le droit au port / The right to the harbour", "The right to the harbour", ORG, True),
    ("fr", "Soutien aux grévistes – Support for strikers", "Support for strikers", ORG, True),
    ("en", "Ports for all / Des ports pour tous", "Des ports pour tous", ORG, True),
    ("en", "Solidarity / Ensemble avec les grévistes", "Ensemble avec les grévistes", ORG, True),
    ("fr", "avec le Secours catholique", "Secours catholique", ORG, False),
    ("en", "with Collectif des exilés", "Collectif des exilés", ORG, False),
    ("fr", "avec Long Tide for All", "Long Tide for All", ORG, False),
    # headlines
    ("en", "Angry Tenants Ask Repairs Before Winter", "Angry Tenants Ask Repairs Before Winter", ORG, True),
    ("en", "Port Workers Strike Over Night Shifts And Low Wages", "Strike Over Night Shifts", ORG, True),
    ("en", "Port Workers Strike Over Night Shifts And Low Wages", "Port Workers", ORG, False),
    ("en", "The Harbour Workers of the North met on the quay.", "Harbour Workers of the North", ORG, False),
]  # fmt: skip


@pytest.mark.parametrize(("lang", "text", "tagged", "kind", "none"), UNNAMED)
def test_what_is_no_name(lang: str, text: str, tagged: str, kind: MentionType, none: bool) -> None:
    assert is_unnamed(text, said(text, tagged, kind), lang) is none


def test_a_common_word_in_capitals_is_no_name() -> None:
    text = "GRÈVE ET ASSEMBLÉE"
    assert is_unnamed(text, said(text, "ASSEMBLÉE", ORG, recased=True), "fr")
    assert not is_unnamed(text, said(text, "ASSEMBLÉE", ORG), "fr")


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Local Tenants Demand Answers Over Closed Centre", []),
        ("The Tide Alliance of the North met on Sunday at the quay.", ["Tide Alliance"]),
    ],
)
def test_a_headline_as_a_whole_is_no_group(text: str, left: list[str]) -> None:
    tagged = "Tide Alliance" if text.startswith("The") else text
    assert texts(text, [n for n, _ in refine(text, [said(text, tagged, ORG)], "en")]) == left


@pytest.mark.parametrize(
    ("lang", "text", "tagged", "kind", "kept"),
    [
        ("fr", "Besoins : Bougies, Casseroles, Lait, Savon.", "Casseroles", PLACE, False),
        ("fr", "Besoins : Bougies, Casseroles, Lait, Savon.", "Savon", PERSON, False),
        ("fr", "Apportez Chaussettes et Gants.", "Chaussettes", PLACE, False),
        ("fr", "Lait, Savon, Riz et Lampes", "Riz et Lampes", ORG, False),
        ("fr", "Étapes : Lyon, Nantes, Gand.", "Nantes", PLACE, True),
        ("fr", "avec Carpentier, Souli, Tessier", "Tessier", PERSON, True),
        ("fr", "avec Vaucresme, Savon, Souli", "Vaucresme", PLACE, True),
        ("en", "Needed: Candles, Rice, Warm Coats.", "Warm Coats", PERSON, False),
        ("en", "Please bring Gloves and Boots.", "Boots", PLACE, False),
        ("en", "Wanted: Cooks, Drivers, Candles", "Drivers", ORG, False),
        ("en", "Stops: Leeds, York, Ghent.", "York", PLACE, True),
        ("en", "past the Opera House, City Hall, Old Theatre", "City Hall", PLACE, True),
        ("en", "songs by Flood and Alice Thornby", "Flood", PERSON, True),
    ],
)
def test_things_in_lists(lang: str, text: str, tagged: str, kind: MentionType, kept: bool) -> None:
    assert bool(without_things(text, [said(text, tagged, kind)], lang)) is kept


@pytest.mark.parametrize(
    ("text", "name", "kind"),
    [
        ("Voir Canada.ca pour la suite.", "Canada.ca", ORG),
        ("Read Mudlark.info first.", "Mudlark.info", ORG),
        ("Il lit rue-libre.org.", "rue-libre.org", ORG),
        ("It was in the U.S. then.", "U.S.", PLACE),
        ("They sleep in St.Ives now.", "St.Ives", PLACE),
    ],
)
def test_a_site_called_by_its_address_is_no_place(text: str, name: str, kind: MentionType) -> None:
    (site,) = formed.shaped(text, [said(text, name, PLACE)])
    assert site.type is kind

"""Institutions that are named by what they are in charge of, in either language, in texts of either."""

from __future__ import annotations

import pytest

from archive.ingest.names.institutions import institutions
from archive.ingest.names.namer import judge
from archive.text import compose


def found(text: str) -> list[str]:
    composed = compose(text).text
    return [composed[n.start : n.end] for n in institutions(composed)]


@pytest.mark.parametrize(
    ("before", "name", "after"),
    [
        ("Le ", "commissariat général au Plan", " a rendu son rapport."),
        ("Plainte au ", "commissariat de police de Vierzon", ", classée."),
        ("La ", "direction départementale de la protection des populations du Gers", " a fermé la cuisine."),
        ("La ", "direction départementale des territoires de l'Aude", " enquête."),
        ("La ", "direction régionale des affaires culturelles de Bretagne", ", elle, paie."),
        ("De la ", "direction générale de la santé", " rien n'est venu."),
        ("L'", "inspection générale des affaires sociales", " explique tout."),
        ("L'", "agence régionale de santé de Normandie", " indique que non."),
        ("La ", "délégation interministérielle à la pauvreté", " s'en va."),
        ("Le ", "haut-commissariat aux droits de l'enfant", " s'est tu."),
        ("Le ", "Haut-Commissariat à l'Enfance", " et la mairie signent."),
        ("Le ", "secrétariat d'État à la mer", " refuse."),
        ("Au ", "secrétariat d'État chargé des personnes handicapées", " on dort."),
        ("Le ", "ministère de la transition écologique et de l'énergie", " a promis un décret."),
        ("Le ", "service départemental d'incendie et de secours de l'Isère", " est venu."),
        ("L'", "office public de l'habitat de Montreuil", " vend la tour."),
        ("La ", "cour d'assises de la Sarthe", " siège lundi."),
        ("La ", "chambre régionale des comptes d'Occitanie", " compte."),
        ("La ", "caisse d'allocations familiales du Rhône", " a coupé les aides."),
        ("La ", "direction générale de la santé", " et Médecins du monde ont signé."),
        ("La ", "Direction régionale de l'environnement du Grand Est", " le sait."),
        ("Un permanent de l'", "union départementale CGT de la Creuse", " parle."),
        ("La ", "délégation interministérielle à la sécurité routière", " écrit."),
        ("L'", "agence nationale pour l'emploi", " se tait."),
        ("La ", "direction régionale aux droits des femmes", " se tait."),
        ("L'", "institut national de l'origine et de la qualité", " se tait."),
        ("Le ", "conseil national de l'ordre des médecins", " se tait."),
        ("La ", "commission nationale pour l'élimination des peines", " se tait."),
        ("Our guests from the ", "union locale CGT de Thiers", " speak."),
        ("La ", "section syndicale FSU", " appelle."),
        ("The ", "Office of the Children's Commissioner for Scotland", " wrote to Ada Brown."),
        ("The ", "Office for the Internal Market", " asked for papers."),
        ("We read the ", "Ministry of Justice", "'s answer on Monday."),
        ("The ", "Department of Finance", "'s share is small."),
        ("It was for ", "Court of Appeal", " Judges and Deputy Umpires to say."),
        ("The ", "Ministry of Social Affairs", " Officials left early."),
        ("A ", "Department of Health", " Spokeswoman said no."),
        ("The ", "Office of the Judges", " is closed."),
        ("The ", "Office of the Children's Champion", "'s roof leaks."),
        ("The ", "Ministry of Labour and Social Affairs", " closed the fund."),
        ("The ", "Ministry of Justice of Senegal", " refused."),
        ("The ", "Ministry of Justice", " and Amnesty International met."),
        ("The ", "Ministry of Health", " and Home Office staff met."),
        ("The ", "Departmental Directorate of Public Security of Gard", " sent a van."),
        ("The ", "Department for Housing and Local Growth", " sold the site."),
        ("Le ", "Ministry of Fisheries and Coastal Affairs", " a écrit."),
        ("Selon le ", "Directorate for Prisons of Norway", ", tout va bien."),
        ("She wrote to the ", "Secrétariat d'État à la Mer", " in May."),
    ],
)
def test_each_is_found_whole(before: str, name: str, after: str) -> None:
    assert found(before + name + after) == [name]


@pytest.mark.parametrize(
    "text",
    [
        "La direction générale de la société a menti.",
        "La direction régionale de Renault a signé.",
        "La direction de l'usine refuse.",
        "Elle a passé la nuit au commissariat de police.",
        "Il est sorti du commissariat de Foix.",
        "Le secrétariat général de l'ONU se tait.",
        "Une cour d'appel peut juger deux fois.",
        "La direction générale à l'époque se taisait.",
        "La direction générale au téléphone se tait.",
        "La direction régionale pour l'instant se tait.",
        "La direction générale au guichet se tait.",
        "Le conseil national à la plage dira non.",
        "La direction générale d'abord, puis nous.",
        "La direction régionale du coup se tait.",
        "La direction générale aux commandes depuis mai.",
        "La commission nationale de lundi est reportée.",
        "La commission nationale d'hier est reportée.",
        "La commission nationale pour la troisième fois a refusé.",
        "La commission nationale pour l'heure a refusé.",
        "L'agence nationale à l'origine du plan a cédé.",
        "La mission interministérielle au complet était là.",
        "Le conseil départemental de juin a voté.",
        "Le conseil général de la semaine dernière a voté.",
        "La direction générale de qui parle-t-on ?",
        "Le ministère de l'époque et du moment.",
        "Une commission nationale d'enquête est promise.",
        "La commission nationale de la fédération se réunit.",
        "Le ministère de la Justice se tait.",
        "La fédération régionale des parents se tait.",
        "La section syndicale SUD Rail appelle.",
        "The office of the mayor is closed.",
        "The Office of Nina Berg is closed.",
        "The Court of Monday last is over.",
        "Under the Department of Harbours Act, nobody pays.",
    ],
)
def test_what_is_none_or_needs_no_rule(text: str) -> None:
    assert found(text) == []


def test_it_stands_over_the_place_that_a_model_sees() -> None:
    text = "La direction départementale des territoires de l'Aude enquête à Nérac (47)."
    assert [text[n.start : n.end] for n in judge(text, [], "fr")] == [
        "direction départementale des territoires de l'Aude",
        "Nérac",
    ]

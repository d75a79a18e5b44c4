"""What the words beside a name say of its kind, whatever a model took it for."""

from __future__ import annotations

import pytest

from archive.evidence import MODEL, RULE, Evidence
from archive.ingest.names.agree import agree
from archive.ingest.names.namer import judge
from archive.ingest.names.spans import FoundName
from archive.lang.around import kind_beside, of_at, stands_for
from archive.records import MentionType

PERSON, PLACE, ORG = MentionType.PERSON, MentionType.PLACE, MentionType.ORG

BESIDE = [
    # language, text, name, what the words beside it say
    ("en", "members of the Vellacott met", "Vellacott", ORG),
    ("en", "volunteers from Vellacott met", "Vellacott", ORG),
    ("en", "she works at Vellacott now", "Vellacott", ORG),
    ("en", "refused by staff from Vellacott", "Vellacott", ORG),
    ("en", "the hall belongs to Vellacott", "Vellacott", ORG),
    ("en", "Vellacott's volunteers met", "Vellacott", ORG),
    ("en", "Long Quay (LQ) met", "Long Quay", ORG),
    ("en", "Vellacott is a small charity that cooks", "Vellacott", ORG),
    ("en", "Vellacott was the first tenants' association in town", "Vellacott", ORG),
    ("en", "near Vellacott", "Vellacott", PLACE),
    ("en", "Mrs Vellacott left", "Vellacott", PERSON),
    ("fr", "les membres de Courvelle", "Courvelle", ORG),
    ("fr", "elle travaille chez Courvelle", "Courvelle", ORG),
    ("fr", "le hangar appartient à Courvelle", "Courvelle", ORG),
    ("fr", "le personnel de Courvelle", "Courvelle", ORG),
    ("fr", "Courvelle est une association qui cuisine", "Courvelle", ORG),
    ("fr", "Courvelle est le premier syndicat d'ici", "Courvelle", ORG),
    ("fr", "avec Mme Courvelle", "Courvelle", PERSON),
    # Of something else.
    ("en", "Vellacott's staff left", "Vellacott", None),
    ("en", "Vellacott is a town of networks", "Vellacott", None),
    ("en", "Vellacott is a union man", "Vellacott", None),
    ("en", "Vellacott is the party leader", "Vellacott", None),
    ("en", "Ada Brown (SNP) left", "Ada Brown", None),
    ("en", "Rosa Lund (Care Workers Network), Vellacott", "Vellacott", None),
    ("en", "at the Labour Party, Vellacott", "Vellacott", None),
    ("en", "The group met. Vellacott left", "Vellacott", None),
    ("fr", "Rose Lund (Réseau des Quais), Courvelle", "Courvelle", None),
    ("fr", "Courvelle est une ville de groupes", "Courvelle", None),
]


@pytest.mark.parametrize(("lang", "text", "name", "kind"), BESIDE)
def test_words_beside_a_name(lang: str, text: str, name: str, kind: MentionType | None) -> None:
    start = text.index(name)
    assert kind_beside(name, text[:start], text[start + len(name) :], lang) is kind


@pytest.mark.parametrize(
    ("text", "person"),
    [
        ("says Ada Brown, of X", "Ada Brown"),
        ("says Ada Brown of the X", "Ada Brown"),
        ("says Ada Brown, from the X", "Ada Brown"),
        ("dit Nadège Ferrand, de X", "Nadège Ferrand"),
        ("dit Nadège Ferrand, de l’X", "Nadège Ferrand"),
        ("dit Nadège Ferrand de X", ""),  # a particle
        ("says Ada Brown from X", ""),
    ],
)
def test_who_of_at_it_is_a_person(text: str, person: str) -> None:
    at = of_at(text, len(text) - 1)
    assert at == (text.index(person) + len(person) if person else -1)


@pytest.mark.parametrize(
    ("short", "long", "wanted"),
    [
        ("FMN", "Fédération des maraudes du Nord", True),
        ("LQ", "Long Quay", True),
        ("GVO", "gettheevoicesout", True),
        ("SNP", "Ada Brown", False),
        ("NF", "NoFence", False),
        ("A", "Alliance", False),
    ],
)
def test_letters_of_a_long_form(short: str, long: str, wanted: bool) -> None:
    assert stands_for(short, long) is wanted


JUDGED = [
    # language, text, name, what a model took it for, its type by all that the text says
    ("en", "Vellacott met. Members of Vellacott sang. Vellacott left.", "Vellacott", PERSON, ORG),
    ("en", "Vellacott met. Volunteers from Vellacott sang.", "Vellacott", PLACE, ORG),
    ("en", "Vellacott met. It went well, says Ada Brown, of Vellacott.", "Vellacott", PERSON, ORG),
    ("en", "Ada Brown of Vellacott left.", "Vellacott", PERSON, ORG),
    ("en", "The Complete Works of Vellacott sold well.", "Vellacott", PERSON, PERSON),
    ("en", "On behalf of Vellacott, the lawyer Ada Brown asked why.", "Vellacott", ORG, ORG),
    ("en", "A spokesman for Vellacott said no.", "Vellacott", PERSON, PERSON),
    ("fr", "Le porte-parole de Courvelle se tait.", "Courvelle", PERSON, PERSON),
    ("fr", "Le porte-parole de Courvelle se tait.", "Courvelle", PLACE, ORG),
    ("en", "Members of Leeds United met in Leeds.", "Leeds", PLACE, PLACE),
    ("en", "Members of Ada Brown's staff left.", "Ada Brown", PERSON, PERSON),
    ("fr", "Courvelle écrit. Des bénévoles de Courvelle cuisinent.", "Courvelle", PERSON, ORG),
    ("fr", "Courvelle écrit. Il travaille chez Courvelle.", "Courvelle", PLACE, ORG),
    ("fr", "« Non », dit Nadège Ferrand, de Courvelle.", "Courvelle", PERSON, ORG),
    ("fr", "« Non », dit Nadège Ferrand, de Lyon.", "Lyon", PLACE, PLACE),
    ("fr", "Au nom de Courvelle, l'avocate Nadège Ferrand demande.", "Courvelle", ORG, ORG),
    ("fr", "Il habite Courvelle, maire depuis dix ans.", "Courvelle", ORG, PERSON),
    # A group's own shape and last word; sections taken as a whole for a place.
    ("en", "NoQuay met.", "NoQuay", PERSON, ORG),
    ("en", "McBride met.", "McBride", PERSON, PERSON),
    ("en", "Orchard Road Mothers met.", "Orchard Road Mothers", PLACE, ORG),
    ("fr", "avec DoLaRé hier", "DoLaRé", PERSON, PERSON),
]


@pytest.mark.parametrize(("lang", "text", "name", "kind", "wanted"), JUDGED)
def test_a_text_says_what_a_name_is(
    lang: str, text: str, name: str, kind: MentionType, wanted: MentionType
) -> None:
    starts = [i for i in range(len(text)) if text.startswith(name, i)]
    tagged = [FoundName(i, i + len(name), kind, Evidence.of(MODEL, "test")) for i in starts]
    others = [p for p in ("Ada Brown", "Nadège Ferrand") if p in text and p != name]
    tagged += [FoundName(i := text.index(p), i + len(p), PERSON, Evidence.of(MODEL, "test")) for p in others]
    tagged.sort(key=lambda n: n.start)
    judged = {n.type for n in judge(text, tagged, lang) if text[n.start : n.end] == name}
    assert judged == {wanted}


@pytest.mark.parametrize(
    ("lang", "text", "section"),
    [
        ("en", "Long Quay met. Long Quay Norway did not.", "Long Quay Norway"),
        ("en", "Long Quay met. Long Quay Youth did not.", "Long Quay Youth"),
        ("fr", "Marée Longue écrit. Marée Longue Norvège aussi.", "Marée Longue Norvège"),
    ],
)
def test_a_section_that_a_model_took_for_a_place(lang: str, text: str, section: str) -> None:
    head = " ".join(section.split()[:2])
    at = text.index(section)
    tagged = [
        FoundName(0, len(head), ORG, Evidence.of(MODEL, "test")),
        FoundName(at, at + len(section), PLACE, Evidence.of(MODEL, "test")),
    ]
    judged = [(text[n.start : n.end], n.type) for n in judge(text, tagged, lang)]
    assert (section, ORG) in judged


def test_what_a_rule_took_for_a_place_stays_one_beside_its_acronym() -> None:
    text = "Centre pour Exilés de Namur is shut. The Centre pour Exilés de Namur (CEN) was full."
    house = FoundName(0, text.index(" is"), PLACE, Evidence.of(RULE, "centre"))
    assert [n.type for n in agree(text, [house], "en")] == [PLACE, PLACE]

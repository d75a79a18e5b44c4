"""Rules, agreement, context, authority and settling, without a model."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.errors import UsageError
from archive.evidence import Evidence
from archive.ingest.names import Authority, unnamed
from archive.ingest.names.agree import agree
from archive.ingest.names.pieces import MAX_PIECE, is_shouted, pieces, recase
from archive.ingest.names.rules import refine
from archive.ingest.names.spans import FoundName, without_overlap
from archive.places import is_territory, people_of
from archive.records import MentionType

PERSON, PLACE, ORG = MentionType.PERSON, MentionType.PLACE, MentionType.ORG


def said(text: str, part: str, kind: MentionType) -> FoundName:
    start = text.index(part)
    return FoundName(start, start + len(part), kind, Evidence.of("model", "test"))


@pytest.mark.parametrize(
    ("lang", "text", "part", "kind", "wanted"),
    [
        # Bylines.
        ("en", "Noor Vanacker,, Thursday 4 March\nText", "Noor Vanacker", PLACE, [("Noor Vanacker", PERSON)]),
        ("fr", "Noor Vanacker, 4 mars 2016", "Noor Vanacker", ORG, [("Noor Vanacker", PERSON)]),
        ("en", "New York, 4 March 2016", "New York", PLACE, [("New York", PLACE)]),
        ("en", "Thread Collective, 4 March 2016", "Thread Collective", ORG, [("Thread Collective", ORG)]),
        # Ends.
        ("fr", "avec l'Entraide du Vallon", "l'Entraide du Vallon", ORG, [("Entraide du Vallon", ORG)]),
        ("fr", "« Hélène Bompard »", "« Hélène Bompard", PERSON, [("Hélène Bompard", PERSON)]),
        ("en", "Dr. Oakley is in", "Dr. Oakley", PERSON, [("Oakley", PERSON)]),
        ("en", "Mrs Jane Oakley is in", "Mrs Jane Oakley", PERSON, [("Jane Oakley", PERSON)]),
        ("en", "Oakley's plan", "Oakley's", PERSON, [("Oakley", PERSON)]),
        ("fr", "au Havre et Le Havre", "Le Havre", PLACE, [("Le Havre", PLACE)]),
        ("en", "to the U.S. today", "the U.S.", PLACE, [("U.S.", PLACE)]),
        ("fr", "avec Lise de Brémond", "Lise de", PERSON, [("Lise", PERSON)]),
        ("fr", "à Aix-les-Bains demain", "Aix", PLACE, [("Aix-les-Bains", PLACE)]),
        ("fr", "au 18e arrondissement de Paris", "Paris", PLACE, [("18e arrondissement de Paris", PLACE)]),
        ("fr", "contre Harmont United mercredi", "Harmont United mercredi", ORG, [("Harmont United", ORG)]),
        ("en", "in the Harmont Sun", "Harmont Sun", ORG, [("Harmont Sun", ORG)]),
        ("fr", "autour de Jupiter", "Jupiter", PLACE, [("Jupiter", PLACE)]),
        (
            "en",
            "The Harbour Rights Committee met",
            "The Harbour Rights Committee",
            ORG,
            [("Harbour Rights Committee", ORG)],
        ),
        # Several in one.
        ("fr", "Lyon - Grenoble : 0 à 0", "Lyon - Grenoble", PLACE, [("Lyon", PLACE), ("Grenoble", PLACE)]),
        ("fr", "avec Lise et Paul", "Lise et Paul", PERSON, [("Lise", PERSON), ("Paul", PERSON)]),
        ("en", "in Trinidad and Tobago", "Trinidad and Tobago", PLACE, [("Trinidad and Tobago", PLACE)]),
        # No names.
        ("en", "on Fri, Sat, or", "Fri", ORG, []),
        ("fr", "les Nantais ont dit", "Nantais", PLACE, []),
        ("fr", "une Suissesse", "Suissesse", PLACE, []),
        ("en", "a Nikon d90 here", "d90", ORG, []),
        ("fr", "Solidarité !", "Solidarité", ORG, []),
        ("fr", "Madame la Préfète", "Madame", PERSON, []),
        ("en", "she speaks Tigrinya", "Tigrinya", PLACE, []),
        ("en", "(AQT – Arrêté de Quitter la Ville)", "Arrêté de Quitter la Ville", PLACE, []),
        ("fr", "selon la Charte d'Harmont", "Charte d'Harmont", PLACE, []),
        ("fr", "l'Ordre des Passeurs", "Ordre des Passeurs", ORG, [("Ordre des Passeurs", ORG)]),
        ("en", "Merisier and Houssine, on trial", "Houssine", PLACE, [("Houssine", PLACE)]),
        ("en", "Merisier and Hicham, on trial", "Hicham", PLACE, [("Hicham", PERSON)]),
        # Another kind.
        ("en", "LQB said so", "LQB", PERSON, [("LQB", ORG)]),
        ("fr", "selon RFQ, rien", "RFQ", PERSON, [("RFQ", ORG)]),
        ("fr", "selon Lqb, rien", "Lqb", PERSON, [("Lqb", PERSON)]),
        ("fr", "en Belgique", "Belgique", ORG, [("Belgique", PLACE)]),
        ("en", "the Harbour Theatre", "Harbour Theatre", ORG, [("Harbour Theatre", PLACE)]),
        ("fr", "la rue des Tilleuls", "rue des Tilleuls", PERSON, [("rue des Tilleuls", PLACE)]),
        ("en", "Oakley Motors Inc. said", "Oakley Motors Inc.", PERSON, [("Oakley Motors Inc.", ORG)]),
        ("en", "Prof. Vance said", "Vance", ORG, [("Vance", PERSON)]),
        ("en", "with Margaret Okoye-Lund", "Margaret Okoye-Lund", PLACE, [("Margaret Okoye-Lund", PERSON)]),
        ("en", "in Virginia Beach", "Virginia Beach", PLACE, [("Virginia Beach", PLACE)]),
        ("en", "a meal from La Louche Rouge", "La Louche Rouge", PERSON, [("La Louche Rouge", ORG)]),
        ("en", "Harmont Welcome is open", "Harmont Welcome", PLACE, [("Harmont Welcome", ORG)]),
        ("en", "at the Jane Oakley House", "Jane Oakley House", PERSON, [("Jane Oakley House", PLACE)]),
        ("en", "at the Jane Oakley", "Jane Oakley", PERSON, [("Jane Oakley", PERSON)]),
        ("en", "SOS Harmont said", "SOS Harmont", PERSON, [("SOS Harmont", ORG)]),
        ("fr", "à la gare de Foix", "gare de Foix", PLACE, [("Foix", PLACE)]),
        ("fr", "de la loi Grand Froid", "Grand Froid", ORG, []),
        ("fr", "Abrogez la loi Climat !", "Climat", PLACE, []),
        ("fr", "contre la directive Retour", "Retour", ORG, []),
        ("fr", "La loi SNCF", "SNCF", ORG, [("SNCF", ORG)]),
        ("fr", "une loi France", "France", PLACE, [("France", PLACE)]),
        ("fr", "la loi, Grand Froid le dit", "Grand Froid", ORG, [("Grand Froid", ORG)]),
        ("en", "with Mount Oakley Appeal", "Mount Oakley Appeal", ORG, [("Mount Oakley Appeal", ORG)]),
        ("fr", "au commissariat de Foix", "commissariat de Foix", ORG, [("Foix", PLACE)]),
        ("fr", "la mairie d'Auch", "mairie d'Auch", ORG, [("Auch", PLACE)]),
        ("fr", "l'hôpital de Foix", "hôpital de Foix", ORG, [("Foix", PLACE)]),
        ("fr", "la gare de Vaucresme-Nord", "gare de Vaucresme-Nord", ORG, [("Vaucresme-Nord", PLACE)]),
        ("fr", "une avocate venue de Vaucresme", "Vaucresme", PERSON, [("Vaucresme", PLACE)]),
        ("fr", "ils sont originaires de Vaucresme", "Vaucresme", ORG, [("Vaucresme", PLACE)]),
        ("fr", "chanteur natif de Vaucresme", "Vaucresme", PERSON, [("Vaucresme", PLACE)]),
        (
            "fr",
            "une lettre venue de Ada Vaucresme Lund",
            "Ada Vaucresme Lund",
            PERSON,
            [("Ada Vaucresme Lund", PERSON)],
        ),
        ("fr", "le tribunal de Foix", "tribunal de Foix", ORG, [("tribunal de Foix", ORG)]),
        ("en", "she went to Nantes", "Nantes", ORG, [("Nantes", ORG)]),
        (
            "en",
            "then Adiam Tesfa-Lund, a night nurse",
            "Adiam Tesfa-Lund",
            PLACE,
            [("Adiam Tesfa-Lund", PERSON)],
        ),
        ("en", "says Tesfay, 17, who", "Tesfay", PLACE, [("Tesfay", PERSON)]),
        ("fr", "Tesfay, ancien maçon, est là", "Tesfay", PLACE, [("Tesfay", PERSON)]),
        ("en", "from Leeds, a student town", "Leeds", PLACE, [("Leeds", PLACE)]),
        ("en", "the camp of Harmel burned", "Harmel", PERSON, [("Harmel", PLACE)]),
        ("fr", "sur la route de Harmel", "Harmel", ORG, [("Harmel", PLACE)]),
        ("en", "a camp of MSF", "MSF", ORG, [("MSF", ORG)]),
        ("en", "they slept near Kara Vost", "Kara Vost", PERSON, [("Kara Vost", PLACE)]),
        ("en", "in Zano Vost's words", "Zano Vost", PERSON, [("Zano Vost", PERSON)]),
        ("fr", "le sénateur PS a dit", "PS", ORG, [("PS", ORG)]),
        ("fr", "la direction d'Onde+ a dit", "Onde+", ORG, [("Onde+", ORG)]),
        ("fr", "l'accord Canada-UE", "Canada", PLACE, [("Canada", PLACE)]),
        ("en", "Nantes: I have seen it", "Nantes", PERSON, [("Nantes", PERSON)]),
        ("en", "the European Union said", "European Union", ORG, [("European Union", ORG)]),
    ],
)
def test_refine(
    lang: str, text: str, part: str, kind: MentionType, wanted: list[tuple[str, MentionType]]
) -> None:
    found = refine(text, [said(text, part, kind)], lang)
    assert [(text[n.start : n.end], n.type) for n, _ in found] == wanted


def test_what_is_sure_once_is_sure_elsewhere() -> None:
    text = "Jane Oakley came. Oakley spoke. The Red Lantern met; nobody knew the Red Lantern. Oakley left."
    names = [said(text, "Jane Oakley", PERSON), said(text, "Red Lantern", ORG)]
    found = [(text[n.start : n.end], n.type) for n in agree(text, names, "en")]
    red = ("Red Lantern", ORG)
    assert found == [("Jane Oakley", PERSON), ("Oakley", PERSON), red, red, ("Oakley", PERSON)]


def test_most_votes_give_the_type() -> None:
    text = "Harmont, Harmont and Harmont"
    at = [0, 9, 21]
    names = [
        FoundName(a, a + 7, kind, Evidence.of("model", "test"))
        for a, kind in zip(at, (PLACE, PERSON, PLACE), strict=True)
    ]
    assert {n.type for n in agree(text, names, "en")} == {PLACE}


def test_a_known_town_outvotes_one_slip() -> None:
    text = "They met in Palermo. Palermo will answer."
    names = [said(text, "Palermo", PLACE), FoundName(21, 28, PERSON, Evidence.of("model", "test"))]
    assert {n.type for n in agree(text, names, "en")} == {PLACE}


def test_a_surname_that_is_a_month_is_not_found_in_dates() -> None:
    text = "Ann May came in May 2014. Then May left."
    found = [n.start for n in agree(text, [said(text, "Ann May", PERSON)], "en")]
    assert found == [0, text.index("May left")]


def test_lower_case_words_are_never_found_again() -> None:
    text = "The Lantern is open. A lantern is not."
    assert len(agree(text, [said(text, "Lantern", ORG)], "fr")) == 1


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("• Jane Oakley spoke", ["Jane Oakley spoke"]),
        ("One\n\nTwo", ["One", "Two"]),
        ("a  b\u00a0c".replace("\u00a0", " "), ["a b c"]),
        ("120813harmont2The march began", ["The march began"]),
        ("write to jane@example.org now", ["write to now"]),
        ("NON AUX EXPULSIONS À GRENOBLE", ["Non aux expulsions à Grenoble"]),
        ("---", []),
    ],
)
def test_pieces(text: str, wanted: list[str]) -> None:
    assert [piece.text.strip() for piece in pieces(text)] == wanted


def test_wrapped_lines_are_joined() -> None:
    text = "\n".join(["word " * 14 + "Red", "Lantern " + "word " * 13, "word " * 14, "end"])
    assert len(list(pieces(text))) == 1
    assert "Red Lantern" in next(iter(pieces(text))).text


def test_shouting() -> None:
    assert is_shouted("NON AUX EXPULSIONS")
    assert not is_shouted("La CGT et la FSU")
    assert not is_shouted("CGT")
    assert recase("LA CGT À GRENOBLE") == "La CGT à Grenoble"


@pytest.mark.parametrize("times", [1, MAX_PIECE // 4])
@given(st.text(alphabet="abÉ .!\n•", max_size=30))
def test_no_letter_is_lost_and_none_comes_twice(times: int, unit: str) -> None:
    text = unit * times
    met = [piece.original(at, at + 1)[0] for piece in pieces(text) for at in range(len(piece.text))]
    assert met == sorted(set(met))
    assert {at for at, char in enumerate(text) if char.isalpha()} <= set(met)


@given(st.text(max_size=400))
def test_pieces_lead_back(text: str) -> None:
    for piece in pieces(text):
        assert len(piece.text) <= MAX_PIECE
        for at, char in enumerate(piece.text):
            start, end = piece.original(at, at + 1)
            assert end == start + 1
            if not char.isspace():
                assert text[start].casefold() == char.casefold()


def test_without_overlap_keeps_the_first() -> None:
    model = Evidence.of("model", "test")
    a, b, c = FoundName(0, 4, ORG, model), FoundName(2, 6, PLACE, model), FoundName(6, 9, PLACE, model)
    assert without_overlap([a], [b, c]) == [a, c]
    assert without_overlap([b], [a, c]) == [b, c]
    assert without_overlap([], [a, c]) == [a, c]


@pytest.mark.parametrize(
    ("name", "text", "found"),
    [
        ("Nice", "a nice day", False),
        ("Nice", "NICE", True),
        ("Secours du Vallon", "le secours du Vallon", False),
        ("Secours du Vallon", "le Secours du Vallon", True),
        ("Médecins du Vallon", "Medecins du Vallon", True),
        ("Médecins du Vallon", "Médecins  du\nVallon", True),
        ("Médecins du Vallon", "Médecins du\n\nVallon", False),
        ("L'Œuvre", "l’oeuvre d'une vie", False),
        ("RAV", "les RAVI", False),
    ],
)
def test_authority_finds(name: str, text: str, found: bool) -> None:
    authority = Authority.from_rows([{"name": name, "type": "ORG"}])
    assert bool(list(authority.find(text))) is found


def test_authority_takes_the_longest() -> None:
    authority = Authority.from_rows(
        [{"name": "Red Lantern", "type": "org"}, {"name": "Red Lantern Hall", "type": "lieu"}]
    )
    text = "at Red Lantern Hall"
    assert [(text[n.start : n.end], n.type) for n in authority.find(text)] == [("Red Lantern Hall", PLACE)]


def test_authority_rows() -> None:
    rows = [{"name": " Zoé K ", "type": "Person", "language": "FR", "same-as": "Zoé Kerjean"}]
    (entry,) = Authority.from_rows(rows).entries
    assert (entry.name, entry.type, entry.lang, entry.same_as) == ("Zoé K", PERSON, "fr", "Zoé Kerjean")


@pytest.mark.parametrize(
    "row", [{"name": "", "type": "ORG"}, {"name": "X", "type": "thing"}, {"type": "ORG"}]
)
def test_bad_authority_rows_are_named(row: dict[str, str]) -> None:
    with pytest.raises(UsageError, match="row 2"):
        Authority.from_rows([{"name": "Red Lantern", "type": "ORG"}, row])


def test_authority_version_follows_the_entries() -> None:
    one, two = {"name": "Red Lantern", "type": "ORG"}, {"name": "Vallon", "type": "PLACE"}
    assert Authority.from_rows([one, two]).version == Authority.from_rows([two, one]).version
    assert Authority.from_rows([one]).version != Authority.from_rows([two]).version


@pytest.mark.parametrize(
    ("name", "territory", "town"),
    [
        ("Royaume-Uni", True, False),
        ("Belgium", True, False),
        ("européenne", False, False),
        ("European Union", False, False),
        ("Londres", False, True),
        ("Grenoble", False, True),
        ("Solidarité", False, False),
    ],
)
def test_gazetteer(name: str, territory: bool, town: bool) -> None:
    assert is_territory(name) is territory
    assert (people_of(name) > 0) is town


@pytest.mark.parametrize(
    ("text", "name", "found"),
    [
        ("the Iran-Iraq war", "Iran", "Iran"),
        ("arrested in Vitry-sur-Orne", "Vitry", "Vitry-sur-Orne"),
    ],
)
def test_the_end_of_a_place_behind_a_hyphen(text: str, name: str, found: str) -> None:
    ((place, _),) = refine(text, [said(text, name, PLACE)], "en")
    assert text[place.start : place.end] == found


def test_a_common_word_is_no_group_the_second_time() -> None:
    text = "Under Section 3 nobody pays. See Section 4. Halcyon pays, says Halcyon."
    names = [said(text, "Section", ORG), said(text, "Halcyon", ORG)]
    assert [text[n.start : n.end] for n in agree(text, names, "en")] == ["Section", "Halcyon", "Halcyon"]


_HEADLINE_WORDS = (
    "Tide Alliance demands Demands inquiry Inquiry une Une marche Marche the The été Été ½on 3rd a À"
)


@given(st.lists(st.sampled_from([*_HEADLINE_WORDS.split(), "\n", "Øre", "œuvre", "İz"]), max_size=30))
def test_a_headline_is_told_the_same_without_a_look_at_small_letters_first(line: list[str]) -> None:
    text = " ".join(line).replace(" \n ", "\n")
    parts = text.split()[:4]
    name = FoundName(0, len(" ".join(parts)), ORG, Evidence.of("model", "test"))
    told = unnamed._is_headline(text, name, parts, "en")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(unnamed, "_LITTLE", re.compile("(?!)"))
        assert unnamed._is_headline(text, name, parts, "en") == told

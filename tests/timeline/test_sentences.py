"""Sentences of both languages: tables of what ends one, and that no character is lost."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.timeline.sentences import sentences

FRENCH = [
    ["Le quai bloqué ! – La réponse du parc à la visite.", "Puis ce fut tout."],
    ["M. Ferrand arrive.", "Mme Tessier part !"],
    ["Le 3 janv. 1950, à Lille.", "Il pleut."],
    ["J.-L. Ferrand et A. Berg chantent.", "On écoute."],
    ["Elle dit : « Je pars. »", "Il reste."],
    ["Voir l'art. 12 et le n° 5.", "Puis la p. 7."],
    ["Qui vient ?", "Personne…", "Tant pis."],
    ["Des tentes, des bâches, etc.", "Puis rien."],
    ["Le coût est de 3.50 euros.", "C'est cher."],
    ["L'U.R.S.S. tomba."],
    ["Rendez-vous bd. Victor Hugo."],
]
ENGLISH = [
    ["He said no.", "Then Dr. Marsh sat."],
    ["The U.S. Army left on Jan. 5.", "Nobody saw."],
    ["“We stay.”", "She smiled (why?).", "Nobody knew."],
    ["They met at 5 p.m. on the pier.", "It rained."],
    ["Marsh Inc. closed.", "The men went home."],
    ["J. R. Marsh spoke.", "They listened!"],
    ["Is this plan B.", "The end."],
    ["Give it to me.", "Now."],
    ["1. The call"],
]


@pytest.mark.parametrize("expected", FRENCH)
def test_french(expected: list[str]) -> None:
    text = " ".join(expected)
    assert [text[a:b] for a, b in sentences(text, "fr")] == expected


@pytest.mark.parametrize("expected", ENGLISH)
def test_english(expected: list[str]) -> None:
    text = " ".join(expected)
    assert [text[a:b] for a, b in sentences(text, "en")] == expected


def test_paragraphs_titles_and_list_items_end_a_sentence() -> None:
    text = "A title\n\nFirst item\n• second item\n• third • fourth\n\n\n  Last one  "
    assert [text[a:b] for a, b in sentences(text, "en")] == [
        "A title", "First item", "• second item", "• third", "• fourth", "Last one",
    ]  # fmt: skip


def test_lines_wrapped_at_a_column_do_not() -> None:
    lines = [
        "The meeting of the friends of the old harbour took place on",
        "the second floor of the town hall, because the first",
    ]
    text = "\n".join([*lines, "floor was being painted by the friends of the new one", "at last."])
    assert len(sentences(text, "en")) == 1


@given(st.text(max_size=300), st.sampled_from(["fr", "en", "de"]))
def test_every_character_stands_in_one_sentence(text: str, lang: str) -> None:
    spans = sentences(text, lang)
    assert spans == sorted(spans)
    assert all(a < b for a, b in spans)
    assert all(b <= c for (_, b), (c, _) in pairwise(spans))
    inside = {i for a, b in spans for i in range(a, b)}
    assert all(text[i].isspace() for i in range(len(text)) if i not in inside)


@given(
    st.lists(st.sampled_from(["M.", "Anna", "!", "5", "Dr.", "\n", "«", "»", "etc.", "The", "p. 3", "..."]))
)
def test_sentences_have_no_white_space_around_them(pieces: list[str]) -> None:
    text = " ".join(pieces)
    for a, b in sentences(text, "fr"):
        assert text[a:b] == text[a:b].strip()

"""Paragraphs of two texts against each other."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.link.align import align, covered
from archive.link.vectors import Embedder
from archive.records import Segment, Span

ENGLISH = [
    "Night bus to Amiens cancelled",
    "On 3 April the firm Carolux said that the night bus from Lille to Amiens stops at the end of the month.",
    "Nurses, bakers and cleaners have nothing else to get home with at two in the morning.",
    "About 140 passengers met at the Rihour square and decided to ride without paying until it comes back.",
    "Write to noctambus@example.org if you want to help.",
]
FRENCH = [
    "Le bus de nuit pour Amiens supprimé",
    "Le 3 avril, la société Carolux a dit que le bus de nuit de Lille à Amiens s'arrête à la fin du mois.",
    "Infirmières, boulangers et nettoyeurs n'ont rien d'autre pour rentrer chez eux à deux heures du matin.",
    "Environ 140 passagers se sont réunis place Rihour et veulent voyager sans payer jusqu'à son retour.",
    "Écrivez à noctambus@example.org si vous voulez aider.",
]


def _texts(found: tuple[Segment, ...], a: str, b: str) -> list[tuple[str, str]]:
    return [(a[s.a.start : s.a.end], b[s.b.start : s.b.end]) for s in found]


@pytest.fixture(scope="module", params=["vectors", "words"])
def embedder(request: pytest.FixtureRequest) -> Embedder | None:
    return Embedder() if request.param == "vectors" else None


def _align(a: str, b: str, embedder: Embedder | None) -> tuple[Segment, ...]:
    one, two = embedder.vectorise([a, b]) if embedder else ([], [])
    return align(a, b, one, two)


def test_paragraphs_stand_against_their_counterparts(embedder: Embedder | None) -> None:
    a, b = "\n\n".join(ENGLISH), "\n\n".join(FRENCH)
    assert _texts(_align(a, b, embedder), a, b) == list(zip(ENGLISH, FRENCH, strict=True))


def test_two_paragraphs_against_one(embedder: Embedder | None) -> None:
    a, b = "\n\n".join(ENGLISH), "\n\n".join([FRENCH[0], f"{FRENCH[1]} {FRENCH[2]}", *FRENCH[3:]])
    assert (f"{ENGLISH[1]}\n\n{ENGLISH[2]}", f"{FRENCH[1]} {FRENCH[2]}") in _texts(
        _align(a, b, embedder), a, b
    )


def test_what_only_one_has_stands_alone() -> None:
    more = (
        "Our summer camp takes place in the Ardèche, and children under twelve eat for free every day of it."
    )
    a, b = "\n\n".join([*ENGLISH[:3], more, *ENGLISH[3:]]), "\n\n".join(FRENCH)
    found = _texts(_align(a, b, Embedder()), a, b)
    assert (ENGLISH[3], FRENCH[3]) in found
    assert (ENGLISH[1], FRENCH[1]) in found


def test_a_summary_covers_a_part(embedder: Embedder | None) -> None:
    a, b = "\n\n".join(ENGLISH * 3), "\n\n".join(FRENCH[:2])
    one, two = covered(_align(a, b, embedder), a, b)
    assert one < 0.6
    assert two > 0.9


def test_nothing_stands_against_nothing() -> None:
    assert align("", "Un texte.") == ()
    assert align("A text.", " \n") == ()


@given(st.text(alphabet="ab1 \n", max_size=120), st.text(alphabet="ab1 \n", max_size=120))
def test_segments_go_forward_in_both_texts(a: str, b: str) -> None:
    found = align(a, b)
    for before, after in pairwise(found):
        assert before.a.end <= after.a.start
        assert before.b.end <= after.b.start
    for segment in found:
        for text, span in ((a, segment.a), (b, segment.b)):
            assert text[span.start : span.end] == text[span.start : span.end].strip() != ""
            assert span == Span(*sorted((span.start, span.end)))

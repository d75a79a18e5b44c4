"""Forms a few letters away: the quick way finds what a look at every form does."""

from __future__ import annotations

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from rapidfuzz.distance import OSA

from archive.search.spelling import Spellings

# Few letters, so that many forms are near one another; some share a class of letters (a, A, á).
LETTERS = "aabestr1áœßа語\U0001f6d1!A"
FORMS = st.lists(st.text(LETTERS, max_size=9), max_size=40)


def plain(vocabulary: list[list[str]], form: str, edits: int) -> list[tuple[int, str]]:
    """Every form looked at."""
    every = {word for words in vocabulary for word in words if word}
    apart = [(OSA.distance(form, word), word) for word in every]
    return sorted(pair for pair in apart if pair[0] <= edits)


@given(
    parts=st.lists(FORMS, max_size=3),
    form=st.text(LETTERS, min_size=1, max_size=9),
    edits=st.sampled_from([1, 2]),
)
@settings(max_examples=400, deadline=None, derandomize=True, phases=[Phase.generate])
def test_finds_what_a_look_at_every_form_finds(parts: list[list[str]], form: str, edits: int) -> None:
    vocabulary = [sorted(set(words)) for words in parts]
    assert Spellings(vocabulary).near(form, edits) == plain(vocabulary, form, edits)


WORDS = [
    "1918", "19181", "1981", "avarenne", "boarder", "border", "borders", "bordre", "marchait",
    "marche", "noon", "oo", "ooo", "oooo", "solidaire", "solidarite", "solidarites", "solidarity",
    "varanne", "varene", "varenne", "varennes", "verenn", "vraenne", "warenne",
]  # fmt: skip


NEAR = ["varenne", "avarenne", "varanne", "varene", "varennes", "vraenne", "warenne"]


@pytest.mark.parametrize(
    ("form", "edits", "expected"),
    [
        ("varenne", 1, NEAR),
        ("varenne", 2, [*NEAR, "verenn"]),
        ("bordre", 1, ["bordre", "border"]),
        ("solidarite", 1, ["solidarite", "solidarites", "solidarity"]),
        ("ooo", 1, ["ooo", "oo", "oooo"]),
        ("1981", 1, ["1981", "1918", "19181"]),
        ("x", 2, ["oo"]),
        ("nothing", 2, []),
    ],
)  # fmt: skip
def test_the_nearest_come_first(form: str, edits: int, expected: list[str]) -> None:
    both = Spellings([WORDS[::2], WORDS[1::2], WORDS[:5]])
    assert [word for _, word in both.near(form, edits)] == expected


def test_only_a_few_are_compared_letter_by_letter() -> None:
    """What makes the time nearly the same, however many forms there are."""
    many = sorted(f"{a}{b}{c}" for a in ("mar", "sol", "tri") for b in "bcdfgh" for c in range(400))
    held = Spellings([many])
    assert len(list(held._candidates("marb17", 1))) * 20 < len(many)


@pytest.mark.parametrize("vocabulary", [[], [[]], [[""], []]])
def test_no_forms(vocabulary: list[list[str]]) -> None:
    assert Spellings(vocabulary).near("mot", 2) == []

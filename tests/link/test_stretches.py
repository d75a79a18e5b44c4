"""Equal stretches of two texts: in full, and between anchors where they are long."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.distance import Indel

from archive.link import words
from archive.link.words import equal_stretches

WORDS = st.lists(st.sampled_from(["le", "la", "de", "port", "nuit", "pont", "ferry", "quai"]), max_size=60)


@pytest.mark.parametrize("cells", [1, 50, 100_000_000])
@given(a=WORDS, b=WORDS)
def test_stretches_are_equal_and_in_order(cells: int, a: list[str], b: list[str]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(words, "_CELLS", cells)
        found = equal_stretches(a, b)
    at = (0, 0)
    for a1, a2, b1, b2 in found:
        assert a[a1:a2] == b[b1:b2] != []
        assert a1 >= at[0]
        assert b1 >= at[1]
        at = (a2, b2)


def test_a_long_text_is_compared_as_well_as_a_short_one(monkeypatch: pytest.MonkeyPatch) -> None:
    chance = random.Random(5)
    a = [f"w{int(chance.paretovariate(0.9))}" for _ in range(3_000)]
    b = [f"menu{i}" for i in range(200)] + list(a)
    for _ in range(30):
        at = chance.randrange(len(b))
        b[at : at + chance.randrange(4)] = ["other"] * chance.randrange(3)
    monkeypatch.setattr(words, "_CELLS", 20_000)
    most = len(a) + len(b) - Indel.distance(a, b)
    assert 2 * sum(end - start for start, end, _, _ in equal_stretches(a, b)) == most

"""BM25F worked out for a few texts is what the formula gives for each."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from archive.search import engines
from archive.search.columns import ArrayState
from archive.search.engines.memory import MemoryState
from archive.search.port import IndexRow
from archive.search.scoring import K1, LEAD_WEIGHT, LENGTH, WEIGHT, Frequencies, weight

TITLES = ["", "Le port", "The harbour at night", "Marche à Brest et à Douvres, le port"]
ROWS = [
    IndexRow(n, lang, "mot " * (3 * n), title=TITLES[n % 4])
    for n, lang in enumerate(("fr", "en", "fr", "en", "de", "fr"), start=1)
]
COUNTS = st.dictionaries(st.integers(0, 5), st.integers(1, 9), max_size=6)
FIELD = st.sampled_from(["text", "title", "person"])
ADDED = st.lists(
    st.tuples(FIELD, COUNTS, st.sampled_from([1.0, 0.75]), st.booleans()),
    max_size=4,
)


@pytest.fixture
def state(tmp_path: Path) -> ArrayState:
    engine = engines.engine(f"memory:{tmp_path}", create=True)
    engine.write(ROWS, (), 1)
    found = engine.state(engine.generation())
    assert isinstance(found, MemoryState)
    return found


def plain(
    state: ArrayState, added: list[tuple[str, dict[int, int], float, bool]], place: int
) -> float | None:
    """The score of one text, as the formula says; None where nothing stands."""
    joined, lead, there = 0.0, 0.0, False
    for name, counts, worth, early in added:
        if place not in counts:
            continue
        there = True
        share = 1.0
        if name in LENGTH:
            lengths = state.column(name).astype(float)
            mean = lengths[lengths > 0].mean()
            share = 1 / (1 - LENGTH[name] + LENGTH[name] * lengths[place] / mean)
        joined += worth * WEIGHT[name] * counts[place] * share
        lead = max(lead, worth) if early else lead
    joined += LEAD_WEIGHT * lead
    return 2.0 * joined / (K1 + joined) if there else None


def test_scores_are_those_of_the_formula(state: ArrayState) -> None:
    @given(added=ADDED)
    @settings(max_examples=200, deadline=None, derandomize=True, phases=[Phase.generate])
    def agrees(added: list[tuple[str, dict[int, int], float, bool]]) -> None:
        found, each = Frequencies(state), Frequencies(state)
        for name, counts, worth, early in added:
            places = np.array(sorted(counts), np.int64)
            how_often = np.array([counts[place] for place in sorted(counts)], np.int64)
            marks = np.full(len(places), early) if early else None
            found.add(name, places, how_often, worth=worth, early=marks)
            each.add_each(name, np.repeat(places, how_often), np.ones(int(how_often.sum()), np.int64))
        expected = [plain(state, added, place) for place in range(state.size)]
        assert found.mask.tolist() == [score is not None for score in expected]
        assert found.scores(2.0).tolist() == pytest.approx([score or 0.0 for score in expected], rel=1e-5)
        once = [(name, counts, 1.0, False) for name, counts, _, _ in added]
        plainly = [plain(state, once, place) or 0.0 for place in range(state.size)]
        assert each.scores(2.0).tolist() == pytest.approx(plainly, rel=1e-5)

    agrees()


def test_the_rarer_the_more(state: ArrayState) -> None:
    worth = [weight(state.count, texts) for texts in (0, 1, 3, 6)]
    assert worth[1] == pytest.approx((K1 + 1) * math.log1p(5.5 / 1.5))
    assert worth[1] > worth[2] > worth[3] > 0
    assert worth[0] == pytest.approx(0.01 * (K1 + 1)), "what stands nowhere is worth next to nothing"

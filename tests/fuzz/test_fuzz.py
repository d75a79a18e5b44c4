"""What holds of any input at all: a fixed seed here, as long as one likes by `python -m tests.fuzz`."""

from __future__ import annotations

import itertools
import random
from pathlib import Path

import pytest

from tests.fuzz import queries, targets
from tests.search import made

SEED = 20170311


@pytest.mark.parametrize("name", ["bytes", "html", "text", "dates", "zips"])
def test_a_round(name: str) -> None:
    targets.TARGETS[name](SEED, 120)  # type: ignore[call-arg]


def test_ten_thousand_strings_parse_or_are_refused_in_time() -> None:
    assert targets.parsed(SEED, 10_000) == 10_000


def test_what_parses_is_answered(tmp_path: Path) -> None:
    with made.build(tmp_path) as catalog:
        index = made.ready(catalog, say=lambda line: None)
        words = ["Brest", "London", "people", "watch", "harbour", "marcher", "familles", "the", "la"]
        rng = random.Random(SEED)
        asked = itertools.islice(queries.strings(rng, [*queries.WORDS, *words]), 1_500)
        good = [q for q in [*asked, *queries.heavy(words * 30)] if queries.read_in_time(q)]
        assert len(good) > 500
        for query in good:
            queries.answered_in_time(catalog, index, query, made.encode)
        index.close()

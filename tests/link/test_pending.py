"""What a run of links leaves to do is read as it was kept, whichever version kept it."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.catalog import Catalog
from archive.link.run import Pending, _numbers, _runs


@given(st.frozensets(st.integers(0, 10_000), min_size=1))
def test_numbers_in_runs_are_the_numbers(numbers: frozenset[int]) -> None:
    assert set(_numbers(list(_runs(numbers)))) == numbers


@pytest.mark.parametrize(
    "pending",
    [
        Pending(),
        Pending(
            frozenset({1, 2, 3, 9}), frozenset({4}), frozenset({5}), frozenset({6}), frozenset({7}), True
        ),
    ],
)
def test_what_is_kept_is_read(tmp_path: Path, pending: Pending) -> None:
    with Catalog.open(tmp_path, create=True) as catalog:
        pending.keep(catalog)
        assert Pending.of(catalog) == pending

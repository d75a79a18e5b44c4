"""The list of planted faults is true to the code, and a planted fault is seen."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.mutants.__main__ import copy_of_the_tree, is_caught
from tests.mutants.plants import ROOT, Mutant, read


@pytest.mark.parametrize("mutant", read(), ids=lambda m: m.name)
def test_every_fault_can_be_planted(mutant: Mutant) -> None:
    text = (ROOT / mutant.file).read_text("utf-8")
    assert mutant.planted(text) != text
    for test in mutant.tests:
        assert (ROOT / test).exists(), test


def test_names_are_given_once() -> None:
    names = [mutant.name for mutant in read()]
    assert len(names) == len(set(names))


def test_a_planted_fault_is_seen_and_taken_out(tmp_path: Path) -> None:
    tree = copy_of_the_tree(tmp_path)
    tests = ("tests/test_edtf.py",)
    fault = Mutant("edtf", "no date begins", "archive/edtf.py", "def earliest(", "def earlier(", tests)
    text = (tree / fault.file).read_text("utf-8")
    assert is_caught(fault, tree)
    assert (tree / fault.file).read_text("utf-8") == text
    harmless = Mutant("edtf", "nothing", fault.file, fault.old, f"\n{fault.old}", tests)
    assert not is_caught(harmless, tree)

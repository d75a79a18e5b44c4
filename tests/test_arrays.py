"""Files of arrays that are mapped: what is held of them in memory."""

from __future__ import annotations

import mmap
from pathlib import Path

import numpy as np
import pytest

from archive import arrays
from archive.arrays import ArrayFile
from archive.catalog import Catalog
from archive.pipeline import settle
from tests.pipeline.taking import FRENCH, noon, take_in

SMAPS = Path("/proc/self/smaps")
SIZE = 1 << 20


def resident(path: Path) -> int:
    """How many KiB of a mapped file are in this process's memory."""
    if not SMAPS.exists():
        pytest.skip("only Linux says what is in memory of which file")
    lines = iter(SMAPS.read_text(encoding="utf-8").splitlines())
    return sum(
        int(next(line for line in lines if line.startswith("Rss:")).split()[1])
        for head in lines
        if head.endswith(f" {path}")
    )


def mapped(path: Path) -> ArrayFile:
    arrays.write(path, {"numbers": np.arange(SIZE, dtype=np.uint32)}, {})
    return ArrayFile(path)


def test_memory_of_a_file_that_was_compared_is_given_back(tmp_path: Path) -> None:
    path = tmp_path / "table.arrays"
    file = mapped(path)
    assert file.sound()
    assert resident(path) >= 4 * SIZE // 1024
    file.releasable()
    assert resident(path) == 0
    assert file["numbers"][SIZE - 1] == SIZE - 1
    assert resident(path) > 0


def test_and_again_whenever_the_work_that_looks_things_up_is_done(tmp_path: Path) -> None:
    path, other = tmp_path / "table.arrays", tmp_path / "index.arrays"
    file, read = mapped(path), mapped(other)
    file.releasable()
    assert file.sound()
    assert read.sound()
    arrays.release()
    assert resident(path) == 0
    assert resident(other) >= 4 * SIZE // 1024  # nobody said so of this one
    np.testing.assert_array_equal(file["numbers"], np.arange(SIZE, dtype=np.uint32))


def test_linking_needs_no_table_of_names_or_vectors(tmp_path: Path) -> None:
    text = tmp_path / "a.txt"
    text.write_text(FRENCH.format(1), encoding="utf-8")
    take_in(tmp_path / "archive", text)
    path = tmp_path / "table.arrays"
    file = mapped(path)
    file.releasable()
    assert file.sound()
    with Catalog.open(tmp_path / "archive") as catalog:
        settle.settle(catalog, now=noon)
    assert resident(path) == 0


def test_a_file_that_is_no_longer_open_is_forgotten(tmp_path: Path) -> None:
    file = mapped(tmp_path / "table.arrays")
    before = len(arrays._releasable)
    file.releasable()
    assert len(arrays._releasable) == before + 1
    del file
    assert len(arrays._releasable) == before


def test_memory_stays_where_the_system_cannot_give_it_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delattr(mmap, "MADV_DONTNEED", raising=False)
    file = mapped(tmp_path / "table.arrays")
    assert file.sound()
    file.releasable()
    arrays.release()
    assert file["numbers"][7] == 7

"""Where the small archives of these tests stand."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pytest

from archive.catalog import Catalog


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "archive"


@pytest.fixture
def catalog(tmp_path: Path) -> Iterable[Catalog]:
    with Catalog.open(tmp_path, create=True) as opened:
        yield opened

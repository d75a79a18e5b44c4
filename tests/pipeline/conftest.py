"""Archives and backups that the tests of backups share."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.pipeline.backups import archive, back_up


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive, and its backup beside it as safe.tar. Not to be changed."""
    folder = tmp_path_factory.mktemp("made")
    back_up(archive(folder / "home"), folder / "safe.tar")
    return folder


@pytest.fixture
def home(made: Path, tmp_path: Path) -> Path:
    """An archive of one's own."""
    return Path(shutil.copytree(made / "home", tmp_path / "home"))

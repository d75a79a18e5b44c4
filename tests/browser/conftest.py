"""The room of the sample, of hostile files and of an archive without an index, and a browser to open them in.

`make browser` runs what is here; Chromium comes from the system's packages.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.browser import rooms

if TYPE_CHECKING:
    from playwright.sync_api import Browser

_NAMES = ("chromium", "chromium-browser", "google-chrome")
_ARGUMENTS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Chromium, started once."""
    playwright = pytest.importorskip("playwright.sync_api")
    path = next((found for name in _NAMES if (found := shutil.which(name))), None)
    if path is None:
        pytest.skip("Chromium is not installed: apt-get install chromium")
    with playwright.sync_playwright() as started:
        browser = started.chromium.launch(executable_path=path, args=list(_ARGUMENTS))
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def papers(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive of every kind of text that the room shows."""
    return rooms.papers(tmp_path_factory.mktemp("papers"))


@pytest.fixture(scope="session")
def room(papers: Path) -> Iterator[rooms.Room]:
    """The room of that archive, as `archive serve` opens it."""
    with rooms.opened(papers) as found:
        yield found


@pytest.fixture
def worked_on(papers: Path, tmp_path: Path) -> Iterator[rooms.Room]:
    """A room of that archive's own copy, for those who decide."""
    shutil.copytree(papers, tmp_path / "archive")
    with rooms.opened(tmp_path / "archive") as found:
        yield found


@pytest.fixture(scope="session")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[rooms.Room]:
    """The room of an archive of hostile files."""
    with rooms.opened(rooms.hostile(tmp_path_factory.mktemp("hostile"))) as found:
        yield found


@pytest.fixture(scope="session")
def unready(papers: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[rooms.Room]:
    """The room of an archive whose index is away."""
    folder = tmp_path_factory.mktemp("unready") / "archive"
    shutil.copytree(papers, folder)
    shutil.rmtree(folder / "index")
    with rooms.opened(folder, bring_up=False) as found:
        yield found

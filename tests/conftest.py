"""Property tests draw the same cases in every run and are not bound by the clock of a busy machine.

`make fuzz` is the run that looks for new cases. Other settings: `pytest --hypothesis-profile=default`.
"""

import gc
import os
import shutil
import tempfile
from collections.abc import Generator, Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from tests import memory
from tests.sample import SHARED
from tests.servers import postgresql, seaweedfs
from tests.servers.postgresql import PostgreSQL
from tests.servers.seaweedfs import SeaweedFS

settings.register_profile("fixed", derandomize=True, deadline=None)
settings.load_profile("fixed")

# Tests make much and keep little: garbage waits until there are that many objects more.
gc.set_threshold(10_000)

_IN_MEMORY = pytest.StashKey[Path]()


def pytest_configure(config: pytest.Config) -> None:
    """Makes the folder of what is made once for all processes of a run; they inherit its name.

    Where there is memory for it, all temporary files go to a folder in memory (`tests.memory`).
    """
    if hasattr(config, "workerinput"):  # which a process of pytest-xdist has
        return
    if found := memory.folder():
        config.stash[_IN_MEMORY] = found
        os.environ["TMPDIR"] = tempfile.tempdir = str(found)
        config.option.basetemp = config.option.basetemp or str(found / "p")
    os.environ[SHARED] = tempfile.mkdtemp(prefix="archive-tests-")


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """What is collected stays until the end: no search for garbage has to look at ten thousand tests."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.enable()


def pytest_unconfigure(config: pytest.Config) -> None:
    if hasattr(config, "workerinput"):
        return
    shutil.rmtree(os.environ.pop(SHARED), ignore_errors=True)
    if found := config.stash.get(_IN_MEMORY, None):
        shutil.rmtree(found, ignore_errors=True)
        del os.environ["TMPDIR"]
        tempfile.tempdir = None


@pytest.fixture(scope="session")
def s3_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SeaweedFS]:
    """A server that speaks S3, one for all tests of this process."""
    if why := seaweedfs.missing():
        pytest.skip(why)
    with seaweedfs.running(tmp_path_factory.mktemp("seaweedfs")) as running:
        yield running


@pytest.fixture
def bucket(s3_server: SeaweedFS, monkeypatch: pytest.MonkeyPatch) -> SeaweedFS:
    """The same, and the environment that leads to it."""
    for name, value in s3_server.environment.items():
        monkeypatch.setenv(name, value)
    return s3_server


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[PostgreSQL]:
    """A server of PostgreSQL, one for all tests of this process."""
    if why := postgresql.missing():
        pytest.skip(why)
    with postgresql.running() as running:
        yield running

"""The reading room of the sample archive."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

import archive
from archive.room.application import application
from tests.sample import sample


@pytest.fixture(scope="package")
def opened() -> Iterator[archive.Archive]:
    with archive.open(sample().folder, run=archive.Run(bring_up=False)) as found:
        yield found


@pytest.fixture
def room(opened: archive.Archive) -> Iterator[TestClient]:
    with TestClient(
        application(opened, hosts=["testserver"]), headers={"Accept-Language": "en"}, follow_redirects=False
    ) as client:
        yield client

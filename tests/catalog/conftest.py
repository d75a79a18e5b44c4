"""Tests of the catalog run on each of its engines."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from archive import engines
from archive.catalog import store
from tests.servers.postgresql import PostgreSQL

# What is about one of them.
OF_ONE = {
    "test_migrations.py", "test_foreign.py", "test_store.py", "test_statements.py", "test_sums.py",
    "test_postgresql.py",
}  # fmt: skip


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "tmp_path" in metafunc.fixturenames and metafunc.definition.path.name not in OF_ONE:
        metafunc.parametrize("engine", ["sqlite", "postgresql"], indirect=True)


@pytest.fixture(autouse=True)
def engine(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The engine that catalogs of this test are kept by, wherever it opens one."""
    name: str = getattr(request, "param", "sqlite")
    if name != "postgresql":
        yield name
        return
    server: PostgreSQL = request.getfixturevalue("postgresql_server")
    read = engines.read
    places: dict[Path, str] = {}

    def elsewhere(folder: Path) -> engines.Engines:
        said = read(folder)
        if said.catalog != "sqlite:":
            return said
        schema = places.setdefault(folder, f"tests_{len(places)}")
        return replace(said, catalog=f"{server.url}?schema={schema}")

    monkeypatch.setattr(store, "CATALOGS", ("sqlite", "postgresql"))
    monkeypatch.setattr(engines, "read", elsewhere)
    yield name
    for schema in places.values():
        server.empty(schema)

"""The search engines there are, by the scheme of their address: `whoosh:` or `tantivy:` and a folder,
`memory:` and a name, `opensearch:` and the servers of a cluster and the name of an index there.

An engine is what `archive.search.engine.Engine` says; analysis, snippets and what a query means are not its
business. To add one, put it in ENGINES and have `tests/contracts/test_index.py` and `test_plans.py` pass.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Final

from archive import engines
from archive.errors import UsageError
from archive.search.engine import Engine
from archive.search.index import Index

DEFAULT: Final = "whoosh"


def _whoosh(place: str, create: bool) -> Engine:
    from archive.search.engines.whoosh.engine import WhooshEngine

    return WhooshEngine.create(Path(place)) if create else WhooshEngine(Path(place))


def _memory(place: str, create: bool) -> Engine:
    from archive.search.engines.memory import MemoryEngine

    return MemoryEngine.create(place) if create else MemoryEngine.named(place)


def _tantivy(place: str, create: bool) -> Engine:
    from archive.search.engines.tantivy.engine import TantivyEngine

    return TantivyEngine.create(Path(place)) if create else TantivyEngine(Path(place))


def _opensearch(place: str, create: bool) -> Engine:
    from archive.search.engines.opensearch.engine import opened

    return opened(f"opensearch:{place}", create=create)


ENGINES: Final[dict[str, Callable[[str, bool], Engine]]] = {
    "whoosh": _whoosh, "tantivy": _tantivy, "memory": _memory, "opensearch": _opensearch,
}  # fmt: skip

SERVERS: Final = frozenset({"opensearch"})  # whose indexes are not in the archive's folder
_PASSING: Final = frozenset({"memory"})  # gone with the process: for programs, not for archives


def kept() -> tuple[str, ...]:
    """The engines that an archive can run on: their indexes are there for the next process."""
    return tuple(name for name in ENGINES if name not in _PASSING)


def verify(address: str) -> None:
    """Raises UsageError where no engine has an archive's index at this address (`archive.engines`)."""
    if engines.scheme(address) not in kept():
        raise engines.unknown("index", address, kept())
    if engines.scheme(address) in SERVERS:
        from archive.search.engines.opensearch.address import parsed

        parsed(address)
    else:
        engines.refuse_place("index", address)


def engine(address: str, *, create: bool = False) -> Engine:
    """The engine at an address; `create`: a new one there, empty.

    Raises UsageError for an address of no engine, DamagedIndex where there is none.
    """
    scheme, colon, place = address.partition(":")
    if not colon or scheme not in ENGINES:
        known = ", ".join(f"{name}:" for name in sorted(ENGINES))
        raise UsageError(f"Unknown search engine {address!r}; an address starts with one of {known}")
    return ENGINES[scheme](place, create)


def index(address: str, *, create: bool = False) -> Index:
    """An index on the engine at an address, see `engine`."""
    found = engine(address, create=create)
    return Index(lambda: found)

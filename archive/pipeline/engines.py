"""The engines of an archive: whether there are such, and what each is found to be before it is used."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from archive import engines
from archive.catalog import servers, store
from archive.dataclass import dataclass
from archive.engines import Engines
from archive.errors import ArchiveError, UnusableArchive, UsageError
from archive.ingest import originals


@dataclass(frozen=True, slots=True)
class EngineProbe:
    """What the engine of one part of an archive was found to be, or why it cannot be used."""

    part: str
    address: str
    what: str
    problem: str | None = None


def verify(chosen: Engines) -> None:
    """Raises UsageError where one of the engines is none that there is."""
    store.verify(chosen.catalog)
    if chosen.index != engines.EMBEDDED.index:
        from archive.search import engines as indexes  # numpy: only where it is needed

        indexes.verify(chosen.index)
    originals.verify(chosen.originals)


def verify_file(folder: Path) -> None:
    """Sees that what `archive.toml` in `folder` says can be used. Raises UnusableArchive, which names it."""
    with engines.said_in(folder):
        verify(engines.read(folder))


def probe(chosen: Engines, folder: Path) -> list[EngineProbe]:
    """Tries each of the engines of an archive that is to be in `folder`, and leaves nothing in them."""
    return [
        _probed("catalog", chosen.catalog, lambda: _catalog(chosen.catalog, folder)),
        _probed("index", chosen.index, lambda: _index(chosen.index)),
        _probed("originals", chosen.originals, lambda: _originals(chosen.originals, folder)),
    ]


def refused(probes: list[EngineProbe], done: str = "created") -> UnusableArchive | None:
    """What a person should read of the engines that cannot be used; None where all can.

    `done`: what is not done to the archive therefore.
    """
    problems = [
        one.problem if one.address in one.problem else f"{one.part} at {one.address}: {one.problem}"
        for one in probes
        if one.problem
    ]
    return UnusableArchive(f"No archive was {done}. {'; '.join(problems)}.") if problems else None


def _probed(part: str, address: str, tried: Callable[[], str]) -> EngineProbe:
    try:
        return EngineProbe(part, address, tried())
    except ArchiveError as error:
        return EngineProbe(part, address, "", str(error).rstrip("."))
    except OSError as error:
        return EngineProbe(part, address, "", error.strerror or str(error))


def _catalog(address: str, folder: Path) -> str:
    _may_write(folder)
    return servers.probe(address)


def _index(address: str) -> str:
    from archive.search import engines as indexes
    from archive.search import places

    indexes.verify(address)
    return places.probe(address)


def _originals(address: str, folder: Path) -> str:
    kept = originals.at(address, folder)
    description = kept.probe()
    if next(kept.names(), None) is not None:
        raise UsageError(f"{kept.address} already holds something. Name an empty place")
    return description


def _may_write(folder: Path) -> None:
    """Raises UsageError where nothing can be written in `folder`, or where it is to be made."""
    import tempfile  # every command that opens an archive comes by this module

    above = folder
    while not os.path.lexists(above) and above != above.parent:
        above = above.parent
    if not above.is_dir():
        raise UsageError(f"{above} is not a folder")
    with tempfile.TemporaryDirectory(prefix=".archive-", dir=above):
        pass

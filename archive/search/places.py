"""Where the index is that a folder of an archive stands for: in the folder itself, or on servers."""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import Any, Final

from archive import engines as chosen
from archive.search import engines, stamps
from archive.search.index import Index

SERVER: Final = "server.json"  # in the folder of an index that is on servers


def _kept(address: str) -> Any:
    """The module of a server engine; None for an engine that keeps its index in the folder."""
    if chosen.scheme(address) not in engines.SERVERS:
        return None
    from archive.search.engines.opensearch import kept

    return kept


def kind(address: str) -> str:
    """What an index is stamped with: only one of the same kind is the index at an address."""
    kept = _kept(address)
    return str(kept.kind(address)) if kept else chosen.scheme(address)


def find(folder: Path, address: str) -> str:
    """The address of the index in a folder of the archive that runs on `address`. Raises DamagedIndex."""
    kept = _kept(address)
    if kept is None:
        return f"{chosen.scheme(address)}:{folder}"
    return str(kept.at(_noted(folder), address))


def create(folder: Path, address: str, documents: int) -> Index:
    """A new index, empty, in a folder that is not there yet; for about so many documents."""
    kept = _kept(address)
    if kept is None:
        return engines.index(f"{chosen.scheme(address)}:{folder}", create=True)
    own = kept.begun(address)
    folder.mkdir()
    # Noted before it is made, so that none is left behind that nobody knows of.
    stamps.write(folder / SERVER, {"address": own})
    kept.create(own, documents)
    return engines.index(own)


def probe(address: str, home: Path | None = None) -> str:
    """What the engine at an address is, tried out; nothing is left there.

    `home`: where the folders of an archive's indexes are, of which one may have been begun there. Raises
    UsageError for an address that something else is at, UnreachableServer.
    """
    kept = _kept(address)
    if kept is None:
        return _probed(chosen.scheme(address))
    begun = home.glob(f"*/{SERVER}") if home is not None and home.is_dir() else ()
    return str(kept.probe(address, [_noted(path.parent) for path in begun]))


def _probed(name: str) -> str:
    import tempfile
    from importlib import metadata

    with tempfile.TemporaryDirectory(prefix="archive-") as place:
        engines.engine(f"{name}:{place}/index", create=True)
    with contextlib.suppress(metadata.PackageNotFoundError):
        return f"{name.capitalize()} {metadata.version(name)}"
    return name.capitalize()


def publish(folder: Path, address: str) -> None:
    """Makes known on the servers that the index in a folder is the one in use."""
    if (kept := _kept(address)) is not None:
        kept.publish(kept.at(_noted(folder), address), address)


def remove(folder: Path) -> None:
    """Deletes the index in a folder, and the folder, unless the index is on servers that are away."""
    if folder.is_symlink():
        folder.unlink()
        return
    if (folder / SERVER).exists() and (kept := _kept(own := _noted(folder))) and not kept.remove(own):
        return
    import shutil  # which every search would load

    shutil.rmtree(folder, ignore_errors=True)


def _noted(folder: Path) -> str:
    """The address of the index on servers that a folder stands for, "" for none."""
    found = stamps.read(folder / SERVER) or {}
    whole = stamps.as_written(folder / SERVER, found)
    return str(found.get("address", "")) if whole else ""

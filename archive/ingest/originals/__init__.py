"""Originals as the archive keeps them: bytes under their SHA-256, there before the catalog speaks of them.

`Originals` is what keeps them: a folder, or a bucket, as `archive.toml` says (`archive.engines`). Both pass
`tests/contracts/test_originals.py`.
"""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from typing import Final

from archive import engines
from archive.errors import MissingExtra
from archive.ingest.originals.port import (
    PIECE_BYTES,
    Incoming,
    Originals,
    digest,
    is_sum,
    is_whole,
    keep_stream,
    key,
    pieces,
    whole,
)

__all__ = (
    "ENGINES", "FOLDER", "PIECE_BYTES", "Incoming", "Originals", "at", "digest", "is_sum", "is_whole",
    "keep_stream", "key", "of", "pieces", "verify", "whole",
)  # fmt: skip

FOLDER: Final = "originals"  # in the archive's own, where no address says otherwise
ENGINES: Final = ("folder", "s3")


def verify(address: str) -> None:
    """Raises UsageError where no engine keeps originals at this address."""
    if engines.scheme(address) not in ENGINES:
        raise engines.unknown("originals", address, ENGINES)
    if engines.scheme(address) == "s3":
        from archive.ingest.originals.address import parsed

        parsed(address)
    else:
        engines.refuse_place("originals", address)


def at(address: str, archive: Path) -> Originals:
    """The originals at an address, of the archive in a folder; nothing is opened yet.

    Raises UsageError, MissingExtra.
    """
    verify(address)
    if engines.scheme(address) == "s3":
        from archive.ingest.originals.bucket import BucketOriginals

        if find_spec("obstore") is None:
            raise MissingExtra(
                "Originals in a bucket need the extra archive[server]. Install it with:"
                " pip install 'archive[server]'"
            )
        return BucketOriginals(address, archive)
    from archive.ingest.originals.folder import FolderOriginals

    return FolderOriginals(archive / FOLDER)


def of(archive: Path) -> Originals:
    """The originals of the archive in a folder. Raises UnusableArchive where `archive.toml` is at fault."""
    with engines.said_in(archive):
        return at(engines.read(archive).originals, archive)

"""A catalog on another engine: copied and compared by every row, while nobody else writes to the old one.

A move that was ended leaves the old catalog as it was. What it had copied by then is known by its mark, and
is written over by the next one.
"""

from __future__ import annotations

import contextlib
import os
import secrets
import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from archive import engines
from archive.catalog import soundness, transfer
from archive.catalog.store import FILE, Catalog, unusable, verify
from archive.errors import DamagedCatalog, UnusableArchive

MARK: Final = "moved as"  # names a move, in the catalog and in its copy
LEFT: Final = "catalog-before"  # where the catalog was before it was moved, until that is deleted
_PART: Final = "catalog.part"  # the folder in which a copy is made
_BESIDE: Final = ("", "-wal", "-shm", "-journal")


@contextlib.contextmanager
def copied(catalog: Catalog, address: str) -> Iterator[tuple[Catalog, int]]:
    """The same catalog at another address, and how many rows were compared.

    The old one is deleted when the block ends, and nobody else writes to it meanwhile. The block has
    archive.toml name the new one; if it fails, the old one stays. Raises DamagedCatalog, UsageError where
    something else is there, UnusableArchive.
    """
    verify(address)
    before, folder = catalog.address, catalog.folder
    here = f"{os.uname().nodename} {os.path.realpath(folder)} "
    if not (catalog.setting(MARK) or "").startswith(here):  # one that came with a copy is another's
        catalog.set(MARK, f"{here}{secrets.token_hex(16)}")
    try:
        with _folder(folder / _PART) as part, catalog.transaction():
            with Catalog.at(folder, before) as reading:  # SQLite copies nothing that is being written to
                _refuse_damage(reading)
                transfer.copy(reading, part / FILE)
            with _placed(catalog, part, address) as (new, rows):
                yield new, rows
                _delete(before, folder, catalog)
    except (OSError, sqlite3.Error) as error:
        raise unusable(error, folder) from error


def _refuse_damage(catalog: Catalog) -> None:
    flaw = next(soundness.flaws(catalog), None)
    if flaw is not None:
        raise DamagedCatalog(
            f"The catalog in {catalog.folder} is damaged ({flaw.what}), so it is not moved."
            " Run: archive check"
        )


@contextlib.contextmanager
def _placed(catalog: Catalog, part: Path, address: str) -> Iterator[tuple[Catalog, int]]:
    """The copy in `part`, put where it is to be; in the folder it is not used before archive.toml says so."""
    folder = catalog.folder
    if engines.scheme(address) == "sqlite":
        rows = _compared(catalog, part / FILE)
        with Catalog.open(part) as copy:
            transfer.put_to_use(copy)
            copy.set(LEFT, catalog.address)
            if not copy.checkpoint():
                raise UnusableArchive(f"The copy of the catalog in {part} is in use. Nothing was moved.")
        for end in _BESIDE:
            (folder / f"{FILE}{end}").unlink(missing_ok=True)
        (part / FILE).rename(folder / FILE)
        engines.sync(folder)
        with Catalog.at(folder, address) as new:
            yield new, rows
        return
    from archive.catalog.postgresql import store as servers
    from archive.catalog.postgresql import transfer as server

    with servers.receiving(folder, address, (MARK, catalog.setting(MARK) or "")) as new:
        with contextlib.closing(sqlite3.connect(part / FILE)) as source:
            server.from_file(source, new)
        rows = _compared(new, part / FILE)
        new.set(LEFT, catalog.address)
        yield new, rows


def _compared(catalog: Catalog, file: Path) -> int:
    """How many rows there are in both. Raises UnusableArchive where they are not the same."""
    from archive.catalog.postgresql import transfer as server

    with contextlib.closing(sqlite3.connect(file)) as copy:
        rows, other = server.compared(catalog, copy)
    if other is not None:
        raise UnusableArchive(f"The table {other} is not the same in the copy. Nothing was moved.")
    return rows


@contextlib.contextmanager
def _folder(part: Path) -> Iterator[Path]:
    if part.is_symlink():
        raise UnusableArchive(f"{part} is a link. Remove it, and run the command again.")
    shutil.rmtree(part, ignore_errors=True)
    part.mkdir(mode=0o700)
    try:
        yield part
    finally:
        shutil.rmtree(part, ignore_errors=True)


# -- what is left in the old place -----------------------------------------------------------------


def finish(catalog: Catalog) -> None:
    """Deletes a catalog that was moved and is still where it was. Raises UnusableArchive."""
    left = catalog.setting(LEFT)
    if left is None:
        return
    if left and left != engines.read(catalog.folder).catalog:
        try:
            _delete(left, catalog.folder, None, catalog.setting(MARK))
        except OSError as error:
            raise unusable(error, catalog.folder) from error
    with catalog.transaction() as db:
        db.execute("DELETE FROM meta WHERE key IN (?, ?)", (LEFT, MARK))


def _delete(address: str, folder: Path, catalog: Catalog | None, mark: str | None = None) -> None:
    """Deletes the catalog at an address: an open one in its transaction, else the one with this mark."""
    if engines.scheme(address) == "sqlite":
        for end in _BESIDE:
            (folder / f"{FILE}{end}").unlink(missing_ok=True)
        return
    from archive.catalog.postgresql import store as server

    if catalog is not None:
        server.delete(catalog)
    else:
        server.delete_marked(address, (MARK, mark or ""))

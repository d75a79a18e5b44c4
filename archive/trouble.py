"""What to tell a person when an archive's disk or database fails; nothing of either is loaded before."""

from __future__ import annotations

from pathlib import Path

from archive.errors import UnusableArchive


def unusable(error: OSError, folder: Path) -> UnusableArchive:
    """What a person should read when the disk of an archive refuses."""
    from archive.catalog import store

    return store.unusable(error, folder)


def refusal(error: Exception, folder: Path) -> UnusableArchive | None:
    """What a person should read when the database refuses; None for an error of any other kind."""
    from archive.catalog import store

    return store.refusal(error, folder)


def first_flaw(folder: Path) -> str | None:
    """The first thing found wrong with the catalog of an archive; None: nothing, or there is none."""
    from archive.catalog import Catalog, soundness, store

    if not store.is_there(folder):
        return None
    with Catalog.open(folder) as catalog:
        try:
            return next((flaw.what for flaw in soundness.flaws(catalog)), None)
        except Exception as error:
            if not isinstance(error, UnicodeDecodeError) and refusal(error, folder) is None:
                raise
            return f"it cannot be read ({error})"  # not even as far as its flaws

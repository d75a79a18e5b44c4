"""Who may read an archive: its owner alone, or a group whose folder says so."""

from __future__ import annotations

import contextlib
import os
import stat
from pathlib import Path
from shlex import quote

from archive.errors import UsageError

_ALONE = 0o077
_GROUP = 0o007
_SHARED = 0o2770  # the sticky group: files that one member makes belong to the group too


def mask(folder: Path) -> int:
    """What the process takes from the modes of all that it makes (umask), by the archive's folder.

    Papers are closed to all but their owner, unless `--shared` gave the folder to its group: that the group
    may write there is not enough, as many systems have new folders so.
    """
    return _GROUP if _is_shared(folder) else _ALONE


def share(folder: Path) -> None:
    """Makes the folder of an archive for a group; one that is there must be empty or be shared already.

    Raises UsageError where an archive that is closed would have to be opened.
    """
    if _is_shared(folder):
        return
    if folder.is_dir() and any(folder.iterdir()):
        raise UsageError(
            f"{folder} is closed to its group. To open it: chmod -R g+rwX {quote(str(folder))};"
            f" find {quote(str(folder))} -type d -exec chmod g+s {{}} +"
        )
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(_SHARED)


def keep(folder: Path) -> None:
    """From now on what this process and its children make is as closed as the archive in `folder`."""
    os.umask(mask(folder))
    begin_catalog(folder)


def begin_catalog(folder: Path) -> None:
    """Begins a catalog that is to come, if the folder is for a group.

    SQLite would close it to all but its owner. What SQLite keeps beside it takes its mode from it. Raises
    UnusableArchive for an archive.toml that cannot be read.
    """
    if mask(folder) == _GROUP:
        from archive.catalog import store  # not at the start of every command

        if store.is_in_folder(folder):
            with contextlib.suppress(OSError):
                os.close(os.open(folder / store.FILE, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o666))


def open_to(folder: Path) -> str | None:
    """Whom the archive is open to beside those it is meant for, and how to close it; None: nobody."""
    from archive.catalog import store

    shared = _is_shared(folder)
    who, closing = ("any account", "o=") if shared else ("other accounts", "go=")
    catalog = _mode(folder / store.FILE) if store.is_in_folder(folder) else -1
    if not (_mode(folder) & catalog & mask(folder)):
        return None
    closed = f"chmod -R {closing} {quote(str(folder))}"
    return f"The archive can be read by {who} of this machine. To close it: {closed}"


def _is_shared(folder: Path) -> bool:
    return _mode(folder) & (stat.S_IWGRP | stat.S_ISGID) == stat.S_IWGRP | stat.S_ISGID


def _mode(path: Path) -> int:
    try:
        return stat.S_IMODE(path.stat().st_mode)
    except OSError:
        return 0

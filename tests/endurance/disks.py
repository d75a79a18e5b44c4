"""Small disks in memory, to fill and to make read-only. Only who may mount (root, mostly) can use them."""

from __future__ import annotations

import contextlib
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

ROOM = 1 << 30  # bytes; room enough for anything here


class CannotMount(Exception):
    """This process may not mount a disk."""


@contextlib.contextmanager
def disk(size: int) -> Iterator[Path]:
    """A disk of `size` bytes. Raises CannotMount."""
    with tempfile.TemporaryDirectory() as name:
        mounting = ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", name]
        try:
            done = subprocess.run(mounting, capture_output=True, text=True)
        except OSError as error:
            raise CannotMount(str(error)) from error
        if done.returncode:
            raise CannotMount(done.stderr.strip())
        try:
            yield Path(name)
        finally:
            subprocess.run(["umount", "-l", name], check=True)  # also where a test left a file open


def remount(where: Path, options: str) -> None:
    """Changes a disk: `size=…`, `ro` (it takes nothing more) or `rw`."""
    subprocess.run(["mount", "-o", f"remount,{options}", str(where)], check=True)


def size_of(folder: Path) -> int:
    """The bytes that the files in `folder` take."""
    return sum(p.stat().st_blocks * 512 for p in folder.rglob("*") if p.is_file()) if folder.exists() else 0

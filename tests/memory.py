"""A folder in memory for the temporary files of a run of tests, which waited for a disk most of the time.

Tens of thousands of times in a run a disk is told to write down what it was given, as an archive should; one
in memory has done it at once. What a process wrote is there for all others, also after it was killed.
"""

from __future__ import annotations

import contextlib
import os
import shutil
from pathlib import Path

PLACE = Path("/dev/shm")  # a disk in memory on every Linux; often a very small one in a container
_NAME = "archive-t"  # and the number of the process
ROOM = 6 << 30  # bytes: the files of a run take up to 2 GB, and its processes need memory of their own


def folder(place: Path = PLACE, room: int = ROOM) -> Path | None:
    """A new folder in memory; None where it has not that much room, or TMPDIR says where temporary files go.

    Those of runs that were killed are removed.
    """
    if os.environ.get("TMPDIR") or min(_room_in(place), _memory()) < room:
        return None
    own = place / f"{_NAME}{os.getpid()}"  # short: some names that are made of it must fit into headers
    for old in place.glob(f"{_NAME}*"):
        if old == own or not _runs(old.name.removeprefix(_NAME)):
            shutil.rmtree(old, ignore_errors=True)
    try:
        own.mkdir(mode=0o700)
    except OSError:  # somebody else's file or link of that name
        return None
    return own


def _runs(process: str) -> bool:
    return not process.isdecimal() or Path("/proc", process).exists()


def _room_in(place: Path) -> int:
    try:
        disk = os.statvfs(place)
    except OSError:
        return 0
    if disk.f_flag & os.ST_NOEXEC or not os.access(place, os.W_OK | os.X_OK):
        return 0  # tests run programs that they write
    return disk.f_bavail * disk.f_frsize


def _memory() -> int:
    """The bytes of memory that are free for this process, as far as it can be told; 0 where it cannot."""
    try:
        lines = Path("/proc/meminfo").read_text().splitlines()
        free = next(int(line.split()[1]) << 10 for line in lines if line.startswith("MemAvailable:"))
    except (OSError, ValueError, StopIteration):
        return 0
    with contextlib.suppress(OSError, ValueError):  # no limit of a control group, or none that is told here
        most = int(Path("/sys/fs/cgroup/memory.max").read_text())
        free = min(free, most - int(Path("/sys/fs/cgroup/memory.current").read_text()))
    return free

"""The sample archive, taken in once for all tests that read it, whichever process they run in."""

from __future__ import annotations

import atexit
import fcntl
import os
import shutil
import tempfile
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from corpus.answers import DOCUMENTS, command

SHARED = (
    "ARCHIVE_TESTS_SHARED"  # names a folder that all processes of a run of tests see; `conftest` makes it
)


@dataclass(frozen=True, slots=True)
class Sample:
    """An archive that holds `corpus/documents`, and what `archive ingest` printed when it was made."""

    folder: Path
    printed: str


@cache
def sample() -> Sample:
    """The sample archive, a copy of this process's own; nobody may write to it."""
    temporary = Path(tempfile.mkdtemp(prefix="sample-archive-", dir=os.environ.get(SHARED)))
    atexit.register(shutil.rmtree, temporary, ignore_errors=True)
    made = _made(Path(os.environ.get(SHARED, temporary)))
    folder = Path(shutil.copytree(made.folder, temporary / "archive"))
    return Sample(folder, made.printed)


def _made(where: Path) -> Sample:
    """The archive as the first process that asked for it made it, in `where`; the others wait for it."""
    folder, told = where / "sample", where / "sample.txt"
    with (where / "sample.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not told.exists():
            shutil.rmtree(folder, ignore_errors=True)
            told.write_text(command(folder, "ingest", DOCUMENTS, "--format", "text"), "utf-8")
    return Sample(folder, told.read_text("utf-8"))

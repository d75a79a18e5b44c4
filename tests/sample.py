"""The sample archive, taken in once for all tests that read it."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from corpus.answers import DOCUMENTS, command


@dataclass(frozen=True, slots=True)
class Sample:
    """An archive that holds `corpus/documents`, and what `archive ingest` printed when it was made."""

    folder: Path
    printed: str


@cache
def sample() -> Sample:
    """The sample archive; nobody may write to it."""
    temporary = Path(tempfile.mkdtemp(prefix="sample-archive-"))
    atexit.register(shutil.rmtree, temporary, ignore_errors=True)
    folder = temporary / "archive"
    return Sample(folder, command(folder, "ingest", DOCUMENTS, "--format", "text"))

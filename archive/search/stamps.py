"""Small files of facts with a sum of them, each written at one stroke."""

from __future__ import annotations

import json
import os
import zlib
from pathlib import Path
from typing import Any

from archive import arrays


def read(path: Path) -> dict[str, Any] | None:
    """The facts in a file, with their sum; None where there are none to be read."""
    try:
        with arrays.opened(path) as file:
            return arrays.facts(file.read())
    except (OSError, ValueError):
        return None


def as_written(path: Path, facts: dict[str, Any]) -> bool:
    """Whether a file is, byte for byte, what `write` makes of the facts read from it."""
    try:
        with arrays.opened(path) as file:
            return file.read() == _form({k: v for k, v in facts.items() if k != "sum"})
    except OSError:
        return False


def _form(facts: dict[str, Any]) -> bytes:
    return json.dumps({**facts, "sum": zlib.crc32(json.dumps(facts).encode())}).encode()


def write(path: Path, facts: dict[str, Any]) -> None:
    """All at once or not at all."""
    beside = path.with_suffix(".new")
    with arrays.created(beside) as file:
        file.write(_form(facts))
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)
    arrays.sync_folder(path.parent)

"""The time, as the archive keeps it."""

from __future__ import annotations

from datetime import UTC, datetime


def now() -> str:
    """The time, UTC, to the second: `2026-11-28T03:15:43Z`."""
    return datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")

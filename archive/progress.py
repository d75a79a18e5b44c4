"""What long work tells of itself while it goes; the caller says who listens."""

from __future__ import annotations

from typing import Protocol


class Progress(Protocol):
    """Hears of stages and steps."""

    def stage(self, name: str, total: int | None) -> None:
        """A new stretch of work with `total` steps (None: not known)."""
        ...

    def advance(self, done: float, words: int = 0, failed: int = 0) -> None:
        """`done` more steps, or a part of one that is long, with so many words and failures in them."""
        ...


class Silent:
    """Hears and says nothing."""

    def stage(self, name: str, total: int | None) -> None: ...

    def advance(self, done: float, words: int = 0, failed: int = 0) -> None: ...

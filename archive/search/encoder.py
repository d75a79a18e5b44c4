"""Queries to vectors, by the same encoder as the passages."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from archive import weights
from archive.arrays import Array
from archive.text import quietened


class QueryEncoder:
    """Turns texts into unit vectors, one row a text. Nothing is loaded before its first use."""

    def __init__(self, cache: Path | None = None) -> None:
        self._cache = cache
        self._backend: Any = None

    def __call__(self, texts: Sequence[str]) -> Array:
        if self._backend is None:
            self._backend = weights.for_some(self._cache)
        vectors: Array = self._backend.encode([quietened(text) for text in texts])
        return vectors

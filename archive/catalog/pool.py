"""Open catalogs of one archive, lent out one at a time: no connection is for two threads at once."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator
from pathlib import Path

from archive.catalog.store import Catalog
from archive.errors import UsageError

_KEPT = 8  # that nobody uses; what more threads opened is closed when it comes back


class Catalogs:
    """Lends catalogs of one archive; as many are open as are used at the same time, and a few more."""

    def __init__(self, first: Catalog) -> None:
        self.folder: Path = first.folder
        self._lock = threading.Lock()
        self._free = [first]
        self._closed = False

    @contextlib.contextmanager
    def lent(self) -> Iterator[Catalog]:
        """A catalog that is the caller's own until the block ends.

        Raises UsageError once all are closed, else as `Catalog.open`.
        """
        with self._lock:
            if self._closed:
                raise UsageError(f"The archive in {self.folder} is closed. Open it again.")
            catalog = self._free.pop() if self._free else None
        while catalog is not None and catalog.is_over():
            catalog.close()
            with self._lock:
                catalog = self._free.pop() if self._free else None
        catalog = catalog or Catalog.open(self.folder)
        try:
            yield catalog
        finally:
            over = catalog.is_over()
            with self._lock:
                keep = not over and not self._closed and len(self._free) < _KEPT
                if keep:
                    self._free.append(catalog)
            if not keep:
                catalog.close()

    def close(self) -> None:
        """Closes all; one that is lent now is closed when it comes back."""
        with self._lock:
            self._closed = True
            free, self._free = self._free, []
        for catalog in free:
            catalog.close()

"""The index of an archive that stays open: brought up at its first use, mended when damage shows later."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from archive.catalog import Catalog, changes
from archive.errors import ArchiveBusy, DamagedIndex, UsageError
from archive.search import store
from archive.search.index import Index

T = TypeVar("T")


class OpenIndex:
    """One index for all threads. What takes long is done by one of them, and keeps nobody from closing it."""

    def __init__(self, folder: Path, *, bring_up: bool, say: Callable[[str], None]) -> None:
        """`bring_up`: whether it may be written to; `say` hears when it has to be built anew."""
        self._folder, self._bring_up, self._say = folder, bring_up, say
        self._work = threading.Lock()  # held while it is brought up or mended
        self._lock = threading.Lock()  # of what follows, never held for long
        self._index: Index | None = None
        self._closed = False
        self._mends = 0
        self._mended_at = -1  # the place in the change log at which it was last mended

    def asked(self, catalog: Catalog, question: Callable[[Index], T]) -> T:
        """The answer to `question`, which is put again when it meets damage that can be mended.

        Raises UsageError once closed, DamagedIndex where nothing may or can be mended, else as
        `store.bring_up`.
        """
        index, mends = self.brought_up(catalog), self._mends
        try:
            return question(index)
        except DamagedIndex as error:
            self._mend(catalog, mends, error)
        return question(index)

    def brought_up(self, catalog: Catalog) -> Index:
        """The index; the first call brings it up to the catalog. Raises as `asked`.

        Where other machines write to the catalog, every call does: they do not see the index.
        """
        if (index := self._opened()) is not None:
            if catalog.shared and self._bring_up and changes.position(catalog) > index.position():
                self._follow(catalog)
            return index
        with self._work:
            if (index := self._opened()) is not None:
                return index
            if self._bring_up:
                store.bring_up(catalog, say=self._say)
            index = store.open_index(self._folder)
            with self._lock:
                if not self._closed:
                    self._index = index
                    return index
            index.close()
            raise self._was_closed()

    def _follow(self, catalog: Catalog) -> None:
        """Brings the index up, unless that is being done: then this search goes on in it as it is."""
        if self._work.acquire(blocking=False):
            try:
                store.bring_up(catalog, say=lambda _: None)
            except ArchiveBusy:
                return
            finally:
                self._work.release()

    def close(self) -> None:
        """Lets go of it for good."""
        with self._lock:
            index, self._index, self._closed = self._index, None, True
        if index is not None:
            index.close()

    def _opened(self) -> Index | None:
        with self._lock:
            if self._closed:
                raise self._was_closed()
            return self._index

    def _was_closed(self) -> UsageError:
        return UsageError(f"The archive in {self._folder} is closed. Open it again.")

    def _mend(self, catalog: Catalog, mends: int, error: DamagedIndex) -> None:
        """Builds the index anew; who has it open reads the new one. Once for one state of the catalog."""
        with self._work:
            if self._opened() is None or self._mends != mends:
                return  # another thread met the same damage
            at = changes.position(catalog)
            if not self._bring_up or at == self._mended_at:
                raise error
            self._mended_at = at
            try:
                store.build_anew(catalog, error, self._say)
            except OSError:
                raise error from None
            self._mends += 1

"""A search index that any number of threads read, each search from one committed state.

A state is opened once and shared. It is counted who reads it: when a newer one has taken its place, it is
closed by the last of its readers. Where the index is may change too, for a rebuilt one stands in a folder of
its own; that is asked at every read.
"""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Callable, Collection, Iterable, Iterator
from typing import Final

from archive.arrays import SPOILT, damaged
from archive.errors import ArchiveBusy, ArchiveError, DamagedIndex, UsageError
from archive.search.engine import Engine, State
from archive.search.port import EngineQuery, EngineResult, IndexRow

_TRIES: Final = 40
_PAUSE: Final = 0.05  # seconds; a writer takes files away right after its commit
_SURE: Final = 3  # so many failures on one and the same state are damage, not a writer at work


class IndexReader:
    """One committed state. All that is asked of one reader is true of the same moment.

    `position`: the place in the catalog's change log up to which it is true; `upto`: the last document of a
    rebuild that is under way, 0 when none is.
    """

    def __init__(self, state: State) -> None:
        self.state = state
        self.position, self.upto = state.position, state.upto

    def documents(self) -> int:
        """How many documents it holds."""
        return self.state.count

    def numbers(self) -> Collection[int]:
        """The numbers of all documents it holds."""
        return self.state.numbers()

    def search(self, ask: EngineQuery) -> EngineResult:
        """The answer to one search. Raises DamagedIndex."""
        from archive.search.planner import planned

        with self._no_damage_taken_for_a_fault():
            executor = self.state.executor()
            return executor.run(planned(ask, executor))

    def similar(
        self, word: str, limit: int = 3, *, beside: tuple[str | None, str | None] = (None, None)
    ) -> list[str]:
        """Words of the archive that `word` may be a misspelling of, as `suggest.similar` orders them."""
        from archive.search.suggest import similar

        with self._no_damage_taken_for_a_fault():
            return similar(self.state, word, limit, beside)

    @contextlib.contextmanager
    def _no_damage_taken_for_a_fault(self) -> Iterator[None]:
        """A file that is spoilt in its place, once what is read of it passed its check, is told as damage.

        Only where its bytes are no longer those that were written: any other error is a fault of the program.
        """
        try:
            yield
        except SPOILT as error:
            try:
                sound = self.state.sound()
            except (OSError, ArchiveError):  # taken away meanwhile, or the server is: nothing can be said
                sound = True
            if sound:
                raise
            raise damaged("its files", "they are not as they were written") from error


class _Held:
    """A state and how many read it. Changed under the index's lock alone."""

    def __init__(self, engine: Engine, state: State) -> None:
        self.engine, self.state = engine, state
        self.reader = IndexReader(state)
        self.readers = 0
        self.retired = False

    def close_if_left(self) -> None:
        if self.retired and not self.readers:
            self.state.close()


class Index:
    """An index, open to read and to write; safe to share among threads.

    `find` says which engine holds it now: the same object as long as it is the same index, another one once
    a rebuilt index has taken its place. Reading never writes.
    """

    def __init__(self, find: Callable[[], Engine]) -> None:
        self._find = find
        self._lock = threading.Lock()
        self._held: _Held | None = None
        self._closed = False

    # -- reading -----------------------------------------------------------------------------------

    @contextlib.contextmanager
    def reading(self) -> Iterator[IndexReader]:
        """The newest committed state, for as long as the block lasts.

        Raises DamagedIndex, UsageError once the index is closed.
        """
        with self._lock:
            if self._closed:
                raise UsageError("The archive is closed. Open it again.")
            held = self._newest()
            held.readers += 1
        try:
            yield held.reader
        finally:
            with self._lock:
                held.readers -= 1
                held.close_if_left()

    def _newest(self) -> _Held:
        """A writer may take files away between the look and the opening: then it is looked again."""
        before: object = None
        same = 0
        for attempt in range(_TRIES):
            seen: object = None
            try:
                engine = self._find()
                generation = engine.generation()
                seen = (engine, generation)
                held = self._held
                if held and held.engine is engine and held.state.generation == generation:
                    return held
                opened = _Held(engine, engine.state(generation))
                self._retire()
                self._held = opened
                return opened
            except DamagedIndex:
                same = same + 1 if seen == before else 1
                if same >= _SURE or attempt == _TRIES - 1:
                    raise
            before = seen
            time.sleep(_PAUSE)
        raise AssertionError("unreachable")

    def _retire(self) -> None:
        """Lets go of the state there is: its last reader closes it."""
        before, self._held = self._held, None
        if before is not None:
            before.retired = True
            before.close_if_left()

    def position(self) -> int:
        """The place in the catalog's change log up to which the index is true."""
        with self.reading() as reader:
            return reader.position

    @property
    def upto(self) -> int:
        """The last document of a rebuild that is under way, 0 when none is."""
        with self.reading() as reader:
            return reader.upto

    def documents(self) -> int:
        """How many documents it holds."""
        with self.reading() as reader:
            return reader.documents()

    def numbers(self) -> Collection[int]:
        """The numbers of all documents it holds."""
        with self.reading() as reader:
            return reader.numbers()

    def search(self, ask: EngineQuery) -> EngineResult:
        """Answers one search from the newest committed state."""
        with self.reading() as reader:
            return reader.search(ask)

    def similar(self, word: str, limit: int = 3) -> list[str]:
        """Words of the archive that `word` may be a misspelling of, the most used first."""
        with self.reading() as reader:
            return reader.similar(word, limit)

    def sound(self) -> bool:
        """Whether every byte is as it was written; reads all of it."""
        for _ in range(_TRIES):
            try:
                with self.reading() as reader:
                    with contextlib.suppress(OSError):
                        if reader.state.sound():
                            return True
                    with self.reading() as newest:
                        if newest is reader:
                            return False
            except DamagedIndex:
                return False
            # A writer has put another state in its place meanwhile, and taken files of this one away.
        return False

    def close(self) -> None:
        """Lets go of the files, once nobody reads any more, for good."""
        with self._lock:
            self._closed = True
            self._retire()

    # -- writing -----------------------------------------------------------------------------------

    def write(self, rows: Iterable[IndexRow], gone: Collection[int], position: int, *, upto: int = 0) -> None:
        """Puts `rows` in, in place of any with the same numbers, takes `gone` out, notes `position`.

        All at once or, when it is interrupted, not at all. `upto` is the last document number of a
        rebuild that is under way, 0 when none is. Raises ArchiveBusy when another writes or a rebuilt index
        takes the place of this one, DamagedIndex, OSError.
        """
        with self._lock:
            engine = self._find()
        try:
            engine.write(rows, gone, position, upto=upto)
        except (OSError, DamagedIndex) as error:
            with self._lock:
                moved = self._find() is not engine
            if moved:
                raise ArchiveBusy("The search index was rebuilt meanwhile. Try again.") from error
            raise

    def wanted(self) -> Collection[int]:
        """Documents that the engine would like to be given again, to tidy itself up; mostly none."""
        with self.reading() as reader:
            return reader.state.wanted()

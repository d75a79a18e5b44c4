"""The index on Whoosh 2.7.4: its segments, terms files and lock.

What is ours: documents go in by the segment, sorted in bulk (`segments`), postings and document facts are
arrays mapped into memory (`codec`, `arrays`), queries are answered on whole arrays (`evaluate`,
`ranking`), and the table of contents is no pickle (`contents`): an archive may come from anyone. Segments
are never merged while something waits: `wanted` names the documents of small ones, which are given again
when there is time. Every commit is one new table of contents, and the place in the change log is in it, so
the index is always true for the place that it names.
"""

from __future__ import annotations

import contextlib
import os
import time
from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Final

import numpy as np
from whoosh.util.filelock import FileLock

from archive import arrays
from archive.arrays import damaged
from archive.errors import ArchiveBusy, ArchiveError, DamagedIndex
from archive.search import contents, segments
from archive.search.contents import Contents, Entry
from archive.search.port import Ask, Found, Row
from archive.search.snapshot import Snapshot

_LOCK: Final = "archive_WRITELOCK"
_TRIES: Final = 40
_PAUSE: Final = 0.05  # seconds; a writer takes files away right after its commit
_TIERS: Final = (1, 30, 300, 3000)  # segments that hold so many documents are of one tier
_CROWD: Final = 10  # segments of one tier before they become one


class WhooshIndex:
    """An `archive.search.port.Index` in a folder of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._snapshot: Snapshot | None = None

    @classmethod
    def create(cls, folder: Path) -> WhooshIndex:
        """An empty index in `folder`, which is made."""
        folder.mkdir(parents=True, exist_ok=True)
        contents.write(folder, Contents())
        return cls(folder)

    @classmethod
    def open(cls, folder: Path) -> WhooshIndex:
        """The index in `folder`. Raises DamagedIndex when there is none or a file of it is damaged."""
        index = cls(folder)
        index.snapshot()
        return index

    # -- reading -----------------------------------------------------------------------------------

    def snapshot(self) -> Snapshot:
        """The newest committed state; kept until there is a newer one.

        A table of contents read while a writer puts the next one in place may name files that are
        gone a moment later: then it is read again.
        """
        for attempt in range(_TRIES):
            generation = -1
            try:
                generation = contents.latest(self.folder)
                if self._snapshot is not None and self._snapshot.generation == generation:
                    return self._snapshot
                before = self._snapshot
                self._snapshot = Snapshot(self.folder, contents.read(self.folder, generation))
                if before is not None:
                    before.close()
                return self._snapshot
            except Exception as error:
                # Whatever Whoosh or numpy raise on broken files comes to the same.
                stable = generation == self._generation()
                if (stable and attempt > 2) or attempt == _TRIES - 1 or not self.folder.is_dir():
                    if isinstance(error, ArchiveError):
                        raise
                    raise damaged(self.folder.name, f"{type(error).__name__} {error}".strip()) from error
                time.sleep(_PAUSE)
        raise AssertionError("unreachable")

    def _generation(self) -> int:
        try:
            return contents.latest(self.folder)
        except OSError:
            return -1

    def position(self) -> int:
        return self.snapshot().position

    @property
    def upto(self) -> int:
        """The last document of a rebuild that is under way, 0 when none is."""
        return self.snapshot().upto

    def documents(self) -> int:
        return self.snapshot().count

    def numbers(self) -> Collection[int]:
        snapshot = self.snapshot()
        found: list[int] = snapshot.column("n")[snapshot.alive].tolist()
        return frozenset(found)

    def search(self, ask: Ask) -> Found:
        from archive.search.ranking import answer

        with self._damage():
            return answer(self.snapshot(), ask)

    def similar(self, word: str, limit: int = 3) -> list[str]:
        from archive.search.suggest import similar

        with self._damage():
            return similar(self.snapshot(), word, limit)

    @contextlib.contextmanager
    def _damage(self) -> Iterator[None]:
        try:
            yield
        except ArchiveError:
            raise
        except Exception as error:
            raise damaged(self.folder.name, f"{type(error).__name__} {error}".strip()) from error

    def sound(self) -> bool:
        """Whether every byte of the index is as it was written (reads all of it)."""
        for _ in range(_TRIES):
            try:
                held = self.snapshot()
            except DamagedIndex:
                return False
            with contextlib.suppress(OSError):
                if held.sound():
                    return True
            if self._generation() == held.generation:
                return False
            # A writer has put another state in its place meanwhile, and taken files of this one away.
        return False

    def close(self) -> None:
        if self._snapshot is not None:
            self._snapshot.close()
            self._snapshot = None

    # -- writing -----------------------------------------------------------------------------------

    def write(self, rows: Iterable[Row], gone: Collection[int], position: int, *, upto: int = 0) -> None:
        with self._lock():
            with self._damage():
                before = contents.read(self.folder, contents.latest(self.folder))
            written: list[Entry] = []
            try:
                numbers = self._write_segments(rows, written)
                numbers.update(gone)
                with self._damage():
                    held = self._without(before.segments, numbers)
                every = tuple(s for s in (*held, *written) if len(s.deleted) < s.size)
                after = Contents(before.generation + 1, position, upto, every)
                self._sync_files(written)
                contents.write(self.folder, after)
            except BaseException:
                contents.remove(self.folder, (segment.id for segment in written))
                raise
            contents.clean(self.folder, after)

    def _write_segments(self, rows: Iterable[Row], written: list[Entry]) -> set[int]:
        """Writes the rows as segments; returns their numbers. The last row with a number counts."""
        places: dict[int, tuple[int, int]] = {}
        again: list[tuple[int, int]] = []
        builder = segments.Builder()
        for row in rows:
            if row.n in places:
                again.append(places[row.n])
            places[row.n] = (len(written), builder.rows)
            builder.add(row)
            if builder.full:
                written.append(builder.write(self.folder))
                builder = segments.Builder()
        if builder.rows:
            written.append(builder.write(self.folder))
        for segment, place in again:
            written[segment] = _less(written[segment], [place])
        return set(places)

    def _without(self, held: Iterable[Entry], numbers: set[int]) -> list[Entry]:
        """The segments, without the documents of these numbers."""
        wanted = np.array(sorted(numbers), np.int64)
        if not len(wanted):
            return list(held)
        found = []
        for segment in held:
            kept = segments.documents(self.folder, segment)["n"]
            found.append(_less(segment, np.flatnonzero(np.isin(kept, wanted)).tolist()))
        return found

    def _sync_files(self, written: Iterable[Entry]) -> None:
        """Has the system write the files out: a power cut could take them after the commit."""
        for segment in written:
            for suffix in segment.files:
                with arrays.opened(segment.path(self.folder, suffix)) as file:
                    os.fsync(file.fileno())

    @contextlib.contextmanager
    def _lock(self) -> Iterator[None]:
        lock = file_lock(self.folder / _LOCK)
        for _ in range(_TRIES):
            if lock.acquire():
                break
            time.sleep(_PAUSE)
        else:
            raise ArchiveBusy("Another process is writing to the search index. Try again when it is done.")
        try:
            yield
        finally:
            lock.release()

    def wanted(self) -> list[int]:
        """Documents to be given again so that many small segments become one; mostly none."""
        snapshot = self.snapshot()
        tiers: dict[int, list[int]] = {}
        for i, segment in enumerate(snapshot.segments):
            alive = int(segment.alive.sum())
            if alive * 2 < segment.size and segment.size > _TIERS[1]:
                return segment.numbers(alive=True)
            if alive < _TIERS[-1]:
                tiers.setdefault(sum(alive >= t for t in _TIERS), []).append(i)
        for _, crowd in sorted(tiers.items()):
            if len(crowd) >= _CROWD:
                return [n for i in crowd for n in snapshot.segments[i].numbers(alive=True)]
        return []


def file_lock(path: Path) -> FileLock:
    """Whoosh's lock on a file. What is no plain file there is taken away: it may lead elsewhere, or block."""
    if path.is_symlink() or (path.exists() and not path.is_file()):
        path.unlink()
    path.touch()  # Whoosh would make it a program
    return FileLock(str(path))


def _less(segment: Entry, places: Iterable[int]) -> Entry:
    return replace(segment, deleted=segment.deleted.union(places))

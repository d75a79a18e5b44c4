"""The index on Whoosh 2.7.4: its segments and terms files.

What is ours: documents go in by the segment, sorted in bulk (`segments`), postings and document facts are
arrays mapped into memory (`codec`, `archive.arrays`), and the table of contents is no pickle (`contents`): an
archive may come from anyone. Segments are never merged while something waits: `Snapshot.wanted` names the
documents of small ones, which are given again when there is time. Every commit is one new table of contents,
and the place in the change log is in it, so the index is always true for the place that it names.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from pathlib import Path

from archive.arrays import damaged
from archive.search.engines.segmented import contents, documents
from archive.search.engines.segmented.contents import IndexContents, SegmentEntry
from archive.search.engines.whoosh import segments
from archive.search.engines.whoosh.snapshot import FULL, Snapshot
from archive.search.port import IndexRow


class WhooshEngine:
    """The index in a folder of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @classmethod
    def create(cls, folder: Path) -> WhooshEngine:
        """An empty index in `folder`, which is made."""
        folder.mkdir(parents=True, exist_ok=True)
        contents.write(folder, IndexContents())
        return cls(folder)

    def generation(self) -> int:
        """The number of the newest committed state. Raises DamagedIndex when the folder is gone."""
        try:
            return contents.latest(self.folder)
        except OSError as error:
            raise damaged(self.folder.name, error.strerror) from error

    def state(self, generation: int) -> Snapshot:
        """Opens a committed state. Raises DamagedIndex when it is gone or a file of it is damaged."""
        return Snapshot(self.folder, contents.read(self.folder, generation))

    # -- writing -----------------------------------------------------------------------------------

    def write(self, rows: Iterable[IndexRow], gone: Collection[int], position: int, *, upto: int = 0) -> None:
        with contents.writing(self.folder):
            before = contents.read(self.folder, self.generation())
            written: list[SegmentEntry] = []
            try:
                numbers = self._write_segments(rows, written)
                numbers.update(gone)
                held = documents.without(self.folder, before.segments, numbers)
                every = tuple(s for s in (*held, *written) if len(s.deleted) < s.size)
                if any(segment.size >= FULL for segment in written):
                    every = self._merged(every, written)
                after = IndexContents(before.generation + 1, position, upto, every)
                contents.sync(self.folder, written)
                contents.write(self.folder, after)
            except BaseException:
                contents.remove(self.folder, (segment.id for segment in written))
                raise
            contents.clean(self.folder, after)

    def _write_segments(self, rows: Iterable[IndexRow], written: list[SegmentEntry]) -> set[int]:
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
            written[segment] = written[segment].without([place])
        return set(places)

    def _merged(
        self, held: tuple[SegmentEntry, ...], written: list[SegmentEntry]
    ) -> tuple[SegmentEntry, ...]:
        """The segments, several of them as one where they had better be; what is new is `written` too.

        Only where many documents come in at once: nobody waits for a few of them as long as this takes.
        """
        from archive.search.engines.whoosh import merging

        crowd = merging.crowd(held)
        if not crowd:
            return held
        written.append(merging.merged(self.folder, crowd))
        gone = {segment.id for segment in crowd}
        return (written[-1], *(segment for segment in held if segment.id not in gone))

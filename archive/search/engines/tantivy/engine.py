"""The index on Tantivy: words in its library, facts of documents in segments of arrays.

What counts is the table of contents (`archive.search.engines.segmented.contents`). A write first commits to
the library, then the table: entries that no table knows are passed over by readers, and taken out by the
write that is done again. Documents that are gone are deleted in the library by the next write, for until the
table is there readers still find them. So a reader sees one commit, whenever a writer is killed.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Final

from archive import arrays
from archive.arrays import damaged
from archive.search.engines.segmented import contents, documents
from archive.search.engines.segmented.contents import (
    LIBRARY_FILE,
    MOST_DOCUMENTS,
    TANTIVY,
    IndexContents,
    LibraryContents,
    SegmentEntry,
)
from archive.search.engines.tantivy import library, tokens
from archive.search.engines.tantivy.building import SegmentBuilder, new_name
from archive.search.engines.tantivy.library import FOLDER, LibraryReader, LibraryWriter
from archive.search.engines.tantivy.state import TantivyState, WordedSegment
from archive.search.port import IndexRow

_TIER: Final = 8  # segments of about one size, the largest as many times the smallest, become one
_MOST_BYTES: Final = 1 << 28  # of the largest file of segments that become one


class TantivyEngine:
    """The index in a folder of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @classmethod
    def create(cls, folder: Path) -> TantivyEngine:
        """An empty index in `folder`, which is made. Raises MissingExtra, OSError."""
        library.require()
        folder.mkdir(parents=True, exist_ok=True)
        library.create(folder)
        contents.write(folder, IndexContents(library=LibraryContents(files=_files(folder, {}))))
        return cls(folder)

    def generation(self) -> int:
        """The number of the newest committed state. Raises DamagedIndex when the folder is gone."""
        try:
            return contents.latest(self.folder)
        except OSError as error:
            raise damaged(self.folder.name, error.strerror) from error

    def state(self, generation: int) -> TantivyState:
        """Opens a committed state. Raises DamagedIndex when it is gone or a file of it is damaged."""
        held = self._read(generation)
        found = TantivyState(self.folder, held, self._library(held))
        # The library may have been committed to since then: without the documents that this state had.
        if self.generation() != generation:
            raise damaged(self.folder.name, "a later state has taken its place")
        return found

    def _read(self, generation: int) -> IndexContents:
        found = contents.read(self.folder, generation, TANTIVY)
        if found.library is None:
            raise damaged(self.folder.name, "nothing is said of its words")
        return found

    def _library(self, held: IndexContents) -> LibraryReader:
        assert held.library is not None
        if library.unchanged(self.folder, held.library.files):
            for name, (size, _) in held.library.files.items():
                path = self.folder / FOLDER / name
                try:
                    found = path.lstat().st_size
                except OSError as error:
                    raise damaged(name, error.strerror) from error
                if found != size:
                    raise damaged(name, "cut short")
        return LibraryReader(self.folder)

    # -- writing -----------------------------------------------------------------------------------

    def write(self, rows: Iterable[IndexRow], gone: Collection[int], position: int, *, upto: int = 0) -> None:
        with contents.writing(self.folder):
            before = self._read(self.generation())
            assert before.library is not None
            written: list[SegmentEntry] = []
            writer = LibraryWriter(self.folder, before.generation + 1)
            try:
                numbers, following = self._write_segments(rows, writer, before.library.next, written)
                numbers.update(gone)
                held = documents.without(self.folder, before.segments, numbers)
                writer.delete(before.library.pending)
                dead = _dead(self.folder, before.segments, (*held, *written))
                every = tuple(s for s in (*held, *written) if len(s.deleted) < s.size)
                every = self._merged(every, written)
                writer.commit()
                told = LibraryContents(
                    following, dead, before.library.gone or bool(dead),
                    _files(self.folder, before.library.files),
                )  # fmt: skip
                after = IndexContents(before.generation + 1, position, upto, every, told)
                contents.sync(self.folder, written)
                contents.write(self.folder, after)
            except BaseException:
                contents.remove(self.folder, (segment.id for segment in written))
                raise
            finally:
                writer.close()
            contents.clean(self.folder, after)

    def _write_segments(
        self, rows: Iterable[IndexRow], writer: LibraryWriter, following: int, written: list[SegmentEntry]
    ) -> tuple[set[int], int]:
        """Writes the rows as segments; returns their numbers, and the next one of the library.

        The last row with a number counts.
        """
        places: dict[int, tuple[int, int]] = {}
        again: list[tuple[int, int]] = []
        builder = SegmentBuilder(writer)
        for row in rows:
            if row.n in places:
                again.append(places[row.n])
            places[row.n] = (len(written), builder.rows)
            builder.add(row, following)
            following += 1
            if builder.full:
                written.append(builder.write(self.folder))
                builder = SegmentBuilder(writer)
        if builder.rows:
            written.append(builder.write(self.folder))
        for segment, place in again:
            written[segment] = written[segment].without([place])
        return set(places), following

    def _merged(
        self, held: tuple[SegmentEntry, ...], written: list[SegmentEntry]
    ) -> tuple[SegmentEntry, ...]:
        """The segments, many of a size as one; what is new is `written` too."""
        while crowd := _crowd(held):
            written.append(_join(self.folder, crowd))
            gone = {segment.id for segment in crowd}
            held = (*(segment for segment in held if segment.id not in gone), written[-1])
        return held


def _dead(folder: Path, before: Iterable[SegmentEntry], after: Iterable[SegmentEntry]) -> tuple[int, ...]:
    """The numbers in the library of documents that have been taken out."""
    were = {segment.id: segment.deleted for segment in before}
    found: list[int] = []
    for segment in after:
        places = sorted(segment.deleted - were.get(segment.id, frozenset()))
        if places:
            found += WordedSegment(folder, segment, 0).tokens.slots()[places].tolist()
    return tuple(found)


def _crowd(held: Sequence[SegmentEntry]) -> list[SegmentEntry]:
    """Segments of about one size that had better be one; mostly none."""
    tiers: dict[int, list[SegmentEntry]] = {}
    for segment in held:
        tier, size = 0, segment.size
        while size >= _TIER:
            tier, size = tier + 1, size // _TIER
        tiers.setdefault(tier, []).append(segment)
    for _, crowd in sorted(tiers.items()):
        bytes_ = sum(max(size for size, _ in segment.files.values()) for segment in crowd)
        if len(crowd) >= _TIER and bytes_ <= _MOST_BYTES and sum(s.size for s in crowd) < MOST_DOCUMENTS:
            return crowd
    return []


def _join(folder: Path, crowd: Sequence[SegmentEntry]) -> SegmentEntry:
    """Writes one segment with the documents of several, those too that are gone. Raises OSError."""
    parts: list[WordedSegment] = []
    base = 0
    for one in crowd:
        parts.append(WordedSegment(folder, one, base))
        base += one.size
    segment = new_name()
    try:
        documents.join(folder, segment, parts)
        tokens.join(folder, segment, [(part.base, part.tokens) for part in parts])
    except BaseException:
        contents.remove(folder, [segment])
        raise
    gone = [place + part.base for part, one in zip(parts, crowd, strict=True) for place in one.deleted]
    return contents.entry(folder, segment, base).without(gone)


def _files(folder: Path, known: Mapping[str, tuple[int, int]]) -> dict[str, tuple[int, int]]:
    """The files of the library: the size of each, and its sum, which is read of new ones alone."""
    found = {}
    for path in sorted((folder / FOLDER).iterdir()):
        if not LIBRARY_FILE.fullmatch(path.name):
            continue
        size = path.stat().st_size
        held = known.get(path.name)
        same = held is not None and held[0] == size and path.name != library.COMMIT
        found[path.name] = held if same and held is not None else (size, arrays.checksum(path))
    return found

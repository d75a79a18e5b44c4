"""An engine without files: plain dictionaries, slow and meant to be seen to be right.

It says what the others must find (`tests/search/test_engines.py` compares them), and serves where a handful
of documents is searched for as long as a process lives.
"""

from __future__ import annotations

import threading
import weakref
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import field
from typing import Any, ClassVar, Final

import numpy as np

from archive.arrays import Array
from archive.dataclass import dataclass
from archive.errors import ArchiveBusy, DamagedIndex
from archive.search import analysis
from archive.search.columns import Vectors, entity_code, span_code
from archive.search.executor import ArrayExecutor
from archive.search.port import FIELDS, NAME_GAP, IndexRow
from archive.search.spelling import near
from archive.search.vectors import DIMENSIONS, signs

_PATIENCE: Final = 2.0  # seconds that a writer waits for another


@dataclass(frozen=True, slots=True)
class _Committed:
    generation: int = 0
    position: int = 0
    upto: int = 0
    rows: Mapping[int, IndexRow] = field(default_factory=dict)


class MemoryEngine:
    """Rows by number; a commit puts another dictionary in the place of the one there is.

    The engines of this process are found by name as long as anything uses them.
    """

    _named: ClassVar[weakref.WeakValueDictionary[str, MemoryEngine]] = weakref.WeakValueDictionary()

    def __init__(self) -> None:
        self._committed = _Committed()
        self._writing = threading.Lock()

    @classmethod
    def create(cls, name: str) -> MemoryEngine:
        """A new engine under a name, empty."""
        made = cls()
        cls._named[name] = made
        return made

    @classmethod
    def named(cls, name: str) -> MemoryEngine:
        """The engine of that name. Raises DamagedIndex when there is none."""
        found = cls._named.get(name)
        if found is None:
            raise DamagedIndex(f"There is no search index in memory that is called {name!r}.")
        return found

    def generation(self) -> int:
        """The number of the newest committed state."""
        return self._committed.generation

    def state(self, _generation: int) -> MemoryState:
        """The newest committed state, which may be later than the one asked for."""
        return MemoryState(self._committed)

    def write(self, rows: Iterable[IndexRow], gone: Collection[int], position: int, *, upto: int = 0) -> None:
        """See `archive.search.port.Engine`. Raises ArchiveBusy when another writes."""
        if not self._writing.acquire(timeout=_PATIENCE):
            raise ArchiveBusy(
                "Another thread is writing to the search index. Try again when it has finished."
            )
        try:
            held = {n: row for n, row in self._committed.rows.items() if n not in set(gone)}
            held.update((row.n, row) for row in rows)
            self._committed = _Committed(self._committed.generation + 1, position, upto, held)
        finally:
            self._writing.release()


class _Postings:
    """Where a form stands: places, and at each the positions."""

    def __init__(self, positions: Mapping[int, Sequence[int]]) -> None:
        self._positions = dict(sorted(positions.items()))
        self.places: Array = np.array(list(self._positions), np.int64)
        self.counts: Array = np.array([len(found) for found in self._positions.values()], np.int64)

    def firsts(self) -> Array:
        return np.array([min(found) for found in self._positions.values()], np.int64)

    def occurrences(self, places: Array) -> tuple[Array, Array]:
        found = [(p, at) for p in places.tolist() for at in sorted(self._positions.get(p, ()))]
        pairs: Array = np.array(found, np.int64).reshape(-1, 2)
        return pairs[:, 0], pairs[:, 1]


class MemoryState:
    """One committed state, see `archive.search.port.State`. The place of a row is its rank by number."""

    def __init__(self, committed: _Committed) -> None:
        self.generation, self.position, self.upto = (
            committed.generation, committed.position, committed.upto,
        )  # fmt: skip
        self._rows = [committed.rows[n] for n in sorted(committed.rows)]
        self.size = self.count = len(self._rows)
        self.alive: Array = np.ones(self.size, bool)
        self.memo: dict[Any, Any] = {}
        self._fields: dict[str, dict[str, dict[int, list[int]]]] = {
            name: defaultdict(lambda: defaultdict(list)) for name in FIELDS
        }
        for place, row in enumerate(self._rows):
            for name in FIELDS:
                for form, position in _words(row, name):
                    self._fields[name][form][place].append(position)

    def numbers(self) -> frozenset[int]:
        found: list[int] = self.column("n")[self.alive].tolist()
        return frozenset(found)

    def executor(self) -> ArrayExecutor:
        return ArrayExecutor(self)

    def near(self, form: str, edits: int) -> list[str]:
        return near(self, form, edits)

    def column(self, name: str) -> Array:
        of_row: Mapping[str, Callable[[IndexRow], int]] = {
            "n": lambda row: row.n,
            "first": lambda row: row.dated[0] if row.dated else 0,
            "last": lambda row: row.dated[1] if row.dated else 0,
            "text": lambda row: len(analysis.forms(row.text)),
            "title": lambda row: len(analysis.forms(row.title)),
        }
        return np.array([of_row[name](row) for row in self._rows], np.int64)

    def coded(self, name: str) -> tuple[list[str], Array]:
        attribute = {"lang": "lang", "collection": "collection", "format": "media_type"}[name]
        of_row = [str(getattr(row, attribute)) for row in self._rows]
        values = sorted(set(of_row))
        return values, np.array([values.index(value) for value in of_row], np.int64)

    def labelled(self, name: str) -> tuple[list[str], Array, Array]:
        field = {"collections": "collection"}[name]
        values = sorted({value for row in self._rows for value in row.values(field)})
        found = [(p, values.index(v)) for p, row in enumerate(self._rows) for v in sorted(row.values(field))]
        pairs: Array = np.array(found, np.int64).reshape(-1, 2)
        return values, pairs[:, 0], pairs[:, 1]

    def lists(self, name: str) -> tuple[Array, Array]:
        found = []
        for place, row in enumerate(self._rows):
            values = {
                "entities": [entity_code(kind, number) for kind, number in row.entities],
                "spoken": [span_code(span) for span in row.spoken],
                "twins": list(row.twins),
            }
            found += [(place, value) for value in sorted(set(values[name]))]
        pairs: Array = np.array(found, np.int64).reshape(-1, 2)
        return pairs[:, 0], pairs[:, 1]

    def postings(self, name: str, form: str) -> _Postings | None:
        found = self._fields[name].get(form)
        return _Postings(found) if found else None

    def beginning(self, name: str, start: str) -> tuple[Array, Array]:
        found = [
            (place, len(positions))
            for form, places in sorted(self._fields[name].items())
            if form.startswith(start)
            for place, positions in places.items()
        ]
        pairs: Array = np.array(found, np.int64).reshape(-1, 2)
        return pairs[:, 0], pairs[:, 1]

    def kin(self, stem: str, lang: str) -> set[str]:
        return {
            form
            for name in ("text", "title")
            for form, places in self._fields[name].items()
            if analysis.stem(form, lang) == stem and any(self._rows[p].lang == lang for p in places)
        }

    def vocabulary(self) -> Sequence[Sequence[str]]:
        return [sorted({form for forms in self._fields.values() for form in forms})]

    def vectors(self) -> Sequence[Vectors]:
        every = [(place, p) for place, row in enumerate(self._rows) for p in row.passages]
        if not every:
            return []
        vectors: Array = np.array([np.frombuffer(p.vector, "<f2") for _, p in every])
        document: Array = np.array([place for place, _ in every], np.uint32)
        return [
            Vectors(
                0, self.size, vectors.reshape(-1, DIMENSIONS), signs(vectors), document,
                np.array([p.start for _, p in every], np.uint32),
                np.array([p.end for _, p in every], np.uint32),
                np.searchsorted(document, np.arange(self.size + 1)),
            )
        ]  # fmt: skip

    def wanted(self) -> list[int]:
        return []

    def sound(self) -> bool:
        return True

    def close(self) -> None:
        """Nothing is held but memory."""


def _words(row: IndexRow, name: str) -> Iterator[tuple[str, int]]:
    """The forms of one field of a row, each with its position."""
    if name in ("text", "title", "source"):
        yield from _tokens(getattr(row, name), 0)
        return
    position = 0
    for value in row.values(name):
        yield from _tokens(value, position)
        position += len(analysis.forms(value)) + NAME_GAP


def _tokens(text: str, first: int) -> Iterator[tuple[str, int]]:
    words, compounds = analysis.tokens(analysis.composed(text))
    found = [(place, analysis.form(word)) for place, word in enumerate(words)]
    yield from ((form, first + place) for place, form in sorted(found + compounds))

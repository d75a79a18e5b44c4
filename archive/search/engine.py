"""What a search engine is to the archive: where rows are kept, and what runs the plan of a search.

An engine that keeps its documents in this process gives their postings and columns instead
(`archive.search.columns`); one executor serves all of those. `tests/contracts` holds the suite for all
engines.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Protocol

from archive.search.plan import Query, SearchPlan
from archive.search.port import EngineResult, IndexRow


class Executor(Protocol):
    """What runs one search on one committed state.

    `remote`: whether each call is dear. Then the planner asks many questions in one, some of them in vain.
    """

    @property
    def remote(self) -> bool: ...

    def langs(self) -> Collection[str]:
        """The languages that there may be texts of; known without a call."""

    def counts(self, queries: Sequence[Query]) -> Sequence[int]:
        """In how many texts each query matches. Raises DamagedIndex."""

    def best(self, queries: Sequence[Query]) -> Sequence[float]:
        """The best score that each query gives a text, 0 where it matches none. Raises DamagedIndex."""

    def run(self, plan: SearchPlan) -> EngineResult:
        """A page of hits. Raises DamagedIndex."""


class State(Protocol):
    """One committed state of an index, read by several threads at once."""

    generation: int
    position: int  # in the catalog's change log, up to which the state is true
    upto: int  # the last document of a rebuild that is under way, 0 when none is
    count: int  # documents

    def numbers(self) -> Collection[int]:
        """The numbers of all documents; each once."""

    def executor(self) -> Executor:
        """What runs one search; used by one thread, and no longer than for that search."""

    def near(self, form: str, edits: int) -> Sequence[str]:
        """Forms of any field that are at most `edits` letters away (dropped, added, changed, swapped).

        The nearest first, those as near in the order of their letters' numbers; `spelling.MOST` at most.
        """

    def wanted(self) -> Collection[int]:
        """Documents that the engine would like to be given again, to tidy itself up; mostly none."""

    def sound(self) -> bool:
        """Whether every byte is as it was written; reads all of it. Raises OSError."""

    def close(self) -> None:
        """Lets go of what the state holds; nobody reads any more."""


class Engine(Protocol):
    """What keeps an index. It knows rows and words; what a query means is not its business."""

    def generation(self) -> int:
        """The number of the newest committed state; asked at every search. Raises DamagedIndex."""

    def state(self, generation: int) -> State:
        """Opens that state, or a later one. Raises DamagedIndex when it is gone, or a file is damaged."""

    def write(self, rows: Iterable[IndexRow], gone: Collection[int], position: int, *, upto: int = 0) -> None:
        """Puts `rows` in, in place of any with the same numbers, takes `gone` out, notes `position`.

        All at once or, when it is interrupted, not at all; of a number in both, the row stays. Raises
        ArchiveBusy when another writes, DamagedIndex, OSError.
        """

"""What the planner asks an engine: in how many texts something is, and how well it does at best."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Final, Protocol, TypeVar

from archive.search.engine import Executor
from archive.search.plan import Holds, Query
from archive.search.port import NAME_TYPES

T = TypeVar("T")

NAMES: Final = tuple(kind.lower() for kind in NAME_TYPES)  # the fields of names


class Questions(Protocol):
    """What can be asked."""

    def count(self, query: Query) -> int:
        """In how many texts a query matches."""

    def langs(self) -> Collection[str]:
        """The languages that there may be texts of."""

    def best(self, query: Query) -> float:
        """The best score that a query gives a text; 0 where it matches none."""


class _Asked:
    """Questions asked as they come up, of an engine in this process."""

    def __init__(self, executor: Executor) -> None:
        self._executor = executor

    def count(self, query: Query) -> int:
        return self._executor.counts((query,))[0]

    def langs(self) -> Collection[str]:
        return self._executor.langs()

    def best(self, query: Query) -> float:
        return self._executor.best((query,))[0]


class _Guessed:
    """Questions whose answers are guessed as long as they are not known."""

    def __init__(self, executor: Executor) -> None:
        self._executor = executor
        self.counts: dict[Query, int] = {}
        self.scores: dict[Query, float] = {}
        self.new_counts: dict[Query, None] = {}
        self.new_scores: dict[Query, None] = {}

    def count(self, query: Query) -> int:
        if query not in self.counts:
            self.new_counts[query] = None
            # Most words are no names, and are found.
            return 0 if isinstance(query, Holds) and query.fields == NAMES else 1
        return self.counts[query]

    def langs(self) -> Collection[str]:
        return self._executor.langs()

    def best(self, query: Query) -> float:
        if query not in self.scores:
            self.new_scores[query] = None
            return 1.0
        return self.scores[query]

    def learn(self) -> bool:
        """Asks what was guessed, in one go; whether that was anything."""
        counts, scores = list(self.new_counts), list(self.new_scores)
        if counts:
            self.counts.update(zip(counts, self._executor.counts(counts), strict=True))
        if scores:
            self.scores.update(zip(scores, self._executor.best(scores), strict=True))
        self.new_counts, self.new_scores = {}, {}
        return bool(counts or scores)


def settled(executor: Executor, decide: Callable[[Questions], T]) -> T:
    """What `decide` makes of an engine's answers; it asks, and does nothing else.

    Of a remote engine it is asked in rounds: it decides on guesses, all that was guessed is asked at once,
    and it decides again, until nothing is left to guess.
    """
    if not executor.remote:
        return decide(_Asked(executor))
    guessed = _Guessed(executor)
    while True:
        found = decide(guessed)
        if not guessed.learn():
            return found

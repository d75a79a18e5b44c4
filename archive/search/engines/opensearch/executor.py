"""Runs plans on a state of an index on OpenSearch; see `archive.search.engine.Executor`."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING, Final

from archive.errors import UsageError
from archive.search.engines.opensearch import pages
from archive.search.engines.opensearch.facts import AskedFacts, leaves, whole
from archive.search.engines.opensearch.pages import ServerSearch
from archive.search.engines.opensearch.queries import MANY, Compiler
from archive.search.engines.opensearch.words import EVERYWHERE, all_of
from archive.search.plan import Query, SearchPlan
from archive.search.port import EngineResult

if TYPE_CHECKING:
    from archive.search.engines.opensearch.state import OpenSearchState

_SCORED: Final = (MANY, 30, 12, 4)  # words that are scored, until the query is not too long
_CLAUSES: Final = 1_000  # of which a query can be; the server takes 1,024


class OpenSearchExecutor:
    """One search on one state."""

    remote: Final = True

    def __init__(self, state: OpenSearchState) -> None:
        self.state = state
        self._facts = AskedFacts(state)

    def langs(self) -> Collection[str]:
        """The languages that there may be texts of."""
        return self.state.statistics.langs

    def counts(self, queries: Sequence[Query]) -> list[int]:
        """In how many texts each query matches."""
        return self._facts.counts(queries)

    def best(self, queries: Sequence[Query]) -> list[float]:
        """The best score that each query gives a text; 0 where it matches none."""
        return self._facts.bests(queries)

    def run(self, plan: SearchPlan) -> EngineResult:
        """A page of hits. Raises DamagedIndex, UsageError for a query of too many words."""
        for most in _SCORED:
            asked = self._facts.settled(lambda compiler: _asked(compiler, plan), most)
            if leaves(asked.query) <= _CLAUSES:
                break
        else:
            raise UsageError("The query has too many words. Leave some out.")
        if plan.meaning is not None:
            from archive.search.engines.opensearch import nearness

            return nearness.answer(self.state, asked, plan, plan.meaning)
        return pages.answer(self.state, asked, plan)


def _asked(compiler: Compiler, plan: SearchPlan) -> ServerSearch:
    scored, mask, where = (
        compiler.scored(plan.query), compiler.mask(plan.query), compiler.mask(plan.where),
    )  # fmt: skip
    kept = [] if where == EVERYWHERE else [where]
    gate = None if plan.meaning is None else all_of((compiler.mask(plan.meaning.gate), where))
    return ServerSearch(whole(scored, mask, *kept), all_of((mask, where)), scored.ceiling, where, gate)

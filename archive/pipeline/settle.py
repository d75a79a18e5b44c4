"""After documents are in: what the whole archive says of names, links, entities, and the index.

Every step takes up where it stopped, so a run that was killed loses nothing and the next one ends it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from archive.catalog import Catalog, acts, changes, names
from archive.catalog.namings import Namings, any_held, part
from archive.pipeline.runners import POOL_BYTES, Runner, choose
from archive.progress import Progress, Silent

if TYPE_CHECKING:
    from archive.link.sketch import Ready

_BY = "names joined by"  # the version of the rules that the entities there are were made by

T = TypeVar("T")
R = TypeVar("R")


def settle(
    catalog: Catalog,
    *,
    now: Callable[[], str],
    progress: Progress | None = None,
    ready: Ready | None = None,
    workers: int | None = 1,
) -> None:
    """Links what is new, joins names to entities, lets dates travel; does nothing when nothing is new.

    `ready` has what links compare of texts that came in just now; the rest is made of what is in.
    `workers` says how many processes may align texts, None one a processor.
    """
    from archive.link import entities, types
    from archive.link.run import link

    rules = catalog.setting(_BY) == entities.VERSION
    due = acts.due(catalog)
    if rules and not due and catalog.setting(changes.SETTLED) == str(changes.position(catalog)):
        return
    progress = progress or Silent()
    progress.stage("Linking", None)
    link(
        catalog,
        progress=progress,
        ready=ready,
        spread=_Spread(choose(POOL_BYTES, workers)),
    )
    progress.stage("Joining names", None)
    namings = Namings(catalog) if any_held(catalog) else None
    if namings:
        part(catalog, namings)
    names.retype(catalog, types.types(catalog), namings.type_of if namings else None)
    entities.resolve(catalog, now=now())
    catalog.set(changes.SETTLED, str(changes.position(catalog)))
    catalog.set(_BY, entities.VERSION)
    acts.done(catalog, due)  # what was decided meanwhile is due still


@dataclass(frozen=True, slots=True)
class _Spread:
    """Has a runner do what the linking gives away."""

    runner: Runner

    def __call__(self, function: Callable[[T], R], items: Iterable[T], /) -> Iterator[R]:
        return self.runner.map(partial(_same, function), items)


def _same(function: Callable[[T], R]) -> Callable[[T], R]:
    return function

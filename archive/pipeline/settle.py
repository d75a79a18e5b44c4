"""After documents are in: what the whole archive says of names, links, entities, and the index.

Every step takes up where it stopped, so a run that was killed loses nothing and the next one ends it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from archive.catalog import Catalog, acts, changes, kept, mentions, own_names, resolved
from archive.catalog.namings import TYPES, Namings, any_held, part
from archive.dataclass import dataclass
from archive.pipeline.runners import POOL_BYTES, Runner, choose
from archive.progress import Progress, Silent

if TYPE_CHECKING:
    from archive.link.nearest import Ready

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
    from archive import arrays
    from archive.link import entities
    from archive.link.run import link

    rules = catalog.setting(_BY) == entities.VERSION
    due = acts.due(catalog)
    settled = catalog.setting(changes.SETTLED)
    if rules and not due and settled == str(changes.position(catalog)):
        return
    progress = progress or Silent()
    if not rules:
        kept.forget(catalog)  # other rules may read other things in the same texts
    progress.stage("Linking", None)
    arrays.release()  # names and vectors are found: what was looked up for them is not needed here
    link(
        catalog,
        progress=progress,
        ready=ready,
        spread=_Spread(choose(POOL_BYTES, workers)),
    )
    _join(catalog, int(settled) if rules and settled else None, due, now, progress)
    catalog.set(changes.SETTLED, str(changes.position(catalog)))
    catalog.set(_BY, entities.VERSION)
    acts.done(catalog, due)  # what was decided meanwhile is due still


def _join(
    catalog: Catalog, since: int | None, due: Sequence[int], now: Callable[[], str], progress: Progress
) -> None:
    """Joins names to entities anew, as far as what they rest on may be another since then (None: all of it).

    Types rest on texts, names and links; names completed elsewhere on texts, names and types; entities on all
    of these and on what persons said of names. None rests on the day or title of a document.
    """
    from archive.link import entities
    from archive.link.parallel import uncollected

    texts = since is None or changes.of_names(catalog, since)
    linked = texts or changes.of_links(catalog, since or 0) or _any(catalog, due, acts.TRANSLATION)
    named = _any(catalog, due, acts.MENTION)
    if not (linked or named or _any(catalog, due, acts.ENTITY)):
        resolved.renew_counts(catalog)  # dates may be others
        return
    progress.stage("Joining names", None)
    with uncollected():
        if linked or named:
            namings = Namings(catalog) if any_held(catalog) else None
            moved = part(catalog, namings) if namings else 0
            retyped = _retype(catalog, namings, everywhere=named or since is None)
            texts = texts or moved > 0 or retyped > 0
        entities.resolve(catalog, now=now(), complete=texts)


def _retype(catalog: Catalog, namings: Namings | None, *, everywhere: bool) -> int:
    """Gives names the types that the archive and persons have for them; returns how many documents changed.

    `everywhere`: in all texts, else where they may be others than before.
    """
    from archive.link import settled_types

    decided = namings.type_of if namings else None
    with catalog.transaction():
        docs = settled_types.update(catalog)
        known = own_names.settled(catalog) if everywhere else own_names.settled_in(catalog, docs).items()
        settled = {name: TYPES[kind] for name, kind in known}
        return mentions.retype(catalog, settled, decided, among=None if everywhere else sorted(docs))


def _any(catalog: Catalog, due: Sequence[int], *kinds: str) -> bool:
    return bool(acts.of_kind(catalog, due, *kinds))


def forget_links(catalog: Catalog) -> None:
    """Forgets what was linked and joined without a person; the next settling links anew."""
    from archive.link.run import METHOD

    # Links made by another method than today's are made anew, and settling is not done.
    with catalog.transaction():
        catalog.set(METHOD, "forgotten")
        catalog.set(changes.SETTLED, "")
        kept.forget(catalog)


@dataclass(frozen=True, slots=True)
class _Spread:
    """Has a runner do what the linking gives away."""

    runner: Runner

    def __call__(self, function: Callable[[T], R], items: Iterable[T], /) -> Iterator[R]:
        return self.runner.map(partial(_same, function), items)


def _same(function: Callable[[T], R]) -> Callable[[T], R]:
    return function

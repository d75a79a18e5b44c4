"""After documents are in: what the whole archive says of names, links, entities, and the index.

Every step takes up where it stopped, so a run that was killed loses nothing and the next one ends it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from archive.catalog import Catalog, changes, names
from archive.progress import Progress, Silent

if TYPE_CHECKING:
    from archive.link.sketch import Ready

SETTLED = "settled at"  # the setting that holds the place in the change log up to which all this is done


def settle(
    catalog: Catalog,
    *,
    now: Callable[[], str],
    vectors: bool = True,
    progress: Progress | None = None,
    ready: Ready | None = None,
) -> None:
    """Links what is new, joins names to entities, lets dates travel; does nothing when nothing is new.

    `ready` has what links compare of texts that came in just now; the rest is made of what is in.
    """
    from archive.ingest.dates import find_dates
    from archive.link import entities
    from archive.link.run import link
    from archive.link.vectors import Embedder

    if catalog.setting(SETTLED) == str(changes.position(catalog)):
        return
    progress = progress or Silent()
    progress.stage("Linking", None)
    link(
        catalog,
        now=now(),
        embedder=Embedder.load() if vectors else None,
        progress=progress,
        find_dates=find_dates,
        ready=ready,
    )
    progress.stage("Joining names", None)
    _retype(catalog)
    entities.resolve(catalog, now=now())
    catalog.set(SETTLED, str(changes.position(catalog)))


def _retype(catalog: Catalog) -> None:
    from archive.ingest.names import settle as decide

    names.retype(catalog, decide(names.name_counts(catalog)))

"""Links what is new in an archive: copies first, then translations, then dates that travel over both.

The change log says what is new. A text is compared with its nearest only, and what it competes with is
settled anew, so that an archive taken in at once and one taken in bit by bit have the same links.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from archive.catalog import Catalog, changes, documents, links, sketches
from archive.catalog.links import DUPLICATE
from archive.catalog.sketches import Sketch
from archive.link.copies import Copies
from archive.link.excerpted import Excerpts, excerpts_of
from archive.link.garbage import uncollected
from archive.link.pending import Pending
from archive.link.sketch import Ready, sketch
from archive.link.spread import Spread, here
from archive.link.steps import find_translations
from archive.progress import Progress, Silent

log = logging.getLogger(__name__)

LINKED = "linked at"  # the setting that holds the place in the change log up to which links are made
METHOD = "linked by"  # and the one that says how: links made otherwise are made anew
VERSION = "8"

_CHUNK = 20_000  # documents read in one transaction
_KEYS = 100_000  # keys of copies that are written at once
# KiB of the catalog kept in memory, as far as it has so many, while keys of copies and candidates come in no
# order; SQLite's own is 2,000.
_CACHE = 196_608


@dataclass(frozen=True, slots=True)
class LinkReport:
    """What a run did: documents looked at, and the links that the archive holds now."""

    documents: int
    translations: int
    duplicates: int
    dated: int


def link(
    catalog: Catalog,
    *,
    progress: Progress | None = None,
    ready: Ready | None = None,
    spread: Spread = here,
) -> LinkReport:
    """Makes the links of all documents that came, changed or went since the last run.

    Texts taken in without vectors are compared by words alone. Texts are read and put to their copies
    20,000 at a time, and the next run goes on after these; then the translations of all are found, step by
    step. `ready` has sketches of texts that came in just now; `spread` says where texts are aligned.
    """
    catalog.hold(_CACHE)
    lexical = not documents.have_passages(catalog)
    method = f"{VERSION} {'words' if lexical else 'vectors'}"
    if catalog.setting(METHOD) != method:
        log.info("all links are found anew (%s)", method)
        _restart(catalog, method)
    seq = int(catalog.setting(LINKED) or 0)
    end = changes.position(catalog)
    todo = changes.for_linking(catalog, seq, end)
    progress = progress or Silent()
    progress.stage("Finding copies", len(todo))
    # What went leaves before anything comes: no text may be put to a copy that is no longer there.
    texts = {n for _, n, text in todo if text}
    went = texts - sketches.current(catalog, texts)
    for upto, chunk in _chunks(todo, end):
        with catalog.transaction(), uncollected():
            Pending.of(catalog).joined(_read(catalog, chunk, went, lexical, ready)).keep(catalog)
            catalog.set(LINKED, str(upto))
        went = set()
        progress.advance(len(chunk))
    dated = find_translations(catalog, progress, spread)
    counts = links.counts(catalog)
    log.info("%s documents compared, %s dates came by a link", len(todo), dated)
    return LinkReport(len(todo), counts.get(links.TRANSLATION, 0), counts.get(DUPLICATE, 0), dated)


def _restart(catalog: Catalog, method: str) -> None:
    with catalog.transaction():
        # Every link and entity is compared with what is found anew: their sums begin anew with them.
        catalog.sums.make(("links", "entity"))
        sketches.clear(catalog)
        links.forget_segments(catalog)  # or the old ones would be kept
        Pending().keep(catalog)
        catalog.set(METHOD, method)
        catalog.set(LINKED, "0")


def _chunks(
    todo: Sequence[tuple[int, int, bool]], end: int
) -> Iterator[tuple[int, Sequence[tuple[int, int, bool]]]]:
    for i in range(0, len(todo), _CHUNK):
        chunk = todo[i : i + _CHUNK]
        yield (end if i + _CHUNK >= len(todo) else chunk[-1][0]), chunk


def _read(
    catalog: Catalog,
    chunk: Sequence[tuple[int, int, bool]],
    went: set[int],
    lexical: bool,
    ready: Ready | None,
) -> Pending:
    """Forgets what `went`, sketches what came and puts it to its copies; returns what is left to do."""
    numbers = [n for _, n, _ in chunk]
    fresh = {n for _, n, text in chunk if text}
    current = sketches.current(catalog, numbers)
    copies = Copies(catalog)
    cut = excerpts_of(catalog, fresh | went)
    rivals, left = _leave(catalog, fresh | went, copies)
    _sketch(catalog, sorted(fresh & current), lexical, ready)
    come, gone, heads = copies.regroup((fresh & current) | (left - went))
    alone, led = Excerpts(catalog, copies).settle((fresh & current) | heads, of=cut)
    come, gone = (come | led) - alone, gone | alone
    rivals |= sketches.retire(catalog, gone)
    out = (fresh - current) | went
    settle = heads | current | alone | led | sketches.left_on_pages(catalog, out)
    return Pending(come, gone | out, rivals=rivals, settle=settle)


def _leave(catalog: Catalog, docs: Iterable[int], copies: Copies) -> tuple[set[int], set[int]]:
    """Takes away links and sketches of texts that went or are other texts now.

    Returns the texts they competed for, and the copies they leave behind.
    """
    known = sketches.known(catalog, docs)
    left = {m for group in copies.members(known).values() for m in group} - known
    links.remove(catalog, known)
    rivals = sketches.retire(catalog, known)
    sketches.drop(catalog, known)
    return rivals - known, left


def _sketch(catalog: Catalog, docs: Sequence[int], lexical: bool, ready: Ready | None) -> None:
    left = []
    made: list[Sketch] = []
    for n in docs:
        if ready and (one := ready.take(n, lexical=lexical)):
            made.append(one)
        else:
            left.append(n)
    for some in documents.handfuls(catalog, left, 500):
        if sum(len(one.keys) for one in made) >= _KEYS:
            sketches.put(catalog, made)
            made = []
        made += [
            sketch(n, document.lang, document.text, documents.passages(catalog, n), lexical=lexical)
            for n, document in sorted(documents.by_number(catalog, some).items())
        ]
    sketches.put(catalog, made)

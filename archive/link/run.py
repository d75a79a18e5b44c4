"""Links what is new in an archive: copies first, then translations, then dates that travel over both.

The change log says what is new. A text is compared with its nearest only, and what it competes with is
settled anew, so that an archive taken in at once and one taken in bit by bit have the same links.

What a step found is kept with what it leaves to do, so a run that is stopped goes on after the last one.
Links are written by groups of texts that compete with each other, every group whole: what is there is final.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import fields, replace
from itertools import pairwise

from archive.catalog import Catalog, changes, compared, documents, kept, links, sketches
from archive.catalog.links import DUPLICATE
from archive.catalog.sketches import Sketch
from archive.dataclass import dataclass
from archive.link import dating
from archive.link.candidates import Candidates, Neighbourhoods
from archive.link.groups import Copies, Excerpts, excerpts_of
from archive.link.nearest import NearPairs, Ready, Shortlists, Space, sketch
from archive.link.pairing import Pairing
from archive.link.parallel import Spread, here, uncollected
from archive.link.translations import FEATURES
from archive.progress import Progress, Silent

_LEFT = "links to make"  # the setting that holds it, as JSON
_SETTLED_TO = "links settled to"  # and the one that holds the last text of those whose pairs are settled
Numbers = frozenset[int] | set[int]


@dataclass(frozen=True, slots=True)
class Pending:
    """What texts already put to their copies leave to do, by number."""

    come: Numbers = frozenset()  # stand for their copies now
    gone: Numbers = frozenset()  # and no longer
    listed: Numbers = frozenset()  # came, and are in the lists of nearest texts, but have no candidates yet
    rivals: Numbers = frozenset()  # had one of those that are gone as a candidate
    settle: Numbers = frozenset()  # whose pairs are settled anew, whatever else comes
    behind: bool = False  # lists changed, and the candidates are not yet what they make them

    @classmethod
    def of(cls, catalog: Catalog) -> Pending:
        """What is kept in the catalog."""
        kept = json.loads(catalog.setting(_LEFT) or "{}")
        behind = bool(kept.pop("behind", False))
        found = cls(**{name: frozenset(_numbers(runs)) for name, runs in kept.items()}, behind=behind)
        last = int(catalog.setting(_SETTLED_TO) or 0)
        return replace(found, settle={n for n in found.settle if n > last})

    def joined(self, later: Pending) -> Pending:
        """This and what came later. A text that went and came again is both: no old list of it holds."""
        return Pending(
            (self.come - later.gone) | later.come, self.gone | later.gone, self.listed - later.gone,
            self.rivals | later.rivals, self.settle | later.settle, self.behind,
        )  # fmt: skip

    def keep(self, catalog: Catalog) -> None:
        """Keeps it in the catalog."""
        parts = {f.name: getattr(self, f.name) for f in fields(self)}
        kept = {name: part if part is True else list(_runs(part)) for name, part in parts.items() if part}
        with catalog.transaction():
            catalog.set(_LEFT, json.dumps(kept))
            catalog.set(_SETTLED_TO, "0")


def keep_settled(catalog: Catalog, last: int) -> None:
    """Keeps that the pairs of all texts up to `last` are settled, of those that were to be."""
    catalog.set(_SETTLED_TO, str(last))


def _runs(numbers: Iterable[int]) -> Iterator[int]:
    """Numbers as runs: the first and the last of each. A new archive's are one."""
    ordered = sorted(numbers)
    yield ordered[0]
    for one, following in pairwise(ordered):
        if following != one + 1:
            yield one
            yield following
    yield ordered[-1]


def _numbers(runs: list[int]) -> Iterator[int]:
    for first, last in zip(runs[::2], runs[1::2], strict=True):
        yield from range(first, last + 1)


_SETTLED = 5_000  # texts whose pairs are settled at once: what they compete with is held in memory


def find_translations(catalog: Catalog, progress: Progress, spread: Spread) -> int:
    """Does what is left to do, and lets dates travel; returns how many dates changed."""
    left = Pending.of(catalog)
    if left == Pending():
        return 0
    copies = Copies(catalog)
    candidates = Candidates(catalog, copies, Neighbourhoods(catalog))
    with uncollected():
        if left.come or left.gone or left.behind:
            left, near = _list(catalog, left, progress)
            touched = candidates.update(sketches.those_standing(catalog, left.listed), near, progress)
        else:
            touched = set()
        left = _score(catalog, candidates, touched, left)
        changed = _settle(catalog, Pairing(catalog, copies, candidates, spread), left, progress)
        Pending().keep(catalog)
    return changed


def _list(catalog: Catalog, left: Pending, progress: Progress) -> tuple[Pending, NearPairs]:
    """Brings the lists of nearest texts up to date; returns the pairs that may be candidates now or not."""
    near = NearPairs()
    if left.come or left.gone:
        with catalog.transaction():
            come = sketches.those_standing(catalog, left.come)
            near = Space(catalog, Shortlists()).update(come, left.gone, progress)
            after = replace(left, come=frozenset(), gone=frozenset(), listed=left.listed | come, behind=True)
            after.keep(catalog)
    else:
        after = left
    if left.behind:  # what changed in a run that was stopped is not known any more
        near = NearPairs()
        for n, others in sketches.lists(catalog):
            near.add(n, others)
        near.join(*sketches.pairs(catalog))
    return after, near


def _score(catalog: Catalog, candidates: Candidates, touched: set[int], left: Pending) -> Pending:
    """Scores candidates anew; returns what is left then: texts whose pairs are to be settled."""
    touched = touched | sketches.those_standing(catalog, left.rivals)
    with catalog.transaction():
        if touched:
            candidates.score(touched)
        left = Pending(settle=touched | sketches.current(catalog, left.settle))
        left.keep(catalog)
    return left


def _settle(catalog: Catalog, pairing: Pairing, left: Pending, progress: Progress) -> int:
    """Settles pairs and lets dates travel over them; returns how many dates changed."""
    todo = sorted(left.settle)
    progress.stage("Linking", len(todo))
    settled: set[int] = set()
    changed = 0
    for at in range(0, len(todo), _SETTLED):
        some = todo[at : at + _SETTLED]
        with catalog.transaction():
            reached = pairing.settle(set(some) - settled)
            # A text's copies and translations compete with it, so they are among those settled with it.
            changed += dating.travel(catalog, reached - settled)
            keep_settled(catalog, some[-1])
        settled |= reached
        progress.advance(len(some))
    return changed


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
    with catalog.held(_CACHE):
        return _link(catalog, progress or Silent(), ready, spread)


def _link(catalog: Catalog, progress: Progress, ready: Ready | None, spread: Spread) -> LinkReport:
    lexical = not documents.have_passages(catalog)
    method = f"{VERSION} {'words' if lexical else 'vectors'}"
    if catalog.setting(METHOD) != method:
        log.info("all links are found anew (%s)", method)
        _restart(catalog, method)
    seq = int(catalog.setting(LINKED) or 0)
    end = changes.position(catalog)
    todo = changes.for_linking(catalog, seq, end)
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


def doubt(catalog: Catalog) -> None:
    """Has all links of a catalog that came from elsewhere found anew, where what was compared does not fit.

    It is of other sizes than those that it is read with, or names texts that are not there. What is kept of
    names in texts is made anew in any case.
    """
    kept.forget(catalog)
    found, described = compared.sizes(catalog)
    wanted = sketch(0, "", "", (), lexical=not documents.have_passages(catalog)).vector
    fits = found in (None, len(wanted)) and described in (None, 4 * len(FEATURES))
    if not fits or compared.lead_nowhere(catalog):
        catalog.set(METHOD, "")


def _restart(catalog: Catalog, method: str) -> None:
    with catalog.transaction():
        # Every link and entity is compared with what is found anew: their sums begin anew with them.
        catalog.sums.make(("links", "entity"))
        sketches.clear(catalog)
        links.forget_segments(catalog)  # or the old ones would be kept
        kept.forget(catalog)  # what stood against what is kept with the names
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
    batch: list[Sketch] = []
    for n in docs:
        if ready and (one := ready.take(n, lexical=lexical)):
            batch.append(one)
        else:
            left.append(n)
    for some in documents.handfuls(catalog, left, 500):
        if sum(len(one.keys) for one in batch) >= _KEYS:
            sketches.put(catalog, batch)
            batch = []
        batch += [
            sketch(n, document.lang, document.text, documents.passages(catalog, n), lexical=lexical)
            for n, document in sorted(documents.by_number(catalog, some).items())
        ]
    sketches.put(catalog, batch)

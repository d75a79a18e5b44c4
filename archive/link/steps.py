"""From texts that came and went to translations and dates, step by step.

What a step found is kept with what it leaves to do, so a run that is stopped goes on after the last one.
Links are written by groups of texts that compete with each other, every group whole: what is there is final.
"""

from __future__ import annotations

from dataclasses import replace

from archive.catalog import Catalog, sketches
from archive.link import dating
from archive.link import pending as kept
from archive.link.candidates import Candidates
from archive.link.context import Neighbourhoods
from archive.link.copies import Copies
from archive.link.garbage import uncollected
from archive.link.near import NearPairs
from archive.link.pairing import Pairing
from archive.link.pending import Pending
from archive.link.shortlist import Shortlists
from archive.link.space import Space
from archive.link.spread import Spread
from archive.progress import Progress

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
            kept.settled(catalog, some[-1])
        settled |= reached
        progress.advance(len(some))
    return changed

"""Words of the archive near to a word: for `Herrou~`, and for "did you mean"."""

from __future__ import annotations

from collections import Counter

from archive.search import analysis
from archive.search.snapshot import Snapshot

MOST = 60  # forms that a misspelt word is taken for


def near(snapshot: Snapshot, form: str, edits: int) -> list[str]:
    """Forms at most `edits` letters away (dropped, added, changed, swapped), the nearest first."""
    from rapidfuzz import process
    from rapidfuzz.distance import OSA

    found: dict[str, int] = {}
    for segment in snapshot.segments:
        words = snapshot.vocabulary(segment)
        hits = process.extract(form, words, scorer=OSA.distance, score_cutoff=edits, limit=MOST)
        found.update((word, int(distance)) for word, distance, _ in hits)
    return sorted(found, key=lambda word: (found[word], word))[:MOST]


def similar(snapshot: Snapshot, word: str, limit: int) -> list[str]:
    """Forms that `word` may be a misspelling of: nearest first, then those in most texts."""
    forms = analysis.forms(word)
    if len(forms) != 1 or len(forms[0]) < 4:
        return []
    form = forms[0]
    edits = 1 if len(form) < 6 else 2
    candidates = [w for w in near(snapshot, form, edits) if w != form]
    texts: Counter[str] = Counter()
    for candidate in candidates:
        for segment in snapshot.segments:
            for name in ("text", "title"):
                extent = segment.terms.extent(name, candidate.encode())
                texts[candidate] += extent[1] - extent[0] if extent else 0
    from rapidfuzz.distance import OSA

    kept = [w for w in candidates if texts[w]]
    return sorted(kept, key=lambda w: (OSA.distance(form, w), -texts[w], w))[:limit]

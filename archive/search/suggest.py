"""Words of the archive near to a word: for `Herrou~`, and for "did you mean"."""

from __future__ import annotations

from collections import Counter

from archive.search import analysis
from archive.search.port import State

MOST = 60  # forms that a misspelt word is taken for


def near(state: State, form: str, edits: int) -> list[str]:
    """Forms at most `edits` letters away (dropped, added, changed, swapped), the nearest first."""
    from rapidfuzz import process
    from rapidfuzz.distance import OSA

    found: dict[str, int] = {}
    for words in state.vocabulary():
        hits = process.extract(form, words, scorer=OSA.distance, score_cutoff=edits, limit=MOST)
        found.update((word, int(distance)) for word, distance, _ in hits)
    return sorted(found, key=lambda word: (found[word], word))[:MOST]


def similar(state: State, word: str, limit: int) -> list[str]:
    """Forms that `word` may be a misspelling of: nearest first, then those in most texts."""
    forms = analysis.forms(word)
    if len(forms) != 1 or len(forms[0]) < 4:
        return []
    form = forms[0]
    edits = 1 if len(form) < 6 else 2
    candidates = [w for w in near(state, form, edits) if w != form]
    texts: Counter[str] = Counter()
    for candidate in candidates:
        for name in ("text", "title"):
            found = state.postings(name, candidate)
            texts[candidate] += len(found.places) if found else 0
    from rapidfuzz.distance import OSA

    kept = [w for w in candidates if texts[w]]
    return sorted(kept, key=lambda w: (OSA.distance(form, w), -texts[w], w))[:limit]

"""Words of the archive that a word may be a misspelling of: for "did you mean"."""

from __future__ import annotations

from collections import Counter

from archive.search import analysis
from archive.search.lookup import Lookup
from archive.search.port import NAME_TYPES, State
from archive.search.spelling import near


def similar(
    state: State, word: str, limit: int, beside: tuple[str | None, str | None] = (None, None)
) -> list[str]:
    """Forms that `word` may be a misspelling of.

    First those that stand in a name with the word typed before or after it (`beside`); then the nearest,
    names before other words, and those in most texts.
    """
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

    held = Lookup(state)
    before, after = (analysis.forms(one) if one else [] for one in beside)
    kept = [w for w in candidates if texts[w]]
    named = {w for w in kept if held.is_name(w)}
    together = {
        w
        for w in kept
        for row in ([*before, w] if before else None, [w, *after] if after else None)
        if row and held.phrase(row, [kind.lower() for kind in NAME_TYPES])[0].any()
    }
    return sorted(
        kept, key=lambda w: (w not in together, OSA.distance(form, w), w not in named, -texts[w], w)
    )[:limit]

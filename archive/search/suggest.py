"""Words of the archive that a word may be a misspelling of: for "did you mean"."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Final

from archive.search import analysis
from archive.search.engine import State
from archive.search.plan import Holds, PhraseQuery, Query
from archive.search.questions import NAMES, Questions, settled
from archive.search.units import is_name

_LEAST: Final = 4  # letters of a word that may be misspelt
_LONG: Final = 6  # letters from which two may be wrong


def similar(
    state: State, word: str, limit: int, beside: tuple[str | None, str | None] = (None, None)
) -> list[str]:
    """Forms that `word` may be a misspelling of.

    First those that stand in a name with the word typed before or after it (`beside`); then the nearest,
    names before other words, and those in most texts.
    """
    forms = analysis.forms(word)
    if len(forms) != 1 or len(forms[0]) < _LEAST:
        return []
    form = forms[0]
    near = [w for w in state.near(form, 1 if len(form) < _LONG else 2) if w != form]
    if not near:
        return []
    rows = [analysis.forms(one) if one else [] for one in beside]
    return settled(state.executor(), partial(_ordered, form, near, rows))[:limit]


def _ordered(form: str, near: Sequence[str], beside: Sequence[list[str]], questions: Questions) -> list[str]:
    from rapidfuzz.distance import OSA

    texts = {w: sum(questions.count(Holds(w, (name,))) for name in ("text", "title")) for w in near}
    named = {w: is_name(questions, w) for w in near if texts[w]}
    together = {w: any(map(questions.count, _in_names(w, *beside))) for w in named}
    return sorted(named, key=lambda w: (not together[w], OSA.distance(form, w), not named[w], -texts[w], w))


def _in_names(word: str, before: list[str], after: list[str]) -> list[Query]:
    """The word in a name, with the words typed before or after it."""
    rows = [(*before, word)] if before else []
    rows += [(word, *after)] if after else []
    return [PhraseQuery(row, NAMES) for row in rows]

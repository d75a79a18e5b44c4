"""What all figures are made of: precision and recall, and when two dates are the same."""

from __future__ import annotations

from collections import Counter

from archive import edtf

Figures = dict[str, float]
Errors = dict[str, Counter[str]]


def prf(hit: float, said: float, gold: float) -> tuple[float, float, float]:
    """Precision, recall and F1; nothing said and nothing to say is perfect."""
    p = hit / said if said else float(not gold)
    r = hit / gold if gold else float(not said)
    return p, r, 2 * p * r / (p + r) if p + r else 0.0


def three(name: str, hit: float, said: float, gold: float) -> Figures:
    """Precision, recall and F1 under a name."""
    p, r, f = prf(hit, said, gold)
    return {f"{name} P": p, f"{name} R": r, f"{name} F1": f}


def same_days(gold: str | None, said: str | None) -> bool:
    """Whether two EDTF values are the same stretch of the calendar; how sure they are does not count."""
    if gold is None or said is None or not edtf.valid(said):
        return gold == said
    return (edtf.earliest(gold), edtf.latest(gold)) == (edtf.earliest(said), edtf.latest(said))


def opens(gold: str | None, said: str | None) -> bool:
    """Whether `said` is the open stretch from or up to the gold date: "since 2014" may be read either way."""
    if gold is None or said is None or ".." not in said:
        return False
    start, _, end = said.partition("/")
    return same_days(gold, end if start == ".." else start)

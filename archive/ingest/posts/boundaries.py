"""Where posts begin on a page without post containers.

Two looks. Every short line that a text follows gets the log-odds of being the title of a new post,
from its own evidence. Then lines that are set off alike (by a wide gap, a rule, a mark of headings, a
date) are judged together: a page's author marks all titles in one way, so one plain title speaks for
the others, and one plain sub-heading against them.
"""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from itertools import pairwise

from archive.ingest.posts.datelines import is_dateline
from archive.ingest.posts.evidence import FEATURES, Candidate, find_candidates
from archive.ingest.posts.units import Unit

# Logistic regressions fitted on 1,700 pages set together from 898 news and office articles in French and
# English, whole or cut short, with a dozen kinds of separators, some with sub-headings set off like titles.
_WEIGHTS = {
    "set_off": -0.85,
    "sole": 0.77,
    "plain_among_set_off": -2.06,
    "like_first": 1.13,
    "unlike_first": -1.94,
    "wide_before": 1.16,
    "wide_after": -1.43,
    "rule_before": 3.96,
    "headed": 2.09,
    "deeper": -5.61,
    "caps": 1.48,
    "stop_plain": -2.78,
    "stop_set_off": -1.34,
    "colon": -5.74,
    "question": -1.29,
    "lower": -2.38,
    "words_few": 7.42,
    "words_many": -2.14,
    "title_case": 2.12,
    "date_near": 0.44,
    "date_before": 2.30,
    "short_next": -0.67,
    "after_list": 1.17,
    "unfinished_before": -1.33,
    "switch": 3.07,
    "cohesion": -7.43,
    "base": 0.16,
    "title_after": 3.50,
    "title_before": -1.98,
    "title_lead": 1.56,
    "novelty": 0.37,
    "new_to_page": 1.15,
    "words_on": 0.73,
    "words_on_few": 1.86,
    "dense": 0.33,
}
_BIAS = -14.71
# The second look: a line's own log-odds, and the mean of those of the lines set off alike.
_OWN = 0.96
_SET_OFF = -1.66
_OTHERS_SET_OFF = 0.32
_OTHERS_PLAIN = 0.30
_SEVERAL_SET_OFF = 1.57
_LOG_SET_OFF = -0.45
_OTHERS_SOLE = 0.50
_SOLE = -0.71
_SECOND_BIAS = 1.21

_THRESHOLD = 0.3  # log-odds: one article cut in two is worse than two left in one
_PLAIN_THRESHOLD = 1.3  # for lines that nothing sets off: sub-headings look the same
_LONE_THRESHOLD = 3.0  # for such a line where it is the page's only one
_CLIP = 6.0  # log-odds beyond this say no more
_MIN_POST_WORDS = 12  # in a post, its title included
_MIN_PLAIN_POST_WORDS = 30  # in a post that nothing but words divides from the one before


# What engines write over a list of posts, in both languages.
_PAGE_HEADING = re.compile(
    r"\W*(?:tagged|tags?|categor(?:y|ies)|archives?(?: for| de)?|posts? (?:tagged|by|from|in)|browsing|"
    r"search results|results for|mots?[- ]cl[ée]s?|cat[ée]gories?|rubriques?|[ée]tiquettes?|r[ée]sultats|"
    r"articles? (?:tagu[ée]s|[ée]tiquet[ée]s|de la cat[ée]gorie)|all posts|tous les articles)\b"
    r"(?:[^\w\s].{0,80}|\s.{0,40})?\Z",
    re.IGNORECASE,
)


def find_starts(units: Sequence[Unit]) -> list[int]:
    """The indices in `units` at which posts begin.

    Units before the first start are the heading of the page itself; where there are none, it is 0.
    """
    if not units:
        return []
    candidates = find_candidates(units)
    judged = zip(candidates, log_odds(candidates), strict=True)
    likely = {c.index: (any(c.signature), odds) for c, odds in judged if odds > _threshold(c)}
    found = {
        i: set_off
        for i, (set_off, odds) in likely.items()
        if set_off or len(likely) > 1 or odds > _LONE_THRESHOLD
    }
    starts = sorted(found)
    if is_dateline(units[0].text):  # dates stand over the titles
        starts = [i - 1 if i > 1 and is_dateline(units[i - 1].text) else i for i in starts]
    first = 0
    if len(units) > 1 and _PAGE_HEADING.match(units[0].text):
        first = 1
    elif len(starts) > 1 and _words(units, 0, starts[0]) < _MIN_POST_WORDS and not _dated(units[: starts[0]]):
        first = starts[0]
    return _without_stubs(units, sorted({first, *(i for i in starts if i > first)}), found)


def _threshold(candidate: Candidate) -> float:
    return _THRESHOLD if any(candidate.signature) else _PLAIN_THRESHOLD


def log_odds(candidates: Sequence[Candidate]) -> list[float]:
    """For each candidate the log-odds that a post begins there."""
    first = [_first_look(c) for c in candidates]
    alike: dict[tuple[object, ...], list[int]] = defaultdict(list)
    for i, candidate in enumerate(candidates):
        alike[candidate.signature].append(i)
    second = [0.0] * len(candidates)
    for signature, members in alike.items():
        clipped = [max(-_CLIP, min(_CLIP, first[i])) for i in members]
        total = sum(clipped)
        set_off, sole = any(signature), candidates[members[0]].measure("sole") > 0
        for i, own in zip(members, clipped, strict=True):
            others = (total - own) / (len(members) - 1) if len(members) > 1 else 0.0
            odds = _SECOND_BIAS + _OWN * own + (_OTHERS_SET_OFF if set_off else _OTHERS_PLAIN) * others
            if set_off:
                odds += (
                    _SET_OFF + _LOG_SET_OFF * math.log(len(members)) + _SEVERAL_SET_OFF * (len(members) > 1)
                )
            if sole:
                odds += _SOLE + _OTHERS_SOLE * others
            second[i] = odds
    return second


def _first_look(candidate: Candidate) -> float:
    return _BIAS + sum(_WEIGHTS[n] * v for n, v in zip(FEATURES, candidate.features, strict=True))


def _without_stubs(units: Sequence[Unit], starts: list[int], set_off: Mapping[int, bool]) -> list[int]:
    """`starts` without those that would leave next to nothing to a post: its lines go with the next ones.

    `set_off` tells of each start whether anything but its words sets it off.
    """
    kept = starts[:1]
    for start, end in pairwise([*starts[1:], len(units)]):
        least = _MIN_POST_WORDS if set_off.get(start, True) else _MIN_PLAIN_POST_WORDS
        if min(_words(units, kept[-1], start), _words(units, start, end)) >= least:
            kept.append(start)
    return kept


def _words(units: Sequence[Unit], start: int, end: int) -> int:
    return sum(u.words for u in units[start:end])


def _dated(units: Sequence[Unit]) -> bool:
    return any(is_dateline(u.text) for u in units)

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
from collections.abc import Collection, Mapping, Sequence
from itertools import pairwise

from archive.ingest.datelines import date_line, is_dateline
from archive.ingest.posts.contents import listed_texts
from archive.ingest.posts.entries import dated_entries
from archive.ingest.posts.evidence import FEATURES, OpeningCandidate, find_candidates
from archive.ingest.posts.lines import names_issue
from archive.ingest.posts.titles import heads_letter
from archive.ingest.posts.units import Unit
from archive.ingest.posts.whole import titles_of_posts
from archive.patterns import regex
from archive.reasons import Considered, Note, nothing

# Logistic regressions fitted on 2,400 pages set together from 898 news and office articles in French and
# English, whole or cut short, with some fifteen kinds of separators, some with sub-headings set off like
# titles, some with a date or capitals at a part of the titles only (`python -m training.posts`).
_WEIGHTS = {
    "set_off": -1.18,
    "sole": 1.10,
    "plain_among_set_off": -1.97,
    "like_first": 1.53,
    "unlike_first": -1.76,
    "wide_before": 1.32,
    "wide_after": -1.51,
    "rule_before": 3.89,
    "headed": 2.62,
    "widow": 7.15,
    "deeper": -7.34,
    "caps": 1.76,
    "stop_plain": -3.08,
    "stop_set_off": -1.65,
    "colon": -6.16,
    "question": -0.62,
    "lower": -2.39,
    "words_few": 6.06,
    "words_many": -2.21,
    "title_case": 2.21,
    "date_near": 0.21,
    "date_before": 2.80,
    "short_next": -0.39,
    "after_list": 1.11,
    "unfinished_before": -1.34,
    "switch": 2.80,
    "cohesion": -8.10,
    "base": -0.17,
    "title_after": 4.97,
    "title_before": -2.65,
    "title_lead": 1.75,
    "novelty": -0.36,
    "new_to_page": 1.81,
    "words_on": 0.65,
    "words_on_few": 1.41,
    "dense": 0.31,
}
_BIAS = -12.96
# The second look: a line's own log-odds, and the mean of those of the lines set off alike.
SECOND_WEIGHTS = {
    "own": 1.01,
    "set_off": -2.03,
    "others_set_off": 0.30,
    "others_plain": 0.35,
    "several_set_off": 1.28,
    "log_set_off": -0.20,
    "others_sole": 0.34,
    "sole": -0.74,
    "one": -0.30,
    "others_one": 0.10,
}
_SECOND = tuple(SECOND_WEIGHTS.values())
_SECOND_BIAS = 1.47

_THRESHOLD = 0.3  # log-odds: one article cut in two is worse than two left in one
# For lines that nothing sets off; sub-headings look the same. Of 898 lone articles 1.3 cuts 3, 1.6 one.
_PLAIN_THRESHOLD = 1.6
_LONE_THRESHOLD = 3.0  # for such a line where it is the page's only one
CLIP = 6.0  # log-odds beyond this say no more
_MIN_POST_WORDS = 12  # in a post, its title included
_MIN_PLAIN_POST_WORDS = 30  # in a post that nothing but words divides from the one before


_ENTRY = "one of the days that the page's entries stand under"
_LISTED = "a title of the list of contents of an issue"
# What engines write over a list of posts, in both languages.
_PAGE_HEADING = regex(
    r"\W*(?:tagged|tags?|categor(?:y|ies)|archives?(?: for| de)?|posts? (?:tagged|by|from|in)|browsing|"
    r"search results|results for|mots?[- ]cl[ée]s?|cat[ée]gories?|rubriques?|[ée]tiquettes?|r[ée]sultats|"
    r"articles? (?:tagu[ée]s|[ée]tiquet[ée]s|de la cat[ée]gorie)|all posts|tous les articles)\b"
    r"(?:[^\w\s].{0,80}|\s.{0,40})?\Z",
    re.IGNORECASE,
)


def find_starts(units: Sequence[Unit], note: Note = nothing) -> list[int]:
    """The indices in `units` at which posts begin; `note` is told of every line that was judged.

    Units before the first start are the heading of the page itself; where there are none, it is 0.
    """
    if not units:
        return []
    if entries := dated_entries(units):
        for i in entries:
            note(Considered("post", None, units[i].text, "day", True, _ENTRY, {}, units[i].block.start))
        return entries
    if listed := listed_texts(units):
        for i in listed:
            note(Considered("post", None, units[i].text, "list", True, _LISTED, {}, units[i].block.start))
        return listed
    candidates = find_candidates(units)
    judged = dict(zip(candidates, log_odds(candidates), strict=True))
    likely = {c.index: (any(c.signature), odds) for c, odds in judged.items() if odds > _threshold(c)}
    found = {
        i: set_off
        for i, (set_off, odds) in likely.items()
        if set_off or len(likely) > 1 or odds > _LONE_THRESHOLD
    }
    first = _first(units, sorted(found))
    found = titles_of_posts(units, first, judged, found)
    over = _are_under_days(units, sorted({first, *found}))
    first -= over
    starts = [i - 1 if over or _is_under_day(units, i) else i for i in sorted(found)]
    kept = _without_stubs(units, sorted({first, *(i for i in starts if i > first)}), found)
    if len(kept) == 1 and not _PAGE_HEADING.match(units[0].text):
        kept = [0]  # over a single text, a letterhead and a day are its own
    if note is not nothing:
        for candidate, odds in judged.items():
            note(_considered(units, candidate, odds, found, kept))
    return kept


def _are_under_days(units: Sequence[Unit], titles: Sequence[int]) -> bool:
    """Whether a day stands right over each of several titles, and none under the last text: it is theirs."""
    return (
        len(titles) > 1
        and titles[0] > 0
        and not is_dateline(units[-1].text)
        and all(is_dateline(units[i - 1].text) for i in titles)
        and not any(is_dateline(u.text) for i in titles for u in units[i + 1 : i + 2])
    )


def _is_under_day(units: Sequence[Unit], i: int) -> bool:
    """Whether the date line over a title is that of its post, not the last line of the one before.

    It is where the page begins with a day, or where a wide gap sets it off from that.
    """
    if i < 2 or not is_dateline(units[i - 1].text):
        return False
    return is_dateline(units[0].text) or units[i - 1].newlines > max(2, units[i].newlines)


def _first(units: Sequence[Unit], starts: Sequence[int]) -> int:
    """The unit at which the first post begins: what stands before it is the heading of the page."""
    if names_issue(units[0].text):
        return 0
    if len(units) > 1 and _PAGE_HEADING.match(units[0].text):
        return 1
    over = units[: starts[0]] if len(starts) > 1 else ()
    if not over or sum(u.words for u in over if not is_dateline(u.text)) >= _MIN_POST_WORDS:
        return 0
    # A bare date right over the first title is that title's; what else is dated before it is the page.
    line = date_line(units[0].text) if starts[0] == 1 else None
    return 0 if line is not None and not line.of_page else starts[0]


def _considered(
    units: Sequence[Unit],
    candidate: OpeningCandidate,
    odds: float,
    found: Collection[int],
    kept: Collection[int],
) -> Considered:
    """What was made of a line that could be the title of a post, and why."""
    i = candidate.index
    least = _threshold(candidate)
    taken = i in kept or (i in found and i - 1 in kept and is_dateline(units[i - 1].text))
    if taken:
        why = "above the threshold"
    elif odds <= least:
        why = "below the threshold"
    elif i not in found:
        least, why = _LONE_THRESHOLD, "the only such line of the page, and nothing but words speaks for it"
    else:
        why = "next to nothing would be left to a post"
    weighed = {n: round(_WEIGHTS[n] * v, 2) for n, v in zip(FEATURES, candidate.features, strict=True) if v}
    strongest = sorted(weighed.items(), key=lambda pair: -abs(pair[1]))
    measures = {"log_odds": round(odds, 2), "threshold": least, "constant": _BIAS, **dict(strongest)}
    words = units[i].text
    return Considered("post", None, words, "title line", taken, why, measures, units[i].block.start)


def _threshold(candidate: OpeningCandidate) -> float:
    return _THRESHOLD if any(candidate.signature) else _PLAIN_THRESHOLD


def log_odds(candidates: Sequence[OpeningCandidate]) -> list[float]:
    """For each candidate the log-odds that a post begins there."""
    own = [max(-CLIP, min(CLIP, _first_look(c))) for c in candidates]
    return [
        _SECOND_BIAS + sum(weight * value for weight, value in zip(_SECOND, measures, strict=True))
        for measures in second_measures(candidates, own)
    ]


def second_measures(candidates: Sequence[OpeningCandidate], own: Sequence[float]) -> list[tuple[float, ...]]:
    """For each candidate what the second look weighs, in the order of `SECOND_WEIGHTS`.

    `own` are the log-odds of the first look, clipped. Where no other line is marked just like a candidate
    (the only title of the page without a date under it), those speak that stand apart as it does.
    """
    alike = _means_of_others([c.signature for c in candidates], own)
    apart = _means_of_others([c.setting for c in candidates], own)
    measures: list[tuple[float, ...]] = []
    for candidate, odds, (others, count), (wider, wider_count) in zip(
        candidates, own, alike, apart, strict=True
    ):
        set_off, sole = any(candidate.signature), candidate.measure("sole") > 0
        one = count == 1 and wider_count > 1 and any(candidate.setting)
        others = wider if one else others
        measures.append(
            (
                odds,
                set_off,
                others * set_off,
                others * (not set_off),
                set_off and count > 1,
                math.log(count) * set_off,
                others * sole,
                sole,
                one,
                wider * one,
            )
        )
    return measures


def _means_of_others(groups: Sequence[object], own: Sequence[float]) -> list[tuple[float, int]]:
    """For each line the mean of the others of its group, 0 where there are none, and the group's size."""
    members: dict[object, list[float]] = defaultdict(list)
    for group, odds in zip(groups, own, strict=True):
        members[group].append(odds)
    totals = {group: (sum(odds), len(odds)) for group, odds in members.items()}
    found = []
    for group, odds in zip(groups, own, strict=True):
        total, count = totals[group]
        found.append(((total - odds) / (count - 1) if count > 1 else 0.0, count))
    return found


def _first_look(candidate: OpeningCandidate) -> float:
    return _BIAS + sum([_WEIGHTS[n] * v for n, v in zip(FEATURES, candidate.features, strict=True)])


def _without_stubs(units: Sequence[Unit], starts: list[int], set_off: Mapping[int, bool]) -> list[int]:
    """`starts` without those that would leave next to nothing to a post: its lines go with the next ones.

    `set_off` tells of each start whether anything but its words sets it off. So does the line that says the
    subject of a letter with the addresses and the day over it.
    """
    kept = starts[:1]
    for start, end in pairwise([*starts[1:], len(units)]):
        if heads_letter(units, kept[-1], start):
            continue
        least = _MIN_POST_WORDS if set_off.get(start, True) else _MIN_PLAIN_POST_WORDS
        if min(_words(units, kept[-1], start), _words(units, start, end)) >= least:
            kept.append(start)
    return kept


def _words(units: Sequence[Unit], start: int, end: int) -> int:
    return sum([u.words for u in units[start:end]])

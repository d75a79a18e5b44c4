"""A post written in several languages: where each version begins."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from archive.dataclass import dataclass
from archive.ingest.language import Guess, guess
from archive.ingest.posts.alternating import alternating
from archive.ingest.posts.drafts import LanguageVersion, Post
from archive.ingest.posts.units import Unit, count_words, like_title
from archive.ingest.turns import Turn, turns
from archive.patterns import regex

_MIN_WORDS = 25  # of a version
_COMPARABLE = 0.3  # a version's share of the longest one's words
_PURE = 0.85  # share of a version's words in its language
_SURE = 0.8
_SURE_HALVES = 1.2  # of 2.3 at most: both halves agree with their versions
BETWEEN = regex(r"\s+(?://+|/|\|+|[–—]|-|::)\s+|\s*//+\s*|\s*\|+\s*")
_LANGUAGE = r"(?:fran[cç]aise?|french|anglaise?|english|fran[cç]ais|fr|eng?|vf|vo)"
_BELOW = (
    r"(?:below|beneath|underneath|above|follows|following|under|down|bottom|scroll|en\s+bas|plus\s+bas|"
    r"ci-dessous|ci-dessus|suit|suivre|dessous|bas|après|plus\s+loin|haut)"
)
_POINTER = regex(rf"(?=.*(?<!\w){_LANGUAGE}(?!\w))(?=.*(?<!\w){_BELOW}(?!\w))", re.IGNORECASE)
_LABEL = regex(
    rf"[\W_]*(?:(?:in|en|version|texte|text)\s+)?{_LANGUAGE}(?:\s+(?:version|text|texte))?[\W_]*\Z",
    re.IGNORECASE,
)
_MAX_POINTER_WORDS = 12


@dataclass(slots=True)
class _Run:
    """Units in a row in one language."""

    lang: str
    start: int
    end: int
    words: int


def is_pointer(text: str) -> bool:
    """Whether a line only says where the other version stands: "*francais en bas", "English below"."""
    return len(text) <= 120 and len(text.split()) <= _MAX_POINTER_WORDS and _POINTER.match(text) is not None


def is_label(text: str) -> bool:
    """Whether a line only names a language: "English:", "[FR]", "Version française"."""
    return len(text) <= 40 and _LABEL.match(text) is not None


def versions(post: Post) -> list[LanguageVersion]:
    """The versions of `post`, one a language, in reading order; one when it is in one language."""
    told = [(u, turns(u.text)) for u in post.units]
    body = [piece for u, found in told if u is not post.title_unit for piece in _turned(u, found)]
    runs = _runs(body)
    if len(runs) < 2 and (sides := alternating(body)):
        return _language_versions(post, [(side[0].lang.lang, list(side)) for side in sides])
    if len(runs) < 2:
        own = [one for one in told if not is_pointer(one[0].text)] or told
        pieces = [piece for u, found in own for piece in _turned(u, found, whole=True)]
        return [LanguageVersion(main_lang(pieces), pieces, None)]
    return _language_versions(post, [(run.lang, body[run.start : run.end]) for run in runs])


def _language_versions(post: Post, versions: Sequence[tuple[str, list[Unit]]]) -> list[LanguageVersion]:
    """Versions of their languages and units, without what only says where each stands."""
    titles = _titles(post, [lang for lang, _ in versions])
    out = []
    for n, (lang, body) in enumerate(versions):
        units = [u for u in body if not (is_pointer(u.text) or is_label(u.text))]
        if n == 0 and post.title_unit is not None and post.title_unit in post.units:
            units = [post.title_unit, *units]
        out.append(LanguageVersion(lang, units, titles[n]))
    return out


def _turned(unit: Unit, found: list[Turn], *, whole: bool = False) -> list[Unit]:
    """A unit that holds a paragraph in each language on one line, a unit for each; any other as it is.

    `found`: where it turns to the other language (`turns`).
    `whole`: the signs between them belong to the one before, for all of it stays one text.
    """
    start = unit.block.start
    if whole:
        ends = [len(unit.text[: turn.start].rstrip()) for turn in found[1:]] + [len(unit.text)]
        found = [replace(turn, end=end) for turn, end in zip(found, ends, strict=bool(found))]
    return [
        replace(
            unit,
            block=replace(unit.block, start=start + turn.start, end=start + turn.end),
            text=(text := unit.text[turn.start : turn.end]),
            words=count_words(text),
            lang=turn.guess,
            newlines=0 if n else unit.newlines,
            rule_before=unit.rule_before and not n,
        )
        for n, turn in enumerate(found)
    ] or [unit]


def main_lang(units: Sequence[Unit]) -> str:
    """The language that most words of `units` are in."""
    votes: dict[str, float] = {}
    for unit in units:
        if unit.lang.lang != "und":
            votes[unit.lang.lang] = votes.get(unit.lang.lang, 0) + max(1, unit.words)
    return max(votes, key=lambda lang: votes[lang]) if votes else "und"


def _runs(units: Sequence[Unit]) -> list[_Run]:
    """The versions as runs of units; one run or none when there is but one version."""
    runs: list[_Run] = []
    for i, unit in enumerate(units):
        lang = unit.lang.lang
        if lang == "und" or unit.words < 5 or unit.lang.p < _SURE:
            if runs:
                runs[-1].end = i + 1
            continue
        if runs and runs[-1].lang == lang:
            runs[-1].end = i + 1
            runs[-1].words += unit.words
        else:
            runs.append(_Run(lang, i, i + 1, unit.words))
    if len({r.lang for r in runs}) < 2:
        return []
    runs = _merged(runs)
    if len(runs) < 2 or len({r.lang for r in runs}) != len(runs) or not _pure(units, runs):
        return []
    runs[0].start, runs[-1].end = 0, len(units)
    for before, after in pairwise(runs):
        after.start = _first_of_version(units, before, after)
        before.end = after.start
    return runs


def _merged(runs: list[_Run]) -> list[_Run]:
    """`runs` without the short ones, which are quotations or mistakes; equal neighbours joined."""
    longest = max(r.words for r in runs)
    kept: list[_Run] = []
    for run in runs:
        if run.words < max(_MIN_WORDS, _COMPARABLE * longest):
            continue
        if kept and kept[-1].lang == run.lang:
            kept[-1].end = run.end
            kept[-1].words += run.words
        else:
            kept.append(run)
    return kept


def _pure(units: Sequence[Unit], runs: Sequence[_Run]) -> bool:
    for run in runs:
        sure = [u for u in units[run.start : run.end] if u.lang.lang != "und"]
        total = sum(u.words for u in sure)
        if sum(u.words for u in sure if u.lang.lang == run.lang) < _PURE * total:
            return False
    return True


def _first_of_version(units: Sequence[Unit], before: _Run, after: _Run) -> int:
    """Where `after` begins: its first sure unit, or the title, label or lead-in lines right before it."""
    start = after.start
    while start > before.start + 1:
        unit = units[start - 1]
        own = unit.lang.lang == after.lang and unit.lang.p >= 0.5
        is_sure = unit.lang.lang == before.lang and unit.lang.p >= _SURE and unit.words >= 4
        if (
            is_label(unit.text)
            or own
            or (like_title(unit) and not is_sure and unit.words <= 12 and unit.newlines >= 2)
        ):
            start -= 1
        else:
            break
    return start


def rejoined(posts: Sequence[Post]) -> list[Post]:
    """`posts` with a post and its other version under one bilingual title made one again.

    The second version often begins with a heading of its own, which looks like the start of a post.
    """
    out: list[Post] = []
    for post in posts:
        if out and _is_other_version(out[-1], post):
            out[-1] = replace(out[-1], units=[*out[-1].units, *post.units])
        else:
            out.append(post)
    return out


def _is_other_version(first: Post, second: Post) -> bool:
    if first.title_unit is None or first.title_unit not in first.units:
        return False
    own, other = (sum(u.words for u in p.units) for p in (first, second))
    langs = main_lang(first.units), main_lang(second.units)
    if langs[0] == langs[1] or min(own, other) < _COMPARABLE * max(own, other):
        return False
    if _halves(first.title_unit, langs, _SURE_HALVES) is None:
        return False
    return len(versions(first)) == len(versions(second)) == 1


def _titles(post: Post, langs: Sequence[str]) -> list[tuple[int, int] | None]:
    """For each version its part of a bilingual title, as a span in the page's text."""
    none: list[tuple[int, int] | None] = [None] * len(langs)
    unit = post.title_unit
    if unit is None or len(langs) != 2 or unit not in post.units:
        return none
    halves = _halves(unit, langs, 0.0)
    return none if halves is None else [*halves]


def _halves(unit: Unit, langs: Sequence[str], least: float) -> tuple[tuple[int, int], tuple[int, int]] | None:
    """The parts of a title that are in `langs`, as spans of the page's text; None where it has no two."""
    best, best_score = None, least
    at = unit.block.start
    for found in BETWEEN.finditer(unit.text):
        halves = unit.text[: found.start()], unit.text[found.end() :]
        if not all(any(c.isalpha() for c in half) for half in halves):
            continue
        first, second = (guess(half) for half in halves)
        left, right = (at, at + found.start()), (at + found.end(), unit.block.end)
        # Names and capitals leave one half unsure: then the sign between the two has to be a strong one.
        strong = 0.3 if "//" in found.group() or "|" in found.group() else -0.3
        for own, other, spans in ((first, second, (left, right)), (second, first, (right, left))):
            score = strong + _agrees(own, langs[0]) + _agrees(other, langs[1])
            if score > best_score:
                best, best_score = spans, score
    return best


def _agrees(guess: Guess, lang: str) -> float:
    """From 1 to -1: whether `guess` is surely `lang`, or surely another."""
    return guess.p if guess.lang == lang else -guess.p

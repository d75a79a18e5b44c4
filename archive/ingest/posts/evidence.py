"""What speaks for a short line being the title of a new post: measured, not yet judged.

Three kinds of evidence. The line itself: its length, its end, its marks. What stands next to it: blank
lines, rules, a dateline, a text that follows. And cohesion: a new post brings new words, a part of the
same one goes on with the words before it (M. Hearst, TextTiling, Computational Linguistics 23, 1997).
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from itertools import accumulate, chain
from operator import attrgetter

from archive.dataclass import dataclass
from archive.ingest.datelines import is_byline, is_dateline
from archive.ingest.posts.lines import is_caption, is_formula, is_meeting
from archive.ingest.posts.units import Unit, can_be_title, is_widow
from archive.lang import registry
from archive.records import Role
from archive.text import fold

BODY_WORDS = 20  # a block from this length on is running text
_WINDOW = 160  # content words looked at on either side
_LOG = [math.log1p(n) for n in range(_WINDOW + 1)]
_STEM = 6  # letters: enough to join the forms of a word in both languages
_LOOK = 4  # blocks within which the text under a title begins
_WORD = re.compile(r"[^\W_]{4,}")
FEATURES = (
    "set_off", "sole", "plain_among_set_off", "like_first", "unlike_first", "wide_before", "wide_after",
    "rule_before", "headed", "widow", "deeper", "caps", "stop_plain", "stop_set_off", "colon", "question",
    "lower", "words_few", "words_many", "title_case", "date_near", "date_before", "short_next",
    "after_list", "unfinished_before", "switch", "cohesion", "base", "title_after", "title_before",
    "title_lead", "novelty", "new_to_page", "words_on", "words_on_few", "dense",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class OpeningCandidate:
    """A unit that may open a post, its signature (how it is set off) and its measures."""

    index: int
    signature: tuple[object, ...]
    features: tuple[float, ...]

    @property
    def setting(self) -> tuple[object, ...]:
        """Of the signature what sets it apart from the text: gap, rule, heading and its level."""
        wide, rule, _, headed, level, *_ = self.signature
        return wide, rule, headed, level

    def measure(self, name: str) -> float:
        """The measure called `name`, one of `FEATURES`."""
        return self.features[FEATURES.index(name)]


def content(text: str) -> list[str]:
    """The content words of `text`, cut to stems."""
    empty = registry.filler()
    return [w[:_STEM] for w in _WORD.findall(fold(text)) if w not in empty]


def find_candidates(units: Sequence[Unit]) -> list[OpeningCandidate]:
    """Every unit but the first that may be a title with a text under it, measured."""
    places = [i for i in range(1, len(units)) if _opens_text(units, i)]
    if not places:
        return []
    return _Measure(units, places).candidates()


def _opens_text(units: Sequence[Unit], i: int) -> bool:
    """Whether unit `i` could be a title and a text follows it closely."""
    unit = units[i]
    if (unit.newlines < 2 and not unit.rule_before) or not can_be_title(unit) or is_dateline(unit.text):
        return False
    if is_caption(unit.text) or is_meeting(unit.text) or is_formula(unit.text):
        return False
    if unit.markup and not (unit.headed or unit.rule_before or unit.newlines > 2):
        return False  # where there is markup, titles bear it
    return max(map(attrgetter("words"), units[i + 1 : i + 1 + _LOOK]), default=0) >= BODY_WORDS


def own_marks(units: Sequence[Unit], i: int) -> tuple[object, ...]:
    """How a title is marked in itself and by what follows it: heading, its level, capitals, a date line."""
    unit = units[i]
    nearby = units[i + 1 : i + 3]
    dated = any(is_dateline(u.text) or is_byline(u.text) for u in nearby)
    return (unit.headed, unit.level, _caps(unit.text), dated)


class _Measure:
    """The measures of one page."""

    def __init__(self, units: Sequence[Unit], places: Sequence[int]) -> None:
        self.units = units
        self.places = places
        self.content = [content(u.text) for u in units]
        usual = Counter(u.newlines for u in units[1:] if u.words >= BODY_WORDS)
        self.usual = usual.most_common(1)[0][0] if usual else 2
        self.top = min((units[i].level for i in (0, *places) if units[i].level), default=0)
        self.at = [0]
        for unit in units:
            self.at.append(self.at[-1] + unit.words)
        self.flat = list(chain.from_iterable(self.content))
        self.flat_at = [0, *accumulate(map(len, self.content))]  # where in it each unit begins
        self.first_at: dict[str, int] = {}
        for i, inside in reversed(list(enumerate(self.content))):
            self.first_at.update(dict.fromkeys(inside, i))
        self.marks = [self._marks(i) for i in places]
        self.count = Counter(self.marks)
        self.set_off_share = sum(map(any, self.marks)) / len(places)
        self.wide_units = sum(1 for u in units[1:] if u.newlines > self.usual)
        self.wide_places = sum(1 for i in places if units[i].newlines > self.usual)
        self.own_first = own_marks(units, 0)
        self.base = self._base()

    def candidates(self) -> list[OpeningCandidate]:
        return [OpeningCandidate(i, self.marks[n], self._features(n, i)) for n, i in enumerate(self.places)]

    def _marks(self, i: int) -> tuple[object, ...]:
        """How unit `i` is set off from the page around it."""
        unit = self.units[i]
        wide = unit.newlines > self.usual
        return (wide, unit.rule_before, is_dateline(self.units[i - 1].text), *own_marks(self.units, i))

    def _features(self, n: int, i: int) -> tuple[float, ...]:
        unit, before = self.units[i], self.units[i - 1]
        after = self.units[i + 1]
        text = unit.text.rstrip()
        on = self.places[n + 1] if n + 1 < len(self.places) else len(self.units)
        marks = self.marks[n]
        set_off = any(marks)
        own = marks[3:]
        stop = text.endswith((".", ";", ",", "…"))
        wide = unit.newlines > self.usual
        before_words, after_words = self._side(i - 1, -1), self._side(i, 1)
        counts_after = _counted(after_words)
        cohesion = _cosine(_counted(before_words), counts_after)
        title = set(self.content[i])
        side_after, side_before = set(self._side(i + 1, 1)), set(before_words)
        body = next(
            (
                k
                for k in range(i + 1, min(i + 1 + _LOOK, len(self.units)))
                if self.units[k].words >= BODY_WORDS
            ),
            i,
        )
        share = 1 / (len(title) + 1)  # one word in common says little
        initials = list(map(str.isupper, [w[0] for w in unit.text.split() if w[3:]]))
        values: dict[str, float | bool] = {
            "set_off": set_off,
            "sole": wide and self.wide_places == self.wide_units,
            "plain_among_set_off": 0.0 if set_off else self.set_off_share,
            "like_first": any(own) and own == self.own_first,
            "unlike_first": any(self.own_first) and own != self.own_first,
            "wide_before": wide,
            "wide_after": self.usual < after.newlines >= unit.newlines,
            "rule_before": unit.rule_before,
            "headed": unit.headed,
            "widow": not unit.markup and is_widow(unit.text),
            "deeper": unit.level > self.top,
            "caps": _caps(unit.text),
            "stop_plain": stop and not set_off,
            "stop_set_off": stop and set_off,
            "colon": text.endswith(":"),
            "question": text.endswith("?"),
            "lower": text[:1].islower(),
            "words_few": min(unit.words, 6) / 6,
            "words_many": max(0, unit.words - 14) / 10,
            "title_case": sum(initials) / len(initials) if initials else 0.5,
            "date_near": bool(own[-1]),
            "date_before": is_dateline(before.text),
            "short_next": after.words < BODY_WORDS,
            "after_list": before.block.role is Role.LIST_ITEM,
            "unfinished_before": not before.text.rstrip().endswith((".", "!", "?", "”", "»", '"', ")", "…")),
            "switch": self._switch(i),
            "cohesion": cohesion,
            "base": self.base,
            "title_after": len(title & side_after) * share,
            "title_before": len(title & side_before) * share,
            "title_lead": len(title & set(self.content[body])) * share,
            "novelty": _novelty(side_before, counts_after),
            "new_to_page": self._new_to_page(i, after_words),
            "words_on": math.log1p(self.at[on] - self.at[i]),
            "words_on_few": max(0, 60 - (self.at[on] - self.at[i])) / 60,
            "dense": math.log1p(self.at[-1] / self.count[marks]),
        }
        return tuple([float(values[name]) for name in FEATURES])

    def _side(self, i: int, step: int) -> list[str]:
        """Up to `_WINDOW` content words from unit `i` on, forwards or back."""
        if step > 0:
            return self.flat[self.flat_at[i] : self.flat_at[i] + _WINDOW]
        end = self.flat_at[i + 1]
        return self.flat[max(0, end - _WINDOW) : end][::-1]

    def _base(self) -> float:
        """The cohesion usual on this page: the median at block ends that are no candidates."""
        taken = set(self.places)
        inner = [i for i in range(1, len(self.units)) if i not in taken and i - 1 not in taken]
        step = max(1, len(inner) // 24)
        values = sorted(
            _cosine(_counted(self._side(i - 1, -1)), _counted(self._side(i, 1))) for i in inner[::step]
        )
        return values[len(values) // 2] if values else 0.25

    def _new_to_page(self, i: int, after: Sequence[str]) -> float:
        """Of the words that follow, the share that the page has not had yet."""
        kinds = set(after)
        return sum([self.first_at[w] >= i for w in kinds]) / len(kinds) if kinds else 0.5

    def _switch(self, i: int) -> bool:
        """Whether the language changes here."""
        before = self._lang(self.units[max(0, i - 5) : i][::-1])
        after = self._lang(self.units[i + 1 : i + 6])
        return bool(before and after and before != after)

    @staticmethod
    def _lang(units: Sequence[Unit]) -> str:
        return next(iter([u.lang.lang for u in units if u.words >= 8 and u.lang.p > 0.8]), "")


def _counted(words: Sequence[str]) -> Mapping[str, int]:
    counts: defaultdict[str, int] = defaultdict(int)
    for word in words:
        counts[word] += 1
    return counts


def _cosine(a: Mapping[str, int], b: Mapping[str, int]) -> float:
    """How alike two bags of words are: the cosine of the logarithms of their counts."""
    if not a or not b:
        return 0.0
    dot = sum([_LOG[n] * _LOG[b[w]] for w, n in a.items() if w in b])
    squares = [sum([_LOG[n] ** 2 for n in side.values()]) for side in (a, b)]
    return dot / math.sqrt(squares[0] * squares[1])


def _novelty(before: set[str], after: Mapping[str, int]) -> float:
    """Of the words that stand twice or more in what follows, the share that is not right before."""
    weighty = [w for w, n in after.items() if n >= 2]
    return sum([w not in before for w in weighty]) / len(weighty) if weighty else 0.5


def _caps(text: str) -> bool:
    letters = list(filter(str.isalpha, text))
    return len(letters) >= 4 and sum(map(str.isupper, letters)) >= 0.9 * len(letters)

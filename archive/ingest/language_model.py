"""How probable a text is in each language of its script.

The words of a text count one by one. A word's probability in a language mixes two opinions: the
language's list of frequent words (data/words.txt; a rank tells the frequency by Zipf's law, with
Mandelbrot's constant) and its letter patterns (the profiles of the package langdetect, read as the
chance of a letter after the two before it). langdetect draws patterns at random until it feels
sure; here all of them count, so the same text always gets the same answer.
"""

from __future__ import annotations

import json
import os
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from functools import cache
from importlib.resources import files
from importlib.util import find_spec
from itertools import chain, repeat
from operator import add
from pathlib import Path
from typing import Any, Final
from zlib import crc32

import numpy as np
import numpy.typing as npt

from archive import arrays
from archive.ingest.word_lists import read_lists, word_lists
from archive.lang.registry import HOME
from archive.patterns import regex

Vector = npt.NDArray[np.float64]
Rows = npt.NDArray[np.float32]

WORD: Final = regex(r"[^\W\d_]+")

# The languages that langdetect has profiles of, by script; those with a script of their own need none.
_PROFILED: Final = {
    "Latin": "fr en af ca cs cy da de es et fi hr hu id it lt lv nl no pl pt ro sk sl so sq sv sw tl tr vi",
    "Cyrillic": "ru uk bg mk",
    "Arabic": "ar fa ur",
    "Devanagari": "hi mr ne",
}
_RANGES: Final = (
    ("Latin", "A-Za-z\u00aa-\u024f\u1e00-\u1eff"),
    ("Cyrillic", "\u0400-\u052f"),
    ("Arabic", "\u0600-\u06ff\u0750-\u077f\ufb50-\ufdff\ufe70-\ufeff"),
    ("Devanagari", "\u0900-\u097f"),
    ("ja", "\u3040-\u30ff"),
    ("zh", "\u3400-\u4dbf\u4e00-\u9fff"),
    ("ko", "\u1100-\u11ff\u3130-\u318f\uac00-\ud7af"),
    ("el", "\u0370-\u03ff\u1f00-\u1fff"),
    ("he", "\u0590-\u05ff\ufb1d-\ufb4f"),
    ("hy", "\u0530-\u058f"),
    ("ka", "\u10a0-\u10ff"),
    ("am", "\u1200-\u137f"),
    ("bn", "\u0980-\u09ff"),
    ("pa", "\u0a00-\u0a7f"),
    ("gu", "\u0a80-\u0aff"),
    ("ta", "\u0b80-\u0bff"),
    ("te", "\u0c00-\u0c7f"),
    ("kn", "\u0c80-\u0cff"),
    ("ml", "\u0d00-\u0d7f"),
    ("si", "\u0d80-\u0dff"),
    ("th", "\u0e00-\u0e7f"),
    ("lo", "\u0e80-\u0eff"),
    ("bo", "\u0f00-\u0fff"),
    ("my", "\u1000-\u109f"),
    ("km", "\u1780-\u17ff"),
)
_LAST_LATIN: Final = "\u024f"  # no letter up to this one is of another script
_SCRIPTS: Final = tuple((name, regex(f"[{ranges}]")) for name, ranges in _RANGES)

# Tuned on short texts of thirty languages (docs/languages.md); the result is flat around each.
_IN_LIST = 0.7  # share of the word list in a word's probability, the rest is the letters'
_AFTER_TWO, _AFTER_ONE, _ALONE, _NEVER = 0.8, 0.15, 0.049, 1e-4  # interpolation of letter patterns
_END = 0.15  # the chance that a word ends after a letter whose successors are not known
_UNACCENTED = 0.05  # how often an accented word is met without its accents
_FLOOR = 1e-30
_HOME_IN_MIXTURE = 0.005  # share of French and English in the mixture that stands for an unknown language
_CACHED_WORDS = 50_000


def script(words: list[str]) -> str:
    """The script most letters are in: a key of the profiles, or the code of the one language it writes."""
    text = "".join(words)
    if text.isascii() or max(text) <= _LAST_LATIN:
        return "Latin"
    counts = {name: len(pattern.findall(text)) for name, pattern in _SCRIPTS}
    if counts["ja"]:  # kana stand between Chinese characters in Japanese alone
        counts["ja"] += counts.pop("zh")
    best = max(counts, key=lambda name: counts[name])
    return best if counts[best] else "und"


@cache
def model(script: str) -> LanguageModel | None:
    """The model of a script, read once; None for a script that tells its language by itself."""
    return LanguageModel(script) if script in _PROFILED else None


class LanguageModel:
    """The words and letter patterns of the languages of one script."""

    def __init__(self, script: str) -> None:
        profiled = _PROFILED[script].split()
        self._lists = lists = word_lists() if script == "Latin" else None
        self.langs = (*profiled, *(lang for lang in (lists.langs if lists else ()) if lang not in profiled))
        if lists:
            self._of_list = np.array([self.langs.index(lang) for lang in (*lists.langs, *lists.plain)])
            shares = [_IN_LIST] * len(lists.langs) + [_IN_LIST * _UNACCENTED] * len(lists.plain)
            self._share = np.array(shares)
        self._patterns = _kept_patterns(script, self.langs, read_lists if lists else dict)
        home = len(HOME) if script == "Latin" else 0
        share = np.full(len(self.langs), (1 - _HOME_IN_MIXTURE) / (len(self.langs) - home))
        share[:home] = _HOME_IN_MIXTURE / max(home, 1)
        self._mixture = share
        self._known: dict[str, int] = {}
        self._rows: Rows = np.empty((_CACHED_WORDS, len(self.langs) + 1), np.float32)

    def scores(self, words: list[str], weights: Vector) -> Vector:
        """Logarithms of the probability of lower-cased `words`, each with its weight, up to a constant.

        One value for each of `langs`, and a last one for a language that is not among them: a
        mixture of all, in which every word may be from another.
        """
        if len(self._known) + len(words) > len(self._rows):
            self._known.clear()
            if len(words) > len(self._rows):
                self._rows = np.empty((len(words), len(self.langs) + 1), np.float32)
        if new := [word for word in dict.fromkeys(words) if word not in self._known]:
            self._learn(new)
        known = self._known
        # No matrix product: its last digits depend on how numpy's library cuts the work.
        rows = self._rows[[known[word] for word in words]] * weights[:, None]
        total: Vector = np.add.reduce(rows, axis=0)
        return total

    def _learn(self, words: list[str]) -> None:
        """Makes the rows of words that have none, all at once."""
        p = (1 - _IN_LIST) * self._patterns.probabilities(words) + _FLOOR
        if self._lists:
            rows, lists, ranks = self._lists.places(words)
            np.add.at(p, (rows, self._of_list[lists]), self._share[lists] * _zipf(ranks))
        first = len(self._known)
        self._known.update(zip(words, range(first, first + len(words)), strict=True))
        table = self._rows[first : first + len(words)]
        np.log(p, out=table[:, :-1], casting="same_kind")
        table[:, -1] = np.log(np.add.reduce(p * self._mixture, axis=1))


class _Patterns:
    """The chance of each letter after the two before it, in every language."""

    def __init__(self, rows: dict[str, int], table: Vector) -> None:
        """`table`: the chances, a row for each of the numbers in `rows`, and one of zeros."""
        self._rows = rows
        self._none = len(rows)
        self._table = table

    @classmethod
    def of_counts(cls, counts: list[dict[str, float]]) -> _Patterns:
        """The chances in each language of what was counted in it."""
        rows = _numbered(chain.from_iterable(counts))
        table = np.zeros((len(rows) + 1, len(counts)))
        for lang, one in enumerate(counts):
            table[[rows[gram] for gram in one], lang] = list(one.values())
        # A pattern's context is what it has before its last letter; its chance is its part of that context.
        before = [gram[:-1] for gram in rows]
        contexts = _numbered(before)
        context = np.array([contexts[one] for one in before])
        sums = np.zeros((len(contexts), len(counts)))
        np.add.at(sums, context, table[:-1])
        table[:-1] /= np.maximum(sums[context], 1e-12)
        weight = np.array([_ALONE, _AFTER_ONE, _AFTER_TWO])[np.fromiter(map(len, before), np.intp, len(rows))]
        table[:-1] *= weight[:, None]
        return cls(rows, table)

    def keep(self, file: Path) -> None:
        """Writes them to a file of the user's cache, where it can be written."""
        grams = np.frombuffer("\n".join(self._rows).encode(), np.uint8)
        with suppress(OSError):  # no room or no right to write: only the next start is slower
            arrays.keep(file, {"grams": grams, "chances": self._table.ravel()}, {})

    @classmethod
    def kept(cls, file: Path) -> _Patterns | None:
        """Those of a file that `keep` wrote; None where there is none, or none that is whole."""
        try:
            columns = arrays.kept(file)
            if not columns.sound():
                return None
            columns.releasable()
            rows = _numbered(columns["grams"].tobytes().decode().split("\n"))
            return cls(rows, columns["chances"].reshape(len(rows) + 1, -1))
        except (arrays.NotKept, KeyError, ValueError):
            return None

    def probabilities(self, words: list[str]) -> Vector:
        """The probability of the letters of each word (row) in each language (column)."""
        padded = "".join([f" {word} " for word in words])
        before = f" {padded}"
        sizes = np.fromiter(map(len, words), np.intp, len(words)) + 1  # letters, and the space that ends them
        spaces = (sizes + 1).cumsum() - (sizes + 1)  # those before words
        alone = self._rows_of(padded, len(padded))
        after_one = self._rows_of(map(add, before, padded), len(padded))
        after_two = self._rows_of(map(add, map(add, f" {before}", before), padded), len(padded))
        after_two[spaces + 1] = self._none
        known = np.ones(len(padded), np.bool_)
        known[spaces] = False
        first = sizes.cumsum() - sizes
        last = first + sizes - 1
        table = self._table
        chances = table[alone[known]] + table[after_one[known]] + table[after_two[known]]
        # A word's first letter has but one character before it, the space: that counts for both.
        chances[first] += table[after_one[spaces + 1]] * (_AFTER_TWO / _AFTER_ONE)
        chances[last] += _ALONE * _END
        chances += _NEVER
        product: Vector = np.multiply.reduceat(chances, first, axis=0)
        return product

    def _rows_of(self, patterns: Iterable[str], count: int) -> npt.NDArray[np.intp]:
        """The row of the table for each of so many patterns."""
        return np.fromiter(map(self._rows.get, patterns, repeat(self._none)), np.intp, count)


def _kept_patterns(
    script: str, langs: Sequence[str], lists: Callable[[], Mapping[str, dict[str, int]]]
) -> _Patterns:
    """The patterns of the languages of a script, counted once for all processes of a user."""
    spec = find_spec("langdetect")
    assert spec is not None
    assert spec.origin is not None
    with os.scandir(Path(spec.origin).parent / "profiles") as profiles:
        size = sum([one.stat().st_size for one in profiles])  # tells releases apart
    made_by = 0
    for name in ("language_model.py", "word_lists.py", "data/words.txt"):
        made_by = crc32(files("archive.ingest").joinpath(name).read_bytes(), made_by)
    file = arrays.user_cache() / f"letters-{script}-{size}-{made_by:08x}.arrays"
    if found := _Patterns.kept(file):
        return found
    known = lists()
    patterns = _Patterns.of_counts([_profile(lang) or _pattern_counts(known[lang]) for lang in langs])
    patterns.keep(file)
    return patterns


def _zipf(rank: Any) -> Any:
    return 0.1 / (rank + 2.7)


def _profile(lang: str) -> dict[str, float] | None:
    """langdetect's counts of a language's patterns, capitals as small letters; None if it has none."""
    from langdetect import PROFILES_DIRECTORY  # not needed where every text was seen before

    path = Path(PROFILES_DIRECTORY) / lang
    if not path.exists():
        return None
    profile = json.loads(path.read_text(encoding="utf-8"))
    total = profile["n_words"][0]
    counts: dict[str, float] = defaultdict(float)
    small = "\n".join(profile["freq"]).lower().split("\n")
    for gram, count in zip(small, profile["freq"].values(), strict=True):
        if not gram[3:]:
            counts[gram] += count / total
    return counts


def _pattern_counts(ranks: dict[str, int]) -> dict[str, float]:
    """Counts of patterns from a list of words, for a language that langdetect has no profile of."""
    counts: dict[str, float] = defaultdict(float)
    for word, rank in ranks.items():
        weight = _zipf(rank) ** 0.5  # between counting a word once and counting it as often as it is met
        padded = f" {word} "
        pairs = list(map(add, padded, padded[1:]))
        for gram in (*word, *pairs, *map(add, pairs, padded[2:])):
            counts[gram] += weight
    return counts


def _numbered(patterns: Iterable[str]) -> dict[str, int]:
    """Patterns in the order in which they are met first, with their numbers."""
    return {pattern: number for number, pattern in enumerate(dict.fromkeys(patterns))}

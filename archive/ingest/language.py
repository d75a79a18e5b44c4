"""The language of a text, of the blocks of a page, and of a document."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final

import numpy as np
import numpy.typing as npt

from archive.dataclass import dataclass
from archive.ingest.language_model import WORD, Vector, model, script
from archive.lang.registry import HOME  # the languages an archive is expected to hold

UNDETERMINED: Final = "und"

# From the start of a word only: from within, a long one would be gone over once for each of its letters.
_ADDRESS = re.compile(r"(?<!\S)\S*(?:://|www\.|@)\S+")
_LONGEST = 10_000  # characters looked at, as in langdetect: more tells nothing new

# Tuned on short texts of sixty languages (docs/languages.md); the result is flat around each.
_HOME_PRIOR = 0.5  # French and English are likelier than another: added to the logarithm
_UNKNOWN_PRIOR = -4.0  # a language that is none of those known
_NAME_WEIGHT = 0.35  # a capital inside a sentence: a name tells less of the language around it

# Tuned on pages of paragraphs in both languages (docs/languages.md).
_SURE = 0.99
_REAL_WORDS = 5  # fewer never bring a third language to a page
_REAL_SHARE = 0.9  # nor does a block that is less sure
_REAL_LETTERS = 20  # a language with less than this on a page is a phrase inside another
_REAL_PART = 0.2  # unless it is this part of the page
_TEMPER = 0.5  # the words of a block depend on each other: they say less than their sum
_STAY = 0.8  # a block is in the language of the one before, until the page shows its own ways
_PAGES = 1.0  # how many blocks' worth of weight _STAY has against what the page shows
_ROUNDS = 3
_ABSENT = -99.0
_SHORT = 60  # characters: texts that repeat on a page are short
_TABLE = 10_000  # rows worked on at once
_STRETCH = 5_000  # blocks gone through one by one; longer pages in stretches of at most this


@dataclass(frozen=True, slots=True)
class Guess:
    """A language (ISO 639-1, or "und" where none can be told) and its probability."""

    lang: str
    p: float


_NOTHING = Guess(UNDETERMINED, 0.0)


@dataclass(frozen=True, slots=True)
class _Scores:
    """The log-probabilities of a text's languages, "und" (one that is not known) among them."""

    langs: tuple[str, ...]
    values: Vector
    words: int

    @property
    def best(self) -> Guess:
        at = int(self.values.argmax())
        return Guess(self.langs[at], float(np.exp(self.values[at])))


def guess(text: str) -> Guess:
    """The most probable language of `text`; "und" where it holds no word or is in an unknown language."""
    scores = _scores(text)
    return _NOTHING if scores is None else scores.best


def log_odds(text: str) -> tuple[float, ...]:
    """How far each language of home is ahead of the most probable one (0, or less); all 0 where none is told.

    All 0, too, where another language is more probable than all of them.
    """
    scores = _scores(text)
    if scores is None or scores.best.lang not in HOME:
        return (0.0,) * len(HOME)
    best = float(scores.values.max())
    return tuple(max(float(scores.values[scores.langs.index(code)]) - best, _ABSENT) for code in HOME)


def guess_blocks(texts: Sequence[str]) -> list[Guess]:
    """The language of each block of one page or document, in order.

    A block that is unsure of itself, or without a word, takes what its place among its neighbours
    makes likely: their language, or the other one on a page that goes to and fro. A third language
    comes in with a real sentence only, and a lone short phrase stays in the language around it.
    """
    known: dict[str, _Scores | None] = {}
    scores = [_scores_once(text, known) for text in texts]
    guesses = [one.best for one in scores if one is not None]
    if not guesses:
        return [_NOTHING] * len(texts)
    first = guesses[0].lang
    if len(guesses) == len(texts) and all(one.lang == first and one.p >= _SURE for one in guesses):
        return guesses
    states = _states(scores)
    evidence = _evidence(scores, states)
    letters = np.array([float(_letters(text)) for text in texts])
    p = _settle(evidence, letters)
    p[:, ~_real(p, letters)] = 0.0
    p /= np.maximum(p.sum(axis=1, keepdims=True), 1e-12)
    return [Guess(states[at], float(row[at])) for row, at in zip(p, p.argmax(axis=1), strict=True)]


def dominant(texts: Sequence[str], guesses: Sequence[Guess]) -> str:
    """The language that most letters of a document are in; "und" if none is told."""
    weights: Counter[str] = Counter()
    for text, guess in zip(texts, guesses, strict=True):
        if guess.p > 0.0:
            weights[guess.lang] += _letters(text)
    return max(weights, key=lambda lang: weights[lang]) if weights else UNDETERMINED


def _letters(text: str) -> int:
    return sum(map(len, WORD.findall(text)))


def _scores(text: str) -> _Scores | None:
    """The languages in question for `text`; None if it holds no word."""
    text = text[:_LONGEST]
    if not text.isascii():
        text = unicodedata.normalize("NFC", text)
    words = WORD.findall(_ADDRESS.sub(" ", text))
    if not words:
        return None
    found = script(words)
    spoken = model(found)
    if spoken is None:
        return _Scores((found,), np.zeros(1), len(words))
    lower = " ".join(words).lower().split(" ")
    capital, shouted = map(str.isupper, [word[0] for word in words]), map(str.isupper, words)
    # The first word of a text has a capital anyway.
    weights: Vector = np.array(
        [
            _NAME_WEIGHT if n and first and not rest else 1.0
            for n, (first, rest) in enumerate(zip(capital, shouted, strict=True))
        ]
    )
    values = spoken.scores(lower, weights)
    if found == "Latin":
        values[: len(HOME)] += _HOME_PRIOR
    values[-1] += _UNKNOWN_PRIOR
    values -= np.maximum.reduce(values)
    values -= np.log(np.add.reduce(np.exp(values)))
    return _Scores((*spoken.langs, UNDETERMINED), values, len(words))


def _scores_once(text: str, known: dict[str, _Scores | None]) -> _Scores | None:
    """`_scores`, worked out once for a short text that a page says again and again."""
    if len(text) > _SHORT:
        return _scores(text)
    if text not in known:
        known[text] = _scores(text)
    return known[text]


def _states(scores: Sequence[_Scores | None]) -> list[str]:
    """The languages a page may be in: home's, that of all its blocks together, those of real sentences."""
    states = dict.fromkeys(HOME)
    total: dict[str, float] = {}
    seen = [one for one in scores if one is not None]
    for one in {id(one): one for one in seen}.values():
        if one.words >= _REAL_WORDS:
            best = one.best
            if best.p >= _REAL_SHARE and best.lang != UNDETERMINED:
                states[best.lang] = None
        total.update(dict.fromkeys(one.langs, 0.0))
    for langs, _, values in _tables(scores):
        sums = dict(zip(langs, values.sum(axis=0).tolist(), strict=True))
        for lang in total:
            total[lang] += sums.get(lang, _ABSENT * len(values))
    states[max(total, key=lambda lang: total[lang])] = None
    return list(states)


def _tables(scores: Sequence[_Scores | None]) -> Iterator[tuple[tuple[str, ...], list[int], Vector]]:
    """Blocks with the same languages in question as tables: the languages, the blocks, their values."""
    alike: dict[tuple[str, ...], list[int]] = {}
    for i, one in enumerate(scores):
        if one is not None:
            alike.setdefault(one.langs, []).append(i)
    for langs, places in alike.items():
        for k in range(0, len(places), _TABLE):
            rows = places[k : k + _TABLE]
            rows_known = [one.values for i in rows if (one := scores[i]) is not None]
            yield langs, rows, np.maximum(np.array(rows_known), _ABSENT)


def _evidence(scores: Sequence[_Scores | None], states: Sequence[str]) -> Vector:
    """The log-probability of every block (row) in every state (column); zeros for a block without words."""
    evidence = np.zeros((len(scores), len(states)))
    for langs, rows, values in _tables(scores):
        table = np.full((len(rows), len(states)), _ABSENT)
        for column, state in enumerate(states):
            if state in langs:
                table[:, column] = values[:, langs.index(state)]
        evidence[rows] = table
    return evidence


def _settle(evidence: Vector, letters: Vector) -> Vector:
    """The probability of each state for each block: a hidden Markov chain fitted to the page itself.

    The page's own part of each language, and how often it goes from one to another, are estimated
    with the blocks' languages (Baum and Welch's rounds), starting from `_STAY`.
    """
    size = evidence.shape[1]
    likelihood: Vector = np.exp(evidence * _TEMPER)
    likelihood /= likelihood.max(axis=1, keepdims=True)
    part: Vector = np.full(size, 1.0 / size)
    moves: Vector = np.zeros((size, size))
    for _ in range(_ROUNDS + 1):
        change = moves + _PAGES * (_STAY * np.eye(size) + (1 - _STAY) * part)
        change /= change.sum(axis=1, keepdims=True)
        p, moves = _forward_backward(likelihood, part, change)
        if letters.sum():
            part = letters @ p / letters.sum()
        part = (part + 0.01) / (1 + 0.01 * size)
    return p


_sum = np.add.reduce  # as an array's own method, with one call in place of three


def _forward_backward(likelihood: Vector, start: Vector, change: Vector) -> tuple[Vector, Vector]:
    """The probability of each state at each block, and the expected number of each change of state.

    A page of very many blocks is gone through in stretches side by side, each as if it were a page.
    """
    count, size = likelihood.shape
    beside = -(-count // _STRETCH)
    length = -(-count // beside)
    padded = np.ones((beside * length, size))
    padded[:count] = likelihood
    likelihood = padded.reshape(beside, length, size).transpose(1, 0, 2)
    ahead = np.empty_like(likelihood)
    behind = np.ones_like(likelihood)
    state = np.tile(start, (beside, 1))
    for i, row in enumerate(likelihood):
        state = state * row
        state /= _sum(state, axis=1, keepdims=True)
        ahead[i] = state
        state = state @ change
    for i in range(length - 1, 0, -1):
        state = (likelihood[i] * behind[i]) @ change.T
        behind[i - 1] = state / _sum(state, axis=1, keepdims=True)
    p = ahead * behind
    p /= p.sum(axis=2, keepdims=True)
    moves = change * ahead[:-1, :, :, None] * (likelihood * behind)[1:, :, None, :]
    moves /= moves.sum(axis=(2, 3), keepdims=True)
    p = p.transpose(1, 0, 2).reshape(-1, size)[:count]
    return p, moves.sum(axis=(0, 1))


def _real(p: Vector, letters: Vector) -> npt.NDArray[np.bool_]:
    """Which states hold enough of a page to be more than a phrase."""
    totals = np.zeros(p.shape[1])
    np.add.at(totals, p.argmax(axis=1), letters)
    real: npt.NDArray[np.bool_] = (totals >= _REAL_LETTERS) | (totals >= _REAL_PART * totals.sum())
    return real

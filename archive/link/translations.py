"""Which texts are each other's translation: how a pair is compared, scored, and chosen among others.

A pair is described by what vectors, numbers, names, cognates and lengths say of it, and by how far
it is ahead of the next best pair of either text. A logistic model weighs these; it was fitted once,
on all five sets of translated texts together, and knows nothing of where a text comes from.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np
import numpy.typing as npt

from archive.dataclass import dataclass
from archive.lang import language
from archive.link.words import TextTokens

Matrix = npt.NDArray[np.float32]

# A pair below is left out. On each of the five sets 99.6 % or more of what stands above is right.
THRESHOLD: Final = 0.4

_FAR: Final = 0.45  # a passage whose nearest counterpart is below this cosine has none

FEATURES: Final = (
    "mean", "passages", "far", "number", "word", "name", "number_miss", "word_miss", "name_miss",
    "length", "has_numbers", "size", "context",
)  # fmt: skip
# Margins are taken in these, against the next best pair, or against what the best of several hundred
# unrelated texts reaches (median over the five sets) where an archive holds no such rival.
_RIVALS: Final = {"mean": 0.58, "passages": 0.50, "number": 0.0, "word": 0.18, "name": 0.0}
_AT: Final = {name: i for i, name in enumerate(FEATURES)}


@dataclass(frozen=True, slots=True)
class Compared:
    """What is needed of a text to compare it; passage vectors may be empty."""

    lang: str
    chars: int
    tokens: TextTokens
    vectors: Matrix
    mean: npt.NDArray[np.float32]  # of the vectors, of length one
    weights: npt.NDArray[np.float64]  # of the passages, by their length; their sum is one

    @classmethod
    def of(cls, lang: str, chars: int, tokens: TextTokens, vectors: Matrix, sizes: Sequence[int]) -> Compared:
        """With what follows from `vectors` and the passages' `sizes` (characters)."""
        mean = np.add.reduce(vectors, 0) / max(1, len(vectors))  # as `mean`, in a third of its time
        weights = np.array(sizes, np.float64) / max(1, sum(sizes))
        return cls(lang, chars, tokens, vectors, mean / (math.sqrt(mean @ mean) or 1.0), weights)


def stretch(lang: str) -> float:
    """How many characters a text takes in a language, beside others."""
    known = language(lang)
    return known.stretch if known else 1.0


def features(a: Compared, b: Compared, context: float = 0.0) -> npt.NDArray[np.float32]:
    """The description of a pair, in the order of FEATURES; `context` in log odds."""
    row: npt.NDArray[np.float32] = rounded([described(a, b, context)])[0]
    return row


def rounded(rows: Sequence[tuple[float, ...]]) -> Matrix:
    """Descriptions of pairs as they are kept and scored."""
    matrix: Matrix = np.array(rows, np.float32).reshape(-1, len(FEATURES)).round(5)
    return matrix


def described(a: Compared, b: Compared, context: float = 0.0) -> tuple[float, ...]:
    """The description of a pair as plain numbers: those of many pairs are rounded at once."""
    mean = passages = far = 0.0
    if len(a.vectors) and len(b.vectors):
        cosines = a.vectors @ b.vectors.T
        best_a, best_b = np.maximum.reduce(cosines, 1), np.maximum.reduce(cosines, 0)
        passages = float(best_a @ a.weights + best_b @ b.weights) / 2
        far = max(_alone(best_a, a.weights), _alone(best_b, b.weights))
        mean = float(a.mean @ b.mean)
    x, y = a.tokens, b.tokens
    number, number_miss = _shared(x.numbers, y.numbers)
    word, word_miss = _shared(x.cognates, y.cognates)
    name, name_miss = _shared(x.names, y.names)
    length = math.log(b.chars / stretch(b.lang) + 1) - math.log(a.chars / stretch(a.lang) + 1)
    return (
        mean, passages, far, number, word, name, number_miss, word_miss, name_miss,
        abs(length), float(bool(x.numbers or y.numbers)), math.log(1 + min(a.chars, b.chars) / 200), context,
    )  # fmt: skip


def _alone(best: Matrix, weights: npt.NDArray[np.float64]) -> float:
    """The weight of the passages that have no counterpart."""
    return float((best < _FAR) @ weights)


def _shared(a: frozenset[int], b: frozenset[int]) -> tuple[float, float]:
    """How much of two sets is in both (a cosine) and how much is not (a part of all)."""
    both, one, two = len(a & b), len(a), len(b)
    union = one + two - both
    return both / math.sqrt((one + 1) * (two + 1)), (union - both) / (union + 2)


@dataclass(frozen=True, slots=True)
class PairModel:
    """Weights of the features, of the margins in `_RIVALS`, and the constant."""

    constant: float
    weights: npt.NDArray[np.float64]
    margins: npt.NDArray[np.float64]


def score_columns(
    a: npt.NDArray[np.int64], b: npt.NDArray[np.int64], rows: Matrix, wanted: npt.NDArray[np.bool_]
) -> npt.NDArray[np.float64]:
    """The probabilities, from 0 to 1, that the pairs which are `wanted` are translations.

    The pairs stand in columns, the texts `a` and `b` and their features `rows`: all candidates of both texts
    of every wanted pair, as the margins are taken against these.
    """
    if not wanted.any():
        return np.empty(0)
    at = [_AT[name] for name in _RIVALS]
    rivals = rows[:, at]
    best = np.maximum(_best_other(a, rivals), _best_other(b, rivals))[wanted]
    described = rows[wanted].astype(np.float64)
    margins = described[:, at] - np.maximum(best, np.array(list(_RIVALS.values())))
    return _probability(described, margins).round(5)


def score_among(a: Compared, b: Compared, rivals: Sequence[npt.NDArray[np.float32]]) -> float:
    """The probability that `a`, which is no candidate, is the translation of `b`; `rivals`: features of those
    that are."""
    rows = np.vstack([rounded([described(a, b)]), *rivals])
    numbers = np.arange(len(rows))
    return float(score_columns(numbers, np.zeros_like(numbers), rows, numbers == 0)[0])


def _best_other(texts: npt.NDArray[np.int64], values: Matrix) -> Matrix:
    """The greatest value in each column that another row of the same text has; 0 where there is none."""
    order = np.argsort(texts, kind="stable")
    _, starts, sizes = np.unique(texts[order], return_index=True, return_counts=True)
    best = np.empty_like(values)
    for column in range(values.shape[1]):
        ordered = values[order, column]
        first = np.repeat(np.maximum.reduceat(ordered, starts), sizes)
        # The one row that holds the greatest is set against the second.
        places = np.where(ordered == first, np.arange(len(ordered)), len(ordered))
        holders = np.minimum.reduceat(places, starts)
        rest = ordered.copy()
        rest[holders] = -np.inf
        first[holders] = np.where(sizes > 1, np.maximum.reduceat(rest, starts), 0.0)
        best[order, column] = first
    return best


def _probability(rows: npt.NDArray[np.float64], margins: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    seen = rows[:, _AT["passages"]] > 0
    out = np.empty(len(rows))
    for model, mask in ((WITH_VECTORS, seen), (WITHOUT_VECTORS, ~seen)):
        odds = model.constant + rows[mask] @ model.weights + margins[mask] @ model.margins
        out[mask] = 1 / (1 + np.exp(-np.clip(odds, -30, 30)))
    return out


def choose(
    scored: Mapping[tuple[int, int], float],
    order: Mapping[int, tuple[object, ...]],
    group: Mapping[int, str],
    threshold: float = THRESHOLD,
) -> dict[tuple[int, int], float]:
    """The pairs that hold: best first, every text once for each language, none below `threshold`.

    `order` breaks ties in a way that does not hang on the order in which texts came; `group` is the
    language of each text.
    """
    taken: set[tuple[int, str]] = set()
    chosen: dict[tuple[int, int], float] = {}
    for a, b in sorted(scored, key=lambda p: (-scored[p], order[p[0]], order[p[1]])):
        if scored[a, b] < threshold:
            break
        ends = ((a, group[b]), (b, group[a]))
        if not taken.intersection(ends):
            taken.update(ends)
            chosen[a, b] = scored[a, b]
    return chosen


# Fitted with ridge 0.3 on the candidates of the five sets (L2-regularised logistic regression), together
# with 1,700 small archives drawn from them in which half of the texts have lost their partner (weight 0.3).
WITH_VECTORS: Final = PairModel(
    0.349,
    np.array(
        [0.264, 1.476, -0.638, -0.885, -0.889, -0.292, -4.663, 0.358, -0.467, 0.932, 1.357, -0.657, 1.0]
    ),
    np.array([8.641, 11.273, 5.036, 7.278, 2.619]),
)
# The same without vectors (ridge and weight 0.5).
WITHOUT_VECTORS: Final = PairModel(
    2.079,
    np.array([0.0, 0.0, 0.0, -1.47, 1.229, -1.111, -6.781, -0.792, -0.819, -1.206, 2.373, -0.181, 1.0]),
    np.array([0.0, 0.0, 4.019, 22.109, 5.56]),
)

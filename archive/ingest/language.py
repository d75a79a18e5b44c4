"""The language of a text, of the blocks of a page, and of a document.

langdetect's own profiles (letter patterns of one to three letters, with their frequencies) give the
probabilities. Where langdetect draws patterns at random until it feels sure, the logarithms of all
patterns are summed here: the same text always gets the same answer, and since patterns never
cross a word the sum of a word is made once and kept.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt

UNDETERMINED: Final = "und"

_Vector = npt.NDArray[np.float64]

# The profiles that can be in play for letters of one script.
_SCRIPTS: Final = {
    "latin": "fr en af ca cs cy da de es et fi hr hu id it lt lv nl no pl pt ro sk sl so sq sv sw tl tr vi",
    "cyrillic": "ru uk bg mk",
    "arabic": "ar fa ur",
    "devanagari": "hi mr ne",
    "han": "zh-cn zh-tw",
}
_OWN_SCRIPT: Final = (
    ("el", "\u0370-\u03ff\u1f00-\u1fff"),
    ("he", "\u0590-\u05ff"),
    ("bn", "\u0980-\u09ff"),
    ("pa", "\u0a00-\u0a7f"),
    ("gu", "\u0a80-\u0aff"),
    ("ta", "\u0b80-\u0bff"),
    ("te", "\u0c00-\u0c7f"),
    ("kn", "\u0c80-\u0cff"),
    ("ml", "\u0d00-\u0d7f"),
    ("th", "\u0e00-\u0e7f"),
    ("ja", "\u3040-\u30ff"),
    ("ko", "\u1100-\u11ff\uac00-\ud7af"),
)
_WORD = re.compile(r"[^\W\d_]+")
_ADDRESS = re.compile(r"\S*(?:://|www\.|@)\S+")
_SMOOTHING = 0.5 / 10_000  # langdetect's own
_HOME_BONUS = 4.0  # French and English are what this archive holds
_TEMPER = 0.35  # patterns of one word overlap: their sum says more than it knows


@dataclass(frozen=True, slots=True)
class Guess:
    """A language (ISO 639-1, or "und") and its probability."""

    lang: str
    p: float


_NOTHING = Guess(UNDETERMINED, 0.0)


class _Profiles:
    """The letter patterns of the languages of one script."""

    def __init__(self, script: str) -> None:
        self.langs = _SCRIPTS[script].split()
        counts: dict[str, _Vector] = {}
        for i, lang in enumerate(self.langs):
            profile = json.loads((_folder() / lang).read_text(encoding="utf-8"))
            for gram, count in profile["freq"].items():
                row = counts.setdefault(gram.lower(), np.zeros(len(self.langs)))
                row[i] += count / profile["n_words"][len(gram) - 1]
        self.logs = {gram: np.log(row + _SMOOTHING) for gram, row in counts.items()}
        self.words: dict[str, _Vector] = {}

    def word(self, word: str) -> _Vector:
        found = self.words.get(word)
        if found is None:
            padded = f" {word} "
            rows = [
                self.logs[gram]
                for n in (1, 2, 3)
                for i in range(len(padded) - n + 1)
                if (gram := padded[i : i + n]) in self.logs
            ]
            found = np.sum(rows, axis=0) if rows else np.zeros(len(self.langs))
            self.words[word] = found
        return found


def _folder() -> Path:
    # The package is found, not imported: only its data is wanted.
    spec = find_spec("langdetect")
    assert spec is not None and spec.origin is not None
    return Path(spec.origin).parent / "profiles"


@lru_cache(maxsize=None)
def _profiles(script: str) -> _Profiles:
    return _Profiles(script)


def guess(text: str) -> Guess:
    """The most probable language of `text`; "und" with p 0 where it holds no word."""
    words = _WORD.findall(_ADDRESS.sub(" ", text).lower())
    if not words:
        return _NOTHING
    profiles = _profiles("latin")
    total = np.sum([profiles.word(w) for w in words], axis=0) * _TEMPER
    total[:2] += _HOME_BONUS * _TEMPER
    total = np.exp(total - total.max())
    best = int(total.argmax())
    return Guess(profiles.langs[best], float(total[best] / total.sum()))


def guess_blocks(texts: Sequence[str]) -> list[Guess]:
    """The language of each block of one page or document, in order; unsure ones take a neighbour's."""
    return [guess(text) for text in texts]


def dominant(texts: Sequence[str], guesses: Sequence[Guess]) -> str:
    """The language that most letters of a document are in; "und" if none is told."""
    weights: dict[str, int] = {}
    for text, told in zip(texts, guesses, strict=True):
        if told.lang != UNDETERMINED:
            letters = sum(map(str.isalpha, text))
            weights[told.lang] = weights.get(told.lang, 0) + letters
    return max(weights, key=lambda lang: weights[lang]) if weights else UNDETERMINED

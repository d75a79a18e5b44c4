"""The encoder of the package `archive-names-strong`: twelve layers for both languages, run by onnxruntime.

multilingual-e5-small (Wang et al. 2024) with a layer of seven labels on top: O, and B- and I- of three kinds.
Its linear layers are multiplied in eight bits, with one scale for all that is given at once; so each piece of
a text is given alone, and its names never depend on the texts beside it.
"""

from __future__ import annotations

import functools
import gzip
import importlib
import importlib.util
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, Final, TypeVar

import numpy as np

from archive.arrays import Array
from archive.errors import MissingExtra
from archive.ingest.names.spans import Found
from archive.records import MentionType

PACKAGE: Final = "archive-names-strong"
_MODULE: Final = "archive_names_strong"
_NEEDED: Final = (_MODULE, "onnxruntime")
# A word of the text: its pieces are looked for in each alone.
_WORD = re.compile(r"[^\W\d_]+|\d+|_|[^\w\s]")
_SPACE: Final = "\u2581"  # how the vocabulary writes that a word stands behind a space
_KINDS: Final = (MentionType.PERSON, MentionType.PLACE, MentionType.ORG)
_LABELS: Final = 1 + 2 * len(_KINDS)  # O, then B- and I- of each kind
_START, _END, _UNKNOWN = 0, 2, 3  # numbers of pieces
_MOST: Final = 250  # pieces given at once; the encoder was trained on no more
_WIDTH: Final = 384
_NEVER: Final = -1e4  # a logit that nothing outweighs
_WORDS_KEPT: Final = 50_000  # words whose pieces are remembered, some 10 MB

T = TypeVar("T")


def available() -> bool:
    """Whether the package and onnxruntime are installed. Imports nothing."""
    return all(importlib.util.find_spec(name) for name in _NEEDED)


def version() -> str:
    """The encoder in a word: a fingerprint of its weights. Raises MissingExtra."""
    return f"strong-{_package().FINGERPRINT}"


@functools.cache
def encoder() -> NameEncoder:
    """The encoder, loaded once: half a second and some 100 MB. Raises MissingExtra."""
    return NameEncoder(Path(_package().FOLDER))


def _package() -> Any:
    if not available():
        raise MissingExtra(
            f"the model “strong” needs the package {PACKAGE}, which is not installed here; in a checkout of"
            f" this project: pip install ./packages/{PACKAGE}"
        )
    return importlib.import_module(_MODULE)


class NameEncoder:
    """Tags one text at a time; what it says of a text hangs on this text alone."""

    def __init__(self, folder: Path) -> None:
        """`folder` holds `names.onnx`, `embeddings.npz` and `pieces.txt.gz`."""
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        self._net = onnxruntime.InferenceSession(
            folder / "names.onnx", options, providers=["CPUExecutionProvider"]
        )
        with np.load(folder / "embeddings.npz") as stored:
            self._rows = stored["word"]
            self._places = stored["pos"].astype(np.float32) + stored["typ"].astype(np.float32)
            self._sources = stored["src"].astype(np.float32)
        self._vocabulary = Vocabulary(folder / "pieces.txt.gz")

    def tag(self, text: str, sources: tuple[int, ...]) -> list[Found]:
        """The names of a text, in order.

        `sources`: what kind of text it is, as rows of the encoder's vectors for the sets it was trained on.
        """
        found: list[Found] = []
        for spans, numbers, firsts in self._parts(text):
            scores = self._scores(numbers, sources)[np.array(firsts) + 1]
            found += _names(spans, best_labels(scores))
        return found

    def _parts(self, text: str) -> Iterator[tuple[list[tuple[int, int]], list[int], list[int]]]:
        """The words of a text, their pieces, and which piece is the first of each; at most `_MOST` pieces."""
        spans: list[tuple[int, int]] = []
        numbers: list[int] = []
        firsts: list[int] = []
        for match in _WORD.finditer(text):
            start, end = match.span()
            cut = self._vocabulary.cut(_form(match[0], behind_space=not start or text[start - 1].isspace()))
            if len(numbers) + len(cut) > _MOST and spans:
                yield spans, numbers, firsts
                spans, numbers, firsts = [], [], []
            firsts.append(len(numbers))
            spans.append((start, end))
            numbers += cut[:_MOST]
        if spans:
            yield spans, numbers, firsts

    def _scores(self, numbers: Sequence[int], sources: tuple[int, ...]) -> Array:
        rows = self._rows[[_START, *numbers, _END]]
        x = dequantised(rows) + self._places[: len(rows)] + self._sources[list(sources)].mean(0)
        mask = np.zeros((1, 1, 1, len(rows)), np.float32)
        scores: Array = self._net.run(None, {"x": x[None].astype(np.float32), "mask": mask})[0][0]
        return scores


class EncoderTagger:
    """The encoder as the Namer asks for it, for texts of one kind."""

    def __init__(self, sources: tuple[int, ...]) -> None:
        self._sources = sources

    def tag(self, texts: Iterable[tuple[str, T]]) -> Iterator[tuple[list[Found], T]]:
        """The names of each text, with what was given beside it."""
        known = encoder()
        for text, beside in texts:
            yield known.tag(text, self._sources), beside


def _form(word: str, *, behind_space: bool) -> str:
    word = unicodedata.normalize("NFKC", word)
    return (_SPACE if behind_space else "") + ("'" if word == "\u2019" else word)


def dequantised(rows: Array) -> Array:
    """Rows of four-bit blocks (Q4_0 of ggml: a scale of 16 bits and 32 weights in 18 bytes) as float32."""
    blocks = rows.reshape(-1, 18)
    scale = blocks[:, :2].copy().view("<f2").astype(np.float32)
    weights = np.concatenate([blocks[:, 2:] & 15, blocks[:, 2:] >> 4], 1).astype(np.float32) - 8
    return (weights * scale).reshape(len(rows), _WIDTH)


def best_labels(scores: Array) -> list[int]:
    """The likeliest label of each word, of all rows of labels in which I- follows B- or I- of its kind.

    `scores`: a row of logits a word (Viterbi's algorithm, where the best of each do not fit already).
    """
    plain: list[int] = scores.argmax(1).tolist()
    if all(_follows(label, before) for before, label in zip([0, *plain], plain, strict=False)):
        return plain
    scores = scores - np.logaddexp.reduce(scores, axis=1, keepdims=True)
    fits = np.array([[0.0 if _follows(b, a) else _NEVER for b in range(_LABELS)] for a in range(_LABELS)])
    best, back = scores[0] + fits[0], []
    for row in scores[1:]:
        through = best[:, None] + fits
        back.append(through.argmax(0))
        best = through.max(0) + row
    labels = [int(best.argmax())]
    for came in reversed(back):
        labels.append(int(came[labels[-1]]))
    return labels[::-1]


def _follows(label: int, before: int) -> bool:
    """Whether a label may stand behind another: I- of a kind (even numbers) only behind the same kind."""
    return not label or label % 2 == 1 or before in (label, label - 1)


def _names(spans: Sequence[tuple[int, int]], labels: Sequence[int]) -> list[Found]:
    names: list[Found] = []
    before = 0
    for (start, end), label in zip(spans, labels, strict=True):
        if label and label % 2 == 0 and before:
            names[-1] = (names[-1][0], end, names[-1][2])
        elif label:
            names.append((start, end, _KINDS[(label - 1) // 2]))
        before = label
    return names


class Vocabulary:
    """Words into pieces: of all ways to cut a word the one whose pieces are likeliest together (unigram)."""

    def __init__(self, file: Path) -> None:
        """`file`: a line a piece: its number in the original, itself, its score, parted by tabs; gzip."""
        self._numbers: dict[str, int] = {}
        self._scores: list[float] = []
        with gzip.open(file, "rt", encoding="utf-8", newline="\n") as lines:
            for number, line in enumerate(lines):
                _, piece, score = line.rstrip("\n").split("\t")
                if piece:
                    self._numbers[piece] = number
                self._scores.append(float(score))
        self._worst = min(self._scores) - 10
        self._longest = max(map(len, self._numbers))
        self.cut = functools.lru_cache(_WORDS_KEPT)(self._cut)

    def _cut(self, word: str) -> tuple[int, ...]:
        """The numbers of a word's pieces; a character that no piece has is the unknown one."""
        best = [0.0] + [-np.inf] * len(word)
        back = [(0, _UNKNOWN)] * (len(word) + 1)
        for start in range(len(word)):
            for end in range(start + 1, min(len(word), start + self._longest) + 1):
                number = self._numbers.get(word[start:end])
                if number is None and end > start + 1:
                    continue
                score = best[start] + (self._worst if number is None else self._scores[number])
                if score > best[end]:
                    best[end] = score
                    back[end] = (start, _UNKNOWN if number is None else number)
        pieces: list[int] = []
        at = len(word)
        while at:
            at, number = back[at]
            pieces.append(number)
        return tuple(reversed(pieces))

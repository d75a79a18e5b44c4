"""A pipeline's table of word vectors, mapped into memory.

spaCy keeps which of half a million words has which row of the table as a dict: 60 to 75 MB and a fifth of a
second a language, in each process. Here the hashes of the words stand sorted in a file of the user's cache
folder (8 MB a language, made at the first use); that file and the package's own file of vectors are mapped,
so that processes side by side share them.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

import numpy as np
import srsly
from spacy.vectors import Vectors

from archive import arrays
from archive.arrays import Array

FORMAT: Final = 1
_WORTH: Final = 500_000  # bytes of packed words; a small pipeline has no words at all


def give(nlp: Any, cache: Path | None = None) -> None:
    """Gives `nlp`, a pipeline loaded without its vectors, those of its package.

    `cache`: the file of sorted words. Few vectors, none, or vectors of another form than spaCy's default
    are read as spaCy reads them.
    """
    folder: Path = nlp.path / "vocab"
    words, settings = folder / "key2row", folder / "vectors.cfg"
    mode = srsly.read_json(settings).get("mode", "default") if settings.exists() else "default"
    if mode != "default" or not words.exists() or words.stat().st_size < _WORTH:
        nlp.vocab.vectors.from_disk(folder, exclude=["strings"])
        return
    version = "-".join(str(nlp.meta[part]) for part in ("lang", "name", "version"))
    name = f"words-{version}-{words.stat().st_size}-{FORMAT}.arrays"
    rows = _rows(words, cache or arrays.user_cache() / name)
    table = np.load(folder / "vectors", mmap_mode="r")
    arrays.releasable(table.base)
    vectors = MappedVectors(strings=nlp.vocab.strings, data=np.asarray(table), name=nlp.vocab.vectors.name)
    vectors.key2row = rows
    nlp.vocab.vectors = vectors


def _rows(words: Path, cache: Path) -> Rows:
    try:
        columns = arrays.kept(cache)
        if columns.sound():
            columns.releasable()
            return Rows(columns["hashes"], columns["rows"])
    except arrays.NotKept:
        pass  # not made yet, cut short, or not ours
    packed = srsly.read_msgpack(words)
    hashes: Array = np.fromiter(packed.keys(), np.uint64, len(packed))
    rows: Array = np.fromiter(packed.values(), np.int32, len(packed))
    order = np.argsort(hashes)
    hashes, rows = hashes[order], rows[order]
    with contextlib.suppress(OSError):  # no room or no right to write: only the next start is slower
        arrays.keep(cache, {"hashes": hashes, "rows": rows}, {})
    return Rows(hashes, rows)


class Rows(Mapping[int, int]):
    """Rows of a table by spaCy's hash of the word, in place of a dict of them."""

    def __init__(self, hashes: Array, rows: Array) -> None:
        """`hashes`: ascending, uint64; `rows`: as many, int32."""
        self._hashes, self._rows = hashes, rows

    def find(self, hashes: Array) -> Array:
        """A row for each hash, -1 for a word that has none; int32."""
        at = self._hashes.searchsorted(hashes)
        at[at == len(self._hashes)] = 0
        found: Array = np.where(self._hashes[at] == hashes, self._rows[at], np.int32(-1))
        return found

    def __getitem__(self, key: int) -> int:
        row = int(self.find(np.array([key], np.uint64))[0])
        if row < 0:
            raise KeyError(key)
        return row

    def get(self, key: int, default: Any = None) -> Any:
        """The row of a hash; spaCy asks for that of each new word."""
        wanted = np.uint64(key)
        at = self._hashes.searchsorted(wanted)
        return int(self._rows[at]) if at < len(self._hashes) and self._hashes[at] == wanted else default

    def __iter__(self) -> Iterator[int]:
        return iter(self._hashes.tolist())

    def __len__(self) -> int:
        return len(self._hashes)


class MappedVectors(Vectors):  # type: ignore[misc]  # spaCy's class has no types
    """spaCy's table of vectors, that finds the rows of many words at once."""

    def find(self, *, key: Any = None, keys: Any = None, row: Any = None, rows: Any = None) -> Any:
        """As spaCy's; `keys` in an array of hashes are looked up together."""
        if isinstance(keys, np.ndarray) and isinstance(self.key2row, Rows):
            return self.key2row.find(keys.astype(np.uint64, copy=False))
        return super().find(key=key, keys=keys, row=row, rows=rows)

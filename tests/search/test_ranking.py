"""The order of hits, where it is more than the worth of words."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from archive.search.port import Ask, Passage, Row
from archive.search.query import parse
from archive.search.whoosh_engine import WhooshIndex


def test_what_all_near_texts_share_does_not_hide_the_one_that_is_meant(tmp_path: Path) -> None:
    axes = np.eye(512, dtype=np.float32)

    def near_the_subject(own: int, share: float) -> np.ndarray[tuple[int], np.dtype[np.float32]]:
        made = axes[0] + np.float32(share) * axes[own]
        found: np.ndarray[tuple[int], np.dtype[np.float32]] = made / np.linalg.norm(made)
        return found

    # Forty texts are hardly more than their subject; the first has something of its own, which is asked for.
    vectors = [near_the_subject(1, 0.8), *(near_the_subject(own, 0.1) for own in range(2, 42))]
    query = near_the_subject(1, 0.3)
    assert float(vectors[0] @ query) < float(vectors[1] @ query)
    rows = [
        Row(n, "en", "A text.", passages=(Passage(0, 7, vector.astype("<f2").tobytes()),))
        for n, vector in enumerate(vectors, start=1)
    ]
    index = WhooshIndex.create(tmp_path / "index")
    for part in (rows[:20], rows[20:]):  # the order is one over all segments
        index.write(part, (), 1)
    matches = index.search(Ask(parse("elsewhere"), vector=query.tolist(), limit=50)).matches
    index.close()
    assert matches[0].n == 1
    assert len(matches) == 41

"""What nearness in meaning counts beside words; for each threshold the cases below, at and above it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from archive.arrays import Array
from archive.search import alike, analysis, engines
from archive.search.port import EngineQuery, IndexRow, PassageVector
from archive.search.query import parse
from archive.search.vectors import distances, widened

AXES = np.eye(512, dtype=np.float32)
FILLING = " ".join(f"filling{chr(97 + i)}" for i in range(20))


def near(cosine: float, own: int) -> Array:
    """A direction so near to what is asked, and else of its own."""
    made: Array = cosine * AXES[0] - np.sqrt(1 - cosine**2) * AXES[own]
    return made


def text(n: int, body: str, *cosines: float, twins: tuple[int, ...] = (), title: str = "") -> IndexRow:
    """A text with a passage for each cosine, the first at its head."""
    passages = tuple(
        PassageVector(i, i + 1, near(cosine, 2 * n + i).astype("<f2").tobytes())
        for i, cosine in enumerate(cosines)
    )
    return IndexRow(n, "en", body, title=title, passages=passages, twins=twins)


def ranked(folder: Path, rows: Sequence[IndexRow], query: str = "elsewhere", **ask: object) -> list[int]:
    index = engines.index(f"whoosh:{folder / 'index'}", create=True)
    index.write(rows, (), 1)
    answer = index.search(EngineQuery(parse(query), vector=AXES[0].tolist(), limit=100, **ask))  # type: ignore[arg-type]
    index.close()
    return [match.n for match in answer.matches]


@pytest.mark.parametrize(("texts", "hits"), [(49, 49), (50, 50), (51, 50)])
def test_meaning_alone_brings_fifty_texts(tmp_path: Path, texts: int, hits: int) -> None:
    rows = [text(n, "A text.", 0.5) for n in range(1, texts + 1)]
    assert len(ranked(tmp_path, rows)) == hits


@pytest.mark.parametrize(("cosine", "order"), [(0.81, [1, 3]), (0.83, [3, 1])])
def test_what_is_near_counts_four_fifths_for_its_translation(
    tmp_path: Path, cosine: float, order: list[int]
) -> None:
    """0.5 and four fifths of 0.4 are 0.82."""
    rows = [text(1, "One.", 0.5, twins=(2,)), text(2, "Two.", 0.4, twins=(1,)), text(3, "Three.", cosine)]
    assert ranked(tmp_path, rows) == order


@pytest.mark.parametrize(("cosine", "order"), [(0.57, [1, 2]), (0.58, [2, 1])])
def test_the_first_passage_counts_as_much_as_the_nearest(
    tmp_path: Path, cosine: float, order: list[int]
) -> None:
    """0.35 and 0.8 are twice 0.575."""
    opening = PassageVector(0, 1, (0.35 * AXES[0] + np.sqrt(1 - 0.35**2) * AXES[7]).astype("<f2").tobytes())
    later = PassageVector(1, 2, near(0.8, 8).astype("<f2").tobytes())
    rows = [IndexRow(1, "en", "One.", passages=(opening, later)), text(2, "Two.", cosine)]
    assert ranked(tmp_path, rows) == order


def test_of_two_texts_with_the_word_the_one_whose_translation_has_it_too_comes_first(tmp_path: Path) -> None:
    rows = [
        text(1, "A heron stood by the weir."),
        text(2, "A heron stood by the wall.", twins=(3,)),
        text(3, "A heron was standing there, somewhere behind a wall of stones.", twins=(2,)),
    ]
    assert ranked(tmp_path, rows, "heron") == [2, 1]


@pytest.mark.parametrize(
    ("said", "title", "order"),
    [
        (f"{FILLING} heron", "", [2, 1]),  # a word said late tells less than the meaning
        ("The heron of the weir.", "Heron", [1, 2]),  # a text about it answers better than a text near to it
    ],
)
def test_meaning_counts_more_than_a_late_word_and_less_than_a_title(
    tmp_path: Path, said: str, title: str, order: list[int]
) -> None:
    rows = [text(1, said, title=title), text(2, "A bird of the marsh.", 0.95), text(3, "Nothing.", 0.1)]
    assert ranked(tmp_path, rows, "heron") == order


@pytest.mark.parametrize(
    ("named", "of", "is_name"), [(1, 1, True), (1, 2, True), (1, 3, False), (2, 5, False)]
)
def test_a_word_is_a_name_if_half_of_the_texts_with_it_have_it_in_one(
    tmp_path: Path, named: int, of: int, is_name: bool
) -> None:
    """A name is not translated, a word is."""
    rows = [
        IndexRow(n, "en", "Aaron Snow spoke.", names=(("PERSON", "Aaron Snow"),)) for n in range(1, named + 1)
    ]
    rows += [IndexRow(n, "en", "There was snow on the road.") for n in range(named + 1, of + 1)]
    rows += [IndexRow(9, "fr", "La neige est tombée.")]
    others = alike.instead(analysis.forms("snow"))
    index = engines.index(f"whoosh:{tmp_path / 'index'}", create=True)
    index.write(rows, (), 1)
    found = {match.n for match in index.search(EngineQuery(parse("snow"), others=others)).matches}
    index.close()
    assert (9 in found) is not is_name


def test_what_is_worked_out_by_bits_is_what_numpy_says() -> None:
    random = np.random.default_rng(5)
    sketches = random.integers(0, 2**64, size=(300, 8), dtype=np.uint64)
    sketches[0], sketches[1] = ~sketches[2], sketches[2]  # as far as can be, and not at all
    assert distances(sketches, sketches[2]).tolist() == [
        sum(int(x).bit_count() for x in row ^ sketches[2]) for row in sketches
    ]
    rows = random.standard_normal((20, 512)).astype(np.float16)
    rows[0, :6] = (0.0, -0.0, 6e-8, -6e-8, 65504, -1)
    assert widened(rows).tobytes() == rows.astype(np.float32).tobytes()

"""What the order of hits and a snippet rest on; for each threshold the cases below, at and above it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from archive.search import engines
from archive.search.port import EngineQuery, EngineResult, IndexRow, Other, PassageVector
from archive.search.query import parse
from archive.search.snippet import Sought, snippet, terms

FILLING = [f"filling{chr(97 + i)}" for i in range(20)]


def found(
    folder: Path, rows: Sequence[IndexRow], query: str, vector: Sequence[float] | None = None
) -> EngineResult:
    index = engines.index(f"whoosh:{folder / 'index'}", create=True)
    index.write(rows, (), 1)
    answer = index.search(EngineQuery(parse(query), vector=vector, facets=True))
    index.close()
    return answer


def ranked(folder: Path, rows: Sequence[IndexRow], query: str) -> list[int]:
    return [match.n for match in found(folder, rows, query).matches]


def text(at: int, times: int = 1) -> str:
    """Twenty words, of which those from `at` on are what is looked for."""
    return " ".join([*FILLING[:at], *["héron"] * times, *FILLING[at + times :]])


@pytest.mark.parametrize(("at", "order"), [(13, [2, 1]), (14, [2, 1]), (15, [1, 2]), (16, [1, 2])])
def test_a_word_among_the_first_fifteen_counts_more(tmp_path: Path, at: int, order: list[int]) -> None:
    rows = [IndexRow(1, "fr", text(18)), IndexRow(2, "fr", text(at)), IndexRow(3, "fr", "Rien de cela.")]
    assert ranked(tmp_path, rows, "héron") == order


@pytest.mark.parametrize("times", [1, 3, 5])
def test_an_early_word_counts_more_than_several_late_ones(tmp_path: Path, times: int) -> None:
    rows = [
        IndexRow(1, "fr", text(20 - times, times)),
        IndexRow(2, "fr", text(3)),
        IndexRow(3, "fr", "Rien de cela."),
    ]
    assert ranked(tmp_path, rows, "héron") == [2, 1]


@pytest.mark.parametrize(("times", "order"), [(2, [2, 1]), (3, [2, 1]), (4, [1, 2])])
def test_a_word_in_a_title_counts_more_than_twice(tmp_path: Path, times: int, order: list[int]) -> None:
    rows = [
        IndexRow(1, "fr", text(20 - times, times), title="Oiseaux"),
        IndexRow(2, "fr", " ".join(FILLING), title="Héron"),
        IndexRow(3, "fr", "Rien de cela.", title="Rien"),
    ]
    assert ranked(tmp_path, rows, "héron") == order


@pytest.mark.parametrize(("own", "found"), [(3, {1, 2, 3}), (2, {1, 2, 9}), (1, {1, 9})])
def test_a_word_of_both_languages_needs_no_translation_where_it_is_the_usual_one(
    tmp_path: Path, own: int, found: set[int]
) -> None:
    """`train` is a word of either language; what a table gives for it counts if it is half as usual there."""
    rows = [IndexRow(n, "en", "A train was late.") for n in range(1, own + 1)]
    rows += [IndexRow(9, "en", "The wagon stood still, and another wagon came.")]
    others = {"train": (Other("wagon", "en", 0.4),)}
    index = engines.index(f"whoosh:{tmp_path / 'index'}", create=True)
    index.write(rows, (), 1)
    matches = index.search(EngineQuery(parse("train"), others=others)).matches
    index.close()
    assert {match.n for match in matches} == found


WEIR = [
    IndexRow(1, "en", "The heron and the otter met the badger beside the weir at dusk"),
    IndexRow(2, "en", "An otter and a badger slept beside the wall"),
    IndexRow(3, "en", "A weir was built far away from the town last year"),
    *(IndexRow(n, "en", "At dusk nobody came to the hall") for n in range(4, 14)),
]


def test_texts_with_few_of_many_words_are_no_hits(tmp_path: Path) -> None:
    """Of the best score the second text has more than three tenths, the third less."""
    assert ranked(tmp_path, WEIR, "heron otter badger weir dusk") == [1, 2]


@pytest.mark.parametrize(
    ("query", "hits"),
    [("weir", [1, 3]), ("heron weir", [1]), ("heron weir dusk", [1, 3])],
)
def test_of_one_or_two_words_all_are_asked_for(tmp_path: Path, query: str, hits: list[int]) -> None:
    assert sorted(ranked(tmp_path, WEIR, query)) == hits


@pytest.mark.parametrize(("cosine", "hit"), [(0.29, False), (0.301, True), (0.31, True)])
def test_how_near_a_text_must_be_to_be_a_hit_by_meaning_alone(
    tmp_path: Path, cosine: float, hit: bool
) -> None:
    axes = np.eye(512, dtype=np.float32)
    vector = (cosine * axes[0] + np.sqrt(1 - cosine**2) * axes[1]).astype("<f2")
    row = IndexRow(1, "en", "A text.", passages=(PassageVector(0, 7, vector.tobytes()),))
    assert bool(found(tmp_path, [row], "elsewhere", axes[0].tolist()).matches) == hit


def test_twenty_sources_are_counted_and_the_largest_first(tmp_path: Path) -> None:
    rows = [IndexRow(n, "en", "The heron.", collection=f"c{(n - 1) % 21:02}") for n in range(1, 43)]
    rows += [IndexRow(43, "en", "The heron.", collection="c20")]
    sources = found(tmp_path, rows, "heron").facets["source"]
    assert len(sources) == 20
    assert sources[0] == ("c20", 3)
    assert sources[1:] == [(f"c{n:02}", 2) for n in range(19)]


def test_a_snippet_shows_the_most_different_words() -> None:
    often = "The heron saw the heron, and a heron called the heron. "
    between = "Nothing else happened on the quay that day, said the keeper of the lock. " * 6
    both = "At last a heron met the otter."
    looked_for = terms(parse("heron otter"))
    for body in (often + between + both, f"{both} {between}{often}"):
        shown = snippet(body, Sought(looked_for, "en"))
        assert "otter" in shown.text
        assert [shown.text[a:b] for a, b in shown.spans] == ["heron", "otter"]


def test_of_stretches_with_as_many_words_a_snippet_shows_the_one_that_says_them_most() -> None:
    between = "Rien d'autre n'arriva sur le quai ce jour-là, dit le gardien de l'écluse. " * 6
    shown = snippet(
        f"Un héron passe. {between}Le héron appelle le héron.", Sought(terms(parse("héron")), "fr")
    )
    assert [shown.text[a:b] for a, b in shown.spans] == ["héron", "héron"]


def test_of_equal_stretches_a_snippet_shows_the_first() -> None:
    between = "Rien d'autre n'arriva sur le quai ce jour-là, dit le gardien de l'écluse. " * 6
    shown = snippet(f"Un héron passe. {between}Un héron part.", Sought(terms(parse("héron")), "fr"))
    assert shown.text.startswith("Un héron passe.")

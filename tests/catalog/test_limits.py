"""What is kept of a block that a person decided on: its words, its neighbours, which of its like it is."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from archive.catalog import Catalog, documents, limits
from archive.catalog.intake import Intake, Made
from archive.records import Block, Cut, Draft, LangSpan, Page, Source, Span
from archive.text import fingerprint

NOW = "2026-01-02T03:04:05Z"
BELL, RAIN, NIGHT = "La cloche sonne.", "Il pleut sur le quai.", "La nuit est longue, dit la lingère du port."


def put(catalog: Catalog, blocks: Sequence[str]) -> str:
    """The id of a text of these blocks."""
    text = "\n\n".join(blocks)
    spans, at = [], 0
    for block in blocks:
        spans.append(LangSpan(at, at + len(block), "fr"))
        at += len(block) + 2
    draft = Draft(0, "fr", text, (Span(0, len(text)),), tuple(spans))
    page = Page(text, tuple(Block(s.start, s.end) for s in spans))
    source = Source("a" * 64, "/in/a.txt", "a.txt", "text/plain", len(text))
    documents.add(catalog, Intake(source, 0, page, (), (Made(draft, None, ()),)), NOW)
    ((_, found),) = documents.every(catalog)
    return found.id


@pytest.mark.parametrize(
    ("blocks", "which", "nth", "before", "after"),
    [
        ((BELL, RAIN, NIGHT), 0, 0, "", RAIN),
        ((BELL, RAIN, NIGHT), 1, 0, BELL, NIGHT),
        ((BELL, RAIN, NIGHT), 2, 0, RAIN, ""),
        ((BELL, NIGHT, BELL, RAIN), 0, 0, "", NIGHT),
        ((BELL, NIGHT, BELL, RAIN), 2, 1, NIGHT, RAIN),
        ((BELL, BELL, NIGHT, BELL), 1, 1, BELL, NIGHT),
        ((BELL, BELL, NIGHT, BELL), 3, 2, NIGHT, ""),
    ],
)
@pytest.mark.parametrize("character", [0, 1, 5])
def test_a_block_is_known_by_its_neighbours_and_how_many_of_its_like_stand_before_it(
    tmp_path: Path, blocks: tuple[str, ...], which: int, nth: int, before: str, after: str, character: int
) -> None:
    with Catalog.open(tmp_path / "archive", create=True) as catalog:
        name = put(catalog, blocks)
        at = len("\n\n".join((*blocks[:which], ""))) + character
        act = limits.decide(catalog, name, at, Cut.LEFT_OUT, NOW, note="said twice")
        (kept,) = limits.held(catalog)
        assert (kept.act, kept.verdict, kept.nth) == (act, Cut.LEFT_OUT, nth)
        prints = [fingerprint(one) if one else "" for one in (blocks[which], before, after, NIGHT)]
        assert [kept.block, kept.before, kept.after, kept.witness] == prints


@pytest.mark.parametrize(("length", "shown"), [(59, 59), (60, 60), (61, 60)])
def test_of_a_block_its_first_words_are_shown(tmp_path: Path, length: int, shown: int) -> None:
    with Catalog.open(tmp_path / "archive", create=True) as catalog:
        block = ("écluse " * 20)[: length - 1] + "."
        limits.decide(catalog, put(catalog, (block, RAIN)), 0, Cut.LEFT_OUT, NOW, note="no text")
        (kept,) = limits.held(catalog)
        assert len(kept.begins) == shown
        assert kept.begins == (block if length <= 60 else f"{block[:59]}…")

"""Calls a word of each stage, which no machine and no other process changes: waste cannot creep back."""

from __future__ import annotations

import shutil
from pathlib import Path

from benchmarks.ingest import calls, stages

_DOCUMENTS = Path(__file__).parents[2] / "corpus" / "documents"
_FIRST = ("invite-disparu.txt", "brackwater-bridge.txt")  # beside the others, so that all is loaded
_THEN = ("affiches.txt", "bulletins.txt", "calls.txt")

# A sixth above what was counted, once lowered never raised without a reason. Some hundred words cost more,
# each, than those of a whole archive: what is done once a page, a name or a run counts in full.
_MOST: dict[str, float] = {
    "read": 5,
    "posts and language": 13,
    "dates": 32,
    "names": 38,
    "vectors": 7,
    "sketches": 4,
    "originals": 2,
    "catalog": 5,
    "language by itself": 4,
    "linking": 7,  # texts that translate several are looked for too
    "finding copies": 3,
    "finding the nearest": 2,
    "comparing pairs": 4,
    "joining names": 35,
    "indexing": 19,
}


def _folder(place: Path, names: tuple[str, ...]) -> str:
    place.mkdir()
    for name in names:
        shutil.copy(_DOCUMENTS / name, place)
    return str(place)


def test_no_stage_makes_more_calls_a_word(tmp_path: Path) -> None:
    stages(_folder(tmp_path / "first", (*_FIRST, *_THEN)))  # patterns are compiled when first looked for
    folder = _folder(tmp_path / "then", _THEN)
    words = sum(len(path.read_text(encoding="utf-8").split()) for path in Path(folder).iterdir())
    made = {stage: count / words for stage, count in calls(folder).items()}
    assert made.keys() == _MOST.keys()
    assert {stage: round(n, 1) for stage, n in made.items() if n > _MOST[stage]} == {}

"""Spoilt files of every format give a reason or what of them can be read; large ones take no more memory."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.hostile.size import FILES, read, watched
from tests.hostile.spoilt import sound, spoil
from tests.hostile.work import take

SOUND = sound()
_A_LITTLE = 100_000_000  # bytes: some 30 million are used of a file of 20


@pytest.mark.parametrize("name", SOUND)
def test_a_sound_file_is_read(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(SOUND[name])
    assert take(str(path), "").texts


# The last one: a record of a web archive loses its address.
@pytest.mark.parametrize(
    ("name", "way"), [*((name, way) for name in SOUND for way in range(3)), ("site-du-phare.warc", 10)]
)
def test_a_spoilt_file_gives_a_reason_or_a_part(tmp_path: Path, name: str, way: int) -> None:
    path = tmp_path / name
    path.write_bytes(spoil(SOUND[name], way))
    outcome = take(str(path), "")
    assert outcome.texts or outcome.reasons


@pytest.mark.parametrize("made", FILES, ids=lambda made: made.name)
def test_large_files_are_made_and_read(tmp_path: Path, made: object) -> None:
    (made,) = (one for one in FILES if one is made)
    path = tmp_path / made.name
    made.write(path, 0.01, 1)
    said, _, peak = watched(lambda: read(path))
    assert "texts" in said
    assert 0 < peak < _A_LITTLE

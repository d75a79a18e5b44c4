"""Words are found in the mapped lists as in dicts, whatever becomes of their file."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.ingest import word_lists
from archive.ingest.word_lists import WordLists, columns_of, read_lists, unaccented

LISTS = {
    "fr": {"marée": 0, "marees": 1, "a": 2, "à": 3, "été": 4, "ete": 5},
    "en": {"tide": 0, "a": 1, "café": 2},
    "it": {"marea": 0, "a": 1, "perché": 2, "città": 3},
}
WORDS = ("marée", "maree", "marees", "a", "ete", "cafe", "tide", "citta", "tid", "tides", "", "z", "0", "œ")


def plainly(lists: dict[str, dict[str, int]], words: list[str]) -> list[tuple[int, int, int]]:
    every = [*lists.values(), *(unaccented(lists[lang]) for lang in ("fr", "en") if lang in lists)]
    return [
        (row, number, ranks[word])
        for row, word in enumerate(words)
        for number, ranks in enumerate(every)
        if word in ranks
    ]


def found(lists: WordLists, words: list[str]) -> list[tuple[int, int, int]]:
    return list(zip(*(part.tolist() for part in lists.places(words)), strict=True))


@given(st.lists(st.sampled_from(WORDS) | st.text("aàétmr", max_size=9), min_size=1, max_size=9))
def test_words_are_found_as_in_dicts(words: list[str]) -> None:
    lists = WordLists(*columns_of(LISTS))
    assert lists.langs == ("fr", "en", "it")
    assert lists.plain == ("fr", "en")
    assert found(lists, words) == plainly(LISTS, words)


def test_a_longer_word_is_none_that_it_begins_with() -> None:
    lists = WordLists(*columns_of({"it": {"città": 0, "ab": 1}}))
    assert found(lists, ["città", "cittàx", "ab", "abc", "a"]) == [(0, 0, 0), (2, 0, 1)]


def test_every_word_of_the_real_lists_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    read = read_lists()
    words = [word for ranks in read.values() for word in ranks][::7]
    assert found(word_lists._made(tmp_path / "archive" / "lists.arrays"), words) == plainly(read, words)


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(word_lists, "read_lists", lambda: LISTS)
    return tmp_path / "own" / "lists.arrays"


@pytest.mark.parametrize("spoilt", ["", "a byte", "cut", "gone", "no folder"])
def test_kept_lists_are_those_that_were_read(file: Path, spoilt: str) -> None:
    first = found(word_lists._made(file), list(WORDS))
    whole = file.read_bytes()
    if spoilt == "a byte":
        file.write_bytes(whole.replace(b"tide", b"tidy"))
    elif spoilt == "cut":
        file.write_bytes(whole[:-64])
    elif spoilt:
        file.unlink()
        if spoilt == "no folder":
            file.parent.rmdir()
            file.parent.write_text("no folder")
    kept = word_lists._kept(file)
    assert (kept is None) == bool(spoilt)
    assert found(kept or word_lists._made(file), list(WORDS)) == first
    assert spoilt == "no folder" or file.read_bytes() == whole

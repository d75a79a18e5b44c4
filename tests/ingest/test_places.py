"""Origins: a spelling of its own for every file and every member of a zip."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.ingest.places import again, around, found, path_of, spelled, spelled_member

_PIECES = st.sampled_from(
    [
        "a",
        "é",
        "e\u0301",
        "\\",
        "\\\\",
        "!",
        "x",
        "e9",
        "\\xe9",
        "\udce9",
        "\udcc3",
        ".zip",
        ".ZIP",
        "/",
        "2!",
        " ",
    ]
)
PATHS = st.lists(_PIECES, min_size=1, max_size=9).map("".join)


@given(PATHS, PATHS)
def test_two_paths_are_never_spelled_alike(a: str, b: str) -> None:
    assert (spelled(a) == spelled(b)) == (a == b)


@given(PATHS)
def test_a_path_can_be_printed_and_found_again(path: str) -> None:
    spelled(path).encode("utf-8")
    assert path_of(spelled(path)) == path


@given(PATHS, PATHS, PATHS)
def test_a_member_of_a_zip_is_spelled_like_no_file(box: str, name: str, file: str) -> None:
    box += ".zip"
    member = spelled_member(spelled(box), name)
    assert member not in (spelled(file), spelled(f"{box}!{name}"))
    assert path_of(member) == box


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/in/page.html", "/in/page.html"),
        ("/in/Non à la guerre !.html", "/in/Non à la guerre !.html"),
        ("/in/C:\\temp\\note.txt", "/in/C:\\temp\\note.txt"),
        ("/in/caf\udce9.txt", "/in/caf\\xe9.txt"),
        ("/in/caf\\xe9.txt", "/in/caf\\\\xe9.txt"),
        ("/in/box.zip!page.html", "/in/box.zip\\!page.html"),
    ],
)
def test_what_no_other_could_be_taken_for_stays_as_it_is(path: str, expected: str) -> None:
    assert spelled(path) == expected
    assert path_of(expected) == path


def test_what_is_around_a_source() -> None:
    assert around("/in/box.zip!a/b.txt") == "/in/box.zip"
    assert around("/in/a/b.txt") == "/in/a"
    assert around("/in") == ""


def test_a_source_is_tried_again_where_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert again(f"{tmp_path}/box.zip!a.txt", "box.zip!a.txt") == "box.zip"
    monkeypatch.chdir("/")
    assert again(f"{tmp_path}/caf\\xe9.txt", "caf\\xe9.txt") == f"{tmp_path}/caf\udce9.txt"


def test_a_way_back_from_behind_a_link_is_where_it_leads(tmp_path: Path) -> None:
    from archive.ingest.sources import find

    (tmp_path / "far/off").mkdir(parents=True)
    (tmp_path / "far/a.txt").write_text("loin")
    (tmp_path / "a.txt").write_text("ici")
    (tmp_path / "link").symlink_to(tmp_path / "far/off")
    origins = [f.origin for f in find([f"{tmp_path}/link/../a.txt", f"{tmp_path}/far/../a.txt"])]
    assert origins == [os.path.realpath(tmp_path / "far/a.txt"), str(tmp_path / "a.txt")]


def test_a_number_that_no_database_could_keep_is_cut(tmp_path: Path) -> None:
    (tmp_path / "a").touch()
    values = list(os.stat(tmp_path / "a"))
    values[1] = 2**64 - 2  # st_ino
    assert found("a", "/a", os.stat_result(values)).inode == 2**63 - 2

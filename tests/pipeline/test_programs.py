"""7z and RAR files and Outlook's mailboxes, which programs open where they are installed."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.pipeline.taking import FRENCH, counts, places, take_in

ENGLISH = "The harbour committee meets in Deal, page {}, with Odile Varangot and the friends of the quay.\n\n"
SEVEN = b"7z\xbc\xaf\x27\x1c\x00\x04"
PST = b"!BDN" + bytes(4) + b"SM" + bytes(600)
needs_bsdtar = pytest.mark.skipif(not shutil.which("bsdtar"), reason="bsdtar is not installed")
needs_readpst = pytest.mark.skipif(not shutil.which("readpst"), reason="readpst is not installed")


def seven(path: Path, **files: str) -> Path:
    """A 7z file of files by their names, in which `__` stands for a slash and `_` for a dot."""
    folder = path.parent / f"{path.name}.d"
    for name, said in files.items():
        file = folder / name.replace("__", "/").replace("_", ".")
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(said, "utf-8")
    folder.mkdir(exist_ok=True)
    names = sorted(os.listdir(folder)) or ["."]
    subprocess.run(
        ["bsdtar", "-c", "-f", path, "--format=7zip", "-C", folder, *names],
        check=True,
        env=os.environ | {"LC_ALL": "C.UTF-8"},
    )
    return path


@needs_bsdtar
def test_the_files_of_a_7z_file_are_sources(tmp_path: Path) -> None:
    path = seven(tmp_path / "a.7z", été_txt=FRENCH.format(1), sub__two_txt=ENGLISH.format(2))
    assert counts(take_in(tmp_path / "archive", path)) == (2, 0, {})
    assert places(tmp_path / "archive") == [f"{path}!sub/two.txt", f"{path}!été.txt"]
    assert counts(take_in(tmp_path / "archive", path)) == (0, 2, {})


@needs_bsdtar
def test_they_lie_in_other_containers(tmp_path: Path) -> None:
    inner = seven(tmp_path / "a.7z", un_txt=FRENCH.format(1)).read_bytes()
    folder = tmp_path / "b.zip"
    shutil.make_archive(str(folder.with_suffix("")), "zip", _folder(tmp_path / "z", inner))
    assert counts(take_in(tmp_path / "archive", folder)) == (1, 0, {})
    assert places(tmp_path / "archive") == [f"{folder}!a.7z!un.txt"]


def _folder(path: Path, data: bytes) -> Path:
    path.mkdir()
    (path / "a.7z").write_bytes(data)
    return path


@needs_bsdtar
def test_an_empty_one_is_told_once_and_a_damaged_one_named(tmp_path: Path) -> None:
    empty = take_in(tmp_path / "archive", seven(tmp_path / "a.7z"))
    assert (counts(empty), [reason for _, reason in empty.empty]) == ((0, 0, {}), ["it holds no files"])
    assert take_in(tmp_path / "archive", tmp_path / "a.7z").empty == []
    whole = seven(tmp_path / "b.7z", un_txt=FRENCH.format(1)).read_bytes()
    for n, spoilt in enumerate(
        (whole[: len(whole) // 2], SEVEN + os.urandom(200), whole[:40] + bytes(len(whole) - 40))
    ):
        (tmp_path / f"c{n}.7z").write_bytes(spoilt)
        done = take_in(tmp_path / "archive", tmp_path / f"c{n}.7z")
        assert "damaged" in counts(done)[2][f"c{n}.7z"]


@needs_bsdtar
def test_what_would_unpack_to_too_much_is_refused(tmp_path: Path) -> None:
    path = seven(tmp_path / "a.7z", zeros_txt="0" * 100_000_000)
    assert "200 times" in counts(take_in(tmp_path / "archive", path))[2]["a.7z"]


@pytest.mark.parametrize(
    ("name", "data", "packages"),
    [
        ("a.7z", SEVEN + bytes(30), "libarchive-tools"),
        ("b.rar", b"Rar!\x1a\x07\x01\x00" + bytes(30), "libarchive-tools"),
        ("Archives 2009.pst", PST, "pst-utils"),
    ],
)
def test_without_its_program_the_reason_names_the_package(
    name: str, data: bytes, packages: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    (tmp_path / name).write_bytes(data)
    assert f"install {packages}" in counts(take_in(tmp_path / "archive", tmp_path / name))[2][name]


@needs_readpst
def test_a_damaged_mailbox_of_outlook_is_named(tmp_path: Path) -> None:
    (tmp_path / "a.pst").write_bytes(PST)
    assert "damaged" in counts(take_in(tmp_path / "archive", tmp_path / "a.pst"))[2]["a.pst"]


PROGRAM = """#!/bin/sh
while [ "$1" != -o ]; do shift; done
mkdir -p "$2/Boîte de réception"
{}
"""
MAIL = (
    "From: Ève <eve@example.org>\nTo: ana@example.org\nSubject: Le phare {n}\n"
    "Date: Sat, 11 Mar 2017 10:00:00 +0100\n\n{text}"
)


def stand_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, does: str) -> None:
    """A program in the place of readpst, as no mailbox of Outlook can be made by a script."""
    (tmp_path / "bin").mkdir()
    program = tmp_path / "bin" / "readpst"
    program.write_text(PROGRAM.format(does), "utf-8")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}{os.pathsep}{os.environ['PATH']}")
    (tmp_path / "a.pst").write_bytes(PST)


def test_the_mails_that_the_program_writes_are_sources(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for n, text in enumerate((FRENCH, ENGLISH)):
        (tmp_path / f"{n}.eml").write_text(MAIL.format(n=n, text=text.format(n)), "utf-8")
    stand_in(
        tmp_path, monkeypatch, f'cp "{tmp_path}"/*.eml "$2/Boîte de réception"; ln -s /etc/hosts "$2/x.eml"'
    )
    done = take_in(tmp_path / "archive", tmp_path / "a.pst")
    assert (counts(done), done.mails) == ((2, 0, {}), 2)
    assert places(tmp_path / "archive") == [f"{tmp_path}/a.pst!Boîte de réception/{n}.eml" for n in range(2)]
    assert counts(take_in(tmp_path / "archive", tmp_path / "a.pst")) == (0, 2, {})


def test_mails_are_the_same_each_time_though_the_program_draws_their_borders(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    border = "--boundary-LibPST-iamunique-${b}_-_-"
    part = f"--{border}\nContent-Type: text/plain"
    mail = (
        "From: eve@example.org\nSubject: Le phare\nDate: Sat, 11 Mar 2017 10:00:00 +0100\n"
        f'Content-Type: multipart/mixed; boundary=\\"{border}\\"\n\n{part}\n\n{FRENCH.format(1)}'
        f"{part}; name=plan.txt\nContent-Disposition: attachment\n\n{ENGLISH.format(2)}--{border}--\n"
    )
    stand_in(tmp_path, monkeypatch, f'b=$(date +%s%N); printf "%s" "{mail}" > "$2/1.eml"')
    assert counts(take_in(tmp_path / "archive", tmp_path / "a.pst")) == (2, 0, {})
    assert places(tmp_path / "archive") == [f"{tmp_path}/a.pst!1.eml", f"{tmp_path}/a.pst!1.eml!plan.txt"]


def test_a_mailbox_without_a_name_has_the_same_places_each_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "1.eml").write_text(MAIL.format(n=1, text=FRENCH.format(1)), "utf-8")
    does = f'in="$2/${{3##*/}}/Inbox"; mkdir -p "$in"; cp "{tmp_path}/1.eml" "$in"'
    stand_in(tmp_path, monkeypatch, does)
    assert counts(take_in(tmp_path / "archive", tmp_path / "a.pst")) == (1, 0, {})
    assert places(tmp_path / "archive") == [f"{tmp_path}/a.pst!Inbox/1.eml"]


def test_a_program_that_writes_on_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stand_in(tmp_path, monkeypatch, 'exec yes > "$2/1.eml"')
    done = take_in(tmp_path / "archive", tmp_path / "a.pst")
    assert "200 times" in counts(done)[2]["a.pst"]

"""Tar files and packed files: what lies in them is read where it lies, in bounds, at any depth."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
import zstandard

from tests.pipeline.taking import FRENCH, counts, places, take_in

ENGLISH = "The harbour committee meets in Deal, page {}, with Odile Varangot and the friends of the quay.\n\n"
PACKERS: dict[str, Callable[[bytes], bytes]] = {
    ".tar": lambda data: data, ".tar.gz": gzip.compress, ".tgz": gzip.compress, ".tar.bz2": bz2.compress,
    ".tar.xz": lzma.compress, ".tar.zst": zstandard.compress,
}  # fmt: skip


def tar(files: dict[bytes, str | bytes], *links: str) -> bytes:
    """A tar file of files by their names."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=tarfile.GNU_FORMAT) as box:
        for name, said in files.items():
            data = said if isinstance(said, bytes) else said.encode()
            info = tarfile.TarInfo(name.decode("utf-8", "surrogateescape"))
            info.size = len(data)
            box.addfile(info, io.BytesIO(data))
        for link in links:
            info = tarfile.TarInfo(link)
            info.type, info.linkname = tarfile.SYMTYPE, "/etc/passwd"
            box.addfile(info)
    return out.getvalue()


@pytest.mark.parametrize("suffix", PACKERS)
def test_the_files_of_a_tar_are_sources(tmp_path: Path, suffix: str) -> None:
    data = tar({b"./un.txt": FRENCH.format(1), b"sub/two.txt": ENGLISH.format(2), b"sub/._two.txt": b"\0\5"})
    (tmp_path / f"a{suffix}").write_bytes(PACKERS[suffix](data))
    summary = take_in(tmp_path / "archive", tmp_path / f"a{suffix}")
    assert counts(summary) == (2, 0, {})
    assert places(tmp_path / "archive") == [
        f"{tmp_path}/a{suffix}!sub/two.txt", f"{tmp_path}/a{suffix}!un.txt",
    ]  # fmt: skip
    assert counts(take_in(tmp_path / "archive", tmp_path / f"a{suffix}")) == (0, 2, {})


@pytest.mark.parametrize("way", ["folder", "zip", "tar"])
def test_what_programs_leave_beside_files_is_ignored(tmp_path: Path, way: str) -> None:
    texts = {"notes~1.txt": FRENCH.format(1), "sub/thumbs.txt": ENGLISH.format(2), "$a.txt": FRENCH.format(3)}
    left = [
        "._notes~1.txt", "__MACOSX/sub/._thumbs.txt", ".DS_Store", "sub/.DS_Store", "Thumbs.db",
        "ehthumbs.db", "sub/desktop.ini", "~$lettre.docx", "sub/.~lock.plan.odt#",
    ]  # fmt: skip
    files = {**texts, **dict.fromkeys(left, "[.ShellClassInfo]\nIconResource=x\n")}
    box = tmp_path / f"box.{way}"
    if way == "folder":
        for name, text in files.items():
            (box / name).parent.mkdir(parents=True, exist_ok=True)
            (box / name).write_text(text, encoding="utf-8")
    elif way == "zip":
        with zipfile.ZipFile(box, "w") as packed:
            for name, text in files.items():
                packed.writestr(name, text)
    else:
        box.write_bytes(tar({name.encode(): text for name, text in files.items()}))
    summary = take_in(tmp_path / "archive", box)
    assert counts(summary) == (len(texts), 0, {})


@pytest.mark.parametrize(
    ("name", "spelled"),
    [
        ("fête.txt".encode(), "fête.txt"), ("fête.txt".encode("cp1252"), "fête.txt"),
        ("été/naïf.txt".encode("cp850"), "été/naïf.txt"), (b"plain.txt", "plain.txt"),
    ],
)  # fmt: skip
def test_names_in_any_encoding(tmp_path: Path, name: bytes, spelled: str) -> None:
    (tmp_path / "a.tar").write_bytes(tar({name: FRENCH.format(3)}))
    take_in(tmp_path / "archive", tmp_path / "a.tar")
    assert places(tmp_path / "archive") == [f"{tmp_path}/a.tar!{spelled}"]


def test_they_lie_in_each_other(tmp_path: Path) -> None:
    inner = gzip.compress(tar({b"c.txt": FRENCH.format(4)}))
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as box:
        box.writestr("b.tgz", inner)
        box.writestr("d.txt.gz", gzip.compress(ENGLISH.format(5).encode()))
    assert counts(take_in(tmp_path / "archive", tmp_path / "a.zip")) == (2, 0, {})
    assert places(tmp_path / "archive")[0] == f"{tmp_path}/a.zip!b.tgz!c.txt"


def test_what_is_too_deep_is_told(tmp_path: Path) -> None:
    data = FRENCH.format(6).encode()
    for n in range(10):
        data = tar({f"{n}.tar".encode() if n else b"a.txt": data})
    (tmp_path / "a.tar").write_bytes(data)
    summary = take_in(tmp_path / "archive", tmp_path / "a.tar")
    assert summary.sources == 0
    assert "8 containers deep" in summary.failed[0].reason


def test_links_are_not_followed_and_a_cut_file_gives_what_is_whole(tmp_path: Path) -> None:
    (tmp_path / "a.tar").write_bytes(tar({b"a.txt": FRENCH.format(7)}, "passwd"))
    _, _, why = counts(take_in(tmp_path / "archive", tmp_path / "a.tar"))
    assert list(why) == ["a.tar!passwd"]
    assert "a symbolic link in the tar file" in why["a.tar!passwd"]
    data = tar({b"b.txt": ENGLISH.format(8), b"c.txt": FRENCH.format(9) * 99})
    (tmp_path / "b.tar").write_bytes(data[: 512 + 512 + 512 + 700])
    summary = take_in(tmp_path / "archive", tmp_path / "b.tar")
    assert "it is cut" in str(summary.unread) + str(summary.failed)
    assert f"{tmp_path}/b.tar!b.txt" in places(tmp_path / "archive")


@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress, lzma.compress, zstandard.compress])
def test_a_bomb_is_refused(tmp_path: Path, pack: Callable[[bytes], bytes]) -> None:
    (tmp_path / "a.txt.gz").write_bytes(pack(bytes(10 * 1024 * 1024)) * 20)  # a stream after the other
    summary = take_in(tmp_path / "archive", tmp_path / "a.txt.gz")
    assert "200 times its size" in summary.failed[0].reason


@pytest.mark.parametrize("cut", [3, 30, 60])
@pytest.mark.parametrize(("pack", "name"), [(gzip.compress, "gzip"), (zstandard.compress, "zstd")])
def test_a_damaged_packed_file_is_one_reason(
    tmp_path: Path, pack: Callable[[bytes], bytes], name: str, cut: int
) -> None:
    data = pack(tar({b"a.txt": FRENCH.format(1) * 9}))
    (tmp_path / "a.tgz").write_bytes(data[:-cut])
    summary = take_in(tmp_path / "archive", tmp_path / "a.tgz")
    assert f"damaged file packed by {name}" in summary.failed[0].reason


@pytest.mark.parametrize("packed", [False, True])
def test_a_web_archive_of_many_frames_has_its_own_dictionary(tmp_path: Path, packed: bool) -> None:
    """As crawlers write `.warc.zst`: a dictionary in a frame that is skipped, then a frame a record."""
    page = "<html><body><p>{}</p></body></html>"
    records = [
        f"WARC/1.0\r\nWARC-Type: resource\r\nWARC-Date: 2017-03-0{n}T10:00:00Z\r\n"
        f"WARC-Target-URI: https://phare.example/{n}\r\nContent-Type: text/html\r\n"
        f"Content-Length: {len(body.encode())}\r\n\r\n{body}\r\n\r\n".encode()
        for n in range(1, 9)
        for body in [page.format(FRENCH.format(n))]
    ]
    words = zstandard.ZstdCompressionDict(b"".join(records[:4]), dict_type=zstandard.DICT_TYPE_RAWCONTENT)
    packer = zstandard.ZstdCompressor(dict_data=words)
    head = zstandard.compress(words.as_bytes()) if packed else words.as_bytes()
    data = b"\x5d\x2a\x4d\x18" + len(head).to_bytes(4, "little") + head
    (tmp_path / "a.warc.zst").write_bytes(data + b"".join(map(packer.compress, records)))
    assert counts(take_in(tmp_path / "archive", tmp_path / "a.warc.zst")) == (8, 0, {})
    assert places(tmp_path / "archive")[0].endswith("/a.warc.zst!a.warc!https://phare.example/1")

"""Members of zip files, by their entries: whatever their names, and in bounds."""

from __future__ import annotations

import io
import os
import stat
import time
import warnings
import zipfile
from pathlib import Path

import pytest

from archive.errors import BadInput, UnreadableInput
from archive.ingest.containers import zips
from archive.ingest.sources import find, read


def boxed(
    path: Path, *members: tuple[str | zipfile.ZipInfo, bytes], method: int = zipfile.ZIP_DEFLATED
) -> Path:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # of two members of one name
        with zipfile.ZipFile(path, "w", method) as box:
            for name, data in members:
                box.writestr(name, data)
    return path


def texts(path: Path) -> dict[str, bytes | str]:
    """What is read of every member, or why it is not, by what stands behind the name of the zip file."""
    held: dict[str, bytes | str] = {}
    for found in find([str(path)]):
        name = found.origin.partition(path.name)[2].lstrip("!")
        assert name not in held
        try:
            held[name] = read(found).data
        except BadInput as error:
            held[name] = str(error)
    return held


def test_two_members_of_one_name_are_two_sources(tmp_path: Path) -> None:
    path = boxed(tmp_path / "box.zip", ("m.txt", b"un"), ("2!m.txt", b"entre"), ("m.txt", b"deux mots"))
    assert texts(path) == {"m.txt": b"un", "2!m.txt": b"entre", "3!m.txt": b"deux mots"}


def test_names_cut_at_a_nul_are_two_sources_too(tmp_path: Path) -> None:
    path = boxed(tmp_path / "box.zip", ("aXb.txt", b"un"), ("aXc.txt", b"deux"))
    path.write_bytes(path.read_bytes().replace(b"aX", b"a\0"))
    assert sorted(map(str, texts(path).values())) == ["b'deux'", "b'un'"]


def test_a_file_named_like_a_member_is_another_source(tmp_path: Path) -> None:
    boxed(tmp_path / "p.zip", ("m.txt", b"dedans"))
    (tmp_path / "p.zip!m.txt").write_bytes(b"dehors")
    origins = [f.origin for f in find([str(tmp_path)])]
    assert origins == [f"{tmp_path}/p.zip!m.txt", f"{tmp_path}/p.zip\\!m.txt"]


def test_links_and_devices_in_a_zip_are_named_and_not_read(tmp_path: Path) -> None:
    link, device, folder = (zipfile.ZipInfo(name) for name in ("link.txt", "null", "folder"))
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    device.external_attr = (stat.S_IFCHR | 0o666) << 16
    folder.external_attr = (stat.S_IFDIR | 0o777) << 16
    path = boxed(
        tmp_path / "box.zip", (link, b"/etc/passwd"), (device, b"x"), (folder, b""), ("a.txt", b"texte")
    )
    held = texts(path)
    assert held.keys() == {"link.txt", "null", "a.txt"}
    assert held["a.txt"] == b"texte"
    assert str(held["link.txt"]).startswith("a symbolic link in the zip file")
    assert str(held["null"]).startswith("not a file")


def test_a_member_that_ends_like_a_folder_and_has_a_text_is_read(tmp_path: Path) -> None:
    path = boxed(tmp_path / "box.zip", ("notes/", b""), ("lettre/", b"Un texte."))
    assert texts(path) == {"lettre/": b"Un texte."}


def test_a_zip_in_a_zip_is_opened(tmp_path: Path) -> None:
    inner = boxed(tmp_path / "inner.zip", ("a.txt", b"texte"), ("b.txt", b"autre")).read_bytes()
    path = boxed(tmp_path / "box.zip", ("inner.zip", inner), ("c.txt", b"dehors"))
    assert texts(path) == {"inner.zip!a.txt": b"texte", "inner.zip!b.txt": b"autre", "c.txt": b"dehors"}


def test_members_that_share_bytes_are_refused(tmp_path: Path) -> None:
    path = boxed(tmp_path / "box.zip", ("a.txt", b"a" * 90), ("b.txt", b"b" * 90), ("c.txt", b"c"), method=0)
    data = bytearray(path.read_bytes())
    # The second entry of the directory says that it begins where the first does.
    entry = data.index(b"PK\x01\x02", data.index(b"PK\x01\x02") + 1)
    data[entry + 42 : entry + 46] = bytes(4)
    path.write_bytes(data)
    held = texts(path)
    assert held["c.txt"] == b"c"
    assert held["a.txt"] == held["b.txt"] == "overlapping members in the zip file: not opened"


@pytest.mark.parametrize(("limit", "value"), [("MAX_ZIP_BYTES", 1000), ("MAX_DIRECTORY_BYTES", 60)])
def test_a_zip_that_holds_too_much_is_refused_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, limit: str, value: int
) -> None:
    path = boxed(tmp_path / "box.zip", ("a.txt", b"a" * 600), ("b.txt", b"b" * 600))
    monkeypatch.setattr(zips, limit, value)
    ((name, reason),) = texts(path).items()
    assert name == ""
    assert str(reason).endswith(": unpack it first")


@pytest.mark.parametrize(
    "method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA]
)
def test_every_usual_way_of_packing_is_read(tmp_path: Path, method: int) -> None:
    data = os.urandom(50_000) + b"Bonjour. " * 9_000
    path = boxed(tmp_path / "box.zip", ("a.txt", data), ("b.txt", b"b"), ("empty.txt", b""), method=method)
    assert texts(path) == {"a.txt": data, "b.txt": b"b", "empty.txt": "empty file"}


@pytest.mark.parametrize("method", [zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
@pytest.mark.parametrize("size", [1_000, 100_000])
def test_a_member_that_says_less_than_it_unpacks_to_is_refused(
    tmp_path: Path, method: int, size: int
) -> None:
    path = boxed(tmp_path / "box.zip", ("a.txt", bytes(50_000_000)), method=method)
    data = bytearray(path.read_bytes())
    entry = data.index(b"PK\x01\x02")
    data[entry + 24 : entry + 28] = size.to_bytes(4, "little")
    path.write_bytes(data)
    began = time.process_time()
    ((_, reason),) = texts(path).items()
    assert isinstance(reason, str)
    assert time.process_time() - began < 1


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_spoilt_members_are_refused_or_as_they_were(tmp_path: Path, method: int) -> None:
    text = os.urandom(9_000)
    whole = boxed(tmp_path / "box.zip", ("a.txt", text), method=method).read_bytes()
    (entry,) = zipfile.ZipFile(io.BytesIO(whole)).infolist()
    refused = 0
    for at in (30, 36, 40, 45, 200, entry.compress_size):
        data = bytearray(whole)
        data[at] ^= 0x55
        (tmp_path / "box.zip").write_bytes(data)
        held = texts(tmp_path / "box.zip").values()
        assert all(isinstance(one, str) or one == text for one in held), at
        refused += any(isinstance(one, str) for one in held)
    assert refused > 3


def test_a_zip_that_is_another_by_the_time_it_is_read_is_refused(tmp_path: Path) -> None:
    path = boxed(tmp_path / "box.zip", ("a.txt", b"un"), ("b.txt", b"deux"), method=0)
    first, second = find([str(path)])
    assert read(first).data == b"un"
    boxed(tmp_path / "new.zip", ("a.txt", b"trois"), ("b.txt", b"quatre")).rename(path)
    with pytest.raises(UnreadableInput, match="changed"):
        read(second)
    data = path.read_bytes()
    (first, _) = find([str(path)])
    assert read(first).data == b"trois"
    path.write_bytes(data)  # in place: the same words, and nobody knows that beforehand
    with pytest.raises(UnreadableInput, match="changed"):
        read(first)

"""What keeps originals: one suite for the folder and for a bucket of a real server."""

from __future__ import annotations

import hashlib
import io
import pickle
import threading
from pathlib import Path

import pytest

from archive.errors import DamagedCatalog
from archive.ingest import originals
from archive.ingest.originals import Originals
from archive.ingest.originals.folder import FolderOriginals, original_path
from tests.servers import seaweedfs
from tests.servers.seaweedfs import BUCKET

TEXTS = [
    b"Les ouvriers du quai ont cess\xc3\xa9 le travail.",
    "La cuisine ouvre à midi. 🍲".encode(),
    b"The kitchen opens at noon.",
    b"\0\xff\n\r" * 50_000,
    b"x",
]


def named(data: bytes) -> tuple[str, bytes]:
    return hashlib.sha256(data).hexdigest(), data


@pytest.fixture(params=["folder", "s3"])
def kept(request: pytest.FixtureRequest, tmp_path: Path) -> Originals:
    if request.param == "folder":
        return FolderOriginals(tmp_path / "originals")
    request.getfixturevalue("bucket")
    return originals.at(f"s3://{BUCKET}/{tmp_path.name}", tmp_path)


def spoil(kept: Originals, sha256: str, data: bytes) -> None:
    """Puts other bytes in the place of an original, as a broken disk or a stranger would."""
    if isinstance(kept, FolderOriginals):
        path = original_path(kept.folder, sha256)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        return
    import obstore

    from archive.ingest.originals.bucket import BucketOriginals

    assert isinstance(kept, BucketOriginals)
    obstore.put(kept._store(), f"{sha256[:2]}/{sha256[2:]}", data)


def read(kept: Originals, sha256: str) -> bytes:
    file, size = kept.opened(sha256)
    with file:
        data = file.read()
    assert len(data) == size
    return data


def test_what_is_kept_is_read_again(kept: Originals) -> None:
    every = [named(data) for data in TEXTS]
    assert kept.keep(every) == len(TEXTS)
    assert [read(kept, sha256) for sha256, _ in every] == TEXTS
    assert sorted(kept.names()) == sorted(sha256 for sha256, _ in every)
    assert all(originals.is_whole(kept, sha256) and kept.has(sha256) for sha256, _ in every)


def test_what_is_there_is_not_written_again(kept: Originals) -> None:
    one, other = named(TEXTS[0]), named(TEXTS[1])
    assert kept.keep([one]) == 1
    assert kept.keep([one, other, other, one]) == 1
    assert kept.keep([]) == 0


@pytest.mark.parametrize("damage", [b"", TEXTS[0][:-1], TEXTS[0][:-1] + b"!", TEXTS[0] + b"!"])
def test_what_has_other_bytes_is_found_and_replaced(kept: Originals, damage: bytes) -> None:
    sha256, data = named(TEXTS[0])
    spoil(kept, sha256, damage)
    assert kept.has(sha256)
    assert not originals.is_whole(kept, sha256)
    with pytest.raises(OSError, match="changed"):
        originals.whole(kept, sha256)
    assert kept.keep([(sha256, data)]) == 1
    assert originals.is_whole(kept, sha256)


def test_what_is_not_there_is_told_so(kept: Originals) -> None:
    sha256, _ = named(b"nulle part")
    assert not kept.has(sha256)
    assert not originals.is_whole(kept, sha256)
    with pytest.raises(FileNotFoundError):
        kept.opened(sha256)
    with pytest.raises(FileNotFoundError):
        originals.whole(kept, sha256)
    assert list(kept.names()) == []
    assert kept.remove([sha256]) == []


@pytest.mark.parametrize("name", ["", "../x", "A" * 64, "a" * 63, "/etc/passwd", "é" * 64, "a" * 64 + "\n"])
def test_no_name_leads_elsewhere(kept: Originals, name: str) -> None:
    for use in (kept.opened, kept.has, lambda n: kept.remove([n]), lambda n: kept.keep([(n, b"x")])):
        with pytest.raises(DamagedCatalog):
            use(name)
    with pytest.raises(DamagedCatalog):
        originals.is_whole(kept, name)


def test_bytes_that_come_piece_by_piece_are_kept_if_they_are_right(kept: Originals) -> None:
    sha256, data = named(TEXTS[3])
    pieces = [data[at : at + 999] for at in range(0, len(data), 999)]
    assert not originals.keep_stream(kept, sha256, pieces[:-1])
    assert not originals.keep_stream(kept, sha256, [*pieces, b"!"])
    assert list(kept.names()) == []
    assert originals.keep_stream(kept, sha256, pieces)
    assert originals.keep_stream(kept, sha256, iter(()))  # it is there, and nothing of it is read
    assert list(kept.names()) == [sha256]


def test_what_was_begun_and_not_kept_leaves_nothing(kept: Originals) -> None:
    class Stopped(Exception):
        pass

    def begin() -> None:
        with kept.receive() as incoming:
            incoming.write(b"un d\xc3\xa9but")
            raise Stopped

    with pytest.raises(Stopped):
        begin()
    assert list(kept.names()) == []


def test_a_large_original_comes_and_goes_in_parts(kept: Originals, monkeypatch: pytest.MonkeyPatch) -> None:
    if seaweedfs.missing() is None:
        from archive.ingest.originals import bucket

        monkeypatch.setattr(bucket, "_WHOLE_BYTES", 1 << 20)
        monkeypatch.setattr(bucket, "_PART_BYTES", 5 << 20)
    data = bytes(range(256)) * (48 << 10)  # 12 MiB
    sha256, _ = named(data)
    assert originals.keep_stream(kept, sha256, (data[at : at + 70_001] for at in range(0, len(data), 70_001)))
    assert read(kept, sha256) == data
    assert kept.keep([named(data[1:])]) == 1
    assert read(kept, named(data[1:])[0]) == data[1:]


def test_it_is_read_from_any_place_once_it_was_read_whole(kept: Originals) -> None:
    sha256, data = named(TEXTS[3])
    kept.keep([(sha256, data)])
    with originals.whole(kept, sha256) as file:
        assert file.read(3) == data[:3]
        file.seek(-5, io.SEEK_END)
        assert file.read() == data[-5:]


def test_what_is_removed_is_gone_and_the_rest_stays(kept: Originals) -> None:
    every = [named(data) for data in TEXTS]
    kept.keep(every)
    assert kept.remove([sha256 for sha256, _ in every[:3]]) == []
    assert sorted(kept.names()) == sorted(sha256 for sha256, _ in every[3:])
    assert kept.remove(iter([every[0][0], every[3][0]])) == []
    assert list(kept.names()) == [every[4][0]]


def test_what_is_no_original_is_named(kept: Originals) -> None:
    kept.keep([named(TEXTS[0])])
    if isinstance(kept, FolderOriginals):
        (kept.folder / "ab").mkdir()
        (kept.folder / "ab" / "notes.txt").write_text("x")
    else:
        import obstore

        obstore.put(kept._store(), "ab/notes.txt", b"x")  # type: ignore[attr-defined]
    assert sorted(kept.names()) == sorted(["ab/notes.txt", named(TEXTS[0])[0]])


def test_it_goes_to_workers(kept: Originals) -> None:
    sent: Originals = pickle.loads(pickle.dumps(kept))
    assert sent == kept
    assert sent.keep([named(TEXTS[0])]) == 1
    assert kept.has(named(TEXTS[0])[0])


def test_many_keep_the_same_at_one_time(kept: Originals) -> None:
    every = [named(b"%d" % n) for n in range(20)]
    if isinstance(kept, FolderOriginals):  # its files in the making are named by process
        assert kept.keep(every) == 20
        return
    wrote: list[int] = []
    threads = [threading.Thread(target=lambda: wrote.append(kept.keep(every))) for _ in range(4)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert sum(wrote) == 20
    assert all(originals.is_whole(kept, sha256) for sha256, _ in every)


def test_a_probe_leaves_nothing(kept: Originals) -> None:
    assert kept.probe() in ("a folder", "a bucket")
    assert list(kept.names()) == []

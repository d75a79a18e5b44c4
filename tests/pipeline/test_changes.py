"""What is in is what stands in the files: none is passed over, and none is torn."""

from __future__ import annotations

import os
import threading
import time
import zipfile
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest

from archive.catalog import Catalog, origins
from archive.errors import UnreadableInput
from archive.ingest import sources
from archive.ingest.originals.folder import FolderOriginals, original_path
from tests.pipeline.taking import FRENCH, counts, execute, take_in, texts


@pytest.fixture
def pages(tmp_path: Path) -> Path:
    (tmp_path / "pages").mkdir()
    return tmp_path / "pages"


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    return tmp_path / "archive"


# -- files that change while they are read ---------------------------------------------------------


def test_a_file_rewritten_in_place_is_never_read_torn(pages: Path) -> None:
    path, size, stop = pages / "a.txt", 400_000, threading.Event()
    path.write_bytes(b"A" * size)
    pauses: list[tuple[float, float]] = []  # on a busy machine: then the file rests as it is, half rewritten

    def rewrite() -> None:
        last = time.monotonic()
        with path.open("r+b", buffering=0) as file:
            while not stop.is_set():
                for letter in (b"B", b"A"):
                    file.seek(0)
                    for _ in range(40):
                        file.write(letter * (size // 40))
                        now = time.monotonic()
                        if now - last > 0.01:
                            pauses.append((last, now))
                        last = now

    writer = threading.Thread(target=rewrite)
    writer.start()
    read: list[tuple[float, float, bytes]] = []
    refused = 0
    try:
        for _ in range(60):
            start = time.monotonic()
            (found,) = sources.find([str(path)])
            try:
                data = sources.read(found).data
            except UnreadableInput as error:
                refused += "changed while it was read" in str(error)
            else:
                read.append((start, time.monotonic(), data))
    finally:
        stop.set()
        writer.join()
    torn = [(start, end) for start, end, data in read if data not in (b"A" * size, b"B" * size)]
    assert all(any(since < end and start < until for since, until in pauses) for start, end in torn)
    assert refused
    (found,) = sources.find([str(path)])
    assert sources.read(found).data == path.read_bytes()


@pytest.mark.parametrize(
    "take",
    [sources.read, sources.head, lambda found: sources.copy(found, None)],
    ids=["whole", "head", "copy"],
)
def test_a_file_rewritten_while_it_is_read_is_refused(
    pages: Path, monkeypatch: pytest.MonkeyPatch, take: Callable[[Any], Any]
) -> None:
    """What was read is whole as it happens, but nobody could know."""
    path = pages / "a.txt"
    path.write_text(FRENCH.format("avant"))
    (found,) = sources.find([str(path)])
    read = sources._Opened.read

    def rewritten(opened: Any, size: int) -> bytes:
        data: bytes = read(opened, size)
        path.write_text(FRENCH.format("enfin"))  # of the same length
        return data

    monkeypatch.setattr(sources._Opened, "read", rewritten)
    with pytest.raises(UnreadableInput, match="changed while it was read"):
        take(found)


class Rewriting:
    """Runs here, and rewrites a file in place once the first part of it is made."""

    def __init__(self, path: Path, text: str) -> None:
        self.path, self.text = path, text

    def map(self, make: Callable[[], Callable[[Any], Any]], items: Iterable[Any]) -> Iterator[Any]:
        function = make()
        for item in items:
            yield function(item)
            with self.path.open("r+") as file:
                file.write(self.text)


@pytest.mark.parametrize("keep", [True, False], ids=["kept", "not kept"])
def test_a_long_text_is_that_of_its_original(
    pages: Path, archive: Path, monkeypatch: pytest.MonkeyPatch, keep: bool
) -> None:
    monkeypatch.setattr(sources, "PART_BYTES", 2_100)
    monkeypatch.setattr(sources, "LONG_BYTES", 5_100)
    before, after = FRENCH.format("AVANT") * 300, FRENCH.format("APRES") * 300
    path = pages / "long.txt"
    path.write_text(before)
    summary = take_in(archive, path, runner=Rewriting(path, after), keep=keep)
    if keep:
        assert counts(summary) == (1, 0, {})
        held = texts(archive)
        assert sum(text.count("AVANT") for text in held) == 300
        assert not any("APRES" in text for text in held)
    else:
        ((name, reason),) = counts(summary)[2].items()
        assert name == "long.txt"
        assert "changed while it was read" in reason
        assert texts(archive) == []
    assert take_in(archive, path, keep=keep).sources == 1
    held = texts(archive)
    assert sum(text.count("APRES") for text in held) == 300
    assert not any("AVANT" in text for text in held)


# -- what is unchanged -----------------------------------------------------------------------------


def test_other_words_under_the_same_size_and_time_come_in(pages: Path, archive: Path) -> None:
    path = pages / "a.txt"
    path.write_text(FRENCH.format("un"))
    info = path.stat()
    take_in(archive, pages)
    path.write_text(FRENCH.format("en"))  # in place, as `rsync --inplace -t` and `touch -r` leave it
    os.utime(path, ns=(info.st_atime_ns, info.st_mtime_ns))
    assert counts(take_in(archive, pages)) == (1, 0, {})
    other = pages.parent / "other.txt"
    other.write_text(FRENCH.format("on"))
    os.utime(other, ns=(info.st_atime_ns, info.st_mtime_ns))
    other.rename(path)  # as `cp -p` and `rsync -t` leave it
    assert counts(take_in(archive, pages)) == (1, 0, {})
    assert [text.split(",")[1] for text in texts(archive)] == [" page on"]


def test_other_words_in_a_zip_of_the_same_size_and_time_come_in(pages: Path, archive: Path) -> None:
    path = pages / "box.zip"

    def box(text: str) -> None:
        with zipfile.ZipFile(path, "w") as file:
            for name in ("a.txt", "b.txt"):
                file.writestr(zipfile.ZipInfo(name), FRENCH.format(f"{text} {name}"))
        os.utime(path, ns=(1, 10**18))

    box("un")
    take_in(archive, pages)
    assert counts(take_in(archive, pages)) == (0, 2, {})
    box("en")
    assert counts(take_in(archive, pages)) == (2, 0, {})
    assert [text.split(",")[1] for text in texts(archive)] == [" page en a.txt", " page en b.txt"]


def stamps(archive: Path) -> list[tuple[int, int, int, int]]:
    with Catalog.open(archive) as catalog:
        return sorted(origins.seen(catalog).values())


@pytest.mark.parametrize("what", ["mode", "inode", "time", "an earlier version"])
def test_a_file_with_the_same_bytes_is_read_once_more_and_known_again(
    pages: Path, archive: Path, what: str
) -> None:
    path = pages / "a.txt"
    path.write_text(FRENCH.format("un"))
    take_in(archive, pages)
    if what == "mode":
        path.chmod(0o600)
    elif what == "inode":
        (pages / "b.txt").write_text(path.read_text())
        (pages / "b.txt").rename(path)
    elif what == "time":
        os.utime(path, (1, 1))
    else:
        execute(archive, "UPDATE origins SET ctime_ns = 0, inode = 0")
    assert counts(take_in(archive, pages)) == (0, 1, {})
    (found,) = sources.find([str(path)])
    assert stamps(archive) == [found.stamp]


def test_a_file_on_a_disk_of_whole_seconds_is_read_again_until_they_are_over(
    pages: Path, archive: Path
) -> None:
    (pages / "a.txt").write_text(FRENCH.format("un"))
    take_in(archive, pages)
    execute(archive, "UPDATE origins SET ctime_ns = 0")  # as it is kept where the times prove nothing
    (found,) = sources.find([str(pages)])
    assert stamps(archive) != [found.stamp]
    assert counts(take_in(archive, pages)) == (0, 1, {})
    assert stamps(archive) == [found.stamp]


def test_all_is_read_where_nothing_is_trusted(pages: Path, archive: Path) -> None:
    path = pages / "a.txt"
    path.write_text(FRENCH.format("un"))
    (pages / "b.txt").write_text(FRENCH.format("deux"))
    take_in(archive, pages)
    path.write_text(FRENCH.format("en"))
    (found,) = sources.find([str(path)])
    execute(
        archive, "UPDATE origins SET mtime_ns = ?, ctime_ns = ?, inode = ? WHERE origin = ?",
        *found.stamp[1:], found.origin,
    )  # fmt: skip
    assert counts(take_in(archive, pages)) == (0, 2, {})
    assert counts(take_in(archive, pages, rehash=True)) == (1, 1, {})
    assert [text.split(",")[1] for text in texts(archive)] == [" page deux", " page en"]


@pytest.mark.parametrize("long", [False, True], ids=["short", "long"])
@pytest.mark.parametrize("spoil", [Path.unlink, lambda path: path.write_bytes(b"\0" * path.stat().st_size)])
def test_originals_that_are_missing_or_damaged_are_kept_anew(
    pages: Path, archive: Path, monkeypatch: pytest.MonkeyPatch, spoil: Callable[[Path], object], long: bool
) -> None:
    if long:
        monkeypatch.setattr(sources, "LONG_BYTES", 100)
    for name in ("a", "b"):
        (pages / f"{name}.txt").write_text(FRENCH.format(name) * 3)
    take_in(archive, pages)
    kept = sorted(p for p in (archive / "originals").rglob("*") if p.is_file())
    before = [p.read_bytes() for p in kept]
    spoil(kept[0])
    assert take_in(archive, pages).mended == 0
    summary = take_in(archive, pages, rehash=True)
    assert (counts(summary), summary.mended) == ((0, 2, {}), 1)
    assert [p.read_bytes() for p in kept] == before


def test_an_original_that_a_crash_left_with_other_bytes_is_written_anew(tmp_path: Path) -> None:
    path = original_path(tmp_path, "ab" * 32)
    path.parent.mkdir()
    path.write_bytes(b"\0\0\0\0\0")
    assert FolderOriginals(tmp_path).keep([("ab" * 32, b"texte")]) == 1
    assert path.read_bytes() == b"texte"


def test_names_of_originals_are_on_the_disk_before_the_catalog_speaks_of_them(
    pages: Path, archive: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: list[tuple[str, list[str], int]] = []
    real = os.fsync

    def heard(handle: int) -> None:
        path = os.readlink(f"/proc/self/fd/{handle}")
        if os.path.isdir(path):
            with Catalog.open(archive) as catalog:
                spoken = catalog.db.execute("SELECT count(*) FROM sources").fetchone()[0]
            synced.append((path, sorted(os.listdir(path)), spoken))
        real(handle)

    monkeypatch.setattr(os, "fsync", heard)
    monkeypatch.setattr(sources, "LONG_BYTES", 5_000)
    (pages / "a.txt").write_text(FRENCH.format("a"))
    (pages / "b.txt").write_text(FRENCH.format("b") * 100)
    take_in(archive, pages)
    last = {path: (names, spoken) for path, names, spoken in synced}
    folder = archive / "originals"
    for kept in (p for p in folder.rglob("*") if p.is_file()):
        names, _ = last[str(kept.parent)]
        assert kept.name in names
    assert last[str(folder)][0] == sorted(p.name for p in folder.iterdir())
    assert str(archive) in last
    assert synced[0][2] == 0
    assert len(synced) <= 6

"""What is in is what stands in the files: none is passed over, and none is torn."""

from __future__ import annotations

import json
import os
import resource
import threading
import unicodedata
import zipfile
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest

from archive.catalog import Catalog, documents, origins
from archive.errors import UnreadableInput, UnusableArchive
from archive.ingest import originals, sources
from archive.pipeline.ingest import Summary, ingest
from archive.pipeline.make import Settings
from archive.pipeline.runners import Runner, Serial

FRENCH = "Le comité de soutien se réunit à Dieppe, page {}, avec Odile Varangot et les amis du port.\n\n"


@pytest.fixture
def pages(tmp_path: Path) -> Path:
    (tmp_path / "pages").mkdir()
    return tmp_path / "pages"


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    return tmp_path / "archive"


def take_in(
    archive: Path, *paths: Path | str, runner: Runner | None = None, rehash: bool = False, keep: bool = True
) -> Summary:
    with Catalog.open(archive, create=True) as catalog:
        settings = Settings(originals=archive / "originals" if keep else None, vectors=False)
        return ingest(
            catalog, [str(p) for p in paths], now=lambda: "2026-01-01T00:00:00Z", settings=settings,
            choose_runner=lambda size: runner or Serial(), rehash=rehash,
        )  # fmt: skip


def counts(summary: Summary) -> tuple[int, int, dict[str, str]]:
    return summary.sources, summary.unchanged, {Path(f.given).name: f.reason for f in summary.failed}


def texts(archive: Path) -> list[str]:
    with Catalog.open(archive) as catalog:
        return sorted(d.text for _, d in documents.every(catalog))


def places(archive: Path) -> list[str]:
    with Catalog.open(archive) as catalog:
        return [r[0] for r in catalog.db.execute("SELECT origin FROM origins WHERE current ORDER BY origin")]


def execute(archive: Path, statement: str, *values: object) -> None:
    with Catalog.open(archive) as catalog, catalog.transaction() as db:
        db.execute(statement, values)


# -- files that change while they are read ---------------------------------------------------------


def test_a_file_rewritten_in_place_is_never_read_torn(pages: Path) -> None:
    path, size, stop = pages / "a.txt", 400_000, threading.Event()
    path.write_bytes(b"A" * size)

    def rewrite() -> None:
        with path.open("r+b", buffering=0) as file:
            while not stop.is_set():
                for letter in (b"B", b"A"):
                    file.seek(0)
                    for _ in range(40):
                        file.write(letter * (size // 40))

    writer = threading.Thread(target=rewrite)
    writer.start()
    read: list[bytes] = []
    refused = 0
    try:
        for _ in range(60):
            (found,) = sources.find([str(path)])
            try:
                read.append(sources.read(found).data)
            except UnreadableInput as error:
                refused += "changed while it was read" in str(error)
    finally:
        stop.set()
        writer.join()
    assert all(data in (b"A" * size, b"B" * size) for data in read)
    assert refused
    (found,) = sources.find([str(path)])
    assert sources.read(found).data == path.read_bytes()


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
    monkeypatch.setattr(sources, "PART_BYTES", 7_000)
    monkeypatch.setattr(sources, "LONG_BYTES", 17_000)
    before, after = FRENCH.format("AVANT") * 1_000, FRENCH.format("APRES") * 1_000
    path = pages / "long.txt"
    path.write_text(before)
    summary = take_in(archive, path, runner=Rewriting(path, after), keep=keep)
    if keep:
        assert counts(summary) == (1, 0, {})
        held = texts(archive)
        assert sum(text.count("AVANT") for text in held) == 1_000
        assert not any("APRES" in text for text in held)
    else:
        ((name, reason),) = counts(summary)[2].items()
        assert name == "long.txt"
        assert "changed while it was read" in reason
        assert texts(archive) == []
    assert take_in(archive, path, keep=keep).sources == 1
    held = texts(archive)
    assert sum(text.count("APRES") for text in held) == 1_000
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
    path = originals.original_path(tmp_path, "ab" * 32)
    path.parent.mkdir()
    path.write_bytes(b"\0\0\0\0\0")
    assert originals.keep(tmp_path, [("ab" * 32, b"texte")]) == 1
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


# -- none is passed over ---------------------------------------------------------------------------


def test_files_that_were_spelled_alike_are_both_in(pages: Path, archive: Path) -> None:
    names = [b"caf\xe9.txt", b"caf\\xe9.txt", b"p.zip!m.txt", "né.txt".encode(), unicodedata.normalize("NFD", "né.txt").encode(), b"A.txt", b"a.txt"]  # fmt: skip # noqa: E501
    for n, name in enumerate(names):
        with open(os.fsencode(pages) + b"/" + name, "wb") as file:
            file.write(FRENCH.format(f"numéro {n}").encode())
    with zipfile.ZipFile(pages / "p.zip", "w") as box:
        box.writestr("m.txt", FRENCH.format("dedans"))
    assert counts(take_in(archive, pages)) == (8, 0, {})
    assert counts(take_in(archive, pages, f"{pages}/../pages")) == (0, 8, {})
    assert len(texts(archive)) == len(set(places(archive))) == 8


@pytest.mark.parametrize("beside", [False, True], ids=["alone", "beside the other"])
def test_a_source_spelled_as_by_an_earlier_version_is_known_again(
    pages: Path, archive: Path, beside: bool
) -> None:
    names = ["caf\\xe9.txt", "p.zip!m.txt", "c\\d!e.txt"]
    for name in names:
        (pages / name).write_text(FRENCH.format(name))
    take_in(archive, pages)
    assert places(archive) == [f"{pages}/{n}" for n in ("c\\d!e.txt", "caf\\\\xe9.txt", "p.zip\\!m.txt")]
    for old, new in (("caf\\xe9.txt", "caf\\\\xe9.txt"), ("p.zip!m.txt", "p.zip\\!m.txt")):
        execute(archive, "UPDATE origins SET origin = ? WHERE origin = ?", f"{pages}/{old}", f"{pages}/{new}")
    if beside:
        with open(os.fsencode(pages) + b"/caf\xe9.txt", "wb") as file:
            file.write(FRENCH.format("octet").encode())
        with zipfile.ZipFile(pages / "p.zip", "w") as box:
            box.writestr("m.txt", FRENCH.format("dedans"))
    (pages / "p.zip!m.txt").write_text(FRENCH.format("changée"))
    take_in(archive, pages)
    there = {text.split(",")[1].removeprefix(" page ") for text in texts(archive)}
    assert there == {"caf\\xe9.txt", "changée", "c\\d!e.txt"} | ({"octet", "dedans"} if beside else set())
    assert len(places(archive)) == len(there)


@pytest.mark.parametrize(
    "names", [("a.json", "b.txt"), ("b.txt", "c.json"), ("a.css", "b.json", "c.txt", "d.txt")]
)
@pytest.mark.parametrize("together", [True, False])
def test_the_same_bytes_are_judged_under_each_name(
    pages: Path, archive: Path, names: tuple[str, ...], together: bool
) -> None:
    for name in names:
        (pages / name).write_text(FRENCH.format("un"))
    seen: list[tuple[int, int, dict[str, str]]] = []
    for given in [[pages]] if together else [[pages / name] for name in names]:
        seen.append(counts(take_in(archive, *given)))
    taken = [name for name in names if name.endswith(".txt")]
    assert sum(s[0] for s in seen) == 1
    assert sum(s[1] for s in seen) == len(taken) - 1
    reasons = {name: reason for s in seen for name, reason in s[2].items()}
    assert reasons.keys() == set(names) - set(taken)
    assert all("no text to read" in reason for reason in reasons.values())
    assert [Path(o).name for o in places(archive)] == taken
    again = counts(take_in(archive, pages))
    assert (again[0], again[1], again[2].keys()) == (0, len(taken), reasons.keys())


def test_a_page_without_a_text_is_read_as_a_text_under_that_name(pages: Path, archive: Path) -> None:
    for name in ("a.html", "b.txt"):
        (pages / name).write_text("<br>" * 60)
    sources_, unchanged, failed = counts(take_in(archive, pages))
    assert (sources_, unchanged, list(failed)) == (1, 0, ["a.html"])


@pytest.mark.parametrize(
    "spoil", [lambda p: p.write_bytes(b""), lambda p: p.write_bytes(bytes(range(256)) * 20)]
)
def test_a_file_that_can_be_read_no_more_says_that_its_text_stays(
    pages: Path, archive: Path, spoil: Callable[[Path], object]
) -> None:
    path = pages / "a.txt"
    path.write_text(FRENCH.format("un"))
    take_in(archive, pages)
    before = texts(archive)
    spoil(path)
    _, _, failed = counts(take_in(archive, pages))
    assert failed["a.txt"].endswith("; its earlier text stays in the archive")
    assert texts(archive) == before


def test_what_is_well_again_fails_no_more(pages: Path, archive: Path) -> None:
    (pages / "a.txt").write_text(FRENCH.format("un"))
    with zipfile.ZipFile(pages / "box.zip", "w") as box:
        box.writestr("m.txt", FRENCH.format("dedans"))
    take_in(archive, pages)
    whole = (pages / "box.zip").read_bytes()
    (pages / "box.zip").write_bytes(whole[:50])
    away = pages.rename(pages.parent / "away")
    assert counts(take_in(archive, pages))[2] == {"pages": "no such file or folder"}
    away.rename(pages)
    assert counts(take_in(archive, pages))[2].keys() == {"box.zip"}
    with Catalog.open(archive) as catalog:
        assert [Path(f.given).name for f in origins.failures(catalog)] == ["box.zip"]
    (pages / "box.zip").write_bytes(whole)
    assert counts(take_in(archive, pages)) == (0, 2, {})
    with Catalog.open(archive) as catalog:
        assert origins.failures(catalog) == []


def test_links_to_folders_are_told(pages: Path, archive: Path) -> None:
    (pages / "a.txt").write_text(FRENCH.format("un"))
    (pages / "more").symlink_to(pages.parent)
    summary = take_in(archive, pages)
    assert (counts(summary), summary.links) == ((1, 0, {}), [f"{pages}/more"])


def test_folders_may_be_very_deep(pages: Path, archive: Path) -> None:
    deep = 800
    path = "/".join([str(pages), *"d" * deep])
    os.makedirs(path)
    (Path(path) / "a.txt").write_text(FRENCH.format("un"))
    try:
        assert counts(take_in(archive, pages)) == (1, 0, {})
    finally:
        os.unlink(f"{path}/a.txt")
        for _ in range(deep):
            os.rmdir(path)
            path = path.rpartition("/")[0]


@pytest.mark.parametrize("what", ["folder", "file", "zip", "original"])
def test_want_of_file_handles_is_one_sentence(pages: Path, archive: Path, what: str) -> None:
    (pages / "a.txt").write_text(FRENCH.format("un"))
    with zipfile.ZipFile(pages / "box.zip", "w") as box:
        box.writestr("m.txt", FRENCH.format("dedans"))
    (found,) = sources.find([str(pages / "a.txt")])
    acts: dict[str, Callable[[], object]] = {
        "folder": lambda: list(sources.find([str(pages)])),
        "file": lambda: sources.read(found),
        "zip": lambda: list(sources.find([str(pages / "box.zip")])),
        "original": lambda: sources.copy(found, archive),
    }
    before = resource.getrlimit(resource.RLIMIT_NOFILE)
    free = os.open("/", os.O_RDONLY)
    os.close(free)
    resource.setrlimit(resource.RLIMIT_NOFILE, (free, before[1]))
    try:
        with pytest.raises(UnusableArchive, match=r"^Too many files are open .* run the command again\.$"):
            acts[what]()
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, before)


def test_eight_scenes_of_one_text(pages: Path, archive: Path) -> None:
    def now() -> list[str]:
        return [text.split(",")[1].removeprefix(" page ") for text in texts(archive)]

    a, b = pages / "a.txt", pages / "b.txt"
    a.write_text(FRENCH.format("un"))
    assert (counts(take_in(archive, pages)), now()) == ((1, 0, {}), ["un"])
    a.write_text(FRENCH.format("deux"))
    assert (counts(take_in(archive, pages)), now()) == ((1, 0, {}), ["deux"])
    a.write_text(FRENCH.format("un"))
    assert (counts(take_in(archive, pages)), now()) == ((0, 1, {}), ["un"])
    a.rename(b)
    assert (counts(take_in(archive, pages)), now()) == ((0, 1, {}), ["un"])
    a.write_text(FRENCH.format("trois"))  # the name is taken by another text
    assert (counts(take_in(archive, pages)), now()) == ((1, 1, {}), ["trois", "un"])
    a.write_text(FRENCH.format("un"))  # twins join
    assert (counts(take_in(archive, pages)), now()) == ((0, 2, {}), ["un"])
    b.write_text(FRENCH.format("quatre"))  # and part
    assert (counts(take_in(archive, pages)), now()) == ((1, 1, {}), ["quatre", "un"])
    b.unlink()
    assert (counts(take_in(archive, pages)), now()) == ((0, 1, {}), ["quatre", "un"])
    assert json.dumps(places(archive)) == json.dumps([str(a), str(b)])

"""Every file is taken in under its own name: none is passed over, whatever it is called and where it lies."""

from __future__ import annotations

import json
import os
import resource
import unicodedata
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from archive.catalog import Catalog, origins
from archive.errors import UnusableArchive
from archive.ingest import sources
from archive.ingest.originals.folder import FolderOriginals
from tests.pipeline.taking import FRENCH, counts, execute, places, take_in, texts


@pytest.fixture
def pages(tmp_path: Path) -> Path:
    (tmp_path / "pages").mkdir()
    return tmp_path / "pages"


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    return tmp_path / "archive"


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
    assert all(reason.startswith("unsupported format: ") for reason in reasons.values()), reasons
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
        "original": lambda: sources.copy(found, FolderOriginals(archive)),
    }
    before = resource.getrlimit(resource.RLIMIT_NOFILE)
    free = os.open("/", os.O_RDONLY)
    os.close(free)
    resource.setrlimit(resource.RLIMIT_NOFILE, (free, before[1]))
    try:
        with pytest.raises(UnusableArchive, match=r"^Too many open files\. .* rerun the command\.$"):
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

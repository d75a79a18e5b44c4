"""A storage root holds every original with its documents, grows by versions, and is never half written."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from archive.errors import ArchiveBusy, UnusableArchive, UsageError
from archive.exchange import ocfl
from archive.locks import lock
from tests.care.killing import killed_at
from tests.exchange.quay import QUAY, opened, run


def objects(root: Path) -> list[Path]:
    return sorted(p.parent for p in root.rglob(ocfl.OBJECT_MARK[0]))


def inventory(path: Path) -> dict[str, Any]:
    told: dict[str, Any] = json.loads((path / ocfl.INVENTORY).read_bytes())
    return told


def faults(root: Path) -> Iterator[str]:
    """What in a storage root is not as OCFL 1.1 asks, read anew from its text."""
    if (root / "0=ocfl_1.1").read_bytes() != b"ocfl_1.1\n":
        yield "root mark"
    layout = json.loads((root / "ocfl_layout.json").read_bytes())["extension"]
    config = json.loads((root / "extensions" / layout / "config.json").read_bytes())
    if set(config) != {
        "extensionName",
        "digestAlgorithm",
        "tupleSize",
        "numberOfTuples",
    }:
        yield "layout"
    seen = {root / "0=ocfl_1.1", root / "ocfl_layout.json", root / "extensions" / layout / "config.json"}
    for path in objects(root):
        data = (path / "inventory.json").read_bytes()
        told = json.loads(data)
        seen |= {path / "0=ocfl_object_1.1", path / "inventory.json", path / "inventory.json.sha512"}
        digest = hashlib.sha256(told["id"].encode()).hexdigest()
        if path != root / digest[:3] / digest[3:6] / digest[6:9] / told["id"].replace(":", "%3a"):
            yield f"{path}: place"
        if (
            path / "inventory.json.sha512"
        ).read_text() != f"{hashlib.sha512(data).hexdigest()} inventory.json\n":
            yield f"{path}: sidecar"
        if (path / "0=ocfl_object_1.1").read_bytes() != b"ocfl_object_1.1\n":
            yield f"{path}: mark"
        numbers = [f"v{n}" for n in range(1, len(told["versions"]) + 1)]
        if sorted(told["versions"], key=lambda v: int(v[1:])) != numbers or told["head"] != numbers[-1]:
            yield f"{path}: versions"
        for number in numbers:
            own = json.loads((path / number / "inventory.json").read_bytes())
            seen |= {path / number / "inventory.json", path / number / "inventory.json.sha512"}
            if own["head"] != number or any(
                told["versions"][v] != own["versions"][v] for v in own["versions"]
            ):
                yield f"{path}: {number}"
            state = told["versions"][number]["state"]
            if not set(state) <= set(told["manifest"]) or not re.fullmatch(
                r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", told["versions"][number]["created"]
            ):
                yield f"{path}: state of {number}"
        for digest, files in told["manifest"].items():
            for file in files:
                seen.add(path / file)
                if hashlib.sha512((path / file).read_bytes()).hexdigest() != digest:
                    yield f"{path}: {file}"
    yield from (f"{p}: of no object" for p in root.rglob("*") if p.is_file() and p not in seen)


def content(path: Path) -> dict[str, bytes]:
    """The files of the last version of an object."""
    told = inventory(path)
    return {
        name: (path / told["manifest"][digest][0]).read_bytes()
        for digest, names in told["versions"][told["head"]]["state"].items() for name in names
    }  # fmt: skip


def test_every_original_is_an_object_with_its_documents(home: Path, tmp_path: Path) -> None:
    done = run(home, "export", "ocfl", tmp_path / "root", "--quiet")
    assert (done.exit_code, done.stdout) == (
        0, f"5 new objects, 0 new versions, 0 unchanged in {tmp_path / 'root'}.\n"
    )  # fmt: skip
    assert list(faults(tmp_path / "root")) == []
    held = {
        next(name for name in files if name.startswith(ocfl.ORIGINAL)): files
        for files in map(content, objects(tmp_path / "root"))
    }
    assert held.keys() >= {"original/fr.md", "original/en.md", "original/letter.txt"}
    assert held["original/fr.md"]["original/fr.md"] == QUAY["fr.md"].encode()
    (line,) = held["original/fr.md"]["documents.jsonl"].splitlines()
    document = json.loads(line)
    assert (document["title"], document["lang"]) == ("Le quai rouvre", "fr")
    assert "Odile Sarrazin" in {one["text"] for one in document["mentions"]}
    assert held["original/letter.txt"]["places.txt"].endswith(b"box.zip!letter.txt\n")
    # The earlier state of a file is an object too, without a document that is current.
    boats = [
        inventory(path)["id"] for path in objects(tmp_path / "root") if "original/boats.txt" in content(path)
    ]
    assert boats.count(f"urn:sha256:{hashlib.sha256(QUAY['boats.txt'].encode()).hexdigest()}") == 1
    assert len(boats) == 2


@pytest.mark.skipif(
    shutil.which("ocfl-root.py") is None, reason="ocfl-py is not installed (pip install ocfl-py)"
)
def test_another_program_finds_it_valid(home: Path, tmp_path: Path) -> None:
    run(home, "export", "ocfl", tmp_path / "root", "--quiet")
    asked = ("validate", "--validate-objects", "--check-digests", "--root", str(tmp_path / "root"))
    done = subprocess.run(
        ["ocfl-root.py", *asked], capture_output=True, text=True, check=True, env={"PATH": os.environ["PATH"]}
    )
    assert "root is VALID" in done.stdout + done.stderr
    assert "[E" not in done.stdout + done.stderr


@pytest.fixture
def own(home: Path, tmp_path: Path) -> Path:
    """An archive of the test's own."""
    shutil.copytree(home, tmp_path / "own")
    return tmp_path / "own"


def test_it_grows_by_versions_and_loses_nothing(own: Path, tmp_path: Path) -> None:
    root = tmp_path / "root"
    with opened(own) as a:
        first = a.export_ocfl(root)
        before = {p: p.read_bytes() for p in root.rglob("v1/**/*") if p.is_file()}
        assert (first.new, a.export_ocfl(root)) == (5, ocfl.Stored(0, 0, 5))
        by = {entry.document.title: entry.document.id for entry in a.documents()}
        a.decide_author(by["Le quai rouvre"], "Ada Kestrel")
        assert a.export_ocfl(root) == ocfl.Stored(0, 1, 4)
        a.withdraw(next(iter(a.decisions())).n)
        assert a.export_ocfl(root) == ocfl.Stored(0, 1, 4)
    assert list(faults(root)) == []
    assert {p: p.read_bytes() for p in before} == before
    (path,) = (path for path in objects(root) if inventory(path)["head"] == "v3")
    versions = inventory(path)["versions"]
    assert versions["v3"]["state"] == versions["v1"]["state"]
    assert not (path / "v3" / "content").exists()  # what an earlier version has is not kept again


def test_a_missing_original_is_told_and_the_rest_goes_in(own: Path, tmp_path: Path) -> None:
    sha256 = hashlib.sha256(QUAY["fr.md"].encode()).hexdigest()
    (own / "originals" / sha256[:2] / sha256[2:]).unlink()
    done = run(own, "export", "ocfl", tmp_path / "root", "--quiet")
    assert done.exit_code == 4
    assert "Not in the storage root (1):" in done.stdout
    assert f"its original is missing (SHA-256 {sha256})" in done.stdout
    assert (len(objects(tmp_path / "root")), list(faults(tmp_path / "root"))) == (4, [])


@pytest.mark.parametrize("what", ["file", "folder", "link", "root"])
def test_nothing_else_is_written_to(home: Path, tmp_path: Path, what: str) -> None:
    root = tmp_path / "root"
    if what == "file":
        root.write_text("mine")
    elif what == "folder":
        (root / "papers").mkdir(parents=True)
    elif what == "link":
        (tmp_path / "other").mkdir()
        root.symlink_to(tmp_path / "other")
    else:  # a root of somebody else's
        root.mkdir()
        (root / "0=ocfl_1.1").write_text("ocfl_1.1\n")
    before = sorted(tmp_path.rglob("*"))
    with opened(home) as a, pytest.raises(UsageError, match="exists already"):
        a.export_ocfl(root)
    assert sorted(tmp_path.rglob("*")) == before


def test_two_exports_do_not_meet(home: Path, tmp_path: Path) -> None:
    root = tmp_path / "root"
    root.mkdir()
    handle = os.open(root, os.O_RDONLY)
    lock(handle)
    with opened(home) as a, pytest.raises(ArchiveBusy, match="Another export"):
        a.export_ocfl(root)
    os.close(handle)


def test_a_damaged_object_is_named_and_left(own: Path, tmp_path: Path) -> None:
    root = tmp_path / "root"
    with opened(own) as a:
        a.export_ocfl(root)
        path = objects(root)[0]
        (path / ocfl.INVENTORY).write_bytes((path / ocfl.INVENTORY).read_bytes().replace(b"v1", b"v2"))
        with pytest.raises(UnusableArchive, match=rf"The OCFL object {re.escape(str(path))} is damaged"):
            a.export_ocfl(root)


NAMES = {
    "pages/tract.pdf": "tract.pdf",
    "https://quay.example/a/b?c=d": "b_c=d",
    "box.zip!lettres/été 2017.txt": "été 2017.txt",
    "a/../..": "file",
    "a/.hidden": "hidden",
    "C:\\papiers\\note.doc": "note.doc",
    "a/\x1b[2Jx\n.txt": "_2Jx_.txt",
    "": "file",
}


@pytest.mark.parametrize("place", NAMES)
def test_the_name_of_an_original_is_one_for_every_system(place: str) -> None:
    assert ocfl._safe([place] if place else []) == NAMES[place]


@pytest.mark.parametrize("most", [5, pytest.param(1_000, marks=pytest.mark.slow)])
def test_wherever_an_export_is_ended_the_next_makes_it_whole(own: Path, tmp_path: Path, most: int) -> None:
    root, begun = tmp_path / "root", tmp_path / "begun"
    with opened(own) as a:
        a.export_ocfl(begun)
        by = {entry.document.title: entry.document.id for entry in a.documents()}
        a.decide_author(by["Le quai rouvre"], "Ada Kestrel")

    def work() -> None:
        with opened(own) as a:
            a.export_ocfl(root)

    for start in (None, begun):
        shutil.rmtree(root, ignore_errors=True)
        if start:
            shutil.copytree(start, root)
        steps = killed_at(work, None)
        assert steps is not None
        for step in range(0, steps, max(1, steps // most)):
            shutil.rmtree(root, ignore_errors=True)
            if start:
                shutil.copytree(start, root)
            assert killed_at(work, step) is None
            work()
            assert list(faults(root)) == [], step
            assert [inventory(path)["head"] for path in objects(root)].count("v1") == (4 if start else 5)

"""What the machine refuses is one true sentence that names the right file, and never a traceback."""

from __future__ import annotations

import errno
import json
import os
import resource
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from archive.catalog import Catalog, documents
from archive.cli import main
from archive.cli.failures import in_words
from tests.cli.conftest import GERMAN
from tests.endurance.disks import CannotMount, disk

COMMAND = [sys.executable, "-m", "archive.cli"]


# Streams are buffered where a person's are, whatever the tests run under.
BUFFERED = {name: value for name, value in os.environ.items() if name != "PYTHONUNBUFFERED"}


def run(
    held: Path, *args: str, limit: Callable[[], None] | None = None, **more: object
) -> subprocess.CompletedProcess[bytes]:
    given = {
        "stdout": subprocess.PIPE,
        "stderr": subprocess.PIPE,
        "stdin": subprocess.DEVNULL,
        "env": BUFFERED,
    }
    given |= more
    return subprocess.run(  # type: ignore[call-overload,no-any-return]  # streams as the test has them
        [*COMMAND, "--archive", str(held), *args], preexec_fn=limit, timeout=120, **given
    )


def called(folder: Path, *args: str) -> int:
    """The exit code of a command without a process of its own."""
    return CliRunner().invoke(main, ["--archive", str(folder), *args]).exit_code


def said(done: subprocess.CompletedProcess[bytes]) -> str:
    """The one sentence of a command that could not go on."""
    assert done.returncode == 3, done
    (line,) = done.stderr.decode().splitlines()
    assert line.startswith("archive: ")
    return line


LOOKS = (
    ["search", "Lille"], ["show", "ID"], ["timeline", "Lille"], ["export", "documents"], ["stats"],
    ["check", "--format", "json"], ["entities", "--format", "csv"], ["pairs"],
)  # fmt: skip


def an_id(held: Path) -> str:
    with Catalog.open(held) as catalog:
        return next(iter(documents.every(catalog)))[1].id


@pytest.mark.parametrize("args", [*LOOKS, ["--help"], ["search", "--help"], ["schema", "hit"]], ids=" ".join)
def test_a_full_standard_output_is_named_and_not_the_archive(held: Path, args: list[str]) -> None:
    args = [an_id(held) if a == "ID" else a for a in args]
    with open("/dev/full", "wb") as full:
        line = said(run(held, *args, stdout=full))
    assert "Standard output cannot be written to (No space left on device)" in line
    assert str(held) not in line


@pytest.mark.parametrize("args", [*LOOKS, ["--help"], ["search", "--help"]], ids=" ".join)
def test_a_reader_that_has_had_enough_is_no_failure(held: Path, args: list[str]) -> None:
    args = [an_id(held) if a == "ID" else a for a in args]
    ours, theirs = os.pipe()
    os.close(ours)
    try:
        done = run(held, *args, stdout=theirs)
    finally:
        os.close(theirs)
    assert (done.returncode, done.stderr) == (0, b"")


@pytest.mark.parametrize("more", [{}, {"PYTHONUNBUFFERED": "1"}], ids=["buffered", "unbuffered"])
def test_a_full_standard_error_stops_nothing(held: Path, tmp_path: Path, more: dict[str, str]) -> None:
    env = BUFFERED | more
    with open("/dev/full", "wb") as full:
        assert run(held, "search", "Lestiemne", "--no-cross", stderr=full, env=env).returncode == 0
        assert run(held, "show", "zz", stderr=full, env=env).returncode == 2
        assert run(tmp_path / "none", "stats", stderr=full, env=env).returncode == 3


@pytest.mark.parametrize("number", [0, 1, 2])
def test_streams_that_are_closed(held: Path, tmp_path: Path, number: int) -> None:
    """No file of the archive takes the place of a closed stream, where what is printed would land."""
    (tmp_path / "a.txt").write_text(GERMAN)
    folder = tmp_path / "archive"
    ingest = ["ingest", "--no-vectors", str(tmp_path / "a.txt")]
    for args in (ingest, ["search", "Lille"], ["check"], ["stats"]):
        done = run(folder, *args, limit=lambda: os.close(number), stdin=None if number == 0 else -3)
        assert done.returncode == 0, done.stderr
    assert called(folder, "check") == 0


@pytest.mark.parametrize("args", [["annotate"], ["search", "--batch", "-"], ["ingest", "-"]], ids=" ".join)
def test_a_closed_standard_input_is_said(held: Path, args: list[str]) -> None:
    done = run(held, *args, limit=lambda: os.close(0), stdin=None)
    assert done.returncode == 2
    assert done.stderr.decode() == "archive: Standard input is closed.\n"


def test_nothing_is_removed_where_nobody_can_be_asked(held: Path) -> None:
    args = ["remove", an_id(held), "--why", "a wish"]
    for closed in ({}, {"limit": lambda: os.close(0), "stdin": None}):
        done = run(held, *args, **closed)
        assert done.returncode == 2
        assert done.stderr.decode() == "archive: Nothing was changed. Add --yes to remove it.\n"


@pytest.mark.parametrize("args", [*LOOKS, ["ingest", "."], ["reindex"]], ids=" ".join)
def test_few_open_files(held: Path, args: list[str]) -> None:
    """Where a limit can be raised it is; else it is said, and nothing is called damaged."""
    args = [an_id(held) if a == "ID" else a for a in args]
    line = said(run(held, *args, limit=lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (8, 8))))
    assert line == "archive: No more than 8 files may be open. Raise the limit with: ulimit -n 1024"
    if args[0] != "ingest":
        done = run(held, *args, limit=lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (8, 4096)))
        assert done.returncode == 0, done.stderr


def test_little_memory_is_said(held: Path) -> None:
    code = (
        "import sys; from archive.cli import main, output\n"
        "def greedy(*a, **k): bytearray(1 << 60)\n"
        "output.emit = greedy\n"
        "main(['--archive', sys.argv[1], 'entities'])"
    )
    done = subprocess.run([sys.executable, "-c", code, str(held)], capture_output=True, timeout=60)
    assert "not enough memory" in said(done)


@pytest.mark.parametrize("size", [1 << 10, 1 << 16, 200 << 10])
def test_a_limit_to_the_size_of_files_is_named(held: Path, tmp_path: Path, size: int) -> None:
    (tmp_path / "a.txt").write_text(GERMAN)

    def small() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))

    ingest = ["ingest", "--no-vectors", str(tmp_path / "a.txt")]
    line = said(run(tmp_path / "new", *ingest, limit=small))
    assert "ulimit -f" in line
    assert "backup" not in line
    done = run(held, "search", "Lille", limit=small)
    assert done.returncode == 0
    assert called(tmp_path / "new", *ingest) == 0
    assert called(tmp_path / "new", "check") == 0


@pytest.fixture
def elsewhere() -> Iterator[Path]:
    """A folder on a small disk of its own."""
    try:
        with disk(1 << 20) as where:
            yield where
    except CannotMount as error:
        pytest.skip(f"no disk can be mounted here: {error}")


def test_a_full_disk_of_another_file_is_not_the_archives(held: Path, elsewhere: Path) -> None:
    with (elsewhere / "full").open("wb") as file, pytest.raises(OSError, match="No space"):
        file.write(b"x" * (2 << 20))
    with (elsewhere / "out.jsonl").open("wb") as out:
        line = said(run(held, "export", "documents", stdout=out))
    assert "Standard output" in line
    assert str(held) not in line


ENCODINGS = [
    {"PYTHONIOENCODING": "latin-1"}, {"PYTHONIOENCODING": "ascii"}, {"PYTHONIOENCODING": "cp1252"},
    {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}, {"LC_ALL": "POSIX", "PYTHONUTF8": "0"},
]  # fmt: skip


# Runs commands, with "+" between them, one after the other: what Python takes to start is taken once.
EACH = """
import sys
from archive.cli import main
args = []
for word in [*sys.argv[1:], "+"]:
    if word != "+":
        args.append(word)
        continue
    code = 0
    try:
        main(args)
    except SystemExit as end:
        code = end.code or 0
    sys.stdout.flush()
    sys.stdout.buffer.write(b"\\0%d\\0" % code)
    sys.stdout.flush()
    args = []
"""


@pytest.mark.parametrize("environment", ENCODINGS, ids=str)
def test_narrow_encodings_escape(held: Path, environment: dict[str, str]) -> None:
    """Text and CSV escape what the encoding has not, JSON and HTML in their own way; nothing fails."""
    whole = CliRunner().invoke(main, ["--archive", str(held), "export", "documents"]).stdout
    every = (
        ["search", "hébergeurs OR hosts", "--format", "text"], ["export", "documents"],
        ["show", an_id(held), "--parallel"],
        ["export", "documents", "--format", "csv"], ["timeline", "Lille", "--format", "html"],
        ["search", "(œuvre"], ["show", "œ"], ["timeline", "Łódź"],
    )  # fmt: skip
    words = [word for args in every for word in ("+", "--archive", str(held), *args)][1:]
    done = subprocess.run(
        [sys.executable, "-c", EACH, *words],
        env=BUFFERED | environment, capture_output=True, stdin=subprocess.DEVNULL, timeout=120,
    )  # fmt: skip
    assert b"Traceback" not in done.stderr
    assert done.returncode == 0, done.stderr
    *printed, _ = done.stdout.split(b"\0")
    outs, codes = printed[::2], printed[1::2]
    assert codes == [b"2" if args[-1] in ("(œuvre", "œ", "Łódź") else b"0" for args in every], done.stderr
    for args, out in zip(every, outs, strict=True):
        if args == ["export", "documents"]:
            found = [json.loads(line) for line in out.splitlines()]
            assert found == [json.loads(line) for line in whole.splitlines()]
        if args[-1] in ("documents", "html"):
            assert out.isascii()
        if args[-1] == "html":
            assert b"Br&#233;vaux" in out or b"&#8211;" in out or b"&#183;" in out


def refusal(number: int, name: str | None = None) -> OSError:
    return OSError(number, os.strerror(number), name) if name else OSError(number, os.strerror(number))


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (refusal(errno.ENOSPC, "/mnt/safe/b.tar"), "/mnt/safe/b.tar cannot be read or written"),
        (refusal(errno.EACCES, "/mnt/safe/b.tar"), "/mnt/safe/b.tar cannot be read or written"),
        (refusal(errno.EROFS, "{held}/originals/aa"), "The archive in {held} cannot be written to"),
        (refusal(errno.ENOSPC, "{held}/originals/aa"), "The disk that holds {held} is full"),
        (refusal(errno.ENOSPC, "{held}-2/originals/aa"), "{held}-2/originals/aa cannot be read or written"),
        (refusal(errno.EFBIG, "{held}/index/1/x"), "ulimit -f"),
        (refusal(errno.EFBIG), "ulimit -f"),
        (refusal(errno.EMFILE, "{held}/x"), "files may be open"),
        (refusal(errno.ENOMEM), "not enough memory"),
        (MemoryError(), "not enough memory"),
        (ImportError("x.so: failed to map segment from shared object"), "not enough memory"),
        (sqlite3.OperationalError("database or disk is full"), "The disk that holds {held} is full"),
    ],
    ids=repr,
)
def test_what_refuses_is_named(held: Path, error: Exception, told: str) -> None:
    if isinstance(error, OSError) and error.filename:
        error.filename = error.filename.format(held=held)
    found = in_words(error, held)
    assert found is not None
    assert told.format(held=held) in str(found)
    assert found.exit_code == 3


@pytest.mark.parametrize(
    "error",
    [refusal(errno.ENOENT, "x"), KeyError("x"), ValueError("x"), ImportError("no module x"), OSError("x"),
     sqlite3.IntegrityError("x"), sqlite3.InterfaceError("x"), UnicodeDecodeError("utf-8", b"", 0, 1, "x")],
    ids=repr,
)  # fmt: skip
def test_a_mistake_of_ours_stays_one(held: Path, error: Exception) -> None:
    assert in_words(error, held) is None

"""Whatever is given, in arguments, in the environment or on standard input, is answered in words."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from importlib.resources import files
from pathlib import Path
from typing import Any

import click
import jsonschema
import pytest
from click.testing import CliRunner, Result

from archive.cli import main
from archive.cli.inputs import TEXT, Text
from archive.cli.reference import contexts
from tests.cli.conftest import ENGLISH, FRENCH, GERMAN, Run

NO_UTF8 = b"caf\xe9"


def run(
    folder: Path, *args: str | bytes, given: bytes = b"", env: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[bytes]:
    done = subprocess.run(
        [sys.executable, "-m", "archive.cli", "--archive", str(folder), *args],
        input=given, capture_output=True, timeout=120, env=os.environ | (env or {}),
    )  # fmt: skip
    assert b"Traceback" not in done.stderr, done.stderr.decode(errors="replace")
    return done


def called(folder: Path, *args: str | bytes, given: bytes = b"") -> Result:
    """The same without a process of its own, for what does not hang on its start."""
    done = CliRunner().invoke(main, ["--archive", str(folder), *map(os.fsdecode, args)], input=given)
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return done


# -- arguments -----------------------------------------------------------------------------------------


def parameters() -> Iterator[tuple[str, click.Parameter]]:
    for context in contexts():
        for parameter in context.command.params:
            yield f"{context.command_path} {parameter.name}", parameter


def test_every_word_of_a_person_is_looked_at() -> None:
    """No parameter takes a plain string, whose bytes may be no UTF-8, but the paths of an ingest."""
    plain = {
        name
        for name, p in parameters()
        if isinstance(p.type, type(click.STRING)) and not getattr(p, "is_flag", False)
    }
    assert plain == {"archive ingest paths"}
    assert sum(isinstance(p.type, Text) for _, p in parameters()) > 15


WORDS: list[list[str | bytes]] = [
    ["show", NO_UTF8], ["show", "3f", "--parallel", NO_UTF8], ["search", NO_UTF8], ["timeline", NO_UTF8],
    ["search", "x", "--person", NO_UTF8], ["search", "x", "--place", NO_UTF8],
    ["search", "x", "--org", NO_UTF8], ["search", "x", "--lang", NO_UTF8],
    ["search", "x", "--from", NO_UTF8], ["search", "x", "--to", NO_UTF8],
    ["search", "x", "--sort", NO_UTF8], ["search", "x", "--limit", NO_UTF8], ["search", "--batch", NO_UTF8],
    ["watch", "add", NO_UTF8, "x"], ["watch", "add", "x", NO_UTF8], ["watch", "remove", NO_UTF8],
    ["entities", "show", NO_UTF8], ["entities", "merge", NO_UTF8, "Lille"],
    ["entities", "merge", "Lille", NO_UTF8], ["entities", "split", "Lille", NO_UTF8],
    ["entities", "rename", "Lille", NO_UTF8], ["entities", "--type", NO_UTF8],
    ["pairs", "confirm", NO_UTF8, "x"], ["pairs", "reject", "x", NO_UTF8], ["pairs", "--status", NO_UTF8],
    ["authority", "import", NO_UTF8], ["export", NO_UTF8], ["schema", NO_UTF8], ["restore", NO_UTF8],
    ["reprocess", "--stage", NO_UTF8], ["reprocess", "--stage", "posts", "--lang", NO_UTF8],
    ["reprocess", "--stage", "posts", "--source", NO_UTF8], [NO_UTF8], [b"--" + NO_UTF8],
    ["search", b"-" + NO_UTF8, "x"],
]  # fmt: skip


def test_arguments_that_are_no_utf8(held: Path) -> None:
    for args in WORDS:
        done = called(held, *args)
        assert done.exit_code == 2, args
        named = "'-c'" if args[1:2] == [b"-" + NO_UTF8] else "caf"  # of one dash Click names a letter
        assert named in done.stderr, (args, done.stderr)
        assert not done.stdout
    for args in (WORDS[0], WORDS[-3], WORDS[-2], WORDS[-1]):
        whole = run(held, *args)
        assert (whole.returncode, whole.stdout) == (2, b""), args
        assert whole.stderr.decode().splitlines()[-1] == called(held, *args).stderr.splitlines()[-1]


@pytest.mark.parametrize(
    ("value", "read"),
    [("Lille", "Lille"), ("Brévaux", "Brévaux"), (os.fsdecode(b"Br\xe9vaux"), None),
     ("Br\udcc3\udca9vaux", "Brévaux"), ("x\udc9b[2J", None), ("half \ud800", None)],
)  # fmt: skip
def test_text(value: str, read: str | None) -> None:
    """Valid UTF-8 that came through a locale of ASCII alone is read as what it is."""
    if read is None:
        with pytest.raises(click.BadParameter, match="not valid UTF-8"):
            TEXT.convert(value, None, None)
    else:
        assert TEXT.convert(value, None, None) == read


def test_paths_that_are_no_utf8_are_used(tmp_path: Path) -> None:
    folder = os.fsencode(tmp_path) + b"/archiv\xe9"
    page = os.fsencode(tmp_path) + b"/caf\xe9.txt"
    Path(os.fsdecode(page)).write_text(GERMAN)
    command = [sys.executable, "-m", "archive.cli"]
    env = os.environ | {"ARCHIVE_DIR": os.fsdecode(folder)}
    for args in (
        ["ingest", "--no-vectors", os.fsdecode(page)],
        ["search", "Lille", "--format", "text"],
        ["check"],
        ["stats"],
    ):
        done = subprocess.run([*command, *args], capture_output=True, env=env, timeout=60)
        assert (done.returncode, done.stderr) == (0, b"")
        done.stdout.decode()
    done = subprocess.run(
        [*command, "stats"], capture_output=True, env=env | {"ARCHIVE_DIR": "no\udce9ne"}, timeout=60
    )
    assert done.returncode == 3
    assert rb"There is no archive in no\xe9ne" in done.stderr


@pytest.mark.parametrize(
    "name",
    ["XDG_CACHE_HOME", "HOME", "TMPDIR", "COLUMNS", "LANG", "TERM", "ARCHIVE_OTHER", "PYTHONIOENCODING"],
)
def test_an_environment_that_is_no_utf8(held: Path, name: str) -> None:
    value = "utf-8:strict" if name == "PYTHONIOENCODING" else f"/tmp/caf\udce9-{os.getpid()}"
    done = run(held, "search", "Lille", "--format", "text", env={name: value})
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(
    ("args", "told"),
    [
        (["--archive", "", "stats"], "the folder name is empty"),
        (["--archive", "x" * 300, "stats"], "archive in xxx"),
        (["--archive", "x" * 300, "ingest", "y"], "xxx"),
        (["--archive", "/dev/null/x", "ingest", "y"], "/dev/null/x"),
        (["--archive", "/dev/null", "stats"], "no archive in /dev/null"),
        (["ingest", ""], "Empty path"),
    ],
)
def test_folders_that_can_be_none(args: list[str], told: str) -> None:
    done = subprocess.run([sys.executable, "-m", "archive.cli", *args], capture_output=True, timeout=60)
    assert done.returncode in (2, 3)
    assert told in done.stderr.decode()
    assert b"Traceback" not in done.stderr


# -- lines of JSON -------------------------------------------------------------------------------------

# What no line of JSON may be: given, what is said of it, and its id where that is known.
BAD_LINES: list[tuple[bytes, str, Any]] = [
    (b"hello", "not JSON", None),
    (b'{"id": 1, "text": "a", "query": "a"', "not JSON", None),
    (b'{"id": 1} {"id": 2}', "not JSON", None),
    (b"[1, 2]", "not a JSON object", None),
    (b'"text"', "not a JSON object", None),
    (b"null", "not a JSON object", None),
    (b"17", "not a JSON object", None),
    (b'{"id": 1, "query": "caf\xe9", "text": "caf\xe9"}', "not valid UTF-8", None),
    (b"\xff\xfe{\x00}\x00", "not valid UTF-8", None),
    (b'{"id": 1, "query": "\\ud800", "text": "x \\ud800"}', "unpaired surrogate", 1),
    (b'{"id": 1, "id": 2, "query": "a", "text": "a"}', 'duplicate key "id"', None),
    (b'{"id": NaN, "query": "a", "text": "a"}', "NaN is not a JSON number", None),
    (b'{"id": -Infinity, "query": "a", "text": "a"}', "-Infinity is not a JSON number", None),
    (b'{"id": 1e999, "query": "a", "text": "a"}', '"id" cannot be written as JSON', None),
    (b'{"id": [1e999], "query": "a", "text": "a"}', '"id" cannot be written as JSON', None),
    (b'{"id": 1, "query": ' + b"[" * 100_000, "nested too deeply", None),
    (b'{"id": ' + b"9" * 5_000 + b', "query": "a", "text": "a"}', "not JSON", None),
    (b'{"id": "b", "query": null, "text": null}', "must be a string", "b"),
    (b'{"id": "b", "query": 5, "text": 5}', "must be a string", "b"),
    (b'{"id": "b", "query": ["a"], "text": ["a"]}', "must be a string", "b"),
    (b'{"id": "b"}', 'missing "', "b"),
]
BAD_QUERIES: list[tuple[bytes, str, Any]] = [
    (b'{"id": "l", "query": "a", "limit": %s}' % limit, '"limit" must be a whole number', "l")
    for limit in (b'"x"', b'"3"', b"1.5", b"true", b"-1", b"[3]", b"{}")
] + [
    (b'{"id": "l", "query": "a", "lang": %s}' % lang, '"lang" must be a string', "l")
    for lang in (b"1", b"true", b'["fr"]')
] + [
    (b'{"id": "q", "query": ""}', "", "q"), (b'{"id": "q", "query": "((("}', "", "q"),
]  # fmt: skip
BAD_TEXTS: list[tuple[bytes, str, Any]] = [
    (b'{"text": "a"}', 'missing "id"', None), (b"{}", 'missing "id" and "text"', None),
    (b'{"id": 1, "text": "' + b"a" * 1_000_001 + b'"}', "longer than 1,000,000 characters", 1),
] + [
    (b'{"id": 1, "text": "a", "lang": %s}' % lang, '"lang" must be a code', 1)
    for lang in (b'"french"', b'"FR"', b'"fr-FR"', b'" "', b"5", b"true", b"false", b"0", b'["fr"]')
] + [
    (b'{"id": 1, "text": "a", "date": %s}' % date, '"date" must be a day', 1)
    for date in (b'"soon"', b'"2017-02-30"', '"9 février 2017"'.encode(), b'"2017-13"', b"2017", b"true")
]  # fmt: skip


def answers(result: Result) -> list[dict[str, Any]]:
    assert not isinstance(result.exception, Exception) or isinstance(result.exception, SystemExit)
    return [json.loads(line) for line in result.stdout.split("\n")[:-1]]


def conforms(record: dict[str, Any], name: str) -> None:
    jsonschema.validate(record, json.loads((files("archive") / f"forms/{name}.json").read_text("utf-8")))


def check_places(found: list[dict[str, Any]], bad: list[tuple[bytes, str, Any]]) -> None:
    """Every bad line has its answer in its place, the second line of each three being bad."""
    problems = [one for one in found if "error" in one]
    assert len(problems) == len(bad)
    for i, (one, (line, told, own)) in enumerate(zip(problems, bad, strict=True)):
        conforms(one, "error")
        assert told in one["error"], (line[:80], one)
        assert one["line"] == 3 * i + 2
        assert one.get("id") == own
        assert "error" not in found[found.index(one) - 1]


def test_a_batch_answers_bad_lines_in_their_place(archive: Run) -> None:
    bad = BAD_LINES + BAD_QUERIES
    good = b'{"id": "g", "query": "courthouse", "limit": 1}\n'
    result = archive(
        "search", "--batch", "-", "--no-cross", input=b"".join(good + line + b"\n \n" for line, *_ in bad)
    )
    assert result.exit_code == 4
    found = answers(result)
    check_places(found, bad)
    assert [one["query_id"] for one in found if "error" not in one] == ["g"] * len(bad)
    table = archive("search", "--batch", "-", "--no-cross", "--format", "csv", input=good + b"hello\n")
    assert table.exit_code == 4
    assert len(table.stdout.splitlines()) == 2
    assert "batch line 2: not JSON" in table.stderr


def test_annotate_answers_bad_lines_in_their_place(archive: Run) -> None:
    bad = BAD_LINES + BAD_TEXTS
    good = json.dumps({"id": "g", "text": "Rassemblement à Lille le 9 février 2017."}).encode() + b"\n"
    result = archive("annotate", input=b"".join(good + line + b"\n\n" for line, *_ in bad))
    assert result.exit_code == 4
    found = answers(result)
    check_places(found, bad)
    right = [one for one in found if "error" not in one]
    assert len(right) == len(bad)
    for one in right:
        conforms(one, "annotation")
        assert one == right[0]
    assert {m["type"] for m in right[0]["mentions"]} == {"PLACE", "DATE"}
    assert f"{len(bad)} lines" in result.stderr


@pytest.mark.parametrize("command", [["annotate"], ["search", "--batch", "-"]], ids=" ".join)
def test_marks_line_ends_and_blanks_are_no_matter(archive: Run, command: list[str]) -> None:
    lines = [json.dumps({"id": i, "text": t, "query": "Lille"}) for i, t in enumerate((FRENCH, ENGLISH))]
    plain = archive(*command, input="\n".join(lines).encode())
    assert plain.exit_code == 0
    for given in (
        b"\xef\xbb\xbf" + "\r\n".join(lines).encode() + b"\r\n", "\n\n \t\n".join(lines).encode() + b"\n\n",
    ):  # fmt: skip
        other = archive(*command, input=given)
        assert (other.exit_code, other.stdout) == (0, plain.stdout)
    assert archive(*command, input=b"").stdout == ""


@pytest.mark.parametrize("own", [0, None, "", "é\u202e", 1.5, True, {"a": [1]}, "😀"])
def test_any_id_is_given_back(archive: Run, own: Any) -> None:
    (one,) = answers(archive("annotate", input=json.dumps({"id": own, "text": "Lille"})))
    assert one["id"] == own


def test_lone_halves_in_ids_are_refused_and_long_lines_are_passed_over(tmp_path: Path) -> None:
    with (tmp_path / "lines").open("wb") as file:
        file.write(b'{"id": 1, "text": "')
        for _ in range(70):
            file.write(b"a" * (1 << 20))
        file.write(b'"}\n{"id": "\\udc00", "text": "x"}\n{"id": 3, "text": "Lille"}\n')
    with (tmp_path / "lines").open("rb") as file:
        done = subprocess.run(
            [sys.executable, "-m", "archive.cli", "annotate"], stdin=file, capture_output=True
        )
    assert done.returncode == 4
    one, two, three = map(json.loads, done.stdout.splitlines())
    assert one == {"error": "line longer than 67,108,864 bytes", "line": 1}
    assert (two["line"], "surrogate" in two["error"]) == (2, True)
    assert three["id"] == 3


# -- lists of paths ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "spoil",
    [
        lambda paths: b"\n".join(paths) + b"\n",
        lambda paths: b"\n".join(paths),
        lambda paths: b"\r\n".join(paths) + b"\r\n",
        lambda paths: b"\xef\xbb\xbf" + b"\n".join(paths) + b"\n",
        lambda paths: b"\xef\xbb\xbf" + b"\r\n".join(paths) + b"\r\n",
        lambda paths: b"\0".join(paths) + b"\0",
        lambda paths: b"\n\n  \n".join(paths) + b"\n\n",
        lambda paths: b"\n".join(paths).decode("utf-8", "replace").replace("\ufffd", "é").encode("utf-16"),
    ],
    ids=["lines", "no last end", "crlf", "mark", "mark and crlf", "find -print0", "blank lines", "utf-16"],
)  # fmt: skip
def test_lists_of_paths(tmp_path: Path, spoil: Any, request: pytest.FixtureRequest) -> None:
    names = [b"one.txt", "été à Lille.txt".encode(), b"caf\xe9.txt"]
    utf16 = "utf-16" in request.node.name
    names = names[:2] if utf16 else names
    for i, name in enumerate(names):
        Path(os.fsdecode(os.fsencode(tmp_path) + b"/" + name)).write_text(f"{ENGLISH}\nNumber {i}.\n")
    given = spoil([os.fsencode(tmp_path) + b"/" + name for name in names])
    done = called(tmp_path / "archive", "ingest", "-", "--format", "json", "--no-vectors", given=given)
    assert done.exit_code == 0, done.output
    assert json.loads(done.stdout)["sources"] == len(names)


def test_names_with_line_ends_come_divided_by_nul_and_one_that_ends_in_cr_is_found(tmp_path: Path) -> None:
    (tmp_path / "a\nb.txt").write_text(ENGLISH)
    (tmp_path / "c\r").write_text(FRENCH)
    for given in (os.fsencode(tmp_path / "a\nb.txt") + b"\0", os.fsencode(tmp_path / "c\r") + b"\n"):
        done = called(tmp_path / "archive", "ingest", "-", "--no-vectors", "--format", "json", given=given)
        assert (done.exit_code, json.loads(done.stdout)["sources"]) == (0, 1)


def test_a_list_that_names_nothing(tmp_path: Path) -> None:
    assert called(tmp_path / "a", "ingest", "-", given=b"").exit_code == 0
    done = run(tmp_path / "a", "ingest", "-", given=b"no\xffne\r\n\x00")
    assert done.returncode == 4
    assert rb"no\\xffne" in done.stdout

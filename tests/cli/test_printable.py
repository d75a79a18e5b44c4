"""The terminal stays the reader's: nothing of a document, a name or an argument reaches it as a command."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from archive import printable
from archive.catalog import Catalog
from archive.cli import main

CLI = Path(__file__).parents[2] / "archive" / "cli"

# What a terminal obeys: its title, its screen, a link, another screen, colours, the way of writing.
ATTACKS = (
    "\x1b]0;owned\x07", "\x1b[2J", "\x1b]8;;http://evil.test\x1b\\click\x1b]8;;\x1b\\", "\x1b[?1049h",
    "\x9b2J", "\x1b$B", "\x7f", "\x08\x08", "\x0c", "\u202e", "\u2066", "\u200f", "\u061c", "\u2028",
    "\ufeff", "\U000e0041",
)  # fmt: skip
NAMES = ("a\nspoofed: 3 documents.txt", "b\rx.txt", "c\x1b[2J.txt", "d\u202egnp.txt", "e\x9b1m.txt")

FRENCH = """Douvres accueille {a}Maud Lestienne

Le 3 mars 2017, Maud {a}Lestienne parle à Calais devant deux cents personnes.{a}\tFin.

Elle raconte comment, pendant tout un hiver, les gens du quartier ont porté du bois et de la soupe.
"""
ENGLISH = """Dover welcomes {a}Maud Lestienne

On 3 March 2017, Maud {a}Lestienne speaks in Calais before two hundred people.{a}\tEnd.

She tells how, through a whole winter, the people of the neighbourhood brought firewood and soup.
"""
PAGE = """<!doctype html><html><head><title>Calais &#27;]0;owned&#7; &#x202e;title</title></head><body>
<article><h1>Calais &#x202e;{a}title</h1><p>Maud Lestienne {a} went to Calais on 4 March 2017.</p>
</article></body></html>"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive of hostile files, with hostile names taught, watched and decided."""
    where = tmp_path_factory.mktemp("hostile")
    inbox = where / "in"
    inbox.mkdir()
    every = " ".join(ATTACKS)
    for i, name in enumerate(NAMES):
        text = (FRENCH if i % 2 else ENGLISH).format(a=" ".join(ATTACKS[i :: len(NAMES)]))
        (inbox / name).write_text(text + f"\nNuméro {i}.\n" * (i + 1), "utf-8")
    (inbox / "page.html").write_text(PAGE.format(a=every), "utf-8")
    (inbox / "post\x1b[2J\n.txt").write_text("")  # an ingest names it as failed
    (inbox / "iso.txt").write_bytes("会議はリールで 2017年3月4日 に開かれた。\n".encode("iso2022_jp") * 20)
    taught = where / "taught.csv"
    taught.write_text(
        f"name,type\nLestienne \x1b[2J\u202ex,PERSON\nMaud {ATTACKS[0]} Lestienne,PERSON\n", "utf-8"
    )
    archive = where / "archive"
    for command in (
        ["ingest", str(inbox)], ["authority", "import", str(taught)],
        ["watch", "add", "w\x1b[2J\nx", "Calais"], ["watch", "add", "v\u202e", "Lestienne\x1b[2J"],
    ):  # fmt: skip
        result = CliRunner().invoke(main, ["--archive", str(archive), *command])
        assert result.exit_code in (0, 4), result.output
    with Catalog.open(archive) as catalog, catalog.transaction() as db:
        db.execute("UPDATE watches SET seen = 0")
        db.execute("UPDATE entities SET label = label || ?", (every + "\n",))
        db.execute("UPDATE documents SET title = ? || ifnull(title, ''), author = ?", (every + "\r\n", every))
    assert len(documents(archive)) > len(NAMES)
    return archive


def documents(folder: Path) -> list[str]:
    with Catalog.open(folder) as catalog:
        return [row[0] for row in catalog.db.execute("SELECT id FROM documents WHERE current ORDER BY n")]


def an_entity(folder: Path) -> str:
    with Catalog.open(folder) as catalog:
        return str(catalog.db.execute("SELECT id FROM entities LIMIT 1").fetchone()[0])


def commands(folder: Path) -> Iterator[list[str]]:
    """Every command that prints what the archive holds, and those that repeat an argument."""
    ids = documents(folder)
    entity = an_entity(folder)
    yield from (["show", one, "--format", "text"] for one in ids)
    yield from (["show", one, "--parallel", "--format", "text"] for one in ids)
    yield ["search", "Calais OR Lestienne", "--facets", "--format", "text"]
    yield ["search", "Calai", "--format", "text"]
    yield ["watch", "--keep", "--format", "text"]
    yield ["watch", "list", "--format", "text"]
    yield ["pairs", "--format", "text"]
    yield ["entities", "--format", "text"]
    yield ["entities", "show", entity, "--format", "text"]
    yield ["entities", "rename", entity, "new\x1b[2J\u202e"]
    yield ["authority", "list", "--format", "text"]
    yield ["timeline", entity, "--with-document-dates", "--format", "text"]
    yield ["timeline", entity, "--with-document-dates", "--format", "html"]
    yield ["stats", "--format", "text"]
    yield ["check", "--format", "text"]
    yield ["ingest", str(folder.parent / "in"), "--retry-failed", "--format", "text"]
    yield ["ingest", str(folder.parent / "in" / NAMES[1]), "no\x1b[2Jne\u202e", "--format", "text"]
    yield from (
        [*command, "x\x1b[2J\r\n\x9b\u202e"]
        for command in (
            ["show"], ["entities", "show"], ["timeline"], ["watch", "remove"], ["search", "--format", "text"],
            ["schema"],
            ["export"], ["stats"], ["x\x1b[2J\u202e"], ["search", "x", "--limit"], ["search", "x", "--from"],
            ["search", "x", "--sort"], ["search", "--batch"], ["authority", "import"], ["restore"],
            ["pairs", "confirm", "\x1b[2J"], ["entities", "merge", entity], ["search", "("],
        )
    )  # fmt: skip
    for what in ("documents", "mentions", "timelines"):
        yield ["export", what, "--format", "csv"]


def unseen(text: str, keep: str = "\n") -> list[str]:
    """What a terminal would obey or not show."""
    return sorted(
        {c for c in text if unicodedata.category(c) in ("Cc", "Cf", "Zl", "Zp", "Cs") and c not in keep}
        - printable.STAY
    )


def test_no_command_prints_what_a_terminal_obeys(folder: Path) -> None:
    wrong = []
    for command in commands(folder):
        result = CliRunner().invoke(main, ["--archive", str(folder), *command])
        keep = "\n\t" if command[0] in ("show", "export", "timeline") else "\n"
        if bad := unseen(result.stdout + result.stderr, keep):
            wrong.append((command, bad))
        assert not isinstance(result.exception, Exception) or isinstance(result.exception, SystemExit)
    assert not wrong


def test_names_make_no_lines(folder: Path) -> None:
    for command in commands(folder):
        if "text" in command:
            result = CliRunner().invoke(main, ["--archive", str(folder), *command])
            assert not [x for x in result.output.split("\n") if x.startswith("spoofed")], command


@pytest.mark.parametrize(
    "command",
    [["search", "Lestienne OR Calais"], ["show", "ID"], ["watch", "--keep"],
     ["watch", "--keep", "--format", "json"], ["export", "documents"],
     ["export", "documents", "--format", "csv", "--raw"], ["search", "--batch", "-"],
     ["export", "mentions", "--format", "jsonl"], ["authority", "list", "--format", "csv", "--raw"]],
    ids=" ".join,
)  # fmt: skip
def test_on_a_terminal(folder: Path, command: list[str]) -> None:
    """Our own colours alone; JSON has the same content, CSV is escaped even with --raw."""
    command = [documents(folder)[0] if word == "ID" else word for word in command]
    ours, theirs = os.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "archive.cli", "--archive", str(folder), *command],
        stdout=theirs, stderr=theirs, stdin=subprocess.PIPE,
    )  # fmt: skip
    os.close(theirs)
    assert process.stdin is not None
    process.stdin.write(b'{"id": 1, "query": "Calais"}\n{"id": "\x7f", "query": 5}\n')
    process.stdin.close()
    out = b""
    with open(ours, "rb", buffering=0) as terminal:
        while True:
            try:
                piece = terminal.read(65536)
            except OSError:  # Linux says so when the other end is closed
                break
            if not piece:
                break
            out += piece
    process.wait()
    text = re.sub(r"\x1b\[(?:0|1|2|3\d)m", "", out.decode()).replace("\r\n", "\n")
    assert len(text) > 100
    assert not unseen(text, "\n\t")
    if command[:2] == ["export", "documents"] and "csv" not in command:
        piped = CliRunner().invoke(main, ["--archive", str(folder), *command]).stdout
        assert [json.loads(x) for x in text.splitlines()] == [json.loads(x) for x in piped.split("\n")[:-1]]
        assert "\u202e" in piped
        assert "\u202e" not in text


def test_a_body_keeps_its_lines_and_tabs(folder: Path) -> None:
    with Catalog.open(folder) as catalog:
        ((one,),) = catalog.db.execute(
            "SELECT id FROM documents WHERE text LIKE '%On 3 March%;;http%' LIMIT 1"
        ).fetchall()
    shown = CliRunner().invoke(main, ["--archive", str(folder), "show", one, "--format", "text"])
    assert re.search(r"\n\nOn =3 March 2017.*\tEnd\.\n", shown.stdout)
    assert r"\x1b]8;;http://evil.test\x1b\click" in shown.stdout


def test_the_progress_bar_takes_no_markup() -> None:
    code = (
        "from archive.cli.output import Bar; import time\n"
        "with Bar() as bar:\n"
        " bar.stage('[red]x[/] \\x1b]0;y\\x07 [link=http://evil.test]z', 3); time.sleep(0.3)"
    )
    ours, theirs = os.openpty()
    process = subprocess.Popen(
        [sys.executable, "-c", code], stderr=theirs, env=os.environ | {"TERM": "xterm"}
    )
    os.close(theirs)
    out = b""
    while True:
        try:
            piece = os.read(ours, 65536)
        except OSError:
            break
        if not piece:
            break
        out += piece
    os.close(ours)
    assert process.wait() == 0
    assert b"[red]x[/]" in out
    assert b"\x1b]" not in out


def test_every_command_prints_in_one_place() -> None:
    """No module of the command line writes to a stream but output.py and streams.py."""
    own = re.compile(r"click\.(?:echo|secho|style)\b|\bprint\(|std(?:out|err)\.write|\.isatty\(")
    found = {
        f"{path.name}: {line.strip()}"
        for path in CLI.glob("*.py")
        if path.name not in ("output.py", "streams.py")
        for line in path.read_text("utf-8").splitlines()
        if own.search(line)
    }
    assert found == set()


def test_the_class_of_what_is_escaped_is_that_of_unicode() -> None:
    every = map(chr, range(sys.maxunicode + 1))
    told = {c for c in every if unicodedata.category(c) in ("Cc", "Cf", "Zl", "Zp", "Cs")} - printable.STAY
    assert {c for c in map(chr, range(sys.maxunicode + 1)) if printable.printable(c) != c} == told


@pytest.mark.parametrize(
    ("text", "line", "body"),
    [
        ("Élan, naïveté – œuvre", "Élan, naïveté – œuvre", "Élan, naïveté – œuvre"),
        ("deux\nlignes\tet", r"deux\nlignes\tet", "deux\nlignes\tet"),
        ("two\r\nlines\rthree", r"two\r\nlines\rthree", "two\nlines\\rthree"),
        ("caf\udce9", r"caf\xe9", r"caf\xe9"),
        ("half \ud800", r"half \ud800", r"half \ud800"),
        (
            "soft\u00adhyphen می\u200cخواهم",
            "soft\u00adhyphen می\u200cخواهم",
            "soft\u00adhyphen می\u200cخواهم",
        ),
        ("👩\u200d🚀 \U000e0067", "👩\u200d🚀 \\U000e0067", "👩\u200d🚀 \\U000e0067"),
        ("\x00\x1b\x85\x9b\x7f", r"\x00\x1b\x85\x9b\x7f", r"\x00\x1b\x85\x9b\x7f"),
    ],
)
def test_escapes(text: str, line: str, body: str) -> None:
    assert (printable.printable(text), printable.printable_body(text)) == (line, body)


@given(st.text(st.characters(codec=None)))
def test_json_for_a_terminal_is_the_same_json(text: str) -> None:
    written = json.dumps({text: [text]}, ensure_ascii=False, indent=1)
    shown = printable.printable_json(written, terminal=True)
    assert json.loads(shown) == json.loads(written)
    assert not unseen(shown)
    assert printable.printable_json(written).encode()


@pytest.mark.parametrize(
    ("number", "noun", "expected"),
    [
        (0, ("source",), "0 sources"),
        (1, ("source",), "1 source"),
        (2, ("source",), "2 sources"),
        (1_000, ("document",), "1,000 documents"),
        (1, ("entity", "entities"), "1 entity"),
        (3, ("entity", "entities"), "3 entities"),
    ],
)
def test_a_number_agrees_with_its_noun(number: int, noun: tuple[str, ...], expected: str) -> None:
    assert printable.counted(number, *noun) == expected

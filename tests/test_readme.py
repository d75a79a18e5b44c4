"""The README keeps its word: its session runs and prints what it says, its links lead somewhere.

`python -m tests.test_readme` writes the session's output anew, leaving out what was left out.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from archive.ingest.names.model import stock_name
from tests.sample import sample

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text("utf-8")
LEFT_OUT = "…"  # a line of the README that stands for any number of lines; at the end of one, for its rest
COLUMNS = 100


def session() -> Iterator[tuple[str, list[str]]]:
    """Each command of the README's session with the lines that it is said to print."""
    for block in re.findall(r"(?ms)^```console\n(.*?)^```", README):
        for part in re.split(r"(?m)^\$ ", block)[1:]:
            command, *lines = part.rstrip("\n").split("\n")
            yield command, lines


COMMANDS = dict(session())


def on_a_terminal(command: str) -> str:
    """What a command prints to a terminal, without colours."""
    ours, theirs = os.openpty()
    environment = os.environ | {
        "ARCHIVE_DIR": str(sample().folder),
        "COLUMNS": str(COLUMNS),
        "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
    }
    process = subprocess.Popen(
        ["sh", "-c", command], stdout=theirs, stderr=subprocess.PIPE, cwd=ROOT, env=environment
    )
    os.close(theirs)
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
    _, said = process.communicate(timeout=120)
    assert process.returncode == 0, said.decode()
    return re.sub(r"\x1b\[[0-9;]*m", "", out.decode("utf-8")).replace("\r\n", "\n")


def printed_by(command: str) -> str:
    """What a command of the session prints; the ingest is the one that made the sample."""
    return sample().printed if command.startswith("archive ingest") else on_a_terminal(command)


def loose(line: str) -> str:
    """A line without what may differ from machine to machine or grow as more is found: ids, scores,
    seconds, counts in a column, blanks."""
    line = re.sub(r"\b[0-9a-f]{6,64}\b", "ID", line)
    line = re.sub(r"\b\d+\.\d+( s)?\b", "NUMBER", line)
    line = re.sub(r"(?<=\s\s)\d+(?=\s\s)", "COUNT", line)
    return " ".join(line.split())


def follows(printed: list[str], said: list[str]) -> bool:
    """Whether `printed` is what the README says, where "…" stands for what is left out."""
    pattern = ""
    for line in trimmed(said):
        if line == LEFT_OUT:
            pattern += r"(?:[^\n]*\n)*"
        elif line.endswith(LEFT_OUT):
            pattern += re.escape(loose(line.removesuffix(LEFT_OUT))) + r"[^\n]*\n"
        else:
            pattern += re.escape(loose(line)) + r"\n"
    return re.fullmatch(pattern, "".join(loose(line) + "\n" for line in trimmed(printed))) is not None


def trimmed(lines: list[str]) -> list[str]:
    return [line for line in lines if line.strip()]


@pytest.mark.parametrize("command", COMMANDS)
def test_the_session_prints_what_the_readme_says(command: str) -> None:
    if "entities" in command and stock_name("en") == "en_core_web_sm":
        pytest.skip("its names are those of the larger English model, which needs Python 3.12")
    printed = printed_by(command)
    assert follows(printed.split("\n"), COMMANDS[command]), printed


def test_the_session_shows_the_main_commands() -> None:
    shown = {command.split()[1] for command in COMMANDS}
    assert {"ingest", "search", "show", "pairs", "entities", "timeline"} <= shown


@pytest.mark.parametrize(
    ("printed", "said", "same"),
    [
        (["a 0.91 s", "b"], ["a 0.34 s", "b"], True),
        (["3f2a9c1b x"], ["77aa00ff x"], True),
        (["a", "b", "c", "d"], ["a", "…", "d"], True),
        (["one two three"], ["one two …"], True),
        (["one two three"], ["one four …"], False),
        (["a", "b"], ["a"], False),
        (["a", "b"], ["a", "c"], False),
        (["a      7  b"], ["a     12  b"], True),
        (["44 sources"], ["45 sources"], False),
    ],
)
def test_comparing_leaves_room_for_numbers_alone(printed: list[str], said: list[str], same: bool) -> None:
    assert follows(printed, said) is same


def test_the_two_commands_stand_in_the_first_screen() -> None:
    first_screen = "\n".join(README.split("\n")[:30])
    assert "make demo" in first_screen
    assert "make test" in first_screen


@pytest.mark.parametrize("page", ["README.md", "CONTRIBUTING.md", "CHANGELOG.md", "docs/architecture.md"])
def test_links_lead_to_files(page: str) -> None:
    text = (ROOT / page).read_text("utf-8")
    targets = re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", text)
    missing = [t for t in targets if not ((ROOT / page).parent / t).exists()]
    assert not missing


def shortened(printed: list[str], said: list[str]) -> list[str]:
    """`printed` with as much left out as in `said`: as many lines before the "…", as many after it.

    Lines wider than a terminal are cut.
    """
    printed = [
        line if len(line) <= COLUMNS + 10 else line[:COLUMNS].rpartition(" ")[0] + " …" for line in printed
    ]
    if LEFT_OUT not in said:
        return printed
    before = said.index(LEFT_OUT)
    after = len(said) - before - 1
    return [*printed[:before], LEFT_OUT, *printed[len(printed) - after :]]


def test_leaving_out_keeps_both_ends() -> None:
    assert shortened(["a", "b", "c", "d"], ["x", "…", "y"]) == ["a", "…", "d"]
    assert shortened(["a", "b", "c"], ["x", "…"]) == ["a", "…"]
    assert shortened(["a", "b"], ["x"]) == ["a", "b"]
    assert shortened(["word " * 40], ["x"]) == ["word " * 19 + "word …"]


def rewrite() -> None:
    """Writes the README with what the session prints now."""

    def block(match: re.Match[str]) -> str:
        out = []
        for part in re.split(r"(?m)^\$ ", match[1])[1:]:
            command, *said = part.rstrip("\n").split("\n")
            lines = [line.rstrip() for line in printed_by(command).rstrip("\n").split("\n")]
            out += [f"$ {command}", *shortened(lines, said)]
        return "```console\n" + "\n".join(out) + "\n```"

    (ROOT / "README.md").write_text(re.sub(r"(?ms)^```console\n(.*?)^```", block, README), "utf-8")


if __name__ == "__main__":
    rewrite()

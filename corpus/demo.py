"""`make demo`: the sample archive, from a folder of pages to a timeline, in seven steps.

Everything is done by the commands that are shown; `demo-archive` can be thrown away at any time.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import textwrap
import time
from collections.abc import Sequence
from pathlib import Path

from corpus.answers import DOCUMENTS, ROOT, rows
from corpus.deposit import DEPOSIT

ARCHIVE = "demo-archive"
FRENCH, ENGLISH = "Douvres", "mountain pass snow night rescue"
ENTITY = "Odile Marquant"
PAPER, MAILBOX = f"{DEPOSIT}/compte-rendu-2017.pdf", f"{DEPOSIT}/liste-du-phare.mbox"
ON_PAPER, IN_MAILS = "soupe de poisson", "marche qui grince"
PAIR = "The quay blocked!"  # an English text without a date, whose French version has one in its title
WIDTH = 100  # columns
LINES = 22  # of a side-by-side view: enough to see how it goes


def archive(*arguments: str) -> str:
    """What `archive` prints, called from the project's folder; progress goes to the terminal.

    Ends the demo with the command's exit code when it fails.
    """
    done = subprocess.run(
        [sys.executable, "-m", "archive.cli", "--archive", ARCHIVE, *arguments],
        cwd=ROOT.parent,
        stdout=subprocess.PIPE,
        encoding="utf-8",
        env=os.environ | {"COLUMNS": str(WIDTH - 2)},
    )
    if done.returncode:
        sys.exit(done.returncode)
    return done.stdout


def step(says: str, *typed: str, form: str | None = "text", lines: int | None = None) -> None:
    """Says what comes, shows the command, runs it, and prints the first `lines` of its answer."""
    print(f"\n{says}\n\n  $ archive --archive {ARCHIVE} {' '.join(quoted(a) for a in typed)}\n", flush=True)
    out = archive(*typed, *(("--format", form) if form else ())).rstrip("\n").split("\n")
    shown = out if lines is None else out[:lines]
    for line in shown:
        indent = "  " + " " * (len(line) - len(line.lstrip()))
        print("\n".join(textwrap.wrap(line, WIDTH, initial_indent="  ", subsequent_indent=indent)))
    if len(shown) < len(out):
        print(f"  … and {len(out) - len(shown)} lines more")


def quoted(argument: str) -> str:
    """An argument as a person would type it."""
    return f'"{argument}"' if " " in argument else argument


def pair_to_show(pairs: Sequence[dict[str, object]]) -> str:
    """The id of the English text of the pair that the demo shows: `PAIR`, or else the surest one."""
    english = [p["en"] for p in pairs]
    chosen = next((e for e in english if isinstance(e, dict) and PAIR in (e["title"] or "")), english[0])
    assert isinstance(chosen, dict)
    return str(chosen["id"])


def write_timeline() -> Path:
    """Writes the timeline of `ENTITY` as JSON and returns where."""
    path = Path(ARCHIVE, f"timeline-{ENTITY.lower().replace(' ', '-')}.json")
    (ROOT.parent / path).write_text(archive("timeline", ENTITY, "--format", "json"), "utf-8")
    return path


def main() -> None:
    """The demo."""
    began = time.monotonic()
    pages = len(list((ROOT / "documents").iterdir()))
    print(f"The sample: {pages} invented pages in {DOCUMENTS}, French and English, a PDF and a mailbox.")
    step(
        "1. Take them in. (Again, this does nothing: all is held already.)",
        "ingest",
        DOCUMENTS,
        PAPER,
        MAILBOX,
    )
    step("2. Ask for a town in French; English texts are found too.", "search", FRENCH, "--limit", "3")
    step(
        "3. Ask in English for what a text says; this one is in French alone.",
        "search",
        ENGLISH,
        "--limit",
        "1",
    )
    shown = pair_to_show(rows(archive("pairs", "--format", "jsonl")))
    step("4. Read a text beside its translation.", "show", shown, "--parallel", lines=LINES)
    step("5. Ask for what stands in the PDF: the page is told.", "search", ON_PAPER, "--limit", "1")
    step("6. Ask for what was written in a mail of the mailbox.", "search", IN_MAILS, "--limit", "1")
    path = write_timeline()
    events = len(json.loads((ROOT.parent / path).read_text("utf-8"))["events"])
    step(f"7. What is said of {ENTITY}, by date.", "timeline", ENTITY, lines=LINES)
    print(f"\n  The same as JSON, {events} events: {path}")
    print(f"\nDone in {time.monotonic() - began:.0f} s. The archive is in {ARCHIVE}; go on with it:\n")
    print(f"  export ARCHIVE_DIR={ARCHIVE}")
    for more in (
        '.venv/bin/archive search "solidarité" --facets',
        ".venv/bin/archive entities --type PERSON",
    ):
        print(f"  {more}")
    print("  .venv/bin/archive serve     # read it in a browser: http://127.0.0.1:8765/")
    print("  .venv/bin/archive --help")


if __name__ == "__main__":
    main()

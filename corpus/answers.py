"""What the archive says of `documents/`, and which of its documents is which of the gold ones.

Everything goes through the command line, as a user would have it.
"""

from __future__ import annotations

import bisect
import json
import os
import re
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from archive.text import compose, fold

ROOT = Path(__file__).parent
DOCUMENTS = "corpus/documents"  # as a user in the project's folder would write it
Row = dict[str, Any]

SAME = 0.8  # Jaccard of four-word shingles from which two texts are the same post


@dataclass(frozen=True, slots=True)
class Answers:
    """The archive's documents, mentions, pairs, timelines and hits, as the command line prints them."""

    documents: list[Row]
    mentions: list[Row]
    pairs: list[Row]
    timelines: list[Row]
    hits: list[Row]  # of the gold queries


@dataclass(frozen=True, slots=True)
class Gold:
    """The tables of `gold/`."""

    documents: list[Row]
    mentions: list[Row]
    pairs: list[Row]
    copies: list[Row]
    queries: list[Row]
    timelines: list[Row]


def command(archive: Path, *arguments: str, may_refuse: bool = False) -> str:
    """What `archive --archive ARCHIVE ARGUMENTS…` prints, called from the project's folder.

    Raises CalledProcessError when it fails; `may_refuse`: not when some sources could not be read.
    """
    done = subprocess.run(
        [sys.executable, "-m", "archive.cli", "--archive", os.fspath(archive), *arguments],
        cwd=ROOT.parent,
        capture_output=True,
        text=True,
        encoding="utf-8",
    )
    if not (may_refuse and done.returncode == 4):
        if done.returncode:
            sys.stderr.write(done.stderr)
        done.check_returncode()
    return done.stdout


def rows(text: str) -> list[Row]:
    """JSON lines, read."""
    return [json.loads(line) for line in text.split("\n") if line.strip()]


def ask(archive: Path) -> Answers:
    """What an archive that holds `documents/` says of them."""
    return Answers(
        rows(command(archive, "export", "documents", "--format", "jsonl")),
        rows(command(archive, "export", "mentions", "--format", "jsonl")),
        rows(command(archive, "pairs", "--format", "jsonl")),
        rows(command(archive, "export", "timelines", "--format", "jsonl")),
        rows(command(archive, "search", "--batch", os.fspath(ROOT / "gold/queries.jsonl"))),
    )


def read_gold(folder: Path = ROOT / "gold") -> Gold:
    """The gold tables."""
    return Gold(*(rows((folder / f"{n}.jsonl").read_text("utf-8")) for n in Gold.__dataclass_fields__))


def shingles(text: str) -> frozenset[tuple[str, ...]]:
    """The four-word runs of a text, folded."""
    words = re.findall(r"\w+", fold(text))
    return frozenset(tuple(words[i : i + 4]) for i in range(max(1, len(words) - 3)))


@dataclass(frozen=True, slots=True)
class Match:
    """Gold documents and the archive's: `same` holds those that are one post in one language, by gold
    id; `nearest` the archive's document that shares most with each gold one, right or not."""

    same: dict[str, Row]
    nearest: dict[str, Row]

    @property
    def gold_of(self) -> dict[str, str]:
        """The archive's id → the gold id."""
        return {row["id"]: gold for gold, row in self.same.items()}


def match(gold: Gold, answers: Answers) -> Match:
    """Finds each gold document among what the archive made of its file.

    A document is right when its four-word shingles overlap the gold ones by a Jaccard of 0.8 or more
    and it has the gold language. Best overlaps are matched first.
    """
    by_file: dict[str, list[tuple[Row, frozenset[tuple[str, ...]]]]] = {}
    for row in answers.documents:
        whole = row["text"]
        if row["title"] and fold(row["title"]) not in fold(whole[: 2 * len(row["title"]) + 20]):
            whole = row["title"] + "\n" + whole
        by_file.setdefault(Path(row["source"]).name, []).append((row, shingles(whole)))
    scored = []
    nearest: dict[str, Row] = {}
    for document in gold.documents:
        want = shingles(document["text"])
        best = 0.0
        for row, said in by_file.get(document["file"], []):
            shared = len(want & said)
            scored.append((shared / len(want | said), document, row))
            if shared / len(want) > best:
                best = shared / len(want)
                nearest[document["id"]] = row
    same: dict[str, Row] = {}
    taken: set[str] = set()
    for score, document, row in sorted(scored, key=lambda s: (-s[0], s[1]["id"], s[2]["id"])):
        if (
            score >= SAME
            and document["id"] not in same
            and row["id"] not in taken
            and document["lang"] == row["lang"]
        ):
            same[document["id"]] = row
            taken.add(row["id"])
    return Match(same, nearest | same)


@dataclass(frozen=True, slots=True)
class Even:
    """A text in NFC with plain quotes and single spaces, and the way from its original's offsets."""

    text: str
    origin: Sequence[int]  # of each character, its offset in the original

    def place(self, offset: int) -> int:
        """Where an offset of the original stands in the even text."""
        return bisect.bisect_left(self.origin, offset)


def even(text: str) -> Even:
    """`text` made even, so that two readings of one page can be laid on each other."""
    mapped = compose(text)
    offsets = mapped.offsets or range(len(mapped.text) + 1)
    out: list[str] = []
    origin: list[int] = []
    for i, char in enumerate(mapped.text):
        if char.isspace():
            if not out or out[-1] == " ":
                continue
            char = " "
        out.append(char)
        origin.append(offsets[i])
    return Even("".join(out), origin)


@dataclass(frozen=True, slots=True)
class Spot:
    """A mention laid on the even text of the archive's document."""

    start: int
    end: int
    type: str
    text: str
    value: str | None = None
    entity: str | None = None

    def over(self, other: Spot) -> bool:
        """Whether the two share a character."""
        return self.start < other.end and other.start < self.end


@dataclass(frozen=True, slots=True)
class Laid:
    """The gold mentions of a document and the archive's, on one text. A gold mention whose paragraph the
    archive's text lacks stands at a negative place, so that it is missed."""

    document: Row
    gold: list[Spot]
    said: list[Spot]


def lay(document: Row, gold_mentions: list[Row], row: Row, said_mentions: list[Row]) -> Laid:
    """Lays gold mentions and the archive's on the same text, paragraph by paragraph.

    What the archive marked outside the gold paragraphs (a menu) is left out: the figures for posts tell
    of that. A title or date line need not be in the archive's text.
    """
    there = even(row["text"])
    gold: list[Spot] = []
    found: list[tuple[int, int]] = []
    cursor = 0
    for part in document["parts"]:
        here = even(document["text"][part["start"] : part["end"]])
        at = there.text.find(here.text, cursor)
        if at < 0:
            at = there.text.find(here.text)
        if at < 0 and part["role"] != "body":
            continue
        if at >= 0:
            found.append((at, at + len(here.text)))
            cursor = at + len(here.text)
        base = at if at >= 0 else -(10**9)
        for m in gold_mentions:
            if part["start"] <= m["start"] < part["end"]:
                start, end = here.place(m["start"] - part["start"]), here.place(m["end"] - part["start"])
                gold.append(_spot(m, base + start, base + end))
    said = [_spot(m, there.place(m["start"]), there.place(m["end"])) for m in said_mentions]
    said = [s for s in said if any(a <= s.start < b for a, b in found)]
    return Laid(document, gold, said)


def _spot(mention: Row, start: int, end: int) -> Spot:
    return Spot(start, end, mention["type"], mention["text"], mention.get("value"), mention.get("entity"))


def lay_all(gold: Gold, answers: Answers, matched: Match) -> list[Laid]:
    """Every French and English gold document with its mentions and the archive's."""
    of_gold: dict[str, list[Row]] = {}
    for m in gold.mentions:
        of_gold.setdefault(m["document"], []).append(m)
    of_archive: dict[str, list[Row]] = {}
    for m in answers.mentions:
        of_archive.setdefault(m["document"], []).append(m)
    nothing: Row = {"id": "", "text": ""}
    out = []
    for document in gold.documents:
        if document["lang"] in ("fr", "en"):
            row = matched.nearest.get(document["id"], nothing)
            out.append(lay(document, of_gold.get(document["id"], []), row, of_archive.get(row["id"], [])))
    return out

"""One hostile file through the readers, posts, language and dates, in a child with a watch on it.

Names and vectors are left out: their models alone weigh more than the bound, whatever the input.
"""

from __future__ import annotations

import gc
import json
import os
import resource
import signal
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from archive.dates import find_dates
from archive.errors import BadInput, EmptyInput
from archive.ingest import posts, readers, sources
from archive.ingest.containers import SearchedContainer
from archive.ingest.dating import date_documents

BOUND_SECONDS = 10.0
BOUND_BYTES = 500_000_000
_PATIENCE = 4.0  # times the bound, on a busy machine, before a child is taken to hang


@dataclass(slots=True)
class Outcome:
    """What became of a file: the texts or the reasons, and what it cost."""

    reasons: list[str] = field(default_factory=list)
    texts: int = 0
    held: bool = False  # whether the words looked for stand in them
    error: str = ""  # of a crash or a hang
    seconds: float = 0.0  # of processor time
    bytes: int = 0  # at the peak
    stages: dict[str, float] = field(default_factory=dict)


def take(path: str, told: str) -> Outcome:
    """All sources in `path`, as the pipeline takes them in."""
    out = Outcome()

    def looked(opened: SearchedContainer) -> None:
        out.reasons += [opened.vacant] if opened.vacant else []

    for found in sources.find([path], looked=looked):
        try:
            _take_one(sources.read(found), told, out)
        except BadInput as error:
            out.reasons.append(str(error))
    return out


def _take_one(original: sources.Original, told: str, out: Outcome) -> None:
    clock = time.process_time
    began = clock()
    found = original.found
    page = readers.read_page(original.data, found.media_type or readers.sniff(original.data, found.name))
    read = clock()
    split = posts.split_page(page)
    taken_apart = clock()
    if not split.drafts:
        raise EmptyInput("no text in it")  # as the pipeline says it
    for draft, dating in zip(split.drafts, date_documents(split.drafts, page), strict=True):
        find_dates(draft.text, draft.lang, dating.date if dating else None)
        draft.text.encode()  # what no database could keep raises here
        out.held = out.held or told in draft.text
    out.texts += len(split.drafts)
    for stage, seconds in (
        ("read", read - began),
        ("posts", taken_apart - read),
        ("dates", clock() - taken_apart),
    ):
        out.stages[stage] = out.stages.get(stage, 0.0) + seconds


def watched(work: Callable[[], Outcome], seconds: float = BOUND_SECONDS) -> Outcome:
    """`work` done in a forked child; a crash or a hang is an outcome too. Single-threaded callers only."""
    reading, writing = os.pipe()
    number = os.fork()
    if number == 0:
        os.close(reading)
        try:
            resource.setrlimit(resource.RLIMIT_CPU, (int(seconds * _PATIENCE), int(seconds * _PATIENCE) + 5))
            signal.alarm(int(seconds * _PATIENCE * 5))
            out = work()
            said = {"reasons": out.reasons[:50], "texts": out.texts, "held": out.held, "stages": out.stages}
        except BaseException as error:
            said = {"error": f"{type(error).__name__}: {error}"[:300]}
        os.write(writing, json.dumps(said).encode()[:60_000])
        os._exit(0)
    os.close(writing)
    with open(reading, "rb") as pipe:
        text = pipe.read()
    _, status, used = os.wait4(number, 0)
    outcome = Outcome(**json.loads(text)) if text else Outcome(error=f"died or hung (status {status})")
    outcome.seconds = used.ru_utime + used.ru_stime
    outcome.bytes = used.ru_maxrss * 1024
    return outcome


def warm(folder: Path) -> None:
    """Loads what every child needs, so that it is inherited and not counted as theirs."""
    path = folder / "warm.html"
    path.write_text("<p>Bonjour à tous, le 3 mars 2014.</p>" * 40 + "<p>Hello all, on 3 March 2014.</p>" * 40)
    take(str(path), "")
    path.unlink()
    gc.freeze()  # or the first collection in each child would copy all of it

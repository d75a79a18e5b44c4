"""How an archive does its work: one record that whoever opens it hands over."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

from archive import clock
from archive.dataclass import dataclass
from archive.progress import Progress, Silent

Model = Literal["tuned", "strong", "stock"]
Stage = Literal["names", "dates", "links", "posts"]  # of what is made again


_SILENT = Silent()


def _log(line: str) -> None:
    import logging  # a search that has nothing to say does without

    logging.getLogger("archive").warning(line)


@dataclass(frozen=True, slots=True)
class Run:
    """How an archive does its work.

    `clock`: the time, UTC, as `2026-11-28T03:15:43Z`. `progress` hears of stages and steps, `notify` of what
    a person should know (by default it is logged). `workers`: how many processes, None: one a processor, one
    for little work; with more than one a script needs `if __name__ == "__main__"`. `model`: which models
    find names; `vectors`: whether texts get sentence vectors, for links and for search by meaning.
    `bring_up`: whether the first search brings an index that is missing or outdated up to the catalog, and
    one that turns out to be damaged is built anew; without it no search writes, and a missing or damaged
    index is an error (DamagedIndex). `who`: by whom decisions are made.
    """

    clock: Callable[[], str] = clock.now
    progress: Progress = _SILENT
    notify: Callable[[str], None] = _log
    workers: int | None = 1
    model: Model = "tuned"
    vectors: bool = True
    bring_up: bool = True
    who: str = ""

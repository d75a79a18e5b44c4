"""What commands share in printing: one --format, JSON lines, CSV, progress on standard error."""

from __future__ import annotations

import csv
import json
import sys
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from types import TracebackType
from typing import Any, TypeVar

import click

F = TypeVar("F", bound=Callable[..., Any])
Record = Mapping[str, Any]


def format_option(*names: str) -> Callable[[F], F]:
    """The option --format with these choices; text on a terminal, else the first JSON form."""
    fallback = next(n for n in names if n.startswith("json"))

    def default() -> str:
        return "text" if "text" in names and sys.stdout.isatty() else fallback

    return click.option(
        "--format", "form", type=click.Choice(names), default=default,
        show_default=f"text on a terminal, else {fallback}" if "text" in names else fallback,
        help="How results are printed.",
    )  # fmt: skip


def model_option(command: F) -> F:
    """The option --model."""
    return click.option(
        "--model",
        type=click.Choice(["tuned", "stock"]),
        default="tuned",
        show_default=True,
        help="The models that find names: ours, or spaCy's as published.",
    )(command)


def emit(records: Iterable[Record], form: str, columns: Sequence[str], line: Callable[[Record], str]) -> int:
    """Prints records as `form`; `columns` are those of CSV, `line` makes the text. Returns how many."""
    count = 0
    if form == "csv":
        writer = csv.writer(sys.stdout, lineterminator="\n")
        writer.writerow(columns)
        for record in records:
            writer.writerow([_cell(record.get(c)) for c in columns])
            count += 1
    elif form == "json":
        every = list(records)
        click.echo(json.dumps(every, ensure_ascii=False, indent=2))
        count = len(every)
    else:
        for record in records:
            click.echo(json.dumps(record, ensure_ascii=False) if form == "jsonl" else line(record))
            count += 1
    return count


def _cell(value: Any) -> Any:
    if value is None:
        return ""
    if isinstance(value, list | dict | tuple):
        return json.dumps(value, ensure_ascii=False)
    return value


def now() -> str:
    """The time, UTC, to the second."""
    return datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


_TELLING = 1.0  # seconds of work below which words a second say nothing


class Bar(AbstractContextManager["Bar"]):
    """A progress bar with words a second, failures and time left; silent when not on a terminal."""

    def __init__(self, *, quiet: bool = False) -> None:
        self._on = sys.stderr.isatty() and not quiet
        self._progress: Any = None
        self._task: Any = None
        self._words = self._failed = 0
        self._began = 0.0  # when the first words of this stretch were done
        self._done = 0.0

    def __enter__(self) -> Bar:
        if self._on:
            from rich.console import Console
            from rich.progress import (
                BarColumn,
                MofNCompleteColumn,
                Progress,
                SpinnerColumn,
                TextColumn,
                TimeRemainingColumn,
            )  # fmt: skip

            # The spinner: models take seconds to load, and nothing else moves meanwhile.
            self._progress = Progress(
                SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(),
                TextColumn("{task.fields[rate]}"), TimeRemainingColumn(),
                console=Console(stderr=True), transient=True,
            )  # fmt: skip
            self._progress.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._progress is not None:
            self._progress.stop()

    def stage(self, name: str, total: int | None) -> None:
        """A new stretch of work with `total` steps (None: not known)."""
        if self._progress is not None:
            if self._task is not None:
                self._progress.remove_task(self._task)
            self._task = self._progress.add_task(name, total=total, rate="")
            self._words = self._failed = 0
            self._began = self._done = 0.0

    def advance(self, done: float, words: int = 0, failed: int = 0) -> None:
        """`done` more steps, or a part of one, with so many words and failures."""
        if self._progress is not None:
            self._done += done
            self._failed += failed
            now = time.monotonic()
            if self._began:
                self._words += words
            elif words:
                self._began = now  # the first words took the time to load models too: they tell no speed
            elapsed = now - self._began
            rate = self._words / elapsed if self._words and elapsed >= _TELLING else 0.0
            text = f"{rate:,.0f} words/s" if rate else ""
            if self._failed:
                text += f"  {self._failed} failed"
            # Parts of a step add up to a hair less than it, and only whole ones are counted.
            self._progress.update(self._task, completed=round(self._done, 6), rate=text)

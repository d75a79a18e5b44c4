"""What commands share in printing: every line and every cell goes out through here, fit to be printed.

Nothing else in the command line writes to a stream (a test looks).
"""

from __future__ import annotations

import csv
import io
import json
import os
import sys
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import field
from pathlib import Path
from types import TracebackType
from typing import Any, TextIO, TypeVar, get_args

import click

from archive.cli.inputs import TEXT
from archive.cli.streams import bytes_to
from archive.dataclass import dataclass
from archive.errors import Hindered, UsageError
from archive.printable import guarded, printable, printable_body, printable_json
from archive.run import Model

F = TypeVar("F", bound=Callable[..., Any])
Record = Mapping[str, Any]

_RAW, _BOM = "archive.raw", "archive.bom"  # where --raw and --bom are kept for the one that prints


@dataclass(frozen=True, slots=True)
class Styled:
    """Text that a terminal shows in this look (click.style's words: bold, dim, fg)."""

    text: str
    look: Mapping[str, Any] = field(default_factory=dict)


Piece = str | Styled


def bold(*pieces: str) -> Styled:
    """Text in bold."""
    return Styled("".join(pieces), {"bold": True})


def dim(*pieces: str) -> Styled:
    """Text that steps back."""
    return Styled("".join(pieces), {"dim": True})


def echo(*pieces: Piece, err: bool = False) -> None:
    """Prints one line, whatever stands in the pieces: a line end in a name is an escape."""
    _print(pieces, printable, err=err)


def echo_body(*pieces: Piece, err: bool = False) -> None:
    """Prints a text with its own lines and tabs."""
    _print(pieces, printable_body, err=err)


def tell(text: str) -> None:
    """Says one line to the person, on standard error."""
    echo(f"archive: {text}", err=True)


def echo_json(value: Any, *, indent: int | None = None, err: bool = False) -> None:
    """Prints JSON: characters as they are, where the stream can say them and no terminal would obey them."""
    stream = sys.stderr if err else sys.stdout
    written = json.dumps(value, ensure_ascii=not says_all(stream), indent=indent)
    _write(printable_json(written, terminal=is_terminal(stream)) + "\n", stream)


def echo_page(text: str) -> None:
    """Prints a page of HTML; where the stream cannot say a character, as HTML's own escape."""
    if not says_all(sys.stdout):
        text = text.encode("ascii", "xmlcharrefreplace").decode("ascii")
    _write(text + "\n", sys.stdout)


def echo_bytes(data: Iterable[bytes]) -> None:
    """Writes bytes as they are to standard output, which is no terminal."""
    stream = sys.stdout
    if stream is None:
        return
    stream.flush()
    write = bytes_to(stream)
    for some in data:
        write(some)
    stream.flush()


def echo_stream(pieces: Iterable[str]) -> None:
    """Writes a file of text, in UTF-8 as it says of itself; on a terminal what it would obey is escaped."""
    if is_terminal(sys.stdout):
        for piece in pieces:
            _write(printable_body(piece), sys.stdout)
    else:
        echo_bytes(piece.encode("utf-8", "backslashreplace") for piece in pieces)


def write_file(file: Path, pieces: Iterable[str]) -> None:
    """Writes a new file, whole or not at all. Raises UsageError where there is one, Hindered by the disk."""
    if os.path.lexists(file):
        raise UsageError(f"{file} exists already. Name another file, or move it away.")
    part = file.with_name(f"{file.name}.{os.getpid()}.part")
    try:
        with part.open("x", encoding="utf-8", errors="backslashreplace", newline="") as out:
            out.writelines(pieces)
            out.flush()
            os.fsync(out.fileno())
        part.rename(file)
    except OSError as error:
        raise Hindered(f"{file} cannot be written: {error.strerror}.") from error
    finally:
        part.unlink(missing_ok=True)


def _print(pieces: Iterable[Piece], fit: Callable[[str], str], *, err: bool) -> None:
    stream = sys.stderr if err else sys.stdout
    coloured = is_terminal(stream)
    printed = []
    for piece in pieces:
        if isinstance(piece, str):
            printed.append(fit(piece))
        else:
            text = fit(piece.text)
            printed.append(click.style(text, **piece.look) if coloured else text)
    _write("".join(printed) + "\n", stream)


def _write(text: str, stream: TextIO | None) -> None:
    if stream is not None:  # None: whoever called closed it, and wants to hear nothing
        stream.write(text)
        stream.flush()


def is_terminal(stream: TextIO | None) -> bool:
    """Whether a person is at the stream, on a terminal; nobody is where the caller closed it."""
    return stream is not None and stream.isatty()


def says_all(stream: TextIO | None) -> bool:
    """Whether the stream's encoding has every character."""
    name = getattr(stream, "encoding", None) or "utf-8"
    return str(name).lower().startswith("utf")


def format_option(*names: str) -> Callable[[F], F]:
    """The option --format with these choices; text on a terminal, else the first of JSON or XML.

    With CSV among them also --raw and --bom, which `emit` follows.
    """
    fallback = next(n for n in names if n.startswith(("json", "xml")))

    def default() -> str:
        return "text" if "text" in names and is_terminal(sys.stdout) else fallback

    form = click.option(
        "--format", "form", type=click.Choice(names), default=default,
        show_default=f"text on a terminal, else {fallback}" if "text" in names else fallback,
        help="Output format.",
    )  # fmt: skip
    return (lambda command: form(csv_options(command))) if "csv" in names else form


def told_as(command: F) -> F:
    """The option --format of a command that changes something: text, or JSON where a program asks for it."""
    return click.option(
        "--format", "form", type=click.Choice(("text", "json")), default="text", show_default=True,
        help="Output format.",
    )(command)  # fmt: skip


def csv_options(command: F) -> F:
    """Adds --raw and --bom, which `emit` follows."""

    def kept(key: str) -> Callable[[click.Context, click.Parameter, bool], None]:
        return lambda ctx, _, value: ctx.meta.update({key: value})

    raw = click.option(
        "--raw", is_flag=True, expose_value=False, callback=kept(_RAW),
        help="Leave CSV cells as they are: no ' before what a spreadsheet would take for a formula.",
    )  # fmt: skip
    bom = click.option(
        "--bom", is_flag=True, expose_value=False, callback=kept(_BOM),
        help="Start CSV with a byte order mark, so that Excel reads it as UTF-8.",
    )  # fmt: skip
    return raw(bom(command))


def emit(
    records: Iterable[Record],
    form: str,
    columns: Sequence[str],
    line: Callable[[Record], str | Sequence[str]],
) -> int:
    """Prints records as `form`; `columns` are those of CSV, `line` makes the text's line or lines.

    Returns how many.
    """
    count = 0
    if form == "csv":
        write = table(columns)
        for record in records:
            write(record)
            count += 1
    elif form == "json":
        every = list(records)
        echo_json(every, indent=2)
        count = len(every)
    else:
        for record in records:
            if form == "jsonl":
                echo_json(record)
            else:
                text = line(record)
                for one in (text,) if isinstance(text, str) else text:
                    echo(one)
            count += 1
    return count


def table(columns: Sequence[str]) -> Callable[[Record], None]:
    """Begins a CSV table on standard output; returns what prints a record as its next row."""
    meta = click.get_current_context().meta
    fit = _raw if meta.get(_RAW) else _guarded
    if meta.get(_BOM) and says_all(sys.stdout):
        _write("\ufeff", sys.stdout)
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")

    def row(cells: Iterable[Any]) -> None:
        writer.writerow(cells)
        _write(out.getvalue(), sys.stdout)
        out.seek(0)
        out.truncate()

    row(columns)
    return lambda record: row(_cell(record.get(c), fit) for c in columns)


def _raw(cell: str) -> str:
    return printable_body(cell) if is_terminal(sys.stdout) else cell


def _guarded(cell: str) -> str:
    return guarded(printable_body(cell))


def _cell(value: Any, fit: Callable[[str], str]) -> Any:
    if value is None:
        return ""
    if isinstance(value, list | dict | tuple):
        shy = fit is _guarded or is_terminal(sys.stdout)
        return printable_json(json.dumps(value, ensure_ascii=False), terminal=shy)
    return fit(value) if isinstance(value, str) else value


def model_option(default: Model | None = "tuned") -> Callable[[F], F]:
    """The option --model; without a default each document keeps the model it has."""
    return click.option(
        "--model",
        type=click.Choice(get_args(Model)),
        default=default,
        show_default="that of each document" if default is None else True,
        help="NER model: fine-tuned (bundled), strong (larger, a package of its own) or stock spaCy.",
    )


_TELLING = 1.0  # seconds of work below which words a second say nothing


class Bar(AbstractContextManager["Bar"]):
    """A progress bar with words a second, failures and time left; silent when not on a terminal."""

    def __init__(self, *, quiet: bool = False) -> None:
        self._on = is_terminal(sys.stderr) and not quiet
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
                SpinnerColumn(), TextColumn("{task.description}", markup=False), BarColumn(),
                MofNCompleteColumn(), TextColumn("{task.fields[rate]}"), TimeRemainingColumn(),
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
            self._task = self._progress.add_task(printable(name), total=total, rate="")
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


def engine_option(part: str, what: str, default: str | None = None) -> Callable[[F], F]:
    """The option for the address of a part of an archive."""
    shown = default is not None
    return click.option(
        f"--{part}", type=TEXT, default=default, show_default=shown, metavar="ADDRESS", help=what
    )

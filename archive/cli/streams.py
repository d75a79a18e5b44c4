"""Standard input, output and error as the command line uses them, and what to say where they fail."""

from __future__ import annotations

import contextlib
import io
import os
import sys
from collections.abc import Callable, Iterator
from typing import Any, BinaryIO, TextIO, cast

from archive.errors import Hindered, UsageError


class ReaderLeft(Exception):
    """Who read standard output (head, less) has had enough. No failure: the command ends, exit code 0."""


class _Stream:
    """A stream that is written to, with what happens where it refuses."""

    refused = False

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)

    def write(self, text: str) -> int:
        """Writes; see the children for what a refusal becomes."""
        with self._naming_refusals():
            return self._stream.write(text)
        return len(text)

    def write_bytes(self, data: bytes) -> None:
        """Writes bytes as they are, as `write`."""
        with self._naming_refusals():
            self._stream.buffer.write(data)

    def flush(self) -> None:
        """Flushes, as `write`."""
        with self._naming_refusals():
            self._stream.flush()

    @contextlib.contextmanager
    def _naming_refusals(self) -> Iterator[None]:
        yield


class _Output(_Stream):
    """Standard output: a refusal names it, so that nobody looks for the fault in the archive."""

    @contextlib.contextmanager
    def _naming_refusals(self) -> Iterator[None]:
        try:
            yield
        except BrokenPipeError as error:
            self.refused = True
            raise ReaderLeft from error
        except OSError as error:
            self.refused = True
            raise Hindered(
                f"Standard output cannot be written to ({error.strerror}). The archive is not affected;"
                " send the output elsewhere."
            ) from error


class _Messages(_Stream):
    """Standard error: what cannot be said there is no reason to stop."""

    @contextlib.contextmanager
    def _naming_refusals(self) -> Iterator[None]:
        try:
            yield
        except OSError:
            self.refused = True


def _give_up(stream: TextIO) -> None:
    """Nothing more may be written, not even what is left when the program ends."""
    with contextlib.suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


@contextlib.contextmanager
def guarded_streams() -> Iterator[None]:
    """Standard output and error that print any character, as an escape where their encoding has it not.

    A refusal by standard output is a ReaderLeft or a Hindered.
    """
    _fill_gaps()
    before = sys.stdout, sys.stderr
    for stream in before:
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    # None where the caller closed it.
    out, err = cast("tuple[TextIO | None, TextIO | None]", before)
    answers = None if out is None else _Output(out)
    messages = None if err is None else _Messages(err)
    if answers is not None:
        sys.stdout = cast(TextIO, answers)
    if messages is not None:
        sys.stderr = cast(TextIO, messages)
    try:
        yield
    finally:
        sys.stdout, sys.stderr = before
        if messages is not None:
            with contextlib.suppress(ValueError):  # it was closed
                messages.flush()  # what is left would be refused when Python ends, which ends with 120 then
        for guarded, stream in zip((answers, messages), before, strict=True):
            if guarded is not None and guarded.refused:
                _give_up(stream)


def _fill_gaps() -> None:
    """Opens what the caller closed: else a file of the archive gets its number, and what is printed there."""
    for number in (0, 1, 2):
        try:
            os.fstat(number)
        except OSError:
            with contextlib.suppress(OSError):
                os.open(os.devnull, os.O_RDWR)


def bytes_to(stream: TextIO) -> Callable[[bytes], object]:
    """What writes bytes to a stream; where it is the command line's own, a refusal is told as of text."""
    return stream.write_bytes if isinstance(stream, _Stream) else stream.buffer.write


def standard_input() -> BinaryIO:
    """The bytes of standard input. Raises UsageError where it is closed."""
    if cast("TextIO | None", sys.stdin) is None:
        raise UsageError("Standard input is closed.")
    if isinstance(sys.stdin, io.StringIO):  # of a program that calls this one
        return io.BytesIO(sys.stdin.read().encode("utf-8", "surrogateescape"))
    return sys.stdin.buffer

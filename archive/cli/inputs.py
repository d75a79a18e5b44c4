"""What commands are given: words on the command line, lines of JSON, lists of paths; any bytes may come."""

from __future__ import annotations

import codecs
import json
import os
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any, BinaryIO, Final

import click

from archive.dataclass import dataclass
from archive.errors import UsageError
from archive.printable import printable

MOST_BYTES: Final = 64 * 1024 * 1024  # of one line: what a source that is held in memory whole may have
_UTF16: Final = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


class Text(click.ParamType[str]):
    """Words of a person: any characters, which must be in UTF-8."""

    name = "text"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """`value`, which may have come from a locale that knows ASCII alone."""
        try:
            value.encode()
        except UnicodeEncodeError:
            try:
                return os.fsencode(value).decode()
            except UnicodeError:
                self.fail(f"'{printable(value)}' is not valid UTF-8.", param, ctx)
        return str(value)


TEXT: Final = Text()


@dataclass(frozen=True, slots=True)
class JsonLine:
    """A line of JSON: the object in it, or the `problem` with it and the `id` as far as it is known."""

    number: int
    record: Mapping[str, Any]
    problem: str = ""

    def answer(self, problem: str) -> dict[str, Any]:
        """What stands in the place of an answer."""
        from archive import forms

        return forms.error(problem, self.number, self.record)


def json_lines(file: BinaryIO) -> Iterator[JsonLine]:
    """The lines of a stream of JSON objects in UTF-8; blank ones and a byte order mark are passed over.

    Never holds more than a line, of MOST_BYTES at most. Raises UsageError where the stream cannot be read.
    """
    for number, line in enumerate(_lines(file), 1):
        text = line.removeprefix(codecs.BOM_UTF8) if number == 1 else line
        if len(text) > MOST_BYTES:
            yield JsonLine(number, {}, f"line longer than {MOST_BYTES:,} bytes")
        elif text.strip():
            yield _line(number, text)


def _lines(file: BinaryIO) -> Iterator[bytes]:
    """Lines; of one that is too long as much as tells that it is."""
    whole = True
    while line := _asked(file, MOST_BYTES + 4):  # 4: a mark, and one more
        if whole:
            yield line
        whole = line.endswith(b"\n")


def _asked(file: BinaryIO, most: int) -> bytes:
    try:
        return file.readline(most)
    except OSError as error:
        raise unread(file, error) from error


def unread(file: BinaryIO, error: OSError) -> UsageError:
    """What to say where what a person gave cannot be read."""
    name = getattr(file, "name", None)
    shown = name if isinstance(name, str) else "Standard input"
    return UsageError(f"{shown} cannot be read ({error.strerror}).")


def _line(number: int, line: bytes) -> JsonLine:
    try:
        text = line.decode()
    except UnicodeDecodeError as error:
        return JsonLine(number, {}, f"not valid UTF-8 (byte {error.start + 1} of the line)")
    try:
        record = json.loads(text, object_pairs_hook=_pairs, parse_constant=_no_number)
    except json.JSONDecodeError as error:
        return JsonLine(number, {}, f"not JSON ({error.msg}, column {error.colno})")
    except RecursionError:
        return JsonLine(number, {}, "nested too deeply")
    except ValueError as error:
        return JsonLine(number, {}, f"not JSON ({error})")
    if not isinstance(record, dict):
        return JsonLine(number, {}, "not a JSON object: it must begin with { and end with }")
    problem = _unfit(record)
    return JsonLine(number, {} if problem == _ID else record, problem)


_ID: Final = '"id" cannot be written as JSON'


def _unfit(record: Mapping[str, Any]) -> str:
    """What is wrong with a line's values of any command."""
    try:
        json.dumps(record.get("id"), allow_nan=False)  # 1e999 is read, and could not be written
    except (ValueError, RecursionError):
        return _ID
    for key, value in record.items():
        if isinstance(value, str):
            try:
                value.encode()
            except UnicodeEncodeError as error:
                half = f"\\u{ord(value[error.start]):04x}"
                return f'"{key}" has an unpaired surrogate ({half}, character {error.start})'
    return ""


def _pairs(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        keys = Counter(key for key, _ in pairs)
        raise ValueError(f'duplicate key "{keys.most_common(1)[0][0]}"')
    return found


def _no_number(word: str) -> None:
    raise ValueError(f"{word} is not a JSON number")


def paths(file: BinaryIO) -> Iterator[str]:
    """The paths in a list: one a line, whatever its line ends, or divided by NULs as `find -print0` does.

    Raises UsageError where the list cannot be read.
    """
    try:
        data = file.read()
    except OSError as error:
        raise unread(file, error) from error
    if data.startswith(_UTF16):
        data = data.decode("utf-16", "replace").encode()
    elif data.startswith(codecs.BOM_UTF8) and not os.path.lexists(data.split(b"\n", 1)[0].rstrip(b"\r")):
        data = data.removeprefix(codecs.BOM_UTF8)
    nul = b"\0" in data
    for path in data.split(b"\0" if nul else b"\n"):
        if not nul and path.endswith(b"\r") and not os.path.lexists(path):
            path = path[:-1]
        if path.strip():
            yield os.fsdecode(path)

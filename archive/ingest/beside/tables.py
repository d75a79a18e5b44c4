"""`metadata.csv`: a line a file, columns of the Dublin Core."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence
from typing import Final

from archive.catalog.stated import Told
from archive.ingest.beside.base import DescribingFile, There, Wrong, base_of
from archive.ingest.beside.words import NoDay, field_of, known_names, no_date, sentence, statements
from archive.ingest.places import FoundFile
from archive.printable import unguarded

NAME: Final = "metadata.csv"
# A table of Resip, for deposits in SEDA, has columns of its own beside those that describe.
_RESIP: Final = re.compile(r"(?:id|parentid|objectfiles|management\..*|content\..*|[a-z]+\..*)\Z", re.I)
_MARKS: Final = ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_MOST: Final = 1_000_000  # characters of a cell


def read(data: bytes, found: FoundFile, there: There) -> DescribingFile:
    """What the table says, line by line. Raises Wrong where its columns are not as they must be."""
    lines = _text(data).splitlines(keepends=True)
    skipped = 1 if lines and re.fullmatch(r"sep=.\s*", lines[0], re.I) else 0
    header = lines[skipped] if len(lines) > skipped else ""
    if "\0" in "".join(lines):
        raise Wrong("line 1: no text. Save it as CSV in UTF-8")
    csv.field_size_limit(_MOST)
    rows = csv.reader(lines[skipped:], delimiter=max(",;\t", key=header.count), strict=True)
    found_rows: list[Told] = []
    problems: list[str] = []
    at = skipped + 1
    try:
        fields = _fields(next(rows, []), at)
        at = skipped + rows.line_num + 1
        for row in rows:
            found_rows += _row_statements(row, fields, at, found, there, problems)
            at = skipped + rows.line_num + 1
    except csv.Error as error:
        raise Wrong(f"line {at}: not CSV ({error})") from error
    return DescribingFile(tuple(found_rows), sentence(problems) or None)


def _text(data: bytes) -> str:
    """The text of a table: in UTF-8, or as spreadsheets of Windows in these countries save it."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return data.decode(encoding, "replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


def _fields(header: Sequence[str], line: int) -> list[str | None]:
    """The field of each column, None for one that says nothing of a text. Raises Wrong."""
    fields = [field_of(name) for name in header]
    if "file" not in fields:
        raise Wrong(f"line {line}: no column 'filename', which names the file that each line describes")
    resip = any(name.strip().lower().startswith("content.") for name in header)
    odd = [
        name.strip()
        for name, field in zip(header, fields, strict=True)
        if field is None and name.strip() and not (resip and _RESIP.fullmatch(name.strip()))
    ]
    if odd:
        raise Wrong(f"line {line}: unknown column {odd[0]!r}; known columns: {known_names()}")
    if set(fields) <= {"file", None}:
        raise Wrong(f"line {line}: no column besides the file names; known columns: {known_names()}")
    return fields


def _row_statements(
    row: Sequence[str],
    fields: Sequence[str | None],
    line: int,
    found: FoundFile,
    there: There,
    problems: list[str],
) -> Iterator[Told]:
    if not any(cell.strip() for cell in row):
        return
    if any(cell.strip() for cell in row[len(fields) :]):
        problems.append(f"line {line}: more cells than columns (put one that holds the separator in quotes)")
        return
    cells = [(field, unguarded(cell)) for field, cell in zip(fields, row, strict=False) if field]
    path = next((cell for field, cell in cells if field == "file"), "").strip()
    target = there.named(base_of(found), path) if path else None
    if target is None:
        why = f"{path[:80]!r} leads out of the folder" if path else "no name of a file"
        problems.append(f"line {line}: {why}")
        return
    for field, cell in cells:
        if field == "file":
            continue
        try:
            for one in statements(field, cell, f"{found.given}, line {line}"):
                yield Told(target, one)
        except NoDay:
            problems.append(f"line {line}: {no_date(cell)}")

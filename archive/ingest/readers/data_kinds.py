"""Text by its bytes, and nothing that people read: tables, records of programs, code.

What it is, is told by its lines, seldom by its name; where it is in doubt it is a text.
"""

from __future__ import annotations

import csv
import json
import re
from collections import Counter
from collections.abc import Sequence
from pathlib import PurePosixPath

CSV = "text/csv"
VCARD = "text/vcard"
CALENDAR = "text/calendar"
JSON = "application/json"
LOG = "text/x-log"
CODE = "text/x-source-code"
CONFIG = "text/x-config"
SQL = "application/sql"
POSTSCRIPT = "application/postscript"
ENCODED = "text/x-encoded"
KINDS = {
    CSV: "a table of data (CSV): save what people read in it as PDF",
    VCARD: "an address book (vCard), no text to read",
    CALENDAR: "a calendar (iCalendar), no text to read",
    JSON: "data (JSON), no text to read",
    LOG: "the log of a program, no text to read",
    CODE: "the code of a program, no text to read",
    CONFIG: "the settings of a program, no text to read",
    SQL: "a database as SQL, no text to read",
    POSTSCRIPT: "a printed page as a program (PostScript): save it as PDF",
    ENCODED: "bytes written as letters (base64 or the like): decode them first",
}
_FIRST = (
    (re.compile(r"%!PS"), POSTSCRIPT),
    (re.compile(r"BEGIN:VCARD\b", re.I), VCARD),
    (re.compile(r"BEGIN:VCALENDAR\b", re.I), CALENDAR),
    (re.compile(r"#!\s*/|<\?php\b|<%@"), CODE),
)
_HEAD = 16_384  # characters looked at
_TABLES = (".csv", ".tsv", ".tab")
_MARKDOWN = (".md", ".markdown")
_PROGRAMS = frozenset(
    """
    .py .pyx .java .c .h .cc .cpp .hpp .cs .js .mjs .ts .tsx .jsx .go .rs .rb .php .pl .pm .sh .bash .bat .ps1
    .sql .scala .kt .swift .lua .vb .vbs .f90 .asm .css .scss .less .properties .cfg .ini .conf .yml .yaml
    .toml .lock .gradle .cmake .mk .dtd .jsp .asp .awk .sed .el .hs .erl .ex .jl .ipynb
    """.split()  # noqa: SIM905
)
_FEW, _MOST = 5, 0.8  # lines that are enough, and the share of them that must be alike
_CODE_SHARE = 0.35
_NAMED_SHARE = 0.15  # of a file whose name is that of a program
_JSON_START = re.compile(
    r'\s*(?:\{\s*(?:"[^"\n]{0,200}"\s*:|\})|\[\s*(?:[{\[\]]|"[^"\n]{0,200}"\s*,|-?\d[\d.eE+-]*\s*,))'
)
_STAMP = r"\[?\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d)?\S*"
_LOGGED = re.compile(
    rf"{_STAMP}.{{0,80}}?\b(?:INFO|DEBUG|WARN(?:ING)?|ERROR|TRACE|FATAL|NOTICE|CRITICAL)\b"
    r"|(?:INFO|DEBUG|WARN(?:ING)?|ERROR|TRACE|FATAL)\b.{0,4}\s*\S*\d\d:\d\d:\d\d"
    r"|[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d \S+ \S+?(?:\[\d+\])?:"
    r"|\S+ \S+ \S+ \[\d\d/[A-Z][a-z]{2}/\d{4}:\d\d:"
    r"|\s+at [\w.$<>]+\(.*\)|(?:Caused by|Traceback|Exception)\b"
)
# What stands in programs alone, and what lines of texts may be too: a French list ends its lines with ";".
_CODE = re.compile(
    r".*(?:[{}]|\);|\};|\]\);?|\w\(\)|=\s*[^\s;]+;)\s*(?://.*)?$|\s*[)\]}]+[;,]?\s*$|\s*//"
    r"|#(?:include|define|ifdef|ifndef|endif|pragma)\b|\s*@\w+(?:\(.*\))?\s*$"
    r"|(?:import|package|using)\s+[\w*{}]+(?:\.[\w*{}]+)+\s*;?\s*$|from\s+[\w.]+\s+import\s"
    r"|\s*(?:def|class|function|func|fn)\s+\w+.*[:{(]\s*$|\s*return\b.*[;)]\s*$"
)
_LIKE_CODE = re.compile(
    r".*[({\[,;:]\s*$|.*\w[.(]\w.*\)\s*$|.*\s(?:=|==|!=|->|=>|\+=|&&|\|\|)\s.*|\s+\S|\s*[#$@%].*|\w+\(.*"
)
_COMMENT = re.compile(r"/\*.*?(?:\*/|\Z)", re.S)
_SETTING = re.compile(r"\s*[\w.-]+\s*=(?!=).*|\s*\[[\w .:-]+\]\s*$|\s*[#;!].*|\s*export \w+=")
_TARGET = re.compile(r"[\w.%/$() -]+:(?!=)[^:]*$|[\w.-]+\s*[:?+]?=")
_SQL = re.compile(r"(?:INSERT INTO|CREATE (?:TABLE|INDEX|DATABASE)|DROP TABLE|ALTER TABLE)\b", re.I)
_LONG_WORD = 60  # characters without a space, but of addresses


def data_type(text: str, name: str = "") -> str | None:
    """The media type of `text`, the head of a file that stands under `name`, where it is data; else None."""
    text = text[:_HEAD].lstrip("\ufeff\r\n\t ")
    for start, media_type in _FIRST:
        if start.match(text):
            return media_type
    suffix = PurePosixPath(name).suffix.lower()
    lines = [line.rstrip() for line in text.splitlines() if line.strip()]
    if len(text) == _HEAD and len(lines) > 1:
        lines.pop()  # it is cut
    if _is_json(text, lines):
        return JSON
    if _is_table(lines, lenient=suffix in _TABLES):
        return CSV
    if suffix in _MARKDOWN or len(lines) < _FEW:
        return None
    if _share(lines, _LOGGED) >= (_NAMED_SHARE if suffix == ".log" else _MOST / 2):
        return LOG
    ended = any(line.endswith((";", "(")) for line in lines)
    if ended and sum(_SQL.match(line) is not None for line in lines) >= 2:
        return SQL
    if _is_encoded(lines):
        return ENCODED
    return _of_program(text, lines, named=suffix in _PROGRAMS)


def _share(lines: Sequence[str], pattern: re.Pattern[str]) -> float:
    return sum(pattern.match(line) is not None for line in lines) / max(1, len(lines))


def _is_json(text: str, lines: Sequence[str]) -> bool:
    """Whether the text is JSON, or JSON in every line; one that is cut begins like it."""
    if not _JSON_START.match(text):
        return False
    if len(text) < _HEAD:
        try:
            json.loads(text)
        except (ValueError, RecursionError):
            return all(_JSON_START.match(line) for line in lines)
    return True


def _is_table(lines: Sequence[str], *, lenient: bool) -> bool:
    """Whether lines are rows of one table. `lenient`: the file is named so, and a row is enough.

    A list that people write has a space behind its commas; tables have none.
    """
    rows = lines[:60]
    for mark in ("\t", ";", ",", "|"):
        if len(rows) < (1 if lenient else _FEW):
            return False
        try:
            counts = Counter(len(row) for row in csv.reader(rows, delimiter=mark) if row)
        except csv.Error:
            continue
        if not counts:
            continue
        columns, times = counts.most_common(1)[0]
        if columns < (2 if lenient else 3) or times < _MOST * sum(counts.values()):
            continue
        cells = [cell for row in csv.reader(rows, delimiter=mark) for cell in row]
        spaced = sum(cell.startswith(" ") for cell in cells)
        if (lenient and len(rows) >= 3) or (
            spaced * 5 < len(cells) and mark != "|" and _median(list(map(len, cells))) < 40
        ):
            return True
    return False


def _median(numbers: list[int]) -> int:
    return sorted(numbers)[len(numbers) // 2] if numbers else 0


def _is_encoded(lines: Sequence[str]) -> bool:
    words = [word for line in lines for word in line.split() if not word.startswith(("http", "www."))]
    long = sum(len(word) for word in words if len(word) >= _LONG_WORD)
    return long > 0.9 * sum(map(len, words))


def _of_program(text: str, lines: Sequence[str], *, named: bool) -> str | None:
    """Code, settings or rules to build a program; None for a text."""
    bare = [line for line in _COMMENT.sub("", text).splitlines() if line.strip()]
    if _share(lines, _SETTING) >= _MOST and sum("=" in line for line in lines) * 2 >= len(lines):
        return CONFIG
    if len(bare) >= _FEW and _share(bare, _CODE) >= (_NAMED_SHARE if named else _CODE_SHARE):
        return CODE
    if named and _share(bare, _LIKE_CODE) >= _MOST / 2:
        return CODE
    commands = sum(line.startswith("\t") for line in text.splitlines())
    targets = [line for line in lines if not line.startswith(("\t", "#"))]
    if commands * 5 >= len(lines) and targets and _share(targets, _TARGET) >= _MOST:
        return CODE
    return None

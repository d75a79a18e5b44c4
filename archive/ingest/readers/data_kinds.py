"""Text by its bytes, and nothing that people read: tables, records of programs, code.

What it is, is told by its lines, seldom by its name; where it is in doubt it is a text. So a sign that people
write too (a name with a colon and lines set in below it, `a = b`, a comma between digits, `@name`, `[ ]`)
tells nothing by itself: it counts beside one that people do not write.
"""

from __future__ import annotations

import csv
import json
import re
from collections import Counter
from collections.abc import Sequence
from pathlib import PurePosixPath

from archive.patterns import regex

CSV = "text/csv"
VCARD = "text/vcard"
CALENDAR = "text/calendar"
JSON = "application/json"
JSON_FEED = "application/feed+json"
LOG = "text/x-log"
CODE = "text/x-source-code"
CONFIG = "text/x-config"
SQL = "application/sql"
POSTSCRIPT = "application/postscript"
ENCODED = "text/x-encoded"
KINDS = {
    CSV: "a table of data (CSV): save what should be searchable as PDF",
    VCARD: "an address book (vCard), no text to read",
    JSON: "data (JSON), no text to read",
    LOG: "the log of a program, no text to read",
    CODE: "program code",
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
_MANY = 40  # rows that are a table without a header
_CODE_SHARE = 0.35
_NAMED_SHARE = 0.15  # of a file whose name is that of a program
_JSON_START = regex(
    r'\s*(?:\{\s*(?:"[^"\n]{0,200}"\s*:|\})|\[\s*(?:[{\[\]]|"[^"\n]{0,200}"\s*,|-?\d[\d.eE+-]*\s*,))'
)
_JSON_FEED = regex(r"[\"]version[\"]\s*:\s*[\"]https?:(?:\\?/){2}jsonfeed\.org\\?/version")
_STAMP = r"\[?\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d)?\S*"
_LOGGED = regex(
    rf"{_STAMP}.{{0,80}}?\b(?:INFO|DEBUG|WARN(?:ING)?|ERROR|TRACE|FATAL|NOTICE|CRITICAL)\b"
    r"|(?:INFO|DEBUG|WARN(?:ING)?|ERROR|TRACE|FATAL)\b.{0,4}\s*\S*\d\d:\d\d:\d\d"
    r"|[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d \S+ (?:\S+?\[\d+\]|kernel):"
    r"|\S+ \S+ \S+ \[\d\d/[A-Z][a-z]{2}/\d{4}:\d\d:"
    r"|\s+at [\w.$<>]+\(.*\)|(?:Caused by|Traceback|Exception)\b"
)
# What stands in programs alone; what people write too (tweets, slogans, lists that end their items in ";");
# and what any text may hold. "{Elle sort.}" is a direction of a play.
_CODE = regex(
    r"(?!\s*\{[^{};=:\"]*\}\s*$)"
    r"(?:.*(?:[{}]|\w\(.*\);|\};|\]\);?|\w\(\))\s*(?://.*)?$|\s*[)\]}]+[;,]?\s*$"
    r"|#(?:include|define|ifdef|ifndef|endif|pragma)\b"
    r"|(?:import|package|using)\s+[\w*{}]+(?:\.[\w*{}]+)+\s*;?\s*$"
    r"|from\s+[\w.]+\s+import\s+(?:\(|\w+(?:\s+as\s+\w+)?(?:\s*,\s*\w+(?:\s+as\s+\w+)?)*|\*)[\s,)\\]*(?:#.*)?$"
    r"|\s*(?:def|function|func|fn)\s+\w+\s*[(<].*$|\s*class\s+\w+\s*(?:\(.*\))?\s*:\s*$|\s*return\b.*;\s*$)"
)
_PERHAPS_CODE = regex(r".*(?:\);|=\s*[^\s;]+;)\s*(?://.*)?$|\s*//|\s*@\w+(?:\(.*\))?\s*$|\s*return\b.*\)\s*$")
_SURE_SHARE = 0.25  # of the lines that look like code, at least two
_LIKE_CODE = regex(
    r".*[({\[,;:]\s*$|.*\w[.(]\w.*\)\s*$|.*\s(?:=|==|!=|->|=>|\+=|&&|\|\|)\s.*|\s+\S|\s*[#$@%].*|\w+\(.*"
)
_COMMENT = regex(r"/\*.*?(?:\*/|\Z)", re.S)
_SETTING = regex(r"\s*[\w.-]+\s*=(?!=).*|\s*\[[\w .:-]+\]\s*$|\s*[#;!].*|\s*export \w+=")
# Names of settings: a person does not write "max_size", "lamp.port" or "fontSize".
_KEY = regex(r"\s*(?:export )?(?=\S*[a-zA-Z])(?:[\w-]+[._][\w.-]+|[a-z]+[A-Z]\w*)\s*=", re.ASCII)
_VALUE = regex(
    r"[^=]*=\s*(?:[\d.,:%+-]*|true|false|yes|no|on|off|null|none|[\"'].*[\"']|\S*[/\\@$]\S*)\s*[;,]?\s*$",
    re.I,
)
_MAKEFILES = ("makefile", "gnumakefile")
_MAKES = regex(r"\$[({@<^*]|^\.PHONY\b", re.MULTILINE)
_SQL = regex(r"(?:INSERT INTO|CREATE (?:TABLE|INDEX|DATABASE)|DROP TABLE|ALTER TABLE)\b", re.I)
_LONG_WORD = 60  # characters without a space, but of addresses
_ENCODED = regex(rf"(?=.*[A-Za-z0-9]{{8}})[\x21-\x7e]{{{_LONG_WORD},}}")  # a rule of dashes is none
_SENTENCE = regex(r"(?:[^\W\d]+['’]?\s+){2}[^\W\d]{2}")  # words that run on
_IN_NUMBER = regex(r"(?<=\d),(?=\d)")
_NAME_OF_COLUMN = regex(r"(?:id|[a-z]+(?:_[a-z\d]+)+|[a-z]+[A-Z]\w*)$")
_CUT_END = 12  # characters: a value of JSON that a cut leaves behind, "\\u00e" or "fals"


def data_type(text: str, name: str = "", *, cut: bool = False) -> str | None:
    """The media type of `text`, a file or its head that stands under `name`, where it is data; else None.

    `cut`: it is a head; the file goes on.
    """
    text = text.lstrip("\ufeff\r\n\t ")
    for start, media_type in _FIRST:
        if start.match(text):
            return media_type
    suffix = PurePosixPath(name).suffix.lower()
    lines = [line.rstrip() for line in text.splitlines() if line.strip()]
    if cut and len(lines) > 1:
        lines.pop()
    if _is_json(text, lines, cut=cut):
        return JSON_FEED if _JSON_FEED.search(text) else JSON
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
    return _of_program(text, lines, name.lower())


def _share(lines: Sequence[str], pattern: re.Pattern[str]) -> float:
    return sum(pattern.match(line) is not None for line in lines) / max(1, len(lines))


def _is_json(text: str, lines: Sequence[str], *, cut: bool) -> bool:
    """Whether the text is JSON, or JSON in every line; one that is cut may fail at its end alone."""
    if not _JSON_START.match(text):
        return False
    if _parses(text, cut=cut):
        return True
    return len(lines) > 1 and all(_JSON_START.match(line) and _parses(line) for line in lines)


def _parses(text: str, *, cut: bool = False) -> bool:
    try:
        json.loads(text)
    except json.JSONDecodeError as error:
        return cut and (error.pos >= len(text) - _CUT_END or error.msg.startswith("Unterminated string"))
    except (ValueError, RecursionError):
        pass  # a number of thousands of figures, brackets in thousands of others: no text
    return True


def _is_table(lines: Sequence[str], *, lenient: bool) -> bool:
    """Whether lines are rows of one table. `lenient`: the file is named so, and a row is enough.

    A list that people write has a space behind its commas; tables have none. Lines that are set in, and a
    few rows without a header (a programme, a list of members), are no table.
    """
    rows = lines[:60]
    for mark in ("\t", ";", ",", "|"):
        if len(rows) < (1 if lenient else _FEW):
            return False
        try:
            table = [row for row in csv.reader(_bordered(rows, mark, lenient), delimiter=mark) if row]
        except csv.Error:
            continue
        if not table:
            continue
        columns, times = Counter(map(len, table)).most_common(1)[0]
        if columns < (2 if lenient else 3) or times < _MOST * len(table):
            continue
        cells = [cell for row in table for cell in row]
        spaced = sum(cell.startswith(" ") for row in table for cell in row[1:])
        if (lenient and len(rows) >= 3) or (
            spaced * 5 < len(cells) - len(table)
            and mark != "|"
            and _median(list(map(len, cells))) < 40
            and (lenient or len(table) >= _MANY or _has_header(table, columns))
        ):
            return True
    return False


def _bordered(rows: Sequence[str], mark: str, lenient: bool) -> list[str]:
    """Rows whose marks are borders of cells alone: not white space at their ends, not commas of numbers."""
    if lenient:
        return list(rows)
    if mark == ",":
        return [_IN_NUMBER.sub(".", row) if _SENTENCE.search(row) else row for row in rows]
    return [row.strip() for row in rows]


def _has_header(table: Sequence[Sequence[str]], columns: int) -> bool:
    """Whether the first row names the columns: in words, above figures; or as programs name them."""
    first, below = table[0], [row for row in table[1:] if len(row) == columns]
    if len(first) != columns or len({cell.strip() for cell in first}) < columns:
        return False
    if any(not cell.strip() or cell.strip()[0].isdigit() for cell in first):
        return False
    figures = any(
        sum(row[i].strip()[:1].isdigit() for row in below) >= 0.7 * len(below) for i in range(columns)
    )
    return figures or any(_NAME_OF_COLUMN.match(cell.strip()) for cell in first)


def _median(numbers: list[int]) -> int:
    return sorted(numbers)[len(numbers) // 2] if numbers else 0


def _is_encoded(lines: Sequence[str]) -> bool:
    words = [word for word in " ".join(lines).split() if word[:4] not in ("http", "www.")]
    long = sum(map(len, filter(_ENCODED.fullmatch, words)))
    return long > 0.9 * sum(map(len, words))


def _of_program(text: str, lines: Sequence[str], name: str) -> str | None:
    """Code, settings or rules to build a program; None for a text."""
    path = PurePosixPath(name)
    named = path.suffix in _PROGRAMS
    bare = [line for line in _COMMENT.sub("", text).splitlines() if line.strip()]
    if _is_settings(lines, named=named):
        return CONFIG
    sure = sum(_CODE.match(line) is not None for line in bare)
    like = sum(_CODE.match(line) is not None or _PERHAPS_CODE.match(line) is not None for line in bare)
    enough = like >= len(bare) * (_NAMED_SHARE if named else _CODE_SHARE)
    if len(bare) >= _FEW and enough and sure >= (1 if named else max(2, _SURE_SHARE * like)):
        return CODE
    if named and _share(bare, _LIKE_CODE) >= _MOST / 2:
        return CODE
    commands = sum(line.startswith("\t") for line in text.splitlines())
    if commands * 5 >= len(lines) and (path.name.startswith(_MAKEFILES) or _MAKES.search(text)):
        return CODE
    return None


def _is_settings(lines: Sequence[str], *, named: bool) -> bool:
    """Whether lines give values to names as programs have them; a glossary gives words to words."""
    given = [line for line in lines if "=" in line]
    if _share(lines, _SETTING) < _MOST or len(given) * 2 < len(lines):
        return False
    keys, values = _share(given, _KEY), _share(given, _VALUE)
    if named:
        return max(keys, values) >= _MOST / 2
    return keys >= _MOST / 2

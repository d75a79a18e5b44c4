"""What office programs say of a document, and how much of it is to be believed."""

from __future__ import annotations

import re
from collections.abc import Sequence

from archive.ingest.readers.lines import Line, cleaned
from archive.ingest.writers import is_nobody
from archive.records import Role
from archive.text import fold, words

# Titles that programs put in: the name of the file, or of an empty document.
_NO_TITLE = re.compile(
    r"\W*(?:(?:microsoft )?(?:word|office)(?: document)?|untitled.{0,12}|sans (?:titre|nom).{0,12}|"
    r"(?:document|doc|title|titre|nouveau document|new document|presentation|présentation|template|modèle)"
    r"\s*\d{0,3}|"
    r"[\w-]{1,3})\W*",
    re.IGNORECASE,
)
_PROGRAM = re.compile(r"^\s*Microsoft (?:Office )?(?:Word|PowerPoint|Publisher)\s*-\s*", re.IGNORECASE)
# Of a page that nobody named.
_NEW_PAGE = re.compile(
    r"\W*(?:(?:untitled|new|normal)(?:[\s-]*(?:document|page))?|(?:document|page)?\s*sans[\s-](?:titre|nom)|"
    r"(?:microsoft\s+)?(?:word|office)(?:\s+document)?|(?:nouvelle|new)\s+page|nouveau\s+document|titre\s+d[eu]\s+(?:la\s+page|document)|page\s+title)\s*\d{0,3}\W*",
    re.IGNORECASE,
)
_FILE = re.compile(r"\.(?:docx?|odt|rtf|pdf|dotx?|indd|pages|wpd|qxd|pub|html?|txt)\s*$", re.IGNORECASE)
_DAY = re.compile(r"\s*((?:19|20)\d\d)-(\d\d)-(\d\d)(?=$|[T\s])")
_TOP = 6  # lines within which a document says its title
_MAX_TITLE = 300  # characters
_LONG_TITLE = 3  # words: no accident if a text says them


def author_said(*names: str | None) -> str | None:
    """The first of `names` that is one of a person, not what a program puts in."""
    for name in names:
        name = cleaned(name or "")
        if name and not is_nobody(name) and len(name) < 200:
            return name
    return None


def title_said(title: str | None) -> str | None:
    """A title as the metadata say it, unless a program made it up."""
    title = cleaned(title or "").replace("\n", " ")
    if not title or len(title) > _MAX_TITLE or _PROGRAM.match(title) or _FILE.search(title):
        return None
    return None if _NO_TITLE.fullmatch(title) else title


def is_made_up(title: str) -> bool:
    """Whether a program made a title up: it names its file, or that there is none."""
    return bool(_PROGRAM.match(title) or _FILE.search(title) or _NEW_PAGE.fullmatch(title))


def day_said(stamp: str | None) -> str | None:
    """The day of a time as ISO 8601 writes it, in its own zone."""
    found = _DAY.match(stamp or "")
    if not found:
        return None
    year, month, day = map(int, found.groups())
    return f"{year:04d}-{month:02d}-{day:02d}" if 1 <= month <= 12 and 1 <= day <= 31 else None


def title_of(lines: Sequence[Line], stated: str | None, styled: str | None = None) -> str | None:
    """The title of a document of `lines`; None: none is sure, its first line may be one.

    Asked in this order: what is set as its title (`styled`); what the metadata say, where the head of the
    text says it too; a heading at the head of the text; what the metadata say alone, which may be that of
    the document that this one was made from.
    """
    if styled:
        return styled
    top = [line for line in lines if line.role is not Role.CHROME][:_TOP]
    stated = title_said(stated)
    if stated and says([line.text for line in top], stated):
        return stated
    for line in top[:2]:
        if line.role is Role.HEADING and line.level == 1 and len(line.text) <= _MAX_TITLE:
            return line.text
    return stated


def says(lines: Sequence[str], title: str) -> bool:
    """Whether the head of a text says a title: a long one in its words, of a short one a line is just that.

    "report" stands in many a text that is one, and is the name that its file had.
    """
    key = _key(title)
    if not key:
        return False
    if key.count(" ") + 1 >= _LONG_TITLE:
        return f" {key} " in f" {' '.join(map(_key, lines))} "
    return any(_key(line) == key for line in lines)


def _key(text: str) -> str:
    return " ".join(words(fold(text)))

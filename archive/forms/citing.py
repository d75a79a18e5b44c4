"""How a text is cited: for Zotero and search engines in the page, as RIS and BibTeX to be saved."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator

from archive.forms.public import label
from archive.records import Document
from archive.text import in_one_line

_DAY = re.compile(r"(\d{4})(?:-(\d\d))?(?:-(\d\d))?")
_READY = ("author", "url")  # fields that hold no text to be escaped
_LINES = re.compile(r"\s+")


def authors(document: Document) -> list[str]:
    """Who wrote it, each alone where files beside its source name them so and nothing overrules these."""
    names = list(dict.fromkeys(s.value for s in document.stated if s.field == "author"))
    if names and in_one_line(names) == document.author:
        return names
    return [document.author] if document.author else []


def known_day(document: Document) -> tuple[str, ...]:
    """Year, month and day, as far as they are known; of a season the year, of a span what both ends share."""
    start, bar, end = (document.date or "").partition("/")
    parts = _known(start)
    if not bar:
        return parts
    pairs = zip(parts, _known(end), strict=False)
    return tuple(one for one, _ in itertools.takewhile(lambda pair: pair[0] == pair[1], pairs))


def _known(date: str) -> tuple[str, ...]:
    found = _DAY.match(date)
    if not found:
        return ()
    year, month, day = found.groups()
    if month is None or not 1 <= int(month) <= 12:  # in EDTF 21 to 41 are seasons and quarters
        return (year,)
    return (year, month) if day is None else (year, month, day)


def address(document: Document, base: str) -> str:
    """Where the text stands in this room; `base`: the address of the room."""
    return f"{base.rstrip('/')}/d/{document.id}"


def meta(document: Document, base: str) -> list[tuple[str, str]]:
    """Names and contents of the `meta` elements that Zotero and Google Scholar read (Highwire Press tags)."""
    tags = [("citation_title", document.title or label(document.source))]
    tags += [("citation_author", one) for one in authors(document)]
    if day := known_day(document):
        tags.append(("citation_publication_date", "/".join(day)))
    tags += [("citation_language", document.lang), ("citation_public_url", address(document, base))]
    return tags


def ris(document: Document, base: str) -> str:
    """The text as a record of RIS, the form that reference managers take in."""
    return "".join(f"{tag}  - {value}\r\n" for tag, value in _ris(document, base)) + "ER  - \r\n"


def _ris(document: Document, base: str) -> Iterator[tuple[str, str]]:
    yield "TY", "GEN"
    yield "TI", _line(document.title or label(document.source))
    yield from (("AU", _line(one)) for one in authors(document))
    if day := known_day(document):
        yield "PY", day[0]
        yield "DA", "/".join((*day, *("",) * (3 - len(day)))) + "/"
    yield "LA", document.lang
    yield "UR", address(document, base)
    yield "AN", document.id


def bibtex(document: Document, base: str) -> str:
    """The text as an entry of BibTeX (`@misc`)."""
    day = known_day(document)
    fields = [("title", _line(document.title or label(document.source)))]
    if named := authors(document):  # each in braces: one name, whatever is in it
        fields.append(("author", " and ".join(f"{{{_escaped(_line(one))}}}" for one in named)))
    if day:
        fields.append(("year", day[0]))
    if len(day) > 1:
        fields.append(("month", str(int(day[1]))))
    fields += [("language", document.lang), ("url", address(document, base))]
    body = ",\n".join(
        f"  {name} = {{{value if name in _READY else _escaped(value)}}}" for name, value in fields
    )
    return f"@misc{{archive{document.id},\n{body}\n}}\n"


def _line(text: str) -> str:
    return _LINES.sub(" ", text).strip()


def _escaped(text: str) -> str:
    """Text in which TeX sees no commands. BibTeX counts braces behind a backslash, too."""
    escaped = {
        "\\": r"\textbackslash{}",
        "{": r"\textbraceleft{}",
        "}": r"\textbraceright{}",
        "~": r"\textasciitilde{}",
        "^": r"\textasciicircum{}",
    }
    return "".join(escaped.get(c, f"\\{c}" if c in "&%$#_" else c) for c in text)

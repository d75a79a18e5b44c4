"""Lines that only say when, where or by whom a post was written."""

from __future__ import annotations

import re

from archive.dates import dates_in

_TIME = (
    r"(?:,?\s*(?:at|à|@|-|–|—|\|)?\s*\d{1,2}\s*[:h]\s*\d{0,2}(?::\d\d)?\s*(?:[ap]\.?m\.?)?"
    r"(?:\s*(?:GMT|UTC|CET|CEST|BST))?)?"
)
_LEAD = (
    r"(?:(?:posted|published|updated|written|publié|posté|mis en ligne|mise en ligne|écrit|rédigé|"
    r"date|on|le|the)\s*(?:on|le)?\s*:?\s*)?"
)
_BEFORE = re.compile(rf"[\W_]*{_LEAD}", re.IGNORECASE)
_AFTER = re.compile(rf"{_TIME}[\W_]*", re.IGNORECASE)
_BY = re.compile(
    r"[\W_]*(?:(?:posted|published|written|publié|posté|écrit|rédigé|submitted|soumis)\b.{0,60}?\b(?:by|par)|by|par)\s*:?\s+(?P<name>\S.*)",
    re.IGNORECASE,
)
_TRAILING = re.compile(r"[\s,]+(?:on|le|at|à|the)?\s*\Z", re.IGNORECASE)
# In a text 3.8.16 may be a version or a chapter; alone on a line, or after a place, it is a day.
_DOTTED = re.compile(r"(?<![\d.])(\d{1,2})\.(\d{1,2})\.(\d\d)(?![\d.])")
_MAX_CHARS = 120


def is_dateline(line: str) -> bool:
    """Whether `line` is but a date, with a place, a name or "posted on" at most."""
    if len(line) > _MAX_CHARS or "\n" in line:
        return False
    found = dates_in(_DOTTED.sub(r"\1/\2/\3", line))  # as long as before
    if not found:
        return False
    start, end, _ = found[0]
    if _BEFORE.fullmatch(line[:start]) and _AFTER.fullmatch(line[end:]):
        return True
    if line.rstrip()[-1] in "!?;:":
        return False
    # "Lille, 3 March 2016", "Ana Petit, Thursday 4 February": names and a date, no sentence.
    rest = (line[:start] + " " + line[end:]).strip(" ,.–—-|()/·•\t\xa0*_")
    rest = re.sub(
        r"^(?:posted|published|written|publié|posté|écrit)\b|\b(?:by|par|on|le|à|at|in)\b|,",
        " ",
        rest,
        flags=re.I,
    )
    words = rest.split()
    return len(words) <= 7 and all(w[:1].isupper() or not w[:1].isalpha() or len(w) <= 3 for w in words)


def is_byline(line: str) -> bool:
    """Whether `line` is but the name of who wrote: "By Ana Petit", "par le collectif Rive"."""
    if len(line) > _MAX_CHARS or "\n" in line or line.rstrip()[-1:] in ("!", "?", ":"):
        return False
    found = _BY.match(line)
    return found is not None and len(line.split()) <= 9 and not line.rstrip().endswith(".")


def author_in(line: str) -> str | None:
    """The name that a byline or a dateline with "by" gives; None where it gives none."""
    found = _BY.match(line)
    if found is None:
        return None
    name = found.group("name")
    first = next((start for start, _, _ in dates_in(name)), len(name))
    name = re.split(r"\s*[|·•(]\s*", name[:first], maxsplit=1)[0]
    name = _TRAILING.sub("", name).strip(" ,.–—-*_")
    return name if name and len(name.split()) <= 8 else None

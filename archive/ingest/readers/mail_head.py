"""The head of a mail that was saved as text: who wrote to whom, when and about what."""

from __future__ import annotations

import re
from dataclasses import dataclass

from archive.dates import dates_in
from archive.dates.core import Part

_FIELDS = {
    "from": "author", "de": "author", "expéditeur": "author",
    "to": "", "à": "", "a": "", "cc": "", "cci": "", "bcc": "", "reply-to": "", "répondre à": "",
    "destinataire": "", "destinataires": "",
    "subject": "title", "objet": "title", "sujet": "title",
    "date": "date", "sent": "date", "envoyé": "date", "envoyé le": "date",
}  # fmt: skip
_FIELD = re.compile(
    r"[ \t*_>]*(?P<name>[^\W\d_][^\W\d_ -]*(?:[ -][^\W\d_]+)?)[ \xa0]*:[ \t\xa0*_]*(?P<value>[^\n]*)"
)
_RE = re.compile(r"(?:(?:re|fwd?|tr|réf?)\s*:\s*)+", re.IGNORECASE)
_ADDRESS = re.compile(r"\s*<[^<>]*>\s*|[\"']")
_MOST = 12  # lines


@dataclass(frozen=True, slots=True)
class MailHead:
    """What the head of a mail says; `lines` are its first and last character by line. The date is EDTF."""

    lines: tuple[tuple[int, int], ...]
    title: str | None
    author: str | None
    date: str | None


def mail_head(text: str) -> MailHead | None:
    """The head of a mail with which `text` begins; None where it does not begin so.

    It says from whom the mail is, and two more things: to whom, when, about what.
    """
    lines: list[tuple[int, int]] = []
    said: dict[str, str] = {}
    names: set[str] = set()
    at = len(text) - len(text.lstrip())
    while len(lines) < _MOST:
        end = text.find("\n", at)
        end = len(text) if end < 0 else end
        found = _FIELD.match(text, at, end)
        name = found["name"].casefold() if found else ""
        if name in _FIELDS:
            assert found is not None
            names.add(name)
            if _FIELDS[name]:
                said.setdefault(_FIELDS[name], found["value"].strip(" *_\r"))
        elif not (lines and text[at : at + 1] in " \t" and text[at:end].strip()):  # a field goes on indented
            break
        lines.append((at, end))
        at = end + 1
    if "author" not in said or len(names) < 3 or text[at:].strip() == "":
        return None
    author = " ".join(_ADDRESS.sub(" ", said["author"]).split())
    title = " ".join(_RE.sub("", said.get("title", ""), count=1).split())
    return MailHead(
        tuple(lines), title or None, None if "@" in author else author or None, _day(said.get("date", ""))
    )


def _day(words: str) -> str | None:
    """The day, in EDTF, that the field of a date says before its time."""
    for _, _, day in dates_in(words)[:1]:
        if isinstance(day, Part) and day.year and day.month and day.day:
            return f"{day.year:04}-{day.month:02}-{day.day:02}"
    return None

"""The head of a mail that was saved as text: who wrote to whom, when and about what.

Mail programs begin its lines with words of their own, in English and French.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from archive.dataclass import dataclass
from archive.dates import dates_in
from archive.dates.core import PartialDate

_WORDS: Final = {
    "from": "from, de, expéditeur, expéditrice, envoyé par, sent by",
    "to": "to, à, a, pour, destinataire, destinataires",
    "copy": "cc, cci, bcc, copie, copie à, copies à, copie cachée, copy, copy to",
    "subject": "subject, objet, sujet",
    "date": "date, sent, envoyé, envoyé le, date d'envoi, sent on",
    "reply": "reply-to, reply to, répondre à",
    "files": "attachment, attachments, pièce jointe, pièces jointes, fichier joint, fichiers joints",
    "weight": "importance, priorité, priority",
}
FIELDS: Final = {word: kind for kind, words in _WORDS.items() for word in words.split(", ")}
"""What each word says, in small letters and with a straight apostrophe: `from`, `to`, `copy`, `subject`,
`date`, `reply`, `files` or `weight`."""


@lru_cache(maxsize=1024)
def kind_of(word: str) -> str | None:
    """What a word before a colon says, None where it is no word of a mail's head."""
    return FIELDS.get(" ".join(word.casefold().replace("’", "'").split()))


_SAYS = {"from": "author", "subject": "title", "date": "date"}
_FIELD = re.compile(
    r"[ \t*_>]*(?P<name>[^\W\d_]+(?:[ '’-][^\W\d_]+){0,2})[ \t\xa0*_]*:[ \t\xa0*_]*(?P<value>[^\n]*)"
)
_RE = re.compile(r"(?:(?:re|fwd?|tr|réf?)\s*:\s*)+", re.IGNORECASE)
_ADDRESS = re.compile(r"\s*<[^<>]*>\s*|[\"']")
_SENT_TO = re.compile(r"[^\s<>@,;:]@[^\s<>@,;:]+\.\w")
_CLOCK = re.compile(r"\b\d{1,2} ?(?:[:h] ?\d\d|h\b)", re.I)
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

    It says from whom the mail is, and two more things: to whom, when, about what. A journey is from one place
    to another on a day too: so it has a subject, an address, or a day with the time at which it was sent.
    """
    lines: list[tuple[int, int]] = []
    fields: dict[str, str] = {}
    kinds: set[str] = set()
    at = len(text) - len(text.lstrip())
    while len(lines) < _MOST:
        end = text.find("\n", at)
        end = len(text) if end < 0 else end
        found = _FIELD.match(text, at, end)
        kind = kind_of(found["name"]) if found else None
        if found and kind:
            kinds.add(kind)
            if kind in _SAYS:
                fields.setdefault(_SAYS[kind], found["value"].strip(" *_\r"))
        elif not (lines and text[at : at + 1] in " \t" and text[at:end].strip()):  # a field goes on indented
            break
        lines.append((at, end))
        at = end + 1
    if "author" not in fields or len(kinds) < 3 or text[at:].strip() == "":
        return None
    day = _day(fields.get("date", ""))
    timed = day and _CLOCK.search(fields["date"])
    if "title" not in fields and not timed and not _SENT_TO.search(text, lines[0][0], lines[-1][1]):
        return None
    author = " ".join(_ADDRESS.sub(" ", fields["author"]).split())
    title = " ".join(_RE.sub("", fields.get("title", ""), count=1).split())
    return MailHead(tuple(lines), title or None, None if "@" in author else author or None, day)


def _day(words: str) -> str | None:
    """The day, in EDTF, that the field of a date says before its time."""
    for _, _, day in dates_in(words)[:1]:
        if isinstance(day, PartialDate) and day.year and day.month and day.day:
            return f"{day.year:04}-{day.month:02}-{day.day:02}"
    return None

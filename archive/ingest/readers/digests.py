"""Digests of mailing lists (RFC 1153): messages, each with a short head, between lines of hyphens."""

from __future__ import annotations

import re
from typing import Final

from archive.dataclass import dataclass
from archive.ingest.readers.mail_head import MailHead, mail_head

# Seventy hyphens before the first message and thirty behind each, as RFC 1153 says; Mailman keeps to it.
_BEFORE: Final = re.compile(r"^-{68,72}[ \t]*$", re.M)
_BEHIND: Final = re.compile(r"^-{28,32}[ \t]*$", re.M)
_NUMBER: Final = re.compile(r"(?:Message|Nachricht|Mensaje)\s*:\s*\d+[ \t]*\n")
_FIELD: Final = re.compile(r"([A-Za-z][A-Za-z-]{1,40}):[ \t]?[^\n]*(?:\n[ \t]+\S[^\n]*)*")
_KEPT: Final = frozenset(("date", "from", "to", "cc", "subject"))
# What bytes have in them that may be a digest, as they are or in base64, in whose lines nine groups at least
# of the hyphens stand together.
RULES: Final = (b"-" * 68, b"LS0t" * 9)
_HEAD: Final = 4_000  # characters of a message's head


@dataclass(frozen=True, slots=True)
class DigestItem:
    """A message of a digest: where its head begins, its text begins, it ends; what its head says."""

    start: int
    body: int
    end: int
    head: MailHead
    fields: tuple[tuple[str, str], ...]  # name in small letters, value


def items(text: str) -> tuple[DigestItem, ...]:
    """The messages of a digest, in order; none where `text` is no digest.

    A line of seventy hyphens stands before the first, and each begins with a head that says from whom it is,
    when, and about what. What has no such head (a footer of the list) is none.
    """
    before = _BEFORE.search(text)
    if before is None:
        return ()
    ends = [found.start() for found in _BEHIND.finditer(text, before.end())]
    starts = [before.end(), *(text.index("\n", end) if "\n" in text[end:] else len(text) for end in ends)]
    found = (_item(text, start, end) for start, end in zip(starts, ends, strict=False))
    return tuple(item for item in found if item)


def _item(text: str, start: int, end: int) -> DigestItem | None:
    at = start + len(text[start:end]) - len(text[start:end].lstrip())
    first = at
    if number := _NUMBER.match(text, at, end):
        at = number.end()
    fields: list[tuple[str, str]] = []
    kept: list[str] = []
    while (found := _FIELD.match(text, at, min(end, first + _HEAD))) is not None:
        name = found[1].lower()
        value = " ".join(found[0].split(":", 1)[1].split())
        fields.append((name, value))
        if name in _KEPT:
            kept.append(f"{found[1]}: {value}")
        at = min(found.end() + 1, end)
    head = mail_head("\n".join(kept) + "\n\n.")
    if head is None or not text[at:end].strip():
        return None
    return DigestItem(first, at, end, head, tuple(fields))


def as_mail(text: str, item: DigestItem) -> bytes:
    """A message of a digest as a mail of its own."""
    header = [f"{name.title()}: {value}" for name, value in item.fields if name in {*_KEPT, "message-id"}]
    header.append("Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit")
    return ("\n".join(header) + "\n\n" + text[item.body : item.end].strip() + "\n").encode("utf-8")

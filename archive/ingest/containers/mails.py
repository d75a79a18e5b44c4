"""Mails as containers: what was sent with one is a source of its own, beside the mail."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterator
from typing import BinaryIO

from archive.ingest import mail_detection, mime
from archive.ingest.containers.base import Container, Member
from archive.ingest.containers.mboxes import MAX_MESSAGE_BYTES
from archive.ingest.readers.digests import RULES, as_mail, items

# Signatures and what programs tell each other: no person sent them to be read.
_NO_SOURCES = frozenset(
    {
        "application/applefile",
        "application/pgp-encrypted",
        "application/pgp-signature",
        "application/pkcs7-signature",
        "application/x-pkcs7-signature",
        "message/delivery-status",
        "message/disposition-notification",
        "message/external-body",
        "text/rfc822-headers",
        "text/x-amp-html",
    }
)
# A picture that a page shows is a part of it; one of fewer bytes than this is a logo or a smiley.
_SMALL_PICTURE = 16 * 1024
_ENDINGS = {
    "message/rfc822": ".eml",
    "text/plain": ".txt",
    "text/html": ".html",
    "text/calendar": ".ics",
    "application/pdf": ".pdf",
}


def is_body(part: mime.MailPart) -> bool:
    """Whether a part is what the mail itself says, or one of its forms."""
    if part.type not in ("text/plain", "text/html", "text/enriched", "text/markdown"):
        return part.type.startswith("multipart/")
    # A text under a name among others is a file; alone, it is what the mail says.
    return part.disposition != "attachment" and (part.name is None or not part.within)


def is_invitation(part: mime.MailPart) -> bool:
    """Whether a part is an invitation, for programs; people read it where the mail says nothing else."""
    if part.type not in ("text/calendar", "application/ics"):
        return False
    from archive.ingest.readers.agenda import is_invitation  # its libraries load with the first such part

    return part.header.get_param("method") is not None or is_invitation(part.data)


def is_encrypted(part: mime.MailPart) -> bool:
    """Whether a part is what nobody can read but whom it was written to."""
    return part.type in mime.SEALED or "multipart/encrypted" in part.within


def is_attached(part: mime.MailPart) -> bool:
    """Whether a part is a source of its own."""
    if is_body(part) or part.type in _NO_SOURCES or not part.raw.strip() or is_encrypted(part):
        return False
    if is_invitation(part):
        return False
    if part.type.startswith("image/"):
        shown = part.disposition != "attachment" and (
            "multipart/related" in part.within or "content-id" in part.header
        )
        return not shown and len(part.raw) >= _SMALL_PICTURE
    return not (part.type.startswith(("text/css", "font/")) and "multipart/related" in part.within)


def digest_of(mail: mime.ParsedMail) -> list[bytes]:
    """The messages that a mail holds as the digest of a list, each as a mail; none of any other mail."""
    plain = [part for part in mail.parts if part.type == "text/plain" and is_body(part)]
    if not any(rule in part.raw for part in plain for rule in RULES):
        return []
    return [as_mail(part.text, item) for part in plain for item in items(part.text)]


class MailBox:
    """A mail that is open: its parts by their number."""

    def __init__(self, file: BinaryIO) -> None:
        data = file.read(MAX_MESSAGE_BYTES + 1)
        self._mail = mime.parse(data)
        message_id = mime.field(self._mail.header, "message-id").strip()
        self.known_by = message_id[:200] or hashlib.sha256(data).hexdigest()
        self._digest = digest_of(self._mail)

    def members(self) -> Iterator[Member]:
        """What was sent with it."""
        for n, part in enumerate(self._mail.parts):
            if is_attached(part):
                kind = part.type if part.type == "message/rfc822" else None
                yield Member(_name(part, n), n, len(part.raw), media_type=kind)
        first = len(self._mail.parts) + 1
        for n, message in enumerate(self._digest, first):
            message_id = mime.field(mime.parse(message).header, "message-id").strip()
            name = message_id[:200] or f"message {n - first + 1}.eml"
            yield Member(name, n, len(message), media_type="message/rfc822")
        if self._mail.cut:
            n = len(self._mail.parts)
            yield Member(
                f"part {n + 1}", n, 0, f"a mail with more than {n:,} parts: the rest was not ingested"
            )

    def mark(self, entry: int) -> str:
        """Of which type and size the part is."""
        if entry > len(self._mail.parts):
            return f"message/rfc822 {len(self._message(entry))}"
        if entry >= len(self._mail.parts):
            return ""
        part = self._mail.parts[entry]
        return f"{part.type} {len(part.raw)}"

    def open(self, entry: int) -> BinaryIO:
        """What was sent, decoded."""
        if entry > len(self._mail.parts):
            return io.BytesIO(self._message(entry))
        return io.BytesIO(self._mail.parts[entry].data)

    def _message(self, entry: int) -> bytes:
        """A message of the digest that the mail is."""
        return self._digest[entry - len(self._mail.parts) - 1]

    def close(self) -> None:
        """The file is closed by whoever opened it."""


def _name(part: mime.MailPart, number: int) -> str:
    """The name under which it was sent, of a mail its Message-ID, else one that tells what it is."""
    if part.name:
        return part.name
    if part.type == "message/rfc822":
        message_id = mime.field(mime.parse(part.data).header, "message-id").strip()
        if message_id:
            return message_id[:200]
    return f"part {number + 1}{_ENDINGS.get(part.type, '')}"


def _fits(head: bytes, name: str) -> bool:
    if mail_detection.is_saved_page(head):
        return False
    return mail_detection.is_mail(head) or (name.lower().endswith((".eml", ".emlx")) and b"\0" not in head)


def known_by(box: MailBox) -> str:
    """What tells a mail from others: its Message-ID, else its bytes."""
    return box.known_by


MAIL = Container("mail", _fits, lambda file, _name: MailBox(file), source=True, known_by=known_by, version=2)

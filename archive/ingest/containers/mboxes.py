"""Mailboxes in one file (mbox), as Unix, Thunderbird, Gmail and list archives write them.

A message begins with a line `From `, whose rest holds a day and a time, or nothing as Thunderbird writes it,
and which the header of a mail follows: so a sentence of a letter that begins with this word is none (RFC
4155, and what programs make of it).
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import BinaryIO

from archive.errors import OversizedInput, Reason, UnreadableInput
from archive.ingest import mail_detection
from archive.ingest.containers.base import Container, Member

MAX_MESSAGE_BYTES = 64 * 1024 * 1024
_MONTH = rb"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)"
_START = rb"(From [^\n]{0,300}\n)"
_BARE = re.compile(rb"From -?[ \t]*\r?\n")
_MOMENT = re.compile(rb"\b" + _MONTH + rb" +(?:\d\d? |(?:19|20)\d\d ).{0,12}?\d\d?:\d\d")
_FIRST = re.compile(rb"(?:\xef\xbb\xbf)?\s{0,40}" + _START)
_NEXT = re.compile(rb"\n(?=" + _START + rb")")
_YEAR = re.compile(rb"\b(?:19|20)\d\d\b")
_QUOTED = re.compile(rb"^>(>*From )", re.M)
_BLANK = re.compile(rb"\n\r?\n")
_MESSAGE_ID = re.compile(rb"^message-id:\s*(<[^<>\s]{1,200}>|[^<>\s]{1,200})", re.I | re.M)
_MULTIPART = re.compile(rb"^content-type:\s*(?!text/(?:plain|html)\b)\S", re.I | re.M)
_ATTACHED = re.compile(rb"^content-disposition:\s*attachment", re.I | re.M)
_BLOCK = 1024 * 1024  # looked through at a time
# In so many bytes a header names two of its fields, whatever stamps and seals stand before them.
_LONGEST = 16 * 1024
_HEADER_BYTES = 64 * 1024


def _fits(head: bytes, name: str) -> bool:  # noqa: ARG001
    found = _FIRST.match(head)
    return found is not None and _begins(found[1], head[found.end() :])


def _begins(line: bytes, behind: bytes) -> bool:
    """Whether a line is the first one of a message: it is bare or holds a day and a time, before a header."""
    matched = _BARE.match(line) or (_MOMENT.search(line) and _YEAR.search(line))
    return matched is not None and mail_detection.begins_as_mail(behind)


class MboxBox:
    """An open mailbox: its messages by where they begin, in bytes."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._end = file.seek(0, 2)

    def members(self) -> Iterator[Member]:
        """The messages in their order, by their Message-ID."""
        first = _FIRST.match(self._at(0, _LONGEST))
        start = first.start(1) if first else 0
        for number, end in enumerate(self._starts(start), 1):
            yield self._member(start, end, number)
            start = end

    def _member(self, start: int, end: int, number: int) -> Member:
        size = end - start
        header = self._at(start, min(size, _HEADER_BYTES))
        blank = _BLANK.search(header)
        header = header[: blank.start()] if blank else header
        message_id = _MESSAGE_ID.search(header)
        name = message_id[1].decode("utf-8", "surrogateescape") if message_id else f"message {number}"
        long = size > MAX_MESSAGE_BYTES
        problem = Reason(f"a message of {size:,} bytes (limit {MAX_MESSAGE_BYTES:,})", OversizedInput.code)
        holds = _MULTIPART.search(header) is not None or _ATTACHED.search(header) is not None
        return Member(name, start, size, problem if long else None, "message/rfc822", box=holds)

    def _starts(self, at: int) -> Iterator[int]:
        """Where messages begin behind the one that begins at `at`, and the end of all."""
        while at < self._end:
            window = self._at(at, _BLOCK + _LONGEST)
            for found in _NEXT.finditer(window):
                if found.start() >= _BLOCK:
                    break
                start = found.start() + 1
                if _BARE.match(found[1]) and not self._blank_before(at + start):
                    continue
                if _begins(found[1], window[found.end(1) : start + _LONGEST]):
                    yield at + start
            at += _BLOCK
        yield self._end

    def _blank_before(self, start: int) -> bool:
        """Whether an empty line stands before a line."""
        return self._at(max(start - 3, 0), min(start, 3)).replace(b"\r", b"").endswith(b"\n\n")

    def _at(self, start: int, size: int) -> bytes:
        self._file.seek(start)
        return self._file.read(size)

    def mark(self, entry: int) -> str:
        """Where a message begins: whatever is there is read by it."""
        return str(entry)

    def open(self, entry: int) -> BinaryIO:
        """A message with its first line, and what the mailbox quoted in it unquoted."""
        size = next(self._starts(entry)) - entry
        if not 0 < size <= MAX_MESSAGE_BYTES:
            raise UnreadableInput(f"a message of {size:,} bytes")
        data = self._at(entry, size)
        return io.BytesIO(_QUOTED.sub(rb"\1", data) if b">From " in data else data)

    def close(self) -> None:
        """The file is closed by whoever opened it."""


MBOX = Container("mbox", _fits, lambda file, _name: MboxBox(file), holds="mail")

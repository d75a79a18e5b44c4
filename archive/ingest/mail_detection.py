"""What a mail, and a page that a browser saved as one (MHTML), is known by: the fields of its header."""

from __future__ import annotations

import re
from typing import Final

FROM_LINE = re.compile(rb"(?:\xef\xbb\xbf)?\s{0,40}>?(From [^\r\n]{0,400})\r?\n")
COUNT_LINE = re.compile(rb"\d{1,10}[ \t]*\r?\n")  # Apple's emlx has the size of the mail before it
_BLANK = re.compile(rb"\r?\n\r?\n|\r\r")
_FIELD = re.compile(rb"([!-9;-~]{1,70})[ \t]*:")
_NAMES: Final = frozenset(
    b"from date subject message-id mime-version received return-path delivered-to reply-to to".split()
)
_PROGRAMS: Final = frozenset(b"message-id received mime-version return-path delivered-to".split())
_ADDRESSED = re.compile(rb"^(?:from|to|cc|sender|reply-to)[ \t]*:(?:[^\r\n]|\r?\n[ \t])*@", re.I | re.M)
_MAIL_DAY = re.compile(
    rb"^date[ \t]*:[ \t]*(?:[a-z]{3,9},?[ \t]+)?\d{1,2}[ -]"
    rb"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}[ -]"
    rb"(?:\d\d)?\d\d[ \t]+\d{1,2}:\d\d",
    re.I | re.M,
)
# What programs put into the header of a mail beside these.
_OTHERS: Final = _NAMES | frozenset(
    b"cc bcc sender status content-type content-transfer-encoding in-reply-to references list-id".split()
)
_SAVED_PAGE = re.compile(rb"^(?:snapshot-content-location:|from:\s*<?\"?saved by )", re.I | re.M)
_RELATED = re.compile(rb"^content-type:\s*multipart/related\b", re.I | re.M)
# What a mail has, sent or a draft, and a page has not.
_SENT = re.compile(
    rb"^(?:(?:to|cc|bcc|message-id|received|return-path|delivered-to|reply-to|in-reply-to|references|"
    rb"x-unsent|x-mozilla-[\w-]+|x-identity-key|x-uniform-type-identifier):|from:[^\r\n]*@)",
    re.I | re.M,
)


def begin(data: bytes) -> int:
    """Where the header begins."""
    found = FROM_LINE.match(data) or COUNT_LINE.match(data)
    if found:
        return found.end()
    start = 3 if data.startswith(b"\xef\xbb\xbf") else 0
    while data[start : start + 1] in (b"\r", b"\n"):
        start += 1
    return start


def is_mail(head: bytes) -> bool:
    """Whether bytes begin with the header of a mail: two of its fields or more before an empty line.

    One of them is a field that programs write, names an address, or is a day as mails have it: a text whose
    first lines say its title, day and place is none.
    """
    begun = begin(head)
    blank = _BLANK.search(head, begun)
    if blank is None and len(head) - begun < 2048:
        return False  # all of a short file is a header: of a list of some kind, not of a mail
    header = head[begun : blank.start() if blank else len(head)]
    named: set[bytes] = set()
    for n, line in enumerate(re.split(rb"\r\n|\r|\n", header)):
        if line[:1] in (b" ", b"\t"):
            if not n:
                return False
            continue
        found = _FIELD.match(line)
        if not found:
            if blank is not None or n <= 3:
                return False
            break  # the end of what was looked at
        named.add(found[1].lower())
    sent = not _PROGRAMS.isdisjoint(named) or _ADDRESSED.search(header) or _MAIL_DAY.search(header)
    return len(named & _NAMES) >= 2 and bool(sent)


def begins_as_mail(data: bytes) -> bool:
    """Whether lines begin with two fields of a mail or more, as behind a mailbox's line `From `."""
    named: set[bytes] = set()
    for line in data.splitlines():
        if line[:1] in (b" ", b"\t") or line.startswith((b"From ", b">From ")):
            continue
        found = _FIELD.match(line)
        if not found:
            return False
        name = found[1].lower()
        if name in _OTHERS or name.startswith(b"x-"):
            named.add(name)
        if len(named) >= 2:
            return True
    return False


def is_saved_page(head: bytes) -> bool:
    """Whether bytes begin with the header of a page that a browser saved with its images (MHTML)."""
    blank = _BLANK.search(head, begin(head))
    header = head[: blank.start() if blank else len(head)]
    if not _RELATED.search(header):
        return False
    return _SAVED_PAGE.search(header) is not None or not _SENT.search(header)

"""Mails (RFC 5322): the subject as title, who wrote to whom, and what the writer wrote.

What was sent with a mail is a source of its own (`containers.mails`).
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from email.message import Message

from archive.errors import EmptyInput
from archive.ingest import mime, mime_days
from archive.ingest.readers.digests import items
from archive.ingest.readers.mail_text import SENT_ON_SUBJECT, MailLine, judged, lines_of, unwrapped
from archive.records import NO_LANGUAGE, Block, Letter, Page, PostHint, Role

_PEOPLE = (("From", ("from",)), ("To", ("to",)), ("Cc", ("cc",)))
_BLOCK = 100_000  # characters of what is repeated, in one block
_ID = re.compile(r"<[^<>\s]{1,300}>")
_MAX_IDS = 32 * 1024  # characters of a field of Message-IDs: some 400 mails before this one
_NAMED = 40  # people of one field; the rest of a round mail is left out of the text
# A page says less than the plain text beside it where it is but a frame or a picture.
_LEAST = 0.5


def read_mail(data: bytes) -> Page:
    """The page of a mail. Raises EmptyInput for one without words or subject."""
    mail = mime.parse(data)
    header = mail.header
    title = mime.field(header, "subject") or None
    lines = [*_people(mail), *_body(mail, forwarded=SENT_ON_SUBJECT.match(title or "") is not None)]
    if not lines and not title:
        raise EmptyInput("a mail without text")
    if title:
        lines.insert(0, MailLine(title, 2, Role.HEADING, 1))
    when = mime_days.moment(mail)
    date = when[0].date().isoformat() if when else None
    writers = mime.addresses(header, "from") or mime.addresses(header, "sender")
    author = (writers[0][0] or writers[0][1]) if writers else None
    lang = _language(mail)
    text, blocks = _set(lines)
    return Page(
        text=text,
        blocks=blocks,
        title=title,
        lang=lang,
        author=author,
        date=date,
        hints={0: PostHint(title, author, date, lang)},
        markup=True,
        unread=_encrypted(mail),
        letter=_letter(mail),
    )


def _letter(mail: mime.ParsedMail) -> Letter:
    """What the header says of the mail, and of the mails around it."""
    from archive.ingest.containers.mails import is_attached, is_body

    header = mail.header
    own = next(iter(_ids(header, "message-id")), None)
    cited = [i for i in _ids(header, "references") if i != own]
    answered = [i for i in _ids(header, "in-reply-to") if i != own]
    attached = sum(map(is_attached, mail.parts))
    bodies = sum(map(is_body, mail.parts))
    return Letter(
        own,
        answered[0] if answered else cited[-1] if cited else None,
        tuple(dict.fromkeys([*cited, *answered])),
        tuple(mime.addresses(header, "from") or mime.addresses(header, "sender"))[:_NAMED],
        tuple(mime.addresses(header, "to", "cc"))[:_NAMED],
        attached,
        len(mail.parts) - attached - bodies,
    )


def _encrypted(mail: mime.ParsedMail) -> str | None:
    """That what was written cannot be read, and how it was encrypted."""
    from archive.ingest.containers.mails import is_encrypted

    way = next(
        ("S/MIME" if part.type in mime.SEALED else "PGP" for part in mail.parts if is_encrypted(part)), None
    )
    return f"its text is encrypted ({way})" if way else None


def _ids(header: Message, name: str) -> list[str]:
    """The Message-IDs of a field; what has no brackets is one where it looks like one."""
    value = mime.field(header, name)[:_MAX_IDS]
    found = _ID.findall(value)
    bare = value.split()
    return found or ([f"<{bare[0]}>"] if len(bare) == 1 and "@" in bare[0] else [])


def _language(mail: mime.ParsedMail) -> str | None:
    value = mime.field(mail.header, "content-language")
    code = re.match(r"[a-z]{2,3}\b", value.lower())
    return code.group() if code and "," not in value else None


def _set(lines: Sequence[MailLine]) -> tuple[str, tuple[Block, ...]]:
    """The text and its blocks; lines that are repeated are one block as long as no gap is between them."""
    parts: list[str] = []
    blocks: list[Block] = []
    at = 0
    for n, line in enumerate(lines):
        gap = "" if not n else "\n" * min(max(line.gap, 1), 2)
        start = at + len(gap)
        at = start + len(line.text)
        parts += (gap, line.text)
        if (
            blocks
            and gap == "\n"
            and not line.own
            and not lines[n - 1].own
            and at - blocks[-1].start < _BLOCK
        ):
            blocks[-1] = replace(blocks[-1], end=at)
            continue
        role = line.role if line.own else Role.CHROME
        level = line.level if role is Role.HEADING else 0
        lang = NO_LANGUAGE if line.people else None
        blocks.append(Block(start, at, role, level, 0 if line.own else None, lang))
    return "".join(parts), tuple(blocks)


def _people(mail: mime.ParsedMail) -> Iterator[MailLine]:
    """Who wrote to whom; not the blind copies, which nobody else was to know of."""
    gap = 2
    for label, names in _PEOPLE:
        named = [
            f"{name} <{address}>" if name and address else name or address
            for name, address in mime.addresses(mail.header, *names)[:_NAMED]
        ]
        if named:
            yield MailLine(f"{label}: {', '.join(named)}", gap, people=True)
            gap = 1


def _body(mail: mime.ParsedMail, *, forwarded: bool) -> list[MailLine]:
    """What was written: of several forms of one text the page, else the plain one."""
    out: list[MailLine] = []
    for group in _forms(mail.parts):
        plain = [p for p in group if p.type != "text/html"]
        pages = [p for p in group if p.type == "text/html"]
        marked = [line for part in pages for line in _page(part, forwarded=forwarded)]
        lines = [line for part in plain for line in _plain(part, forwarded=forwarded)]
        best = marked if _words(marked) >= _LEAST * _words(lines) else lines
        if best:
            out += [_apart(best[0]), *best[1:]]
    return out if _words(out) else _invitation(mail)


def _invitation(mail: mime.ParsedMail) -> list[MailLine]:
    """What an invitation says, in a mail that has no other words."""
    from archive.ingest.containers.mails import is_invitation

    part = next(filter(is_invitation, mail.parts), None)
    if part is None:
        return []
    from archive.ingest.readers.agenda import invited

    title = mime.field(mail.header, "subject")
    return [MailLine(line, 2) for line in invited(part.data) if line != title]


def _apart(line: MailLine) -> MailLine:
    return MailLine(line.text, 2, line.role, line.level, line.own)


def _words(lines: Sequence[MailLine]) -> int:
    return sum(len(line.text.split()) for line in lines)


def _forms(parts: Sequence[mime.MailPart]) -> Iterator[list[mime.MailPart]]:
    """The parts that are the body: those of an alternative together, any other alone."""
    from archive.ingest.containers.mails import is_body

    bodies = enumerate(filter(is_body, parts))
    for _, group in itertools.groupby(
        bodies, lambda at: (at[1].alternative, at[0] * (at[1].alternative is None))
    ):
        yield [part for _, part in group]


def _plain(part: mime.MailPart, *, forwarded: bool) -> list[MailLine]:
    flowed = str(part.header.get_param("format", "")).lower() == "flowed"
    joined = str(part.header.get_param("delsp", "")).lower() == "yes"
    text = _without_marks(part.text) if part.type == "text/enriched" else part.text
    if messages := items(text):  # they are sources of their own
        text = text[: messages[0].start]
    lines = lines_of(text, flowed=flowed, joined=joined)
    return unwrapped(judged(lines, forwarded=forwarded))


def _without_marks(text: str) -> str:
    """Enriched text (RFC 1896) without its commands; single line ends are spaces there."""
    joined = re.sub(r"(?<![\r\n])\r?\n(?!\r?\n)", " ", text)
    bare = re.sub(r"<param>.*?</param>|(?<!<)<(?!<)/?[A-Za-z-]{1,60}>", "", joined, flags=re.I | re.S)
    return bare.replace("<<", "<")


def _page(part: mime.MailPart, *, forwarded: bool) -> list[MailLine]:
    from archive.ingest.readers.mail_page import page_lines  # its libraries load with the first such mail

    return judged(page_lines(part.text, forwarded=forwarded), forwarded=forwarded)

"""Plain text: paragraphs by blank lines, or by lines where lines are not wrapped."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from archive.errors import EmptyInput, UnreadableInput
from archive.ingest.readers.columns import laid_out
from archive.ingest.readers.decoding import decode
from archive.ingest.readers.digests import DigestItem, items
from archive.ingest.readers.mail_head import MailHead, mail_head
from archive.records import Block, Page, PostHint, Role

_LINE = re.compile(r"[^\n]+")
# Marks that open a list item: bullets, dashes, "1." "a)" and their like.
_NUMBERED = re.compile(r"\s*\(?(?:\d{1,2}|[a-zA-Z]|[ivx]{1,4})[.)]\s")
_BULLET = re.compile(r"\s*(?:[•◦▪‣●○■□➤→·]\s*|[*+>-]\s*(?=\w)|[*+>-]\s|[–—]\s)\S")
_RULE = re.compile(r"\s*(?:([-=_*~#•.·—–+])\s*(?:\1\s*){2,}|§|\*|⁂)\s*\Z")
# Lines of a hard-wrapped text are at most this long; typed pages wrap at 60 to 80 columns.
_WRAP_WIDTH = 100
_TITLE_WORDS = 30  # longer lines are no headings
# More lines than this make a text only where they are longer, on average, than entries of a list.
_MAX_LINES = 500_000
_MEAN_LINE = 20  # characters


def read_plain(data: bytes) -> Page:
    """The page of a plain text file; its text is the decoded file with line ends as `\\n`, nothing else.

    What stands in columns is put in the order in which it is read.

    Raises EmptyInput where nothing stands in it, UnreadableInput for a list of very many short lines.
    """
    text, encoding = decode(data)
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if text.count("\n") > _MAX_LINES:
        lines = sum(1 for _ in _LINE.finditer(text))
        if lines > _MAX_LINES and len(text) < lines * _MEAN_LINE:
            raise UnreadableInput(f"{lines:,} lines of a few characters each: a table or a list, not a text")
    if "-" * 68 in text and (messages := items(text)):
        return _digest(text, messages, encoding)
    head = mail_head(text)
    if head is not None:
        return _mail(text, head, encoding)
    if laid := laid_out(text):
        pages = tuple(laid.pages) if "\f" in text else ()
        return Page(laid.text, tuple(laid.blocks), encoding=encoding, pages=pages)
    blocks = tuple(plain_blocks(text))
    if not blocks:
        raise EmptyInput("only white space")
    return Page(text=text, blocks=blocks, encoding=encoding)


def _digest(text: str, messages: Sequence[DigestItem], encoding: str) -> Page:
    """The digest of a list, saved as text: each message a post, all between them no text."""
    blocks: list[Block] = []
    hints: dict[int, PostHint] = {}
    at = 0
    for n, item in enumerate(messages):
        blocks += _chrome(text, at, item.body)
        body = plain_blocks(text[item.body : item.end])
        blocks += [replace(b, start=b.start + item.body, end=b.end + item.body, group=n) for b in body]
        hints[n] = PostHint(item.head.title, item.head.author, item.head.date)
        at = item.end
    return Page(text, (*blocks, *_chrome(text, at, len(text))), encoding=encoding, hints=hints, markup=True)


def _chrome(text: str, start: int, end: int) -> Iterator[Block]:
    for found in _LINE.finditer(text, start, end):
        if found[0].strip():
            yield Block(*_trimmed(text, *found.span()), Role.CHROME)


def _mail(text: str, head: MailHead, encoding: str) -> Page:
    """A mail that was saved as text: its head is no text of it."""
    end = head.lines[-1][1]
    fields = (_trimmed(text, a, b) for a, b in head.lines)
    body = (
        Block(b.start + end, b.end + end, b.role, b.level, b.group, b.lang) for b in plain_blocks(text[end:])
    )
    return Page(
        text=text,
        blocks=(*(Block(a, b, Role.CHROME) for a, b in fields), *body),
        encoding=encoding,
        title=head.title,
        author=head.author,
        date=head.date,
        single=True,
    )


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    line = text[start:end]
    return start + len(line) - len(line.lstrip()), end - len(line) + len(line.rstrip())


def plain_blocks(text: str) -> Iterator[Block]:
    """The blocks of unmarked text: its lines, or its paragraphs where lines are wrapped."""
    chunks = list(_chunks(text))
    wrapped = _is_wrapped(chunks)
    for lines in chunks:
        yield from _wrapped_chunk(text, lines) if wrapped else (_block(text, a, b) for a, b in lines)


def is_rule(line: str) -> bool:
    """Whether a line is but a rule drawn with characters: `* * *`, `-----`."""
    return len(line) < 200 and _RULE.match(line) is not None


def _chunks(text: str) -> Iterator[list[tuple[int, int]]]:
    """Runs of lines between blank lines, as spans without their outer white space."""
    chunk: list[tuple[int, int]] = []
    last = -1
    for found in _LINE.finditer(text):
        body = found[0].strip()
        if not body:
            continue
        begun, end = found.span()
        if chunk and begun > last + 1:
            yield chunk
            chunk = []
        start = begun + found[0].index(body)
        chunk += ((start, start + len(body)),)
        last = end
    if chunk:
        yield chunk


def _is_wrapped(chunks: list[list[tuple[int, int]]]) -> bool:
    """Whether lines are broken at a column: nearly all short, and inner lines nearly as long as any."""
    lengths = [b - a for lines in chunks for a, b in lines]
    inner = [b - a for lines in chunks for a, b in lines[:-1]]
    if len(inner) < 4 or len(inner) * 3 < len(lengths):
        return False
    width = sorted(lengths)[len(lengths) * 98 // 100]
    if width > _WRAP_WIDTH or width < 40:
        return False
    full = sum(1 for n in inner if n >= width * 0.7)
    return full * 10 >= len(inner) * 6


def _wrapped_chunk(text: str, lines: list[tuple[int, int]]) -> Iterator[Block]:
    """One block a paragraph of wrapped lines; a list item or a rule begins a new one."""
    start, end = lines[0]
    for a, b in lines[1:]:
        if (
            _BULLET.match(text, a, b)
            or _NUMBERED.match(text, a, b)
            or is_rule(text[a:b])
            or is_rule(text[start:end])
        ):
            yield _block(text, start, end)
            start = a
        end = b
    yield _block(text, start, end)


def _block(text: str, start: int, end: int) -> Block:
    return Block(start, end, role_of(text[start:end]))


def role_of(line: str) -> Role:
    """What an unmarked line looks like, taken alone."""
    if is_rule(line):
        return Role.CHROME
    if _BULLET.match(line) or _NUMBERED.match(line):
        return Role.LIST_ITEM
    if len(line) < 250 and line[-1] not in ".;,:" and len(line.split()) <= _TITLE_WORDS:
        return Role.HEADING
    return Role.PARAGRAPH

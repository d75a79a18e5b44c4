"""Lines to a page: what readers of documents share, whatever their format is."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from archive.dataclass import dataclass
from archive.errors import EmptyInput, UnreadableInput
from archive.records import Block, Page, PostHint, Role

# A soft hyphen is no letter: it only says where a word may be divided.
# The signs of a font of signs (boxes to tick, arrows) stand in a private area, where no one else reads them.
_SOFT = str.maketrans(
    {"\u00ad": None, "\ufeff": None, "\x00": None} | {chr(n): " " for n in range(0xF000, 0xF100)}
)
_SPACE = re.compile(r"[ \t\r\f\v]+")
_AROUND_BREAK = re.compile(r" *\n[ \n]*")


class Damaged(UnreadableInput):
    """A file breaks off, or goes on in nonsense; what stands before that has been read."""

    def __init__(self, kind: str) -> None:
        super().__init__(f"{kind} that is damaged: look for another copy, or open and save it anew")


# What is said of a document whose damage leaves a part that can be read.
CUT_SHORT = "the file is damaged, and what stands behind the damage could not be read"


@dataclass(frozen=True, slots=True)
class Line:
    """A block before it has its place: its text, and what it is.

    `gap`: the white space before it, where that is not the usual one.
    """

    text: str
    role: Role = Role.PARAGRAPH
    level: int = 0  # 1 to 6 of a heading
    group: int | None = None
    lang: str | None = None
    gap: str | None = None


@dataclass(frozen=True, slots=True)
class Statements:
    """What a file says of itself, beside its text; days are EDTF."""

    title: str | None = None
    author: str | None = None
    date: str | None = None  # when it was published
    made: str | None = None  # when a program made the file
    lang: str | None = None
    url: str | None = None


def cleaned(text: str) -> str:
    """`text` with white space as people see it: one space between words, line ends kept."""
    return _AROUND_BREAK.sub("\n", _SPACE.sub(" ", text.translate(_SOFT))).strip()


def page_of(
    lines: Iterable[Line],
    statements: Statements,
    *,
    encoding: str = "utf-8",
    hints: Mapping[int, PostHint] | None = None,
    single: bool = False,
    unread: str | None = None,
) -> Page:
    """The page of `lines`: a blank line between them, between items of a list a line end.

    Lines without text are left out. Raises EmptyInput where there are no others.
    """
    blocks: list[Block] = []
    parts: list[str] = []
    at = 0
    for line in lines:
        text = cleaned(line.text)
        if not text:
            continue
        gap = _gap(blocks[-1].role, line) if blocks else ""
        start = at + len(gap)
        at = start + len(text)
        parts += (gap, text)
        blocks.append(Block(start, at, line.role, line.level, line.group, line.lang))
    if not blocks:
        raise EmptyInput("no text in it")
    return Page(
        text="".join(parts),
        blocks=tuple(blocks),
        encoding=encoding,
        title=statements.title,
        lang=statements.lang,
        author=statements.author,
        date=statements.date,
        url=statements.url,
        hints=hints or {},
        markup=True,
        single=single,
        unread=unread,
        made=statements.made,
    )


def _gap(before: Role, line: Line) -> str:
    if line.gap is not None:
        return line.gap
    return "\n" if before is Role.LIST_ITEM and line.role is Role.LIST_ITEM else "\n\n"

"""The line by which a page says when its text was written, in its own header.

A page shows many days: of its last update, of other texts, of comments, of what is to come. Its own stands
around the title: under it, before the text begins, or right over it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from archive.ingest.datelines import DateLine, Label, date_line, label_of
from archive.ingest.readers.html_blocks import HtmlPiece
from archive.ingest.writers import writer_in
from archive.records import PostHint, Role
from archive.text import fold, words

_UNDER = 12  # blocks from the title to the line, at most
_OVER = 3  # blocks from the line to the title under it
_TEXT_WORDS = 12  # of a block that is text and no line beside it
_HEAD = 4  # blocks of a post that may be its own date line
_LABEL_WORDS = 4
_OTHERS = re.compile(r"(?i:\b(?:comment|r[ée]ponse|repl(?:y|ies)\b|r[ée]action|discussion))")
_NEAR = 8  # blocks from a title to the text under it


def header_line(
    pieces: Sequence[HtmlPiece], inside: Sequence[bool], title: str | None, lang: str | None
) -> str | None:
    """The date line of the header of the one text of a page, None where it has none.

    `inside` tells which pieces are the text, `title` is that of the page, `lang` the language it declares.
    """
    first = next(
        (i for i, p in enumerate(pieces) if inside[i] and len(p.text.split()) >= _TEXT_WORDS), len(pieces) - 1
    )
    at = _title(pieces, title, first)
    under = (
        range(at + 1, min(first + 2, at + 1 + _UNDER, len(pieces))) if at is not None else range(first + 1)
    )
    over = range(at - 1, max(-1, at - 1 - _OVER), -1) if at is not None else range(0)
    for i in (*under, *over):
        line = _line_at(pieces, i, lang, at, linked=at is not None and at < i <= at + _HEAD)
        # Beside the text only what says "published" is sure to speak of it.
        if line is not None and (line.says or not pieces[i].state.chrome):
            return line.line
    return None


def header_writer(pieces: Sequence[HtmlPiece], inside: Sequence[bool], title: str | None) -> str | None:
    """Who wrote the one text of a page, as the lines between its title and its text say it."""
    running = (i for i, p in enumerate(pieces) if inside[i] and p.state.role is not Role.HEADING)
    first = next((i for i in running if len(pieces[i].text.split()) >= _TEXT_WORDS), len(pieces) - 1)
    at = _title(pieces, title, first)
    if at is None:
        return None
    lines = (line for p in pieces[at + 1 : min(first, at + _UNDER)] for line in p.text.split("\n"))
    return next((name for line in lines if (name := writer_in(line))), None)


def record_line(pieces: Sequence[HtmlPiece], inside: Sequence[bool], lang: str | None) -> str | None:
    """The line "Date: …" of the record of a text that stands under it, if there is but one such day.

    Or the line under a label, "Published" over "3 May 2018", which may stand beside the text. What has a
    heading or a link of its own is another text, or its comments.
    """
    last = _last(pieces, inside)
    found = []
    beside = other = False
    for i in range(last + 1, min(last + 1 + _UNDER, len(pieces))):
        piece = pieces[i]
        if len(piece.text.split()) >= _TEXT_WORDS:
            break
        beside, other = beside or piece.state.chrome, other or _leads_on(piece)
        line = _line_at(pieces, i, lang)
        if line is None or not line.says:
            continue
        labelled = i > last + 1 and label_of(pieces[i - 1].text) is Label.POSTED
        if (labelled and not other) or (not beside and line.line.lower().lstrip().startswith("date")):
            found.append(line)
    return found[0].line if found and len({line.what for line in found}) == 1 else None


def _last(pieces: Sequence[HtmlPiece], inside: Sequence[bool]) -> int:
    """The last piece of the text: of what is held, the longest stretch without a wide gap."""
    best = last = most = count = 0
    for i in (i for i, is_inside in enumerate(inside) if is_inside):
        words = 0 if pieces[i].state.chrome else len(pieces[i].text.split())
        count = (count if i - last <= _UNDER else 0) + words
        last = i
        if count > most:
            best, most = i, count
    return best


def _leads_on(piece: HtmlPiece) -> bool:
    """Whether a piece is the title of another text, or begins what others say of this one."""
    linked = piece.linked * 2 > len(piece.text) and len(piece.text.split()) > _LABEL_WORDS
    return piece.state.level > 0 or linked or _OTHERS.search(piece.text) is not None


def lines_over(pieces: Sequence[HtmlPiece], lang: str | None) -> dict[int, str]:
    """The date lines that stand over posts of a page of posts, each with the first post that it is over."""
    found: dict[int, str] = {}
    above: list[HtmlPiece] = []
    for piece in pieces:
        group = piece.state.group
        if group is None and not piece.state.chrome:
            above.append(piece)
        elif group is not None:
            lines = (line for p in above[-_NEAR:] if (line := _line(p, lang)) is not None)
            for line in lines:
                found[group] = line.line
            above.clear()
    return found


def under_lines(
    hints: Mapping[int, PostHint], lines: Mapping[int, str], pieces: Sequence[HtmlPiece], lang: str | None
) -> dict[int, PostHint]:
    """`hints` with the line over each post, where days stand over the posts; one with its own keeps it."""
    hint_of: dict[int, PostHint] = {}
    last = None
    for group in sorted(hints):
        last = lines.get(group, last)
        own = [p for p in pieces if p.state.group == group][:_HEAD]
        says = any(_line(p, lang) is not None for p in own)
        hint_of[group] = hints[group] if says else replace(hints[group], dateline=last)
    return hint_of


def _line(piece: HtmlPiece, lang: str | None, *, linked: bool = False) -> DateLine | None:
    for text in _lines(piece, linked=linked):
        line = date_line(text, lang)
        if line and line.day and line.day.year and not (line.runs_on or line.updated or line.is_appointment):
            return line
    return None


def _line_at(
    pieces: Sequence[HtmlPiece], i: int, lang: str | None, title: int | None = None, *, linked: bool = False
) -> DateLine | None:
    """The date line that a piece is, read with the label over it; `title` is no label.

    Right under a title the day and the writer are often `linked`: to the text itself, to others of theirs.
    """
    line = _line(pieces[i], lang, linked=linked)
    if line is None or line.says or not i or i - 1 == title:
        return line
    over = pieces[i - 1].text
    label = label_of(over)
    if label is Label.POSTED:
        return date_line(f"{over.strip(' :')} {line.line}", lang) or line
    return line if label is None else None


def _lines(piece: HtmlPiece, *, linked: bool) -> Iterator[str]:
    if linked or piece.linked * 2 <= len(piece.text):
        yield from piece.text.split("\n")


def _title(pieces: Sequence[HtmlPiece], title: str | None, first: int) -> int | None:
    """Where the title of the text stands: the last heading before it that says `title`, else the last one."""
    wanted = _plain(title or "")
    near = [
        i for i in range(max(0, first - _UNDER), first + 1) if pieces[i].state.level or _is_title(pieces[i])
    ]
    same = [
        i
        for i in near
        if (own := _plain(pieces[i].text)) and (own in wanted or (wanted and own.endswith(f" {wanted}")))
    ]
    tops = [i for i in near if pieces[i].state.level]
    return next((i for i in reversed(same or tops)), None)


def _is_title(piece: HtmlPiece) -> bool:
    return len(piece.text.split()) < 40


def _plain(text: str) -> str:
    return " ".join(words(fold(text)))

"""What others say under the one text of a page, where no element holds it: tables of the engines of old.

A heading such as "Comments" may be one of the text; it begins what others say where lines under it say who
wrote and at what time.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from archive.dates import dates_in
from archive.ingest import dateline_words
from archive.ingest.readers.html_blocks import HtmlPiece
from archive.ingest.writers import writer_in
from archive.records import Role
from archive.text import fold, words

_TEXT = 40  # words of the text before them
_NEAR = 8  # blocks under the heading
_LINE = 30  # words of a line that says who wrote a comment
# What PHP-Nuke, XOOPS, Slash and others write over them.
_OWNED = re.compile(
    r"\W*(?:the\s+comments\s+are\s+(?:owned\s+by|the\s+property)|les\s+commentaires\s+(?:sont\s+la\s+propri[ée]t[ée]|"
    r"appartiennent\s+[àa]|sont\s+sous\s+la\s+responsabilit[ée])|"
    r"(?:comments|commentaires)\s+(?:post[ée]e?s?|left|laiss[ée]s)\s+(?:by|par)\b)",
    re.IGNORECASE,
)
_HEADING = re.compile(
    r"\W*(?:(?:vos|your|les|the|all|tous\s+les|latest|derniers|user|reader)\s+)?(?:\d+\s+|one\s+|un\s+)?"
    r"(?:comments?|commentaires?(?:\(s\))?|r[ée]actions?|r[ée]ponses?|responses?|replies|messages?|avis|forum|discussion|"
    r"compl[ée]ments?\s+d['’]infos?(?:rmations?)?)"
    r"(?:\s+(?:to|on|[àa]|sur)\b.{0,120}|\s+(?:on|to|de|du|[àa])\s+(?:this|cet?t?e?)\b.{0,40})?"
    r"\W*(?:\d+)?\W*\Z",
    re.IGNORECASE,
)
_SCORE = re.compile(r"\(score\s*:?\s*-?\d", re.IGNORECASE)
_CLOCK = re.compile(r"\b\d{1,2}\s?(?:h|:)\s?\d\d\b|@\s*\d{1,2}")
_NAME = 3  # words of a name beside a time
_AROUND_NAME = dateline_words.full_weekdays() | frozenset(
    """
    le la the on at a by par de from poste postee posted ecrit ecrite wrote written re am pm
    """.split()  # noqa: SIM905
)
_BY = re.compile(r"\b(?:by|par|de|from|posted|post[ée])\b", re.IGNORECASE)


def before_comments(pieces: Sequence[HtmlPiece], inside: Sequence[bool]) -> list[bool]:
    """`inside`, the pieces of the one text of a page, without what others say under it."""
    kept = list(inside)
    text_words = 0
    for i, piece in enumerate(pieces):
        if text_words >= _TEXT and _begins(pieces, i):
            return [k and n < i for n, k in enumerate(kept)]
        if kept[i] and piece.state.role is not Role.HEADING:
            text_words += len(piece.text.split())
    return kept


def _begins(pieces: Sequence[HtmlPiece], i: int) -> bool:
    text = " ".join(pieces[i].text.split())
    if len(text.split()) > _LINE:
        return False
    if _OWNED.match(text) or (_SCORE.search(text) and not pieces[i].state.level):
        return True
    return _HEADING.match(text) is not None and any(_says_who(p) for p in pieces[i + 1 : i + 1 + _NEAR])


def _says_who(piece: HtmlPiece) -> bool:
    """Whether a line says who wrote a comment, and the time."""
    return any(
        len(line.split()) <= _LINE
        and _CLOCK.search(line) is not None
        and (writer_in(line) is not None or (_BY.search(line) is not None and _is_note(line)))
        for line in piece.text.split("\n")
    )


def _is_note(line: str) -> bool:
    """Whether a line holds a name and a time and no sentence around them ("handed over at 10:00 by …")."""
    if line.rstrip().endswith((".", "…")):
        return False
    rest = _CLOCK.sub(" ", line)
    for start, end, _ in reversed(dates_in(rest)):
        rest = f"{rest[:start]} {rest[end:]}"
    return len([w for w in words(fold(rest)) if not (w in _AROUND_NAME or w.isdecimal())]) <= _NAME

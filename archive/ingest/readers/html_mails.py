"""A mail on a page: as a program printed or saved it, as the archive of a group shows it.

Lines over the text say from whom it is, when it was sent and about what; what stands over them is the page's,
unless it is a title and a sentence: an article quotes a mail.
"""

from __future__ import annotations

from collections.abc import Sequence

from archive.ingest.readers.html_blocks import HtmlPiece
from archive.ingest.readers.mail_head import kind_of, mail_head
from archive.records import PostHint
from archive.text import fold

_TOP = 40  # pieces within which the head begins
_LINES = 12  # of a head
_TEXT = 25  # words under it
_SENTENCE = 12  # words
_OVER = 40  # words over it at most


def mail_on_page(pieces: Sequence[HtmlPiece]) -> tuple[int, PostHint] | None:
    """Where the text of the mail begins that a page shows, and what its head says; None for other pages."""
    words_over = 0
    for i, piece in enumerate(pieces[:_TOP]):
        first = piece.text.partition("\n")[0]
        label, colon, _ = first.partition(":")
        if colon and kind_of(label.strip(" *_\xa0")) and (found := _head_at(pieces, i)):
            return None if _is_quoted(pieces[:i], found[1].title) else found
        words_over += (
            len(piece.text.split()) if not piece.state.chrome and piece.linked * 2 <= len(piece.text) else 0
        )
        if words_over > _OVER:
            return None
    return None


def _is_quoted(over: Sequence[HtmlPiece], subject: str | None) -> bool:
    """Whether what stands over the head of a mail opens an article: another title, a sentence."""
    own = [p for p in over if not p.state.chrome and p.linked * 2 <= len(p.text)]
    title = next(
        (i for i, p in enumerate(own) if p.state.level and fold(p.text) != fold(subject or "")), None
    )
    return title is not None and any(
        len(p.text.split()) >= _SENTENCE and p.text.rstrip(' »”")').endswith((".", "!", "?", "…", ":"))
        for p in own[title + 1 :]
    )


def _head_at(pieces: Sequence[HtmlPiece], i: int) -> tuple[int, PostHint] | None:
    text = "\n".join(piece.text for piece in pieces[i : i + 2 * _LINES])
    head = mail_head(text)
    if head is None or not (head.title and head.date):
        return None
    end, at = head.lines[-1][1], 0
    for n, piece in enumerate(pieces[i:], i):
        at += len(piece.text) + 1
        if at > end:
            under = sum(len(p.text.split()) for p in pieces[n + 1 :] if p.linked * 2 <= len(p.text))
            hint = PostHint(title=head.title, author=head.author, date=head.date)
            return (n + 1, hint) if under >= _TEXT else None
    return None

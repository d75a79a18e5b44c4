"""What of a page without post containers is text, and what stands around it."""

from __future__ import annotations

from collections.abc import Sequence

from archive.ingest.datelines import is_dateline
from archive.ingest.readers.html_blocks import HtmlPiece
from archive.ingest.readers.html_furniture import is_lead, is_note
from archive.ingest.readers.html_main import Main, marks
from archive.records import Role
from archive.text import fold, words

_NEAR = 8  # blocks from a heading to the text under it
_TEXT_WORDS = 12  # of a block that is text and no line beside it
_BOLD = 3  # lines in bold, at most, of one text whose title is none of them
_NEAR_TOP = 3  # blocks of the main text within which its title stands


def inside_main(pieces: Sequence[HtmlPiece], main: Main | None) -> list[bool]:
    """For each piece, whether trafilatura takes it for the main text.

    Where it finds nothing: whether it is not named as chrome and not mostly links.
    """
    if main is not None:
        kept = marks([p.text for p in pieces], main.text)
        if any(kept):
            return [
                k and not (p.state.beside or is_lead(p) or _is_note(p) or _is_hidden(p))
                for p, k in zip(pieces, kept, strict=True)
            ]
    own = [_is_own(p) for p in pieces]
    return own if any(own) else [True] * len(pieces)


def filled(pieces: Sequence[HtmlPiece], inside: Sequence[bool]) -> list[bool]:
    """`inside` for a page that may hold several texts, of which trafilatura drops short or listed parts.

    From the first piece of the main text on, its heading included, what is not chrome by its markup is text.
    """
    first = next((i for i, kept in enumerate(inside) if kept), 0)
    while step := _heading_over(pieces, first):
        first -= step
    return [
        kept or (i >= first and _is_own(p)) for i, (p, kept) in enumerate(zip(pieces, inside, strict=True))
    ]


def _heading_over(pieces: Sequence[HtmlPiece], i: int) -> int:
    """How many pieces before `i` its heading is, with a day between them or not, or a day over a heading."""
    if (
        i
        and pieces[i].state.role is Role.HEADING
        and _is_own(pieces[i - 1])
        and is_dateline(pieces[i - 1].text)
    ):
        return 1
    for step in (1, 2):
        if i < step or not _is_own(pieces[i - step]):
            return 0
        if pieces[i - step].state.role is Role.HEADING:
            return step
        if not is_dateline(pieces[i - step].text):
            return 0
    return 0


def with_headings(pieces: Sequence[HtmlPiece], inside: Sequence[bool]) -> list[bool]:
    """`inside` with the headings that stand within the text and right over a part of it.

    trafilatura leaves out those whose parts are set into elements of their own.
    """
    kept = list(inside)
    indexes = [i for i, k in enumerate(inside) if k]
    for i in range(indexes[0] if indexes else 0, indexes[-1] if indexes else 0):
        over = next((k for k in range(i + 1, i + 3) if k < len(pieces) and not pieces[k].state.level), None)
        if pieces[i].state.level and over is not None and inside[over] and _is_own(pieces[i]):
            kept[i] = True
    return kept


def with_title(title: str | None, pieces: Sequence[HtmlPiece], inside: Sequence[bool]) -> list[bool]:
    """`inside` with the heading over the main text that says `title`, where the text does not say it again.

    trafilatura takes the title for metadata and often leaves its heading out.
    """
    kept = list(inside)
    first = next((i for i, is_inside in enumerate(inside) if is_inside), 0)
    near = [
        i for i in range(max(0, first - _NEAR), min(len(pieces), first + _NEAR_TOP)) if pieces[i].state.level
    ]
    same = [i for i in near if says_title(pieces[i].text, title)]
    if same and not any(inside[i] for i in same):
        kept[same[-1]] = True
    return kept


def says_title(heading: str, title: str | None) -> bool:
    """Whether `heading` says `title`; windows add the name of the site to it."""
    own, wanted = _plain(heading), _plain(title or "")
    return own == wanted or (own.count(" ") >= 2 and wanted.startswith(f"{own} "))


def roles(pieces: Sequence[HtmlPiece], inside: Sequence[bool]) -> list[Role]:
    """The roles of `pieces`: their own inside the text, chrome outside."""
    return [p.state.role if kept else Role.CHROME for p, kept in zip(pieces, inside, strict=True)]


def names_one_text(title: str | None, pieces: Sequence[HtmlPiece], *, said: bool) -> bool:
    """Whether the page's title is that of one text in it: a heading says the same, a text follows at once.

    Where other headings follow, it is the heading over a list of texts. A title that the page's head has not
    `said` was found in its text, and is that of one text where no other heading is its equal.
    """
    if not title:
        return False
    wanted = _plain(title)
    for i, piece in enumerate(pieces):
        own = _plain(piece.text) if piece.state.role is Role.HEADING else ""
        if own.count(" ") < 2 or own not in wanted or piece.linked * 2 >= len(piece.text):
            continue
        if not said and sum(p.state.level == piece.state.level for p in pieces) > 1:
            return False
        for after in pieces[i + 1 : i + 1 + _NEAR]:
            if _is_text_heading(after, pieces):
                break
            if len(after.text.split()) >= _TEXT_WORDS:
                return True
    return False


def _is_text_heading(piece: HtmlPiece, pieces: Sequence[HtmlPiece]) -> bool:
    """Whether a heading under a title is that of a text of several; a long one alone is a standfirst."""
    if piece.state.role is not Role.HEADING or piece.text.endswith("."):
        return False
    if len(piece.text.split()) < _TEXT_WORDS:
        return True
    headings = [p.state.level for p in pieces if p.state.role is Role.HEADING]
    # Lines in bold may be the title, a standfirst and a sub-heading of one text.
    return headings.count(piece.state.level) > (1 if piece.state.level else _BOLD)


def _is_note(piece: HtmlPiece) -> bool:
    return is_note(piece.text, linked=piece.linked, heading=piece.state.level > 0)


def _is_hidden(piece: HtmlPiece) -> bool:
    """Whether a line is named as something around the text; a longer block may be so by mistake."""
    return piece.state.chrome and len(piece.text.split()) < _TEXT_WORDS


def _is_own(piece: HtmlPiece) -> bool:
    return not piece.state.chrome and piece.linked * 2 <= len(piece.text) and not is_lead(piece)


def _plain(text: str) -> str:
    return " ".join(words(fold(text)))

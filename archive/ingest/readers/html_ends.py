"""What of the only post of a page belongs to its text though a library leaves it out.

A standfirst over it, a paragraph within it, who signs it, the list that a line ending in a colon leads to.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from archive.ingest.readers.html_blocks import Piece
from archive.ingest.readers.html_main import leads_away
from archive.records import Role
from archive.text import fold, words

# Words of a block that is more than a line beside the text: over it, within it, and after it.
_STANDFIRST = 8
_WITHIN = 12
_AFTER = 8
_FAR = 4  # blocks left out in a row before a text has ended
_SIGNED = re.compile(
    r"\W*(?:(?:les\s+)?(?:premi[eè]re?s?\s+)?(?:\w+\s+){0,2}signataires?|sign[ée]e?s?(?:\s+(?:par|de))?|"
    r"(?:first\s+|the\s+)?signatories|(?:co-?)?signed\s+by|undersigned|(?:organisations|associations)\s+signataires|"
    r"soutiens?|supported\s+by|avec\s+le\s+soutien)\b",
    re.IGNORECASE,
)
_BESIDE = re.compile(
    r"\W*(?:posted|published|publi[ée]|post[ée]|filed|class[ée]|tags?|tagged|[ée]tiquettes?|"
    r"mots?[- ]cl[ée]s?|cat[ée]gor\w+|rubrique|comments?|commentaires?|leave|laisser|r[ée]pondre|reply|share|"
    r"partage\w*|print|imprimer|©|copyright|tous\s+droits|all\s+rights|previous|next|pr[ée]c[ée]dent|suivant|par\s|by\s|"
    r"mis\s+en\s+ligne|mise\s+[àa]\s+jour|updated|last\s+modified|photos?\b|cr[ée]dits?\b|abonn|subscribe|newsletter|"
    r"donate|faire\s+un\s+don|support\s+us|soutenez|this\s+entry|cet\s+article|ce\s+billet)",
    re.IGNORECASE,
)


def with_ends(pieces: Sequence[Piece], inside: Sequence[bool]) -> list[bool]:
    """`inside`, the pieces of the main text, with what else of the post belongs to it.

    Only pieces of the container of the post (those of a group) are looked at. What the text says already is
    not given twice.
    """
    kept = list(inside)
    held = [i for i, k in enumerate(inside) if k]
    if not held:
        return kept
    said = " ".join(_key(pieces[i].text) for i in held)
    first, last = held[0], held[-1]
    for i in range(max(0, first - _FAR), first):
        kept[i] = kept[i] or (_is_text(pieces[i], _STANDFIRST) and _key(pieces[i].text) not in said)
    for i in range(first, last):
        kept[i] = kept[i] or (_is_text(pieces[i], _WITHIN) and _key(pieces[i].text) not in said)
    missed = 0
    for i in range(first, len(pieces)):
        piece = pieces[i]
        if kept[i]:
            missed = 0
        elif _is_led(pieces, kept, i) or _is_signed(piece):
            kept[i], missed = True, 0
        elif i > last and piece.state.level:
            break  # another text, or what leads to one
        elif i > last and _is_text(piece, _AFTER) and _key(piece.text) not in said:
            kept[i], missed = True, 0
        else:
            missed += i > last
        if missed >= _FAR:
            break
    return kept


def _is_own(piece: Piece) -> bool:
    return piece.state.group is not None and not piece.state.chrome and not leads_away(piece.text)


def _is_text(piece: Piece, least: int) -> bool:
    """Whether a piece of the post is running text, of so many words or more."""
    return (
        _is_own(piece)
        and piece.state.role is Role.PARAGRAPH
        and piece.linked * 3 <= len(piece.text)
        and len(piece.text.split()) >= least
        and not _BESIDE.match(piece.text)
    )


def _is_signed(piece: Piece) -> bool:
    return _is_own(piece) and _SIGNED.match(piece.text) is not None


def _is_led(pieces: Sequence[Piece], kept: Sequence[bool], i: int) -> bool:
    """Whether a piece is an item of the list to which a line of the text leads: "We demand:"."""
    if not _is_own(pieces[i]) or pieces[i].state.role is not Role.LIST_ITEM or not kept[i - 1]:
        return False
    start = i
    while start and pieces[start].state.role is Role.LIST_ITEM and kept[start - 1]:
        start -= 1
    return pieces[start].text.rstrip().endswith(":")


def _key(text: str) -> str:
    return " ".join(words(fold(text)))

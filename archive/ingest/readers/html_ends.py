"""What of the only text of a page belongs to it though a library leaves it out, and what does not.

A standfirst under its title, lines within it, who signs it, the list that a line ending in a colon leads to.
The boxes that hold the text tell: a line beside its paragraphs is part of it, one far from them is not.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence, Set
from dataclasses import field

from archive.dataclass import dataclass
from archive.ingest.datelines import is_dateline
from archive.ingest.readers.html_blocks import SIGNED, Box, HtmlPiece
from archive.ingest.readers.html_furniture import is_lead
from archive.ingest.readers.html_roles import says_title
from archive.records import Role
from archive.text import fold, words

# Words of a block that is more than a line beside the text: over it, within it, and after it.
_STANDFIRST = 8
_WITHIN = 12
_AFTER = 8
_FAR = 4  # blocks left out in a row before a text has ended
_BOX = 30  # words of the text in a box of it, and of one that may hold a part which was left out
_MOST = 0.6  # of the words of a text, in its boxes: else they tell nothing
_PARAGRAPH = 40  # words of a piece that is no teaser
_SHARE = 0.1  # of the text, in a box of it
_LINE = 20  # words of a line beside a text
_HEAD = 4  # lines that open a text
_UNDER_TITLE = 8  # blocks from the title to the text
_BESIDE = re.compile(
    r"\W*(?:posted|published|publi[ée]|post[ée]|filed|class[ée]|tags?|tagged|[ée]tiquettes?|"
    r"mots?[- ]cl[ée]s?|cat[ée]gor\w+|rubrique|comments?|commentaires?|leave|laisser|r[ée]pondre|reply|share|"
    r"partage\w*|print|imprimer|©|copyright|tous\s+droits|all\s+rights|previous|next|pr[ée]c[ée]dent|suivant|par\s|by\s|"
    r"mis\s+en\s+ligne|mise\s+[àa]\s+jour|updated|last\s+modified|photos?\b|cr[ée]dits?\b|abonn|subscribe|newsletter|"
    r"donate|faire\s+un\s+don|support\s+us|soutenez|this\s+entry|cet\s+article|ce\s+billet)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class _Text:
    """The main text of a page: its pieces, the boxes that hold it, and its words."""

    pieces: Sequence[HtmlPiece]
    inside: Sequence[bool]
    homes: frozenset[Box | None]
    said: str
    added: set[str] = field(default_factory=set)

    def is_new(self, i: int) -> bool:
        """Whether the text does not say it, nor what was added; it counts as added from now on."""
        key = _key(self.pieces[i].text)
        if key in self.said or key in self.added:
            return False
        self.added.add(key)
        return True

    def is_home(self, i: int) -> bool:
        return self.pieces[i].state.box in self.homes


def with_ends(pieces: Sequence[HtmlPiece], inside: Sequence[bool], title: str | None = None) -> list[bool]:
    """`inside`, the pieces of the main text, with what else belongs to it; `title` is that of the page.

    What the text says already is not given twice.
    """
    indexes = [i for i, k in enumerate(inside) if k]
    if not indexes:
        return list(inside)
    text = _Text(pieces, inside, _homes(pieces, inside), " ".join(_key(pieces[i].text) for i in indexes))
    kept = _without_islands(text, title)
    indexes = [i for i, k in enumerate(kept) if k]
    first, last = indexes[0], indexes[-1]
    for i in range(max(0, first - _FAR), first):
        of_post = pieces[i].state.group is not None and _is_text(pieces[i], _STANDFIRST)
        kept[i] = kept[i] or (of_post and text.is_new(i))
    for i in _under_title(pieces, indexes, title):
        kept[i] = kept[i] or (_is_text(pieces[i], _STANDFIRST) and text.is_new(i))
    for i in _head_of_box(text, first):
        kept[i] = kept[i] or text.is_new(i)
    for i in range(first, last):
        kept[i] = kept[i] or (_is_within(text, i) and text.is_new(i))
    _add_end(text, kept, first, last)
    return kept


def _under_title(pieces: Sequence[HtmlPiece], kept: Sequence[int], title: str | None) -> range:
    """The pieces between the heading that says the title and the text under it."""
    body = next((i for i in kept if not pieces[i].state.level), kept[0])
    near = [i for i in range(max(0, body - _UNDER_TITLE), body) if pieces[i].state.level]
    at = next((i for i in reversed(near) if says_title(pieces[i].text, title)), None)
    return range(body, body) if at is None else range(at + 1, body)


def with_head(pieces: Sequence[HtmlPiece], inside: Sequence[bool]) -> list[bool]:
    """`inside` with the few lines that open the box in which it begins."""
    kept = list(inside)
    first = next((i for i, k in enumerate(inside) if k), None)
    if first is not None:
        text = _Text(pieces, inside, _homes(pieces, inside), "")
        for i in _head_of_box(text, first):
            kept[i] = True
    return kept


def _head_of_box(text: _Text, first: int) -> range:
    """The few lines that open the box of the text before its first piece: a title in large letters, a day.

    Old pages lay their texts out in tables, and set a title as a line in bold.
    """
    pieces, box = text.pieces, text.pieces[first].state.box
    begin = first
    while begin and box is not None and pieces[begin - 1].state.box is box:
        begin -= 1
    lines = range(begin, first)
    fit = len(lines) <= _HEAD and text.is_home(first) and all(_is_within(text, i) for i in lines)
    return lines if fit and all(len(pieces[i].text.split()) <= _LINE for i in lines) else range(first, first)


def _without_islands(text: _Text, title: str | None) -> list[bool]:
    """The main text without what a library takes for it in boxes of their own: lines over its title, teasers.

    The boxes of the text must hold most of it. What stands beside one of them, or within the box around
    several, is no island.
    """
    kept = list(text.inside)
    indexes = [i for i, k in enumerate(kept) if k]
    own = [i for i in indexes if text.is_home(i)]
    size = {i: len(text.pieces[i].text.split()) for i in indexes}
    if sum(size[i] for i in own) < _MOST * sum(size.values()):
        return kept
    boxes = {text.pieces[i].state.box for i in own}
    near = boxes | {box and box.around for box in boxes}
    whole = _around(boxes) if len(boxes) > 1 else None
    titles = [i for i in indexes if text.pieces[i].state.level and says_title(text.pieces[i].text, title)]
    top = min([*titles[:1], own[0]])
    for i in indexes:
        state = text.pieces[i].state
        around = _boxes(state.box)
        alien = size[i] < _PARAGRAPH and not (near.intersection(around[:2]) or (whole and whole in around))
        if (i < top or i > own[-1]) and alien and not _is_signed(text.pieces[i]):
            kept[i] = is_dateline(text.pieces[i].text)
    return kept


def _around(boxes: Set[Box | None]) -> Box | None:
    """The innermost box around all of `boxes`, which may be one of them; None is the page."""
    first, *rest = (_boxes(box) for box in boxes)
    common = {box for box in first if all(box in others for others in rest)}
    return next((box for box in first if box in common), None)


def _boxes(box: Box | None) -> list[Box | None]:
    """A box and those around it, from the innermost to the page."""
    found = [box]
    while box is not None:
        box = box.around
        found.append(box)
    return found


def _homes(pieces: Sequence[HtmlPiece], inside: Sequence[bool]) -> frozenset[Box | None]:
    """The boxes that hold the text: many of its words stand in them, and few others."""
    own: Counter[Box | None] = Counter()
    others: Counter[Box | None] = Counter()
    for piece, is_inside in zip(pieces, inside, strict=True):
        if not piece.state.chrome:
            (own if is_inside else others)[piece.state.box] += len(piece.text.split())
    least = max(_BOX, _SHARE * own.total())
    return frozenset(home for home, count in own.items() if count >= least and count > others[home])


def _is_within(text: _Text, i: int) -> bool:
    """Whether a piece amid the text is part of it: any line in a box of the text, else a paragraph."""
    piece = text.pieces[i]
    if text.is_home(i):
        return (
            not (piece.state.chrome or piece.state.caption or is_lead(piece))
            and piece.linked * 3 <= len(piece.text)
            and not _is_beside(piece.text)
        )
    return piece.state.group is not None and _is_text(piece, _WITHIN)


def _add_end(text: _Text, kept: list[bool], first: int, last: int) -> None:
    missed = 0
    for i in range(first, len(text.pieces)):
        piece = text.pieces[i]
        if kept[i]:
            missed = 0
        elif _is_led(text.pieces, kept, i) or _is_signed(piece):
            kept[i], missed = True, 0
        elif i > last and piece.state.level:
            break  # another text, or what leads to one
        elif i > last and piece.state.group is not None and _is_text(piece, _AFTER) and text.is_new(i):
            kept[i], missed = True, 0
        else:
            missed += i > last
        if missed >= _FAR:
            break


def _is_own(piece: HtmlPiece) -> bool:
    return piece.state.group is not None and not piece.state.chrome and not is_lead(piece)


def _is_text(piece: HtmlPiece, least: int) -> bool:
    """Whether a piece is running text, of so many words or more."""
    return (
        not (piece.state.chrome or piece.state.caption or is_lead(piece))
        and piece.state.role is Role.PARAGRAPH
        and piece.linked * 3 <= len(piece.text)
        and len(piece.text.split()) >= least
        and not _is_beside(piece.text)
    )


def _is_beside(text: str) -> bool:
    """Whether a line begins as those beside a text; a long one is a sentence that happens to."""
    return len(text.split()) <= _LINE and _BESIDE.match(text) is not None


def _is_signed(piece: HtmlPiece) -> bool:
    return _is_own(piece) and SIGNED.match(piece.text) is not None


def _is_led(pieces: Sequence[HtmlPiece], kept: Sequence[bool], i: int) -> bool:
    """Whether a piece is an item of the list to which a line of the text leads: "We demand:"."""
    if not _is_own(pieces[i]) or pieces[i].state.role is not Role.LIST_ITEM or not kept[i - 1]:
        return False
    start = i
    while start and pieces[start].state.role is Role.LIST_ITEM and kept[start - 1]:
        start -= 1
    return pieces[start].text.rstrip().endswith(":")


def _key(text: str) -> str:
    return " ".join(words(fold(text)))

"""A piece of HTML, or of text without tags, as lines: an entry of a feed, a chapter of a book."""

from __future__ import annotations

import re
from collections.abc import Sequence

from archive.ingest.readers.html_blocks import HtmlPiece, Walker
from archive.ingest.readers.html_containers import measure
from archive.ingest.readers.html_tree import parse
from archive.ingest.readers.lines import Line
from archive.records import Role

_TAG = re.compile(r"</?[a-zA-Z][^<>]*>|<!--")
_PARAGRAPHS = re.compile(r"\n[ \t]*\n\s*")


def html_lines(html: str, group: int | None = None, lang: str | None = None) -> list[Line]:
    """The lines of a piece of HTML; what its markup names as something around the text is chrome.

    Raises UnreadableInput for one of too many elements or attributes.
    """
    soup = parse(html)
    sizes = measure(soup, list(soup.find_all(True)))
    # What holds most of the text is that, whatever its names say.
    total = sizes.words.get(id(soup), 0)
    kept = frozenset(key for key, words in sizes.words.items() if words * 2 > total)
    return [_line(piece, group, lang) for piece in Walker({}, kept).pieces(soup)]


def text_lines(text: str, group: int | None = None, lang: str | None = None) -> list[Line]:
    """The paragraphs of a text without tags."""
    return [Line(part, group=group, lang=lang) for part in _PARAGRAPHS.split(text.strip()) if part.strip()]


def has_tags(text: str) -> bool:
    """Whether a text is HTML, by its tags."""
    return _TAG.search(text) is not None


def shown(lines: Sequence[Line]) -> str:
    """What people read in `lines`, chrome left out."""
    return " ".join(line.text for line in lines if line.role is not Role.CHROME)


def _line(piece: HtmlPiece, group: int | None, lang: str | None) -> Line:
    state = piece.state
    role = Role.CHROME if state.chrome else state.role
    level = state.level if role is Role.HEADING else 0
    return Line(piece.text, role, level, group, state.lang or lang, piece.gap or None)

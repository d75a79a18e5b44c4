"""Readers: bytes to a `Page`, one small file a format.

`sniff` names the media type of some bytes, `read_page` reads them. A new format is a function from
bytes to a Page and a line in `_READERS`.
"""

from __future__ import annotations

from collections.abc import Callable

from archive.errors import EmptyInput, UnreadableInput
from archive.ingest.readers.html import read_html
from archive.ingest.readers.plain import read_plain
from archive.ingest.readers.sniffing import called, refuse_binary, sniff
from archive.records import Page

__all__ = ["MEDIA_TYPES", "read_page", "sniff"]

_READERS: dict[str, Callable[[bytes], Page]] = {
    "text/plain": read_plain,
    "text/html": read_html,
    "application/xhtml+xml": read_html,
}

# The whole of a long novel fits in a line of this many characters.
_MAX_BLOCK = 1_000_000
# More blocks than this are a text only if they are longer than entries of a list, on average.
_MAX_BLOCKS = 150_000  # some 50 microseconds each to split and to tell the language of
_MEAN_BLOCK = 60  # characters

MEDIA_TYPES = frozenset(_READERS)


def read_page(data: bytes, media_type: str, *, begun: bool = False) -> Page:
    """`data` as a page of text and blocks.

    `media_type` is one of `MEDIA_TYPES`; parameters such as `; charset=` are ignored, the encoding is
    found in the bytes. Raises EmptyInput when there is no text in them, BinaryInput when they are no
    text, UnreadableInput when no reader takes the type or the reader cannot make sense of them. `begun`:
    the bytes go on where others ended, so that their first ones do not tell a format.
    """
    if not data.strip():
        raise EmptyInput("empty file" if not data else "nothing but white space")
    if not begun:
        refuse_binary(data)
    reader = _READERS.get(media_type.partition(";")[0].strip().lower())
    if reader is None:
        raise UnreadableInput(f"not read here: {called(media_type)}")
    page = reader(data)
    _refuse_endless(page)
    return page


def _refuse_endless(page: Page) -> None:
    """Raises UnreadableInput for what no person wrote to be read, and what no bound of time could hold."""
    longest = max(b.end - b.start for b in page.blocks)
    if longest > _MAX_BLOCK:
        raise UnreadableInput(f"a line of {longest:,} characters: over {_MAX_BLOCK:,} are no running text")
    count = len(page.blocks)
    if count > _MAX_BLOCKS and len(page.text) < count * _MEAN_BLOCK:
        raise UnreadableInput(f"{count:,} blocks of some characters each: a table or a list, not a text")

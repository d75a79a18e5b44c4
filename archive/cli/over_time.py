"""Versions of a document as `archive show` prints them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from archive.cli.output import Piece, Styled, bold, dim
from archive.records import Document

if TYPE_CHECKING:
    from archive import Difference, Reading, Version

COLOURS = {"-": "red", "+": "green"}


def list_of(read: Reading) -> Iterator[tuple[Piece, ...]]:
    """The versions of a document, a line each, oldest first; the one that was asked for is marked."""
    yield (bold(read.document.title or "(no title)"),)
    for version in read.history:
        mark = "*" if version.id == read.document.id else " "
        title = "no document" if version.id is None else version.title or "(no title)"
        details = ", ".join(_differences(version))
        line = f"{mark} {_minute(version.at)}  {version.basis:8}  {version.id or '-':16}  {title}"
        yield (line, dim(f"  ({details})")) if details else (line,)


def _differences(version: Version) -> Iterator[str]:
    if version.same:
        yield "the same words"
    if version.id is not None and not version.current:
        yield "superseded"


def head_of(read: Reading) -> Iterator[str]:
    """What the head of a document says of its captures and other versions."""
    own = [v for v in read.history if v.id == read.document.id and v.basis == "captured"]
    if own:
        last = f", last {own[-1].at[:10]}" if len(own) > 1 else ""
        yield f"captured     {own[0].at[:10]}{last}"
    if read.versions:
        days = f"{read.history[0].at[:10]} to {read.history[-1].at[:10]}"
        yield f"versions     {len(read.versions)}, {days} (--versions lists them)"


def changes_of(found: Difference) -> Iterator[tuple[Piece, ...]]:
    """What changed, a paragraph a line; those that both versions have stand there as they are."""
    yield (bold(f"- {_named(found.earlier)}"),)
    yield (bold(f"+ {_named(found.later)}"),)
    if not any(one.sign.strip() for one in found.changes):
        yield ("The words are the same.",)
        return
    for one in found.changes:
        line = f"{one.sign} {one.text}"
        yield (Styled(line, {"fg": COLOURS[one.sign]}) if one.sign in COLOURS else line,)


def _named(document: Document) -> str:
    return f"{document.id}  {document.source}"


def _minute(at: str) -> str:
    return at[:16].replace("T", " ")

"""`archive explain`: why each thing was decided so."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

import click

from archive import forms
from archive.cli import Target
from archive.cli.inputs import TEXT
from archive.cli.output import Piece, bold, dim, echo, echo_body, emit, format_option
from archive.cli.streams import standard_input
from archive.errors import NotAnArchive

if TYPE_CHECKING:
    from archive import Explanation
    from archive.reasons import Considered

_SHOWN: Final = 8  # numbers that were weighed, the heaviest first
_LONG: Final = 60  # characters of a line that is quoted


@click.command()
@click.argument("subjects", nargs=-1, required=True, type=TEXT, metavar="ID|FILE|TEXT...")
@format_option("text", "json", "jsonl")
@click.pass_obj
def explain(target: Target, subjects: tuple[str, ...], form: str) -> None:
    """Explain how a document, file or text was read, dated, split and linked, and what was rejected.

    ID is a document's id, or the start of one; its original is read again. A FILE is read as by ingest, but
    not stored. Anything else is a TEXT; "-" reads one from standard input.

    \b
    archive explain 3f2a
    archive explain pages/2015/notice.html
    archive explain "Pontivy, le 3 mars 2016"
    """
    explained = _all(target, subjects)
    if form == "text":
        for one in explained:
            for line in _lines(one):
                echo(*line)
            if one.trace:
                echo_body(one.trace)
        return
    emit((forms.explanation(one) for one in explained), form, (), str)


def _all(target: Target, subjects: tuple[str, ...]) -> Iterator[Explanation]:
    """What is explained of each of `subjects`; files and texts need no archive."""
    from archive.standalone import explain

    with contextlib.ExitStack() as stack:
        asked = explain
        with contextlib.suppress(NotAnArchive):
            asked = stack.enter_context(target.open()).explain
        for subject in subjects:
            yield asked(standard_input().read().decode("utf-8", "replace") if subject == "-" else subject)


_Line = tuple[Piece, ...]


def _lines(one: Explanation) -> Iterator[_Line]:
    yield (bold(f"{one.kind} "), _cut(one.subject))
    if one.media_type:
        yield (f"  read as      {one.media_type} by the reader {one.reader or '?'}",)
    if one.problem:
        yield (f"  problem      {one.problem}",)
    for considered in one.posts:
        yield from _shown(considered)
    for text in one.texts:
        yield ("",)
        yield (bold(_cut(text.draft.title or "(no title)")), f"  {text.id or ''} ({text.draft.lang})")
        for considered in text.considered:
            yield from _shown(considered)
        for m in text.mentions:
            value = f" = {m.value}" if m.value else ""
            yield (f"  {m.type.value.lower():12} {m.text}{value}", dim(f"  {m.evidence} ({m.score:.2f})"))


def _shown(one: Considered) -> Iterator[_Line]:
    words = f'"{_cut(one.words)}"' if one.words else ""
    text = "  ".join(part for part in (one.value or "", words) if part)
    yield (f"  {one.what:12} {'+' if one.taken else '-'} {text}", dim(f"  {one.rule}: {one.why}"))
    if one.measures:
        numbers = [f"{name} {value:g}" for name, value in one.measures.items()]
        more = [f"and {len(numbers) - _SHOWN} more"] if len(numbers) > _SHOWN else []
        yield (dim(" " * 17 + ", ".join(numbers[:_SHOWN] + more)),)


def _cut(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _LONG else line[: _LONG - 1].rstrip() + "…"

"""`archive show`: a document to read, its names marked, its translation beside it."""

from __future__ import annotations

import shutil
import sys
import textwrap
import unicodedata
from collections.abc import Iterator, Sequence
from itertools import zip_longest
from typing import Any

import click

from archive.catalog import Catalog, documents, links
from archive.catalog.links import Linked
from archive.cli import App
from archive.cli.export import as_json
from archive.cli.inputs import TEXT
from archive.cli.output import Piece, Styled, bold, echo, echo_body, echo_json, format_option, says_all
from archive.errors import UsageError
from archive.printable import printable
from archive.records import Document, Mention, MentionType, Segment, Span

COLOURS = {
    MentionType.PERSON: "cyan",
    MentionType.PLACE: "green",
    MentionType.ORG: "magenta",
    MentionType.DATE: "yellow",
}
SIGNS = {MentionType.PERSON: "@", MentionType.PLACE: "+", MentionType.ORG: "#", MentionType.DATE: "="}


@click.command()
@click.argument("name", type=TEXT, metavar="ID")
@click.option("--parallel", is_flag=True, help="Set the text beside its translation, paragraph by paragraph.")
@click.option("--width", type=click.IntRange(40), help="Columns to fill.", show_default="the terminal's")
@format_option("text", "json")
@click.pass_obj
def show(app: App, name: str, parallel: bool, width: int | None, form: str) -> None:
    """Show one document with its names marked: @person, +place, #organisation, =date (and its value).

    ID is a document's id, or its beginning. With --parallel its translation, or that of a copy of it, stands
    beside it; as JSON under "parallel".

    \b
    archive show 3f2a
    archive show 3f2a --parallel
    """
    with Catalog.open(app.folder) as catalog:
        n, document = documents.find(catalog, name)
        mentions = documents.mentions(catalog, n)
        versions = links.translations_of(catalog, [n]).get(n, ())
        copies = links.duplicates_of(catalog, [n]).get(n, ())
        beside = _beside(catalog, n, document, versions) if parallel else None
    if form == "json":
        record = _record(document, mentions, versions, copies)
        if beside:
            other, segments = beside
            lines = [{document.lang: a, other.lang: b} for a, b in rows(document.text, other.text, segments)]
            record["parallel"] = {"document": other.id, "rows": lines}
        echo_json(record, indent=2)
        return
    if beside:
        columns = width or min(shutil.get_terminal_size().columns, 120)
        for line in side_by_side(document, *beside, columns):
            echo(line)
        return
    for head in _head(document):
        echo(head)
    for version in versions:
        echo(f"translation  {version.id} ({version.lang}, {version.score:.2f}) {version.title or ''}")
    for copy in copies:
        echo(f"copy         {copy.id} {copy.source}")
    echo()
    echo_body(*_marked(document.text, mentions))


def _record(
    document: Document, mentions: Sequence[Mention], versions: Sequence[Linked], copies: Sequence[Linked]
) -> dict[str, Any]:
    return as_json(document) | {
        "mentions": [
            {"start": m.start, "end": m.end, "type": m.type.value, "text": m.text, "evidence": m.evidence}
            | ({"value": m.value} if m.value else {})
            for m in mentions
        ],
        "translations": [{"id": v.id, "lang": v.lang, "score": round(v.score, 4)} for v in versions],
        "duplicates": [{"id": c.id, "score": round(c.score, 4)} for c in copies],
    }


def _head(document: Document) -> Iterator[Piece]:
    yield bold(document.title or "(no title)")
    yield f"document     {document.id} ({document.lang})"
    yield f"source       {document.source} [{document.start}:{document.end}]"
    if document.author:
        yield f"author       {document.author}"
    if document.date:
        basis = document.date_basis.value if document.date_basis else "?"
        yield f"date         {document.date} (from its {basis}: {document.date_evidence})"
    else:
        yield "date         not known"


def _marked(text: str, mentions: Sequence[Mention]) -> list[Piece]:
    out: list[Piece] = []
    at = 0
    for m in mentions:
        if m.start < at:
            continue  # a second date of a set ("8, 9 and 10 February") inside one already marked
        value = f" ({m.value})" if m.value else ""
        out += [
            text[at : m.start],
            Styled(f"{SIGNS[m.type]}{text[m.start : m.end]}", {"fg": COLOURS[m.type]}),
            value,
        ]
        at = m.end
    return [*out, text[at:]]


def _beside(
    catalog: Catalog, n: int, document: Document, versions: Sequence[Linked]
) -> tuple[Document, Sequence[Segment]]:
    """The best translation of a document, and the segments of the two.

    A translation that hangs on a copy, or is reached through a third language, is aligned for the occasion.
    """
    if not versions:
        raise UsageError(f"No translation of {document.id} is known. archive pairs lists those that are.")
    best = versions[0]
    other = documents.by_number(catalog, [best.n])[best.n]
    if best.segments:
        return other, best.segments
    from archive.link.align import align  # numpy: only where it is needed

    passages = documents.passages(catalog, n), documents.passages(catalog, best.n)
    return other, align(document.text, other.text, *passages, document.blocks, other.blocks)


def side_by_side(
    document: Document, other: Document, segments: Sequence[Segment], columns: int
) -> Iterator[str]:
    """Two texts in two columns, aligned paragraphs in one row; lines of at most `columns` characters."""
    half = (columns - 3) // 2
    along, cross, down = "─┼│" if says_all(sys.stdout) else "-+|"
    yield from _row([f"{document.id} ({document.lang})"], [f"{other.id} ({other.lang})"], half, down)
    yield along * (half + 1) + cross + along * (half + 1)
    for left, right in rows(document.text, other.text, segments):
        # Made fit to print before it is cut into lines: an escape takes more room than what it stands for.
        wrapped = [textwrap.wrap(printable(" ".join(t.split())), half) or [""] for t in (left, right)]
        yield from _row(wrapped[0], wrapped[1], half, down)
        yield " " * half + " " + down


def _row(left: Sequence[str], right: Sequence[str], half: int, down: str) -> Iterator[str]:
    for a, b in zip_longest(left, right, fillvalue=""):
        yield f"{a}{' ' * (half - _columns(a))} {down} {b}".rstrip()


def _columns(text: str) -> int:
    return sum(0 if unicodedata.combining(c) else 1 + (unicodedata.east_asian_width(c) in "WF") for c in text)


def rows(a: str, b: str, segments: Sequence[Segment]) -> Iterator[tuple[str, str]]:
    """The two texts side by side: aligned stretches together, what has no counterpart alone."""
    at_a = at_b = 0
    for segment in sorted(segments, key=lambda s: s.a.start):
        yield from _alone(a, Span(at_a, segment.a.start), left=True)
        yield from _alone(b, Span(at_b, segment.b.start), left=False)
        yield a[segment.a.start : segment.a.end], b[segment.b.start : segment.b.end]
        at_a, at_b = max(at_a, segment.a.end), max(at_b, segment.b.end)
    yield from _alone(a, Span(at_a, len(a)), left=True)
    yield from _alone(b, Span(at_b, len(b)), left=False)


def _alone(text: str, span: Span, *, left: bool) -> Iterator[tuple[str, str]]:
    for line in text[span.start : span.end].split("\n"):
        if line.strip():
            yield (line, "") if left else ("", line)

"""`archive show`: a document to read, its names marked, its translation beside it."""

from __future__ import annotations

import os
import shutil
import sys
import textwrap
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby, pairwise, zip_longest
from typing import TYPE_CHECKING

import click

from archive import forms
from archive.cli import Target, over_time
from archive.cli.inputs import TEXT
from archive.cli.output import (
    Piece,
    Styled,
    bold,
    dim,
    echo,
    echo_body,
    echo_bytes,
    echo_json,
    format_option,
    is_terminal,
    says_all,
)
from archive.errors import UsageError
from archive.printable import counted, printable
from archive.records import Document, Mention, MentionType
from archive.text import on_page

if TYPE_CHECKING:
    from archive import Mail, Parallel, Reading, RedactedPassage

_SOME = 1024 * 1024  # bytes of an original that are written at once
COLOURS = {
    MentionType.PERSON: "cyan",
    MentionType.PLACE: "green",
    MentionType.ORG: "magenta",
    MentionType.DATE: "yellow",
}
SIGNS = {MentionType.PERSON: "@", MentionType.PLACE: "+", MentionType.ORG: "#", MentionType.DATE: "="}


@click.command()
@click.argument("name", type=TEXT, metavar="ID")
@click.option(
    "--parallel", is_flag=True, help="Show the translation beside the text, paragraph by paragraph."
)
@click.option("--width", type=click.IntRange(40), help="Width in columns.", show_default="terminal width")
@click.option("--original", is_flag=True, help="Write out the original: the bytes of the file it came from.")
@click.option("--source", "whole", is_flag=True, help="Show all of the page or file that it is from.")
@click.option("--versions", is_flag=True, help="List the versions at its address or in its file over time.")
@click.option("--at", "when", type=TEXT, metavar="DATE", help="Show the version that was current then.")
@click.option("--diff", is_flag=True, help="Compare it with the version of --at, or the one before.")
@format_option("text", "json")
@click.pass_obj
def show(
    target: Target,
    name: str,
    parallel: bool,
    width: int | None,
    original: bool,
    whole: bool,
    versions: bool,
    when: str | None,
    diff: bool,
    form: str,
) -> None:
    """Show a document with its names marked: @person, +place, #organisation, =date (and its value).

    ID is a document's id, or the start of one. With --source, it may also be the path of a file: the texts of
    that file or page are shown in order, with what was left out of them. With --parallel, the translation of
    the document (or of a duplicate) is shown beside it; in JSON, under "parallel".

    \b
    archive show 3f2a
    archive show 3f2a --parallel
    archive show 3f2a --original > letter.pdf
    archive show 3f2a --source
    archive show 3f2a --versions
    archive show 3f2a --at 2019-03 --diff
    """
    if diff:
        _difference(target, name, when, form)
    elif whole:
        _source(target, name, form)
    elif original:
        _original(target, name, when)
    else:
        _read(target, name, when, form, parallel=parallel, versions=versions, width=width)


def _read(
    target: Target,
    name: str,
    when: str | None,
    form: str,
    *,
    parallel: bool,
    versions: bool,
    width: int | None,
) -> None:
    """Prints a document, alone or beside its translation, or the list of its versions."""
    with target.open() as archive:
        read = archive.read(name) if when is None else archive.standing(name, when)
        if not read.document.id.startswith(name.strip().lower()) and when is None:
            echo(f"{name} is {read.document.id} now.", err=True)
        beside = archive.parallel(read.document.id) if parallel else None
        hidden = archive.redactions().get(read.document.id, ())
    if form == "json":
        record = forms.reading(read)
        record |= {"history": forms.history(read)} if versions else {}
        record |= {"redacted": forms.passages(hidden)} if hidden else {}
        echo_json(record | {"parallel": forms.parallel(beside)} if beside else record, indent=2)
    elif versions:
        _echo(over_time.list_of(read))
    elif beside:
        for line in side_by_side(beside, width or min(shutil.get_terminal_size().columns, 120)):
            echo(line)
    else:
        _document(read, hidden)


def _difference(target: Target, name: str, when: str | None, form: str) -> None:
    """Prints what changed between two versions."""
    with target.open() as archive:
        found = archive.difference(name, when)
    if form == "json":
        echo_json(forms.difference(found), indent=2)
    else:
        _echo(over_time.changes_of(found))


def _original(target: Target, name: str, when: str | None) -> None:
    """Writes out the bytes of a file."""
    if is_terminal(sys.stdout):
        raise UsageError(f"Send the original to a file: archive show {name} --original > FILE")
    with target.open() as archive:
        name = archive.standing(name, when).document.id if when is not None else name
        with archive.original(name) as file:
            echo_bytes(iter(lambda: file.read(_SOME), b""))


def _document(read: Reading, hidden: Sequence[RedactedPassage]) -> None:
    """Prints a document: what is known of it, what belongs to it, its text."""
    for head in _head(read.document):
        echo(head)
    for version in read.translations:
        how = f"{version.lang}, {version.score:.2f}{', in part' if version.part else ''}"
        echo(f"translation  {version.id} ({how}) {version.title or ''}")
    for duplicate in read.duplicates:
        echo(f"duplicate    {duplicate.id} {duplicate.source}")
    if read.excerpt_of:
        text = read.excerpt_of
        echo(f"excerpt of   {text.id} ({text.score:.2f}) {text.title or text.source}")
    for excerpt in read.excerpts:
        echo(f"excerpt      {excerpt.id} ({excerpt.score:.2f}) {excerpt.source}")
    for line in (*_mail(read.mail), *over_time.head_of(read), *_hidden(hidden)):
        echo(line)
    echo()
    echo_body(*_marked(read.document.text, read.mentions, hidden))


def _source(target: Target, name: str, form: str) -> None:
    """Prints a source: its texts in order, and what was left out."""
    with target.open() as archive:
        page = archive.source(os.path.abspath(name) if os.path.exists(name) else name)
    if form == "json":
        echo_json(forms.source(page), indent=2)
        return
    echo(bold(page.title or page.shown))
    echo(f"source       {page.shown}")
    if page.reason:
        echo(f"not read     {page.reason}")
    for one in page.documents:
        echo(f"text         {one.id} ({one.lang}) {one.date or 'undated'} {one.title or '(no title)'}")
    for document, some in groupby(page.pieces, key=lambda piece: piece.document):
        echo()
        echo(dim(f"── {document or 'left out'}"))
        echo_body("\n\n".join(piece.text for piece in some))


def _echo(lines: Iterable[tuple[Piece, ...]]) -> None:
    for line in lines:
        echo(*line)


def _head(document: Document) -> Iterator[Piece]:
    yield bold(document.title or "(no title)")
    yield f"document     {document.id} ({document.lang})"
    yield f"source       {document.source} [{document.start}:{document.end}]{_on_pages(document)}"
    if document.unread:
        yield f"read in part {document.unread}"
    if document.author:
        yield f"author       {document.author}"
    yield from _stated(document)
    if document.date:
        basis = document.date_basis.value if document.date_basis else "?"
        where = {"translation": "from", "manual": "set by hand:"}.get(basis, f"from its {basis}:")
        yield f"date         {document.date} ({where} {document.date_evidence})"
    else:
        yield "date         unknown"


def _mail(mail: Mail) -> Iterator[str]:
    """The mail that a document was sent with; what was sent with a mail, and the others of its thread."""
    for one in mail.carriers:
        yield f"sent with    {one.id} {one.title or one.source}"
    for one in mail.parts:
        yield f"attachment   {one.id} {one.source}" if one.id else f"not read     {one.source}: {one.reason}"
    for label, some in (("earlier mail", mail.earlier), ("later mail  ", mail.later)):
        for one in some:
            yield f"{label} {one.id} {one.date or 'undated'} {one.title or '(no subject)'}"


def _stated(document: Document) -> Iterator[Piece]:
    """What files beside the source say of a document; title, author and date stand elsewhere."""
    spoken = {one.value for one in document.stated if one.field == "language"}
    for one in document.stated:
        if one.field not in ("title", "author", "date"):
            other = one.field == "language" and document.lang not in (*spoken, "und")
            against = f"; the words of this text are in {document.lang}" if other else ""
            yield f"{one.field:12} {one.value} ({one.place}){against}"


def _on_pages(document: Document) -> str:
    """The pages of the source that a document stands on: ", p. 3" or ", p. 3-5"."""
    numbers = [p.number for p in document.pages]
    first, last = min(numbers, default=None), max(numbers, default=None)
    return on_page(first) if first == last else f"{on_page(first)}-{last}"


def _hidden(some: Sequence[RedactedPassage]) -> Iterator[str]:
    if some:
        acts = ", ".join(str(n) for n in sorted({one.act for one in some}))
        count = counted(len(some), "passage")
        yield f"redacted     {count} [-so-] that readers do not see (act {acts})"


def _marked(text: str, mentions: Sequence[Mention], hidden: Sequence[RedactedPassage] = ()) -> list[Piece]:
    out: list[Piece] = []
    at = 0
    begins, ends = {one.start for one in hidden}, {one.end for one in hidden}

    def said(start: int, end: int) -> str:
        """A stretch of the text, with signs around what is redacted in it."""
        cuts = sorted(i for i in begins | ends if start < i < end) if hidden else []
        parts = []
        for a, b in pairwise([start, *cuts, end]):
            begin, close = "[-" if a in begins and a < b else "", "-]" if b in ends and a < b else ""
            parts.append(f"{begin}{text[a:b]}{close}")
        return "".join(parts)

    for m in mentions:
        if m.start < at:
            continue  # a second date of a set ("8, 9 and 10 February") inside one already marked
        value = f" ({m.value})" if m.value else ""
        named = Styled(f"{SIGNS[m.type]}{said(m.start, m.end)}", {"fg": COLOURS[m.type]})
        out += [said(at, m.start), named, value]
        at = m.end
    return [*out, said(at, len(text))]


def side_by_side(beside: Parallel, columns: int) -> Iterator[str]:
    """Two texts in two columns, aligned paragraphs in one row; lines of at most `columns` characters."""
    document, other = beside.document, beside.other
    half = (columns - 3) // 2
    along, cross, down = "─┼│" if says_all(sys.stdout) else "-+|"
    yield from _row([f"{document.id} ({document.lang})"], [f"{other.id} ({other.lang})"], half, down)
    yield along * (half + 1) + cross + along * (half + 1)
    for left, right in beside.rows():
        # Made fit to print before it is cut into lines: an escape takes more room than what it stands for.
        wrapped = [textwrap.wrap(printable(" ".join(t.split())), half) or [""] for t in (left, right)]
        yield from _row(wrapped[0], wrapped[1], half, down)
        yield " " * half + " " + down


def _row(left: Sequence[str], right: Sequence[str], half: int, down: str) -> Iterator[str]:
    for a, b in zip_longest(left, right, fillvalue=""):
        yield f"{a}{' ' * (half - _columns(a))} {down} {b}".rstrip()


def _columns(text: str) -> int:
    return sum(0 if unicodedata.combining(c) else 1 + (unicodedata.east_asian_width(c) in "WF") for c in text)

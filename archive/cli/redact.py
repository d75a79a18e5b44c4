"""`archive redact`: what of a text readers may not see."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, Any

import click

from archive import forms
from archive.cli import Target
from archive.cli.care import SIGNED
from archive.cli.inputs import TEXT
from archive.cli.output import echo, echo_json, told_as
from archive.errors import UsageError
from archive.printable import counted

if TYPE_CHECKING:
    from archive import Archive, Care

_SHOWN = 10


@click.command()
@click.argument("name", type=TEXT, metavar="[ID]", required=False)
@click.option("--span", type=TEXT, metavar="A:B", help="A passage: offsets in the text (archive show, JSON).")
@click.option("--name", "person", type=TEXT, metavar="NAME", help="A name, wherever it occurs in the text.")
@click.option("--translations", is_flag=True, help="Redact its translations, too.")
@click.option("--undo", type=click.IntRange(min=1), metavar="ACT", help="Withdraw a redaction by its number.")
@SIGNED
@told_as
@click.pass_obj
def redact(
    target: Target, name: str | None, span: str | None, person: str | None, translations: bool,
    undo: int | None, who: str, why: str, form: str,
) -> None:  # fmt: skip
    """Redact a passage or a name of a document: readers see a mark in its place from the next publish on.

    A passage is redacted in whole words; a name in all spellings that the archive has joined with it, which
    are listed. Copies of the text are redacted as well, with --translations the aligned paragraphs of its
    translations (of a name, only the name). Title, author, address and file name are redacted where the words
    occur there. In place of the file, readers get a page of the redacted text.

    \b
    archive redact 3f2a --name "Odile Marquant" --why "her wish"
    archive redact 3f2a --span 120:164 --translations --why "where she lives"
    archive redact --undo 12 --why "published as a book"
    """
    if (undo is None) == (name is None):
        raise UsageError("Give the id of a document, or --undo with the number of an act.")
    with target.open(who=who) as archive:
        if undo is not None:
            if span or person or translations:
                raise UsageError("--undo withdraws all of an act: give nothing else with it.")
            act = archive.unredact(undo, why=why)
        else:
            assert name is not None
            passage = _span(span) if span is not None else None
            act = archive.redact(name, span=passage, name=person, translations=translations, why=why)
        if form == "json":
            echo_json(_form(archive, act))
            return
        echo(f"Act {act.n}: {act.act} {' '.join(act.documents) or 'no document'}")
        if undo is None:
            _tell(archive, act)
    echo("archive publish brings it to readers.")


def _span(text: str) -> tuple[int, int]:
    found = re.fullmatch(r"(\d{1,12}):(\d{1,12})", text.strip())
    if not found:
        raise UsageError(f"{text!r} is no passage. Write it as 120:164, offsets in the text.")
    return int(found[1]), int(found[2])


def _tell(archive: Archive, act: Care) -> None:
    """What is redacted by an act: which words, where, and in which translations these words still stand."""
    redacted = forms.care(act)["redacted"]
    for words in (*redacted["names"], *(one["words"] for one in redacted["passages"])):
        echo(f"  words: {words}")
    found = archive.redactions()
    met = {name: sum(1 for p in some if p.act == act.n) for name, some in found.items()}
    for name, count in [(name, count) for name, count in met.items() if count][:_SHOWN]:
        by = next(p.by for p in found[name] if p.act == act.n)
        echo(f"  {name}  {counted(count, 'passage')}  {by}")
    if len(met) > _SHOWN:
        echo(f"  and {len(met) - _SHOWN:,} more: archive care list")
    if left := _left(archive, act, found):
        echo(f"Not redacted: the translations {', '.join(left[:_SHOWN])} (--translations).")


def _left(archive: Archive, act: Care, redacted: Collection[str]) -> list[str]:
    """The translations of the texts of an act that are not redacted."""
    every = (one.id for name in act.documents for one in archive.read(name).translations)
    return list(dict.fromkeys(one for one in every if one not in redacted))


def _form(archive: Archive, act: Care) -> Mapping[str, Any]:
    found = archive.redactions()
    own = {name: [p for p in some if p.act == act.n] for name, some in found.items()}
    rows = [row for name, some in own.items() for row in forms.redacted(name, some)]
    return forms.acted(act, rows, _left(archive, act, found) if act.act == "redact" else [])

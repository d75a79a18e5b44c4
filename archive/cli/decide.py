"""`archive decide`: corrections by hand of a document and of the names in it."""

from __future__ import annotations

from typing import Literal

import click

from archive.cli import Target
from archive.cli.decisions import signed
from archive.cli.inputs import TEXT
from archive.cli.output import Bar, echo
from archive.errors import UsageError


@click.group()
def decide() -> None:
    """Correct a document or a name by hand. To undo: archive decisions withdraw.

    A decision is attached to the text itself: it also applies to word-for-word copies, and still applies when
    the file is ingested again. For pairs see archive pairs confirm and reject; for entities, archive entities
    merge and split.

    \b
    archive decide date 3f2a 2016-05-03
    archive decide mention 3f2a 10:17 "no name" --all spelling
    """


def _value(value: str | None, none: bool) -> str | None:
    if (value is None) != none:
        raise UsageError("Give a value, or --none.")
    return value


def _tell(number: int) -> None:
    echo(f"Decision {number}.")


_DOCUMENT = click.argument("document", type=TEXT, metavar="ID")
_NONE = click.option("--none", is_flag=True, help="It has none, or none is known.")


@decide.command()
@_DOCUMENT
@click.argument("value", type=TEXT, required=False, metavar="DATE")
@_NONE
@signed
@click.pass_obj
def date(target: Target, document: str, value: str | None, none: bool, who: str, note: str) -> None:
    """Set the date of a document: 2016-05-03, 2016-05, 2016, 201X, 2016-05/2016-07.

    \b
    archive decide date 3f2a 2016-05 --note "the poster"
    """
    with Bar() as bar, target.open(progress=bar, who=who) as archive:
        _tell(archive.decide_date(document, _value(value, none), note=note))


@decide.command()
@_DOCUMENT
@click.argument("value", type=TEXT, required=False, metavar="TITLE")
@_NONE
@signed
@click.pass_obj
def title(target: Target, document: str, value: str | None, none: bool, who: str, note: str) -> None:
    """Set the title of a document.

    \b
    archive decide title 3f2a "The laundry at night"
    """
    with Bar() as bar, target.open(progress=bar, who=who) as archive:
        _tell(archive.decide_title(document, _value(value, none), note=note))


@decide.command()
@_DOCUMENT
@click.argument("value", type=TEXT, required=False, metavar="NAME")
@_NONE
@signed
@click.pass_obj
def author(target: Target, document: str, value: str | None, none: bool, who: str, note: str) -> None:
    """Set the author of a document.

    \b
    archive decide author 3f2a "Odile Sarrazin"
    """
    with Bar() as bar, target.open(progress=bar, who=who) as archive:
        _tell(archive.decide_author(document, _value(value, none), note=note))


@decide.command()
@_DOCUMENT
@click.argument("value", type=TEXT, required=False, metavar="RIGHTS")
@click.option("--collection", is_flag=True, help="ID is the name of a collection.")
@_NONE
@signed
@click.pass_obj
def rights(
    target: Target, document: str, value: str | None, collection: bool, none: bool, who: str, note: str
) -> None:
    """Set the rights statement of a document: "CC BY 4.0", "InC", "NoC-CR", an address, or any text.

    It is shown and exported instead of the statement in files beside the source. With --collection, ID is the
    name of a collection, as metadata.csv and the like give it: the statement applies to all of its documents
    that have none by a decision of their own.

    \b
    archive decide rights 3f2a "CC BY-SA 4.0"
    archive decide rights 3f2a http://rightsstatements.org/vocab/InC-RUU/1.0/
    archive decide rights --collection "Papers of the quay" InC
    """
    with Bar() as bar, target.open(progress=bar, who=who) as archive:
        decide = archive.decide_collection_rights if collection else archive.decide_rights
        _tell(decide(document, _value(value, none), note=note))


@decide.command()
@_DOCUMENT
@click.argument("value", type=TEXT, metavar="LANG")
@signed
@click.pass_obj
def language(target: Target, document: str, value: str, who: str, note: str) -> None:
    """Set the language of a document; its names and dates are extracted again.

    \b
    archive decide language 3f2a fr
    """
    with Bar() as bar, target.open(progress=bar, who=who) as archive:
        _tell(archive.decide_language(document, value, note=note))


@decide.command()
@_DOCUMENT
@click.argument("place", type=TEXT, metavar="START:END")
@click.argument("verdict", type=click.Choice(["no name", "PERSON", "PLACE", "ORG", "entity"]), metavar="WHAT")
@click.option("--entity", type=TEXT, help="The entity, if WHAT is entity: a name or an id.")
@click.option(
    "--all",
    "scope",
    type=click.Choice(["folder", "spelling"]),
    help="Apply to all mentions of this spelling, in the document's folder or everywhere.",
)
@signed
@click.pass_obj
def mention(
    target: Target,
    document: str,
    place: str,
    verdict: str,
    entity: str | None,
    scope: Literal["folder", "spelling"] | None,
    who: str,
    note: str,
) -> None:
    """Correct a name in a text: "no name", PERSON, PLACE, ORG, or entity (with --entity).

    START:END are its offsets in the text, as listed by archive show ID --format json.

    \b
    archive decide mention 3f2a 10:17 PLACE
    archive decide mention 3f2a 10:17 "no name" --all spelling
    archive decide mention 3f2a 10:17 entity --entity "Jeanne Lenoir"
    """
    start, _, end = place.partition(":")
    if not (start.isdecimal() and end.isdecimal() and len(place) < 32):
        raise UsageError(f"{place!r} is not a pair of offsets. Write START:END, such as 10:17.")
    where = (int(start), int(end))
    with Bar() as bar, target.open(progress=bar, who=who) as archive:
        _tell(
            archive.decide_mention(document, *where, verdict, entity=entity, scope=scope or "one", note=note)
        )


@decide.command()
@click.argument("one", type=TEXT, metavar="ID")
@click.argument("other", type=TEXT, metavar="OTHER")
@click.option("--not", "no", is_flag=True, help="They are different texts.")
@signed
@click.pass_obj
def copies(target: Target, one: str, other: str, no: bool, who: str, note: str) -> None:
    """Declare that two documents are copies of one text or, with --not, that they are not.

    \b
    archive decide copies 3f2a 77ab
    archive decide copies 3f2a 77ab --not --note "two calls in one form"
    """
    with Bar() as bar, target.open(progress=bar, who=who) as archive:
        _tell(archive.decide_copies(one, other, not no, note=note))


@decide.command()
@_DOCUMENT
@click.argument("at", type=click.IntRange(0), metavar="AT")
@signed
@click.pass_obj
def split(target: Target, document: str, at: int, who: str, note: str) -> None:
    """Split a document: another text begins at the block that contains character AT of its text.

    \b
    archive decide split 3f2a 840
    """
    with Bar() as bar, target.open(progress=bar, who=who) as archive:
        _tell(archive.decide_split(document, at, note=note))


@decide.command()
@_DOCUMENT
@signed
@click.pass_obj
def join(target: Target, document: str, who: str, note: str) -> None:
    """Join a document to the one before it on its page.

    \b
    archive decide join 3f2a
    """
    with Bar() as bar, target.open(progress=bar, who=who) as archive:
        _tell(archive.decide_join(document, note=note))


@decide.command("leave-out")
@_DOCUMENT
@click.argument("at", type=click.IntRange(0), required=False, metavar="[AT]")
@signed
@click.pass_obj
def leave_out(target: Target, document: str, at: int | None, who: str, note: str) -> None:
    """Leave out a document, or the block that contains character AT of its text; --note says why.

    \b
    archive decide leave-out 3f2a 1200 --note "an advertisement"
    """
    with Bar() as bar, target.open(progress=bar, who=who) as archive:
        _tell(archive.decide_left_out(document, at, note=note))


@decide.command()
@click.argument("one", type=TEXT)
@click.argument("other", type=TEXT)
@signed
@click.pass_obj
def apart(target: Target, one: str, other: str, who: str, note: str) -> None:
    """Keep two entities with the same name apart; archive entities --doubtful no longer lists them.

    \b
    archive decide apart 3f2a91bc0d11 77ab01cd2e33
    """
    with Bar() as bar, target.open(progress=bar, who=who) as archive:
        _tell(archive.decide_names("apart", one, other, note=note))

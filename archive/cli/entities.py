"""`archive entities` and `archive authority`."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import Any, Literal

import click

from archive import access, forms
from archive.cli import Target
from archive.cli.decisions import signed
from archive.cli.inputs import TEXT
from archive.cli.output import Bar, csv_options, echo, echo_json, echo_stream, emit, format_option
from archive.errors import UsageError
from archive.printable import counted
from archive.records import MentionType

KINDS = click.Choice([t.value for t in MentionType if t is not MentionType.DATE], case_sensitive=False)


@click.group(invoke_without_command=True)
@click.option("--type", "kind", type=KINDS, help="Only people, places or organisations.")
@click.option("--limit", type=click.IntRange(1), help="Maximum number of results.")
@click.option("--doubtful", is_flag=True, help="Names that have two types, for review.")
@format_option("text", "jsonl", "json", "csv")
@click.pass_context
def entities(ctx: click.Context, kind: str | None, limit: int | None, doubtful: bool, form: str) -> None:
    """List people, places and organisations, those in most documents first.

    Manual decisions (merge, split, rename) are never overridden, whatever is ingested later.

    \b
    archive entities --type PERSON --limit 20
    archive entities show "Pontivy"
    archive entities merge "No Border" "No Borders"
    archive entities --doubtful
    """
    if ctx.invoked_subcommand is not None:
        return
    if doubtful:
        if kind:
            raise UsageError("--doubtful lists names of two types: it cannot be used with --type")
        with ctx.obj.open() as archive, closing(archive.doubts(limit)) as unsettled:
            emit(map(forms.doubt, unsettled), form, forms.COLUMNS["doubt"], _doubt)
        return
    wanted = MentionType(kind) if kind else None
    with ctx.obj.open() as archive, closing(archive.entities(wanted, limit=limit)) as found:
        emit(map(forms.entity, found), form, forms.COLUMNS["entity"], _line)


def _doubt(doubt: Any) -> str:
    both = (f"{e['type']} ×{e['mentions']} {e['id']} {e['label']}" for e in doubt["entities"])
    return f"{doubt['name']}: {' | '.join(both)}"


def _line(entity: Any) -> str:
    every = (n for names in entity["names"].values() for n in names)
    names = [entity["label"], *dict.fromkeys(n for n in every if n != entity["label"])]
    span = f"  {entity['first']} – {entity['last']}" if entity["first"] else ""
    more = f" = {' = '.join(names[1:4])}" if len(names) > 1 else ""
    return f"{entity['id']}  {entity['type']:6}  {entity['documents']:5}  {names[0]}{more}{span}"


@entities.command()
@click.argument("name", type=TEXT)
@format_option("text", "json")
@click.pass_obj
def show(target: Target, name: str, form: str) -> None:
    """Show an entity: its names, with the reason for each, and the documents that mention it.

    \b
    archive entities show "Denise Lavergne"
    """
    with target.open() as archive:
        entity = archive.entity(name)
        documents = archive.appearances(entity)
    if form == "json":
        echo_json(forms.appearances(entity, documents), indent=2)
        return
    echo(f"{entity.label} ({entity.type.value}, {entity.id})")
    for n in entity.names:
        echo(f"  {n.lang}  {n.name}  ×{n.mentions}  {n.reason}")
    echo(f"{counted(len(documents), 'document')}:")
    for d in documents:
        echo(f"  {d.document}  {d.lang}  {d.date or 'undated':10}  {d.title or ''}")


@entities.command()
@click.argument("one", type=TEXT)
@click.argument("other", type=TEXT)
@signed
@click.pass_obj
def merge(target: Target, one: str, other: str, who: str, note: str) -> None:
    """Merge two entities into one.

    \b
    archive entities merge "No Border" "No Borders"
    """
    with Bar() as bar, target.open(progress=bar, who=who) as archive:
        merged = archive.merge(one, other, note=note)
    echo(_line(forms.entity(merged)))


@entities.command()
@click.argument("entity", type=TEXT)
@click.argument("name", type=TEXT)
@signed
@click.pass_obj
def split(target: Target, entity: str, name: str, who: str, note: str) -> None:
    """Split NAME off ENTITY: it names another entity.

    \b
    archive entities split "Jules Ferry" "centre Jules Ferry"
    """
    with Bar() as bar, target.open(progress=bar, who=who) as archive:
        parted = archive.split(entity, name, note=note)
    echo(_line(forms.entity(parted)))


@entities.command()
@click.argument("entity", type=TEXT)
@click.argument("label", type=TEXT)
@signed
@click.pass_obj
def rename(target: Target, entity: str, label: str, who: str, note: str) -> None:
    """Set the label of an entity.

    \b
    archive entities rename "LDH" "Ligue des droits de l'Homme"
    """
    with Bar() as bar, target.open(progress=bar, who=who) as archive:
        renamed = archive.rename(entity, label, note=note)
    echo(_line(forms.entity(renamed)))


@click.group()
def authority() -> None:
    """Manage the authority list: names of people, places and groups given by hand.

    \b
    archive authority import members.csv
    archive authority list
    """


@authority.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.pass_obj
def import_(target: Target, file: Path) -> None:
    """Import a file of names: CSV (name,type,language,same-as), SKOS (.ttl, .rdf, .jsonld) or MADS (.xml).

    Rows with the same same-as value, as labels of one concept, are names of one entity. The names are found
    in documents already archived and in later ones. Importing a file of the same name again replaces its
    earlier rows.

    \b
    archive authority import members.csv
    """
    access.keep(target.folder)
    with Bar() as bar, target.open(create=True, progress=bar) as archive:
        count, changed = archive.import_names(file)
    echo(f"{counted(count, 'name')} imported; {counted(changed, 'document')} changed.")


@authority.command("list")
@format_option("text", "jsonl", "json", "csv")
@click.pass_obj
def list_(target: Target, form: str) -> None:
    """List imported names.

    \b
    archive authority list --format csv
    """
    with target.open() as archive:
        names = archive.names()
    emit(
        map(forms.name, names),
        form,
        forms.COLUMNS["name"],
        lambda r: f"{r['type']:6}  {r['language'] or '-':3} {r['name']}",
    )


@authority.command("export")
@click.option("--found", is_flag=True, help="All names of the people, places and groups that were found.")
@click.option(
    "--format", "form", type=click.Choice(["skos", "mads", "csv"]), default="skos", show_default=True,
    help="SKOS in Turtle, MADS in XML, or CSV.",
)  # fmt: skip
@csv_options
@click.pass_obj
def export(target: Target, found: bool, form: Literal["skos", "mads", "csv"]) -> None:
    """Export imported names, or all that were found, as an authority file for other archives and programs.

    \b
    archive authority export > names.ttl
    archive authority export --found --format mads > names.xml
    """
    with target.open() as archive:
        if form == "csv":
            with closing(archive.authority(found=found)) as names:
                emit(map(forms.name, names), "csv", forms.COLUMNS["name"], str)
        else:
            with closing(archive.export_authority(form, found=found)) as pieces:
                echo_stream(pieces)

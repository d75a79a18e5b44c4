"""`archive entities` and `archive authority`."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from archive.catalog import Catalog, decisions
from archive.catalog import authority as known
from archive.catalog import entities as kept
from archive.cli import App, access
from archive.cli.inputs import TEXT
from archive.cli.output import Bar, echo, echo_json, emit, format_option, now
from archive.records import MentionType

COLUMNS = ("id", "type", "names", "documents", "mentions", "first", "last")
KINDS = click.Choice([t.value for t in MentionType if t is not MentionType.DATE], case_sensitive=False)


@click.group(invoke_without_command=True)
@click.option("--type", "kind", type=KINDS, help="Only people, places or organisations.")
@click.option("--limit", type=click.IntRange(1), help="So many at most.")
@format_option("text", "jsonl", "json", "csv")
@click.pass_context
def entities(ctx: click.Context, kind: str | None, limit: int | None, form: str) -> None:
    """List the people, places and organisations of the archive, those of most documents first.

    A person's word on them (merge, split, rename) holds for ever, whatever is ingested later.

    \b
    archive entities --type PERSON --limit 20
    archive entities show "Douvres"
    archive entities merge "No Border" "No Borders"
    """
    if ctx.invoked_subcommand is not None:
        return
    with Catalog.open(ctx.obj.folder) as catalog:
        found = kept.listing(catalog, kind=MentionType(kind) if kind else None)
        records = (e.record() for i, e in enumerate(found) if limit is None or i < limit)
        emit(records, form, COLUMNS, _line)


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
def show(app: App, name: str, form: str) -> None:
    """Show one entity: its names and why each is one, and the documents that name it.

    \b
    archive entities show "Natacha Bouchart"
    """
    with Catalog.open(app.folder) as catalog:
        entity = kept.find(catalog, name)
        documents = kept.appearances(catalog, entity)
    if form == "json":
        said = {
            **entity.record(),
            "reasons": [asdict(n) for n in entity.names],
            "appearances": [asdict(d) for d in documents],
        }
        echo_json(said, indent=2)
        return
    echo(f"{entity.label} ({entity.type.value}, {entity.id})")
    for n in entity.names:
        echo(f"  {n.lang}  {n.name}  ×{n.mentions}  {n.reason}")
    echo(f"{len(documents)} documents:")
    for d in documents:
        echo(f"  {d.document}  {d.lang}  {d.date or 'undated':10}  {d.title or ''}")


@entities.command()
@click.argument("one", type=TEXT)
@click.argument("other", type=TEXT)
@click.pass_obj
def merge(app: App, one: str, other: str) -> None:
    """Say that two entities are one.

    \b
    archive entities merge "No Border" "No Borders"
    """
    with Catalog.open(app.folder) as catalog:
        decisions.merge(catalog, kept.find(catalog, one), kept.find(catalog, other), now())
        _resolve(catalog)
        echo(_line(kept.find(catalog, one).record()))


@entities.command()
@click.argument("entity", type=TEXT)
@click.argument("name", type=TEXT)
@click.pass_obj
def split(app: App, entity: str, name: str) -> None:
    """Say that NAME is not a name of ENTITY but of another.

    \b
    archive entities split "Jules Ferry" "centre Jules Ferry"
    """
    with Catalog.open(app.folder) as catalog:
        decisions.split(catalog, kept.find(catalog, entity), name, now())
        _resolve(catalog)
        echo(_line(kept.find(catalog, name).record()))


@entities.command()
@click.argument("entity", type=TEXT)
@click.argument("label", type=TEXT)
@click.pass_obj
def rename(app: App, entity: str, label: str) -> None:
    """Say what an entity is to be called.

    \b
    archive entities rename "LDH" "Ligue des droits de l'Homme"
    """
    with Catalog.open(app.folder) as catalog:
        found = kept.find(catalog, entity)
        decisions.rename(catalog, found, label, now())
        _resolve(catalog)
        echo(_line(kept.by_number(catalog, found.n).record()))


def _resolve(catalog: Catalog) -> None:
    from archive import engines

    with Bar() as bar:
        engines.resolve(catalog, now=now, progress=bar)


@click.group()
def authority() -> None:
    """Teach the archive its own people, places and groups.

    \b
    archive authority import members.csv
    archive authority list
    """


@authority.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.pass_obj
def import_(app: App, file: Path) -> None:
    """Take in a CSV file of names: name,type,language,same-as.

    Rows with one same-as are names of one entity. The names are found in what is in already and in all
    that comes later; importing a file of the same name again replaces what it said before.

    \b
    archive authority import members.csv
    """
    from archive import engines

    access.keep(app.folder)
    with Catalog.open(app.folder, create=True) as catalog, Bar() as bar:
        count = known.import_csv(catalog, file, now())
        changed = engines.apply_authority(catalog, now=now, progress=bar)
    echo(f"{count} names taken in; {changed} documents changed.")


@authority.command("list")
@format_option("text", "jsonl", "json", "csv")
@click.pass_obj
def list_(app: App, form: str) -> None:
    """List the names that the archive was taught.

    \b
    archive authority list --format csv
    """
    with Catalog.open(app.folder) as catalog:
        rows = ({**k.row, "file": k.file} for k in known.entries(catalog))
        emit(
            rows,
            form,
            (*known.COLUMNS, "file"),
            lambda r: f"{r['type']:6}  {r['language'] or '-':3} {r['name']}",
        )

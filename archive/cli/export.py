"""`archive export` and `archive schema`."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import click

from archive import forms
from archive.cli import Target
from archive.cli.backup import tell_missing
from archive.cli.inputs import TEXT
from archive.cli.output import (
    Bar,
    echo,
    echo_body,
    echo_json,
    echo_stream,
    emit,
    format_option,
    tell,
    write_file,
)  # fmt: skip
from archive.errors import UsageError
from archive.printable import counted


@click.group()
def export() -> None:
    """Export what the archive holds, in forms that other programs read.

    \b
    archive export documents > documents.jsonl
    archive export mentions --format csv
    archive export bag archive-2026-11.zip
    """


@export.command()
@format_option("jsonl", "json", "csv")
@click.pass_obj
def documents(target: Target, form: str) -> None:
    """Export all documents, oldest first.

    \b
    archive export documents > documents.jsonl
    """
    with target.open() as archive, closing(archive.documents()) as found:
        emit(map(forms.document, found), form, forms.COLUMNS["document"], str)


@export.command()
@format_option("jsonl", "json", "csv")
@click.pass_obj
def mentions(target: Target, form: str) -> None:
    """Export all mentions of people, places, organisations and dates.

    \b
    archive export mentions --format csv
    """
    with target.open() as archive, closing(archive.mentions()) as found:
        emit(map(forms.mention, found), form, forms.COLUMNS["mention"], str)


@export.command()
@format_option("jsonl", "json", "csv")
@click.pass_obj
def timelines(target: Target, form: str) -> None:
    """Export the timeline of every entity.

    \b
    archive export timelines > timelines.jsonl
    """
    with target.open() as archive, closing(archive.timelines()) as found:
        emit(map(forms.timeline, found), form, forms.COLUMNS["timeline"], str)


def outward(command: Callable[..., Any]) -> Callable[..., Any]:
    """What exports of single documents have in common: which, seen from where, written where to."""
    ids = click.argument("ids", nargs=-1, type=TEXT, metavar="[ID]...")
    base = click.option(
        "--base", type=TEXT, metavar="URL", help="Address of the reading room that holds the texts.",
        show_default="https://archive.invalid/",
    )  # fmt: skip
    output = click.option(
        "-o", "--output", type=click.Path(path_type=Path), metavar="FILE",
        help="Write to a new file, whole or not at all.", show_default="standard output",
    )  # fmt: skip
    return ids(base(output(command)))


def _put(target: Target, form: str, output: Path | None, **asked: Any) -> None:
    with target.open() as archive, closing(archive.export(form, **asked)) as pieces:
        if output is None:
            echo_stream(pieces)
        else:
            write_file(output, pieces)
            archive.note_copy(output)


@export.command()
@outward
@format_option("xml", "json", "jsonl", "csv")
@click.pass_obj
def dc(target: Target, ids: tuple[str, ...], base: str | None, output: Path | None, form: str) -> None:
    """Export documents as Dublin Core records: XML (oai_dc) or a table.

    \b
    archive export dc > records.xml
    archive export dc --format csv --bom > records.csv
    """
    if form == "xml":
        _put(target, "dc", output, ids=ids, base=base)
        return
    if output is not None:
        raise UsageError("--output goes with --format xml; redirect standard output instead.")
    with target.open() as archive, closing(archive.dublin_core(ids, base=base)) as found:
        emit(found, form, forms.COLUMNS["dublin"], str)


@export.command()
@outward
@click.pass_obj
def tei(target: Target, ids: tuple[str, ...], base: str | None, output: Path | None) -> None:
    """Export texts with their names and dates as TEI P5: a corpus, one TEI document each.

    \b
    archive export tei --base https://papers.example/ -o corpus.xml
    archive export tei 3f2a > letter.xml
    """
    _put(target, "tei", output, ids=ids, base=base)


@export.command()
@outward
@click.pass_obj
def tmx(target: Target, ids: tuple[str, ...], base: str | None, output: Path | None) -> None:
    """Export translations, paragraph by paragraph, as a translation memory (TMX 1.4).

    With an ID, only the pairs of that document. Rejected pairs are left out.

    \b
    archive export tmx -o memory.tmx
    """
    _put(target, "tmx", output, ids=ids, base=base)


@export.command()
@outward
@click.pass_obj
def ris(target: Target, ids: tuple[str, ...], base: str | None, output: Path | None) -> None:
    """Export documents as RIS, for Zotero, EndNote and other reference managers.

    \b
    archive export ris > documents.ris
    """
    _put(target, "ris", output, ids=ids, base=base)


@export.command()
@outward
@click.pass_obj
def bibtex(target: Target, ids: tuple[str, ...], base: str | None, output: Path | None) -> None:
    """Export documents as BibTeX.

    \b
    archive export bibtex > documents.bib
    """
    _put(target, "bibtex", output, ids=ids, base=base)


@export.command("annotations")
@outward
@click.pass_obj
def annotated(target: Target, ids: tuple[str, ...], base: str | None, output: Path | None) -> None:
    """Export names and dates as W3C Web Annotations, one per line.

    \b
    archive export annotations --base https://papers.example/ > annotations.jsonl
    """
    _put(target, "annotations", output, ids=ids, base=base)


@export.command()
@outward
@click.pass_obj
def jsonld(target: Target, ids: tuple[str, ...], base: str | None, output: Path | None) -> None:
    """Export documents, people, places and organisations as linked data (JSON-LD, schema.org).

    Addresses in the authority list (Wikidata, GeoNames, VIAF, ISNI) are exported as sameAs.

    \b
    archive export jsonld --base https://papers.example/ -o archive.jsonld
    """
    _put(target, "jsonld", output, ids=ids, base=base)


@export.command()
@outward
@click.option(
    "--edition", type=click.Choice(["2002", "3"]), default="2002", show_default=True, help="Edition of EAD."
)
@click.pass_obj
def ead(target: Target, ids: tuple[str, ...], base: str | None, output: Path | None, edition: str) -> None:
    """Export a finding aid (EAD): collections, their sources, and the documents of each source.

    \b
    archive export ead --edition 3 --base https://papers.example/ -o holdings.xml
    """
    if ids:
        raise UsageError("A finding aid is of the whole archive: it takes no ID.")
    _put(target, "ead", output, base=base, version=edition)


@export.command()
@outward
@click.pass_obj
def mets(target: Target, ids: tuple[str, ...], base: str | None, output: Path | None) -> None:
    """Export one source with its documents as METS; ID is its id, or that of one of its documents.

    \b
    archive export mets 3f2a > source.xml
    """
    if len(ids) != 1:
        raise UsageError("METS is of one source. Usage: archive export mets ID")
    _put(target, "mets", output, ids=ids, base=base)


@export.command()
@outward
@click.pass_obj
def ftm(target: Target, ids: tuple[str, ...], base: str | None, output: Path | None) -> None:
    """Export documents, mentions and entities for OpenAleph and Datashare (FollowTheMoney), one per line.

    \b
    archive export ftm -o archive.ftm.json
    """
    _put(target, "ftm", output, ids=ids, base=base)


@export.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.pass_obj
def sqlite(target: Target, file: Path) -> None:
    """Export documents, mentions, entities and pairs as an SQLite database, for Datasette and SQL.

    \b
    archive export sqlite archive.db
    """
    with target.open() as archive:
        archive.export_tables("sqlite", file)
    echo(f"Exported the tables to {file}.")


@export.command()
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.pass_obj
def parquet(target: Target, folder: Path) -> None:
    """Export documents, mentions, entities and pairs as Parquet files, for pandas and DuckDB.

    Needs pyarrow: pip install 'archive[parquet]'.

    \b
    archive export parquet tables/
    """
    with target.open() as archive:
        archive.export_tables("parquet", folder)
    echo(f"Exported the tables to {folder}.")


@export.command()
@click.argument("target_", metavar="DIR|FILE.zip", type=click.Path(path_type=Path))
@click.option("--quiet", is_flag=True, help="Hide the progress bar.")
@click.pass_obj
def bag(target: Target, target_: Path, quiet: bool) -> None:
    """Export everything to a bag (BagIt 1.0): originals, records as JSON lines, every table, with checksums.

    `archive ingest` takes the bag back into a new archive without loss. Originals that are missing or have
    changed are left out and listed, with exit code 4.

    \b
    archive export bag archive-2026-11.zip
    archive --archive again ingest archive-2026-11.zip
    """
    with Bar(quiet=quiet) as bar, target.open(progress=bar) as archive:
        contents = archive.export_bag(target_)
    echo(f"Exported the archive with {counted(len(contents.originals), 'original')} to {target_}.")
    tell_missing(contents.missing, "the bag", "data/missing.jsonl")


@export.command()
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option("--quiet", is_flag=True, help="Hide the progress bar.")
@click.pass_obj
def ocfl(target: Target, folder: Path, quiet: bool) -> None:
    """Export originals and documents to an OCFL 1.1 storage root, for a preservation system.

    Every original is an object, with its documents as JSON lines and the places it came from. Another export
    to the same DIR adds a version to the objects that have changed and never removes anything. Originals that
    are missing or have changed are left out and listed, with exit code 4.

    \b
    archive export ocfl /preservation/papers
    """
    with Bar(quiet=quiet) as bar, target.open(progress=bar) as archive:
        done = archive.export_ocfl(folder)
    echo(
        f"{counted(done.new, 'new object')}, {counted(done.changed, 'new version')},"
        f" {done.unchanged:,} unchanged in {folder}."
    )
    tell_missing(done.missing, "the storage root", "")


@export.command()
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option("--quiet", is_flag=True, help="Hide the progress bar.")
@click.pass_obj
def site(target: Target, folder: Path, quiet: bool) -> None:
    """Export the reading room as static files for any web host, in French and English.

    Every text, person, place and organisation has a page that can be read without scripts, from a web host
    or from disk. Another run writes what has changed and removes what is gone. On a web host, readers can
    search it if the extra archive[site] is installed here. It contains no originals, no pages for archivists
    and no paths of this machine.

    \b
    archive export site public-archive
    """
    from archive.room.site import export

    with Bar(quiet=quiet) as bar, target.open(progress=bar) as archive:
        done = export(archive, folder)
    echo(
        f"Exported {counted(done.pages, 'page')} to {folder}: {counted(done.written, 'file')} written,"
        f" {done.removed:,} removed."
    )
    if not done.searchable:
        tell("there is no search in it. To add one: pip install 'archive[site]'")


@click.command()
@click.argument("name", type=TEXT, required=False)
def schema(name: str | None) -> None:
    """Print the JSON Schema of an output form; without NAME, list the forms.

    \b
    archive schema hit
    """
    if name is None:
        echo_body("\n".join(forms.schemas()))
    elif name in forms.schemas():
        echo_json(forms.schema(name), indent=2)
    else:
        raise UsageError(f'Unknown form "{name}". Available forms: {", ".join(forms.schemas())}.')

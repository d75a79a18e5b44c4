"""`archive stats`, `check` and `reindex`: looking after an archive."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import click

from archive import forms
from archive.cli import Target
from archive.cli.output import Bar, echo, echo_json, emit, format_option

if TYPE_CHECKING:
    from archive import Finding

_SHOWN = 20


@click.command()
@format_option("text", "json")
@click.pass_obj
def stats(target: Target, form: str) -> None:
    """Say what the archive holds.

    \b
    archive stats
    archive stats --format json
    """
    with target.open() as archive:
        held = archive.stats()
    if form == "json":
        echo_json(forms.stats(held))
        return
    rows = [
        ("sources", f"{held.sources:,} ({held.bytes / 1e6:,.1f} MB) in {held.origins:,} places"),
        ("verified", f"{held.verified:,}" + (f", since {held.verified_since}" if held.verified else "")),
        ("failed", f"{held.failed:,}"),
        ("documents", f"{held.documents:,} ({held.words:,} words), {held.superseded:,} older versions kept"),
        ("languages", _counts(held.languages)),
        ("dated", f"{held.dated:,}"),
        ("mentions", _counts(held.mentions)),
        ("entities", f"{held.entities:,}"),
        ("translations", _counts(held.pairs) or "0"),
        ("copies", f"{held.duplicates:,}"),
        ("behind", f"{held.behind:,} made by older models or rules"),
    ]
    for name, value in rows:
        echo(f"{name:14}{value}")


def _counts(counts: Any) -> str:
    return ", ".join(f"{name} {count:,}" for name, count in counts.items())


def _first(findings: Sequence[Finding]) -> list[Finding]:
    """Of those that are mended in one way so many as a person reads."""
    seen: Counter[str] = Counter()
    first = []
    for one in findings:
        seen[one.remedy] += 1
        if seen[one.remedy] <= _SHOWN:
            first.append(one)
    return first


@click.command()
@click.option("--sample", type=click.IntRange(1), help="Verify so many originals, drawn at random, not all.")
@click.option(
    "--accept", is_flag=True, help="Take what the catalog says now for right, after you have looked at it."
)
@click.option("--quiet", is_flag=True, help="No progress bar.")
@format_option("text", "jsonl", "json", "csv")
@click.pass_obj
def check(target: Target, sample: int | None, accept: bool, quiet: bool, form: str) -> None:
    """Verify that the archive is whole: originals against their hashes, every row of the catalog against
    its sums, every byte of the index.

    Each finding says what to do. Exit code 3 when there is any.

    \b
    archive check
    archive check --sample 500
    """
    with Bar(quiet=quiet) as bar, target.open(progress=bar) as archive:
        checked = archive.check(sample=sample, accept=accept)
    findings, looked = checked.findings, checked.looked
    if not findings and form == "text":
        echo(
            f"All is well: {looked['originals']:,} originals are as they were taken in,"
            f" {looked['rows']:,} rows of the catalog as they were written,"
            f" and the index holds all {looked['documents']:,} documents."
        )
    shown = _first(findings) if form == "text" else list(findings)
    emit(
        map(forms.finding, shown), form, forms.COLUMNS["finding"],
        lambda f: (f"{f['part']}: {f['what']}", f"  to mend it: {f['remedy']}"),
    )  # fmt: skip
    if len(shown) < len(findings):
        echo(f"{len(findings) - len(shown):,} more of these: archive check --format jsonl")
    if findings:
        sys.exit(3)


@click.command()
@click.option("--update", is_flag=True, help="Only bring the index up to the catalog, without a rebuild.")
@click.option("--quiet", is_flag=True, help="No progress bar.")
@click.pass_obj
def reindex(target: Target, update: bool, quiet: bool) -> None:
    """Build the search index anew from the catalog, beside the old one, and swap.

    Searches go on meanwhile; interrupted, it leaves the old index in its place.

    \b
    archive reindex
    """
    with Bar(quiet=quiet) as bar, target.open(progress=bar) as archive:
        count = archive.reindex(update=update)
    echo(f"{count:,} documents indexed.")

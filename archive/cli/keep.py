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
from archive.printable import counted

if TYPE_CHECKING:
    from archive import Finding

_SHOWN = 20


@click.command()
@format_option("text", "json")
@click.pass_obj
def stats(target: Target, form: str) -> None:
    """Show archive statistics.

    \b
    archive stats
    archive stats --format json
    """
    with target.open() as archive:
        counts = archive.stats()
    if form == "json":
        echo_json(forms.stats(counts))
        return
    rows = [
        (
            "sources",
            f"{counts.sources:,} ({counts.bytes / 1e6:,.1f} MB) at {counted(counts.origins, 'location')}",
        ),
        (
            "verified",
            f"{counts.verified:,}" + (f", since {counts.verified_since}" if counts.verified else ""),
        ),
        ("failed", f"{counts.failed:,}"),
        (
            "documents",
            f"{counts.documents:,} ({counted(counts.words, 'word')}),"
            f" {counted(counts.superseded, 'older version')} kept",
        ),
        ("languages", _counts(counts.languages)),
        ("dated", f"{counts.dated:,}"),
        ("mentions", _counts(counts.mentions)),
        ("entities", f"{counts.entities:,}"),
        ("translations", _counts(counts.pairs) or "0"),
        ("duplicates", f"{counts.duplicates:,}"),
        ("names by", _counts(counts.models) or "0"),
        ("outdated", f"{counts.behind:,} produced by older models or rules"),
    ]
    for name, value in rows:
        echo(f"{name:14}{value}")


def _counts(counts: Any) -> str:
    return ", ".join(f"{name} {count:,}" for name, count in counts.items())


def _first(findings: Sequence[Finding]) -> list[Finding]:
    """The first few problems of each fix, as many as a person reads."""
    seen: Counter[str] = Counter()
    first = []
    for one in findings:
        seen[one.remedy] += 1
        if seen[one.remedy] <= _SHOWN:
            first.append(one)
    return first


@click.command()
@click.option("--sample", type=click.IntRange(1), metavar="N", help="Verify a random sample of N originals.")
@click.option("--accept", is_flag=True, help="Accept the catalog as it is now, after you have reviewed it.")
@click.option("--quiet", is_flag=True, help="Hide the progress bar.")
@format_option("text", "jsonl", "json", "csv")
@click.pass_obj
def check(target: Target, sample: int | None, accept: bool, quiet: bool, form: str) -> None:
    """Verify the archive: originals against hashes, catalog rows against checksums, and the whole index.

    Each problem is printed with its fix. Exit code 3 if there are any.

    \b
    archive check
    archive check --sample 500
    """
    with Bar(quiet=quiet) as bar, target.open(progress=bar) as archive:
        checked = archive.check(sample=sample, accept=accept)
    findings, looked = checked.findings, checked.looked
    if not findings and form == "text":
        echo(
            f"No problems found: {counted(looked['originals'], 'original')} and"
            f" {counted(looked['rows'], 'catalog row')} verified,"
            f" {counted(looked['documents'], 'document')} in the index."
        )
        if looked["removed"]:
            removed = counted(looked["removed"], "file or text", "files and texts")
            echo(f"Removed, and refused since: {removed}.")
    shown = _first(findings) if form == "text" else list(findings)
    emit(
        map(forms.finding, shown), form, forms.COLUMNS["finding"],
        lambda f: (f"{f['part']}: {f['what']}", f"  fix: {f['remedy']}"),
    )  # fmt: skip
    if len(shown) < len(findings):
        more = counted(len(findings) - len(shown), "more problem")
        echo(f"{more}; list all with: archive check --format jsonl")
    if findings:
        sys.exit(3)


@click.command()
@click.option("--update", is_flag=True, help="Only index pending changes; do not rebuild.")
@click.option("--quiet", is_flag=True, help="Hide the progress bar.")
@click.pass_obj
def reindex(target: Target, update: bool, quiet: bool) -> None:
    """Rebuild the search index from the catalog.

    Searches use the old index until the new one is complete; if interrupted, the old one stays.

    \b
    archive reindex
    """
    with Bar(quiet=quiet) as bar, target.open(progress=bar) as archive:
        count = archive.reindex(update=update)
    echo(f"{counted(count, 'document')} indexed.")

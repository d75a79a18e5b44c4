"""`archive close`, `open`, `care` and `publish`: who may see what."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

import click

from archive import forms
from archive.cli import Target
from archive.cli.decisions import account
from archive.cli.inputs import TEXT
from archive.cli.output import Bar, echo, echo_json, emit, format_option, tell, told_as
from archive.cli.removing import tell_refused
from archive.errors import UsageError
from archive.printable import counted

if TYPE_CHECKING:
    from archive import Care, Closed, Published

_SHOWN = 10


def SIGNED(command: Callable[..., Any]) -> Callable[..., Any]:
    by = click.option(
        "--by", "who", type=TEXT, default=account, show_default="this account", metavar="NAME",
        help="Who decides.",
    )  # fmt: skip
    why = click.option("--why", type=TEXT, required=True, metavar="TEXT", help="Why; kept in the log.")
    return by(why(command))


_WHAT = click.argument("what", type=TEXT, metavar="ID|SOURCE|QUERY")


@click.command("close")
@_WHAT
@click.option(
    "--until", type=TEXT, metavar="DATE", help="Last day it is closed (UTC): 2046-05-01, 2046-05, 2046."
)
@click.option("--for-ever", is_flag=True, help="Never opens by itself.")
@SIGNED
@told_as
@click.pass_obj
def shut(
    target: Target, what: str, until: str | None, for_ever: bool, who: str, why: str, form: str
) -> None:  # fmt: skip
    """Close texts to readers: the next archive publish leaves them out of the open edition.

    Closes a document, everything from a SOURCE (a file, an address, a folder), or everything that a QUERY
    finds by its words. Copies, excerpts and translations of a closed text are closed too, and so is a file
    that contains one. This applies to the words and the bytes, wherever they are ingested again. Archivists
    still see everything.

    \b
    archive close 3f2a --until 2046 --why "the writer's wish"
    archive close papers/camp --for-ever --why "names of people in danger"
    """
    if (until is None) != for_ever:
        raise UsageError("Give --until with a day, or --for-ever.")
    with target.open(who=who) as archive:
        before = archive.closed()
        act = archive.restrict(what, until=until, why=why)
        found = archive.closed()
    closed_now = sum(1 for one in found.values() if one.act == act.n)
    if form == "json":
        rows = [forms.closed(name, one) for name, one in found.items() if one.act == act.n]
        longer = [name for name in found if name in before and _is_longer(before[name], found[name])]
        echo_json(forms.acted(act, rows, longer))
        return
    _tell(act)
    echo(
        f"{counted(closed_now, 'document')} closed by it{_until(act.until)}."
        " archive publish brings it to readers."
    )
    if shorter := [
        before[name] for name in found if name in before and _is_longer(before[name], found[name])
    ]:
        earlier = max(shorter, key=lambda one: one.until or "9")
        tell(
            f"{counted(len(shorter), 'document')} had been closed{_until(earlier.until)} (act {earlier.act})."
            " The last decision holds; repeat the earlier one to restore it."
        )


def _is_longer(one: Closed, other: Closed) -> bool:
    """Whether a text was closed for longer than it is now."""
    return other.until is not None and (one.until is None or one.until > other.until)


@click.command("open")
@_WHAT
@SIGNED
@told_as
@click.pass_obj
def unshut(target: Target, what: str, who: str, why: str, form: str) -> None:
    """Reopen texts to readers from the next publish on: closed ones, or those closed along with them.

    \b
    archive open 3f2a --why "published as a book"
    """
    with target.open(who=who) as archive:
        act = archive.release(what, why=why)
        shut = archive.closed()
    still = [name for name in act.documents if name in shut]
    if form == "json":
        echo_json(forms.acted(act, [forms.closed(name, shut[name]) for name in still], still))
        return
    _tell(act)
    if still:
        echo(f"Still closed by what stands with it: {', '.join(still[:_SHOWN])}.")


def _tell(act: Care) -> None:
    shown = " ".join(act.documents[:_SHOWN])
    more = f" and {len(act.documents) - _SHOWN:,} more" if len(act.documents) > _SHOWN else ""
    echo(f"Act {act.n}: {act.act} {shown or 'no document'}{more}")


def _until(until: str | None) -> str:
    return f" until {until}" if until else " for ever"


@click.group()
def care() -> None:
    """Show what is closed or redacted for readers, and the log of all such acts.

    \b
    archive care list
    archive care log
    """


@care.command("list")
@format_option("text", "jsonl", "json", "csv")
@click.pass_obj
def closed(target: Target, form: str) -> None:
    """List the documents that are closed or redacted now: until when, by which act, and how (directly, …).

    Also counts the files and texts that were removed.

    \b
    archive care list
    """
    with target.open() as archive:
        shut = archive.closed()
        rows = [forms.closed(name, one) for name, one in shut.items()]
        for name, some in archive.redactions().items():
            rows += forms.redacted(name, some) if name not in shut else ()
        removed = archive.removed()
    emit(rows, form, forms.COLUMNS["closed"], _closed_line)
    if form == "text":
        tell_refused(removed)


def _closed_line(record: Mapping[str, Any]) -> str:
    how = counted(record["redacted"], "passage") if record["redacted"] else _until(record["until"]).strip()
    return f"{record['document']}  {how:18}  act {record['act']:<5} {record['by']}"


@care.command()
@format_option("text", "jsonl", "json", "csv", "premis")
@click.pass_obj
def log(target: Target, form: str) -> None:
    """List all acts, newest first: what was done, by whom, when and why. No entry is ever removed.

    \b
    archive care log
    archive care log --format premis > events.xml
    """
    with target.open() as archive:
        acts = archive.care()
    if form == "premis":
        for line in forms.premis(acts):
            echo(line)
        return
    emit(map(forms.care, acts), form, forms.COLUMNS["care"], _log_line)


def _log_line(record: Mapping[str, Any]) -> str:
    until = f" until {record['until']}" if record["until"] else ""
    what = f"{record['who'] or '?':12}  {record['act']}{until}"
    return f"{record['n']:5}  {record['at'][:10]}  {what}  {' '.join(record['documents'])}  {record['why']}"


@care.command("apply")
@click.argument("file", type=click.File("r", encoding="utf-8"))
@click.pass_obj
def applied(target: Target, file: TextIO) -> None:
    """Enter the acts of a log that this archive lacks, such as after restoring an older backup.

    What was removed by one of them is removed here too.

    \b
    archive care log --format jsonl > acts.jsonl
    archive --archive restored care apply acts.jsonl
    """
    with target.open() as archive:
        before = archive.stats().sources
        count = archive.apply_care(file)
        gone = before - archive.stats().sources
    echo(f"{counted(count, 'act')} entered." + (f" {counted(gone, 'source')} removed." if gone else ""))


@click.command()
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path), required=False, metavar="DIR")
@click.option("--retry-failed", is_flag=True, help="Also try sources that could not be published before.")
@click.option("--quiet", is_flag=True, help="Hide the progress bar.")
@told_as
@click.pass_obj
def publish(target: Target, folder: Path | None, retry_failed: bool, quiet: bool, form: str) -> None:
    """Create the open edition in DIR, or update it: an archive that contains only what is open.

    It is made by ingesting the originals of what is open: what is not in it cannot leak. Without DIR, the
    existing edition is updated. If nothing has changed, nothing is written; if only sources were added, they
    are added; otherwise it is rebuilt. An interrupted run leaves the previous edition. An embargo ends with
    the first publish after its date. A source that cannot be published is named, with exit code 4, by the
    first publish that meets it; later ones only count it.

    \b
    archive publish papers-open
    archive --archive papers-open search "laverie"
    """
    with Bar(quiet=quiet) as bar, target.open(progress=bar) as archive:
        done = archive.publish(folder, retry=retry_failed)
    if form == "json":
        echo_json(forms.published(done))
    else:
        _tell_published(done)
    if done.failed:
        sys.exit(4)


def _tell_published(done: Published) -> None:
    state = "is up to date" if done.changed else "was up to date"
    echo(
        f"The edition in {done.folder} {state}: {counted(done.documents, 'document')} of"
        f" {counted(done.sources, 'source')}; {counted(done.closed, 'source')} closed."
    )
    if done.failed:
        echo(f"Not published ({len(done.failed):,}):")
        for source, reason in done.failed[:_SHOWN]:
            echo(f"  {source}: {reason}")
        if len(done.failed) > _SHOWN:
            echo(f"  and {len(done.failed) - _SHOWN:,} more: --format json lists all")
    if done.known:
        sources = counted(done.known, "source")
        echo(f"Not published, as before: {sources}. archive publish --retry-failed tries and names them.")

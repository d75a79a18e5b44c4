"""`archive work` and `archive status`: work over many machines, and how it goes."""

from __future__ import annotations

import contextlib
import signal
import threading
from collections.abc import Iterator
from types import FrameType
from typing import TYPE_CHECKING

import click

from archive import forms
from archive.cli import Target
from archive.cli.output import echo, echo_json, format_option, tell
from archive.printable import counted

if TYPE_CHECKING:
    from archive import WorkerState, WorkStatus


@click.command()
@click.option(
    "--workers", type=click.IntRange(1), help="Number of worker processes.", show_default="one per CPU"
)
@click.option("--until-empty", is_flag=True, help="Stop when no batch waits and no ingest is under way.")
@click.option(
    "--heartbeat", type=click.FloatRange(0.1, 600), metavar="SECONDS", show_default="5",
    help="Time between signs of life; after six without one, others take over.",
)  # fmt: skip
@click.option("--quiet", is_flag=True, help="Hide notices.")
@click.pass_obj
def work(
    target: Target, workers: int | None, until_empty: bool, heartbeat: float | None, quiet: bool
) -> None:
    """Read and tag sources for an `archive ingest --queue` that runs on this or another machine.

    Needs an archive folder whose archive.toml names the same catalog in PostgreSQL and the same originals.
    The command runs until it is stopped: Ctrl-C or SIGTERM lets it finish its batches, or give them back
    after a few seconds. It writes to the queue only. If versions differ from those of the ingest, it says
    which and ends (exit code 3).

    \b
    archive work
    archive work --workers 8 --until-empty
    """
    notify = (lambda _line: None) if quiet else tell
    with _told_to_stop() as stop, target.open(workers=workers, notify=notify) as archive:
        done = archive.work(stop, until_empty=until_empty, heartbeat=heartbeat)
    late = f", {counted(done.late, 'result')} dropped because others were faster" if done.late else ""
    back = f", {counted(done.back, 'batch', 'batches')} given back" if done.back else ""
    echo(f"{counted(done.batches, 'batch', 'batches')} done{late}{back}.")


@contextlib.contextmanager
def _told_to_stop() -> Iterator[threading.Event]:
    """What is set by the first Ctrl-C or SIGTERM; a second one ends the command at once."""
    stop = threading.Event()

    def handle(_number: int, _frame: FrameType | None) -> None:
        if stop.is_set():
            raise KeyboardInterrupt
        stop.set()

    before = {number: signal.signal(number, handle) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield stop
    finally:
        for number, one in before.items():
            signal.signal(number, one)


@click.command()
@format_option("text", "json")
@click.pass_obj
def status(target: Target, form: str) -> None:
    """Show what is going on: the ingest under way, its queue and workers, speed, time left, failures.

    For what the archive holds, see `archive stats`.

    \b
    archive status
    archive status --format json
    """
    with target.open() as archive:
        found = archive.status()
    if form == "json":
        echo_json(forms.status(found))
        return
    for name, value in _rows(found):
        echo(f"{name:14}{value}")
    for one in found.failed:
        echo(f"  {one.given}: {one.reason}")


def _rows(found: WorkStatus) -> Iterator[tuple[str, str]]:
    queue = found.queue
    run = queue.run
    if run is None:
        yield (
            "ingest",
            "a command is changing the archive; it uses no queue" if queue.alive else "none under way",
        )
    else:
        where = f"process {run.pid} on {run.host}, begun {run.began}"
        ended = "" if queue.alive else "; it has ended early: rerun it with --queue to resume"
        yield "ingest", where + ended
        if queue.alive:
            of = "" if run.total is None else f" of {run.total:,}"
            failed = f", {run.failed:,} failed" if run.failed else ""
            yield "progress", f"{run.stage}: {counted(int(run.done), 'source')}{of}{failed}"
            yield "speed", "not known yet" if found.rate is None else f"{found.rate:,.0f} sources a minute"
            yield "time left", "not known yet" if found.seconds_left is None else _time(found.seconds_left)
        yield (
            "queue",
            f"{queue.waiting:,} waiting, {queue.held:,} at work, {queue.done:,} done and not yet written",
        )
    yield "failed", f"{counted(found.failures, 'source')} of the archive"
    yield "workers", str(len(queue.workers)) if queue.workers else "none"
    for one in queue.workers:
        yield "", _worker(one)


def _worker(one: WorkerState) -> str:
    return (
        f"process {one.pid} on {one.host} since {one.since}, last sign of life {one.silent:.0f} s ago:"
        f" {counted(one.processes, 'process', 'processes')}, {counted(one.held, 'batch', 'batches')} at work,"
        f" {counted(one.batches, 'batch', 'batches')} done ({counted(one.sources, 'source')})"
    )


def _time(seconds: float) -> str:
    minutes = round(seconds / 60)
    if minutes < 1:
        return "less than a minute"
    hours, minutes = divmod(minutes, 60)
    return f"about {f'{hours} h ' if hours else ''}{minutes} min"

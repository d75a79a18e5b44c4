"""Ingest work over several processes by a queue in PostgreSQL, on a real server."""

from __future__ import annotations

import contextlib
import json
import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner
from jsonschema import Draft202012Validator

import archive
from archive import Engines, Run, forms
from archive.catalog.postgresql.work import WorkQueue
from archive.cli import main
from archive.errors import UsageError
from archive.ingest import sources
from archive.pipeline.work import runner as queue_runner
from tests.pipeline.test_on_postgresql import QUICK, address
from tests.servers import postgresql
from tests.servers.postgresql import PostgreSQL
from tests.servers.seaweedfs import BUCKET, SeaweedFS

ROOT = Path(__file__).parents[2]
EXPORTS = ("documents", "mentions", "timelines")
ALONE = Run(workers=None, vectors=False, clock=QUICK.clock)  # works itself if nobody else does


def _letters(folder: Path, count: int, names: dict[int, str] | None = None) -> Path:
    """Letters of which a few fill a batch, in German, for which no model is loaded; `names`: of some."""
    folder.mkdir()
    for n in range(count):
        text = (
            f"Brief {n} vom {n % 28 + 1}. Mai 2017. Ursula schreibt aus Köln, und der Hafen ist noch offen. "
        )
        (folder / (names or {}).get(n, f"{n:03}.txt")).write_text(text * 30, "utf-8")
    return folder


def _in_both_languages(folder: Path, count: int) -> Path:
    folder.mkdir()
    for n in range(count):
        fr = f"Lettre {n} du {n % 28 + 1} mai 2017. Ursule Karembé écrit de Brest. Le port est ouvert. "
        en = f"Letter {n} of {n % 28 + 1} May 2017. Ursule Karembé writes from Brest. The canteen is open. "
        (folder / f"{n:03}.txt").write_text((fr if n % 2 else en) * 30, "utf-8")
    return folder


@pytest.fixture
def home(postgresql_server: PostgreSQL, tmp_path: Path) -> Path:
    archive.init(tmp_path / "home", Engines(catalog=address(postgresql_server, tmp_path)))
    return tmp_path / "home"


@contextlib.contextmanager
def queue_of(home: Path) -> Iterator[WorkQueue]:
    with archive.open(home, run=QUICK) as a, a._catalogs.lent() as catalog:
        where = catalog.address
    with contextlib.closing(WorkQueue(where, create=True)) as queue:
        yield queue


def begun(how: str, home: Path, *options: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "tests.pipeline.queued", how, str(home), *options],
        cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip


@contextlib.contextmanager
def working(how: str, home: Path, *options: str) -> Iterator[subprocess.Popen[str]]:
    """A worker in a process of its own, ended at the end of the block at the latest."""
    run = begun(how, home, "work", "--workers", "1", *options)
    try:
        yield run
    finally:
        if run.poll() is None:
            run.send_signal(signal.SIGCONT)
            run.kill()
        run.communicate()


def ingesting(home: Path, folder: Path, *options: str, how: str = "plain") -> subprocess.Popen[str]:
    return begun(how, home, "ingest", "--quiet", "--no-vectors", "--queue", str(folder), *options)


def until(what: Callable[[], bool], seconds: float = 120) -> None:
    end = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < end, "it does not come about"
        time.sleep(0.05)


def ended(run: subprocess.Popen[str]) -> tuple[int, str, str]:
    out, errors = run.communicate(timeout=180)
    return run.returncode, out, errors


def stopped(run: subprocess.Popen[str]) -> tuple[int, str, str]:
    run.send_signal(signal.SIGTERM)
    return ended(run)


def exported(home: Path) -> dict[str, bytes]:
    """What the archive gives out, byte for byte, and which originals it has."""
    done = {}
    for kind in EXPORTS:
        result = CliRunner().invoke(main, ["--archive", str(home), "export", kind])
        assert result.exit_code == 0, result.output
        done[kind] = result.stdout_bytes
    kept = sorted(path.name for path in (home / "originals").rglob("*") if path.is_file())
    return done | {"originals": "\n".join(kept).encode()}


def same_as_local(home: Path, folder: Path, tmp_path: Path) -> None:
    """The archive equals one of the same files that one process made, and the queue is empty."""
    with archive.open(tmp_path / "local", create=True, run=QUICK) as a:
        a.ingest(folder)
    first, second = exported(tmp_path / "local"), exported(home)
    assert first["documents"].count(b"\n") > 2
    for key, value in first.items():
        assert second[key] == value, key
    with archive.open(home, run=QUICK) as a:
        assert a.check().findings == ()
        found = a.status()
        assert (found.queue.run, found.queue.waiting, found.queue.held, found.queue.done) == (None, 0, 0, 0)


# -- the same ----------------------------------------------------------------------------------------


def test_two_workers_store_what_one_process_stores(home: Path, tmp_path: Path) -> None:
    with working("plain", home) as one, working("plain", home) as other:
        with queue_of(home) as queue:
            until(lambda: queue.others(()) == 2)
        run = begun(
            "plain", home, "ingest", "--queue", "--no-vectors", "--format", "json",
            str(ROOT / "corpus/letters"), str(_in_both_languages(tmp_path / "many", 40)),
        )  # fmt: skip
        code, out, errors = ended(run)
        assert code == 0, errors
        done = json.loads(out)
        assert "No other worker" not in errors
        counts = []
        for worker in (one, other):
            code, out, errors = stopped(worker)
            assert code == 0, errors
            assert "Working for the run of" in errors
            counts.append(int(re.match(r"(\d+) batch", out)[1]))  # type: ignore[index]
        assert min(counts) > 0
    with archive.open(tmp_path / "local", create=True, run=QUICK) as a:
        local = a.ingest([ROOT / "corpus/letters", tmp_path / "many"])
    assert (done["sources"], done["documents"], done["words"]) == (
        local.sources,
        local.documents,
        local.words,
    )
    first, second = exported(tmp_path / "local"), exported(home)
    for key, value in first.items():
        assert second[key] == value, key
    with archive.open(home, run=QUICK) as a:
        assert a.check().findings == ()


def test_no_other_worker_is_needed(home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queue_runner, "_ALONE_SECONDS", 0.5)
    folder = _letters(tmp_path / "many", 12)
    told: list[str] = []
    with archive.open(home, run=replace(ALONE, notify=told.append)) as a:
        assert a.ingest(folder, queue=True).sources == 12
        assert a.ingest(folder, queue=True).unchanged == 12
    assert told == ["No other worker is there (archive work): this machine does the work."]
    same_as_local(home, folder, tmp_path)


def test_a_long_text_and_bytes_under_several_names(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sources, "PART_BYTES", 1000)
    monkeypatch.setattr(sources, "LONG_BYTES", 4000)
    folder = _letters(tmp_path / "many", 4)
    long = "\n\n".join(f"Paragraphe {n} : la cantine du port de Brest est ouverte." for n in range(300))
    (folder / "long.txt").write_text(long, "utf-8")
    (folder / "copie.md").write_bytes((folder / "001.txt").read_bytes())
    (folder / "copie.bin").write_bytes((folder / "001.txt").read_bytes())
    (folder / "vide.txt").write_bytes(b"")
    (
        folder / "abîmé\udce9.pdf".encode("utf-8", "surrogateescape").decode("utf-8", "surrogateescape")
    ).write_bytes(b"%PDF-1.4 \0 broken")
    with archive.open(home, run=QUICK) as a:
        first = a.ingest(folder, queue=True)
    with archive.open(tmp_path / "local", create=True, run=QUICK) as a:
        second = a.ingest(folder)
    assert (first.sources, first.documents, first.unchanged) == (
        second.sources,
        second.documents,
        second.unchanged,
    )
    assert {(f.origin, f.reason, f.code) for f in first.failed} == {
        (f.origin, f.reason, f.code) for f in second.failed
    }
    assert len(first.failed) >= 2
    assert exported(home) == exported(tmp_path / "local")


def test_of_what_was_removed_or_refused_nothing_is_kept(home: Path, tmp_path: Path) -> None:
    folder = _letters(tmp_path / "many", 4)
    (folder / "tableau.csv").write_text("nom,ville\nUrsule,Brest\n" * 20, "utf-8")
    with archive.open(home, run=QUICK) as a:
        a.ingest(folder / "001.txt", queue=True)
        (only,) = a.documents()
        a.remove(only.document.id, why="sur demande")
        done = a.ingest(folder, queue=True)
        assert {f.code for f in done.failed} == {"removed", "unsupported"}
        kept = [path for path in (home / "originals").rglob("*") if path.is_file()]
        assert len(kept) == done.sources == 3
        assert a.check().findings == ()


# -- what goes wrong -----------------------------------------------------------------------------------


def test_a_worker_that_is_killed_loses_nothing(home: Path, tmp_path: Path) -> None:
    folder = _letters(tmp_path / "many", 40, {3: "000slow.txt"})
    with working("slow", home, "--heartbeat", "0.2") as killed, queue_of(home) as queue:
        until(lambda: queue.others(()) == 1)
        run = ingesting(home, folder)
        until(lambda: queue.state().held == 1)
        with working("plain", home) as other:
            until(lambda: len(queue.state().workers) == 2)
            killed.kill()
            assert ended(run)[0] == 0
            assert stopped(other)[0] == 0
    same_as_local(home, folder, tmp_path)


def test_a_worker_that_was_taken_for_dead_does_no_harm(home: Path, tmp_path: Path) -> None:
    """Stopped with a batch in hand for longer than the others wait, and going on once that was done."""
    folder = _letters(tmp_path / "many", 40, {3: "000slow.txt"})
    with working("slow", home, "--heartbeat", "0.2") as slow, queue_of(home) as queue:
        until(lambda: queue.others(()) == 1)
        run = ingesting(home, folder)
        until(lambda: queue.state().held == 1)
        slow.send_signal(signal.SIGSTOP)
        until(lambda: queue.others(()) == 0)
        with working("plain", home) as other:
            assert ended(run)[0] == 0
            slow.send_signal(signal.SIGCONT)
            assert stopped(other)[0] == 0
        until(lambda: [w.pid for w in queue.state().workers] == [slow.pid])  # it has entered anew
        assert stopped(slow)[0] == 0
    same_as_local(home, folder, tmp_path)


def test_a_result_that_comes_too_late_is_dropped(home: Path) -> None:
    with queue_of(home) as queue:
        run = queue.begin("ici", 1, b"{}", "{}")
        queue.put(run, 0, "clé", 1, b"[]", None)
        first, second = queue.enter("a", 1, 0.0, 1), queue.enter("b", 2, 60.0, 1)
        batch = queue.take(first, [run])
        assert batch is not None
        assert queue.take(second, [run]) is None
        assert queue.sweep() == 1  # `first` has been silent for more than no time at all
        again = queue.take(second, [run])
        assert again == batch
        assert queue.give(second, batch.id, b"one")
        assert not queue.give(first, batch.id, b"other")
        assert queue.results(run, 0) == [b"one"]
        assert not queue.beat(first)
        queue.end()
        assert not queue.give(first, batch.id, b"other")


def test_a_late_result_that_is_still_wanted_is_taken(home: Path) -> None:
    with queue_of(home) as queue:
        run = queue.begin("ici", 1, b"{}", "{}")
        queue.put(run, 0, "clé", 1, b"[]", None)
        first = queue.enter("a", 1, 0.0, 1)
        batch = queue.take(first, [run])
        assert batch is not None
        assert queue.sweep() == 1
        assert queue.give(first, batch.id, b"late")
        assert queue.take(queue.enter("b", 2, 60.0, 1), [run]) is None
        queue.end()


def test_a_run_whose_writer_is_killed_is_taken_up(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = _letters(tmp_path / "many", 120)
    with working("plain", home) as worker, queue_of(home) as queue:
        until(lambda: queue.others(()) == 1)
        run = ingesting(home, folder)
        until(lambda: queue.state().done > 0)
        run.send_signal(signal.SIGSTOP)
        until(lambda: queue.state().done > 3)  # made, and not yet written
        run.kill()
        ended(run)
        until(lambda: not queue.has_writer())
        with archive.open(home, run=QUICK) as a:
            found = a.status()
            assert not found.queue.alive
            assert found.queue.run is not None
            before = a.stats().sources
            assert before < 120
        until(lambda: queue.waiting() == 0)
        assert stopped(worker)[0] == 0
        there = queue.state().done
    adopted: list[bool] = []
    adopt = WorkQueue.adopt

    def counted(queue: WorkQueue, run: int, n: int, key: str) -> bool:
        adopted.append(adopt(queue, run, n, key))
        return adopted[-1]

    monkeypatch.setattr(WorkQueue, "adopt", counted)
    with archive.open(home, run=ALONE) as a:
        assert a.ingest(folder, queue=True).sources == 120 - before
    assert sum(adopted) >= there - 1  # all but that which it may have just written
    same_as_local(home, folder, tmp_path)


def test_a_source_that_kills_its_process_is_a_failure_and_the_rest_goes_in(
    home: Path, tmp_path: Path
) -> None:
    folder = _letters(tmp_path / "many", 30, {7: "007deadly.txt"})
    with working("deadly", home) as worker, queue_of(home) as queue:
        until(lambda: queue.others(()) == 1)
        code, out, errors = ended(ingesting(home, folder, "--format", "json"))
        assert code == 4, errors
        (failed,) = json.loads(out)["failed"]
        assert failed["source"].endswith("deadly.txt")
        assert "each process that read it died" in failed["reason"]
        code, out, errors = stopped(worker)
        assert code == 0
        assert "A process died over a batch" in errors
    (folder / "007deadly.txt").unlink()
    same_as_local(home, folder, tmp_path)


def test_a_worker_of_other_versions_refuses_and_says_which(home: Path, tmp_path: Path) -> None:
    folder = _letters(tmp_path / "many", 30)
    with working("older", home) as worker, queue_of(home) as queue:
        until(lambda: queue.others(()) == 1)
        run = ingesting(home, folder, how="eager")
        code, _, errors = ended(worker)
        assert code == 3, errors
        assert re.search(r"cannot work for the run of .*: dates: 0 here, \d+ there\. Install", errors), errors
        assert ended(run)[0] == 0
    same_as_local(home, folder, tmp_path)


def test_originals_out_of_reach_are_told_and_the_run_goes_on(home: Path, tmp_path: Path) -> None:
    folder, other = _letters(tmp_path / "many", 30), tmp_path / "other"
    other.mkdir()
    (other / "archive.toml").write_bytes((home / "archive.toml").read_bytes())
    with working("plain", other) as worker, queue_of(home) as queue:
        until(lambda: queue.others(()) == 1)
        run = ingesting(home, folder, how="eager")
        code, _, errors = ended(worker)
        assert code == 3, errors
        assert "All machines must reach the same originals" in errors
        assert ended(run)[0] == 0
    same_as_local(home, folder, tmp_path)


def test_a_worker_that_is_told_to_stop_gives_back_its_batch(home: Path, tmp_path: Path) -> None:
    folder = _letters(tmp_path / "many", 10, {3: "000slow.txt"})
    with working("slow", home) as slow, queue_of(home) as queue:
        until(lambda: queue.others(()) == 1)
        run = ingesting(home, folder)
        until(lambda: queue.state().held == 1)
        code, out, errors = stopped(slow)
        assert code == 0, errors
        assert "1 batch given back" in out
        with working("plain", home, "--until-empty") as other:
            assert ended(run)[0] == 0
            assert ended(other)[0] == 0
    same_as_local(home, folder, tmp_path)


def test_only_a_catalog_on_a_server_has_a_queue(tmp_path: Path) -> None:
    with archive.open(tmp_path / "local", create=True, run=QUICK) as a:
        with pytest.raises(UsageError, match="needs the catalog in PostgreSQL"):
            a.ingest(tmp_path, queue=True)
        assert a.intakes() == []
        with pytest.raises(UsageError, match="its catalog in PostgreSQL"):
            a.work(threading.Event())
        assert a.status().queue.run is None


# -- status ----------------------------------------------------------------------------------------------


def test_status_says_what_goes_on(home: Path, tmp_path: Path) -> None:
    folder = _letters(tmp_path / "many", 30, {3: "000slow.txt"})
    (folder / "tableau.csv").write_text("nom,ville\nUrsule,Brest\n" * 20, "utf-8")
    with working("slow", home) as slow, queue_of(home) as queue:
        until(lambda: queue.others(()) == 1)
        run = ingesting(home, folder)
        until(lambda: queue.state().held == 1)
        with archive.open(home, run=QUICK) as a:
            found = forms.status(a.status())
        Draft202012Validator(forms.schema("status")).validate(found)
        assert found["ingest"]["pid"] == run.pid
        assert (found["ingest"]["total"], found["ingest"]["alive"], found["busy"]) == (31, True, True)
        (worker,) = found["workers"]
        assert (worker["pid"], worker["processes"], worker["at_work"]) == (slow.pid, 1, 1)
        assert worker["silent_seconds"] < 30
        text = CliRunner().invoke(main, ["--archive", str(home), "status", "--format", "text"]).output
        assert re.search(rf"ingest +process {run.pid} on ", text), text
        assert re.search(rf"process {slow.pid} on .*last sign of life \d+ s ago", text), text
        assert re.search(r"queue +\d+ waiting, 1 at work, 0 done", text), text
        slow.kill()
        run.kill()
        ended(run)
    with archive.open(home, run=QUICK) as a:
        found = forms.status(a.status())
    Draft202012Validator(forms.schema("status")).validate(found)
    assert (found["ingest"]["alive"], found["busy"]) == (False, False)


def test_a_rate_and_the_time_left(home: Path) -> None:
    with queue_of(home) as queue:
        run = queue.begin("ici", 1, b"{}", "{}")
        queue.tell(run, "Reading and tagging", 1000, 250, 3)
        queue.db.run("UPDATE work_runs_1 SET began = now() - interval '5 minutes'")
        with archive.open(home, run=QUICK) as a, a._writing():
            found = forms.status(a.status())
        queue.end()
    Draft202012Validator(forms.schema("status")).validate(found)
    assert 49 < found["ingest"]["per_minute"] <= 50
    assert 890 < found["ingest"]["seconds_left"] < 920
    assert found["ingest"]["failed"] == 3


def test_a_result_that_anybody_else_wrote_is_refused(home: Path, tmp_path: Path) -> None:
    """A pickle in the queue's table is no record, and runs nothing."""
    import pickle

    class Command:
        def __reduce__(self) -> tuple[object, ...]:
            return os.system, (f"touch {tmp_path / 'ran'}",)

    folder = _letters(tmp_path / "many", 3)
    run = ingesting(home, folder)
    with queue_of(home) as queue:

        def spoilt() -> bool:
            rows = queue.db.execute(
                "UPDATE work_batches_1 SET result = ? WHERE result IS NULL", (pickle.dumps(Command()),)
            )
            return rows.rowcount > 0

        until(spoilt)
        code, _, errors = ended(run)
    assert (code, errors.count("\n")) == (3, 1), errors
    assert "A result in the queue is damaged, or was written by another program" in errors
    assert not (tmp_path / "ran").exists()
    with archive.open(home, run=ALONE) as a:
        assert a.ingest(folder, queue=True).sources == 3
    same_as_local(home, folder, tmp_path)


# -- servers -----------------------------------------------------------------------------------------


def test_originals_in_a_bucket_reach_every_worker(
    postgresql_server: PostgreSQL, bucket: SeaweedFS, tmp_path: Path
) -> None:
    """The worker's folder is its own: it has nothing but archive.toml."""
    home, other = tmp_path / "home", tmp_path / "other"
    where = Engines(catalog=address(postgresql_server, tmp_path), originals=f"s3://{BUCKET}/queue")
    archive.init(home, where)
    other.mkdir()
    (other / "archive.toml").write_bytes((home / "archive.toml").read_bytes())
    folder = _letters(tmp_path / "many", 12)
    with working("plain", other) as worker, queue_of(home) as queue:
        until(lambda: queue.others(()) == 1)
        assert ended(ingesting(home, folder))[0] == 0
        code, out, errors = stopped(worker)
        assert code == 0, errors
        assert "0 batches" not in out
    with archive.open(home, run=QUICK) as a:
        assert a.stats().sources == 12
        assert a.check().findings == ()


def test_a_server_that_is_killed_loses_nothing_and_workers_wait_for_it(tmp_path: Path) -> None:
    if why := postgresql.missing():
        pytest.skip(why)
    folder, home = _letters(tmp_path / "many", 60, {3: "000slow.txt"}), tmp_path / "home"
    with postgresql.running() as server:
        archive.init(home, Engines(catalog=server.url))
        with working("slow", home, "--heartbeat", "0.2") as worker:
            with queue_of(home) as queue:
                until(lambda: queue.others(()) == 1)
                run = ingesting(home, folder)
                until(lambda: queue.state().held == 1)
            server.kill()
            code, _, errors = ended(run)
            assert (code, errors.count("\n")) == (3, 1), errors
            assert f"The catalog at {server.url}: " in errors
            server.start()
            with queue_of(home) as queue:
                until(lambda: queue.others(()) == 1)  # the same one, in tables that were emptied
                assert queue.state().run is None
                assert queue.state().workers[0].pid == worker.pid
                worker.kill()
        with archive.open(home, run=ALONE) as a:
            assert a.ingest(folder, queue=True).sources == 60
        same_as_local(home, folder, tmp_path)

"""The queue of ingest work, on a real server: who gets which batch, and whose result counts."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

import archive
from archive import Engines, Run
from archive.catalog.postgresql.work import DEATHS, WorkQueue
from archive.catalog.writer import writing
from archive.errors import UnusableArchive
from tests.servers.postgresql import PostgreSQL

QUICK = Run(workers=1, vectors=False)


@pytest.fixture
def home(postgresql_server: PostgreSQL, tmp_path: Path) -> Path:
    name = "q_" + "".join(c if c.isalnum() else "_" for c in tmp_path.name.lower())[-50:]
    archive.init(tmp_path / "home", Engines(catalog=f"{postgresql_server.url}?schema={name}"))
    return tmp_path / "home"


@pytest.fixture
def queue(home: Path) -> Iterator[WorkQueue]:
    from archive import engines

    with contextlib.closing(WorkQueue(engines.read(home).catalog, create=True)) as queue:
        yield queue


def _run(queue: WorkQueue, batches: int = 0, settings: bytes = b"{}") -> int:
    run = queue.begin("ici", 1, settings, "{}")
    for n in range(batches):
        queue.put(run, n, f"key {n}", 2, f"sources {n}".encode(), None)
    return run


def _worker(queue: WorkQueue, patience: float = 60) -> int:
    return queue.enter("là", 2, patience, 1)


def test_batches_are_taken_in_order_and_each_by_one(queue: WorkQueue) -> None:
    old, new = _run(queue, 1), _run(queue, 2)
    one, other = _worker(queue), _worker(queue)
    taken = [queue.take(who, [old, new]) for who in (one, other, one, other)]
    assert [(t.run, t.sources) if t else None for t in taken] == [
        (new, b"sources 0"), (new, b"sources 1"), (old, b"sources 0"), None,
    ]  # fmt: skip
    assert queue.take(one, []) is None


def test_only_batches_of_the_runs_that_are_named_are_taken(queue: WorkQueue) -> None:
    first, second = _run(queue, 1), _run(queue, 1)
    taken = queue.take(_worker(queue), [first])
    assert taken is not None
    assert taken.run == first
    assert queue.take(_worker(queue), [first]) is None
    assert queue.take(_worker(queue), [second]) is not None


def test_one_transaction_that_is_open_holds_up_nobody(queue: WorkQueue, home: Path) -> None:
    from archive import engines

    run = _run(queue, 2)
    with contextlib.closing(WorkQueue(engines.read(home).catalog)) as other:
        other.db.run("BEGIN")
        first = other.take(_worker(other), [run])
        second = queue.take(_worker(queue), [run])
        other.db.run("COMMIT")
    assert first is not None
    assert second is not None
    assert (first.sources, second.sources) == (b"sources 0", b"sources 1")


def test_the_first_result_counts(queue: WorkQueue) -> None:
    run = _run(queue, 1)
    one, other = _worker(queue), _worker(queue)
    batch = queue.take(one, [run])
    assert batch is not None
    assert queue.results(run, 0) is None
    assert queue.give(other, batch.id, b"a")
    assert not queue.give(one, batch.id, b"b")
    assert queue.results(run, 0) == [b"a"]
    queue.forget(run, 0)
    assert queue.results(run, 0) is None
    assert not queue.give(one, batch.id, b"c")
    assert [w.batches for w in queue.state().workers] == [0, 1]
    assert [w.sources for w in queue.state().workers] == [0, 2]


def test_only_silent_workers_are_swept(queue: WorkQueue) -> None:
    run = _run(queue, 4)
    silent, alive = _worker(queue, 0), _worker(queue)
    done = queue.take(silent, [run])
    lost, kept = queue.take(silent, [run]), queue.take(alive, [run])
    assert done is not None
    assert lost is not None
    assert kept is not None
    assert queue.give(silent, done.id, b"a")
    assert (queue.others(()), queue.others((alive,))) == (1, 0)
    assert queue.sweep() == 1
    assert not queue.beat(silent)
    assert queue.beat(alive)
    found = queue.state()
    assert (found.waiting, found.held, found.done) == (2, 1, 1)
    again = queue.take(alive, [run])
    assert again == lost
    assert queue.sweep() == 0


def test_who_leaves_gives_back_what_it_holds_and_no_death_is_counted(queue: WorkQueue) -> None:
    run = _run(queue, 1)
    for _ in range(DEATHS + 2):
        worker = _worker(queue)
        assert queue.take(worker, [run]) is not None
        queue.leave(worker)
    for _ in range(DEATHS + 2):
        worker = _worker(queue)
        batch = queue.take(worker, [run])
        assert batch is not None
        queue.give_back(worker, batch.id)
    assert queue.deadly(run) == []
    assert queue.waiting() == 1


def test_nobody_gives_back_what_another_holds(queue: WorkQueue) -> None:
    run = _run(queue, 1)
    one, other = _worker(queue), _worker(queue)
    batch = queue.take(one, [run])
    assert batch is not None
    queue.give_back(other, batch.id, died=True)
    assert queue.take(other, [run]) is None
    assert queue.state().held == 1


def test_a_deadly_batch_is_taken_apart_and_its_pieces_come_in_order(queue: WorkQueue) -> None:
    run = _run(queue, 1)
    worker = _worker(queue)
    for death in range(DEATHS):
        assert queue.deadly(run) == [], death
        batch = queue.take(worker, [run])
        assert batch is not None
        queue.give_back(worker, batch.id, died=True)
    assert queue.take(worker, [run]) is None
    ((id, count, sources, data),) = queue.deadly(run)
    assert (count, sources, data) == (2, b"sources 0", None)
    queue.cut(id, [b"first", b"second"])
    assert not queue.give(worker, id, b"late, of the whole")
    assert queue.deadly(run) == []
    first, second = queue.take(worker, [run]), queue.take(worker, [run])
    assert first is not None
    assert second is not None
    assert (first.sources, second.sources) == (b"first", b"second")
    assert queue.give(worker, first.id, b"1")
    assert queue.results(run, 0) is None
    assert queue.give(worker, second.id, b"2")
    assert queue.results(run, 0) == [b"1", b"2"]


def test_a_late_result_comes_before_the_cut(queue: WorkQueue) -> None:
    run = _run(queue, 1)
    worker = _worker(queue)
    batch = queue.take(worker, [run])
    assert batch is not None
    for _ in range(DEATHS):
        queue.give_back(worker, batch.id, died=True)
        queue.db.run("UPDATE work_batches_1 SET worker = " + str(worker))
    queue.leave(worker)
    assert queue.give(worker, batch.id, b"late")
    queue.cut(batch.id, [b"first", b"second"])
    assert queue.results(run, 0) == [b"late"]


def test_what_a_run_left_is_adopted_with_its_result(queue: WorkQueue) -> None:
    old = _run(queue, 3)
    worker = _worker(queue)
    batch, held = queue.take(worker, [old]), queue.take(worker, [old])
    assert batch is not None
    assert held is not None
    queue.give(worker, batch.id, b"made")
    new = _run(queue)
    assert queue.left(new) == {f"key {n}": [f"sources {n}".encode()] for n in range(3)}
    assert not queue.adopt(new, 7, "another key")
    assert queue.adopt(new, 0, "key 0")
    assert not queue.adopt(new, 1, "key 0")  # it is this run's own now
    assert queue.results(new, 0) == [b"made"]
    assert queue.adopt(new, 5, "key 1")
    assert queue.give(worker, held.id, b"by who held it all the while")
    assert queue.results(new, 5) == [b"by who held it all the while"]
    assert set(queue.left(new)) == {"key 2"}
    queue.end()
    assert (queue.runs(), queue.state().waiting, queue.left(0)) == ([], 0, {})


def test_bytes_of_parts_travel_with_their_batch_and_go_with_its_result(queue: WorkQueue) -> None:
    run = _run(queue)
    queue.put(run, 0, "key", 1, b"\0\xff", b"\xff\0 part")
    worker = _worker(queue)
    batch = queue.take(worker, [run])
    assert batch is not None
    assert (batch.sources, batch.data) == (b"\0\xff", b"\xff\0 part")
    queue.give(worker, batch.id, b"\0\xfe")
    assert queue.results(run, 0) == [b"\0\xfe"]
    assert queue.db.execute("SELECT data FROM work_batches_1").fetchone()[0] is None


def test_a_run_is_told_with_its_writer(queue: WorkQueue, home: Path) -> None:
    run = _run(queue, settings=b"\0settings")
    queue.tell(run, "Reading", None, 2.5, 1)
    with writing(home):
        found = queue.state()
    assert found.alive
    assert found.run is not None
    assert (found.run.n, found.run.host, found.run.pid, found.run.settings) == (run, "ici", 1, b"\0settings")
    assert (found.run.stage, found.run.total, found.run.done, found.run.failed) == ("Reading", None, 2.5, 1)
    end = time.monotonic() + 30  # the server ends the session of the lock in its own time
    while queue.has_writer():
        assert time.monotonic() < end
        time.sleep(0.01)


def test_the_queue_makes_no_catalog_foreign_and_goes_with_it(
    queue: WorkQueue, home: Path, tmp_path: Path
) -> None:
    _run(queue, 2)
    (tmp_path / "brief.txt").write_text("Ein Brief vom Hafen in Köln, und er ist noch offen.", "utf-8")
    with archive.open(home, run=QUICK) as a:
        a.ingest(tmp_path / "brief.txt")
        assert a.check().findings == ()
        a.move(Engines())
        assert len(list(a.documents())) == 1
    with pytest.raises(UnusableArchive, match="there no more"):
        queue.waiting()


def test_another_table_is_foreign_whatever_it_is_called(
    queue: WorkQueue, home: Path, postgresql_server: PostgreSQL
) -> None:
    schema = queue.db.place.schema
    with psycopg.connect(postgresql_server.url, autocommit=True) as db:
        db.execute(f"CREATE TABLE {schema}.work_runs_12 (a int)".encode())  # of a program of another version
        with archive.open(home):
            pass
        db.execute(f"CREATE TABLE {schema}.work_runs_x (a int)".encode())
        with pytest.raises(UnusableArchive, match="what this program did not make"):
            archive.open(home)

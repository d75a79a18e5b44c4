"""Readers in many threads beside commits and rebuilds: no request fails, and each answer is of one state."""

from __future__ import annotations

import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from itertools import count, cycle, islice
from pathlib import Path

import pytest
from starlette.testclient import TestClient

import archive
from archive.room.application import application
from tests.search import made

THREADS = 8


@pytest.mark.parametrize("each", [20, pytest.param(10_000, marks=pytest.mark.slow)])
def test_no_request_fails_beside_commits_and_two_reindexes(tmp_path: Path, each: int) -> None:
    made.build(tmp_path / "papers").close()
    with archive.open(tmp_path / "papers") as writer:
        writer.settle()
        texts = [entry.document.id for entry in writer.documents()]
        entity = next(writer.entities()).id
    addresses = [
        "/", "/search", "/search?q=harbour", "/search?q=entraide+Brest", "/search?q=zzqx",
        "/search?sort=date",
        f"/search?person={entity}", f"/e/{entity}", "/people", "/api/search?q=court", "/feed.atom?q=London",
        *(f"/d/{text}" for text in texts), *(f"/d/{text}?q=harbour" for text in texts),
    ]  # fmt: skip
    done = threading.Event()
    commits = count(1)

    def write() -> None:
        """Commits until all was read; the index is built anew at the beginning and in the end."""
        with archive.open(tmp_path / "papers") as writer:
            writer.reindex()
            for number in commits:
                writer.decide_date(texts[number % len(texts)], f"20{10 + number % 9}-05")
                if done.is_set():
                    break
            writer.reindex()

    def read(first: int) -> Counter[int | str]:
        told: Counter[int | str] = Counter()
        with TestClient(room, raise_server_exceptions=False) as client:
            for address in islice(cycle(addresses[first:] + addresses[:first]), each):
                got = client.get(address)
                told[got.status_code] += 1
                if address == "/search?q=harbour" and "</mark> watch" not in got.text:
                    told["not found"] += 1
        return told

    with archive.open(tmp_path / "papers", run=archive.Run(bring_up=False)) as opened:
        room = application(opened, hosts=["testserver"])
        with ThreadPoolExecutor(THREADS + 1) as pool:
            writing = pool.submit(write)
            try:
                told = sum(pool.map(read, range(THREADS)), Counter())
            finally:
                done.set()
            writing.result()
    assert told == {200: THREADS * each}
    assert next(commits) > 2

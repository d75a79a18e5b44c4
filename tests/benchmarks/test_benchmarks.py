"""The benchmarks run, say what they measured, and measure the same texts every time."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest

from benchmarks import texts
from benchmarks.__main__ import main
from benchmarks.instructions import NANOSECONDS, counter
from benchmarks.measure import OURS, Figure, apart, percentile, table
from benchmarks.peers import ner
from benchmarks.peers.port import KINDS, queries
from benchmarks.room import BARS


def _run(tmp_path: Path, *names: str) -> dict[tuple[str, str], float]:
    out = tmp_path / "figures.json"
    assert main([*names, "--quick", "--json", str(out)]) == 0
    said = json.loads(out.read_text(encoding="utf-8"))
    assert said["options"]["texts"] == "generated"
    figures = {(f["what"], f["who"]): f["value"] for f in said["figures"]}
    assert all(value >= 0 for value in figures.values())
    return figures


def test_language_and_search(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    figures = _run(tmp_path, "language", "search")
    assert figures["words seen before", OURS] > figures["first time through", "langdetect"]
    for who in (OURS, "stock whoosh", "sqlite fts5"):
        assert figures["common term, p50", who] > 0
    assert {what for what, who in figures if who == OURS} >= {f"{kind}, p95" for kind in KINDS}
    assert "common term, p50" in capsys.readouterr().out


def test_links(tmp_path: Path) -> None:
    figures = _run(tmp_path, "links")
    assert figures["all texts", OURS] > 0
    assert figures["pairs found of those there are", OURS] > 80
    assert figures["right pairs of those found", OURS] > 80


def test_growth(tmp_path: Path) -> None:
    figures = _run(tmp_path, "growth")
    assert {what for what, _ in figures} >= {"links", "entities joined", "index", "all", "peak memory"}
    assert figures["all", "60"] > figures["entities joined", "60"] > 0


def test_a_counter_counts_what_this_thread_does_and_nothing_else() -> None:
    try:
        spent = counter(NANOSECONDS)
    except OSError as error:
        pytest.skip(f"nothing is counted here: {error}")
    before, began = time.thread_time_ns(), spent()
    time.sleep(0.05)
    assert spent() - began < 40_000_000
    total = sum(n * n for n in range(300_000))
    assert total > 0
    counted, passed = spent() - began, time.thread_time_ns() - before
    assert 0.5 * passed < counted < 1.5 * passed


@pytest.mark.slow
def test_the_room(tmp_path: Path) -> None:
    figures = _run(tmp_path, "room")
    assert {f"{kind}, p95" for kind in BARS} <= {what for what, who in figures if who == OURS}


@pytest.mark.slow
def test_whole_programs(tmp_path: Path) -> None:
    figures = _run(tmp_path, "ingest", "annotate", "start")
    assert figures["whole, 1 worker, loading included", OURS] > 0
    assert figures["tagging", "spacy ner"] > 0
    assert figures["search, words alone", OURS] > figures["python -c 'pass'", "python"]


def test_generated_texts_are_the_same_every_time() -> None:
    first, again = (list(texts.generated(6, 7)) for _ in range(2))
    assert first == again
    assert first != list(texts.generated(6, 8))
    assert [t.lang for t in first] == ["fr", "en"] * 3
    assert all(350 < len(t.text.split()) < 650 for t in first)
    assert all(name in t.text for t in first for _, name in t.names)


def test_real_texts_are_told_apart_and_repeated(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("La réunion est reportée\n\nElle aura lieu lundi.", encoding="utf-8")
    (tmp_path / "b.txt").write_text("The meeting is put off\n\nIt will be on Monday.", encoding="utf-8")
    (tmp_path / "c.txt").write_text("Die Sitzung ist verschoben.", encoding="utf-8")
    got = list(texts.many(4, 7, tmp_path))
    assert [(t.n, t.lang) for t in got] == [(1, "fr"), (2, "en"), (3, "fr"), (4, "en")]
    assert got[0].title == "La réunion est reportée"
    with pytest.raises(FileNotFoundError):
        list(texts.many(1, 7, tmp_path / "empty"))


def test_queries_are_drawn_from_the_texts() -> None:
    given = list(texts.generated(40, 7))
    asked = queries(given, 5, 7)
    assert list(asked) == list(KINDS)
    whole = " ".join(t.text.lower() for t in given)
    for query in asked["AND of two"]:
        assert len(query.words) == 2
    assert any(" ".join(query.words) in whole for query in asked["phrase"])
    assert asked == queries(given, 5, 7)


def test_work_apart_reports_its_failure() -> None:
    with pytest.raises(RuntimeError, match="failed"):
        apart(ner.tag, nonsense=1)


@pytest.mark.parametrize(
    ("values", "part", "want"), [([3.0, 1.0, 2.0], 0.5, 2.0), ([1.0], 0.95, 1.0), (range(101), 0.95, 95)]
)
def test_percentile(values: list[float], part: float, want: float) -> None:
    assert percentile(values, part) == want


def test_table_has_a_column_for_each_who() -> None:
    figures = [
        Figure("search", "phrase", "ms", OURS, 0.1234),
        Figure("search", "phrase", "ms", "peer", 1234.5),
        Figure("search", "fuzzy", "ms", OURS, 2.0),
    ]
    assert table(figures).splitlines() == [
        "search  unit  archive   peer",
        "------  ----  -------  -----",
        "phrase  ms      0.123  1,234",
        "fuzzy   ms          2      -",
    ]

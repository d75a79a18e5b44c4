"""Ctrl-C stops an ingest at once and in words; what was done is kept and the next run goes on."""

import json
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from click.testing import CliRunner

from archive.catalog.sums import Sums
from archive.cli import main
from tests.cli.conftest import ENGLISH


def test_ctrl_c_stops_cleanly_and_the_next_run_goes_on(tmp_path: Path) -> None:
    pages = tmp_path / "in"
    pages.mkdir()
    for i in range(120):
        (pages / f"{i:03}.txt").write_text(ENGLISH.replace("two families", f"{i} families"))
    ingest = ["--archive", str(tmp_path / "archive"), "ingest", str(pages), "--workers", "1", "--no-vectors"]
    run = subprocess.Popen(
        [sys.executable, "-m", "archive.cli", *ingest],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        # A shell in the background hands on that the signal is ignored; a terminal does not.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    )
    deadline = time.monotonic() + 60
    while not (tmp_path / "archive/originals").exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    run.send_signal(signal.SIGINT)
    _, errors = run.communicate(timeout=20)
    assert run.returncode == 130
    assert "rerun the same command" in errors
    assert "Traceback" not in errors
    again = CliRunner().invoke(main, [*ingest, "--format", "json"])
    assert again.exit_code == 0, again.output
    summary = json.loads(again.stdout)
    assert summary["sources"] + summary["unchanged"] == 120


def test_ctrl_c_while_links_are_made_says_what_is_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.txt").write_text(ENGLISH)

    def stopped(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("archive.pipeline.settle.settle", stopped)
    result = CliRunner().invoke(
        main, ["--archive", str(tmp_path / "archive"), "ingest", str(tmp_path / "a.txt")]
    )
    assert result.exit_code == 130
    summary = json.loads(result.stdout)
    assert (summary["sources"], summary["interrupted"]) == (1, True)
    assert "rerun the same command" in result.stderr


@pytest.mark.parametrize(
    ("command", "works_in", "goes_on"),
    [
        (["reprocess", "--stage", "names"], "archive.pipeline.settings.settings", True),
        (["stats"], "archive.catalog.stats.stats", False),
    ],
    ids=str,
)
def test_ctrl_c_is_told_in_words(
    command: list[str], works_in: str, goes_on: bool, held: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stopped(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(works_in, stopped)
    result = CliRunner().invoke(main, ["--archive", str(held), *command])
    assert result.exit_code == 130
    assert result.stderr.startswith("Interrupted.")
    assert ("Rerun the same command" in result.stderr) == goes_on


def test_ctrl_c_while_a_row_is_summed_is_no_damage(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.txt").write_text(ENGLISH)
    hear = Sums._hear

    def stopped(self: Sums, *values: object) -> None:
        if "documents" in values:  # as Python does it on the way into the function that SQLite calls
            signal.raise_signal(signal.SIGINT)
        hear(self, *values)  # type: ignore[arg-type]

    monkeypatch.setattr(Sums, "_hear", stopped)
    before = signal.signal(signal.SIGINT, signal.default_int_handler)  # ignored where all runs behind a shell
    try:
        result = CliRunner().invoke(
            main,
            ["--archive", str(tmp_path / "archive"), "ingest", str(tmp_path / "a.txt"), "--workers", "1"],
        )
    finally:
        signal.signal(signal.SIGINT, before)
    assert result.exit_code == 130
    assert "run the same command again" in result.stderr or "rerun the same command" in result.stderr
    assert "UTF-8" not in result.stderr

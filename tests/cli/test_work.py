"""`archive work`, `archive status` and `ingest --queue` where there is no queue: one line at once."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from archive.cli import main


@pytest.mark.parametrize(
    ("command", "line"),
    [
        (["work"], "has a queue of work"),
        (["work", "--until-empty"], "has a queue of work"),
        (["ingest", "--queue", "."], "needs the catalog in PostgreSQL"),
    ],
    ids=str,
)
def test_an_archive_of_one_machine_has_no_queue(held: Path, command: list[str], line: str) -> None:
    result = CliRunner().invoke(main, ["--archive", str(held), *command])
    assert result.exit_code == 2
    (told,) = result.stderr.splitlines()
    assert line in told
    assert "archive move --catalog" in told


def test_the_status_of_an_archive_of_one_machine_is_told(held: Path) -> None:
    result = CliRunner().invoke(main, ["--archive", str(held), "status", "--format", "text"])
    assert result.exit_code == 0
    assert result.stdout.splitlines()[0].split(maxsplit=1) == ["ingest", "none under way"]

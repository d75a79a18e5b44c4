"""compose.yaml: what it starts takes the options that it is given."""

from __future__ import annotations

import re
import shlex
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.servers import postgresql, seaweedfs

ROOT = Path(__file__).parent.parent


def services() -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = yaml.safe_load((ROOT / "compose.yaml").read_text("utf-8"))["services"]
    return found


@pytest.mark.parametrize(("name", "secrets"), [("originals", 2), ("catalog", 1)])
def test_a_server_is_open_to_this_machine_alone_and_its_keys_are_not_in_the_file(
    name: str, secrets: int
) -> None:
    service = services()[name]
    assert all(port.startswith("127.0.0.1:") for port in service["ports"])
    keys = {key: value for key, value in service["environment"].items() if "KEY" in key or "PASS" in key}
    assert len(keys) == secrets
    assert all(re.match(r"\$\{[A-Z_]+:\?", value) for value in keys.values())


def test_the_cluster_is_made_with_options_that_there_are() -> None:
    if (where := postgresql.programs()) is None:
        pytest.skip("PostgreSQL is not installed")
    done = subprocess.run([where / "initdb", "--help"], capture_output=True, text=True, check=True)
    options = shlex.split(services()["catalog"]["environment"]["POSTGRES_INITDB_ARGS"])
    assert all(option.partition("=")[0] in done.stdout for option in options)


def test_the_server_knows_its_options() -> None:
    if why := seaweedfs.missing():
        pytest.skip(why)
    weed = seaweedfs.binary()
    assert weed is not None
    program, *options = shlex.split(services()["originals"]["command"])
    done = subprocess.run([weed, program, "-h"], capture_output=True, text=True)
    known = set(re.findall(r"^\s+-([\w.]+)", done.stdout + done.stderr, re.M))
    assert len(known) > 50
    assert {option.partition("=")[0].removeprefix("-") for option in options} <= known

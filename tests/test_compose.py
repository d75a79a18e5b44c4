"""compose.yaml: what it starts takes the options that it is given."""

from __future__ import annotations

import re
import shlex
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.servers import seaweedfs

ROOT = Path(__file__).parent.parent


def service() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((ROOT / "compose.yaml").read_text("utf-8"))["services"][
        "originals"
    ]
    return found


def test_the_server_is_open_to_this_machine_alone_and_its_keys_are_not_in_the_file() -> None:
    assert all(port.startswith("127.0.0.1:") for port in service()["ports"])
    keys = {name: value for name, value in service()["environment"].items() if "KEY" in name}
    assert len(keys) == 2
    assert all(value.startswith(f"${{{name}:?") for name, value in keys.items())


def test_the_server_knows_its_options() -> None:
    if why := seaweedfs.missing():
        pytest.skip(why)
    weed = seaweedfs.binary()
    assert weed is not None
    program, *options = shlex.split(service()["command"])
    done = subprocess.run([weed, program, "-h"], capture_output=True, text=True)
    known = set(re.findall(r"^\s+-([\w.]+)", done.stdout + done.stderr, re.M))
    assert len(known) > 50
    assert {option.partition("=")[0].removeprefix("-") for option in options} <= known

"""An ingest whose network is cut, in one of its own: `unshare -n python -m tests.pipeline.cut_off FOLDER`."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import archive
from archive import Engines
from tests.pipeline import test_postgresql_killed as killed
from tests.servers import postgresql as servers

# The same as in an archive, but both sides wait for seconds instead of two minutes.
_SOON = """
import runpy
from archive.catalog.postgresql import connection as c
c._ALIVE = {"keepalives_idle": 2, "keepalives_interval": 1, "keepalives_count": 2, "tcp_user_timeout": 3000}
c._SESSION = c._SESSION.replace("_idle = 30", "_idle = 2").replace("_interval = 15", "_interval = 1")
c._SESSION = c._SESSION.replace("= 120000", "= 3000")
runpy.run_module("archive.cli", run_name="__main__")
"""


def _network(state: str) -> None:
    subprocess.run(["ip", "link", "set", "lo", state], check=True)


def main(folder: Path) -> None:
    """Cuts the network of an ingest, and looks at what it says and at what the next one makes of it."""
    _network("up")
    many, home = killed.many_letters(folder, 150), folder / "home"
    with servers.running() as server:
        archive.init(home, Engines(catalog=server.url))
        line = ["--archive", str(home), "ingest", "--quiet", "--no-vectors", "--workers", "2", str(many)]
        run = subprocess.Popen(
            [sys.executable, "-c", _SOON, *line],
            env=dict(os.environ), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip
        killed.until(home, run, 40)
        _network("down")
        began = time.monotonic()
        code, errors = killed.ended(run)
        print("noticed after", time.monotonic() - began, file=sys.stderr)
        assert time.monotonic() - began < 60
        assert (code, errors.count("\n")) == (3, 1), errors
        assert f"The catalog at {server.url}: the server does not answer" in errors, errors
        _network("up")
        end = time.monotonic() + 60  # the server notices by itself, and gives the writer's lock back
        while True:
            code, errors = killed.ended(killed.command(home, "ingest", "--quiet", "--no-vectors", str(many)))
            if "Another process" not in errors or time.monotonic() > end:
                break
        print("went on after", time.monotonic() - began, file=sys.stderr)
        assert (code, errors) == (0, "")
        killed.as_one_that_was_never_disturbed(home, many, folder)
    print("the same")


if __name__ == "__main__":
    main(Path(sys.argv[1]))

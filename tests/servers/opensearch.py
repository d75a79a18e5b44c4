"""OpenSearch: some nodes as one cluster on this machine, without its security plugin.

It is started where OPENSEARCH_HOME names the folder that a release was unpacked to, which everybody can read,
and Java 21 or later is there; that takes a minute and a gigabyte for each node. OPENSEARCH_TEST_URL
(`127.0.0.1:9200`) names one that runs already. `python -m tests.servers.opensearch` runs one by hand.
"""

from __future__ import annotations

import atexit
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import pytest

from archive.errors import DamagedIndex
from archive.search.engines.opensearch.engine import opened
from tests.servers.ports import free

_START_SECONDS = 300.0  # 40 on an idle machine of two cores
_JAVA = 21
_OPTIONS = "-Xms512m -Xmx512m -XX:TieredStopAtLevel=1"  # tests are over before more is worth it


def missing(*, own: bool = False) -> str | None:
    """Why there can be none here, or none for a test of its `own`; None: there can."""
    if os.environ.get("OPENSEARCH_TEST_URL") and not own:
        return None
    home = os.environ.get("OPENSEARCH_HOME")
    if not home:
        return "OpenSearch is not installed here (OPENSEARCH_HOME names no release of it)"
    if not (Path(home) / "bin" / "opensearch").is_file():
        return f"OPENSEARCH_HOME ({home}) is no folder with a release of OpenSearch"
    return None if java() else f"there is no Java {_JAVA} or later"


@cache
def java() -> Path | None:
    """Where a Java is that is new enough."""
    named = [os.environ.get(name) for name in ("OPENSEARCH_JAVA_HOME", "JAVA_HOME")]
    bundled = Path(os.environ.get("OPENSEARCH_HOME", "/nowhere")) / "jdk"
    for home in (*(Path(one) for one in named if one), bundled, *sorted(Path("/usr/lib/jvm").glob("*"))):
        program = home / "bin" / "java"
        if program.is_file():
            told = subprocess.run([program, "-version"], capture_output=True, text=True, check=False).stderr
            version = re.search(r'version "(\d+)', told)
            if version and int(version[1]) >= _JAVA:
                return home
    return None


class OpenSearch:
    """One cluster, with its data in `folder`; a node is started again on the same port and the same data."""

    def __init__(self, folder: Path, nodes: int = 1) -> None:
        self.folder = folder
        ports = free(2 * nodes)
        self.ports = list(range(ports, ports + nodes))
        self._inner = [port + nodes for port in self.ports]
        self._processes: dict[int, subprocess.Popen[bytes]] = {}

    @property
    def hosts(self) -> str:
        """The servers as an address names them."""
        return ",".join(f"127.0.0.1:{port}" for port in self.ports)

    def start(self) -> None:
        """Starts all nodes that do not run, and waits until they are one cluster."""
        for at in range(len(self.ports)):
            if at not in self._processes:
                self._launch(at)
        self.wait(len(self.ports))

    def kill(self, at: int = 0) -> None:
        """Ends a node as a crash would."""
        process = self._processes.pop(at, None)
        if process is not None:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()

    def stop(self) -> None:
        """Ends all nodes."""
        for at in list(self._processes):
            self.kill(at)

    def wait(self, nodes: int, status: str = "yellow") -> None:
        """Waits until so many nodes are one cluster, with this health or a better one."""
        end = time.monotonic() + _START_SECONDS
        while not any(self._is(at, nodes, status) for at in self._processes):
            ended = [at for at, process in self._processes.items() if process.poll() is not None]
            if ended or time.monotonic() > end:
                log = self.folder / str(ended[0] if ended else 0) / "log"
                raise RuntimeError(log.read_text("utf-8", "replace")[-2000:])
            time.sleep(0.3)

    def _is(self, at: int, nodes: int, status: str) -> bool:
        asked = f"/_cluster/health?wait_for_nodes=>={nodes}&wait_for_status={status}&timeout=2s"
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.ports[at]}{asked}", timeout=5) as answer:
                return not json.load(answer)["timed_out"]
        except (OSError, ValueError):
            return False

    def _launch(self, at: int) -> None:
        home, found = Path(os.environ["OPENSEARCH_HOME"]), java()
        folder = self.folder / str(at)
        if not folder.exists():
            shutil.copytree(home / "config", folder / "config")
            (folder / "tmp").mkdir()
            (folder / "config" / "opensearch.yml").write_text(self._settings(at, folder))
            options = folder / "config" / "jvm.options"
            kept = [
                line
                for line in options.read_text().splitlines()
                if not re.search("gc.log|Heap|ErrorFile", line)
            ]
            options.write_text("\n".join(kept))
        root = os.geteuid() == 0  # which it refuses to run as
        if root:
            for path in (self.folder, folder, *folder.rglob("*")):
                shutil.chown(path, "nobody", -1)
        with (folder / "log").open("ab") as log:
            self._processes[at] = subprocess.Popen(
                [home / "bin" / "opensearch"], cwd=folder, stdout=log, stderr=log, stdin=subprocess.DEVNULL,
                start_new_session=True, user="nobody" if root else None,
                env={
                    **os.environ, "OPENSEARCH_JAVA_HOME": str(found), "OPENSEARCH_JAVA_OPTS": _OPTIONS,
                    "OPENSEARCH_PATH_CONF": str(folder / "config"), "OPENSEARCH_TMPDIR": str(folder / "tmp"),
                    "HOME": str(folder),
                },
            )  # fmt: skip

    def _settings(self, at: int, folder: Path) -> str:
        one = len(self.ports) == 1
        seeds = [f"127.0.0.1:{port}" for port in self._inner]
        names = [f"n{i}" for i in range(len(self.ports))]
        lines = {
            "cluster.name": "archive-tests", "node.name": f"n{at}", "network.host": "127.0.0.1",
            "http.port": self.ports[at], "transport.port": self._inner[at],
            "path.data": str(folder / "data"), "path.logs": str(folder / "logs"),
            "cluster.routing.allocation.disk.threshold_enabled": False, "action.auto_create_index": False,
            **({"discovery.type": "single-node"} if one else {
                "discovery.seed_hosts": seeds, "cluster.initial_cluster_manager_nodes": names}),
        }  # fmt: skip
        return "".join(f"{name}: {json.dumps(value)}\n" for name, value in lines.items())


@contextmanager
def running(nodes: int = 1) -> Iterator[OpenSearch]:
    """A cluster for the length of the block."""
    # Not in a folder that only root may enter, who it refuses to run as.
    place = "/var/tmp" if os.geteuid() == 0 else None
    with tempfile.TemporaryDirectory(prefix="opensearch-", dir=place, ignore_cleanup_errors=True) as name:
        server = OpenSearch(Path(name), nodes)
        try:
            server.start()
            yield server
        finally:
            server.stop()


@cache
def hosts() -> str:
    """The servers that all tests of a run share. Skips the test where there can be none."""
    if told := missing():
        pytest.skip(told)
    if url := os.environ.get("OPENSEARCH_TEST_URL"):
        return url
    held = running()
    server = held.__enter__()
    atexit.register(held.__exit__, None, None, None)
    return server.hosts


def empty_index(name: str) -> str:
    """The address of an index without a text: the same for a name, for making another takes a second."""
    address = f"opensearch://{hosts()}/{name}-{os.getpid()}"
    engine = opened(address)
    try:
        engine.meta()
    except DamagedIndex:
        engine.create()
        atexit.register(engine.delete)
    else:
        engine.clear()
    return address


if __name__ == "__main__":
    if why := missing():
        sys.exit(why)
    with running(int(sys.argv[1]) if len(sys.argv) > 1 else 1) as own:
        print(f"opensearch://{own.hosts}/papers; Ctrl-C ends it", flush=True)
        try:
            signal.pause()
        except KeyboardInterrupt:
            print("ended", flush=True)

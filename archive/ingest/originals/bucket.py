"""Originals in a bucket of a server that speaks S3, by `obstore` (the extra `server`)."""

from __future__ import annotations

import contextlib
import io
import os
import re
import secrets
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, Any, BinaryIO, Final

from archive.dataclass import dataclass
from archive.errors import Hindered, UnreachableServer, UnusableArchive
from archive.ingest.originals import address as addresses
from archive.ingest.originals.address import BucketAccess
from archive.ingest.originals.port import is_sum, is_whole, key

_AT_A_TIME: Final = 8  # requests; each waits for the server most of its time
_WHOLE_BYTES: Final = 64 << 20  # what is larger goes in parts, each of this many bytes at most
_PART_BYTES: Final = 16 << 20
# A server that restarts is waited for: .1 s, then twice as long each time, 12 s in all.
_RETRIES: Final = 7
_WAITED: Final = timedelta(seconds=60)
_DENIED: Final = ("401", "403")
_STATUS: Final = re.compile(r"status code: (\d{3}[ \w]*)")


@dataclass(frozen=True, slots=True)
class BucketOriginals:
    """See `archive.ingest.originals.Originals`. An object is named as a file in the folder would be."""

    address: str
    home: Path

    def keep(self, originals: Iterable[tuple[str, bytes]]) -> int:
        wanted = dict(originals)
        if len(wanted) < 2:
            return sum(self._put(sha256, data) for sha256, data in wanted.items())
        with ThreadPoolExecutor(_AT_A_TIME) as pool:
            return sum(pool.map(lambda one: self._put(*one), wanted.items()))

    def _put(self, sha256: str, data: bytes) -> bool:
        """Puts bytes where none are; whether they were not there."""
        import obstore
        from obstore.exceptions import AlreadyExistsError

        store, name = self._store(), _name(sha256)
        if len(data) > _WHOLE_BYTES:
            with self.receive() as incoming:
                incoming.write(data)
                incoming.keep(sha256)
            return True
        with self._server_errors():
            try:
                obstore.put(store, name, data, mode="create", use_multipart=False)
                return True
            except AlreadyExistsError:
                pass
        file, size = self.opened(sha256)
        with file:
            if size == len(data) and file.read() == data:
                return False
        with self._server_errors():
            obstore.put(store, name, data, use_multipart=False)
        return True

    @contextlib.contextmanager
    def receive(self) -> Iterator[_Received]:
        with _spool() as out:
            yield _Received(self, out)

    def opened(self, sha256: str) -> tuple[BinaryIO, int]:
        import obstore

        with self._server_errors():
            found = obstore.get(self._store(), _name(sha256))
            stream = found.stream(min_chunk_size=1 << 18)
        file = io.BufferedReader(_Streamed(self, stream), 1 << 18)
        return file, int(found.meta["size"])

    def has(self, sha256: str) -> bool:
        import obstore

        try:
            with self._server_errors():
                obstore.head(self._store(), _name(sha256))
        except FileNotFoundError:
            return False
        return True

    def remove(self, sums: Iterable[str]) -> list[str]:
        import obstore

        names = [_name(sha256) for sha256 in sums]
        if not names:
            return []
        there = [name for name in names if self.has(name.replace("/", ""))]
        versions = there and self._keeps_versions()
        with self._server_errors():
            obstore.delete(self._store(), names)
        return [f"{self.address}/{name} (an earlier version of it)" for name in there] if versions else []

    def names(self) -> Iterator[str]:
        import obstore

        with self._server_errors():
            batches = iter(obstore.list(self._store()))
            while batch := next(batches, None):
                for one in batch:
                    name = one["path"]
                    plain = name.replace("/", "", 1) if name[2:3] == "/" else name
                    yield plain if is_sum(plain) else name

    def probe(self) -> str:
        import obstore
        from obstore.exceptions import AlreadyExistsError

        store, name = self._store(), _probe_name()
        with self._server_errors():
            put = obstore.put(store, name, b"1", mode="create", use_multipart=False)
            try:
                obstore.put(store, name, b"2", mode="create", use_multipart=False)
                raise UnusableArchive(
                    f"The server of {self.address} writes over objects that are there: it does not know"
                    " If-None-Match, and originals are not safe on it"
                )
            except AlreadyExistsError:
                stored = bytes(obstore.get(store, name).bytes())
                seen = next(iter(obstore.list(store, prefix=name.partition("/")[0])), [])
            finally:
                obstore.delete(store, name)
        if stored != b"1" or [one["size"] for one in seen] != [1]:
            raise UnusableArchive(f"The server of {self.address} does not give back what was written to it")
        kept = put["version"] not in (None, "null")
        return "a bucket" + (", which keeps earlier versions of what archive remove deletes" if kept else "")

    def _keeps_versions(self) -> bool:
        """Whether the bucket keeps what is deleted from it."""
        import obstore

        store, name = self._store(), _probe_name()
        with self._server_errors():
            put = obstore.put(store, name, b"1", use_multipart=False)
            obstore.delete(store, name)
        return put["version"] not in (None, "null")

    def _store(self) -> Any:
        return _opened(self.address, addresses.access())

    @contextlib.contextmanager
    def _server_errors(self) -> Iterator[None]:
        """What the server refuses, or its being away, in words. What is not there stays FileNotFoundError."""
        from obstore.exceptions import AlreadyExistsError, BaseError

        try:
            yield
        except AlreadyExistsError:
            raise
        except FileNotFoundError as error:
            if "NoSuchBucket" not in str(error):
                raise FileNotFoundError(2, "no such original") from None
            raise UnreachableServer(self._trouble(str(error), type(error).__name__)) from error
        except BaseError as error:
            raise UnreachableServer(self._trouble(str(error), type(error).__name__)) from error

    def _trouble(self, complaint: str, kind: str) -> str:
        where = f"The originals at {self.address} ({_server()})"
        status = _STATUS.search(complaint)
        if "NoSuchBucket" in complaint:
            return f"There is no bucket {addresses.parsed(self.address).bucket} on {_server()}. Create it."
        if kind in ("PermissionDeniedError", "UnauthenticatedError") or (status and status[1][:3] in _DENIED):
            return (
                f"{where} are refused to this key. Check AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, and what"
                " the key may do in the bucket."
            )
        if re.search("certificate", complaint, re.I):
            return (
                f"{where} cannot be reached: the certificate of the server is not trusted. Nothing is lost:"
                " install its authority on this machine, or name its file in SSL_CERT_FILE."
            )
        why = f"the server answers {status[1].strip()}" if status else "the server does not answer"
        return f"{where} cannot be reached: {why}. Nothing is lost: run the command again when it does."


@dataclass(slots=True)
class _Received:
    """Bytes in a file without a name, until they are put."""

    originals: BucketOriginals
    out: IO[bytes]

    def write(self, data: bytes) -> int:
        with _roomy():
            return self.out.write(data)

    def keep(self, sha256: str) -> None:
        """Puts them, unless they are there."""
        import obstore

        with _roomy():
            size = self.out.seek(0, os.SEEK_END)
            self.out.seek(0)
        if size <= _WHOLE_BYTES:
            self.originals._put(sha256, self.out.read())
            return
        if is_whole(self.originals, sha256):
            return
        with self.originals._server_errors():
            obstore.put(self.originals._store(), _name(sha256), self.out, chunk_size=_PART_BYTES)


class _Streamed(io.RawIOBase):
    """An object as it comes from the server."""

    def __init__(self, originals: BucketOriginals, stream: Iterator[bytes]) -> None:
        self._originals, self._stream, self._left = originals, stream, memoryview(b"")

    def readable(self) -> bool:
        return True

    def readinto(self, target: Any, /) -> int:
        if not self._left:
            with self._originals._server_errors():
                self._left = memoryview(bytes(next(self._stream, b"")))
        into = memoryview(target).cast("B")
        size = min(len(into), len(self._left))
        into[:size] = self._left[:size]
        self._left = self._left[size:]
        return size


def _name(sha256: str) -> str:
    return "/".join(key(sha256))


def _probe_name() -> str:
    return f"probe-{secrets.token_hex(8)}/1"


def _server() -> str:
    return addresses.access().endpoint or "Amazon S3"


@contextlib.contextmanager
def _roomy() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise Hindered(
            f"The temporary folder cannot be written to ({error.strerror}): set TMPDIR to one with space."
        ) from error


def _spool() -> IO[bytes]:
    with _roomy():
        return TemporaryFile(prefix="archive-")


@lru_cache(maxsize=8)
def _opened(address: str, access: BucketAccess) -> Any:
    """A client of the bucket; connections are opened, and kept, as they are needed."""
    from obstore.store import S3Store

    found = addresses.parsed(address)
    config: Any = {
        "access_key_id": access.key, "secret_access_key": access.secret, "region": access.region,
    }  # fmt: skip
    if access.endpoint:
        config["endpoint"] = access.endpoint
    if access.token:
        config["session_token"] = access.token
    return S3Store(
        found.bucket,
        prefix=found.prefix or None,
        config=config,
        client_options={
            "allow_http": (access.endpoint or "").startswith("http://"),
            "connect_timeout": "5s",
            "timeout": "300s",
        },
        retry_config={"max_retries": _RETRIES, "retry_timeout": _WAITED},
    )

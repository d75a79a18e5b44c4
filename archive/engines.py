"""What an archive runs on: `archive.toml` in its folder, the one place that says it.

    catalog = "sqlite:"
    index = "whoosh:"
    originals = "folder:"

Each line may be left out, and so may the file: these are the defaults, which keep all in the archive's own
folder. An address is the name of an engine, a colon, and where it is. It never holds a password: those come
from the environment alone, so that the file can be copied, backed up and shown.
"""

from __future__ import annotations

import contextlib
import dataclasses
import errno
import json
import os
import re
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from archive.dataclass import dataclass
from archive.errors import UnusableArchive, UsageError

FILE: Final = "archive.toml"
_MOST_BYTES: Final = 64 * 1024  # three lines and a person's comments need no more
_ADDRESS: Final = re.compile(r"([a-z][a-z0-9+.-]*):(.*)", re.S)
# A password or key: before the @ of a host, or as a parameter.
_SECRET: Final = re.compile(r"//[^/?#]*:[^/?#]*@|[?&][\w-]*(?:pass|secret|key|token)[\w-]*=", re.I)
# Where each engine takes its keys from, for the message that refuses them in the file.
SECRETS: Final = {
    "s3": "AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY",
    "opensearch": "OPENSEARCH_USER and OPENSEARCH_PASSWORD",
    "postgresql": "PGPASSWORD or PGPASSFILE",
}


@dataclass(frozen=True, slots=True)
class Engines:
    """The addresses of the three parts of an archive."""

    catalog: str = "sqlite:"
    index: str = "whoosh:"
    originals: str = "folder:"

    def __post_init__(self) -> None:
        """Raises UsageError for what is no address, and for one that holds a password."""
        for part in PARTS:
            _verify(part, getattr(self, part))


PARTS: Final = ("catalog", "index", "originals")


def _verify(part: str, address: str) -> None:
    found = _ADDRESS.fullmatch(address)
    if _SECRET.search(address):
        name = SECRETS.get(scheme(address))
        where = f"set {name} in the environment" if name else "keep it in the environment"
        raise UsageError(f"The address of {part} holds a password or key. Remove it, and {where}.")
    if not found or not address.isprintable():
        raise UsageError(
            f"{json.dumps(address)} is no address for {part}: it is the name of an engine and a colon, as in"
            f" {_default(part)}"
        )


def _default(part: str) -> str:
    return next(str(field.default) for field in dataclasses.fields(Engines) if field.name == part)


EMBEDDED: Final = Engines()


def scheme(address: str) -> str:
    """The name of the engine at an address."""
    return address.partition(":")[0]


def place(address: str) -> str:
    """Where an engine is, "" for the archive's own folder."""
    return address.partition(":")[2]


def unknown(part: str, address: str, known: tuple[str, ...]) -> UsageError:
    """What refuses the address of an engine that this program does not have."""
    names = ", ".join(f"{name}:" for name in known)
    return UsageError(f"There is no engine {scheme(address)}: for {part}. Use: {names}")


def refuse_place(part: str, address: str) -> None:
    """Raises UsageError for an address that puts elsewhere what this engine keeps in the archive's folder."""
    if place(address):
        raise UsageError(
            f"{scheme(address)}: keeps the {part} in the archive's own folder: write no more than that."
        )


@contextlib.contextmanager
def said_in(folder: Path) -> Iterator[None]:
    """What is wrong with an address is the fault of the file in `folder`: UsageError as UnusableArchive."""
    try:
        yield
    except UsageError as error:
        raise _bad(folder / FILE, f"cannot be used: {str(error).rstrip('.')}") from error


Mark = tuple[int, int, int] | None


def mark(folder: Path) -> Mark:
    """What is another one as soon as archive.toml in `folder` is: it is replaced, never written into."""
    try:
        found = os.lstat(folder / FILE)
    except (OSError, ValueError):
        return None
    return found.st_ino, found.st_mtime_ns, found.st_size


def read(folder: Path) -> Engines:
    """What the archive in `folder` runs on. Raises UnusableArchive, with what is wrong with the file."""
    path = folder / FILE
    try:
        data = _bytes(path)
    except OSError as error:
        if error.errno in (errno.ENOENT, errno.ENOTDIR, errno.ENAMETOOLONG):
            return EMBEDDED
        what = "it is a link" if error.errno == errno.ELOOP else error.strerror or str(error)
        raise _bad(path, f"cannot be read ({what})") from error
    except ValueError:  # a name that no file can have
        return EMBEDDED
    if len(data) > _MOST_BYTES:
        raise _bad(path, f"has more than {_MOST_BYTES:,} bytes")
    try:
        import tomllib  # few archives have the file, and every command looks for it

        addresses = tomllib.loads(data.decode("utf-8"))
    except (ValueError, RecursionError) as error:
        why = "it is not UTF-8" if isinstance(error, UnicodeDecodeError) else " ".join(str(error).split())
        raise _bad(path, f"cannot be read: {why}") from error
    for key, value in addresses.items():
        if key not in PARTS:
            raise _bad(path, f"has an unknown key, {json.dumps(key)}. The keys are {', '.join(PARTS)}")
        if not isinstance(value, str):
            raise _bad(path, f'has no address for {key}: write it in quotes, as in {key} = "{_default(key)}"')
    with said_in(folder):
        return Engines(**addresses)


def write(folder: Path, engines: Engines) -> None:
    """Has the archive in `folder` run on `engines` from now on, all at once or not at all. Raises OSError."""
    path, beside = folder / FILE, folder / f"{FILE}.{os.getpid()}.new"
    beside.unlink(missing_ok=True)
    lines = [f"{part} = {json.dumps(getattr(engines, part), ensure_ascii=False)}\n" for part in PARTS]
    try:
        handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, 0o666)
        with os.fdopen(handle, "wb") as file:
            file.write("".join(lines).encode())
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)
    sync(folder)


def sync(folder: Path) -> None:
    """Has the names in a folder on its disk. Raises OSError."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _bytes(path: Path) -> bytes:
    """What is in a plain file: no link is followed, and no pipe waited for. Raises OSError."""
    handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    with os.fdopen(handle, "rb") as file:
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            raise OSError(errno.EINVAL, "it is not a plain file")
        return file.read(_MOST_BYTES + 1)


def _bad(path: Path, what: str) -> UnusableArchive:
    return UnusableArchive(f"{path} {what}.")

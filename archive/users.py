"""Who may enter the reading room by a password, and as what: a file that the archive's owner alone reads.

It is no part of the catalog: no export, no backup and no search holds it. Of a password a hash is kept, made
by scrypt (RFC 7914).
"""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import json
import os
import secrets
import stat
import unicodedata
from collections.abc import Iterator, Mapping
from enum import StrEnum
from pathlib import Path
from typing import Any, Final

from archive.dataclass import dataclass
from archive.errors import UnusableArchive, UsageError
from archive.locks import lock

FILE: Final = "users.json"
SHORTEST: Final = 10  # characters of a password
LONGEST: Final = 200  # characters of a name or a password
_OTHERS: Final = 0o077
# OWASP's password storage cheat sheet (2025) holds it equal to n = 2**17, p = 1, with a quarter of the
# memory: 32 MB each, and four may be made at a time.
_COST: Final = {"n": 1 << 15, "r": 8, "p": 3}
_MEMORY: Final = 64 << 20  # bytes that a hash may take


class UserRole(StrEnum):
    """What someone may do in the reading room: read, or decide as well."""

    READER = "reader"
    ARCHIVIST = "archivist"


@dataclass(frozen=True, slots=True)
class User:
    """Someone with a password. `secret`: its salt, hash and cost."""

    name: str
    role: UserRole
    secret: Mapping[str, Any]


def listing(folder: Path) -> list[User]:
    """Those who have a password, by name. Raises UnusableArchive where the file cannot be trusted."""
    return sorted(_read(folder).values(), key=lambda user: user.name)


def add(folder: Path, name: str, role: UserRole, password: str) -> None:
    """Gives someone a password, or another one. Raises UsageError, UnusableArchive."""
    name = called(name)
    if not name or len(name) > LONGEST or not name.isprintable():
        raise UsageError(f"A name has 1 to {LONGEST} visible characters.")
    if len(password) < SHORTEST:
        raise UsageError(f"A password needs at least {SHORTEST} characters; four words will do.")
    if len(password) > LONGEST:
        raise UsageError(f"A password has at most {LONGEST} characters.")
    salt = secrets.token_bytes(16)
    secret = {"salt": salt.hex(), "hash": _hashed(password, salt, _COST).hex(), **_COST}
    with _changing(folder) as users:
        users[name] = User(name, role, secret)


def remove(folder: Path, name: str) -> None:
    """Takes someone's password away. Raises UsageError where nobody is called so, UnusableArchive."""
    with _changing(folder) as users:
        if users.pop(name, None) is None:
            raise UsageError(f"No user {name!r}. archive users list shows them.")


def called(name: str) -> str:
    """A name as it is kept, however it is spaced and its accents are written."""
    return " ".join(unicodedata.normalize("NFC", name).split())


def known(users: Mapping[str, User], name: str, password: str) -> User | None:
    """The user of that name, if that is the password. A name that nobody has takes as long to refuse."""
    user = users.get(called(name))
    secret: Mapping[str, Any] = user.secret if user else {"salt": "", "hash": "", **_COST}
    hashed = _hashed(password[:LONGEST], bytes.fromhex(secret["salt"]), secret).hex()
    return user if hmac.compare_digest(hashed, secret["hash"]) and user else None


def stamp(folder: Path) -> tuple[int, ...]:
    """What changes when the file does; () where there is none."""
    try:
        found = (folder / FILE).lstat()
    except OSError:
        return ()
    return found.st_mtime_ns, found.st_ino, found.st_size, found.st_mode


def _hashed(password: str, salt: bytes, cost: Mapping[str, Any]) -> bytes:
    # Keyboards write one letter in several ways.
    written = unicodedata.normalize("NFKC", password).encode("utf-8", "surrogateescape")
    return hashlib.scrypt(written, salt=salt, n=cost["n"], r=cost["r"], p=cost["p"], maxmem=_MEMORY, dklen=32)


def _read(folder: Path) -> dict[str, User]:
    path = folder / FILE
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise UnusableArchive(
            f"{path} cannot be read ({error.strerror}): it lists who can log in."
        ) from error
    with open(handle, "rb") as file:
        found = os.fstat(handle)
        if not stat.S_ISREG(found.st_mode) or found.st_uid != os.geteuid() or found.st_mode & _OTHERS:
            raise UnusableArchive(
                f"{path} says who may log in: it must be a file of the account that runs this, closed to all"
                f" others. To close it: chmod 600 {path}"
            )
        try:
            parsed = json.load(file)
            return {
                name: User(name, UserRole(one["role"]), _secret(one["secret"]))
                for name, one in parsed["users"].items()
            }
        except (ValueError, LookupError, TypeError, AttributeError) as error:
            raise UnusableArchive(
                f"{path} is damaged: nobody can log in with a password. Remove it, then add the users again."
            ) from error


def _secret(record: Mapping[str, Any]) -> dict[str, Any]:
    """A hash and its cost, of the sizes that this program writes: a larger cost would stop the server."""
    cost = {name: int(record[name]) for name in _COST}
    if any(not 1 <= cost[name] <= most for name, most in _COST.items()):
        raise ValueError("cost")
    return {"salt": bytes.fromhex(record["salt"]).hex(), "hash": bytes.fromhex(record["hash"]).hex(), **cost}


@contextlib.contextmanager
def _changing(folder: Path) -> Iterator[dict[str, User]]:
    """The users to be changed, written when the block ends well; one process at a time."""
    try:
        at_work = os.open(folder, os.O_RDONLY | os.O_CLOEXEC)
    except OSError as error:
        raise UnusableArchive(f"The folder {folder} cannot be read ({error.strerror}).") from error
    try:
        try:
            lock(at_work)
        except BlockingIOError as error:
            raise UsageError("Another process is changing the users. Try again.") from error
        users = _read(folder)
        yield users
        _write(folder, users)
    finally:
        os.close(at_work)


def _write(folder: Path, users: Mapping[str, User]) -> None:
    kept = {name: {"role": user.role.value, "secret": dict(user.secret)} for name, user in users.items()}
    path, new = folder / FILE, folder / f"{FILE}.{secrets.token_hex(4)}"
    try:
        handle = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
        with open(handle, "w", encoding="utf-8") as file:
            json.dump({"users": kept}, file, ensure_ascii=True, indent=1)
            file.flush()
            os.fsync(handle)
        new.replace(path)
    except OSError as error:
        new.unlink(missing_ok=True)
        raise UnusableArchive(f"{path} cannot be written ({error.strerror}).") from error

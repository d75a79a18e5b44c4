"""Files that programs open where they are installed: 7z and RAR (`bsdtar`), Outlook's mailboxes (`readpst`).

A program is bounded in its time and memory, is given the file alone, and writes into a pipe, or into a folder
without a name that others know. What it gives is bounded as what comes out of any container.
"""

from __future__ import annotations

import contextlib
import io
import os
import re
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, BinaryIO, Final, cast

from archive.errors import BinaryInput, LockedInput, OversizedInput, Reason, UnreadableInput
from archive.ingest.containers.base import Budget, Container, Member, PartlyRead
from archive.ingest.containers.tars import HELD, PackedTar

TAR_PROGRAM: Final = "bsdtar"
PST_PROGRAM: Final = "readpst"
# Program -> the packages that bring it.
PACKAGES: Final = {TAR_PROGRAM: "libarchive-tools", PST_PROGRAM: "pst-utils"}
_SEVEN: Final = b"7z\xbc\xaf\x27\x1c"
_RAR: Final = b"Rar!\x1a\x07"
_PST: Final = b"!BDN"
_PST_CLIENT: Final = (b"SM", b"SO")  # of a mailbox; an address book has AB there
_PST_CALLED: Final = "a mailbox of Outlook (PST)"
_MEMORY: Final = 512 * 1024 * 1024  # bytes; what 7-Zip packs by its highest level looks back 64 MiB
_SECONDS: Final = 60  # at work, and one more for so many bytes of the file:
_BYTES_A_SECOND: Final = 1024 * 1024
_CHUNK: Final = 256 * 1024
_MAX_MAIL_BYTES: Final = 128 * 1024 * 1024
_BORDER: Final = re.compile(rb"(boundary-LibPST-iamunique-)\d+_-_-")
_LOOKED: Final = 0.05  # seconds between looks at what a program has written
_SAID: Final = 4096  # bytes of what a program says of its trouble
_CUT: Final = "cut short or damaged: only the complete files in it were ingested"


@contextlib.contextmanager
def _running(
    program: str, kind: str, arguments: Sequence[str], **streams: Any
) -> Iterator[subprocess.Popen[bytes]]:
    """A program at work; it is ended with this block."""
    path = shutil.which(program)
    if path is None:
        raise UnreadableInput(f"{kind}, which the program {program} opens: install {PACKAGES[program]}")
    environment = {"PATH": os.environ.get("PATH", ""), "LC_ALL": "C.UTF-8", "TZ": "UTC"}
    with subprocess.Popen([path, *arguments], env=environment, **streams) as running:
        try:
            yield running
        finally:
            running.kill()


def _bounds(size: int) -> Any:
    """What bounds a program that reads a file of this size, in bytes."""

    def bound() -> None:
        with contextlib.suppress(ImportError, ValueError, OSError):
            import resource

            seconds = _SECONDS + size // _BYTES_A_SECOND
            for what, most in ((resource.RLIMIT_AS, _MEMORY), (resource.RLIMIT_CPU, seconds)):
                _, hard = resource.getrlimit(what)
                most = most if hard == resource.RLIM_INFINITY else min(most, hard)
                resource.setrlimit(what, (most, hard))

    return bound


def _handle(file: BinaryIO) -> int:
    """An open file as a program reads it, from its beginning."""
    rollover = getattr(file, "rollover", None)  # of one that is held in memory
    if rollover:
        rollover()
    file.flush()
    handle = file.fileno()
    os.lseek(handle, 0, os.SEEK_SET)
    return handle


# -- 7z and RAR --------------------------------------------------------------------------------------


def _open_seven(file: BinaryIO, _name: str) -> PackedTar:
    """Its files as a tar file, which the program makes of it. Raises UnreadableInput."""
    size = file.seek(0, 2)
    file.seek(0)
    kind = "a 7z file" if file.read(len(_SEVEN)) == _SEVEN else "a RAR file"
    budget = Budget(size)
    whole = cast(BinaryIO, tempfile.SpooledTemporaryFile(HELD))  # noqa: SIM115
    try:
        with (
            tempfile.TemporaryFile() as errors,
            _running(
                TAR_PROGRAM, kind, ["-c", "-f", "-", "--format=pax", "@-"],
                stdin=_handle(file), stdout=subprocess.PIPE, stderr=errors, preexec_fn=_bounds(size),
            ) as running,
        ):  # fmt: skip
            assert running.stdout is not None
            while data := running.stdout.read(_CHUNK):
                budget.unpacked(len(data))
                whole.write(data)
            failed = running.wait() != 0
            errors.seek(0)
            complaint = errors.read(_SAID).decode("utf-8", "replace")
        whole.seek(0)
        box = PackedTar(whole, _CUT if failed else None)
        if failed and not box.holds_any:
            raise _trouble(kind, complaint)
        return box
    except BaseException:
        whole.close()
        raise


def _trouble(kind: str, complaint: str) -> UnreadableInput:
    lower = complaint.lower()
    if "encrypt" in lower or "passphrase" in lower:
        return LockedInput(f"{kind} protected by a password: unpack it first")
    if "memory" in lower:
        return OversizedInput(f"{kind} that needs more memory than there is: unpack it first")
    if "unsupported" in lower or "support" in lower:
        reason = f"{kind} in a compression format that {TAR_PROGRAM} does not support: unpack it first"
        return UnreadableInput(Reason(reason, BinaryInput.code))
    return UnreadableInput(f"{kind} that is damaged")


# -- Outlook's mailboxes -----------------------------------------------------------------------------


class PstBox:
    """An open mailbox of Outlook: its mails as files in a folder of this program's own."""

    def __init__(self, file: BinaryIO) -> None:
        """Raises UnreadableInput for one that is damaged or too large."""
        self._folder = tempfile.TemporaryDirectory(prefix="archive-", ignore_cleanup_errors=True)
        try:
            self._failed = self._unpack(file)
            root = Path(self._folder.name)
            self._mails = sorted(p for p in root.rglob("*.eml") if p.is_file() and not p.is_symlink())
            if self._failed and not self._mails:
                raise UnreadableInput(f"{_PST_CALLED} that is damaged")
        except BaseException:
            self._folder.cleanup()
            raise

    def _unpack(self, file: BinaryIO) -> bool:
        """Lets the program write the mails; whether it could not write all."""
        size = file.seek(0, 2)
        handle = _handle(file)
        # The folder of a mailbox without a name is called after its file.
        self._unnamed = Path(self._folder.name, str(handle))
        budget = Budget(size)
        arguments = [
            "-q",
            "-e",
            "-b",
            "-8",
            "-j",
            "0",
            "-t",
            "e",
            "-o",
            self._folder.name,
            f"/dev/fd/{handle}",
        ]
        with _running(
            PST_PROGRAM, _PST_CALLED, arguments, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL, pass_fds=(handle,), preexec_fn=_bounds(size),
        ) as running:  # fmt: skip
            while running.poll() is None:
                time.sleep(_LOOKED)
                if _written(self._folder.name) > budget.bytes:
                    raise OversizedInput(
                        "it would unpack to more than 200 times its size: unpack it yourself if you trust it"
                    )
            return running.returncode != 0

    def members(self) -> Iterator[Member]:
        """The mails, folder by folder. Raises PartlyRead behind what is whole of a cut file."""
        for n, path in enumerate(self._mails):
            name = self._name(path)
            size = path.stat().st_size
            long = f"a message of {size:,} bytes (limit {_MAX_MAIL_BYTES:,})"
            yield Member(name, n, size, long if size > _MAX_MAIL_BYTES else None)
        if self._failed:
            raise PartlyRead(_CUT)

    def mark(self, entry: int) -> str:
        """Its place: it goes with the file, whose times tell whether it has changed."""
        return self._name(self._mails[entry]) if entry < len(self._mails) else ""

    def _name(self, path: Path) -> str:
        around = self._unnamed if path.is_relative_to(self._unnamed) else self._folder.name
        return os.fsencode(path.relative_to(around)).decode("utf-8", "replace")

    def open(self, entry: int) -> BinaryIO:
        """A mail; between its parts the program sets other borders each time, which here are the same."""
        borders: dict[bytes, bytes] = {}
        data = _BORDER.sub(
            lambda found: borders.setdefault(found[0], b"%s%d" % (found[1], len(borders))),
            self._mails[entry].read_bytes(),
        )
        return io.BytesIO(data)

    def close(self) -> None:
        self._folder.cleanup()


def _written(folder: str) -> int:
    """How many bytes lie in a folder that is being written to."""
    total = 0
    for path, _, names in os.walk(folder):
        for name in names:
            with contextlib.suppress(OSError):
                total += os.lstat(os.path.join(path, name)).st_size
    return total


def _fits_pst(head: bytes, _name: str) -> bool:
    return head.startswith(_PST) and head[8:10] in _PST_CLIENT


SEVEN: Final = Container("7z", lambda head, _name: head.startswith((_SEVEN, _RAR)), _open_seven)
PST: Final = Container("pst", _fits_pst, lambda file, _name: PstBox(file), holds="mail")

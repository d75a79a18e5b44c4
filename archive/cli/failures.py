"""What the machine refuses, in words: which file, which limit, and not the archive where it is another."""

from __future__ import annotations

import errno
import os
import resource
from pathlib import Path

from archive import trouble
from archive.errors import ArchiveError, DamagedCatalog, Fault, Hindered, fault_line

# Refusals of disks and of the system. Other errors of files are mistakes of ours and stay tracebacks.
_DISK = (
    errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS, errno.EACCES, errno.EPERM, errno.EIO, errno.ESTALE,
)  # fmt: skip
# What a value that nobody wrote leads to.
_ODD_VALUE = (ValueError, TypeError, LookupError, AttributeError, AssertionError)
_FULL = (errno.ENOSPC, errno.EDQUOT)
_FEW_FILES = 64  # a search has some twenty open, an ingest with its workers some forty
_ENOUGH_FILES = 1024

_MEMORY = "There is not enough memory. Raise the limit (ulimit -v), or run fewer programs at once."


def enough_files() -> None:
    """Sees to it that as many files may be open as any command needs.

    Below that each library would say in its own way that something is damaged. Raises Hindered.
    """
    may, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    if may == resource.RLIM_INFINITY or may >= _FEW_FILES:
        return
    wanted = _ENOUGH_FILES if most == resource.RLIM_INFINITY else min(most, _ENOUGH_FILES)
    if wanted < _FEW_FILES:
        raise Hindered(_few_files(may))
    resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, most))


def _few_files(may: int) -> str:
    return f"No more than {may} files may be open. Raise the limit with: ulimit -n {_ENOUGH_FILES}"


def in_words(error: Exception, folder: Path) -> ArchiveError | None:
    """The failure as a person should read it; None for a mistake of this program.

    A cell of the catalog that is not as it was written may raise anything further on: before that is taken
    for a mistake, the catalog is looked through.
    """
    number = getattr(error, "errno", None)
    if isinstance(error, MemoryError) or number == errno.ENOMEM:
        return Hindered(_MEMORY)
    if isinstance(error, ImportError):  # a library that could not be loaded for want of either
        if "map segment" in str(error) or os.strerror(errno.ENOMEM) in str(error):
            return Hindered(_MEMORY)
        number = errno.EMFILE if os.strerror(errno.EMFILE) in str(error) else None
    if number in (errno.EMFILE, errno.ENFILE):
        return Hindered(_few_files(resource.getrlimit(resource.RLIMIT_NOFILE)[0]))
    if isinstance(error, OSError):
        return _of_a_file(error, folder) if number in _DISK else None
    if isinstance(error, _ODD_VALUE):
        return _of_a_cell(error, folder)
    return trouble.refusal(error, folder)


def fault_of(error: BaseException) -> Fault:
    """A mistake of this program, with its traceback."""
    return Fault(fault_line(error), trace_of(error))


def trace_of(error: BaseException) -> str:
    """The traceback of an error, as Python prints it."""
    from traceback import format_exception

    return "".join(format_exception(error)).rstrip()


def _of_a_cell(error: Exception, folder: Path) -> ArchiveError | None:
    flaw = trouble.first_flaw(folder)
    if flaw is None:
        return None
    return DamagedCatalog(
        f"The catalog in {folder} is damaged: {flaw} ({type(error).__name__}: {error})."
        " For all problems and their fixes, run: archive check"
    )


def _of_a_file(error: OSError, folder: Path) -> ArchiveError:
    """What a disk said: of the archive where the file is in it, else of that file."""
    named = error.filename2 or error.filename
    if named is None and error.errno == errno.EFBIG:
        return Hindered(
            "A file has reached the size limit of this process. Raise it with: ulimit -f unlimited"
        )
    if named is None and error.errno in _FULL and not _little_room(folder):
        return Hindered(f"A file outside the archive could not be written ({error.strerror}).")
    if named is None or isinstance(named, int) or _is_in(os.fsdecode(named), folder):
        return trouble.unusable(error, folder)
    return Hindered(f"{os.fsdecode(named)} cannot be read or written ({error.strerror}).")


def _is_in(path: str, folder: Path) -> bool:
    return os.path.realpath(path).startswith(os.path.join(os.path.realpath(folder), ""))


def _little_room(folder: Path) -> bool:
    try:
        disk = os.statvfs(folder)
    except OSError:
        return True
    # What was to be written is not known; a part of an original is a megabyte, of the index some.
    return disk.f_bavail * disk.f_frsize < 64 << 20

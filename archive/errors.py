"""Every failure a user can meet.

ArchiveError                 says what happened and what to do; the command line prints it as one line
├── UsageError               the command was asked something it cannot do (exit code 2)
│   └── QueryError           a search query that cannot be read; knows the place in it
├── UnusableArchive          the archive itself cannot be used (exit code 3)
│   ├── NotAnArchive         the folder is none
│   ├── NewerArchive         made by a later version of this program
│   ├── ForeignCatalog       the catalog has parts that this program did not make
│   ├── DamagedCatalog       a cell of the catalog cannot be read; `archive check` says more
│   ├── ArchiveBusy          another process is writing
│   ├── UnreachableServer    a server that the archive runs on is away, or refuses
│   └── DamagedIndex         the search index is missing or broken; `archive reindex` mends it
├── Hindered                 the machine refuses: a full disk, no memory, too few open files (exit code 3)
│   ├── BrokenExtension      an installed package that adds to this program cannot be loaded
│   └── BrokenInstallation   a file of this program is not as it was installed
├── Fault                    a mistake of this program (exit code 70)
└── BadInput                 one source cannot be taken in; recorded with its reason, the run goes on
    ├── EmptyInput
    ├── BinaryInput
    └── UnreadableInput
        ├── LockedInput
        └── OversizedInput
"""

from __future__ import annotations

from typing import Self


class ArchiveError(Exception):
    """A failure with a message that a person understands."""

    exit_code = 1


class UsageError(ArchiveError):
    """The command was asked something it cannot do.

    `code` and `values` are what other words for the message are made of, in another language; "" for none.
    """

    exit_code = 2
    code: str = ""
    values: tuple[str | int, ...] = ()

    def worded(self, code: str, *values: str | int) -> Self:
        """The same error with the code of its message and the values in it."""
        self.code, self.values = code, values
        return self


class Gone(UsageError):
    """An id that something had before, and nothing stands in its place."""


class QueryError(UsageError):
    """A query that cannot be read.

    `position` is the index of the offending character in `query`.
    """

    def __init__(self, message: str, query: str, position: int) -> None:
        super().__init__(message)
        self.query = query
        self.position = position

    def __str__(self) -> str:
        return f"{self.args[0]}\n  {self.query}\n  {' ' * self.position}^"


class MissingExtra(UsageError):
    """What was asked needs a package that is not installed; the message says which."""


class UnusableArchive(ArchiveError):
    """The archive itself cannot be used."""

    exit_code = 3


class NotAnArchive(UnusableArchive):
    """The folder holds no archive."""


class NewerArchive(UnusableArchive):
    """The archive was made by a later version of this program."""


class ForeignCatalog(UnusableArchive):
    """The catalog holds triggers, views or tables that this program did not make."""


class DamagedCatalog(UnusableArchive):
    """A cell of the catalog is not as it was written."""


class ArchiveBusy(UnusableArchive):
    """Another process is writing to the archive."""


class UnreachableServer(UnusableArchive):
    """A server that the archive runs on is away, or refuses what was asked of it."""


class DamagedIndex(UnusableArchive):
    """The search index is missing or broken."""


class Hindered(ArchiveError):
    """The machine refuses, and the archive is not to blame: a full disk, no memory, too few open files."""

    exit_code = 3


class BrokenExtension(Hindered):
    """An installed package that adds to this program, such as a reader, cannot be loaded."""


class BrokenInstallation(Hindered):
    """A file of this program, such as a list of words, is missing or not as it was installed."""


class Fault(ArchiveError):
    """A mistake of this program: neither the archive nor an input is to blame.

    `what` is the error in one line, as `fault_line` has it, `trace` its traceback; `again` the command that
    shows it, empty where it has been shown.
    """

    exit_code = 70  # EX_SOFTWARE; Python ends with 1 after a traceback

    def __init__(self, what: str, trace: str) -> None:
        super().__init__(what, trace)
        self.what = what
        self.trace = trace
        self.again = ""

    def __str__(self) -> str:
        on = (
            f"run {self.again} for details and report it"
            if self.again
            else "report it with what stands above"
        )
        return f"this is a fault of the program ({self.what}); {on}"


def fault_line(error: BaseException) -> str:
    """An error in one line of at most 200 characters: `KeyError: 'x'`."""
    return " ".join(f"{type(error).__name__}: {error}".split())[:200].rstrip(" :")


class Reason(str):
    """Why a source was not ingested: a sentence for people, and a code for programs.

    The codes (`CODES`) are those of `failed` in the summary of an ingest.
    """

    __slots__ = ("code",)
    code: str

    def __new__(cls, text: str, code: str) -> Reason:
        reason = super().__new__(cls, text)
        reason.code = code
        return reason

    def __reduce__(self) -> tuple[type[Reason], tuple[str, str]]:  # workers send reasons to the writer
        return Reason, (str(self), self.code)


CODES = (
    "not-found", "empty", "unsupported", "locked", "too-large", "unreadable", "internal-error", "removed",
)  # fmt: skip

# Of a file or text that a person had removed (`archive remove`).
REMOVED = Reason("it was removed from this archive, and is not ingested again (archive care log)", "removed")


class BadInput(ArchiveError):
    """One source cannot be ingested; `reason` is recorded with it."""

    exit_code = 4
    code = "unreadable"

    @property
    def reason(self) -> Reason:
        """The message; its code is that of the class, or of the reason that the error was raised with."""
        reason = self.args[0] if self.args else ""
        return reason if isinstance(reason, Reason) else Reason(str(self), self.code)


class EmptyInput(BadInput):
    """There is nothing to read in it."""

    code = "empty"


class BinaryInput(BadInput):
    """It is not text: an image, an executable, a format that no reader knows."""

    code = "unsupported"


class UnreadableInput(BadInput):
    """It cannot be opened, or is damaged."""


class LockedInput(UnreadableInput):
    """It is protected by a password."""

    code = "locked"


class OversizedInput(UnreadableInput):
    """It exceeds a limit: of bytes, of elements, of nesting."""

    code = "too-large"

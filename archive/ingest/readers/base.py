"""What a reader is, and the registry of all there are: the built-in ones and those of installed packages.

A package adds a reader by an entry point of the group `archive.readers` that leads to a `Reader`. It is
loaded when the first file is looked at, never by a search.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import PurePosixPath
from typing import Final

from archive.dataclass import dataclass
from archive.extensions import installed
from archive.records import Page

GROUP: Final = "archive.readers"


@dataclass(frozen=True, slots=True)
class Reader:
    """One format: how it is recognised, and what makes a page of its bytes.

    `name` and `version` are kept with every document: a new version makes `archive reprocess` read the
    documents of this reader again. `media_types`: what it reads, in small letters; the first one is the type
    of a file that `magic` (first bytes) or `suffixes` (".toy") tell. `read` raises BadInput, or a child of
    it, for a file that it cannot read. `text`: the format is text, so that binary bytes are refused unread.
    `read_unpublished`: reads also what its author has not published, for those who ask for that.
    """

    name: str
    version: int
    media_types: tuple[str, ...]
    read: Callable[[bytes], Page]
    suffixes: tuple[str, ...] = ()
    magic: tuple[bytes, ...] = ()
    text: bool = False
    read_unpublished: Callable[[bytes], Page] | None = None

    @property
    def stamp(self) -> str:
        """The name and version as a document keeps them."""
        return f"{self.name} {self.version}"


@dataclass(frozen=True, slots=True)
class Registry:
    """The readers; where two take the same type, suffix or first bytes, the one that comes first."""

    readers: tuple[Reader, ...]

    def of(self, media_type: str) -> Reader | None:
        """The reader of a media type; its parameters (`; charset=`) and its case do not count."""
        bare = media_type.partition(";")[0].strip().lower()
        return next((r for r in self.readers if bare in r.media_types), None)

    def by_magic(self, data: bytes) -> Reader | None:
        """The reader whose first bytes `data` has; the longest ones count where several do."""
        fitting = [
            (len(first), r) for r in self.readers for first in r.magic if first and data.startswith(first)
        ]
        return max(fitting, key=lambda pair: pair[0])[1] if fitting else None

    def by_suffix(self, name: str) -> Reader | None:
        """The reader of files that are named so."""
        suffix = PurePosixPath(name).suffix.lower()
        return next((r for r in self.readers if suffix in r.suffixes), None) if suffix else None


def with_installed(built_in: Iterable[Reader]) -> Registry:
    """The built-in readers, and before them those of installed packages. Raises BrokenExtension."""
    return Registry((*installed(GROUP, Reader), *built_in))

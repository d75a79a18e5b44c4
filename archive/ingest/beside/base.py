"""What a file beside sources is: what it says of which of them, and what of it cannot be read."""

from __future__ import annotations

import posixpath
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from typing import Final

from archive import nesting
from archive.catalog.stated import Told
from archive.dataclass import dataclass
from archive.errors import UnreadableInput
from archive.ingest.places import FoundFile, spelled

_BYTES: Final = re.compile(r"(?<!\\)(?:\\x[89a-f][0-9a-f])+")
_CODE_PAGES: Final = ("mac_roman", "cp850", "cp1252")  # the likeliest one last, whose names count
_METADATA_FOLDERS: Final = ("metadata", "metadonnees", "métadonnées")
_CONTENT: Final = ("", "objects/", "data/", "content/")  # where deposits keep their files


@dataclass(frozen=True, slots=True)
class DescribingFile:
    """A file that describes sources, or a part of a deposit that says nothing of them.

    `problem`: what of it cannot be read, with the line, although the rest holds.
    """

    told: tuple[Told, ...] = ()
    problem: str | None = None


class Wrong(UnreadableInput):
    """A file that is to describe sources, and nothing of it can be read: the reason names the line."""


class There:
    """The sources that there are, by their origins."""

    def __init__(self, origins: Iterable[str]) -> None:
        self._origins = sorted(origins)
        self._known = frozenset(self._origins)

    @cached_property
    def _composed(self) -> dict[str, str]:
        """Origins by their names as most programs write them: é as one character, and no bytes.

        The names of files that come from older systems are in a code page of those, which nothing tells.
        """
        found = {
            unicodedata.normalize("NFC", name): one
            for one in self._origins
            if "\\x" in one
            for name in _in_code_pages(one)
        }
        return found | {unicodedata.normalize("NFC", one): one for one in self._origins if not one.isascii()}

    @cached_property
    def _folders(self) -> frozenset[str]:
        return frozenset(
            one[:at] for one in self._origins for at in range(1, len(one)) if one[at] in "/!"
        )  # fmt: skip

    def __contains__(self, origin: str) -> bool:
        return origin in self._known

    def at(self, origin: str) -> str | None:
        """The source or folder that is called so, whatever way its accents are written."""
        if origin in self._known or origin in self._folders:
            return origin
        return self._composed.get(unicodedata.normalize("NFC", origin))

    def within(self, base: str) -> Sequence[str]:
        """The sources whose origins begin so."""
        import bisect

        start = bisect.bisect_left(self._origins, base)
        return self._origins[start : bisect.bisect_left(self._origins, base + "\U0010ffff")]

    def named(self, base: str, path: str) -> str | None:
        """The origin of what a file in the folder `base` calls `path`; None where it leads out of there.

        It is there, or would be: relative to the folder, or, of a folder for metadata, to the one around
        it, or in what deposits call their folders of content.
        """
        name = posixpath.normpath(unicodedata.normalize("NFC", path.replace("\\", "/")).strip().lstrip("/"))
        if name in (".", "..") or name.startswith("../"):
            return None
        bases = [base, *([over] if (over := _over(base)) else [])]
        tried = [f"{one}{content}{spelled(name)}" for one in bases for content in _CONTENT]
        return next((there for one in tried if (there := self.at(one))), tried[0])


def _in_code_pages(origin: str) -> Iterator[str]:
    """An origin with bytes that are no UTF-8 as the code pages of older systems show them."""
    parts = _BYTES.split(origin)
    as_bytes = [bytes.fromhex(found.replace("\\x", "")) for found in _BYTES.findall(origin)]
    for page in _CODE_PAGES:
        names = [*(raw.decode(page, "replace") for raw in as_bytes), ""]
        yield "".join(part + name for part, name in zip(parts, names, strict=True))


def base_of(found: FoundFile) -> str:
    """The folder, or the container, in which a source lies, with the sign that ends it."""
    name = found.name.rpartition("/")[2]
    own = spelled(name)
    return found.origin.removesuffix(own) if found.origin.endswith(own) else ""


def name_of(found: FoundFile) -> str:
    """The name of a source alone."""
    return found.name.replace("\\", "/").rpartition("/")[2]


def _over(base: str) -> str | None:
    """The folder around a folder that is one for metadata by its name."""
    holder = nesting.holder(base + "x")
    inner = base[len(holder) :].rstrip("/") if base.endswith("/") else ""
    before, sign, name = inner.rpartition("/")
    if not sign:
        before, sign, name = inner.rpartition("!")
    if name.casefold() not in _METADATA_FOLDERS:
        return None
    return f"{holder}{before}{sign}"

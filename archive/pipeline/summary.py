"""What an ingest did, in figures and reasons."""

from __future__ import annotations

from collections import Counter
from dataclasses import field

from archive.catalog.intake import Failure
from archive.dataclass import dataclass
from archive.link.nearest import Ready
from archive.records import Letter


@dataclass(frozen=True, slots=True)
class Described:
    """A file that describes sources, as a person wrote it.

    `sources`: how many it describes; `unmatched`: the places in it at which it describes what is not there.
    """

    given: str
    sources: int = 0
    unmatched: tuple[str, ...] = ()


@dataclass(slots=True)
class Summary:
    """What an ingest did. `sources` were taken in now, `documents` made of them; `failed` have a reason.

    `links` lead to folders and were not followed; `mended` originals were missing or damaged and are kept
    anew; `seconds` it all took. `unread`: sources that were taken in without a part, and which it is.
    `vacant`: sources that are kept and hold no document, an error page or a redirect, and which it is.
    `empty`: containers that hold nothing to be read, and why.
    `mails`: how many of the sources are mails; `mails_again`, of which another file holds the same one, by
    its Message-ID; `attachments` were sent with them, each a source of its own; `left_out`: parts that are
    none, seals and pictures of their pages. `entries_held`: entries of feeds and exports that are in the
    archive as they are. `helpers`: what saved pages and mirrors of sites bring along, which is left out: the
    page or the mirror, and how many files. `media_types`: of the sources that were taken in. `described`:
    files beside sources that say something of them. `ready` is what links can go on with, to be given to
    `settle`.
    """

    sources: int = 0
    documents: int = 0
    unchanged: int = 0
    words: int = 0
    failed: list[Failure] = field(default_factory=list)
    stage_seconds: dict[str, float] = field(default_factory=dict)
    interrupted: bool = False
    links: list[str] = field(default_factory=list)
    mended: int = 0
    seconds: float = 0.0
    unread: list[tuple[str, str]] = field(default_factory=list)
    vacant: list[tuple[str, str]] = field(default_factory=list)
    empty: list[tuple[str, str]] = field(default_factory=list)
    mails: int = 0
    mails_again: int = 0
    attachments: int = 0
    left_out: int = 0
    entries_held: int = 0
    helpers: list[tuple[str, int]] = field(default_factory=list)
    media_types: Counter[str] = field(default_factory=Counter)
    described: list[Described] = field(default_factory=list)
    ready: Ready = field(default_factory=Ready)

    def count(self, letter: Letter, *, again: bool) -> None:
        """Counts a mail and its parts; `again`: another source is the same one."""
        self.mails += 1
        self.mails_again += again
        self.attachments += letter.attached
        self.left_out += letter.left_out

    def add(self, back: Summary) -> None:
        """Counts what came back with bags of an archive, too."""
        self.sources += back.sources
        self.documents += back.documents
        self.failed = back.failed + self.failed
        self.unread = back.unread + self.unread

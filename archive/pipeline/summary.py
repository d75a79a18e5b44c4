"""What an ingest did, as it is told at its end."""

from __future__ import annotations

from dataclasses import dataclass, field

from archive.catalog.intake import Failure
from archive.link.sketch import Ready


@dataclass(slots=True)
class Summary:
    """What an ingest did. `sources` were taken in now, `documents` made of them; `failed` have a reason.

    `links` lead to folders and were not followed; `mended` originals were missing or damaged and are kept
    anew; `seconds` it all took. `unread`: sources that were taken in without a part, and which it is.
    `vacant`: sources that are kept and hold no document, an error page or a redirect, and which it is.
    `empty`: containers that hold nothing to be read, and why.
    `ready` is what links can go on with, to be given to `settle`.
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
    ready: Ready = field(default_factory=Ready)

"""A bilingual (French/English) document archive.

    import archive

    with archive.open("papers", create=True) as a:
        a.ingest("pages/")
        for hit in a.search("délit de solidarité"):
            print(hit)

All that is public stands in `__all__`. It is loaded when it is first used: `import archive` costs nothing.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

if TYPE_CHECKING:
    from archive.app import Archive, open
    from archive.catalog.acts import Act
    from archive.catalog.care import Care
    from archive.catalog.closed import Closed
    from archive.catalog.mails import Mail
    from archive.catalog.pieces import OpenedSource
    from archive.catalog.redacted import RedactedPassage as RedactedPassage
    from archive.catalog.versions import Version
    from archive.catalog.work import WorkerState, WorkStatus
    from archive.engines import Engines
    from archive.errors import (
        ArchiveBusy,
        ArchiveError,
        BadInput,
        NotAnArchive,
        QueryError,
        UnusableArchive,
        UsageError,
    )
    from archive.ingest.readers import known as formats
    from archive.ingest.readers.formats import Format
    from archive.pipeline.annotate import Refused
    from archive.pipeline.annotate import TextRequest as Text
    from archive.pipeline.backup import Contents, MissingOriginal
    from archive.pipeline.check import Finding
    from archive.pipeline.edition import Published
    from archive.pipeline.explain import Explanation
    from archive.pipeline.moving import Moved
    from archive.pipeline.over_time import Difference
    from archive.pipeline.reading import Parallel, Reading
    from archive.pipeline.removing import Removed
    from archive.pipeline.summary import Summary
    from archive.pipeline.work.worker import Worked
    from archive.records import MentionType, Status
    from archive.run import Run
    from archive.search.results import Hit
    from archive.search.results import ResultPage as Page
    from archive.search.service import Request
    from archive.search.watches import News
    from archive.standalone import annotate, explain, init, restore, verify
    from archive.timeline import Event, Timeline

# Name -> the module and name it lives under.
_PUBLIC = {
    "open": "archive.app:open",
    "init": "archive.standalone:init",
    "Engines": "archive.engines:Engines",
    "Archive": "archive.app:Archive",
    "Run": "archive.run:Run",
    "annotate": "archive.standalone:annotate",
    "explain": "archive.standalone:explain",
    "restore": "archive.standalone:restore",
    "verify": "archive.standalone:verify",
    "Act": "archive.catalog.acts:Act",
    "Care": "archive.catalog.care:Care",
    "Closed": "archive.catalog.closed:Closed",
    "Contents": "archive.pipeline.backup:Contents",
    "Difference": "archive.pipeline.over_time:Difference",
    "Event": "archive.timeline:Event",
    "Explanation": "archive.pipeline.explain:Explanation",
    "Format": "archive.ingest.readers.formats:Format",
    "formats": "archive.ingest.readers:known",
    "Finding": "archive.pipeline.check:Finding",
    "Mail": "archive.catalog.mails:Mail",
    "MissingOriginal": "archive.pipeline.backup:MissingOriginal",
    "Moved": "archive.pipeline.moving:Moved",
    "Hit": "archive.search.results:Hit",
    "News": "archive.search.watches:News",
    "Page": "archive.search.results:ResultPage",
    "OpenedSource": "archive.catalog.pieces:OpenedSource",
    "Parallel": "archive.pipeline.reading:Parallel",
    "Published": "archive.pipeline.edition:Published",
    "Reading": "archive.pipeline.reading:Reading",
    "RedactedPassage": "archive.catalog.redacted:RedactedPassage",
    "Refused": "archive.pipeline.annotate:Refused",
    "Removed": "archive.pipeline.removing:Removed",
    "Request": "archive.search.service:Request",
    "Summary": "archive.pipeline.summary:Summary",
    "Text": "archive.pipeline.annotate:TextRequest",
    "Timeline": "archive.timeline:Timeline",
    "MentionType": "archive.records:MentionType",
    "Status": "archive.records:Status",
    "ArchiveError": "archive.errors:ArchiveError",
    "ArchiveBusy": "archive.errors:ArchiveBusy",
    "BadInput": "archive.errors:BadInput",
    "NotAnArchive": "archive.errors:NotAnArchive",
    "QueryError": "archive.errors:QueryError",
    "UnusableArchive": "archive.errors:UnusableArchive",
    "UsageError": "archive.errors:UsageError",
    "Version": "archive.catalog.versions:Version",
    "WorkStatus": "archive.catalog.work:WorkStatus",
    "Worked": "archive.pipeline.work.worker:Worked",
    "WorkerState": "archive.catalog.work:WorkerState",
}

__all__ = [
    "Act",
    "Archive",
    "ArchiveBusy",
    "ArchiveError",
    "BadInput",
    "Care",
    "Closed",
    "Contents",
    "Difference",
    "Engines",
    "Event",
    "Explanation",
    "Finding",
    "Format",
    "Hit",
    "Mail",
    "MentionType",
    "MissingOriginal",
    "Moved",
    "News",
    "NotAnArchive",
    "OpenedSource",
    "Page",
    "Parallel",
    "Published",
    "QueryError",
    "Reading",
    "RedactedPassage",
    "Refused",
    "Removed",
    "Request",
    "Run",
    "Status",
    "Summary",
    "Text",
    "Timeline",
    "UnusableArchive",
    "UsageError",
    "Version",
    "WorkStatus",
    "Worked",
    "WorkerState",
    "__version__",
    "annotate",
    "explain",
    "formats",
    "init",
    "open",
    "restore",
    "verify",
]


def __getattr__(name: str) -> Any:
    if name not in _PUBLIC:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    module, own = _PUBLIC[name].split(":")
    return getattr(importlib.import_module(module), own)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})

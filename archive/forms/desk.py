"""The forms of what archivists see: users, and what came of an intake."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from archive.catalog.pieces import OpenedSource
    from archive.catalog.runs import IngestRun
    from archive.pipeline.intake import Report
    from archive.users import User

Form = dict[str, Any]


def user(one: User) -> Form:
    """Someone who may enter the reading room by a password; nothing of that."""
    return {"name": one.name, "role": one.role.value}


def session(name: str, role: str, token: str) -> Form:
    """Who uses the room, and what a write must carry."""
    return {"name": name, "role": role, "token": token}


def intake(report: Report) -> Form:
    """What came of a run of `ingest`, by folder, and what of it should be looked at."""
    return {
        "run": run(report.run),
        "remarks": {remark.value: count for remark, count in report.counts.items()},
        "folders": [
            {
                "name": one.name, "sources": one.sources, "with_texts": one.with_texts,
                "documents": one.documents,
                "remarks": {remark.value: count for remark, count in one.noted.items()},
            }
            for one in report.folders
        ],
        "noted": [
            {"remark": one.remark.value, "source": one.source, "document": one.document, "title": one.title,
             "detail": one.detail}
            for one in report.noted
        ],
    }  # fmt: skip


def source(page: OpenedSource) -> Form:
    """A source: its texts, and all that it says in order, with what was left out of them."""
    return {
        "id": page.id, "source": page.shown, "sha256": page.sha256, "media_type": page.media_type,
        "title": page.title, "reason": page.reason,
        "documents": [
            {"id": one.id, "lang": one.lang, "title": one.title, "date": one.date} for one in page.documents
        ],
        "pieces": [
            {"start": piece.start, "text": piece.text, "document": piece.document} for piece in page.pieces
        ],
    }  # fmt: skip


def run(one: IngestRun) -> Form:
    """A run of `ingest`: when, of what, and how much there is of it now."""
    return {
        "n": one.n, "began": one.began, "ended": one.ended, "given": list(one.given), "sources": one.sources,
        "failed": one.failed,
    }  # fmt: skip

"""What archivists decide on one text: its date, title, language, author, translations, copies; and all that
was decided on it.
"""

from __future__ import annotations

from typing import Final

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from archive.app import Archive
from archive.errors import UsageError
from archive.records import Document, Status
from archive.room.asked import Asked
from archive.room.decided import Lines
from archive.room.editions import archive_of
from archive.room.intake import errands_of
from archive.room.pages import find_document
from archive.room.rendering import page
from archive.room.visits import Form, RefusedRequest, for_archivists, visitor, write
from archive.room.wording import language

FIELDS: Final = ("date", "title", "author", "language")
_LONGEST: Final = 2000  # characters of a value or a note


@for_archivists
def correct(request: Request) -> Response:
    """A text's facts, each in a form of its own, and the decisions that were made on it."""
    read = find_document(request)
    d = read.document
    if d.id != request.path_params["id"]:
        return RedirectResponse(f"/d/{d.id}/correct", 308)
    archive = archive_of(request)
    history = [act for act in archive.decisions() if d.id in act.subjects or d.id in act.viewed]
    return page(
        request, "correct.html", asked=Asked(), d=d, read=read, fields=FIELDS,
        history=Lines(archive, language(request), d.id).of(history),
        now={"date": d.date or "", "title": d.title or "", "author": d.author or "", "language": d.lang},
        done=request.query_params.get("done", ""), unsettled=len(archive.unsettled()),
    )  # fmt: skip


def _corrected(request: Request, form: Form) -> Response:
    """Decides one thing of a text."""
    archive = archive_of(request)
    d = find_document(request).document
    try:
        done = _decide(archive, d, form, visitor(request).name)
    except UsageError as error:
        raise RefusedRequest(400, "no_value") from error
    errands_of(request).settle()
    return RedirectResponse(f"/d/{d.id}/correct?done={done}", 303)


def _decide(archive: Archive, d: Document, form: Form, who: str) -> int:
    """Decides what a form says; returns the number. Raises UsageError, Refused."""
    note = form.get("note", "").strip()[:_LONGEST]
    value = form.get("value", "").strip()[:_LONGEST] or None
    match form.get("what", ""):
        case "date":
            return archive.decide_date(d.id, value, by=who, note=note, settle=False)
        case "title":
            return archive.decide_title(d.id, value, by=who, note=note, settle=False)
        case "author":
            return archive.decide_author(d.id, value, by=who, note=note, settle=False)
        case "language":
            return archive.decide_language(d.id, value or "", by=who, note=note, settle=False)
        case "confirmed" | "rejected" as verdict:
            return archive.decide(d.id, value or "", Status(verdict), by=who, note=note, settle=False)
        case "copies" | "no copies" as verdict:
            same = verdict == "copies"
            return archive.decide_copies(d.id, value or "", same, by=who, note=note, settle=False)
    raise RefusedRequest(400, "no_form")


corrected = write(_corrected)

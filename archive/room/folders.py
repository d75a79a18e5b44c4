"""One date or language for the texts of a folder: what it would change is shown first, then decided."""

from __future__ import annotations

from typing import Final, Literal, cast
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from archive.errors import UsageError
from archive.room.asked import Asked
from archive.room.editions import archive_of
from archive.room.intake import errands_of
from archive.room.pages import find_document
from archive.room.rendering import page
from archive.room.visits import Form, RefusedRequest, for_archivists, visitor, write

FIELDS: Final = ("date", "language")
_AT_ONCE: Final = 200  # texts: so many can be undone together
_LONGEST: Final = 2000  # characters of a value or a note


@for_archivists
def together(request: Request) -> Response:
    """What is to be decided; once that is told, the texts of the folder that it would change."""
    d = find_document(request).document
    if d.id != request.path_params["id"]:
        return RedirectResponse(f"/d/{d.id}/folder", 308)
    what, value = _asked(request.query_params.get("what", "date"), request.query_params.get("value", ""))
    has_value = "value" in request.query_params
    try:
        found = archive_of(request).in_folder(d.id, what, value, limit=_AT_ONCE) if has_value else None
    except UsageError as error:
        raise RefusedRequest(400, "no_value") from error
    return page(
        request, "folder.html", asked=Asked(), d=d, fields=FIELDS, what=what, value=value or "", found=found,
        done=request.query_params.get("done", ""), unsettled=len(archive_of(request).unsettled()),
    )  # fmt: skip


def _asked(what: str, value: str) -> tuple[Literal["date", "language"], str | None]:
    if what not in FIELDS:
        raise RefusedRequest(400, "no_form")
    return cast(Literal["date", "language"], what), value.strip()[:_LONGEST] or None


def _decided(request: Request, form: Form) -> Response:
    """Decides it of the texts that are ticked, and of nothing else."""
    archive, d = archive_of(request), find_document(request).document
    what, value = _asked(form.get("what", ""), form.get("value", ""))
    ticked = form.getlist("text")
    if not ticked or len(ticked) > _AT_ONCE:
        raise RefusedRequest(400, "no_form")
    note = form.get("note", "").strip()[:_LONGEST]
    try:
        done = archive.decide_several(ticked, what, value, by=visitor(request).name, note=note, settle=False)
    except UsageError as error:
        raise RefusedRequest(400, "no_value") from error
    errands_of(request).settle()
    params = {"what": what, "done": ".".join(map(str, done))}
    return RedirectResponse(f"/d/{d.id}/folder?{urlencode(params)}", 303)


decide = write(_decided)

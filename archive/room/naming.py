"""The names in a text, one by one: an archivist says that one is none, of another kind, or another's."""

from __future__ import annotations

import re
from typing import Final, Literal, cast

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from archive.errors import UsageError
from archive.room.asked import Asked
from archive.room.decided import Lines
from archive.room.editions import archive_of
from archive.room.intake import errands_of
from archive.room.marking import paragraphs, title
from archive.room.pages import find_document
from archive.room.rendering import page
from archive.room.visits import Form, RefusedRequest, for_archivists, visitor, write
from archive.room.wording import language

SAID: Final = ("no name", "PERSON", "PLACE", "ORG", "entity")
SCOPES: Final = ("one", "folder", "spelling")
_PLACE: Final = re.compile(r"(\d{1,9})-(\d{1,9})", re.ASCII)
_LONGEST: Final = 2000  # characters of a note or a name


@for_archivists
def names(request: Request) -> Response:
    """A text whose names lead to what can be said of each; of a chosen one, how far that would reach."""
    read = find_document(request)
    d = read.document
    query = request.query_params
    if d.id != request.path_params["id"]:
        return RedirectResponse(f"/d/{d.id}/names", 308)
    archive = archive_of(request)
    chosen = archive.reach(d.id, *_place(query["at"])) if "at" in query else None
    known = archive.entity(chosen.entity) if chosen and chosen.entity else None
    acts = (act for act in archive.decisions() if act.kind == "mention")
    about = [act for act in acts if d.id in (*act.viewed, *act.subjects)]
    return page(
        request, "names.html", asked=Asked(), d=d, paragraphs=paragraphs(read), title=title(read),
        chosen=chosen, known=known, said=SAID, scopes=SCOPES, done=query.get("done", ""),
        told=Lines(archive, language(request), d.id).of(about), unsettled=len(archive.unsettled()),
        context=_context(d.text, chosen.start, chosen.end) if chosen else None,
    )  # fmt: skip


def _place(value: str) -> tuple[int, int]:
    """Where a name stands, as an address says it. Raises Refused."""
    found = _PLACE.fullmatch(value)
    if not found:
        raise RefusedRequest(400, "no_form")
    return int(found[1]), int(found[2])


def _context(text: str, start: int, end: int) -> tuple[str, str]:
    """What stands before and after a name on its line."""
    before = text[max(0, start - 120) : start].rpartition("\n")[2]
    return before, text[end : end + 120].partition("\n")[0]


def _named(request: Request, form: Form) -> Response:
    """Decides what a name is, for one place or more."""
    archive, d = archive_of(request), find_document(request).document
    verdict, scope = form.get("said", ""), form.get("scope", "one")
    if verdict not in SAID or scope not in SCOPES:
        raise RefusedRequest(400, "no_form")
    start, end = _place(form.get("at", ""))
    entity = form.get("entity", "").strip()[:_LONGEST] if verdict == "entity" else None
    note = form.get("note", "").strip()[:_LONGEST]
    try:
        done = archive.decide_mention(
            d.id, start, end, verdict, entity=entity, scope=cast(Literal["one", "folder", "spelling"], scope),
            by=visitor(request).name, note=note, settle=False,
        )  # fmt: skip
    except UsageError as error:
        raise RefusedRequest(400, "no_value") from error
    errands_of(request).settle()
    return RedirectResponse(f"/d/{d.id}/names?done={done}", 303)


name_it = write(_named)

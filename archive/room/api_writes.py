"""What archivists decide, for programs: the list of decisions, one more, one withdrawn (`/api/decisions`).

A program that writes is held to what a browser is held to: the session of an archivist, the token of that
session, and an origin that is this room.
"""

from __future__ import annotations

from itertools import islice
from typing import Any, Final, Literal, cast

from starlette.requests import Request
from starlette.responses import Response

from archive import forms
from archive.app import Archive
from archive.catalog.acts import Act
from archive.errors import UsageError
from archive.forms.public import label
from archive.records import Status
from archive.room.api import limit_of, written
from archive.room.editions import archive_of
from archive.room.intake import errands_of
from archive.room.pages import NotFound
from archive.room.visits import Body, RefusedRequest, for_archivists, visitor, write_json

_JSON: Final = "application/json"
_LONGEST: Final = 2000  # characters of a value or a note
_VALUED: Final = ("date", "title", "author", "rights", "language", "entity")
_LAST: Final = 10**9  # no text is so long


def session(request: Request) -> Response:
    """Who asks, and the token that a write must bring."""
    who = visitor(request)
    response = written(request, forms.session(who.name, who.role.value, who.token), _JSON)
    response.headers["Cache-Control"] = "no-store"
    return response


@for_archivists
def decisions(request: Request) -> Response:
    """What persons decided, the newest first; `before`: the number of the last one."""
    before_param = request.query_params.get("before", "")
    before = int(before_param[:18]) if before_param.isdecimal() else None
    limit = max(limit_of(request), 1)
    every = (act for act in archive_of(request).decisions() if before is None or act.n < before)
    some = list(islice(every, limit + 1))
    following = f"/api/decisions?limit={limit}&before={some[limit - 1].n}" if len(some) > limit else None
    form = {"decisions": [_form(act) for act in some[:limit]], "next": following}
    return written(request, form, _JSON)


@for_archivists
def decision(request: Request) -> Response:
    """One of them."""
    return written(request, _form(_act(request, request.path_params["n"])), _JSON)


def _form(act: Act) -> Any:
    """A decision without the path of a folder that it is about."""
    form = forms.decision(act)
    subjects = [label(one) if act.kind == "mention" and "/" in one else one for one in form["subjects"]]
    a, b = (*subjects, None, None)[:2]
    return {**form, "subjects": subjects, "a": a, "b": b}


def _act(request: Request, n: int) -> Act:
    found = next((act for act in archive_of(request).decisions() if act.n == n), None)
    if found is None:
        raise NotFound(f"There is no decision {n}.")
    return found


def _decide(request: Request, body: Body) -> Response:
    """Records a decision, which counts at once; what follows from it is worked out beside the room."""
    try:
        n = _decided(archive_of(request), body, visitor(request).name)
    except UsageError as error:
        raise RefusedRequest(400, "no_value") from error
    errands_of(request).settle()
    response = written(request, _form(_act(request, n)), _JSON)
    response.status_code = 201
    response.headers["Location"] = f"/api/decisions/{n}"
    return response


def _withdraw(request: Request, body: Body) -> Response:
    """Takes a decision back: everything is as if it had never been made."""
    n = request.path_params["n"]
    _act(request, n)
    try:
        archive_of(request).withdraw(n, by=visitor(request).name, note=_text(body, "note"), settle=False)
    except UsageError as error:
        raise RefusedRequest(400, "no_value") from error
    errands_of(request).settle()
    return written(request, _form(_act(request, n)), _JSON)


decide, withdraw = write_json(_decide), write_json(_withdraw)


def _decided(archive: Archive, body: Body, who: str) -> int:
    """Decides what a form says, whose members are those of the form `decision`; returns the number.

    Raises UsageError, Refused.
    """
    verdict, a, b = _text(body, "verdict"), _text(body, "a"), _text(body, "b")
    if verdict in _VALUED and "value" not in body:  # what is not known is told as null
        raise RefusedRequest(400, "no_form")
    value = None if body.get("value") is None else _text(body, "value") or None
    common: Any = {"by": who, "note": _text(body, "note"), "settle": False}
    match verdict:
        case "confirmed" | "rejected":
            return archive.decide(a, b, Status(verdict), **common)
        case "copies" | "no copies":
            return archive.decide_copies(a, b, verdict == "copies", **common)
        case "date":
            return archive.decide_date(a, value, **common)
        case "title":
            return archive.decide_title(a, value, **common)
        case "author":
            return archive.decide_author(a, value, **common)
        case "rights":
            return archive.decide_rights(a, value, **common)
        case "language":
            return archive.decide_language(a, value or "", **common)
        case "merge" | "apart" | "split" | "rename":
            return archive.decide_names(verdict, a, b, **common)
        case "begins":
            return archive.decide_split(a, _count(body, "at"), **common)
        case "goes on":
            return archive.decide_join(a, **common)
        case "left out":
            return archive.decide_left_out(
                a, None if body.get("at") is None else _count(body, "at"), **common
            )
        case "no name" | "PERSON" | "PLACE" | "ORG" | "entity":
            scope = _text(body, "scope") or "one"
            if scope not in ("one", "folder", "spelling"):
                raise RefusedRequest(400, "no_form")
            return archive.decide_mention(
                a, _count(body, "start"), _count(body, "end"), verdict,
                entity=value if verdict == "entity" else None,
                scope=cast(Literal["one", "folder", "spelling"], scope), **common,
            )  # fmt: skip
    raise RefusedRequest(400, "no_form")


def _text(body: Body, name: str) -> str:
    value = body.get(name) or ""
    if not isinstance(value, str):
        raise RefusedRequest(400, "no_form")
    return value.strip()[:_LONGEST]


def _count(body: Body, name: str) -> int:
    value = body.get(name)
    if type(value) is not int or not 0 <= value < _LAST:
        raise RefusedRequest(400, "no_form")
    return value

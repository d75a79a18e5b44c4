"""Saved searches: what is new for each, for archivists, who save, look at and remove them."""

from __future__ import annotations

from typing import Final
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from archive.errors import UsageError
from archive.room.asked import Asked
from archive.room.editions import archive_of
from archive.room.rendering import page
from archive.room.visits import Form, RefusedRequest, for_archivists, write

_LONGEST: Final = 200  # characters of a name
_SHOWN: Final = 10  # new texts of one search


@for_archivists
def watching(request: Request) -> Response:
    """The saved searches by name, each with its new texts, its hits and its feed; and one to be saved."""
    query = request.query_params.get("q", "").strip()
    with archive_of(request).news(keep=True) as news:
        listed = [
            (one, Asked(q=one.query), one.documents[: -_SHOWN - 1 : -1], len(one.documents)) for one in news
        ]
    return page(
        request,
        "watch.html",
        asked=Asked(q=query),
        listed=listed,
        q=query,
        fresh=any(count for *_, count in listed),
    )


def _watched(request: Request, form: Form) -> Response:
    """Saves a search, removes one, or notes that what is new has been looked at."""
    archive = archive_of(request)
    name = form.get("name", "").strip()[:_LONGEST]
    try:
        match form.get("what", ""):
            case "save" if name:
                archive.add_watch(name, form.get("q", "").strip())
            case "remove":
                archive.remove_watch(name)
            case "seen":
                with archive.news():
                    pass
            case _:
                raise RefusedRequest(400, "no_form")
    except UsageError as error:
        raise RefusedRequest(400, "not_saved") from error
    return RedirectResponse(f"/watch?{urlencode({'done': form['what']})}", 303)


watched = write(_watched)

"""Saved searches: what is new for each, for archivists, who save, look at and remove them."""

from __future__ import annotations

from typing import Final
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from archive.errors import UsageError
from archive.room.asked import Asked
from archive.room.editions import archive_of
from archive.room.narrowing import Chip, chips
from archive.room.rendering import page
from archive.room.visits import Form, RefusedRequest, for_archivists, write
from archive.room.wording import language

_LONGEST: Final = 200  # characters of a name
_SHOWN: Final = 10  # new texts of one search


@for_archivists
def watching(request: Request) -> Response:
    """The saved searches by name, each with its new texts, its hits and its feed; and one to be saved."""
    archive, lang = archive_of(request), language(request)
    asked = Asked.read(request.query_params.multi_items())

    def narrowed(one: Asked) -> list[Chip]:
        return list(chips(archive, one, lang))

    listed = []
    with archive.news(keep=True) as news:
        for one in news:
            parsed = Asked.of(one.watch.request)
            newest = one.documents[: -_SHOWN - 1 : -1]
            listed.append((one, parsed, narrowed(parsed), newest, len(one.documents)))
    return page(
        request, "watch.html", asked=Asked(q=asked.q), listed=listed, q=asked.q, told=narrowed(asked),
        saved=asked.but(q="", facet="", sort="relevance"), fresh=any(count for *_, count in listed),
    )  # fmt: skip


def _watched(request: Request, form: Form) -> Response:
    """Saves a search, removes one, or notes that what is new has been looked at."""
    archive = archive_of(request)
    name = form.get("name", "").strip()[:_LONGEST]
    try:
        match form.get("what", ""):
            case "save" if name:
                asked = Asked.read(form.multi_items())
                archive.add_watch(name, asked.q, asked.request() if asked.filtered else None)
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

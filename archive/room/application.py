"""The room put together: addresses, what answers them, and what is said when something cannot be had."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import math
import weakref
from collections.abc import AsyncIterator, Collection
from importlib import resources
from typing import Final

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp

from archive.app import Archive
from archive.errors import ArchiveError, DamagedIndex, Gone, UnusableArchive, UsageError
from archive.room import (
    api,
    api_writes,
    correcting,
    cutting,
    desk,
    entering,
    entity,
    feeds,
    folders,
    intake,
    naming,
    oai,
    pages,
    places,
    source,
    watching,
)
from archive.room.asked import Asked
from archive.room.editions import Editions, nightly
from archive.room.errands import Errands
from archive.room.gate import Gate
from archive.room.guard import Guard
from archive.room.kept import why_refused
from archive.room.pages import NotFound
from archive.room.queues import Queues
from archive.room.rendering import answer, page
from archive.room.sessions import Sessions
from archive.room.visits import RefusedRequest, by_anyone, sent
from archive.room.wording import language, words
from archive.trouble import refusal

_THREADS: Final = 4  # that ask the archive at the same time; each has a connection of its own
_FILES: Final = {"room.css": "text/css", "room.js": "text/javascript", "desk.js": "text/javascript"}
_log = logging.getLogger(__name__)


def application(
    archive: Archive,
    *,
    hosts: Collection[str],
    sessions: Sessions | None = None,
    closed: bool = False,
    email: str = "",
) -> ASGIApp:
    """The room of an open archive, for any server of ASGI; `hosts`: the names it may be called by.

    `sessions`: those who have entered, for a server that invites; `closed`: only who has entered may read;
    `email`: whom harvesters are told to write to.
    No reading writes: open the archive with `Run(bring_up=False)`, else the first search may build the index.
    """
    app = Starlette(
        routes=routes(),
        exception_handlers={
            404: _missing, NotFound: _missing, UsageError: _missing, UnusableArchive: _unusable,
            RefusedRequest: _refused, Exception: _fault,
        },
        lifespan=_lifespan,
    )  # fmt: skip
    app.state.archive = archive
    app.state.email = email
    app.state.sessions = sessions or Sessions(archive.folder)
    app.state.errands = Errands(archive.folder)
    app.state.queues = Queues(archive)
    app.state.reports = intake.Reports(archive)
    app.state.places = weakref.WeakKeyDictionary()
    app.state.editions = Editions(archive)
    return Guard(Gate(app, app.state.sessions, _closed) if closed else app, hosts)


def routes() -> list[Route]:
    """Every address of the room, and what answers it."""
    return [
        Route("/", pages.home),
        Route("/search", pages.search),
        Route("/d/{id}", pages.document),
        Route("/d/{id}/parallel", pages.parallel),
        Route("/d/{id}/original", pages.original),
        Route("/d/{id}/correct", correcting.correct),
        Route("/d/{id}/correct", correcting.corrected, methods=["POST"]),
        Route("/d/{id}/folder", folders.together),
        Route("/d/{id}/folder", folders.decide, methods=["POST"]),
        Route("/d/{id}/names", naming.names),
        Route("/d/{id}/names", naming.name_it, methods=["POST"]),
        Route("/d/{id}/limits", cutting.limits),
        Route("/d/{id}/limits", cutting.cut, methods=["POST"]),
        Route("/d/{id}/cite.{form}", api.cite),
        Route("/d/{id}/annotations", api.annotated),
        Route("/e/{id}", entity.entity),
        Route("/places/map", places.places_map),
        *(Route(f"/{kind}", pages.entities) for kind in pages.KINDS),
        Route("/help", pages.about),
        Route("/s/{id}", source.source),
        Route("/s/{id}/page", source.framed),
        Route("/watch", watching.watching),
        Route("/watch", watching.watched, methods=["POST"]),
        Route("/intake", intake.intake),
        Route("/intake/{n:int}", intake.intake),
        Route("/intake/retry", intake.retry, methods=["POST"]),
        Route("/desk", desk.desk),
        Route("/desk/undo", desk.undo, methods=["POST"]),
        Route("/desk/{queue}", desk.item),
        Route("/desk/{queue}", desk.decide, methods=["POST"]),
        Route("/desk/{queue}/list", desk.several),
        Route("/enter", entering.invited),
        Route("/enter", sent(entering.accept), methods=["POST"]),
        Route("/login", entering.asks),
        Route("/login", sent(entering.log_in), methods=["POST"]),
        Route("/logout", by_anyone(entering.leave), methods=["POST"]),
        Route("/feed.atom", feeds.atom),
        Route("/opensearch.xml", feeds.opensearch),
        Route("/sitemap.xml", feeds.sitemap),
        Route("/oai", oai.oai, methods=["GET", "POST"]),
        Route("/robots.txt", _robots),
        Route("/room/{name}", _file),
        Route("/api/search", api.search),
        Route("/api/documents", api.documents),
        Route("/api/documents/{id}", api.document),
        Route("/api/documents/{id}/parallel", api.parallel),
        Route("/api/documents/{id}/text", api.text),
        Route("/api/documents/{id}/annotations", api.annotated),
        Route("/api/documents/{id}/linked", api.document_data),
        Route("/api/session", api_writes.session),
        Route("/api/decisions", api_writes.decisions),
        Route("/api/decisions", api_writes.decide, methods=["POST"]),
        Route("/api/decisions/{n:int}", api_writes.decision),
        Route("/api/decisions/{n:int}/withdraw", api_writes.withdraw, methods=["POST"]),
        Route("/api/entities", api.entities),
        Route("/api/entities/{id}", api.entity),
        Route("/api/entities/{id}/linked", api.entity_data),
        Route("/api/entities/{id}/beside", api.neighbours),
        Route("/api/entities/{id}/timeline", api.timeline),
        Route("/api/entities/{id}/timeline.{form}", api.timeline),
        Route("/api/stats", api.stats),
        Route("/api/schemas/{name}", api.schema),
        Route("/api/openapi.json", api.description),
    ]


@contextlib.asynccontextmanager
async def _lifespan(app: Starlette) -> AsyncIterator[None]:
    from anyio import to_thread

    to_thread.current_default_thread_limiter().total_tokens = _THREADS
    await to_thread.run_sync(_taken_up, app.state.archive, app.state.errands)
    night = asyncio.create_task(nightly(app.state.archive, app.state.errands.publish))
    yield
    night.cancel()
    await to_thread.run_sync(app.state.errands.close)
    await to_thread.run_sync(app.state.editions.close)


def _taken_up(archive: Archive, errands: Errands) -> None:
    """Has what follows from decisions worked out that an earlier room, cut off, left."""
    try:
        due = archive.unsettled()
    except Exception as error:
        if not isinstance(error, ArchiveError) and refusal(error, archive.folder) is None:
            raise
        return  # an archive that cannot be asked says so on its pages
    if due:
        errands.settle()


def _robots(request: Request) -> Response:
    base = str(request.base_url).rstrip("/")
    text = f"User-agent: *\nDisallow: /search\nDisallow: /api/\nSitemap: {base}/sitemap.xml\n"
    return PlainTextResponse(text)


def _file(request: Request) -> Response:
    """What the pages look like, and what keys do on them."""
    name = request.path_params["name"]
    if name not in _FILES:
        raise NotFound(name)
    body = resources.files("archive.room").joinpath(f"data/{name}").read_bytes()
    return answer(request, body, f"{_FILES[name]}; charset=utf-8")


# -- when something cannot be had ------------------------------------------------------------------


def _problem(
    request: Request, status: int, title: str, detail: str, why: object = None, *, enters: bool = False
) -> Response:
    """A problem for a program, a page for a person; `title` and `detail` name words of the page.

    `why`: the error, where that tells more. `enters`: whether to log in may help; it leads back to the page
    that was asked for.
    """
    if request.url.path.startswith("/api/"):
        labels = words("en")
        text = str(why.args[0]) if isinstance(why, NotFound | UsageError) and why.args else ""
        return api.problem(status, labels[title], text or labels[detail])
    url = request.url
    back = f"{url.path}?{url.query}" if url.query else url.path
    return page(
        request, "message.html", status=status, title=title, detail=detail, asked=Asked(),
        enters=enters, back=back if request.method == "GET" else "/",
        why=why_refused(why, language(request)) if isinstance(why, UsageError) else None,
    )  # fmt: skip


def _missing(request: Request, error: Exception) -> Response:
    return _problem(request, 410 if isinstance(error, Gone) else 404, "not_found", "not_found_text", error)


def _refused(request: Request, error: Exception) -> Response:
    """Who may not, or may not yet."""
    assert isinstance(error, RefusedRequest)
    enters = error.said in ("forbidden", "stale", "used_up", "closed")
    response = _problem(
        request, error.status, error.said, f"{error.said}_text", error.__cause__, enters=enters
    )
    response.headers["Cache-Control"] = "no-store"
    if error.retry_after:
        response.headers["Retry-After"] = str(math.ceil(error.retry_after))
    return response


def _closed(request: Request) -> Response:
    """Who has not entered a room in which only those may read who have."""
    return _refused(request, RefusedRequest(403, "closed"))


def _unusable(request: Request, error: Exception) -> Response:
    """The index is being built or the catalog is away: nothing of the machine is told."""
    _log.warning("%s: %s", request.url.path, error)
    which = "building" if isinstance(error, DamagedIndex) else "unusable"
    response = _problem(request, 503, which, f"{which}_text")
    response.headers["Retry-After"] = "30"
    return response


def _fault(request: Request, error: Exception) -> Response:
    """What is no fault of the reader; the server logs the traceback."""
    if isinstance(error, ArchiveError) or refusal(error, request.app.state.archive.folder) is not None:
        return _unusable(request, error)
    return _problem(request, 500, "fault", "fault_text")

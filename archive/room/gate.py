"""A room that only those may read who have entered."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from archive.room.sessions import Sessions
from archive.room.visits import COOKIE

_OPEN: Final = ("/login", "/enter", "/room/room.css", "/room/room.js")
_PROGRAMS: Final = ("/api/", "/oai", "/feed.atom", "/sitemap.xml", "/opensearch.xml")


class Gate:
    """Lets nobody read who has not entered: a browser is led to where one logs in, a program is refused.

    `refuse` makes the answer to who asks by a program, or sends what is no question.
    """

    def __init__(self, app: ASGIApp, sessions: Sessions, refuse: Callable[[Request], Response]) -> None:
        self._app, self._sessions, self._refuse = app, sessions, refuse

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await self._app(scope, receive, send)
        request = Request(scope)
        path = request.url.path
        if path in _OPEN or self._sessions.visitor(request.cookies.get(COOKIE, "")).entered:
            return await self._app(scope, receive, send)
        answer: Response
        if path.startswith(_PROGRAMS) or request.method != "GET":
            scope["app"] = self._app  # which has not been asked yet
            answer = self._refuse(request)
        elif path == "/robots.txt":
            answer = PlainTextResponse("User-agent: *\nDisallow: /\n")
        else:
            where = f"{path}?{request.url.query}" if request.url.query else path
            answer = RedirectResponse(f"/login?next={quote(where, safe='')}", 303)
        return await answer(scope, receive, send)

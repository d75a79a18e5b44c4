"""What is asked of whoever asks: who may see a page, and what a write must bring with it."""

from __future__ import annotations

import hmac
import json
from collections.abc import Awaitable, Callable, Mapping
from functools import wraps
from typing import Any, Final
from urllib.parse import parse_qsl

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import ImmutableMultiDict
from starlette.requests import Request
from starlette.responses import Response

from archive.addresses import parts_of
from archive.room.limits import RateLimit
from archive.room.sessions import ANYONE, Sessions, Visitor

COOKIE: Final = "room"
TOKEN: Final = "token"  # the field of a form that holds the token of the session
TOKEN_HEADER: Final = "X-Room-Token"  # the same of what a program sends
_JSON: Final = "application/json"
_FORM: Final = "application/x-www-form-urlencoded"
_LARGEST: Final = 64 * 1024  # bytes of a form
_FIELDS: Final = 500  # of a form
_LOOPBACK: Final = frozenset({"127.0.0.1", "::1", "testclient"})  # the last is how tests come
_WRITES: Final = RateLimit(240, 60.0)  # of one session: faster than anyone decides by keys

Form = ImmutableMultiDict[str, str]
Body = Mapping[str, Any]  # of what a program sends
Page = Callable[[Request], Response]


class RefusedRequest(Exception):
    """What is not done, and how it is answered; `said` names the words of the page.

    The UsageError that it is raised from, if any, is told as well.
    """

    def __init__(self, status: int, wording: str, retry_after: float = 0.0) -> None:
        super().__init__(wording)
        self.status, self.said, self.retry_after = status, wording, retry_after


def sessions_of(request: Request) -> Sessions:
    """Those who have entered the room that is asked."""
    found: Sessions = request.app.state.sessions
    return found


def visitor(request: Request) -> Visitor:
    """Who asks."""
    known: Visitor | None = getattr(request.state, "visitor", None)
    if known is None:
        cookie = request.cookies.get(COOKIE, "")
        known = request.state.visitor = sessions_of(request).visitor(cookie) if cookie else ANYONE
    return known


def for_archivists(page: Page) -> Page:
    """A page that nobody else is shown."""

    @wraps(page)
    def shown(request: Request) -> Response:
        _let_in(request)
        return page(request)

    return shown


def write(work: Callable[[Request, Form], Response]) -> Callable[[Request], Awaitable[Response]]:
    """What archivists alone do, by a form of their session that was sent from a page of the room."""

    def done(request: Request, form: Form) -> Response:
        _check(_let_in(request), form)
        return work(request, form)

    return sent(done)


def write_json(work: Callable[[Request, Body], Response]) -> Callable[[Request], Awaitable[Response]]:
    """What archivists alone do by JSON: with their session, its token in a header, from a page of the room or
    from a program that names the room as its origin."""

    @wraps(work)
    async def done(request: Request) -> Response:
        if not same_origin(request):
            raise RefusedRequest(403, "elsewhere")
        _check(_let_in(request), Form([(TOKEN, request.headers.get(TOKEN_HEADER, ""))]))
        try:
            body = json.loads(await read_body(request, _JSON))
        except (ValueError, RecursionError) as error:
            raise RefusedRequest(400, "no_form") from error
        if not isinstance(body, dict):
            raise RefusedRequest(400, "no_form")
        return await run_in_threadpool(work, request, body)

    return done


def by_anyone(work: Callable[[Request, Form], Response]) -> Callable[[Request], Awaitable[Response]]:
    """What anyone who has entered does by a form of their session: to leave."""

    def done(request: Request, form: Form) -> Response:
        _check(visitor(request), form)
        return work(request, form)

    return sent(done)


def _let_in(request: Request) -> Visitor:
    """The archivist who asks. A cookie that nobody knows any more was one's whose session is over."""
    who = visitor(request)
    if not who.archivist:
        raise RefusedRequest(403, "stale" if request.cookies.get(COOKIE) and not who.entered else "forbidden")
    return who


def _check(who: Visitor, form: Form) -> None:
    if not who.entered or not hmac.compare_digest(who.token.encode(), form.get(TOKEN, "").encode()):
        raise RefusedRequest(403, "stale")
    if wait := _WRITES.wait(who.token):
        raise RefusedRequest(429, "too_often", wait)


def sent(work: Callable[[Request, Form], Response]) -> Callable[[Request], Awaitable[Response]]:
    """What a form from a page of the room does; whose it is, is asked by `work`."""

    @wraps(work)
    async def done(request: Request) -> Response:
        if not same_origin(request):
            raise RefusedRequest(403, "elsewhere")
        return await run_in_threadpool(work, request, await read_form(request))

    return done


async def read_form(request: Request) -> Form:
    """The fields of what is posted, wherever it was sent from. Raises Refused."""
    body = await read_body(request, _FORM)
    try:
        fields = parse_qsl(body.decode("utf-8"), keep_blank_values=True, max_num_fields=_FIELDS)
    except ValueError as error:  # no UTF-8, or too many fields
        raise RefusedRequest(400, "no_form") from error
    return Form(fields)


async def read_body(request: Request, media_type: str) -> bytes:
    """What is posted, if it is of this type and not too large. Raises Refused."""
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != media_type:
        raise RefusedRequest(415, "no_form")
    body = b""
    async for some in request.stream():
        body += some
        if len(body) > _LARGEST:
            raise RefusedRequest(413, "no_form")
    return body


def same_origin(request: Request) -> bool:
    """Whether a browser says that a page of this room sends this; what says nothing of it is no browser's.

    `Sec-Fetch-Site` where there is one, else `Origin` against the name that was called.
    """
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        return site == "same-origin"
    origin = parts_of(request.headers.get("origin", ""))
    host = origin.netloc.lower() if origin else ""
    return bool(host) and host == request.headers.get("host", "").lower()


def unheard(request: Request) -> bool:
    """Whether nobody on the way can hear a password: it is encrypted, or does not leave this machine."""
    return request.url.scheme == "https" or asking(request) in _LOOPBACK


def asking(request: Request) -> str:
    """The machine that asks."""
    return request.client.host if request.client else ""

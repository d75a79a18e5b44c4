"""The way in and out: the one-time address, a name with its password, and leaving."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Final

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from archive import users
from archive.room.asked import Asked
from archive.room.limits import RateLimit
from archive.room.rendering import page
from archive.room.visits import COOKIE, Form, RefusedRequest, asking, sessions_of, unheard

_GUESSES: Final = RateLimit(5, 300.0)  # of one name from one machine
_OF_A_NAME: Final = RateLimit(30, 300.0)  # from wherever
_OF_A_MACHINE: Final = RateLimit(30, 300.0)
_ALL: Final = RateLimit(100, 300.0)  # each takes a quarter of a second of a processor
_LONGEST: Final = 500  # characters of an address to go on to

# Opening an address changes nothing, as programs that show what lies behind it open it too: the token is used
# by the form of the page.


def invited(request: Request) -> Response:
    """The page of a one-time address."""
    token = request.query_params.get("token", "")
    return _private(page(request, "enter.html", asked=Asked(), token=token))


def accept(request: Request, form: Form) -> Response:
    """Lets in who brings a one-time token. Nobody guesses one of 256 bits: a limit would only let others shut
    the archivist out."""
    cookie = sessions_of(request).accept(form.get("invitation", ""))
    if cookie is None:
        raise RefusedRequest(403, "used_up")
    return _entered(request, cookie, "/")


def asks(request: Request) -> Response:
    """The page that asks for name and password."""
    return _form(request, where=onward(request.query_params.get("next", "")))


def log_in(request: Request, form: Form) -> Response:
    """Lets in who knows a password; guesses are counted."""
    if not unheard(request):
        raise RefusedRequest(403, "heard")
    name, machine, where = users.called(form.get("name", "")), asking(request), onward(form.get("next", ""))
    kept = sessions_of(request)
    limits: tuple[tuple[RateLimit, Hashable], ...] = (
        (_GUESSES, (machine, name)), (_OF_A_NAME, name), (_OF_A_MACHINE, machine), (_ALL, "password"),
    )  # fmt: skip
    if kept.logged_in_from(name, machine):  # what others guess must not keep out who was in before
        limits = limits[:1]
    for limit, key in limits:
        if wait := limit.wait(key):
            raise RefusedRequest(429, "too_often", wait)
    cookie = kept.log_in(name, form.get("password", ""), machine)
    if cookie is None:
        return _form(request, where=where, name=name, wrong=True)
    for limit, key in limits:
        if limit is not _ALL:
            limit.forgive(key)
    return _entered(request, cookie, where)


def leave(request: Request, _form: Form) -> Response:
    """Ends the session."""
    sessions_of(request).leave(request.cookies.get(COOKIE, ""))
    response = RedirectResponse("/", 303)
    response.delete_cookie(COOKIE, httponly=True, samesite="strict")
    return response


def onward(where: str) -> str:
    """An address of this room to go on to; anything else leads home."""
    inside = where.startswith("/") and not where.startswith(("//", "/login", "/enter", "/logout"))
    return where if inside and "\\" not in where and where.isprintable() and len(where) < _LONGEST else "/"


def _form(request: Request, *, where: str, name: str = "", wrong: bool = False) -> Response:
    status = 403 if wrong else 200
    return _private(
        page(request, "login.html", status=status, asked=Asked(), where=where, name=name, wrong=wrong,
             unheard=unheard(request))
    )  # fmt: skip


def _entered(request: Request, cookie: str, where: str) -> Response:
    sessions_of(request).leave(request.cookies.get(COOKIE, ""))  # the one that this takes the place of
    response = RedirectResponse(where, 303)
    response.set_cookie(
        COOKIE, cookie, httponly=True, samesite="strict", secure=request.url.scheme == "https", path="/"
    )
    response.headers["Cache-Control"] = "no-store"
    return response


def _private(response: Response) -> Response:
    response.headers["Cache-Control"] = "no-store"
    return response

"""What every answer is held to: who may be asked by which name, and what a browser may do with a page."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

# Everything comes from here, nothing is framed, no form leads elsewhere. The drawings are part of the pages.
POLICY: Final = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; form-action 'self';"
    " base-uri 'none'; frame-ancestors 'none'"
)
# `no-referrer` would make browsers send `Origin: null` with our own forms.
_HEADERS: Final = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
_METHODS: Final = ("GET", "HEAD", "POST")  # what is posted must say where it comes from: see `visits`
_ANYONE: Final = "*"


class Guard:
    """Answers only those who call it by a name it knows; adds to each answer what browsers must hold to.

    Without the first a page from elsewhere could read the archive by giving its own name this machine's
    address (DNS rebinding).
    """

    def __init__(self, app: ASGIApp, hosts: Collection[str]) -> None:
        """`hosts`: the names, without ports, by which it may be called; "*" for any."""
        self._app, self._hosts = app, frozenset(host.lower() for host in hosts)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in _HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        if not self._knows(Headers(scope=scope).get("host", "")):
            refused = PlainTextResponse("This archive is not called by that name.\n", 400)
            await refused(scope, receive, guarded)
        elif scope["method"] not in _METHODS:
            refused = PlainTextResponse("The reading room does not answer that method.\n", 405)
            refused.headers["Allow"] = ", ".join(_METHODS)
            await refused(scope, receive, guarded)
        else:
            await self._app(scope, receive, guarded)

    def _knows(self, host: str) -> bool:
        name = host.rpartition(":")[0] if host.rpartition(":")[2].isdecimal() else host
        return _ANYONE in self._hosts or name.lower() in self._hosts

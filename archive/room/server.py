"""Answers for a room on this machine: the server, started and ended."""

from __future__ import annotations

import contextlib
import socket
from collections.abc import Callable, Collection
from typing import Final

from archive.app import Archive
from archive.errors import ArchiveBusy, Hindered
from archive.room.application import application
from archive.room.editions import NOTHING_SHOWN
from archive.room.sessions import Sessions

LOOPBACK: Final = ("127.0.0.1", "localhost", "::1", "[::1]")


def serve(
    archive: Archive,
    *,
    host: str,
    port: int,
    names: Collection[str],
    ready: Callable[[str], None],
    closed: bool = False,
    invited: Callable[[str], None] | None = None,
    email: str = "",
) -> None:
    """Answers on `host` and `port` (0: a free one) until it is interrupted; `ready` hears the address.

    `names`: what else the room is called, beside the names of this machine for itself. `closed`: only who has
    logged in may read. `invited` hears of an address by which an archivist enters once, and of the next one
    when it was used; without it archivists enter by their passwords alone. `email`: whom
    harvesters are told to write to. Raises Hindered where the port is
    taken.
    """
    import uvicorn

    try:
        listening = socket.create_server(
            (host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET, reuse_port=False
        )
    except OSError as error:
        raise Hindered(
            f"Port {port} of {host} is not available: {error.strerror or error}. Give another, as in: "
            f"archive serve --port {port + 1 if port else 8000}"
        ) from error
    with listening:
        bound = listening.getsockname()[1]
        shown = f"[{host}]" if ":" in host else host
        sessions = Sessions(archive.folder)
        app = application(
            archive, hosts=[*LOOPBACK, host, *names], sessions=sessions, closed=closed, email=email
        )
        config = uvicorn.Config(
            app, log_level="warning", access_log=False, server_header=False, timeout_graceful_shutdown=5
        )
        address = f"http://{shown}:{bound}/"
        ready(address)
        if invited:

            def tell(token: str) -> None:
                invited(f"{address}enter?token={token}")

            sessions.next_invitation = tell
            tell(sessions.invite(archive.run.who))
        uvicorn.Server(config).run(sockets=[listening])


def bring_up(archive: Archive) -> None:
    """Brings the index up before anyone asks, so that a reader waits for no rebuild, and the open edition.

    Where another process writes, that brings it up itself. Raises UnusableArchive.
    """
    with contextlib.suppress(ArchiveBusy):
        archive.reindex(update=True)
    if archive.edition() is not None:
        try:
            archive.publish()
        except ArchiveBusy as error:
            archive.run.notify(f"Readers see the open edition as it was last published. {error}")
    elif archive.withholds():
        archive.run.notify(f"Readers see nothing. {NOTHING_SHOWN}")

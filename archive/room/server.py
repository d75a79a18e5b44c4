"""Answers for a room on this machine: the server, started and ended."""

from __future__ import annotations

import contextlib
import socket
from collections.abc import Callable, Collection
from typing import Final

from archive.app import Archive
from archive.errors import ArchiveBusy, Hindered
from archive.room.application import application

LOOPBACK: Final = ("127.0.0.1", "localhost", "::1", "[::1]")


def serve(
    archive: Archive, *, host: str, port: int, names: Collection[str], ready: Callable[[str], None]
) -> None:
    """Answers on `host` and `port` (0: a free one) until it is interrupted; `ready` hears the address.

    `names`: what else the room is called, beside the names of this machine for itself. Raises Hindered where
    the port is taken.
    """
    import uvicorn

    try:
        listening = socket.create_server(
            (host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET, reuse_port=False
        )
    except OSError as error:
        raise Hindered(
            f"Port {port} of {host} cannot be listened on: {error.strerror or error}. Give another, as in: "
            f"archive serve --port {port + 1 if port else 8000}"
        ) from error
    with listening:
        bound = listening.getsockname()[1]
        shown = f"[{host}]" if ":" in host else host
        app = application(archive, hosts=[*LOOPBACK, host, *names])
        config = uvicorn.Config(
            app, log_level="warning", access_log=False, server_header=False, timeout_graceful_shutdown=5
        )
        ready(f"http://{shown}:{bound}/")
        uvicorn.Server(config).run(sockets=[listening])


def bring_up(archive: Archive) -> None:
    """Brings the index up before anyone asks, so that a reader waits for no rebuild.

    Where another process writes, that brings it up itself. Raises UnusableArchive.
    """
    with contextlib.suppress(ArchiveBusy):
        archive.reindex(update=True)

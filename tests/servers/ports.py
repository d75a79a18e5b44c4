"""Ports for servers of tests."""

from __future__ import annotations

import random
import socket

# Below the ports that systems lend to outgoing connections (Linux from 32,768, others from 49,152): one of
# those could be lent while a server is down that is to come back on it.
_FIRST, _LAST = 10_000, 21_900


def free(count: int = 1, beside: int = 0) -> int:
    """The first of so many ports in a row that are free, and so are those that lie `beside` above them.

    `beside`: 10,000 at most.
    """
    while True:
        first = random.SystemRandom().randrange(_FIRST, _LAST)
        if all(_is_free(port) and _is_free(port + beside) for port in range(first, first + count)):
            return first


def _is_free(port: int) -> bool:
    with socket.socket() as one:
        return one.connect_ex(("127.0.0.1", port)) != 0

"""The address of an index on OpenSearch, and what the environment says of its servers."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from typing import Final
from urllib.parse import urlsplit

from archive.dataclass import dataclass
from archive.errors import UnreachableServer, UsageError

SCHEME: Final = "opensearch"
PORT: Final = 9200  # where OpenSearch listens unless it is told otherwise
_LOOPBACK: Final = ("localhost", "127.0.0.1", "::1")
# Names as the server has them, without what only its own indexes have (a dot or hyphen in front).
_NAME: Final = re.compile(r"[a-z][a-z0-9_-]{0,99}")
_FORM: Final = "opensearch://HOST:PORT/NAME, of several servers opensearch://HOST:PORT,HOST:PORT/NAME"
_YES: Final = ("1", "true", "yes")


@dataclass(frozen=True, slots=True)
class IndexAddress:
    """The servers of a cluster, each a host and a port, and the name of an index there."""

    nodes: tuple[tuple[str, int], ...]
    name: str


@dataclass(frozen=True, slots=True)
class ServerAccess:
    """Who asks, and whether what is said is encrypted."""

    user: str
    password: str
    tls: bool

    def __repr__(self) -> str:
        return f"ServerAccess(user={self.user!r}, tls={self.tls!r})"


def parsed(address: str) -> IndexAddress:
    """What an address says. Raises UsageError where it is none of an index on OpenSearch."""
    scheme, slashes, rest = address.partition("://")
    hosts, slash, name = rest.partition("/")
    nodes = tuple(dict.fromkeys(_node(address, host) for host in hosts.split(",")))
    if scheme != SCHEME or not slashes or not slash or not _NAME.fullmatch(name):
        raise _none(address)
    return IndexAddress(nodes, name)


def written(place: IndexAddress) -> str:
    """The address that says this."""
    nodes = ",".join(f"[{host}]:{port}" if ":" in host else f"{host}:{port}" for host, port in place.nodes)
    return f"{SCHEME}://{nodes}/{place.name}"


def _node(address: str, host: str) -> tuple[str, int]:
    try:
        found = urlsplit(f"//{host}")
        name, port = found.hostname, found.port
    except ValueError:
        raise _none(address) from None
    plain = name is not None and host in (name, f"{name}:{port}", f"[{name}]", f"[{name}]:{port}")
    if not name or not plain or not re.fullmatch(r"[a-z0-9.:-]+", name):
        raise _none(address)
    return name, PORT if port is None else port


def _none(address: str) -> UsageError:
    return UsageError(
        f"{address} is no address of an index on OpenSearch: write it in small letters, as {_FORM}"
    )


def access(address: IndexAddress, environment: Mapping[str, str] = os.environ) -> ServerAccess:
    """The user and password that the environment names, and whether TLS is spoken.

    To other machines it is, unless OPENSEARCH_ALLOW_HTTP says otherwise; on this one if OPENSEARCH_TLS says
    so. Raises UnreachableServer where one of user and password is missing.
    """
    user, password = (environment.get(f"OPENSEARCH_{name}", "") for name in ("USER", "PASSWORD"))
    if bool(user) != bool(password):
        missing = "OPENSEARCH_PASSWORD" if user else "OPENSEARCH_USER"
        raise UnreachableServer(f"A user of OpenSearch has a name and a password: set {missing}, too.")
    here = all(host in _LOOPBACK for host, _ in address.nodes)
    wanted = environment.get("OPENSEARCH_TLS" if here else "OPENSEARCH_ALLOW_HTTP", "").lower() in _YES
    return ServerAccess(user, password, wanted if here else not wanted)

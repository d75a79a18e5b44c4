"""Where a catalog in PostgreSQL is: `postgresql://USER@HOST:PORT/DATABASE?schema=NAME`."""

from __future__ import annotations

import hashlib
import os
import re
from dataclasses import dataclass
from typing import Final
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit

from archive.errors import UsageError

SCHEMA: Final = "archive"
_NAME: Final = re.compile(r"[a-z_][a-z0-9_]{0,62}")
# Of the parameters that libpq knows, those that say how to reach the server.
_KNOWN: Final = frozenset(
    {"schema", "sslmode", "sslrootcert", "connect_timeout", "target_session_attrs", "gssencmode", "host"}
)


@dataclass(frozen=True, slots=True)
class Place:
    """A schema in a database, and the words that lead libpq there."""

    address: str
    conninfo: str
    schema: str

    @property
    def lock(self) -> int:
        """The number of the advisory lock of whoever writes a transaction to this schema (63 bits)."""
        return int.from_bytes(hashlib.sha256(f"archive {self.schema}".encode()).digest()[:8], "big") >> 1

    @property
    def writer(self) -> int:
        """The number of the advisory lock of the one command that changes the archive."""
        return self.lock ^ 1


def parsed(address: str) -> Place:
    """Where an address leads. Raises UsageError for one that is none."""
    parts = urlsplit(address)
    name = unquote(parts.path.lstrip("/"))
    if not address.startswith("postgresql://") or not name or "/" in name or parts.fragment:
        raise UsageError(
            f"{address} names no database: write postgresql://USER@HOST:PORT/DATABASE, and ?schema=NAME"
            " where it holds several archives"
        )
    try:
        given = parse_qsl(parts.query, keep_blank_values=True, strict_parsing=bool(parts.query))
    except ValueError as error:
        raise UsageError(f"{address} cannot be read behind its question mark") from error
    for key, _ in given:
        if key not in _KNOWN:
            known = ", ".join(sorted(_KNOWN))
            raise UsageError(f"{address} has {key}, which is no part of an address; these are: {known}")
    schema = dict(given).get("schema", SCHEMA)
    if not _NAME.fullmatch(schema) or schema.startswith("pg_") or schema in ("public", "information_schema"):
        raise UsageError(
            f"{schema!r} cannot be the schema of an archive: use small letters, figures and _, and neither"
            " public nor a name that begins with pg_"
        )
    others = [(key, value) for key, value in given if key != "schema"]
    hosts = dict(others).get("host", parts.netloc.rpartition("@")[2]).split(",")
    asked = "sslmode" in dict(others) or "PGSSLMODE" in os.environ
    if not (asked or all(map(_is_here, hosts))):
        others.append(("sslmode", "require"))  # else libpq goes without TLS where the server offers none
    rest = f"?{urlencode(others)}" if others else ""
    conninfo = f"postgresql://{parts.netloc}{parts.path}{rest}"
    return Place(address, conninfo, schema)


def _is_here(host: str) -> bool:
    """Whether a host of an address, with its port, is this machine."""
    name = host[: host.find("]") + 1] if host.startswith("[") else host.partition(":")[0]
    return (
        name in ("", "localhost", "[::1]")
        or name.startswith("/")
        or re.fullmatch(r"127(\.\d{1,3}){3}", name) is not None
    )

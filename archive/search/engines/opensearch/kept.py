"""The index of an archive on a cluster: one of a name of its own, with the archive's name as an alias.

An index that is built anew stands beside the old one, as `papers-4c19e0b2` and `papers-90ad51f7`; the alias
`papers` is of the one in use. It is for people and their tools: the archive's folder has the whole name.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Collection
from typing import Any, Final

from archive.errors import DamagedIndex, UnreachableServer, UsageError
from archive.search.engines.opensearch.address import IndexAddress, access, parsed, written
from archive.search.engines.opensearch.connection import ClusterConnection, ServerRefusal
from archive.search.engines.opensearch.engine import OpenSearchEngine

OLDEST: Final = 3  # version of the server
_OWN: Final = re.compile(r"[a-z][a-z0-9_-]*-[0-9a-f]{8}")


def kind(address: str) -> str:
    """What must be the same for an index to be the one at an address: its name, for servers come and go."""
    return f"opensearch:{parsed(address).name}"


def begun(address: str) -> str:
    """The address of a new index for the archive at an address; nothing is made yet."""
    place = parsed(address)
    return written(IndexAddress(place.nodes, f"{place.name}-{secrets.token_hex(4)}"))


def at(own: str, address: str) -> str:
    """The address of an index that was begun, on the servers that are named now. Raises DamagedIndex."""
    try:
        name = parsed(own).name
        place = parsed(address)
    except UsageError:
        name = ""
    if not _OWN.fullmatch(name) or name[:-9] != place.name:
        raise DamagedIndex("Where the search index is cannot be read. Rebuild it with: archive reindex")
    return written(IndexAddress(place.nodes, name))


def create(own: str, documents: int) -> None:
    """Makes an index that was begun, empty, for about so many documents."""
    _engine(own).create(documents)


def publish(own: str, address: str) -> None:
    """Has the alias of an archive be of this index alone."""
    engine, alias = _engine(own), parsed(address).name
    actions: list[dict[str, Any]] = [
        {"remove": {"index": f"{alias}-*", "alias": alias, "must_exist": False}},
        {"add": {"index": engine.name, "alias": alias}},
    ]
    try:
        engine.connection.ask("POST", "/_aliases", {"actions": actions})
    except ServerRefusal as refused:
        raise UnreachableServer(f"The alias {alias} cannot be set ({refused}).") from refused


def remove(own: str) -> bool:
    """Deletes an index; whether it is gone: not where the server is away."""
    try:
        if not _OWN.fullmatch(parsed(own).name):
            return True
        _engine(own).delete()
    except UsageError:
        return True
    except (UnreachableServer, ServerRefusal):
        return False
    return True


def probe(address: str, own: Collection[str]) -> str:
    """What the engine at an address is, which must hold nothing yet but indexes at the addresses of `own`.

    An index is made there, written to, searched and deleted again. Raises UsageError, UnreachableServer.
    """
    place = parsed(address)
    connection = ClusterConnection(place, access(place))
    said = connection.ask("GET", "/")
    version = said.get("version", {}) if isinstance(said, dict) else {}
    number, made_by = str(version.get("number", "")), str(version.get("distribution", ""))
    major = number.partition(".")[0]
    if made_by != "opensearch":
        raise UsageError(f"It is no OpenSearch that answers there, but {_else(version)}")
    if not major.isdigit() or int(major) < OLDEST:
        raise UsageError(f"OpenSearch {OLDEST}.0 or later is needed, and {number} is there")
    _refuse_taken(connection, place.name, {parsed(one).name for one in own if one})
    _try_out(begun(address))
    return f"OpenSearch {number}"


def _else(version: dict[str, Any]) -> str:
    number = str(version.get("number", ""))
    return f"Elasticsearch {number}" if number else "another server"


def _refuse_taken(connection: ClusterConnection, name: str, own: set[str]) -> None:
    try:
        every = connection.ask("GET", f"/{name},{name}-*", ignore_unavailable="true", allow_no_indices="true")
    except ServerRefusal as refused:
        raise UnreachableServer(f"The server refuses to say what indexes it has ({refused})") from refused
    if found := set(every) - own:
        raise UsageError(
            f"The server already has an index called {sorted(found)[0]}. Choose another name than {name}"
        )


def _try_out(own: str) -> None:
    """Raises UnreachableServer where an index cannot be made, written to, searched or deleted."""
    from archive.search.port import IndexRow

    engine = _engine(own)
    try:
        engine.create()
        try:
            engine.write([IndexRow(1, "fr", "essai")], (), 1)
            state = engine.state(1)
            state.close()
        finally:
            engine.delete()
    except (ServerRefusal, DamagedIndex) as refused:
        raise UnreachableServer(
            f"The server refuses what an archive does with its index ({refused})"
        ) from refused
    if state.count != 1:
        raise UnreachableServer("The server does not give back what was written to it")


def _engine(own: str) -> OpenSearchEngine:
    place = parsed(own)
    return OpenSearchEngine(ClusterConnection(place, access(place)), place.name)

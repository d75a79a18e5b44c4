"""Containers that were looked through: by which readers, and what was not to be read in them.

A container is no source by itself, and its bytes are not kept: only what lies in it is. Its row says that all
of that is in, so that an unchanged one is not opened again, and what to look through once a reader is newer.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping

from archive.catalog import sql
from archive.catalog.store import Catalog
from archive.dataclass import dataclass

Stamp = tuple[int, int, int, int]  # size (bytes), times of modification and change (ns), inode


@dataclass(frozen=True, slots=True)
class Looked:
    """A container as it was when it was looked through; `unread`: what of it could not be read, if any.

    `read_with`: the versions of the readers of containers that did it, its own first.
    """

    origin: str
    given: str
    stamp: Stamp
    read_with: Mapping[str, int]
    unread: str | None = None


def put(catalog: Catalog, looked: Iterable[Looked], now: str) -> None:
    """Keeps that containers were looked through, and that all that lies in them is in or has failed."""
    columns = ("given", "size", "mtime_ns", "ctime_ns", "inode", "read_with", "said", "at")
    with catalog.transaction() as db:
        db.executemany(
            sql.upsert("containers", ("origin",), columns),
            (
                (one.origin, one.given, *one.stamp, json.dumps(dict(one.read_with)), one.unread, now)
                for one in looked
            ),
        )


def every(catalog: Catalog) -> dict[str, Looked]:
    """All containers, by where they stand."""
    rows = catalog.db.execute(
        "SELECT origin, given, size, mtime_ns, ctime_ns, inode, read_with, said FROM containers"
    )
    return {row[0]: Looked(row[0], row[1], tuple(row)[2:6], json.loads(row[6]), row[7]) for row in rows}

"""The writer's lock of a catalog that several machines reach: one command at a time changes the archive.

It is held by a session of its own. The server gives it back when that session ends, however it ends.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import Final

from archive.catalog.postgresql.address import parsed
from archive.catalog.postgresql.connection import ServerConnection, connect
from archive.errors import ArchiveBusy

# Who holds a lock whose number is of 64 bits: the server shows it in two halves.
_HOLDER: Final = (
    "SELECT a.application_name, a.client_addr::text FROM pg_locks l JOIN pg_stat_activity a ON a.pid = l.pid"
    " WHERE l.locktype = 'advisory' AND l.granted AND l.objsubid = 1 AND l.database = (SELECT oid FROM"
    " pg_database WHERE datname = current_database()) AND l.classid = {high} AND l.objid = {low}"
)


@contextlib.contextmanager
def writing(address: str) -> Iterator[None]:
    """Holds the lock for as long as the block lasts.

    Raises ArchiveBusy, which names who holds it, and as `connect`.
    """
    place = parsed(address)
    with contextlib.closing(connect(place)) as db:
        if not db.run(f"SELECT pg_try_advisory_lock({place.writer})").fetchone()[0]:
            raise ArchiveBusy(
                f"{_holder(db)} is writing to the archive in {address}. Try again when it has finished."
            )
        yield


def _holder(db: ServerConnection) -> str:
    high, low = divmod(db.place.writer, 1 << 32)
    row = db.run(_HOLDER.format(high=high, low=low)).fetchone()
    if row is None or row[0] is None:
        return "Another process"
    number = str(row[0]).removeprefix("archive ")
    return f"Another process (number {number}{f' at {row[1]}' if row[1] else ''})"

"""Sources, their originals, the places (origins) where they stand, and what could not be read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Protocol

from archive import nesting
from archive.catalog import captures, changes, entries, sql, stated
from archive.catalog.intake import Failure
from archive.catalog.store import Catalog
from archive.records import Captured

# -- writing ---------------------------------------------------------------------------------------


class SourcePlace(Protocol):
    """Where a source stands: a whole path or address, as a person wrote it, and its size in bytes."""

    @property
    def origin(self) -> str: ...
    @property
    def given(self) -> str: ...
    @property
    def size(self) -> int: ...
    @property
    def captured(self) -> Captured | None: ...


def add(
    catalog: Catalog,
    source_id: str,
    place: SourcePlace,
    mtime_ns: int,
    now: str,
    *,
    ctime_ns: int = 0,
    inode: int = 0,
) -> None:
    """Notes that a source stands at `place` now; what stood there before is an older version.

    Its times (ns) and inode tell later whether it is unchanged; a `ctime_ns` of 0 that they cannot.
    """
    origin = place.origin
    with catalog.transaction() as db:
        db.execute("DELETE FROM failures WHERE origin = ?", (origin,))
        older = [
            row[0]
            for row in db.execute(
                "SELECT source_id FROM origins WHERE origin = ? AND source_id <> ? AND current = 1",
                (origin, source_id),
            )
        ]
        before = {one: _names_of(catalog, one) for one in (*older, source_id)}
        db.execute(
            "INSERT INTO origins (origin, given, source_id, size, mtime_ns, first_seen, last_seen, current,"
            " ctime_ns, inode) VALUES (?, ?, ?, ?, ?, ?, ?, 1, ?, ?)"
            " ON CONFLICT (origin, source_id) DO UPDATE SET size = excluded.size,"
            " mtime_ns = excluded.mtime_ns, last_seen = excluded.last_seen, current = 1,"
            " ctime_ns = excluded.ctime_ns, inode = excluded.inode",
            (origin, place.given, source_id, place.size, mtime_ns, now, now, ctime_ns, inode),
        )
        db.execute("UPDATE origins SET current = 0 WHERE origin = ? AND source_id <> ?", (origin, source_id))
        if place.captured:
            captures.put(catalog, source_id, place.captured)
        if older:
            entries.said_again(catalog, entries.of_source(catalog, source_id), now)
        for one in (*older, source_id):
            renew_current(catalog, one)
            _note_placed(catalog, one, before[one])
        stated.renew(catalog, (*older, source_id))


def retire(catalog: Catalog, origins: Iterable[str]) -> None:
    """Nothing stands under these origins any more."""
    with catalog.transaction() as db:
        for origin in origins:
            row = db.execute(
                "SELECT source_id FROM origins WHERE origin = ? AND current = 1", (origin,)
            ).fetchone()
            before = None if row is None else _names_of(catalog, row[0])
            db.execute("UPDATE origins SET current = 0, ctime_ns = 0 WHERE origin = ?", (origin,))
            if row is not None:
                renew_current(catalog, row[0])
                _note_placed(catalog, row[0], before)


def _names_of(catalog: Catalog, source_id: str) -> tuple[str, str] | None:
    """What a source is called: by the place that it was first seen at, and by the first in their order."""
    query = f"SELECT {sql.source_of('s')}, {sql.source_of('s', sql.AS_CALLED)} FROM (SELECT ? AS source_id) s"
    first, least = catalog.db.execute(query, (source_id,)).fetchone()
    return None if first is None else (first, least)


def _note_placed(catalog: Catalog, source_id: str, before: tuple[str, str] | None) -> None:
    """Notes a source that is called otherwise than `before`: documents name the place, and which of several
    copies stands for all goes by it."""
    if before not in (None, _names_of(catalog, source_id)):
        query = "SELECT n FROM documents WHERE source_id = ? AND current = 1"
        changes.log(catalog, [row[0] for row in catalog.db.execute(query, (source_id,)).fetchall()], "placed")


def rename(catalog: Catalog, before: str, after: str) -> None:
    """What is known of the source at `before` is that of `after`, of which nothing may be known yet."""
    with catalog.transaction() as db:
        for table in ("origins", "failures"):
            db.execute(f"DELETE FROM {table} WHERE origin = ?", (after,))
            db.execute(f"UPDATE {table} SET origin = ? WHERE origin = ?", (after, before))


def renew_current(catalog: Catalog, source_id: str) -> None:
    """A document is current while any origin shows its source, of a feed's entry the newest version."""
    db = catalog.db
    shown = (
        db.execute("SELECT max(current) FROM origins WHERE source_id = ?", (source_id,)).fetchone()[0] or 0
    )
    changed = [
        r[0]
        for r in db.execute(
            "SELECT n FROM documents d WHERE source_id = ? AND current <> ?"
            " AND NOT EXISTS (SELECT 1 FROM post_keys k WHERE k.doc = d.n AND k.kind = 'entry')",
            (source_id, shown),
        )
    ]
    if changed:
        db.executemany("UPDATE documents SET current = ? WHERE n = ?", ((shown, n) for n in changed))
        changes.log(catalog, changed, "restored" if shown else "superseded")
    entries.renew(catalog, source_id)


def add_failure(catalog: Catalog, failure: Failure, now: str) -> None:
    """Records that a source could not be taken in, and why; a traceback stands below the reason."""
    reason = f"{failure.reason}\n{failure.trace}" if failure.trace else failure.reason
    with catalog.transaction() as db:
        db.execute(
            sql.upsert("failures", ("origin",), ("given", "reason", "size", "mtime_ns", "at")),
            (failure.origin, failure.given, reason, failure.size, failure.mtime_ns, now),
        )


def forget_failures(catalog: Catalog, origins: Iterable[str]) -> None:
    """What is at these origins fails no more."""
    with catalog.transaction() as db:
        db.executemany("DELETE FROM failures WHERE origin = ?", ((origin,) for origin in origins))


# -- reading ---------------------------------------------------------------------------------------


def of(catalog: Catalog, source_id: str) -> list[str]:
    """Everywhere a source stands now; of one that stands nowhere any more, where it last stood."""
    rows = catalog.db.execute(
        "SELECT given FROM origins o WHERE source_id = ? AND (current = 1 OR NOT EXISTS (SELECT 1"
        " FROM origins x WHERE x.source_id = o.source_id AND x.current = 1)) ORDER BY first_seen, origin",
        (source_id,),
    )
    return [row[0] for row in rows]


def held(catalog: Catalog, source_id: str) -> bool:
    """Whether a source is in."""
    return catalog.db.execute("SELECT 1 FROM sources WHERE id = ?", (source_id,)).fetchone() is not None


def seen(catalog: Catalog) -> dict[str, tuple[int, int, int, int]]:
    """Size (bytes), times of modification and change (ns) and inode of every current origin, as last read.

    The time of change is 0 where these do not prove that a file is unchanged.
    """
    rows = catalog.db.execute("SELECT origin, size, mtime_ns, ctime_ns, inode FROM origins WHERE current = 1")
    return {row[0]: (row[1], row[2], row[3], row[4]) for row in rows}


def superseded(catalog: Catalog) -> set[tuple[str, int, int, int, int]]:
    """The origins in other files that show another source by now, each with the stamp of the earlier one."""
    rows = catalog.db.execute(
        "SELECT origin, size, mtime_ns, ctime_ns, inode FROM origins WHERE current = 0 AND origin LIKE '%!%'"
    )
    return {(row[0], row[1], row[2], row[3], row[4]) for row in rows}


def standing(catalog: Catalog, origin: str) -> str | None:
    """The id of the source that stands under an origin now, None where none does."""
    row = catalog.db.execute(
        "SELECT source_id FROM origins WHERE origin = ? AND current = 1", (origin,)
    ).fetchone()
    return None if row is None else str(row[0])


def with_bytes(catalog: Catalog, origin: str, sha256: str) -> str | None:
    """The id of the source with this original that stands under an origin, or once stood; None: none did."""
    row = catalog.db.execute(
        "SELECT o.source_id FROM origins o LEFT JOIN members m ON m.source_id = o.source_id"
        " WHERE o.origin = ? AND coalesce(m.sha256, o.source_id) = ? ORDER BY o.current DESC LIMIT 1",
        (origin, sha256),
    ).fetchone()
    return None if row is None else str(row[0])


def former(catalog: Catalog, origin: str, sha256: str) -> str | None:
    """The id of a source of before containers had members, with these bytes and in a container like `origin`.

    What lies in a container was a source by its bytes alone then. Whatever its container is called, it is
    the same where it lies at the same place in it. None: there is none.
    """
    rows = catalog.db.execute(
        "SELECT origin FROM origins WHERE source_id = ? AND source_id NOT IN (SELECT source_id FROM members)",
        (sha256,),
    )
    place = _in_container(origin)
    return sha256 if place and any(_in_container(row[0]) == place for row in rows) else None


def _in_container(origin: str) -> str:
    """Where in the outermost file it lies, "" for a file that nothing holds."""
    return origin[len(nesting.outermost(origin)) :].removeprefix(nesting.BAR).removeprefix("//")


def in_others(catalog: Catalog) -> list[tuple[str, str]]:
    """The places of what lies in other files now: whole, and as a person wrote each."""
    rows = catalog.db.execute("SELECT origin, given FROM origins WHERE current = 1 AND origin LIKE '%!%'")
    return [(row[0], row[1]) for row in rows]


def failures(catalog: Catalog) -> list[Failure]:
    """The sources that could not be taken in."""
    rows = catalog.db.execute("SELECT origin, given, reason, size, mtime_ns FROM failures ORDER BY origin")
    found = []
    for origin, given, why, size, mtime_ns in rows:
        reason, _, trace = why.partition("\n")
        found.append(Failure(origin, given, reason, size, mtime_ns, trace=trace))
    return found


def originals(catalog: Catalog) -> list[str]:
    """The SHA-256 of every original, in order."""
    return [row[0] for row in catalog.db.execute(sql.ORIGINALS)]


def made_with(catalog: Catalog, source_id: str) -> str:
    """By which models and rules a source was taken apart: JSON of versions."""
    row = catalog.db.execute("SELECT made_with FROM sources WHERE id = ?", (source_id,)).fetchone()
    return str(row[0])


def original(catalog: Catalog, source_id: str) -> tuple[str, str | None, int]:
    """Of a source the SHA-256 of its original, where in its container it lies (None: in none), its size.

    The size is in bytes. Raises KeyError when it is not in.
    """
    row = catalog.db.execute(
        "SELECT m.sha256, m.inside, s.size FROM sources s LEFT JOIN members m ON m.source_id = s.id"
        " WHERE s.id = ?",
        (source_id,),
    ).fetchone()
    if row is None:
        raise KeyError(source_id)
    return row[0] or source_id, row[1], int(row[2])


def of_original(catalog: Catalog, sha256: str) -> list[str]:
    """The ids of the sources with these bytes."""
    rows = catalog.db.execute(
        "SELECT s.id FROM sources s WHERE s.id = ? AND s.id NOT IN (SELECT source_id FROM members)"
        " UNION SELECT source_id FROM members WHERE sha256 = ? ORDER BY 1",
        (sha256, sha256),
    )
    return [row[0] for row in rows]


def called(catalog: Catalog, source_id: str) -> str | None:
    """Where a source comes from, as a person wrote it: the place that documents name, too."""
    query = f"SELECT {sql.source_of('s')} FROM (SELECT ? AS source_id) s"
    row = catalog.db.execute(query, (source_id,)).fetchone()
    return None if row[0] is None else str(row[0])


def media_type(catalog: Catalog, source_id: str) -> str:
    """The media type of a source that is in."""
    row = catalog.db.execute("SELECT media_type FROM sources WHERE id = ?", (source_id,)).fetchone()
    return str(row[0])


def note_checked(catalog: Catalog, sources: Iterable[str], at: str) -> None:
    """Keeps that the originals of these sources were found whole at that time (UTC)."""
    with catalog.transaction() as db:
        db.executemany("UPDATE sources SET checked = ? WHERE id = ?", ((at, one) for one in sources))


def addresses(catalog: Catalog) -> Iterator[tuple[str, str, str | None]]:
    """Every place where a source stands now: its id, the place, and the address of its page, if any."""
    yield from catalog.db.execute(
        "SELECT o.source_id, o.given, s.url FROM origins o JOIN sources s ON s.id = o.source_id"
        " WHERE o.current = 1"
    )


def path_for_timeline(catalog: Catalog, document: str, given: str) -> str | None:
    """The whole path or address of the source of a document, by its id and the place that is shown of it."""
    row = catalog.db.execute(
        "SELECT o.origin FROM origins o JOIN documents d ON d.source_id = o.source_id"
        " WHERE d.id = ? AND o.given = ? ORDER BY o.current DESC LIMIT 1",
        (document, given),
    ).fetchone()
    return None if row is None else str(row[0])

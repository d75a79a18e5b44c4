"""Sources: originals by their SHA-256, the places (origins) where they stand, and what could not be read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from archive.catalog import changes, sql
from archive.catalog.intake import Failure
from archive.catalog.store import Catalog
from archive.records import Source

# -- writing ---------------------------------------------------------------------------------------


def add(
    catalog: Catalog, source: Source, mtime_ns: int, now: str, *, ctime_ns: int = 0, inode: int = 0
) -> None:
    """Notes that `source` stands under its origin now; what stood there before is an older version.

    Its times (ns) and inode tell later whether it is unchanged; a `ctime_ns` of 0 that they cannot.
    """
    with catalog.transaction() as db:
        before = called(catalog, source.sha256)
        db.execute("DELETE FROM failures WHERE origin = ?", (source.origin,))
        older = [
            row[0]
            for row in db.execute(
                "SELECT sha256 FROM origins WHERE origin = ? AND sha256 <> ? AND current",
                (source.origin, source.sha256),
            )
        ]
        db.execute(
            "INSERT INTO origins (origin, given, sha256, size, mtime_ns, first_seen, last_seen, current,"
            " ctime_ns, inode) VALUES (?, ?, ?, ?, ?, ?, ?, 1, ?, ?)"
            " ON CONFLICT (origin, sha256) DO UPDATE SET size = excluded.size, mtime_ns = excluded.mtime_ns,"
            " last_seen = excluded.last_seen, current = 1, ctime_ns = excluded.ctime_ns,"
            " inode = excluded.inode",
            (source.origin, source.given, source.sha256, source.size, mtime_ns, now, now, ctime_ns, inode),
        )
        db.execute(
            "UPDATE origins SET current = 0 WHERE origin = ? AND sha256 <> ?", (source.origin, source.sha256)
        )
        for sha256 in (*older, source.sha256):
            _renew_current(catalog, sha256)
        if before not in (None, called(catalog, source.sha256)):
            rows = db.execute("SELECT n FROM documents WHERE sha256 = ? AND current", (source.sha256,))
            changes.log(catalog, [row[0] for row in rows.fetchall()], "placed")


def rename(catalog: Catalog, before: str, after: str) -> None:
    """What is known of the source at `before` is that of `after`, of which nothing may be known yet."""
    with catalog.transaction() as db:
        for table in ("origins", "failures"):
            db.execute(f"DELETE FROM {table} WHERE origin = ?", (after,))
            db.execute(f"UPDATE {table} SET origin = ? WHERE origin = ?", (after, before))


def _renew_current(catalog: Catalog, sha256: str) -> None:
    """A document is current while any origin shows its source."""
    db = catalog.db
    shown = db.execute("SELECT max(current) FROM origins WHERE sha256 = ?", (sha256,)).fetchone()[0] or 0
    changed = [
        r[0] for r in db.execute("SELECT n FROM documents WHERE sha256 = ? AND current <> ?", (sha256, shown))
    ]
    if changed:
        db.execute("UPDATE documents SET current = ? WHERE sha256 = ?", (shown, sha256))
        changes.log(catalog, changed, "restored" if shown else "superseded")


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


def of(catalog: Catalog, sha256: str) -> list[str]:
    """Everywhere a source stands now."""
    rows = catalog.db.execute(
        "SELECT given FROM origins WHERE sha256 = ? AND current ORDER BY first_seen, origin", (sha256,)
    )
    return [row[0] for row in rows]


def held(catalog: Catalog, sha256: str) -> bool:
    """Whether the bytes with this SHA-256 are in."""
    return catalog.db.execute("SELECT 1 FROM sources WHERE sha256 = ?", (sha256,)).fetchone() is not None


def seen(catalog: Catalog) -> dict[str, tuple[int, int, int, int]]:
    """Size (bytes), times of modification and change (ns) and inode of every current origin, as last read.

    The time of change is 0 where these do not prove that a file is unchanged.
    """
    rows = catalog.db.execute("SELECT origin, size, mtime_ns, ctime_ns, inode FROM origins WHERE current")
    return {row[0]: (row[1], row[2], row[3], row[4]) for row in rows}


def superseded(catalog: Catalog) -> set[tuple[str, int, int, int, int]]:
    """The origins in other files that show another source by now, each with the stamp of the earlier one."""
    rows = catalog.db.execute(
        "SELECT origin, size, mtime_ns, ctime_ns, inode FROM origins WHERE NOT current AND origin LIKE '%!%'"
    )
    return {(row[0], row[1], row[2], row[3], row[4]) for row in rows}


def standing(catalog: Catalog, origin: str) -> str | None:
    """The SHA-256 of what stands under an origin now, None where nothing does."""
    row = catalog.db.execute("SELECT sha256 FROM origins WHERE origin = ? AND current", (origin,)).fetchone()
    return None if row is None else str(row[0])


def failures(catalog: Catalog) -> list[Failure]:
    """The sources that could not be taken in."""
    rows = catalog.db.execute("SELECT origin, given, reason, size, mtime_ns FROM failures ORDER BY origin")
    found = []
    for origin, given, said, size, mtime_ns in rows:
        reason, _, trace = said.partition("\n")
        found.append(Failure(origin, given, reason, size, mtime_ns, trace=trace))
    return found


def hashes(catalog: Catalog) -> list[str]:
    """The SHA-256 of every source, in order."""
    return [row[0] for row in catalog.db.execute("SELECT sha256 FROM sources ORDER BY sha256")]


def size(catalog: Catalog, sha256: str) -> int:
    """The size of a source in bytes. Raises KeyError when it is not in."""
    row = catalog.db.execute("SELECT size FROM sources WHERE sha256 = ?", (sha256,)).fetchone()
    if row is None:
        raise KeyError(sha256)
    return int(row[0])


def called(catalog: Catalog, sha256: str) -> str | None:
    """Where a source comes from, as a person wrote it: the place that documents name, too."""
    query = f"SELECT {sql.source_of('s')} FROM (SELECT ? AS sha256) s"
    row = catalog.db.execute(query, (sha256,)).fetchone()
    return None if row[0] is None else str(row[0])


def note_checked(catalog: Catalog, hashes: Iterable[str], at: str) -> None:
    """Keeps that these sources were found whole at that time (UTC)."""
    with catalog.transaction() as db:
        db.executemany("UPDATE sources SET checked = ? WHERE sha256 = ?", ((at, one) for one in hashes))


def addresses(catalog: Catalog) -> Iterator[tuple[str, str, str | None]]:
    """Every place where a source stands now: its SHA-256, the place, and the address of its page, if any."""
    yield from catalog.db.execute(
        "SELECT o.sha256, o.given, s.url FROM origins o JOIN sources s ON s.sha256 = o.sha256 WHERE o.current"
    )


def path_for_timeline(catalog: Catalog, document: str, given: str) -> str | None:
    """The whole path or address of the source of a document, by its id and the place that is shown of it."""
    row = catalog.db.execute(
        "SELECT o.origin FROM origins o JOIN documents d ON d.sha256 = o.sha256"
        " WHERE d.id = ? AND o.given = ? ORDER BY o.current DESC LIMIT 1",
        (document, given),
    ).fetchone()
    return None if row is None else str(row[0])

"""Entries of feeds and exports, known by their guid or number wherever they stand.

A feed is read again and again, an export is taken twice: an entry that is as it was is no new document, one
that has changed is a new version of the one before, and one that fell off the feed stays as it was last.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Sequence

from archive.catalog import changes, sql
from archive.catalog.intake import Intake, Made
from archive.catalog.store import Catalog

# The versions of an entry, the newest last: by the time of its last change, where it tells one (`changed`),
# then by the time at which a file last said it so (`said`), which is that of its own file at first.
_VERSIONS = (
    "SELECT d.n, d.current, d.source_id,"
    " coalesce((SELECT c.said FROM post_keys c WHERE c.doc = d.n AND c.kind = 'changed'), '') AS changed,"
    " coalesce((SELECT c.said FROM post_keys c WHERE c.doc = d.n AND c.kind = 'said'), s.taken_in) AS last"
    " FROM post_keys k JOIN documents d ON d.n = k.doc JOIN sources s ON s.id = d.source_id"
    " WHERE k.kind = 'entry' AND k.said = ? AND d.lang = ? ORDER BY changed, last, d.n"
)


def only_changed(catalog: Catalog, intake: Intake) -> tuple[Intake, list[int]]:
    """What was made of a source without the entries that stand, word for word, in one taken in before; and
    the numbers of the documents that these are.
    """
    earlier = {id(new): _same_entry(catalog, new, intake.source.id) for new in intake.documents}
    numbers = [n for n in earlier.values() if n is not None]
    if not numbers:
        return intake, []
    kept = tuple(new for new in intake.documents if earlier[id(new)] is None)
    return dataclasses.replace(intake, documents=kept), numbers


def _same_entry(catalog: Catalog, new: Made, source_id: str) -> int | None:
    draft = new.draft
    key = next((k.value for k in draft.keys if k.kind == "entry"), None)
    if key is None:
        return None
    row = catalog.db.execute(
        "SELECT d.n FROM post_keys k JOIN documents d ON d.n = k.doc WHERE k.kind = 'entry' AND k.said = ?"
        " AND d.source_id <> ? AND d.current = 1 AND d.lang = ? AND d.text = ? AND d.title IS ?"
        " AND d.own_date IS ? LIMIT 1",
        (key, source_id, draft.lang, draft.text, draft.title, new.dating.date if new.dating else None),
    ).fetchone()
    return None if row is None else int(row[0])


def prints(catalog: Catalog, some: Iterable[int]) -> set[str]:
    """The fingerprints of those of these documents that are entries."""
    query = (
        "SELECT d.fingerprint FROM documents d JOIN post_keys k ON k.doc = d.n AND k.kind = 'entry'"
        " WHERE d.n IN ({marks})"
    )
    return {row[0] for row in sql.rows_in(catalog.db, query, some)}


def feeds(catalog: Catalog) -> list[tuple[str, str]]:
    """The sources of the kinds that hold entries: their ids and media types."""
    rows = catalog.db.execute(
        "SELECT id, media_type FROM sources WHERE media_type IN (SELECT DISTINCT s.media_type"
        " FROM post_keys k JOIN documents d ON d.n = k.doc JOIN sources s ON s.id = d.source_id"
        " WHERE k.kind = 'entry')"
    )
    return [(row[0], row[1]) for row in rows]


def said_again(catalog: Catalog, numbers: Sequence[int], now: str) -> None:
    """Notes that a file says these entries as they are, at this time (UTC)."""
    with catalog.transaction() as db:
        put = sql.upsert("post_keys", ("doc", "kind"), ("said",))
        db.executemany(put, ((n, "said", now) for n in numbers))


def of_source(catalog: Catalog, source_id: str) -> list[int]:
    """The numbers of the entries that stand in a source, all versions."""
    rows = catalog.db.execute(
        "SELECT d.n FROM documents d JOIN post_keys k ON k.doc = d.n AND k.kind = 'entry'"
        " WHERE d.source_id = ?",
        (source_id,),
    )
    return [row[0] for row in rows]


def renew(catalog: Catalog, source_id: str) -> None:
    """Of each entry that stands in a source the version is current that came last; all of them are kept."""
    db = catalog.db
    keys = db.execute(
        "SELECT DISTINCT k.said, d.lang FROM documents d JOIN post_keys k ON k.doc = d.n"
        " AND k.kind = 'entry' WHERE d.source_id = ?",
        (source_id,),
    ).fetchall()
    for key, lang in keys:
        found = db.execute(_VERSIONS, (key, lang)).fetchall()
        newest = found[-1]["source_id"]  # of several with one guid in one feed none is a version of another
        for version in found:
            current = int(version["source_id"] == newest)
            if version["current"] != current:
                db.execute("UPDATE documents SET current = ? WHERE n = ?", (current, version["n"]))
                changes.log(catalog, [version["n"]], "restored" if current else "superseded")


def versions(catalog: Catalog, n: int) -> list[int]:
    """The numbers of all versions of an entry, the oldest first; none for what is no entry."""
    row = catalog.db.execute(
        "SELECT k.said, d.lang FROM post_keys k JOIN documents d ON d.n = k.doc"
        " WHERE k.kind = 'entry' AND d.n = ?",
        (n,),
    ).fetchone()
    return [] if row is None else [v["n"] for v in catalog.db.execute(_VERSIONS, tuple(row))]

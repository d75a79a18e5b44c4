"""Runs of `ingest` that took something in: when, of what, and what became of each source."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Final

from archive.catalog import sql
from archive.catalog.documents import VACANT
from archive.catalog.store import Catalog
from archive.dataclass import dataclass

_NEVER: Final = "9999"


@dataclass(frozen=True, slots=True)
class IngestRun:
    """One run: its number, when it began and ended (UTC; None: it was cut off), the paths it was given.

    Number 0 stands for what came in before runs were kept. `sources`, `failed`: how many there are of it now.
    """

    n: int
    began: str
    ended: str | None
    given: tuple[str, ...]
    sources: int = 0
    failed: int = 0


@dataclass(frozen=True, slots=True)
class IngestedSource:
    """A source that came in, and a document of it; without one where it holds none.

    `posts`: how many the source has, each in one language or more. `reason`: what of it could not be read, or
    (`vacant`) why it holds no text. `sure`: how certain a text is that was read off a picture, from 0 to 1.
    """

    source_id: str
    given: str
    posts: int
    vacant: bool
    reason: str
    document: str | None = None
    title: str | None = None
    lang: str = ""
    words: int = 0
    date: str | None = None
    sure: float | None = None


@dataclass(frozen=True, slots=True)
class FailedSource:
    """A source that could not be taken in: its place, what it was given as, and why."""

    origin: str
    given: str
    reason: str


def begin(catalog: Catalog, given: Sequence[str], now: str) -> int:
    """Notes that a run begins; returns its number."""
    with catalog.transaction() as db:
        return sql.insert(db, "runs", "n", {"began": now, "given": json.dumps(list(given))})


def end(catalog: Catalog, n: int, now: str, *, keep: bool) -> None:
    """Notes that a run ended; one that took nothing in is not kept."""
    with catalog.transaction() as db:
        if keep:
            db.execute("UPDATE runs SET ended = ? WHERE n = ?", (now, n))
        else:
            db.execute("DELETE FROM runs WHERE n = ?", (n,))


def listing(catalog: Catalog) -> list[IngestRun]:
    """The runs, the newest first."""
    db = catalog.db
    rows = db.execute("SELECT n, began, ended, given FROM runs ORDER BY n").fetchall()
    found = [IngestRun(n, began, ended, tuple(json.loads(given))) for n, began, ended, given in rows]
    first = found[0].began if found else _NEVER
    before = db.execute("SELECT min(taken_in) FROM sources WHERE taken_in < ?", (first,)).fetchone()[0]
    if before:
        found.insert(0, IngestRun(0, before, None, ()))
    counted = []
    for one, (since, until) in zip(found, _spans(found), strict=True):
        sources, failed = (
            sql.count(db, f"SELECT count(*) FROM {table} WHERE {at} >= ? AND {at} < ?", (since, until))
            for table, at in (("sources", "taken_in"), ("failures", "at"))
        )
        counted.append(IngestRun(one.n, one.began, one.ended, one.given, sources, failed))
    return [one for one in reversed(counted) if one.sources or one.failed]


def _spans(found: Sequence[IngestRun]) -> Iterator[tuple[str, str]]:
    """From when to when each run, oldest first, took in: until the next one began."""
    for i, one in enumerate(found):
        yield ("" if i == 0 else one.began, found[i + 1].began if i + 1 < len(found) else _NEVER)


def standing(catalog: Catalog) -> tuple[object, ...]:
    """What stays the same as long as every report does.

    It is another one once a source came, moved or failed, a text changed, or another reason was noted.
    """
    queries = (
        "SELECT max(seq) FROM changes",
        "SELECT count(*), max(at), coalesce(sum(length(reason)), 0) FROM failures",
        "SELECT count(*), coalesce(sum(length(reason)), 0) FROM unread",
        "SELECT count(*), max(began), max(ended) FROM runs",
        "SELECT count(*), coalesce(sum(current), 0), max(last_seen) FROM origins",
    )
    return tuple(tuple(catalog.db.execute(query).fetchone()) for query in queries)


def span(catalog: Catalog, n: int) -> tuple[str, str]:
    """From when to when the run numbered `n` took in."""
    found = listing(catalog)[::-1]
    return next((span for one, span in zip(found, _spans(found), strict=True) if one.n == n), ("", ""))


def under_way(catalog: Catalog) -> str | None:
    """When the newest run began, if it has not ended."""
    row = catalog.db.execute("SELECT began, ended FROM runs ORDER BY n DESC LIMIT 1").fetchone()
    return str(row[0]) if row and row[1] is None else None


def count_refused(catalog: Catalog) -> int:
    """How many sources could not be taken in, and have not been since."""
    return int(catalog.db.execute("SELECT count(*) FROM failures").fetchone()[0])


def taken(catalog: Catalog, since: str, until: str) -> Iterator[IngestedSource]:
    """The sources that came in then, each with its documents that stand now, by where they come from."""
    rows = sql.tuples(
        catalog.db,
        f"SELECT s.source_id, {sql.source_of('s')},"
        " (SELECT count(DISTINCT p.post) FROM documents p WHERE p.source_id = s.source_id AND p.current = 1),"
        " u.reason, d.id, d.title, d.lang, d.words, d.date, r.sure"
        " FROM (SELECT id AS source_id, taken_in FROM sources) s"
        " LEFT JOIN unread u ON u.source_id = s.source_id"
        " LEFT JOIN documents d ON d.source_id = s.source_id AND d.current = 1"
        " LEFT JOIN recognised r ON r.doc = d.n"
        " WHERE s.taken_in >= ? AND s.taken_in < ? ORDER BY 2, s.source_id, d.post, d.n",
        (since, until),
    )
    for source, given, posts, reason, document, title, lang, words, date, sure in rows:
        vacant = bool(reason and reason.startswith(VACANT))
        yield IngestedSource(
            source, given or "", posts, vacant, (reason or "").removeprefix(VACANT), document, title,
            lang or "", words or 0, date, sure,
        )  # fmt: skip


def refused(catalog: Catalog, since: str, until: str) -> list[FailedSource]:
    """What could not be taken in then, by its place."""
    rows = catalog.db.execute(
        "SELECT origin, given, reason FROM failures WHERE at >= ? AND at < ? ORDER BY origin", (since, until)
    )
    return [FailedSource(origin, given, reason.partition("\n")[0]) for origin, given, reason in rows]

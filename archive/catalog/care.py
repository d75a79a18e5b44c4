"""Who may see a text, by the words of persons: acts that close, open, redact or remove it.

An act is kept by content: by the SHA-256 of a file and by the fingerprint of a text. So it holds when the
file is taken in again, for the same text elsewhere, and after documents were made anew. Of two acts on one
key the later one holds. Acts are never changed or taken back: what was closed is opened by an act of its own.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, Final, Literal, NamedTuple

from archive.catalog import origins, redacted_words, sql
from archive.catalog.store import Catalog
from archive.dataclass import dataclass

Kind = Literal["file", "text"]
CLOSE: Final = "close"
OPEN: Final = "open"
REDACT: Final = "redact"
UNREDACT: Final = "unredact"
REMOVE: Final = "remove"
_TIME: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
_DAY: Final = re.compile(r"\d{4}-\d\d-\d\d")
KEY: Final = "[0-9a-f]{32}|[0-9a-f]{64}"  # a pattern: a fingerprint, or a SHA-256
_CLOCK: Final = "latest clock"  # the setting that holds the latest time that this archive was ever told


class Key(NamedTuple):
    """What an act is about: bytes by their SHA-256 ("file"), or words by their fingerprint ("text")."""

    kind: Kind
    key: str


@dataclass(frozen=True, slots=True)
class Care:
    """Something that a person did about who may see a text, at one time (`at`, UTC), and why.

    `until`: the last day (UTC) on which it is closed, None: for ever. `what`: JSON that says which part of
    it, "" for all. `documents`: the ids of those that it is about and that are in the archive now.
    """

    act: str
    at: str
    who: str
    why: str
    keys: tuple[Key, ...]
    until: str | None = None
    what: str = ""
    n: int = 0
    documents: tuple[str, ...] = ()

    def in_force(self, now: str) -> bool:
        """Whether it still closes at a time (UTC): an embargo holds to the end of its last day."""
        return self.act == CLOSE and (self.until is None or now[:10] <= self.until)


def enter(catalog: Catalog, care: Care) -> int:
    """Writes an act; returns its number."""
    with catalog.transaction() as db:
        row = {"act": care.act, "until": care.until, "what": care.what, "at": care.at, "who": care.who}
        n = sql.insert(db, "care", "n", {**row, "why": care.why})
        db.executemany(
            "INSERT INTO care_keys VALUES (?, ?, ?)", ((n, *key) for key in dict.fromkeys(care.keys))
        )
    return n


def listing(catalog: Catalog) -> Iterator[Care]:
    """All acts, the newest first."""
    keys: dict[int, list[Key]] = {}
    for n, kind, key in catalog.db.execute("SELECT care, kind, key FROM care_keys ORDER BY care, kind, key"):
        keys.setdefault(n, []).append(Key(kind, key))
    texts = {key.key for some in keys.values() for key in some if key.kind == "text"}
    query = "SELECT fingerprint, id FROM documents WHERE current = 1 AND fingerprint IN ({marks}) ORDER BY n"
    ids: dict[str, list[str]] = {}
    for fingerprint, name in sql.rows_in(catalog.db, query, texts):
        ids.setdefault(fingerprint, []).append(name)
    rows = catalog.db.execute("SELECT n, act, until, what, at, who, why FROM care ORDER BY n DESC").fetchall()
    for n, act, until, what, at, who, why in rows:
        own = tuple(keys.get(n, ()))
        here = tuple(dict.fromkeys(one for key in own if key.kind == "text" for one in ids.get(key.key, ())))
        yield Care(act, at, who, why, own, until, what, n, here)


def latest(catalog: Catalog) -> dict[Key, Care]:
    """The last act on each key, by its time, among those that close and open."""
    acts = {
        row[0]: Care(row[1], row[4], row[5], row[6], (), row[2], row[3], row[0])
        for row in catalog.db.execute(
            "SELECT n, act, until, what, at, who, why FROM care WHERE act IN (?, ?)", (CLOSE, OPEN)
        )
    }
    rows = catalog.db.execute(
        "SELECT k.care, k.kind, k.key FROM care_keys k JOIN care c ON c.n = k.care ORDER BY c.at, c.n"
    ).fetchall()
    return {Key(kind, key): acts[n] for n, kind, key in rows if n in acts}


def apply(catalog: Catalog, acts: Iterable[Care]) -> int:
    """Enters acts of another archive, or of a later state of this one, that are not in; returns how many.

    Their times decide which of two holds, as if all had been done here.
    """
    there = {_told_apart(one) for one in listing(catalog)}
    count = 0
    with catalog.transaction():
        for one in sorted(acts, key=lambda one: (one.at, one.n)):
            if _told_apart(one) not in there:
                enter(catalog, one)
                count += 1
    return count


def _told_apart(one: Care) -> tuple[object, ...]:
    return one.act, one.until, one.what, one.at, one.who, frozenset(one.keys)


def read(line: str) -> Care:
    """An act as a line of the log has it (the form `care`).

    Raises ValueError, KeyError, TypeError or RecursionError for what is none.
    """
    record = json.loads(line)
    keys = [(kind, key) for kind, name in (("text", "texts"), ("file", "files")) for key in record[name]]
    act, until, at = record["act"], record["until"], record["at"]
    what = _redactions(record["redacted"]) if act in (REDACT, UNREDACT) else ""
    if not could_be(act, until, what, at):
        raise ValueError("no act of this program")
    for words in (record["who"], record["why"]):
        str(words).encode()  # halves of characters can be kept nowhere
    if not all(re.fullmatch(KEY, key) for _, key in keys):
        raise ValueError("it names something else than hashes")
    found = tuple(Key("text" if kind == "text" else "file", key) for kind, key in keys)
    return Care(act, at, str(record["who"]), str(record["why"]), found, until, what, n=int(record["n"]))


def could_be(act: str, until: str | None, what: str, at: str) -> bool:
    """Whether an act, as the catalog keeps it, is one that this program can have entered."""
    if act not in (CLOSE, OPEN, REDACT, UNREDACT, REMOVE) or not _TIME.fullmatch(at):
        return False
    try:
        datetime.fromisoformat(at)
        if until is not None and not (_DAY.fullmatch(until) and datetime.fromisoformat(until)):
            return False
        return bool(_redactions(json.loads(what))) if act in (REDACT, UNREDACT) else not what
    except (ValueError, KeyError, TypeError, RecursionError):
        return False


def _redactions(record: Mapping[str, Any]) -> str:
    return redacted_words.read(record).kept


# -- what an act is about --------------------------------------------------------------------------


def keys_of(catalog: Catalog, numbers: Sequence[int]) -> tuple[Key, ...]:
    """The keys of documents: of their texts, and of the files that hold these."""
    query = (
        f"SELECT d.fingerprint, {sql.original_of('d.source_id')} FROM documents d WHERE d.n IN ({{marks}})"
    )
    found = [(row[0], row[1]) for row in sql.rows_in(catalog.db, query, numbers)]
    texts = [Key("text", text) for text, _ in found]
    return tuple(dict.fromkeys((*texts, *(Key("file", file) for _, file in found))))


def keys_at(catalog: Catalog, place: str) -> tuple[Key, ...]:
    """The keys of all that stands, or stood, at a place: a file, an address, a folder, what holds others.

    `place` is as a person wrote it, or whole. Nothing for what is no place of the archive.
    """
    sources = sources_at(catalog, place)
    files = [Key("file", origins.original(catalog, one)[0]) for one in sources]
    query = "SELECT fingerprint FROM documents WHERE source_id IN ({marks})"
    texts = [Key("text", row[0]) for row in sql.rows_in(catalog.db, query, sources)]
    return tuple(dict.fromkeys((*texts, *files)))


def sources_at(catalog: Catalog, place: str) -> list[str]:
    """The sources that stand, or stood, at a place; see `keys_at`."""
    place = place.rstrip("/") or place
    rows = catalog.db.execute(
        "SELECT DISTINCT source_id FROM origins WHERE origin = :p OR given = :p"
        " OR (origin > :p || '/' AND origin < :p || '0') OR (given > :p || '/' AND given < :p || '0')"
        " OR (origin > :p || '!' AND origin < :p || '\"') OR (given > :p || '!' AND given < :p || '\"')",
        {"p": place},
    )
    return [row[0] for row in rows]


def moment(catalog: Catalog, now: str) -> str:
    """The time of an act that a person does `now` (UTC): none that was done before has a later one.

    A log of a machine whose clock was ahead may have been applied.
    """
    last = catalog.db.execute("SELECT max(at) FROM care").fetchone()[0]
    return max(clock(catalog, now), last or "")


# -- the clock, and copies -------------------------------------------------------------------------


def clock(catalog: Catalog, now: str) -> str:
    """The time that embargoes go by: `now` (UTC), or the latest that was ever told, so that none is undone
    by a clock that is set back. It is kept.
    """
    last = told(catalog)
    if now > last and not catalog.read_only:
        catalog.set(_CLOCK, now)
    return max(now, last)


def told(catalog: Catalog) -> str:
    """The latest time (UTC) that the archive was ever told, "" for none."""
    return catalog.setting(_CLOCK) or ""


def note_copy(catalog: Catalog, file: str, at: str) -> None:
    """Keeps that texts were written to a file or folder, and when last: a backup, a bag, an export."""
    with catalog.transaction() as db:
        db.execute(sql.upsert("backups", ("file",), ("at",)), (file, at))


def copies(catalog: Catalog) -> list[tuple[str, str]]:
    """Where texts were written to: the file or folder, and when last (UTC), the oldest first."""
    rows = catalog.db.execute("SELECT file, at FROM backups ORDER BY at, file").fetchall()
    return [(row[0], row[1]) for row in rows]


def is_any(catalog: Catalog, *acts: str) -> bool:
    """Whether anything of these kinds was ever done."""
    query = f"SELECT EXISTS (SELECT 1 FROM care WHERE act IN ({sql.marks(acts)}))"
    return bool(sql.count(catalog.db, query, acts))

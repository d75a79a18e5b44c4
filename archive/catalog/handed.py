"""What an archive hands on to the edition that readers see: its sources, and what persons said of open
ones."""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from collections.abc import Collection, Iterator, Sequence
from typing import Final, NamedTuple

from archive.catalog import acts, sql, stated
from archive.catalog.authority import Known
from archive.catalog.authority import entries as taught
from archive.catalog.stated import Teller, Told
from archive.catalog.store import Catalog
from archive.dataclass import dataclass
from archive.records import Captured, Statement

EDITION: Final = "open edition"  # the setting of an edition that says what it was made of
_LINE: Final = re.compile(r", line \d+.*\Z", re.S)  # where in a file: it would tell what stands before


class GivenPlace(NamedTuple):
    """Where a source stands: whole, and as a person wrote it."""

    origin: str
    given: str


@dataclass(frozen=True, slots=True)
class Handed:
    """A source as it is handed on: all that is known of it but what its bytes say."""

    id: str
    sha256: str
    inside: str | None
    media_type: str
    size: int
    places: tuple[GivenPlace, ...]
    captured: tuple[str, tuple[str, ...]] | None
    taken_in: str

    @property
    def told(self) -> list[object]:
        """What tells whether it is another than before, for JSON."""
        return [self.id, self.media_type, sorted(self.places), self.captured]

    @property
    def moments(self) -> Captured | None:
        """When a web archive captured it."""
        return Captured(*self.captured) if self.captured else None


def sources(catalog: Catalog, without: Collection[str] = ()) -> list[Handed]:
    """The sources that stand somewhere, or hold a current text, in the order they came; some left out."""
    db = catalog.db
    places: dict[str, list[GivenPlace]] = {}
    past: dict[str, list[GivenPlace]] = {}
    rows = db.execute(f"SELECT source_id, origin, given, current FROM origins o ORDER BY {sql.AS_SEEN}")
    for source, origin, given, current in rows:
        (places if current else past).setdefault(source, []).append(GivenPlace(origin, given))
    captures: dict[str, tuple[str, list[str]]] = {}
    for source, at, address in db.execute("SELECT source_id, at, address FROM captures ORDER BY at"):
        captures.setdefault(source, (address, []))[1].append(at)
    every = db.execute(
        f"SELECT s.id, {sql.original_of('s.id')}, (SELECT m.inside FROM members m WHERE m.source_id = s.id),"
        " s.media_type, s.size, s.taken_in, min(d.n), max(d.current) FROM sources s"
        " LEFT JOIN documents d ON d.source_id = s.id GROUP BY s.id"
    ).fetchall()
    found = []
    for name, sha256, inside, media_type, size, taken_in, first, current in every:
        place = places.get(name) or (past.get(name) if current else None)
        if name in without or not place:
            continue
        seen = captures.get(name)
        captured = (seen[0], tuple(seen[1])) if seen else None
        handed = Handed(name, sha256, inside, media_type, size, tuple(place), captured, taken_in)
        found.append(((taken_in, first is None, first or 0, place[0].origin), handed))
    return [handed for _, handed in sorted(found, key=lambda one: one[0])]


def texts(catalog: Catalog, some: Collection[str]) -> Iterator[str]:
    """The current texts of these sources, with their titles and authors."""
    rows = catalog.db.execute(
        "SELECT source_id, title, author, text FROM documents WHERE current = 1 ORDER BY n"
    )
    for source, *parts in rows:
        if source in some:
            yield "\n".join(part for part in parts if part)


def fingerprints(catalog: Catalog, some: Collection[str]) -> set[str]:
    """The fingerprints of the texts of these sources."""
    rows = catalog.db.execute("SELECT source_id, fingerprint FROM documents WHERE current = 1")
    return {fingerprint for source, fingerprint in rows if source in some}


# -- what was said ---------------------------------------------------------------------------------


def statements(catalog: Catalog, places: Collection[str]) -> list[tuple[Teller, list[Told]]]:
    """What files say of the sources at these places (origins), or of what these lie in; not on which line."""
    order = sorted(places)
    rows = catalog.db.execute(
        "SELECT b.origin, b.given, s.target, s.field, s.value, s.said, s.place, s.weak FROM stated s"
        " JOIN beside b ON b.origin = s.origin ORDER BY s.origin, s.n"
    )
    found: dict[tuple[str, str], list[Told]] = {}
    for origin, given, target, field, value, said, place, weak in rows:
        if target in places or any(_holds(order, target + bar) for bar in "/!"):
            one = Statement(field, value, said, _LINE.sub("", place))
            found.setdefault((origin, given), []).append(Told(target, one, bool(weak)))
    return [
        (Teller(origin, given, (0, 0, 0, 0)), statements) for (origin, given), statements in found.items()
    ]


def _holds(order: Sequence[str], begin: str) -> bool:
    """Whether any of `order`, which is sorted, begins so."""
    at = bisect_right(order, begin)
    return at < len(order) and order[at].startswith(begin)


class ActRow(NamedTuple):
    """A row of a decision: of what act it is, and what it says."""

    act: int
    kind: str
    a: str
    b: str
    verdict: str
    at: str


def decisions(catalog: Catalog) -> list[ActRow]:
    """What persons decided and did not take back, oldest first; neither who nor why."""
    rows = catalog.db.execute(
        f"SELECT {acts.OF}, d.kind, d.a, d.b, d.verdict, d.at FROM decisions d WHERE {acts.HOLDING}"
        " ORDER BY d.seq"
    )
    return [ActRow(*row) for row in rows]


def names_in(row: ActRow) -> list[str]:
    """The names that a decision speaks of; of a name in a text also its spelling."""
    if row.kind == acts.ENTITY:
        keys = [row.a] if row.verdict == "rename" else [row.a, row.b]
        return [key.partition(":")[2] for key in keys]
    if row.kind == acts.MENTION:
        return [json.loads(row.a)[-1], *([row.b.partition(":")[2]] if row.b else ())]
    return []


def texts_in(row: ActRow) -> list[str]:
    """The texts that a decision is about, by their fingerprints."""
    if row.kind == acts.MENTION:
        place = json.loads(row.a)
        return [place[1]] if place[0] == "one" else []
    if row.kind in (acts.ENTITY, acts.POST, acts.COLLECTION):
        return []
    return [row.a] if row.kind == acts.DOCUMENT else [row.a, row.b]


# -- writing it elsewhere --------------------------------------------------------------------------


def put(
    catalog: Catalog,
    statements: Sequence[tuple[Teller, list[Told]]],
    rows: Sequence[ActRow],
    names: Sequence[Known],
) -> None:
    """Writes to a new catalog what was said, before anything that it is said of comes in."""
    with catalog.transaction() as db:
        for teller, some in statements:
            stated.put(catalog, teller, some, "")
        by: dict[int, list[ActRow]] = {}
        for row in rows:
            by.setdefault(row.act, []).append(row)
        for act in by.values():
            pairs = [(row.a, row.b) for row in act]
            acts.enter(catalog, act[0].kind, act[0].verdict, pairs, act[0].at, "", "")
        db.executemany(
            sql.upsert("authority", ("name", "type", "lang"), ("same_as", "file")),
            ((k.name, k.type.value, k.lang, k.same_as, k.file) for k in names),
        )


def names(catalog: Catalog) -> list[Known]:
    """The names that the archive was taught."""
    return taught(catalog)

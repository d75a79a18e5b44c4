"""The names that documents mention, over the whole archive."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Final, NamedTuple

from archive import text as texts
from archive.catalog import changes, sql
from archive.catalog.documents import put_mentions
from archive.catalog.store import Catalog
from archive.evidence import ARCHIVE, Evidence
from archive.records import Mention, MentionType


def put_names(catalog: Catalog, n: int, mentions: Iterable[Mention]) -> None:
    """Gives document `n` these names in place of those it has; its dates stay."""
    with catalog.transaction() as db:
        db.execute("DELETE FROM mentions WHERE doc = ? AND own_type <> 'DATE'", (n,))
        db.execute("DELETE FROM denied WHERE doc = ?", (n,))
        put_mentions(db, n, mentions)
        changes.log(catalog, [n], "named")


_TYPES: Final = {one.value: one for one in MentionType}
# The evidence of names that the whole archive is sure of, written where no model saw them.
COMPLETED: Final = Evidence.of(ARCHIVE).kept


class Own(NamedTuple):
    """A mention of a name with the type that its own text gives it."""

    n: int
    doc: int
    start: int
    type: MentionType
    text: str
    evidence: str  # as the catalog keeps it
    lang: str


def own(catalog: Catalog) -> Iterator[Own]:
    """The names in current documents as their own texts have them, by document and place.

    What was completed from other texts is left out, or a second look would find another archive.
    """
    for row in sql.tuples(
        catalog.db,
        "SELECT m.n, m.doc, m.start, m.own_type, m.text, m.evidence, d.lang FROM documents d"
        " JOIN mentions m ON m.doc = d.n WHERE d.current AND m.own_type <> 'DATE' AND m.evidence <> ?"
        " ORDER BY d.n, m.start, m.end",
        (COMPLETED,),
    ):
        yield Own(row[0], row[1], row[2], _TYPES[row[3]], row[4], row[5], row[6])


def around(catalog: Catalog, numbers: Iterable[int]) -> dict[int, tuple[str, str]]:
    """What stands right before and behind the mentions with these numbers, some words of it."""
    query = (
        "SELECT m.n, substr(d.text, max(1, m.start - 47), min(m.start, 48)), substr(d.text, m.end + 1, 24)"
        " FROM mentions m JOIN documents d ON d.n = m.doc WHERE m.n IN ({marks})"
    )
    return {row[0]: (row[1], row[2]) for row in sql.rows_in(catalog.db, query, numbers)}


Decided = Callable[[int, int, int, str], str | None]


def retype(catalog: Catalog, settled: Mapping[str, MentionType], decided: Decided | None = None) -> int:
    """Gives every mention of these folded names this type, and all others their own.

    `decided`: the type that a person gave a mention (document, start, end, words), None: nobody did. Returns
    how many documents that changed.
    """
    rows = sql.tuples(
        catalog.db, "SELECT n, doc, text, type, own_type, start, end FROM mentions WHERE own_type <> 'DATE'"
    )
    folded: dict[str, str] = {}
    changed: list[tuple[str, int]] = []
    touched: set[int] = set()
    for n, doc, text, kind, own, start, end in rows:
        key = folded.get(text)
        if key is None:
            key = folded[text] = texts.fold(text)
        wanted = settled[key].value if key in settled else own
        if decided is not None:
            wanted = decided(doc, start, end, text) or wanted
        if wanted != kind:
            changed.append((wanted, n))
            touched.add(doc)
    with catalog.transaction() as db:
        db.executemany("UPDATE mentions SET type = ?, entity = NULL WHERE n = ?", changed)
        changes.log(catalog, sorted(touched), "named")
    return len(touched)

"""Keys that copies share: which texts have a key in common with which."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from operator import itemgetter

from archive.catalog import sql
from archive.catalog.store import Catalog
from archive.dataclass import dataclass

# Where so large a part of all texts is asked for, one walk over all keys is faster than looking each up.
_PART = 16


@dataclass(frozen=True, slots=True)
class Shared:
    """What a text shares with another: how many keys, which part of all of its keys these are, and their
    rarity: the sum of one over how many texts have each."""

    keys: int
    part: float
    rarity: float


class Sharing:
    """The texts that share keys with `docs`, as the catalog is now; keys of more than `most` say nothing.

    Keys of copies are 0 or more; with `openings` those below 0 count, which excerpts share with their texts.
    """

    def __init__(self, catalog: Catalog, docs: Iterable[int], *, most: int, openings: bool = False) -> None:
        docs = sorted(set(docs))
        self._docs = array("q")  # the texts of one key after those of another
        self._ends = array("l")  # of each key's texts in there
        self._at: dict[int, array[int]] = {}  # a text's keys, by their place in `_ends`
        wanted = set(docs)
        for _, group in groupby(_shared(catalog, docs, most, "<" if openings else ">="), key=itemgetter(0)):
            together = [doc for _, doc in group]
            mine = wanted.intersection(together)
            if not mine:
                continue
            self._docs.extend(together)
            for doc in mine:
                self._at.setdefault(doc, array("l")).append(len(self._ends))
            self._ends.append(len(self._docs))
        self._keys = _counts(catalog, sorted(self._at), "<" if openings else ">=")

    def __call__(self, doc: int) -> dict[int, Shared]:
        """What each text that shares a key with `doc` shares with it."""
        counts: dict[int, int] = {}
        rarity: dict[int, float] = {}
        for place in self._at.get(doc, ()):
            others = self._docs[self._ends[place - 1] if place else 0 : self._ends[place]]
            share = 1 / len(others)
            for other in others:
                counts[other] = counts.get(other, 0) + 1
                rarity[other] = rarity.get(other, 0.0) + share
        counts.pop(doc, None)
        return {m: Shared(count, count / self._keys[doc], rarity[m]) for m, count in counts.items()}


def _shared(catalog: Catalog, docs: Sequence[int], most: int, side: str) -> Iterator[tuple[int, int]]:
    """The keys that two texts or more have, `most` at most, with these texts; at least those of `docs`."""
    if not docs:
        return
    if _PART * len(docs) > sql.count(catalog.db, "SELECT count(*) FROM sketches"):
        yield from sql.tuples(
            catalog.db,
            f"SELECT k.key, k.doc FROM (SELECT key FROM copy_keys WHERE key {side} 0 GROUP BY key"
            " HAVING count(*) BETWEEN 2 AND ? AND max(doc) >= ?) s CROSS JOIN copy_keys k ON k.key = s.key"
            " ORDER BY k.key",
            (most, docs[0]),
        )
        return
    keys: set[int] = set()
    for batch in sql.chunks(docs):
        rows = sql.tuples(
            catalog.db,
            f"SELECT key FROM copy_keys k WHERE doc IN ({sql.marks(batch)}) AND key {side} 0"
            " AND (SELECT count(*) FROM (SELECT 1 FROM copy_keys o WHERE o.key = k.key LIMIT ?) one)"
            " BETWEEN 2 AND ?",
            (*batch, most + 1, most),
        )
        keys.update(row[0] for row in rows)
    for key in sorted(keys):
        yield from sql.tuples(catalog.db, "SELECT key, doc FROM copy_keys WHERE key = ?", (key,))


def _counts(catalog: Catalog, docs: Sequence[int], side: str) -> dict[int, int]:
    """How many keys each of `docs` has."""
    query = f"SELECT doc, count(*) FROM copy_keys WHERE doc IN ({{marks}}) AND key {side} 0 GROUP BY doc"
    return dict(sql.rows_in(catalog.db, query, docs))

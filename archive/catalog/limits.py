"""A person's word on the limits of texts: here one begins, this belongs to the one before, this to none.

Of a block it is kept what it says, what stands before and after it in its text, and what the longest block of
that says (its witness). So it holds on every page that has the block beside one of its neighbours, and the
witness: when the file is read again, in a later version, in copies elsewhere.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Final

from archive.catalog import acts, care, documents, kin, sql
from archive.catalog.store import Catalog
from archive.dataclass import dataclass
from archive.errors import UsageError
from archive.records import Cut, Document, LangSpan, Packed
from archive.text import fingerprint

_SHOWN: Final = 60  # characters of a block in the list of decisions


@dataclass(frozen=True, slots=True)
class PostLimit(Packed):
    """What was decided on a block, by `act`; of words it has fingerprints, "" where nothing stands.

    `nth`: how many blocks of its text say the same before it. `begins`: its first words, to be shown.
    """

    act: int
    verdict: Cut
    block: str
    nth: int
    before: str
    after: str
    witness: str
    begins: str


def decide(
    catalog: Catalog, document: str, at: int | None, verdict: Cut, now: str, who: str = "", note: str = ""
) -> int:
    """Records what is decided on the block at the character `at` of a document; returns the act's number.

    None: its first block; all of them are left out then. It shows when decisions are worked out. Raises
    UsageError.
    """
    n, found = documents.find(catalog, document)
    blocks = list(range(len(found.blocks))) if at is None and verdict is Cut.LEFT_OUT else [_block(found, at)]
    if verdict is Cut.BEGINS and blocks[0] == 0:
        raise UsageError(f"{found.id} begins there already.")
    if verdict is Cut.BEGINS and not _on_its_line(found, found.blocks[blocks[0]]):
        raise UsageError("A text begins with a line: this stands on one with what is before it.")
    if verdict is Cut.GOES_ON:
        if blocks[0] != 0:
            raise UsageError(f"This goes on with the text before already: it is not where {found.id} begins.")
        if around(catalog, n).before is None:
            raise UsageError(f"No other text stands before {found.id} on its page.")
    if verdict is Cut.LEFT_OUT and not note.strip():
        raise UsageError("Say why it is to be left out.")
    _refuse_closed(catalog, [found, around(catalog, n).before] if verdict is Cut.GOES_ON else [found], now)
    rows = [(key, "") for key in dict.fromkeys(_key(found, i) for i in blocks)]
    return acts.enter(catalog, acts.POST, verdict, rows, now, who, note, on=found.id)


def _refuse_closed(catalog: Catalog, some: Sequence[Document | None], now: str) -> None:
    """Raises UsageError where one of these is closed by its words: cut otherwise, it would be open."""
    closed = care.latest(catalog)
    for one in some:
        act = closed.get(care.Key("text", fingerprint(one.text))) if one else None
        if one and act is not None and act.in_force(now):
            raise UsageError(f"{one.id} is closed. Open it before it is cut otherwise, and close it then.")


def _block(found: Document, at: int | None) -> int:
    if at is None or not found.blocks:
        return 0
    if not 0 <= at < len(found.text):
        raise UsageError(f"{found.id} has {len(found.text)} characters: there is none at {at}.")
    return max((i for i, block in enumerate(found.blocks) if block.start <= at), default=0)


def _on_its_line(found: Document, block: LangSpan) -> bool:
    line = found.text[found.text.rfind("\n", 0, block.start) + 1 : block.start]
    return not line.strip()


def _key(found: Document, i: int) -> str:
    """What is kept of the `i`-th block of a document."""
    texts = [found.text[b.start : b.end] for b in found.blocks] or [found.text]
    prints = [fingerprint(text) for text in texts]
    witness = prints[max(range(len(texts)), key=lambda k: len(texts[k]))]
    around = [prints[k] if 0 <= k < len(prints) else "" for k in (i - 1, i + 1)]
    shown = " ".join(texts[i].split())
    shown = shown if len(shown) <= _SHOWN else f"{shown[: _SHOWN - 1]}…"
    key = [fingerprint(found.text), prints[i], prints[:i].count(prints[i]), *around, witness, shown]
    return json.dumps(key, ensure_ascii=False)


@dataclass(frozen=True, slots=True)
class Neighbours:
    """The documents of other posts that stand right before and after one on its page."""

    before: Document | None
    after: Document | None


def around(catalog: Catalog, n: int) -> Neighbours:
    """What stands before and after document `n` on its page."""
    before = _beside(catalog, n, "d.start < o.start", "d.start DESC")
    return Neighbours(before, _beside(catalog, n, "d.start > o.start", "d.start"))


def _beside(catalog: Catalog, n: int, where: str, order: str) -> Document | None:
    row = catalog.db.execute(
        "SELECT d.n FROM documents o JOIN documents d ON d.source_id = o.source_id AND d.current = 1"
        f" WHERE o.n = ? AND d.post <> o.post AND {where} ORDER BY {order} LIMIT 1",
        (n,),
    ).fetchone()
    return None if row is None else documents.by_number(catalog, [row[0]])[row[0]]


# -- what holds ------------------------------------------------------------------------------------


def held(catalog: Catalog) -> tuple[PostLimit, ...]:
    """All that was decided and not taken back, in the order it was."""
    rows = catalog.db.execute(
        f"SELECT {acts.OF}, d.verdict, d.a FROM decisions d WHERE d.kind = ? AND {acts.HOLDING}"
        " ORDER BY d.seq",
        (acts.POST,),
    )
    return tuple(PostLimit(row[0], Cut(row[1]), *json.loads(row[2])[1:]) for row in rows)


def put(catalog: Catalog, source_id: str, some: Iterable[tuple[int, int, int]]) -> None:
    """Notes where in a source decisions hold as it is taken apart now: act, start and end of the block."""
    catalog.db.executemany(
        sql.upsert("limits", ("source_id", "act", "start"), ("end",), over=False),
        ((source_id, act, start, end) for act, start, end in some),
    )


def forget(catalog: Catalog, source_id: str) -> None:
    """Forgets where in a source decisions held, before it is taken apart anew."""
    catalog.db.execute("DELETE FROM limits WHERE source_id = ?", (source_id,))


def held_in(catalog: Catalog, source_ids: Iterable[str]) -> set[int]:
    """The acts that hold on the pages of these sources."""
    query = "SELECT DISTINCT act FROM limits WHERE source_id IN ({marks})"
    return {row[0] for row in sql.rows_in(catalog.db, query, source_ids)}


def sources(catalog: Catalog, some: Sequence[int]) -> list[str]:
    """The sources that these acts, entered or taken back, concern."""
    query = "SELECT DISTINCT source_id FROM limits WHERE act IN ({marks})"
    found = {row[0] for row in sql.rows_in(catalog.db, query, some)}
    query = f"SELECT d.a FROM decisions d WHERE {acts.OF} IN ({{marks}})"
    prints = {json.loads(row[0])[0] for row in sql.rows_in(catalog.db, query, some)}
    query = "SELECT n, source_id FROM documents WHERE fingerprint IN ({marks})"
    texts = dict(sql.rows_in(catalog.db, query, prints))
    copies = {one.n for some in kin.duplicates_of(catalog, texts).values() for one in some}
    query = "SELECT DISTINCT source_id FROM documents WHERE n IN ({marks})"
    found |= set(texts.values()) | {row[0] for row in sql.rows_in(catalog.db, query, copies)}
    return sorted(found)

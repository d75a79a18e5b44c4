"""What persons decided, to be handed to another archive: by content, so that it holds there for the same
texts.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any, Final

from archive.catalog import acts, care, corrections, sql, withdrawals
from archive.catalog.corrections import VERDICTS
from archive.catalog.entities import name_key
from archive.catalog.namings import ENTITY
from archive.catalog.store import Catalog
from archive.catalog.verdicts import COPIES
from archive.dataclass import dataclass
from archive.errors import UsageError
from archive.records import Cut

_FINGERPRINT: Final = re.compile("[0-9a-f]{32}")
_MANY: Final = 1_000_000  # times that a name stands in one text
_NAME: Final = re.compile("(?:PERSON|PLACE|ORG):.+", re.S)
_MOMENT: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|\+00:00)")
_LANGUAGE: Final = re.compile("[a-z]{2,3}")
_HALF: Final = re.compile("[\ud800-\udfff]")  # of a pair of surrogates: no text can be kept that has one
_VERDICTS: Final = {
    acts.TRANSLATION: frozenset({"confirmed", "rejected"}),
    acts.COPY: frozenset(COPIES.values()),
    acts.DOCUMENT: frozenset(VERDICTS),
    acts.COLLECTION: frozenset({corrections.RIGHTS}),
    acts.ENTITY: frozenset({"merge", "split", "rename"}),
    acts.MENTION: frozenset({"no name", "PERSON", "PLACE", "ORG", "entity"}),
    acts.POST: frozenset(cut.value for cut in Cut),
}


class BadAct(Exception):
    """What is no act of a person: the text says why."""


@dataclass(frozen=True, slots=True)
class Portable:
    """An act as it is handed over. `rows`: what it is about, by fingerprints of texts, keys of names, places.

    `withdrawn`: when it was taken back, by whom and why.
    """

    kind: str
    verdict: str
    rows: tuple[tuple[str, str], ...]
    at: str
    who: str
    note: str
    withdrawn: tuple[str, str, str] | None = None

    @property
    def same(self) -> tuple[object, ...]:
        """What two acts have in common that are one."""
        return self.kind, self.verdict, self.rows, self.at, self.who


def every(catalog: Catalog) -> Iterator[tuple[int, Portable]]:
    """All acts with their numbers, the oldest first."""
    rows = catalog.db.execute(
        f"SELECT {acts.OF} AS act, d.kind, d.verdict, d.a, d.b, d.at, b.who, b.note, w.at, w.who, w.note"
        f" FROM decisions d LEFT JOIN decided_by b ON b.seq = d.seq"
        f" LEFT JOIN withdrawals w ON w.act = {acts.OF}"
        " ORDER BY act, d.seq"
    ).fetchall()
    found: dict[int, list[Sequence[Any]]] = {}
    for row in rows:
        found.setdefault(row[0], []).append(tuple(row))
    for n, some in found.items():
        _, kind, verdict, _, _, at, who, note, gone, by, why = some[0]
        withdrawn = None if gone is None else (gone, by, why)
        yield (
            n,
            Portable(kind, verdict, tuple((r[3], r[4]) for r in some), at, who or "", note or "", withdrawn),
        )


def read(said: Any) -> Portable:
    """An act as its form has it. Raises BadAct for anything else."""
    try:
        rows = tuple((str(a), str(b)) for a, b in said["rows"])
        gone = said.get("withdrawn")
        withdrawn = (str(gone["at"]), str(gone["who"]), str(gone["note"])) if gone else None
        act = Portable(
            str(said["kind"]), str(said["verdict"]), rows, str(said["at"]), str(said["who"]),
            str(said["note"]), withdrawn,
        )  # fmt: skip
    except (TypeError, KeyError, ValueError, AttributeError) as error:
        raise BadAct("no decision as `archive decisions export` writes it") from error
    if act.verdict not in _VERDICTS.get(act.kind, ()):
        raise BadAct(f"no decision is of the kind {act.kind!r} with the verdict {act.verdict!r}")
    if any(
        map(_HALF.search, (act.who, act.note, *(withdrawn or ()), *(cell for row in rows for cell in row)))
    ):
        raise BadAct("it has halves of characters")
    if not rows or not all(_holds(act, a, b) for a, b in rows):
        raise BadAct("it does not say what it is about")
    if not all(map(_is_moment, (act.at, *(withdrawn or ())[:1]))):
        raise BadAct("it does not say when it was made")
    if not all(_can_be(act, b) for _, b in rows):
        raise BadAct("it says what cannot be decided")
    return act


def could_be(kind: str, verdict: str, a: str, b: str) -> bool:
    """Whether a row of decisions is one that this program can have entered, with any languages."""
    if verdict not in _VERDICTS.get(kind, ()):
        return False
    act = Portable(kind, verdict, ((a, b),), "", "", "why")
    if kind == acts.DOCUMENT and verdict == corrections.LANGUAGE:
        return _holds(act, a, b) and bool(_LANGUAGE.fullmatch(b))
    return _holds(act, a, b) and _can_be(act, b)


def _is_moment(written: str) -> bool:
    try:
        return bool(_MOMENT.fullmatch(written) and datetime.fromisoformat(written))
    except ValueError:
        return False


def _can_be(act: Portable, b: str) -> bool:
    """Whether what an act says can be: as the commands that decide would have it, and no other way."""
    if act.kind in (acts.DOCUMENT, acts.COLLECTION):
        try:
            return corrections.checked(act.verdict, b or None) == b
        except UsageError:
            return False
    if act.kind == acts.ENTITY and act.verdict == "rename":
        return bool(name_key(b)) and b == b.strip()
    if act.kind == acts.MENTION:
        return bool(_NAME.fullmatch(b)) if act.verdict == ENTITY else b == ""
    if act.kind == acts.POST:
        return b == "" and (bool(act.note.strip()) or act.verdict != Cut.LEFT_OUT.value)
    return True


def _holds(act: Portable, a: str, b: str) -> bool:
    """Whether an act can be about these."""
    if act.kind in (acts.TRANSLATION, acts.COPY):
        known = _FINGERPRINT.fullmatch(a) and _FINGERPRINT.fullmatch(b)
        return bool(known) and (a < b or (a == b and act.kind == acts.TRANSLATION))
    if act.kind == acts.DOCUMENT:
        return bool(_FINGERPRINT.fullmatch(a))
    if act.kind == acts.COLLECTION:
        return bool(a) and a == " ".join(a.split())
    if act.kind == acts.ENTITY:
        return bool(_NAME.fullmatch(a) and (act.verdict == "rename" or _NAME.fullmatch(b)))
    return _is_block(a) if act.kind == acts.POST else _is_place(a)


def _is_block(written: str) -> bool:
    """Whether a text says of which block something was decided, as `limits` writes it."""
    try:
        text, block, nth, before, after, witness, begins = json.loads(written)
    except (ValueError, TypeError, RecursionError):
        return False
    prints = (text, block, witness, *(one for one in (before, after) if one != ""))
    known = all(isinstance(one, str) and _FINGERPRINT.fullmatch(one) for one in prints)
    return known and type(nth) is int and 0 <= nth < _MANY and isinstance(begins, str)


def _is_place(written: str) -> bool:
    """Whether a text says where mentions stand, as `namings` writes it."""
    try:
        place = json.loads(written)
    except (ValueError, RecursionError):
        return False
    if not isinstance(place, list) or not place:
        return False
    if place[0] == "one":
        return (
            len(place) == 4 and isinstance(place[1], str) and bool(_FINGERPRINT.fullmatch(place[1]))
            and type(place[2]) is int and 0 <= place[2] < _MANY and isinstance(place[3], str)
        )  # fmt: skip
    wanted = {"folder": 3, "spelling": 2}.get(place[0] if isinstance(place[0], str) else "")
    return len(place) == wanted and all(isinstance(part, str) for part in place)


def take(catalog: Catalog, some: Iterable[Portable], now: str) -> tuple[int, int]:
    """Enters acts that were decided elsewhere, whole or not at all: with who, when and why, as they are.

    One that is here is not entered twice; one that was taken back there is taken back here, and not entered
    where it is new. Returns how many were entered and how many taken back. What follows is worked out when
    the archive settles. Raises UsageError where one would cut a text that is closed `now` (UTC).
    """
    shut = {key.key for key, act in care.latest(catalog).items() if key.kind == "text" and act.in_force(now)}
    here = {act.same: (n, act) for n, act in every(catalog)}
    entered = taken_back = 0
    with catalog.transaction():
        for act in some:
            known = here.get(act.same)
            if known is None and act.withdrawn is None:
                if act.kind == acts.POST and not shut.isdisjoint(json.loads(a)[0] for a, _ in act.rows):
                    raise UsageError(
                        "A decision of the file divides a text that is closed: cut otherwise, it would be"
                        " open. Nothing was entered."
                    )
                n = acts.enter(catalog, act.kind, act.verdict, act.rows, act.at, act.who, act.note)
                withdrawals.follow(catalog, act.kind, act.verdict, act.rows)
                here[act.same] = (n, act)
                entered += 1
            elif known and act.withdrawn and known[1].withdrawn is None:
                withdrawals.withdraw(catalog, known[0], *act.withdrawn)
                taken_back += 1
    return entered, taken_back


def count(catalog: Catalog) -> int:
    """How many acts there are."""
    return sql.count(catalog.db, f"SELECT count(DISTINCT {acts.OF}) FROM decisions d")

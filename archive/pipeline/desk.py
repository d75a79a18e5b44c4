"""One item of a queue as a person decides it: what is at odds, what agrees, and what follows.

Reasons are codes with values; who shows them has the words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from archive.catalog import Catalog, documents, entities, kin, links, queues
from archive.catalog import mentions as named
from archive.catalog.entities import Entity
from archive.catalog.links import TRANSLATION
from archive.catalog.queues import DATES, KINDS, NAMES, PAIRS, TEXTS, Doubted, Place
from archive.dataclass import dataclass
from archive.pipeline.reading import rows
from archive.records import DateBasis, Document

_NUMBER: Final = re.compile(r"\d+(?:[.,\u202f\u00a0 ]\d{3}(?!\d))*")
_SHOWN: Final = 12  # numbers or names in a reason
_RIVALS: Final = 3
_AROUND: Final = 140  # characters of a text on either side of a name
_CALLED: Final = 3  # places where a name stands
_LINES: Final = 60  # of two texts side by side
_HEAD: Final = 1200  # characters of a text without a pair


@dataclass(frozen=True, slots=True)
class DeskReason:
    """A reason: its code, and what it speaks of."""

    code: str
    values: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Quoted:
    """A name in its text: what stands before, the name, what stands after."""

    document: str
    lang: str
    before: str
    name: str
    after: str


@dataclass(frozen=True, slots=True)
class Side:
    """One of the things that an item is about: a text, or an entity by one of its names."""

    document: Document | None = None
    entity: Entity | None = None
    name: str = ""
    quoted: tuple[Quoted, ...] = ()
    score: float = 0.0


@dataclass(frozen=True, slots=True)
class DeskItem:
    """Something to decide. `against`, `for_it`: reasons; `follows`: what a yes leads to, `otherwise` a no.

    `rows`: two texts side by side. `others`: texts that might be meant in place of the one that is linked.
    """

    queue: str
    place: Place
    sides: tuple[Side, ...]
    against: tuple[DeskReason, ...]
    for_it: tuple[DeskReason, ...] = ()
    follows: tuple[DeskReason, ...] = ()
    otherwise: tuple[DeskReason, ...] = ()
    rows: tuple[tuple[str, str], ...] = ()
    others: tuple[Side, ...] = ()


def item(catalog: Catalog, queue: str, place: Place, lang: str = "") -> DeskItem | None:
    """The item at this place of a queue; None where it is none any more.

    `lang`: the language that entities are called in.
    """
    found = queues.doubted(catalog, queue, place)
    if not found:
        return None
    make = {PAIRS: _pair, TEXTS: _alone, NAMES: _joined, KINDS: _kinds, DATES: _dated}[queue]
    return make(catalog, found[0], lang)


def _pair(catalog: Catalog, one: Doubted, lang: str) -> DeskItem:
    texts = documents.by_number(catalog, list(one.place))
    a, b = (texts[n] for n in one.place)
    edge = next(e for e in links.touching(catalog, [one.place[0]], TRANSLATION) if e.b == one.place[1])
    copies = {c.n for some in kin.duplicates_of(catalog, one.place).values() for c in some}
    near = [(m, score) for n in one.place for m, score in queues.rivals(catalog, n) if m not in copies]
    others = _sides(catalog, near)
    return DeskItem(
        PAIRS, one.place, (Side(a), Side(b)), tuple(_at_odds(one, a, b, edge.evidence.get("covers"))),
        tuple(_agree(catalog, one, a, b, lang)), tuple(_dates_travel(a, b)), tuple(_dates_go(a, b)),
        tuple(rows(a.text, b.text, edge.segments))[:_LINES], others if "near" in one.why else (),
    )  # fmt: skip


def _at_odds(one: Doubted, a: Document, b: Document, covers: object) -> Iterator[DeskReason]:
    if "days" in one.why:
        yield DeskReason("days", (a.lang, a.date or "", b.lang, b.date or ""))
    if "numbers" in one.why:
        missing = [(x, y, _only(x.text, y.text)) for x, y in ((a, b), (b, a))]
        yield from (
            DeskReason("numbers", (x.lang, y.lang, ", ".join(some[:_SHOWN])))
            for x, y, some in missing
            if some
        )
        if not any(some for *_, some in missing):
            yield DeskReason("numbers_few")
    if "cover" in one.why and isinstance(covers, list) and len(covers) == 2:
        for document, other, share in ((a, b, covers[0]), (b, a, covers[1])):
            if share < 1:
                yield DeskReason("cover", (document.lang, other.lang, str(round((1 - share) * 100))))
    lengths = sorted((len(d.text.split()), d.lang) for d in (a, b))
    if lengths[1][0] > 1.6 * lengths[0][0]:
        yield DeskReason("lengths", (lengths[1][1], str(lengths[1][0]), lengths[0][1], str(lengths[0][0])))
    if "near" in one.why:
        yield DeskReason("near")


def _agree(catalog: Catalog, one: Doubted, a: Document, b: Document, lang: str) -> Iterator[DeskReason]:
    shared = [n for n in dict.fromkeys(_numbers(a.text)) if n in set(_numbers(b.text))]
    if shared:
        yield DeskReason("numbers_shared", (", ".join(shared[:_SHOWN]),))
    ids = [dict.fromkeys(i for i in named.entities_of(catalog, n) if i) for n in one.place]
    both = [_called(entities.find(catalog, i), lang) for i in list(ids[0])[:50] if i in ids[1]]
    if both:
        yield DeskReason("names_shared", (", ".join(both[:_SHOWN]),))
    if a.date and a.date == b.date and "days" not in one.why:
        yield DeskReason("day_shared", (a.date,))


def _called(entity: Entity, lang: str) -> str:
    return entity.labels.get(lang, entity.label)


def _numbers(text: str) -> list[str]:
    return [re.sub(r"\D", "", n) for n in _NUMBER.findall(text)]


def _only(here: str, there: str) -> list[str]:
    """The numbers of two digits or more that one text has and the other has not: words may stand for less."""
    other = set(_numbers(there))
    return [n for n in dict.fromkeys(_numbers(here)) if n not in other and len(n) > 1]


def _dates_travel(a: Document, b: Document) -> Iterator[DeskReason]:
    for one, other in ((a, b), (b, a)):
        if one.date and not other.date:
            yield DeskReason("gives_date", (one.lang, other.lang, one.date))
    yield DeskReason("stand_together")


def _dates_go(a: Document, b: Document) -> Iterator[DeskReason]:
    for one in (a, b):
        if one.date and one.date_basis is DateBasis.TRANSLATION:
            yield DeskReason("loses_date", (one.lang, one.date))
    yield DeskReason("stand_apart")


def _sides(catalog: Catalog, near: Sequence[tuple[int, float]]) -> tuple[Side, ...]:
    """The best few of these texts."""
    best = sorted(near, key=lambda one: -one[1])[:_RIVALS]
    texts = documents.by_number(catalog, [m for m, _ in best])
    return tuple(Side(texts[m], score=score) for m, score in best if m in texts)


def _alone(catalog: Catalog, one: Doubted, _lang: str) -> DeskItem:
    (n,) = one.place
    me = documents.by_number(catalog, [n])[n]
    return DeskItem(
        TEXTS, one.place, (Side(me),), (DeskReason("alone", (me.lang,)),),
        follows=(DeskReason("stand_together"),),
        otherwise=(DeskReason("never_these"),), others=_sides(catalog, queues.rivals(catalog, n)),
    )  # fmt: skip


def _joined(catalog: Catalog, one: Doubted, _lang: str) -> DeskItem:
    n, _, name = one.place
    entity = entities.by_number(catalog, n)
    usual = next((x.name for x in entity.names if x.name != name), entity.label)
    sides = tuple(
        Side(entity=entity, name=called, quoted=tuple(_quoted(catalog, n, called)))
        for called in (usual, name)
    )
    return DeskItem(
        NAMES, one.place, sides, (DeskReason("joined", (name, usual, one.details[0])),),
        follows=(DeskReason("stays_joined", (name, usual)),),
        otherwise=(DeskReason("parted", (name, usual)),),
    )  # fmt: skip


def _kinds(catalog: Catalog, one: Doubted, lang: str) -> DeskItem:
    name = one.details[0]
    both = [entities.by_number(catalog, n) for n in one.place]
    sides = tuple(Side(entity=e, name=name, quoted=tuple(_quoted(catalog, e.n, name))) for e in both)
    return DeskItem(
        KINDS, one.place, sides, (DeskReason("kinds", (name, both[0].type.value, both[1].type.value)),),
        follows=(DeskReason("made_one", (_called(both[0], lang), both[0].type.value)),),
        otherwise=(DeskReason("stay_two", (name,)),),
    )  # fmt: skip


def _quoted(catalog: Catalog, entity: int, name: str) -> Iterator[Quoted]:
    for document, lang, text, start, end in queues.contexts(catalog, entity, name, _CALLED):
        before, after = text[max(start - _AROUND, 0) : start], text[end : end + _AROUND]
        line = before.rpartition("\n")[2]
        cut = "…" if line == before and start > _AROUND else ""
        yield Quoted(document, lang, cut + line, text[start:end], after.partition("\n")[0])


def _dated(catalog: Catalog, one: Doubted, _lang: str) -> DeskItem:
    (n,) = one.place
    me = documents.by_number(catalog, [n])[n]
    against = [
        DeskReason(code, one.details if code == "far" else (me.date or "",)) for code in one.why
    ]  # fmt: skip
    basis = me.date_basis.value if me.date_basis else ""
    return DeskItem(
        DATES, one.place, (Side(me),), tuple(against),
        (DeskReason("rests_on", (basis, me.date_evidence, me.lang)),),
        (DeskReason("date_stays", (me.date or "",)),), (DeskReason("date_unknown"),),
        tuple((line, "") for line in me.text[:_HEAD].split("\n") if line.strip()),
    )  # fmt: skip

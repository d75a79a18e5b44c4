"""What goes into the edition for sources of which a part is redacted: pages of their texts, places, words.

The bytes of such a source go nowhere, nor do those of what holds it. In their place stands a page that is
made of its redacted texts alone (`archive.ingest.readers.redacted`), under the place that it has, in which
redacted words are replaced too. Its hash, and so its id, is its own: by that of the original a guess could be
tried.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import field, replace
from functools import reduce
from operator import or_

from archive import nesting
from archive.catalog import Catalog, acts, own_texts
from archive.catalog.handed import ActRow, GivenPlace, Handed
from archive.catalog.own_texts import OwnText
from archive.catalog.redacted import Redacted
from archive.catalog.stated import Teller, Told
from archive.dataclass import dataclass
from archive.ingest.readers.redacted import Written, written
from archive.pipeline.edition.redactor import Redactor, cut, redactor_of, title_of
from archive.records import PostKey, Statement, source_id
from archive.text import fingerprint

_MEDIA_TYPE = "text/html"
_NO_WORDS = ("date", "language")  # what is said of a text in signs: a mark in it would be read as none


@dataclass(frozen=True, slots=True)
class StandIns:
    """Sources as they go into the edition, and what was said of them there.

    `data`: the bytes of the stand-ins by their SHA-256. `texts`: what they say, for what else is to be told.
    `prints`: fingerprints of texts in the archive, and of what stands for them. `barred`: those that are not.
    """

    sources: tuple[Handed, ...]
    data: Mapping[str, bytes] = field(default_factory=dict)
    texts: tuple[str, ...] = ()
    prints: Mapping[str, str] = field(default_factory=dict)
    by_print: Mapping[str, Redactor] = field(default_factory=dict)
    moved: Mapping[str, tuple[str, Redactor]] = field(default_factory=dict)
    ids: frozenset[str] = frozenset()

    @property
    def barred(self) -> frozenset[str]:
        """Fingerprints of texts that may be read from no file of the edition."""
        return frozenset(old for old, new in self.prints.items() if old != new)


def stand_ins(catalog: Catalog, sources: Sequence[Handed], found: Redacted) -> StandIns:
    """Sources that go out, with stand-ins for those that may not go out as they are."""
    own = own_texts.of_sources(catalog, found.stand_ins.keys() & {one.id for one in sources})
    if not own:
        return StandIns(tuple(sources))
    by_source: dict[str, Redactor] = {}
    pages: dict[str, bytes] = {}
    phrases: list[str] = []
    prints: dict[str, str] = {}
    by_print: dict[str, Redactor] = {}
    for source, texts in own.items():
        redacted = [_redacted(one, found) for one in texts]
        by_source[source] = Redactor()
        for one, (text, redactor) in zip(texts, redacted, strict=True):
            by_source[source] |= redactor
            prints[one.fingerprint] = fingerprint(text.text)
            by_print[one.fingerprint] = by_print.get(one.fingerprint, Redactor()) | redactor
            phrases.append("\n".join(filter(None, (text.title, text.author, text.text))))
        pages[source] = written([text for text, _ in redacted])
    places = _Places(sources, by_source)
    moved: dict[str, tuple[str, Redactor]] = {}
    data: dict[str, bytes] = {}
    kept: list[Handed] = []
    for handed in sources:
        redactor = places.of(handed)
        new = _moved(handed, places, redactor)
        if handed.id in pages:
            page = pages[handed.id]
            sha256 = hashlib.sha256(page).hexdigest()
            data[sha256] = page
            new = replace(new, sha256=sha256, media_type=_MEDIA_TYPE, size=len(page))
        if new != handed:
            new = replace(new, id=source_id(new.sha256, new.inside))
            for old, now in zip(handed.places, new.places, strict=True):
                moved[old.origin] = now.origin, redactor
        kept.append(new)
    return StandIns(_merged(kept), data, tuple(phrases), prints, by_print, moved, frozenset(own))


def _merged(sources: Iterable[Handed]) -> tuple[Handed, ...]:
    """Files of which only redacted words, or nothing that was written out, told them apart are one source."""
    found: dict[str, Handed] = {}
    for one in sources:
        first = found.setdefault(one.id, one)
        if first is not one:
            found[one.id] = replace(first, places=(*first.places, *one.places))
    return tuple(found.values())


def _redacted(one: OwnText, found: Redacted) -> tuple[Written, Redactor]:
    passages = found.passages.get(one.n, ())
    redactor = redactor_of(one, passages, found.names.get(one.n, ()))
    text = cut(one, passages)
    written = Written(
        one.post, one.lang, text.text, text.blocks, text.pages, title_of(one, passages, redactor),
        redactor.field(one.author) if one.author else None, one.date,
        redactor.place(one.url) if one.url else None,
        tuple(PostKey(key.kind, redactor.place(key.value)) for key in one.keys),
    )  # fmt: skip
    return written, redactor


def _moved(one: Handed, places: _Places, redactor: Redactor) -> Handed:
    return replace(
        one,
        inside=redactor.place(one.inside) if one.inside is not None else None,
        places=tuple(GivenPlace(*places.new(place)) for place in one.places),
        captured=(redactor.place(one.captured[0]), one.captured[1]) if one.captured else None,
    )


class _Places:
    """Where sources stand in the edition: what holds others is called so for all of them."""

    def __init__(self, sources: Sequence[Handed], redactors: Mapping[str, Redactor]) -> None:
        self._at: dict[str, Redactor] = {}  # for what stands at a place, and all in it
        self._within: dict[str, Redactor] = {}  # of what lies in what stands there
        for one in sources:
            redactor = redactors.get(one.id)
            for place in one.places if redactor else ():
                assert redactor is not None
                for spelled in place:
                    self._at[spelled] = self._at.get(spelled, Redactor()) | redactor
                    around = nesting.holder(spelled)
                    while around:
                        self._within[around] = self._within.get(around, Redactor()) | redactor
                        around = nesting.holder(around)
        self._taken = {spelled for one in sources for place in one.places for spelled in place}

    def of(self, one: Handed) -> Redactor:
        """What may not stand in what is said of a source: by itself, and by what it lies in."""
        found = Redactor()
        for place in one.places:
            around = place.origin
            while around:
                found |= self._at.get(around, Redactor())
                around = nesting.holder(around)
        return found

    def new(self, place: GivenPlace) -> tuple[str, str]:
        """A place as it is called in the edition, which no other source has."""
        names = (self._new(place.origin), self._new(place.given))
        found, number = names, 1
        while found != tuple(place) and self._taken.intersection(found):
            number += 1
            found = (_numbered(names[0], number), _numbered(names[1], number))
        self._taken.update(found)
        return found

    def _new(self, spelled: str) -> str:
        holder = nesting.holder(spelled)
        redactor = self._at.get(spelled, Redactor())
        if not holder:
            return (redactor | self._within.get(spelled, Redactor())).place(spelled)
        own, around = redactor, holder
        while around:
            own |= self._at.get(around, Redactor())
            around = nesting.holder(around)
        return self._new(holder) + (own | self._within.get(spelled, Redactor())).place(spelled[len(holder) :])


def _numbered(place: str, number: int) -> str:
    stem, dot, suffix = place.rpartition(".")
    return f"{stem}-{number}.{suffix}" if dot and "/" not in suffix else f"{place}-{number}"


# -- what was said ---------------------------------------------------------------------------------


def statements(
    stated: Iterable[tuple[Teller, list[Told]]], replaced: StandIns, places: Collection[str]
) -> list[tuple[Teller, list[Told]]]:
    """What files say, as it may be told of the edition.

    `places`: the origins of all open sources, as they are in the archive.
    """
    if not replaced.moved:
        return list(stated)
    found: dict[tuple[str, str], list[Told]] = {}
    for teller, some in stated:
        every = Redactor()
        rows: list[tuple[str, Told]] = []
        for one in some:
            met = {old: new for old, new in replaced.moved.items() if _covers(one.target, old)}
            redactor = Redactor()
            for _, own in met.values():
                redactor |= own
            every |= redactor
            others = any(_covers(one.target, place) for place in places if place not in met)
            targets = {_prefix(one.target, old, new) for old, (new, _) in met.items()}
            rows += [
                (target, one) for target in sorted(targets | ({one.target} if others or not met else set()))
            ]
        for target, one in rows:
            key = every.place(teller.origin), every.place(teller.given)
            found.setdefault(key, []).append(Told(target, _without_redacted(one.statement, every), one.weak))
    return [(Teller(origin, given, (0, 0, 0, 0)), some) for (origin, given), some in found.items()]


def _covers(target: str, place: str) -> bool:
    return place == target or place.startswith((f"{target}/", f"{target}!"))


def _prefix(target: str, old: str, new: str) -> str:
    """What stands for `target`, which `old` is or lies in, around `new`."""
    if target == old:
        return new
    ends = [i for i, c in enumerate(new) if c in "/!"]
    return new[: ends[sum(c in "/!" for c in target)]]


def _without_redacted(one: Statement, redactor: Redactor) -> Statement:
    if one.field in _NO_WORDS:
        return replace(one, place=redactor.place(one.place))
    return Statement(
        one.field, redactor.field(one.value), redactor.field(one.wording), redactor.place(one.place)
    )


def decisions(rows: Iterable[ActRow], replaced: StandIns) -> list[ActRow]:
    """Decisions on texts as they go along with their stand-ins; those on words that are redacted do not."""
    if not replaced.prints:
        return list(rows)
    every = reduce(or_, replaced.by_print.values(), Redactor())
    found = []
    for row in rows:
        if row.kind in (acts.DOCUMENT, acts.TRANSLATION, acts.COPY):
            redactor = replaced.by_print.get(row.a, Redactor())
            b = replaced.prints.get(row.b, row.b)
            if row.kind == acts.DOCUMENT:
                b = row.b if row.verdict in _NO_WORDS else redactor.field(row.b)
            found.append(row._replace(a=replaced.prints.get(row.a, row.a), b=b))
        elif row.kind == acts.COLLECTION:
            found.append(row._replace(a=every.field(row.a)))
        elif row.kind == acts.MENTION and (place := json.loads(row.a))[0] == "one":
            redactor = replaced.by_print.get(place[1], Redactor())
            if redactor.hits(place[-1]) or (row.b and redactor.hits(row.b)):
                continue
            place[1] = replaced.prints.get(place[1], place[1])
            found.append(row._replace(a=json.dumps(place, ensure_ascii=False)))
        else:
            found.append(row)
    return found

"""Where in each text redacted words stand now: by the acts of persons, and by what these lead to.

A passage is redacted in the text that an act is about, in its copies, excerpts and other states, found there
by its words or, where these differ, by what stands around them; on request in the aligned passages of its
translations. Where a passage cannot be found in what has to hold it, that is closed. The files that hold a
redacted text go out in no form of theirs: these are the sources that need a stand-in.
"""

from __future__ import annotations

import dataclasses
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import field

from archive import nesting
from archive.catalog import links, redactions, sql
from archive.catalog.care import Key
from archive.catalog.closed import Closed
from archive.catalog.links import DUPLICATE, EXCERPT, Edge
from archive.catalog.passages import TextWords, counterpart, folded, words_of
from archive.catalog.redacted_words import RedactedItem
from archive.catalog.redactions import Ruling
from archive.catalog.store import Catalog
from archive.dataclass import dataclass
from archive.records import MentionType, Status


@dataclasses.dataclass(frozen=True, slots=True, order=True)
class RedactedPassage:
    """A redacted passage of a text: where it stands, by which act, and by what way.

    `by`: "act", or as in `closed.Closed`: "copy", "translation", "excerpt", "entry", "version".
    """

    start: int
    end: int
    act: int
    by: str


@dataclass(frozen=True, slots=True)
class Redacted:
    """By numbers of documents: their redacted passages, and the names (folded) that these have everywhere.

    `stand_ins`: the sources whose bytes hold a redacted text, by the act. `closed`: those in which a passage
    could not be found, though it must be there, or of which nothing else is left.
    """

    passages: Mapping[int, tuple[RedactedPassage, ...]] = field(default_factory=dict)
    names: Mapping[int, tuple[str, ...]] = field(default_factory=dict)
    stand_ins: Mapping[str, int] = field(default_factory=dict)
    closed: Mapping[str, Closed] = field(default_factory=dict)


def redacted(catalog: Catalog) -> Redacted:
    """All that is redacted now. Nothing is read where nothing is."""
    found = redactions.in_force(catalog)
    return _Walk(catalog, found).found() if found else Redacted()


def of(catalog: Catalog, n: int) -> tuple[RedactedPassage, ...]:
    """The redacted passages of document `n`, in order."""
    return redacted(catalog).passages.get(n, ())


def documents(catalog: Catalog) -> dict[str, tuple[RedactedPassage, ...]]:
    """The current documents that are redacted, by their ids, in the order they came."""
    passages = redacted(catalog).passages
    query = "SELECT n, id FROM documents WHERE current = 1 AND n IN ({marks})"
    rows = sorted((row[0], row[1]) for row in sql.rows_in(catalog.db, query, passages))
    return {name: passages[n] for n, name in rows}


def spellings(
    catalog: Catalog, numbers: Iterable[int], names: Iterable[str], *, parts: bool = False
) -> tuple[str, ...]:
    """The names (folded), and all that the archive has joined with one of them in these documents.

    `parts`: a person is meant by a part of their name, too, or of "Odile Sarrazin" the first would be left.
    """
    known = dict.fromkeys(names)
    query = (
        "SELECT DISTINCT m.entity, m.text, m.type FROM mentions m"
        " WHERE m.entity IS NOT NULL AND m.doc IN ({marks})"
    )
    wanted = {
        entity
        for entity, text, kind in sql.rows_in(catalog.db, query, numbers)
        if folded(text) in known or (parts and kind == MentionType.PERSON and _is_part(known, text))
    }
    rows = sql.rows_in(
        catalog.db, "SELECT name FROM entity_names WHERE entity IN ({marks}) ORDER BY name", wanted
    )
    for row in rows:
        known.setdefault(folded(row[0]))
    return tuple(name for name in known if name)


def _is_part(names: Iterable[str], text: str) -> bool:
    words = words_of(text)
    return any(words.find(name) for name in names)


@dataclass(frozen=True, slots=True)
class _Step:
    """How an item came to a text: by which act and way; whether over an excerpt, or as a translation."""

    ruling: Ruling
    by: str
    excerpt: bool = False
    translated: bool = False


class _Walk:
    """From what acts redact to all that follows from it."""

    def __init__(self, catalog: Catalog, acts: Mapping[Key, Mapping[RedactedItem, Ruling]]) -> None:
        self._catalog, self._acts = catalog, acts
        self._runs: dict[int, dict[RedactedItem, tuple[_Step, tuple[tuple[int, int], ...]]]] = {}
        self._words: dict[int, TextWords] = {}
        self._queue: deque[tuple[int, RedactedItem]] = deque()
        self._shut: dict[str, Closed] = {}
        db = catalog.db
        rows = db.execute("SELECT n, source_id, fingerprint, current, words FROM documents").fetchall()
        self._size: dict[int, int] = {r[0]: r[4] for r in rows}
        self._docs: dict[int, tuple[str, str, bool]] = {r[0]: (r[1], r[2], bool(r[3])) for r in rows}
        self._of: dict[str, list[int]] = {}
        for n, (source, _, _) in self._docs.items():
            self._of.setdefault(source, []).append(n)
        self._at: dict[str, list[str]] = {}
        self._places: dict[str, list[str]] = {}
        for origin, source in db.execute("SELECT origin, source_id FROM origins ORDER BY origin"):
            self._at.setdefault(origin, []).append(source)
            self._places.setdefault(source, []).append(origin)
        self._entries: dict[str, list[int]] = {}
        self._entry: dict[int, str] = {}
        for n, key in db.execute("SELECT doc, said FROM post_keys WHERE kind = 'entry'"):
            self._entries.setdefault(key, []).append(n)
            self._entry[n] = key

    def found(self) -> Redacted:
        """All that follows."""
        self._begin()
        while self._queue:
            self._spread(*self._queue.popleft())
        passages, names = {}, {}
        for n, items in self._runs.items():
            if not self._holds(n):
                continue
            words = self._read(n)
            passages[n] = _apart(
                RedactedPassage(*words.span(run), step.ruling.act, step.by)
                for step, runs in items.values() for run in runs
            )  # fmt: skip
            names[n] = tuple(dict.fromkeys(item.words for item in items if not item.nth))
        stand_ins = self._stand_ins()
        for source, act in stand_ins.items():
            if not any(self._docs[n][2] for n in self._of.get(source, ())):
                self._shut.setdefault(source, Closed(act, None, "holds"))
        return Redacted(passages, names, stand_ins, self._shut)

    def _read(self, n: int) -> TextWords:
        if n not in self._words:
            row = self._catalog.db.execute("SELECT text FROM documents WHERE n = ?", (n,)).fetchone()
            self._words[n] = words_of(row[0])
        return self._words[n]

    # -- where acts begin

    def _begin(self) -> None:
        of_text: dict[str, list[int]] = {}
        for n, (_, fingerprint, _) in self._docs.items():
            of_text.setdefault(fingerprint, []).append(n)
        for key, items in self._acts.items():
            if key.kind == "text":
                for n in of_text.get(key.key, ()):
                    self._seed(n, items)
        rows = self._catalog.db.execute(f"SELECT s.id, {sql.original_of('s.id')} FROM sources s").fetchall()
        for source, file in rows:
            self._seed_file(source, self._acts.get(Key("file", file), {}))

    def _seed(self, n: int, items: Mapping[RedactedItem, Ruling]) -> None:
        """Redacts in a text that an act is about."""
        words = self._read(n)
        for item, ruling in self._with_spellings([n], items).items():
            runs = words.find(item.words)
            chosen = runs[item.nth - 1 : item.nth] if item.nth and item.nth <= len(runs) else runs
            self._put(n, item, _Step(ruling, "act"), chosen)
            if item.nth and not chosen:  # read as other words than by the program that kept them
                self._shut.setdefault(self._docs[n][0], Closed(ruling.act, None, "redaction"))

    def _seed_file(self, source: str, items: Mapping[RedactedItem, Ruling]) -> None:
        """Redacts in the texts of a file that an act is about, where they are others now than then."""
        here = self._of.get(source, ())
        for item, ruling in self._with_spellings(here, items).items():
            if any(item in self._runs.get(n, ()) for n in here):
                continue
            for n in here:
                self._put(n, item, _Step(ruling, "act"), self._read(n).find(item.words))
            if item.nth and not any(item in self._runs.get(n, ()) for n in here):
                self._shut.setdefault(source, Closed(ruling.act, None, "redaction"))

    def _with_spellings(
        self, numbers: Sequence[int], items: Mapping[RedactedItem, Ruling]
    ) -> dict[RedactedItem, Ruling]:
        """Items, and the spellings that were joined with their names since."""
        every = dict(items)
        for item, ruling in items.items():
            if not item.nth:
                for name in spellings(self._catalog, numbers, [item.words]):
                    every.setdefault(RedactedItem(name), ruling)
        return every

    def _put(self, n: int, item: RedactedItem, step: _Step, runs: Sequence[tuple[int, int]]) -> None:
        """Notes it of a text; a name also where it does not stand: it may in what the file says beside it."""
        if (runs or not item.nth) and item not in self._runs.setdefault(n, {}):
            self._runs[n][item] = step, tuple(runs)
            self._queue.append((n, item))

    # -- where they lead

    def _spread(self, n: int, item: RedactedItem) -> None:
        step, runs = self._runs[n][item]
        for edge in links.touching(self._catalog, [n]):
            if edge.status is Status.REJECTED:
                continue
            other = edge.b if edge.a == n else edge.a
            if edge.kind in (DUPLICATE, EXCERPT):
                # What holds an excerpt has other ones: a name in these is none of it.
                down = edge.kind == EXCERPT and self._size[other] < self._size[n]
                if item.nth or not (step.excerpt and down):
                    by = "copy" if edge.kind == DUPLICATE else "excerpt"
                    self._copy(n, other, item, _way(step, by))
            elif step.ruling.translations and not step.translated:
                self._translate(n, other, item, edge, runs)
        for other in self._entries.get(self._entry.get(n, ""), ()):
            self._copy(n, other, item, _way(step, "entry"))
        for place in self._places.get(self._docs[n][0], ()):
            for source in self._at[place]:
                for other in self._of.get(source, ()) if source != self._docs[n][0] else ():
                    if self._entry.get(other) in (None, self._entry.get(n)):
                        self._copy(n, other, item, _way(step, "version"))

    def _copy(self, n: int, other: int, item: RedactedItem, step: _Step) -> None:
        if other == n or item in self._runs.get(other, ()):
            return
        one, two = self._read(n), self._read(other)
        exact = two.find(item.words)
        if not item.nth:
            self._put(other, item, step, exact)
            return
        placed = counterpart(one, self._runs[n][item][1], two)
        self._put(other, item, step, placed or exact)
        if placed is None and not exact:
            self._shut.setdefault(self._docs[other][0], Closed(step.ruling.act, None, "redaction"))

    def _translate(
        self, n: int, other: int, item: RedactedItem, edge: Edge, runs: Sequence[tuple[int, int]]
    ) -> None:
        """Redacts a name in a translation; of a passage, what is aligned with it."""
        ruling = self._runs[n][item][0].ruling
        step = _Step(ruling, "translation", translated=True)
        words = self._read(other)
        if not item.nth:
            self._put(other, item, step, words.find(item.words))
            return
        spans = [self._read(n).span(run) for run in runs]
        here = "a" if edge.a == n else "b"
        stretches = [(s.a, s.b) if here == "a" else (s.b, s.a) for s in edge.segments]
        met = [b for a, b in stretches if any(a.start < end and a.end > start for start, end in spans)]
        if not met:
            self._shut.setdefault(self._docs[other][0], Closed(ruling.act, None, "redaction"))
        for there in met:
            run = words.within(there.start, there.end)
            if run[0] < run[1]:
                self._put(other, redactions.of_run(words, run), step, [run])

    # -- files

    def _stand_ins(self) -> dict[str, int]:
        """The sources whose bytes hold a redacted text: its own, other states of it, and what holds these."""
        found: dict[str, int] = {}
        for n, items in self._runs.items():
            if not self._holds(n):
                continue
            act = min(step.ruling.act for step, _ in items.values())
            for source in self._states(self._docs[n][0]):
                found.setdefault(source, act)
        for source, act in list(found.items()):
            for place in self._places.get(source, ()):
                around = nesting.holder(place)
                while around:
                    for other in self._at.get(around, ()):
                        found.setdefault(other, act)
                    around = nesting.holder(around)
        return found

    def _holds(self, n: int) -> bool:
        """Whether a text holds what is redacted, or its file may; what only shares a part of it may not."""
        return any(runs or step.by != "excerpt" for step, runs in self._runs[n].values())

    def _states(self, source: str) -> Iterator[str]:
        yield source
        for place in self._places.get(source, ()):
            yield from self._at[place]


def _way(step: _Step, by: str) -> _Step:
    return _Step(step.ruling, by, step.excerpt or by == "excerpt", step.translated)


def _apart(passages: Iterable[RedactedPassage]) -> tuple[RedactedPassage, ...]:
    """Passages in order; of those that overlap one, by the first act."""
    found: list[RedactedPassage] = []
    for one in sorted(passages):
        last = found[-1] if found else None
        if last is not None and one.start < last.end:
            found[-1] = RedactedPassage(last.start, max(last.end, one.end), last.act, last.by)
        else:
            found.append(one)
    return tuple(found)

"""What readers may not see at a given time: by the acts of persons, and by what these lead to.

What is closed is closed in every form of it that the archive knows of: copies, excerpts and translations of
the text, other states of its file, what lies in that file and what holds it. A page of which one text is
closed is closed whole, as its bytes hold that text. A person's later word opens a text that only follows.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Mapping

from archive import nesting
from archive.catalog import care, sql
from archive.catalog.care import CLOSE, OPEN, Care, Key
from archive.catalog.links import DUPLICATE, EXCERPT, PART
from archive.catalog.store import Catalog
from archive.dataclass import dataclass

_LARGER, _ALIKE, _SMALLER = 1, 0, -1  # what a link leads to: it says more, the same, or a part of it


@dataclass(frozen=True, slots=True)
class Closed:
    """Why a source is closed: the number of the act, its last day (None: for ever), and by what way.

    `by`: "act", "copy", "translation", "excerpt", "part" (one text translates the other, and more), "entry"
    (another version of an entry of a feed), "version" (another state of the file), "inside" (it lies in a
    closed one), "holds" (it holds a closed text or file).
    """

    act: int
    until: str | None
    by: str


def closed(catalog: Catalog, now: str) -> dict[str, Closed]:
    """The sources that are closed at a time (UTC), by their ids. Nothing is read where nothing is closed."""
    walk = _walked(catalog, now)
    return walk.found if walk else {}


def with_texts(catalog: Catalog, now: str) -> tuple[dict[str, Closed], frozenset[str]]:
    """The sources that are closed, and the fingerprints of closed texts: others may stand in their files."""
    walk = _walked(catalog, now)
    return (walk.found, walk.prints()) if walk else ({}, frozenset())


def _walked(catalog: Catalog, now: str) -> _Walk | None:
    if not care.is_any(catalog, CLOSE):
        return None
    last = care.latest(catalog)
    if not any(act.in_force(now) for act in last.values()):
        return None
    return _Walk(catalog, last, now)


@dataclass(frozen=True, slots=True)
class _Step:
    """A text or source that is closed; `more`: it holds what is to be closed, and says more than that.

    What holds it in turn is closed, and its copies and translations; an excerpt of it may say something else.
    """

    why: Closed
    more: bool = False


class _Walk:
    """From what acts close to all that follows from it."""

    def __init__(self, catalog: Catalog, last: Mapping[Key, Care], now: str) -> None:
        self.found: dict[str, Closed] = {}
        self._last = last
        acts = {act.n: act for act in last.values()}
        self._order = {n: i for i, n in enumerate(sorted(acts, key=lambda n: (acts[n].at, n)))}
        self._whole: dict[str, _Step] = {}
        self._texts: dict[int, _Step] = {}
        self._queue: deque[int] = deque()
        self._load(catalog)
        for source, file in self._files.items():
            act = last.get(Key("file", file))
            if act is None or not act.in_force(now):
                continue
            why = Closed(act.n, act.until, "act")
            if self._alone(source):
                self._close_whole(source, _Step(why))
            else:  # which of its posts are meant, their texts say
                self.found[source] = why
        for n, (_, fingerprint, _) in self._docs.items():
            act = last.get(Key("text", fingerprint))
            if act is not None and act.in_force(now):
                self._close_text(n, _Step(Closed(act.n, act.until, "act")))
        while self._queue:
            self._spread(self._queue.popleft())
        for source in list(self.found):
            self._close_holders(source)

    def prints(self) -> frozenset[str]:
        """The fingerprints of the closed texts."""
        return frozenset(self._docs[n][1] for n in self._texts)

    def _load(self, catalog: Catalog) -> None:
        db = catalog.db
        rows = db.execute(f"SELECT s.id, {sql.original_of('s.id')} FROM sources s")
        self._files: dict[str, str] = {r[0]: r[1] for r in rows}
        texts = db.execute("SELECT n, source_id, fingerprint, post, words FROM documents").fetchall()
        self._docs: dict[int, tuple[str, str, int]] = {r[0]: (r[1], r[2], r[3]) for r in texts}
        words: dict[int, int] = {r[0]: r[4] for r in texts}
        self._of: dict[str, list[int]] = {}
        for n, (source, _, _) in self._docs.items():
            self._of.setdefault(source, []).append(n)
        self._links: dict[int, list[tuple[int, str, int]]] = {}
        for kind, a, b in db.execute("SELECT kind, a, b FROM links WHERE status <> 'rejected'"):
            by, way = "copy" if kind == DUPLICATE else str(kind), _ALIKE
            if kind == EXCERPT or (kind == PART and words[a] >= words[b]):
                way = _SMALLER
            elif kind == PART:
                way = _LARGER
            self._links.setdefault(a, []).append((b, by, way))
            self._links.setdefault(b, []).append((a, by, -way))
        entries: dict[str, list[int]] = {}
        for n, key in db.execute("SELECT doc, said FROM post_keys WHERE kind = 'entry'"):
            entries.setdefault(key, []).append(n)
        for some in entries.values():
            for n in some:
                self._links.setdefault(n, []).extend((m, "entry", _ALIKE) for m in some if m != n)
        self._at: dict[str, list[str]] = {}
        self._places: dict[str, list[str]] = {}
        self._within: dict[str, list[str]] = {}
        for origin, source in db.execute("SELECT origin, source_id FROM origins ORDER BY origin"):
            self._at.setdefault(origin, []).append(source)
            self._places.setdefault(source, []).append(origin)
            around = nesting.holder(origin)
            while around:
                self._within.setdefault(around, []).append(source)
                around = nesting.holder(around)

    def _alone(self, source: str) -> bool:
        """Whether a source holds no posts beside one another, which may be closed one by one."""
        return len({self._docs[n][2] for n in self._of.get(source, ())}) < 2

    def _close_text(self, n: int, step: _Step) -> None:
        if not _is_news(self._texts.get(n), step):
            return
        source, fingerprint, _ = self._docs[n]
        if self._opened(Key("text", fingerprint), step):
            return
        self._texts[n] = step
        self._queue.append(n)
        self.found.setdefault(source, step.why if self._alone(source) else _by(step.why, "holds"))

    def _opened(self, key: Key, step: _Step) -> bool:
        """Whether a person opened what only follows from an earlier act."""
        act = self._last.get(key)
        later = act is not None and self._order[act.n] > self._order[step.why.act]
        return step.why.by != "act" and act is not None and act.act == OPEN and later

    def _close_whole(self, source: str, step: _Step) -> None:
        if not _is_news(self._whole.get(source), step) or self._opened(
            Key("file", self._files[source]), step
        ):
            return
        self._whole[source] = step
        self.found.setdefault(source, step.why)
        for n in self._of.get(source, ()):
            self._close_text(n, step)
        for other, by in self._around(source):
            self._close_whole(other, _Step(_by(step.why, by), step.more))

    def _around(self, source: str) -> Iterator[tuple[str, str]]:
        """Other states of a source's file, and what lies in it."""
        for place in self._places.get(source, ()):
            yield from ((one, "version") for one in self._at[place] if one != source)
            yield from ((one, "inside") for one in self._within.get(place, ()))

    def _spread(self, n: int) -> None:
        step, source = self._texts[n], self._docs[n][0]
        for other, by, way in self._links.get(n, ()):
            if way != _SMALLER or not step.more:
                self._close_text(other, _Step(_by(step.why, by), step.more or way == _LARGER))
        if self._alone(source):
            self._close_whole(source, step)
            return
        for place in self._places.get(source, ()):  # which of its posts is the same one, nobody can tell
            for state in self._at[place]:
                self.found.setdefault(state, _by(step.why, "version"))

    def _close_holders(self, source: str) -> None:
        why = self.found[source]
        for place in self._places.get(source, ()):
            around = nesting.holder(place)
            while around:
                for other in self._at.get(around, ()):
                    self.found.setdefault(other, _by(why, "holds"))
                around = nesting.holder(around)


def _is_news(known: _Step | None, step: _Step) -> bool:
    """Whether more follows from `step` than from the one by which a text or source was reached before."""
    return known is None or (known.more and not step.more)


def _by(why: Closed, way: str) -> Closed:
    return Closed(why.act, why.until, way)


def documents(catalog: Catalog, sources: Iterable[str]) -> list[tuple[str, str]]:
    """The current documents of these sources (id, source), in the order they came."""
    query = "SELECT n, id, source_id FROM documents WHERE current = 1 AND source_id IN ({marks})"
    rows = sorted(tuple(row) for row in sql.rows_in(catalog.db, query, sources))
    return [(name, source) for _, name, source in rows]

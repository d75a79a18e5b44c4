"""What else of an archive knows of sources that are removed: what files and persons said of them, names.

A decision, note, taught name or saved search goes where it is about a removed text, or holds a name or a word
that stands in removed texts and nowhere else in the archive: whoever reads it would know what was there.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Final

from archive import nesting
from archive.catalog import acts, care, handed, redactions, sql
from archive.catalog.connection import Connection
from archive.catalog.handed import ActRow
from archive.catalog.store import Catalog
from archive.text import fold

_TOKEN: Final = re.compile(r"[^\W_]+")
_LEAST: Final = 3  # letters of a word that tells anything
_PREFIX: Final = 5  # letters of the beginning of a word that a search asks for

Tokens = tuple[str, ...]


def scrub(catalog: Catalog, sources: Sequence[str]) -> Counter[str]:
    """Deletes what is known of these sources elsewhere, before their own rows go, in one transaction.

    Returns how much of each kind went: "decisions", "notes", "names", "searches", "statements".
    """
    work = _Work(catalog, sources)
    work.counts["statements"] += forget_places(catalog, work.places())
    work.entities()
    work.words()
    return +work.counts


def forget_places(catalog: Catalog, places: Collection[tuple[str, str]]) -> int:
    """Forgets what is kept of places, whole and as given, where no source stands any more, or none ever did.

    These are failures, containers, what runs were given, and what files say: returns how many statements.
    """
    db, count = catalog.db, 0
    gone = sorted({origin for origin, _ in places})
    with catalog.transaction():
        for origin in gone:
            for table, at in (("failures", "origin"), ("containers", "origin"), ("stated", "target")):
                found = db.execute(
                    f"DELETE FROM {table} WHERE {at} = :o OR ({at} > :o || '!' AND {at} < :o || '\"')",
                    {"o": origin},
                ).rowcount
                count += found if table == "stated" else 0
            around = origin
            while around := nesting.holder(
                around
            ):  # so that it is looked through again, and told what it holds
                db.execute("DELETE FROM containers WHERE origin = ?", (around,))
        # A file that speaks of a removed one alone, and is called as it is: photo.tif.json, photo.json.
        told = db.execute(
            "SELECT origin FROM beside WHERE origin NOT IN (SELECT origin FROM stated)"
        ).fetchall()
        stems = {origin.rpartition(".")[0] or origin for origin in gone} | set(gone)
        for (origin,) in told:
            if any(origin.startswith(f"{stem}.") for stem in stems):
                db.execute("DELETE FROM beside WHERE origin = ?", (origin,))
        named = {place for pair in places for place in pair}
        for n, given in db.execute("SELECT n, given FROM runs").fetchall():
            left = [path for path in json.loads(given) if path not in named]
            if len(left) != len(json.loads(given)):
                db.execute("UPDATE runs SET given = ? WHERE n = ?", (json.dumps(left), n))
    return count


def tokens(text: str) -> Tokens:
    """The words of a text, whatever their case and accents; apostrophes and hyphens part them."""
    return tuple(_TOKEN.findall(fold(text)))


class _Work:
    """One removal's traces."""

    def __init__(self, catalog: Catalog, sources: Sequence[str]) -> None:
        self.catalog, self.db = catalog, catalog.db
        self.sources = set(sources)
        self.counts: Counter[str] = Counter()
        rows = list(
            sql.rows_in(
                self.db, "SELECT n, id, fingerprint FROM documents WHERE source_id IN ({marks})", sources
            )
        )
        self.docs = {row[0] for row in rows}
        self.ids = {row[1] for row in rows}
        prints = {row[2] for row in rows}
        same = sql.rows_in(
            self.db, "SELECT n, fingerprint FROM documents WHERE fingerprint IN ({marks})", prints
        )
        self.prints = prints - {row[1] for row in same if row[0] not in self.docs}

    def places(self) -> list[tuple[str, str]]:
        """Where the sources stand, or stood, and no other does: whole, and as given."""
        query = "SELECT origin, given FROM origins WHERE source_id IN ({marks})"
        own = [(row[0], row[1]) for row in sql.rows_in(self.db, query, self.sources)]
        query = "SELECT origin, source_id FROM origins WHERE origin IN ({marks})"
        same = sql.rows_in(self.db, query, {origin for origin, _ in own})
        others = {origin for origin, source in same if source not in self.sources}
        return [one for one in own if one[0] not in others]

    # -- entities ----------------------------------------------------------------------------------

    def entities(self) -> None:
        """Entities and names of entities that stand in removed texts alone."""
        own: dict[int, set[str]] = {}
        left: dict[int, Counter[str]] = {}
        rows = sql.tuples(self.db, "SELECT entity, doc, text FROM mentions WHERE entity IS NOT NULL")
        touched = {
            row[0]
            for row in sql.rows_in(
                self.db, "SELECT DISTINCT entity FROM mentions WHERE doc IN ({marks})", self.docs
            )
        }
        for entity, doc, text in rows if touched else ():
            if entity not in touched:
                continue
            if doc in self.docs:
                own.setdefault(entity, set()).add(fold(text))
            else:
                left.setdefault(entity, Counter())[text] += 1
        for n, names in own.items():
            if n not in left:
                self._forget_entity(n)
                continue
            gone = names - {fold(text) for text in left[n]}
            if not gone:
                continue
            for lang, name in self.db.execute(
                "SELECT lang, name FROM entity_names WHERE entity = ?", (n,)
            ).fetchall():
                if fold(name) in gone:
                    self.db.execute(
                        "DELETE FROM entity_names WHERE entity = ? AND lang = ? AND name = ?", (n, lang, name)
                    )
            label = self.db.execute("SELECT label FROM entities WHERE n = ?", (n,)).fetchone()[0]
            if fold(label) in gone:
                best = max(left[n].items(), key=lambda one: (one[1], one[0]))[0]
                self.db.execute("UPDATE entities SET label = ? WHERE n = ?", (best, n))

    def _forget_entity(self, n: int) -> None:
        name = self.db.execute("SELECT id FROM entities WHERE n = ?", (n,)).fetchone()[0]
        self.db.execute("UPDATE mentions SET entity = NULL, reason = NULL WHERE entity = ?", (n,))
        self.db.execute("DELETE FROM entities WHERE n = ?", (n,))
        self.db.execute("DELETE FROM former WHERE id = ? OR now = ?", (name, name))
        self.db.execute("DELETE FROM parted WHERE id = ? OR from_id = ?", (name, name))

    # -- words -------------------------------------------------------------------------------------

    def words(self) -> None:
        """What persons said of the texts, or with words and names that nothing else holds."""
        rows = list(_decided(self.catalog))
        cells = _Cells(self.db, rows)
        own = [tokens(text) for text in _texts(self.db, self.docs, self.sources, inside=True)]
        lost = _Lost(cells, own)
        if lost.sought:
            lost.look(_texts(self.db, self.docs, self.sources, inside=False))
        self._decisions(rows, lost)
        self._notes(cells, lost)
        self._names(cells, lost)
        self._redactions()

    def _decisions(self, rows: Iterable[tuple[int, ActRow]], lost: _Lost) -> None:
        """Decisions on texts that go, and on names that stand in these alone."""
        cut = self._cut()
        gone: dict[int, int] = {}
        for seq, row in rows:
            about = self.prints.intersection(_prints(row))
            named = any(lost.name(name) for name in handed.names_in(row))
            if (
                about
                or named
                or row.act in cut
                or (row.kind == acts.POST and lost.any(_opening(row)))
                or (row.verdict == "rename" and lost.any(row.b))
            ):
                gone[seq] = row.act
        one = [(seq,) for seq in gone]
        for table in ("decided_on", "decided_by", "decisions"):
            self.db.executemany(f"DELETE FROM {table} WHERE seq = ?", one)
        self.db.executemany("DELETE FROM decided_on WHERE document = ?", ((name,) for name in self.ids))
        left = {row.act for seq, row in rows if seq not in gone}
        for act in sorted(set(gone.values()) - left):
            for table in ("withdrawals", "due"):
                self.db.execute(f"DELETE FROM {table} WHERE act = ?", (act,))
            self.counts["decisions"] += 1
        for n, a, b in self.db.execute("SELECT n, a, b FROM unsure").fetchall():
            if any(key in a or key in b for key in self.prints) or lost.name(_bare(a)) or lost.name(_bare(b)):
                self.db.execute("DELETE FROM unsure WHERE n = ?", (n,))
                self.counts["decisions"] += 1

    def _redactions(self) -> None:
        """Acts that redact words of these texts alone: the acts stay, without the words."""
        texts: dict[int, set[str]] = {}
        for n, key in self.db.execute(
            "SELECT k.care, k.key FROM care_keys k JOIN care c ON c.n = k.care"
            " WHERE k.kind = 'text' AND c.act IN (?, ?)",
            (care.REDACT, care.UNREDACT),
        ).fetchall():
            texts.setdefault(n, set()).add(key)
        for n in sorted(n for n, keys in texts.items() if keys <= self.prints):
            what = self.db.execute("SELECT what FROM care WHERE n = ?", (n,)).fetchone()[0]
            self.db.execute("UPDATE care SET what = ? WHERE n = ?", (redactions.without_words(what), n))

    def _cut(self) -> set[int]:
        """The decisions on where texts begin that hold in what goes alone."""
        rows = self.db.execute("SELECT DISTINCT act, source_id FROM limits").fetchall()
        within = {row[0] for row in rows if row[1] in self.sources}
        return within - {row[0] for row in rows if row[1] not in self.sources}

    def _notes(self, cells: _Cells, lost: _Lost) -> None:
        for table, key, n, note in cells.notes:
            if lost.any(note):
                self.db.execute(f"UPDATE {table} SET note = '' WHERE {key} = ?", (n,))
                self.counts["notes"] += 1
        for name, query in cells.searches:
            if lost.any(name, begins=True) or lost.any(query, begins=True):
                self.db.execute("DELETE FROM watches WHERE name = ?", (name,))
                self.counts["searches"] += 1
        for n, paths in cells.runs:
            left = [path for path in paths if not lost.any(path)]
            if left != paths:
                self.db.execute("UPDATE runs SET given = ? WHERE n = ?", (json.dumps(left), n))

    def _names(self, cells: _Cells, lost: _Lost) -> None:
        """Taught names that stand in removed texts alone, and marks that are such a name."""
        left: dict[str, list[tuple[str, str, str]]] = {}
        for name, kind, lang, same_as in cells.taught:
            if lost.name(name):
                self.db.execute(
                    "DELETE FROM authority WHERE name = ? AND type = ? AND lang = ?", (name, kind, lang)
                )
                self.counts["names"] += 1
            else:
                left.setdefault(same_as, []).append((name, kind, lang))
        for mark, some in left.items():
            if mark and (lost.name(mark) or lost.any(mark)):
                for one in some:
                    self.db.execute(
                        "UPDATE authority SET same_as = ? WHERE name = ? AND type = ? AND lang = ?",
                        (some[0][0], *one),
                    )
        for name, called in cells.former:
            if lost.name(called) or lost.any(called):
                self.db.execute("UPDATE former SET called = '' WHERE id = ?", (name,))


def _bare(key: str) -> str:
    """A name without the type before it, as decisions and notes have it."""
    return key.partition(":")[2] or key


def _decided(catalog: Catalog) -> Iterator[tuple[int, ActRow]]:
    """Every row of a decision, those taken back too, with its number."""
    rows = catalog.db.execute(
        f"SELECT d.seq, {acts.OF}, d.kind, d.a, d.b, d.verdict, d.at FROM decisions d ORDER BY d.seq"
    ).fetchall()
    for row in rows:
        yield row[0], ActRow(*tuple(row)[1:])


def _prints(row: ActRow) -> list[str]:
    """The texts that a decision is about, by their fingerprints."""
    return [json.loads(row.a)[0]] if row.kind == acts.POST else handed.texts_in(row)


def _opening(row: ActRow) -> str:
    """The first words of the block that a decision is about."""
    return str(json.loads(row.a)[-1])


class _Cells:
    """What persons wrote, cell by cell, and the names that things had."""

    def __init__(self, db: Connection, rows: Iterable[tuple[int, ActRow]]) -> None:
        self.notes = [
            (table, key, row[0], row[1])
            for table, key in (("decided_by", "seq"), ("withdrawals", "act"), ("unsure", "n"))
            for row in db.execute(f"SELECT {key}, note FROM {table} WHERE note <> ''").fetchall()
        ]
        self.searches = [tuple(r) for r in db.execute("SELECT name, query FROM watches").fetchall()]
        self.runs = [(r[0], json.loads(r[1])) for r in db.execute("SELECT n, given FROM runs").fetchall()]
        self.taught = [
            tuple(r) for r in db.execute("SELECT name, type, lang, same_as FROM authority").fetchall()
        ]
        self.former = [tuple(r) for r in db.execute("SELECT id, called FROM former").fetchall()]
        unsure = db.execute("SELECT a, b FROM unsure").fetchall()
        self.names = {name for _, row in rows for name in handed.names_in(row)}
        self.names |= {one[i] for one in self.taught for i in (0, 3)} | {one[1] for one in self.former}
        self.names |= {_bare(key) for row in unsure for key in row}
        said = [_opening(row) for _, row in rows if row.kind == acts.POST]
        labels = [row.b for _, row in rows if row.verdict == "rename"]
        paths = [path for _, paths in self.runs for path in paths]
        searches = [part for one in self.searches for part in one]
        self.said = [note for *_, note in self.notes] + said + labels + paths + searches + list(self.names)
        self.asked = searches


class _Lost:
    """Which words and names of cells stand in removed texts, and in no other."""

    def __init__(self, cells: _Cells, own: Sequence[Tokens]) -> None:
        here = {token for one in own for token in one}
        self._words = {t for cell in cells.said for t in tokens(cell) if t in here and _tells(t)}
        self._begins = {
            t for cell in cells.asked for t in tokens(cell)
            if len(t) >= _PREFIX and any(token.startswith(t) for token in here)
        }  # fmt: skip
        self._names = _standing({t for name in cells.names if (t := tokens(name))}, own)

    @property
    def sought(self) -> bool:
        """Whether there is anything to look for in the texts that stay."""
        return bool(self._words or self._begins or self._names)

    def look(self, texts: Iterable[str]) -> None:
        """Looks through texts that stay: what stands in one is not lost."""
        sizes = {len(one) for one in self._begins}
        for text in texts:
            if not self.sought:
                return
            found = tokens(text)
            self._words.difference_update(found)
            if self._begins:
                self._begins -= {token[:size] for token in found for size in sizes}
            if self._names:
                self._names -= _standing(self._names, [found])

    def any(self, cell: str, *, begins: bool = False) -> bool:
        """Whether a cell holds a lost word; `begins`: or the beginning of one."""
        lost = self._words | self._begins if begins else self._words
        return not lost.isdisjoint(tokens(cell))

    def name(self, name: str) -> bool:
        """Whether a name is lost."""
        return tokens(name) in self._names


def _tells(token: str) -> bool:
    return len(token) >= _LEAST and not token.isdigit()


def _standing(names: Collection[Tokens], texts: Iterable[Tokens]) -> set[Tokens]:
    """Those of `names` that stand in one of the texts."""
    by: dict[str, list[Tokens]] = {}
    for name in names:
        by.setdefault(name[0], []).append(name)
    found: set[Tokens] = set()
    for text in texts:
        for at, token in enumerate(text):
            found.update(name for name in by.get(token, ()) if text[at : at + len(name)] == name)
    return found


# Tables with words: what tells whose row it is, a document's or a source's, and the columns.
_WORDED: Final = (
    ("documents", "n", ("text", "title", "author", "url")),
    ("described", "doc", ("value", "said")),
    ("overruled", "doc", ("title", "author")),
    ("chrome", "source_id", ("text",)),
    ("sources", "id", ("title", "url")),
    ("captures", "source_id", ("address",)),
    ("mail_people", "source_id", ("name", "address")),
    ("origins", "source_id", ("given",)),
)


def _texts(db: Connection, docs: Collection[int], sources: Collection[str], *, inside: bool) -> Iterator[str]:
    """All that the archive holds of its texts and files: of those that go (`inside`), or of all others."""
    for table, key, columns in _WORDED:
        owners: Collection[object] = docs if key in ("n", "doc") else sources
        query = f"SELECT {key}, {', '.join(columns)} FROM {table}"
        if inside:
            rows: Iterable[Sequence[object]] = sql.rows_in(db, f"{query} WHERE {key} IN ({{marks}})", owners)
        else:
            rows = (row for row in sql.tuples(db, query) if row[0] not in owners)
        for row in rows:
            yield "\n".join(str(cell) for cell in tuple(row)[1:] if cell)

"""What completing names keeps of each text: how often it names what, where else a common name stands in it.

Every row is made of one document's text and mentions, so that a document is read again only when these
change, and what the archive says of a name is asked by its key.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Final, NamedTuple

from archive.catalog import sql
from archive.catalog.mentions import COMPLETED
from archive.catalog.store import Catalog

Name = tuple[str, str]  # (language, words)


class Use(NamedTuple):
    """How often a document has a name tagged as a type."""

    doc: int
    lang: str
    name: str
    type: str
    uses: int


class NamePlace(NamedTuple):
    """Where a common name stands untagged, and the phrase it stands in ("": none)."""

    doc: int
    start: int
    end: int
    lang: str
    name: str
    phrase: str


# -- what texts say now ----------------------------------------------------------------------------


def tagged(catalog: Catalog, docs: Iterable[int]) -> Iterator[tuple[int, str, str, str]]:
    """The names in the current ones of `docs` that were not completed: document, language, text, type."""
    query = (
        "SELECT m.doc, d.lang, m.text, m.type FROM mentions m JOIN documents d ON d.n = m.doc"
        f" WHERE d.current = 1 AND m.type <> 'DATE' AND m.evidence <> '{COMPLETED}' AND m.doc IN ({{marks}})"
    )
    yield from sql.rows_in(catalog.db, query, docs)


def texts(catalog: Catalog, docs: Iterable[int]) -> dict[int, tuple[str, str]]:
    """The language and text of those of `docs` that are current."""
    query = "SELECT n, lang, text FROM documents WHERE current = 1 AND n IN ({marks})"
    return {row[0]: (row[1], row[2]) for row in sql.rows_in(catalog.db, query, docs)}


def taken(catalog: Catalog, docs: Iterable[int]) -> dict[int, list[tuple[int, int]]]:
    """Where names and dates stand in `docs` that were not completed, and what is none by a person's word."""
    docs = list(docs)
    found: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for table, more in (("mentions", f"evidence <> '{COMPLETED}' AND "), ("denied", "")):
        query = f"SELECT doc, start, end FROM {table} WHERE {more}doc IN ({{marks}})"
        for doc, start, end in sql.rows_in(catalog.db, query, docs):
            found[doc].append((start, end))
    return {doc: sorted(spans) for doc, spans in found.items()}


def completed(catalog: Catalog, docs: Iterable[int]) -> dict[tuple[int, int, int, str], int]:
    """The mentions in `docs` that were completed: (document, start, end, type) to number."""
    query = f"SELECT doc, start, end, own_type, n FROM mentions WHERE evidence = '{COMPLETED}' AND doc IN"
    rows = sql.rows_in(catalog.db, f"{query} ({{marks}})", docs)
    return {(r[0], r[1], r[2], r[3]): r[4] for r in rows}


def all_completed(catalog: Catalog) -> set[int]:
    """The documents in which a mention was completed, current or not."""
    query = "SELECT DISTINCT doc FROM mentions WHERE evidence = ?"
    return {row[0] for row in catalog.db.execute(query, (COMPLETED,))}


def holding(catalog: Catalog, lang: str, word: str) -> set[int]:
    """The current documents in a language whose text holds a word."""
    query = f"SELECT n FROM documents WHERE current = 1 AND lang = ? AND {sql.holds('text')}"
    return {row[0] for row in catalog.db.execute(query, (lang, word))}


# -- what is kept ----------------------------------------------------------------------------------


def uses(catalog: Catalog, docs: Iterable[int]) -> set[Use]:
    """What is kept of how often `docs` name what."""
    query = "SELECT doc, lang, name, type, uses FROM name_uses WHERE doc IN ({marks})"
    return {Use(*row) for row in sql.rows_in(catalog.db, query, docs)}


def places(catalog: Catalog, docs: Iterable[int]) -> set[NamePlace]:
    """What is kept of where common names stand untagged in `docs`."""
    query = "SELECT doc, start, end, lang, name, phrase FROM name_places WHERE doc IN ({marks})"
    return {NamePlace(*row) for row in sql.rows_in(catalog.db, query, docs)}


def phrases(catalog: Catalog, docs: Iterable[int]) -> set[tuple[int, str]]:
    """What is kept of the phrases in `docs` in which something is tagged."""
    query = "SELECT doc, phrase FROM tagged_phrases WHERE doc IN ({marks})"
    return {(row[0], row[1]) for row in sql.rows_in(catalog.db, query, docs)}


def change_uses(catalog: Catalog, gone: Iterable[Use], come: Iterable[Use]) -> None:
    """Takes rows away and adds others."""
    db = catalog.db
    query = "DELETE FROM name_uses WHERE doc = ? AND name = ? AND type = ?"
    db.executemany(query, ((u.doc, u.name, u.type) for u in gone))
    db.executemany("INSERT INTO name_uses (doc, lang, name, type, uses) VALUES (?, ?, ?, ?, ?)", come)


def change_places(catalog: Catalog, gone: Iterable[NamePlace], come: Iterable[NamePlace]) -> None:
    """Takes rows away and adds others."""
    db = catalog.db
    db.executemany("DELETE FROM name_places WHERE doc = ? AND start = ?", ((p.doc, p.start) for p in gone))
    columns: Final = "doc, start, end, lang, name, phrase"
    db.executemany(f"INSERT INTO name_places ({columns}) VALUES (?, ?, ?, ?, ?, ?)", come)


def change_phrases(
    catalog: Catalog, gone: Iterable[tuple[int, str]], come: Iterable[tuple[int, str]]
) -> None:
    """Takes rows away and adds others."""
    catalog.db.executemany("DELETE FROM tagged_phrases WHERE doc = ? AND phrase = ?", gone)
    catalog.db.executemany("INSERT INTO tagged_phrases (doc, phrase) VALUES (?, ?)", come)


def held_by(catalog: Catalog, least: int) -> Iterator[Name]:
    """All names that so many documents hold at least."""
    query = "SELECT lang, name FROM name_uses GROUP BY lang, name HAVING count(DISTINCT doc) >= ?"
    yield from ((row[0], row[1]) for row in catalog.db.execute(query, (least,)).fetchall())


def documents_of(catalog: Catalog, name: Name) -> int:
    """How many documents hold a name."""
    query = "SELECT count(DISTINCT doc) FROM name_uses WHERE lang = ? AND name = ?"
    return sql.count(catalog.db, query, name)


def types_of(catalog: Catalog, name: Name) -> Counter[str]:
    """How often a name is tagged as what."""
    query = "SELECT type, sum(uses) FROM name_uses WHERE lang = ? AND name = ? GROUP BY type"
    return Counter({row[0]: int(row[1]) for row in catalog.db.execute(query, name)})


def untagged(catalog: Catalog, name: Name) -> int:
    """At how many places a name stands untagged."""
    query = "SELECT count(*) FROM name_places WHERE lang = ? AND name = ?"
    return sql.count(catalog.db, query, name)


def phrase_counts(catalog: Catalog, phrase: str) -> tuple[int, bool]:
    """At how many places a phrase stands in which nothing is tagged, and whether it stands tagged too."""
    db = catalog.db
    query = "SELECT count(*) FROM name_places WHERE phrase = ? AND phrase <> ''"
    tagged = sql.count(db, "SELECT EXISTS (SELECT 1 FROM tagged_phrases WHERE phrase = ?)", (phrase,))
    return sql.count(db, query, (phrase,)), bool(tagged)


def documents_with(catalog: Catalog, name: Name) -> set[int]:
    """The documents where a name stands untagged."""
    rows = catalog.db.execute("SELECT doc FROM name_places WHERE lang = ? AND name = ?", name)
    return {row[0] for row in rows}


def documents_with_phrase(catalog: Catalog, phrase: str) -> set[int]:
    """The documents where a phrase stands in which nothing is tagged."""
    query = "SELECT doc FROM name_places WHERE phrase = ? AND phrase <> ''"
    return {row[0] for row in catalog.db.execute(query, (phrase,))}


# -- common names ----------------------------------------------------------------------------------


def is_common(catalog: Catalog, name: Name, first: str) -> bool:
    """Whether a name is kept as common."""
    query = "SELECT EXISTS (SELECT 1 FROM common_names WHERE lang = ? AND first = ? AND name = ?)"
    return bool(sql.count(catalog.db, query, (name[0], first, name[1])))


def change_common(catalog: Catalog, gone: Mapping[Name, str], come: Mapping[Name, str]) -> None:
    """Takes names (each with its first word) from the common ones, and adds others."""
    for statement, some in (
        ("DELETE FROM common_names WHERE lang = ? AND first = ? AND name = ?", gone),
        ("INSERT INTO common_names (lang, first, name) VALUES (?, ?, ?)", come),
    ):
        catalog.db.executemany(statement, ((lang, first, name) for (lang, name), first in some.items()))


def common(catalog: Catalog, lang: str, words: Collection[str]) -> dict[str, list[str]]:
    """The common names of a language that begin with these words, by word; the longest first."""
    query = f"SELECT first, name FROM common_names WHERE lang = '{lang}' AND first IN ({{marks}})"
    found: dict[str, list[str]] = defaultdict(list)
    for first, name in sql.rows_in(catalog.db, query, words):
        found[first].append(name)
    return {first: sorted(names, key=lambda name: (-len(name), name)) for first, names in found.items()}

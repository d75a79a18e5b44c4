"""What links keep of every text to compare it by: vectors, tokens, keys, nearest texts, candidates.

All of it can be made anew from the texts; it is kept so that a new text is compared without reading
the old ones.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator
from typing import Any

from archive.catalog import sql
from archive.catalog.store import Catalog
from archive.dataclass import dataclass

_FEW = 50  # texts whose passages are read at once: long ones have many


@dataclass(frozen=True, slots=True)
class Sketch:
    """One text: its language and length, its vector (float16) and tokens as bytes, keys that copies share."""

    doc: int
    lang: str
    chars: int
    vector: bytes
    tokens: bytes
    keys: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class NearestTexts:
    """The nearest texts in `lang` (int64), their cosines (float32), best first; `worst` is the last."""

    doc: int
    lang: str
    worst: float
    others: bytes
    cosines: bytes


@dataclass(frozen=True, slots=True)
class CandidatePair:
    """Two texts that may be each other's translation, `a` by language before `b`; features as float32."""

    a: int
    b: int
    features: bytes
    score: float = 0.0


def put(catalog: Catalog, sketches: Iterable[Sketch]) -> None:
    """Writes sketches; none of them stands for a group of copies yet."""
    import numpy as np

    sketches = list(sketches)
    if not sketches:
        return
    with catalog.transaction() as db:
        db.executemany(
            "INSERT INTO sketches (doc, lang, chars, vector, tokens) VALUES (?, ?, ?, ?, ?)",
            ((s.doc, s.lang, s.chars, s.vector, s.tokens) for s in sketches),
        )
        # In the order in which the table holds them, or of a large one every key would touch another page.
        keys = np.fromiter((key for s in sketches for key in s.keys), np.int64)
        order = np.argsort(keys, kind="stable")
        docs = np.array([s.doc for s in sketches for _ in s.keys], np.int64)[order]
        db.executemany(
            sql.upsert("copy_keys", ("key", "doc")),
            zip(keys[order].tolist(), docs.tolist(), strict=True),
        )


def drop(catalog: Catalog, docs: Iterable[int]) -> None:
    """Forgets `docs`."""
    one = [(n,) for n in docs]
    with catalog.transaction() as db:
        for query in (
            "DELETE FROM copy_keys WHERE doc = ?", "DELETE FROM nearest WHERE doc = ?",
            "DELETE FROM candidates WHERE a = ?", "DELETE FROM candidates WHERE b = ?",
            "DELETE FROM sketches WHERE doc = ?",
        ):  # fmt: skip
            db.executemany(query, one)


def clear(catalog: Catalog) -> None:
    """Forgets everything."""
    with catalog.transaction():
        catalog.sums.empty("comparison")


def retire(catalog: Catalog, docs: Iterable[int]) -> set[int]:
    """Forgets the lists and candidates of `docs`, which stand for nothing now; returns their candidates."""
    docs = set(docs)
    ends = {n for pair in candidates(catalog, docs) for n in pair}
    one = [(n,) for n in docs]
    with catalog.transaction() as db:
        for query in (
            "DELETE FROM nearest WHERE doc = ?",
            "DELETE FROM candidates WHERE a = ?",
            "DELETE FROM candidates WHERE b = ?",
        ):
            db.executemany(query, one)
    return ends - docs


def known(catalog: Catalog, docs: Iterable[int]) -> set[int]:
    """Those of `docs` that have a sketch."""
    return {row[0] for row in _select(catalog, "SELECT doc FROM sketches WHERE doc IN", docs)}


def to_compare(
    catalog: Catalog, docs: Iterable[int]
) -> Iterator[tuple[int, str, int, bytes, list[int], bytes]]:
    """What `docs` are compared by: number, language, length, tokens as bytes, and of their passages in
    reading order the lengths and the vectors, one after the other."""
    for some in sql.chunks(sorted(set(docs)), _FEW):
        marks = sql.marks(some)
        sizes: dict[int, list[int]] = {n: [] for n in some}
        vectors: dict[int, list[bytes]] = {n: [] for n in some}
        query = f"SELECT doc, end - start, vector FROM passages WHERE doc IN ({marks}) ORDER BY doc, ordinal"
        for doc, size, vector in sql.tuples(catalog.db, query, some):
            sizes[doc].append(size)
            vectors[doc].append(vector)
        query = f"SELECT doc, lang, chars, tokens FROM sketches WHERE doc IN ({marks})"
        for row in list(sql.tuples(catalog.db, query, some)):
            yield *row, sizes[row[0]], b"".join(vectors[row[0]])


def stand(catalog: Catalog, docs: Iterable[int], stands: bool) -> None:
    """Makes `docs` stand for their copies, or not."""
    with catalog.transaction() as db:
        db.executemany("UPDATE sketches SET stands = ? WHERE doc = ?", ((int(stands), n) for n in docs))


def standing_langs(catalog: Catalog) -> list[str]:
    """The languages of the texts that stand for their copies."""
    return [
        row[0] for row in catalog.db.execute("SELECT DISTINCT lang FROM sketches WHERE stands = 1 ORDER BY 1")
    ]


def standing(catalog: Catalog, lang: str) -> tuple[list[int], bytearray]:
    """The texts in `lang` that stand for their copies, in the order they came: numbers, vectors in a row."""
    rows = catalog.db.execute(
        "SELECT doc, vector FROM sketches WHERE stands = 1 AND lang = ? ORDER BY doc", (lang,)
    )
    numbers: list[int] = []
    vectors = bytearray()
    for n, vector in rows:
        numbers.append(n)
        vectors += vector
    return numbers, vectors


def those_standing(catalog: Catalog, docs: Iterable[int]) -> set[int]:
    """Those of `docs` that stand for their copies."""
    return {row[0] for row in _select(catalog, "SELECT doc FROM sketches WHERE stands = 1 AND doc IN", docs)}


def current(catalog: Catalog, docs: Iterable[int]) -> set[int]:
    """Those of `docs` that are current."""
    return {row[0] for row in _select(catalog, "SELECT n FROM documents WHERE current = 1 AND n IN", docs)}


def texts(catalog: Catalog, docs: Iterable[int]) -> dict[int, str]:
    """The texts of `docs`."""
    return {row[0]: row[1] for row in _select(catalog, "SELECT n, text FROM documents WHERE n IN", docs)}


def about(catalog: Catalog, docs: Iterable[int]) -> dict[int, tuple[str, int]]:
    """The languages and the lengths of `docs` that have a sketch, in characters."""
    rows = _select(catalog, "SELECT doc, lang, chars FROM sketches WHERE doc IN", docs)
    return {row[0]: (row[1], row[2]) for row in rows}


def put_nearest(catalog: Catalog, lists: Iterable[NearestTexts]) -> None:
    """Writes lists of nearest texts over those that were there."""
    with catalog.transaction() as db:
        db.executemany(
            sql.upsert("nearest", ("doc", "lang"), ("worst", "others", "cosines")),
            ((m.doc, m.lang, m.worst, m.others, m.cosines) for m in lists),
        )


def nearest(catalog: Catalog, lang: str, docs: Iterable[int] | None = None) -> Iterator[NearestTexts]:
    """The lists of nearest texts in `lang`: those of `docs`, or all."""
    if docs is None:
        rows = catalog.db.execute(
            "SELECT doc, lang, worst, others, cosines FROM nearest WHERE lang = ?", (lang,)
        )
        yield from (NearestTexts(*row) for row in rows)
        return
    for row in _select(catalog, "SELECT doc, lang, worst, others, cosines FROM nearest WHERE doc IN", docs):
        if row[1] == lang:
            yield NearestTexts(*row)


def lists(catalog: Catalog, docs: Iterable[int] | None = None) -> Iterator[tuple[int, bytes]]:
    """The lists of nearest texts of `docs` or of all, in every language: a text and the others' numbers."""
    query = "SELECT doc, others FROM nearest"
    rows = catalog.db.execute(query) if docs is None else _select(catalog, f"{query} WHERE doc IN", docs)
    for row in rows:
        yield row[0], row[1]


def worst_of_nearest(catalog: Catalog, lang: str) -> tuple[list[int], list[float]]:
    """The texts that have a list of nearest texts in `lang`, and the last cosine of each."""
    rows = catalog.db.execute("SELECT doc, worst FROM nearest WHERE lang = ?", (lang,)).fetchall()
    return [row[0] for row in rows], [row[1] for row in rows]


def put_candidates(catalog: Catalog, candidates: Iterable[CandidatePair]) -> None:
    """Writes candidates over those that were there."""
    with catalog.transaction() as db:
        db.executemany(
            sql.upsert("candidates", ("a", "b"), ("features", "score")),
            ((c.a, c.b, c.features, c.score) for c in candidates),
        )


def drop_candidates(catalog: Catalog, pairs: Iterable[tuple[int, int]]) -> None:
    """Forgets candidates."""
    with catalog.transaction() as db:
        db.executemany("DELETE FROM candidates WHERE a = ? AND b = ?", pairs)


def candidates(
    catalog: Catalog, docs: Iterable[int], least: float = 0.0
) -> dict[tuple[int, int], CandidatePair]:
    """The candidates at any of `docs` whose score is `least` or more."""
    docs = list(docs)
    found: dict[tuple[int, int], CandidatePair] = {}
    for end in "ab":
        query = f"SELECT a, b, features, score FROM candidates WHERE score >= {least} AND {end} IN"
        for row in _select(catalog, query, docs):
            found[row[0], row[1]] = CandidatePair(*row)
    return found


@dataclass(frozen=True, slots=True)
class Columns:
    """Many candidates, the same place in each column for each; features as float32, one after the other."""

    a: array[int]
    b: array[int]
    features: bytearray
    scores: array[float]


def columns(catalog: Catalog, docs: Iterable[int]) -> Columns:
    """The candidates at any of `docs`, each once: a tenth of the memory that `candidates` takes."""
    docs = set(docs)
    made = Columns(array("q"), array("q"), bytearray(), array("d"))
    for a, b, features, score in _at(catalog, docs, "a, b, features, score"):
        made.a.append(a)
        made.b.append(b)
        made.features.extend(features)
        made.scores.append(score)
    return made


def pairs(catalog: Catalog, docs: Iterable[int] | None = None) -> tuple[array[int], array[int]]:
    """The candidates at any of `docs`, or all, as two columns of texts."""
    ones, others = array("q"), array("q")
    for a, b in _at(catalog, None if docs is None else set(docs), "a, b"):
        ones.append(a)
        others.append(b)
    return ones, others


def _at(catalog: Catalog, docs: set[int] | None, columns: str) -> Iterator[Any]:
    """The rows of candidates at `docs`: one walk over all where `docs` are a good part of all texts."""
    query = f"SELECT {columns} FROM candidates"
    if docs is None:
        yield from catalog.db.execute(query)
        return
    if 4 * len(docs) > catalog.db.execute("SELECT count(*) FROM sketches").fetchone()[0]:
        yield from (row for row in catalog.db.execute(query) if row[0] in docs or row[1] in docs)
        return
    yield from _select(catalog, f"{query} WHERE a IN", docs)
    yield from (row for row in _select(catalog, f"{query} WHERE b IN", docs) if row[0] not in docs)


def put_scores(catalog: Catalog, scores: Iterable[tuple[int, int, float]]) -> None:
    """Gives candidates (a, b) other scores."""
    with catalog.transaction() as db:
        db.executemany(
            "UPDATE candidates SET score = ? WHERE a = ? AND b = ?", ((s, a, b) for a, b, s in scores)
        )


@dataclass(frozen=True, slots=True)
class Home:
    """Where a text stands: its page, its place on it, its addresses, other versions that the page names."""

    n: int
    id: str
    lang: str
    source_id: str
    post: int
    start: int
    fingerprint: str
    dated: int  # 0 or 1
    source: str
    url: str | None
    alternates: str  # JSON: language -> address

    @property
    def order(self) -> tuple[object, ...]:
        """An order of texts that does not hang on when they came: dated ones first, then by address."""
        return (not self.dated, self.source, self.start, self.id)


def homes(catalog: Catalog, docs: Iterable[int]) -> dict[int, Home]:
    """Where the current ones of `docs` stand."""
    query = (
        "SELECT d.n, d.id, d.lang, d.source_id, d.post, d.start, d.fingerprint, d.own_date IS NOT NULL,"
        f" {sql.source_of('d', sql.AS_CALLED)}, coalesce(d.url, s.url), s.alternates"
        " FROM documents d JOIN sources s ON s.id = d.source_id WHERE d.current = 1 AND d.n IN"
    )
    return {row[0]: Home(*row) for row in _select(catalog, query, docs)}


def on_pages(catalog: Catalog, pages: Iterable[str]) -> dict[str, list[int]]:
    """The current documents on each of `pages` (ids of sources), in reading order."""
    found: dict[str, list[int]] = {}
    for page in sorted(set(pages)):
        rows = catalog.db.execute(
            "SELECT n FROM documents WHERE source_id = ? AND current = 1 ORDER BY start, n", (page,)
        )
        found[page] = [row[0] for row in rows]
    return found


def beside(catalog: Catalog, docs: Iterable[int], most: int) -> dict[int, tuple[int, ...]]:
    """The current documents of one language on the page of any of `docs`, in reading order, by each of them.

    A document alone on its page in its language is left out, and so are pages with more than `most`.
    """
    query = "SELECT DISTINCT source_id FROM documents WHERE current = 1 AND n IN ({marks})"
    pages = sorted({row[0] for row in sql.rows_in(catalog.db, query, sorted(set(docs)))})
    query = (
        "SELECT source_id, lang, n FROM documents WHERE current = 1 AND source_id IN ({marks})"
        " ORDER BY source_id, lang, start, n"
    )
    groups: dict[tuple[str, str], list[int]] = {}
    for source, lang, n in sql.rows_in(catalog.db, query, pages):
        groups.setdefault((source, lang), []).append(n)
    several = [tuple(group) for group in groups.values() if 1 < len(group) <= most]
    return {n: group for group in several for n in group}


def left_on_pages(catalog: Catalog, went: Iterable[int]) -> set[int]:
    """The current documents on the pages of documents that went."""
    query = (
        "SELECT DISTINCT e.n FROM documents d JOIN documents e ON e.source_id = d.source_id"
        " WHERE e.current = 1 AND d.current = 0 AND d.n IN ({marks})"
    )
    return {row[0] for row in sql.rows_in(catalog.db, query, sorted(set(went)))}


def one_post(catalog: Catalog, docs: Iterable[int]) -> set[tuple[int, int]]:
    """Current documents that were one post in two languages, one of them among `docs`: English before
    French before others. Where one has less than two fifths of the other's words it may be a quotation."""
    query = (
        "SELECT x.n, x.lang, y.n, y.lang FROM documents x JOIN documents y ON y.source_id = x.source_id"
        " AND y.post = x.post AND y.lang <> x.lang WHERE x.current = 1 AND y.current = 1"
        " AND 5 * x.words >= 2 * y.words AND 5 * y.words >= 2 * x.words AND x.n IN"
    )
    found = set()
    for x, x_lang, y, y_lang in _select(catalog, query, docs):
        first, second = (((lang != "en", lang != "fr", lang)) for lang in (x_lang, y_lang))
        found.add((x, y) if first < second else (y, x))
    return found


def with_fingerprints(catalog: Catalog, prints: Iterable[str]) -> dict[str, list[int]]:
    """The current documents with each of `prints`."""
    found: dict[str, list[int]] = {}
    for one in sorted(set(prints)):
        rows = catalog.db.execute(
            "SELECT n FROM documents WHERE fingerprint = ? AND current = 1 ORDER BY n", (one,)
        )
        found[one] = [row[0] for row in rows]
    return found


def _select(catalog: Catalog, query: str, docs: Iterable[int]) -> Iterator[Any]:
    return sql.rows_in(catalog.db, f"{query} ({{marks}})", sorted(set(docs)))

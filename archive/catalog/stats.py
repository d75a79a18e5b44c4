"""Counts of what the archive holds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping

from archive.catalog.store import Catalog
from archive.dataclass import dataclass
from archive.lang.registry import BUILT_IN

_NAMED = tuple(one.code for one in BUILT_IN if one.pipelines)


@dataclass(frozen=True, slots=True)
class Stats:
    """What the archive holds.

    `models`: the documents in which names are looked for, by the model that found them; `behind`: documents
    made with versions that are outdated; `verified`: sources that were found whole, `verified_since`: all of
    these at this time or later.
    """

    sources: int
    origins: int
    failed: int
    documents: int
    superseded: int
    words: int
    languages: Mapping[str, int]
    dated: int
    mentions: Mapping[str, int]
    entities: int
    pairs: Mapping[str, int]
    duplicates: int
    models: Mapping[str, int]
    behind: int
    bytes: int
    verified: int
    verified_since: str | None


def stats(catalog: Catalog, is_outdated: Callable[[str, str], bool], model_of: Callable[[str], str]) -> Stats:
    """Counts everything.

    `is_outdated` is asked of the versions of a document and its media type, `model_of` of its versions.
    """
    db = catalog.db

    def one(query: str, *values: object) -> int:
        return int(db.execute(query, values).fetchone()[0] or 0)

    def by_key(query: str) -> dict[str, int]:
        return {row[0]: row[1] for row in db.execute(query)}

    return Stats(
        sources=one("SELECT count(*) FROM sources"),
        origins=one("SELECT count(*) FROM origins WHERE current = 1"),
        failed=one("SELECT count(*) FROM failures"),
        documents=one("SELECT count(*) FROM documents WHERE current = 1"),
        superseded=one("SELECT count(*) FROM documents WHERE current = 0"),
        words=one("SELECT sum(words) FROM documents WHERE current = 1"),
        languages=by_key(
            "SELECT lang, count(*) FROM documents WHERE current = 1 GROUP BY lang"
            " ORDER BY count(*) DESC, lang"
        ),
        dated=one("SELECT count(*) FROM documents WHERE current = 1 AND date IS NOT NULL"),
        mentions=by_key(
            "SELECT m.type, count(*) FROM mentions m JOIN documents d ON d.n = m.doc WHERE d.current = 1"
            " GROUP BY m.type ORDER BY m.type"
        ),
        entities=one("SELECT count(*) FROM entities"),
        pairs=by_key(
            "SELECT status, count(*) FROM links WHERE kind = 'translation' GROUP BY status ORDER BY status"
        ),
        duplicates=one("SELECT count(*) FROM links WHERE kind = 'duplicate'"),
        models=_models(catalog, model_of),
        behind=sum(
            count
            for made_with, media_type, count in db.execute(
                "SELECT d.made_with, s.media_type, count(*) FROM documents d"
                " JOIN sources s ON s.id = d.source_id WHERE d.current = 1 GROUP BY d.made_with, s.media_type"
            )
            if is_outdated(made_with, media_type)
        ),
        bytes=one(  # of originals, which several sources may share
            "SELECT sum(size) FROM (SELECT max(s.size) AS size FROM sources s"
            " LEFT JOIN members m ON m.source_id = s.id GROUP BY coalesce(m.sha256, s.id)) one"
        ),
        verified=one("SELECT count(checked) FROM sources"),
        verified_since=db.execute("SELECT min(checked) FROM sources").fetchone()[0],
    )


def _models(catalog: Catalog, model_of: Callable[[str], str]) -> dict[str, int]:
    counts: Counter[str] = Counter()
    marks = ", ".join("?" * len(_NAMED))
    rows = catalog.db.execute(
        f"SELECT made_with, count(*) FROM documents WHERE current = 1 AND lang IN ({marks})"
        " GROUP BY made_with",
        _NAMED,
    )
    for made_with, count in rows:
        counts[model_of(made_with)] += count
    return dict(counts.most_common())

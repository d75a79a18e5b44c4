"""Texts as their sources have them: without what persons decided on them, or files beside the source say."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Final

from archive.catalog import sql
from archive.catalog.store import Catalog
from archive.dataclass import dataclass
from archive.records import DateBasis, LangSpan, PageStart, PostKey

# Days that stand in no text, name or address: of a text written out by itself they have to be told.
_TOLD: Final = (DateBasis.METADATA.value, DateBasis.PAGE.value)
_QUERY: Final = (
    "SELECT d.n, d.source_id, d.post, coalesce(l.lang, d.lang), coalesce(l.blocks, d.blocks), d.text,"
    " d.fingerprint, CASE WHEN o.doc IS NULL THEN d.title ELSE o.title END,"
    " CASE WHEN o.doc IS NULL THEN d.author ELSE o.author END,"
    " CASE WHEN o.doc IS NULL THEN d.own_date ELSE o.own_date END,"
    " CASE WHEN o.doc IS NULL THEN d.own_basis ELSE o.own_basis END, d.url"
    " FROM documents d LEFT JOIN overruled o ON o.doc = d.n LEFT JOIN own_langs l ON l.doc = d.n"
    " WHERE d.current = 1 AND d.source_id IN ({marks}) ORDER BY d.source_id, d.post, d.start, d.n"
)


@dataclass(frozen=True, slots=True)
class OwnText:
    """A current text, its blocks and pages, and what it says of itself; `date` where its words do not."""

    n: int
    source: str
    post: int
    lang: str
    text: str
    fingerprint: str
    blocks: tuple[LangSpan, ...]
    pages: tuple[PageStart, ...]
    title: str | None
    author: str | None
    date: str | None
    url: str | None
    keys: tuple[PostKey, ...] = ()


def of_sources(catalog: Catalog, some: Iterable[str]) -> dict[str, list[OwnText]]:
    """The texts of these sources, in reading order."""
    rows = list(sql.rows_in(catalog.db, _QUERY, some))
    pages: dict[int, list[PageStart]] = {}
    query = "SELECT doc, start, number FROM pages WHERE doc IN ({marks})"
    for doc, start, number in sql.rows_in(catalog.db, query, [row[0] for row in rows]):
        pages.setdefault(doc, []).append(PageStart(start, number))
    keys: dict[int, list[PostKey]] = {}
    query = "SELECT doc, kind, said FROM post_keys WHERE kind <> 'said' AND doc IN ({marks}) ORDER BY kind"
    for doc, kind, value in sql.rows_in(catalog.db, query, [row[0] for row in rows]):
        keys.setdefault(doc, []).append(PostKey(kind, value))
    found: dict[str, list[OwnText]] = {}
    for n, source, post, lang, blocks, text, fingerprint, title, author, date, basis, url in rows:
        parts = tuple(LangSpan(*one) for one in json.loads(blocks))
        day = date if basis in _TOLD else None
        starts = tuple(sorted(pages.get(n, ()), key=lambda page: page.start))
        found.setdefault(source, []).append(
            OwnText(
                n,
                source,
                post,
                lang,
                text,
                fingerprint,
                parts,
                starts,
                title,
                author,
                day,
                url,
                tuple(keys.get(n, ())),
            )
        )
    return found

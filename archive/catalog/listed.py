"""The current documents in the order they came, so many at a time, of a language or a time."""

from __future__ import annotations

from archive import edtf
from archive.catalog import documents
from archive.catalog.store import Catalog
from archive.records import Document


def listed(
    catalog: Catalog,
    *,
    after: int = 0,
    limit: int,
    lang: str | None = None,
    span: tuple[int, int] | None = None,
    undated: bool = False,
) -> list[tuple[int, Document]]:
    """The next `limit` documents after number `after`, each with its number.

    `span`: those dated in it (first and last day as ordinals), by overlap; `undated`: those without a date.
    """
    found: list[int] = []
    rows = catalog.db.execute(
        "SELECT n, date FROM documents WHERE current AND n > ? AND (? IS NULL OR lang = ?) ORDER BY n",
        (after, lang, lang),
    )
    for n, date in rows:
        if len(found) == limit:
            break
        if not (undated and date) and (span is None or _within(date, span)):
            found.append(n)
    rows.close()
    held = documents.by_number(catalog, found)
    return [(n, held[n]) for n in found if n in held]


def _within(date: str | None, span: tuple[int, int]) -> bool:
    if not date:
        return False
    try:
        first, last = edtf.earliest(date), edtf.latest(date)
    except ValueError:
        return False
    if first is None and last is None:
        return False
    return (first is None or first.toordinal() <= span[1]) and (last is None or last.toordinal() >= span[0])

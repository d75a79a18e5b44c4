"""What is made of a source anew in place of what was made before: numbers and ids last where texts do."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from archive.catalog import changes, documents, entries, former, links, mails, origins, sketches, sql, stated
from archive.catalog.connection import Connection
from archive.catalog.intake import Intake
from archive.catalog.store import Catalog


def replace(catalog: Catalog, intake: Intake) -> list[int]:
    """Puts what was made of a source anew in place of what was made before; returns the numbers.

    A document that is still cut from the same place keeps its number, and with it what points to it; one that
    is cut from it again has the number that it had.
    """
    source_id = intake.source.id
    made_with = json.dumps(dict(intake.made_with), sort_keys=True)
    numbers = []
    with catalog.transaction() as db:
        before = dict(db.execute("SELECT id, n FROM documents WHERE source_id = ?", (source_id,)).fetchall())
        kept = entries.only_changed(catalog, intake)[0].documents
        had = _numbers(db, [documents.document_id(source_id, new.draft) for new in kept])
        for new in kept:
            name = documents.document_id(source_id, new.draft)
            over = name in before
            n = before.pop(name, had.get(name))
            if over:
                db.execute("DELETE FROM mentions WHERE doc = ?", (n,))
                db.execute("DELETE FROM denied WHERE doc = ?", (n,))
                db.execute("DELETE FROM passages WHERE doc = ?", (n,))
                db.execute("DELETE FROM pages WHERE doc = ?", (n,))
                stated.made_anew(db, n)
                db.execute("DELETE FROM post_keys WHERE doc = ? AND kind <> 'said'", (n,))
            numbers.append(documents.add_document(db, source_id, new, made_with, n, over=over))
        _succeed(db, list(before.values()), numbers)
        _part(catalog, before)
        db.execute("DELETE FROM chrome WHERE source_id = ?", (source_id,))
        db.execute("DELETE FROM limits WHERE source_id = ?", (source_id,))
        db.execute("DELETE FROM unread WHERE source_id = ?", (source_id,))
        mails.forget(db, source_id)
        documents.add_rest(db, intake)
        page = intake.page
        db.execute(
            "UPDATE sources SET encoding = ?, title = ?, lang = ?, url = ?, alternates = ?, made_with = ?"
            " WHERE id = ?",
            (page.encoding, page.title, page.lang, page.url, json.dumps(dict(page.alternates)), made_with,
             source_id),
        )  # fmt: skip
        catalog.sums.anew("document", numbers)
        catalog.sums.anew("source", [source_id])
        changes.log(catalog, (*numbers, *before.values()), "remade")
        origins.renew_current(catalog, source_id)
        stated.renew(catalog, [source_id])
    return numbers


def _numbers(db: Connection, ids: Sequence[str]) -> dict[str, int]:
    """The numbers that documents with these ids had before they went."""
    return dict(sql.rows_in(db, "SELECT id, n FROM numbers WHERE id IN ({marks})", ids))


def _part(catalog: Catalog, gone: Mapping[str, int]) -> None:
    """Takes documents away, by id and number; what was linked to them or competed for them is linked anew."""
    if not gone:
        return
    docs = set(gone.values())
    db = catalog.db
    others = {n for edge in links.touching(catalog, docs) for n in (edge.a, edge.b)}
    others |= sketches.retire(catalog, docs)
    links.remove(catalog, docs)
    sketches.drop(catalog, docs)
    db.executemany("DELETE FROM documents WHERE n = ?", ((n,) for n in docs))
    db.executemany(sql.upsert("numbers", ("id",), ("n",)), gone.items())
    changes.log(catalog, sorted(sketches.current(catalog, others - docs)), changes.REGROUPED)


def _succeed(db: Connection, gone: Sequence[int], come: Sequence[int]) -> None:
    """Notes for documents that go which of those that come has most of their place."""
    query = "SELECT n, id, start, end, coalesce(title, '') FROM documents WHERE n IN ({marks})"
    rows = {row[0]: tuple(row)[1:] for row in sql.rows_in(db, query, (*gone, *come))}
    former.back(db, (rows[n][0] for n in come))
    for n in gone:
        one, start, end, title = rows[n]
        shared = [(min(end, rows[m][2]) - max(start, rows[m][1]), rows[m][0]) for m in come]
        best = max(shared, default=(0, ""))
        former.keep(db, [former.Former(one, best[1] if best[0] > 0 else None, title)])

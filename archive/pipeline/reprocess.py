"""Making documents anew: after a better model, other rules, or names that the archive was taught.

Only what is behind is made again, a batch a transaction, so a run can be stopped and taken up. Ids
stay where the text stays; what people decided is kept apart from documents and is not touched.
"""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterator, Sequence
from typing import Literal

from archive.catalog import Catalog, documents, names
from archive.errors import BadInput
from archive.ingest.sources import Found, Original, original_path, read
from archive.pipeline.make import TAGGED, Maker, Settings
from archive.pipeline.settle import SETTLED
from archive.progress import Progress, Silent
from archive.records import Document, Mention, MentionType

Stage = Literal["names", "dates", "links", "posts"]

BATCH = 64  # documents a transaction


def reprocess(
    catalog: Catalog,
    stage: Stage,
    *,
    settings: Settings,
    lang: str | None = None,
    source: str | None = None,
    progress: Progress | None = None,
) -> int:
    """Makes again what `stage` makes, for documents that are behind; returns how many were.

    `lang` and `source` (the beginning of a path or address) narrow it down; a document that they
    name is made again even when it is up to date. "links" forgets what was linked and joined
    without a person; the next settling links anew.
    """
    maker = Maker(settings)
    if stage == "links":
        return _forget_links(catalog)
    stale = list(_stale(catalog, maker, lang, source))
    progress = progress or Silent()
    progress.stage(f"Reprocessing {stage}", len(stale))
    remake = _retag if stage == "names" else _remake
    done = 0
    for i in range(0, len(stale), BATCH):
        batch = stale[i : i + BATCH]
        done += remake(catalog, batch, maker)
        progress.advance(len(batch))
    return done


def _stale(catalog: Catalog, maker: Maker, lang: str | None, source: str | None) -> Iterator[int]:
    current = encoded(maker)
    rows = catalog.db.execute("SELECT n, lang, made_with, sha256 FROM documents WHERE current ORDER BY n")
    for n, its_lang, made_with, sha256 in rows.fetchall():
        if lang is not None and its_lang != lang:
            continue
        if source is not None and not any(o.startswith(source) for o in documents.origins(catalog, sha256)):
            continue
        if made_with != current or lang is not None or source is not None:
            yield n


def encoded(maker: Maker) -> str:
    """The versions that a document made now carries, as the catalog keeps them."""
    return json.dumps(maker.made_with, sort_keys=True)


def _retag(catalog: Catalog, numbers: Sequence[int], maker: Maker) -> int:
    """Finds the names of documents again; dates and all else stay."""
    found = documents.by_number(catalog, numbers)
    tagged = maker.namer.tag((d.text, d.lang) for d in found.values())
    with catalog.transaction() as db:
        for n, mentions in zip(found, tagged, strict=True):
            names.put_names(catalog, n, mentions)
        for n in found:
            row = db.execute("SELECT made_with FROM documents WHERE n = ?", (n,)).fetchone()
            versions = json.loads(row[0]) | {"names": maker.made_with["names"]}
            text = json.dumps(versions, sort_keys=True)
            db.execute("UPDATE documents SET made_with = ? WHERE n = ?", (text, n))
    return len(found)


def _remake(catalog: Catalog, numbers: Sequence[int], maker: Maker) -> int:
    """Makes the sources of these documents again from their originals."""
    found = documents.by_number(catalog, numbers)
    originals = [_original(maker, d) for d in {d.sha256: d for d in found.values()}.values()]
    results = maker([o for o in originals if o is not None])
    with catalog.transaction():
        for result in results.results:
            if isinstance(result, documents.Intake):
                documents.replace(catalog, result)
    return len(found)


def _original(maker: Maker, document: Document) -> Original | None:
    assert maker.settings.originals is not None
    path = original_path(maker.settings.originals, document.sha256)
    try:
        data = read(Found(str(path), document.source, document.source)).data
    except BadInput:
        return None  # `archive check` names it; what was made of it before stays
    name = document.source.rpartition("!")[2]
    return Original(Found(name, document.source, document.source), data, document.sha256)


def _forget_links(catalog: Catalog) -> int:
    from archive.link.run import METHOD

    # Links made by another method than today's are made anew, and settling is not done.
    with catalog.transaction():
        catalog.set(METHOD, "forgotten")
        catalog.set(SETTLED, "")
    return int(catalog.db.execute("SELECT count(*) FROM documents WHERE current").fetchone()[0])


def apply_authority(catalog: Catalog, *, settings: Settings, progress: Progress | None = None) -> int:
    """Finds the names that the archive was taught in all that is in; returns how many documents changed.

    A document that held a name which is no longer taught has its names found again by the model.
    """
    from archive.ingest.names import Authority
    from archive.text import compose

    authority = Authority.from_rows(settings.authority)
    maker = Maker(settings)
    progress = progress or Silent()
    total = catalog.db.execute("SELECT count(*) FROM documents WHERE current").fetchone()[0]
    progress.stage("Finding taught names", total)
    changed = 0
    stale: list[int] = []
    stream = documents.every(catalog)
    while batch := list(itertools.islice(stream, BATCH)):
        with catalog.transaction():
            for n, document in batch:
                if document.lang not in TAGGED:
                    continue
                old = documents.mentions(catalog, n)
                mapped = compose(document.text)
                taught = [
                    Mention(*mapped.original(name.start, name.end), name.type, "", evidence=name.evidence)
                    for name in authority.find(mapped.text)
                ]
                spans = {(m.start, m.end, m.type) for m in taught}
                had = {(m.start, m.end, m.type) for m in old if m.evidence.startswith("authority")}
                if had - spans:
                    stale.append(n)
                elif spans != had:
                    names.put_names(catalog, n, _merged(document.text, taught, old))
                    changed += 1
        progress.advance(len(batch))
    for i in range(0, len(stale), BATCH):
        changed += _retag(catalog, stale[i : i + BATCH], maker)
    _stamp_names(catalog, maker)
    return changed


def _merged(text: str, taught: Sequence[Mention], old: Sequence[Mention]) -> Iterator[Mention]:
    """What was taught, and of the old names those that touch none of it."""
    for m in taught:
        yield Mention(m.start, m.end, m.type, text[m.start : m.end], evidence=m.evidence)
    for m in old:
        if m.type is not MentionType.DATE and not any(m.start < t.end and t.start < m.end for t in taught):
            yield m


def _stamp_names(catalog: Catalog, maker: Maker) -> None:
    """Notes that documents tagged by this model and these rules now know all that is taught."""
    version = maker.made_with["names"]
    bare = version.split(" authority-")[0]
    rows = catalog.db.execute("SELECT DISTINCT made_with FROM documents").fetchall()
    with catalog.transaction() as db:
        for (made_with,) in rows:
            versions = json.loads(made_with)
            if versions.get("names", "").split(" authority-")[0] == bare:
                new = json.dumps(versions | {"names": version}, sort_keys=True)
                db.execute("UPDATE documents SET made_with = ? WHERE made_with = ?", (new, made_with))

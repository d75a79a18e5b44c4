"""Making documents anew: after a better model, other rules, or names that the archive was taught.

Only what is behind is made again, a batch a transaction, so a run can be stopped and taken up. Ids
stay where the text stays; what people decided is kept apart from documents and is not touched.
"""

from __future__ import annotations

import contextlib
import itertools
import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Literal

from archive.catalog import Catalog, documents, names
from archive.catalog.intake import Intake, joined
from archive.errors import BadInput
from archive.ingest import sources
from archive.ingest.sources import Found, original_path
from archive.pipeline.ingest import BATCH_BYTES, BATCH_FILES
from archive.pipeline.make import TAGGED, Maker, Settings, is_long
from archive.pipeline.settle import SETTLED
from archive.progress import Progress, Silent
from archive.records import Mention, MentionType

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
    if stage == "links":
        return _forget_links(catalog)
    maker = Maker(settings)
    stale = list(_stale(catalog, maker, stage, lang, source))
    progress = progress or Silent()
    progress.stage(f"Reprocessing {stage}", len(stale))
    done = 0
    if stage == "names":
        for i in range(0, len(stale), BATCH):
            done += _retag(catalog, stale[i : i + BATCH], maker)
            progress.advance(len(stale[i : i + BATCH]))
    else:
        for batch in _by_source(catalog, stale):
            done += _remake(catalog, list(batch), maker)
            progress.advance(sum(batch.values()))
    return done


def _stale(
    catalog: Catalog, maker: Maker, stage: Stage, lang: str | None, source: str | None
) -> Iterator[int]:
    current, named = encoded(maker), maker.made_with["names"]
    narrowed = lang is not None or source is not None
    rows = catalog.db.execute("SELECT n, lang, made_with, sha256 FROM documents WHERE current ORDER BY n")
    for n, its_lang, made_with, sha256 in rows.fetchall():
        if lang is not None and its_lang != lang:
            continue
        if source is not None and not any(o.startswith(source) for o in documents.origins(catalog, sha256)):
            continue
        # A document whose names are up to date may be behind in all else, and stay so.
        behind = json.loads(made_with).get("names") != named if stage == "names" else made_with != current
        if narrowed or behind:
            yield n


def _by_source(catalog: Catalog, stale: Sequence[int]) -> Iterator[dict[str, int]]:
    """The sources of these documents, each with how many they are, in batches that fit into memory."""
    counts: Counter[str] = Counter()
    for i in range(0, len(stale), BATCH):
        found = documents.by_number(catalog, stale[i : i + BATCH])
        counts.update(found[n].sha256 for n in stale[i : i + BATCH] if n in found)
    batch: dict[str, int] = {}
    size = 0
    for sha256, count in counts.items():
        batch[sha256] = count
        size += catalog.db.execute("SELECT size FROM sources WHERE sha256 = ?", (sha256,)).fetchone()[0]
        if size >= BATCH_BYTES or len(batch) >= BATCH_FILES:
            yield batch
            batch, size = {}, 0
    if batch:
        yield batch


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


def _remake(catalog: Catalog, hashes: Sequence[str], maker: Maker) -> int:
    """Makes the documents of these sources again from their originals; returns how many they are.

    An original that is missing or changed, `archive check` names; what was made of it before stays.
    """
    made: list[Intake] = []
    short: list[sources.Original] = []
    for sha256 in hashes:
        kept, told = _original(catalog, maker, sha256)
        with contextlib.suppress(BadInput):
            if kept.size > sources.LONG_BYTES and is_long(kept, told.path):
                made += _in_parts(maker, kept, told, sha256)
                continue
            original = sources.read(kept)
            if original.sha256 == sha256:
                short.append(replace(original, found=told))
    made += [result for result in maker(short).results if isinstance(result, Intake)]
    with catalog.transaction():
        return sum(len(documents.replace(catalog, intake)) for intake in made)


def _original(catalog: Catalog, maker: Maker, sha256: str) -> tuple[Found, Found]:
    """Where the bytes of a source are kept, and the source as it was found."""
    assert maker.settings.originals is not None
    path = original_path(maker.settings.originals, sha256)
    size = catalog.db.execute("SELECT size FROM sources WHERE sha256 = ?", (sha256,)).fetchone()[0]
    given = documents.origins(catalog, sha256)[0]
    return Found(str(path), given, given, size), Found(given.rpartition("!")[2], given, given, size)


def _in_parts(maker: Maker, kept: Found, told: Found, sha256: str) -> Iterator[Intake]:
    """What is made of a long text, if all of it can be made. Raises BadInput."""
    if sources.copy(kept, None) != sha256:
        return
    made = [maker([replace(part, found=told)]).results[0] for part in sources.parts(kept, sha256)]
    if all(isinstance(one, Intake) for one in made):
        yield joined([one for one in made if isinstance(one, Intake)])


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

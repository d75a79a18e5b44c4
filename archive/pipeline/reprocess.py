"""Making documents anew: after a better model, other rules, or names that the archive was taught.

Only what is behind is made again, a batch a transaction, so a run can be stopped and taken up. Ids
stay where the text stays; what people decided is kept apart from documents and is not touched.
"""

from __future__ import annotations

import contextlib
import itertools
import json
import logging
import os
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Literal

from archive.catalog import Catalog, documents, origins, provenance, remade
from archive.catalog.intake import Failure, Intake, joined
from archive.catalog.mentions import put_names
from archive.dataclass import dataclass
from archive.errors import BadInput, Fault, MissingExtra
from archive.evidence import AUTHORITY
from archive.ingest import places, sources
from archive.ingest.sources import FoundFile, Original
from archive.pipeline.finding import behind
from archive.pipeline.ingest import BATCH_BYTES, BATCH_FILES, ingest
from archive.pipeline.make import Maker, MakerOf, Makers, Settings, is_long
from archive.pipeline.runners import Runner, Serial, choose, ended
from archive.pipeline.settle import forget_links
from archive.pipeline.summary import Summary
from archive.pipeline.versions import NAMES, is_outdated, model_of
from archive.progress import Progress, Silent
from archive.records import Mention, MentionType
from archive.run import Model

log = logging.getLogger(__name__)

Stage = Literal["names", "dates", "links", "posts"]

BATCH = 64  # documents a transaction
_WORD = 6  # characters, roughly


def reprocess(
    catalog: Catalog,
    stage: Stage,
    *,
    settings: Settings,
    now: Callable[[], str],
    model: Model | None = None,
    lang: str | None = None,
    source: str | None = None,
    progress: Progress | None = None,
    workers: int | None = 1,
    failed: list[Failure] | None = None,
) -> int:
    """Makes again what `stage` makes, for documents that are behind; returns how many were.

    "posts" looks through containers again, too, that an earlier version of a reader looked through.
    `lang` and `source` (the beginning of a path or address) narrow it down; a document that they
    name is made again even when it is up to date. `model` finds the names of all of them, None: of each the
    one that found them before. `workers` says how many processes may be at work, None one a processor.
    "links" forgets what was linked and joined without a person; the next settling links anew. `failed` is
    given what of the containers could not be taken in. Raises Fault, once the rest is made, and MissingExtra.
    """
    if stage == "links":
        forget_links(catalog)
        return documents.count(catalog)
    progress = progress or Silent()
    done = 0
    makers = Makers(settings)
    if stage == "posts" and lang is None:
        looked = replace(settings, model=model or settings.model)
        again = _look_again(catalog, looked, now, source, progress, workers)
        done = again.documents
        if failed is not None:
            failed += again.failed
    stale = _stale(catalog, makers, stage, model, lang, source)
    progress.stage(f"Reprocessing {stage}", sum(map(len, stale.values())))
    if stage != "names":
        by = {own: _of_sources(catalog, numbers) for own, numbers in stale.items()}
        return done + _remake_all(catalog, by, makers, progress, workers)
    for own, numbers in stale.items():
        runner = choose(_WORD * provenance.words(catalog, numbers), workers)
        done += _retag(catalog, numbers, makers(own).settings, runner, progress)
    return done


def remake(
    catalog: Catalog,
    source_ids: Iterable[str],
    *,
    settings: Settings,
    progress: Progress | None = None,
    workers: int | None = 1,
) -> int:
    """Makes all documents of these sources again, with the models that made them; returns how many.

    Raises Fault, once the rest is made, and MissingExtra.
    """
    by: dict[Model, Counter[str]] = {}
    for source_id in source_ids:
        own = model_of(json.loads(origins.made_with(catalog, source_id)))
        by.setdefault(own, Counter())[source_id] = 1
    progress = progress or Silent()
    progress.stage("Taking apart", sum(map(len, by.values())))
    return _remake_all(catalog, by, Makers(settings), progress, workers)


def _remake_all(
    catalog: Catalog, by: Mapping[Model, Counter[str]], makers: Makers,
    progress: Progress, workers: int | None,
) -> int:  # fmt: skip
    """As `_remake`, by the model that is to find the names. Raises Fault, once the rest is made."""
    faults: list[Failure] = []
    done = 0
    for own, counts in by.items():
        size = sum(origins.original(catalog, one)[2] for one in counts)
        done += _remake(catalog, counts, makers(own), choose(size, workers), progress, faults)
    if faults:
        raise Fault(faults[0].fault, faults[0].trace)
    return done


def _look_again(
    catalog: Catalog,
    settings: Settings,
    now: Callable[[], str],
    source: str | None,
    progress: Progress,
    workers: int | None,
) -> Summary:
    """Takes in what is new in containers, where they were, that an earlier reader looked through."""
    paths = []
    for origin, given in behind(catalog):
        if source is not None and not given.startswith(source):
            continue
        if os.path.lexists(places.path_of(origin)):
            paths.append(places.again(origin, given))
        else:
            log.info("%s was looked through by an earlier version, and is there no more", given)
    if not paths:
        return Summary()
    choose_runner = partial(choose, workers=workers)
    return ingest(catalog, paths, now=now, settings=settings, choose_runner=choose_runner, progress=progress)


def _stale(
    catalog: Catalog, makers: Makers, stage: Stage, model: Model | None, lang: str | None, source: str | None
) -> dict[Model, list[int]]:
    """The numbers of the documents to be made again, by the model that is to find their names."""
    stale: dict[Model, list[int]] = {}
    narrowed = lang is not None or source is not None
    for n, its_lang, made_with, source_id, media_type in provenance.for_reprocess(catalog):
        if lang is not None and its_lang != lang:
            continue
        if source is not None and not any(o.startswith(source) for o in origins.of(catalog, source_id)):
            continue
        versions = json.loads(made_with)
        own = model or model_of(versions)
        if narrowed:
            outdated = True
        elif stage == "names":
            # A document whose names are up to date may be behind in all else, and stay so.
            outdated = versions.get(NAMES) != makers(own).made_with[NAMES]
        else:
            outdated = is_outdated(made_with, media_type, lambda known: makers(model or known).made_with)
        if outdated:
            stale.setdefault(own, []).append(n)
    return stale


def _of_sources(catalog: Catalog, stale: Sequence[int]) -> Counter[str]:
    """The sources of these documents, each with how many they are."""
    counts: Counter[str] = Counter()
    for i in range(0, len(stale), BATCH):
        found = documents.by_number(catalog, stale[i : i + BATCH])
        counts.update(found[n].source_id for n in stale[i : i + BATCH] if n in found)
    return counts


def _batches(catalog: Catalog, counts: Counter[str]) -> Iterator[dict[str, int]]:
    """Sources, each with its count, in batches that fit into memory."""
    batch: dict[str, int] = {}
    size = 0
    for source_id, count in counts.items():
        batch[source_id] = count
        size += origins.original(catalog, source_id)[2]
        if size >= BATCH_BYTES or len(batch) >= BATCH_FILES:
            yield batch
            batch, size = {}, 0
    if batch:
        yield batch


@dataclass(frozen=True, slots=True)
class _Texts:
    """Documents whose names are to be found: their numbers, texts and languages."""

    numbers: tuple[int, ...]
    texts: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class _Tagging:
    """Builds what finds names, where it runs."""

    settings: Settings

    def __call__(self) -> Callable[[_Texts], tuple[_Texts, list[list[Mention]]]]:
        namer = Maker(self.settings).namer

        def tag(given: _Texts) -> tuple[_Texts, list[list[Mention]]]:
            return replace(given, texts=()), [list(found) for found in namer.tag(given.texts)]

        return tag


def _retag(
    catalog: Catalog, numbers: Sequence[int], settings: Settings, runner: Runner, progress: Progress
) -> int:
    """Finds the names of documents again; dates and all else stay."""
    version = Maker(settings).made_with[NAMES]
    done = 0
    with ended(runner.map(_Tagging(settings), _texts(catalog, numbers))) as results:
        for given, found in results:
            with catalog.transaction():
                for n, mentions in zip(given.numbers, found, strict=True):
                    put_names(catalog, n, mentions)
                    provenance.update(catalog, n, {NAMES: version})
            done += len(given.numbers)
            progress.advance(len(given.numbers))
    return done


def _texts(catalog: Catalog, numbers: Sequence[int]) -> Iterator[_Texts]:
    for some in documents.handfuls(catalog, numbers, BATCH):
        found = documents.by_number(catalog, some)
        yield _Texts(tuple(found), tuple((d.text, d.lang) for d in found.values()))


def _remake(
    catalog: Catalog, wanted: Counter[str], maker: Maker, runner: Runner, progress: Progress,
    faults: list[Failure],
) -> int:  # fmt: skip
    """Makes the documents of sources again from their originals; returns how many they are.

    `wanted`: each with how many of them are counted as progress. An original that is missing or changed,
    `archive check` names; what was made of it before stays. So it does where this program fails at one, which
    is added to `faults`.
    """
    long: dict[str, tuple[FoundFile, FoundFile]] = {}
    counts: dict[str, int] = {}
    done, known = 0, len(faults)

    def short() -> Iterator[list[Original]]:
        for batch in _batches(catalog, wanted):
            counts.update(batch)
            if some := _read(catalog, maker, batch, long):
                yield some

    with ended(runner.map(MakerOf(maker.settings), short())) as results:
        for batch in results:
            intakes = [result for result in batch.results if isinstance(result, Intake)]
            faults += [f for f in batch.results if isinstance(f, Failure) and f.trace]
            with catalog.transaction():
                done += sum(len(remade.replace(catalog, intake)) for intake in intakes)
            progress.advance(sum(counts.pop(intake.source.id, 0) for intake in intakes))
    for source_id, (kept, found) in long.items():
        with contextlib.suppress(BadInput):
            intakes = list(_in_parts(maker, kept, found, origins.original(catalog, source_id)[0], faults))
            with catalog.transaction():
                done += sum(len(remade.replace(catalog, intake)) for intake in intakes)
        progress.advance(counts.pop(source_id))
    progress.advance(sum(counts.values()))
    for one in faults[known:]:
        log.info("%s stays as it was: %s", one.given, one.reason)
    return done


def _read(
    catalog: Catalog, maker: Maker, chosen: Iterable[str], long: dict[str, tuple[FoundFile, FoundFile]]
) -> list[Original]:
    """The originals of sources that are as they were; those of long texts are put into `long` unread."""
    short: list[Original] = []
    for source_id in chosen:
        kept, found = _original(catalog, maker, source_id)
        with contextlib.suppress(BadInput):
            if kept.size > sources.LONG_BYTES and is_long(kept, found.path):
                long[source_id] = kept, found
                continue
            original = sources.read(kept)
            original = replace(original, found=found)
            if original.source_id == source_id:
                short.append(original)
    return short


def _original(catalog: Catalog, maker: Maker, source_id: str) -> tuple[FoundFile, FoundFile]:
    """Where the bytes of a source are kept, and the source as it was found."""
    assert maker.settings.originals is not None
    sha256, inside, size = origins.original(catalog, source_id)
    given = origins.of(catalog, source_id)[0]
    found = FoundFile(given.rpartition("!")[2], given, given, size, inside=inside)
    return sources.original(maker.settings.originals, sha256, found), found


def _in_parts(
    maker: Maker, kept: FoundFile, found: FoundFile, sha256: str, faults: list[Failure]
) -> Iterator[Intake]:
    """What is made of a long text, if all of it can be made; what this program fails at goes to `faults`.

    Raises BadInput.
    """
    if sources.copy(kept, None) != sha256:
        return
    results = [maker([replace(part, found=found)]).results[0] for part in sources.parts(kept, sha256)]
    faults += [one for one in results if isinstance(one, Failure) and one.trace][:1]
    if all(isinstance(one, Intake) for one in results):
        yield joined([one for one in results if isinstance(one, Intake)])


def apply_authority(catalog: Catalog, *, settings: Settings, progress: Progress | None = None) -> int:
    """Finds the names that the archive was taught in all that is in; returns how many documents changed.

    A document that held a name which is no longer taught has its names found again by the model.
    """
    from archive.ingest.names import Authority
    from archive.ingest.names.model import LANGUAGES
    from archive.text import compose

    authority = Authority.from_rows(settings.authority)
    makers = Makers(settings)
    progress = progress or Silent()
    progress.stage("Finding taught names", documents.count(catalog))
    changed = 0
    stale: list[int] = []
    stream = documents.every(catalog)
    while batch := list(itertools.islice(stream, BATCH)):
        with catalog.transaction():
            for n, document in batch:
                if document.lang not in LANGUAGES:
                    continue
                old = documents.mentions(catalog, n)
                mapped = compose(document.text)
                taught = [
                    Mention(*mapped.original(name.start, name.end), name.type, "", evidence=name.evidence)
                    for name in authority.find(mapped.text)
                ]
                spans = {(m.start, m.end, m.type) for m in taught}
                had = {(m.start, m.end, m.type) for m in old if m.evidence.begins_with(AUTHORITY)}
                if had - spans:
                    stale.append(n)
                elif spans != had:
                    put_names(catalog, n, _merged(document.text, taught, old))
                    changed += 1
        progress.advance(len(batch))
    for model, numbers in _by_model(catalog, stale).items():
        changed += _retag(catalog, numbers, makers(model).settings, Serial(), Silent())
    stamp_names(catalog, makers)
    return changed


def _merged(text: str, taught: Sequence[Mention], old: Sequence[Mention]) -> Iterator[Mention]:
    """What was taught, and of the old names those that touch none of it."""
    for m in taught:
        yield Mention(m.start, m.end, m.type, text[m.start : m.end], evidence=m.evidence)
    for m in old:
        if m.type is not MentionType.DATE and not any(m.start < t.end and t.start < m.end for t in taught):
            yield m


def _by_model(catalog: Catalog, numbers: Collection[int]) -> dict[Model, list[int]]:
    """Documents by the model that found their names."""
    found: dict[Model, list[int]] = {}
    wanted = frozenset(numbers)
    for row in provenance.for_reprocess(catalog) if wanted else ():
        if row.n in wanted:
            found.setdefault(model_of(json.loads(row.made_with)), []).append(row.n)
    return found


def stamp_names(catalog: Catalog, makers: Makers) -> None:
    """Notes that documents tagged by today's models and rules now know all that is taught."""
    with catalog.transaction():
        for made_with in provenance.every(catalog):
            versions = json.loads(made_with)
            with contextlib.suppress(MissingExtra):
                version = makers(model_of(versions)).made_with[NAMES]
                if _untaught(versions.get(NAMES, "")) == _untaught(version):
                    provenance.update_all(catalog, made_with, {NAMES: version})


def _untaught(version: str) -> str:
    """The version of names without that of what the archive was taught."""
    return version.split(" authority-")[0]

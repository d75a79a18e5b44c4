"""Sources, settings and records as they cross the queue: plain data, verified when they are read."""

from __future__ import annotations

import hashlib
import json
import sys
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Final

from archive.catalog.intake import Failure, Intake, Made
from archive.catalog.sketches import Sketch
from archive.dataclass import dataclass
from archive.errors import UnusableArchive
from archive.ingest.sources import FoundFile, Original
from archive.pipeline.make import Batch, Settings
from archive.pipeline.versions import made_now
from archive.plain import NotPlain, PlainForm
from archive.records import Portion

_FAST: Final = 1  # zlib's level: most of what is gained for a fifth of the time
_MOST_BYTES: Final = 1 << 30  # unpacked, of one batch


@dataclass(frozen=True, slots=True)
class QueuedSource:
    """A source of which the bytes are with the originals or, of a `part` of a long text, in the queue."""

    found: FoundFile
    sha256: str
    part: Portion | None = None


SOURCES: Final = PlainForm[tuple[QueuedSource, ...]](tuple[QueuedSource, ...])
SETTINGS: Final = PlainForm[Settings](Settings)
_BATCH: Final = PlainForm[Batch](Batch, Sketch=Sketch)


def queued(originals: Iterable[Original]) -> tuple[QueuedSource, ...]:
    """Originals as they are named in the queue."""
    return tuple(QueuedSource(replace(o.found, kept=None), o.sha256, o.part) for o in originals)


def key(settings: bytes, stamp: str, sources: bytes, data: bytes | None) -> str:
    """What two batches share of which the same records are made."""
    found = hashlib.sha256()
    for part in (settings, stamp.encode(), sources, data or b""):
        found.update(hashlib.sha256(part).digest())
    return found.hexdigest()


def stamp(settings: Settings) -> str:
    """The versions of all that records are made by here, as JSON: where they differ, so may the records.

    Raises MissingExtra, BrokenExtension.
    """
    from archive.ingest import readers
    from archive.lang.registry import languages

    versions = made_now(settings.model, settings.authority, vectors=settings.vectors)
    versions["python"] = f"{sys.version_info.major}.{sys.version_info.minor}"
    for one in readers.known():
        versions[f"format {one.name}"] = one.reader if one.install is None else f"needs {one.install}"
    for language in languages():
        versions[f"language {language.code}"] = str(language.version)
    return json.dumps(versions, sort_keys=True)


def differences(theirs: str, ours: str) -> str:
    """What differs between two stamps, for a person; "" for nothing. What is no stamp differs."""
    try:
        one, other = json.loads(theirs), json.loads(ours)
        names = sorted(name for name in {*one, *other} if one.get(name) != other.get(name))
        return "; ".join(
            f"{name}: {other.get(name, 'none')} here, {one.get(name, 'none')} there" for name in names
        )
    except (ValueError, AttributeError, TypeError):
        return "" if theirs == ours else "the run does not say what it works with"


# -- results ---------------------------------------------------------------------------------------


def packed(batch: Batch) -> bytes:
    """What was made of a batch, as bytes."""
    return zlib.compress(_BATCH.dump(batch), _FAST)


def unpacked(data: bytes, sources: Sequence[QueuedSource]) -> Batch:
    """What was made of `sources`, of bytes that came from the queue.

    Raises UnusableArchive where they are not that: for each source one record, which is of this source, with
    values of the right kinds and every offset inside its text.
    """
    try:
        reader = zlib.decompressobj()
        written = reader.decompress(data, _MOST_BYTES)
        if not reader.eof or reader.unused_data:
            raise NotPlain("the bytes are cut short, too many, or followed by others")
        batch = _BATCH.load(written)
        _verify(batch, sources)
    except (zlib.error, NotPlain) as error:
        raise UnusableArchive(
            f"A result in the queue is damaged, or was written by another program ({error}). Rerun the"
            " command; if this happens again, find out who else writes to the tables of this archive."
        ) from error
    return batch


def _verify(batch: Batch, sources: Sequence[QueuedSource]) -> None:
    if len(batch.results) != len(sources):
        raise NotPlain(f"{len(batch.results)} records of {len(sources)} sources")
    for result, source in zip(batch.results, sources, strict=True):
        found = source.found
        if isinstance(result, Failure):
            if (result.origin, result.given, result.part) != (found.origin, found.given, source.part):
                raise NotPlain("a failure is of another source")
            continue
        _verify_source(result, source)
        for made in result.documents:
            _verify_document(made, result)


def _verify_source(intake: Intake, source: QueuedSource) -> None:
    found, made = source.found, intake.source
    if (made.sha256, made.origin, made.given, made.inside) != (
        source.sha256,
        found.origin,
        found.given,
        found.inside,
    ):
        raise NotPlain("a record is of another source")
    if (intake.mtime_ns, intake.ctime_ns, intake.inode) != (found.mtime_ns, found.ctime_ns, found.inode):
        raise NotPlain("a record is of another state of its source")
    if intake.part != source.part:
        raise NotPlain("a record is of another part of its source")
    for span in intake.chrome:
        _inside(span.start, span.end, intake.page.text)


def _verify_document(made: Made, intake: Intake) -> None:
    draft = made.draft
    if not draft.spans:
        raise NotPlain("a document stands nowhere in its source")
    for span in (*draft.spans, *((draft.title_span,) if draft.title_span else ())):
        _inside(span.start, span.end, intake.page.text)
    for rows in (draft.blocks, draft.recognised, made.mentions, made.passages):
        for one in rows:
            _inside(one.start, one.end, draft.text)
    for page in draft.pages:
        _inside(page.start, len(draft.text), draft.text)


def _inside(start: int, end: int, text: str) -> None:
    if not 0 <= start <= end <= len(text):
        raise NotPlain(f"an offset is outside its text ({start}–{end} of {len(text)})")

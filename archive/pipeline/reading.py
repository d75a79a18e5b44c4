"""Documents as a person reads them: with their names, beside their translation, one after the other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import BinaryIO

from archive.catalog import Catalog, documents, kin, links, mails, origins, versions
from archive.catalog import mentions as named
from archive.catalog.links import Companions, Linked, Pair
from archive.catalog.mails import Mail
from archive.catalog.versions import CAPTURED, NO_DATES, Dates, Version
from archive.dataclass import dataclass
from archive.errors import UsageError
from archive.records import Document, Mention, Segment, Span, Status


@dataclass(frozen=True, slots=True)
class Entry:
    """A document with the documents that it is linked to, and the places where its file stands."""

    document: Document
    links: Companions
    origins: tuple[str, ...]
    parent: str | None = None  # the mail that it was sent with
    parts: tuple[str, ...] = ()  # what was sent with it
    dates: Dates = NO_DATES


@dataclass(frozen=True, slots=True)
class Reading:
    """A document with its mentions in reading order; translations, the best one first; copies; excerpts.

    `entities`: for each of the mentions the id of the entity that it names, if it is known as one.
    """

    n: int
    document: Document
    mentions: tuple[Mention, ...]
    entities: tuple[str | None, ...]
    translations: tuple[Linked, ...]
    duplicates: tuple[Linked, ...]
    mail: Mail
    excerpt_of: Linked | None = None
    excerpts: tuple[Linked, ...] = ()
    history: tuple[Version, ...] = ()  # the versions of it, oldest first

    @property
    def captured(self) -> str | None:
        """When its address first gave it, None where no web archive says so."""
        own = (v.at for v in self.history if v.basis == CAPTURED and v.id == self.document.id)
        return next(own, None)

    @property
    def versions(self) -> tuple[str, ...]:
        """The ids of all its versions, oldest first; none where it is the only one."""
        ids = tuple(dict.fromkeys(v.id for v in self.history if v.id))
        return ids if len(ids) > 1 else ()


@dataclass(frozen=True, slots=True)
class Parallel:
    """A document beside its best translation, and the stretches of the two that belong together."""

    document: Document
    other: Document
    segments: tuple[Segment, ...]

    def rows(self) -> Iterator[tuple[str, str]]:
        """The two texts side by side: aligned stretches together, what has no counterpart alone."""
        return rows(self.document.text, self.other.text, self.segments)


def entries(catalog: Catalog) -> Iterator[Entry]:
    """All documents, oldest first, undated ones last."""
    together = kin.companions(catalog)
    parents = mails.parents(catalog)
    parts: dict[str, list[str]] = {}
    for part, mail in parents.items():
        parts.setdefault(mail, []).append(part)
    dates = versions.for_export(catalog)
    for n, document in documents.by_date(catalog):
        yield Entry(
            document,
            together.get(n, Companions()),
            tuple(origins.of(catalog, document.source_id)),
            parents.get(document.id),
            tuple(parts.get(document.id, ())),
            dates.get(n, NO_DATES),
        )


def read(catalog: Catalog, name: str) -> Reading:
    """The document with this id, or the only one whose id begins so. Raises UsageError."""
    n, document = documents.find(catalog, name)
    return Reading(
        n,
        document,
        tuple(documents.mentions(catalog, n)),
        tuple(named.entities_of(catalog, n)),
        kin.translations_of(catalog, [n]).get(n, ()),
        kin.duplicates_of(catalog, [n]).get(n, ()),
        mails.of(catalog, n),
        kin.excerpted(catalog, [n]).get(n),
        kin.excerpts_of(catalog, [n]).get(n, ()),
        tuple(versions.history(catalog, n)),
    )


def original(catalog: Catalog, name: str) -> BinaryIO:
    """The original of a document, open to be read. Raises UsageError where it is missing or damaged."""
    _, document = documents.find(catalog, name)
    return original_of(catalog.folder, document.sha256, document.id)


def original_of(archive: Path, sha256: str, document: str = "this source") -> BinaryIO:
    """An original by the SHA-256 of its bytes. Raises UsageError where it is missing or damaged."""
    from archive.ingest import originals

    try:
        return originals.whole(originals.of(archive), sha256)
    except OSError as error:
        raise UsageError(f"The original of {document} is missing or damaged. Run: archive check") from error


def parallel(catalog: Catalog, reading: Reading) -> Parallel:
    """A document and its best translation. Raises UsageError where none is known.

    A translation that hangs on a copy, or is reached through a third language, is aligned for the occasion.
    """
    document = reading.document
    if not reading.translations:
        raise UsageError(f"No translation of {document.id} was found. archive pairs lists all pairs.")
    best = reading.translations[0]
    other = documents.by_number(catalog, [best.n])[best.n]
    if best.segments:
        return Parallel(document, other, best.segments)
    from archive.link.align import align  # numpy: only where it is needed

    passages = documents.passages(catalog, reading.n), documents.passages(catalog, best.n)
    segments = align(document.text, other.text, *passages, document.blocks, other.blocks)
    return Parallel(document, other, tuple(segments))


def pairs(catalog: Catalog, status: Status | None = None, *, doubtful_first: bool = False) -> Iterator[Pair]:
    """Translated pairs: those of a status, or (None) those that nobody rejected.

    In the order they came, each once for every place where its files stand; or, `doubtful_first`, for a
    person to go through: the lowest score first, each once.
    """
    found = links.pairs(catalog, status, homes=not doubtful_first)
    return iter(sorted(found, key=lambda pair: pair.score)) if doubtful_first else found


def beside(catalog: Catalog, pair: Pair) -> Parallel:
    """The two texts of a pair."""
    texts = documents.by_number(catalog, [pair.a.n, pair.b.n])
    return Parallel(texts[pair.a.n], texts[pair.b.n], pair.segments)


def rows(a: str, b: str, segments: Sequence[Segment]) -> Iterator[tuple[str, str]]:
    """Two texts side by side: aligned stretches together, what has no counterpart alone."""
    at_a = at_b = 0
    for segment in sorted(segments, key=lambda s: s.a.start):
        yield from _alone(a, Span(at_a, segment.a.start), left=True)
        yield from _alone(b, Span(at_b, segment.b.start), left=False)
        yield a[segment.a.start : segment.a.end], b[segment.b.start : segment.b.end]
        at_a, at_b = max(at_a, segment.a.end), max(at_b, segment.b.end)
    yield from _alone(a, Span(at_a, len(a)), left=True)
    yield from _alone(b, Span(at_b, len(b)), left=False)


def _alone(text: str, span: Span, *, left: bool) -> Iterator[tuple[str, str]]:
    for line in text[span.start : span.end].split("\n"):
        if line.strip():
            yield (line, "") if left else ("", line)

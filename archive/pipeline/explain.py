"""Why each thing is decided so: a document, a file or a text is read again, and all candidates are kept."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from dataclasses import replace
from hashlib import sha256
from typing import Final

from archive.catalog import Catalog, documents, origins
from archive.catalog.intake import Failure
from archive.dataclass import dataclass
from archive.errors import BadInput, EmptyInput, UsageError
from archive.ingest import sources
from archive.ingest.places import FoundFile, absolute, spelled
from archive.pipeline import decided
from archive.pipeline.make import Maker, Settings
from archive.reasons import Considered
from archive.records import DateBasis, Dating, Document, Draft, Mention


@dataclass(frozen=True, slots=True)
class Explained:
    """One text: what it is now, and all that was considered for it."""

    draft: Draft
    date: str | None
    considered: tuple[Considered, ...]
    mentions: tuple[Mention, ...]
    id: str | None = None


@dataclass(frozen=True, slots=True)
class Explanation:
    """What was asked about, and its texts.

    `kind` is "document", "file" or "text", `subject` an id, a path or the text; `posts` are the lines at
    which a post could begin. `problem` is why it cannot be read, `trace` the traceback of a fault.
    """

    kind: str
    subject: str
    media_type: str | None = None
    reader: str | None = None
    posts: tuple[Considered, ...] = ()
    texts: tuple[Explained, ...] = ()
    problem: str | None = None
    trace: str | None = None


_ID: Final = re.compile(r"[0-9a-f]{4,16}")


def explain(subject: str, settings: Settings, catalog: Catalog | None = None) -> Explanation:
    """Why a document of an archive (by its id, or the beginning of it), a file or a text is decided so.

    What is no id and no path is a text. Raises UsageError for an id that no document has, a folder, and a
    text without words.
    """
    if catalog and _ID.fullmatch(subject) and not os.path.lexists(subject):
        return _of_document(catalog, *documents.find(catalog, subject), settings)
    if os.path.isdir(subject):
        raise UsageError(f"{subject} is a folder: name a file in it.")
    failure = _failure(catalog, subject) if catalog else None
    if failure or os.path.lexists(subject):
        return _of_file(subject, settings, failure)
    data = subject.encode("utf-8", "surrogatepass")
    try:
        return _read("text", subject, data, "text/plain", settings, "")
    except EmptyInput as error:
        raise UsageError(f"There is no text to explain ({error}).") from error


def _of_file(path: str, settings: Settings, failure: Failure | None) -> Explanation:
    """A file as an ingest reads it, without storing it; with why the last ingest refused it."""
    from archive.ingest import readers

    try:
        data = sources.read(FoundFile(path, path, path)).data
        explained = _read("file", path, data, readers.sniff(data, path), settings, path)
    except BadInput as error:
        explained = Explanation("file", path, problem=str(error))
    if failure is None:
        return explained
    problem = explained.problem or f"the last ingest failed: {failure.reason}"
    return replace(explained, problem=problem, trace=failure.trace or None)


def _failure(catalog: Catalog, path: str) -> Failure | None:
    """The failure of the source at `path` in the last ingest that tried; None where it did not fail."""
    named = {path, spelled(absolute(path))}
    return next((f for f in origins.failures(catalog) if f.origin in named or f.given == path), None)


def _of_document(catalog: Catalog, n: int, document: Document, settings: Settings) -> Explanation:
    """A document: its original is read again, its mentions and links are those it has.

    What no longer comes out of its original as it is kept (it is damaged, or other rules made the document)
    is told as the problem; then only links and mentions are explained.
    """
    from archive.ingest import readers
    from archive.link import why

    own = list(why.considered(catalog, n))
    considered = decided.considered(catalog, n, document)
    mentions = tuple(documents.mentions(catalog, n))
    known = Explanation("document", document.id, document.media_type, None)
    problem = None
    try:
        assert settings.originals is not None
        found = FoundFile(document.source, document.source, document.source)
        data = sources.read(sources.original(settings.originals, document.sha256, found)).data
        media_type = readers.sniff(data, document.source.rpartition("!")[2])
        known = _read("document", document.id, data, media_type, settings, document.source, tagged=False)
    except BadInput as error:
        problem = f"its original cannot be read again: {error}"
    for one in known.texts:
        if documents.document_id(document.source_id, one.draft) == document.id:
            reasons = [*considered, *decided.overruled(_kept(document, one), considered), *own]
            draft = replace(
                one.draft, lang=document.lang, blocks=document.blocks
            )  # the language that was decided
            return replace(known, texts=(replace(one, id=document.id, draft=draft, date=document.date,
                                                 mentions=mentions, considered=tuple(reasons)),))  # fmt: skip
    problem = problem or "other rules made it than today's: archive reprocess --stage posts makes it anew"
    draft = Draft(
        document.post, document.lang, document.text, document.spans, document.blocks, title=document.title
    )
    dated = (_dating(document),) if document.date else ()
    texts = (
        Explained(
            draft, document.date, (*considered, *_stated(document), *dated, *own), mentions, document.id
        ),
    )
    return replace(known, posts=(), texts=texts, problem=problem)


def _stated(document: Document) -> list[Considered]:
    """What files beside its source say of a document."""
    why = "a person's word in a file beside it"
    against = f"the words of the text are in another language ({document.lang}), which counts"
    spoken = {s.value for s in document.stated if s.field == "language"}
    heard = document.lang in (*spoken, "und")
    statements = [(s, s.field != "language" or heard) for s in document.stated if s.field != "date"]
    return [
        Considered(s.field, s.value, s.wording, s.place, taken, why if taken else against)
        for s, taken in statements
    ]


def _kept(document: Document, one: Explained) -> list[Considered]:
    """What was considered for a document, whose title and date may have come from elsewhere since."""
    stated = _stated(document)
    if any(s.what == "title" and s.value == document.title for s in stated):
        reason = "a file beside the source says another"
        considered = [
            replace(c, taken=False, why=reason) if c.what == "title" and c.taken else c
            for c in one.considered
        ]
        one = replace(one, considered=tuple(considered))
    return [*stated, *_dated(document, one)]


def _dated(document: Document, one: Explained) -> list[Considered]:
    if document.date == one.date and document.date_basis is not DateBasis.MANUAL:
        return list(one.considered)
    instead = "the date of a translation, a copy or a person was taken"
    return [
        _dating(document),
        *(
            replace(c, taken=False, why=instead) if c.what == "date" and c.taken else c
            for c in one.considered
        ),
    ]


def _dating(document: Document) -> Considered:
    basis = document.date_basis.value if document.date_basis else ""
    return Considered("date", document.date, document.date_evidence, basis, True, "kept with the document")


def _read(
    kind: str,
    subject: str,
    data: bytes,
    media_type: str,
    settings: Settings,
    name: str,
    *,
    tagged: bool = True,
) -> Explanation:
    """Reads bytes that stand under `name` as an ingest does, and finds names (`tagged`) with these settings.

    Raises BadInput.
    """
    from archive.ingest import posts, readers
    from archive.ingest.dating import date_documents

    notes: list[Considered] = []
    unpublished = sha256(data).hexdigest() in settings.opened
    page = readers.read_page(data, media_type, unpublished=unpublished)
    split = posts.split_page(page, notes.append, settings.limits)
    datings = date_documents(split.drafts, page, notes.append, name=name)
    reader = readers.reader_of(media_type)
    explained = tuple(
        Explained(
            draft,
            dating.date if dating else None,
            (_language(draft), *(c for c in notes if _is_of(c, draft))),
            (),
        )
        for draft, dating in zip(split.drafts, datings, strict=True)
    )
    if tagged:
        explained = _tagged(explained, datings, settings)
    return Explanation(
        kind, subject, media_type, reader.stamp if reader else None,
        tuple(c for c in notes if c.what == "post"), explained,
        f"no document: {page.vacant}" if page.vacant else None,
    )  # fmt: skip


def _is_of(considered: Considered, draft: Draft) -> bool:
    """Whether a title was considered for its post, or a date for this version of it."""
    if considered.what == "title":
        return considered.post == draft.post
    return considered.what == "date" and considered.start == draft.start


def _tagged(
    texts: Sequence[Explained], datings: Sequence[Dating | None], settings: Settings
) -> tuple[Explained, ...]:
    from archive.dates import find_dates

    named = Maker(replace(settings, vectors=False)).namer.tag((t.draft.text, t.draft.lang) for t in texts)
    found = []
    for one, dating, own in zip(texts, datings, named, strict=True):
        draft = one.draft
        mentions = [*own, *find_dates(draft.text, draft.lang, dating.date if dating else None)]
        found.append(replace(one, mentions=tuple(sorted(mentions, key=lambda m: (m.start, m.end)))))
    return tuple(found)


def _language(draft: Draft) -> Considered:
    """The language of a text, by the words of its blocks."""
    words: dict[str, int] = {}
    for block in draft.blocks:
        words[block.lang] = words.get(block.lang, 0) + len(draft.text[block.start : block.end].split())
    total = sum(words.values()) or 1
    shares = {lang: round(count / total, 3) for lang, count in sorted(words.items(), key=lambda p: -p[1])}
    return Considered("lang", draft.lang, "", "blocks", True, "the language of most of its words", shares)

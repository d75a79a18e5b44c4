"""The JSON that the archive gives out: from a record to its form, one function a schema.

The schema of `hit` is `hit.json` beside this file; `archive schema hit` prints it. Forms only grow: a key may
be added, none changes its meaning. No other module makes one (a test looks), so that a command, a program and
a web page say the same.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from archive.forms import citing, excerpts
from archive.forms.care import acted as acted
from archive.forms.care import care as care
from archive.forms.care import closed as closed
from archive.forms.care import passages as passages
from archive.forms.care import premis as premis
from archive.forms.care import published as published
from archive.forms.care import redacted as redacted
from archive.forms.care import removal as removal
from archive.forms.columns import COLUMNS as COLUMNS
from archive.forms.desk import intake as intake
from archive.forms.desk import run as run
from archive.forms.desk import session as session
from archive.forms.desk import source as source
from archive.forms.desk import user as user
from archive.forms.entities import appearances as appearances
from archive.forms.entities import decision as decision
from archive.forms.entities import doubt as doubt
from archive.forms.entities import entity as entity
from archive.forms.entities import event as event
from archive.forms.entities import name as name
from archive.forms.entities import on_page
from archive.forms.entities import portable as portable
from archive.forms.entities import row as row
from archive.forms.entities import timeline as timeline
from archive.forms.hits import facets as facets
from archive.forms.hits import hit as hit
from archive.forms.hits import news as news
from archive.forms.hits import page as page
from archive.forms.hits import watch as watch
from archive.forms.working import status as status

if TYPE_CHECKING:
    from archive.catalog.links import Companion, Linked, Pair
    from archive.catalog.mails import Mail, MailKin
    from archive.catalog.mentions import Exported
    from archive.catalog.stats import Stats
    from archive.ingest.readers.formats import Format
    from archive.pipeline.annotate import Annotated
    from archive.pipeline.backup import MissingOriginal
    from archive.pipeline.check import Finding
    from archive.pipeline.explain import Explanation
    from archive.pipeline.over_time import Difference
    from archive.pipeline.reading import Entry, Parallel, Reading
    from archive.pipeline.summary import Summary
    from archive.reasons import Considered
    from archive.records import Document, Mention, Statement

Form = dict[str, Any]


def schemas() -> list[str]:
    """The names of the forms that have a JSON Schema."""
    from importlib.resources import files  # only here: no search needs it

    return sorted(f.name.removesuffix(".json") for f in files(__name__).iterdir() if f.name.endswith(".json"))


def schema(name: str) -> Form:
    """The JSON Schema of a form. Raises KeyError where there is none."""
    from importlib.resources import files

    if name not in schemas():
        raise KeyError(name)
    loaded: Form = json.loads((files(__name__) / f"{name}.json").read_text("utf-8"))
    return loaded


# -- documents ---------------------------------------------------------------------------------------


def document(entry: Entry) -> Form:
    """A document with its translations, its copies and all places where its file stands."""
    return _document(entry.document) | {
        "translations": [
            {"id": t.id, "lang": t.lang, "score": round(t.score, 4), **_in_part(t)}
            for t in entry.links.translations
        ],
        "duplicates": [{"id": d.id, "score": round(d.score, 4)} for d in entry.links.duplicates],
        "origins": list(entry.origins),
        **({"excerpt_of": entry.links.excerpt_of.id} if entry.links.excerpt_of else {}),
        **_kin(entry.parent, entry.parts),
        **_dates(entry.dates.captured, entry.dates.versions),
    }


def brief(d: Document) -> Form:
    """A document in a list: what it is, without its text."""
    return {
        "id": d.id, "lang": d.lang, "date": d.date,
        "date_basis": d.date_basis.value if d.date_basis else None, "title": d.title, "author": d.author,
        "source": d.source, "url": d.url, "media_type": d.media_type,
    }  # fmt: skip


def _in_part(other: Linked | Companion) -> Form:
    """Where a link leads to a part of a text that translates several, or to that text."""
    return {"part": True} if other.part else {}


def _kin(parent: str | None, parts: Sequence[str]) -> Form:
    return {**({"parent": parent} if parent else {}), **({"parts": list(parts)} if parts else {})}


def _dates(captured: str | None, versions: Sequence[str]) -> Form:
    return {
        **({"captured": captured} if captured else {}),
        **({"versions": list(versions)} if versions else {}),
    }


def reading(read: Reading) -> Form:
    """A document to be read: with its mentions (`archive show`)."""
    return _document(read.document) | {
        "mentions": [
            {
                "start": m.start,
                "end": m.end,
                "type": m.type.value,
                "text": m.text,
                "evidence": str(m.evidence),
            }
            | _value(m)
            | ({"entity": entity} if entity else {})
            for m, entity in zip(read.mentions, read.entities, strict=True)
        ],
        "translations": [
            {"id": v.id, "lang": v.lang, "score": round(v.score, 4), **_in_part(v)} for v in read.translations
        ],
        "duplicates": [{"id": c.id, "score": round(c.score, 4)} for c in read.duplicates],
        **excerpts.of_reading(read),
        **_kin(
            next((c.id for c in read.mail.carriers), None),
            [p.id for p in read.mail.parts if p.id is not None],
        ),
        **_dates(read.captured, read.versions),
        **({"mail": _mail(read.mail)} if read.mail.message_id or read.mail.writers else {}),
    }


def history(read: Reading) -> list[Form]:
    """The versions of a document, oldest first: when each stood there, and what that rests on."""
    return [asdict(version) for version in read.history]


def difference(found: Difference) -> Form:
    """The paragraphs of two versions: those that both have, those that went (-) and those that came (+)."""
    return {
        "from": found.earlier.id, "to": found.later.id,
        "changes": [{"sign": one.sign, "text": one.text} for one in found.changes],
    }  # fmt: skip


def _mail(m: Mail) -> Form:
    """What the header of a mail says, what was sent with it, and the other mails of its thread."""

    def people(some: Sequence[tuple[str, str]]) -> list[Form]:
        return [{"name": name, "address": address} for name, address in some]

    def mails(some: Sequence[MailKin]) -> list[Form]:
        return [{"id": k.id, "source": k.source, "title": k.title, "date": k.date} for k in some]

    return {
        "message_id": m.message_id, "from": people(m.writers), "to": people(m.readers),
        "attachments": [
            {"id": k.id, "source": k.source, "title": k.title, **({"reason": k.reason} if k.reason else {})}
            for k in m.parts
        ],
        "earlier": mails(m.earlier), "later": mails(m.later),
    }  # fmt: skip


def parallel(beside: Parallel) -> Form:
    """The paragraphs of a document and its translation in pairs, by the code of their language."""
    here, there = beside.document.lang, beside.other.lang
    return {"document": beside.other.id, "rows": [{here: a, there: b} for a, b in beside.rows()]}


def _document(d: Document) -> Form:
    return {
        "id": d.id, "source": d.source, "sha256": d.sha256, "media_type": d.media_type, "start": d.start,
        "end": d.end, "lang": d.lang, "title": d.title, "author": d.author, "date": d.date,
        "date_basis": d.date_basis.value if d.date_basis else None, "date_evidence": d.date_evidence,
        "post": d.post, "spans": [[s.start, s.end] for s in d.spans], "url": d.url, "text": d.text,
        **({"page": d.pages[0].number, "pages": _pages(d)} if d.pages else {}),
        **({"ocr": d.ocr} if d.ocr is not None else {}), **({"unread": d.unread} if d.unread else {}),
        **_stated(d),
    }  # fmt: skip


def _pages(d: Document) -> list[list[int]]:
    """Each page and the stretch of the text that stands on it: [page, start, end]."""
    ends = [*(p.start for p in d.pages[1:]), len(d.text)]
    return [[p.number, p.start, end] for p, end in zip(d.pages, ends, strict=True)]


def _stated(d: Document) -> Form:
    """Who wrote it, and what files beside its source say of it."""

    def said(field: str) -> list[str]:
        return list(dict.fromkeys(s.value for s in d.stated if s.field == field))

    by_field = {
        "authors": citing.authors(d), "collection": said("collection")[:1],
        "rights": said("rights"), "identifiers": said("identifier"), "languages": said("language"),
    }  # fmt: skip
    single = {"collection": " ".join(by_field["collection"]), "rights": "; ".join(by_field["rights"])}
    return {
        **{name: single.get(name, values) for name, values in by_field.items() if values},
        **({"stated": [_statement(one) for one in d.stated]} if d.stated else {}),
    }


def _statement(one: Statement) -> Form:
    return {"field": one.field, "value": one.value, "said": one.wording, "place": one.place}


def mention(exported: Exported) -> Form:
    """A mention; its offsets count in the text of its document."""
    m = exported.mention
    return {
        "document": exported.document, "source": exported.source, "lang": exported.lang, "start": m.start,
        "end": m.end, "type": m.type.value, "text": m.text, **_value(m),
        **({"entity": exported.entity} if exported.entity else {}), **on_page(exported.page),
        "evidence": str(m.evidence), "score": round(m.score, 3),
    }  # fmt: skip


def _value(m: Mention) -> Form:
    return {"value": m.value} if m.value else {}


def annotation(answer: Annotated) -> Form:
    """What a text that is not in the archive mentions."""
    return {
        "id": answer.id, "lang": answer.lang,
        "blocks": [{"start": b.start, "end": b.end, "lang": b.lang} for b in answer.blocks],
        "mentions": [
            {"start": m.start, "end": m.end, "type": m.type.value, "text": m.text} | _value(m)
            for m in answer.mentions
        ],
    }  # fmt: skip


def explanation(one: Explanation) -> Form:
    """What was considered for a document, a file or a text: what was taken, what was rejected, and why."""
    return {
        "kind": one.kind, "subject": one.subject, "media_type": one.media_type, "reader": one.reader,
        "problem": one.problem, "trace": one.trace, "posts": [_considered(c) for c in one.posts],
        "documents": [
            {
                "id": t.id, "post": t.draft.post, "lang": t.draft.lang, "title": t.draft.title,
                "date": t.date, "start": t.draft.start, "end": t.draft.end,
                "considered": [_considered(c) for c in t.considered],
                "mentions": [
                    {"start": m.start, "end": m.end, "type": m.type.value, "text": m.text, "value": m.value,
                     "evidence": str(m.evidence), "score": round(m.score, 3)}
                    for m in t.mentions
                ],
            }
            for t in one.texts
        ],
    }  # fmt: skip


def _considered(one: Considered) -> Form:
    return {
        "what": one.what, "value": one.value, "words": one.words, "rule": one.rule, "taken": one.taken,
        "why": one.why, "measures": dict(one.measures),
    }  # fmt: skip


def error(problem: str, line: int, own: Mapping[str, Any]) -> Form:
    """What stands in the place of an answer to a line of input; the `id` is that of `own`, if it has one."""
    return {**({"id": own["id"]} if "id" in own else {}), "error": problem, "line": line}


def pair(found: Pair) -> Form:
    """Two documents that are each other's translation, under the codes of their languages."""
    one, two = found.a.lang, found.b.lang
    return {
        **{p.lang: {"id": p.id, "source": p.source, "title": p.title} for p in (found.a, found.b)},
        "score": round(found.score, 4), "status": found.status.value, "evidence": dict(found.evidence),
        "segments": [
            {one: [s.a.start, s.a.end], two: [s.b.start, s.b.end], "score": round(s.score, 4)}
            for s in found.segments
        ],
    }  # fmt: skip


# -- the archive itself ------------------------------------------------------------------------------


def ingest(done: Summary) -> Form:
    """What an ingest did."""
    return {
        "sources": done.sources, "documents": done.documents, "unchanged": done.unchanged,
        "failed": [{"source": f.given, "reason": f.reason, "code": f.code} for f in done.failed],
        "seconds": done.seconds,
        "words": done.words, "interrupted": done.interrupted, "mended": done.mended,
        "unread": [{"source": source, "reason": reason} for source, reason in done.unread],
        "empty": [{"source": source, "reason": reason} for source, reason in done.empty],
        "vacant": [{"source": source, "reason": reason} for source, reason in done.vacant],
        "entries_held": done.entries_held,
        "helpers": [{"source": source, "files": files} for source, files in done.helpers],
        "mails": {
            "read": done.mails, "again": done.mails_again, "attachments": done.attachments,
            "left_out": done.left_out,
        },
        "metadata": [
            {"source": d.given, "sources": d.sources, "unmatched": list(d.unmatched)} for d in done.described
        ],
    }  # fmt: skip


def trial(done: Summary, formats: Sequence[Format]) -> Form:
    """What an ingest would do: as `ingest`, with what it would read by format, and refuse by reason."""
    names = {kind: one.name for one in formats for kind in one.media_types}
    counts: dict[str, int] = {}
    for kind, count in done.media_types.most_common():
        counts[names.get(kind, kind)] = counts.get(names.get(kind, kind), 0) + count
    reasons: dict[str, list[str]] = {}
    for one in done.failed:
        reasons.setdefault(one.reason, []).append(one.given)
    return {
        **ingest(done), "dry_run": True,
        "formats": [{"format": name, "sources": count} for name, count in counts.items()],
        "reasons": [{"reason": why, "sources": len(of), "first": of[0]} for why, of in reasons.items()],
    }  # fmt: skip


def file_format(one: Format) -> Form:
    """A format of files, and whether it is read here."""
    return {
        "name": one.name, "read": one.install is None, "reader": one.reader,
        "media_types": list(one.media_types), "install": one.install,
    }  # fmt: skip


def stats(counts: Stats) -> Form:
    """What an archive holds."""
    return asdict(counts)


def missing(one: MissingOriginal) -> Form:
    """An original that is not in a bag, and why."""
    return asdict(one)


def finding(found: Finding) -> Form:
    """Something that is wrong with an archive."""
    return asdict(found)

"""The forms of acts that say who may see what; and the log of them as PREMIS events."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any, Final

from archive.printable import counted

if TYPE_CHECKING:
    from archive.catalog.care import Care
    from archive.catalog.closed import Closed
    from archive.catalog.redacted import RedactedPassage
    from archive.pipeline.edition import Published
    from archive.pipeline.removing import Removed

Form = dict[str, Any]

_PREMIS: Final = "http://www.loc.gov/premis/v3"
# Terms of the vocabulary of event types at id.loc.gov, where there is one.
_EVENTS: Final = {"close": "access restriction", "open": "access restriction lifted", "remove": "deletion",
                  "redact": "redaction", "unredact": "redaction lifted"}  # fmt: skip


def care(one: Care) -> Form:
    """An act: what was done to which texts and files, by whom, when, why."""
    return {
        "n": one.n, "act": one.act, "until": one.until, "at": one.at, "who": one.who, "why": one.why,
        "documents": list(one.documents),
        "texts": [key.key for key in one.keys if key.kind == "text"],
        "files": [key.key for key in one.keys if key.kind == "file"],
        "redacted": json.loads(one.what) if one.act in ("redact", "unredact") else None,
    }  # fmt: skip


def acted(one: Care, closed: Iterable[Form], left: Iterable[str]) -> Form:
    """An act that was just done: what is closed or redacted now by it, and which documents it left as they
    were."""
    return care(one) | {"closed": list(closed), "left": list(left)}


def removal(one: Removed) -> Form:
    """What was removed, or would be: `act` is null then."""
    return {
        "act": one.act,
        "removed": [
            {"source": going.place, "by": going.by, "documents": list(going.documents)} for going in one.going
        ],
        "stays": [{"document": name, "why": why} for name, why in one.stays],
        "scrubbed": dict(one.scrubbed),
        "copies": [{"path": path, "at": at} for path, at in one.copies],
        "edition": None if one.edition is None else str(one.edition),
    }


def published(one: Published) -> Form:
    """What the open edition holds after a publish."""
    return {
        "folder": str(one.folder), "documents": one.documents, "sources": one.sources, "closed": one.closed,
        "changed": one.changed,
        "failed": [{"source": source, "reason": reason} for source, reason in one.failed],
        "known": one.known,
    }  # fmt: skip


def closed(document: str, why: Closed) -> Form:
    """A document that readers may not see now: until when, by which act, by what way."""
    return {"document": document, "until": why.until, "act": why.act, "by": why.by, "redacted": None}


def redacted(document: str, passages: Iterable[RedactedPassage]) -> Iterator[Form]:
    """A document of which readers may not see all: how many passages, for each act."""
    by: dict[int, list[RedactedPassage]] = {}
    for one in passages:
        by.setdefault(one.act, []).append(one)
    for act, some in sorted(by.items()):
        yield {"document": document, "until": None, "act": act, "by": some[0].by, "redacted": len(some)}


def passages(some: Iterable[RedactedPassage]) -> list[Form]:
    """The redacted passages of a document, as an archivist sees them."""
    return [{"start": one.start, "end": one.end, "act": one.act, "by": one.by} for one in some]


def premis(acts: Iterable[Care]) -> Iterator[str]:
    """The lines of a PREMIS 3.0 document with an event for each act. Objects are named by their hashes."""
    yield '<?xml version="1.0" encoding="UTF-8"?>'
    yield f'<premis xmlns="{_PREMIS}" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" version="3.0">'
    ordered = sorted(acts, key=lambda one: one.n)
    for file in sorted({key.key for one in ordered for key in one.keys if key.kind == "file"}):
        yield from _object(file)
    for one in ordered:
        yield from _event(one)
    for who in sorted({one.who for one in ordered if one.who}):
        yield "  <agent>"
        yield from _identifier("agentIdentifier", "local", who)
        yield f"    <agentName>{_xml_text(who)}</agentName>"
        yield "  </agent>"
    yield "</premis>"


def _object(file: str) -> Iterator[str]:
    yield '  <object xsi:type="intellectualEntity">'
    yield from _identifier("objectIdentifier", "SHA-256", file)
    yield "  </object>"


def _event(one: Care) -> Iterator[str]:
    until = f"until {one.until}" if one.until else "for ever" if one.act == "close" else ""
    yield "  <event>"
    yield from _identifier("eventIdentifier", "local", str(one.n))
    yield f"    <eventType>{_EVENTS.get(one.act, one.act)}</eventType>"
    yield f"    <eventDateTime>{one.at}</eventDateTime>"
    for detail in filter(None, (until, _redacted(one), one.why)):
        yield "    <eventDetailInformation>"
        yield f"      <eventDetail>{_xml_text(detail)}</eventDetail>"
        yield "    </eventDetailInformation>"
    if one.who:
        yield from _identifier("linkingAgentIdentifier", "local", one.who)
    for key in one.keys:
        if key.kind == "file":
            yield from _identifier("linkingObjectIdentifier", "SHA-256", key.key)
    yield "  </event>"


def _redacted(one: Care) -> str:
    """How much an act redacts: not which words, for events are handed on."""
    if one.act not in ("redact", "unredact"):
        return ""
    parsed = json.loads(one.what)
    counts = ((len(parsed["passages"]), "passage"), (len(parsed["names"]), "spelling"))
    with_them = ["with translations"] if parsed["translations"] else []
    return ", ".join([counted(count, noun) for count, noun in counts if count] + with_them)


def _identifier(name: str, kind: str, value: str) -> Iterator[str]:
    yield f"    <{name}>"
    yield f"      <{name}Type>{kind}</{name}Type>"
    yield f"      <{name}Value>{_xml_text(value)}</{name}Value>"
    yield f"    </{name}>"


def _xml_text(text: str) -> str:
    """Text as XML may hold it, with its markup escaped."""
    from html import escape  # whose table of names every command would load with the forms

    allowed = (
        c if c in "\t\n\r" or " " <= c <= "\ud7ff" or "\ue000" <= c <= "\ufffd" or c > "\uffff" else "?"
        for c in text
    )
    return escape("".join(allowed), quote=False)

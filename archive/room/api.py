"""The same for programs: the forms of the command line as JSON, without paths (`/api/`)."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from functools import partial
from typing import Any, Final
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from archive import forms
from archive.errors import QueryError, UsageError
from archive.forms import citing, linked, public, web_annotations
from archive.printable import guarded
from archive.records import Document
from archive.room import openapi
from archive.room.asked import LAST, ON_A_PAGE, Asked
from archive.room.editions import archive_of
from archive.room.entity import Filter, beside
from archive.room.pages import KINDS, NotFound, find_document, find_entity, some_entities
from archive.room.rendering import answer
from archive.search.service import span_of
from archive.timeline import Timeline

JSON: Final = "application/json"
LINKED: Final = "application/ld+json"
_LINES: Final = "application/x-ndjson"
_MOST: Final = 100  # hits or entities of one answer


def _json(request: Request, form: Any) -> Response:
    return written(request, public.form(form), JSON)


def written(request: Request, form: Any, media_type: str) -> Response:
    """A form that holds no paths, as it is."""
    body = json.dumps(form, ensure_ascii=False, indent=1)
    return answer(request, body.encode("utf-8", "backslashreplace"), media_type)


def problem(status: int, title: str, detail: str, **more: Any) -> Response:
    """What went wrong, as RFC 9457 has it."""
    body = {"type": "about:blank", "title": title, "status": status, "detail": detail, **more}
    return Response(json.dumps(body, ensure_ascii=False), status, media_type="application/problem+json")


def search(request: Request) -> Response:
    """A page of hits. A query that cannot be read is a problem that names the place in it."""
    asked = Asked.read(request.query_params.multi_items())
    limit = max(limit_of(request), 1)
    try:
        (found,) = archive_of(request).search_all([asked.request(limit=limit)])
    except QueryError as error:
        return problem(
            400, "The query cannot be read", str(error.args[0]), position=error.position, query=error.query,
            code=error.code,
        )  # fmt: skip
    except UsageError as error:
        return problem(400, "The request cannot be answered", str(error.args[0]))
    more = found.total > asked.page * limit and asked.page < LAST
    parameters = f"&limit={limit}" if limit != ON_A_PAGE else ""
    following = f"{asked.but(page=asked.page + 1).address('/api/search')}{parameters}" if more else None
    return _json(request, forms.page(found) | {"next": following})


def limit_of(request: Request) -> int:
    """How many are asked for."""
    given = request.query_params.get("limit", "")
    return min(int(given[:6]), _MOST) if given.isdecimal() else ON_A_PAGE


def documents(request: Request) -> Response:
    """The current documents in the order they came, in pages or, as NDJSON, one a line.

    `after`: where the page before ended.
    """
    params = request.query_params
    limit, after = max(limit_of(request), 1), params.get("after", "")
    asked = {key: params.get(key, "").strip() for key in ("since", "until")}
    langs = tuple(filter(None, map(str.strip, params.getlist("lang"))))
    undated = params.get("undated", "0") not in ("", "0")
    try:
        span = span_of(asked["since"] or None, asked["until"] or None, None)
    except UsageError as error:
        return problem(400, "The request cannot be answered", str(error.args[0]), code=error.code)
    first = int(after[:18]) if after.isdecimal() else 0
    some_after = partial(archive_of(request).some_documents, langs=langs, span=span, undated=undated)
    if params.get("format") == "ndjson" or _LINES in request.headers.get("accept", ""):
        most = params.get("limit", "")
        lines = _lines(some_after, first, int(most[:9]) if most.isdecimal() else None)
        return StreamingResponse(lines, headers={"Cache-Control": "no-cache"}, media_type=_LINES)
    some = some_after(after=first, limit=limit + 1)
    following = None
    if len(some) > limit:
        kept = [*(("lang", one) for one in langs), *((key, value) for key, value in asked.items() if value)]
        kept += [("undated", "1")] if undated else []
        query = urlencode([*kept, ("limit", str(limit)), ("after", str(some[limit - 1][0]))])
        following = f"/api/documents?{query}"
    return _json(request, {"documents": [forms.brief(one) for _, one in some[:limit]], "next": following})


def _lines(
    some_after: Callable[..., list[tuple[int, Document]]], after: int, most: int | None
) -> Iterator[str]:
    """Documents after a number, `most` of them or all, each as a line of JSON; read a hundred at a time."""
    left = most
    while left is None or left > 0:
        some = some_after(after=after, limit=_MOST if left is None else min(_MOST, left))
        for _, one in some:
            yield json.dumps(public.form(forms.brief(one)), ensure_ascii=True) + "\n"
        if not some:
            return
        after, left = some[-1][0], None if left is None else left - len(some)


def document(request: Request) -> Response:
    """A document with its mentions."""
    return _json(request, forms.reading(find_document(request)))


def parallel(request: Request) -> Response:
    """A document beside its best translation."""
    beside = archive_of(request).parallel(find_document(request).document.id)
    return _json(request, forms.parallel(beside))


def text(request: Request) -> Response:
    """The text of a document alone."""
    body = find_document(request).document.text.encode("utf-8", "backslashreplace")
    return answer(request, body, "text/plain; charset=utf-8")


def annotated(request: Request) -> Response:
    """The names and dates of a document as Web Annotations."""
    form = web_annotations.collection(find_document(request), str(request.base_url))
    return written(request, form, web_annotations.MEDIA_TYPE)


def document_data(request: Request) -> Response:
    """A document as linked data."""
    return written(request, linked.document(find_document(request), str(request.base_url)), LINKED)


def entity_data(request: Request) -> Response:
    """An entity as linked data."""
    known = find_entity(request)
    where = archive_of(request).appearances(known)
    return written(request, linked.entity(known, where, str(request.base_url)), LINKED)


def cite(request: Request) -> Response:
    """A document as a record for reference managers: `.ris` or `.bib`."""
    document = find_document(request).document
    base = str(request.base_url)
    if request.path_params["form"] == "ris":
        body, media_type = citing.ris(document, base), "application/x-research-info-systems"
    else:
        body, media_type = citing.bibtex(document, base), "application/x-bibtex"
    response = answer(request, body.encode("utf-8", "backslashreplace"), f"{media_type}; charset=utf-8")
    name = f"{document.id}.{request.path_params['form']}"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def entities(request: Request) -> Response:
    """People, places and organisations, those of most documents first; `after`: the id of the last one."""
    kind = KINDS.get(request.query_params.get("type", ""))
    limit = max(limit_of(request), 1)
    listed, more = some_entities(request, kind, limit)
    chosen = f"type={request.query_params['type']}&" if kind else ""
    following = f"/api/entities?{chosen}limit={limit}&after={more}" if more else None
    return _json(request, {"entities": [forms.entity(one) for one in listed], "next": following})


def entity(request: Request) -> Response:
    """An entity with the reasons of its names and the documents that name it."""
    known = find_entity(request)
    return _json(request, forms.appearances(known, archive_of(request).appearances(known)))


def neighbours(request: Request) -> Response:
    """Who and what is named in the same texts as an entity, and in how many."""
    found = beside(archive_of(request), find_entity(request), max(limit_of(request), 1))
    form = {
        kind: [{"id": one.id, "label": one.value, "documents": one.count} for one in some]
        for kind, some in found.items()
    }
    return _json(request, form)


def timeline(request: Request) -> Response:
    """The events of an entity, as JSON, a table (`.csv`) or a calendar (`.ics`); filtered as its page is."""
    events = archive_of(request).timeline(find_entity(request).id)
    try:
        chosen = Filter.read(request).chosen()
    except UsageError as error:
        return problem(400, "The request cannot be answered", str(error.args[0]), code=error.code)
    events = replace(events, events=tuple(filter(chosen.keeps, events.events)))
    match request.path_params.get("form", "json"):
        case "csv":
            rows = (public.form(forms.row(one)) for one in events)
            return _saved(
                request, _table(forms.COLUMNS["event"], rows), "text/csv", f"{events.entity.id}.csv"
            )
        case "ics":
            body = _calendar(events, str(request.base_url))
            return _saved(request, body, "text/calendar", f"{events.entity.id}.ics")
        case _:
            return _json(request, forms.timeline(events))


def _saved(request: Request, body: str, media_type: str, name: str) -> Response:
    response = answer(request, body.encode("utf-8", "backslashreplace"), f"{media_type}; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _table(columns: Iterable[str], rows: Iterable[Mapping[str, Any]]) -> str:
    """Rows as CSV, fit for a spreadsheet: a byte order mark in front, no cell a formula."""
    columns = list(columns)
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(columns)
    for row in rows:
        cells = ("" if row.get(name) is None else str(row[name]) for name in columns)
        writer.writerow([guarded(cell) for cell in cells])
    return "\ufeff" + out.getvalue()


def _calendar(timeline: Timeline, base: str) -> str:
    """The events whose first and last day are known, as iCalendar (RFC 5545): all-day events."""
    import datetime as dt

    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//archive//timeline//EN"]
    for number, event in enumerate(timeline):
        first, last = event.earliest, event.latest
        if first is None or last is None or last == dt.date.max:
            continue
        lines += [
            "BEGIN:VEVENT",
            f"UID:{timeline.entity.id}-{number}-{event.source.document}@archive",
            f"DTSTAMP:{first:%Y%m%d}T000000Z",  # of the event: the same each time it is asked for
            f"DTSTART;VALUE=DATE:{first:%Y%m%d}",
            f"DTEND;VALUE=DATE:{last + dt.timedelta(days=1):%Y%m%d}",
            f"SUMMARY:{_value(f'{timeline.entity.label}: {event.source.sentence}')}",
            f"URL:{base.rstrip('/')}/d/{event.source.document}",
            "END:VEVENT",
        ]
    lines.append("END:VCALENDAR")
    return "".join(f"{_folded(line)}\r\n" for line in lines)


def _value(text: str) -> str:
    text = " ".join(text.split())
    return text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")


def _folded(line: str) -> str:
    """A line of iCalendar: at most 75 bytes, then on the next after a blank; no character is cut."""
    pieces, piece, size = [], "", 0
    for letter in line:
        width = len(letter.encode("utf-8", "replace"))
        if size + width > 75:
            pieces.append(piece)
            piece, size = " ", 1
        piece += letter
        size += width
    return "\r\n".join([*pieces, piece])


def stats(request: Request) -> Response:
    """Counts of what the archive holds."""
    return _json(request, forms.stats(archive_of(request).stats()))


def schema(request: Request) -> Response:
    """The JSON Schema of a form."""
    try:
        return _json(request, forms.schema(request.path_params["name"]))
    except KeyError as error:
        raise NotFound(f"There is no schema {request.path_params['name']!r}.") from error


def description(request: Request) -> Response:
    """This interface as OpenAPI 3.1."""
    return _json(request, openapi.description())

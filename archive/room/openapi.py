"""The description of the interface for programs, made of the forms' own schemas (OpenAPI 3.1)."""

from __future__ import annotations

from typing import Any, Final

from archive import __version__, forms
from archive.forms import web_annotations
from archive.room.visits import COOKIE, TOKEN_HEADER

VERDICTS: Final = (
    "confirmed", "rejected", "copies", "no copies", "date", "title", "author", "rights", "language", "merge",
    "apart", "split", "rename", "begins", "goes on", "left out", "no name", "PERSON", "PLACE", "ORG",
    "entity",
)  # fmt: skip
_SEARCH: Final = {
    "q": "A query, as `archive search` reads it; without one all texts.",
    "lang": "The code of a language; may stand several times: texts in any of them.",
    "person": "A person, by name or id; may stand several times.",
    "place": "A place, by name or id; may stand several times.",
    "org": "An organisation, by name or id; may stand several times.",
    "since": "The earliest date: 2015, 2015-08, 2015-08-20.",
    "until": "The latest date.",
    "source": "The folder or site that texts came from.",
    "format": "The media type of the originals.",
    "collection": "The collection to which a person put texts.",
    "undated": "1: only texts without a date.",
    "translated": "1: only texts that stand in another language too.",
    "not": "What is left out: a filter, a colon, its value, such as lang:fr; may stand several times.",
    "facet": "The facet that is told at length; format and collection are counted only so.",
    "mentions": "1: also texts that speak of that time.",
    "sort": "relevance or date.",
    "page": "Counted from 1.",
    "limit": "Hits on a page, at most 100.",
}
_TEXT: Final = {"type": "string", "maxLength": 2000}
_NUMBER: Final = {
    "name": "n", "in": "path", "required": True,
    "schema": {"type": "integer", "minimum": 1, "maximum": 10**9},
}  # fmt: skip
_PLACE: Final = {"type": "integer", "minimum": 0, "maximum": 10**9 - 1}
# The members of the form `decision` that a person says, and where in a text.
_DECIDE: Final = {
    "type": "object", "required": ["verdict", "a"],
    "properties": {
        "verdict": {"enum": list(VERDICTS)}, "a": _TEXT, "b": _TEXT, "note": _TEXT,
        "value": {"type": ["string", "null"], "maxLength": 2000}, "at": _PLACE, "start": _PLACE,
        "end": _PLACE, "scope": {"enum": ["one", "folder", "spelling"]},
    },
}  # fmt: skip
_TIMELINE: Final = {
    "since": "The earliest date of an event.", "until": "The latest one.",
    "basis": "What the date rests on: text, relative or document.", "lang": "The language it is told in.",
}  # fmt: skip
_ID: Final = {"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}
_LINKED: Final = "application/ld+json"
_PAGE: Final = {
    "type": "object",
    "required": ["total", "documents", "hits", "facets", "notes", "suggestions", "next"],
    "properties": {
        "total": {"type": "integer", "minimum": 0},
        "documents": {"type": "integer", "minimum": 0},
        "hits": {"type": "array", "items": {"$ref": "#/components/schemas/hit"}},
        "facets": {"type": "object"},
        "notes": {"type": "array", "items": {"type": "string"}},
        "suggestions": {"type": "object"},
        "next": {"type": ["string", "null"]},
    },
}
_PROBLEM: Final = {
    "type": "object",
    "required": ["title", "status", "detail"],
    "properties": {
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "position": {"type": "integer"},
        "code": {"type": "string"},
    },
}


def description() -> dict[str, Any]:
    """The whole description."""
    parts = {name: _schema(name) for name in forms.schemas()}
    parts |= {"page": _PAGE, "problem": _PROBLEM, "decide": _DECIDE}
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "archive", "version": __version__,
            "description": "What an archive holds, as JSON; archivists decide.",
        },
        "paths": _paths(),
        "components": {
            "schemas": parts,
            "securitySchemes": {
                "session": {"type": "apiKey", "in": "cookie", "name": COOKIE},
                "token": {"type": "apiKey", "in": "header", "name": TOKEN_HEADER},
            },
        },
    }  # fmt: skip


def _paths() -> dict[str, Any]:
    """Every address of the API: how it is asked, and what it answers."""
    search = [_query(name, text) for name, text in _SEARCH.items()]
    listing = [
        _query("type", "people, places or organisations."),
        _query("after", "The id of the last one."),
        _query("limit", "So many at most."),
    ]
    documents = [
        _query("lang", "The code of a language; may stand several times."),
        _query("since", "The earliest date."),
        _query("until", "The latest date."), _query("undated", "1: only those without a date."),
        _query("limit", "So many at most."),
        _query("after", "Where the page before ended, as `next` has it."),
        _query("format", "ndjson: one document a line, all of them unless `limit` says how many; the same by"
               " `Accept: application/x-ndjson`."),
    ]  # fmt: skip
    before = [_query("before", "The number of the last one."), _query("limit", "So many at most.")]
    listed, listed_documents = _listing("entities", _ref("entity")), _listing("documents", {"type": "object"})
    decided = _listing("decisions", _ref("decision"))
    anything = {"type": "object"}
    filters = [_query(name, text) for name, text in _TIMELINE.items()]
    return {
        "/api/search": _get("Search", search, _ref("page"), 400),
        "/api/documents": _get("Documents in the order they came", documents, listed_documents, 400),
        "/api/documents/{id}": _get("A document with its mentions", [_ID], anything, 404),
        "/api/documents/{id}/parallel": _get("A document beside its translation", [_ID], anything, 404),
        "/api/documents/{id}/text": _get("The text", [_ID], {"type": "string"}, 404, "text/plain"),
        "/api/documents/{id}/annotations": _get(
            "Its names and dates as Web Annotations", [_ID], anything, 404, web_annotations.MEDIA_TYPE
        ),
        "/api/documents/{id}/linked": _get("The document as linked data", [_ID], anything, 404, _LINKED),
        "/api/entities": _get("People, places, organisations", listing, listed, 404),
        "/api/entities/{id}": _get("An entity and where it is named", [_ID], anything, 404),
        "/api/entities/{id}/linked": _get("The entity as linked data", [_ID], anything, 404, _LINKED),
        "/api/entities/{id}/beside": _get(
            "Who and what is named in the same texts",
            [_ID, _query("limit", "So many of a kind at most.")],
            anything, 404,
        ),
        "/api/entities/{id}/timeline": _get(
            "What is said, by date", [_ID, *filters], _ref("timeline"), 400, also=404
        ),
        "/api/session": _get("Who asks, and the token of the session", [], _ref("session")),
        "/api/decisions": _get("Decisions, the newest first", before, decided, 403)
        | _post("Decides", [], _ref("decide"), 201),
        "/api/decisions/{n}": _get("A decision", [_NUMBER], _ref("decision"), 403, also=404),
        "/api/decisions/{n}/withdraw": _post(
            "Takes a decision back", [_NUMBER], {"type": "object", "properties": {"note": _TEXT}}, 200
        ),
        "/api/stats": _get("Counts", [], _ref("stats")),
    }  # fmt: skip


def _listing(name: str, one: Any) -> dict[str, Any]:
    """A page of a list and the address of the next."""
    return {
        "type": "object", "required": [name, "next"],
        "properties": {name: {"type": "array", "items": one}, "next": {"type": ["string", "null"]}},
    }  # fmt: skip


def _schema(name: str) -> dict[str, Any]:
    schema = forms.schema(name)
    schema.pop("$schema", None)
    return schema


def _ref(name: str) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{name}"}


def _query(name: str, text: str) -> dict[str, Any]:
    several = name in ("lang", "person", "place", "org", "not")
    schema: dict[str, Any] = {"type": "array", "items": {"type": "string"}} if several else {"type": "string"}
    return {"name": name, "in": "query", "description": text, "schema": schema}


def _post(summary: str, parameters: list[Any], asked: Any, status: int) -> dict[str, Any]:
    """What an archivist sends; whoever else is refused."""
    refused = {str(code): _problem() for code in (400, 403, 404, 413, 415, 429)}
    body = {"required": True, "content": {"application/json": {"schema": asked}}}
    answer = {"description": "It is done.", "content": {"application/json": {"schema": _ref("decision")}}}
    return {
        "post": {
            "summary": summary, "parameters": parameters, "requestBody": body,
            "security": [{"session": [], "token": []}], "responses": {str(status): answer, **refused},
        }
    }  # fmt: skip


def _problem() -> dict[str, Any]:
    return {
        "description": "What went wrong.",
        "content": {"application/problem+json": {"schema": _ref("problem")}},
    }


def _get(
    summary: str,
    parameters: list[Any],
    schema: Any,
    failure: int = 0,
    media_type: str = "application/json",
    also: int = 0,
) -> dict[str, Any]:
    responses: dict[str, Any] = {
        "200": {"description": "It is here.", "content": {media_type: {"schema": schema}}}
    }
    for status in filter(None, (failure, also)):
        responses[str(status)] = _problem()
    return {"get": {"summary": summary, "parameters": parameters, "responses": responses}}

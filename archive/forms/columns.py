"""The columns of forms as tables."""

from __future__ import annotations

from collections.abc import Mapping

# The columns of the forms as tables: `row` makes a timeline's event one.
COLUMNS: Mapping[str, tuple[str, ...]] = {
    "document": (
        "id", "source", "lang", "title", "date", "date_basis", "start", "end", "sha256", "text", "page",
    ),
    "mention": ("document", "source", "lang", "start", "end", "type", "text", "value", "entity", "page"),
    "hit": (
        "rank", "score", "id", "lang", "date", "title", "source", "snippet", "why", "translations", "page",
    ),
    "pair": ("en", "fr", "score", "status", "evidence", "segments"),
    "entity": ("id", "type", "names", "documents", "mentions", "first", "last"),
    "doubt": ("name", "entities"),
    "timeline": ("entity", "events"),
    "event": (
        "date", "earliest", "latest", "precision", "basis", "document", "lang", "title", "text", "sentence",
        "start", "end", "source", "url", "translations", "copies", "page",
    ),
    "finding": ("part", "what", "remedy"),
    "watch": ("name", "query", "made"),
    "name": ("name", "type", "language", "same-as", "file"),
    "decision": (
        "n", "kind", "verdict", "subjects", "at", "who", "note", "withdrawn", "withdrawn_by",
        "withdrawn_note", "value", "told", "lost",
    ),
    "dublin": (
        "title", "creator", "subject", "description", "publisher", "contributor", "date", "type", "format",
        "identifier", "source", "language", "relation", "coverage", "rights",
    ),
    "user": ("name", "role"), "run": ("n", "began", "ended", "sources", "failed", "given"),
    "care": ("n", "act", "until", "at", "who", "why", "documents", "texts", "files"),
    "closed": ("document", "until", "act", "by", "redacted"),
    "file_format": ("name", "read", "reader", "media_types", "install"),
}  # fmt: skip

"""The forms of searches: hits, their counts, saved searches and what is new for them."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from archive.forms import excerpts
from archive.forms.entities import on_page

if TYPE_CHECKING:
    from archive.search.results import Hit, ResultPage, Why
    from archive.search.watches import News, Watch

Form = dict[str, Any]


def hit(found: Hit, query_id: str | None = None) -> Form:
    """A hit; of several searches at once with the id of its own."""
    d = found.document
    return {
        **({} if query_id is None else {"query_id": query_id}),
        "rank": found.rank, "score": found.score, "id": d.id, "source": d.source, "lang": d.lang,
        "title": d.title, "date": d.date, "snippet": found.snippet, "why": _why(found.why),
        "translations": [
            {"id": t.id, "lang": t.lang, "source": t.source, "title": t.title} for t in found.translations
        ],
        "highlights": [list(span) for span in found.highlights],
        "duplicates": [{"id": c.id, "source": c.source} for c in found.duplicates],
        **excerpts.of_hit(found),
        **on_page(found.page),
    }  # fmt: skip


def page(found: ResultPage) -> Form:
    """A page of hits with its counts and what a person should be told."""
    return {
        "total": found.total, "documents": found.documents, "hits": [hit(one) for one in found.hits],
        "facets": _facets(found), "notes": list(found.notes),
        "suggestions": {word: list(similar) for word, similar in found.suggestions.items()},
    }  # fmt: skip


def _why(why: Why) -> Form:
    passage = asdict(why.passage) if why.passage else None
    return {
        "words": list(why.words), "names": list(why.names),
        **({"instead": dict(why.instead)} if why.instead else {}),
        **({"passage": passage} if passage else {}),
    }  # fmt: skip


def facets(found: ResultPage) -> Form:
    """The counts of a page of hits alone."""
    return {"total": found.total, "facets": _facets(found)}


def _facets(found: ResultPage) -> Form:
    return {
        name: [{"value": v.value, **({} if v.id is None else {"id": v.id}), "count": v.count} for v in values]
        for name, values in found.facets.items()
    }


def news(one: News) -> Form:
    """What is new for a saved search."""
    new = [
        {"id": d.id, "lang": d.lang, "date": d.date, "title": d.title, "source": d.source}
        for d in one.documents
    ]
    return {"name": one.name, "query": one.query, "new": new}


def watch(saved: Watch) -> Form:
    """A saved search; `filters` narrow it down besides its query, where it has any."""
    filters = {"filters": dict(saved.filters)} if saved.filters else {}
    return {"name": saved.name, "query": saved.query, "made": saved.made, **filters}

"""The pages of the room: what is asked of the archive for each, and the template that shows it."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from functools import partial
from typing import Final
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response, StreamingResponse

from archive.catalog.closed import Closed
from archive.catalog.entities import Entity
from archive.catalog.redacted import RedactedPassage
from archive.errors import QueryError, UsageError
from archive.forms import citing, linked
from archive.forms.public import label
from archive.pipeline.reading import Reading
from archive.records import Document, MentionType
from archive.room.asked import ON_A_PAGE, Asked
from archive.room.editions import Editions, archive_of
from archive.room.histogram import histogram
from archive.room.kept import why_refused
from archive.room.marking import paragraphs, title
from archive.room.narrowing import chips, groups, unasked
from archive.room.rendering import data, page
from archive.room.visits import visitor
from archive.room.wording import Said, decimal, language, words
from archive.search.results import Facet, ResultPage, Why
from archive.search.service import Request as SearchRequest

KINDS: Final = {
    "people": MentionType.PERSON, "places": MentionType.PLACE, "organisations": MentionType.ORG,
}  # fmt: skip
_LISTED: Final = 100  # entities on a page of them
_SOME: Final = 1024 * 1024  # bytes of an original that are sent at once


class NotFound(Exception):
    """There is nothing at an address; the message says what was looked for."""


def home(request: Request) -> Response:
    """What the archive holds, and the ways into it."""
    asked = Asked()
    (found,) = archive_of(request).search_all([asked.request(limit=0)])
    return page(
        request, "home.html", asked=asked, held=found,
        years=histogram(found.facets, asked, language(request)),
        people=found.facets.get("person", ())[:12], places=found.facets.get("place", ())[:12],
        organisations=found.facets.get("org", ())[:12],
    )  # fmt: skip


# -- searching -------------------------------------------------------------------------------------


def search(request: Request) -> Response:
    """Hits for what the address asks, with all that narrows it down."""
    asked = Asked.read(request.query_params.multi_items())
    archive = archive_of(request)
    try:
        found, *anywhere = archive.search_all(_requests(asked))
    except UsageError as error:
        return _not_read(request, asked, error)
    if not found.hits and found.total and asked.page > 1:  # past the last page: to that
        last = -(-found.total // ON_A_PAGE)
        return RedirectResponse(asked.but(page=last).address(), 302)
    lang, fixed = language(request), hasattr(request.app.state, "fixed")
    last = -(-found.total // ON_A_PAGE)
    return page(
        request, "search.html", asked=asked, found=found, chips=list(chips(archive, asked, lang)), error=None,
        mark="",
        facets=list(groups(found, asked, lang, others=_langs(anywhere), choose_only=fixed)),
        unasked=[] if fixed else unasked(found, asked, lang),
        years=histogram(found.facets, asked, lang), last=last, first=(asked.page - 1) * ON_A_PAGE + 1,
        reasons=partial(_reasons, lang=lang),
    )  # fmt: skip


def _requests(asked: Asked) -> list[SearchRequest]:
    """What is asked of the archive for a page: the hits and, once a language is chosen, what others it has.

    Not which of them the same is found in: that would cost the search a second time.
    """
    anywhere = [Asked(facet="lang").request(limit=0)] if asked.lang else []
    return [asked.request(), *anywhere]


def _langs(found: Sequence[ResultPage]) -> Sequence[Facet]:
    return found[0].facets.get("lang", ()) if found else ()


def _reasons(why: Why, lang: str) -> str:
    """Why a text was found, in few words; "" where filters alone found it."""
    labels = words(lang)
    instead = [f"{written} ({labels['by_instead']} {word})" for written, word in why.stood_for]
    parts = [
        f"{labels[name]}{labels['colon']} {', '.join(some)}"
        for name, some in (
            ("by_words", why.found[:8]), ("by_meant", instead[:8]),
            ("by_names", why.names[:5]),
        )
        if some
    ]  # fmt: skip
    if why.passage:
        parts.append(f"{labels['by_meaning']}{labels['colon']} {decimal(why.passage.score, lang)}")
    return (" ; " if lang == "fr" else "; ").join(parts)


def _not_read(request: Request, asked: Asked, error: UsageError) -> Response:
    """The form again with what could not be read, and where."""
    mark = ""
    if isinstance(error, QueryError):
        before = error.query[: error.position]
        mark = "".join(" " if not letter.isspace() else letter for letter in before) + "^"
    return page(
        request, "search.html", status=400, asked=asked, found=ResultPage(0, 0, ()), chips=[], facets=[],
        unasked=[], years="", last=0, first=0, reasons=str, mark=mark,
        error=why_refused(error, language(request)),
    )  # fmt: skip


# -- reading ---------------------------------------------------------------------------------------


# What is not there raises UsageError, which is answered as such (404) whoever asked.


def find_document(request: Request) -> Reading:
    """The document of an address. Raises UsageError."""
    return archive_of(request).read(request.path_params["id"])


def document(request: Request) -> Response:
    """A text to be read: its names as links, what was searched for marked, what is known of it beside it."""
    read = find_document(request)
    d = read.document
    if d.id != request.path_params["id"]:
        query = request.url.query
        return RedirectResponse(f"/d/{d.id}{'?' + query if query else ''}", 308)
    query = request.query_params.get("q", "").strip()
    marks, error = _marks(request, query, d)
    hidden = _hidden(request, d.id)
    return page(
        request, "document.html", read=read, d=d, q=query, marks=marks, error=error,
        newer=_newer(read), paragraphs=paragraphs(read, marks, hidden), title=title(read, marks, hidden),
        source=label(d.source), numbers=_pages(d), hidden=hidden,
        web=d.url if d.url and d.url.startswith(("http://", "https://")) else None,
        cited=citing.meta(d, str(request.base_url)), asked=Asked(q=query), named=_named(read),
        linked=data(linked.document(read, str(request.base_url))), closed=_closed(request, d.id),
    )  # fmt: skip


def _closed(request: Request, document: str) -> Closed | None:
    """Why readers may not see a document; of no concern to them."""
    if not visitor(request).archivist:
        return None
    editions: Editions = request.app.state.editions
    return editions.why_closed(document)


def _hidden(request: Request, document: str) -> tuple[RedactedPassage, ...]:
    """What of a document readers do not see."""
    if not visitor(request).archivist:
        return ()
    editions: Editions = request.app.state.editions
    return editions.redactions(document)


def _newer(read: Reading) -> str | None:
    """The version that stands in the place of a document now, where that is another."""
    now = [v.id for v in read.history if v.current and v.id]
    return now[-1] if now and read.document.id not in now else None


def _marks(request: Request, query: str, *documents: Document) -> tuple[list[tuple[int, int]], Said | None]:
    if not query:
        return [], None
    try:
        return archive_of(request).marks(query, *documents)[0], None
    except UsageError as error:  # the text is there to be read all the same
        return [], why_refused(error, language(request))


def _pages(d: Document) -> tuple[int, int] | None:
    """The first and the last page of paper that a document stands on."""
    numbers = [p.number for p in d.pages]
    return (min(numbers), max(numbers)) if numbers else None


def _named(read: Reading) -> list[tuple[MentionType, list[tuple[str, str | None, int]]]]:
    """The names of a text by their type: as first written, the entity, how often; the most frequent first."""
    found: dict[tuple[MentionType, str], list[str]] = {}
    for mention, entity in zip(read.mentions, read.entities, strict=True):
        if mention.type is not MentionType.DATE:
            found.setdefault((mention.type, entity or f"={mention.text}"), []).append(mention.text)
    listed = []
    for kind in KINDS.values():
        names = [
            (texts[0], None if key.startswith("=") else key, len(texts))
            for (of, key), texts in found.items()
            if of is kind
        ]
        if names:
            listed.append((kind, sorted(names, key=lambda name: -name[2])))
    return listed


def parallel(request: Request) -> Response:
    """A text beside its translation, row by row."""
    read = find_document(request)
    beside = archive_of(request).parallel(read.document.id)
    return page(
        request, "parallel.html", here=beside.document, there=beside.other, rows=list(beside.rows()),
        asked=Asked(),
    )  # fmt: skip


def original(request: Request) -> Response:
    """The file that a text was taken from, to be saved: no browser shows what stands in it here."""
    read = find_document(request)
    file = archive_of(request).original(read.document.id)
    name = label(read.document.source).rpartition("/")[2].rpartition("!")[2] or "original"

    def sent() -> Iterator[bytes]:
        with file:
            while some := file.read(_SOME):
                yield some

    headers = {
        "Content-Disposition": f"attachment; filename*=UTF-8''{quote(name, safe='')}",
        "Content-Security-Policy": "sandbox; default-src 'none'",
        "Cache-Control": "no-cache",
    }
    return StreamingResponse(sent(), headers=headers, media_type="application/octet-stream")


# -- people, places, organisations -----------------------------------------------------------------


def find_entity(request: Request) -> Entity:
    """The entity of an address. Raises UsageError."""
    return archive_of(request).entity(request.path_params["id"])


def some_entities(request: Request, kind: MentionType | None, limit: int) -> tuple[list[Entity], str | None]:
    """So many entities after the one that the address names, and the id of the last one if more follow."""
    archive = archive_of(request)
    after = request.query_params.get("after")
    last = archive.entity(after) if after else None
    with contextlib.closing(archive.entities(kind, after=last, limit=limit + 1)) as found:
        listed = list(found)
    return listed[:limit], listed[limit - 1].id if len(listed) > limit else None


def entities(request: Request) -> Response:
    """The people, places or organisations, those of most documents first, so many on a page."""
    kind = request.url.path.strip("/")
    listed, more = some_entities(request, KINDS[kind], _LISTED)
    return page(request, "entities.html", kind=kind, listed=listed, more=more, asked=Asked())


def about(request: Request) -> Response:
    """How to search."""
    return page(request, "help.html", asked=Asked())

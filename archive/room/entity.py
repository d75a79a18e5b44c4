"""The page of a person, place or organisation: what is said of it, by time, and who stands beside it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import groupby
from typing import Final
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from archive.app import Archive
from archive.catalog.entities import Entity
from archive.dataclass import dataclass
from archive.errors import DamagedIndex, UsageError
from archive.forms import linked
from archive.records import MentionType
from archive.room.asked import Asked
from archive.room.editions import archive_of
from archive.room.histogram import drawing as years_drawn
from archive.room.kept import why_refused
from archive.room.pages import KINDS, find_entity
from archive.room.places import small_map
from archive.room.rendering import data, page
from archive.room.wording import Said, language
from archive.search.results import Facet
from archive.search.service import span_of
from archive.timeline.axis import drawing
from archive.timeline.chosen import BASES, Chosen

_TOLD: Final = 30  # texts whose events are shown at once: more would be waited for
_BESIDE: Final = 12  # names of a kind that stand beside
FILTERS: Final = {MentionType.PERSON: "person", MentionType.PLACE: "place", MentionType.ORG: "org"}


@dataclass(frozen=True, slots=True)
class Filter:
    """What of a timeline is asked for, as it stands in an address; `since`, `until`: as archivists write."""

    since: str = ""
    until: str = ""
    basis: str = ""
    lang: str = ""

    @classmethod
    def read(cls, request: Request) -> Filter:
        """What an address asks for."""
        given = {
            key: request.query_params.get(key, "").strip() for key in ("since", "until", "basis", "lang")
        }
        return cls(**given | {"basis": given["basis"] if given["basis"] in BASES else ""})

    def chosen(self) -> Chosen:
        """The same for a timeline. Raises UsageError for what is no date."""
        return Chosen(span_of(self.since or None, self.until or None, None), self.basis, self.lang)

    def parameters(self) -> list[tuple[str, str]]:
        """The names and values of an address that asks for it."""
        pairs = (("since", self.since), ("until", self.until), ("basis", self.basis), ("lang", self.lang))
        return [(key, value) for key, value in pairs if value]

    def address(self, path: str, at: int | None = None) -> str:
        """Where a part of it is, or (`at`: None) all."""
        query = urlencode([*self.parameters(), *([("at", at)] if at else [])])
        return f"{path}?{query}" if query else path


def entity(request: Request) -> Response:
    """A person, place or organisation: names, documents, and what is said of it in order of time."""
    known, archive = find_entity(request), archive_of(request)
    if known.id != request.path_params["id"]:
        query = request.url.query
        return RedirectResponse(f"/e/{known.id}{'?' + query if query else ''}", 308)
    lang, asked = language(request), Filter.read(request)
    chosen, error = _chosen(asked, lang)
    timeline = archive.timeline_part(known, _place(request), _TOLD, chosen)
    events = [
        (
            i,
            event,
            sorted((event.source, *event.translations), key=lambda event_mention: event_mention.lang != lang),
        )
        for i, event in enumerate(timeline.events)
    ]
    by_year = [
        (year, list(some))
        for year, some in groupby(
            events, key=lambda e: str(e[1].earliest or e[1].latest or "")[:4].lstrip("0")
        )
    ]
    here = f"/e/{known.id}"
    return page(
        request, "entity.html", status=400 if error else 200, entity=known, by_year=by_year, error=error,
        drawn=drawing(timeline.events, lang), events=len(timeline.events), told=timeline, asked=Asked(),
        previous=asked.address(here, max(timeline.start - _TOLD, 0)) if timeline.start else None,
        following=asked.address(here, timeline.end) if timeline.end < timeline.total else None,
        years="" if timeline.whole else years_drawn(
            {year: count for year, (_, count) in timeline.years.items()},
            lambda year: asked.address(here, _first_from(timeline.years, year)),
        ),
        filter=asked, bases=BASES,
        langs=sorted({name.lang for name in known.names} | {"fr", "en"}),
        label=known.labels.get(lang, known.label), kind=_kind(known.type), key=FILTERS[known.type],
        together=_together(known),
        map=small_map(request, known), beside=list(beside(archive, known).items()),
        linked=data(linked.entity(known, timeline.appearances, str(request.base_url))),
    )  # fmt: skip


def _first_from(years: Mapping[int, tuple[int, int]], year: int) -> int:
    """Where the events of a year begin, or of the next one that has any: drawings show years between."""
    return years[min(one for one in years if one >= year)][0]


def _together(known: Entity) -> Callable[[str, str], str]:
    """From a kind and an id to the address of the texts that name both."""

    def address(kind: str, other: str) -> str:
        one, two = FILTERS[known.type], FILTERS[KINDS[kind]]
        chosen = {one: (known.id, other)} if one == two else {one: (known.id,), two: (other,)}
        return Asked().but(**chosen).address()

    return address


def _chosen(asked: Filter, lang: str) -> tuple[Chosen, Said | None]:
    """What is asked for; all of it where that cannot be read, and why."""
    try:
        return asked.chosen(), None
    except UsageError as error:
        return Chosen(), why_refused(error, lang)


def beside(archive: Archive, known: Entity, most: int = _BESIDE) -> Mapping[str, Sequence[Facet]]:
    """The people, places and organisations named in the same texts, those of most texts first.

    A text and its translations and copies count once. None where there is no index to count them in.
    """
    asked = Asked().but(**{FILTERS[known.type]: (known.id,)})
    try:
        (found,) = archive.search_all([asked.request(limit=0)])
    except DamagedIndex:
        return {}
    return {
        kind: [one for one in found.facets.get(key, ()) if one.id != known.id][:most]
        for kind, of in KINDS.items()
        for key in (FILTERS[of],)
    }


def _place(request: Request) -> int:
    """Which of its texts, counted from 0, a part of a timeline begins with."""
    at = request.query_params.get("at", "")
    return int(at[:9]) if at.isdecimal() else 0


def _kind(kind: MentionType) -> str:
    return next(name for name, one in KINDS.items() if one is kind)

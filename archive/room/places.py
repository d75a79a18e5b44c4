"""The places of the archive on a map, and a single one on a map of what is around it."""

from __future__ import annotations

import threading
import weakref
from collections.abc import Sequence
from functools import partial
from typing import Final, NamedTuple

from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import Response

from archive.app import Archive
from archive.catalog.entities import Entity
from archive.places.where import BoundingBox, Position
from archive.records import MentionType
from archive.room import atlas
from archive.room.asked import Asked
from archive.room.atlas import Dot
from archive.room.editions import archive_of
from archive.room.rendering import page
from archive.room.wording import counted, language, words

_SHOWN: Final = 1000  # places on the map, those of most texts first
_UNPLACED: Final = 200  # that are listed as lying nowhere known
_AROUND: Final = (4.0, 6.0)  # degrees of latitude and longitude about a single place
_WIDE: Final = (12.0, 18.0)  # about the middle of a territory


class Placed(NamedTuple):
    """A place and where it lies, as far as its names tell."""

    entity: Entity
    position: Position | None


class MappedPlaces:
    """Where the places of an archive lie, worked out anew when that has changed."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        self._lock = threading.Lock()
        self._known: tuple[int, list[Placed]] | None = None

    def all(self) -> list[Placed]:
        """The most named places, those of most texts first."""
        with self._lock:
            position = self._archive.position()
            if self._known is None or self._known[0] != position:
                listed = list(self._archive.entities(MentionType.PLACE, limit=_SHOWN))
                self._known = (position, _placed(listed))
            return self._known[1]

    def position(self, entity: Entity) -> Position | None:
        """Where a place lies, as the last map has it; None for what is no place."""
        if entity.type is not MentionType.PLACE:
            return None
        known = self._known[1] if self._known else self.all()
        for one in known:
            if one.entity.id == entity.id:
                return one.position
        (placed,) = _placed([entity])
        return placed.position


def _placed(listed: Sequence[Entity]) -> list[Placed]:
    from archive.link.entities.places import candidates, located  # the gazetteer takes a fifth of a second

    found = located([(candidates(one.names), one.documents) for one in listed])
    return [Placed(one, position) for one, position in zip(listed, found, strict=True)]


def _dot(entity: Entity, position: Position, lang: str) -> Dot:
    return Dot(position, entity.labels.get(lang, entity.label), entity.documents, f"/e/{entity.id}")


def said(dots: Sequence[Dot], lang: str) -> str:
    """What is said of a spot of the map: "Nérac: 12 texts", "Nérac and 3 more places: 40 texts"."""
    labels = words(lang)
    texts = counted(sum(dot.count for dot in dots), "documents", lang)
    name = dots[0].name
    if len(dots) > 1:
        name = labels["with_more"].format(name, counted(len(dots) - 1, "more_places", lang))
    return f"{name}{labels['colon']} {texts}"


def places_map(request: Request) -> Response:
    """The map of the places, of all or of those in a `box`; below it the same as a list."""
    lang = language(request)
    known: MappedPlaces = archive_of_places(request)
    dots = [_dot(e, p, lang) for e, p in known.all() if p is not None]
    box = atlas.read(request.query_params.get("box", ""))
    here = atlas.within(dots, box) if box else dots
    if not here:
        box, here = None, dots
    shown = box or (atlas.around(here) if here else None)
    drawn = atlas.drawing(here, shown, partial(said, lang=lang), _closer) if shown else Markup("")
    return page(
        request, "map.html", drawn=drawn, listed=here, part=box is not None,
        unplaced=[e for e, p in known.all() if p is None][:_UNPLACED], asked=Asked(),
    )  # fmt: skip


def _closer(box: BoundingBox) -> str:
    return f"/places/map?box={atlas.written(box)}"


def archive_of_places(request: Request) -> MappedPlaces:
    """The places of the archive that a request asks."""
    asked = archive_of(request)
    known: weakref.WeakKeyDictionary[Archive, MappedPlaces] = request.app.state.places
    return known.get(asked) or known.setdefault(asked, MappedPlaces(asked))


def small_map(request: Request, entity: Entity) -> Markup:
    """A single place with what is around it; empty where it is not known where it lies."""
    lang = language(request)
    position = archive_of_places(request).position(entity)
    if position is None:
        return Markup("")
    high, wide = _WIDE if position.wide else _AROUND
    box = BoundingBox(
        position.lon - wide / 2, position.lat - high / 2, position.lon + wide / 2, position.lat + high / 2
    )
    return atlas.drawing([_dot(entity, position, lang)], box, partial(said, lang=lang), _closer)

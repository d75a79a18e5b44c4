"""Every screen of the room in every state, by a name; whoever adds a template or a state adds it here."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final
from urllib.request import urlopen

from archive.catalog.queues import QUEUES
from tests.browser.rooms import Room


@dataclass(frozen=True, slots=True)
class Screen:
    """Where a screen stands in the room of the papers, and with which status it answers; to whom."""

    at: Callable[[Room], str]
    status: int = 200
    archivist: bool = False


def _search(query: str) -> Screen:
    return Screen(lambda room: f"/search{query}")


def _text(query: str, more: str = "", lang: str = "") -> Screen:
    return Screen(lambda room: f"/d/{room.document(query, lang)}{more}")


def _entity(name: str) -> Screen:
    return Screen(lambda room: f"/e/{room.entity(name)}")


def _own(path: str) -> Screen:
    return Screen(lambda room: path, archivist=True)


def _of_text(what: str) -> Screen:
    return Screen(lambda room: f"/d/{room.document('Odile Marquant', 'fr')}/{what}", archivist=True)


def _source(room: Room) -> str:
    """A page of the web that has a text."""
    with urlopen(f"{room.base}/d/{room.document('Odile Marquant', 'fr')}") as got:
        found = re.search(r'href="(/s/\w+)"', got.read().decode())
    assert found
    return found[1]


SCREENS: Final[Mapping[str, Screen]] = {
    "home": Screen(lambda room: "/"),
    "found": _search("?q=Douvres"),
    "found by meaning": _search("?q=mountain+pass+snow+night+rescue"),
    "all texts": _search("?sort=date&page=2"),
    "narrowed": _search("?q=Douvres&lang=fr&since=2015&until=2019&person=Odile+Marquant&mentions=1"),
    "without": _search("?q=Calais&not=lang:fr&not=undated:1&translated=1"),
    "two languages": _search("?q=Calais&lang=fr&lang=de"),
    "one year": _search("?since=2018&until=2018"),
    "undated": _search("?undated=1&facet=format"),
    "a facet at length": _search("?facet=place"),
    "nothing found": _search("?q=qqqzzz"),
    "did you mean": _search("?q=solidarty"),
    "not readable date": Screen(lambda room: "/search?since=never", 400),
    "not readable": Screen(lambda room: "/search?q=calais+AND+(", 400),
    "text": _text("Odile Marquant", lang="fr"),
    "text, marked": _text("Douvres", "?q=Douvres"),
    "text, not readable query": _text("Douvres", "?q=("),
    "page of paper": _text("soupe de poisson"),
    "mail": _text("marche qui grince"),
    "former version": Screen(lambda room: f"/d/{_former(room)}"),
    "parallel": _text("quay blocked", "/parallel", "en"),
    "person": _entity("Odile Marquant"),
    "place": _entity("Douvres"),
    "place, one year": Screen(lambda room: f"/e/{room.entity('Calais')}?since=2018&until=2018&basis=text"),
    "place, unreadable time": Screen(lambda room: f"/e/{room.entity('Calais')}?since=jadis", 400),
    "people": Screen(lambda room: "/people"),
    "places": Screen(lambda room: "/places"),
    "map": Screen(lambda room: "/places/map"),
    "map, closer": Screen(lambda room: "/places/map?box=1.0,50.0,4.0,51.5"),
    "organisations": Screen(lambda room: "/organisations"),
    "help": Screen(lambda room: "/help"),
    "not there": Screen(lambda room: "/d/0000000000000000", 404),
    "source": Screen(_source),
    "log in": Screen(lambda room: "/login"),
    "enter": Screen(lambda room: "/enter?token=x"),
    "for archivists": Screen(lambda room: "/intake", 403),
    "saved searches": _own("/watch?q=Calais"),
    "search to be saved": _own("/watch?q=Calais&format=text%2Fplain&translated=1"),
    "refused": Screen(lambda room: "/d/12/correct", 404, archivist=True),
    "intake": _own("/intake"),
    "intake, texts without a date": _own("/intake?remark=undated"),
    "desk": _own("/desk"),
    **{f"desk, {queue}": _own(f"/desk/{queue}") for queue in QUEUES},
    "desk, as a list": _own("/desk/pairs/list"),
    "correct": _of_text("correct"),
    "folder": _of_text("folder"),
    "folder, asked": _of_text("folder?what=date&value=2018-06"),
    "limits": _of_text("limits"),
    "limits, asked": _of_text("limits?what=left+out&at=0"),
    "names": _of_text("names"),
    "names, asked": Screen(lambda room: _name(room), archivist=True),
}


def _name(room: Room) -> str:
    """A name of a text, to say something of it."""
    document = room.document("Odile Marquant", "fr")
    told = room.asked(f"/api/documents/{document}")["mentions"]
    one = next(mention for mention in told if mention["type"] == "PERSON")
    return f"/d/{document}/names?at={one['start']}-{one['end']}"


def _former(room: Room) -> str:
    """The id of a version that another stands in the place of."""
    now = room.asked(f"/api/documents/{room.document('gare de Brévaux')}")
    return next(str(one) for one in now["versions"] if one != now["id"])

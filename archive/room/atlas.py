"""Places as a map (SVG) with links, drawn here: no tile of it comes from elsewhere."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import field
from functools import lru_cache
from typing import Final

from markupsafe import Markup

from archive.dataclass import dataclass
from archive.places.where import BoundingBox, Position, land
from archive.printable import printable_html as shown

_WIDE, _LOW, _HIGH = 720, 320, 480  # units of the drawing: its width, its least and its greatest height
_LEAST: Final = 3.0  # degrees of latitude that a map shows at least: its outlines are no finer
_SMALL, _LARGE = 5.0, 16.0  # radius of the least and of the most often named
_TARGET: Final = 13.0  # radius within which a pointer meets a dot; two closer than twice that are one
_ENDS: Final = ' text-anchor="end"'
_LETTER, _LINE = 7.0, 14  # width of a letter, height of a line
_FINE: Final = 0.7  # units: a point of an outline nearer to the one before is left out


@dataclass(frozen=True, slots=True)
class Dot:
    """A place to be shown: where, what it is called, in how many texts, and the address that tells of it."""

    position: Position
    name: str
    count: int
    address: str


@dataclass(slots=True)
class _Spot:
    """Dots that stand too close to one another to be shown apart."""

    x: float
    y: float
    dots: list[Dot] = field(default_factory=list)

    @property
    def count(self) -> int:
        return sum(dot.count for dot in self.dots)


class _View:
    """From degrees to units: parallels and meridians as straight lines, true to shape in the middle."""

    def __init__(self, box: BoundingBox) -> None:
        narrow = max(math.cos(math.radians((box.south + box.north) / 2)), 0.2)
        wide, high = max((box.east - box.west) * narrow, 1e-6), box.north - box.south
        self.height = min(max(_WIDE * high / wide, _LOW), _HIGH)
        self._scale = min(_WIDE / wide, self.height / high)
        self._x, self._y = self._scale * narrow, self._scale
        lon, lat = (box.west + box.east) / 2, (box.south + box.north) / 2
        beside, above = _WIDE / 2 / self._x, self.height / 2 / self._y
        self.box = BoundingBox(lon - beside, lat - above, lon + beside, lat + above)

    def at(self, lon: float, lat: float) -> tuple[float, float]:
        return (lon - self.box.west) * self._x, (self.box.north - lat) * self._y


def around(dots: Sequence[Dot]) -> BoundingBox:
    """The stretch of the earth that holds all dots, with some room about them."""
    lats, lons = [d.position.lat for d in dots], [d.position.lon for d in dots]
    south, north, west, east = min(lats), max(lats), min(lons), max(lons)
    margin = max((north - south) * 0.08, (east - west) * 0.05, 0.2)
    missing = max(_LEAST - (north - south) - 2 * margin, 0) / 2
    return BoundingBox(
        max(west - margin, -180.0), max(south - margin - missing, -90.0),
        min(east + margin, 180.0), min(north + margin + missing, 90.0),
    )  # fmt: skip


def read(value: str) -> BoundingBox | None:
    """A box as it stands in an address: west, south, east, north; None for what is none."""
    try:
        west, south, east, north = (float(part) for part in value.split(","))
    except ValueError:
        return None
    good = -180 <= west < east <= 180 and -90 <= south < north <= 90
    return BoundingBox(west, south, east, north) if good else None


def written(box: BoundingBox) -> str:
    """A box for an address."""
    return ",".join(f"{degrees:.2f}" for degrees in box)


def within(dots: Iterable[Dot], box: BoundingBox) -> list[Dot]:
    """Those of the dots that lie in a box."""
    return [
        d for d in dots
        if box.west <= d.position.lon <= box.east and box.south <= d.position.lat <= box.north
    ]  # fmt: skip


def drawing(
    dots: Sequence[Dot],
    box: BoundingBox,
    label: Callable[[Sequence[Dot]], str],
    closer: Callable[[BoundingBox], str],
) -> Markup:
    """The map of a box with the dots that lie in it; empty where there are none.

    `label`: what is said of one dot or of several that stand at one spot; `closer`: the address of a map of a
    smaller box, to which such a spot leads.
    """
    view = _View(box)
    spots = _spots(within(dots, view.box), view)
    if not spots:
        return Markup("")
    most = max(spot.count for spot in spots)
    drawn = [_spot(spot, most, label(spot.dots), closer) for spot in reversed(spots)]  # the largest on top
    names = [
        f'<text x="{x:.1f}" y="{y:.1f}"{_ENDS if before else ""}>{shown(name)}</text>'
        for x, y, name, before in _names(spots, most, view)
    ]
    return Markup(
        f'<svg viewBox="0 0 {_WIDE} {view.height:.0f}" role="group">'
        f'<rect class="sea" width="{_WIDE}" height="{view.height:.0f}"/>'
        f'<path class="land" d="{_land(view.box)}"/>'
        f'{"".join(drawn)}<g aria-hidden="true">{"".join(names)}</g></svg>'
    )


@lru_cache(maxsize=64)
def _land(box: BoundingBox) -> str:
    view = _View(box)
    about = (box.east - box.west) * 0.02  # so that no edge of what is cut is seen
    return "".join(
        f"M{' '.join(points)}Z"
        for ring in land(
            BoundingBox(box.west - about, box.south - about, box.east + about, box.north + about)
        )
        if len(points := list(_points(ring, view))) > 2
    )


def _points(ring: Sequence[tuple[float, float]], view: _View) -> Iterator[str]:
    """The points of an outline that can be told apart."""
    last = (math.inf, math.inf)
    for lon, lat in ring:
        x, y = view.at(lon, lat)
        if abs(x - last[0]) + abs(y - last[1]) >= _FINE:
            last = (x, y)
            yield f"{x:.1f},{y:.1f}"


def _spots(dots: Iterable[Dot], view: _View) -> list[_Spot]:
    """The dots, those of most texts first, together where they stand too close."""
    spots: list[_Spot] = []
    for dot in sorted(dots, key=lambda d: (-d.count, d.name, d.address)):
        x, y = view.at(dot.position.lon, dot.position.lat)
        near = (s for s in spots if (s.x - x) ** 2 + (s.y - y) ** 2 < (2 * _TARGET) ** 2)
        if (spot := next(near, None)) is None:
            spot = _Spot(x, y)
            spots.append(spot)
        spot.dots.append(dot)
    return sorted(spots, key=lambda s: -s.count)


def _radius(count: int, most: int) -> float:
    return _SMALL + (_LARGE - _SMALL) * math.sqrt(count / most) if most > 1 else _SMALL + 2


def _spot(spot: _Spot, most: int, label: str, closer: Callable[[BoundingBox], str]) -> str:
    """A dot that leads to its place, or to a closer map where it stands for several."""
    first, several = spot.dots[0], len(spot.dots) > 1
    address = closer(around(spot.dots)) if several else first.address
    kind = "dot several" if several else "dot wide" if first.position.wide else "dot"
    radius = _radius(spot.count, most)
    centre = f'cx="{spot.x:.1f}" cy="{spot.y:.1f}"'
    ring = f'<circle {centre} r="{radius + 3:.1f}" class="ring"/>' if several else ""
    return (
        f'<a class="{kind}" href="{shown(address)}" aria-label="{shown(label)}"><title>{shown(label)}</title>'
        f'<circle class="back" {centre} r="{max(radius, _TARGET):.1f}"/>{ring}'
        f'<circle {centre} r="{radius:.1f}"/></a>'
    )


def _names(spots: Sequence[_Spot], most: int, view: _View) -> Iterator[tuple[float, float, str, bool]]:
    """The names that stand beside their dots without covering another one, the most named first.

    Where each begins; one before its dot ends there.
    """
    radii = [_radius(s.count, most) + (3 if len(s.dots) > 1 else 0) for s in spots]
    taken = [(s.x - r, s.y - r, s.x + r, s.y + r) for s, r in zip(spots, radii, strict=True)]
    for i, (spot, radius) in enumerate(zip(spots, radii, strict=True)):
        name = spot.dots[0].name + ("…" if len(spot.dots) > 1 else "")
        wide = len(name) * _LETTER
        for x in (spot.x + radius + 3, spot.x - radius - 3 - wide):
            place = (x, spot.y - _LINE / 2, x + wide, spot.y + _LINE / 2)
            free = all(
                place[2] < o[0] or place[0] > o[2] or place[3] < o[1] or place[1] > o[3]
                for j, o in enumerate(taken)
                if j != i
            )
            if free and x >= 0 and x + wide <= _WIDE and place[1] >= 0 and place[3] <= view.height:
                taken.append(place)
                before = x < spot.x
                yield x + wide if before else x, spot.y + 4, name, before
                break

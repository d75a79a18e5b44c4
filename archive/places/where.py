"""Where places lie, and the outline of the land around them.

Sources: `data/where.tsv` (GeoNames, CC BY 4.0; of territories Natural Earth, public domain) and
`data/land.txt` (Natural Earth), made by `python -m training.land`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from importlib.resources import files
from typing import NamedTuple


class Position(NamedTuple):
    """Latitude and longitude, in degrees north and east; `wide`: the middle of a territory."""

    lat: float
    lon: float
    wide: bool = False


class BoundingBox(NamedTuple):
    """A stretch of the earth between two meridians and two parallels, in degrees."""

    west: float
    south: float
    east: float
    north: float


def position(place: str) -> Position | None:
    """Where the place of an id of the gazetteer lies; None where that is not kept."""
    row = _positions().get(place.removeprefix("geo:"))
    return None if row is None else Position(*row[:2], wide=not place.startswith("geo:"))


def people_at(place: str) -> int:
    """How many live at the town of an id of the gazetteer; 0 where that is not kept."""
    row = _positions().get(place.removeprefix("geo:"))
    return 0 if row is None else row[2]


@cache
def _positions() -> dict[str, tuple[float, float, int]]:
    cells = _text("where.tsv").replace("\n", "\t").split("\t")  # four in each line
    numbers = zip(map(float, cells[1::4]), map(float, cells[2::4]), map(int, cells[3::4]), strict=True)
    return dict(zip(cells[::4], numbers, strict=False))


def _text(name: str) -> str:
    return files("archive.places").joinpath(f"data/{name}").read_text("utf-8")


def land(box: BoundingBox) -> Iterator[list[tuple[float, float]]]:
    """What of the land lies within a box, as rings of longitude and latitude; a lake is one of its own."""
    for (west, south, east, north), ring in _rings():
        if west < box.east and east > box.west and south < box.north and north > box.south:
            inside = _within(ring, box)
            if len(inside) > 2:
                yield inside


@cache
def _rings() -> list[tuple[BoundingBox, list[tuple[float, float]]]]:
    found = []
    for line in _text("land.txt").splitlines():
        steps = [int(step) / 100 for step in line.split()]
        x = y = 0.0
        ring = []
        for dx, dy in zip(steps[::2], steps[1::2], strict=True):
            x, y = x + dx, y + dy
            ring.append((x, y))
        xs, ys = [x for x, _ in ring], [y for _, y in ring]
        box = BoundingBox(min(xs), min(ys), max(xs), max(ys))
        for turn in (-360, 0, 360):  # what goes on beyond 180 degrees is on the other side of the map too
            if box.west + turn < 180 and box.east + turn > -180:
                moved = BoundingBox(box.west + turn, box.south, box.east + turn, box.north)
                found.append((moved, [(x + turn, y) for x, y in ring] if turn else ring))
    return found


def _within(ring: Sequence[tuple[float, float]], box: BoundingBox) -> list[tuple[float, float]]:
    """What of a ring lies within a box (Sutherland and Hodgman, 1974): cut along one side after the other."""
    for axis, bound, sign in ((0, box.west, 1), (0, box.east, -1), (1, box.south, 1), (1, box.north, -1)):
        cut: list[tuple[float, float]] = []
        for a, b in zip((ring[-1], *ring), ring, strict=False):
            inside = (b[axis] - bound) * sign >= 0
            if inside is not ((a[axis] - bound) * sign >= 0):
                part = (bound - a[axis]) / (b[axis] - a[axis])
                cut.append((a[0] + (b[0] - a[0]) * part, a[1] + (b[1] - a[1]) * part))
            if inside:
                cut.append(b)
        ring = cut
        if not ring:
            break
    return list(ring)

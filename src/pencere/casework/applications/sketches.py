"""Small pictures of where something is, drawn by the server as SVG paths: a mark on the country,
and the outline of a plot at its own scale. They need no script and print as they are."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import shapely
from shapely.geometry import shape

from pencere.kernel.pack import pack

SCALE = 60
"""Units of the picture to a degree of latitude."""
COARSE = 0.05
"""Degrees by which the regions' borders may be straightened in a picture of this size."""
BOX = 200
"""Side of the square in which an outline is drawn."""
MARGIN = 16


@dataclass(frozen=True, slots=True)
class Sketch:
    """Where something is."""

    width: int
    height: int
    regions: Sequence[tuple[str, bool]]
    """Paths of the regions, and whether it is this one."""
    region: str
    """Name of the region; "" at sea or where the map has none."""
    x: float
    y: float
    shape: str = ""
    """Path of the outline in a square of BOX units; "" for a place."""
    box: int = BOX


def sketch(kind: str, value: Any) -> Sketch | None:
    """The picture of a value of type coordinates or outline; None of anything else, also of
    what was typed wrong."""
    draw = {"coordinates": _place, "outline": _plot}.get(kind)
    if draw is None or not isinstance(value, Mapping):
        return None
    try:
        return draw(value)
    except (KeyError, IndexError, TypeError, ValueError, shapely.errors.GEOSException):
        return None


def _place(value: Mapping[str, Any]) -> Sketch | None:
    return _at(float(value["lon"]), float(value["lat"]))


def _plot(value: Mapping[str, Any]) -> Sketch | None:
    ring = value["coordinates"][0]
    middle = shapely.Polygon(ring).representative_point()
    return _at(middle.x, middle.y, shape=_outline_path(ring))


def _at(longitude: float, latitude: float, *, shape: str = "") -> Sketch | None:
    bounds = pack().bounds
    if not bounds.contain(latitude, longitude):
        return None
    here = _region_at(longitude, latitude)
    x, y = _projected((longitude, latitude))
    width, height = _projected((bounds.east, bounds.south))
    return Sketch(
        width=round(width),
        height=round(height),
        regions=tuple((path, code == here) for code, path in _paths().items()),
        region=str(pack().addresses().regions()[here]) if here else "",
        x=round(x, 1),
        y=round(y, 1),
        shape=shape,
    )


def _region_at(longitude: float, latitude: float) -> str:
    point = shapely.Point(longitude, latitude)
    return next((code for code, each in _regions().items() if each.covers(point)), "")


@cache
def _regions() -> Mapping[str, Any]:
    return {each["id"]: shape(each["geometry"]) for each in pack().map_outline()["features"]}


@cache
def _paths() -> Mapping[str, str]:
    regions = _regions()
    coarse = shapely.coverage_simplify(list(regions.values()), COARSE)
    return {
        code: "".join(_path(map(_projected, ring)) for ring in _rings(each))
        for code, each in zip(regions, coarse, strict=True)
    }


def _rings(geometry: Any) -> Iterable[Sequence[tuple[float, float]]]:
    return (part.exterior.coords for part in getattr(geometry, "geoms", [geometry]))


def _projected(point: Sequence[float]) -> tuple[float, float]:
    """Degrees as units of the picture, the country's middle latitude true to scale."""
    bounds = pack().bounds
    narrowed = math.cos(math.radians((bounds.south + bounds.north) / 2))
    return (point[0] - bounds.west) * narrowed * SCALE, (bounds.north - point[1]) * SCALE


def _path(points: Iterable[tuple[float, float]]) -> str:
    return "M" + "L".join(f"{x:.0f} {y:.0f}" for x, y in points) + "Z"


def _outline_path(ring: Sequence[Sequence[float]]) -> str:
    """The outline as large as the box lets it be, north up."""
    flat = [_projected(point) for point in ring]
    left, top = min(x for x, _y in flat), min(y for _x, y in flat)
    span = max(max(x for x, _y in flat) - left, max(y for _x, y in flat) - top) or 1
    times = (BOX - 2 * MARGIN) / span
    return _path((MARGIN + (x - left) * times, MARGIN + (y - top) * times) for x, y in flat)

"""Values that say where something is: an address, a point on the map, the outline of a plot.

Each function takes what was entered (a mapping of parts, or text) and gives the canonical value,
None when nothing was entered; WrongValueError says what is wrong. Nothing that arrives may raise
anything else.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import shapely
from shapely.geometry.polygon import orient

from pencere.casework.definitions import messages
from pencere.casework.definitions.model_form import Field
from pencere.casework.definitions.typed import MAX_TYPED, WrongValueError, shallow
from pencere.kernel.geodesy import area_ha
from pencere.kernel.pack import AddressBook, pack
from pencere.kernel.text import Text

ADDRESS_PARTS: Mapping[str, int] = {
    "region": 40,
    "locality": 100,
    "street": 150,
    "house": 20,
    "flat": 20,
    "postal_code": 12,
}
"""Parts of an address, with how many characters each may have."""
COORDINATE_PARTS = ("lat", "lon")
MOST_POINTS = 200
SMALLEST_HA = Decimal("0.0001")
"""A square metre: what is smaller is no plot, but a slip of the hand."""
_DEGREES = re.compile(r"-?\d{1,3}(\.\d{1,12})?\Z", re.ASCII)
_PAIR = re.compile(r"\s*(-?\d+(?:[.,]\d+)?)\s*[,;\s]\s*(-?\d+(?:[.,]\d+)?)\s*\Z", re.ASCII)


def parts_of(raw: object, known: Mapping[str, int]) -> dict[str, str]:
    """The parts that were filled in, as one line each, cut to twice what they may have."""
    if not isinstance(raw, Mapping):
        return {}
    typed = {
        part: " ".join(shallow(raw.get(part)).split())[: 2 * most] for part, most in known.items()
    }
    return {part: text for part, text in typed.items() if text}


def address(raw: object, field: Field) -> dict[str, str] | None:
    """Region and locality by code, the street by code where the pack knows it, the rest as text."""
    parts = parts_of(raw, ADDRESS_PARTS)
    if not parts:
        return None
    book = pack().addresses()
    for part, text in parts.items():
        if len(text) > ADDRESS_PARTS[part]:
            raise WrongValueError(messages.TOO_LONG, limit=ADDRESS_PARTS[part])
    _listed(parts.get("region"), book.regions(), messages.ADDRESS_REGION)
    localities = book.localities(parts["region"])
    if not parts.get("locality") or (localities and parts["locality"] not in localities):
        raise WrongValueError(messages.ADDRESS_LOCALITY)
    if "flat" in parts and "house" not in parts:
        raise WrongValueError(messages.ADDRESS_HOUSE)
    return {**parts, **_postal_code(parts, book)}


def _listed(code: str | None, known: Mapping[str, Text], message: str) -> None:
    if not code or code not in known:
        raise WrongValueError(message)


def _postal_code(parts: Mapping[str, str], book: AddressBook) -> dict[str, str]:
    if "postal_code" not in parts:
        return {}
    code = book.normalise_postal_code(parts["postal_code"])
    if code is None:
        raise WrongValueError(messages.ADDRESS_POSTAL_CODE)
    return {"postal_code": code}


def coordinates(raw: object, field: Field) -> dict[str, str] | None:
    """Latitude and longitude in degrees with six decimals, inside the country's bounds."""
    if isinstance(raw, str) and (found := _PAIR.match(raw[:100])):
        raw = {"lat": found[1], "lon": found[2]}
    parts = parts_of(raw, dict.fromkeys(COORDINATE_PARTS, 20))
    if not parts and (not isinstance(raw, str) or not raw.strip()):
        return None
    degrees = [_degrees(parts.get(part, "")) for part in COORDINATE_PARTS]
    if None in degrees:
        raise WrongValueError(messages.NO_COORDINATES)
    latitude, longitude = (each or 0.0 for each in degrees)
    if not pack().bounds.contain(latitude, longitude):
        raise WrongValueError(messages.OUTSIDE, country=pack().name)
    return {"lat": f"{latitude:.6f}", "lon": f"{longitude:.6f}"}


def _degrees(text: str) -> float | None:
    plain = text.replace(",", ".").replace("\u2212", "-").strip("° ")
    return float(plain) if _DEGREES.match(plain) else None


def outline(raw: object, field: Field) -> dict[str, Any] | None:
    """A GeoJSON polygon (RFC 7946) of one closed ring, counter-clockwise, with six decimals."""
    if isinstance(raw, str):
        if not raw.strip():
            return None
        raw = _json(raw)
    if raw is None:
        return None
    ring = _ring(raw)
    if len(ring) > MOST_POINTS:
        raise WrongValueError(messages.TOO_MANY_POINTS, limit=MOST_POINTS)
    if not all(pack().bounds.contain(latitude, longitude) for longitude, latitude in ring):
        raise WrongValueError(messages.OUTSIDE, country=pack().name)
    polygon = shapely.Polygon(ring)
    if not polygon.is_valid or polygon.is_empty:
        raise WrongValueError(messages.OUTLINE_CROSSES)
    points = [(x, y) for x, y in orient(polygon, sign=1.0).exterior.coords]
    _check_area(Decimal(area_ha(points)), field)
    return {"type": "Polygon", "coordinates": [[list(each) for each in points]]}


def _json(text: str) -> object:
    try:
        return json.loads(text[:MAX_TYPED])
    except (ValueError, RecursionError):
        raise WrongValueError(messages.NO_OUTLINE) from None


def _ring(raw: object) -> list[tuple[float, float]]:
    """The outer ring's points as (longitude, latitude), closed; a feature's geometry counts too."""
    if isinstance(raw, Mapping) and raw.get("type") == "Feature":
        raw = raw.get("geometry")
    if not isinstance(raw, Mapping) or raw.get("type") != "Polygon":
        raise WrongValueError(messages.NO_OUTLINE)
    rings = raw.get("coordinates")
    if not isinstance(rings, list) or len(rings) != 1 or not isinstance(rings[0], list):
        raise WrongValueError(messages.NO_OUTLINE)
    points = [_point(each) for each in rings[0][: MOST_POINTS + 2]]
    if points and points[0] != points[-1]:
        points.append(points[0])
    if len(set(points)) < 3:
        raise WrongValueError(messages.TOO_FEW_POINTS)
    return points


def _point(raw: object) -> tuple[float, float]:
    if not isinstance(raw, list) or len(raw) not in {2, 3}:
        raise WrongValueError(messages.NO_OUTLINE)
    pair = raw[:2]
    if any(isinstance(each, bool) or not isinstance(each, int | float | Decimal) for each in pair):
        raise WrongValueError(messages.NO_OUTLINE)
    if not all(abs(each) <= 360 and math.isfinite(each) for each in pair):
        raise WrongValueError(messages.NO_OUTLINE)
    return round(float(pair[0]), 6), round(float(pair[1]), 6)


def _check_area(area: Decimal, field: Field) -> None:
    if area < SMALLEST_HA:
        raise WrongValueError(messages.TOO_FEW_POINTS)
    if field.max_area_ha is not None and area > field.max_area_ha:
        raise WrongValueError(messages.AREA_TOO_GREAT, limit=field.max_area_ha)


def outline_facts(value: Mapping[str, Any]) -> dict[str, Any]:
    """What expressions see of an outline: its area in hectares and its number of corners."""
    points = [(x, y) for x, y in value["coordinates"][0]]
    return {"area_ha": round(area_ha(points), 4), "points": len(points) - 1}

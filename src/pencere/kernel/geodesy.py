"""Areas on the earth: the ellipsoid WGS 84, without a library of projections."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence

_SEMI_MAJOR = 6_378_137.0
_FLATTENING = 1 / 298.257223563
_ECCENTRICITY = math.sqrt(_FLATTENING * (2 - _FLATTENING))


def area_ha(ring: Sequence[tuple[float, float]]) -> float:
    """The area in hectares inside a closed ring of (longitude, latitude) in degrees.

    The ring is laid out in Lambert's cylindrical equal-area projection of the ellipsoid, which
    keeps areas exactly; only the sides between corners are a little less than straight there. For
    a plot with sides of 10 km the difference to the geodesic area is less than 1 in 10,000.
    (Snyder, Map Projections: A Working Manual, USGS 1987, formulas 10-15 and 3-12.)
    """
    flat = [(math.radians(longitude), _equal_area(latitude)) for longitude, latitude in ring]
    first_x, first_y = flat[0]
    twice = 0.0
    for (x1, y1), (x2, y2) in itertools.pairwise(flat):
        twice += (x1 - first_x) * (y2 - first_y) - (x2 - first_x) * (y1 - first_y)
    return abs(twice) / 2 * _SEMI_MAJOR**2 / 10_000


def _equal_area(latitude: float) -> float:
    """The ordinate of a latitude, in units of the semi-major axis."""
    sine = math.sin(math.radians(latitude))
    e = _ECCENTRICITY
    shape = sine / (1 - (e * sine) ** 2) - math.log((1 - e * sine) / (1 + e * sine)) / (2 * e)
    return (1 - e * e) * shape / 2

"""Where something is: addresses, points and outlines, as people and maps enter them."""

from __future__ import annotations

import json
import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.casework.definitions.households import household

from pencere.casework.definitions.values import Limits, clean, for_expression
from pencere.kernel.geodesy import area_ha
from pencere.kernel.pack import pack

SQUARE = [[49.86, 40.40], [49.87, 40.40], [49.87, 40.41], [49.86, 40.41], [49.86, 40.40]]


def polygon(points: list[Any]) -> dict[str, Any]:
    return {"type": "Polygon", "coordinates": [points]}


def cleaned(key: str, raw: object) -> tuple[Any, str]:
    value, error = clean(household().fields[key], raw, Limits())
    return value, error["en"] if error else ""


def test_an_address_keeps_its_parts() -> None:
    region = next(iter(pack().addresses().regions()))
    localities = pack().addresses().localities(region)
    locality = next(iter(localities), "kənd")
    raw = {
        "region": region,
        "locality": locality,
        "house": " 12 ",
        "flat": "",
        "postal_code": "1000",
    }
    value, error = cleaned("home", raw)
    assert error == ""
    assert value == {
        "region": region, "locality": locality, "house": "12", "postal_code": "AZ1000",
    }  # fmt: skip
    assert cleaned("home", value) == (value, "")


@pytest.mark.parametrize(
    ("raw", "told"),
    [
        ({"region": "AZ-XX", "locality": "x"}, "choose a region"),
        ({"locality": "x"}, "choose a region"),
        ({"region": "AZ-BA"}, "which town"),
        ({"region": "AZ-BA", "locality": "bineqedi", "flat": "3"}, "which house"),
        ({"region": "AZ-BA", "locality": "bineqedi", "postal_code": "12"}, "postal code"),
        ({"region": "AZ-BA", "locality": "bineqedi", "house": "9" * 30}, "at most 20"),
    ],
)
def test_what_an_address_lacks_is_said(raw: dict[str, str], told: str) -> None:
    value, error = cleaned("home", raw)
    assert told in error
    assert value == raw


@pytest.mark.parametrize("raw", [None, "", {}, {"region": " "}, [], "Baku"])
def test_no_address(raw: object) -> None:
    assert cleaned("home", raw)[0] is None


@pytest.mark.parametrize(
    "raw",
    [
        {"lat": "40.4093", "lon": "49.8671"},
        {"lat": "40,4093", "lon": "49,8671°"},
        "40.4093, 49.8671",
        "40,4093; 49,8671",
    ],
)
def test_coordinates_have_six_decimals(raw: object) -> None:
    assert cleaned("place", raw) == ({"lat": "40.409300", "lon": "49.867100"}, "")


@pytest.mark.parametrize(
    "raw", [{"lat": "40.4"}, {"lat": "51.5", "lon": "0.1"}, {"lat": "nan", "lon": "49"}, "here"]
)
def test_no_coordinates(raw: object) -> None:
    assert cleaned("place", raw)[1]


def test_an_outline_is_closed_and_counter_clockwise() -> None:
    value, error = cleaned("plot", json.dumps(polygon(SQUARE[:-1][::-1])))
    assert error == ""
    ring = value["coordinates"][0]
    assert ring[0] == ring[-1]
    assert cleaned("plot", value) == (value, "")
    seen = for_expression(household().fields["plot"], value)
    assert seen["points"] == 4
    assert math.isclose(seen["area_ha"], 94.2, rel_tol=0.01)


@pytest.mark.parametrize(
    ("raw", "told"),
    [
        ("{", "could not be read"),
        ("[" * 15000, "could not be read"),
        ('{"type": "Polygon", "coordinates": [[[NaN, 1], [2, 3], [4, 5]]]}', "could not be read"),
        ('{"type": "Polygon", "coordinates": [[[1e999, 1], [2, 3], [4, 5]]]}', "could not be read"),
        (polygon([["a", "b"], [1, 2], [3, 4]]), "could not be read"),
        ({"type": "Point", "coordinates": [49, 40]}, "could not be read"),
        (polygon(SQUARE[:2]), "three corners"),
        (polygon([[49.86, 40.4], [49.86, 40.4], [49.87, 40.41], [49.86, 40.4]]), "three corners"),
        (polygon([SQUARE[0], SQUARE[2], SQUARE[1], SQUARE[3]]), "must not cross"),
        (polygon([[1, 2], [3, 4], [5, 2]]), "must lie in this country"),
        (polygon([[49.0, 40.0], [49.1, 40.0], [49.1, 40.1], [49.0, 40.1]]), "at most 500"),
        (polygon([[49 + n / 10000, 40 + n % 2 / 10000] for n in range(300)]), "at most 200"),
    ],
)
def test_no_outline(raw: object, told: str) -> None:
    assert told in cleaned("plot", raw)[1]


def test_the_area_of_a_degree_is_that_of_the_tables() -> None:
    """One degree by one degree from 40°: 9,423.6 km² on WGS 84 (Karney's geodesic area)."""
    ring = [(49 + n / 100, 40.0) for n in range(101)] + [(50 - n / 100, 41.0) for n in range(101)]
    assert math.isclose(area_ha([*ring, ring[0]]) / 100, 9423.6, rel_tol=0.002)


@given(st.floats(38.5, 41.5), st.floats(45, 50), st.floats(0.0005, 0.05))
def test_an_area_does_not_depend_on_where_the_ring_begins(
    south: float, west: float, size: float
) -> None:
    ring = [(west, south), (west + size, south), (west + size, south + size), (west, south + size)]
    areas = [area_ha([*ring[n:], *ring[:n], ring[n]]) for n in range(4)]
    assert max(areas) - min(areas) < max(areas) * 1e-6
    metres = size * 111_000
    assert 0.7 < areas[0] * 10_000 / (metres**2 * math.cos(math.radians(south))) < 1.3

"""The places that an address in Azerbaijan is made of, as `pencere.kernel.pack.AddressBook`.

Regions and towns are facts (`addresses.yaml`). The streets are the demo's: names that many
towns have, given to all of them. The state's address register takes the place of both.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from pencere.kernel.text import Text
from pencere_az.regions import regions
from pencere_az.streets import STREETS
from pencere_az.text import fold

ELSEWHERE = "elsewhere"
"""The place of a district that isn't among its towns: what people type says which."""
_ELSEWHERE_TITLE = Text(
    {
        "az": "Rayonun başqa yaşayış məntəqəsi",
        "ru": "Другое место в районе",
        "en": "Another place in the district",
    }
)
_FOLDER = Path(__file__).parent
_POSTAL_CODE = re.compile(r"(?:AZ)?(\d{4})")
_CENTRES = {"AZ-BA": (40.4093, 49.8671), "AZ-XA": (39.8177, 46.7528), "AZ-YE": (40.6172, 47.15)}
"""Of cities without an outline of their own on the map, and of one whose middle is at sea."""


class Addresses:
    """Regions by their ISO codes, towns, and the demo's streets."""

    def regions(self) -> Mapping[str, Text]:
        """Regions and cities by ISO 3166-2 code, in the order of the codes."""
        return _regions()

    def region_named(self, name: str) -> str:
        """Its code; a bare name that a city and a district share is the city's."""
        return _codes().get(fold(name.strip()), "")

    def localities(self, region: str) -> Mapping[str, Text]:
        """Towns of a region by code; in a district also the place that isn't listed."""
        return _localities().get(region, {})

    def streets(self, region: str, locality: str) -> Mapping[str, Text]:
        """Streets of a town by code; {} where none are recorded."""
        is_town = locality in self.localities(region) and locality != ELSEWHERE
        return STREETS if is_town else {}

    def centre(self, region: str) -> tuple[float, float] | None:
        """Where a map of the region begins."""
        return _CENTRES.get(region) or _middles().get(region)

    def normalise_postal_code(self, value: str) -> str | None:
        """`AZ` and four digits; people leave the letters out."""
        found = _POSTAL_CODE.fullmatch("".join(value.split()).upper())
        return f"AZ{found[1]}" if found else None


@cache
def _content() -> Mapping[str, Any]:
    found: Mapping[str, Any] = yaml.safe_load(
        (_FOLDER / "addresses.yaml").read_text(encoding="utf-8")
    )
    return found


@cache
def _regions() -> Mapping[str, Text]:
    return {code: Text(region["title"]) for code, region in _content().items()}


@cache
def _codes() -> Mapping[str, str]:
    bare = {fold(name): code for code, name in [*regions().items()][::-1]}
    cities = {
        fold(name): code
        for code, name in [*regions().items()][::-1]
        if code in _content() and _content()[code]["title"]["en"].endswith("City")
    }
    full = {fold(name): code for code, names in _regions().items() for name in names.values()}
    return {**bare, **cities, **full, **{fold(code): code for code in _regions()}}


@cache
def _localities() -> Mapping[str, Mapping[str, Text]]:
    return {code: _towns(region) for code, region in _content().items()}


def _towns(region: Mapping[str, Any]) -> dict[str, Text]:
    towns = {code: Text(names) for code, names in region["towns"].items()}
    is_district = region["title"]["en"].endswith("District")
    return {**towns, ELSEWHERE: _ELSEWHERE_TITLE} if is_district else towns


@cache
def map_outline() -> Mapping[str, Any]:
    """The country's regions as GeoJSON; what it is and isn't stands in the file's note."""
    found: Mapping[str, Any] = json.loads((_FOLDER / "regions.geojson").read_text(encoding="utf-8"))
    return found


@cache
def _middles() -> Mapping[str, tuple[float, float]]:
    """The middle of each outline's box."""
    return {each["id"]: _middle(each["geometry"]) for each in map_outline()["features"]}


def _middle(geometry: Mapping[str, Any]) -> tuple[float, float]:
    parts = geometry["coordinates"]
    rings = parts if geometry["type"] == "Polygon" else [ring for part in parts for ring in part]
    points = [point for ring in rings for point in ring]
    longitudes = [longitude for longitude, _latitude in points]
    latitudes = [latitude for _longitude, latitude in points]
    return (
        round((min(latitudes) + max(latitudes)) / 2, 4),
        round((min(longitudes) + max(longitudes)) / 2, 4),
    )


BOOK = Addresses()

"""In which region a matter lies, as far as an application says so: for filters and figures."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from pencere.kernel.pack import pack
from pencere.kernel.text import Text

KEY = "region"
LONGEST = 40


def region_of(form: Mapping[str, Any], data: Mapping[str, Any]) -> str:
    """Code of the first region that the answers name, else the evidence; "" for none known."""
    return next((code for each in _named(form, data) if (code := _code(each))), "")


def titles() -> Mapping[str, Text]:
    """The country's regions by code."""
    return pack().addresses().regions()


def _code(region: str) -> str:
    return region if region in titles() else _by_name().get(pack().fold(region), "")


@cache
def _by_name() -> Mapping[str, str]:
    """Codes by name: registers that keep addresses as text write the name."""
    return {pack().fold(name): code for code, names in titles().items() for name in names.values()}


def _named(form: Mapping[str, Any], data: Mapping[str, Any]) -> Iterator[str]:
    places: list[Any] = [form, *form.values()]
    places += [record.get("data") for found in data.values() for record in _records(found)]
    for place in places:
        region = place.get(KEY) if isinstance(place, Mapping) else None
        if isinstance(region, str) and 0 < len(region) <= LONGEST:
            yield region


def _records(found: Any) -> list[Mapping[str, Any]]:
    records = found.get("records", ()) if isinstance(found, Mapping) else ()
    return [each for each in records if isinstance(each, Mapping)]

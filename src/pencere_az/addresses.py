"""The places that an address in Azerbaijan is made of, as `pencere.kernel.pack.AddressBook`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

from pencere.kernel.text import Text
from pencere_az.regions import regions

_POSTAL_CODE = re.compile(r"(?:AZ)?(\d{4})")


class Addresses:
    """Regions by their ISO codes; where no places are recorded, people write them."""

    def regions(self) -> Mapping[str, Text]:
        """Regions and cities by ISO 3166-2 code."""
        return _regions()

    def localities(self, region: str) -> Mapping[str, Text]:
        """Towns and villages of a region by code."""
        return {}

    def streets(self, region: str, locality: str) -> Mapping[str, Text]:
        """Streets of a locality by code."""
        return {}

    def centre(self, region: str) -> tuple[float, float] | None:
        """Where a map of the region begins."""
        return None

    def normalise_postal_code(self, value: str) -> str | None:
        """`AZ` and four digits; people leave the letters out."""
        found = _POSTAL_CODE.fullmatch("".join(value.split()).upper())
        return f"AZ{found[1]}" if found else None


@cache
def _regions() -> Mapping[str, Text]:
    return {code: Text(dict.fromkeys(("az", "ru", "en"), name)) for code, name in regions().items()}


BOOK = Addresses()

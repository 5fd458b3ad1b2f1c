"""Regions and cities of the country, after ISO 3166-2:AZ."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

import pycountry


@cache
def regions() -> Mapping[str, str]:
    """Name in Azerbaijani by ISO code, in the order of the codes.

    The list spells some names with ǝ (U+01DD), which looks like ə (U+0259) and is another
    letter: here it is always ə.
    """
    found = {
        s.code: s.name.replace("ǝ", "ə")
        for s in pycountry.subdivisions.get(country_code="AZ")  # type: ignore[no-untyped-call]
    }
    return dict(sorted(found.items()))

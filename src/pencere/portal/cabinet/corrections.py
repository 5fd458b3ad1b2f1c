"""Which service "this is wrong" leads to: the one that begins with a field of a record."""

from __future__ import annotations

from pencere.casework.definitions.api import all_current

_NEEDS = {"register", "record", "field"}


def correction_slug() -> str:
    """The slug of the service that corrects a field; empty when the country has none."""
    for version in all_current():
        starts = version.definition.starts
        if starts and set(starts.requires) >= _NEEDS:
            return version.definition.slug
    return ""

"""The columns of a staff list, by what they are called in each language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from django.conf import settings
from django.utils import translation

from pencere.kernel.pack import pack
from pencere.kernel.text import fold
from pencere.systems.staff_permits import words

LEAST_HEADINGS = 3
"""In a row that is taken for the headings."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column."""

    code: str
    is_required: bool = False

    @property
    def heading(self) -> str:
        """What it is called in the language that is active."""
        if self.code == "identifier":
            return str(pack().person_identifier)
        return str(words.COLUMNS[self.code])


COLUMNS: Sequence[Column] = (
    Column("identifier", is_required=True),
    Column("name"),
    Column("form"),
    Column("contract"),
    Column("position"),
    Column("rank"),
    Column("plate"),
    Column("kind", is_required=True),
    Column("activity", is_required=True),
    Column("region", is_required=True),
    Column("workplace", is_required=True),
    Column("starts_on", is_required=True),
    Column("ends_on", is_required=True),
    Column("trip_from"),
    Column("trip_to"),
    Column("trip_starts_on"),
    Column("trip_ends_on"),
)
DATES = frozenset({"starts_on", "ends_on", "trip_starts_on", "trip_ends_on"})


@lru_cache(maxsize=1)
def by_heading() -> Mapping[str, str]:
    """Codes of columns by their headings, folded: in any language, or the code itself."""
    found: dict[str, str] = {}
    for column in COLUMNS:
        found[fold(column.code.replace("_", " "))] = column.code
        for language, _name in settings.LANGUAGES:
            with translation.override(language):
                found[fold(column.heading)] = column.code
    return found


def recognised(cells: Sequence[str]) -> Mapping[int, str]:
    """By place, the columns that a row of headings names; each column once."""
    known = by_heading()
    found: dict[int, str] = {}
    for place, cell in enumerate(cells):
        code = known.get(fold(cell))
        if code and code not in found.values():
            found[place] = code
    return found

"""From rows of text to what a draft needs: columns by their headings, words by their meaning."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from pencere.kernel.pack import pack
from pencere.kernel.text import Text, fold
from pencere.systems.staff_permits import regime, words
from pencere.systems.staff_permits.importing.columns import (
    COLUMNS,
    LEAST_HEADINGS,
    recognised,
)
from pencere.systems.staff_permits.importing.sheets import MOST_CHARACTERS, Row, Unreadable, sheets
from pencere.systems.staff_permits.models import Permit
from pencere.systems.staff_permits.telling import in_each_language
from pencere.systems.staff_permits.values import Draft, TripDraft
from pencere.ui.api import parse_date

HEADINGS_WITHIN = 20
"""Rows at the top among which the headings are looked for."""
_SERIAL = dt.date(1899, 12, 30)
"""The day 0 of spreadsheets."""
_SERIALS = range(36_526, 73_051)
"""The serial numbers of the years 2000 to 2099."""
Problem = tuple[str, str, str]
"""Column, code of what is wrong, and what stands there."""


def read(content: bytes) -> Iterator[tuple[int, dict[str, str]]]:
    """The rows below the headings: line, and by column's code what stands there.

    Raises Unreadable: there are no headings, or a column is missing that every row needs.
    """
    for rows in sheets(content):
        found = _below_headings(rows)
        if found is not None:
            yield from found
            return
    raise Unreadable("no-headings")


def _below_headings(rows: Iterator[Row]) -> Iterator[tuple[int, dict[str, str]]] | None:
    for number, (_line, cells) in enumerate(rows):
        columns = recognised(cells)
        if len(columns) >= LEAST_HEADINGS:
            return _named(rows, columns)
        if number >= HEADINGS_WITHIN:
            return None
    return None


def _named(rows: Iterator[Row], columns: Mapping[int, str]) -> Iterator[tuple[int, dict[str, str]]]:
    for column in COLUMNS:
        if column.is_required and column.code not in columns.values():
            raise Unreadable(f"no-column:{column.code}")
    for line, cells in rows:
        said = {
            code: cells[place].replace("\0", "")
            for place, code in columns.items()
            if place < len(cells) and cells[place]
        }
        if said:
            yield line, said


@dataclass(frozen=True, slots=True)
class Meanings:
    """What the words of a list mean: codes by folded words."""

    forms: Mapping[str, str]
    kinds: Mapping[str, str]
    activities: Mapping[str, str]
    regions: Mapping[str, str]

    @classmethod
    def now(cls) -> Meanings:
        """By the regime's rules of now."""
        current = regime.current()
        forms = {code: in_each_language(title.__str__) for code, title in words.FORMS.items()}
        return cls(
            forms=_by_words(forms),
            kinds=_by_words(current.kinds),
            activities=_by_words(current.activities),
            regions=_by_words(pack().addresses().regions()),
        )


def _by_words(titles: Mapping[str, Text]) -> Mapping[str, str]:
    found: dict[str, str] = {}
    for code, title in titles.items():
        found[fold(code)] = code
        for said in title.values():
            found.setdefault(fold(said), code)
    return found


def draft_of(cells: Mapping[str, str], meanings: Meanings) -> tuple[Draft | None, list[Problem]]:
    """The draft that a row is, or what is wrong with it: each column that can't be read."""
    row = _Row(cells)
    row.look_at_lengths()
    row.require([column.code for column in COLUMNS if column.is_required])
    form = row.meaning("form", meanings.forms) if row.says("form") else Permit.Form.EMPLOYMENT
    kind = row.meaning("kind", meanings.kinds)
    activity = row.meaning("activity", meanings.activities)
    region = row.meaning("region", meanings.regions)
    starts_on, ends_on = row.day("starts_on"), row.day("ends_on")
    trips = row.trips(meanings.regions)
    if row.problems or starts_on is None or ends_on is None:
        return None, row.problems
    draft = Draft(
        form=form,
        kind=kind,
        activity=activity,
        region=region,
        starts_on=starts_on,
        ends_on=ends_on,
        trips=trips,
        **{code: cells.get(code, "") for code in _PLAIN},
    )
    return draft, []


_PLAIN = ("identifier", "name", "contract", "position", "rank", "plate", "workplace")
_TRIP = ("trip_from", "trip_to", "trip_starts_on", "trip_ends_on")


class _Row:
    """One row while it is read."""

    def __init__(self, cells: Mapping[str, str]) -> None:
        self._cells = cells
        self.problems: list[Problem] = []

    def says(self, code: str) -> bool:
        """Whether anything stands in the column."""
        return bool(self._cells.get(code))

    def look_at_lengths(self) -> None:
        """Nothing reasonable is that long."""
        self.problems += [
            (code, "too-long", value[:80])
            for code, value in self._cells.items()
            if len(value) > MOST_CHARACTERS
        ]

    def require(self, codes: Sequence[str]) -> None:
        """Something stands in each of these columns."""
        self.problems += [(code, "required", "") for code in codes if not self.says(code)]

    def meaning(self, code: str, known: Mapping[str, str]) -> str:
        """The code that a cell's words stand for: the same words, or the only ones that begin
        so."""
        said = self._cells.get(code, "")
        folded = fold(said)
        if not said or folded in known:
            return known.get(folded, "")
        begun = {code for title, code in known.items() if folded and title.startswith(f"{folded} ")}
        if len(begun) == 1:
            return begun.pop()
        self.problems.append((code, "unknown", said[:80]))
        return ""

    def day(self, code: str) -> dt.date | None:
        """The day that a cell names: as a date, as text in one of the usual ways, or as the
        number by which spreadsheets count days."""
        said = self._cells.get(code, "")
        if not said:
            return None
        if said.isdigit() and said.isascii() and len(said) == 5 and int(said) in _SERIALS:
            return _SERIAL + dt.timedelta(days=int(said))
        found = parse_date(said.split(" 00:00", 1)[0].rstrip("."))
        if found is None:
            self.problems.append((code, "date", said[:80]))
        return found

    def trips(self, regions: Mapping[str, str]) -> tuple[TripDraft, ...]:
        """The business trip of the row, if it names one."""
        if not any(map(self.says, _TRIP)):
            return ()
        self.require(_TRIP)
        from_region, to_region = (self.meaning(code, regions) for code in _TRIP[:2])
        starts_on, ends_on = (self.day(code) for code in _TRIP[2:])
        if not (from_region and to_region and starts_on and ends_on):
            return ()
        return (TripDraft(from_region, to_region, starts_on, ends_on),)

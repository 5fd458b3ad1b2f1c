"""Places where appointments are kept, as the country pack declares them in `places.yaml`:
whose they are, and the pattern of their hours."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Any, Literal, cast, get_args

import yaml
from django.conf import settings

from pencere.blocks.parties import api as parties
from pencere.casework.appointments.rules import Hours, Pattern
from pencere.kernel.errors import NotFound
from pencere.kernel.pack import pack
from pencere.kernel.text import Text
from pencere.kernel.workdays.api import Duration

Kind = Literal["on-site", "office"]
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
KEYS = {
    "agency", "title", "address", "kinds", "hours", "minutes", "capacity", "lead", "horizon",
    "since", "until",
}  # fmt: skip


class PlaceDeclarationError(ValueError):
    """`places.yaml` says something that it may not."""

    def __init__(self, place: str, key: str, problem: str) -> None:
        super().__init__(f"places.yaml: {place}: {key}: {problem}")


@dataclass(frozen=True, slots=True)
class Place:
    """Where people come, or from where somebody comes to them."""

    code: str
    agency: str
    title: Text
    address: Text
    """For a visit on site a sentence that says so."""
    kinds: tuple[Kind, ...]
    pattern: Pattern
    lead: Duration
    """The shortest time between choosing and the beginning."""
    horizon: int
    """How many days ahead one may choose."""


@cache
def places() -> Mapping[str, Place]:
    """All places by code, in the order of the file; none where the pack has no such file."""
    file = pack().root / "places.yaml"
    if not file.is_file():
        return MappingProxyType({})
    found = parse_places(yaml.safe_load(file.read_text(encoding="utf-8")))
    return MappingProxyType(found)


def place(code: str) -> Place:
    """One place. Raises NotFound."""
    try:
        return places()[code]
    except KeyError:
        raise NotFound(code="unknown-place") from None


def agencies_of_places() -> Mapping[str, str]:
    """The agency of each place."""
    return {code: each.agency for code, each in places().items()}


def parse_places(content: Mapping[str, Mapping[str, Any]]) -> dict[str, Place]:
    """Places of the file's content. Raises PlaceDeclarationError naming place and key."""
    return {code: _Reading(code, given).place() for code, given in content.items()}


class _Reading:
    """One place being read; each method reads one kind of value and says what is wrong."""

    def __init__(self, code: str, given: Mapping[str, Any]) -> None:
        self.code = code
        self.given = given
        for key in given.keys() - KEYS:
            raise self.error(key, "unknown key")

    def error(self, key: str, problem: str) -> PlaceDeclarationError:
        return PlaceDeclarationError(self.code, key, problem)

    def place(self) -> Place:
        agency = str(self.given.get("agency"))
        if agency not in parties.agencies():
            raise self.error("agency", f"no agency {agency!r}")
        return Place(
            code=self.code,
            agency=agency,
            title=self.words("title"),
            address=self.words("address"),
            kinds=self.kinds(),
            pattern=Pattern(
                hours=self.hours(),
                minutes=self.number("minutes", most=12 * 60),
                capacity=self.number("capacity", most=500),
                since=self.day("since") or dt.date.min,
                until=self.day("until"),
            ),
            lead=self.duration("lead"),
            horizon=self.number("horizon", most=366),
        )

    def words(self, key: str) -> Text:
        found = self.given.get(key)
        languages = [code for code, _name in settings.LANGUAGES]
        if not isinstance(found, Mapping) or not all(found.get(code) for code in languages):
            raise self.error(key, f"give the words in {', '.join(languages)}")
        return Text(found)

    def kinds(self) -> tuple[Kind, ...]:
        found = self.given.get("kinds")
        if not isinstance(found, list) or not found or not set(found) <= set(get_args(Kind)):
            raise self.error("kinds", f"a list out of {', '.join(get_args(Kind))}")
        return tuple(cast(list[Kind], found))

    def number(self, key: str, *, most: int) -> int:
        found = self.given.get(key)
        if isinstance(found, bool) or not isinstance(found, int) or not 1 <= found <= most:
            raise self.error(key, f"a whole number from 1 to {most}")
        return found

    def day(self, key: str) -> dt.date | None:
        found = self.given.get(key)
        if found is not None and not isinstance(found, dt.date):
            raise self.error(key, "a date such as 2026-01-01")
        return found

    def duration(self, key: str) -> Duration:
        try:
            return Duration.parse(str(self.given.get(key, "PT0M")))
        except ValueError:
            raise self.error(key, "a time such as P1WD, P1D or PT2H") from None

    def hours(self) -> Mapping[int, tuple[Hours, ...]]:
        found = self.given.get("hours")
        if not isinstance(found, Mapping) or not found or found.keys() - set(WEEKDAYS):
            raise self.error("hours", "by weekday: monday: ['09:00-13:00', '14:00-18:00']")
        return {WEEKDAYS.index(day): self.spans(day, spans) for day, spans in found.items()}

    def spans(self, day: str, spans: object) -> tuple[Hours, ...]:
        made: list[Hours] = []
        for span in spans if isinstance(spans, list) else [spans]:
            opens, _dash, closes = str(span).partition("-")
            try:
                each = Hours(dt.time.fromisoformat(opens), dt.time.fromisoformat(closes))
            except ValueError:
                raise self.error(f"hours.{day}", f"{span!r} is not as 09:00-13:00") from None
            if each.opens >= each.closes or (made and each.opens < made[-1].closes):
                raise self.error(f"hours.{day}", f"{span!r} ends before it begins, or overlaps")
            made.append(each)
        return tuple(made)

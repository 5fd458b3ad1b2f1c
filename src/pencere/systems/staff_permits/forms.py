"""From what was typed to a draft, and from a draft to the fields of its form."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from pencere.kernel import clock
from pencere.kernel.errors import Invalid
from pencere.kernel.pack import pack
from pencere.systems.staff_permits import pages, words
from pencere.systems.staff_permits.values import Draft, TripDraft
from pencere.ui.api import Choice, FieldView, FormErrors, parse_date

WHO = ("form", "identifier", "name")
"""What is asked first: by these the registers find the employee."""
DETAILS = (
    "contract",
    "position",
    "rank",
    "kind",
    "activity",
    "region",
    "workplace",
    "starts_on",
    "ends_on",
    "plate",
)
MOST_TRIPS = 20
TRIP_PARTS = ("from_region", "to_region", "starts_on", "ends_on")


@dataclass(frozen=True, slots=True)
class TripTyped:
    """A business trip as it was typed."""

    number: int
    values: Mapping[str, str]


def draft_of(typed: QueryDict) -> Draft:
    """The draft that a form holds. Raises Invalid by field for days that are none."""
    problems: dict[str, list[Any]] = {}
    starts_on = _day(typed, "starts_on", problems)
    ends_on = _day(typed, "ends_on", problems)
    trips = []
    for trip in trips_of(typed):
        first, last = (parse_date(trip.values[name]) for name in ("starts_on", "ends_on"))
        if first is None or last is None:
            problems[f"trips.{trip.number}"] = [words.PROBLEMS["starts_on", "date"]]
            continue
        trips.append(TripDraft(trip.values["from_region"], trip.values["to_region"], first, last))
    if problems or starts_on is None or ends_on is None:
        raise Invalid(fields=problems)
    texts = {name: typed.get(name, "").strip() for name in (*WHO, *DETAILS)}
    return Draft(**{**texts, "starts_on": starts_on, "ends_on": ends_on, "trips": tuple(trips)})  # type: ignore[arg-type]


def _day(typed: QueryDict, name: str, problems: dict[str, list[Any]]) -> dt.date | None:
    text = typed.get(name, "").strip()
    day = parse_date(text)
    if day is None:
        problems[name] = [words.PROBLEMS[name, "date" if text else "required"]]
    return day


def trips_of(typed: QueryDict) -> list[TripTyped]:
    """The trips of a form, those without anything left out."""
    found = []
    for number in range(MOST_TRIPS):
        values = {part: typed.get(f"trips.{number}.{part}", "").strip() for part in TRIP_PARTS}
        if any(values.values()):
            found.append(TripTyped(number, values))
    return found


def with_trips(typed: QueryDict) -> list[TripTyped]:
    """The trips as the form shows them after its buttons: one more, or one less."""
    removed = typed.get("_remove", "")
    kept = [each for each in trips_of(typed) if str(each.number) != removed]
    if "_add" in typed and len(kept) < MOST_TRIPS:
        kept.append(TripTyped(0, dict.fromkeys(TRIP_PARTS, "")))
    return [TripTyped(number, each.values) for number, each in enumerate(kept)]


def typed_of(draft: Draft) -> QueryDict:
    """A draft as its form would be typed."""
    typed = QueryDict(mutable=True)
    for name in (*WHO, *DETAILS):
        value = getattr(draft, name)
        typed[name] = _written(value)
    for number, trip in enumerate(draft.trips):
        for part in TRIP_PARTS:
            typed[f"trips.{number}.{part}"] = _written(getattr(trip, part))
    return typed


def _written(value: Any) -> str:
    return f"{value:%d.%m.%Y}" if isinstance(value, dt.date) else str(value)


def who_fields(typed: Mapping[str, str], errors: FormErrors) -> list[FieldView]:
    """By what the employee is found."""
    made: list[dict[str, Any]] = [
        {
            "key": "form",
            "type": "choice",
            "label": words.FIELDS["form"],
            "choices": [Choice(code, title) for code, title in words.FORMS.items()],
            "value": typed.get("form", "employment"),
        },
        {
            "key": "identifier",
            "type": "person",
            "label": pack().person_identifier,
            "value": typed.get("identifier", ""),
        },
        {
            "key": "name",
            "type": "text",
            "label": _("Surname and given name"),
            "hint": _("Only for a service contract, which no register knows of."),
            "required": False,
            "value": typed.get("name", ""),
        },
    ]
    return _fields(made, errors)


def detail_fields(
    typed: Mapping[str, str], errors: FormErrors, *, is_contract_known: bool
) -> list[FieldView]:
    """What the permit says. Contract and position come from the register where it knows them."""
    titles = pages.titles_now()

    def line(key: str, **more: Any) -> dict[str, Any]:
        made = {"key": key, "type": "text", "label": words.FIELDS[key], "value": typed.get(key, "")}
        return {**made, **more}

    def choice(key: str) -> dict[str, Any]:
        choices = [Choice(code, title) for code, title in titles[key].items()]
        return line(key, type="choice", choices=choices)

    made: list[dict[str, Any]] = [
        line("contract", locked=is_contract_known, type="text"),
        line("position"),
        line("rank", required=False),
        choice("kind"),
        choice("activity"),
        choice("region"),
        line("workplace", hint=_("Street, house, or the name of the place")),
        line("starts_on", type="date", value=typed.get("starts_on") or clock.today()),
        line("ends_on", type="date"),
        line("plate", type="plate", required=False, example="10-AA-123"),
    ]
    return _fields(made, errors)


def _fields(made: list[dict[str, Any]], errors: FormErrors) -> list[FieldView]:
    return [FieldView(**each, errors=errors.of(each["key"])) for each in made]

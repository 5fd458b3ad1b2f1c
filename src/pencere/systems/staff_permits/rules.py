"""What a permit may say, who may have one, and how many an employer may give: plain functions
over plain values."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

DAY = dt.timedelta(days=1)
EMPLOYMENT = "employment"
FOUNDER = "founder"
MOST_TRIPS = 20


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of permit."""

    code: str
    needs_trip: bool = False
    """Whether it is for business trips, which it names."""


@dataclass(frozen=True, slots=True)
class Barred:
    """People whom a register names get no permit."""

    code: str
    register: str
    field: str = ""
    """The field that decides; any record will do where it is empty."""
    values: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Rules:
    """What the regime sets, as far as it decides."""

    kinds: Mapping[str, Kind]
    shares: Mapping[str, int | None]
    """By activity area, how many in a hundred of the staff may have a permit; None: all."""
    max_days: int
    max_days_ahead: int
    """How many days ahead a permit may begin."""
    max_trip_days: int
    barred: Sequence[Barred] = ()
    oldest: int | None = None
    """Who is older, in whole years, gets none."""
    owned_vehicles_only: bool = True
    regions: frozenset[str] = frozenset()
    """Where a permit is needed at all; empty: everywhere."""
    holds_from_receipt: bool = False
    """Whether a permit holds only once the ministry has it."""


@dataclass(frozen=True, slots=True)
class TripTerms:
    """A business trip, as far as it decides."""

    from_region: str
    to_region: str
    starts_on: dt.date
    ends_on: dt.date


@dataclass(frozen=True, slots=True)
class Terms:
    """What a permit is to say, as far as it decides."""

    form: str
    kind: str
    activity: str
    region: str
    starts_on: dt.date
    ends_on: dt.date
    trips: tuple[TripTerms, ...] = ()
    is_extension: bool = False
    """Whether it follows another permit: it begins when that one ends, however far ahead."""


Problem = tuple[str, str]
"""Field and code of what is wrong."""


def problems_of(terms: Terms, rules: Rules, *, today: dt.date) -> dict[str, str]:
    """What is wrong with a draft by itself: by field, a code."""
    found = _problem_of_days(terms, rules, today)
    if terms.kind not in rules.kinds:
        found["kind"] = "unknown"
    if terms.activity not in rules.shares:
        found["activity"] = "unknown"
    if rules.regions and terms.region not in rules.regions:
        found["region"] = "no-permit-needed"
    kind = rules.kinds.get(terms.kind)
    if kind is not None and kind.needs_trip and not terms.trips:
        found["trips"] = "needed"
    elif kind is not None and not kind.needs_trip and terms.trips:
        found["trips"] = "not-of-this-kind"
    for number, trip in enumerate(terms.trips):
        problem = _problem_of_trip(trip, terms, rules)
        if problem:
            found[f"trips.{number}"] = problem
    if len(terms.trips) > MOST_TRIPS:
        found["trips"] = "too-many"
    return found


def _problem_of_days(terms: Terms, rules: Rules, today: dt.date) -> dict[str, str]:
    found = {}
    if not terms.is_extension and terms.starts_on > today + rules.max_days_ahead * DAY:
        found["starts_on"] = "too-far"
    if terms.ends_on < today:
        found["ends_on"] = "past"
    if terms.ends_on < terms.starts_on:
        found["ends_on"] = "before-beginning"
    elif (terms.ends_on - max(terms.starts_on, today)).days + 1 > rules.max_days:
        found["ends_on"] = "too-long"
    return found


def _problem_of_trip(trip: TripTerms, terms: Terms, rules: Rules) -> str:
    if trip.from_region == trip.to_region:
        return "goes-nowhere"
    if trip.ends_on < trip.starts_on:
        return "before-beginning"
    if trip.starts_on < terms.starts_on or trip.ends_on > terms.ends_on:
        return "outside"
    return "too-long" if (trip.ends_on - trip.starts_on).days + 1 > rules.max_trip_days else ""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A permit that is to be confirmed."""

    id: UUID
    employee: UUID
    form: str
    contract: str
    plate: str
    terms: Terms

    @property
    def days(self) -> tuple[dt.date, dt.date]:
        """First and last day."""
        return self.terms.starts_on, self.terms.ends_on


@dataclass(frozen=True, slots=True)
class Contract:
    """An employment contract of the employer."""

    number: str
    ended_on: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Person:
    """What is known of an employee."""

    born_on: dt.date | None = None
    is_dead: bool = False
    contracts: tuple[Contract, ...] = ()
    barred: tuple[str, ...] = ()
    """Codes of the barred groups that a register names them in."""
    plates: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known when permits of one employer are confirmed."""

    people: Mapping[UUID, Person]
    founders: frozenset[UUID] = frozenset()
    employer_plates: frozenset[str] = frozenset()
    held: Mapping[UUID, Sequence[tuple[dt.date, dt.date]]] = field(default_factory=dict)
    """By employee, the days of the live permits that this employer has given them."""
    areas: Mapping[str, Sequence[tuple[dt.date, dt.date]]] = field(default_factory=dict)
    """By activity area, the days of the live permits."""
    staff: int = 0


def decide(
    candidates: Sequence[Candidate], facts: Facts, rules: Rules, *, today: dt.date
) -> dict[UUID, Problem]:
    """Which of the candidates can't be confirmed, and why; the others fit together.

    They are taken in their order: of two that get in each other's way the first is confirmed.
    """
    refused: dict[UUID, Problem] = {}
    held = defaultdict(list, {who: list(days) for who, days in facts.held.items()})
    use = {
        area: Use(allowed(share, facts.staff), facts.areas.get(area, ()))
        for area, share in rules.shares.items()
        if share is not None
    }
    for each in candidates:
        problem = why_not(each, facts, rules, today=today) or _in_the_way(
            each, held[each.employee], use.get(each.terms.activity)
        )
        if problem:
            refused[each.id] = problem
            continue
        held[each.employee].append(each.days)
        if each.terms.activity in use:
            use[each.terms.activity].add(*each.days)
    return refused


def why_not(candidate: Candidate, facts: Facts, rules: Rules, *, today: dt.date) -> Problem | None:
    """What stands against a permit by itself, whatever others there are."""
    wrong = problems_of(candidate.terms, rules, today=today)
    if wrong:
        return next(iter(wrong.items()))
    person = facts.people.get(candidate.employee, Person())
    return (
        barring(person, rules, today=today)
        or _problem_of_contract(candidate, person, facts)
        or _problem_of_vehicle(candidate, person, facts, rules)
    )


def barring(person: Person, rules: Rules, *, today: dt.date) -> Problem | None:
    """Why somebody may have no permit at all."""
    if person.is_dead:
        return "employee", "dead"
    if rules.oldest is not None and _is_older(person, rules.oldest, today):
        return "employee", "too-old"
    return ("employee", f"barred-{person.barred[0]}") if person.barred else None


def _is_older(person: Person, years: int, today: dt.date) -> bool:
    return person.born_on is not None and age_on(person.born_on, today) > years


def _problem_of_contract(candidate: Candidate, person: Person, facts: Facts) -> Problem | None:
    if candidate.form == FOUNDER:
        return None if candidate.employee in facts.founders else ("form", "no-founder")
    if candidate.form != EMPLOYMENT:
        return None
    return contract_problem(person.contracts, candidate.contract, last_day=candidate.terms.ends_on)


def contract_problem(
    contracts: Collection[Contract], number: str, *, last_day: dt.date
) -> Problem | None:
    """Why an employment contract doesn't carry a permit until `last_day`."""
    if not contracts:
        return "contract", "none"
    found = next((each for each in contracts if each.number == number), None)
    if found is None:
        return "contract", "unknown"
    if found.ended_on is not None and found.ended_on < last_day:
        return "ends_on", "after-contract"
    return None


def _problem_of_vehicle(
    candidate: Candidate, person: Person, facts: Facts, rules: Rules
) -> Problem | None:
    if not candidate.plate or not rules.owned_vehicles_only:
        return None
    is_owned = candidate.plate in person.plates or candidate.plate in facts.employer_plates
    return None if is_owned else ("plate", "not-owned")


def _in_the_way(
    candidate: Candidate, held: Iterable[tuple[dt.date, dt.date]], use: Use | None
) -> Problem | None:
    starts_on, ends_on = candidate.days
    if any(starts_on <= last and first <= ends_on for first, last in held):
        return "employee", "has-permit"
    if use is not None and not use.has_room(starts_on, ends_on):
        return "activity", "limit"
    return None


def allowed(share_percent: int, staff: int) -> int:
    """How many of a staff may have a permit of an area: the share rounded down, at least one."""
    return max(1, staff * share_percent // 100)


class Use:
    """How many permits of an activity area hold on each day."""

    def __init__(self, limit: int, held: Iterable[tuple[dt.date, dt.date]] = ()) -> None:
        self.limit = limit
        self._days: defaultdict[int, int] = defaultdict(int)
        for first, last in held:
            self.add(first, last)

    def has_room(self, first: dt.date, last: dt.date) -> bool:
        """Whether one more fits on each of these days."""
        return all(
            self._days.get(day, 0) < self.limit
            for day in range(first.toordinal(), last.toordinal() + 1)
        )

    def add(self, first: dt.date, last: dt.date) -> None:
        """Count one that holds on these days."""
        for day in range(first.toordinal(), last.toordinal() + 1):
            self._days[day] += 1

    @property
    def most(self) -> int:
        """The most that hold on one day."""
        return max(self._days.values(), default=0)


def age_on(born_on: dt.date, day: dt.date) -> int:
    """Whole years."""
    return day.year - born_on.year - ((day.month, day.day) < (born_on.month, born_on.day))


def born_before(oldest: int, day: dt.date) -> dt.date:
    """The last birthday of those who are older than `oldest` whole years on `day`."""
    year = day.year - oldest - 1
    try:
        return day.replace(year=year)
    except ValueError:  # 29 February
        return dt.date(year, 2, 28)


def works_until(person: Person) -> dt.date | None:
    """The last day of the contract that lasts longest; None when one has no end, or without any."""
    ends = [each.ended_on for each in person.contracts]
    return None if None in ends else max((end for end in ends if end), default=None)


def works_on(person: Person, day: dt.date) -> bool:
    """Whether somebody has a contract with the employer on `day`."""
    return any(each.ended_on is None or each.ended_on >= day for each in person.contracts)


def extension_starts(ends_on: dt.date, today: dt.date) -> dt.date:
    """The first day of a permit that follows another: the day after it, or today."""
    return max(ends_on + DAY, today)


WAITS = (
    dt.timedelta(seconds=5),
    dt.timedelta(seconds=15),
    dt.timedelta(minutes=1),
    dt.timedelta(minutes=5),
    dt.timedelta(minutes=15),
)
"""How long nothing is sent after so many failures in a row; the last for all further ones."""


def wait_after(failures: int) -> dt.timedelta:
    """How long to leave the ministry alone after failures in a row."""
    return WAITS[min(max(failures, 1), len(WAITS)) - 1]

"""The rules by themselves: limits and days hold whatever the order and however it is split."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pencere.systems.staff_permits import rules
from pencere.systems.staff_permits.rules import Candidate, Contract, Facts, Kind, Person, Terms

TODAY = dt.date(2026, 11, 26)
RULES = rules.Rules(
    kinds={"workplace": Kind("workplace"), "trip": Kind("trip", needs_trip=True)},
    shares={"trade": 20, "food": None},
    max_days=60,
    max_days_ahead=30,
    max_trip_days=14,
    oldest=65,
)
PEOPLE = [UUID(int=number) for number in range(1, 13)]
Days = tuple[dt.date, dt.date]


@st.composite
def candidates(draw: st.DrawFn) -> list[Candidate]:
    made = []
    for number in range(draw(st.integers(1, 25))):
        start = TODAY + dt.timedelta(days=draw(st.integers(0, 30)))
        made.append(
            Candidate(
                id=UUID(int=1000 + number),
                employee=draw(st.sampled_from(PEOPLE)),
                form="employment",
                contract="1",
                plate="",
                terms=Terms(
                    form="employment",
                    kind="workplace",
                    activity=draw(st.sampled_from(["trade", "food"])),
                    region="X",
                    starts_on=start,
                    ends_on=start + dt.timedelta(days=draw(st.integers(0, 25))),
                ),
            )
        )
    return made


def facts(confirmed: Sequence[Candidate], staff: int) -> Facts:
    """As they are when these permits are live."""
    held: dict[UUID, list[Days]] = {}
    areas: dict[str, list[Days]] = {}
    for each in confirmed:
        held.setdefault(each.employee, []).append(each.days)
        areas.setdefault(each.terms.activity, []).append(each.days)
    return Facts(
        people={who: Person(contracts=(Contract("1"),)) for who in PEOPLE},
        held=held,
        areas=areas,
        staff=staff,
    )


def days_of(each: Candidate) -> list[dt.date]:
    first, last = each.days
    return [first + dt.timedelta(days=n) for n in range((last - first).days + 1)]


@given(candidates(), st.integers(0, 40), st.lists(st.integers(1, 25)), st.randoms())
def test_limits_hold_in_any_order_and_however_it_is_split(
    wanted: list[Candidate], staff: int, cuts: list[int], random: object
) -> None:
    random.shuffle(wanted)  # type: ignore[attr-defined]
    confirmed: list[Candidate] = []
    edges = sorted({0, len(wanted), *(cut for cut in cuts if cut < len(wanted))})
    for start, stop in pairwise(edges):
        part = wanted[start:stop]
        refused = rules.decide(part, facts(confirmed, staff), RULES, today=TODAY)
        confirmed += [each for each in part if each.id not in refused]
    limit = rules.allowed(20, staff)
    trade = Counter(d for e in confirmed if e.terms.activity == "trade" for d in days_of(e))
    people = Counter((each.employee, day) for each in confirmed for day in days_of(each))
    assert max(trade.values(), default=0) <= limit
    assert max(people.values(), default=0) <= 1
    # Nobody was refused who would fit still.
    left = [each for each in wanted if each not in confirmed]
    for each in left:
        assert rules.decide([each], facts(confirmed, staff), RULES, today=TODAY)


@given(candidates(), st.integers(0, 40))
def test_all_at_once_is_as_one_by_one(wanted: list[Candidate], staff: int) -> None:
    at_once = rules.decide(wanted, facts([], staff), RULES, today=TODAY)
    confirmed: list[Candidate] = []
    for each in wanted:
        if not rules.decide([each], facts(confirmed, staff), RULES, today=TODAY):
            confirmed.append(each)
    assert {each.id for each in confirmed} == {e.id for e in wanted} - at_once.keys()


@pytest.mark.parametrize(
    ("share", "staff", "expected"), [(20, 0, 1), (20, 4, 1), (20, 10, 2), (33, 10, 3), (100, 7, 7)]
)
def test_a_share_is_rounded_down_but_never_to_nobody(share: int, staff: int, expected: int) -> None:
    assert rules.allowed(share, staff) == expected


@given(st.dates(dt.date(1930, 1, 1), dt.date(2000, 12, 31)), st.integers(18, 90))
def test_who_is_older_is_found_by_the_birthday(day: dt.date, years: int) -> None:
    today = day + dt.timedelta(days=round(years * 365.2425))
    limit = rules.born_before(years, today)
    assert (day <= limit) == (rules.age_on(day, today) > years)
    assert rules.age_on(limit, today) > years
    assert rules.age_on(limit + dt.timedelta(days=1), today) <= years


def test_a_leap_day_has_a_birthday_each_year() -> None:
    assert rules.born_before(65, dt.date(2028, 2, 29)) == dt.date(1962, 2, 28)


def test_a_contract_without_an_end_lasts_longest() -> None:
    ends = [dt.date(2026, 12, 1), None, dt.date(2027, 1, 1)]
    person = Person(contracts=tuple(Contract(str(n), end) for n, end in enumerate(ends)))
    assert rules.works_until(person) is None
    assert rules.works_until(replace(person, contracts=person.contracts[::2])) == ends[2]
    assert rules.works_until(Person()) is None
    assert not rules.works_on(Person(), TODAY)


def test_the_ministry_is_left_alone_for_longer_each_time() -> None:
    waits = [rules.wait_after(failures) for failures in range(1, 20)]
    assert waits == sorted(waits)
    assert waits[0] <= dt.timedelta(seconds=10)
    assert waits[-1] == waits[-2] == dt.timedelta(minutes=15)

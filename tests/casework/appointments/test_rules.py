"""Times out of a pattern of hours: none outside them, none on free or closed days."""

from __future__ import annotations

import datetime as dt
from itertools import pairwise
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from pencere.casework.appointments import rules
from pencere.casework.appointments.rules import Hours, Opening, Pattern
from pencere.kernel.workdays.rules import Duration

BAKU = ZoneInfo("Asia/Baku")
MONDAY = dt.date(2026, 11, 23)
quarter_hours = st.integers(0, 95).map(lambda n: dt.time(n // 4, n % 4 * 15))


@st.composite
def day_of_hours(draw: st.DrawFn) -> tuple[Hours, ...]:
    """One or two spans of a day that don't overlap."""
    edges = sorted(draw(st.sets(quarter_hours, min_size=2, max_size=4)))
    pairs = zip(edges[::2], edges[1::2], strict=False)
    return tuple(Hours(opens, closes) for opens, closes in pairs)


patterns = st.builds(
    Pattern,
    hours=st.dictionaries(st.integers(0, 6), day_of_hours()),
    minutes=st.sampled_from([5, 10, 15, 20, 30, 45, 60, 90, 240]),
    capacity=st.integers(1, 20),
    since=st.dates(dt.date(2026, 10, 1), dt.date(2026, 12, 1)),
    until=st.none() | st.dates(dt.date(2026, 12, 1), dt.date(2027, 1, 31)),
)
days = st.dates(dt.date(2026, 9, 1), dt.date(2027, 2, 28))
instants = st.datetimes(
    dt.datetime(2026, 11, 1),  # noqa: DTZ001 - hypothesis adds the zone
    dt.datetime(2026, 12, 31),  # noqa: DTZ001
    timezones=st.just(BAKU),
)
closures = st.lists(
    st.tuples(instants, st.integers(1, 5000)).map(
        lambda each: (each[0], each[0] + dt.timedelta(minutes=each[1]))
    ),
    max_size=3,
)


@given(patterns, days, st.sets(days), closures)
def test_each_time_lies_in_the_hours_of_an_open_day(
    pattern: Pattern,
    day: dt.date,
    holidays: set[dt.date],
    closed: list[tuple[dt.datetime, dt.datetime]],
) -> None:
    slots = rules.slots_on(
        day, pattern, zone=BAKU, is_open=lambda each: each not in holidays, closures=closed
    )
    for slot in slots:
        assert slot.starts_at.date() == day
        assert day not in holidays
        assert pattern.since <= day <= (pattern.until or day)
        assert slot.ends_at - slot.starts_at == dt.timedelta(minutes=pattern.minutes)
        assert slot.capacity == pattern.capacity
        assert any(
            hours.opens <= slot.starts_at.time() and slot.ends_at.time() <= hours.closes
            for hours in pattern.hours[day.weekday()]
        )
        assert not any(a < slot.ends_at and slot.starts_at < b for a, b in closed)
    begins = [slot.starts_at for slot in slots]
    assert begins == sorted(set(begins))
    assert all(a.ends_at <= b.starts_at for a, b in pairwise(slots))


@given(patterns, instants, st.integers(1, 3 * 24 * 60), st.integers(1, 9))
def test_extra_hours_belong_to_the_day_on_which_a_time_begins(
    pattern: Pattern, begins: dt.datetime, minutes: int, capacity: int
) -> None:
    opening = Opening(begins, begins + dt.timedelta(minutes=minutes), capacity)
    found = []
    for number in range(5):
        day = begins.date() + dt.timedelta(days=number)
        slots = rules.slots_on(
            day, pattern, zone=BAKU, is_open=lambda _day: False, openings=[opening]
        )
        assert all(slot.starts_at.date() == day for slot in slots)
        found += slots
    assert len(found) == minutes // pattern.minutes
    assert all(opening.starts_at <= slot.starts_at for slot in found)
    assert all(slot.ends_at <= opening.ends_at for slot in found)


def test_the_last_minute_of_a_day_is_still_that_day() -> None:
    """The instants are in UTC, where Baku's day begins at eight in the evening."""
    night = Pattern(
        hours={0: (Hours(dt.time(0, 0), dt.time(0, 30)), Hours(dt.time(23, 0), dt.time(23, 30)))},
        minutes=30,
        capacity=1,
    )
    found = rules.slots_on(MONDAY, night, zone=BAKU, is_open=lambda _day: True)
    assert [slot.starts_at.astimezone(dt.UTC).isoformat() for slot in found] == [
        "2026-11-22T20:00:00+00:00",
        "2026-11-23T19:00:00+00:00",
    ]


def is_weekday(day: dt.date) -> bool:
    return day.weekday() < 5


def test_a_lead_in_days_gives_whole_days() -> None:
    friday_noon = dt.datetime(2026, 11, 27, 12, 0, tzinfo=BAKU)

    def earliest(lead: str) -> str:
        at = rules.earliest(friday_noon, Duration.parse(lead), zone=BAKU, is_open=is_weekday)
        return at.strftime("%a %H:%M")

    assert earliest("P1WD") == "Mon 00:00"
    assert earliest("P1D") == "Sat 00:00"
    assert earliest("PT2H") == "Fri 14:00"


def test_until_when_one_may_change() -> None:
    monday_ten = dt.datetime(2026, 11, 30, 10, 0, tzinfo=BAKU)

    def last(before: str) -> str:
        duration = Duration.parse(before)
        at = rules.last_change(monday_ten, duration, zone=BAKU, is_open=is_weekday)
        return at.strftime("%a %H:%M") if at else ""

    assert last("P1WD") == "Fri 23:59"
    assert last("P1D") == "Sun 10:00"
    assert last("PT3H") == "Mon 07:00"
    assert rules.last_change(monday_ten, None, zone=BAKU, is_open=is_weekday) is None


@given(st.sets(st.integers(1, 30)), st.integers(1, 20))
def test_a_free_seat_is_one_that_nobody_has(taken: set[int], capacity: int) -> None:
    seat = rules.lowest_free(taken, capacity)
    if seat is None:
        assert set(range(1, capacity + 1)) <= taken
    else:
        assert 1 <= seat <= capacity
        assert seat not in taken

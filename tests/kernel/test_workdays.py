"""Working days, terms and deadlines."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from pencere.kernel.workdays import rules
from pencere.kernel.workdays.api import (
    Duration,
    WorkdayOverride,
    add_working_days,
    deadline,
    is_working_day,
    working_days_between,
)

days = st.dates(dt.date(2000, 1, 1), dt.date(2050, 1, 1))
free_days = st.frozensets(st.dates(dt.date(2026, 1, 1), dt.date(2026, 3, 1)), max_size=20)


def weekday(day: dt.date) -> bool:
    return day.weekday() < 5


@given(days, st.integers(1, 300))
def test_the_nth_working_day_is_worked_and_the_nth(start: dt.date, count: int) -> None:
    end = rules.add_working_days(start, count, weekday)
    assert weekday(end)
    assert rules.working_days_between(start, end, weekday) == count
    assert rules.working_days_between(end, start, weekday) == -count


@given(days, st.integers(0, 100), st.integers(0, 100))
def test_terms_add_up(start: dt.date, a: int, b: int) -> None:
    start = rules.add_working_days(start, 0, weekday)
    there = rules.add_working_days(rules.add_working_days(start, a, weekday), b, weekday)
    assert there == rules.add_working_days(start, a + b, weekday)
    assert rules.add_working_days(there, -(a + b), weekday) == start


@given(free_days, st.integers(1, 30))
def test_a_free_day_never_shortens_a_term(free: frozenset[dt.date], count: int) -> None:
    start = dt.date(2026, 1, 1)
    with_free = rules.add_working_days(start, count, lambda d: weekday(d) and d not in free)
    assert with_free >= rules.add_working_days(start, count, weekday)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("P30D", dt.date(2026, 3, 2)),
        ("P1M", dt.date(2026, 2, 28)),
        ("P2W", dt.date(2026, 2, 14)),
        ("P5Y", dt.date(2031, 1, 31)),
        ("P1Y1M1D", dt.date(2027, 3, 1)),
    ],
)
def test_calendar_terms(text: str, day: dt.date) -> None:
    assert Duration.parse(text).after(dt.date(2026, 1, 31)) == day


@pytest.mark.parametrize(
    "text",
    ["", "P", "PT", "15WD", "P-1D", "P1D5WD", "P1DT", "p1d", "P1.5D", "P" + "9" * 99 + "D", "P1S"],
)
def test_what_is_no_duration(text: str) -> None:
    with pytest.raises(ValueError, match="is no duration"):
        Duration.parse(text)


@given(
    st.builds(
        Duration,
        years=st.integers(0, 99),
        months=st.integers(0, 99),
        days=st.integers(0, 999),
        minutes=st.integers(0, 9999),
    )
)
def test_a_duration_survives_being_written(duration: Duration) -> None:
    assert Duration.parse(str(duration)) == duration
    assert str(Duration.parse("P15WD")) == "P15WD"


def test_nobody_waits_forever() -> None:
    with pytest.raises(OverflowError):
        rules.add_working_days(dt.date(2026, 1, 1), 99_999, weekday)


@pytest.mark.django_db
def test_an_officers_override_counts_at_once() -> None:
    saturday = dt.date(2026, 2, 14)
    assert not is_working_day(saturday)
    override = WorkdayOverride.objects.create(day=saturday, is_working=True, reason="Moved")
    assert is_working_day(saturday)
    assert add_working_days(dt.date(2026, 2, 13), 1) == saturday
    assert working_days_between(dt.date(2026, 2, 13), saturday) == 1
    override.delete()
    assert not is_working_day(saturday)


@pytest.mark.django_db
def test_a_deadline_is_the_end_of_its_day_in_the_country() -> None:
    start = dt.datetime(2026, 2, 12, 21, 30, tzinfo=dt.UTC)  # Friday already, in the country
    due = timezone.localtime(deadline(start, Duration.parse("P1WD")))
    assert due.date() == dt.date(2026, 2, 16)
    assert due.time() == dt.time(23, 59, 59)


@pytest.mark.django_db
def test_hours_are_counted_on_any_day() -> None:
    start = dt.datetime(2026, 2, 14, 10, 0, tzinfo=dt.UTC)
    assert deadline(start, Duration.parse("PT3H")) == start + dt.timedelta(hours=3)
    with pytest.raises(ValueError, match="time zone"):
        deadline(start.replace(tzinfo=None), Duration.parse("PT3H"))


@pytest.mark.django_db
def test_a_calendar_term_that_ends_on_a_free_day_ends_on_the_next_worked_one() -> None:
    start = dt.datetime(2026, 2, 4, 8, 0, tzinfo=dt.UTC)
    due = timezone.localtime(deadline(start, Duration.parse("P10D")))  # a Saturday
    assert due.date() == dt.date(2026, 2, 16)

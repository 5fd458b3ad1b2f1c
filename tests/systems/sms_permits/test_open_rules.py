"""What is broken down together, and what is left out."""

from __future__ import annotations

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from pencere.casework.statistics.api import LEAST, hidden
from pencere.systems.sms_permits.open_rules import STANDS_ALONE, periods, shown

MONDAY = dt.date(2026, 11, 16)
DAY = dt.timedelta(days=1)


def week(*counts: int, monday: dt.date = MONDAY) -> dict[dt.date, int]:
    return {monday + DAY * number: count for number, count in enumerate(counts)}


def test_a_day_with_many_requests_stands_alone_and_the_rest_of_its_week_together() -> None:
    counts = week(300, 2_000_000, 400, 0, 5, 0, 7)
    found = periods(counts, today=dt.date(2026, 11, 26))
    assert [(each.code, each.count) for each in found] == [
        ("2026-W47", 712),
        ("2026-11-17", 2_000_000),
    ]


def test_a_week_that_is_not_over_waits_and_a_day_that_is_over_does_not() -> None:
    counts = week(300, 2_000_000, 400)
    assert [each.code for each in periods(counts, today=dt.date(2026, 11, 19))] == ["2026-11-17"]
    assert periods(counts, today=dt.date(2026, 11, 17)) == []


@given(
    st.lists(
        st.sampled_from([0, 1, 9, 500, STANDS_ALONE - 1, STANDS_ALONE, 3_000_000]),
        min_size=7,
        max_size=28,
    ),
    st.integers(0, 40),
)
def test_each_day_is_told_in_one_period_whatever_is_asked_when(
    counts: list[int], days_later: int
) -> None:
    """So that no two answers can be taken from each other."""
    every = {MONDAY + DAY * number: count for number, count in enumerate(counts)}
    every |= dict.fromkeys((MONDAY + DAY * number for number in range(len(counts), 35)), 0)
    now = periods(every, today=MONDAY + DAY * days_later)
    told = [day for each in now for day in each.days]
    assert len(told) == len(set(told))
    assert all(day < MONDAY + DAY * days_later for day in told)
    later = periods(every, today=MONDAY + DAY * 60)
    assert set(now) <= set(later)


def _hiding(counts: list[int]) -> tuple[frozenset[int], bool]:
    found = hidden(counts)
    return found.places, found.total


@given(st.lists(st.one_of(st.integers(0, 12), st.integers(0, 500)), min_size=1, max_size=12))
def test_no_small_count_is_shown_nor_left_over(counts: list[int]) -> None:
    """Their sum is told always, so what is hidden together must not be small itself, unless
    nothing at all is told apart."""
    told = shown(counts, lambda given: _hiding(list(given)))
    assert all(count is None or not 0 < count < LEAST for count in told)
    left_out = [count for count, each in zip(counts, told, strict=True) if each is None]
    if left_out and len(left_out) < len(counts):
        assert sum(left_out) >= LEAST
        assert len(left_out) > 1

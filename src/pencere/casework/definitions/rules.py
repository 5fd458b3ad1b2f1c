"""Arithmetic of terms and ages over plain dates and intervals."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence

from pencere.kernel.workdays.rules import Duration, add_working_days, last_day

Interval = tuple[dt.datetime, dt.datetime | None]
"""When the clock stood still; open when it still does."""
IsWorking = Callable[[dt.date], bool]
DAY = dt.timedelta(days=1)


def age_on(born_on: dt.date, today: dt.date) -> int:
    """Completed years of life."""
    had_birthday = (today.month, today.day) >= (born_on.month, born_on.day)
    return today.year - born_on.year - (not had_birthday)


def birthday(born_on: dt.date, age: int) -> dt.date:
    """The day on which one completes `age` years; 1 March for those born on 29 February."""
    try:
        return born_on.replace(year=born_on.year + age)
    except ValueError:
        return dt.date(born_on.year + age, 3, 1)


def stopped_days(stopped: Sequence[Interval], zone: dt.tzinfo) -> frozenset[dt.date]:
    """The days at whose end the clock stood still.

    A question asked and answered on one day takes nothing off; each night that it stays open
    gives the day before it back.
    """
    days: set[dt.date] = set()
    for begin, end in stopped:
        if end is None:
            continue
        day, last = begin.astimezone(zone).date(), end.astimezone(zone).date()
        while day < last:
            days.add(day)
            day += DAY
    return frozenset(days)


def last_day_of_term(
    start: dt.date, term: Duration, stopped: frozenset[dt.date], is_working: IsWorking
) -> dt.date:
    """The day with whose end `term` is over, with the days in `stopped` given back: working
    days for a term in working days, else calendar days."""
    usual = last_day(start, term, is_working)
    if term.working_days:
        return add_working_days(usual, sum(map(is_working, stopped)), is_working)
    return add_working_days(usual + len(stopped) * DAY, 0, is_working)

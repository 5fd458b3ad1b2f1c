"""What other packages may ask of the calendar of work."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from pencere.kernel.workdays import rules
from pencere.kernel.workdays.calendar import is_working_day
from pencere.kernel.workdays.models import WorkdayOverride
from pencere.kernel.workdays.rules import Duration

__all__ = [
    "Duration",
    "WorkdayOverride",
    "add_working_days",
    "deadline",
    "is_working_day",
    "working_days_between",
]

END_OF_DAY = dt.time(23, 59, 59)


def add_working_days(start: dt.date, days: int) -> dt.date:
    """The `days`-th working day after `start` (which isn't counted); before it when negative."""
    return rules.add_working_days(start, days, is_working_day)


def working_days_between(a: dt.date, b: dt.date) -> int:
    """How many working days lie after `a` up to and with `b`; negative when `b` is earlier."""
    return rules.working_days_between(a, b, is_working_day)


def deadline(start: dt.datetime, duration: Duration) -> dt.datetime:
    """The instant (UTC) when `duration` from the aware instant `start` is over.

    Days, months and working days end with the end of their last day in the country's time;
    one that would end on a free day, on the next working day. Hours and minutes are counted
    on the clock, on any day.
    """
    if timezone.is_naive(start):
        raise ValueError("an instant needs a time zone")
    local = timezone.localtime(start)
    if duration.is_clock_time:
        day = duration.after(local.date())
        moved = start + (day - local.date()) + dt.timedelta(minutes=duration.minutes)
        return moved.astimezone(dt.UTC)
    day = rules.last_day(local.date(), duration, is_working_day)
    return timezone.make_aware(dt.datetime.combine(day, END_OF_DAY)).astimezone(dt.UTC)

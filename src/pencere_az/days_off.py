"""Days off by law. The days of Ramazan and Qurban of coming years are estimates; officers
set them right in the platform's override table."""

from __future__ import annotations

import datetime as dt
from functools import cache

import holidays


def is_holiday(day: dt.date) -> bool:
    """Whether `day` is a public holiday, or the working day to which one was moved."""
    return day in _calendar()


@cache
def _calendar() -> holidays.HolidayBase:
    # Made at first use: it loads the calendars of all countries, near a second of work.
    return holidays.country_holidays("AZ")

"""Days off by law. The days of Ramazan and Qurban of coming years are estimates; officers
set them right in the platform's override table."""

from __future__ import annotations

import datetime as dt

import holidays

_CALENDAR = holidays.country_holidays("AZ")


def is_holiday(day: dt.date) -> bool:
    """Whether `day` is a public holiday, or the working day to which one was moved."""
    return day in _CALENDAR

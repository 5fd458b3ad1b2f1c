"""Arithmetic of working days over a calendar that is handed in: plain Python."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass

IsWorking = Callable[[dt.date], bool]
DAY = dt.timedelta(days=1)
MAX_DAYS = 36_600
"""A hundred years: what lies beyond is a slip, not a term."""
_FORM = re.compile(
    r"P(?:(?P<working>\d{1,5})WD"
    r"|(?:(?P<years>\d{1,3})Y)?(?:(?P<months>\d{1,4})M)?(?:(?P<weeks>\d{1,4})W)?(?:(?P<days>\d{1,5})D)?"
    r"(?:T(?=\d)(?:(?P<hours>\d{1,6})H)?(?:(?P<minutes>\d{1,7})M)?)?)"
)


@dataclass(frozen=True, slots=True)
class Duration:
    """A length of time as laws state it: calendar units, clock units, or working days."""

    years: int = 0
    months: int = 0
    days: int = 0
    minutes: int = 0
    working_days: int = 0

    @classmethod
    def parse(cls, text: str) -> Duration:
        """`P15WD` (working days), else of ISO 8601: `P30D`, `P2W`, `P5Y`, `P1Y6M`, `PT3H`, `PT90M`.

        ValueError when it is neither. Working days mix with nothing else.
        """
        found = _FORM.fullmatch(text)
        parts = {k: int(v) for k, v in found.groupdict().items() if v} if found else {}
        if not parts:
            raise ValueError(f"{text!r} is no duration: write P15WD, P30D, P5Y or PT3H")
        return cls(
            years=parts.get("years", 0),
            months=parts.get("months", 0),
            days=parts.get("days", 0) + 7 * parts.get("weeks", 0),
            minutes=parts.get("minutes", 0) + 60 * parts.get("hours", 0),
            working_days=parts.get("working", 0),
        )

    def __str__(self) -> str:
        if self.working_days:
            return f"P{self.working_days}WD"
        calendar = "".join(
            f"{count}{unit}"
            for count, unit in ((self.years, "Y"), (self.months, "M"), (self.days, "D"))
            if count
        )
        hours, minutes = divmod(self.minutes, 60)
        clock = (f"{hours}H" if hours else "") + (f"{minutes}M" if minutes else "")
        if not calendar and not clock:
            return "P0D"
        return f"P{calendar}" + (f"T{clock}" if clock else "")

    @property
    def is_clock_time(self) -> bool:
        """Whether it counts hours and minutes, on any day, rather than days."""
        return bool(self.minutes)

    def after(self, day: dt.date) -> dt.date:
        """The calendar day that lies years, months and days after `day`.

        A month that is too short gives its last day: 31 January + P1M is 28 February.
        """
        months = day.year * 12 + day.month - 1 + self.years * 12 + self.months
        year, month = divmod(months, 12)
        for last in (day.day, 30, 29, 28):
            try:
                moved = dt.date(year, month + 1, min(day.day, last))
                break
            except ValueError:
                continue
        else:
            raise OverflowError("the day lies beyond the calendar")
        return moved + dt.timedelta(days=self.days)


def add_working_days(start: dt.date, days: int, is_working: IsWorking) -> dt.date:
    """The `days`-th working day after `start`, or before it when negative.

    The day of `start` itself isn't counted; 0 gives `start` if it is worked, else the next
    working day.
    """
    if abs(days) > MAX_DAYS:
        raise OverflowError("more working days than anybody can wait")
    step = DAY if days >= 0 else -DAY
    day, left = start, abs(days)
    while left:
        day += step
        left -= is_working(day)
    while days == 0 and not is_working(day):
        day += DAY
    return day


def working_days_between(a: dt.date, b: dt.date, is_working: IsWorking) -> int:
    """How many working days lie after `a` up to and with `b`; negative when `b` is earlier."""
    if b < a:
        return -working_days_between(b, a, is_working)
    return sum(is_working(a + dt.timedelta(days=n)) for n in range(1, (b - a).days + 1))


def last_day(start: dt.date, duration: Duration, is_working: IsWorking) -> dt.date:
    """The day with whose end `duration` from `start` is over.

    A term in calendar days or months that ends on a free day ends on the next working one.
    """
    if duration.working_days:
        return add_working_days(start, duration.working_days, is_working)
    return add_working_days(duration.after(start), 0, is_working)

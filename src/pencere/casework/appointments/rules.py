"""Which times a pattern of hours gives, and until when one may change: plain Python over plain
values. Instants go in and out in any zone; days and hours are those of `zone`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass

from pencere.kernel.workdays.rules import Duration, add_working_days

IsOpen = Callable[[dt.date], bool]
DAY = dt.timedelta(days=1)
Interval = tuple[dt.datetime, dt.datetime]


@dataclass(frozen=True, slots=True)
class Hours:
    """From when to when a place is open on one day."""

    opens: dt.time
    closes: dt.time


@dataclass(frozen=True, slots=True)
class Pattern:
    """A place's usual week. `hours` by weekday, Monday 0; `until` is the last day it holds."""

    hours: Mapping[int, tuple[Hours, ...]]
    minutes: int
    capacity: int
    since: dt.date = dt.date.min
    until: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Opening:
    """Extra hours outside the pattern, with their own number of places at a time."""

    starts_at: dt.datetime
    ends_at: dt.datetime
    capacity: int


@dataclass(frozen=True, slots=True)
class Slot:
    """One time that can be booked, `capacity` times."""

    starts_at: dt.datetime
    ends_at: dt.datetime
    capacity: int


def slots_on(
    day: dt.date,
    pattern: Pattern,
    *,
    zone: dt.tzinfo,
    is_open: IsOpen,
    closures: Collection[Interval] = (),
    openings: Collection[Opening] = (),
) -> list[Slot]:
    """All times of a day in order: the pattern's, where the day is open and no closure touches
    them, and those of extra openings. Where both give a time, the larger capacity counts."""
    found: dict[dt.datetime, Slot] = {}
    for slot in (
        *_usual(day, pattern, zone, is_open),
        *_extra(day, pattern, zone, openings),
    ):
        if any(begins < slot.ends_at and slot.starts_at < ends for begins, ends in closures):
            continue
        known = found.get(slot.starts_at)
        if known is None or known.capacity < slot.capacity:
            found[slot.starts_at] = slot
    return [found[at] for at in sorted(found)]


def _usual(day: dt.date, pattern: Pattern, zone: dt.tzinfo, is_open: IsOpen) -> Iterator[Slot]:
    is_valid = pattern.since <= day and (pattern.until is None or day <= pattern.until)
    if not is_valid or not is_open(day):
        return
    for hours in pattern.hours.get(day.weekday(), ()):
        begins = dt.datetime.combine(day, hours.opens, tzinfo=zone)
        ends = dt.datetime.combine(day, hours.closes, tzinfo=zone)
        yield from _cut(begins, ends, pattern.minutes, pattern.capacity)


def _extra(
    day: dt.date, pattern: Pattern, zone: dt.tzinfo, openings: Collection[Opening]
) -> Iterator[Slot]:
    """Times belong to the day on which they begin, also where the opening began the day before."""
    for opening in openings:
        for slot in _cut(
            opening.starts_at.astimezone(zone),
            opening.ends_at.astimezone(zone),
            pattern.minutes,
            opening.capacity,
        ):
            if slot.starts_at.date() == day:
                yield slot


def _cut(begins: dt.datetime, ends: dt.datetime, minutes: int, capacity: int) -> Iterator[Slot]:
    step = dt.timedelta(minutes=minutes)
    while begins + step <= ends:
        yield Slot(begins, begins + step, capacity)
        begins += step


def earliest(now: dt.datetime, lead: Duration, *, zone: dt.tzinfo, is_open: IsOpen) -> dt.datetime:
    """The first instant that may be chosen. A lead in days or working days gives whole days:
    P1WD on a Friday is Monday from its first hour."""
    local = now.astimezone(zone)
    if lead.working_days:
        day = add_working_days(local.date(), lead.working_days, is_open)
    elif lead.after(local.date()) > local.date():
        day = lead.after(local.date())
    else:
        return now + dt.timedelta(minutes=lead.minutes)
    return dt.datetime.combine(day, dt.time(), tzinfo=zone) + dt.timedelta(minutes=lead.minutes)


def last_change(
    starts_at: dt.datetime, before: Duration | None, *, zone: dt.tzinfo, is_open: IsOpen
) -> dt.datetime | None:
    """The last instant at which the applicant may change or cancel; None: never.

    `before` in working days ends with the end of such a day; in days and hours it is counted
    back on the clock.
    """
    if before is None:
        return None
    local = starts_at.astimezone(zone)
    if before.working_days:
        day = add_working_days(local.date(), -before.working_days, is_open)
        return dt.datetime.combine(day, dt.time(23, 59, 59), tzinfo=zone)
    ahead = before.after(local.date()) - local.date()
    return starts_at - ahead - dt.timedelta(minutes=before.minutes)


def lowest_free(taken: Collection[int], capacity: int) -> int | None:
    """The number of the first seat that nobody has; None when all are taken."""
    return next((seat for seat in range(1, capacity + 1) if seat not in taken), None)

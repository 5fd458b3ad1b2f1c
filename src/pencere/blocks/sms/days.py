"""The days by which messages are partitioned, and which of them are looked at.

What waits is nearly always of today, or of yesterday just after midnight: the queues look there
each time, and only now and then at the days before, so that each look touches two partitions
and not one for each day that is kept.
"""

from __future__ import annotations

import datetime as dt
from functools import lru_cache
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings

from pencere.kernel import clock

DAY = dt.timedelta(days=1)
RECENT_DAYS = 4
"""So many days back a centre may still send a receipt, or a message wait unseen."""


_QUARTER = 900
"""Seconds: no zone's day begins within a quarter of an hour, so an instant's quarter tells its
date. Asking the zone each time would take longer than all else that is done with a message."""


def day_of(instant: dt.datetime) -> dt.date:
    """The country's calendar date of an instant."""
    return _day_of(int(instant.timestamp()) // _QUARTER)


def day_began(instant: dt.datetime) -> dt.datetime:
    """When the country's day of that instant began."""
    return _day_began(int(instant.timestamp()) // _QUARTER)


@lru_cache(maxsize=1024)
def _day_of(quarter: int) -> dt.date:
    zone = ZoneInfo(settings.TIME_ZONE)
    return dt.datetime.fromtimestamp(quarter * _QUARTER, zone).date()


@lru_cache(maxsize=64)
def _day_began(quarter: int) -> dt.datetime:
    return clock.start_of(_day_of(quarter))


def hot_days() -> list[dt.date]:
    """Yesterday and today: where the queues look each time."""
    today = clock.today()
    return [today - DAY, today]


def recent_days() -> list[dt.date]:
    """Today and the days before it in which something may still wait or change."""
    today = clock.today()
    return [today - back * DAY for back in range(RECENT_DAYS, -1, -1)]


def first_id_of(instant: dt.datetime) -> UUID:
    """The smallest UUIDv7 that could have been made at `instant`."""
    milliseconds = int(instant.timestamp() * 1000)
    return UUID(int=(milliseconds << 80) | (7 << 76) | (2 << 62))

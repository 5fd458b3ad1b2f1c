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


@lru_cache(maxsize=1)
def _zone() -> ZoneInfo:
    return ZoneInfo(settings.TIME_ZONE)


def day_of(instant: dt.datetime) -> dt.date:
    """The country's calendar date of an instant."""
    return instant.astimezone(_zone()).date()


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

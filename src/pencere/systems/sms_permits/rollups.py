"""Adding up decisions: each counted once, however late it commits and whatever crashes.

`add_up` reads what was committed since the last time and adds it to the small tables, all in one
transaction. `by_day` and the others read the tables together with what is not in them yet: one
statement sees both at one instant, so that figures are exact at any time.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.conf import settings
from django.db import connection
from django.utils import timezone

from pencere.kernel import clock
from pencere.kernel.spans.api import next_span, unread
from pencere.systems.sms_permits.rollup_models import ABOUT

NAME = "sms-permits.decisions"
MINUTES_KEPT = dt.timedelta(days=3)

_ABOUT = ", ".join(ABOUT)
_HOUR = "extract(hour FROM decided_at AT TIME ZONE %s)::smallint"
_MINUTE = "date_trunc('minute', decided_at)"

_EACH = (
    "(VALUES ('', ''), ('district', district), ('purpose', purpose), ('channel', channel),"
    " ('reason', reason)) AS each (by, code)"
)

_ADD = f"""
WITH fresh AS MATERIALIZED (
    SELECT day, {_HOUR} AS hour, {_MINUTE} AS minute, {_ABOUT}, count(*) AS count
    FROM sms_permits_decision WHERE {{condition}} GROUP BY day, hour, minute, {_ABOUT}
), by_hour AS (
    INSERT INTO sms_permits_hour_count AS known (day, hour, {_ABOUT}, count)
    SELECT day, hour, {_ABOUT}, sum(count) FROM fresh GROUP BY day, hour, {_ABOUT}
    ORDER BY day, hour, {_ABOUT}
    ON CONFLICT (day, hour, {_ABOUT}) DO UPDATE SET count = known.count + excluded.count
), by_day AS (
    INSERT INTO sms_permits_day_count AS known (day, {_ABOUT}, count)
    SELECT day, {_ABOUT}, sum(count) FROM fresh GROUP BY day, {_ABOUT} ORDER BY day, {_ABOUT}
    ON CONFLICT (day, {_ABOUT}) DO UPDATE SET count = known.count + excluded.count
), by_one AS (
    INSERT INTO sms_permits_day_margin AS known (day, by, code, outcome, count)
    SELECT day, by, code, outcome, sum(count) FROM fresh, LATERAL {_EACH}
    GROUP BY day, by, code, outcome ORDER BY day, by, code, outcome
    ON CONFLICT (day, by, code, outcome) DO UPDATE SET count = known.count + excluded.count
)
INSERT INTO sms_permits_minute_count AS known (minute, outcome, count)
SELECT minute, outcome, sum(count) FROM fresh WHERE minute >= %s
GROUP BY minute, outcome ORDER BY minute, outcome
ON CONFLICT (minute, outcome) DO UPDATE SET count = known.count + excluded.count
"""  # noqa: S608 (constants)

_BY_DAY = f"""(
    SELECT day, {_ABOUT}, count FROM sms_permits_day_count WHERE day BETWEEN %s AND %s
    UNION ALL
    SELECT day, {_ABOUT}, 1 FROM sms_permits_decision WHERE day BETWEEN %s AND %s AND {{unread}}
) every"""  # noqa: S608 (constants)
_BY_ONE = f"""(
    SELECT day, by, code, outcome, count FROM sms_permits_day_margin WHERE day BETWEEN %s AND %s
    UNION ALL
    SELECT day, by, code, outcome, 1 FROM sms_permits_decision, LATERAL {_EACH}
    WHERE day BETWEEN %s AND %s AND {{unread}}
) every"""  # noqa: S608
_BY_HOUR = f"""(
    SELECT hour, {_ABOUT}, count FROM sms_permits_hour_count WHERE day = %s
    UNION ALL
    SELECT {_HOUR}, {_ABOUT}, 1 FROM sms_permits_decision WHERE day = %s AND {{unread}}
) every"""  # noqa: S608
_BY_MINUTE = f"""(
    SELECT minute, outcome, count FROM sms_permits_minute_count WHERE minute >= %s AND minute < %s
    UNION ALL
    SELECT {_MINUTE}, outcome, 1 FROM sms_permits_decision
    WHERE day >= %s AND decided_at >= %s AND decided_at < %s AND {{unread}}
) every"""  # noqa: S608

Table = tuple[str, list[Any]]
"""What follows FROM (its name is `every`), and its parameters."""


def by_day(first: dt.date, last: dt.date) -> Table:
    """All decisions of the days from `first` to `last`."""
    return _BY_DAY.format(unread=_unread()), [first, last, first, last]


def by_one(first: dt.date, last: dt.date) -> Table:
    """All decisions of the days from `first` to `last`, `by` each thing alone and (`by` empty)
    all together: each decision is in it once for each thing."""
    return _BY_ONE.format(unread=_unread()), [first, last, first, last]


def by_hour(day: dt.date) -> Table:
    """All decisions of a day, with their hour."""
    return _BY_HOUR.format(unread=_unread()), [day, settings.TIME_ZONE, day]


def by_minute(begin: dt.datetime, end: dt.datetime) -> Table:
    """Outcomes from `begin` until before `end`, with their minute; of the last days alone."""
    day = timezone.localdate(begin)
    return _BY_MINUTE.format(unread=_unread()), [begin, end, day, begin, end]


def _unread() -> str:
    return unread(NAME, xact="xact", at="decided_at")


def add_up() -> None:
    """Count what was decided since the last time. Two at once wait for each other."""
    with next_span(NAME) as span:
        if span.is_empty:
            return
        condition, values = span.condition("xact", "decided_at")
        oldest = clock.now() - MINUTES_KEPT
        with connection.cursor() as cursor:
            cursor.execute(_ADD.format(condition=condition), [settings.TIME_ZONE, *values, oldest])


def forget_old_minutes() -> None:
    """Remove the minutes of days that nobody compares with any more."""
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM sms_permits_minute_count WHERE minute < %s", [clock.now() - MINUTES_KEPT]
        )

"""Adding up decisions: each counted once, however late it commits and whatever crashes.

`add_up` reads what was committed since the last time and adds it to the small tables, all in one
transaction. Reading the tables together with what is not in them yet is `DECISIONS` and the like:
one statement sees both at one instant, so that figures are exact at any time.
"""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.db import connection

from pencere.kernel import clock
from pencere.kernel.spans.api import UNREAD, next_span
from pencere.systems.sms_permits.rollup_models import ABOUT

NAME = "sms-permits.decisions"
MINUTES_KEPT = dt.timedelta(days=3)

_ABOUT = ", ".join(ABOUT)
_HOUR = "extract(hour FROM decided_at AT TIME ZONE %s)::smallint"
_MINUTE = "date_trunc('minute', decided_at)"
_UNREAD = UNREAD.format(xact="xact", at="decided_at", name=NAME)

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
)
INSERT INTO sms_permits_minute_count AS known (minute, outcome, count)
SELECT minute, outcome, sum(count) FROM fresh WHERE minute >= %s
GROUP BY minute, outcome ORDER BY minute, outcome
ON CONFLICT (minute, outcome) DO UPDATE SET count = known.count + excluded.count
"""  # noqa: S608 (constants)

BY_DAY = f"""(
    SELECT day, {_ABOUT}, count FROM sms_permits_day_count WHERE day BETWEEN %s AND %s
    UNION ALL
    SELECT day, {_ABOUT}, 1 FROM sms_permits_decision WHERE day BETWEEN %s AND %s AND {_UNREAD}
)"""  # noqa: S608
"""All decisions of the days from one to another (both twice as parameters), as a table."""

BY_HOUR = f"""(
    SELECT hour, {_ABOUT}, count FROM sms_permits_hour_count WHERE day = %s
    UNION ALL
    SELECT {_HOUR}, {_ABOUT}, 1 FROM sms_permits_decision WHERE day = %s AND {_UNREAD}
)"""  # noqa: S608
"""All decisions of a day (parameters: the day, the time zone, the day), as a table."""

BY_MINUTE = f"""(
    SELECT minute, outcome, count FROM sms_permits_minute_count WHERE minute >= %s AND minute < %s
    UNION ALL
    SELECT {_MINUTE}, outcome, 1 FROM sms_permits_decision
    WHERE day >= %s AND decided_at >= %s AND decided_at < %s AND {_UNREAD}
)"""  # noqa: S608
"""Decisions from one instant to another (both, the first one's day, both), as a table."""


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

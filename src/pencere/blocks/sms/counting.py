"""Adding up messages by hour: each counted once, however late it commits and whatever crashes.

What was added up and what was not yet are read in one statement, so that figures are always of
this instant, and exact, though the job runs only now and then.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field

from django.conf import settings
from django.db import connection

from pencere.blocks.sms.count_models import WHOLE_DAY
from pencere.kernel import rows
from pencere.kernel.histograms import BUCKET
from pencere.kernel.spans.api import Span, next_span, unread

RECEIVED, ANSWERED = "sms.received", "sms.answered"

_DELAY = BUCKET.format(
    "extract(epoch FROM sent_at - asked_at"
    " - greatest(coalesce(not_before - created_at, interval '0'), interval '0')) * 1000"
)
_LOCAL_DAY = "({at} AT TIME ZONE %s)::date"
_LOCAL_HOUR = "extract(hour FROM {at} AT TIME ZONE %s)::smallint"

_NEW_RECEIVED = (
    f"SELECT day, recipient AS number, {_LOCAL_HOUR.format(at='received_at')} AS hour,"  # noqa: S608 (constants)
    " count(*) AS count FROM sms_inbound WHERE {condition} GROUP BY 1, 2, 3"
)
_NEW_ANSWERED = (
    f"SELECT {_LOCAL_DAY.format(at='asked_at')} AS day, sender AS number,"  # noqa: S608
    f" {_LOCAL_HOUR.format(at='asked_at')} AS hour, {_DELAY} AS bucket, count(*) AS count"
    " FROM sms_outbound WHERE asked_at IS NOT NULL AND {condition} GROUP BY 1, 2, 3, 4"
)
_ADD_RECEIVED = """
WITH fresh AS MATERIALIZED ({fresh})
INSERT INTO sms_received_count AS known (day, number, hour, count)
SELECT day, number, hour, count FROM fresh
UNION ALL SELECT day, number, {whole}, sum(count) FROM fresh GROUP BY 1, 2
ORDER BY 1, 2, 3
ON CONFLICT (day, number, hour) DO UPDATE SET count = known.count + excluded.count
"""
_ADD_ANSWERED = """
WITH fresh AS MATERIALIZED ({fresh})
INSERT INTO sms_delay_count AS known (day, number, hour, bucket, count)
SELECT day, number, hour, bucket, count FROM fresh
UNION ALL SELECT day, number, {whole}, bucket, sum(count) FROM fresh GROUP BY 1, 2, 4
ORDER BY 1, 2, 3, 4
ON CONFLICT (day, number, hour, bucket) DO UPDATE SET count = known.count + excluded.count
"""


@dataclass(frozen=True, slots=True)
class Traffic:
    """What came to a number in a span of time, and how fast it was answered."""

    received: int = 0
    delays: Mapping[int, int] = field(default_factory=dict)
    """Answers by class of duration in milliseconds (`kernel.histograms`)."""

    @property
    def answered(self) -> int:
        """Answers that a centre took."""
        return sum(self.delays.values())


def add_up() -> None:
    """Count what was received and answered since the last time."""
    zone = settings.TIME_ZONE
    for name, columns, fresh, add, zones in (
        (RECEIVED, ("xact", "received_at"), _NEW_RECEIVED, _ADD_RECEIVED, [zone]),
        (ANSWERED, ("sent_xact", "sent_at"), _NEW_ANSWERED, _ADD_ANSWERED, [zone, zone]),
    ):
        with next_span(name) as span:
            _add(span, columns, fresh, add, zones)


def _add(span: Span, columns: tuple[str, str], fresh: str, add: str, zones: list[str]) -> None:
    if span.is_empty:
        return
    condition, values = span.condition(*columns)
    statement = add.format(fresh=fresh.format(condition=condition), whole=WHOLE_DAY)
    with connection.cursor() as cursor:
        cursor.execute(statement, [*zones, *values])


def traffic(number: str, *, first: dt.date, last: dt.date) -> Traffic:
    """What came to `number` on the days from `first` to `last`, all of them together."""
    return traffic_by_hour(number, first=first, last=last, hours=[WHOLE_DAY])[WHOLE_DAY]


def traffic_by_hour(
    number: str, *, first: dt.date, last: dt.date, hours: list[int] | None = None
) -> Mapping[int, Traffic]:
    """The same by hour of the day, 0 to 23; hours without any are empty ones."""
    wanted = hours if hours is not None else list(range(24))
    received = _received(number, first, last, wanted)
    delays = _delays(number, first, last, wanted)
    return {hour: Traffic(received.get(hour, 0), delays.get(hour, {})) for hour in wanted}


def _received(number: str, first: dt.date, last: dt.date, hours: list[int]) -> dict[int, int]:
    condition = unread(RECEIVED, xact="xact", at="received_at")
    fresh = _NEW_RECEIVED.format(
        condition=f"day BETWEEN %s AND %s AND recipient = %s AND {condition}"
    )
    statement = (
        "SELECT hour, sum(count)::bigint FROM ("  # noqa: S608 (constants)
        "SELECT hour, count FROM sms_received_count"
        " WHERE day BETWEEN %s AND %s AND number = %s AND hour = ANY(%s)"
        f" UNION ALL SELECT {_as_asked('hour', hours)}, count FROM ({fresh}) fresh) every"
        " GROUP BY hour"
    )
    span = [first, last, number]
    found = rows.select(statement, [*span, hours, settings.TIME_ZONE, *span])
    return dict(found)


def _delays(
    number: str, first: dt.date, last: dt.date, hours: list[int]
) -> Mapping[int, Mapping[int, int]]:
    zone = settings.TIME_ZONE
    condition = unread(ANSWERED, xact="sent_xact", at="sent_at")
    fresh = _NEW_ANSWERED.format(
        condition=f"day >= %s AND sender = %s AND sent_xact IS NOT NULL AND {condition}"
        f" AND {_LOCAL_DAY.format(at='asked_at')} BETWEEN %s AND %s"
    )
    statement = (
        "SELECT hour, bucket, sum(count)::bigint FROM ("  # noqa: S608 (constants)
        "SELECT hour, bucket, count FROM sms_delay_count"
        " WHERE day BETWEEN %s AND %s AND number = %s AND hour = ANY(%s)"
        f" UNION ALL SELECT {_as_asked('hour', hours)}, bucket, count FROM ({fresh}) fresh) every"
        " GROUP BY hour, bucket"
    )
    values = [first, last, number, hours, zone, zone, first, number, zone, first, last]
    made: dict[int, dict[int, int]] = defaultdict(dict)
    for hour, number_of_class, count in rows.select(statement, values):
        made[hour][number_of_class] = count
    return made


def _as_asked(column: str, hours: list[int]) -> str:
    return str(WHOLE_DAY) if hours == [WHOLE_DAY] else column

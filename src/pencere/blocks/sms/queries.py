"""How the channel stands, and what it did: counts and times, nothing about persons."""

from __future__ import annotations

import datetime as dt

from django.db import connection

from pencere.blocks.sms.days import DAY, day_of, first_id_of, recent_days
from pencere.blocks.sms.handling import numbers
from pencere.blocks.sms.presence import centres
from pencere.blocks.sms.values import ChannelState, Figures
from pencere.kernel import clock

_INBOX = (
    "SELECT recipient, count(*), min(received_at) FROM sms_inbound"
    " WHERE day = ANY(%s::date[]) AND handled_at IS NULL GROUP BY recipient"
)
_OUTBOX = (
    "SELECT count(*) FILTER (WHERE due_at <= %s), min(due_at) FILTER (WHERE due_at <= %s),"
    " count(*) FILTER (WHERE due_at > %s) FROM sms_outbound"
    " WHERE day >= %s AND status = 'waiting'"
)
_RECEIVED = (
    "SELECT count(*), count(*) FILTER (WHERE handled_at IS NULL) FROM sms_inbound"
    " WHERE day = ANY(%s::date[]) AND id >= %s AND received_at >= %s"
)
_ANSWERED = """
WITH answers AS (
    SELECT in_reply_to, status,
        extract(epoch FROM sent_at - asked_at
            - greatest(coalesce(not_before - created_at, interval '0'), interval '0')) AS delay
    FROM sms_outbound WHERE day = ANY(%s::date[]) AND id >= %s AND asked_at >= %s
)
SELECT count(DISTINCT in_reply_to) FILTER (WHERE delay IS NOT NULL),
    count(*) FILTER (WHERE status = 'failed'),
    count(*) FILTER (WHERE status = 'expired'),
    percentile_cont(ARRAY[0.5, 0.99]) WITHIN GROUP (ORDER BY delay)
FROM answers
"""


def state() -> ChannelState:
    """How the channel stands now. Looks at the queues alone, which are short when all is well."""
    now = clock.now()
    days = recent_days()
    known = set(numbers())
    with connection.cursor() as cursor:
        cursor.execute(_INBOX, [days])
        inbox = cursor.fetchall()
        cursor.execute(_OUTBOX, [now, now, now, days[0]])
        outbox, oldest_due, held_back = cursor.fetchone()
    handled = [(count, oldest) for number, count, oldest in inbox if number in known]
    return ChannelState(
        centres=centres(),
        waiting=sum(count for count, _ in handled),
        oldest_waiting=min((oldest for _, oldest in handled), default=None),
        outbox=outbox,
        oldest_due=oldest_due,
        held_back=held_back,
        nobody_handles=sorted(number for number, _, _ in inbox if number not in known),
    )


def figures(since: dt.datetime) -> Figures:
    """What became of the messages received since then. It reads all of them: ask about minutes
    or an hour, not about months."""
    now = clock.now()
    first = day_of(since)
    days = [first + back * DAY for back in range((day_of(now) - first).days + 2)]
    with connection.cursor() as cursor:
        cursor.execute(_RECEIVED, [days, first_id_of(since), since])
        received, waiting = cursor.fetchone()
        cursor.execute(_ANSWERED, [days, first_id_of(since), since])
        answered, failed, expired, delays = cursor.fetchone()
    p50, p99 = (None, None) if delays is None else (float(each) * 1000 for each in delays)
    return Figures(
        received=received,
        waiting=waiting,
        answered=answered,
        failed=failed,
        expired=expired,
        p50_ms=p50,
        p99_ms=p99,
    )

"""Patterns of abuse: each one statement over the last days' decisions, whatever their number.

A statement names the phones or persons that reach the threshold; one more writes what is new
into the officers' list and brings what is open there up to date. Nothing is decided here.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import connection

from pencere.kernel import clock
from pencere.kernel.ids import new_id
from pencere.systems.sms_permits.abuse_rules import GROWN, Limits, Pattern, severity

# Distinct values are made by grouping twice: the database hashes that, and would sort for
# count(DISTINCT …).
_COUNTED: Mapping[Pattern, str] = {
    "many-people": """
        SELECT sender, NULL::uuid AS subject, count(*) AS count, sum(messages) AS messages,
               min(first_at) AS first_at, max(last_at) AS last_at
        FROM (SELECT sender, subject, count(*) AS messages, min(asked_at) AS first_at,
                     max(asked_at) AS last_at
              FROM sms_permits_decision
              WHERE day >= %(since)s AND sender <> '' AND subject IS NOT NULL
              GROUP BY sender, subject) AS each
        GROUP BY sender HAVING count(*) >= %(threshold)s""",
    "refused": """
        SELECT sender, NULL::uuid AS subject, count(*) AS count, count(*) AS messages,
               min(asked_at) AS first_at, max(asked_at) AS last_at
        FROM sms_permits_decision
        WHERE day >= %(since)s AND sender <> '' AND outcome = 'refused'
        GROUP BY sender HAVING count(*) >= %(threshold)s""",
    "storm": """
        SELECT sender, NULL::uuid AS subject, max(messages) AS count, sum(messages) AS messages,
               min(first_at) AS first_at, max(last_at) AS last_at
        FROM (SELECT sender, count(*) AS messages, min(asked_at) AS first_at,
                     max(asked_at) AS last_at
              FROM sms_permits_decision
              WHERE day >= %(since)s AND sender <> ''
              GROUP BY sender, document, purpose, date_trunc('hour', asked_at)
              HAVING count(*) >= %(threshold)s) AS each
        GROUP BY sender""",
    "open-purpose": """
        SELECT '' AS sender, subject, count(*) AS count, count(*) AS messages,
               min(asked_at) AS first_at, max(asked_at) AS last_at
        FROM sms_permits_decision
        WHERE day >= %(since)s AND subject IS NOT NULL AND outcome = 'granted'
          AND NOT is_extension AND purpose = ANY(%(open_purposes)s)
        GROUP BY subject HAVING count(*) >= %(threshold)s""",
    "many-phones": """
        SELECT '' AS sender, subject, count(*) AS count, sum(messages) AS messages,
               min(first_at) AS first_at, max(last_at) AS last_at
        FROM (SELECT subject, sender, count(*) AS messages, min(asked_at) AS first_at,
                     max(asked_at) AS last_at
              FROM sms_permits_decision
              WHERE day >= %(since)s AND sender <> '' AND subject IS NOT NULL
              GROUP BY subject, sender) AS each
        GROUP BY subject HAVING count(*) >= %(threshold)s""",
    "overlap": """
        SELECT '' AS sender, subject, count(*) AS count, count(*) AS messages,
               min(asked_at) AS first_at, max(asked_at) AS last_at
        FROM (SELECT subject, asked_at, sender, valid_from,
                     lag(sender) OVER earlier AS former_sender,
                     lag(valid_until) OVER earlier AS former_until
              FROM sms_permits_decision
              WHERE day >= %(since)s AND subject IS NOT NULL AND outcome = 'granted'
                AND NOT is_extension
              WINDOW earlier AS (PARTITION BY subject ORDER BY valid_from, id)) AS each
        WHERE former_until > valid_from AND former_sender <> sender
        GROUP BY subject HAVING count(*) >= %(threshold)s""",
    "disowned": """
        SELECT sender, NULL::uuid AS subject, count(*) AS count, count(*) AS messages,
               min(said_at) AS first_at, max(said_at) AS last_at
        FROM sms_permits_disowning
        WHERE said_at >= %(since)s AND sender <> ''
        GROUP BY sender HAVING count(*) >= %(threshold)s""",
}
_FOUND = """
    WITH found AS ({counted})
    SELECT sender, subject, count, messages, first_at, last_at FROM found
    WHERE NOT EXISTS (
        SELECT FROM sms_permits_finding AS former
        WHERE former.pattern = %(pattern)s AND former.sender = found.sender
          AND former.subject_id IS NOT DISTINCT FROM found.subject AND former.state <> 'open'
          AND (found.last_at <= former.last_at
               OR former.state = 'ignored' AND former.decided_at > %(quiet_since)s
                  AND found.count < former.count * %(grown)s))
      AND NOT EXISTS (
        SELECT FROM sms_permits_block AS block
        WHERE block.lifted_at IS NULL AND block.blocked_from <= %(now)s
          AND (block.blocked_until IS NULL OR block.blocked_until > %(now)s)
          AND (found.subject IS NULL AND block.sender = found.sender
               OR block.subject = found.subject))
    ORDER BY count DESC LIMIT %(most)s"""
_WRITE = """
    INSERT INTO sms_permits_finding
        (id, pattern, sender, subject_id, count, threshold, messages, severity, first_at, last_at,
         found_at, state, label, reason)
    SELECT id, %(pattern)s, sender, subject, count, %(threshold)s, messages, severity,
           first_at, last_at, %(now)s, 'open', '{}', ''
    FROM unnest(%(ids)s::uuid[], %(senders)s::text[], %(subjects)s::uuid[], %(counts)s::bigint[],
                %(messages)s::bigint[], %(firsts)s::timestamptz[], %(lasts)s::timestamptz[],
                %(severities)s::smallint[])
         AS given(id, sender, subject, count, messages, first_at, last_at, severity)
    ON CONFLICT (pattern, sender, subject_id) WHERE state = 'open' DO UPDATE SET
        count = excluded.count, threshold = excluded.threshold, messages = excluded.messages,
        severity = excluded.severity, first_at = excluded.first_at, last_at = excluded.last_at
    RETURNING (xmax = 0)"""
MOST = 1000
"""Of one pattern at a time, the worst first: more than officers can look at."""


def look_for_all(limits: Limits, *, open_purposes: Sequence[str], today: dt.date) -> int:
    """Bring the officers' list up to date; how many findings are new."""
    return sum(
        _look_for(pattern, threshold, limits, open_purposes=open_purposes, today=today)
        for pattern, threshold in limits.thresholds.items()
    )


def forget_lapsed(limits: Limits) -> int:
    """Take from the list what nobody decided about and what hasn't happened for twice as many days
    as are looked at; how many."""
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM sms_permits_finding AS finding WHERE state = 'open' AND last_at < %s"
            " AND NOT EXISTS (SELECT FROM sms_permits_block_proposal AS proposal"
            "  WHERE proposal.finding_id = finding.id)",
            [clock.now() - 2 * dt.timedelta(days=limits.days)],
        )
        forgotten: int = cursor.rowcount
        return forgotten


def _look_for(
    pattern: Pattern,
    threshold: int,
    limits: Limits,
    *,
    open_purposes: Sequence[str],
    today: dt.date,
) -> int:
    now = clock.now()
    given: dict[str, Any] = {
        "pattern": pattern,
        "threshold": threshold,
        "since": today - dt.timedelta(days=limits.days - 1),
        "open_purposes": list(open_purposes),
        "quiet_since": now - dt.timedelta(days=limits.quiet_days),
        "grown": GROWN,
        "now": now,
        "most": MOST,
    }
    with connection.cursor() as cursor:
        cursor.execute(_FOUND.replace("{counted}", _COUNTED[pattern]), given)
        found = cursor.fetchall()
        if not found:
            return 0
        given["ids"] = [new_id() for _row in found]
        names = ("senders", "subjects", "counts", "messages", "firsts", "lasts")
        for position, name in enumerate(names):
            given[name] = [row[position] for row in found]
        given["severities"] = [severity(pattern, count, threshold) for count in given["counts"]]
        cursor.execute(_WRITE, given)
        return sum(is_new for (is_new,) in cursor.fetchall())

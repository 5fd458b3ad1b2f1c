"""Decisions for tests of figures: written as rows, many at a time, without asking the rules."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import connection

from pencere.kernel import clock
from pencere.kernel.ids import new_id
from pencere.kernel.spans.models import Mark
from pencere.kernel.spans.reading import LAST, Span
from pencere.systems.sms_permits import rollups

_INSERT = """
INSERT INTO sms_permits_decision (day, id, subject, document, purpose, sender, channel, asked_at,
    decided_at, outcome, reason, valid_from, valid_until, ordinal, permit_day, permit_id,
    is_extension, certificate, district, language, rules, xact)
SELECT (%(at)s::timestamptz AT TIME ZONE 'Asia/Baku')::date, gen_random_uuid(), {subject},
    %(document)s, %(purpose)s, %(sender)s, %(channel)s, %(at)s::timestamptz - interval '1 second',
    %(at)s::timestamptz, %(outcome)s, %(reason)s, {window}, NULL, {permit}, false, '',
    %(district)s, 'az', NULL, coalesce(%(xact)s, pg_current_xact_id()::text::bigint)
FROM generate_series(1, %(count)s)
"""


def decisions(count: int = 1, *, at: str | dt.datetime | None = None, **about: Any) -> None:
    """Write `count` decisions that differ in their ids alone, made at an instant (now)."""
    outcome = about.get("outcome", "granted" if not about.get("reason") else "refused")
    values = {
        "purpose": "food",
        "district": "AZ-BA",
        "channel": "sms",
        "document": "AZE1111111",
        "sender": "+994502345678",
        "reason": "",
        "xact": None,
        "outcome": outcome,
        **about,
        "count": count,
        "at": at or clock.now(),
    }
    is_permit = outcome in ("granted", "repeated")
    statement = _INSERT.format(
        subject="gen_random_uuid()" if is_permit else "%(subject)s::uuid",
        window=(
            "%(at)s::timestamptz, %(at)s::timestamptz + interval '3 hours', "
            + ("1" if outcome == "granted" else "NULL")
            if is_permit
            else "NULL, NULL, NULL"
        ),
        permit="gen_random_uuid()" if outcome == "repeated" else "NULL::uuid",
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, {"subject": None, **values})


def message_answered(*, at: dt.datetime, seconds: float, number: str = "8103") -> None:
    """A message that was received at `at` and answered so many seconds later."""
    answered = at + dt.timedelta(seconds=seconds)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO sms_inbound (day, id, centre, sender, recipient, text, received_at,"
            " delivery_key, handled_at) VALUES ((%s AT TIME ZONE 'Asia/Baku')::date, %s, 'c',"
            " '+994502345678', %s, '2 AZE1111111', %s, %s, %s)",
            [at, message := new_id(), number, at, str(message), answered],
        )
        cursor.execute(
            "INSERT INTO sms_outbound (day, id, centre, recipient, sender, text, in_reply_to,"
            " asked_at, created_at, due_at, status, sent_at, sent_xact) VALUES"
            " ((%s AT TIME ZONE 'Asia/Baku')::date, %s, 'c', '+994502345678', %s, 'OK', %s, %s,"
            " %s, %s, 'sent', %s, pg_current_xact_id()::text::bigint)",
            [at, new_id(), number, message, at, at, at, answered],
        )


def add_up_here() -> None:
    """Add up what this test's own transaction wrote, which no horizon passes before it ends; once
    a test. Afterwards all is as if it had been added up now."""
    everything = Span(0, LAST)
    condition, values = everything.condition("xact", "decided_at")
    with connection.cursor() as cursor:
        cursor.execute(
            rollups._ADD.format(condition=condition), ["Asia/Baku", *values, clock.now() - DAYS]
        )
    Mark.objects.update_or_create(
        name=rollups.NAME, defaults={"xact": LAST, "reached_at": clock.now()}
    )


DAYS = dt.timedelta(days=3)

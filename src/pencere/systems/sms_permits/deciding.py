"""Deciding about a batch of requests at once: a lock on each person, then one statement that
decides and writes.

What depends on the request and the person alone (`rules.before_the_past`, `after_the_past`) comes
in with the request; what depends on the past, limits and permits that hold, is the statement's.
It must come to what `rules.decide` does when the requests are decided one after another: of the
requests of one person for one purpose the first that may be granted is the only one that can be,
and what comes after it repeats its permit. Of a person's purposes that share the total of the day
the first ones get it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils import timezone

from pencere.kernel.rows import array, select
from pencere.systems.sms_permits import rules
from pencere.systems.sms_permits.queries import days_around
from pencere.systems.sms_permits.rules import Person, Reason, Request, Rules

_KEY_SPACE = 0x5_3D5_BE12_1717
"""Sets the locks of this package apart from others'."""

_LOCK = "SELECT pg_advisory_xact_lock(key) FROM unnest(%s::bigint[]) AS key"

# Each CTE reads what those above it found; `place` is the order in which requests came. The only
# joins are of all requests with what is known of their people, so that they are hash joins whatever
# the planner believes.
_DECIDE = """
WITH asked AS MATERIALIZED (
    SELECT * FROM unnest(%(ids)s::uuid[], %(subjects)s::uuid[], %(documents)s::text[],
        %(purposes)s::text[], %(senders)s::text[], %(asked)s::timestamptz[],
        %(languages)s::text[], %(districts)s::text[], %(before)s::text[], %(after)s::text[])
    WITH ORDINALITY AS a (id, subject, document, purpose, sender, asked_at, language, district,
        before, after, place)
), sets AS MATERIALIZED (
    SELECT * FROM unnest(%(codes)s::text[], %(minutes)s::integer[], %(limits)s::integer[],
        %(counted)s::boolean[]) AS p (purpose, minutes, daily_limit, is_counted)
), blocked AS MATERIALIZED (
    SELECT sender, subject FROM sms_permits_block
    WHERE lifted_at IS NULL AND blocked_from <= %(at)s
        AND (blocked_until IS NULL OR blocked_until > %(at)s)
), permits AS MATERIALIZED (
    SELECT subject, day, id, purpose, valid_from, valid_until, is_extension
    FROM sms_permits_decision
    WHERE subject = ANY(%(people)s::uuid[])
        AND day BETWEEN %(first)s AND %(last)s AND ordinal >= 1
), holding AS MATERIALIZED (
    SELECT DISTINCT ON (subject, purpose) subject, purpose, day, id, valid_from, valid_until
    FROM permits WHERE valid_until > %(at)s
    ORDER BY subject, purpose, valid_until DESC, id DESC
), of_purpose AS MATERIALIZED (
    SELECT subject, purpose, count(*) AS had FROM permits
    WHERE day = %(day)s AND NOT is_extension GROUP BY subject, purpose
), of_day AS MATERIALIZED (
    SELECT subject, count(*) AS had,
        count(*) FILTER (WHERE NOT is_extension
            AND purpose = ANY(SELECT purpose FROM sets WHERE is_counted)) AS counted
    FROM permits WHERE day = %(day)s GROUP BY subject
), seen AS (
    SELECT a.*, h.day AS held_day, h.id AS held_id, h.valid_from AS held_from,
        h.valid_until AS held_until, s.minutes, s.is_counted,
        coalesce(d.had, 0) AS had, coalesce(d.counted, 0) AS counted,
        coalesce(coalesce(p.had, 0) >= s.daily_limit, false) AS is_used_up,
        CASE
            WHEN a.before <> '' THEN a.before
            WHEN a.sender <> '' AND a.sender IN (SELECT sender FROM blocked)
                THEN 'sender-blocked'
            WHEN a.subject IN (SELECT subject FROM blocked WHERE subject IS NOT NULL)
                THEN 'person-blocked'
            ELSE ''
        END AS refusal
    FROM asked a
    LEFT JOIN holding h ON h.subject = a.subject AND h.purpose = a.purpose
    LEFT JOIN of_purpose p ON p.subject = a.subject AND p.purpose = a.purpose
    LEFT JOIN of_day d ON d.subject = a.subject
    LEFT JOIN sets s ON s.purpose = a.purpose
), first_ones AS (
    SELECT *, place = min(place) FILTER (
            WHERE refusal = '' AND after = '' AND held_id IS NULL AND NOT is_used_up)
        OVER (PARTITION BY subject, purpose) AS is_first
    FROM seen
), counted_ones AS (
    SELECT *, coalesce(is_first AND (NOT is_counted OR %(total)s::integer IS NULL
            OR counted + count(*) FILTER (WHERE is_first AND is_counted)
                OVER (PARTITION BY subject ORDER BY place) <= %(total)s::integer), false)
        AS is_granted
    FROM first_ones
), granted AS (
    SELECT *, had + count(*) FILTER (WHERE is_granted)
            OVER (PARTITION BY subject ORDER BY place) AS ordinal,
        min(place) FILTER (WHERE is_granted) OVER same AS granted_place,
        (array_agg(id) FILTER (WHERE is_granted) OVER same)[1] AS granted_id
    FROM counted_ones WINDOW same AS (PARTITION BY subject, purpose)
), verdicts AS MATERIALIZED (
    SELECT g.*, v.outcome,
        CASE
            WHEN v.outcome IN ('granted', 'repeated') THEN ''
            WHEN refusal <> '' THEN refusal
            WHEN after <> '' THEN after
            WHEN is_used_up THEN 'purpose-limit'
            ELSE 'total-limit'
        END AS reason,
        CASE WHEN v.outcome IN ('granted', 'repeated')
            THEN coalesce(held_from, %(at)s::timestamptz) END AS valid_from,
        CASE WHEN v.outcome IN ('granted', 'repeated') THEN coalesce(held_until,
            %(at)s::timestamptz + make_interval(mins => minutes)) END AS valid_until,
        CASE v.outcome WHEN 'granted' THEN ordinal::smallint END AS place_of_day,
        CASE v.outcome WHEN 'repeated' THEN coalesce(held_day, %(day)s::date) END AS permit_day,
        CASE v.outcome WHEN 'repeated' THEN coalesce(held_id, granted_id) END AS permit_id
    FROM granted g
    CROSS JOIN LATERAL (SELECT CASE
        WHEN refusal = ANY(%(told)s::text[]) THEN 'told'
        WHEN refusal <> '' THEN 'refused'
        WHEN held_id IS NOT NULL OR granted_place < place THEN 'repeated'
        WHEN is_granted THEN 'granted'
        ELSE 'refused' END AS outcome) AS v
), written AS (
    INSERT INTO sms_permits_decision (day, id, subject, document, purpose, sender, channel,
        asked_at, decided_at, outcome, reason, valid_from, valid_until, ordinal, permit_day,
        permit_id, is_extension, certificate, district, language, rules)
    SELECT %(day)s, id, CASE WHEN outcome <> 'told' THEN subject END, document, purpose, sender,
        %(channel)s, asked_at, %(at)s, outcome, reason, valid_from, valid_until, place_of_day,
        permit_day, permit_id, false, '', district, language, %(version)s
    FROM verdicts
)
SELECT outcome, reason, valid_from, valid_until, place_of_day, permit_day, permit_id
FROM verdicts ORDER BY place
"""


@dataclass(frozen=True, slots=True)
class Asked:
    """One request on its way to a decision."""

    request: Request
    person: Person | None
    """Whom the document led to; None where it led to nobody."""
    asked_at: dt.datetime
    language: str


@dataclass(frozen=True, slots=True)
class Decided:
    """What one request came to."""

    outcome: str
    reason: Reason | None
    valid_from: dt.datetime | None
    valid_until: dt.datetime | None
    ordinal: int | None
    permit_day: dt.date | None
    permit_id: UUID | None
    """The permit that was told again."""


def lock(subjects: Collection[UUID]) -> None:
    """Hold these people until the transaction ends: nobody else decides about them. In a
    statement of its own, so that the next one sees what was committed meanwhile; in one order, so
    that no two wait for each other."""
    keys = sorted({_key(subject) for subject in subjects})
    if keys:
        select(_LOCK, [array(keys)])


def _key(subject: UUID) -> int:
    key = (subject.int & (2**64 - 1)) ^ _KEY_SPACE
    return key - 2**64 if key >= 2**63 else key


def decide(
    asked: Sequence[Asked], set_by: Rules | None, *, channel: str, at: dt.datetime
) -> list[Decided]:
    """Decide about requests in their order and write it down, in the caller's transaction.

    A request whose `id` was decided on this day already is an error of the database: who calls
    gives each once.
    """
    if not asked:
        return []
    local = timezone.localtime(at)
    people = sorted({each.person.id for each in asked if each.person})
    lock(people)
    rows = select(_DECIDE, _parameters(asked, people, set_by, channel, at, local))
    return [
        Decided(outcome, Reason(reason) if reason else None, *rest)
        for outcome, reason, *rest in rows
    ]


def _parameters(
    asked: Sequence[Asked],
    people: Sequence[UUID],
    set_by: Rules | None,
    channel: str,
    at: dt.datetime,
    local: dt.datetime,
) -> Any:
    first, last = days_around(at)
    purposes = set_by.purposes if set_by else ()
    late = {
        each.code: reason.value
        for each in purposes
        if set_by and (reason := rules.after_the_past(each, set_by, local=local))
    }
    before = [
        rules.before_the_past(each.request, each.person, set_by, local=local) for each in asked
    ]
    return {
        "ids": array(each.request.id for each in asked),
        "subjects": array(each.person.id if each.person else None for each in asked),
        "documents": array(each.request.document for each in asked),
        "purposes": array(each.request.purpose for each in asked),
        "senders": array(each.request.sender for each in asked),
        "asked": array(each.asked_at for each in asked),
        "languages": array(each.language for each in asked),
        "districts": array(each.person.district if each.person else "" for each in asked),
        "before": array(reason.value if reason else "" for reason in before),
        "after": array(late.get(each.request.purpose, "") for each in asked),
        "people": array(people),
        "codes": [each.code for each in purposes],
        "minutes": [each.minutes for each in purposes],
        "limits": [each.daily_limit for each in purposes],
        "counted": [each.counts_in_total for each in purposes],
        "total": set_by.total_daily_limit if set_by else None,
        "version": set_by.version if set_by else None,
        "told": [each.value for each in Reason if each.is_told],
        "channel": channel,
        "at": at,
        "day": local.date(),
        "first": first,
        "last": last,
    }

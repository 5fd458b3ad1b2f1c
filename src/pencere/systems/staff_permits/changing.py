"""The statements by which permits change, each for any number of them at once, and the job that
each change brings along. The caller has decided, under the employer's lock."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

from pencere.kernel import clock, jobs
from pencere.kernel.actors import Actor
from pencere.kernel.journal.api import Entry, record_many
from pencere.kernel.rows import select, write
from pencere.systems.staff_permits import words
from pencere.systems.staff_permits.access import LAW, PURPOSE
from pencere.systems.staff_permits.models import LIVE, Dispatch, Event, Permit

_CONFIRM = """
UPDATE staff_permits_permit
SET state = 'confirmed', starts_on = greatest(starts_on, %s), confirmed_at = %s,
    confirmed_by = %s, rules_version = %s
WHERE id = ANY(%s)
"""
_CLOSE = """
UPDATE staff_permits_permit
SET state = %s, closed_at = %s, closed_by = %s, reason_code = %s, reason = %s
WHERE id = ANY(%s) AND state = ANY(%s)
RETURNING id
"""
_EVENTS = """
INSERT INTO staff_permits_event (permit_id, at, kind, who, data, is_told)
SELECT id, %s, %s, %s::jsonb, %s::jsonb, %s FROM unnest(%s::uuid[]) WITH ORDINALITY AS t(id, place)
ORDER BY place
"""
_DISPATCHES = """
INSERT INTO staff_permits_dispatch (permit_id, kind, made_at, outcome, reason)
SELECT id, %s, %s, 'waiting', '' FROM unnest(%s::uuid[]) WITH ORDINALITY AS t(id, place)
ORDER BY place
"""
TOLD = frozenset(
    {
        Event.Kind.CONFIRMED,
        Event.Kind.REFUSED,
        Event.Kind.REVOKED,
        Event.Kind.ENDED,
        Event.Kind.EXTENDED,
    }
)
"""Of what the employee gets a notice; the page shows the rest."""


def confirm_rows(ids: Sequence[UUID], *, actor: Actor, version: UUID) -> None:
    """Drafts become confirmed permits, which begin today at the earliest."""
    values = [clock.today(), clock.now(), actor.account_id, version, list(ids)]
    write(_CONFIRM, values)
    put_events(ids, Event.Kind.CONFIRMED, actor=actor)
    put_dispatches(ids, Dispatch.Kind.GRANT)


def close_rows(
    permits: Sequence[Permit],
    *,
    state: str,
    reason_code: str,
    reason: str = "",
    actor: Actor,
) -> int:
    """Live permits end before their time: told to the ministry and the employee, and journaled.
    Those that aren't live any more are left alone; returns how many ended."""
    values = [state, clock.now(), actor.account_id, reason_code, reason]
    ids = {id_ for (id_,) in select(_CLOSE, [*values, [each.pk for each in permits], list(LIVE)])}
    closed = [each for each in permits if each.pk in ids]
    if not closed:
        return 0
    is_revoked = state == Permit.State.REVOKED
    data = {"reason_code": reason_code, "reason": reason}
    kind = Event.Kind.REVOKED if is_revoked else Event.Kind.ENDED
    put_events([each.pk for each in closed], kind, actor=actor, data=data)
    put_dispatches(
        [each.pk for each in closed], Dispatch.Kind.REVOKE if is_revoked else Dispatch.Kind.END
    )
    journal(words.REVOKED if is_revoked else words.ENDED, closed, actor=actor)
    follow_up()
    return len(closed)


def put_events(
    ids: Sequence[UUID],
    kind: str,
    *,
    actor: Actor,
    data: Mapping[str, object] | None = None,
    is_told: bool | None = None,
) -> None:
    """The same event for each permit; `is_told` says that nobody needs a notice of it."""
    label = json.dumps(dict(actor.label), ensure_ascii=False)
    packed = json.dumps(dict(data or {}), ensure_ascii=False)
    is_quiet = kind not in TOLD if is_told is None else is_told
    write(_EVENTS, [clock.now(), kind, label, packed, is_quiet, list(ids)])


def put_dispatches(ids: Sequence[UUID], kind: str) -> None:
    """What the ministry will be told of each permit."""
    write(_DISPATCHES, [kind, clock.now(), list(ids)])


def journal(action: str, permits: Iterable[Permit], *, actor: Actor) -> None:
    """A row about each employee."""
    record_many(
        entries=[
            Entry(
                actor=actor,
                action=action,
                subject=permit.employee_id,
                about=permit.about,
                purpose=PURPOSE,
                justification=LAW,
                params={"number": permit.number},
            )
            for permit in permits
        ]
    )


def follow_up() -> None:
    """Once this is committed, employees are told and the ministry is sent what waits."""
    jobs.defer(jobs.named("staff-permits.tell"))
    jobs.defer(jobs.named("staff-permits.exchange"))

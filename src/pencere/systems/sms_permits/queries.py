"""Reads of permits and of what was asked for a person."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils import timezone

from pencere.blocks.parties import api as parties
from pencere.kernel import clock, rows
from pencere.kernel.actors import Actor
from pencere.kernel.errors import NotFound, Refused
from pencere.systems.sms_permits.rules import LOOK_BACK, Reason
from pencere.systems.sms_permits.values import Answered, OfflineRow, Permit

ASK = "permits.ask"
"""The scope of a mandate by which one may ask for a permit in another's name."""
BY_FAMILY = frozenset({"parent", "guardian"})
"""Kinds of mandates that cover asking for a permit, whatever their scopes."""

_PERMIT = (
    "id, day, subject, document, purpose, valid_from, valid_until, decided_at, channel, sender,"
    " CASE WHEN is_extension THEN permit_id END"
)


def may_ask_for(actor: Actor) -> UUID:
    """The person for whom `actor` asks and sees permits: themselves, or whom they act for.

    Raises Refused for who is not a person, or acts by a mandate that doesn't cover it.
    """
    if actor.kind != "person" or actor.applicant_id is None:
        raise Refused(code="not-a-person")
    if actor.on_behalf_of is not None:
        is_family = actor.mandate_kind in BY_FAMILY
        if not is_family and not parties.covers(actor.mandate_scopes, [ASK]):
            raise Refused(code="mandate-does-not-cover")
        if parties.party(actor.on_behalf_of).kind == "organisation":
            raise Refused(code="not-a-person")
    return actor.applicant_id


def permits_of(*, actor: Actor, since: dt.date) -> list[Permit]:
    """The permits of the one for whom `actor` acts, granted on `since` or later, newest first.

    Raises Refused as `may_ask_for` does.
    """
    found = rows.select(
        f"SELECT {_PERMIT} FROM sms_permits_decision"  # noqa: S608
        " WHERE subject = %s AND day >= %s AND ordinal >= 1 ORDER BY day DESC, ordinal DESC",
        [may_ask_for(actor), since],
    )
    return [Permit(*row) for row in found]


def answered(request: UUID, *, since: dt.date) -> Answered | None:
    """What one request came to, if it was decided on this day or later; a permit that was told
    again comes with it."""
    found = rows.select(
        f"SELECT {_PERMIT}, asked_at, outcome, reason, permit_day, permit_id"  # noqa: S608
        " FROM sms_permits_decision WHERE id = %s AND day >= %s",
        [request, since],
    )
    if not found:
        return None
    *own, permit_day, permit_id = found[0]
    one = _answered(own)
    if one.outcome != "repeated":
        return one
    again = rows.select(
        f"SELECT {_PERMIT} FROM sms_permits_decision WHERE day = %s AND id = %s",  # noqa: S608
        [permit_day, permit_id],
    )
    return replace(one, permit=Permit(*again[0]) if again else None)


def extensions_of(subject: UUID) -> list[tuple[str, Permit]]:
    """The person's extensions with the certificates that were given for them."""
    found = rows.select(
        f"SELECT {_PERMIT}, certificate FROM sms_permits_decision"  # noqa: S608
        " WHERE subject = %s AND ordinal >= 1 AND is_extension",
        [subject],
    )
    return [(certificate, Permit(*own)) for *own, certificate in found]


def is_blocked(subject: UUID, at: dt.datetime) -> bool:
    """Whether an officer's block of a person holds."""
    return bool(
        rows.select(
            "SELECT FROM sms_permits_block WHERE subject = %s AND lifted_at IS NULL"
            " AND blocked_from <= %s AND (blocked_until IS NULL OR blocked_until > %s)",
            [subject, at, at],
        )
    )


def _answered(row: Sequence[Any]) -> Answered:
    *own, asked_at, outcome, reason = row
    id_, day, _subject, document, purpose, _from, _until, decided_at, channel, sender, _extends = (
        own
    )
    return Answered(
        id=id_,
        day=day,
        document=document,
        purpose=purpose,
        asked_at=asked_at,
        decided_at=decided_at,
        channel=channel,
        sender=sender,
        outcome=outcome,
        reason=Reason(reason) if reason else None,
        permit=Permit(*own) if outcome == "granted" else None,
    )


def permit(*, actor: Actor, reference: str) -> Permit:
    """One permit of the person for whom `actor` acts, by its `reference`. Raises NotFound, also
    where it is somebody else's, and Refused as `may_ask_for` does."""
    found = _by_reference(reference)
    if found is None or found.subject != may_ask_for(actor):
        raise NotFound(code="unknown-permit")
    return found


def _by_reference(reference: str) -> Permit | None:
    try:
        day = dt.datetime.strptime(reference[:8], "%Y%m%d").date()  # noqa: DTZ007
        id_ = UUID(hex=reference[8:])
    except ValueError:
        return None
    found = rows.select(
        f"SELECT {_PERMIT} FROM sms_permits_decision"  # noqa: S608
        " WHERE day = %s AND id = %s AND outcome = 'granted'",
        [day, id_],
    )
    return Permit(*found[0]) if found else None


def days_around(at: dt.datetime) -> tuple[dt.date, dt.date]:
    """The first and the last day on which a permit that holds at `at` can have been granted; the
    last one is tomorrow, for a clock that was set back over midnight."""
    today = timezone.localdate(at)
    return today - dt.timedelta(days=LOOK_BACK), today + dt.timedelta(days=1)


def valid_permits(
    *, subjects: Collection[UUID], at: dt.datetime | None = None
) -> Mapping[UUID, list[Permit]]:
    """The permits of several people that hold at an instant (now), the one that ends last first;
    for those who are entitled to know already. Costs one SELECT."""
    at = at or clock.now()
    found = rows.select(
        f"SELECT {_PERMIT} FROM sms_permits_decision"  # noqa: S608
        " WHERE subject = ANY(%s) AND day BETWEEN %s AND %s AND ordinal >= 1"
        " AND valid_from <= %s AND valid_until > %s ORDER BY valid_until DESC, id",
        [list(subjects), *days_around(at), at, at],
    )
    permits: dict[UUID, list[Permit]] = {subject: [] for subject in subjects}
    for row in found:
        permits[row[2]].append(Permit(*row))
    return permits


def offline_rows(
    *, at: dt.datetime, until: dt.datetime | None = None, districts: Collection[str] = ()
) -> Iterator[OfflineRow]:
    """All permits that hold at some time from `at` to `until` (just at `at`), in the order of
    documents, read as they are used: there may be millions. For a list that is signed.

    With `districts` only those of people who are registered there, or whose district isn't known.
    """
    first, _last = days_around(at)
    with connection.chunked_cursor() as cursor:
        cursor.execute(
            "SELECT document, purpose, valid_from, valid_until FROM sms_permits_decision"
            " WHERE day >= %s AND outcome = 'granted' AND valid_from <= %s AND valid_until > %s"
            " AND (%s OR district = ANY(%s)) ORDER BY document, valid_from",
            [first, until or at, at, not districts, [*districts, ""]],
        )
        while chunk := cursor.fetchmany(2000):
            yield from (OfflineRow(*row) for row in chunk)

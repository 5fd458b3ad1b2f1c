"""Which gateway processes live, and with which centres they are bound."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import connection

from pencere.blocks.sms.values import CentreState
from pencere.kernel import clock

ALIVE = dt.timedelta(seconds=15)
"""A gateway process that gave no sign of life for so long counts as gone."""
DOWN_AFTER = dt.timedelta(seconds=15)
"""Another centre stands in for one to which no process has been bound for so long."""
REMEMBERED = dt.timedelta(days=7)

_BEAT = """
INSERT INTO sms_gateway (gateway, centre, bound, wanted, last_error, seen_at, bound_at)
SELECT %s, m.centre, m.bound, m.wanted, m.last_error, %s, CASE WHEN m.bound > 0 THEN %s END
FROM unnest(%s::text[], %s::smallint[], %s::smallint[], %s::text[])
    AS m (centre, bound, wanted, last_error)
ON CONFLICT (gateway, centre) DO UPDATE SET bound = excluded.bound, wanted = excluded.wanted,
    last_error = excluded.last_error, seen_at = excluded.seen_at,
    bound_at = coalesce(excluded.bound_at, sms_gateway.bound_at)
"""
_STATE = """
SELECT centre, coalesce(sum(bound) FILTER (WHERE seen_at > %s), 0)::int,
    coalesce(sum(wanted) FILTER (WHERE seen_at > %s), 0)::int, max(seen_at),
    coalesce((array_agg(last_error ORDER BY seen_at DESC) FILTER (WHERE bound = 0))[1], '')
FROM sms_gateway GROUP BY centre ORDER BY centre
"""
_DOWN = """
SELECT centre FROM sms_gateway GROUP BY centre
HAVING coalesce(max(bound_at), '-infinity') < %s ORDER BY centre
"""


@dataclass(frozen=True, slots=True)
class Standing:
    """How one process stands with one centre."""

    centre: str
    bound: int
    wanted: int
    last_error: str = ""


def beat(gateway: UUID, standings: Sequence[Standing]) -> None:
    """Say how this process stands with its centres."""
    now = clock.now()
    with connection.cursor() as cursor:
        cursor.execute(
            _BEAT,
            [
                gateway,
                now,
                now,
                [each.centre for each in standings],
                [each.bound for each in standings],
                [each.wanted for each in standings],
                [each.last_error for each in standings],
            ],
        )


def leave(gateway: UUID) -> None:
    """This process ends in good order: nobody need wait for its sign of life."""
    with connection.cursor() as cursor:
        cursor.execute("UPDATE sms_gateway SET bound = 0, wanted = 0 WHERE gateway = %s", [gateway])


def forget_gone() -> None:
    """Delete what processes said that have been gone for long."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM sms_gateway WHERE seen_at < %s", [clock.now() - REMEMBERED])


def centres() -> list[CentreState]:
    """Every centre that a gateway process served lately."""
    alive = clock.now() - ALIVE
    with connection.cursor() as cursor:
        cursor.execute(_STATE, [alive, alive])
        return [CentreState(*row) for row in cursor.fetchall()]


def processes() -> dict[str, int]:
    """How many gateway processes are bound to each centre."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT centre, count(*) FROM sms_gateway WHERE seen_at > %s AND bound > 0"
            " GROUP BY centre",
            [clock.now() - ALIVE],
        )
        return dict(cursor.fetchall())


def centres_down() -> list[str]:
    """The centres to which nobody has been bound for a while."""
    with connection.cursor() as cursor:
        cursor.execute(_DOWN, [clock.now() - DOWN_AFTER])
        return [name for (name,) in cursor.fetchall()]

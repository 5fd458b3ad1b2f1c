"""Taking a seat: the one place where a time is given to somebody.

Those who want the same time stand in line behind an advisory lock of that time, so each sees
what the one before took; different times don't wait for each other. Should a line of code ever
forget the lock, the unique index on place, time and seat refuses the second.
"""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from pencere.casework.appointments import rules
from pencere.casework.appointments.errors import TimeTaken
from pencere.casework.appointments.places import Place
from pencere.casework.appointments.queries import TAKING, offered
from pencere.kernel import clock, rows

PLACE_LOCK, TIME_LOCK = 7301, 7302
"""First halves of the advisory locks; the second is a hash of the place, or of place and time."""


def free_seat(at: Place, starts_at: dt.datetime, *, is_agency: bool) -> tuple[rules.Slot, int]:
    """The time and a seat of it that is free until the end of this transaction.

    Raises TimeTaken when it isn't offered (any more) or all seats are had.
    """
    _stand_in_line(at.code, starts_at)
    day = timezone.localdate(starts_at)
    slot = next(
        (s for s in offered(at, day, is_agency=is_agency) if s.starts_at == starts_at), None
    )
    if slot is None:
        raise TimeTaken
    seat = rules.lowest_free(_seats_taken(at.code, starts_at), slot.capacity)
    if seat is None:
        raise TimeTaken
    return slot, seat


def lock_place(code: str) -> None:
    """Keep closures and bookings of a place apart: bookings share the lock, a closure does not."""
    rows.select("SELECT pg_advisory_xact_lock(%s, hashtext(%s))", [PLACE_LOCK, code])


def _stand_in_line(code: str, starts_at: dt.datetime) -> None:
    """Wait for a closure of the place, then for those who want the same time."""
    time = f"{code}@{starts_at.astimezone(dt.UTC).isoformat()}"
    rows.select(
        "SELECT pg_advisory_xact_lock_shared(%s, hashtext(%s)),"
        " pg_advisory_xact_lock(%s, hashtext(%s))",
        [PLACE_LOCK, code, TIME_LOCK, time],
    )


def _seats_taken(code: str, starts_at: dt.datetime) -> set[int]:
    """The seats that are had; those that were kept too long are given up.

    What is locked is just being given up by its owner; waiting for them could go in a circle.
    """
    found = rows.select(
        _SEATS, [code, starts_at, clock.now(), code, starts_at, [*map(str, TAKING)]]
    )
    return {seat for (seat,) in found}


_SEATS = """
WITH given_up AS (
    DELETE FROM appointments_appointment WHERE id IN (
        SELECT id FROM appointments_appointment WHERE place = %s AND starts_at = %s
        AND status = 'hold' AND hold_until <= %s FOR UPDATE SKIP LOCKED
    ) RETURNING id
)
SELECT seat FROM appointments_appointment
WHERE place = %s AND starts_at = %s AND status = ANY(%s) AND id NOT IN (SELECT id FROM given_up)
"""

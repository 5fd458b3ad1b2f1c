"""Taking a seat: the one place where a time is given to somebody.

Those who want the same time stand in line behind an advisory lock of that time, so each sees
what the one before took; different times don't wait for each other. Should a line of code ever
forget the lock, the unique index on place, time and seat refuses the second.
"""

from __future__ import annotations

import datetime as dt

from django.db import connection
from django.utils import timezone

from pencere.casework.appointments import rules
from pencere.casework.appointments.errors import TimeTaken
from pencere.casework.appointments.models import Appointment
from pencere.casework.appointments.places import Place
from pencere.casework.appointments.queries import TAKING, offered
from pencere.kernel import clock

PLACE_LOCK, TIME_LOCK = 7301, 7302
"""First halves of the advisory locks; the second is a hash of the place, or of place and time."""


def free_seat(at: Place, starts_at: dt.datetime, *, is_agency: bool) -> tuple[rules.Slot, int]:
    """The time and a seat of it that is free until the end of this transaction.

    Raises TimeTaken when it isn't offered (any more) or all seats are had.
    """
    lock_place(at.code, is_shared=True)
    _lock(TIME_LOCK, f"{at.code}@{starts_at.astimezone(dt.UTC).isoformat()}")
    day = timezone.localdate(starts_at)
    slot = next(
        (s for s in offered(at, day, is_agency=is_agency) if s.starts_at == starts_at), None
    )
    if slot is None:
        raise TimeTaken
    _drop_old_holds(at.code, starts_at)
    taken = Appointment.objects.filter(place=at.code, starts_at=starts_at, status__in=TAKING)
    seat = rules.lowest_free(set(taken.values_list("seat", flat=True)), slot.capacity)
    if seat is None:
        raise TimeTaken
    return slot, seat


def lock_place(code: str, *, is_shared: bool = False) -> None:
    """Keep closures and bookings of a place apart: bookings share the lock, a closure does not."""
    _lock(PLACE_LOCK, code, is_shared=is_shared)


def _drop_old_holds(code: str, starts_at: dt.datetime) -> None:
    """What is locked is just being given up by its owner; waiting for them could go in a circle."""
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM appointments_appointment WHERE id IN ("
            " SELECT id FROM appointments_appointment WHERE place = %s AND starts_at = %s"
            " AND status = 'hold' AND hold_until <= %s FOR UPDATE SKIP LOCKED)",
            [code, starts_at, clock.now()],
        )


def _lock(kind: int, name: str, *, is_shared: bool = False) -> None:
    function = "pg_advisory_xact_lock_shared" if is_shared else "pg_advisory_xact_lock"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {function}(%s, hashtext(%s))", [kind, name])

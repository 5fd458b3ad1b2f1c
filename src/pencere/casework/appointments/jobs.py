"""Background work of appointments: the reminder of the day before, and holds that ran out."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils import timezone

from pencere.casework.appointments import journal_actions, texts
from pencere.casework.appointments.actions import tell
from pencere.casework.appointments.models import Appointment
from pencere.kernel import clock, jobs
from pencere.kernel.actors import system
from pencere.kernel.journal.api import Justification, record

FROM_HOUR = 9
"""People are not woken: reminders go out from this hour on."""
BATCH = 100


@jobs.periodic(cron="7 * * * *")
@jobs.task(name="appointments.reminders", lock="appointments.reminders")
def reminders(timestamp: int) -> None:
    """Each hour of the day: remind of tomorrow's appointments, each once."""
    if timezone.localtime(clock.now()).hour >= FROM_HOUR:
        while remind():
            pass


@transaction.atomic
def remind() -> int:
    """Remind of some of tomorrow's appointments; returns how many. What was booked or changed
    today needs no reminder: it was just told."""
    tomorrow = clock.today() + dt.timedelta(days=1)
    rows = list(
        Appointment.objects.select_for_update(skip_locked=True, of=("self",))
        .filter(
            status=Appointment.Status.BOOKED,
            reminded_at__isnull=True,
            changed_at__lt=clock.start_of(clock.today()),
            starts_at__gte=clock.start_of(tomorrow),
            starts_at__lt=clock.start_of(tomorrow + dt.timedelta(days=1)),
        )
        .order_by("starts_at", "id")[:BATCH]
    )
    for row in rows:
        row.reminded_at = clock.now()
        row.save(update_fields=["reminded_at"])
        tell(row, "reminder")
        record(
            actor=system("appointments"),
            action=journal_actions.REMINDED,
            subject=row.party_id,
            about=row.about,
            justification=Justification(kind="application", reference=row.reference),
            params={"time": texts.moment(row.starts_at), "place": row.place},
        )
    return len(rows)


@jobs.periodic(cron="21 * * * *")
@jobs.task(name="appointments.forget-holds", queue="housekeeping")
def forget_holds(timestamp: int) -> None:
    """Each hour: remove what was kept for somebody who did not book."""
    Appointment.objects.filter(
        status=Appointment.Status.HOLD, hold_until__lt=clock.now() - dt.timedelta(hours=1)
    ).delete()

"""A place's days as its officers see them: who comes when, closures and extra hours."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from pencere.casework.appointments import access, journal_actions
from pencere.casework.appointments.booking import lock_place
from pencere.casework.appointments.models import Appointment, Exceptional
from pencere.casework.appointments.places import Place, places
from pencere.casework.appointments.queries import TAKING, exceptional, shown, slots
from pencere.casework.appointments.rules import DAY, Slot
from pencere.casework.appointments.values import ExceptionShown, ScheduleDay, Visit
from pencere.kernel import clock
from pencere.kernel.actors import Actor
from pencere.kernel.errors import Invalid, NotFound
from pencere.kernel.journal.api import Entry, Justification, record, record_many

Status = Appointment.Status
LONGEST = dt.timedelta(days=366)
MOST_DAYS = 31
LONGEST_REASON = 200


def own_places(*, actor: Actor) -> list[Place]:
    """The places of the officer's agency that their post may see."""
    if actor.kind != "officer" or actor.roles.isdisjoint(access.ROLES):
        return []
    return [each for each in places().values() if each.agency == actor.agency]


@transaction.atomic
def schedule(*, actor: Actor, place: str, first: dt.date, days: int) -> list[ScheduleDay]:
    """`days` days of a place from `first` on. Whoever is named in it is told in their journal
    who looked. Raises NotFound for another agency's place."""
    at = access.place_of(actor=actor, code=place)
    last = first + dt.timedelta(days=min(days, MOST_DAYS) - 1)
    begins, ends = clock.start_of(first), clock.start_of(last + DAY)
    rows = list(
        Appointment.objects.filter(place=place, starts_at__gte=begins, starts_at__lt=ends)
        .exclude(status__in=[Status.HOLD, Status.CANCELLED])
        .select_related("party")
        .order_by("starts_at", "seat", "id")
    )
    _journal_reading(actor, rows)
    exceptions = exceptional(place, begins, ends)
    listed = slots(at, first, last)
    return [
        ScheduleDay(
            day=day,
            visits=tuple(Visit(shown(row), row.party.name) for row in rows if row.day == day),
            free=_free(listed[day], [row for row in rows if row.day == day]),
            is_open=bool(listed[day]),
            exceptions=tuple(
                _exception(each)
                for each in exceptions
                if each.starts_at < clock.start_of(day + DAY) and each.ends_at > clock.start_of(day)
            ),
        )
        for day in listed
    ]


def _free(listed: list[Slot], rows: list[Appointment]) -> int:
    """How many could still come on a day, at the times that lie ahead."""
    now = clock.now()
    had = Counter(row.starts_at for row in rows if row.status in TAKING)
    ahead = (slot for slot in listed if slot.starts_at >= now)
    return sum(max(0, slot.capacity - had[slot.starts_at]) for slot in ahead)


def exceptions_ahead(*, actor: Actor, place: str) -> list[ExceptionShown]:
    """Closures and extra hours that are not over."""
    access.place_of(actor=actor, code=place)
    return [_exception(each) for each in exceptional(place, clock.now())]


@transaction.atomic
def enter_exception(
    *,
    actor: Actor,
    place: str,
    kind: str,
    starts_at: dt.datetime | None,
    ends_at: dt.datetime | None,
    capacity: int = 1,
    reason: str = "",
) -> UUID:
    """A head closes a place or opens it for extra hours. A repeat gives the first one.

    What is booked in a closed time is cancelled soon after, and the applicants are told why.
    Raises NotFound, Invalid by field.
    """
    at = access.place_of(actor=actor, code=place, roles={access.HEAD})
    if actor.account_id is None:
        raise NotFound
    reason = reason.replace("\0", "").strip()
    problems = _problems(kind, starts_at, ends_at, capacity, reason)
    if problems or starts_at is None or ends_at is None:
        raise Invalid(fields=problems, code="exception")
    lock_place(at.code)
    row, is_new = Exceptional.objects.get_or_create(
        place=at.code,
        kind=kind,
        starts_at=starts_at,
        ends_at=ends_at,
        capacity=capacity,
        reason=reason,
        withdrawn_at=None,
        defaults={"entered_by_id": actor.account_id, "entered_at": clock.now()},
    )
    if is_new:
        is_closure = kind == Exceptional.Kind.CLOSED
        action = journal_actions.CLOSED if is_closure else journal_actions.OPENED
        record(actor=actor, action=action, about=f"place:{at.code}")
    return row.pk


@transaction.atomic
def withdraw_exception(*, actor: Actor, id: UUID) -> None:
    """The place keeps its usual hours again. Raises NotFound."""
    row = Exceptional.objects.select_for_update().filter(pk=id).first()
    if row is None:
        raise NotFound
    access.place_of(actor=actor, code=row.place, roles={access.HEAD})
    if row.withdrawn_at is not None:
        return
    lock_place(row.place)
    row.withdrawn_at = clock.now()
    row.save(update_fields=["withdrawn_at"])
    record(actor=actor, action=journal_actions.RESTORED, about=f"place:{row.place}")


def _problems(
    kind: str,
    starts_at: dt.datetime | None,
    ends_at: dt.datetime | None,
    capacity: int,
    reason: str,
) -> dict[str, list[Any]]:
    problems: dict[str, list[Any]] = {}
    if kind not in Exceptional.Kind.values:
        problems["kind"] = [_("Choose what to enter.")]
    if starts_at is None:
        problems["starts"] = [_("Enter a day and a time.")]
    if ends_at is None:
        problems["ends"] = [_("Enter a day and a time.")]
    elif ends_at <= clock.now():
        problems["ends"] = [_("This is over already.")]
    elif starts_at is not None and not starts_at < ends_at <= starts_at + LONGEST:
        problems["ends"] = [_("The end comes after the beginning, and within a year of it.")]
    if not 1 <= capacity <= 500:
        problems["capacity"] = [_("Enter a number from 1 to 500.")]
    if kind == Exceptional.Kind.CLOSED and not reason:
        problems["reason"] = [_("Say why, in words for the people whose time it takes.")]
    elif len(reason) > LONGEST_REASON:
        problems["reason"] = [_("This is too long.")]
    return problems


def _exception(row: Exceptional) -> ExceptionShown:
    return ExceptionShown(
        id=row.pk,
        kind=row.kind,
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        capacity=row.capacity,
        reason=row.reason,
    )


def _journal_reading(actor: Actor, rows: list[Appointment]) -> None:
    """One row for each applicant whose name and time are shown."""
    once = {row.about: row for row in rows}
    record_many(
        entries=[
            Entry(
                actor=actor,
                action=journal_actions.LISTED,
                subject=row.party_id,
                about=about,
                justification=Justification(kind="application", reference=row.reference),
                params={"place": row.place},
            )
            for about, row in once.items()
        ]
    )

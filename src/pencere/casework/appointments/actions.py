"""Writes: a time is kept, booked, changed, cancelled, came to or missed.

The caller has found that the actor may act on the application (`Matter`) and holds its row's
lock, so that two steps of one application never run at once. Each change leaves a row in the
applicant's journal and, where they did not just do it in silence, a notice.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from pencere.blocks.notices import api as notices
from pencere.casework.appointments import journal_actions, texts
from pencere.casework.appointments.booking import free_seat
from pencere.casework.appointments.errors import NothingBooked, TooLateToChange
from pencere.casework.appointments.models import Appointment
from pencere.casework.appointments.places import place
from pencere.casework.appointments.queries import change_until, shown
from pencere.casework.appointments.values import Booked, Matter
from pencere.kernel import clock, rows
from pencere.kernel.actors import Actor
from pencere.kernel.journal.api import Justification, record
from pencere.kernel.text import Text, joined

Status = Appointment.Status
HOLD = dt.timedelta(minutes=10)
"""How long a time is kept for who makes up their mind."""


@transaction.atomic
def hold(*, actor: Actor, matter: Matter, place_code: str, starts_at: dt.datetime) -> Booked:
    """Keep a time for some minutes, in place of one that was kept before. Raises TimeTaken."""
    booked = _booked(matter)
    _require_changeable(actor, matter, booked)
    kept = (
        _holds(matter)
        .filter(place=place_code, starts_at=starts_at, hold_until__gt=clock.now())
        .first()
    )
    if kept is not None:
        return shown(kept)  # a repeat
    _holds(matter).delete()
    row = _new_row(actor, matter, place_code, starts_at, Status.HOLD)
    row.hold_until = clock.now() + HOLD
    row.save(force_insert=True)
    _journal(actor, matter, row, journal_actions.KEPT)
    return shown(row)


@transaction.atomic
@rows.together()
def book(
    *, actor: Actor, matter: Matter, place_code: str, starts_at: dt.datetime, key: str = ""
) -> Booked:
    """Book a time, or change to it. A repeat, by `key` or by the very time, changes nothing.

    Raises TimeTaken, TooLateToChange.
    """
    standing = {row.status: row for row in _standing(matter)}
    booked = standing.get(Status.BOOKED)
    if booked is not None:
        is_repeat = bool(key) and booked.idempotency_key == key
        if is_repeat or (booked.place, booked.starts_at) == (place_code, starts_at):
            return shown(booked)
    _require_changeable(actor, matter, booked)
    kept = _kept(standing.get(Status.HOLD), place_code, starts_at)
    row = kept or _new_row(actor, matter, place_code, starts_at, Status.BOOKED)
    if booked is not None:
        return _move(actor, matter, booked, to=row, key=key)
    row.status, row.hold_until, row.idempotency_key = Status.BOOKED, None, key
    row.changed_at = clock.now()
    if kept is None:
        rows.insert([row])
    else:
        row.save()
    _journal(actor, matter, row, journal_actions.BOOKED)
    tell(row, "booked")
    return shown(row)


@transaction.atomic
def cancel(*, actor: Actor, matter: Matter, reason: str = "") -> Booked:
    """Give the time back. Raises NothingBooked, TooLateToChange (the applicant)."""
    row = _require_booked(matter)
    _require_changeable(actor, matter, row)
    words = "cancelled" if actor.kind == "person" else "taken-back"
    return _cancel(actor, matter, row, words=words, reason=reason)


@transaction.atomic
def mark_held(*, actor: Actor, matter: Matter) -> Booked:
    """They came. Raises NothingBooked, also before the time has come; a repeat is none."""
    last = _last(matter)
    if last is not None and last.status == Status.HELD:
        return shown(last)
    row = _require_begun(matter)
    return _end(actor, matter, row, Status.HELD, journal_actions.HELD, "held")


@transaction.atomic
def mark_missed(*, actor: Actor, matter: Matter) -> Booked:
    """They did not come. Raises NothingBooked, also before the time has come."""
    last = _last(matter)
    if last is not None and last.status == Status.MISSED:
        return shown(last)
    row = _require_begun(matter)
    return _end(actor, matter, row, Status.MISSED, journal_actions.MISSED, "missed")


@transaction.atomic
def end_stay(*, actor: Actor, matter: Matter, is_closed: bool) -> None:
    """The application enters anew a state that asks for a time, or is closed: what was booked
    is cancelled, and what was is no longer counted."""
    row = _booked(matter)
    if row is not None and row.starts_at <= clock.now():
        _end(actor, matter, row, Status.HELD, journal_actions.HELD, "held")
    elif row is not None:
        _cancel(actor, matter, row, words="cancelled")
    _holds(matter).delete()
    if not is_closed:
        Appointment.objects.filter(application_id=matter.application_id, is_current=True).update(
            is_current=False
        )


def _rows(matter: Matter) -> Any:
    return Appointment.objects.filter(application_id=matter.application_id)


def _holds(matter: Matter) -> Any:
    return _rows(matter).filter(status=Status.HOLD)


def _standing(matter: Matter) -> list[Appointment]:
    """What is booked and what is kept for the application, at most one of each, locked."""
    return rows.find(
        Appointment,
        "application_id = %s AND status IN ('booked', 'hold') FOR UPDATE",
        [matter.application_id],
    )


def _booked(matter: Matter) -> Appointment | None:
    found: Appointment | None = (
        _rows(matter).select_for_update(of=("self",)).filter(status=Status.BOOKED).first()
    )
    return found


def _last(matter: Matter) -> Appointment | None:
    found: Appointment | None = (
        _rows(matter)
        .filter(is_current=True)
        .exclude(status__in=[Status.HOLD, Status.CANCELLED])
        .order_by("id")
        .last()
    )
    return found


def _require_booked(matter: Matter) -> Appointment:
    row = _booked(matter)
    if row is None:
        raise NothingBooked
    return row


def _require_begun(matter: Matter) -> Appointment:
    """The booked one, on its day or after: nobody came or stayed away tomorrow."""
    row = _require_booked(matter)
    if clock.now() < clock.start_of(row.day):
        raise NothingBooked
    return row


def _require_changeable(actor: Actor, matter: Matter, row: Appointment | None) -> None:
    """Officers may change what lies ahead, the applicant until the time that the service says."""
    if row is None:
        return
    limit: dt.datetime | None = row.starts_at
    if actor.kind == "person":
        limit = change_until(row.starts_at, matter.change_until)
    if limit is None or clock.now() > limit:
        raise TooLateToChange


def _new_row(
    actor: Actor, matter: Matter, place_code: str, starts_at: dt.datetime, status: str
) -> Appointment:
    """A row with a seat that is free until the transaction ends; not saved yet."""
    is_agency = actor.kind != "person"
    slot, seat = free_seat(place(place_code), starts_at, is_agency=is_agency)
    return Appointment(
        place=place_code,
        starts_at=slot.starts_at,
        ends_at=slot.ends_at,
        seat=seat,
        status=status,
        application_id=matter.application_id,
        reference=matter.reference,
        service=matter.service,
        title=dict(matter.title),
        state=matter.state,
        link=matter.link,
        scope=matter.scope,
        party_id=matter.party,
        created_at=clock.now(),
        changed_at=clock.now(),
    )


def _kept(hold: Appointment | None, place_code: str, starts_at: dt.datetime) -> Appointment | None:
    """The seat that was kept for the application, if it is one at this time; any other is
    given up."""
    if hold is None:
        return None
    is_same = (hold.place, hold.starts_at) == (place_code, starts_at)
    if is_same and hold.hold_until is not None and hold.hold_until > clock.now():
        return hold
    hold.delete()
    return None


def _move(
    actor: Actor, matter: Matter, booked: Appointment, *, to: Appointment, key: str
) -> Booked:
    """Change a booked appointment to the seat of `to`: it stays one event in calendars."""
    _holds(matter).delete()
    booked.place, booked.seat = to.place, to.seat
    booked.starts_at, booked.ends_at = to.starts_at, to.ends_at
    booked.idempotency_key = key
    booked.reminded_at = None
    _change(booked)
    _journal(actor, matter, booked, journal_actions.MOVED)
    tell(booked, "moved")
    return shown(booked)


def _cancel(
    actor: Actor, matter: Matter, row: Appointment, *, words: str, reason: str = ""
) -> Booked:
    row.status, row.is_by_agency = Status.CANCELLED, actor.kind != "person"
    _change(row)
    _journal(actor, matter, row, journal_actions.CANCELLED)
    tell(row, words, reason=reason)
    return shown(row)


def _end(
    actor: Actor, matter: Matter, row: Appointment, status: str, action: str, words: str
) -> Booked:
    row.status = status
    _change(row)
    _journal(actor, matter, row, action)
    tell(row, words)
    return shown(row)


def _change(row: Appointment) -> None:
    row.sequence += 1
    row.changed_at = clock.now()
    row.save()


def _journal(actor: Actor, matter: Matter, row: Appointment, action: str) -> None:
    record(
        actor=actor,
        action=action,
        subject=matter.party,
        about=row.about,
        justification=Justification(kind="application", reference=matter.reference),
        params={"time": texts.moment(row.starts_at), "place": row.place},
    )


def tell(row: Appointment, kind: str, *, reason: str = "") -> None:
    """Send a notice about an appointment, with an address for the calendar while it stands."""
    at = place(row.place)
    values: dict[str, Text | str] = {
        "service": row.service_title,
        "reference": row.reference,
        "time": texts.moment(row.starts_at),
        "place": at.title,
        "address": at.address,
        "reason": reason,
    }
    title, body = texts.WORDS[kind]
    words = [texts.filled(body, values)]
    if row.status == Status.BOOKED:
        address = settings.BASE_URL + reverse("appointments:download", args=[row.pk])
        words.append(texts.filled(texts.CALENDAR, {"address": address}))
    notices.send(
        party=row.party_id,
        kind=f"appointment.{kind}",
        title=texts.filled(title, values),
        body=joined(words, "\n\n"),
        link=row.link,
        about=row.about,
    )

"""An application's appointment as its applicant or its officer sees it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.utils import timezone

from pencere.casework.applications import access, situations
from pencere.casework.applications.matters import order_of
from pencere.casework.applications.models import Application
from pencere.casework.appointments import api as appointments
from pencere.casework.definitions import engine
from pencere.casework.definitions.model import AppointmentOrder, ServiceDefinition
from pencere.kernel import clock
from pencere.kernel.actors import Actor
from pencere.kernel.errors import NotFound
from pencere.kernel.text import Text
from pencere.kernel.workdays.api import Duration


@dataclass(frozen=True, slots=True)
class VisitShown:
    """What there is to say of it, and what this person can do now."""

    reference: str
    service: Text
    last: appointments.Booked | None
    """The appointment that is booked, or the last that was."""
    fact: str
    can_book: bool
    """Choose a time, or another one."""
    can_cancel: bool
    can_mark: bool
    """Note whether they came: officers, from the day itself on."""
    is_agency_choosing: bool
    """Whether it is the agency that chooses the time."""
    book_until: dt.datetime | None
    change_until: dt.datetime | None
    """Until when the applicant may change or cancel what is booked."""
    misses: int
    most_misses: int
    places: tuple[str, ...]

    changeable_before: Duration | None

    def limit_of(self, starts_at: dt.datetime) -> dt.datetime | None:
        """Until when the applicant might change an appointment at `starts_at`."""
        return appointments.change_until(starts_at, self.changeable_before)

    @property
    def needs_you(self) -> bool:
        """Whether the applicant has yet to choose a time."""
        return self.fact in ("none", "missed") and not self.is_agency_choosing


def visit(*, actor: Actor, reference: str) -> VisitShown | None:
    """The appointment of an application; None where nothing asks, or asked, for one.

    Raises NotFound to strangers.
    """
    is_officer = actor.kind == "officer"
    find = access.case_of if is_officer else access.own_application
    application, definition = find(actor=actor, application_id=access.id_of(reference))
    if application.is_draft or not definition.workflow.has_appointments:
        return None
    standing = appointments.standing(application.pk)
    found = order_of(application, definition, standing)
    if found is not None:
        return _shown(actor, application, definition, standing, found[1])
    return _past(application, definition, standing) if standing.last else None


def _shown(
    actor: Actor,
    application: Application,
    definition: ServiceDefinition,
    standing: appointments.Standing,
    order: AppointmentOrder,
) -> VisitShown:
    last, is_officer = standing.last, actor.kind == "officer"
    booked = last if standing.fact == "booked" else None
    until = _change_until(booked, order)
    may_change = False
    if booked is not None:
        limit = booked.starts_at if is_officer else until
        may_change = limit is not None and clock.now() <= limit
    may_choose = (is_officer or order.book == "applicant") and standing.fact != "held"
    return VisitShown(
        reference=application.reference,
        service=definition.title,
        last=last,
        fact=standing.fact,
        can_book=application.is_open and (may_change if booked else may_choose),
        can_cancel=may_change,
        can_mark=is_officer
        and booked is not None
        and timezone.localdate(booked.starts_at) <= clock.today(),
        is_agency_choosing=order.book == "officer",
        book_until=engine.book_until(
            order, application.entered_at, situations.situation_of(application, definition)
        ),
        change_until=until,
        misses=standing.misses,
        most_misses=order.misses,
        places=order.places,
        changeable_before=order.change_until,
    )


def _change_until(
    booked: appointments.Booked | None, order: AppointmentOrder
) -> dt.datetime | None:
    if booked is None:
        return None
    return appointments.change_until(booked.starts_at, order.change_until)


def choose(
    *, actor: Actor, reference: str, place: str = "", day: str = ""
) -> tuple[VisitShown, appointments.Choosing]:
    """What can be chosen for an application. Raises NotFound where nothing can."""
    shown = visit(actor=actor, reference=reference)
    if shown is None or not shown.can_book:
        raise NotFound
    choosing = appointments.choosing(
        codes=shown.places,
        wanted_place=place,
        wanted_day=day,
        is_agency=actor.kind == "officer",
    )
    return shown, choosing


def kept_time(*, actor: Actor, reference: str) -> appointments.Booked | None:
    """The time that is kept for who makes up their mind. Raises NotFound to strangers."""
    find = access.case_of if actor.kind == "officer" else access.own_application
    application, _definition = find(actor=actor, application_id=access.id_of(reference))
    return appointments.held_time(application.pk)


def _past(
    application: Application, definition: ServiceDefinition, standing: appointments.Standing
) -> VisitShown:
    """Where the application is elsewhere by now: only what was."""
    return VisitShown(
        reference=application.reference,
        service=definition.title,
        last=standing.last,
        fact=standing.fact,
        can_book=False,
        can_cancel=False,
        can_mark=False,
        is_agency_choosing=True,
        book_until=None,
        change_until=None,
        misses=standing.misses,
        most_misses=standing.misses,
        places=(),
        changeable_before=None,
    )

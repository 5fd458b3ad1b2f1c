"""An application's appointment: the time is kept, booked, changed, cancelled, came to or missed,
and the application goes on from there within the same transaction."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from pencere.casework.applications import access, rules, texts
from pencere.casework.applications.actions.progress import Progress
from pencere.casework.applications.matters import matter_of, order_of
from pencere.casework.applications.models import Application
from pencere.casework.appointments import api as appointments
from pencere.casework.definitions.model import AppointmentOrder, ServiceDefinition
from pencere.kernel.actors import Actor
from pencere.kernel.errors import NotFound, Refused

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Case:
    """An application that is locked, with the appointment that its state asks for."""

    application: Application
    definition: ServiceDefinition
    standing: appointments.Standing
    order: AppointmentOrder
    matter: appointments.Matter


@transaction.atomic
def keep_time(
    *, actor: Actor, reference: str, place: str, starts_at: dt.datetime
) -> appointments.Booked:
    """Keep a time for some minutes. Raises NotFound, Refused, TimeTaken, TooLateToChange."""
    found = _asked(actor, reference, place)
    return appointments.hold(
        actor=actor, matter=found.matter, place_code=place, starts_at=starts_at
    )


@transaction.atomic
def book_time(
    *, actor: Actor, reference: str, place: str, starts_at: dt.datetime, key: str = ""
) -> appointments.Booked:
    """Book a time or change to it, and let the system's steps follow. A repeat changes nothing.

    Raises NotFound, Refused, TimeTaken, TooLateToChange.
    """
    found = _asked(actor, reference, place)
    booked = appointments.book(
        actor=actor, matter=found.matter, place_code=place, starts_at=starts_at, key=key[:64]
    )
    _go_on(found, before=found.standing.fact)
    return booked


@transaction.atomic
def cancel_time(*, actor: Actor, reference: str, reason: str = "") -> None:
    """Give the booked time back. Raises NotFound, Refused, NothingBooked, TooLateToChange."""
    found = _found(actor, reference)
    appointments.cancel(actor=actor, matter=found.matter, reason=reason)
    _go_on(found, before=found.standing.fact)


@transaction.atomic
def mark_visit(*, actor: Actor, reference: str, came: bool) -> None:
    """An officer notes whether they came. Raises NotFound, Refused, NothingBooked."""
    if actor.kind != "officer":
        raise NotFound
    found = _found(actor, reference)
    if came:
        appointments.mark_held(actor=actor, matter=found.matter)
        _go_on(found, before=found.standing.fact)
    else:
        _miss(found, actor)


def run_visits() -> int:
    """Days that passed without anybody having noted who came, and times that a closure took.

    Each application is a transaction of its own. Returns how many went on.
    """
    calls: list[tuple[UUID, Callable[[UUID], None]]] = [
        (each, _miss_by_itself) for each in appointments.past_due()
    ]
    calls += [
        (each, lambda id, why=reason: _take_back(id, why))  # type: ignore[misc]
        for each, reason in appointments.displaced()
    ]
    done = 0
    for application_id, call in calls:
        try:
            with transaction.atomic():
                call(application_id)
            done += 1
        except Exception:
            log.exception("the appointment of application %s could not go on", application_id)
    return done


def _asked(actor: Actor, reference: str, place: str) -> Case:
    """The case, for who may choose one of its places."""
    found = _found(actor, reference)
    if place not in found.order.places:
        raise NotFound
    is_first = found.standing.fact != "booked"
    if actor.kind == "person" and is_first and found.order.book != "applicant":
        raise Refused(_("The agency chooses the time and tells you."), code="agency-books")
    if found.standing.fact == "held":
        raise Refused(_("The appointment has taken place already."), code="held")
    return found


def _found(actor: Actor, reference: str) -> Case:
    application_id = access.id_of(reference)
    is_officer = actor.kind == "officer"
    find = access.case_of if is_officer else access.own_application
    application, definition = find(actor=actor, application_id=application_id, locked=True)
    if is_officer:
        access.require_impartial(actor=actor, application=application)
        allowed = {application.queue_role, application.escalated_to, rules.HEAD} - {""}
        if actor.roles.isdisjoint(allowed):
            raise Refused(
                _("Your post does not carry the role that this step asks for."),
                code="not-your-role",
            )
    return _case(application, definition)


def _case(application: Application, definition: ServiceDefinition) -> Case:
    """Raises NotFound where nothing asks for a time."""
    if not application.is_open:
        raise NotFound
    standing = appointments.standing(application.pk)
    found = order_of(application, definition, standing)
    if found is None:
        raise NotFound
    state, order = found
    matter = matter_of(application, definition, state=state, order=order)
    return Case(application, definition, standing, order, matter)


def _go_on(found: Case, *, before: str) -> None:
    """Let the system's steps follow what the appointment's fact is now, and set the timers."""
    if appointments.standing(found.application.pk).fact == before == "booked":
        return  # another time, the same fact
    progress = Progress(found.application, found.definition, found.application.steps.order_by("id"))
    progress.run_automatic()
    progress.write()


def _miss(found: Case, actor: Actor) -> None:
    appointments.mark_missed(actor=actor, matter=found.matter)
    application, order = found.application, found.order
    misses = appointments.standing(application.pk).misses
    progress = Progress(application, found.definition, application.steps.order_by("id"))
    is_there = application.state == found.matter.state
    if order.missed_to and is_there and misses >= order.misses:
        progress.strike(order.missed_to, texts.MISSED)
    progress.run_automatic()
    progress.write()


def _locked(application_id: UUID) -> Case:
    application = (
        Application.objects.select_related("applicant")
        .select_for_update(of=("self",))
        .get(pk=application_id)
    )
    return _case(application, access.definition_of(application))


def _miss_by_itself(application_id: UUID) -> None:
    found = _locked(application_id)
    _miss(found, Progress(found.application, found.definition).automaton())


def _take_back(application_id: UUID, reason: str) -> None:
    """A closure took the time: the applicant is told why, and chooses another."""
    found = _locked(application_id)
    actor = Progress(found.application, found.definition).automaton()
    appointments.cancel(actor=actor, matter=found.matter, reason=reason)
    _go_on(found, before=found.standing.fact)

"""Who may see which appointments: asked before anything is shown."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from pencere.blocks.parties.api import mandates_held
from pencere.casework.appointments.models import Appointment
from pencere.casework.appointments.places import Place, place
from pencere.kernel import clock
from pencere.kernel.actors import Actor
from pencere.kernel.errors import NotFound

ROLES = frozenset({"officer", "inspector", "head"})
"""Whose posts may see their agency's places."""
HEAD = "head"


def place_of(*, actor: Actor, code: str, roles: Iterable[str] = ROLES) -> Place:
    """A place of the officer's agency; anybody else's is NotFound."""
    at = place(code)
    if actor.kind != "officer" or at.agency != actor.agency or actor.roles.isdisjoint(roles):
        raise NotFound
    return at


def own_rows(*, person: UUID | None, party: UUID | None) -> list[Appointment]:
    """Appointments of a party that `person` is or represents at this moment, latest first;
    for another party's only those that the mandate covers. Raises NotFound without a mandate."""
    if person is None or party is None:
        raise NotFound
    rows = Appointment.objects.filter(party_id=party).exclude(status=Appointment.Status.HOLD)
    latest = list(rows.order_by("-starts_at", "-id")[:500])
    if person == party:
        return latest
    held = [
        each
        for each in mandates_held(person, clock.today())
        if each.grantor.id == party and not each.case
    ]
    if not held:
        raise NotFound
    return [
        row for row in latest if not row.scope or any(mandate.covers(row.scope) for mandate in held)
    ]

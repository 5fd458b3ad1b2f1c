"""Who may see which appointments: asked before anything is shown."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from pencere.blocks.parties.api import mandates_held, sees
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


def own_rows(*, actor: Actor) -> list[Appointment]:
    """Appointments of the party in whose name `actor` acts, latest first; for another's only
    those that the mandate covers. Raises NotFound."""
    if actor.kind != "person" or actor.applicant_id is None:
        raise NotFound
    return [row for row in _latest(actor.applicant_id) if sees(actor, _names_of(row))]


def rows_of_feed(*, person: UUID, party: UUID | None) -> list[Appointment]:
    """The same for a calendar that nobody is signed in to: what `person` may see of a party by
    all mandates that they hold for it at this moment. Raises NotFound without any."""
    if party is None:
        raise NotFound
    if person == party:
        return _latest(party)
    held = [each for each in mandates_held(person, clock.today()) if each.grantor.id == party]
    if not held:
        raise NotFound
    return [row for row in _latest(party) if any(each.lets_see(_names_of(row)) for each in held)]


def _latest(party: UUID) -> list[Appointment]:
    rows = Appointment.objects.filter(party_id=party).exclude(status=Appointment.Status.HOLD)
    return list(rows.order_by("-starts_at", "-id")[:500])


def _names_of(row: Appointment) -> list[str]:
    """By what a mandate covers it."""
    return [name for name in (row.service, row.scope, row.about) if name]

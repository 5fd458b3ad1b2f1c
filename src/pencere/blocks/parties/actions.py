"""Who becomes known to the platform."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from pencere.blocks.parties import events, journal_actions
from pencere.blocks.parties.models import Party
from pencere.blocks.parties.queries import party
from pencere.blocks.parties.values import PartyView
from pencere.kernel import clock
from pencere.kernel.actors import Actor
from pencere.kernel.errors import Conflict, Invalid, NotFound
from pencere.kernel.ids import new_id
from pencere.kernel.journal.api import Justification, record
from pencere.kernel.pack import pack


@transaction.atomic
def enter_person(
    *,
    actor: Actor,
    identifier: str,
    name: str,
    born_on: dt.date,
    justification: Justification,
) -> PartyView:
    """The person with this identifier, entered when nobody has it yet: a newborn child.

    Raises Invalid for what is no identifier or a birth to come, Conflict when it is the
    identifier of somebody who was born on another day.
    """
    canonical = pack().normalise_person_identifier(identifier)
    if canonical is None:
        raise Invalid(_("This is not an identifier of a person."), field="identifier")
    if born_on > clock.today():
        raise Invalid(_("Nobody was born on a day to come."), field="born_on")
    row, is_new = Party.objects.get_or_create(
        kind=Party.Kind.PERSON,
        identifier=canonical,
        defaults={
            "id": new_id(),
            "name": name,
            "search_key": pack().fold(name),
            "born_on": born_on,
        },
    )
    if not is_new and row.born_on != born_on:
        raise Conflict(_("Somebody else has this identifier."), code="identifier-taken")
    if is_new:
        record(
            actor=actor,
            action=journal_actions.PERSON_ENTERED,
            subject=row.pk,
            justification=justification,
        )
    return party(row.pk)


@transaction.atomic
def set_end(*, actor: Actor, party_id: UUID, on: dt.date | None) -> bool:
    """A register says that this party died or was dissolved `on` that day, or (None) that it
    didn't after all; whether that is news. Raises NotFound for an unknown party."""
    row = Party.objects.select_for_update().filter(pk=party_id).first()
    if row is None:
        raise NotFound(code="unknown-party")
    if row.ended_on == on:
        return False
    row.ended_on = on
    row.save(update_fields=["ended_on"])
    record(
        actor=actor,
        action=journal_actions.ENDED if on else journal_actions.NOT_ENDED,
        subject=party_id,
        justification=Justification(kind="law"),
        params={"on": on.isoformat()} if on else {},
    )
    events.ended.send(sender=Party, party_id=party_id, on=on)
    return True

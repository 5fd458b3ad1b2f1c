"""What the tests of mandates share: terms of a mandate, offers made and accepted."""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import UUID

from tests import people

from pencere.blocks.identity.models import Account
from pencere.blocks.mandates import api as mandates
from pencere.blocks.mandates.api import Terms
from pencere.blocks.mandates.models import Proposal
from pencere.blocks.parties.models import Mandate
from pencere.kernel import clock
from pencere.kernel.actors import Actor
from pencere.kernel.ids import new_id
from pencere.kernel.journal.models import JournalEntry

YEAR = dt.timedelta(days=365)


def terms(*scopes: str, **more: Any) -> Terms:
    """A power of attorney for a year, else for what is said."""
    today = clock.today()
    given: dict[str, Any] = {
        "kind": "attorney",
        "scopes": frozenset(scopes or {"licence.apply"}),
        "valid_from": today,
        "valid_until": today + YEAR,
    }
    return Terms(**{**given, **more})


def offer(actor: Actor, to: Account, what: Terms | None = None, **more: Any) -> Proposal:
    """Somebody offers `to` a mandate."""
    return mandates.grant(
        actor=actor,
        holder_identifier=to.party.identifier,
        terms=what or terms(),
        key=str(new_id()),
        **more,
    )


def given(actor: Actor, to: Account, what: Terms | None = None, **more: Any) -> Mandate:
    """Somebody offers `to` a mandate, and they accept."""
    proposal = offer(actor, to, what, **more)
    return accepted(to, proposal.pk)


def accepted(by: Account, proposal_id: UUID) -> Mandate:
    """They accept."""
    mandate_id = mandates.accept(actor=people.actor_for(by), proposal_id=proposal_id)
    return Mandate.objects.get(pk=mandate_id)


def director(assurance: Any = "substantial") -> Actor:
    """Nigar, acting for the pharmacy."""
    found = Mandate.objects.filter(kind="director", grantor=people.company()).first()
    mandate = found or people.mandate()
    return people.actor_for(people.nigar(), on_behalf_of=mandate, assurance=assurance)


def using(who: Account, mandate: Mandate, **more: Any) -> Actor:
    """Somebody acting by a mandate."""
    return people.actor_for(who, on_behalf_of=mandate, **more)


def journaled(action: str) -> list[JournalEntry]:
    """Rows of the journal with this action, in their order."""
    return list(JournalEntry.objects.filter(action=action).order_by("seq"))


def last_day(mandate: Mandate) -> dt.date:
    """The last day of a mandate that a party gave."""
    assert mandate.valid_until is not None
    return mandate.valid_until

"""Whose systems a person looks after: their agency's as its integrator or head, an
organisation's by a mandate that covers it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from pencere.blocks.openid.models import Client
from pencere.blocks.parties import api as parties
from pencere.kernel.actors import Actor
from pencere.kernel.errors import NotFound, Refused

INTEGRATOR = "integrator"
"""The role of a post that looks after its agency's systems."""
HEAD = "head"
OPERATOR = "operator"
MANDATE_SCOPE = "systems.manage"
"""What a mandate must cover to look after an organisation's systems."""


@dataclass(frozen=True, slots=True)
class Owner:
    """An agency or an organisation, exactly one of them."""

    agency: str | None = None
    organisation_id: UUID | None = None

    @property
    def columns(self) -> dict[str, Any]:
        """How the tables name it."""
        return {"agency_id": self.agency, "organisation_id": self.organisation_id}


def owner_of(actor: Actor) -> Owner | None:
    """Whose systems `actor` looks after as they act now; None for most people."""
    if actor.kind == "officer" and actor.agency:
        looks_after = not actor.roles.isdisjoint({INTEGRATOR, HEAD})
        return Owner(agency=actor.agency) if looks_after else None
    if actor.kind != "person" or actor.on_behalf_of is None:
        return None
    if not parties.covers(actor.mandate_scopes, [MANDATE_SCOPE]):
        return None
    if parties.party(actor.on_behalf_of).kind != "organisation":
        return None
    return Owner(organisation_id=actor.on_behalf_of)


def required_owner(actor: Actor) -> Owner:
    """As `owner_of`. Raises NotFound for everybody else, Refused (code "assurance") for a sign-in
    below substantial."""
    owner = owner_of(actor)
    if owner is None or actor.account_id is None:
        raise NotFound
    if not actor.is_at_least("substantial"):
        raise Refused(_("Systems are looked after with a stronger sign-in."), code="assurance")
    return owner


def is_operator(actor: Actor) -> bool:
    """Whether `actor` admits the live systems of organisations."""
    return actor.kind == "officer" and OPERATOR in actor.roles


def own_clients(owner: Owner) -> QuerySet[Client]:
    """The systems of `owner`, closed ones too."""
    return Client.objects.filter(**owner.columns)


def own_client(actor: Actor, client_id: str, *, is_locked: bool = False) -> Client:
    """A system that `actor` looks after. Raises NotFound, Refused."""
    rows = own_clients(required_owner(actor))
    if is_locked:
        rows = rows.select_for_update()
    found = rows.filter(client_id=client_id[:64].replace("\0", "")).first()
    if found is None:
        raise NotFound
    return found

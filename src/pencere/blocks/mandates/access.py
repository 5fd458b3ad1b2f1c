"""Who may give, change and end which mandate; asked again under the lock by every action.

What a person may not know of does not exist for them (NotFound).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from pencere.blocks.mandates import rules
from pencere.blocks.parties import api as parties
from pencere.blocks.parties.api import MandateView, PartyView
from pencere.kernel import clock
from pencere.kernel.actors import Actor
from pencere.kernel.errors import NotFound, Refused
from pencere.kernel.pack import pack


@dataclass(frozen=True, slots=True)
class Authority:
    """In whose name somebody decides about mandates, and by what right."""

    grantor: PartyView
    actor: Actor
    """Who decides, as acting for the grantor: so the journal names both."""
    by: MandateView | None = None
    """The mandate by which they act; None for oneself."""

    @property
    def parent(self) -> MandateView | None:
        """What a new mandate derives from; None where the grantor itself gives it."""
        return self.by if self.by is not None and self.by.kind != rules.ORGAN else None


def authority(actor: Actor, *, by: UUID | None = None) -> Authority:
    """The right of `actor` to give mandates: for oneself, for whom one acts now, or by the held
    mandate `by`. Raises NotFound, Refused (code "minor", "may-not-grant")."""
    person = own_party(actor)
    mandate_id = by or actor.mandate_id
    if by is None and actor.on_behalf_of is None:
        grantor = parties.party(person)
        require_adult(grantor)
        return Authority(grantor, actor)
    mandate = parties.mandate_held(person, mandate_id, clock.today()) if mandate_id else None
    if mandate is None:
        raise NotFound
    if mandate.kind != rules.ORGAN and not mandate.may_delegate:
        raise Refused(_("This mandate may not be passed on."), code="may-not-grant")
    return Authority(mandate.grantor, acting_by(actor, mandate), mandate)


def own_party(actor: Actor) -> UUID:
    """The natural person who acts. Raises NotFound for whoever is none."""
    if actor.kind != "person" or actor.party_id is None:
        raise NotFound
    return actor.party_id


def as_oneself(actor: Actor) -> Actor:
    """The person without the mandate that they use now."""
    return replace(
        actor, on_behalf_of=None, mandate_id=None, mandate_kind="", mandate_scopes=frozenset()
    )


def acting_by(actor: Actor, mandate: MandateView) -> Actor:
    """The person as acting by `mandate`."""
    return replace(
        actor,
        on_behalf_of=mandate.grantor.id,
        mandate_id=mandate.id,
        mandate_kind=mandate.kind,
        mandate_scopes=mandate.scopes,
    )


def require_adult(who: PartyView) -> None:
    """Refused for a person who isn't of age."""
    if who.is_person and not rules.is_adult(
        who.born_on, clock.today(), majority_years=pack().majority_years
    ):
        raise Refused(_("Only adults give and hold mandates."), code="minor")


def require_assurance(actor: Actor, kind: str) -> None:
    """Refused below the assurance that giving a mandate of `kind` needs."""
    if not actor.is_at_least(rules.needed_assurance(kind)):
        if kind == rules.SEAL:
            raise Refused(
                _("The seal is entrusted only after a sign-in with mobile ID."), code="assurance"
            )
        raise Refused(_("Mandates are given after a stronger sign-in."), code="assurance")


@dataclass(frozen=True, slots=True)
class Reach:
    """A mandate with what this actor may do about it."""

    mandate: MandateView
    actor: Actor
    """Who decides, as acting for the grantor where they do."""
    is_holder: bool
    may_see: bool
    may_end: bool
    """May revoke it: the grantor, its organ, or whoever passed it on."""


def reach(actor: Actor, mandate: MandateView) -> Reach:
    """What `actor` may do about a mandate. Raises NotFound for whom it isn't about."""
    person = own_party(actor)
    is_holder = mandate.holder.id == person
    decider, may_see, may_end = _as_giver(actor, mandate)
    if not (is_holder or may_see):
        raise NotFound
    return Reach(
        mandate=mandate,
        actor=decider,
        is_holder=is_holder,
        may_see=may_see,
        may_end=may_end and mandate.kind in rules.GIVEN_KINDS,
    )


def _as_giver(actor: Actor, mandate: MandateView) -> tuple[Actor, bool, bool]:
    """Who decides, whether they may see it as its giver, whether they may end it."""
    person = own_party(actor)
    if actor.on_behalf_of is None and mandate.grantor.id == person:
        return actor, True, True
    above = _held_above(person, mandate)
    if above is not None:
        return acting_by(actor, above), True, True
    if actor.on_behalf_of == mandate.grantor.id and actor.mandate_id is not None:
        used = parties.mandate_held(person, actor.mandate_id, clock.today())
        if used is not None and used.kind in rules.ALL_SEEING:
            return actor, True, used.kind == rules.ORGAN
    return as_oneself(actor), False, False


def _held_above(person: UUID, mandate: MandateView) -> MandateView | None:
    """The mandate of this person from which the given one derives, at whatever distance."""
    seen = {mandate.id}
    at = mandate.parent_id
    while at is not None and at not in seen:
        seen.add(at)
        above = parties.mandate(at)
        if above.holder.id == person:
            return above if above.is_live(clock.today()) else None
        at = above.parent_id
    return None

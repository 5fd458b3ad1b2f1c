"""Who may decide about a regime: officers of its agency whose post carries the role `regime`.
For everybody else its proposals don't exist."""

from __future__ import annotations

from uuid import UUID

from django.utils.translation import gettext_lazy as _

from pencere.blocks.regimes import rules
from pencere.blocks.regimes.kinds import kind_of
from pencere.blocks.regimes.models import Proposal, Regime
from pencere.kernel.actors import Actor
from pencere.kernel.errors import NotFound, Refused

DESK_GROUP = _("Special regime")
"""Under which the desk shows all that officers do about regimes and their permits."""


def is_regime_officer(actor: Actor) -> bool:
    """Whether the actor's post carries the role, in whatever agency."""
    return actor.kind == "officer" and bool(actor.agency) and rules.ROLE in actor.roles


def account(actor: Actor) -> UUID:
    """The officer's account. Raises NotFound for who has none."""
    if actor.account_id is None:
        raise NotFound
    return actor.account_id


def regime(*, actor: Actor, code: str) -> Regime:
    """A regime about which the actor decides. Raises NotFound."""
    kind_of(code)
    if not is_regime_officer(actor):
        raise NotFound
    found = Regime.objects.filter(pk=code, agency_id=actor.agency).first()
    if found is None:
        raise NotFound
    return found


def lock(of: Regime) -> Regime:
    """Hold the row by which all decisions about a regime go."""
    return Regime.objects.select_for_update().get(pk=of.pk)


def proposal(*, actor: Actor, proposal_id: UUID, is_locked: bool = False) -> Proposal:
    """A proposal about a regime of the actor's, their own drafts among them; locked, the regime
    is locked before it. Raises NotFound."""
    rows = Proposal.objects.select_related(
        "regime", "based_on", "replaces", "proposed_by__party", "decided_by__party"
    )
    found = rows.filter(pk=proposal_id).first()
    if found is None or (found.status == "draft" and found.proposed_by_id != actor.account_id):
        raise NotFound
    of = regime(actor=actor, code=found.regime_id)
    if is_locked:
        locked = lock(of)
        found = rows.select_for_update(of=("self",)).get(pk=proposal_id)
        found.regime = locked
    return found


def own(*, actor: Actor, proposal_id: UUID, is_locked: bool = False) -> Proposal:
    """What the actor themselves wrote. Raises NotFound."""
    found = proposal(actor=actor, proposal_id=proposal_id, is_locked=is_locked)
    if found.proposed_by_id != actor.account_id:
        raise NotFound
    return found


def require_another(*, actor: Actor, proposal: Proposal) -> None:
    """Refused for who proposed it; a draft is nobody else's business (NotFound)."""
    if proposal.status == Proposal.Status.DRAFT:
        raise NotFound
    if proposal.proposed_by_id == actor.account_id:
        raise Refused(_("A second officer has to decide about this."), code="four-eyes")

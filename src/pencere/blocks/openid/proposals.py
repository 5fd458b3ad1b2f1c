"""Four eyes for live systems: one asks for a system or a change of it, another approves.

For an agency's system the other is its head, for an organisation's an operator of the platform.
"""

from __future__ import annotations

from dataclasses import asdict, replace
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from pencere.blocks.openid import integrating, journal_actions, registering
from pencere.blocks.openid.models import Client, Proposal
from pencere.blocks.openid.owners import HEAD, is_operator, owner_of, required_owner
from pencere.blocks.openid.registering import Registration
from pencere.kernel import clock
from pencere.kernel.actors import Actor
from pencere.kernel.errors import Conflict, Invalid, NotFound, Refused
from pencere.kernel.journal import api as journal
from pencere.kernel.text import Text


@transaction.atomic
def propose(
    *, actor: Actor, form_id: UUID, registration: Registration, client_id: str = ""
) -> Proposal:
    """Ask for a live system, or for another registration of the live one named by `client_id`.

    A form sent again gives the same proposal. Raises NotFound, Refused, Invalid by field,
    Conflict (a closed or test system, or one about which a proposal waits).
    """
    owner = required_owner(actor)
    earlier = Proposal.objects.filter(pk=form_id, **owner.columns).first()
    if earlier is not None:
        return earlier
    client = _live_client(actor, client_id) if client_id else None
    wanted = integrating.owned(registration, owner, is_test=False)
    registering.check(wanted)
    made = Proposal(
        pk=form_id,
        client=client,
        registration=as_json(wanted),
        asked_at=clock.now(),
        **{**owner.columns, "asked_by_id": actor.account_id},
    )
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError:
        earlier = Proposal.objects.filter(pk=form_id, **owner.columns).first()
        if earlier is not None:  # the same form at the same time
            return earlier
        raise Conflict(_("A change of this system waits already."), code="waits") from None
    _record(actor, journal_actions.PROPOSED, made)
    return made


@transaction.atomic
def approve(*, actor: Actor, proposal_id: UUID) -> Client:
    """Let a proposal become what is registered. The secret of a new system is made by its
    integrator afterwards: who approves must not learn it.

    Raises NotFound, Refused (one's own proposal, a weak sign-in), Conflict when it was answered
    otherwise or the system was closed, Invalid when the rules have changed since.
    """
    proposal = _locked_for_decision(actor, proposal_id)
    if proposal.outcome == Proposal.Outcome.APPROVED and proposal.client is not None:
        return proposal.client
    _require_open(proposal)
    registration = from_json(proposal.registration)
    if proposal.client is None:
        client = registering.admit_client(actor=actor, registration=registration)
        proposal.client = client
    elif proposal.client.disabled_at is not None:
        raise Conflict(_("This system is closed."), code="closed")
    else:
        client = registering.change_client(
            actor=actor, client=proposal.client, registration=registration
        )
    _close(proposal, actor, Proposal.Outcome.APPROVED)
    _record(actor, journal_actions.APPROVED, proposal)
    return client


@transaction.atomic
def refuse(*, actor: Actor, proposal_id: UUID, reason: str) -> None:
    """Say no, with the reason for whoever asked. Twice is once. Raises as `approve`, Invalid
    (reason)."""
    proposal = _locked_for_decision(actor, proposal_id)
    if proposal.outcome == Proposal.Outcome.REFUSED:
        return
    _require_open(proposal)
    proposal.reason = " ".join(reason.replace("\0", "").split())[:500]
    if not proposal.reason:
        raise Invalid(_("Say why, so that it can be mended."), field="reason", code="reason")
    _close(proposal, actor, Proposal.Outcome.REFUSED)
    _record(actor, journal_actions.NOT_APPROVED, proposal)


@transaction.atomic
def take_back(*, actor: Actor, proposal_id: UUID) -> None:
    """End a proposal of one's own owner that waits. Twice is once. Raises NotFound, Refused,
    Conflict."""
    owner = required_owner(actor)
    proposal = _locked(proposal_id, **owner.columns)
    if proposal.outcome == Proposal.Outcome.TAKEN_BACK:
        return
    _require_open(proposal)
    _close(proposal, actor, Proposal.Outcome.TAKEN_BACK)
    _record(actor, journal_actions.TAKEN_BACK, proposal)


def proposal_for(*, actor: Actor, proposal_id: UUID) -> Proposal:
    """A proposal that concerns `actor`: their own owner's, or one that they may decide on.

    Raises NotFound.
    """
    found = _visible(actor).filter(pk=proposal_id).first()
    if found is None:
        raise NotFound
    return found


def waiting(*, actor: Actor) -> list[Proposal]:
    """Proposals that wait and concern `actor`, the oldest first."""
    return list(_visible(actor).filter(outcome="").order_by("asked_at"))


def may_decide(actor: Actor, proposal: Proposal) -> bool:
    """Whether `actor` is the other pair of eyes."""
    return _is_decider(actor, proposal) and actor.account_id != proposal.asked_by_id


def as_json(registration: Registration) -> dict[str, Any]:
    """What the table keeps of a registration."""
    owner_id = registration.organisation_id
    kept = asdict(replace(registration, name=dict(registration.name)))
    return {**kept, "organisation_id": str(owner_id) if owner_id else None}


def from_json(kept: dict[str, Any]) -> Registration:
    """What `as_json` gave."""
    values: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value for name, value in kept.items()
    }
    owner_id = values["organisation_id"]
    return Registration(**{**values, "organisation_id": UUID(owner_id) if owner_id else None})


def _live_client(actor: Actor, client_id: str) -> Client:
    client = integrating.open_client(actor, client_id)
    if client.is_test:
        raise Conflict(_("A test system stays one: register a live one beside it."), code="is-test")
    return client


def _visible(actor: Actor) -> QuerySet[Proposal]:
    rows = Proposal.objects.select_related("client", "agency", "organisation", "asked_by__party")
    if is_operator(actor):
        return rows.filter(organisation__isnull=False)
    owner = owner_of(actor)
    return rows.filter(**owner.columns) if owner else rows.none()


def _is_decider(actor: Actor, proposal: Proposal) -> bool:
    if proposal.agency_id is not None:
        return actor.has_role(HEAD, agency=proposal.agency_id)
    return is_operator(actor)


def _locked(proposal_id: UUID, **of: Any) -> Proposal:
    # Without a join: its other side would be as it stood before the wait for the lock.
    found = Proposal.objects.select_for_update().filter(pk=proposal_id, **of).first()
    if found is None:
        raise NotFound
    return found


def _locked_for_decision(actor: Actor, proposal_id: UUID) -> Proposal:
    proposal = _locked(proposal_id)
    if not _is_decider(actor, proposal):
        raise NotFound
    if not actor.is_at_least("substantial"):
        raise Refused(code="assurance")
    if actor.account_id == proposal.asked_by_id:
        raise Refused(_("Another person approves what you asked for."), code="own-proposal")
    return proposal


def _require_open(proposal: Proposal) -> None:
    if proposal.outcome:
        raise Conflict(_("This was answered already."), code="answered")


def _close(proposal: Proposal, actor: Actor, outcome: str) -> None:
    proposal.outcome = outcome
    proposal.decided_at = clock.now()
    proposal.decided_by_id = actor.account_id
    proposal.save()


def _record(actor: Actor, action: str, proposal: Proposal) -> None:
    journal.record(
        actor=actor,
        action=action,
        about=f"openid-proposal:{proposal.pk}",
        justification=registering.justification_of(actor),
        params={"client": dict(Text(proposal.registration["name"]))},
    )

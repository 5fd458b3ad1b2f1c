"""Answering an offer or a request: what is accepted becomes a mandate, under the grantor's lock,
and only while whoever offered it could still give it."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from pencere.blocks.mandates import access, journal_actions, rules, telling
from pencere.blocks.mandates.access import Authority
from pencere.blocks.mandates.models import Proposal
from pencere.blocks.mandates.offering import checked
from pencere.blocks.mandates.records import entries_about
from pencere.blocks.mandates.rules import Terms
from pencere.blocks.parties import api as parties
from pencere.blocks.parties.api import NewMandate, PartyView
from pencere.kernel import clock
from pencere.kernel.actors import Actor
from pencere.kernel.errors import Conflict, NotFound
from pencere.kernel.journal import api as journal
from pencere.ui.api import formatting

GIVEN = "given"
"""The source of a mandate that a party gave here."""


def for_me(actor: Actor) -> QuerySet[Proposal]:
    """Offers to the person who acts, whomever they act for now."""
    me = parties.party(access.own_party(actor))
    if not me.is_person:
        return Proposal.objects.none()
    return Proposal.objects.filter(
        direction=Proposal.Direction.OFFER, holder_identifier=me.identifier
    )


def to_grantor(grantor: PartyView) -> QuerySet[Proposal]:
    """Requests to act for this party."""
    return Proposal.objects.filter(
        direction=Proposal.Direction.REQUEST,
        grantor_kind=grantor.kind,
        grantor_identifier=grantor.identifier,
    )


@transaction.atomic
def accept(*, actor: Actor, proposal_id: UUID) -> UUID:
    """Say yes, as the one to whom it is offered or in the name of the one who is asked; the id of
    the mandate. A repeat gives the same.

    Raises NotFound, Conflict (answered otherwise, too late, or the offer's ground is gone),
    Refused (assurance, a minor), Invalid (beyond what the giver may give).
    """
    answer = _found(actor, proposal_id)
    proposal = answer.proposal
    if proposal.state == Proposal.State.ACCEPTED and proposal.mandate_id:
        return proposal.mandate_id
    _require_open(proposal)
    if answer.is_request:
        right = access.authority(actor)
        access.require_assurance(actor, proposal.kind)
        holder = parties.party(proposal.proposed_by_id)
    else:
        right = _right_of_offer(proposal)
        holder = parties.party(access.own_party(actor))
    access.require_adult(holder)
    terms = checked(_terms(proposal), right) if answer.is_request else _terms(proposal)
    mandate_id = parties.add_mandate(_new(terms, right, holder, proposal, actor))
    _close(proposal, Proposal.State.ACCEPTED, mandate_id=mandate_id)
    _journal(answer.actor, journal_actions.BEGUN, proposal, [right.grantor.id, holder.id])
    telling.begun(parties.mandate(mandate_id))
    return mandate_id


@transaction.atomic
def decline(*, actor: Actor, proposal_id: UUID) -> Proposal:
    """Say no. A repeat changes nothing. Raises NotFound, Conflict, Refused ("may-not-grant")."""
    answer = _found(actor, proposal_id)
    proposal = answer.proposal
    if proposal.state == Proposal.State.DECLINED:
        return proposal
    _require_open(proposal)
    if answer.is_request:
        access.authority(actor)
    _close(proposal, Proposal.State.DECLINED)
    other = proposal.proposed_by_id if answer.is_request else proposal.grantor_id
    mine = answer.actor.applicant_id
    _journal(
        answer.actor, journal_actions.DECLINED, proposal, [each for each in (other, mine) if each]
    )
    telling.declined(proposal)
    return proposal


@transaction.atomic
def withdraw(*, actor: Actor, proposal_id: UUID) -> Proposal:
    """Take back what one offered or asked, or what was offered in the name of whom one may give
    mandates for. A repeat changes nothing. Raises NotFound, Conflict when it was answered."""
    person = access.own_party(actor)
    mine = Q(proposed_by_id=person)
    if actor.on_behalf_of is None:
        mine |= Q(grantor_id=person)
    elif _is_organ(actor):
        mine |= Q(grantor_id=actor.on_behalf_of)
    found = Proposal.objects.filter(mine, pk=proposal_id).first()
    if found is None:
        raise NotFound
    proposal = _locked(found)
    if proposal.state == Proposal.State.WITHDRAWN:
        return proposal
    if proposal.state != Proposal.State.WAITING:
        raise Conflict(_("It was answered in the meantime."), code="answered")
    _close(proposal, Proposal.State.WITHDRAWN)
    _journal(actor, journal_actions.WITHDRAWN, proposal, [proposal.grantor_id or person])
    return proposal


def _is_organ(actor: Actor) -> bool:
    if actor.party_id is None or actor.mandate_id is None:
        return False
    used = parties.mandate_held(actor.party_id, actor.mandate_id, clock.today())
    return used is not None and used.kind == rules.ORGAN


@dataclass(frozen=True, slots=True)
class _Answer:
    proposal: Proposal
    actor: Actor
    is_request: bool


def _found(actor: Actor, proposal_id: UUID) -> _Answer:
    """The proposal that this actor may answer, locked. Raises NotFound."""
    offered = for_me(actor).filter(pk=proposal_id).first()
    if offered is not None:
        return _Answer(_locked(offered), access.as_oneself(actor), is_request=False)
    if actor.applicant_id is None:
        raise NotFound
    asked = to_grantor(parties.party(actor.applicant_id)).filter(pk=proposal_id).first()
    if asked is None:
        raise NotFound
    return _Answer(_locked(asked), actor, is_request=True)


def _locked(found: Proposal) -> Proposal:
    """The row as it is once nobody else changes it: the grantor's mandates are locked before the
    proposal, by everybody."""
    grantor = found.grantor_id
    if grantor is None:
        party = parties.party_by_identifier(found.grantor_kind, found.grantor_identifier)
        grantor = party.id if party else None
    if grantor is not None:
        parties.lock_mandates_of(grantor)
    return Proposal.objects.select_for_update().get(pk=found.pk)


def _require_open(proposal: Proposal) -> None:
    if proposal.state != Proposal.State.WAITING:
        raise Conflict(_("It was answered or taken back in the meantime."), code="answered")
    if not proposal.is_open(clock.now()):
        raise Conflict(_("The time to answer is over."), code="too-late")


def _right_of_offer(proposal: Proposal) -> Authority:
    """The right by which it was offered, if it is still there. Raises Conflict."""
    assert proposal.grantor_id is not None  # noqa: S101  (a constraint of the table)
    grantor = parties.party(proposal.grantor_id)
    by = parties.mandate(proposal.by_mandate_id) if proposal.by_mandate_id else None
    if grantor.ended_on is not None or (by is not None and not by.is_live(clock.today())):
        raise Conflict(
            _("Whoever offered it may not give it any more. Ask for a new offer."), code="no-ground"
        )
    return Authority(grantor, Actor(kind="person", party_id=proposal.proposed_by_id), by)


def _terms(proposal: Proposal) -> Terms:
    return Terms(
        kind=proposal.kind,
        scopes=frozenset(proposal.scopes),
        valid_from=max(proposal.valid_from, clock.today()),
        valid_until=proposal.valid_until,
        may_delegate=proposal.may_delegate,
        limit_minor=proposal.limit_minor,
        limit_currency=proposal.limit_currency,
    )


def _new(
    terms: Terms, right: Authority, holder: PartyView, proposal: Proposal, actor: Actor
) -> NewMandate:
    is_offer = proposal.direction == Proposal.Direction.OFFER
    return NewMandate(
        grantor_id=right.grantor.id,
        holder_id=holder.id,
        kind=terms.kind,
        scopes=terms.scopes,
        source=GIVEN,
        valid_from=terms.valid_from,
        valid_until=terms.valid_until,
        limit_minor=terms.limit_minor,
        limit_currency=terms.limit_currency,
        may_delegate=terms.may_delegate or terms.kind == rules.SEAL,
        parent_id=right.parent.id if right.parent else None,
        given_by_id=proposal.proposed_by_id if is_offer else actor.party_id,
    )


def _close(proposal: Proposal, state: Proposal.State, *, mandate_id: UUID | None = None) -> None:
    proposal.state, proposal.answered_at, proposal.mandate_id = state, clock.now(), mandate_id
    proposal.save(update_fields=["state", "answered_at", "mandate"])


def _journal(actor: Actor, action: str, proposal: Proposal, subjects: list[UUID]) -> None:
    about = f"mandate:{proposal.mandate_id}" if proposal.mandate_id else proposal.about
    journal.record_many(
        entries=entries_about(
            actor=actor,
            action=action,
            about=about,
            subjects=subjects,
            params={"until": formatting.date_short(proposal.valid_until), "kind": proposal.kind},
        )
    )

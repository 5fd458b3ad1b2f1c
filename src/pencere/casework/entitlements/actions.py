"""What officers of the issuing agency and the holder do to an entitlement."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Literal, cast
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from pencere.blocks.documents import api as documents
from pencere.casework.entitlements import access, words
from pencere.casework.entitlements.lifecycle import Words, end_record, happen
from pencere.casework.entitlements.models import Entitlement, Proposal
from pencere.casework.entitlements.rules import EventKind, ImpossibleEvent, state_after
from pencere.casework.entitlements.terms import Terms, terms_of
from pencere.kernel import clock
from pencere.kernel.actors import Actor
from pencere.kernel.errors import Conflict, Invalid, NotFound, Refused
from pencere.kernel.journal.api import Justification, record

OfficersAction = Literal["suspend", "restore", "revoke"]
EVENT_OF: Mapping[OfficersAction, EventKind] = {
    "suspend": "suspended",
    "restore": "restored",
    "revoke": "revoked",
}
MOST_CHARACTERS = 2000


@transaction.atomic
def decide(
    *,
    actor: Actor,
    entitlement_id: UUID,
    action: OfficersAction,
    reason: str = "",
    comment: str = "",
    until: dt.date | None = None,
) -> Proposal | None:
    """Suspend, restore or revoke, as an officer of the issuing agency whose role may.

    `reason` is one of the definition's codes, `comment` is told to the holder, `until` is the
    last day of a suspension. Where the definition wants four eyes, nothing happens yet: the
    proposal that a second officer must confirm is given back. Raises NotFound, Refused,
    Conflict (the state does not allow it, or a proposal is open), Invalid by field.
    """
    found = access.of_agency(actor=actor, entitlement_id=entitlement_id, locked=True)
    terms = terms_of(found.service)
    access.require_may_act(actor=actor, entitlement=found, terms=terms)
    _require_no_proposal(found)
    _require_possible(found, action)
    comment = _checked(terms, action, reason, comment, until)
    if action in terms.declared.four_eyes:
        return _proposed(actor, found, action, reason, comment, until)
    _carry_out(actor, found, terms, action, reason, comment, until)
    return None


@transaction.atomic
def confirm(*, actor: Actor, proposal_id: UUID) -> Entitlement:
    """Carry out what a colleague proposed. Refused for the one who proposed it."""
    found, proposal = _open_proposal(actor, proposal_id)
    terms = terms_of(found.service)
    access.require_may_act(actor=actor, entitlement=found, terms=terms)
    if proposal.proposed_by_id == actor.account_id:
        raise Refused(_("A second officer has to confirm this."), code="four-eyes")
    _close(actor, proposal, is_confirmed=True)
    _carry_out(
        actor,
        found,
        terms,
        cast(OfficersAction, proposal.action),
        proposal.reason,
        proposal.comment,
        proposal.until,
    )
    return found


@transaction.atomic
def decline(*, actor: Actor, proposal_id: UUID) -> Entitlement:
    """Leave it as it is; who proposed it may take it back in the same way."""
    found, proposal = _open_proposal(actor, proposal_id)
    access.require_may_act(actor=actor, entitlement=found, terms=terms_of(found.service))
    is_own = proposal.proposed_by_id == actor.account_id
    _close(actor, proposal, is_confirmed=False, is_own=is_own)
    _journal(actor, found, words.DECLINED)
    return found


@transaction.atomic
def give_up(*, actor: Actor, entitlement_id: UUID) -> Entitlement:
    """The holder does without it from now on. Raises NotFound, Conflict."""
    found = access.own(actor=actor, entitlement_id=entitlement_id, locked=True)
    happen(found, "given-up", actor=actor)
    if found.document_id is not None:
        reason = str(words.EVENTS["given-up"])
        documents.withdraw(actor=actor, id=found.document_id, reason=reason)
    end_record(found)
    return found


def _carry_out(
    actor: Actor,
    entitlement: Entitlement,
    terms: Terms,
    action: OfficersAction,
    reason: str,
    comment: str,
    until: dt.date | None,
) -> None:
    reason_words = terms.reasons.get(reason)
    said = Words(reason=dict(reason_words) if reason_words else {}, comment=comment, until=until)
    happen(entitlement, EVENT_OF[action], actor=actor, said=said)
    if entitlement.document_id is not None:
        if action == "suspend":
            documents.suspend(actor=actor, id=entitlement.document_id)
        elif action == "restore":
            documents.restore(actor=actor, id=entitlement.document_id)
        else:
            said_why = " ".join(filter(None, [str(reason_words or ""), comment]))
            documents.withdraw(actor=actor, id=entitlement.document_id, reason=said_why)
    if action == "revoke":
        end_record(entitlement)


def _checked(
    terms: Terms, action: OfficersAction, reason: str, comment: str, until: dt.date | None
) -> str:
    """The comment as it is kept. Invalid with a message for each field."""
    comment = comment.replace("\0", "").strip()
    problems: dict[str, list[object]] = {}
    if reason not in terms.reasons and ((terms.reasons and action != "restore") or reason):
        problems["reason"] = [_("Choose a reason from the list.")]
    if not comment:
        problems["comment"] = [_("Write to the holder why.")]
    elif len(comment) > MOST_CHARACTERS:
        problems["comment"] = [_("This is too long.")]
    if until is not None and (action != "suspend" or until < clock.today()):
        problems["until"] = [_("The last day can't lie in the past.")]
    if problems:
        raise Invalid(fields=problems)  # type: ignore[arg-type]
    return comment


def _require_possible(entitlement: Entitlement, action: OfficersAction) -> None:
    try:
        state_after(EVENT_OF[action], entitlement.state)  # type: ignore[arg-type]
    except ImpossibleEvent as error:
        raise Conflict(
            _("This is not possible any more: %(state)s.")
            % {"state": words.STATES[entitlement.state]},  # type: ignore[index]
            code="entitlement-state",
        ) from error


def _require_no_proposal(entitlement: Entitlement) -> None:
    if entitlement.proposals.filter(decided_at__isnull=True).exists():
        raise Conflict(_("A colleague's proposal waits to be decided first."), code="proposal")


def _proposed(
    actor: Actor,
    entitlement: Entitlement,
    action: OfficersAction,
    reason: str,
    comment: str,
    until: dt.date | None,
) -> Proposal:
    made = Proposal.objects.create(
        entitlement=entitlement,
        action=action,
        reason=reason,
        comment=comment,
        until=until,
        proposed_by_id=cast(UUID, actor.account_id),
        label=dict(actor.label),
        proposed_at=clock.now(),
    )
    _journal(actor, entitlement, words.PROPOSED)
    return made


def _open_proposal(actor: Actor, proposal_id: UUID) -> tuple[Entitlement, Proposal]:
    access.require_officer(actor)
    of = Proposal.objects.filter(pk=proposal_id).values_list("entitlement_id", flat=True).first()
    if of is None:
        raise NotFound
    found = access.of_agency(actor=actor, entitlement_id=of, locked=True)
    proposal = Proposal.objects.filter(pk=proposal_id, decided_at__isnull=True).first()
    if proposal is None:
        raise Conflict(_("This was decided meanwhile."), code="proposal-decided")
    return found, proposal


def _close(actor: Actor, proposal: Proposal, *, is_confirmed: bool, is_own: bool = False) -> None:
    proposal.decided_at = clock.now()
    proposal.decided_by_id = None if is_own else actor.account_id
    proposal.is_confirmed = is_confirmed
    proposal.save(update_fields=["decided_at", "decided_by", "is_confirmed"])


def _journal(actor: Actor, entitlement: Entitlement, action: str) -> None:
    record(
        actor=actor,
        action=action,
        subject=entitlement.holder_id,
        about=entitlement.about,
        justification=Justification("duty", entitlement.number),
        params={"number": entitlement.number},
    )

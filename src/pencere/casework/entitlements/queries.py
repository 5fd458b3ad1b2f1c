"""Reads for the holder and for officers of the issuing agency."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from pencere.blocks.parties import api as parties
from pencere.blocks.registers.api import declaration
from pencere.casework.definitions.api import current
from pencere.casework.entitlements import access, words
from pencere.casework.entitlements.actions import EVENT_OF
from pencere.casework.entitlements.finding import narrowed, page_of, row_of
from pencere.casework.entitlements.models import Entitlement, LifeEvent, Proposal
from pencere.casework.entitlements.rules import (
    ALIVE,
    ImpossibleEvent,
    Purpose,
    opens_on,
    standing,
    state_after,
    why_not,
)
from pencere.casework.entitlements.terms import Terms, terms_of
from pencere.casework.entitlements.values import (
    EventShown,
    Filters,
    ListPage,
    Offer,
    ProposalShown,
    Row,
    View,
)
from pencere.kernel import clock
from pencere.kernel.actors import Actor
from pencere.kernel.errors import Conflict, NotFound
from pencere.kernel.journal.api import Justification, record
from pencere.kernel.text import Text

SOON = dt.timedelta(days=90)
MOST_OWN = 500


def mine(*, actor: Actor, filters: Filters | None = None) -> tuple[Row, ...]:
    """What the party that `actor` is or acts for was granted, the latest first."""
    filters = filters or Filters()
    rows = narrowed(_own(actor), filters, is_public=False).order_by("-valid_from", "-id")
    return tuple(row_of(each, is_public=False) for each in _visible(actor, rows[:MOST_OWN]))


def kinds_of_mine(*, actor: Actor) -> dict[str, Text]:
    """The kinds among them by code, for the filter."""
    return {each.kind: each.name for each in _visible(actor, _own(actor).order_by("-id"))}


def ending_soon(*, actor: Actor) -> tuple[Row, ...]:
    """What ends within 90 days, where no register tells so already; the first to end first."""
    if actor.kind != "person" or actor.applicant_id is None:
        return ()
    rows = _own(actor).filter(
        state__in=ALIVE, valid_until__range=(clock.today(), clock.today() + SOON)
    )
    shown = [each for each in rows.order_by("valid_until", "id") if not _is_told_of(each)]
    return tuple(row_of(each, is_public=False) for each in _visible(actor, shown))


def _own(actor: Actor) -> QuerySet[Entitlement]:
    if actor.kind != "person" or actor.applicant_id is None:
        raise NotFound
    return Entitlement.objects.filter(holder_id=actor.applicant_id)


def _visible(actor: Actor, rows: Iterable[Entitlement]) -> list[Entitlement]:
    """For who acts for another only what the mandate covers."""
    if parties.sees_all(actor):
        return list(rows)
    return [
        each for each in rows if parties.sees(actor, access.names_to_see(each.service, each.case))
    ]


def _is_told_of(entitlement: Entitlement) -> bool:
    register = entitlement.record_register
    return bool(register and declaration(register).expires_field)


def view(*, actor: Actor, entitlement_id: UUID) -> View:
    """The holder's view of one. Raises NotFound."""
    found = access.own(actor=actor, entitlement_id=entitlement_id, to_read=True)
    may_act = access.may_represent(actor=actor, names=access.names_to_act(found.service))
    return _view(
        found,
        offers=offers(found) if may_act else (),
        may_give_up=may_act and standing(found.state, found.valid_until, clock.today()) in ALIVE,
    )


def offers(entitlement: Entitlement) -> tuple[Offer, ...]:
    """The services that may begin from it, each possible or with the reason why not."""
    terms = terms_of(entitlement.service)
    found = []
    for purpose, service in terms.services.items():
        code = _why_not(entitlement, terms, purpose)
        if code in ("endless", "not-valid"):
            continue
        opens = opens_on(entitlement.valid_until, terms.opens_days)
        found.append(
            Offer(
                purpose=purpose,
                service=_slug(service),
                why_not=words.WHY_NOT[code] if code else "",
                opens_on=opens if code == "too-early" else None,
            )
        )
    return tuple(each for each in found if each.service)


def started(*, actor: Actor, entitlement_id: UUID, purpose: str, service: str) -> Entitlement:
    """The entitlement with which an application to `service` begins. Raises NotFound for what
    is not theirs or has no such service, Conflict when it can't begin now."""
    found = access.own(actor=actor, entitlement_id=entitlement_id)
    terms = terms_of(found.service)
    if terms.services.get(purpose) != service:  # type: ignore[call-overload]
        raise NotFound
    code = _why_not(found, terms, purpose)  # type: ignore[arg-type]
    if code:
        raise Conflict(str(words.WHY_NOT[code]), code=code)
    return found


def _why_not(entitlement: Entitlement, terms: Terms, purpose: Purpose) -> str | None:
    return why_not(
        purpose,
        state=standing(entitlement.state, entitlement.valid_until, clock.today()),
        valid_until=entitlement.valid_until,
        opens_days=terms.opens_days if purpose == "renew" else None,
        today=clock.today(),
    )


def _slug(service: str) -> str:
    try:
        return current(service).definition.slug
    except NotFound:
        return ""


@transaction.atomic
def of_agency(*, actor: Actor, filters: Filters, limit: int = 20) -> ListPage:
    """What the officer's agency issued, filtered. A search by words is journaled."""
    access.require_officer(actor)
    rows = narrowed(Entitlement.objects.filter(agency_id=actor.agency), filters, is_public=False)
    if filters.text:
        record(actor=actor, action=words.SEARCHED, justification=Justification("duty"))
    return page_of(rows, cursor=filters.cursor, limit=limit, is_public=False)


@transaction.atomic
def case_view(*, actor: Actor, entitlement_id: UUID) -> View:
    """An officer's view of one that their agency issued; journaled. Raises NotFound."""
    found = access.of_agency(actor=actor, entitlement_id=entitlement_id)
    terms = terms_of(found.service)
    record(
        actor=actor,
        action=words.OPENED,
        subject=found.holder_id,
        about=found.about,
        justification=Justification("duty", found.number),
        params={"number": found.number},
    )
    proposal = found.proposals.filter(decided_at__isnull=True).first()
    may_act = (
        not actor.roles.isdisjoint(terms.declared.officers) and found.holder_id != actor.party_id
    )
    return _view(
        found,
        actions=_possible(found) if may_act and proposal is None else (),
        reasons=terms.reasons,
        four_eyes=terms.declared.four_eyes,
        proposal=_shown_proposal(proposal, terms, actor) if proposal and may_act else None,
    )


def of_document(*, actor: Actor, document_id: UUID) -> UUID | None:
    """The entitlement that a document proves, for officers of the agency that issued it."""
    access.require_officer(actor)
    return (
        Entitlement.objects.filter(document_id=document_id, agency_id=actor.agency)
        .values_list("pk", flat=True)
        .first()
    )


def answers_before(
    entitlement_id: str, purpose: str
) -> tuple[str, dict[str, object], frozenset[str]]:
    """With what a form about it begins: the last case's reference, answers that came from
    elsewhere, and the questions that are asked anew. ("", {}, ∅) when it begins empty."""
    found = Entitlement.objects.filter(pk=entitlement_id).first()
    if found is None:
        return "", {}, frozenset()
    terms = terms_of(found.service)
    if not terms.carries_answers(purpose):
        return "", {}, frozenset()
    return found.case, found.answers, frozenset(terms.renewal.anew if terms.renewal else ())


def _possible(entitlement: Entitlement) -> tuple[str, ...]:
    state = standing(entitlement.state, entitlement.valid_until, clock.today())
    found = []
    for action, event in EVENT_OF.items():
        try:
            state_after(event, state)
        except ImpossibleEvent:
            continue
        found.append(action)
    return tuple(found)


def _view(entitlement: Entitlement, **more: object) -> View:
    successor = Entitlement.objects.filter(replaces=entitlement).first()
    before = entitlement.replaces
    return View(
        row=row_of(entitlement, is_public=False),
        events=events_of(entitlement),
        document_id=entitlement.document_id,
        case=entitlement.case,
        public_register=entitlement.public_register,
        is_public_number=bool(entitlement.public_register),
        replaces=(before.pk, before.number) if before else None,
        replaced_by=(successor.pk, successor.number) if successor else None,
        **more,  # type: ignore[arg-type]
    )


def events_of(entitlement: Entitlement) -> tuple[EventShown, ...]:
    """Its history, the newest first."""
    return tuple(_event(each) for each in entitlement.events.order_by("-id"))


def _event(event: LifeEvent) -> EventShown:
    return EventShown(
        kind=event.kind,
        title=words.EVENTS[event.kind],  # type: ignore[index]
        at=event.at,
        by=Text(event.label),
        reason=Text(event.reason),
        comment=event.comment,
        until=event.until,
        case=event.case,
    )


def _shown_proposal(proposal: Proposal, terms: Terms, actor: Actor) -> ProposalShown:
    return ProposalShown(
        id=proposal.pk,
        action=proposal.action,
        reason=terms.reasons.get(proposal.reason),
        comment=proposal.comment,
        until=proposal.until,
        by=Text(proposal.label),
        at=proposal.proposed_at,
        is_own=proposal.proposed_by_id == actor.account_id,
    )

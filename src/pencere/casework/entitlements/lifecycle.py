"""The one place where something happens to an entitlement: the state changes, an event is
written down, the journal has its row, the holder is told, document and record follow."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from pencere.blocks.documents import api as documents
from pencere.blocks.registers import api as registers
from pencere.casework.entitlements import texts, words
from pencere.casework.entitlements.models import Entitlement, LifeEvent, Reminder
from pencere.casework.entitlements.rules import ALIVE, EventKind, ImpossibleEvent, state_after
from pencere.kernel import clock
from pencere.kernel.actors import Actor, system
from pencere.kernel.errors import Conflict
from pencere.kernel.ids import new_id
from pencere.kernel.journal.api import Justification, record

NO_REASON: Mapping[str, str] = {}


@dataclass(frozen=True, slots=True)
class Words:
    """What came with an event."""

    reason: Mapping[str, str] = field(default_factory=dict)
    """The reason's words in each language."""
    comment: str = ""
    until: dt.date | None = None
    case: str = ""
    document_id: UUID | None = None


NO_WORDS = Words()


def happen(
    entitlement: Entitlement, kind: EventKind, *, actor: Actor, said: Words = NO_WORDS
) -> LifeEvent:
    """Let `kind` happen to an entitlement that the caller has locked (or just made).

    Raises Conflict when it can't happen in the state that the entitlement is in.
    """
    before = None if entitlement._state.adding else entitlement.state
    try:
        entitlement.state = state_after(kind, before)  # type: ignore[arg-type]
    except ImpossibleEvent as error:
        raise Conflict(
            _("This is not possible any more: %(state)s.")
            % {"state": words.STATES[entitlement.state]},  # type: ignore[index]
            code="entitlement-state",
        ) from error
    entitlement.suspended_until = said.until if kind == "suspended" else None
    if said.document_id is not None:
        entitlement.document_id = said.document_id
    if said.case:
        entitlement.case = said.case
    entitlement.save()
    event = _written(entitlement, kind, actor, said)
    if entitlement.state not in ALIVE:
        Reminder.objects.filter(entitlement=entitlement, done_at__isnull=True).update(
            done_at=clock.now()
        )
    record(
        actor=actor,
        action=f"entitlement.{kind}",
        subject=entitlement.holder_id,
        about=entitlement.about,
        justification=_justification(actor, entitlement, said),
        params={"number": entitlement.number},
    )
    texts.tell(entitlement, kind, reason=said.reason, comment=said.comment, until=said.until)
    return event


def end_record(entitlement: Entitlement, *, case: str = "") -> None:
    """Let the record that the grant wrote end with yesterday, where there is one."""
    if entitlement.record_id is None:
        return
    registers.end(
        actor=system("entitlements"),
        register=entitlement.record_register,
        subject=entitlement.holder_id,
        record_id=entitlement.record_id,
        version=None,
        last_day=clock.today() - dt.timedelta(days=1),
        justification=Justification("application", case or entitlement.case),
    )


def replace_document(entitlement: Entitlement, actor: Actor) -> None:
    """Another document takes the place of the one that proved it."""
    if entitlement.document_id is not None:
        documents.replace(actor=actor, id=entitlement.document_id)


def _written(entitlement: Entitlement, kind: EventKind, actor: Actor, said: Words) -> LifeEvent:
    return LifeEvent.objects.create(
        id=new_id(),
        entitlement=entitlement,
        at=clock.now(),
        kind=kind,
        state=entitlement.state,
        account_id=actor.account_id,
        label=dict(actor.label),
        reason=dict(said.reason),
        comment=said.comment,
        until=said.until,
        case=said.case,
        document_id=said.document_id,
    )


def _justification(actor: Actor, entitlement: Entitlement, said: Words) -> Justification:
    if said.case:
        return Justification("application", said.case)
    if actor.kind == "person":
        return Justification("self" if actor.on_behalf_of is None else "mandate")
    return Justification("duty", entitlement.number)

"""What a granted application makes of entitlements: a new one, a renewed, changed, duplicated.

Called by the application's grant, in its transaction, which has decided that it is granted.
"""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from pencere.blocks.parties.api import party
from pencere.casework.definitions.model import EntitlementOrder
from pencere.casework.entitlements.lifecycle import (
    Words,
    end_record,
    happen,
    replace_document,
)
from pencere.casework.entitlements.models import Entitlement, Reminder
from pencere.kernel import clock
from pencere.kernel.actors import Actor
from pencere.kernel.errors import NotFound
from pencere.kernel.ids import new_id
from pencere.kernel.text import fold


@dataclass(frozen=True, slots=True)
class Grant:
    """Where a grant comes from and what it made besides."""

    service: str
    agency: str
    holder: UUID
    holder_name: str
    case: str
    """The application's reference."""
    number: str
    document_id: UUID | None = None
    record_register: str = ""
    record_id: UUID | None = None
    ended_records: frozenset[UUID] = frozenset()
    """Records that the grant has ended already."""


@transaction.atomic
def grant(
    *, actor: Actor, order: EntitlementOrder, grant: Grant, renews: UUID | None = None
) -> Entitlement:
    """Enter what was granted; with `renews` in place of the entitlement that it renews.

    Raises Conflict when the old one was revoked or renewed meanwhile: then nothing is granted.
    """
    renews = renews or _of_records(grant)
    old = _replaced(actor, renews, grant) if renews else None
    made = Entitlement(
        id=new_id(),
        number=grant.number,
        kind=order.kind,
        title=dict(order.title),
        service=grant.service,
        agency_id=grant.agency,
        holder_id=grant.holder,
        holder_name=grant.holder_name,
        activity=order.activity,
        region=order.region,
        public_register=order.register,
        valid_from=order.valid_from,
        valid_until=order.valid_until,
        replaces=old,
        record_register=grant.record_register,
        record_id=grant.record_id,
        created_at=clock.now(),
    )
    made.chain = old.chain if old else made.pk
    make_findable(made, names_person=order.names_person)
    said = Words(case=grant.case, document_id=grant.document_id)
    happen(made, "renewed" if old else "granted", actor=actor, said=said)
    Reminder.objects.bulk_create(
        Reminder(entitlement=made, due_on=due_on) for due_on in order.reminders
    )
    return made


@transaction.atomic
def change(
    *, actor: Actor, entitlement_id: UUID, order: EntitlementOrder | None, grant: Grant
) -> Entitlement:
    """The same right with other particulars, proved by the new document."""
    found = _locked(entitlement_id, grant.holder)
    _take_document(found, actor, grant)
    found.holder_name = grant.holder_name
    if order is not None:
        found.activity, found.region = order.activity, order.region
        make_findable(found, names_person=order.names_person)
    if grant.record_id is not None:
        _take_record(found, grant)
    happen(found, "changed", actor=actor, said=_said(grant))
    return found


@transaction.atomic
def duplicate(*, actor: Actor, entitlement_id: UUID, grant: Grant) -> Entitlement:
    """A new document for the same right; the old one is replaced."""
    found = _locked(entitlement_id, grant.holder)
    _take_document(found, actor, grant)
    happen(found, "duplicated", actor=actor, said=_said(grant))
    return found


def make_findable(entitlement: Entitlement, *, names_person: bool) -> None:
    """The keys under which it is found, at the desk and in public."""
    holder = party(entitlement.holder_id)
    is_named = holder.kind == "organisation" or names_person
    entitlement.public_name = entitlement.holder_name if is_named else ""
    numbers = f"{entitlement.number} {''.join(filter(str.isalnum, entitlement.number))}"
    entitlement.search_key = fold(f"{numbers} {entitlement.holder_name}")
    entitlement.public_key = fold(f"{numbers} {entitlement.public_name}")


def _replaced(actor: Actor, renews: UUID, grant: Grant) -> Entitlement:
    old = _locked(renews, grant.holder)
    happen(old, "replaced", actor=actor, said=Words(case=grant.case))
    replace_document(old, actor)
    if old.record_id not in grant.ended_records:
        end_record(old, case=grant.case)
    return old


def _of_records(grant: Grant) -> UUID | None:
    """What stood behind a record that the grant ended: it is renewed, whether or not the
    application said so (a lost licence that is applied for anew)."""
    return (
        Entitlement.objects.filter(record_id__in=grant.ended_records, holder_id=grant.holder)
        .exclude(state__in=("revoked", "replaced"))
        .values_list("pk", flat=True)
        .first()
    )


def _take_document(entitlement: Entitlement, actor: Actor, grant: Grant) -> None:
    if grant.document_id is not None:
        replace_document(entitlement, actor)


def _take_record(entitlement: Entitlement, grant: Grant) -> None:
    if entitlement.record_id not in grant.ended_records:
        end_record(entitlement, case=grant.case)
    entitlement.record_register, entitlement.record_id = grant.record_register, grant.record_id


def _locked(entitlement_id: UUID, holder: UUID) -> Entitlement:
    found = (
        Entitlement.objects.select_for_update(of=("self",))
        .filter(pk=entitlement_id, holder_id=holder)
        .first()
    )
    if found is None:
        raise NotFound
    return found


def _said(grant: Grant) -> Words:
    return Words(case=grant.case, document_id=grant.document_id)

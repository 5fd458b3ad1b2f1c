"""What a step changes outside the application, in the same transaction: a register that is
corrected, a document that is ordered, a record that a grant writes, what is entitled by it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from pencere.blocks.documents import api as documents
from pencere.blocks.registers import api as registers
from pencere.casework.applications import journal_actions, rules
from pencere.casework.applications.models import Application, Payment
from pencere.casework.definitions import engine
from pencere.casework.definitions.model import DocumentOrder, ServiceDefinition, Situation
from pencere.casework.entitlements import api as entitlements
from pencere.kernel import clock
from pencere.kernel.actors import Actor, system
from pencere.kernel.errors import Conflict, Invalid
from pencere.kernel.journal.api import Justification, record


def correct_register(application: Application, actor: Actor) -> None:
    """Write the new value into the record that the application is about.

    The record must still be as it was when the application was submitted: on anything else
    nobody has decided. Raises Refused, Conflict, Invalid as `registers.correct` does.
    """
    start = application.start
    declared = registers.declaration(str(start.get("register", "")))
    field = declared.field(str(start.get("field", "")))
    record = _record_in_evidence(application, str(start.get("record", "")))
    value = rules.register_value(application.form.get("new_value"), field.type)
    registers.correct(
        actor=actor,
        register=declared.code,
        subject=application.applicant_id,
        record_id=UUID(record["id"]),
        version=record["version"],
        changes={field.key: value},
        justification=Justification(kind="correction", reference=application.reference),
    )


def confirm_payment(application: Application, actor: Actor) -> None:
    """An officer has seen the money: what is owed counts as paid. Raises Conflict when the
    applicant has named no receipt."""
    payment = Payment.objects.select_for_update().filter(pk=application.pk).first()
    if payment is None or payment.state == Payment.State.DUE:
        raise Conflict(_("The applicant has named no receipt yet."), code="no-receipt")
    if payment.state == Payment.State.CONFIRMED:
        return
    payment.state, payment.confirmed_at = Payment.State.CONFIRMED, clock.now()
    payment.confirmed_by_id, payment.paid_minor = actor.account_id, payment.amount_minor
    payment.save()
    record(
        actor=actor,
        action=journal_actions.PAYMENT_CONFIRMED,
        subject=application.applicant_id,
        about=application.about,
        justification=Justification(kind="application", reference=application.reference),
        params={"amount": payment.amount_minor, "currency": payment.currency},
    )


EFFECTS: Mapping[str, Callable[[Application, Actor], None]] = {
    "correct-register": correct_register,
    "confirm-payment": confirm_payment,
}
"""By the code that a definition's action names; the codes are `definitions.model.EFFECTS`."""


def issue(
    application: Application, definition: ServiceDefinition, situation: Situation, actor: Actor
) -> UUID | None:
    """Order the document that a grant makes, write its record, and enter or change the
    entitlement that it proves; None when there is none."""
    order = engine.document_order(definition, situation, situation.today)
    if order is None:
        return None
    document = documents.order(
        actor=actor,
        template=order.template,
        agency=str(application.agency_id),
        seal=order.seal,
        holder=application.applicant_id,
        holder_name=application.applicant.name,
        data=order.data,
        language=order.language,
        valid_from=order.valid_from,
        valid_until=order.valid_until,
        about=application.reference,
        title=order.title,
    )
    entry = Entry()
    if order.register:
        entry = _enter_into_register(application, order, document.number)
    _entitle(application, definition, situation, actor, document, entry)
    return document.pk


@dataclass(frozen=True, slots=True)
class Entry:
    """The record that a grant wrote, and those that it ended."""

    register: str = ""
    record_id: UUID | None = None
    ended: frozenset[UUID] = frozenset()


def _entitle(
    application: Application,
    definition: ServiceDefinition,
    situation: Situation,
    actor: Actor,
    document: documents.IssuedDocument,
    entry: Entry,
) -> None:
    """What was granted begins its life, or the one that the application is about goes on."""
    order = engine.entitlement_order(definition, situation, situation.today)
    purpose = application.start.get("purpose")
    about = UUID(application.start["entitlement"]) if purpose else None
    grant = entitlements.Grant(
        service=definition.id,
        agency=str(application.agency_id),
        holder=application.applicant_id,
        holder_name=application.applicant.name,
        case=application.reference,
        number=document.number,
        document_id=document.pk,
        record_register=entry.register,
        record_id=entry.record_id,
        ended_records=entry.ended,
    )
    if about and purpose == "duplicate":
        entitlements.duplicate(actor=actor, entitlement_id=about, grant=grant)
    elif about and purpose == "change":
        entitlements.change(actor=actor, entitlement_id=about, order=order, grant=grant)
    elif order is not None:
        entitlements.grant(actor=actor, order=order, grant=grant, renews=about)


def _enter_into_register(application: Application, order: DocumentOrder, number: str) -> Entry:
    """The platform writes it, on the strength of the grant that the journal names."""
    declared = registers.declaration(str(order.register))
    data: dict[str, Any] = {k: v for k, v in order.register_data.items() if v is not None}
    if declared.number_field:
        data.setdefault(declared.number_field, number)
    if declared.expires_field and order.valid_until:
        data.setdefault(declared.expires_field, order.valid_until.isoformat())
    justification = Justification(kind="application", reference=application.reference)
    ended = [UUID(replaced["id"]) for replaced in _replaced(application, order)]
    for record_id in ended:
        registers.end(
            actor=system("applications"),
            register=declared.code,
            subject=application.applicant_id,
            record_id=record_id,
            version=None,  # whatever was corrected meanwhile, it ends
            last_day=order.valid_from - dt.timedelta(days=1),
            justification=justification,
        )
    added = registers.add(
        actor=system("applications"),
        register=declared.code,
        subject=application.applicant_id,
        data=data,
        valid_from=order.valid_from,
        valid_until=order.valid_until,
        justification=justification,
    )
    return Entry(declared.code, added.id, frozenset(ended))


def _replaced(application: Application, order: DocumentOrder) -> list[Mapping[str, Any]]:
    found = application.data.get(order.replaces or "", {})
    return [record for record in found.get("records", ()) if found["register"] == order.register]


def _record_in_evidence(application: Application, record_id: str) -> Mapping[str, Any]:
    for found in application.data.values():
        for each in found["records"]:
            if each["id"] == record_id:
                return dict(each)
    if not record_id:
        raise Invalid(_("The application does not say which record is wrong."))
    raise Conflict(
        _("The record that this application is about is no longer in the register."),
        code="record-gone",
    )

"""What a step changes outside the application, in the same transaction: a register that is
corrected, a payment that is confirmed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from pencere.blocks.registers import api as registers
from pencere.casework.applications import journal_actions, rules
from pencere.casework.applications.models import Application, Payment
from pencere.kernel import clock
from pencere.kernel.actors import Actor
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

"""How an application is paid: the applicant proves it with the bank's receipt, an officer
confirms it, or a payments block reports it."""

from __future__ import annotations

import re

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from pencere.casework.applications import access, journal_actions, texts
from pencere.casework.applications.actions.progress import Progress
from pencere.casework.applications.models import Application, Payment
from pencere.kernel import clock
from pencere.kernel.actors import system
from pencere.kernel.errors import Conflict, Invalid, NotFound

RECEIPT = re.compile(r"[0-9A-Z][0-9A-Z/-]{3,39}")


def canonical_receipt(typed: str) -> str:
    """A receipt's number in capitals without spaces. Raises Invalid (`receipt`)."""
    number = "".join(typed.upper().split())
    if not RECEIPT.fullmatch(number):
        raise Invalid(
            fields={"receipt": [_("Enter the number as it stands on the receipt.")]},
            code="receipt",
        )
    return number


def prove(application: Application, receipt: str) -> None:
    """Note the receipt that the applicant names; within the transaction of their step.

    Raises Invalid when the receipt serves another application, Conflict when nothing is owed.
    """
    payment = Payment.objects.select_for_update().filter(pk=application.pk).first()
    if payment is None or payment.state == Payment.State.CONFIRMED:
        raise Conflict(_("Nothing is to be paid for this application."), code="nothing-owed")
    payment.receipt, payment.state = receipt, Payment.State.PROVEN
    payment.proven_at = clock.now()
    try:
        with transaction.atomic():
            payment.save()
    except IntegrityError as error:
        raise Invalid(
            fields={"receipt": [_("This receipt was used for another application.")]},
            code="receipt-used",
        ) from error


@transaction.atomic
def mark_paid(
    *, reference: str, amount_minor: int, currency: str, provider: str, transaction_id: str
) -> Application:
    """What a payments block calls when money has come in: at least what is owed, in minor units.

    `provider` and `transaction_id` (together unique) make it repeatable: the second call
    changes nothing. Money that comes when the case is closed is noted and moves nothing.
    Raises NotFound, Invalid (another currency, too little), Conflict (paid by something else,
    or the payment was counted for another application).
    """
    application, definition = access.any_case(reference=reference, locked=True)
    payment = Payment.objects.select_for_update().filter(pk=application.pk).first()
    if payment is None:
        raise NotFound
    if (payment.provider, payment.transaction) == (provider, transaction_id):
        return application
    _require_right(payment, amount_minor, currency)
    payment.state = Payment.State.CONFIRMED
    payment.confirmed_at, payment.paid_minor = clock.now(), amount_minor
    payment.provider, payment.transaction = provider, transaction_id
    try:
        with transaction.atomic():
            payment.save()
    except IntegrityError as error:
        raise Conflict(
            _("This payment was counted for another application."), code="transaction-used"
        ) from error
    progress = Progress(application, definition, application.steps.order_by("id"))
    actor = system("payments")
    progress.journal(
        actor, journal_actions.PAYMENT_CONFIRMED, amount=amount_minor, currency=currency
    )
    progress.note(actor, texts.PAYMENT_CAME)
    progress.refresh_facts()
    if application.is_open and not application.awaits:
        progress.run_automatic()
    return progress.write()


def _require_right(payment: Payment, amount_minor: int, currency: str) -> None:
    if payment.state == Payment.State.CONFIRMED:
        raise Conflict(_("This application is paid already."), code="paid-already")
    if currency != payment.currency:
        raise Invalid(_("What is owed is in another currency."), code="currency")
    if amount_minor < (payment.amount_minor or 0):
        raise Invalid(_("This is less than what is owed."), code="too-little")

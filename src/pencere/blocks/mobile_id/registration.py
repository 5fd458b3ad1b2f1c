"""Which phones and certificates are whose: what the operator tells us."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from cryptography import x509
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from pencere.blocks.mobile_id import journal_actions, rules
from pencere.blocks.mobile_id.history import by_holder, record
from pencere.blocks.mobile_id.models import Certificate, Contract
from pencere.blocks.mobile_id.providers.base import provider
from pencere.blocks.signing.api import certificate_state
from pencere.kernel import clock
from pencere.kernel.errors import Conflict, Invalid
from pencere.kernel.pack import pack


def register(
    *, party_id: UUID, phone: str, user_id: str, certificates: Mapping[str, bytes]
) -> UUID:
    """A person's contract with its certificates (DER by kind); returns its id.

    Again with the same changes nothing; another certificate of a kind replaces the earlier one.
    Raises Invalid for a number, user id, kind or certificate that can't be, Conflict for a pair
    that is another's.
    """
    number = pack().normalise_phone(phone)
    if number is None or not rules.is_user_id(user_id):
        raise Invalid(field="phone" if number is None else "user_id")
    for kind, der in certificates.items():
        _check(kind, der)
    with transaction.atomic():
        contract, is_new = Contract.objects.select_for_update().get_or_create(
            phone=number,
            user_id=user_id,
            defaults={"party_id": party_id, "registered_at": clock.now()},
        )
        if contract.party_id != party_id:
            raise Conflict(_("This phone number and user id are another person's."))
        for kind, der in certificates.items():
            _put(contract, kind, der)
        if is_new:
            record(by_holder(contract), journal_actions.REGISTERED)
    return contract.pk


def _check(kind: str, der: bytes) -> None:
    if kind not in pack().mobile_id.certificate_kinds:
        raise Invalid(field="kind")
    state = certificate_state(der, trust=provider().trust(), at=clock.now())
    if state != "valid":
        raise Invalid(
            _("This certificate doesn't hold."), code=f"certificate-{state}", field="certificate"
        )


def _put(contract: Contract, kind: str, der: bytes) -> None:
    current = contract.certificates.filter(kind=kind, replaced_at__isnull=True)
    if any(bytes(held.der) == der for held in current):
        return
    current.update(replaced_at=clock.now())
    parsed = x509.load_der_x509_certificate(der)
    Certificate.objects.create(
        contract=contract,
        kind=kind,
        der=der,
        serial=f"{parsed.serial_number:x}",
        valid_from=parsed.not_valid_before_utc,
        valid_until=parsed.not_valid_after_utc,
    )

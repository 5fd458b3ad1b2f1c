"""Records for tests, written straight into the table as a load does."""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import UUID

from pencere.blocks.registers.models import RegisterRecord
from pencere.kernel import clock
from pencere.kernel.ids import new_id

LONG_AGO = dt.date(2020, 5, 1)

CARD: dict[str, Any] = {
    "number": "AA1234567",
    "surname": "Məmmədova",
    "given_name": "Aysel",
    "patronymic": "Rauf qızı",
    "sex": "female",
    "born_on": "1990-04-17",
    "birth_place": "Bakı",
    "issued_on": "2020-05-01",
    "expires_on": "2030-05-01",
    "issuing_body": "ASAN xidmət",
}


def put(
    subject: UUID, register: str, data: dict[str, Any], number: str = "", **more: Any
) -> RegisterRecord:
    """One current record of `register` about `subject`."""
    given = {
        "id": new_id(),
        "valid_from": LONG_AGO,
        "recorded_at": clock.now() - dt.timedelta(days=30),
        **more,
    }
    return RegisterRecord.objects.create(
        subject_id=subject, register=register, number=number, data=data, **given
    )


def put_card(subject: UUID, **changes: Any) -> RegisterRecord:
    """An identity card; a change to None leaves the field out."""
    data = {k: v for k, v in {**CARD, **changes}.items() if v is not None}
    return put(subject, "interior.identity-cards", data, str(data.get("number", "")))

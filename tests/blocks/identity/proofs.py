"""People whom the registers know: their identity card, and the phone that the state has."""

from __future__ import annotations

import datetime as dt
from typing import Any

from tests import messages

from pencere.blocks.parties.models import Party
from pencere.blocks.registers import api as registers
from pencere.kernel import clock
from pencere.kernel.actors import system
from pencere.kernel.jobs import run_waiting
from pencere.kernel.journal.api import Justification

NUMBER, PHONE, EMAIL = "AZ1234567", "+994551112233", "zeynab@example.az"
BORN_ON = dt.date(1990, 5, 14)


def known_to_the_state(
    party: Party, *, number: str = NUMBER, phone: str = PHONE, expires_on: str = "2036-01-01"
) -> None:
    """An identity card of the party, and their contact details."""
    card = {
        "number": number,
        "surname": "Quliyeva",
        "given_name": "Zeynəb",
        "sex": "female",
        "born_on": BORN_ON.isoformat(),
        "expires_on": expires_on,
    }
    contacts = {"phone": phone, "email": EMAIL}
    for register, data in (("interior.identity-cards", card), ("digital.contacts", contacts)):
        registers.add(
            actor=system("tests"),
            register=register,
            subject=party.pk,
            data=data,
            valid_from=clock.today() - dt.timedelta(days=100),
            justification=Justification(kind="law", reference="test"),
        )


def fill_in(client: Any, page: str, **fields: str) -> Any:
    """Fill in the document's number and date of birth, and let the work be done."""
    typed = {"number": NUMBER, "born_on": "14.05.1990", **fields}
    answer = client.post(page, typed)
    run_waiting()
    return answer


def enter_code(client: Any, phone: str = PHONE) -> Any:
    """Enter the code that came to the phone."""
    code = messages.code_in(messages.texts_to(phone)[0])
    return client.post("/account/code/", {"code": code})

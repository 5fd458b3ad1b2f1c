"""Phones of the tests' people: real ones of the demo's network, in a folder of the test.

phone = phones.given(people.aysel())          # a contract, keys sealed by the PIN, certificates
asked = phones.asked(phone)                   # somebody asks, and the request is on the screen
phones.confirmed(phone, asked)                # the holder compares the code and enters the PIN
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pencere.blocks.identity.models import Account
from pencere.blocks.mobile_id import actions
from pencere.blocks.mobile_id.providers.local.phones import Phone, hand_out, phone_of
from pencere.blocks.mobile_id.registration import register
from pencere.blocks.mobile_id.values import Asked
from pencere.kernel.jobs import run_waiting
from pencere.kernel.journal import api as journal

PIN = "2468"
PUK = "13572468"
PROVIDER = "pencere.blocks.mobile_id.providers.local.provider"


def given(
    who: Account,
    *,
    number: str = "+994502340001",
    user_id: str = "100200",
    kinds: Sequence[str] = ("citizen",),
) -> Phone:
    """Somebody's phone with a contract."""
    certificates = hand_out(
        number=number,
        user_id=user_id,
        holder=who.party.name,
        identifier=who.party.identifier,
        pin=PIN,
        puk=PUK,
        kinds=kinds,
    )
    register(party_id=who.party_id, phone=number, user_id=user_id, certificates=certificates)
    phone = phone_of(number, user_id)
    assert phone is not None
    return phone


def asked(phone: Phone, **more: Any) -> Asked:
    """A request to this phone, brought to it."""
    values = {"purpose": "sign-in", "text": "Sign in?", "asked_by": "pencere", **more}
    made = actions.ask(phone=phone.number, user_id=phone.user_id, **values)
    run_waiting()
    return made


def confirmed(phone: Phone, request: Asked, *, pin: str = PIN) -> None:
    """The holder enters the PIN."""
    actions.confirm(request_id=request.id, signature=phone.sign(request.id, pin))


def answered(phone: Phone, *, with_yes: bool = True, pin: str = PIN) -> None:
    """The holder answers what is on the screen."""
    run_waiting()
    shown = phone.waiting()
    assert shown is not None
    if with_yes:
        actions.confirm(request_id=shown.id, signature=phone.sign(shown.id, pin))
    else:
        actions.refuse(request_id=shown.id)


def journaled(request_id: object) -> list[str]:
    """What the journal holds of a request, the oldest first."""
    return [row.action for row in journal.about_object(about=f"mobile-id:{request_id}")]


def journaled_about(party_id: object) -> list[str]:
    """What the journal holds about somebody, the newest first."""
    return [row.action for row in journal.about_subject(subject=party_id).rows]  # type: ignore[arg-type]


def asked_unknown(**more: object) -> Asked:
    """Somebody asks a phone that there is not."""
    values = {"purpose": "sign-in", "text": "Sign in?", "asked_by": "pencere", **more}
    return actions.ask(phone="050 999 88 77", user_id="999888", **values)  # type: ignore[arg-type]

"""What stories of permits begin with: a regime, people with documents, messages that come."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from tests.blocks.registers.records import put, put_card

from pencere.blocks.regimes import api as regimes
from pencere.blocks.sms import api as sms
from pencere.kernel import clock
from pencere.kernel.actors import system
from pencere.kernel.ids import new_id
from pencere.kernel.pack import pack
from pencere.systems.sms_permits.handling import HANDLER
from pencere.systems.sms_permits.models import Decision

NOON = "2026-11-26T12:00:00+04:00"
LONG_AGO = "2026-01-01T00:00:00+04:00"
PHONE, OTHER_PHONE = "+994502345678", "+994553334455"
CARD = "AA1234567"


def settle(**changes: Any) -> None:
    """Let the regime be what the pack brings, with changes, since the year began."""
    seed = pack().regimes()["sms-permits"]
    with clock.frozen_at(LONG_AGO):
        regimes.sync(replace(seed, values={**seed.values, **changes}), actor=system("test"))
    regimes.forget()


def purposes(**changes: Any) -> list[dict[str, Any]]:
    """The pack's purposes, each with the same changes."""
    seed = pack().regimes()["sms-permits"]
    return [{**row, **changes} for row in seed.values["purposes"]]


def keeps_in(register: str, field: str, values: str) -> dict[str, Any]:
    """A change: those of whom a register says this stay at home."""
    title = {"az": "qrup", "ru": "группа", "en": "group"}
    group = {"code": "group", "register": register, "field": field, "values": values}
    return {"barred": [{**group, "title": title}]}


def lives_in_baku(subject: UUID, number: str = CARD, **card: Any) -> UUID:
    """Somebody with an identity card who lives in Baku."""
    put_card(subject, number=number, **card)
    put(subject, "interior.residence", {"region": "Bakı", "settlement": "Bakı şəhəri"})
    return subject


def stays_at_home(subject: UUID, kind: str = "infected", **more: Any) -> None:
    """The register of isolation says so."""
    put(subject, "health.isolation", {"kind": kind}, **more)


def message(text: str, sender: str = PHONE) -> sms.Inbound:
    """A message that has just come."""
    now = clock.now()
    return sms.Inbound(
        id=new_id(),
        day=clock.today(),
        centre="test",
        sender=sender,
        recipient="8103",
        text=text,
        received_at=now,
    )


def send(*texts: str, sender: str = PHONE) -> list[str]:
    """Messages in one batch; what they are answered."""
    return answers([message(text, sender) for text in texts])


def answers(messages: Sequence[sms.Inbound]) -> list[str]:
    """What a batch is answered."""
    return [reply.text for reply in HANDLER(messages)]


def last() -> Decision:
    """The decision that was made last."""
    return Decision.objects.order_by("-decided_at", "-id")[0]


def minutes(count: int) -> dt.timedelta:
    """So many."""
    return dt.timedelta(minutes=count)

"""What the ministry answers: verified, kept as it came, and carried out, once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db import transaction
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from pencere.kernel import clock
from pencere.kernel.actors import system
from pencere.systems.staff_permits import access, changing, regime, words
from pencere.systems.staff_permits.exchange import line, signatures
from pencere.systems.staff_permits.exchange.kinds import RECEIPT
from pencere.systems.staff_permits.models import Dispatch, Event, Message, Permit
from pencere.systems.staff_permits.providers.base import NoAnswer

MOST_REASON = 500
State = Permit.State
_ACTOR = system(access.SYSTEM)


class _Result(BaseModel):
    """What became of one item of a message."""

    model_config = ConfigDict(extra="ignore", strict=True)

    id: int
    outcome: str = Field(pattern="^(accepted|refused)$")
    reason: str = ""


class _Receipt(BaseModel):
    model_config = ConfigDict(extra="ignore", strict=True)

    iss: str
    sub: str
    """The message that it answers."""
    number: str = Field(min_length=1, max_length=64)
    results: list[_Result]


@transaction.atomic
def take(message_id: UUID, text: str) -> None:
    """Carry out a receipt; nothing the second time. Raises NoAnswer for what isn't one: not
    signed by the ministry, about another message, or without a word on some permit."""
    receipt = _verified(message_id, text)
    message = Message.objects.select_for_update().get(pk=message_id)
    if message.answered_at is not None:
        return
    dispatches = {
        each.pk: each
        for each in Dispatch.objects.select_for_update(of=("self",))
        .filter(message=message)
        .select_related("permit")
        .order_by("id")
    }
    results = {each.id: each for each in receipt.results}
    if results.keys() != dispatches.keys():
        raise NoAnswer("receipt-incomplete")
    message.answered_at, message.error = clock.now(), ""
    message.receipt, message.number = text, receipt.number
    message.save(update_fields=["answered_at", "error", "receipt", "number"])
    _carry_out(dispatches, results, receipt.number)


def _verified(message_id: UUID, text: str) -> _Receipt:
    key = line.their_key()
    if key is None:
        raise NoAnswer("no-peer-key")
    try:
        claims: Any = signatures.verified(text, key, type=RECEIPT)
        receipt = _Receipt.model_validate(claims)
    except signatures.BadSignature as error:
        raise NoAnswer("receipt-signature") from error
    except ValidationError as error:
        raise NoAnswer("receipt-form") from error
    if receipt.sub != str(message_id) or receipt.iss != regime.agency():
        raise NoAnswer("receipt-of-another")
    return receipt


def _carry_out(
    dispatches: Mapping[int, Dispatch], results: Mapping[int, _Result], number: str
) -> None:
    accepted = [each for id_, each in dispatches.items() if results[id_].outcome == "accepted"]
    Dispatch.objects.filter(pk__in=[each.pk for each in accepted]).update(
        outcome=Dispatch.Outcome.ACCEPTED
    )
    _received([each.permit for each in accepted if each.kind == Dispatch.Kind.GRANT], number)
    refused: defaultdict[str, list[Dispatch]] = defaultdict(list)
    for id_, each in dispatches.items():
        if results[id_].outcome == "refused":
            refused[results[id_].reason.replace("\0", "")[:MOST_REASON]].append(each)
    for reason, those in refused.items():
        Dispatch.objects.filter(pk__in=[each.pk for each in those]).update(
            outcome=Dispatch.Outcome.REFUSED, reason=reason
        )
        _refused([each.permit for each in those if each.kind == Dispatch.Kind.GRANT], reason)


def _received(permits: Sequence[Permit], number: str) -> None:
    """What was revoked meanwhile keeps its state, and the receipt all the same."""
    if not permits:
        return
    ids = [each.pk for each in permits]
    now = clock.now()
    Permit.objects.filter(pk__in=ids).update(receipt=number, received_at=now)
    Permit.objects.filter(pk__in=ids, state=State.SENT).update(state=State.RECEIVED)
    changing.put_events(ids, Event.Kind.RECEIVED, actor=_ACTOR, data={"receipt": number})
    changing.journal(words.RECEIVED, permits, actor=_ACTOR)


def _refused(permits: Sequence[Permit], reason: str) -> None:
    ids = [each.pk for each in permits if each.state == State.SENT]
    live = Permit.objects.select_for_update().filter(pk__in=ids, state=State.SENT)
    still = [each.pk for each in live.order_by("id")]
    if not still:
        return
    Permit.objects.filter(pk__in=still).update(
        state=State.REFUSED, closed_at=clock.now(), reason_code="ministry", reason=reason
    )
    data = {"reason_code": "ministry", "reason": reason}
    changing.put_events(still, Event.Kind.REFUSED, actor=_ACTOR, data=data)
    changing.journal(words.REFUSED, [p for p in permits if p.pk in set(still)], actor=_ACTOR)
    changing.follow_up()

"""From the outbox to the ministry: at least once, each message with its id, in order for each
permit.

A message is written down, signed, before it is sent, and marked as answered together with what
the receipt changes. A process that dies in between leaves a message that is sent again, the same
to the byte, for which the ministry gives the same receipt.
"""

from __future__ import annotations

import logging
from uuid import UUID

from django.db import transaction

from pencere.kernel import clock
from pencere.kernel.ids import new_id
from pencere.kernel.rows import select
from pencere.systems.staff_permits import regime, rules
from pencere.systems.staff_permits.exchange import content, line, receipts, signatures
from pencere.systems.staff_permits.exchange.kinds import MESSAGE
from pencere.systems.staff_permits.models import Dispatch, Message, Permit
from pencere.systems.staff_permits.providers.base import Ministry, NoAnswer

AT_ONCE = 500
"""Permits in a message."""
log = logging.getLogger(__name__)

# What comes after something else about the same permit waits for the answer to that.
_NEXT = """
SELECT d.id FROM staff_permits_dispatch d
WHERE d.message_id IS NULL AND NOT EXISTS (
    SELECT FROM staff_permits_dispatch e
    WHERE e.permit_id = d.permit_id AND e.id < d.id AND e.outcome = 'waiting')
ORDER BY d.id LIMIT %s FOR UPDATE OF d SKIP LOCKED
"""


def run(*, most: int = 1000) -> int:
    """Send what waits, until nothing does or the ministry is silent; how many were answered."""
    way = line.ministry()
    answered = 0
    while way is not None and answered < most and line.is_open():
        message = _due() or _made()
        if message is None or not _sent(message, way):
            break
        answered += 1
    return answered


def _due() -> Message | None:
    """The oldest message whose receipt is awaited and that may be sent again now."""
    waiting = Message.objects.filter(answered_at__isnull=True, next_try_at__lte=clock.now())
    return waiting.order_by("made_at", "id").first()


@transaction.atomic
def _made() -> Message | None:
    """A new message of what waits in the outbox; None when nothing does."""
    ids = [id_ for (id_,) in select(_NEXT, [AT_ONCE])]
    if not ids:
        return None
    dispatches = list(
        Dispatch.objects.filter(pk__in=ids)
        .select_related("permit__employer", "permit__employee")
        .order_by("id")
    )
    message_id = new_id()
    claims = content.message(message_id, dispatches, agency=regime.agency())
    message = Message.objects.create(
        id=message_id,
        made_at=clock.now(),
        next_try_at=clock.now(),
        body=signatures.signed(claims, line.own_key(), type=MESSAGE),
    )
    Dispatch.objects.filter(pk__in=ids).update(message=message)
    Permit.objects.filter(
        pk__in=[each.permit_id for each in dispatches], state=Permit.State.CONFIRMED
    ).update(state=Permit.State.SENT)
    return message


def _sent(message: Message, way: Ministry) -> bool:
    """Deliver a message and take in its receipt; False when that failed."""
    try:
        receipt = way.deliver(message.body)
        receipts.take(message.pk, receipt)
    except NoAnswer as silence:
        _later(message.pk, silence.code)
        return False
    line.worked()
    return True


@transaction.atomic
def _later(message_id: UUID, code: str) -> None:
    message = Message.objects.select_for_update().get(pk=message_id)
    if message.answered_at is not None:
        return
    message.attempts += 1
    message.error = code
    message.next_try_at = clock.now() + rules.wait_after(message.attempts)
    message.save(update_fields=["attempts", "error", "next_try_at"])
    line.failed(code)
    log.warning("staff permits: message %s gave no receipt: %s", message_id, code)

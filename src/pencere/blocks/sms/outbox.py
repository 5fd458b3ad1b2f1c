"""The outbox: texts that are to leave, put there in the transaction that they follow from."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import connection

from pencere.blocks.sms.accepting import storable
from pencere.blocks.sms.days import day_of
from pencere.blocks.sms.values import Reply
from pencere.kernel import clock
from pencere.kernel.ids import new_id
from pencere.kernel.rows import array

_INSERT = (
    "INSERT INTO sms_outbound (day, id, centre, recipient, sender, text, in_reply_to, asked_at,"
    " created_at, due_at, not_before, not_after)"
    " SELECT * FROM unnest(%s::date[], %s::uuid[], %s::text[], %s::text[], %s::text[], %s::text[],"
    " %s::uuid[], %s::timestamptz[], %s::timestamptz[], %s::timestamptz[], %s::timestamptz[],"
    " %s::timestamptz[])"
)


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A text on its way into the outbox."""

    to: str
    text: str
    sender: str = ""
    centre: str = ""
    in_reply_to: UUID | None = None
    asked_at: dt.datetime | None = None
    not_before: dt.datetime | None = None
    not_after: dt.datetime | None = None


def send(
    *,
    to: str,
    text: str,
    sender: str = "",
    not_before: dt.datetime | None = None,
    not_after: dt.datetime | None = None,
) -> UUID:
    """Put a text for the phone `to` (E.164) into the outbox, in the caller's transaction; returns
    its id. It leaves by whichever centre is bound, from `sender` (a short number or a name), or
    from the centre's own number."""
    return put([Outgoing(to, text, sender, not_before=not_before, not_after=not_after)])[0]


def put_replies(replies: Sequence[Reply]) -> list[UUID]:
    """Put what answers messages into the outbox: by the centre that brought the message, from the
    number that it was sent to."""
    return put(
        [
            Outgoing(
                to=reply.to or reply.to_message.sender,
                text=reply.text,
                sender=reply.to_message.recipient,
                centre=reply.to_message.centre,
                in_reply_to=reply.to_message.id,
                asked_at=reply.to_message.received_at,
                not_before=reply.not_before,
                not_after=reply.not_after,
            )
            for reply in replies
        ]
    )


def put(texts: Sequence[Outgoing]) -> list[UUID]:
    """Put `texts` into the outbox with one statement; returns their ids in that order."""
    if not texts:
        return []
    now = clock.now()
    due = [max(now, each.not_before) if each.not_before else now for each in texts]
    ids = [new_id() for _ in texts]
    with connection.cursor() as cursor:
        cursor.execute(
            _INSERT,
            [
                array(day_of(instant) for instant in due),
                array(ids),
                array(each.centre for each in texts),
                array(each.to for each in texts),
                array(each.sender for each in texts),
                array(storable(each.text) for each in texts),
                array(each.in_reply_to for each in texts),
                array(each.asked_at for each in texts),
                array([now] * len(texts)),
                array(due),
                array(each.not_before for each in texts),
                array(each.not_after for each in texts),
            ],
        )
    return ids

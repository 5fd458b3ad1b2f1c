"""Decisions of the channel as plain functions: what a redelivery is, how many at a time, what a
receipt changes, when to try again."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

SAME_TEXT_WITHIN = dt.timedelta(seconds=60)
"""A centre that doesn't name its messages: the same text from the same phone within this time is
a redelivery. Its sender, who is waiting for the answer to the first, gets one answer."""
MIDNIGHT_PASSES = dt.timedelta(hours=6)
"""For so long after midnight a message is also looked for among those of the day before."""

SMALLEST_BATCH, LARGEST_BATCH = 20, 500
GOOD_SECONDS, BAD_SECONDS = 0.15, 0.4
"""A batch that took less may grow; one that took more shrinks."""

FEWEST_LANES, LATE_LANES, MOST_LANES = 2, 4, 12
"""Batches on their way to a centre at once: ordinarily, when texts are late, when it is slow."""
SLOW_CENTRE = 0.15
"""Seconds that a slow centre takes for a batch."""

TRIES = 8
"""After so many errors of the centre's own a text counts as failed."""


@dataclass(frozen=True, slots=True)
class Identity:
    """What a message and its redelivery have in common."""

    key: str
    earlier_key: str = ""
    earlier_since: dt.datetime | None = None


def identity(
    message_id: str, fingerprint: str, received_at: dt.datetime, *, day_began_at: dt.datetime
) -> Identity:
    """By the centre's own name of the message (`message_id`), or else by the `fingerprint` of its
    octets and the minute in which it came."""
    if message_id:
        key = f"id:{message_id}"
        if received_at - day_began_at < MIDNIGHT_PASSES:
            return Identity(key, key, day_began_at - MIDNIGHT_PASSES)
        return Identity(key)
    if not fingerprint:
        return Identity("")
    span = int(received_at.timestamp() // SAME_TEXT_WITHIN.total_seconds())
    return Identity(
        f"{fingerprint}:{span}", f"{fingerprint}:{span - 1}", received_at - SAME_TEXT_WITHIN
    )


def next_batch_size(size: int, *, found: int, seconds: float) -> int:
    """How many messages of each number to take next, after `size` at most of which `found` were
    there over all numbers and which took `seconds`."""
    if seconds > BAD_SECONDS:
        return max(SMALLEST_BATCH, size // 2)
    if found >= size and seconds < GOOD_SECONDS:
        return min(LARGEST_BATCH, size * 2)
    return size


def next_lanes(lanes: int, *, seconds: float, is_late: bool) -> int:
    """How many batches may be on their way at once, after a full one that the centre took in
    `seconds` and whose texts were late or in time. What is on its way when the process is killed
    goes out twice, so it is no more than is asked for."""
    if seconds > SLOW_CENTRE:
        most = MOST_LANES
    elif is_late:
        most = LATE_LANES
    else:
        most = FEWEST_LANES
    return lanes + 1 if lanes < most else max(most, lanes - 1)


def retry_after(attempts: int) -> dt.timedelta | None:
    """How long to wait before the next try after so many failed ones; None: give up."""
    if attempts >= TRIES:
        return None
    return dt.timedelta(seconds=min(5 * 2 ** (attempts - 1), 600))


RECEIPT_STATUS = {
    "delivered": "delivered",
    "expired": "expired",
    "deleted": "failed",
    "undeliverable": "failed",
    "rejected": "failed",
}
"""What a receipt's state makes of a text that was sent; other states change nothing."""


@dataclass(frozen=True, slots=True)
class Fate:
    """What is known of a text that a centre took."""

    status: str
    """sent, delivered, failed or expired"""
    delivered: frozenset[str] = frozenset()
    """The centre's numbers of those of its parts that reached the phone."""
    error: str = ""


def after_receipt(
    fate: Fate, numbers: frozenset[str], *, number: str, state: str, error: str
) -> Fate:
    """What is known after one more receipt, for the part `number` of the text's `numbers`.

    Receipts come in any order and more than once, and the end is the same: a text is delivered
    when each of its parts is, whatever else was said of them.
    """
    status = RECEIPT_STATUS.get(state)
    if status is None or number not in numbers:
        return fate
    if status == "delivered":
        delivered = fate.delivered | {number}
        if delivered >= numbers:
            return Fate("delivered", delivered)
        return Fate(fate.status, delivered, fate.error)
    if number in fate.delivered or fate.status != "sent":
        return fate
    return Fate(status, fate.delivered, f"{state} {error}".strip())

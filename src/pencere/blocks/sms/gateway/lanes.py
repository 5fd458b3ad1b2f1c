"""The threads that send: each has one batch on its way at a time, in a transaction of its own.

A centre has several lanes, so that its window stays full while one lane records what was sent.
Lanes of a centre share how far along the outbox they are: the index need not be walked again
from its head, where the entries of what has just been sent still stand.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from django.conf import settings

from pencere.blocks.sms.days import recent_days
from pencere.blocks.sms.gateway.worker import Worker
from pencere.blocks.sms.rules import FEWEST_LANES, MOST_LANES, next_lanes
from pencere.blocks.sms.sending import (
    START,
    Batch,
    Ledger,
    Outcome,
    Place,
    Refused,
    Sent,
    Text,
    Unsent,
    send_due,
)
from pencere.blocks.sms.smpp.api import (
    Client,
    Disconnected,
    Message,
    Rejected,
    SmppError,
    SubmitResult,
    Throttled,
    Unanswered,
)
from pencere.kernel import clock

BATCH = 32
"""Texts of a lane's batch: so many go out twice at most when the process is killed."""
LATE = dt.timedelta(seconds=0.3)
"""A text that left so long after it was due was late."""
LOOK_EVERY = 0.25
"""Seconds between two looks of the first lane when nothing says that something is there."""
FROM_THE_HEAD_EVERY = 0.3
"""Seconds after which the outbox is looked at from its head again."""
LOOK_BACK_EVERY = 60.0
NO_ROOM_PAUSE = 1.0


class Progress:
    """How far along the outbox of one centre its lanes are."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._place = START
        self._began_at = 0.0

    def place(self) -> Place:
        """Where to go on; the head now and then."""
        now = time.monotonic()
        with self._lock:
            if now - self._began_at > FROM_THE_HEAD_EVERY:
                self._began_at = now
                self._place = START
            return self._place

    def reached(self, place: Place | None) -> None:
        """A lane has taken what lies up to there."""
        with self._lock:
            if place is not None and place > self._place:
                self._place = place


class Turns:
    """How many lanes may be busy at once: no more than the centre's pace asks for, since what is
    on its way when the process is killed goes out twice."""

    def __init__(self) -> None:
        self._free = threading.Condition()
        self._busy = 0
        self._allowed = FEWEST_LANES

    @contextmanager
    def one(self) -> Iterator[None]:
        """Wait for a turn and have it."""
        with self._free:
            self._free.wait_for(lambda: self._busy < self._allowed)
            self._busy += 1
        try:
            yield
        finally:
            with self._free:
                self._busy -= 1
                self._free.notify()

    def carried(self, seconds: float, *, is_late: bool) -> None:
        """The centre took so long for a full batch, whose texts were late or in time."""
        with self._free:
            self._allowed = next_lanes(self._allowed, seconds=seconds, is_late=is_late)
            self._free.notify()


class Road:
    """What the lanes of one centre share."""

    def __init__(
        self,
        client: Client,
        loop: asyncio.AbstractEventLoop,
        ledger: Ledger,
        *,
        wants_receipts: bool,
    ) -> None:
        self.client = client
        self.centre = client.centre.name
        self.ledger = ledger
        self.others: Callable[[], Sequence[str]] = lambda: ()
        """Names of centres that are down, for which this one stands in."""
        self.came = threading.Condition()
        self.progress = Progress()
        self.turns = Turns()
        self._loop = loop
        self._wants_receipts = wants_receipts
        self._number = next(iter(client.centre.numbers), settings.SMS_SENDER)

    def wake(self) -> None:
        """Something is in the outbox."""
        with self.came:
            self.came.notify(1)

    def carry(self, texts: Sequence[Text]) -> list[Outcome]:
        """Have the centre take `texts`."""
        messages = [
            Message(
                to=text.to,
                sender=text.sender or self._number,
                text=text.text,
                registered_delivery=self._wants_receipts,
                key=text.id.hex,
            )
            for text in texts
        ]
        begun_at = time.monotonic()
        asked = asyncio.run_coroutine_threadsafe(self.client.submit_many(messages), self._loop)
        answers = asked.result()
        if len(texts) >= BATCH:
            is_late = clock.now() - texts[-1].due_at > LATE
            self.turns.carried(time.monotonic() - begun_at, is_late=is_late)
        return [outcome_of(each) for each in answers]


def outcome_of(answer: SubmitResult | SmppError) -> Outcome:
    """What the centre's answer means for the outbox."""
    if isinstance(answer, SubmitResult):
        return Sent(answer.message_ids)
    if isinstance(answer, Unanswered):  # taken, perhaps: not again and again for ever
        return Refused(str(answer), is_permanent=False)
    if isinstance(answer, Disconnected | Throttled):
        return Unsent()
    if isinstance(answer, Rejected):
        return Refused(str(answer), answer.is_permanent)
    return Refused(type(answer).__name__, is_permanent=True)


class Lane(Worker):
    """Sends by one centre until it is stopped."""

    def __init__(self, road: Road, *, is_first: bool) -> None:
        super().__init__(name=f"sms-lane-{road.centre}", doing="sending")
        self._road = road
        self._is_first = is_first
        self._looked_back_at = time.monotonic()

    def wake(self) -> None:
        """Which of the road's lanes waits can't be told: all look."""
        with self._road.came:
            self._road.came.notify_all()

    def _round(self) -> None:
        if not self._road.client.is_bound:
            self._wait(LOOK_EVERY)
            return
        with self._road.turns.one():
            batch = self._own()
            if self._is_first and batch.found < BATCH:
                batch = self._for_others(batch)
        if batch.unsent:
            time.sleep(NO_ROOM_PAUSE)
        elif batch.found >= BATCH:
            self._road.wake()  # there may be enough for another lane
        elif not batch.found:
            self._wait(LOOK_EVERY if self._is_first else None)

    def _own(self) -> Batch:
        road = self._road
        batch = send_due(
            road.centre, road.carry, road.ledger, limit=BATCH, after=road.progress.place()
        )
        road.progress.reached(batch.last)
        return batch

    def _for_others(self, own: Batch) -> Batch:
        """Also send what hangs on no centre, or on one that is down; and, now and then, what was
        left over days ago."""
        found, unsent = own.found, own.unsent
        days = None
        if time.monotonic() - self._looked_back_at > LOOK_BACK_EVERY:
            self._looked_back_at = time.monotonic()
            days = recent_days()
        for name in ("", *self._road.others(), *([self._road.centre] if days else [])):
            batch = send_due(
                self._road.centre,
                self._road.carry,
                self._road.ledger,
                waiting_for=name,
                limit=BATCH,
                days=days,
            )
            found, unsent = found + batch.found, unsent + batch.unsent
        return Batch(found, own.sent, unsent, own.last)

    def _wait(self, seconds: float | None) -> None:
        with self._road.came:
            if not self._is_stopped:
                self._road.came.wait(seconds)


def lanes_of(road: Road) -> list[Lane]:
    """As many lanes as fill the centre's windows, and one that records meanwhile."""
    centre = road.client.centre
    wanted = -(-centre.window * centre.binds // BATCH) + 1
    count = max(FEWEST_LANES, min(MOST_LANES, wanted))
    return [Lane(road, is_first=number == 0) for number in range(count)]

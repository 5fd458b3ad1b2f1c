"""Our client against the strict centre over real sockets, with every way in which that
misbehaves: no message is lost, none is acknowledged twice, and nothing is done that the
specification forbids."""

from __future__ import annotations

import asyncio

import pytest
from tests.blocks.sms.strict_centre import StrictCentre
from tests.blocks.sms.strict_load import crowd, report, settle
from tests.blocks.sms.strict_session import Faults

from pencere.blocks.sms.smpp.api import (
    Centre,
    Client,
    Delivery,
    Message,
    SubmitError,
)

MESSAGES = 600


class Echo:
    """The least gateway that keeps its word: it keeps messages, acknowledges them, answers each
    until the centre has taken the answer."""

    def __init__(self, port: int) -> None:
        centre = Centre.from_url(
            f"smpp://gateway:secret@127.0.0.1:{port}/strict"
            "?binds=2&window=20&rebind_first=0.02&rebind_most=0.2&response_timeout=2"
        )
        self.kept: dict[str, Delivery] = {}
        self.unanswered: asyncio.Queue[Delivery] = asyncio.Queue()
        self.client = Client(centre, self.keep)

    async def keep(self, delivery: Delivery) -> None:
        if delivery.message_id not in self.kept:
            self.kept[delivery.message_id] = delivery
            self.unanswered.put_nowait(delivery)

    async def answer(self) -> None:
        """Answer whatever is there, until cancelled."""
        while True:
            batch = [await self.unanswered.get()]
            while not self.unanswered.empty():
                batch.append(self.unanswered.get_nowait())
            await self.client.bound()
            said = f"{batch[0].text}: İcazə verildi"
            outcomes = await self.client.submit_many(
                [Message(each.sender, "8103", said, key=each.message_id) for each in batch]
            )
            for each, outcome in zip(batch, outcomes, strict=True):
                if isinstance(outcome, SubmitError):
                    self.unanswered.put_nowait(each)


async def meet(faults: Faults) -> tuple[StrictCentre, Echo]:
    async with StrictCentre(faults=faults, seed=1) as centre:
        echo = Echo(centre.port)
        async with echo.client:
            answering = asyncio.create_task(echo.answer())
            phones = (f"9945{number:08d}" for number in range(MESSAGES))
            await crowd(centre, ((phone, "2 AZE 1") for phone in phones), outstanding=100)
            await settle(centre, patience=20)
            answering.cancel()
    return centre, echo


@pytest.mark.parametrize(
    "faults",
    [
        Faults(),
        Faults(duplicates=0.2, out_of_order=True),
        Faults(cut_every=170, refused_binds=2),
        Faults(abort_every=190),
        Faults(malformed=0.1, unsolicited=0.1),
        Faults(throttled=0.05, queue_full=0.05, errors=0.05),
        Faults(slow_reads=0.75),
    ],
    ids=["good", "twice", "cut", "abort", "nonsense", "full", "slow"],
)
def test_whatever_the_centre_does_every_message_is_kept_and_answered(faults: Faults) -> None:
    centre, echo = asyncio.run(meet(faults))

    assert centre.violations == []
    assert centre.is_done
    assert len(echo.kept) == MESSAGES
    assert centre.strangers == 0
    breaks = faults.cut_every or faults.abort_every
    assert breaks or centre.duplicates == 0  # only a break leaves it open what has arrived


def test_the_load_s_report_counts_what_came_of_the_messages() -> None:
    centre, _echo = asyncio.run(meet(Faults()))
    begin, end = centre.letters[0].offered_at, centre.letters[-1].answered_at
    done = report(centre, begin, end, warm=0.0)

    assert (done.offered, done.acknowledged, done.answered) == (MESSAGES,) * 3
    assert 0 < done.p50_ms <= done.p99_ms <= done.max_ms
    assert done.answered_per_s > 0

"""One gateway process: its sessions, its threads, and their order at the start and at the end."""

from __future__ import annotations

import asyncio
import logging
import signal
from collections.abc import Awaitable, Sequence
from contextlib import suppress
from functools import partial

from django.db import connection, connections

from pencere.blocks.sms import receipts
from pencere.blocks.sms.gateway.deciders import Decider
from pencere.blocks.sms.gateway.deliveries import Came, came, joiner, take_in, told
from pencere.blocks.sms.gateway.inlet import Inlet
from pencere.blocks.sms.gateway.lanes import Lane, Road, lanes_of
from pencere.blocks.sms.long_texts import join_incomplete
from pencere.blocks.sms.presence import Standing, beat, centres_down, leave, processes
from pencere.blocks.sms.receipts import Told
from pencere.blocks.sms.sending import Ledger
from pencere.blocks.sms.smpp.api import Centre, Client, Delivery, Receipt
from pencere.kernel.ids import new_id

log = logging.getLogger(__name__)

BEAT_EVERY = 2.0
"""Seconds between two signs of life, in which also what came too early or in parts is looked at."""
GRACE = 5.0
"""Seconds that the sessions get at the end for what is on its way."""


class Gateway:
    """Serves `centres` until it is told to stop.

    The order at the end: nothing new is sent, what is on its way is answered and recorded; then
    the sessions are unbound, after what came has been committed and acknowledged; then the batch
    that is being decided is finished. What waits in the database stays for the next process.
    """

    def __init__(
        self, centres: Sequence[Centre], *, deciders: int = 1, wants_receipts: bool = False
    ) -> None:
        self.id = new_id()
        self._loop = asyncio.get_running_loop()
        self._ended = asyncio.Event()
        self._join = joiner(centres)
        self._down: Sequence[str] = ()
        self._inlet: Inlet[Came] = Inlet(self._loop, self._take_in, name="sms-inlet")
        self._receipts: Inlet[Told] = Inlet(self._loop, receipts.record, name="sms-receipts")
        self._early = receipts.Early()
        self._deciders = [Decider(self._decided) for _ in range(deciders)]
        self._clients = [Client(centre, self._on_deliver, self._on_receipt) for centre in centres]
        ledger = Ledger()
        self._roads = [
            Road(client, self._loop, ledger, wants_receipts=wants_receipts)
            for client in self._clients
        ]
        self._lanes: list[Lane] = []
        for road in self._roads:
            road.others = partial(self._others, road.centre)
            self._lanes += lanes_of(road)

    def end(self) -> None:
        """Have `run` come to an end in good order."""
        self._ended.set()

    async def run(self) -> None:
        """Serve until `end`."""
        self._inlet.start()
        self._receipts.start()
        for decider in self._deciders:
            decider.start()
        for lane in self._lanes:
            lane.start()
        for client in self._clients:
            await client.start()
        keeper = asyncio.create_task(self._keep())
        await self._ended.wait()
        keeper.cancel()
        with suppress(asyncio.CancelledError):
            await keeper
        await self._stop()

    async def _stop(self) -> None:
        for lane in self._lanes:
            lane.ask_to_stop()
        for lane in self._lanes:
            await asyncio.to_thread(lane.join)
        await asyncio.gather(*(client.stop(GRACE) for client in self._clients))
        await asyncio.to_thread(self._inlet.close)
        await asyncio.to_thread(self._receipts.close)
        for decider in self._deciders:
            decider.ask_to_stop()
        for decider in self._deciders:
            await asyncio.to_thread(decider.join)
        await asyncio.to_thread(self._leave)

    # ---------------------------------------------------------------- sessions

    def _on_deliver(self, delivery: Delivery) -> Awaitable[None]:
        return self._inlet.put(came(delivery))

    def _on_receipt(self, receipt: Receipt) -> Awaitable[None]:
        return self._receipts.put(told(receipt))

    def _take_in(self, all_that_came: Sequence[Came]) -> None:
        take_in(all_that_came, self._join)
        for decider in self._deciders:
            decider.wake()

    def _decided(self) -> None:
        for road in self._roads:
            road.wake()

    def _others(self, own: str) -> Sequence[str]:
        return [centre for centre in self._down if centre != own]

    # ------------------------------------------------------------ now and then

    async def _keep(self) -> None:
        while True:
            standings = [
                Standing(state.centre, state.bound, state.binds, state.last_error)
                for state in (client.state for client in self._clients)
            ]
            try:
                sharing = await asyncio.to_thread(self._look_after, standings)
            except Exception as error:
                log.warning("the gateway's sign of life failed (%s)", type(error).__name__)
            else:
                for client in self._clients:
                    client.share_rate(sharing.get(client.centre.name, 1))
            await asyncio.sleep(BEAT_EVERY)

    def _look_after(self, standings: Sequence[Standing]) -> dict[str, int]:
        """What is due now and then; returns how many processes share each centre."""
        try:
            beat(self.id, standings)
            self._down = centres_down()
            if join_incomplete(self._join):
                for decider in self._deciders:
                    decider.wake()
            self._early.try_again()
            return processes()
        finally:
            connection.close()

    def _leave(self) -> None:
        with suppress(Exception):
            leave(self.id)
        connection.close()


async def _serve(centres: Sequence[Centre], deciders: int, wants_receipts: bool) -> None:
    gateway = Gateway(centres, deciders=deciders, wants_receipts=wants_receipts)
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, gateway.end)
    await gateway.run()


def serve(centres: Sequence[Centre], *, deciders: int, wants_receipts: bool) -> None:
    """Serve `centres` until SIGTERM or SIGINT."""
    # Each thread keeps one connection for good; a pool would only be slow to see that the
    # database is back.
    connections.settings["default"]["OPTIONS"].pop("pool", None)
    asyncio.run(_serve(centres, deciders, wants_receipts))

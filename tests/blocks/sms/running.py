"""A gateway that runs in the test's own process, and centres for it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager

from django.db import connection, connections
from tests.blocks.sms.channel import NUMBER
from tests.blocks.sms.strict_centre import StrictCentre
from tests.blocks.sms.strict_session import Faults

from pencere.blocks.sms.gateway.process import Gateway
from pencere.blocks.sms.smpp.api import Centre

PATIENCE = 60.0
"""Seconds after which a test gives up; nothing waits for them to pass."""


@contextmanager
def a_connection_for_each_thread() -> Iterator[None]:
    """As the gateway's process has it, in place of the pool."""
    connection.close()
    options = connections.settings["default"]["OPTIONS"]
    pool = options.pop("pool", None)
    try:
        yield
    finally:
        connection.close()
        options["pool"] = pool


def centre_at(port: int, name: str = "azer", *, binds: int = 2) -> Centre:
    return Centre(
        name,
        "127.0.0.1",
        port,
        "gateway",
        "secret",
        numbers=(NUMBER,),
        binds=binds,
        window=20,
        rebind_first=0.02,
        rebind_most=0.1,
    )


def strict(faults: Faults | None = None) -> StrictCentre:
    """A centre that looks closely, and waits for its acknowledgements."""
    return StrictCentre(numbers=(NUMBER,), faults=faults, window=10)


@asynccontextmanager
async def gateway(*centres: Centre, wants_receipts: bool = False) -> AsyncIterator[Gateway]:
    """A gateway process in this one, ended in good order."""
    own = Gateway(centres, wants_receipts=wants_receipts)
    running = asyncio.create_task(own.run())
    try:
        yield own
    finally:
        own.end()
        await running


async def until(is_so: Callable[[], bool]) -> None:
    """Go on when it is so."""
    async with asyncio.timeout(PATIENCE):
        while not is_so():
            await asyncio.sleep(0.01)

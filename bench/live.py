"""What many who follow a page live cost, and how far behind the last of them is.

`live.behind_p99_ms`: `pencere live` with 500 listeners (PENCERE_BENCH_LISTENERS) of the dashboard
of permits by message, which is read once a second: time from when the first of them has a state
until 99 of 100 have it. Reference: a second, the time between two states. `live.core_percent`:
share of a core that the process uses. Reference: the same with one listener, which is the price
of reading and showing.
"""

from __future__ import annotations

import asyncio
import os
import sys
import time
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from bench.figures import Figure, show
from bench.people import account, session_of
from bench.serving import Server, free_port, serving
from pencere.blocks.identity.api import Account
from pencere.blocks.parties.models import Post
from pencere.kernel.pack import pack
from pencere.systems.sms_permits.figures_pieces import TOPIC
from pencere.ui.live.streams import Limits

LISTENERS = int(os.environ.get("PENCERE_BENCH_LISTENERS", "500"))
SECONDS = 15
OFFICER = 777_001
"""Number of the made-up officer."""


@dataclass(slots=True)
class Heard:
    """When each listener had each state."""

    at: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))

    def behind_p99_ms(self, listeners: int) -> float:
        """Of the states that all have had: the time from the first to nearly the last of them."""
        spreads = sorted(
            times[int(0.99 * (listeners - 1))] - times[0]
            for times in (sorted(each) for each in self.at.values())
            if len(times) == listeners
        )
        return 1000 * spreads[int(0.99 * (len(spreads) - 1))]


def run() -> Iterator[Figure]:
    """The figures, each with its reference."""
    post = _post()
    each = Limits().of_one_session
    keys = [session_of(post.account, with_code=True) for _ in range(LISTENERS // each + 1)]
    port = free_port()
    command = [sys.executable, "-m", "pencere.config.cli", "live", "--port", str(port)]
    with serving(command, port) as server:
        alone, _heard = _followed(server, keys[:1])
        sessions = [key for key in keys for _ in range(each)][:LISTENERS]
        percent, heard = _followed(server, sessions)
    post.delete()
    yield Figure("live.behind_p99_ms", heard.behind_p99_ms(LISTENERS), "ms", 1000.0)
    yield Figure("live.core_percent", percent, "%", alone, f"{LISTENERS} listeners")


def _post() -> Post:
    who: Account = account(OFFICER)
    return Post.objects.create(
        account=who,
        agency_id=pack().regimes()["sms-permits"].agency,
        title={"en": "bench"},
        roles=["permits"],
        valid_from="2020-01-01",
    )


def _followed(server: Server, sessions: list[str]) -> tuple[float, Heard]:
    """Percent of a core while all of `sessions` listen, and what they heard."""
    return asyncio.run(_listen(server, sessions))


async def _listen(server: Server, sessions: list[str]) -> tuple[float, Heard]:
    heard = Heard()
    followers = [asyncio.create_task(_follow(server.port, key, heard)) for key in sessions]
    while not any(len(times) == len(sessions) for times in heard.at.values()):
        await asyncio.sleep(0.2)  # until all are in
        ended = [task for task in followers if task.done()]
        if ended:
            raise SystemExit(f"{len(ended)} were not let in: {ended[0].exception()}")
    heard.at.clear()
    begin, used = time.perf_counter(), server.cpu_s()
    await asyncio.sleep(SECONDS)
    percent = 100 * (server.cpu_s() - used) / (time.perf_counter() - begin)
    for task in followers:
        task.cancel()
    await asyncio.gather(*followers, return_exceptions=True)
    return percent, heard


async def _follow(port: int, session: str, heard: Heard) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=2**20)
    try:
        asked = f"GET /live/{TOPIC}?language=az HTTP/1.1\r\nHost: localhost\r\n"
        writer.write(f"{asked}Cookie: sessionid={session}\r\n\r\n".encode())
        status = await reader.readline()
        if b" 200 " not in status:
            raise SystemExit(status.decode())
        while line := await reader.readline():
            if line.startswith(b"id: "):
                heard.at[line.decode()].append(time.perf_counter())
    finally:
        writer.close()


if __name__ == "__main__":
    show(run())

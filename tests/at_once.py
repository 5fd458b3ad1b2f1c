"""Several who act at the same instant, each in a transaction of their own."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import nullcontext

from django.db import connection

from pencere.kernel import clock
from pencere.kernel.errors import PencereError


def at_once(*deeds: Callable[[], object], now: str = "") -> list[str]:
    """Do all at the same instant (`now`, ISO 8601, else the real one), each on a connection of
    its own; says of each "done" or with which code it was refused."""
    start = threading.Barrier(len(deeds))
    ends = [""] * len(deeds)

    def run(number: int, do: Callable[[], object]) -> None:
        with clock.frozen_at(now) if now else nullcontext():
            start.wait(timeout=10)
            try:
                do()
                ends[number] = "done"
            except PencereError as refusal:
                ends[number] = refusal.code
            finally:
                connection.close()

    threads = [threading.Thread(target=run, args=each) for each in enumerate(deeds)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    return ends

"""Waiting until every transaction that has begun by now is over, in whatever database of the
server: only then is it added up (`kernel.spans`), and another test may be at work."""

from __future__ import annotations

import time

from pencere.kernel.rows import select

PATIENCE = 300.0
"""Seconds for the longest transaction of another test."""


def settle() -> None:
    """Return when nothing that is open now is open any more."""
    ((until,),) = select("SELECT pg_snapshot_xmax(pg_current_snapshot())::text::bigint", [])
    give_up_at = time.monotonic() + PATIENCE
    while time.monotonic() < give_up_at:
        ((oldest,),) = select("SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint", [])
        if oldest >= until:
            return
        time.sleep(0.01)
    raise AssertionError("another transaction stays open")

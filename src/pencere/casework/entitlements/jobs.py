"""Background work of entitlements."""

from __future__ import annotations

from pencere.casework.entitlements.clockwork import run_due
from pencere.kernel import jobs


@jobs.periodic(cron="7 * * * *")
@jobs.task(name="entitlements.due", lock="entitlements.due")
def due(timestamp: int) -> None:
    """Every hour: what has ended expires, suspensions end, holders are reminded."""
    run_due()

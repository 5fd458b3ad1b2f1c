"""Background work of applications."""

from __future__ import annotations

from pencere.casework.applications.actions.clockwork import run_timers
from pencere.kernel import jobs


@jobs.periodic(cron="* * * * *")
@jobs.task(name="applications.timers", lock="applications.timers")
def timers(timestamp: int) -> None:
    """Every minute: let the timers strike whose time has come."""
    run_timers()

"""Background work of applications."""

from __future__ import annotations

from pencere.casework.applications.actions.agreement import run_agreements
from pencere.casework.applications.actions.clockwork import run_timers
from pencere.casework.applications.actions.visits import run_visits
from pencere.kernel import jobs


@jobs.periodic(cron="* * * * *")
@jobs.task(name="applications.timers", lock="applications.timers")
def timers(timestamp: int) -> None:
    """Every minute: let the timers strike whose time has come."""
    run_timers()


@jobs.periodic(cron="* * * * *")
@jobs.task(name="applications.visits", lock="applications.visits")
def visits(timestamp: int) -> None:
    """Every minute: appointments whose day is over, and those that a closure took."""
    run_visits()


@jobs.periodic(cron="* * * * *")
@jobs.task(name="applications.agreements", lock="applications.agreements")
def agreements(timestamp: int) -> None:
    """Every minute: remind co-applicants, and end the time of those who are too late."""
    run_agreements()

"""Counting by itself."""

from __future__ import annotations

from pencere.casework.statistics.actions import count_up_to_now
from pencere.kernel import jobs


@jobs.periodic(cron="7 * * * *")
@jobs.task(name="statistics.count", lock="statistics.count", queue="housekeeping")
def count(timestamp: int) -> None:
    """Each hour: count the present day anew, and the days before that are not done with."""
    count_up_to_now()

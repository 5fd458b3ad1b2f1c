"""Background work of permits asked for by message."""

from __future__ import annotations

from pencere.kernel import jobs
from pencere.systems.sms_permits import rollups


@jobs.periodic(cron="* * * * * */5")
@jobs.task(name="sms-permits.add-up", queue="housekeeping", lock="sms-permits.add-up", retry=0)
def add_up(*, timestamp: int) -> None:
    """Each five seconds: add what was decided to the figures."""
    rollups.add_up()


@jobs.periodic(cron="52 * * * *")
@jobs.task(name="sms-permits.forget-minutes", queue="housekeeping")
def forget_minutes(*, timestamp: int) -> None:
    """Each hour: forget the minutes of days ago."""
    rollups.forget_old_minutes()

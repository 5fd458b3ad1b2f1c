"""Background work of permits asked for by message."""

from __future__ import annotations

from pencere.kernel import jobs
from pencere.systems.sms_permits import abuse, rollups, telling_others


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


@jobs.periodic(cron="7,17,27,37,47,57 * * * *")
@jobs.task(name="sms-permits.abuse", queue="housekeeping", lock="sms-permits.abuse", retry=0)
def look_for_abuse(*, timestamp: int) -> None:
    """Every ten minutes: bring the officers' list of patterns up to date; what was missed, the
    next run finds."""
    abuse.look()


@jobs.periodic(cron="* * * * *")
@jobs.task(name="sms-permits.others", queue="housekeeping", lock="sms-permits.others", retry=0)
def tell_of_others(*, timestamp: int) -> None:
    """Each minute: tell people of permits that a phone which isn't theirs asked for."""
    telling_others.tell_of_others()

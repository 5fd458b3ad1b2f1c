"""Background work of permits asked for by message."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.db import connection

from pencere.kernel import clock, jobs
from pencere.systems.sms_permits import abuse, rollups, telling_others

DAYS_AHEAD = 14


@jobs.periodic(cron="23 2 * * *")
@jobs.task(name="sms-permits.make-days", queue="housekeeping")
def make_days(*, timestamp: int) -> None:
    """Each night: make the partitions of the days to come, drop those of days kept long enough."""
    oldest = clock.today() - dt.timedelta(days=settings.PERMITS_KEPT_DAYS)
    with connection.cursor() as cursor:
        cursor.execute("SELECT sms_permits_make_days(%s)", [DAYS_AHEAD])
        cursor.execute("SELECT sms_permits_drop_days(%s)", [oldest])


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


@jobs.periodic(cron="7,37 * * * *")
@jobs.task(name="sms-permits.abuse", queue="housekeeping", lock="sms-permits.abuse", retry=0)
def look_for_abuse(*, timestamp: int) -> None:
    """Twice an hour, since it reads all messages of the last days: bring the officers' list of
    patterns up to date; what was missed, the next run finds."""
    abuse.look()


@jobs.periodic(cron="* * * * *")
@jobs.task(name="sms-permits.others", queue="housekeeping", lock="sms-permits.others", retry=0)
def tell_of_others(*, timestamp: int) -> None:
    """Each minute: tell people of permits that a phone which isn't theirs asked for."""
    telling_others.tell_of_others()

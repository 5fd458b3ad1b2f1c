"""Background work of the channel: days ahead, and days that are kept no longer."""

from __future__ import annotations

from django.conf import settings
from django.db import connection

from pencere.blocks.sms import counting
from pencere.blocks.sms.days import DAY
from pencere.blocks.sms.long_texts import forget_old_parts
from pencere.blocks.sms.presence import forget_gone
from pencere.kernel import clock, jobs

DAYS_AHEAD = 14


@jobs.periodic(cron="17 2 * * *")
@jobs.task(name="sms.make-days", queue="housekeeping")
def make_days(*, timestamp: int) -> None:
    """Each night: make the partitions of the days to come, drop those of days kept long enough."""
    today = clock.today()
    with connection.cursor() as cursor:
        cursor.execute("SELECT sms_make_days(%s, %s)", [today, DAYS_AHEAD])
        cursor.execute("SELECT sms_drop_days(%s)", [today - settings.SMS_KEPT_DAYS * DAY])
    forget_old_parts()
    forget_gone()


@jobs.periodic(cron="* * * * * */5")
@jobs.task(name="sms.add-up", queue="housekeeping", lock="sms.add-up", retry=0)
def add_up(*, timestamp: int) -> None:
    """Each five seconds: add what came and was answered to the figures."""
    counting.add_up()

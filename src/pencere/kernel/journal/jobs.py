"""Background work of the journal: sealing, and making the months ahead."""

from __future__ import annotations

from django.db import connection

from pencere.kernel import jobs
from pencere.kernel.journal.sealing import seal_all

MONTHS_AHEAD = 3


@jobs.periodic(cron="* * * * * */10")
@jobs.task(name="journal.seal", queue="housekeeping", retry=0)
def seal_journal(*, timestamp: int) -> None:
    """Each ten seconds: seal what is finished."""
    seal_all()


@jobs.periodic(cron="41 3 * * *")
@jobs.task(name="journal.make-months", queue="housekeeping")
def make_months(*, timestamp: int) -> None:
    """Each night: make the partitions of the months to come."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT journal_make_months(%s)", [MONTHS_AHEAD])

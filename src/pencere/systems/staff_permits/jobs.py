"""Background work of permits for staff."""

from __future__ import annotations

from uuid import UUID

from pencere.kernel import jobs
from pencere.systems.staff_permits import telling, watching
from pencere.systems.staff_permits.exchange import sending
from pencere.systems.staff_permits.importing import runs


@jobs.task(name="staff-permits.tell", retry=8)
def tell() -> None:
    """Send employees the notices that wait."""
    while telling.tell_waiting():
        pass


@jobs.task(name="staff-permits.exchange", lock="staff-permits.exchange", retry=0)
def exchange() -> None:
    """Send the ministry what waits; what fails is tried again by the minute."""
    sending.run()


@jobs.periodic(cron="* * * * *")
@jobs.task(name="staff-permits.every-minute", lock="staff-permits.exchange", retry=0)
def every_minute(timestamp: int) -> None:
    """Whatever somebody's process left behind goes out now."""
    sending.run()
    tell()


@jobs.task(name="staff-permits.look-again", retry=8)
def look_again(*, subject: str) -> None:
    """Look at the live permits of a person or employer again."""
    watching.look_again(UUID(subject))


@jobs.task(name="staff-permits.import", retry=8, is_awaited=True)
def import_list(*, run: str) -> None:
    """Read and check a long staff list, or make its drafts."""
    runs.proceed(UUID(run))


@jobs.periodic(cron="13 * * * *")
@jobs.task(name="staff-permits.hourly", lock="staff-permits.hourly", retry=0)
def hourly(timestamp: int) -> None:
    """Each hour, for the days begin at midnight of the country: what a day brings."""
    watching.daily()

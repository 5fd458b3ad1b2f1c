"""Background work of the files: removing what rolled-back transactions left."""

from __future__ import annotations

from pencere.kernel import jobs
from pencere.kernel.files.actions import sweep


@jobs.periodic(cron="17 * * * *")
@jobs.task(name="files.sweep", queue="housekeeping")
def sweep_files(*, timestamp: int) -> None:
    """Each hour."""
    sweep()

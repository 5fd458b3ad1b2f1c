"""Background work of the files: removing what rolled-back transactions left, and scanning what
was taken while there was no virus scanner."""

from __future__ import annotations

from pencere.kernel import jobs
from pencere.kernel.files.actions import sweep
from pencere.kernel.files.scanning import scan_unscanned


@jobs.periodic(cron="17 * * * *")
@jobs.task(name="files.sweep", queue="housekeeping")
def sweep_files(*, timestamp: int) -> None:
    """Each hour."""
    sweep()


@jobs.periodic(cron="*/5 * * * *")
@jobs.task(name="files.scan", queue="housekeeping", lock="files.scan")
def scan_files(*, timestamp: int) -> None:
    """Every five minutes."""
    scan_unscanned()

"""The two kinds of process that serve: the web and the worker."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from importlib import import_module

from pencere.config.databases import home, private_folders
from pencere.config.postgres import available
from pencere.config.processes import refuse_taken_port

HEARTBEAT = 5.0
"""Seconds between a worker's signs of life."""
GIVEN_UP_AFTER = 20.0
"""Seconds without a sign of life after which another worker does a dead one's jobs again."""

log = logging.getLogger(__name__)


def serve_web(*, host: str, port: int, workers: int, threads: int) -> None:
    """Serve the WSGI application until a signal says to stop.

    The modules are loaded and the pack's definitions are parsed once, here; each process is a
    fork that has them already, so that one that died is back at once and nobody's first page
    waits. Nothing is connected or running before the fork.
    """
    import django
    from django.conf import settings
    from granian.constants import Interfaces
    from granian.log import LogLevels
    from granian.server import Server

    refuse_taken_port(host, port)
    private_folders(home())
    logging.getLogger("_granian").addFilter(_is_news)
    with available(home(), "web"):
        django.setup()
        from pencere.casework.definitions import api as definitions

        import_module(settings.ROOT_URLCONF)
        definitions.read_ahead()
        Server(
            "pencere.config.wsgi:application",
            address=host,
            port=port,
            interface=Interfaces.WSGI,
            workers=workers,
            blocking_threads=threads,
            backlog=2048,
            websockets=False,
            respawn_failed_workers=True,
            respawn_interval=0.5,
            workers_kill_timeout=8,
            log_level=LogLevels.warning,
        ).serve()


def _is_news(record: logging.LogRecord) -> bool:
    """All that the server says but one: that threads outnumber the cores is meant so (they wait
    for the database), and no option of it says that."""
    return "which seems quite high" not in record.getMessage()


def serve_jobs(*, concurrency: int) -> None:
    """Do jobs until a signal says to stop."""
    private_folders(home())
    with available(home(), "worker"):
        import django

        django.setup()
        asyncio.run(_work(concurrency))


async def _work(concurrency: int) -> None:
    from procrastinate.contrib.django import app
    from procrastinate.contrib.django.django_connector import DjangoConnector

    connector = app.connector
    assert isinstance(connector, DjangoConnector)  # noqa: S101 - what Django's app is made with
    with app.replace_connector(connector.get_worker_connector()) as own:
        async with own.open_async():
            rescue = asyncio.create_task(_take_over_from_the_dead(own))
            try:
                await own.run_worker_async(
                    concurrency=concurrency,
                    fetch_job_polling_interval=5.0,
                    shutdown_graceful_timeout=5.0,
                    update_heartbeat_interval=HEARTBEAT,
                    stalled_worker_timeout=GIVEN_UP_AFTER,
                    delete_jobs="successful",
                )
            finally:
                rescue.cancel()
                with contextlib.suppress(asyncio.CancelledError):
                    await rescue


async def _take_over_from_the_dead(app: object) -> None:
    """Give the jobs of workers that were killed back to the queue."""
    from procrastinate import App

    assert isinstance(app, App)  # noqa: S101 - Django's app is one
    while True:
        for job in await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=GIVEN_UP_AFTER):
            log.warning("job %s of a worker that died is done again", job.id)
            await app.job_manager.retry_job(job)
        await asyncio.sleep(HEARTBEAT)

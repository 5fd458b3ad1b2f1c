"""The kinds of process that serve: the web, the live streams and the worker."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import resource
import signal
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
    """All that the server says but two things: that threads outnumber the cores is meant so (they
    wait for the database), and so is running in this process; no option of it says either."""
    said = record.getMessage()
    return "which seems quite high" not in said and "Embedded server" not in said


def serve_live(*, host: str, port: int) -> None:
    """Serve live streams until a signal says to stop."""
    refuse_taken_port(host, port)
    private_folders(home())
    logging.getLogger("_granian").addFilter(_is_news)
    _allow_many_connections()
    with available(home(), "live"):
        import django
        from django.conf import settings

        django.setup()
        import_module(settings.ROOT_URLCONF)  # with it the topics of every package
        asyncio.run(_stream(host, port, settings.LIVE_LISTENERS))


def _allow_many_connections() -> None:
    """Each listener is an open file."""
    _soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


async def _stream(host: str, port: int, listeners: int) -> None:
    from granian.constants import Interfaces
    from granian.log import LogLevels
    from granian.server.embed import Server

    from pencere.ui.live.streams import Limits, LiveApplication

    application = LiveApplication(Limits(listeners=listeners))
    server = Server(
        application,
        address=host,
        port=port,
        interface=Interfaces.ASGINL,
        backlog=2048,
        backpressure=listeners + 64,
        websockets=False,
        log_level=LogLevels.warning,
    )
    is_over = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, is_over.set)
    serving = asyncio.create_task(server.serve())
    signs = asyncio.create_task(application.give_signs())
    await asyncio.wait(
        {serving, asyncio.create_task(is_over.wait())}, return_when=asyncio.FIRST_COMPLETED
    )
    signs.cancel()
    await application.close()
    server.stop()  # type: ignore[no-untyped-call]
    await serving


def serve_interior(*, host: str, port: int) -> None:
    """Serve the stand-in of the ministry's system until a signal says to stop."""
    from pencere.systems.staff_permits.exchange import signatures
    from pencere.systems.staff_permits.providers.standin.serving import server

    refuse_taken_port(host, port)
    private_folders(home())
    their_key = signatures.public_file(home() / "keys" / "staff-permits")
    with server(home() / "interior", their_key, host=host, port=port) as serving:
        serving.serve_forever()


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

"""The reference of bench/cabinet.py: a bare Django page of a given size with one query, without
middleware, session or template, on the same server.

`python -m bench.bare PORT SIZE WORKERS THREADS` serves it until it is ended.
"""

from __future__ import annotations

import os
import sys

from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.http import HttpRequest, HttpResponse
from django.urls import path
from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server import Server

from pencere.blocks.parties.models import Party

SIZE = "PENCERE_BENCH_SIZE"


def page(request: HttpRequest) -> HttpResponse:
    """One row by its key, and as many octets as the cabinet's page has."""
    party = Party.objects.get(pk=request.GET["party"])
    return HttpResponse(party.name.ljust(int(os.environ.get(SIZE, "0")), "."))


urlpatterns = [path("", page)]


def make() -> WSGIHandler:
    """The application: Django with nothing in front of the view."""
    settings.MIDDLEWARE = []
    settings.ROOT_URLCONF = __name__
    return WSGIHandler()


application = make() if SIZE in os.environ else None


def serve(*, port: int, size: int, workers: int, threads: int) -> None:
    """As `pencere web` serves, with the same kind of workers."""
    os.environ[SIZE] = str(size)
    Server(
        "bench.bare:application",
        address="127.0.0.1",
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=threads,
        backlog=2048,
        websockets=False,
        log_level=LogLevels.warning,
    ).serve()


if __name__ == "__main__":
    port_, size_, workers_, threads_ = map(int, sys.argv[1:])
    serve(port=port_, size=size_, workers=workers_, threads=threads_)

"""`pencere live` as a process: it answers, and ends in order."""

from __future__ import annotations

import http.client
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests import sites

SIGN_IN = """
import django
django.setup()
from django.test import Client
from tests import people
client = people.signed_in(Client(), people.officer("interior", ["permits"]))
print(client.cookies["sessionid"].value)
"""
TOPIC = "/live/sms-permits.dashboard?language=ru"
pytestmark = pytest.mark.xdist_group("journeys")  # which have that database


@pytest.fixture
def site(tmp_path: Path, other_database: str) -> sites.RunningSite:
    return sites.new_site(tmp_path, other_database)


@pytest.fixture
def process(site: sites.RunningSite) -> Iterator[subprocess.Popen[str]]:
    port = site.address.rpartition(":")[2]
    started = subprocess.Popen(
        [sys.executable, "-m", "pencere.config.cli", "live", "--port", port],
        env=site.environment,
        stderr=subprocess.PIPE,
        text=True,
    )
    yield started
    started.kill()
    started.wait()


def asked(site: sites.RunningSite, session: str = "") -> http.client.HTTPResponse:
    """The answer to who wants to listen."""
    host = site.address.removeprefix("http://")
    connection = http.client.HTTPConnection(host, timeout=30)
    connection.request("GET", TOPIC, headers={"Cookie": f"sessionid={session}"})
    return connection.getresponse()


def test_it_serves_who_may_listen_and_ends_in_order(
    site: sites.RunningSite, process: subprocess.Popen[str]
) -> None:
    environment = {**site.environment, "DJANGO_SETTINGS_MODULE": "pencere.config.settings"}
    environment["PYTHONPATH"] += f":{sites.ROOT}"
    session = subprocess.run(
        [sys.executable, "-c", SIGN_IN], env=environment, check=True, capture_output=True, text=True
    ).stdout.strip()
    sites.wait_for(f"{site.address}/live/")
    assert asked(site).status == 404
    stream = asked(site, session)
    assert stream.status == 200
    lines = iter(stream.readline, b"")
    assert next(line for line in lines if line.startswith(b"event:")) == b"event: state\n"
    assert "Запросы".encode() in next(line for line in lines if line.startswith(b"data:"))
    process.send_signal(signal.SIGTERM)
    assert all(line != b"event: end\n" for line in lines)  # to its proper end: nothing was cut
    assert process.wait(20) == 0
    assert process.stderr is not None
    assert process.stderr.read() == ""

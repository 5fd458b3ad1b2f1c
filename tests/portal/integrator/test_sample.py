"""The sample client of docs/ signs Aysel in against a running pencere, and out of both."""

from __future__ import annotations

import html
import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from django.test import Client as Browser
from tests import people
from tests.blocks.openid import relying

SAMPLE = Path(__file__).resolve().parents[3] / "docs" / "sample-client" / "sample.py"


@pytest.fixture
def sample(live_server: Any, settings: Any) -> Iterator[str]:
    """The address of the sample, registered and started."""
    settings.BASE_URL = live_server.url
    settings.CSRF_TRUSTED_ORIGINS = [live_server.url]
    bank = relying.party(
        redirect_uris=("http://127.0.0.1:8765/back",),
        post_logout_redirect_uris=("http://127.0.0.1:8765/",),
        is_test=True,
    )
    port = _free_port()
    bank.client.post_logout_redirect_uris = [f"http://127.0.0.1:{port}/"]
    bank.client.save()
    process = subprocess.Popen(
        [sys.executable, SAMPLE],
        env={
            **os.environ,
            "PENCERE": live_server.url,
            "CLIENT_ID": bank.client.client_id,
            "CLIENT_SECRET": bank.secret,
            "PORT": str(port),
        },
    )
    try:
        _wait_for(port)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(timeout=10)


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


def _wait_for(port: int) -> None:
    for _try in range(200):
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except OSError:
            time.sleep(0.05)
    raise AssertionError("the sample does not listen")


def browser_of_aysel() -> httpx.Client:
    """A browser in which Aysel is signed in to pencere."""
    browser = httpx.Client(follow_redirects=True, timeout=30)
    session = people.signed_in(Browser(), people.aysel()).cookies["sessionid"].value
    # The cookie jar calls a host without dots so (RFC 2965).
    browser.cookies.set("sessionid", session, domain="localhost.local")
    return browser


def send(browser: httpx.Client, page: httpx.Response, **more: str) -> httpx.Response:
    """Send the form of a page."""
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page.text)
    assert token, page.text[:2000]
    given = {"csrfmiddlewaretoken": token[1], **more}
    return browser.post(str(page.url), data=given, headers={"Referer": str(page.url)})


def test_it_signs_in_shows_the_claims_and_signs_out(sample: str, live_server: Any) -> None:
    browser = browser_of_aysel()
    assert "Sign in with pencere" in browser.get(f"{sample}/").text

    consent = browser.get(f"{sample}/sign-in")
    done = send(browser, consent, decision="agree")

    text = html.unescape(done.text)
    assert str(done.url) == f"{sample}/"
    assert "You are signed in" in text
    assert "5KT7Q2A" in text
    assert "urn:pencere:assurance:substantial" in text
    again = browser.get(f"{sample}/back?code=stolen&state=unknown&iss={live_server.url}")
    assert again.status_code == 400
    browser.get(f"{sample}/sign-out")
    assert "Sign in with pencere" in browser.get(f"{sample}/").text


def test_it_says_that_she_did_not_agree(sample: str) -> None:
    browser = browser_of_aysel()

    denied = send(browser, browser.get(f"{sample}/sign-in"), decision="deny")

    assert denied.status_code == 400
    assert "access_denied" in denied.text
    assert "You are signed in" not in browser.get(f"{sample}/").text

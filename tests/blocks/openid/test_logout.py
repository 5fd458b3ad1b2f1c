"""Signing out of more than one system."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from urllib.parse import parse_qs

import pytest
from django.test import Client as Browser
from tests import people
from tests.blocks.openid import relying

from pencere.blocks.openid import logout
from pencere.blocks.openid.calls import CallFailed
from pencere.blocks.openid.models import Grant
from pencere.kernel import jobs

pytestmark = pytest.mark.django_db
AFTER = "https://bank.example/bye"


class Listening(BaseHTTPRequestHandler):
    """A client's back-channel endpoint: keeps what it is told."""

    heard: list[str] = []

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        Listening.heard.append(parse_qs(body)["logout_token"][0])
        self.send_response(200)
        self.end_headers()

    def log_message(self, *_args: object) -> None:
        """Quiet."""


@pytest.fixture
def listening() -> Iterator[str]:
    server = HTTPServer(("127.0.0.1", 0), Listening)
    Listening.heard.clear()
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/logged-out"
    server.shutdown()
    server.server_close()


def test_the_other_systems_of_a_session_are_told_when_she_signs_out(listening: str) -> None:
    bank = relying.party(backchannel_logout_uri=listening, is_test=True)
    browser = people.signed_in(Browser(), people.aysel())
    claims = bank.id_token(bank.redeem(bank.sign_in(browser)).json())

    browser.post("/account/logout/")
    jobs.run_waiting()

    (token,) = Listening.heard
    told = relying.payload(token)
    assert (told["sid"], told["sub"]) == (claims["sid"], claims["sub"])
    assert logout.EVENT in told["events"]
    assert "nonce" not in told


def test_a_system_that_is_down_is_told_later_and_addresses_inside_are_never_called(
    listening: str,
) -> None:
    bank = relying.party(backchannel_logout_uri="http://127.0.0.1:9/", is_test=True)
    given = {"client_id": str(bank.client.pk), "sid": "s", "sub": "x"}
    with pytest.raises(CallFailed):
        logout.tell_of_logout(**given)

    bank.client.is_test = False
    bank.client.backchannel_logout_uri = listening
    bank.client.save()
    with pytest.raises(CallFailed):
        logout.tell_of_logout(**given)
    assert Listening.heard == []


def test_a_client_that_proves_the_session_signs_her_out_and_gets_her_back() -> None:
    bank = relying.party(post_logout_redirect_uris=(AFTER,))
    browser = people.signed_in(Browser(), people.aysel())
    answer = bank.redeem(bank.sign_in(browser)).json()

    response = browser.get(
        "/oauth/logout",
        {
            "id_token_hint": answer["id_token"],
            "post_logout_redirect_uri": AFTER,
            "state": "s1",
        },
    )

    assert response["Location"] == f"{AFTER}?state=s1"
    assert "_auth_user_id" not in browser.session
    assert Grant.objects.get().ended_because == "signed-out"


def test_without_proof_she_is_asked_first() -> None:
    bank = relying.party(post_logout_redirect_uris=(AFTER,))
    browser = people.signed_in(Browser(), people.aysel())

    page = browser.get(
        "/oauth/logout",
        {"client_id": bank.client.client_id, "post_logout_redirect_uri": AFTER},
    )

    assert page.status_code == 200
    assert "_auth_user_id" in browser.session
    sealed = page.context["sealed"] if page.context else None
    done = browser.post("/oauth/logout/confirm", {"sealed": sealed or ""})
    assert "_auth_user_id" not in browser.session
    assert done.status_code in (200, 303)


def test_nobody_is_sent_to_an_address_that_is_not_registered() -> None:
    bank = relying.party(post_logout_redirect_uris=(AFTER,))
    browser = people.signed_in(Browser(), people.aysel())

    for address in ("https://evil.example/", f"{AFTER}/more"):
        given = {"client_id": bank.client.client_id, "post_logout_redirect_uri": address}
        assert browser.get("/oauth/logout", given).status_code == 400
    assert browser.get("/oauth/logout", {"id_token_hint": "nonsense"}).status_code == 400
    assert "_auth_user_id" in browser.session


def test_a_forged_confirmation_leads_nowhere_else() -> None:
    browser = people.signed_in(Browser(enforce_csrf_checks=True), people.aysel())

    assert browser.post("/oauth/logout/confirm", {"sealed": "x"}).status_code == 403
    assert "_auth_user_id" in browser.session

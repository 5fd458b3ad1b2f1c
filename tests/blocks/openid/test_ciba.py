"""A bank's clerk asks, Aysel's phone answers: no browser of hers is there at all."""

from __future__ import annotations

import datetime as dt
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest
from tests import people, phones
from tests.blocks.openid import relying

from pencere.blocks.openid import ciba, journal_actions
from pencere.blocks.openid.models import Consent, DecoupledRequest
from pencere.kernel import clock, jobs
from pencere.kernel.journal.api import about_subject

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _network(settings: Any, tmp_path: Path) -> None:
    settings.KEYS_ROOT = tmp_path / "keys"
    settings.MOBILE_ID_PROVIDER = phones.PROVIDER


def bank(**more: Any) -> relying.RelyingParty:
    return relying.party(grant_types=(ciba.GRANT,), ciba_mode="poll", redirect_uris=(), **more)


def ask(asker: relying.RelyingParty, hint: str, **more: str) -> Any:
    given = {"scope": "openid identity", "login_hint": hint, **more}
    return asker.ask("/oauth/bc-authorize", given)


def poll(asker: relying.RelyingParty, code: str) -> Any:
    return asker.ask("/oauth/token", {"grant_type": ciba.GRANT, "auth_req_id": code}).json()


def test_she_confirms_on_the_phone_and_the_bank_learns_who_she_is() -> None:
    asker, aysel = bank(), people.aysel()
    phone = phones.given(aysel)

    started = ask(asker, aysel.username, binding_message="Müqavilə 17")
    assert started.status_code == 200, started.json()
    code = started.json()["auth_req_id"]
    jobs.run_waiting()
    shown = phone.waiting()
    assert shown is not None
    assert "Müqavilə 17" in shown.text
    assert shown.asked_by == relying.NAME["az"]
    assert poll(asker, code)["error"] == "authorization_pending"

    phones.answered(phone)

    with clock.frozen_at(clock.now() + dt.timedelta(seconds=6)):
        claims = asker.id_token(poll(asker, code))
        assert poll(asker, code)["error"] == "invalid_grant"
    assert claims["acr"] == "urn:pencere:assurance:high"
    assert claims["amr"] == ["hwk", "pin", "mfa"]
    assert Consent.objects.get().scopes == ["identity", "openid"]
    done = [row.action for row in about_subject(subject=aysel.party_id)]
    assert journal_actions.SIGNED_IN in done


def test_a_no_on_the_phone_is_told() -> None:
    asker, aysel = bank(), people.aysel()
    phone = phones.given(aysel)
    code = ask(asker, aysel.username).json()["auth_req_id"]

    phones.answered(phone, with_yes=False)

    assert poll(asker, code)["error"] == "access_denied"


def test_nobody_learns_who_has_an_account() -> None:
    asker, rauf = bank(), people.rauf()

    for hint in (rauf.username, "7ZZZZZZ", "nonsense"):
        answer = ask(asker, hint)
        assert answer.status_code == 200
        assert poll(asker, answer.json()["auth_req_id"])["error"] == "authorization_pending"
    with clock.frozen_at(clock.now() + dt.timedelta(minutes=3)):
        assert poll(asker, answer.json()["auth_req_id"])["error"] == "expired_token"


@pytest.mark.parametrize(
    ("more", "error"),
    [
        ({"scope": "identity"}, "invalid_scope"),
        ({"login_hint": ""}, "invalid_request"),
        ({"id_token_hint": "x"}, "invalid_request"),
        ({"binding_message": "x" * 61}, "invalid_binding_message"),
        ({"acr_values": "highest"}, "invalid_request"),
    ],
)
def test_what_is_wrong_is_refused_before_a_phone_rings(more: dict[str, str], error: str) -> None:
    asker, aysel = bank(), people.aysel()
    phone = phones.given(aysel)

    answer = ask(asker, aysel.username, **more)

    assert (answer.status_code, answer.json()["error"]) == (400, error)
    assert phone.waiting() is None


def test_only_who_is_registered_for_it_may_ask_and_only_it_gets_the_answer() -> None:
    asker, other, aysel = bank(), bank(), people.aysel()
    phones.given(aysel)
    assert ask(relying.party(), aysel.username).json()["error"] == "unauthorized_client"

    code = ask(asker, aysel.username).json()["auth_req_id"]

    assert poll(other, code)["error"] == "invalid_grant"


class Pinged(BaseHTTPRequestHandler):
    """The client's notification endpoint."""

    heard: list[tuple[str, str]] = []

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        Pinged.heard.append((self.headers["Authorization"], body["auth_req_id"]))
        self.send_response(204)
        self.end_headers()

    def log_message(self, *_args: object) -> None:
        """Quiet."""


@pytest.fixture
def pinged() -> Iterator[str]:
    server = HTTPServer(("127.0.0.1", 0), Pinged)
    Pinged.heard.clear()
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/ping"
    server.shutdown()
    server.server_close()


def test_a_client_that_wants_it_is_pinged(pinged: str) -> None:
    aysel = people.aysel()
    asker = relying.party(
        grant_types=(ciba.GRANT,),
        redirect_uris=(),
        ciba_mode="ping",
        ciba_notification_uri=pinged,
        is_test=True,
    )
    phone = phones.given(aysel)
    token = "a-token-of-the-bank"
    code = ask(asker, aysel.username, client_notification_token=token).json()["auth_req_id"]

    phones.answered(phone)
    jobs.run_waiting()

    assert Pinged.heard == [(f"Bearer {token}", code)]
    assert code not in str(DecoupledRequest.objects.values().get())

"""Tricks to have a code or a person sent to where the client never wanted them."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client as Browser
from hypothesis import given
from hypothesis import strategies as st
from tests import people
from tests.blocks.openid import relying

from pencere.blocks.openid import rules
from pencere.blocks.openid.models import AuthorizationCode

pytestmark = pytest.mark.django_db
LOOPBACK = "http://127.0.0.1/back"


@pytest.mark.parametrize(
    "address",
    [
        "https://bank.example/back/../evil",
        "https://bank.example/back/..%2f..%2fevil",
        "https://bank.example/back%2f",
        "https://bank.example/back/",
        "https://bank.example//back",
        "https://bank.example/Back",
        "https://BANK.example/back",
        "https://bank.example./back",
        "https://bank.example:443/back",
        "https://bank.example:8443/back",
        "https://www.bank.example/back",
        "https://bank.example.evil.example/back",
        "https://evil.example/https://bank.example/back",
        "https://bank.example@evil.example/back",
        "https://user:word@bank.example/back",
        "https://bank.example\\@evil.example/back",
        "https://evil.example#@bank.example/back",
        "https://bank.example/back#fragment",
        "https://bank.example/back?next=https://evil.example",
        "https://bank.example/back;jsessionid=1",
        "https://bank.example/back%00",
        "https://bank.example/back ",
        " https://bank.example/back",
        "https://bank.example/b\u0430ck",
        "http://bank.example/back",
        "//bank.example/back",
        "javascript:alert(1)//https://bank.example/back",
        "data:text/html,https://bank.example/back",
    ],
)
def test_only_the_registered_address_gets_the_browser(address: str) -> None:
    bank, browser = relying.party(), people.signed_in(Browser(), people.aysel())

    page = bank.authorize(browser, redirect_uri=address)

    assert page.status_code == 400
    assert "Location" not in page.headers
    assert relying.refused(bank) == ["redirect-unknown"]


@pytest.mark.parametrize(
    ("address", "is_taken"),
    [
        ("http://127.0.0.1:49152/back", True),
        ("http://127.0.0.1/back", True),
        ("http://127.0.0.1:49152/back/more", False),
        ("http://127.0.0.1:49152@evil.example/back", False),
        ("http://evil.example:49152/back", False),
        ("http://localhost:49152/back", False),
        ("http://127.0.0.1.evil.example:80/back", False),
        ("http://127.0.0.2:80/back", False),
        ("https://127.0.0.1:80/back", False),
        ("http://127.0.0.1:000000000000080/back", False),
        ("http://127.0.0.1:\u0668\u0660/back", False),
        ("HTTP://127.0.0.1:80/back", False),
        ("http://[::1]:80/back", False),
        ("http://127.0.0.1:80/back#x", False),
    ],
)
def test_of_a_loopback_address_the_port_alone_is_free(address: str, is_taken: bool) -> None:
    assert rules.matches_redirect([LOOPBACK], address) is is_taken


@given(st.text(max_size=80), st.sampled_from([relying.BACK, LOOPBACK]), st.integers(0, 30))
def test_no_other_address_is_taken_for_a_registered_one(
    text: str, registered: str, place: int
) -> None:
    changed = registered[:place] + text + registered[place:]
    port = changed.removeprefix("http://127.0.0.1").removesuffix("/back")

    assert rules.matches_redirect([registered], changed) is (
        changed == registered
        or (
            registered == LOOPBACK
            and changed.startswith("http://127.0.0.1:")
            and port[1:].isascii()
            and port[1:].isdecimal()
            and len(port) <= 6
        )
    )


@pytest.mark.parametrize(
    "address",
    [
        "https://bank.example;script-src/back",
        "https://bank.example,default-src/back",
        "https://bank'.example/back",
        "https://bank.example/\x7fback",
        "https://b\u0430nk.example/back",
        "https:///back",
        "https://bank.example:port/back",
        "https://*.bank.example/back",
        "ftp://bank.example/back",
        "javascript:alert(1)",
        "data:text/html,x",
        "blob:x",
        "intent:back",
    ],
)
def test_what_could_not_lead_back_safely_is_not_registered(address: str) -> None:
    assert rules.redirect_problem(address, is_test=False)


@pytest.mark.parametrize(
    "state",
    ["https://evil.example/", "x&code=another&iss=https://evil.example", "x\r\nSet-Cookie: a=b"],
)
def test_a_state_is_a_value_and_leads_nowhere(state: str) -> None:
    bank, browser = relying.party(), people.signed_in(Browser(), people.aysel())

    page = bank.authorize(browser, state=state, prompt="none")

    if page.status_code == 303:
        parts = urlsplit(page["Location"])
        answer = parse_qs(parts.query)
        assert f"{parts.scheme}://{parts.netloc}{parts.path}" == relying.BACK
        assert answer["state"] == [state]
        assert answer["iss"] == [relying.ISSUER]
    else:
        assert page.status_code == 400


def test_an_unknown_client_sends_nobody_anywhere() -> None:
    browser = people.signed_in(Browser(), people.aysel())

    for client_id in ("unknown", "", "x" * 100, "\x00", "' OR 1=1 --"):
        wish = {**relying.party().wish(), "client_id": client_id}
        page = browser.get("/oauth/authorize", wish)
        assert (page.status_code, "Location" in page.headers) == (400, False)


@pytest.mark.parametrize(
    "wanted",
    ["https://evil.example/", "//evil.example/", "/\\evil.example", "/\t/evil.example"],
)
def test_after_signing_in_one_comes_back_to_the_request_and_to_nowhere_else(wanted: str) -> None:
    bank, aysel, browser = relying.party(), people.aysel(), Browser()
    page: Any = bank.authorize(browser)
    assert page.wsgi_request.path == "/account/login/"
    typed = {"login": aysel.username, "password": people.PASSWORD}

    led = browser.post("/account/login/", {**typed, "next": wanted})

    assert led["Location"] == "/cabinet/"
    assert not AuthorizationCode.objects.exists()


def test_signing_out_leads_to_registered_addresses_alone() -> None:
    bank = relying.party(post_logout_redirect_uris=("https://bank.example/bye",))
    browser = people.signed_in(Browser(), people.aysel())
    token = bank.redeem(bank.sign_in(browser)).json()["id_token"]

    for address in ("https://bank.example/bye?x", "https://bank.example/BYE", relying.BACK):
        asked = {"id_token_hint": token, "post_logout_redirect_uri": address}
        assert browser.get("/oauth/logout", asked).status_code == 400
    assert "_auth_user_id" in browser.session
    sealed = {"sealed": "https://evil.example/"}
    assert browser.post("/oauth/logout/confirm", sealed).status_code == 200

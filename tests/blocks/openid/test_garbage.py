"""Whatever is sent to the provider, it answers in the protocol's words or with a page: never with
a failure of its own."""

from __future__ import annotations

import json
import math
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from django.test import Client as Browser
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from tests import people
from tests.blocks.openid import relying

from pencere.blocks.openid.api import open_registration
from pencere.kernel.actors import system

pytestmark = pytest.mark.django_db
FORM = "application/x-www-form-urlencoded"
PROGRAMS = (
    "/oauth/token",
    "/oauth/par",
    "/oauth/introspect",
    "/oauth/revoke",
    "/oauth/device-authorization",
    "/oauth/bc-authorize",
)
PAGES = ("/oauth/authorize", "/oauth/logout", "/oauth/device", "/oauth/logout/confirm")
NAMES = st.sampled_from(
    [
        *("client_id", "client_secret", "client_assertion", "client_assertion_type", "code"),
        *("grant_type", "redirect_uri", "code_verifier", "refresh_token", "scope", "resource"),
        *("token", "token_type_hint", "device_code", "user_code", "auth_req_id", "login_hint"),
        *("response_type", "response_mode", "state", "nonce", "code_challenge", "prompt"),
        *("code_challenge_method", "max_age", "acr_values", "claims", "request", "request_uri"),
        *("id_token_hint", "ui_locales", "dpop_jkt", "post_logout_redirect_uri", "sealed"),
        *("binding_message", "requested_expiry", "client_notification_token", "decision"),
    ]
)
WORDS = st.sampled_from(
    [
        *("openid", "code", "S256", "none", "login", "authorization_code", "refresh_token"),
        *("client_credentials", "urn:ietf:params:oauth:grant-type:device_code", "e30.e30.e30"),
        *("urn:openid:params:grant-type:ciba", "-1", "9" * 30, "{}", "[]", '{"id_token":[]}'),
        *("\x00", "\u0661", "%00", relying.BACK, "eyJhbGciOiJub25lIn0.e30.", "urn:ietf:params:"),
        "urn:ietf:params:oauth:request_uri:x",
    ]
)
VALUES = WORDS | st.text(max_size=60)
FIELDS = st.lists(st.tuples(NAMES | st.text(max_size=12), VALUES), max_size=8)
ROOMY = settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


def encoded(fields: list[tuple[str, str]]) -> str:
    return urlencode(fields, errors="surrogatepass")


@pytest.fixture
def bank() -> relying.RelyingParty:
    return relying.party(with_key=True)


@ROOMY
@given(path=st.sampled_from(PROGRAMS), fields=FIELDS)
def test_programs_get_an_error_in_json(
    bank: relying.RelyingParty, path: str, fields: list[tuple[str, str]]
) -> None:
    for own in ({}, {"client_id": bank.client.client_id, "client_secret": bank.secret}):
        body = encoded([*own.items(), *fields])
        answer = Browser().post(path, body, content_type=FORM)
        assert answer.status_code < 500
        if answer.status_code != 200:
            assert set(answer.json()) == {"error", "error_description"}


@ROOMY
@given(path=st.sampled_from(PROGRAMS), fields=FIELDS)
def test_a_proven_client_gets_an_error_in_json(
    bank: relying.RelyingParty, path: str, fields: list[tuple[str, str]]
) -> None:
    given = {k: v for k, v in fields if k not in ("client_id", "client_secret")}

    answer = bank.ask(path, given)

    assert answer.status_code < 500
    assert answer.status_code in (200, 201) or answer.json()["error"]


@ROOMY
@given(path=st.sampled_from(PAGES), fields=FIELDS, is_post=st.booleans())
def test_people_get_a_page(path: str, fields: list[tuple[str, str]], is_post: bool) -> None:
    for browser in (Browser(), people.signed_in(Browser(), people.aysel())):
        if is_post:
            answer = browser.post(path, encoded(fields), content_type=FORM)
        else:
            answer = browser.get(f"{path}?{encoded(fields)}")
        assert answer.status_code < 500
        assert "evil" not in answer.headers.get("Location", "")


@ROOMY
@given(
    more=st.dictionaries(
        NAMES.filter(lambda name: name not in ("client_id", "redirect_uri")), VALUES, max_size=4
    )
)
@example(more={"max_age": "\u0661"})
@example(more={"claims": '{"id_token":{"acr":{"values":null}}}'})
@example(more={"claims": "[" * 3000})
@example(more={"id_token_hint": "e30.e30.e30"})
def test_a_request_with_anything_in_it_is_begun_or_refused(
    bank: relying.RelyingParty, more: dict[str, str]
) -> None:
    """Valid but for what hypothesis changes: never a failure, never a way to another address."""
    browser = people.signed_in(Browser(), people.aysel())
    wish = {**bank.wish(), **more}

    page = relying.follow(browser, browser.get(f"/oauth/authorize?{encoded([*wish.items()])}"))

    assert page.status_code in (200, 303, 400)
    if page.status_code == 303:
        assert page["Location"].startswith(f"{relying.BACK}?")


@pytest.mark.parametrize("path", [*PROGRAMS, *PAGES, "/oauth/userinfo", "/oauth/register"])
@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "DELETE", "OPTIONS", "TRACE", "POST"])
def test_any_method_and_any_body_is_answered(path: str, method: str) -> None:
    bodies = (
        ("", FORM),
        ("x" * 70_000, FORM),
        ("a=1&a=2&client_id=x&client_id=y", FORM),
        ("%ff%fe=%00&=&&==;", FORM),
        ("&".join(f"a{n}=1" for n in range(8000)), FORM),
        ('{"a": 1}', "application/json"),
        ("--x\r\n\r\n", "multipart/form-data; boundary=x"),
        ("\x00", "text/plain; charset=utf-99"),
    )
    for body, kind in bodies:
        answer = Browser().generic(method, path, body, content_type=kind)
        assert answer.status_code < 500, (body[:50], kind)


@pytest.mark.parametrize("length", ["-1", "9" * 40])
def test_a_length_that_is_none_is_refused(length: str) -> None:
    for path in ("/oauth/token", "/oauth/register"):
        answer = Browser().post(path, "a=1", content_type=FORM, CONTENT_LENGTH=length)
        assert 400 <= answer.status_code < 500


@pytest.mark.parametrize(
    "header",
    [
        "Basic",
        "Basic x",
        "Basic \u00ff",
        "Basic AAA=",
        "Basic " + "QUFB" * 5000,
        "Basic JTAwOiUwMA==",  # %00:%00
        "Bearer",
        "Bearer ",
        "Bearer a b",
        "DPoP x",
        "Negotiate x",
        "Bearer " + "x." * 9000,
    ],
)
def test_credentials_of_nonsense_are_refused(header: str) -> None:
    for path in (*PROGRAMS, "/oauth/register"):
        answer = Browser().post(
            path, "grant_type=x&token=x", content_type=FORM, HTTP_AUTHORIZATION=header
        )
        assert answer.status_code in (400, 401, 429)
    answer = Browser().get("/oauth/userinfo", HTTP_AUTHORIZATION=header)
    assert answer.status_code == 401


@pytest.mark.parametrize("name", ["\x00", "\x00x", "x" * 5000, "..", "\u0430", "%ff"])
def test_names_in_addresses_are_unknown_and_no_more(name: str) -> None:
    address = quote(name, safe="")

    registration = Browser().get(f"/oauth/register/{address}", HTTP_AUTHORIZATION="Bearer x")
    assert registration.status_code in (401, 404)
    assert Browser().get(f"/oauth/continue/{address}/").status_code in (404, 410)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3)
    ),
    max_leaves=6,
)
METADATA = st.sampled_from(
    [
        *("client_name", "client_name#ru", "redirect_uris", "grant_types", "scope", "jwks"),
        *("token_endpoint_auth_method", "subject_type", "id_token_signed_response_alg"),
        *("post_logout_redirect_uris", "backchannel_logout_uri", "dpop_bound_access_tokens"),
        *("backchannel_token_delivery_mode", "backchannel_client_notification_endpoint"),
        *("require_signed_request_object", "jwks_uri", "response_types"),
    ]
)


@ROOMY
@given(changed=st.dictionaries(METADATA, JSON, max_size=3))
@example(changed={"client_name": "\x00"})
@example(changed={"client_name": "\ud800"})
@example(changed={"client_name": "x" * 100_000})
@example(changed={"redirect_uris": ["https://x\x00"]})
@example(changed={"jwks": {"keys": [{"kty": "EC", "crv": "P-256", "x": 1, "y": []}]}})
@example(changed={"jwks": {"keys": [{"kty": "RSA", "n": "\x00", "e": "AQAB"}]}})
@example(changed={"jwks": {"keys": [{"kty": "OKP", "crv": "Ed25519", "x": "AA"}], "z": math.nan}})
@example(changed={"jwks": {"keys": [{"kty": ["EC"]}]}})
@example(changed={"redirect_uris": ["https://[::1"], "backchannel_logout_uri": "https://[x"})
@example(changed={"backchannel_logout_uri": "https://a.example:99999/"})
def test_metadata_of_any_kind_are_registered_or_refused(changed: dict[str, Any]) -> None:
    token = open_registration(
        actor=system("tests"), agency=None, organisation_id=None, is_test=True, uses=1
    )
    given = {"client_name": "X", "redirect_uris": [relying.BACK], **changed}

    answer = Browser().post(
        "/oauth/register",
        json.dumps(given),
        content_type="application/json",
        HTTP_AUTHORIZATION=f"Bearer {token}",
    )

    assert answer.status_code in (201, 400)
    if answer.status_code == 400:
        assert answer.json()["error"] in (
            "invalid_client_metadata",
            "invalid_redirect_uri",
            "invalid_request",
        )

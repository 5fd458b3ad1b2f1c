"""Proofs, assertions and signed requests: replayed, of another, or not signed at all."""

from __future__ import annotations

import base64
import hmac
import json
import secrets
from typing import Any

import pytest
from django.test import Client as Browser
from joserfc import jwt
from joserfc.jwk import ECKey, RSAKey
from tests import people
from tests.blocks.openid import relying

from pencere.kernel import clock

pytestmark = pytest.mark.django_db
TOKEN = "/oauth/token"


def part(content: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(content).encode()).rstrip(b"=").decode()


def with_secret(secret: bytes, header: dict[str, Any], claims: dict[str, Any]) -> str:
    """HS256 with whatever as the secret: libraries refuse a public key."""
    text = f"{part(header)}.{part(claims)}"
    mark = hmac.new(secret, text.encode(), "sha256").digest()
    return f"{text}.{base64.urlsafe_b64encode(mark).rstrip(b'=').decode()}"


def signed_request(bank: relying.RelyingParty, **more: Any) -> dict[str, Any]:
    now = int(clock.now().timestamp())
    given = {
        **bank.wish(),
        "iss": bank.client.client_id,
        "aud": relying.ISSUER,
        "jti": secrets.token_urlsafe(16),
        "iat": now,
        "exp": now + 60,
        **more,
    }
    return {name: value for name, value in given.items() if value is not None}


def sent(bank: relying.RelyingParty, text: str) -> Any:
    given = {"client_id": bank.client.client_id, "request": text}
    browser = people.signed_in(Browser(), people.aysel())
    return relying.follow(browser, browser.get("/oauth/authorize", given))


def test_a_proof_is_taken_once_and_for_its_own_request() -> None:
    bank, key = relying.party(requires_dpop=True), ECKey.generate_key("P-256")
    code = bank.sign_in(people.signed_in(Browser(), people.aysel()), scope="openid offline_access")
    given: dict[str, str] = {
        "grant_type": "authorization_code",
        "code": code,
        "code_verifier": bank.verifier,
        "redirect_uri": relying.BACK,
    }

    def ask(proof: str) -> Any:
        return bank.ask(TOKEN, given, HTTP_DPOP=proof)

    for foreign in (
        relying.dpop(key, "GET", TOKEN),
        relying.dpop(key, "POST", "/oauth/par"),
        relying.dpop(key, "POST", TOKEN, htu="https://evil.example/oauth/token"),
    ):
        assert ask(foreign).json()["error"] == "invalid_dpop_proof"
    proof = relying.dpop(key, "POST", TOKEN)
    tokens = ask(proof).json()
    assert tokens["token_type"] == "DPoP"
    given = {"grant_type": "refresh_token", "refresh_token": tokens["refresh_token"]}
    assert ask(proof).json()["error"] == "invalid_dpop_proof"
    thief = ECKey.generate_key("P-256")
    assert ask(relying.dpop(thief, "POST", TOKEN)).json()["error"] == "invalid_grant"
    assert relying.refused(bank) == [*["dpop-request"] * 3, "dpop-replayed", "key-changed"]


def test_a_bound_token_is_worth_nothing_to_a_thief_without_the_key() -> None:
    bank, key = relying.party(), ECKey.generate_key("P-256")
    code = bank.sign_in(people.signed_in(Browser(), people.aysel()))
    given = {
        "grant_type": "authorization_code",
        "code": code,
        "code_verifier": bank.verifier,
        "redirect_uri": relying.BACK,
    }
    token = bank.ask(TOKEN, given, HTTP_DPOP=relying.dpop(key, "POST", TOKEN)).json()[
        "access_token"
    ]
    other, me = ECKey.generate_key("P-256"), "/oauth/userinfo"
    proof = relying.dpop(key, "GET", me, token=token)

    def ask(scheme: str, proof: str = "") -> Any:
        headers: dict[str, Any] = {"HTTP_AUTHORIZATION": f"{scheme} {token}"}
        if proof:
            headers["HTTP_DPOP"] = proof
        return Browser().get(me, **headers)

    assert ask("DPoP", proof).status_code == 200
    for scheme, wrong in (
        ("DPoP", proof),
        ("Bearer", ""),
        ("Bearer", relying.dpop(key, "GET", me, token=token)),
        ("DPoP", ""),
        ("DPoP", relying.dpop(other, "GET", me, token=token)),
        ("DPoP", relying.dpop(key, "GET", me)),
        ("DPoP", relying.dpop(key, "GET", me, token="another")),
        ("DPoP", relying.dpop(key, "POST", me, token=token)),
    ):
        assert ask(scheme, wrong).status_code == 401
    assert relying.refused(bank) == [
        "dpop-replayed",
        *["key-changed"] * 4,
        *["dpop-token"] * 2,
        "dpop-request",
    ]


@pytest.mark.parametrize(
    "more",
    [
        {"iat": float("nan")},
        {"iat": float("inf")},
        {"iat": 10**400},
        {"iat": True},
        {"iat": "now"},
        {"iat": 0},
        {"iat": None},
        {"jti": ""},
        {"jti": ["x" * 20]},
        {"jti": "x" * 1000},
        {"htm": ["POST"]},
        {"htu": {"x": 1}},
    ],
)
def test_a_proof_of_nonsense_proves_nothing(more: dict[str, Any]) -> None:
    registry, key = relying.party(scopes=()), ECKey.generate_key("P-256")
    proof = relying.dpop(key, "POST", TOKEN, **more)

    answer = registry.ask(TOKEN, {"grant_type": "client_credentials"}, HTTP_DPOP=proof)

    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_dpop_proof")


@pytest.mark.parametrize(
    "header",
    [
        {"alg": "none", "typ": "dpop+jwt"},
        {"alg": "ES256", "typ": "dpop+jwt"},
        {"alg": "ES256", "typ": "dpop+jwt", "jwk": {"kty": "oct", "k": "eA"}},
        {"alg": "HS256", "typ": "dpop+jwt", "jwk": {"kty": "oct", "k": "eA"}},
        {"alg": "ES256", "typ": "dpop+jwt", "jwk": {"kty": "EC", "crv": "P-256", "x": 1, "y": 2}},
        {"alg": "ES256", "typ": "dpop+jwt", "jwk": {"kty": "EC", "crv": "?", "x": "A", "y": "A"}},
        {"alg": "RS256", "typ": "dpop+jwt", "jwk": {"kty": "RSA", "n": "AQ", "e": "AQ"}},
        {"alg": "ES256", "typ": "JWT", "jwk": []},
        {"alg": 1, "typ": "dpop+jwt", "crit": ["x"]},
    ],
)
def test_a_proof_that_no_key_signed_proves_nothing(header: dict[str, Any]) -> None:
    registry = relying.party(scopes=())
    claims = {"htm": "POST", "htu": relying.ISSUER + TOKEN, "jti": "x" * 20}
    proof = f"{part(header)}.{part({**claims, 'iat': int(clock.now().timestamp())})}.AA"

    answer = registry.ask(TOKEN, {"grant_type": "client_credentials"}, HTTP_DPOP=proof)

    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_dpop_proof")


def test_a_request_that_another_signed_is_refused() -> None:
    bank, shop = relying.party(with_key=True), relying.party(with_key=True)

    forged = shop.signed(signed_request(bank))
    of_another = shop.signed(signed_request(shop))

    assert sent(bank, forged).status_code == 400
    assert sent(bank, of_another).status_code == 400
    assert relying.refused(bank) == ["request-signature", "request-signature"]


def test_a_signed_request_is_taken_once() -> None:
    bank = relying.party(with_key=True)
    text = bank.signed(signed_request(bank))

    assert sent(bank, text).status_code == 200
    assert sent(bank, text).status_code == 400
    assert relying.refused(bank) == ["request-replayed"]


def test_parameters_beside_a_signed_request_do_not_count() -> None:
    bank = relying.party(with_key=True)
    claims = signed_request(bank, scope="openid", max_age="1", state="signed")
    browser = people.signed_in(Browser(), people.aysel())
    given = {
        **bank.wish(scope="openid identity", state="changed", max_age="99999", nonce="changed"),
        "request": bank.signed(claims),
    }

    page = relying.follow(browser, browser.get("/oauth/authorize", given))
    answer = relying.answer_of(browser.post(page.wsgi_request.path, {"decision": "agree"}))

    assert answer["state"] == "signed"
    tokens = bank.redeem(answer["code"]).json()
    assert (tokens["scope"], bank.id_token(tokens)["nonce"]) == ("openid", bank.nonce)


@pytest.mark.parametrize(
    "more",
    [
        {"aud": "https://another.example"},
        {"aud": [relying.ISSUER, "https://another.example"]},
        {"aud": None},
        {"iss": "another"},
        {"client_id": "another"},
        {"exp": 0},
        {"exp": None},
        {"exp": float("nan")},
        {"exp": 10**400},
        {"exp": 9_999_999_999},
        {"nbf": 9_999_999_999},
        {"jti": 7},
        {"request": "x"},
        {"request_uri": "https://evil.example/"},
    ],
)
def test_a_signed_request_of_another_time_or_place_is_refused(more: dict[str, Any]) -> None:
    bank = relying.party(with_key=True)

    assert sent(bank, bank.signed(signed_request(bank, **more))).status_code == 400
    assert len(relying.refused(bank)) == 1


@pytest.mark.parametrize(
    "more",
    [
        {"state": "\x00"},
        {"state": "\ud800"},
        {"nonce": "\x00"},
        {"resource": "\x00"},
        {"state": {"a": [1]}},
        {"redirect_uri": "\x00"},
        {"redirect_uri": [relying.BACK]},
        {"max_age": -1},
        {"max_age": 10**30},
        {"scope": {"openid": True}},
        {"claims": {"id_token": "\x00", "userinfo": 7}},
        {"claims": {"id_token": {"acr": {"values": [1, {}]}}}},
    ],
)
def test_a_signed_request_of_nonsense_is_refused_in_words(more: dict[str, Any]) -> None:
    bank = relying.party(with_key=True)

    assert sent(bank, bank.signed(signed_request(bank, **more))).status_code in (200, 303, 400)


def test_neither_no_signature_nor_one_with_the_public_key_as_secret_is_taken() -> None:
    bank = relying.party(authentication="private_key_jwt")
    assert bank.key is not None
    claims = signed_request(bank)
    assertion = {**claims, "sub": bank.client.client_id}
    public = bank.key.as_pem(private=False)
    forged = [
        f"{part({'alg': 'none'})}.{part(assertion)}.",
        f"{part({'alg': 'None', 'kid': bank.key.kid})}.{part(assertion)}.",
        with_secret(public, {"alg": "HS256", "kid": bank.key.kid}, assertion),
        jwt.encode({"alg": "RS256"}, assertion, RSAKey.generate_key(2048)),
    ]

    for text in forged:
        assert sent(bank, text).status_code == 400
        given = {
            "client_assertion_type": "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
            "client_assertion": text,
            "grant_type": "client_credentials",
        }
        answer = Browser().post(TOKEN, given, content_type="application/x-www-form-urlencoded")
        assert answer.status_code in (400, 401)
    assert relying.refused(bank) == ["request-signature"] * len(forged)


def test_an_assertion_is_taken_once_and_only_for_its_own_client() -> None:
    bank, shop = (relying.party(authentication="private_key_jwt", scopes=()) for _ in range(2))
    asked = {"grant_type": "client_credentials"}
    kept = bank.assertion()
    bank.assertion = shop.assertion = lambda **_more: kept  # type: ignore[method-assign]

    assert bank.ask(TOKEN, asked).status_code == 200
    assert bank.ask(TOKEN, asked).json()["error"] == "invalid_client"
    assert shop.ask(TOKEN, {**asked, "client_id": shop.client.client_id}).status_code == 401

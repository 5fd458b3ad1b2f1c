"""openid-client, a certified relying party, through every flow of the provider and its refusals."""

from __future__ import annotations

from typing import Any

import pytest
from tests.interop.conftest import Flow, World

SUBSTANTIAL = "urn:pencere:assurance:substantial"


def test_it_learns_all_it_needs_by_discovery(certified: Flow, world: World) -> None:
    found = certified("programs.discovery")

    assert found["openid"] == found["oauth"]
    assert found["openid"]["issuer"] == world["issuer"]
    assert found["openid"]["code_challenge_methods_supported"] == ["S256"]


@pytest.mark.parametrize("way", ["basic", "post", "open"])
def test_a_person_signs_in(certified: Flow, way: str) -> None:
    answer = certified(f"code.{way}")

    assert answer["claims"]["acr"] == SUBSTANTIAL
    assert {"pwd", "otp", "mfa"} <= set(answer["claims"]["amr"])
    assert answer["said"]["sub"] == answer["claims"]["sub"]
    assert answer["said"]["personal_identifier"].startswith("7RP")
    assert answer["said"]["email"]
    assert answer["type"] == "bearer"


def test_a_client_proves_itself_with_its_key(certified: Flow) -> None:
    assert certified("code.key")["claims"]["sub"]


@pytest.mark.parametrize(("flow", "algorithm"), [("signature", "ES256"), ("edwards", "EdDSA")])
def test_signatures_verify_with_the_published_keys(
    certified: Flow, flow: str, algorithm: str
) -> None:
    answer = certified(f"code.{flow}")

    assert answer["header"]["alg"] == algorithm


def test_a_request_is_pushed(certified: Flow) -> None:
    answer = certified("code.pushed")

    assert sorted(answer["names"]) == ["client_id", "request_uri"]
    assert answer["claims"]["sub"]
    assert (answer["again"], answer["bare"]) == (400, 400)


def test_a_request_is_signed(certified: Flow) -> None:
    answer = certified("code.signedRequest")

    assert answer["claims"]["acr"] == SUBSTANTIAL
    assert (answer["replayed"], answer["unsigned"], answer["forged"]) == (400, 400, 400)


def test_tokens_are_bound_to_a_key(certified: Flow) -> None:
    answer = certified("code.proven")

    assert (answer["type"], answer["fresh"], answer["same"]) == ("dpop", "dpop", True)
    assert answer["bare"] == [401, "DPoP"]
    assert answer["stolen"] == "invalid_grant"
    assert answer["unproven"] == "invalid_dpop_proof"


def test_refresh_tokens_rotate_and_a_stolen_one_ends_all(certified: Flow) -> None:
    answer = certified("code.refreshed")

    assert (answer["changed"], answer["same"], answer["scope"]) == (3, True, "openid")
    assert answer["wider"] == "invalid_scope"
    assert (answer["replayed"], answer["ended"]) == ("invalid_grant", "invalid_grant")


def test_a_level_is_given_or_nothing_is(certified: Flow) -> None:
    answer = certified("code.level")

    assert answer["low"]["acr"] == "urn:pencere:assurance:low"
    assert answer["low"]["amr"] == ["pwd"]
    assert answer["at"].startswith("/account/")
    assert answer["high"]["acr"] == SUBSTANTIAL
    assert answer["unknown"] == "invalid_request"


def test_freshness_is_asked_for_and_auth_time_is_true(certified: Flow) -> None:
    answer = certified("code.fresh")

    first, silent, again = answer["times"]
    assert answer["asked"].startswith("/account/")
    assert first == silent <= again


def test_prompt_none_never_shows_a_page(certified: Flow) -> None:
    answer = certified("code.silent")

    assert answer["stranger"] == "login_required"
    assert answer["unasked"] == "consent_required"
    assert answer["claims"]["sub"]


def test_single_claims_are_asked_for(certified: Flow) -> None:
    answer = certified("code.claimed")

    assert answer["claims"]["personal_identifier"].startswith("7RP")
    assert answer["claims"]["acr"] == SUBSTANTIAL
    assert set(answer["said"]) == {"sub", "email"}


def test_refusals_reach_the_client_in_the_protocols_words(certified: Flow) -> None:
    assert certified("code.refusals") == {
        "noChallenge": "invalid_request",
        "plainChallenge": "invalid_request",
        "implicit": "unsupported_response_type",
        "foreignScope": "invalid_scope",
        "noOpenid": "invalid_scope",
        "fragment": "invalid_request",
        "contradiction": "invalid_request",
        "foreignRequestUri": 400,
        "denied": "access_denied",
    }


def test_codes_that_are_mixed_up_injected_or_replayed_give_nothing(
    certified: Flow, world: World
) -> None:
    answer = certified("code.mixedUp")

    assert len(answer["codes"]) == 2
    assert (answer["injection"], answer["stolen"]) == ("invalid_grant", "invalid_grant")
    assert answer["replayed"] == "invalid_grant"
    assert (answer["iss"], answer["back"]) == (world["issuer"], True)


def test_it_registers_itself(certified: Flow) -> None:
    answer = certified("programs.registration")

    made: dict[str, Any] = answer["made"]
    assert made["client_name#az"] == "Tərəf"
    assert made["registration_client_uri"].endswith(made["client_id"])
    assert answer["evil"] == "invalid_redirect_uri"
    assert answer["bare"] == "invalid_token"


def test_it_acts_for_itself(certified: Flow) -> None:
    answer = certified("programs.itself")

    assert answer["about"]["active"] is True
    assert answer["about"]["sub"] == answer["about"]["client_id"]
    assert answer["personal"] == "invalid_scope"
    assert answer["userinfo"] == "insufficient_scope"
    assert answer["wrong"] == "invalid_client"


def test_tokens_are_introspected_and_revoked(certified: Flow) -> None:
    answer = certified("programs.tokens")

    assert answer["before"]["active"] is True
    assert answer["before"]["scope"] == "openid offline_access identity"
    assert answer["elsewhere"] == {"active": False}
    assert answer["after"] == {"active": False}
    assert answer["stolen"] == "invalid_grant"
    assert (answer["userinfo"], answer["refresh"]) == ("invalid_token", "invalid_grant")


def test_a_device_without_keyboard_signs_in(certified: Flow) -> None:
    answer = certified("programs.device")

    assert answer["claims"]["acr"] == SUBSTANTIAL
    assert answer["early"] == "authorization_pending"
    assert answer["again"] == "invalid_grant"
    assert answer["refused"] == "access_denied"


def test_signing_out_reaches_every_system_of_the_session(certified: Flow) -> None:
    answer = certified("sessions.signOut")

    assert answer["left"] == "http://127.0.0.1:1/bye?state=s1"
    assert answer["logout"]["sid"] == answer["session"]["sid"]
    assert answer["logout"]["sub"] == answer["session"]["sub"]
    assert list(answer["logout"]["events"]) == [
        "http://schemas.openid.net/event/backchannel-logout"
    ]
    assert answer["over"] is False
    assert answer["silent"] == "login_required"


def test_without_proof_the_person_is_asked_before_signing_out(certified: Flow) -> None:
    answer = certified("sessions.unproven")

    assert (answer["evil"], answer["asked"], answer["still"]) == (400, 200, True)
    assert (answer["left"], answer["after"]) == ("http://127.0.0.1:1/bye", False)


@pytest.mark.parametrize("way", ["ciba", "cibaPing"])
def test_a_phone_says_yes_for_a_desk_without_browser(certified: Flow, way: str) -> None:
    answer = certified(f"programs.{way}", "holders")

    assert answer["screen"], "the phone showed other words than the desk"
    assert answer["claims"]["acr"] == "urn:pencere:assurance:high"
    assert answer["early"] == "authorization_pending"
    assert answer["again"] == "invalid_grant"
    assert answer["nobody"] == ["auth_req_id", "expires_in", "interval"]
    assert answer["long"] == "invalid_binding_message"
    if way == "cibaPing":
        assert (answer["isOurs"], answer["authorization"]) == (True, "Bearer " + "n" * 32)

"""An agency's platform registers its systems by itself."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client as Browser
from tests import people

from pencere.blocks.openid.api import Client, open_registration

pytestmark = pytest.mark.django_db
WANTED: dict[str, Any] = {
    "client_name": "Queue of the tax office",
    "client_name#az": "Vergi növbəsi",
    "redirect_uris": ["https://queue.example/back"],
    "token_endpoint_auth_method": "client_secret_basic",
    "scope": "openid identity",
}


def token(uses: int = 1) -> str:
    head = people.actor_for(people.officer("tax", {"head"}), agency="tax")
    return open_registration(
        actor=head, agency="tax", organisation_id=None, is_test=True, uses=uses
    )


def send(path: str, method: str, bearer: str, content: object = None) -> Any:
    return Browser().generic(
        method,
        path,
        json.dumps(content) if content is not None else "",
        content_type="application/json",
        HTTP_AUTHORIZATION=f"Bearer {bearer}",
    )


def test_a_program_registers_and_looks_after_its_client() -> None:
    made = send("/oauth/register", "POST", token(), WANTED)
    assert made.status_code == 201, made.content
    answer = made.json()
    client = Client.objects.get(client_id=answer["client_id"])
    assert (client.agency_id, client.is_test) == ("tax", True)
    assert client.name["az"] == "Vergi növbəsi"
    assert answer["client_secret"]

    path = f"/oauth/register/{client.client_id}"
    key = answer["registration_access_token"]
    assert send(path, "GET", key).json()["scope"] == "openid identity"
    changed = send(path, "PUT", key, {**WANTED, "client_id": client.client_id, "scope": "openid"})
    assert changed.json()["scope"] == "openid"
    assert send(path, "GET", key).status_code == 401
    assert send(path, "DELETE", changed.json()["registration_access_token"]).status_code == 204
    client.refresh_from_db()
    assert client.disabled_at is not None


def test_a_token_registers_no_more_than_it_may() -> None:
    once = token()

    assert send("/oauth/register", "POST", once, WANTED).status_code == 201
    assert send("/oauth/register", "POST", once, WANTED).status_code == 401
    assert send("/oauth/register", "POST", "nonsense", WANTED).status_code == 401


@pytest.mark.parametrize(
    ("more", "error"),
    [
        ({"redirect_uris": ["http://queue.example/back"]}, "invalid_redirect_uri"),
        ({"redirect_uris": ["https://a.example/*"]}, "invalid_redirect_uri"),
        ({"redirect_uris": "https://a.example/"}, "invalid_client_metadata"),
        ({"jwks_uri": "https://a.example/keys"}, "invalid_client_metadata"),
        ({"scope": "openid everything"}, "invalid_client_metadata"),
        ({"grant_types": ["password"]}, "invalid_client_metadata"),
        ({"token_endpoint_auth_method": "private_key_jwt"}, "invalid_client_metadata"),
        ({"client_name": 7}, "invalid_client_metadata"),
    ],
)
def test_what_breaks_a_rule_is_refused_and_costs_no_use(more: Any, error: str) -> None:
    once = token()

    refused = send("/oauth/register", "POST", once, {**WANTED, **more})

    assert (refused.status_code, refused.json()["error"]) == (400, error)
    assert send("/oauth/register", "POST", once, WANTED).status_code == 201


def test_a_stranger_learns_nothing_of_a_client() -> None:
    answer = send("/oauth/register", "POST", token(), WANTED).json()
    path = f"/oauth/register/{answer['client_id']}"

    assert send(path, "GET", "another").status_code == 401
    key = answer["registration_access_token"]
    assert send("/oauth/register/unknown", "GET", key).status_code == 401

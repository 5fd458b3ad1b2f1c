"""Permits for a person's app."""

from __future__ import annotations

import pytest
from django.test import Client

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]


def test_a_program_asks_with_a_key(aysel: Client) -> None:
    allowed = aysel.get("/api/permits/allowed").json()
    assert allowed["is_permit_needed"]
    assert [each["code"] for each in allowed["purposes"]] == ["medical", "shopping", "funeral"]
    given = {"purpose": "shopping"}
    first = aysel.post(
        "/api/permits", given, "application/json", headers={"Idempotency-Key": "app-key-1"}
    )
    assert first.status_code == 200, first.content
    again = aysel.post(
        "/api/permits", given, "application/json", headers={"Idempotency-Key": "app-key-1"}
    )
    assert first.json()["permit"]["reference"] == again.json()["permit"]["reference"]
    assert aysel.get("/api/permits").json()["requests"][0]["outcome"] == "granted"
    refused = aysel.post(
        "/api/permits",
        {"purpose": "dance"},
        "application/json",
        headers={"Idempotency-Key": "app-key-2"},
    )
    assert refused.status_code == 422
    assert "purpose" in refused.json()["fields"]


@pytest.mark.parametrize("body", ["", "[]", "{", '{"purpose": 1}', '{"purpose": "x"}'])
def test_garbage_over_the_api_is_told(aysel: Client, body: str) -> None:
    response = aysel.post(
        "/api/permits", body, "application/json", headers={"Idempotency-Key": "app-key-1"}
    )
    assert response.status_code in (400, 422)


def test_a_program_without_a_key_learns_nothing(client: Client) -> None:
    for path in ("/api/permits", "/api/permits/allowed", "/api/permits/x"):
        assert client.get(path).status_code == 401

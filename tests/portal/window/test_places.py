"""What forms ask about places: open to everybody, small, and safe against garbage."""

from __future__ import annotations

import json

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db
STREETS = "/places/streets"


def streets(client: Client, typed: str, **more: str) -> str:
    asked = {"region": "AZ-BA", "locality": "nesimi", "street": typed, **more}
    return client.get(STREETS, asked).content.decode()


@pytest.mark.parametrize("typed", ["nizami", "NİZAMİ", "Низами", "niz"])
def test_a_street_is_found_however_it_is_spelt(client: Client, typed: str) -> None:
    assert '<option value="Nizami küçəsi">' in streets(client, typed)


def test_a_field_of_a_form_asks_with_its_own_names(client: Client) -> None:
    asked = {
        "of": "members[0].home",
        "members[0].home.region": "AZ-BA",
        "members[0].home.locality": "nesimi",
        "members[0].home.street": "fuzuli",
    }
    assert "Füzuli küçəsi" in client.get(STREETS, asked).content.decode()


def test_no_answer_is_long(client: Client) -> None:
    assert streets(client, "").count("<option") == 20
    assert streets(client, "zzzz").count("<option") == 0


def test_towns_of_a_region(client: Client) -> None:
    page = client.get("/places/localities", {"region": "AZ-BA"}).content.decode()
    assert '<option value="nesimi">Nəsimi rayonu</option>' in page


def test_the_map_speaks_the_readers_language(client: Client) -> None:
    client.cookies["language"] = "ru"
    answer = client.get("/places/regions.geojson")
    names = {each["properties"]["name"] for each in json.loads(answer.content)["features"]}
    assert "город Баку" in names
    assert answer["Content-Type"] == "application/geo+json"
    assert "Cookie" in answer["Vary"]


@pytest.mark.parametrize("value", ["\0", "a" * 50_000, "<script>", "[", "AZ-BA\n", "😀"])
def test_garbage_gets_an_empty_answer(client: Client, value: str) -> None:
    for name in ("of", "region", "locality", "street"):
        for where in (STREETS, "/places/localities"):
            answer = client.get(where, {"region": "AZ-BA", "locality": "nesimi", name: value})
            assert answer.status_code == 200
            assert b"<script>" not in answer.content


@pytest.mark.parametrize("where", [STREETS, "/places/localities", "/places/regions.geojson"])
def test_nothing_can_be_changed_there(client: Client, where: str) -> None:
    assert client.post(where).status_code == 405

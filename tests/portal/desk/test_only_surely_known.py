"""No page and no endpoint of officers works for who signed in with one factor."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, reverse
from tests import people

from pencere.config.rest import api
from pencere.portal.desk.urls import urlpatterns as desk
from pencere.portal.integrator.urls import urlpatterns as integrator
from pencere.portal.operator.urls import urlpatterns as operator

pytestmark = pytest.mark.django_db
EXAMPLES = {
    "uuid": "01900000-0000-7000-8000-000000000001",
    "str": "PX-0000-0000",
    "slug": "x",
    "int": "1",
    "path": "x",
}
ROLES = (
    "officer",
    "head",
    "registrar",
    "inspector",
    "operator",
    "integrator",
    "emergency",
    "data-protection",
)


def example(root: str, pattern: URLPattern) -> str:
    """An address that the pattern answers."""
    route = str(pattern.pattern)
    return root + re.sub(r"<(?:(\w+):)?\w+>", lambda found: EXAMPLES[found[1] or "str"], route)


def addresses() -> list[str]:
    """Every page of officers."""
    parts: list[tuple[str, list[Any]]] = [
        ("/desk/", desk),
        ("/operator/", operator),
        (reverse("integrator:overview"), integrator),
    ]
    return [example(root, pattern) for root, patterns in parts for pattern in patterns]


def endpoints() -> list[tuple[str, str]]:
    """Every endpoint of the desk for programs: method and path."""
    paths = api.get_openapi_schema(path_prefix="/api")["paths"]
    return [
        (method.upper(), re.sub(r"\{\w+\}", "PX-0000-0000", path))
        for path, methods in paths.items()
        if "/desk/" in path
        for method in methods
    ]


def at_low() -> Client:
    officer = people.officer("justice", ROLES)
    return people.signed_in(Client(), officer, assurance="low")


def test_there_is_something_to_look_at() -> None:
    assert len(addresses()) > 40
    assert len(endpoints()) >= 6
    officer = people.officer("justice", ROLES)
    assert people.signed_in(Client(), officer).get("/desk/").status_code == 200


@pytest.mark.parametrize("method", ["get", "post"])
def test_no_page_opens(method: str) -> None:
    client = at_low()

    for address in addresses():
        response = getattr(client, method)(address)
        is_asked = response.status_code == 302 and response["Location"].startswith(
            ("/account/again/", "/account/factors/")
        )
        assert is_asked or response.status_code in (404, 405), (address, response.status_code)


def test_no_endpoint_answers() -> None:
    client = at_low()

    for method, path in endpoints():
        response = client.generic(method, path, "{}", content_type="application/json")
        assert response.status_code == 403, (method, path, response.status_code)


def test_a_code_by_message_and_an_app_are_not_enough() -> None:
    officer = people.officer("justice", ROLES)
    client = people.signed_in(Client(), officer, assurance="low")
    session = client.session
    session["account_authentication_methods"] = [
        {"method": "code", "channel": "sms", "at": 1.0},
        {"method": "mfa", "type": "totp", "at": 2.0},
    ]
    session.save()

    assert client.get("/desk/")["Location"] == "/account/again/?next=%2Fdesk%2F"

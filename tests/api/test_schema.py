"""Schemathesis over the whole OpenAPI description: whatever it thinks of, nothing answers 5xx,
and every answer is one that the description announces."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, settings
from schemathesis.checks import CHECKS
from tests import people
from tests.api import programs
from tests.casework.applications import stories

from pencere.config.rest import api as description
from pencere.config.wsgi import application as wsgi

pytestmark = pytest.mark.usefixtures("country")
schema = schemathesis.openapi.from_wsgi("/api/openapi.json", wsgi)
EXAMPLES = 12
"""For each endpoint and test run; `HYPOTHESIS_MAX_EXAMPLES` of a longer run may say more."""


@pytest.fixture(autouse=True)
def _within_one_transaction() -> Iterator[None]:
    """Calls through WSGI would close the connection of the test's transaction, as Django's own
    test client knows to avoid."""
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    yield
    for signal in signals:
        signal.connect(close_old_connections)


@pytest.fixture
def keys() -> dict[str, str]:
    """A person's key with an application to find, and an officer's."""
    stories.licence(stories.aysel())
    return {
        "person": programs.of(people.aysel()).headers["HTTP_AUTHORIZATION"],
        "desk": programs.officer("health").headers["HTTP_AUTHORIZATION"],
    }


@schema.parametrize()
@settings(
    max_examples=EXAMPLES,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_no_request_breaks_it(case: Any, keys: dict[str, str]) -> None:
    who = "desk" if case.path.startswith(("/api/desk", "/desk")) else "person"
    response = case.call(headers={"Authorization": keys[who]})
    assert response.status_code < 500, response.text
    case.validate_response(response, checks=wanted_checks())


def wanted_checks() -> list[Any]:
    names = ("not_a_server_error", "status_code_conformance", "response_schema_conformance")
    return [CHECKS.get_one(name) for name in names]


def test_the_description_is_openapi_3_1_and_names_every_problem() -> None:
    said = description.get_openapi_schema()
    assert said["openapi"].startswith("3.1")
    for path, methods in said["paths"].items():
        for operation in methods.values():
            assert {404, 422} <= set(operation["responses"]), path
            assert operation["summary"], path
            assert operation["description"], path

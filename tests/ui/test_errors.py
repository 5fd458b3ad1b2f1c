"""Errors as pages in three languages, and as problem documents for programs."""

from __future__ import annotations

import json
from pathlib import Path

import psycopg
import pytest
from django.core.exceptions import RequestDataTooBig
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.utils.translation import override
from procrastinate.exceptions import ConnectorException

from pencere.kernel.errors import (
    Conflict,
    Invalid,
    NotFound,
    PencereError,
    Refused,
    TooLarge,
    TooMany,
    Unavailable,
)
from pencere.ui import errors
from pencere.ui.middleware import ErrorPages


def page_of(request: HttpRequest, error: Exception) -> HttpResponse:
    response = ErrorPages(lambda _: HttpResponse()).process_exception(request, error)
    assert response is not None
    return response


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (Refused(), 403),
        (NotFound(), 404),
        (Conflict(), 409),
        (Invalid(), 422),
        (TooLarge(), 413),
        (TooMany(retry_after=30), 429),
        (Unavailable(), 503),
    ],
)
def test_an_error_for_people_is_a_page_of_its_status(
    rf: RequestFactory, error: PencereError, status: int
) -> None:
    response = page_of(rf.get("/", HTTP_ACCEPT_LANGUAGE="en"), error)
    assert response.status_code == status
    html = response.content.decode()
    with override("en"):
        title = str(errors.WORDS[status].title)
    assert f'<h1 class="govuk-heading-l">{title}</h1>' in html
    assert response.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    ("problem", "status"),
    [(OperationalError("gone"), 503), (InterfaceError("closed"), 503), (ValueError(), 500)],
)
def test_a_lost_database_is_a_matter_of_trying_again(
    rf: RequestFactory, problem: Exception, status: int
) -> None:
    try:
        raise problem
    except Exception:
        response = errors.fault(rf.get("/", HTTP_ACCEPT_LANGUAGE="en"))
    assert response.status_code == status
    assert response.headers.get("Retry-After") == ("5" if status == 503 else None)


def test_so_is_what_comes_of_a_lost_database(rf: RequestFactory) -> None:
    try:
        raise ConnectorException from psycopg.OperationalError("gone")
    except ConnectorException:
        response = errors.fault(rf.get("/"))
    assert response.status_code == 503


def test_a_fault_is_not_an_error_for_people(rf: RequestFactory) -> None:
    pages = ErrorPages(lambda _: HttpResponse())
    assert pages.process_exception(rf.get("/"), ValueError()) is None


def test_its_own_words_come_first_and_nothing_is_markup(rf: RequestFactory) -> None:
    html = page_of(rf.get("/"), Refused("<b>Not yours</b>")).content.decode()
    assert "&lt;b&gt;Not yours&lt;/b&gt;" in html


def test_too_many_says_when_to_come_back(rf: RequestFactory) -> None:
    assert page_of(rf.get("/"), TooMany(retry_after=30)).headers["Retry-After"] == "30"


def test_programs_get_a_problem_document(rf: RequestFactory) -> None:
    request = rf.get("/", HTTP_ACCEPT="application/json", HTTP_ACCEPT_LANGUAGE="en")
    response = page_of(request, Invalid(fields={"area": ["Too small"]}))
    assert response.headers["Content-Type"] == "application/problem+json"
    problem = json.loads(response.content)
    assert problem["status"] == 422
    assert problem["code"] == "invalid"
    assert problem["fields"] == {"area": ["Too small"]}


@pytest.mark.parametrize("status", sorted(errors.WORDS))
def test_every_error_page_is_complete_in_three_languages(rf: RequestFactory, status: int) -> None:
    pages = set()
    for language in ("az", "ru", "en"):
        request = rf.get("/", HTTP_ACCEPT_LANGUAGE=language)
        html = errors.error_page(request, status).content.decode()
        assert f'<html lang="{language}"' in html
        pages.add(html.split("<h1")[1].split("</h1>")[0])
    assert len(pages) == 3


def test_an_address_that_is_not_there(client: Client) -> None:
    response = client.get("/no/such/page/", HTTP_ACCEPT_LANGUAGE="en")
    assert response.status_code == 404
    assert "There is nothing at this address" in response.content.decode()


def test_a_body_above_the_limit_is_413_and_other_rubbish_400(rf: RequestFactory) -> None:
    assert errors.bad_request(rf.get("/"), RequestDataTooBig()).status_code == 413
    assert errors.bad_request(rf.get("/")).status_code == 400


def test_a_huge_form_is_refused_before_it_is_kept(client: Client) -> None:
    response = client.post("/search", {"q": "x" * 3_000_000, "_language": "ru"})
    assert response.status_code == 413


def test_a_fault_needs_no_database(rf: RequestFactory) -> None:
    # pytest-django refuses the database to tests without its mark: this one has none.
    response = errors.fault(rf.get("/", HTTP_ACCEPT_LANGUAGE="ru"))
    assert response.status_code == 500
    assert '<html lang="ru"' in response.content.decode()


def test_a_form_without_its_token_says_what_to_do() -> None:
    client = Client(enforce_csrf_checks=True)
    response = client.post("/search", {"q": "x"}, HTTP_ACCEPT_LANGUAGE="en")
    assert response.status_code == 403
    assert "This form has expired" in response.content.decode()


def test_maintenance_by_file(client: Client, settings: object, tmp_path: Path) -> None:
    settings.HOME = tmp_path  # type: ignore[attr-defined]
    (tmp_path / "maintenance").touch()
    response = client.get("/", HTTP_ACCEPT_LANGUAGE="en")
    assert response.status_code == 503
    assert response.headers["Retry-After"] == "300"
    assert "Not available for a short while" in response.content.decode()


def test_maintenance_by_environment(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PENCERE_MAINTENANCE", "1")
    assert client.get("/").status_code == 503


def test_security_headers(client: Client) -> None:
    headers = client.get("/no/such/page/").headers
    policy = headers["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "default-src 'none'" in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["X-Frame-Options"] == "DENY"
    assert "geolocation=()" in headers["Permissions-Policy"]

"""What every JSON endpoint shares: words in all languages, problem documents (RFC 9457) for
whatever can go wrong, and one place that makes the API. Knows no domain.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI, Schema
from ninja.errors import AuthenticationError, HttpError, ValidationError

from pencere.kernel.errors import Invalid, PencereError
from pencere.ui import errors

Words = dict[str, str]
"""The same words by language."""


class Problem(Schema):
    """Why a request was not done: a problem document (RFC 9457)."""

    type: str = "about:blank"
    title: str
    """In the language of the request (Accept-Language)."""
    status: int
    detail: str
    code: str
    """Stable, for programs."""
    fields: dict[str, list[str]] = {}
    """By the field that is wrong."""


PROBLEMS: Mapping[int, type[Problem]] = dict.fromkeys(
    (400, 401, 403, 404, 405, 409, 413, 422, 429, 503), Problem
)
"""What any endpoint may answer beside its own."""


def words(text: Mapping[str, str] | None) -> Words | None:
    """A Text as JSON; None when there is none."""
    return dict(text) if text else None


def new_api(*, title: str, version: str, description: str) -> NinjaAPI:
    """An API whose errors are problem documents, with its description at openapi.json."""
    api = NinjaAPI(
        title=title,
        version=version,
        description=description,
        docs_url=None,
        urls_namespace="api",
        openapi_url="/openapi.json",
    )
    api.exception_handler(PencereError)(_told)
    api.exception_handler(ValidationError)(_not_valid)
    api.exception_handler(AuthenticationError)(_not_known)
    api.exception_handler(HttpError)(_refused)
    return api


def _told(request: HttpRequest, problem: Any) -> HttpResponse:
    return errors.told(request, problem)


def _not_valid(request: HttpRequest, problem: Any) -> HttpResponse:
    """What the schema refused, by the path of each wrong value."""
    fields: dict[str, list[Any]] = {}
    for each in problem.errors:
        path = ".".join(str(part) for part in each["loc"][1:] if part != "body") or "body"
        fields.setdefault(path, []).append(str(each["msg"])[:200])
    return errors.told(request, Invalid(code="schema", fields=fields))


def _not_known(request: HttpRequest, problem: Any) -> HttpResponse:
    response = errors.error_page(request, 401, code="not-signed-in")
    response.headers["WWW-Authenticate"] = 'Bearer realm="pencere"'
    return response


def _refused(request: HttpRequest, problem: Any) -> HttpResponse:
    """ninja's own: a body that is no JSON, a form without its token."""
    return errors.error_page(request, problem.status_code, code="request")

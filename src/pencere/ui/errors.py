"""The pages of errors, and for programs the same as problem documents (RFC 9457)."""

from __future__ import annotations

import logging
import sys
from dataclasses import dataclass
from typing import Any

import psycopg
from django.conf import settings
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template import engines
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from pencere.kernel.errors import Invalid, PencereError, TooMany
from pencere.ui import language

log = logging.getLogger("pencere.ui")
TOO_LARGE = (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent)
OF_THE_DATABASE = (
    OperationalError,
    InterfaceError,
    psycopg.OperationalError,  # enqueueing a job wraps the driver's own
    psycopg.InterfaceError,
)
RETRY_AFTER = 5
"""Seconds after which a database that was lost is worth another try."""


@dataclass(frozen=True, slots=True)
class Words:
    """What an error page says."""

    title: Promise | str
    advice: Promise | str


WORDS: dict[int, Words] = {
    400: Words(
        _("We could not read that request"),
        _("Go back and try again. If you typed the address, check it."),
    ),
    401: Words(
        _("You are not signed in"),
        _("Sign in, or send a key that is valid."),
    ),
    403: Words(
        _("You may not do this"),
        _("This needs another role or another mandate than you have now."),
    ),
    404: Words(
        _("There is nothing at this address"),
        _("Check the address, or search for what you need. It may also not be yours to see."),
    ),
    405: Words(
        _("This page can't be used like that"),
        _("Go to the home page and start from there."),
    ),
    409: Words(
        _("This has changed in the meantime"),
        _("Open the page again to see how it stands now. Nothing was overwritten."),
    ),
    413: Words(
        _("This is larger than we can take"),
        _(
            "Go back and send fewer rows, or choose a smaller file. The form says how much it "
            "takes. What you saved is kept."
        ),
    ),
    422: Words(
        _("Something needs another look"),
        _("Go back, correct what is named here and send it again."),
    ),
    429: Words(
        _("Too many tries"),
        _("Wait a little and try again. This protects your account and the service."),
    ),
    500: Words(
        _("Something broke on our side"),
        _("It is not your fault, and what you saved is kept. Try again in a few minutes."),
    ),
    503: Words(
        _("Not available for a short while"),
        _("We are working on the service. What you saved is kept. Try again a little later."),
    ),
}


def bad_request(request: HttpRequest, exception: Any = None) -> HttpResponse:
    """Django's handler of requests that it can't accept; one above a limit is 413."""
    return error_page(request, 413 if isinstance(exception, TOO_LARGE) else 400)


def forbidden(request: HttpRequest, exception: Any = None) -> HttpResponse:
    """Django's handler of PermissionDenied."""
    return error_page(request, 403)


def not_found(request: HttpRequest, exception: Any = None) -> HttpResponse:
    """Django's handler of addresses that nobody answers, and of Http404."""
    return error_page(request, 404)


def fault(request: HttpRequest) -> HttpResponse:
    """Django's handler of everything unforeseen: needs neither database nor session.

    A database that is restarting, or that gave up on a statement, is a matter of trying again.
    """
    if not _is_of_a_lost_database(sys.exception()):
        return error_page(request, 500)
    response = error_page(request, 503, code="database")
    response.headers["Retry-After"] = str(RETRY_AFTER)
    return response


def _is_of_a_lost_database(problem: BaseException | None) -> bool:
    """Whether `problem` is the database's, or was raised from it (a job that wasn't enqueued)."""
    while problem is not None:
        if isinstance(problem, OF_THE_DATABASE):
            return True
        problem = problem.__cause__
    return False


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form that came without its token: the cookie was lost, or it is not our form."""
    return error_page(
        request,
        403,
        code="form-expired",
        title=_("This form has expired"),
        advice=_("Go back, reload the page and send it again. Check that cookies are allowed."),
    )


def maintenance(request: HttpRequest) -> HttpResponse:
    """The window is closed for a while."""
    response = error_page(request, 503, code="maintenance")
    response.headers["Retry-After"] = "300"
    return response


def wrong_method(request: HttpRequest, refused: HttpResponse) -> HttpResponse:
    """An address that was asked in a way that it does not answer."""
    response = error_page(request, 405)
    response.headers["Allow"] = refused.headers.get("Allow", "")
    return response


def told(request: HttpRequest, error: PencereError) -> HttpResponse:
    """The page of an error with words of its own."""
    is_own = error.message != error.default_message or error.advice is not None
    fields = error.fields if isinstance(error, Invalid) else {}
    response = error_page(
        request,
        error.status,
        code=error.code,
        title=error.message if is_own else None,
        advice=error.advice,
        fields={key: [str(one) for one in messages] for key, messages in fields.items()},
    )
    if isinstance(error, TooMany):
        response.headers["Retry-After"] = str(error.retry_after)
    return response


def error_page(
    request: HttpRequest,
    status: int,
    *,
    code: str = "",
    title: Any = None,
    advice: Any = None,
    fields: dict[str, list[str]] | None = None,
) -> HttpResponse:
    """An error in the request's language: a page with the site's frame but nothing that could
    fail again (no session, no database), or a problem document where JSON is asked for."""
    words = WORDS.get(status, WORDS[400 if status < 500 else 500])
    chosen = getattr(request, "LANGUAGE_CODE", None) or _language_without_session(request)
    with translation.override(chosen):
        said = {
            "status": status,
            "title": str(title or words.title),
            "advice": str(advice or words.advice),
            "fields": fields or {},
        }
        response = _problem(said, code) if wants_json(request) else _page(said, chosen)
    response.headers["Content-Language"] = chosen
    response.headers["Cache-Control"] = "no-store"
    return response


def wants_json(request: HttpRequest) -> bool:
    """Whether a program asks, not a browser: under the API's addresses always."""
    if request.path.startswith(settings.API_PREFIX):
        return True
    return request.get_preferred_type(["text/html", "application/json"]) == "application/json"


def _language_without_session(request: HttpRequest) -> str:
    chosen = request.COOKIES.get(language.cookie_name())
    if chosen and language.is_offered(chosen):
        return chosen
    return language.language_of_browser(request)


def _problem(said: dict[str, Any], code: str) -> HttpResponse:
    document = {
        "type": "about:blank",
        "title": said["title"],
        "status": said["status"],
        "detail": said["advice"],
        "code": code or str(said["status"]),
    }
    if said["fields"]:
        document["fields"] = said["fields"]
    return JsonResponse(
        document,
        status=said["status"],
        content_type="application/problem+json",
        json_dumps_params={"ensure_ascii": False},
    )


def _page(said: dict[str, Any], chosen: str) -> HttpResponse:
    template = engines["jinja"].env.get_template("errors/error.html")  # type: ignore[attr-defined]
    html = template.render(
        **said, language=chosen, languages=language.offered(), is_error_page=True
    )
    return HttpResponse(html, status=said["status"])

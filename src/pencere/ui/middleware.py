"""What stands between a request and its page: the short way of programs, the language, and errors
as pages."""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import cache
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import resolve
from django.utils import translation
from django.utils.cache import patch_vary_headers

from pencere.kernel.errors import PencereError
from pencere.ui import errors, language

GetResponse = Callable[[HttpRequest], HttpResponse]
FORM_TYPES = ("application/x-www-form-urlencoded", "multipart/form-data")


class ErrorPages:
    """Turns what people can be told of into pages (problem documents for programs), and answers
    everything with the maintenance page while the operator says so."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if is_in_maintenance():
            return errors.maintenance(request)
        response = self.get_response(request)
        if response.status_code == 405 and not getattr(response, "content", b"x"):
            return errors.wrong_method(request, response)
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """The page of an error that is meant for people; others stay a fault."""
        if isinstance(exception, PencereError):
            return errors.told(request, exception)
        return None


def is_in_maintenance() -> bool:
    """Whether the operator has closed the window: PENCERE_MAINTENANCE=1, or a file
    `maintenance` in the installation's folder."""
    if os.environ.get("PENCERE_MAINTENANCE") == "1":
        return True
    return (Path(settings.HOME) / "maintenance").exists()


def ForPrograms(get_response: GetResponse) -> GetResponse:  # noqa: N802 (Django's name for it)
    """Answers what only programs call (`FOR_PROGRAMS`) here, past all that is for people with a
    browser (session, language, CSRF, messages): who calls is said in the request itself."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.path_info not in settings.FOR_PROGRAMS:
            return get_response(request)
        request.get_host()  # a Host that isn't ours is refused, as by CommonMiddleware
        try:
            return _view_at(request.path_info)(request)
        except PencereError as problem:
            return errors.told(request, problem)

    return middleware


@cache
def _view_at(path: str) -> Callable[[HttpRequest], HttpResponse]:
    return resolve(path).func


class Language:
    """Answers in the person's language. A form's button named `_language` changes it and takes
    what was typed along: the view finds `request.is_language_switch` and shows the form again."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        switched = _switched_to(request)
        chosen = switched or language.language_of(request)
        request.is_language_switch = switched is not None  # type: ignore[attr-defined]
        request.LANGUAGE_CODE = chosen
        with translation.override(chosen):
            response = self.get_response(request)
        if switched:
            language.remember(request, response, switched)
        response.headers.setdefault("Content-Language", chosen)
        patch_vary_headers(response, ["Accept-Language", "Cookie"])
        return response


def _switched_to(request: HttpRequest) -> str | None:
    if request.method != "POST" or request.content_type not in FORM_TYPES:
        return None
    wanted = request.POST.get("_language")
    return wanted if language.is_offered(wanted) else None


PERMISSIONS = (
    "accelerometer=(), autoplay=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), "
    "magnetometer=(), microphone=(), midi=(), payment=(), usb=(), "
    "publickey-credentials-get=(self), publickey-credentials-create=(self)"
)


class PrivacyHeaders:
    """What a browser may do with a page: no sensors, and no copy of a signed-in person's page on
    a shared computer."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS)
        if settings.SESSION_COOKIE_NAME in request.COOKIES:
            response.headers.setdefault("Cache-Control", "private, no-store")
        return response

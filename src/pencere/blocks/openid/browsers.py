"""The cookie that ties a running request to the browser that came with it.

It holds a random value and the addresses to which running requests may lead back: browsers
apply `form-action` to the whole chain of redirects after a form, so the pages of the sign-in
must allow the way back to just these.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from urllib.parse import urlsplit

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse

from pencere.blocks.openid import rules

COOKIE = "pencere_openid"
_SALT = "pencere.openid.browser"
_MOST_PLACES = 8
_PAGES = ("/oauth/", "/account/")
GetResponse = Callable[[HttpRequest], HttpResponse]


def secret_of(request: HttpRequest) -> str:
    """The browser's random value; a new one for a browser that has none."""
    secret = _read(request).get("secret", "")
    return secret if isinstance(secret, str) and secret else secrets.token_urlsafe(32)


def remember(
    request: HttpRequest, response: HttpResponse, *, secret: str, redirect_uri: str
) -> None:
    """Keep the value and where the new request may lead back to."""
    places = [place(redirect_uri), *_places(request)]
    kept = list(dict.fromkeys(places))[:_MOST_PLACES]
    response.set_cookie(
        COOKIE,
        signing.dumps({"secret": secret, "places": kept}, salt=_SALT, compress=True),
        max_age=rules.REQUEST_SECONDS,
        httponly=True,
        secure=settings.SESSION_COOKIE_SECURE,
        samesite="Lax",
    )


def place(redirect_uri: str) -> str:
    """The source expression of the policy that lets a form end at this address."""
    parts = urlsplit(redirect_uri)
    if parts.scheme in ("http", "https"):
        return f"{parts.scheme}://{parts.netloc}"
    return f"{parts.scheme}:"


def FormAction(get_response: GetResponse) -> GetResponse:  # noqa: N802 (Django's name for it)
    """Middleware: while a request runs, forms of the sign-in may end at its client."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if COOKIE in request.COOKIES and request.path.startswith(_PAGES):
            places = _places(request)
            if places:
                update = getattr(response, "_csp_update", {})
                more = [*update.get("form-action", ()), *places]
                response._csp_update = {**update, "form-action": more}  # type: ignore[attr-defined]
        return response

    return middleware


def _places(request: HttpRequest) -> list[str]:
    places = _read(request).get("places", [])
    return [one for one in places if isinstance(one, str)] if isinstance(places, list) else []


def _read(request: HttpRequest) -> dict[str, object]:
    known: dict[str, object] | None = getattr(request, "_openid_cookie", None)
    if known is None:
        known = request._openid_cookie = _opened(request.COOKIES.get(COOKIE, ""))  # type: ignore[attr-defined]
    return known


def _opened(cookie: str) -> dict[str, object]:
    try:
        found = signing.loads(cookie, salt=_SALT, max_age=rules.REQUEST_SECONDS)
    except signing.BadSignature:
        return {}
    return found if isinstance(found, dict) else {}

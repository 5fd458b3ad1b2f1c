"""Puts the actor on the request, and ends sessions that lasted or idled too long."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from pencere.blocks.identity import rules
from pencere.blocks.identity.actions import DEVICE_COOKIE, DEVICE_COOKIE_AGE
from pencere.blocks.identity.actors import actor_of
from pencere.kernel import clock

GetResponse = Callable[[HttpRequest], HttpResponse]
STARTED = "identity.started-at"
SEEN = "identity.seen-at"


def ActorMiddleware(get_response: GetResponse) -> GetResponse:  # noqa: N802 (Django's name for it)
    """`request.actor`, made when first asked for; expired sessions end before any view runs."""

    def middleware(request: HttpRequest) -> HttpResponse:
        _end_if_over(request)
        request.actor = SimpleLazyObject(lambda: actor_of(request))  # type: ignore[attr-defined]
        response = get_response(request)
        _remember_device(request, response)
        return response

    return middleware


def begin(request: HttpRequest) -> None:
    """Start the session's clocks, at sign-in."""
    now = clock.now().timestamp()
    request.session[STARTED] = request.session[SEEN] = now


def _remember_device(request: HttpRequest, response: HttpResponse) -> None:
    """After a first sign-in of this browser: the cookie by which it is known next time."""
    token = getattr(request, "new_device_token", None)
    if token:
        response.set_cookie(
            DEVICE_COOKIE,
            token,
            max_age=DEVICE_COOKIE_AGE,
            path="/account/",
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=True,
            samesite="Lax",
        )


def _end_if_over(request: HttpRequest) -> None:
    if settings.SESSION_COOKIE_NAME not in request.COOKIES:
        return
    session = request.session
    started_at, seen_at = session.get(STARTED), session.get(SEEN)
    if started_at is None or seen_at is None:
        return
    now = clock.now().timestamp()
    reason = rules.session_end(
        now=now,
        started_at=started_at,
        seen_at=seen_at,
        idle=settings.SESSION_IDLE_SECONDS,
        absolute=settings.SESSION_ABSOLUTE_SECONDS,
    )
    if reason is None:
        # A write for each page would cost more than the page: note it once a minute.
        if now - seen_at > 60:
            session[SEEN] = now
        return
    request.ended_session_of = request.user.pk  # type: ignore[attr-defined]
    logout(request)
    messages.info(
        request,
        _("You were signed out because the session had lasted its time. Sign in to go on."),
    )

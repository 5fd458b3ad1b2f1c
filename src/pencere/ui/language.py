"""Which language a request is answered in, and how a person changes it."""

from __future__ import annotations

from django.conf import settings
from django.dispatch import Signal
from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language_from_request
from django.utils.translation.trans_real import parse_accept_lang_header

SESSION_KEY = "language"
"""Where the sign-in keeps the account's language."""

NATIVE_NAMES = {"az": "Azərbaycanca", "ru": "Русский", "en": "English"}
"""What each language calls itself."""

language_chosen = Signal()
"""Sent with `request` and `language` when a person chooses a language."""


def cookie_name() -> str:
    """The cookie that remembers the choice."""
    return settings.LANGUAGE_COOKIE_NAME


def offered() -> list[tuple[str, str]]:
    """Codes of the languages with the names that they give themselves."""
    return [(code, NATIVE_NAMES.get(code, str(name))) for code, name in settings.LANGUAGES]


def is_offered(code: str | None) -> bool:
    """Whether there is this language."""
    return any(code == offered_code for offered_code, _ in settings.LANGUAGES)


def language_of(request: HttpRequest) -> str:
    """The cookie's language, else the account's, else what the browser asks for, else the first."""
    chosen = request.COOKIES.get(cookie_name())
    if chosen and is_offered(chosen):
        return chosen
    has_session = settings.SESSION_COOKIE_NAME in request.COOKIES
    if has_session and hasattr(request, "session"):
        chosen = request.session.get(SESSION_KEY)
        if chosen and is_offered(chosen):
            return str(chosen)
    return language_of_browser(request)


def language_of_browser(request: HttpRequest) -> str:
    """What the browser asks for, else the country's first language."""
    if not parse_accept_lang_header(request.META.get("HTTP_ACCEPT_LANGUAGE", "")):
        return settings.LANGUAGE_CODE
    found = get_language_from_request(request)
    return found if is_offered(found) else settings.LANGUAGE_CODE


def remember(request: HttpRequest, response: HttpResponse, language: str) -> None:
    """Keep the person's choice: in a cookie, and wherever listeners keep it."""
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        language,
        max_age=settings.LANGUAGE_COOKIE_AGE,
        secure=settings.LANGUAGE_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    language_chosen.send(sender=None, request=request, language=language)

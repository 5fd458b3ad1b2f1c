"""A small Django site that lets people sign in with pencere, by mozilla-django-oidc and by
Authlib's client, both as their manuals say. A process of its own: it is another system.

Reads a line of JSON with what it was registered with; then for each library prints the address
to which it sends the browser and reads the one with which the browser came back; in the end
prints whom it let in.
"""

from __future__ import annotations

import json
import logging
import sys
from typing import Any
from urllib.parse import urlsplit

import django
from django.conf import settings

HOST = "http://127.0.0.1:1"


def configure(issuer: str, client_id: str, client_secret: str) -> None:
    """The settings of such a site."""
    settings.configure(
        SECRET_KEY="another system's",
        ALLOWED_HOSTS=["127.0.0.1"],
        ROOT_URLCONF=__name__,
        DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
        INSTALLED_APPS=[
            "django.contrib.auth",
            "django.contrib.contenttypes",
            "django.contrib.sessions",
            "mozilla_django_oidc",
        ],
        MIDDLEWARE=[
            "django.contrib.sessions.middleware.SessionMiddleware",
            "django.contrib.auth.middleware.AuthenticationMiddleware",
        ],
        AUTHENTICATION_BACKENDS=["mozilla_django_oidc.auth.OIDCAuthenticationBackend"],
        LOGIN_REDIRECT_URL="/",
        OIDC_RP_CLIENT_ID=client_id,
        OIDC_RP_CLIENT_SECRET=client_secret,
        OIDC_RP_SIGN_ALGO="ES256",
        OIDC_RP_SCOPES="openid contact",
        OIDC_TOKEN_USE_BASIC_AUTH=True,
        OIDC_USE_PKCE=True,
        OIDC_OP_AUTHORIZATION_ENDPOINT=f"{issuer}/oauth/authorize",
        OIDC_OP_TOKEN_ENDPOINT=f"{issuer}/oauth/token",
        OIDC_OP_USER_ENDPOINT=f"{issuer}/oauth/userinfo",
        OIDC_OP_JWKS_ENDPOINT=f"{issuer}/oauth/jwks",
    )
    django.setup()


def back_from(address: str) -> str:
    """Send the browser there; the path and query with which it came back."""
    print(address, flush=True)
    parts = urlsplit(sys.stdin.readline().strip())
    return f"{parts.path}?{parts.query}"


def with_mozilla() -> dict[str, Any]:
    """The library's two views; it makes a user of whom it learns of."""
    from django.contrib.auth.models import User
    from django.core.management import call_command
    from django.test import Client

    call_command("migrate", verbosity=0)
    browser = Client(SERVER_NAME="127.0.0.1", SERVER_PORT="1")
    sent = browser.get("/oidc/authenticate/")
    browser.get(back_from(sent["Location"]))
    user = User.objects.get(pk=browser.session["_auth_user_id"])
    return {"email": user.email}


def with_authlib(issuer: str, client_id: str, client_secret: str) -> dict[str, Any]:
    """The client of Authlib's integration, which finds the endpoints by discovery."""
    from authlib.integrations.django_client import OAuth  # type: ignore[import-untyped]
    from django.contrib.sessions.backends.db import SessionStore
    from django.test import RequestFactory

    oauth = OAuth()
    pencere = oauth.register(
        "pencere",
        client_id=client_id,
        client_secret=client_secret,
        server_metadata_url=f"{issuer}/.well-known/openid-configuration",
        client_kwargs={"scope": "openid contact", "code_challenge_method": "S256"},
    )
    session = SessionStore()
    request: Any = RequestFactory().get("/sign-in")
    request.session = session
    sent = pencere.authorize_redirect(request, f"{HOST}/authlib/back")
    back: Any = RequestFactory().get(back_from(sent["Location"]))
    back.session = session
    token = pencere.authorize_access_token(back)
    said = pencere.userinfo(token=token)
    return {"claims": dict(token["userinfo"]), "said": dict(said)}


def urls() -> list[Any]:
    """Addresses of the site: those of mozilla-django-oidc."""
    from django.urls import include, path

    return [path("oidc/", include("mozilla_django_oidc.urls"))]


def __getattr__(name: str) -> Any:
    if name == "urlpatterns":
        return urls()
    raise AttributeError(name)


if __name__ == "__main__":
    logging.disable(logging.INFO)
    given = json.loads(sys.stdin.readline())
    configure(**given)
    answers = {"mozilla": with_mozilla(), "authlib": with_authlib(**given)}
    print(json.dumps(answers), flush=True)

"""A browser of the tests: goes through the real middleware, in English."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from tests import people
from tests.casework.applications import services, stories

from pencere.blocks.identity.models import Account
from pencere.casework.applications import api
from pencere.casework.applications.models import Application
from pencere.kernel.actors import Actor

UNKNOWN = "00000000-0000-7000-8000-000000000000"
"""An id that nothing has."""


def stranger() -> Client:
    """Nobody has signed in."""
    client = Client()
    client.cookies["language"] = "en"
    return client


def of(who: Account, **how: Any) -> Client:
    """Somebody's browser, signed in."""
    return people.signed_in(stranger(), who, **how)


def aysel() -> Client:
    return of(people.aysel())


def rauf() -> Client:
    return of(people.rauf())


def officer(agency: str = "justice", *roles: str, number: int = 1) -> Client:
    return of(people.officer(agency, roles or ("officer",), number=number))


def text(response: Any) -> str:
    """What the page says, without the differences of white space."""
    return re.sub(r"\s+", " ", unescape(response.content.decode()))


def hidden(response: Any, name: str) -> str:
    """The value of the page's first hidden field of this name."""
    found = re.search(rf'name="{name}" value="([^"]*)"', response.content.decode())
    assert found, name
    return found[1]


def draft(actor: Actor | None = None, service: str = services.CERTIFICATE) -> Application:
    """A draft in which nothing is answered yet."""
    return api.start(actor=actor or stories.aysel(), service=service)


def page(application: Application, key: str) -> str:
    """The address of a form page."""
    return f"/applications/draft/{application.pk}/page/{key}/"


def check(application: Application) -> str:
    """The address of the page that sends."""
    return f"/applications/draft/{application.pk}/check/"


def type_in(client: Client, where: str, /, **typed: Any) -> Any:
    """Open a form page, type, and press Continue (or the button that `typed` names)."""
    shown = client.get(where)
    assert shown.status_code == 200, shown.status_code
    return client.post(where, {"_row_version": hidden(shown, "_row_version"), **typed})


def plan(content: bytes | None = None, name: str = "plan.png") -> SimpleUploadedFile:
    """A file as a browser sends it."""
    return SimpleUploadedFile(
        name, stories.picture().read() if content is None else content, "image/png"
    )

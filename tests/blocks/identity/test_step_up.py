"""The way to a second step for who has none, and back to exactly where one was."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path
from tests import people

from pencere.blocks.identity.access import needs_assurance
from pencere.blocks.identity.actors import actor_of
from pencere.config import urls as site

pytestmark = pytest.mark.django_db
ROOM = "/room/?page=2&q=%C9%99"


@needs_assurance("substantial")
def _room(request: HttpRequest) -> HttpResponse:
    return HttpResponse(actor_of(request).assurance)


@pytest.fixture(autouse=True)
def _urls(settings: Any) -> None:
    class Urls:
        urlpatterns = [*site.urlpatterns, path("room/", _room)]
        handler400, handler403 = site.handler400, site.handler403
        handler404, handler500 = site.handler404, site.handler500

    settings.ROOT_URLCONF = Urls


def test_who_has_no_factor_sets_one_up_and_is_back_in_the_room() -> None:
    client = people.signed_in(Client(), people.aysel(), assurance="low")

    choice = client.get(ROOM)
    page = client.get(choice["Location"]).content.decode()
    to_app = re.search(r'href="(/account/factors/app/add/[^"]*)"', page)
    assert to_app is not None
    again = client.get(to_app[1])
    add = client.post(again["Location"], {"password": people.PASSWORD})
    secret = people.shown(client.get(add["Location"]))["form"].secret
    codes = client.post(add["Location"], {"code": people.code_now(secret=secret)})
    shown = client.get(codes["Location"]).content.decode()

    assert choice["Location"].startswith("/account/factors/first/?next=")
    assert codes["Location"].startswith("/account/recovery-codes/?next=")
    onward = re.search(r'role="button" href="(/room/[^"]*)"', shown)
    assert onward is not None
    assert onward[1].replace("&amp;", "&") == ROOM
    assert client.get(ROOM).content == b"substantial"


def test_who_sets_one_up_unasked_stays_at_the_overview() -> None:
    client = people.signed_in(Client(), people.aysel(), assurance="low")

    page = client.get("/account/factors/first/").content.decode()

    assert 'href="/account/factors/app/add/"' in page


@pytest.mark.parametrize("wanted", ["https://evil.example/", "//evil.example", "javascript:x"])
def test_the_way_back_leads_nowhere_else(wanted: str) -> None:
    client = people.signed_in(Client(), people.aysel(), assurance="low")

    page = client.get("/account/factors/first/", {"next": wanted}).content.decode()

    assert 'href="/account/factors/app/add/"' in page
    assert 'href="/account/passkeys/add/"' in page


def test_a_stranger_signs_in_first() -> None:
    assert Client().get("/account/factors/first/").status_code == 302

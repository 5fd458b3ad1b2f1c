"""Who listens: the same answer as a page gives, from the session's cookie alone."""

from __future__ import annotations

import datetime as dt

import pytest
from django.conf import settings
from django.test import Client
from tests import people

from pencere.blocks.identity.api import Account
from pencere.blocks.identity.listeners import listening_actor
from pencere.kernel import clock

pytestmark = pytest.mark.django_db


def cookies_of(who: Account) -> dict[str, str]:
    client = people.signed_in(Client(), who)
    return {"sessionid": client.cookies["sessionid"].value}


def test_an_officer_listens_in_their_post() -> None:
    tural = people.officer("interior", {"permits"})
    actor = listening_actor(cookies_of(tural), "192.0.2.9")
    assert actor is not None
    assert (actor.kind, actor.agency) == ("officer", "interior")
    assert "permits" in actor.roles
    assert actor.is_at_least("substantial")


def test_a_citizen_listens_as_themselves() -> None:
    actor = listening_actor(cookies_of(people.aysel()), "")
    assert actor is not None
    assert actor.kind == "person"
    assert actor.party_id == people.aysel().party_id


@pytest.mark.parametrize("cookies", [{}, {"sessionid": ""}, {"sessionid": "x" * 32}])
def test_nobody_without_a_session(cookies: dict[str, str]) -> None:
    assert listening_actor(cookies, "") is None


def test_listening_does_not_keep_an_idle_session_alive() -> None:
    cookies = cookies_of(people.aysel())
    begin = clock.now()
    for minutes in (10, 20):
        with clock.frozen_at(begin + dt.timedelta(minutes=minutes)):
            assert listening_actor(cookies, "") is not None
    with clock.frozen_at(begin + dt.timedelta(seconds=settings.SESSION_IDLE_SECONDS + 1)):
        assert listening_actor(cookies, "") is None


def test_a_session_that_was_ended_is_nobodys() -> None:
    client = people.signed_in(Client(), people.aysel())
    cookies = {"sessionid": client.cookies["sessionid"].value}
    client.post("/account/logout/")
    assert listening_actor(cookies, "") is None


def test_a_new_password_ends_it() -> None:
    aysel = people.aysel()
    cookies = cookies_of(aysel)
    aysel.set_password("another window 2027")
    aysel.save()
    assert listening_actor(cookies, "") is None

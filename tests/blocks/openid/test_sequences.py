"""Whatever happens in whichever order, nothing is had by a grant that has ended, and no code or
refresh token is answered twice."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.db import transaction
from django.test import Client as Browser
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests import people
from tests.blocks.openid import relying

from pencere.blocks.identity.models import Account
from pencere.blocks.openid import granting
from pencere.blocks.openid.api import disable_client
from pencere.blocks.openid.models import Consent
from pencere.blocks.openid.rules import ACCESS_SECONDS, CODE_SECONDS, REFRESH_SECONDS
from pencere.kernel import clock
from pencere.kernel.actors import system

pytestmark = pytest.mark.django_db


@dataclass
class Given:
    """One grant as its story has gone: what a client holds of it, and whether it lives."""

    party: relying.RelyingParty
    code: str
    code_until: dt.datetime
    is_offline: bool
    browser: Browser
    is_over: bool = False
    access: list[tuple[str, dt.datetime]] = field(default_factory=list)
    fresh: dict[str, dt.datetime] = field(default_factory=dict)
    """Refresh tokens that were not used yet, with their ends."""
    used: list[str] = field(default_factory=list)


class Story:
    """Aysel in two browsers, two systems, and the clock."""

    def __init__(self) -> None:
        self.aysel: Account = people.aysel()
        self.parties = [relying.party(), relying.party()]
        self.browsers = [people.signed_in(Browser(), self.aysel) for _two in range(2)]
        self.grants: list[Given] = []
        self.disabled: set[int] = set()
        self.now = clock.now()

    def begin(self, which: int, is_offline: bool) -> None:
        """She signs in to a system; without a session or with a closed system nothing comes."""
        party, browser = self.parties[which % 2], self.browsers[(which // 2) % 2]
        scope = "openid offline_access" if is_offline else "openid"
        page = party.authorize(browser, scope=scope)
        if page.status_code == 200 and page.wsgi_request.path.startswith("/oauth/"):
            page = browser.post(page.wsgi_request.path, {"decision": "agree"})
        if page.status_code != 303:
            assert which % 2 in self.disabled or "_auth_user_id" not in browser.session
            return
        assert which % 2 not in self.disabled
        until = self.now + dt.timedelta(seconds=CODE_SECONDS)
        self.grants.append(Given(party, party.code_of(page), until, is_offline, browser))

    def redeem(self, which: int, _flag: bool) -> None:
        """The first time it opens; the second ends all."""
        if found := self._one(which):
            is_good = bool(found.code) and not found.is_over and self.now < found.code_until
            answer = found.party.redeem(found.code or found.used[0])
            assert (answer.status_code == 200) is is_good, answer.content
            if is_good:
                found.used.insert(0, found.code)
                found.code = ""
                self._keep(found, answer.json())
            elif not found.code and self._is_open(found):
                found.is_over = True

    def refresh(self, which: int, use_old: bool) -> None:
        """A token that was not used opens; an older one ends all."""
        found = self._one(which)
        if found is None:
            return
        old = found.used[1:] if use_old else []
        token = old[0] if old else next(iter(found.fresh), "")
        if not token:
            return
        is_good = not old and not found.is_over and self.now < found.fresh[token]
        answer = found.party.refresh(token)
        assert (answer.status_code == 200) is is_good, answer.content
        if is_good:
            del found.fresh[token]
            found.used.append(token)
            self._keep(found, answer.json())
        elif old and self._is_open(found):
            found.is_over = True

    def revoke(self, which: int, _flag: bool) -> None:
        """The client gives a refresh token back."""
        found = self._one(which)
        token = next(iter(found.fresh), "") if found else ""
        if found and token and self._is_open(found):
            assert found.party.ask("/oauth/revoke", {"token": token}).status_code == 200
            found.is_over = True

    def withdraw(self, which: int, _flag: bool) -> None:
        """She takes back what a system was allowed."""
        party = self.parties[which % 2]
        consent = Consent.objects.filter(client=party.client, withdrawn_at=None).first()
        if consent is not None:
            granting.withdraw(actor=people.actor_for(self.aysel), consent_id=consent.pk)
            self._end(party)

    def sign_out(self, which: int, sign_in_again: bool) -> None:
        """A session ends, and with it what was to last no longer."""
        browser = self.browsers[which % 2]
        browser.post("/account/logout/")
        for one in self.grants:
            one.is_over = one.is_over or (one.browser is browser and not one.is_offline)
        if sign_in_again:
            people.signed_in(browser, self.aysel)

    def disable(self, which: int, is_meant: bool) -> None:
        """A system is closed; it is rare, or the story would be short."""
        if is_meant and which % 7 == 0:
            disable_client(actor=system("tests"), client=self.parties[which % 2].client)
            self.disabled.add(which % 2)
            self._end(self.parties[which % 2])

    def _one(self, which: int) -> Given | None:
        return self.grants[which % len(self.grants)] if self.grants else None

    def _is_open(self, found: Given) -> bool:
        return self.parties.index(found.party) not in self.disabled

    def _keep(self, found: Given, tokens: dict[str, Any]) -> None:
        until = self.now + dt.timedelta(seconds=ACCESS_SECONDS)
        found.access.append((tokens["access_token"], until))
        if "refresh_token" in tokens:
            until = self.now + dt.timedelta(seconds=REFRESH_SECONDS)
            found.fresh[tokens["refresh_token"]] = until
        assert found.is_offline is ("refresh_token" in tokens)

    def _end(self, party: relying.RelyingParty) -> None:
        for one in self.grants:
            one.is_over = one.is_over or one.party is party

    def check(self) -> None:
        """Each access token opens userinfo just while its grant and its minutes last."""
        for one in self.grants:
            for token, until in one.access[-2:]:
                bearer = f"Bearer {token}"
                answer = Browser().get("/oauth/userinfo", HTTP_AUTHORIZATION=bearer)
                assert (answer.status_code == 200) is (not one.is_over and self.now < until)


OFTEN = ("begin", "redeem", "refresh")
ACTS = st.sampled_from([*OFTEN, *OFTEN, "revoke", "withdraw", "sign_out", "disable"])
STEPS = st.lists(
    st.tuples(ACTS, st.integers(0, 20), st.booleans(), st.sampled_from([0, 0, 5, 61, 601])),
    min_size=4,
    max_size=14,
)


@contextmanager
def undone() -> Iterator[None]:
    """What happens inside leaves nothing behind: each story begins in an empty town."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
@given(steps=STEPS)
def test_what_has_ended_opens_nothing(steps: list[tuple[str, int, bool, int]]) -> None:
    with undone():
        story = Story()
        for act, which, flag, seconds in steps:
            story.now += dt.timedelta(seconds=seconds)
            with clock.frozen_at(story.now):
                getattr(story, act)(which, flag)
                story.check()

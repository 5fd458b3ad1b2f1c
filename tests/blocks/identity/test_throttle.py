"""Counting tries: over threads, windows and limits."""

from __future__ import annotations

import datetime as dt
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from pencere.blocks.identity import throttle
from pencere.blocks.identity.rules import (
    LIMITS,
    assurance,
    authenticated_at,
    device_name,
    session_end,
)
from pencere.kernel import clock
from pencere.kernel.throttle.models import Tries


@pytest.mark.django_db(transaction=True)
def test_of_forty_at_once_just_five_get_through() -> None:
    def try_once(_number: int) -> bool:
        try:
            return throttle.take(what=[("factor", "somebody")]).is_allowed
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(try_once, range(40)))

    assert sum(answers) == LIMITS["factor"].count


@pytest.mark.django_db
def test_the_table_names_nobody() -> None:
    throttle.take(what=[("account", "5KT7Q2A")])

    assert "5KT7Q2A" not in Tries.objects.get().key


@pytest.mark.django_db
def test_a_new_window_begins_after_the_old_one() -> None:
    now = clock.now()
    for _try in range(6):
        tried = throttle.take(what=[("factor", "somebody")])
    assert tried.blocked_until

    with clock.frozen_at(now + dt.timedelta(minutes=10, seconds=5)):
        assert throttle.take(what=[("factor", "somebody")]).is_allowed
        assert throttle.forget_old(before=clock.now()) == 0


@pytest.mark.django_db
def test_old_windows_are_forgotten() -> None:
    throttle.take(what=[("factor", "somebody")])

    assert throttle.forget_old(before=clock.now() + dt.timedelta(days=1)) == 1


@pytest.mark.parametrize(
    ("records", "expected"),
    [
        ([], "none"),
        ([{"method": "password"}], "low"),
        ([{"method": "password"}, {"method": "password", "reauthenticated": True}], "low"),
        ([{"method": "mfa", "type": "totp"}], "none"),
        ([{"method": "password"}, {"method": "mfa", "type": "totp"}], "substantial"),
        ([{"method": "password"}, {"method": "mfa", "type": "recovery_codes"}], "substantial"),
        ([{"method": "mfa", "type": "webauthn", "passwordless": True}], "substantial"),
        ([{"method": "something"}, {}], "none"),
    ],
)
def test_assurance_is_what_was_used(records: list[dict[str, object]], expected: str) -> None:
    assert assurance(records) == expected


def test_the_instant_is_that_of_the_latest_method() -> None:
    assert authenticated_at([]) is None
    assert authenticated_at([{"at": 10.0}, {"at": 20.0}]) == dt.datetime.fromtimestamp(20, dt.UTC)


@pytest.mark.parametrize(
    ("user_agent", "expected"),
    [
        (
            "Mozilla/5.0 (Windows NT 10.0) Chrome/120 Safari/537 Edg/120",
            "Edge, Windows",
        ),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 17 like Mac OS X) Safari/604.1", "Safari, iPhone"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:120.0) Firefox/120.0", "Firefox, Linux"),
        ("curl/8", ""),
    ],
)
def test_browsers_have_names(user_agent: str, expected: str) -> None:
    assert device_name(user_agent) == expected


@pytest.mark.parametrize(
    ("now", "expected"), [(1099, None), (1100, "idle"), (1101, "idle"), (2000, "absolute")]
)
def test_when_a_session_is_over(now: float, expected: str | None) -> None:
    found = session_end(now=now, started_at=1000, seen_at=1000, idle=100, absolute=1000)

    assert found == expected

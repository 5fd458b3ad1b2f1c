"""Where an account is signed in, its sign-ins of all time, and failures that are told."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest
from django.test import Client
from tests import people

from pencere.blocks.identity import history, journal_actions
from pencere.blocks.identity.models import Account
from pencere.blocks.notices.models import Notice
from pencere.kernel import clock
from pencere.kernel.journal import api as journal

SESSIONS, SIGN_INS, FILE = "/account/sessions/", "/account/sign-ins/", "/account/sign-ins.csv"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
pytestmark = pytest.mark.django_db


def sign_in(who: Account, password: str = people.PASSWORD, **more: str) -> Client:
    client = Client(HTTP_ACCEPT_LANGUAGE="en", **more)  # type: ignore[arg-type]
    client.cookies["language"] = "en"
    client.post("/account/login/", {"login": who.username, "password": password})
    return client


def entries(who: Account, **filters: Any) -> list[history.SignIn]:
    return list(history.page_of(who, history.Filters(**filters)).rows)


def label_on(page: str) -> str:
    start = page.index('name="session" value="') + len('name="session" value="')
    return page[start:].split('"')[0]


def test_each_device_with_browser_address_method_and_level() -> None:
    aysel = people.aysel()
    sign_in(aysel, HTTP_USER_AGENT=FIREFOX, REMOTE_ADDR="203.0.113.5")
    here = sign_in(aysel)

    page = here.get(SESSIONS).content.decode()

    assert "Firefox, Linux" in page
    assert "203.0.113.5" in page
    assert page.count("Signed in with: password; level: low") == 2
    assert page.count("this one") == 1


def test_one_device_is_signed_out_from_another() -> None:
    aysel = people.aysel()
    there, here = sign_in(aysel), sign_in(aysel)

    here.post(SESSIONS, {"session": label_on(here.get(SESSIONS).content.decode())})

    assert there.get(SIGN_INS).status_code == 302
    assert here.get(SIGN_INS).status_code == 200
    ended = next(each for each in entries(aysel) if each.ended)
    assert ended.ended == str(history._ENDED_BY[journal_actions.SESSION_ENDED])


@pytest.mark.parametrize("label", ["0" * 16, "x" * 100_000, "<b>"])
def test_a_session_that_is_none_is_not_found(label: str) -> None:
    here = sign_in(people.aysel())

    assert here.post(SESSIONS, {"session": label}).status_code == 404


def test_somebody_elses_session_is_not_found() -> None:
    rauf_there, rauf_here = sign_in(people.rauf()), sign_in(people.rauf())
    label = label_on(rauf_here.get(SESSIONS).content.decode())

    assert sign_in(people.aysel()).post(SESSIONS, {"session": label}).status_code == 404
    assert rauf_there.get(SIGN_INS).status_code == 200


def test_signing_out_twice_is_not_found_the_second_time() -> None:
    aysel = people.aysel()
    sign_in(aysel)
    here = sign_in(aysel)
    label = label_on(here.get(SESSIONS).content.decode())

    assert here.post(SESSIONS, {"session": label}).status_code == 302
    assert here.post(SESSIONS, {"session": label}).status_code == 404


def test_signing_out_everywhere_ends_this_one_too() -> None:
    aysel = people.aysel()
    there, here = sign_in(aysel), sign_in(aysel)

    assert here.post(SESSIONS, {"everywhere": "1"})["Location"] == "/"

    assert here.get(SIGN_INS).status_code == there.get(SIGN_INS).status_code == 302
    assert not any(each.is_open for each in entries(aysel))
    rows = [row.action for row in journal.about_subject(subject=aysel.party_id).rows]
    assert {journal_actions.SESSIONS_ENDED, journal_actions.SIGNED_OUT} <= set(rows)


def test_the_history_says_how_from_where_and_how_it_ended() -> None:
    aysel = people.aysel()
    sign_in(aysel, "wrong password", REMOTE_ADDR="203.0.113.9")
    first = sign_in(aysel, REMOTE_ADDR="203.0.113.5")
    first.post("/account/logout/")
    second = sign_in(aysel)

    newest, ended, failed = entries(aysel)

    assert (newest.is_open, newest.ended, newest.level) == (True, "", str(history.LEVELS["low"]))
    assert ended.ended == str(history._ENDED_BY[journal_actions.SIGNED_OUT])
    assert (ended.address, ended.methods) == ("203.0.113.5", (str(history.METHODS["password"]),))
    assert (failed.kind, failed.address) == ("failed", "203.0.113.9")
    page = second.get(SIGN_INS).content.decode()
    assert "Still signed in" in page
    assert "203.0.113.9" in page


def to_a_bank(who: Account) -> None:
    journal.record(
        actor=people.actor_for(who),
        action=history.TO_SYSTEMS[0],
        subject=who.party_id,
        justification=journal.Justification(kind="self"),
        params={"client": dict.fromkeys(("az", "ru", "en"), "A bank")},
    )


def test_sign_ins_to_other_systems_are_there() -> None:
    aysel = people.aysel()
    to_a_bank(aysel)

    assert [each.kind for each in entries(aysel)] == ["system"]
    assert "A bank" in sign_in(aysel).get(SIGN_INS).content.decode()


def test_filters_by_day_and_failure() -> None:
    aysel = people.aysel()
    with clock.frozen_at("2026-11-20T10:00:00+04:00"):
        sign_in(aysel, "wrong password")
    with clock.frozen_at("2026-11-22T10:00:00+04:00"):
        here = sign_in(aysel)
        failed = here.get(SIGN_INS, {"show": "failed"}).content.decode()
        late = here.get(SIGN_INS, {"since": "21.11.2026"}).content.decode()
        early = here.get(SIGN_INS, {"until": "21.11.2026"}).content.decode()

    assert failed.count('data-title="When"') == 1
    assert ("tried to sign in" in late, "tried to sign in" in early) == (False, True)


def test_pages_follow_one_another() -> None:
    aysel = people.aysel()
    for _time in range(history.PAGE + 2):
        to_a_bank(aysel)
    here = sign_in(aysel)

    first = history.page_of(aysel, history.Filters())
    second = here.get(SIGN_INS, {"before": str(first.next)}).content.decode()

    assert len(first.rows) == history.PAGE
    assert second.count('data-title="When"') == 3


@pytest.mark.parametrize(
    "query", ["before=nonsense", "since=yesterday&until=<b>", "since=" + "9" * 5000, "show=%00"]
)
def test_garbage_in_the_address_breaks_nothing(query: str) -> None:
    here = sign_in(people.aysel())

    assert here.get(f"{SIGN_INS}?{query}").status_code in (200, 422)
    assert here.get(f"{FILE}?{query}").status_code == 200


def test_the_file_holds_the_same_rows() -> None:
    aysel = people.aysel()
    to_a_bank(aysel)
    here = sign_in(aysel)

    response = here.get(FILE)
    rows = list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))

    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert rows[0][:5] == ["When", "What", "How", "Level", "Address"]
    assert [row[1] for row in rows[1:]] == ["Signed in", "Signed in to A bank"]


@pytest.mark.parametrize("page", [SESSIONS, SIGN_INS, FILE])
def test_a_stranger_signs_in_first(page: str) -> None:
    assert Client().get(page)["Location"].startswith("/account/login/")


@pytest.mark.parametrize("language", ["az", "ru", "en"])
@pytest.mark.parametrize("page", [SESSIONS, SIGN_INS])
def test_in_every_language(page: str, language: str) -> None:
    here = sign_in(people.aysel())
    here.cookies["language"] = language
    here.get(f"/language/{language}/?next=/inbox/")

    assert f'<html lang="{language}"' in here.get(page).content.decode()


def test_the_fifth_failure_in_an_hour_is_told_once() -> None:
    aysel = people.aysel()
    told = Notice.objects.filter(party=aysel.party_id, kind="identity.failed-tries")
    for number in range(4):
        sign_in(aysel, "wrong password", REMOTE_ADDR=f"203.0.113.{number}")
    assert not told.exists()

    for number in range(4, 8):
        sign_in(aysel, "wrong password", REMOTE_ADDR=f"203.0.113.{number}")

    assert told.count() == 1

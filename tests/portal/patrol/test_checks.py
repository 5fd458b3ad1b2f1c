"""Tural checks people in the street."""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import translation
from tests import people
from tests.casework.applications import browser
from tests.portal.patrol import street
from tests.systems.staff_permits import stories as pharmacy

from pencere.blocks.notices.models import Notice
from pencere.blocks.openid import keys
from pencere.blocks.openid.api import sign_statement
from pencere.blocks.regimes import api as regimes
from pencere.kernel import clock
from pencere.kernel.throttle.api import Limit
from pencere.portal.patrol import rules
from pencere.portal.patrol.models import PatrolCheck
from pencere.systems.staff_permits import bulk, tokens

pytestmark = pytest.mark.django_db
PAGE = street.PAGE


@pytest.fixture(autouse=True)
def _country(db: Any, settings: Any, tmp_path: Any) -> Any:
    settings.FILES_ROOT = tmp_path / "files"
    street.settle()
    with translation.override("en"):
        yield


def code(reference: str, *, minutes: int = 60, document: str = street.NUMBER) -> str:
    """The square code of a permit, as the person's phone shows it."""
    now = int(clock.now().timestamp())
    claims = {
        "jti": reference,
        "doc": document,
        "p": "2",
        "nbf": now - 1,
        "exp": now + minutes * 60,
    }
    return "http://localhost:8000/patrol/#" + sign_statement(claims, type="sms-permit+jwt")


def test_one_glance_and_the_person_sees_who_looked() -> None:
    street.granted()
    page = street.checked(street.on_duty(), number="аа 123-45-67", region="AZ-BA", place="28 May")

    assert "Has a permit" in page
    assert "Aysel Məmmədova" in page
    assert "Born in 1990" in page
    assert "AA1234567" not in page
    [made] = street.checks()
    assert (made.colour, made.reason, made.ending) == ("green", "permit", "4567")
    assert made.subject_id == people.aysel().party_id

    [row] = street.written("patrol.checked")
    assert (row.subject, row.about) == (made.subject_id, f"patrol-check:{made.pk}")
    assert row.params["place"]["en"] == "Baku City, 28 May"
    assert [each.subject for each in street.written("register.found")] == [made.subject_id]
    looked = browser.text(browser.aysel().get("/cabinet/who-looked/"))
    assert "Checked your permits in the street: Baku City, 28 May" in looked
    assert "A check of permits in the street" in looked
    assert "Ministry of Internal Affairs, Senior adviser" in looked


def test_without_a_permit() -> None:
    page = street.checked(street.on_duty())
    assert "No permit" in page
    assert "lt-answer--red" in page


def test_one_that_ended_just_now() -> None:
    street.granted(minutes=50, began=60)
    assert "Permit ended just now" in street.checked(street.on_duty())


def test_a_number_that_nobody_has_is_about_nobody() -> None:
    page = street.checked(street.on_duty(), number="AA7654321")
    assert "Nobody has this number" in page
    [row] = street.written("patrol.sought")
    assert (row.subject, row.fields) == (None, [])
    assert "7654321" not in str(row.params)
    [made] = street.checks()
    assert (made.subject_id, made.ending) == (None, "4321")


@pytest.mark.parametrize("number", ["", "x", "1" * 3000, "\0", "AZE1234567890", "DROP TABLE", "😀"])
def test_garbage(number: str) -> None:
    answer = street.on_duty().post(PAGE, street.typed(number))
    assert answer.status_code == 422
    assert not street.checks()


def test_a_wrong_place_keeps_what_was_typed() -> None:
    answer = street.on_duty().post(PAGE, street.typed(region="XX"))
    assert answer.status_code == 422
    assert street.NUMBER in browser.text(answer)
    assert street.on_duty().post(PAGE, street.typed(place="x" * 121)).status_code == 422


def test_sent_twice_it_is_one_check() -> None:
    form = street.typed()
    client = street.on_duty()
    assert [client.post(PAGE, form).status_code for _each in range(2)] == [200, 200]
    assert len(street.checks()) == len(street.written("patrol.checked")) == 1
    # and not a way to look at somebody else unseen
    assert client.post(PAGE, {**form, "number": "AA7654321"}).status_code == 409


def test_a_genuine_code() -> None:
    page = street.checked(street.on_duty(), number="", code=code(street.granted()))
    assert "Has a permit" in page
    assert "The code is genuine." in page
    assert street.checks()[0].means == "code"


def test_an_old_code_of_one_who_has_a_new_permit() -> None:
    old = code(street.granted(minutes=10, began=60), minutes=-10)
    street.granted()
    page = street.checked(street.on_duty(), number="", code=old)
    assert "Has a permit" in page
    assert "out of date" in page


def test_the_code_of_a_permit_that_is_no_more() -> None:
    page = street.checked(street.on_duty(), number="", code=code("20261126" + uuid4().hex))
    assert "Permit was revoked" in page


@pytest.mark.parametrize("spoil", ["{}x", "x{}", "", "https://example.az/#{}", "{}"])
def test_a_code_that_is_not_ours(spoil: str) -> None:
    ours = code(street.granted()).rpartition("#")[2]
    head, body, signature = ours.split(".")
    forged = spoil.format(f"{head}.{body}.{signature[::-1]}") or "no code at all"
    page = street.checked(street.on_duty(), number="", code=forged)
    assert "Code is not ours" in page
    [row] = street.written("patrol.sought")
    assert row.subject is None


def test_an_employee_with_the_permit_of_the_employer() -> None:
    permit = street.employed()
    page = street.checked(street.on_duty())
    assert "Has a permit" in page
    for said in ("Şəfa Aptek", "Əczaçı", "Nizami küçəsi 12", "receipt awaited"):
        assert said in page
    assert "Permit for another district" in street.checked(street.on_duty(), region="AZ-GA")
    assert "Has a permit" in street.checked(street.on_duty(), region=permit.region)


def test_by_the_code_of_the_employers_permit() -> None:
    permit = street.employed()
    page = street.checked(street.on_duty(), number="", code=tokens.code_of(permit))
    assert "Aysel Məmmədova" in page
    assert "The code is genuine." in page
    assert street.checks()[0].subject_id == permit.employee_id
    bulk.revoke(
        actor=pharmacy.nigar(), chosen=[permit.pk], reason="Left the company", key=pharmacy.key()
    )
    page = street.checked(street.on_duty(), number="", code=tokens.code_of(permit))
    assert "Permit was revoked" in page


def test_a_paper_that_outlived_the_key_of_its_code() -> None:
    code = tokens.code_of(street.employed())
    keys.rotate(at_once=True)
    page = street.checked(street.on_duty(), number="", code=code)
    assert "Has a permit" in page
    assert "out of date" in page


def test_a_code_with_a_number_that_is_no_permit() -> None:
    claims = {"jti": "K7M2-9QX4-K7M2-0", "name": "X", "nbf": 0, "exp": 9e9}
    other = sign_statement(claims, type=tokens.TYPE)
    assert "Code is not ours" in street.checked(street.on_duty(), number="", code=other)


def test_where_no_regime_is_in_force(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(regimes, "in_force", lambda code, at=None: None)
    assert "Needs no permit here now" in street.checked(street.on_duty())


def test_a_code_of_another_kind_of_statement() -> None:
    other = sign_statement({"jti": "1", "doc": street.NUMBER}, type="at+jwt")
    assert "Code is not ours" in street.checked(street.on_duty(), number="", code=other)


def test_how_it_ended() -> None:
    client = street.on_duty()
    street.checked(client)
    address = f"{PAGE}checks/{street.checks()[0].pk}/"
    assert client.post(address, {"outcome": "protocol"}).status_code == 422
    assert client.post(address, {"outcome": "protocol", "protocol": "12/7"}).status_code == 302
    assert client.post(address, {"outcome": "protocol", "protocol": "12/7"}).status_code == 302
    [made] = street.checks()
    assert (made.outcome, made.protocol) == ("protocol", "12/7")
    [row] = street.written("patrol.outcome")
    assert row.subject == people.aysel().party_id
    assert row.params["outcome"]["en"] == "Protocol drawn up"

    own = browser.text(client.get(f"{PAGE}checks/"))
    assert "…4567" in own
    assert "Protocol drawn up" in own
    assert "Aysel" not in own


def test_own_checks_are_seen_for_a_shift() -> None:
    client = street.on_duty()
    street.checked(client)
    address = f"{PAGE}checks/{street.checks()[0].pk}/"
    PatrolCheck.objects.update(at=clock.now() - dt.timedelta(hours=12, minutes=1))
    assert "You have checked nobody" in browser.text(client.get(f"{PAGE}checks/"))
    assert client.get(address).status_code == 404
    assert client.post(address, {"outcome": "fine"}).status_code == 404


def test_whoever_tries_numbers_is_stopped_and_the_head_is_told() -> None:
    street.sevda()
    client = street.on_duty()
    for number in range(rules.LIMITS["patrol.unknown"].count):
        assert client.post(PAGE, street.typed(f"AA{7000000 + number}")).status_code == 200
    for _again in range(2):
        answer = client.post(PAGE, street.typed("AA7999999"))
        assert answer.status_code == 429
        assert "Your head has been told" in browser.text(answer)
    [told] = Notice.objects.filter(kind="patrol.many")
    assert told.party_id == street.sevda().party_id
    assert told.link == f"{PAGE}team/"
    assert told.title["az"] != told.title["en"]


def test_a_busy_checkpoint_has_its_limit_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(rules.LIMITS, "patrol.check", Limit(2, 3600))
    client = street.on_duty()
    statuses = [client.post(PAGE, street.typed()).status_code for _each in range(3)]
    assert statuses == [200, 200, 429]


def test_the_head_sees_how_often_and_not_whom() -> None:
    street.checked(street.on_duty())
    head = browser.of(street.sevda())
    page = browser.text(head.get(f"{PAGE}team/"))
    assert "İcraçı interior 1" in page
    assert "Aysel" not in page
    assert len(street.written("patrol.team-read")) == 1


PATHS = ["", "checks/", "checks/{pk}/", "offline/", "offline/state/"]


@pytest.mark.parametrize("path", PATHS)
def test_strangers_see_nothing(path: str) -> None:
    street.checked(street.on_duty())
    address = PAGE + path.format(pk=street.checks()[0].pk)
    for client in (
        browser.aysel(),
        browser.of(people.officer("interior", ("officer",), number=7)),
        browser.of(street.sevda()),
    ):
        assert client.get(address).status_code == 404
        assert client.post(address, {"number": street.NUMBER}).status_code in (404, 405)
    assert browser.stranger().get(address).status_code == 302
    if "pk" in path:
        assert browser.of(street.tural(number=2)).get(address).status_code == 404


@pytest.mark.parametrize("path", ["offline/list/", "offline/checks/"])
def test_strangers_send_nothing(path: str) -> None:
    assert browser.aysel().post(PAGE + path).status_code == 404
    assert browser.of(street.tural()).get(f"{PAGE}team/").status_code == 404


def test_one_factor_is_not_enough() -> None:
    client: Client = browser.of(street.tural(), assurance="low")
    assert client.get(PAGE).status_code == 302
    assert client.post(PAGE, street.typed()).status_code == 302
    assert not street.checks()


def test_the_camera_is_for_this_page_only() -> None:
    client = street.on_duty()
    answer = client.get(PAGE)
    assert "camera=(self)" in answer["Permissions-Policy"]
    assert answer["Cache-Control"] == "no-store"
    assert "camera=()" in client.get("/")["Permissions-Policy"]


def test_another_agency_that_may_not_read_the_register() -> None:
    client = browser.of(people.officer("health", ("officer", "patrol")))
    assert client.post(PAGE, street.typed()).status_code == 403


def test_the_language_is_changed_with_what_was_typed() -> None:
    answer = street.on_duty().post(PAGE, {**street.typed(), "_language": "ru"})
    assert answer.status_code == 200
    assert street.NUMBER in browser.text(answer)
    assert not street.checks()


def test_it_comes_through_a_slow_network() -> None:
    from pathlib import Path

    street.granted()
    page = street.on_duty().post(PAGE, street.typed()).content
    own = Path(rules.__file__).parent / "static" / "patrol" / "check.js"
    sheet = Path(rules.__file__).parents[2] / "ui" / "static" / "ui" / "light.css"
    assert len(page) + own.stat().st_size + sheet.stat().st_size < 30_000

"""The demo's phones as pages: what their holders press, and what strangers can't."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from tests import people, phones

from pencere.blocks.mobile_id.providers.local.phones import Phone
from pencere.blocks.mobile_id.queries import standing

pytestmark = pytest.mark.django_db


@pytest.fixture
def phone(settings: Any) -> Phone:
    settings.DEMO = True
    settings.LANGUAGE_CODE = "en"
    return phones.given(people.aysel())


def press(client: Client, phone: Phone, act: str, **more: object) -> Any:
    return client.post(f"/demo/phone/{phone.name}/", {"act": act, **more}, follow=True)


def page(client: Client, phone: Phone) -> str:
    return client.get(f"/demo/phone/{phone.name}/").content.decode()


def test_outside_a_demo_there_is_nothing(client: Client, phone: Phone, settings: Any) -> None:
    settings.DEMO = False
    for address in ("", f"{phone.name}/", f"{phone.name}/waiting/"):
        assert client.get(f"/demo/phone/{address}").status_code == 404


def test_aysel_confirms(client: Client, phone: Phone) -> None:
    assert "Aysel" in client.get("/demo/phone/").content.decode()
    asked = phones.asked(phone, asked_by="Bank <b>", text="Pay?")
    shown = page(client, phone)
    assert asked.control_code in shown
    assert "Bank &lt;b&gt;" in shown
    assert client.get(f"/demo/phone/{phone.name}/waiting/").json() == {"request": str(asked.id)}

    press(client, phone, "confirm", request=asked.id, pin=phones.PIN)

    assert standing(asked.id) == "confirmed"
    assert [answer.outcome for answer in phone.answers()] == ["confirmed"]
    assert client.get(f"/demo/phone/{phone.name}/waiting/").json() == {"request": ""}


@pytest.mark.parametrize(("act", "blocks"), [("refuse", False), ("not-me", True)])
def test_aysel_says_no(client: Client, phone: Phone, act: str, blocks: bool) -> None:
    asked = phones.asked(phone)

    press(client, phone, act, request=asked.id)

    assert standing(asked.id) == "refused"
    assert ("PUK" in page(client, phone)) is blocks


def test_three_wrong_pins_refuse_and_block_and_the_puk_unblocks(
    client: Client, phone: Phone
) -> None:
    asked = phones.asked(phone)
    for _time in range(3):
        answer = press(client, phone, "confirm", request=asked.id, pin="1111")
        assert answer.status_code == 422
    assert standing(asked.id) == "refused"
    phones.asked(phone)
    assert phone.waiting() is None

    assert press(client, phone, "unblock", puk="1", new_pin="9753").status_code == 422
    assert press(client, phone, "unblock", puk=phones.PUK, new_pin="9").status_code == 422
    press(client, phone, "unblock", puk=phones.PUK, new_pin="9753")

    again = phones.asked(phone)
    press(client, phone, "confirm", request=again.id, pin="9753")
    assert standing(again.id) == "confirmed"


def test_a_press_that_comes_too_late(client: Client, phone: Phone) -> None:
    older = phones.asked(phone)
    newer = phones.asked(phone)

    press(client, phone, "confirm", request=older.id, pin=phones.PIN)
    assert (standing(older.id), standing(newer.id)) == ("replaced", "waiting")
    press(client, phone, "confirm", request=newer.id, pin=phones.PIN)
    press(client, phone, "refuse", request=newer.id)
    assert standing(newer.id) == "confirmed"


def test_it_is_switched_off_and_on(client: Client, phone: Phone) -> None:
    asked = phones.asked(phone)
    press(client, phone, "switch")
    assert asked.control_code not in page(client, phone)
    press(client, phone, "confirm", request=asked.id, pin=phones.PIN)
    assert standing(asked.id) == "waiting"
    press(client, phone, "switch")
    assert asked.control_code in page(client, phone)


@pytest.mark.parametrize(
    "fields", [{}, {"act": "dance"}, {"act": "confirm"}, {"act": "confirm", "request": "x"}]
)
def test_garbage_is_nothing(client: Client, phone: Phone, fields: dict[str, str]) -> None:
    assert client.post(f"/demo/phone/{phone.name}/", fields).status_code == 404


def test_a_request_of_another_is_not_on_this_screen(client: Client, phone: Phone) -> None:
    of_rauf = phones.given(people.rauf(), number="+994502340002", user_id="300400")
    asked = phones.asked(of_rauf)

    press(client, phone, "confirm", request=asked.id, pin=phones.PIN)
    press(client, phone, "refuse", request=uuid4())

    assert standing(asked.id) == "waiting"
    assert client.get("/demo/phone/0123456789abcdef/").status_code == 404
    assert client.get("/demo/phone/..%2F..%2Fkeys/").status_code == 404

"""The demonstration's phones: a person writes, the gateway answers, the page shows it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from tests.blocks.sms.channel import LEYLA, NUMBER, Echo, handled_by
from tests.blocks.sms.running import a_connection_for_each_thread, gateway

from pencere.blocks.sms.demo.centre import PASSWORD, SYSTEM_ID, running
from pencere.blocks.sms.models import InboundMessage, OutboundMessage
from pencere.blocks.sms.smpp.api import Centre

pytestmark = pytest.mark.django_db(transaction=True)
PHONE = f"/demo/phones/{LEYLA.removeprefix('+')}/"


@pytest.fixture(autouse=True)
def _demo(settings: Any, tmp_path: Path) -> Iterator[None]:
    settings.DEMO = True
    settings.HOME = tmp_path
    with a_connection_for_each_thread():
        yield


def page(address: str = PHONE, status: int = 200) -> str:
    answer = Client(headers={"Accept-Language": "en"}).get(address)
    assert answer.status_code == status
    return answer.content.decode()


def write(words: str, to: str = NUMBER) -> int:
    posted = {"act": "write", "to": to, "text": words}
    return Client(headers={"Accept-Language": "en"}).post(PHONE, posted).status_code


def told(story: Callable[[], Coroutine[Any, Any, None]]) -> None:
    with handled_by(Echo()):
        asyncio.run(story())


async def on_page(words: str, address: str = PHONE) -> None:
    """Wait until the page shows `words`."""
    shown = [""]
    while words not in shown[0]:
        shown[0] = await asyncio.to_thread(page, address)
        await asyncio.sleep(0.01)


def test_where_there_is_no_demonstration_there_are_no_phones(settings: Any) -> None:
    settings.DEMO = False
    for address in ("/demo/phones/", PHONE, f"{PHONE}texts/"):
        page(address, 404)
    assert write("2 AZE 1111111") == 404


def test_without_the_stand_in_the_page_says_so_and_keeps_what_was_typed() -> None:
    assert "does not run" in page("/demo/phones/")
    assert "does not run" in page()
    posted = {"act": "write", "to": NUMBER, "text": "2 AZE 1111111"}
    answer = Client(headers={"Accept-Language": "en"}).post(PHONE, posted)
    assert answer.status_code == 422
    assert "2 AZE 1111111" in answer.content.decode()


def test_what_is_no_phone_is_not_found_and_any_phone_may_be_typed() -> None:
    page("/demo/phones/12/", 404)
    page("/demo/phones/abc/", 404)
    client = Client(headers={"Accept-Language": "en"})
    found = client.get("/demo/phones/", {"phone": "050 234 00 01"})
    assert (found.status_code, found.headers["Location"]) == (302, PHONE)
    wrong = client.get("/demo/phones/", {"phone": "12"})
    assert wrong.status_code == 422
    assert "This is not a phone number." in wrong.content.decode()


def test_a_text_needs_words_and_a_number() -> None:
    assert write("") == 422
    assert write("x" * 2000) == 422
    assert write("2 AZE 1111111", to="abc") == 422
    assert Client().post(PHONE, {"act": "explode"}).status_code == 404


def test_a_person_writes_and_is_answered(tmp_path: Path) -> None:
    long = "Salam, şəhərə çıxmaq istəyirəm. " * 8

    async def story() -> None:
        async with running(tmp_path) as stand_in:
            assert await asyncio.to_thread(write, long) == 302
            await on_page("No gateway is connected")
            centre = Centre("demo", "127.0.0.1", stand_in.server.port, SYSTEM_ID, PASSWORD)
            async with gateway(centre, wants_receipts=True):
                await on_page(f"heard: {long.strip()}")
                assert "arrived" in await asyncio.to_thread(page)
                await until_delivered()
                assert LEYLA in await asyncio.to_thread(page, "/demo/phones/")

    told(story)
    assert [each.text for each in InboundMessage.objects.all()] == [long.strip()]


async def until_delivered() -> None:
    """Wait until every answer is known to have reached its phone."""

    def all_delivered() -> bool:
        return {each.status for each in OutboundMessage.objects.all()} == {"delivered"}

    while not await asyncio.to_thread(all_delivered):
        await asyncio.sleep(0.01)


def test_a_phone_that_is_switched_off_gets_its_answer_later(tmp_path: Path) -> None:
    async def story() -> None:
        async with running(tmp_path) as stand_in:
            switch = {"act": "switch"}
            await asyncio.to_thread(Client().post, PHONE, switch)
            await asyncio.to_thread(write, "salam")
            centre = Centre("demo", "127.0.0.1", stand_in.server.port, SYSTEM_ID, PASSWORD)
            async with gateway(centre, wants_receipts=True):
                await on_page("arrived")
                assert "heard: salam" not in await asyncio.to_thread(page)
                await asyncio.to_thread(Client().post, PHONE, switch)
                await on_page("heard: salam")
                await until_delivered()

    told(story)


def test_the_script_is_told_when_nothing_is_new(tmp_path: Path) -> None:
    async def story() -> None:
        async with running(tmp_path):
            await asyncio.to_thread(write, "salam")
            shown = await asyncio.to_thread(page, f"{PHONE}texts/")
            seen = shown.split("?seen=")[1].split('"')[0]
            await asyncio.to_thread(page, f"{PHONE}texts/?seen={seen}", 204)

    told(story)

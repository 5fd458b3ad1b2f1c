"""The whole way over TCP: a centre delivers, the gateway answers, whatever breaks in between."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Iterator
from dataclasses import replace
from typing import Any

import pytest
from tests.blocks.sms.channel import NUMBER, Echo, handled_by
from tests.blocks.sms.running import (
    a_connection_for_each_thread,
    centre_at,
    gateway,
    strict,
    until,
)
from tests.blocks.sms.strict_session import Faults

from pencere.blocks.sms import api as sms
from pencere.blocks.sms.models import InboundMessage, OutboundMessage
from pencere.blocks.sms.presence import Standing, beat
from pencere.kernel import clock
from pencere.kernel.ids import new_id

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _connections() -> Iterator[None]:
    with a_connection_for_each_thread():
        yield


def told(story: Callable[[], Coroutine[Any, Any, None]]) -> None:
    with handled_by(Echo()):
        asyncio.run(story())


def test_every_message_is_acknowledged_and_answered_once() -> None:
    async def story() -> None:
        async with strict() as centre, gateway(centre_at(centre.port)):
            for number in range(300):
                centre.send(f"99450{number:07d}", f"2 AZE {number}")
            await until(lambda: centre.is_done)
        assert centre.violations == []
        assert (centre.answers, centre.duplicates) == (300, 0)

    told(story)
    assert InboundMessage.objects.exclude(handled_at=None).count() == 300
    assert OutboundMessage.objects.filter(status="sent", centre="azer").count() == 300
    assert {each.centre_message_ids != [] for each in OutboundMessage.objects.all()} == {True}


def test_a_centre_that_misbehaves_gets_one_decision_for_each_message() -> None:
    faults = Faults(cut_every=37, duplicates=0.2, out_of_order=True, throttled=0.05, malformed=0.05)

    async def story() -> None:
        async with strict(faults) as centre, gateway(centre_at(centre.port)):
            for number in range(200):
                centre.send(f"99450{number:07d}", f"2 AZE {number}")
            await until(lambda: centre.is_done)
        assert centre.violations == []

    told(story)
    assert InboundMessage.objects.count() == 200
    assert OutboundMessage.objects.count() == 200


def test_two_gateways_at_once_share_the_work() -> None:
    async def story() -> None:
        async with strict() as centre:
            own = centre_at(centre.port, binds=1)
            async with gateway(own), gateway(own):
                await until(lambda: centre.binds == 2)
                for number in range(300):
                    centre.send(f"99450{number:07d}", f"2 AZE {number}")
                await until(lambda: centre.is_done)
                assert centre.duplicates == 0

    told(story)
    assert OutboundMessage.objects.count() == 300
    (known,) = sms.state().centres
    assert (known.name, known.bound) == ("azer", 0)


def test_gateways_share_a_centres_rate() -> None:
    rates: list[float] = []

    async def story() -> None:
        async with strict() as centre:
            own = replace(centre_at(centre.port, binds=1), rate=100.0)
            async with gateway(own) as first, gateway(own):
                await until(lambda: centre.binds == 2)
                bucket = first._clients[0]._bucket
                assert bucket is not None
                await until(lambda: bucket.rate == 50.0)
                rates.append(bucket.rate)

    told(story)
    assert rates == [50.0]


def test_what_leaves_by_itself_and_in_parts_comes_whole() -> None:
    words = "Şəhərə çıxmaq istəyirəm, xahiş edirəm. " * 8
    sms.send(to="+994501234567", text=words)

    async def story() -> None:
        async with strict() as centre, gateway(centre_at(centre.port)):
            await until(lambda: centre.answers == 1)
        assert centre.violations == []

    told(story)
    (sent,) = OutboundMessage.objects.all()
    assert (sent.status, sent.centre) == ("sent", "azer")
    assert len(sent.centre_message_ids) == 5


def test_another_centre_stands_in_for_one_that_is_down() -> None:
    with clock.frozen_at("2026-11-26T09:00:00+04:00"):
        beat(new_id(), [Standing("gone", 1, 1)])
    sms.accept([sms.Incoming("gone", "+994501234567", NUMBER, "2 AZE 1111111")])

    async def story() -> None:
        async with strict() as centre, gateway(centre_at(centre.port)):
            await until(lambda: centre.answers == 1)

    told(story)
    (answer,) = OutboundMessage.objects.all()
    assert (answer.status, answer.centre) == ("sent", "azer")

"""Any octets at all, on both sides: a session goes on or another takes its place, and the
process lives."""

from __future__ import annotations

import asyncio

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.blocks.sms.smpp.test_client import ASKED, PHONE, World
from tests.blocks.sms.smpp.test_pdu import EVERY
from tests.blocks.sms.smpp.test_server import ANSWER, Post
from tests.blocks.sms.smpp.wire import settled, timeless

from pencere.blocks.sms.smpp import pdu
from pencere.blocks.sms.smpp.messages import SubmitResult
from pencere.blocks.sms.smpp.pdu import Command, Pdu

commands = st.one_of(st.sampled_from(sorted(Command)).map(int), st.integers(0, 0xFFFFFFFF))


@st.composite
def framed(draw: st.DrawFn) -> bytes:
    """A right header before any body."""
    body = draw(st.binary(max_size=80))
    head = (draw(commands), draw(st.integers(0, 0xFF)), draw(st.integers(0, 5)))
    return pdu.HEADER.pack(16 + len(body), *head) + body


@st.composite
def damaged(draw: st.DrawFn) -> bytes:
    """A PDU in which some octets are others."""
    several, bodies = draw(st.sampled_from(list(EVERY.items())))
    one = Pdu(draw(st.sampled_from(several)), 0, draw(st.integers(0, 5)), draw(bodies))
    octets = bytearray(pdu.encode(one))
    for _ in range(draw(st.integers(0, 3))):
        octets[draw(st.integers(0, len(octets) - 1))] = draw(st.integers(0, 255))
    return bytes(octets)


noise = st.lists(st.one_of(framed(), damaged(), st.binary(max_size=100)), max_size=8)
thorough = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@thorough
@given(noise)
def test_a_client_outlives_any_centre(octets: list[bytes]) -> None:
    @timeless
    async def story() -> None:
        world = World(response_timeout=5, enquire_every=5)
        centre = await world.start()
        task = world.sends("bir", "iki")
        for each in octets:
            centre.raw(each)
            await settled()
        await asyncio.sleep(100)  # what stands half read is given up by then
        assert len(await task) == 2

        await world.client.bound()
        await settled()
        task = world.sends("Salam")
        await settled()
        before = len(world.taken)
        world.script.accept(world.script.seen[-1], "m1")
        world.script.say(Command.DELIVER_SM, ASKED)
        await settled()
        assert await task == [SubmitResult(("m1",))]
        assert len(world.taken) == before + 1
        assert world.taken[-1].sender == f"+{PHONE}"
        await world.client.stop()

    story()


@thorough
@given(noise, st.booleans())
def test_a_centre_outlives_any_client(octets: list[bytes], is_bound: bool) -> None:
    @timeless
    async def story() -> None:
        post = Post(response_timeout=5, enquire_every=5)
        client = await post.connect(Command.BIND_TRANSCEIVER if is_bound else None)
        for each in octets:
            client.raw(each)
            await settled()
        await asyncio.sleep(100)

        other = await post.connect()
        before = len(post.texts)
        other.say(Command.SUBMIT_SM, ANSWER)
        await settled()
        assert len(post.texts) == before + 1
        assert other.statuses() == [0]
        await post.server.stop()

    story()

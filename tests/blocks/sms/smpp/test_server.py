"""What our own centre does with clients. The client is a script, or our own."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from tests.blocks.sms.smpp.wire import Script, TimelessLoop, settled, timeless

from pencere.blocks.sms.smpp import pdu, receipts
from pencere.blocks.sms.smpp.centre import Centre
from pencere.blocks.sms.smpp.client import Client
from pencere.blocks.sms.smpp.errors import Disconnected, Refusal, Rejected
from pencere.blocks.sms.smpp.link import Limits
from pencere.blocks.sms.smpp.messages import Delivery, Receipt
from pencere.blocks.sms.smpp.pdu import Bind, BindResponse, Command, ShortMessage
from pencere.blocks.sms.smpp.server import SESSION_INIT_SECONDS, Server, ServerSession
from pencere.blocks.sms.smpp.statuses import Status

PHONE = "994502340003"
ASKED = ShortMessage(source_ton=1, source=PHONE, destination="8103", short_message=b"2 AZE")
ANSWER = ShortMessage(source="8103", destination_ton=1, destination=PHONE, short_message=b"ok")


class Post:
    """A centre and what it was given."""

    def __init__(self, **limits: Any) -> None:
        self.texts: list[ShortMessage] = []
        self.server = Server(authenticate=self.knows, on_submit=self.take, limits=Limits(**limits))

    def knows(self, bind: Bind) -> Status:
        return Status.ROK if bind.password == "secret" else Status.RINVPASWD

    async def take(self, session: ServerSession, message: ShortMessage) -> str:
        if message.short_message == b"full":
            raise Refusal(Status.RMSGQFUL)
        self.texts.append(message)
        return f"m{len(self.texts)}"

    async def connect(self, command: int | None = Command.BIND_TRANSCEIVER) -> Script:
        await self.server.start("centre", 2775)
        loop = asyncio.get_running_loop()
        assert isinstance(loop, TimelessLoop)
        _pipe, script = await loop.create_connection(Script, "centre", 2775)
        if command is not None:
            script.say(command, Bind("gate", "secret"))
            await settled()
            script.seen.clear()
        assert isinstance(script, Script)
        return script


@timeless
async def test_a_client_binds_and_learns_who_the_centre_is() -> None:
    client = await Post().connect(None)
    client.say(Command.BIND_TRANSCEIVER, Bind("gate", "wrong"))
    client.say(Command.BIND_TRANSCEIVER, Bind("gate", "secret"))
    client.say(Command.BIND_RECEIVER, Bind("gate", "secret"))
    await settled()

    assert client.statuses() == [Status.RINVPASWD, Status.ROK, Status.RALYBND]
    assert client.seen[1].body == BindResponse("centre", ((0x0210, b"\x34"),))


@timeless
async def test_whoever_doesn_t_bind_is_hung_up_on() -> None:
    client = await Post().connect(None)
    await asyncio.sleep(SESSION_INIT_SECONDS + 1)
    assert client.is_gone


@timeless
async def test_a_text_is_answered_with_its_id_or_with_why_not() -> None:
    post = Post()
    client = await post.connect()
    client.say(Command.SUBMIT_SM, ANSWER)
    client.say(Command.SUBMIT_SM, ANSWER._replace(short_message=b"full"))
    client.say(Command.DATA_SM, ShortMessage(destination=PHONE))
    await settled()

    assert [(each.status, each.body) for each in client.seen] == [
        (0, pdu.MessageId("m1")),
        (Status.RMSGQFUL, pdu.MessageId()),
        (0, pdu.MessageId("m2")),
    ]


@pytest.mark.parametrize(
    ("command", "status"),
    [
        (Command.SUBMIT_MULTI, Status.RSUBMITFAIL),
        (Command.QUERY_SM, Status.RQUERYFAIL),
        (Command.CANCEL_SM, Status.RCANCELFAIL),
        (Command.REPLACE_SM, Status.RREPLACEFAIL),
    ],
)
def test_what_is_not_done_here_is_refused_in_its_own_answer(
    command: Command, status: Status
) -> None:
    @timeless
    async def story() -> None:
        client = await Post().connect()
        sequence = client.say(command, pdu.Raw(b"m1\0"))
        await settled()
        assert [each[:3] for each in client.seen] == [(command | pdu.RESPONSE, status, sequence)]

    story()


@pytest.mark.parametrize("command", [Command.OUTBIND, Command.DELIVER_SM, 0x7777])
def test_what_is_no_client_s_request_gets_a_generic_nack(command: int) -> None:
    @timeless
    async def story() -> None:
        client = await Post().connect()
        client.say(command, pdu.Raw())
        await settled()
        assert client.commands() == [Command.GENERIC_NACK]
        assert client.statuses() == [Status.RINVCMDID]

    story()


@timeless
async def test_before_a_bind_nothing_is_done() -> None:
    post = Post()
    client = await post.connect(None)
    client.say(Command.SUBMIT_SM, ANSWER)
    client.say(Command.QUERY_SM, pdu.Raw())
    await settled()

    assert client.statuses() == [Status.RINVBNDSTS] * 2
    assert post.texts == []


@timeless
async def test_a_receiver_submits_nothing_and_a_transmitter_gets_nothing() -> None:
    post = Post()
    receiver = await post.connect(Command.BIND_RECEIVER)
    receiver.say(Command.SUBMIT_SM, ANSWER)
    await settled()
    assert receiver.statuses() == [Status.RINVBNDSTS]
    receiver.pipe.close()

    await post.connect(Command.BIND_TRANSMITTER)
    with pytest.raises(Disconnected):
        await post.server.deliver(ASKED)


@timeless
async def test_a_message_is_delivered_when_the_client_says_so() -> None:
    post = Post()
    client = await post.connect()
    first = asyncio.create_task(post.server.deliver(ASKED))
    second = asyncio.create_task(post.server.deliver(ASKED))
    await settled()
    client.reply(client.seen[0], body=pdu.MessageId())
    client.reply(client.seen[1], Status.RX_T_APPN, pdu.MessageId())
    await first
    with pytest.raises(Rejected) as refused:
        await second
    assert refused.value.code == Status.RX_T_APPN


@timeless
async def test_a_client_that_hangs_up_leaves_nobody_waiting() -> None:
    post = Post()
    client = await post.connect()
    task = asyncio.create_task(post.server.deliver(ASKED))
    await settled()
    client.pipe.close()
    with pytest.raises(Disconnected):
        await task
    assert post.server.sessions == set()


@timeless
async def test_a_centre_that_stops_says_goodbye() -> None:
    post = Post()
    client = await post.connect()
    await post.server.stop()
    await settled()
    assert client.is_gone


@timeless
async def test_there_and_back_between_our_own_client_and_centre() -> None:
    post = Post()
    bound: list[ServerSession] = []
    server = Server(authenticate=post.knows, on_submit=post.take, on_bound=bound.append)
    await server.start("centre", 2775)
    taken: list[Delivery] = []
    given: list[Receipt] = []

    async def take(delivery: Delivery) -> None:
        taken.append(delivery)

    async def take_receipt(receipt: Receipt) -> None:
        given.append(receipt)

    centre = Centre(name="own", host="centre", system_id="gate", password="secret", binds=2)
    async with Client(centre, take, take_receipt) as client:
        await client.bound()
        await settled()
        assert len(bound) == 2
        for _ in range(4):
            await server.deliver(ASKED)
        sent = await client.submit(
            to=taken[0].sender, sender="8103", text="verildi", registered_delivery=True
        )
        receipt = receipts.write(post.texts[0], sent.message_ids[0], at="2004071200")
        await server.deliver(receipt)

    assert [each.text for each in taken] == ["2 AZE"] * 4
    assert post.texts[0].registered_delivery == 1
    assert [(each.message_id, each.state) for each in given] == [("m1", "delivered")]
    await server.stop()


@timeless
async def test_a_text_that_waits_for_its_decision_holds_up_no_other() -> None:
    gate = asyncio.Event()

    async def slow(session: ServerSession, message: ShortMessage) -> str:
        if message.short_message == b"slow":
            await gate.wait()
        return message.short_message.decode()

    post = Post()
    post.server.on_submit = slow
    client = await post.connect()
    client.say(Command.SUBMIT_SM, ANSWER._replace(short_message=b"slow"))
    client.say(Command.SUBMIT_SM, ANSWER._replace(short_message=b"fast"))
    await settled()
    gate.set()
    await settled()

    assert [each.body for each in client.seen] == [pdu.MessageId("fast"), pdu.MessageId("slow")]


@timeless
async def test_the_port_is_known_when_it_listens() -> None:
    with pytest.raises(RuntimeError):
        _ = Post().server.port

"""What a gateway's session does with a centre, in life and in trouble. The centre is a script."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from itertools import pairwise
from typing import Any

import pytest
from tests.blocks.sms.smpp.wire import Script, listening, settled, timeless

from pencere.blocks.sms.smpp import pdu
from pencere.blocks.sms.smpp.centre import BadAddress, Centre
from pencere.blocks.sms.smpp.client import Client
from pencere.blocks.sms.smpp.errors import (
    Disconnected,
    Refusal,
    Rejected,
    SubmitError,
    Throttled,
    TooLong,
    Unanswered,
    Unsendable,
)
from pencere.blocks.sms.smpp.messages import Delivery, Message, Part, Receipt, SubmitResult
from pencere.blocks.sms.smpp.pdu import Command, EsmClass, Pdu, ShortMessage, Tag
from pencere.blocks.sms.smpp.statuses import Status

PHONE = "994502340003"
ASKED = ShortMessage(
    source_ton=1, source_npi=1, source=PHONE, destination="8103", short_message=b"2 AZE 1234567"
)


class World:
    """A client, and the scripts of the connections that it made."""

    def __init__(self, **how: Any) -> None:
        self.scripts: list[Script] = []
        self.taken: list[Delivery] = []
        self.receipts: list[Receipt] = []
        self.refuses_bind = 0
        listening()[2775] = self._connected
        centre = Centre(name="azercell", host="smsc", system_id="gate", password="secret", **how)
        self.client = Client(centre, self.take, self.take_receipt)

    def _connected(self) -> Script:
        script = Script()
        script.answers_bind = not self.refuses_bind
        self.refuses_bind = max(0, self.refuses_bind - 1)
        self.scripts.append(script)
        return script

    async def take(self, delivery: Delivery) -> None:
        self.taken.append(delivery)

    async def take_receipt(self, receipt: Receipt) -> None:
        self.receipts.append(receipt)

    @property
    def script(self) -> Script:
        return self.scripts[-1]

    async def start(self) -> Script:
        await self.client.start()
        await self.client.bound()
        await settled()
        return self.script

    def sends(self, *texts: str) -> asyncio.Task[list[SubmitResult | SubmitError]]:
        messages = [Message(f"+{PHONE}", "8103", text) for text in texts]
        return asyncio.create_task(self.client.submit_many(messages))


def short(request: Pdu) -> ShortMessage:
    assert isinstance(request.body, ShortMessage)
    return request.body


# Messages from phones


@timeless
async def test_a_message_is_acknowledged_when_it_is_kept_and_not_before() -> None:
    world = World()
    committed: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def take(delivery: Delivery) -> Awaitable[None]:
        world.taken.append(delivery)
        return committed

    world.client.on_deliver = take
    centre = await world.start()
    sequence = centre.say(Command.DELIVER_SM, ASKED)
    await settled()
    assert [each.text for each in world.taken] == ["2 AZE 1234567"]
    assert centre.seen == []

    committed.set_result(None)
    await settled()
    assert centre.seen == [Pdu(Command.DELIVER_SM_RESP, 0, sequence, pdu.MessageId())]


@timeless
async def test_what_a_message_says_of_itself() -> None:
    world = World(country_code="994")
    centre = await world.start()
    known = ASKED._replace(tlvs=((Tag.RECEIPTED_MESSAGE_ID, b"d1\0"),))
    centre.say(Command.DELIVER_SM, known)
    centre.say(Command.DELIVER_SM, ASKED._replace(source="0502340003", source_ton=0))
    centre.say(Command.DATA_SM, ShortMessage(source=PHONE, source_ton=1, destination="8103",
        data_coding=8, tlvs=((Tag.MESSAGE_PAYLOAD, "ə".encode("utf-16-be")),)))  # fmt: skip
    await settled()

    first, second, third = world.taken
    assert (first.centre, first.sender, first.recipient) == ("azercell", f"+{PHONE}", "8103")
    assert (first.message_id, first.part) == ("d1", None)
    assert second.sender == f"+{PHONE}"
    assert third.text == "ə"
    assert len({each.fingerprint for each in world.taken}) == 3
    assert centre.commands() == [Command.DELIVER_SM_RESP] * 2 + [Command.DATA_SM_RESP]
    assert centre.statuses() == [0, 0, 0]


@timeless
async def test_a_redelivery_has_the_same_fingerprint() -> None:
    world = World()
    centre = await world.start()
    for _ in range(2):
        centre.say(Command.DELIVER_SM, ASKED)
    await settled()

    assert world.taken[0] == world.taken[1]


@timeless
async def test_a_message_that_could_not_be_kept_is_delivered_again() -> None:
    world = World()

    async def take(delivery: Delivery) -> None:
        raise ConnectionError("the database is away")

    world.client.on_deliver = take
    centre = await world.start()
    centre.say(Command.DELIVER_SM, ASKED)
    await settled()
    assert centre.statuses() == [Status.RX_T_APPN]

    def broken(delivery: Delivery) -> Awaitable[None]:
        raise RuntimeError("not even a task")

    world.client.on_deliver = broken
    centre.say(Command.DELIVER_SM, ASKED)
    await settled()
    assert centre.statuses() == [Status.RX_T_APPN] * 2

    async def refuses(delivery: Delivery) -> None:
        raise Refusal(Status.RX_P_APPN)

    world.client.on_deliver = refuses
    centre.say(Command.DELIVER_SM, ASKED)
    await settled()
    assert centre.statuses()[2:] == [Status.RX_P_APPN]


@timeless
async def test_a_picture_is_refused_for_good() -> None:
    world = World()
    centre = await world.start()
    centre.say(Command.DELIVER_SM, ASKED._replace(data_coding=0x04, short_message=b"\x01\x02"))
    await settled()

    assert centre.statuses() == [Status.RX_R_APPN]
    assert world.taken == []


@timeless
async def test_a_part_says_where_it_belongs() -> None:
    world = World()
    centre = await world.start()
    centre.say(Command.DELIVER_SM, ASKED._replace(
        esm_class=EsmClass.UDH, short_message=b"\5\0\3\7\2\1" + b"2 AZE"))  # fmt: skip
    centre.say(Command.DELIVER_SM, ASKED._replace(esm_class=EsmClass.UDH, short_message=b"\xff"))
    await settled()

    assert [(each.text, each.part) for each in world.taken] == [("2 AZE", Part(7, 1, 2))]
    assert sorted(centre.statuses()) == [0, Status.RINVMSGLEN]


@timeless
async def test_receipts_are_told_apart_and_acknowledged_too() -> None:
    world = World()
    centre = await world.start()
    text = b"id:m1 sub:001 dlvrd:001 submit date:1 done date:2 stat:DELIVRD err:000 text:"
    centre.say(Command.DELIVER_SM, ASKED._replace(esm_class=4, short_message=text))
    centre.say(Command.DELIVER_SM, ASKED._replace(esm_class=4, short_message=b"?"))
    await settled()

    assert [(each.message_id, each.state) for each in world.receipts] == [("m1", "delivered")]
    assert world.taken == []
    assert centre.statuses() == [0, 0]


@timeless
async def test_no_more_is_read_than_can_be_kept() -> None:
    world = World(deliver_window=10)
    promises: list[asyncio.Future[None]] = []

    def take(delivery: Delivery) -> Awaitable[None]:
        promises.append(asyncio.get_running_loop().create_future())
        return promises[-1]

    world.client.on_deliver = take
    centre = await world.start()
    for _ in range(100):
        centre.say(Command.DELIVER_SM, ASKED)
    await settled()
    assert len(promises) == 10

    for done in range(100):
        promises[done].set_result(None)
        await settled()
        assert len(promises) <= done + 11
    assert centre.statuses() == [0] * 100
    assert [each.sequence for each in centre.seen] == list(range(1, 101))


@timeless
async def test_while_nothing_is_read_nothing_is_late() -> None:
    """The answer to a text stands behind messages that wait for a slow database."""
    world = World(deliver_window=1, response_timeout=10)
    kept: asyncio.Future[None] = asyncio.get_running_loop().create_future()
    world.client.on_deliver = lambda delivery: kept
    centre = await world.start()
    sent = world.sends("Salam")
    await settled()
    centre.say(Command.DELIVER_SM, ASKED)
    centre.accept(centre.seen[0], "m1")
    await asyncio.sleep(30)
    assert not sent.done()

    kept.set_result(None)
    assert await sent == [SubmitResult(("m1",))]


@timeless
async def test_a_session_in_which_nothing_is_ever_decided_is_given_up() -> None:
    world = World(deliver_window=1, response_timeout=10)
    never: asyncio.Future[None] = asyncio.get_running_loop().create_future()
    world.client.on_deliver = lambda delivery: never
    centre = await world.start()
    centre.say(Command.DELIVER_SM, ASKED)
    await asyncio.sleep(70)

    assert centre.is_gone
    assert len(world.scripts) > 1


# Texts to phones


@timeless
async def test_a_text_goes_out_and_its_id_comes_back() -> None:
    world = World()
    centre = await world.start()
    task = asyncio.create_task(
        world.client.submit(to=f"+{PHONE}", sender="8103", text="İcazə", registered_delivery=True)
    )
    await settled()
    sent = short(centre.seen[0])
    centre.accept(centre.seen[0], "m1")

    assert await task == SubmitResult(("m1",))
    assert (sent.source_ton, sent.source_npi, sent.source) == (3, 0, "8103")
    assert (sent.destination_ton, sent.destination_npi, sent.destination) == (1, 1, PHONE)
    assert (sent.data_coding, sent.registered_delivery) == (8, 1)
    assert sent.short_message.decode("utf-16-be") == "İcazə"


@timeless
async def test_answers_come_in_any_order() -> None:
    world = World()
    centre = await world.start()
    task = world.sends("bir", "iki", "dord")
    await settled()
    for each in reversed(centre.seen):
        centre.accept(each, short(each).short_message.decode())

    assert await task == [SubmitResult((each,)) for each in ("bir", "iki", "dord")]


@timeless
async def test_a_long_text_is_accepted_when_all_its_parts_are() -> None:
    world = World()
    centre = await world.start()
    task = world.sends("a" * 300)
    await settled()
    for number, each in reversed(list(enumerate(centre.seen, start=1))):
        assert not task.done()
        centre.accept(each, f"m{number}")
        await settled()

    assert await task == [SubmitResult(("m1", "m2"))]


@timeless
async def test_one_refused_part_refuses_the_text_and_saves_the_rest() -> None:
    world = World(window=2)
    centre = await world.start()
    task = world.sends("a" * 600)
    await settled()
    assert len(centre.seen) == 2
    centre.accept(centre.seen[0], "m1")
    centre.reply(centre.seen[1], Status.RINVDSTADR)
    [error] = await task

    assert isinstance(error, Rejected)
    assert (error.code, error.is_permanent) == (Status.RINVDSTADR, True)
    assert error.message_ids == ("m1",)
    assert len(centre.seen) <= 3  # the others of four didn't go


@timeless
async def test_no_more_goes_out_than_the_window_has_room_for() -> None:
    world = World(window=3)
    centre = await world.start()
    task = world.sends(*map(str, range(10)))
    await settled()
    assert len(centre.seen) == 3

    for number in range(10):
        centre.accept(centre.seen[number], str(number))
        await settled()
        assert len(centre.seen) == min(10, number + 4)
    assert len(await task) == 10
    assert world.client.state.submitted == 10


@timeless
async def test_a_centre_s_rate_is_kept() -> None:
    world = World(rate=50.0, window=1000)
    centre = await world.start()
    begin = asyncio.get_running_loop().time()
    task = world.sends(*map(str, range(200)))
    answered = 0
    while not task.done():
        await asyncio.sleep(0.01)
        for each in centre.seen[answered:]:
            centre.accept(each, "m")
        answered = len(centre.seen)
        taken = asyncio.get_running_loop().time() - begin
        assert answered <= 6 + 50 * taken
    assert 3.5 <= asyncio.get_running_loop().time() - begin <= 4.2


@timeless
async def test_texts_go_out_over_all_binds() -> None:
    world = World(binds=3)
    await world.start()
    await asyncio.sleep(0)
    world.sends(*map(str, range(9)))
    await settled()

    assert [len(script.seen) for script in world.scripts] == [3, 3, 3]


@pytest.mark.parametrize("status", [Status.RTHROTTLED, Status.RMSGQFUL])
def test_what_the_centre_has_no_room_for_goes_again(status: Status) -> None:
    @timeless
    async def story() -> None:
        world = World()
        centre = await world.start()
        task = world.sends("bir", "iki")
        await settled()
        first, second = centre.seen
        centre.reply(first, status)
        centre.accept(second, "m2")
        await settled()
        assert world.client.state.is_throttled
        assert len(centre.seen) == 2
        await asyncio.sleep(0.1)
        again = centre.seen[2]
        assert short(again) == short(first)
        assert again.sequence != first.sequence
        centre.accept(again, "m1")

        assert await task == [SubmitResult(("m1",)), SubmitResult(("m2",))]

    story()


@timeless
async def test_patience_with_a_full_centre_ends() -> None:
    world = World(throttle_patience=3.0)
    centre = await world.start()
    begin = asyncio.get_running_loop().time()
    task = world.sends("Salam")
    refused = 0
    while not task.done():
        await asyncio.sleep(0.01)
        for each in centre.seen[refused:]:
            centre.reply(each, Status.RTHROTTLED)
        refused = len(centre.seen)
    [error] = await task

    assert isinstance(error, Throttled)
    assert not error.is_permanent
    assert asyncio.get_running_loop().time() - begin >= 3.0
    assert refused < 15  # it did not hammer


@timeless
async def test_an_answer_that_doesn_t_come_may_have_been_a_yes() -> None:
    world = World(response_timeout=10, enquire_every=3)
    centre = await world.start()
    [error] = await world.sends("Salam")

    assert isinstance(error, Unanswered)
    assert error.was_sent
    assert world.client.is_bound  # the session answers enquiries, so it lives

    centre.accept(centre.seen[0], "m1")  # too late: nobody waits any more
    await settled()
    assert world.client.is_bound


@timeless
async def test_what_was_on_its_way_when_the_line_broke_may_have_arrived() -> None:
    world = World(window=1)
    centre = await world.start()
    task = world.sends("bir", "iki")
    await settled()
    centre.pipe.close()
    first, second = await task

    assert isinstance(first, Disconnected)
    assert first.was_sent
    assert isinstance(second, Disconnected)
    assert not second.was_sent
    await asyncio.sleep(5)
    assert world.client.is_bound
    assert world.client.state.rebinds == 1


@timeless
async def test_without_a_session_nothing_waits() -> None:
    world = World()
    with pytest.raises(Disconnected) as error:
        await world.client.submit(to=f"+{PHONE}", sender="8103", text="Salam")
    assert not error.value.was_sent
    assert await world.client.submit_many([]) == []


@timeless
async def test_a_receiver_sends_nothing() -> None:
    world = World(bind="receiver")
    centre = await world.start()
    [error] = await world.sends("Salam")

    assert isinstance(error, Disconnected)
    assert centre.seen == []


@timeless
async def test_what_no_centre_could_take_doesn_t_go() -> None:
    world = World()
    centre = await world.start()
    outcomes = await world.client.submit_many(
        [Message("Pəncərə", "8103", "Salam"), Message(f"+{PHONE}", "8103", "a" * 50_000)]
    )
    assert [type(each) for each in outcomes] == [Unsendable, TooLong]
    assert centre.seen == []


@timeless
async def test_nobody_waits_for_a_text_that_was_given_up() -> None:
    world = World(window=1)
    centre = await world.start()
    task = world.sends("bir", "iki", "üç")
    await settled()
    task.cancel()
    await settled()
    centre.accept(centre.seen[0], "m1")
    await settled()

    assert len(centre.seen) == 1
    assert world.client.state.waiting == 0


@timeless
async def test_a_peer_that_doesn_t_read_stops_us_and_not_for_ever() -> None:
    world = World(window=100_000, response_timeout=10)
    centre = await world.start()
    centre.pipe.pause_reading()
    task = world.sends(*["x" * 160] * 3000)
    await settled()
    state = world.client.state
    outcomes = await task

    assert state.bound == 1
    assert all(isinstance(each, Disconnected) for each in outcomes)
    assert centre.is_gone


# The session itself


@timeless
async def test_a_centre_that_is_away_is_asked_less_and_less_often() -> None:
    world = World(rebind_first=0.5, rebind_most=30)
    refused: list[float] = []

    def refuse() -> Script:
        refused.append(asyncio.get_running_loop().time())
        raise ConnectionRefusedError

    listening()[2775] = refuse
    await world.client.start()
    await asyncio.sleep(3600)
    waits = [later - earlier for earlier, later in pairwise(refused)]

    assert waits[0] <= 0.5
    assert 15 <= waits[-1] <= 30.1
    assert len(waits) < 260
    listening()[2775] = world._connected
    await world.client.bound()
    await world.client.stop()


@timeless
async def test_a_bind_that_is_refused_is_tried_again() -> None:
    world = World()
    world.refuses_bind = 1
    await world.client.start()
    await settled()
    world.script.reply(world.script.seen[0], Status.RINVPASWD)
    await settled()
    assert "ESME_RINVPASWD" in world.client.state.last_error
    await world.client.bound()

    assert len(world.scripts) == 2


@timeless
async def test_a_bind_without_an_answer_is_tried_again() -> None:
    world = World(response_timeout=5)
    world.refuses_bind = 1
    await world.client.start()
    await world.client.bound()

    assert len(world.scripts) == 2
    assert world.scripts[0].is_gone


@timeless
async def test_the_bind_says_who_we_are() -> None:
    world = World(system_type="VMS", bind="transmitter")
    world.refuses_bind = 1
    await world.client.start()
    await settled()
    [asked] = world.script.seen

    assert asked.command == Command.BIND_TRANSMITTER
    assert asked.body == pdu.Bind("gate", "secret", "VMS")


@timeless
async def test_an_idle_session_is_asked_whether_it_lives() -> None:
    world = World(enquire_every=30, response_timeout=10)
    centre = await world.start()
    centre.answered.discard(Command.ENQUIRE_LINK)
    await asyncio.sleep(35)
    [asked] = centre.seen
    assert asked.command == Command.ENQUIRE_LINK
    centre.reply(asked)
    await asyncio.sleep(35)
    assert len(centre.seen) == 2
    assert len(world.scripts) == 1

    await asyncio.sleep(20)  # the second is not answered
    assert centre.is_gone
    assert len(world.scripts) == 2


@timeless
async def test_we_say_that_we_live() -> None:
    world = World()
    centre = await world.start()
    sequence = centre.say(Command.ENQUIRE_LINK)
    await settled()

    assert centre.seen == [Pdu(Command.ENQUIRE_LINK_RESP, 0, sequence)]


@timeless
async def test_a_centre_that_unbinds_gets_what_is_on_its_way_first() -> None:
    world = World()
    kept: asyncio.Future[None] = asyncio.get_running_loop().create_future()
    world.client.on_deliver = lambda delivery: kept
    centre = await world.start()
    centre.say(Command.DELIVER_SM, ASKED)
    task = world.sends("Salam")
    await settled()
    centre.say(Command.UNBIND)
    await settled()
    assert not world.client.is_bound
    assert centre.commands() == [Command.SUBMIT_SM]
    centre.accept(centre.seen[0], "m1")
    kept.set_result(None)
    await settled()

    assert await task == [SubmitResult(("m1",))]
    assert centre.commands()[1:] == [Command.DELIVER_SM_RESP, Command.UNBIND_RESP]
    assert centre.is_gone
    await world.client.bound()


@timeless
async def test_a_centre_that_unbinds_is_not_kept_waiting_for_ever() -> None:
    world = World()
    centre = await world.start()
    world.sends("Salam")
    await settled()
    centre.say(Command.UNBIND)
    await asyncio.sleep(7)

    assert centre.commands() == [Command.SUBMIT_SM, Command.UNBIND_RESP]


@timeless
async def test_stopping_waits_for_what_is_on_its_way_and_unbinds() -> None:
    world = World()
    centre = await world.start()
    task = world.sends("Salam")
    await settled()
    stopping = asyncio.create_task(world.client.stop())
    await settled()
    sequence = centre.say(Command.DELIVER_SM, ASKED)
    await settled()
    assert centre.seen[-1].status == Status.RX_T_APPN  # for whoever comes after us
    assert centre.seen[-1].sequence == sequence
    centre.accept(centre.seen[0], "m1")
    await stopping

    assert await task == [SubmitResult(("m1",))]
    await settled()
    assert centre.is_gone
    await asyncio.sleep(100)
    assert len(world.scripts) == 1


@timeless
async def test_stopping_doesn_t_wait_for_ever() -> None:
    world = World(window=1)
    centre = await world.start()
    task = world.sends("bir", "iki")
    await settled()
    await world.client.stop(grace=1.0)
    first, second = await task

    assert isinstance(first, Disconnected)
    assert isinstance(second, Disconnected)
    assert (first.was_sent, second.was_sent) == (True, False)
    await settled()
    assert centre.is_gone


# Nonsense


@timeless
async def test_unknown_requests_are_refused_and_the_session_goes_on() -> None:
    world = World()
    centre = await world.start()
    centre.say(0x7777, pdu.Raw(b"who knows"))
    centre.say(Command.QUERY_SM, pdu.Raw(b"x\0"))
    centre.say(Command.OUTBIND, pdu.Outbind("centre", "secret"))
    centre.say(Command.ALERT_NOTIFICATION, pdu.Raw(b"\1\1994\0\0\0\0"))
    centre.say(Command.DELIVER_SM, pdu.Raw(b"\0\1"))
    centre.say(Command.DELIVER_SM, ASKED)
    await settled()

    assert [(each.command, each.status) for each in centre.seen] == [
        (Command.GENERIC_NACK, Status.RINVCMDID),
        (Command.GENERIC_NACK, Status.RINVCMDID),
        (Command.GENERIC_NACK, Status.RINVBNDSTS),
        (Command.DELIVER_SM_RESP, Status.RINVCMDLEN),
        (Command.DELIVER_SM_RESP, Status.ROK),
    ]


@timeless
async def test_answers_to_nothing_change_nothing() -> None:
    world = World()
    centre = await world.start()
    task = world.sends("Salam")
    await settled()
    [asked] = centre.seen
    centre.accept(asked._replace(sequence=asked.sequence + 7), "stray")
    centre.reply(asked._replace(command=Command.ENQUIRE_LINK))  # another command's answer
    await settled()
    assert not task.done()
    centre.accept(asked, "m1")
    centre.accept(asked, "twice")

    assert await task == [SubmitResult(("m1",))]
    assert world.client.is_bound


@timeless
async def test_a_generic_nack_refuses_a_text() -> None:
    world = World()
    centre = await world.start()
    task = world.sends("bir", "iki")
    await settled()
    for each, status in zip(centre.seen, (Status.RINVCMDLEN, Status.ROK), strict=True):
        centre.raw(pdu.encode(Pdu(Command.GENERIC_NACK, status, each.sequence)))
    outcomes = await task

    codes = [each.code for each in outcomes if isinstance(each, Rejected)]
    assert codes == [Status.RINVCMDLEN, Status.RUNKNOWNERR]


@timeless
async def test_an_accepted_text_stays_accepted_whatever_follows_its_id() -> None:
    world = World()
    centre = await world.start()
    task = world.sends("Salam")
    await settled()
    centre.reply(centre.seen[0], body=pdu.Raw(b"m1\0\x01\x02\x00\xffx"))

    assert await task == [SubmitResult(("m1",))]


@pytest.mark.parametrize("length", [0, 15, 0x7FFFFFFF])
def test_a_length_that_can_t_be_ends_the_session_and_begins_another(length: int) -> None:
    @timeless
    async def story() -> None:
        world = World()
        centre = await world.start()
        centre.raw(length.to_bytes(4, "big") + Command.DELIVER_SM.to_bytes(4, "big") + b"\0" * 8)
        await settled()

        assert centre.statuses() == [Status.RINVCMDLEN]
        assert centre.commands() == [Command.GENERIC_NACK]
        assert centre.is_gone
        await world.client.bound()
        assert len(world.scripts) == 2

    story()


@timeless
async def test_octets_may_come_one_by_one() -> None:
    world = World()
    centre = await world.start()
    for octet in pdu.encode(Pdu(Command.DELIVER_SM, 0, 1, ASKED)):
        centre.raw(bytes((octet,)))
    await settled()

    assert [each.text for each in world.taken] == ["2 AZE 1234567"]


@timeless
async def test_sequence_numbers_begin_anew_after_the_last() -> None:
    world = World()
    centre = await world.start()
    [link] = world.client._links
    link._sequence = pdu.MAX_SEQUENCE - 1
    world.sends("bir", "iki")
    await settled()

    assert [each.sequence for each in centre.seen] == [pdu.MAX_SEQUENCE, 1]


@timeless
async def test_a_centre_that_can_t_be_meant_is_told_at_once() -> None:
    with pytest.raises(BadAddress):
        World(window=0)


@timeless
async def test_ids_in_another_way_of_writing_meet_their_receipts() -> None:
    world = World(submit_ids="hexadecimal", receipt_ids="decimal")
    centre = await world.start()
    task = world.sends("Salam")
    await settled()
    centre.accept(centre.seen[0], "1F")
    centre.say(
        Command.DELIVER_SM, ASKED._replace(esm_class=4, short_message=b"id:0031 stat:DELIVRD")
    )
    await settled()
    [sent] = await task

    assert isinstance(sent, SubmitResult)
    assert sent.message_ids == (world.receipts[0].message_id,)

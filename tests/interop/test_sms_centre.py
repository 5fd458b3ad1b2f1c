"""npm `smpp` plays the SMS centre for every kind of message that our client sends and takes."""

from __future__ import annotations

import asyncio
import datetime
import ipaddress
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from contextlib import asynccontextmanager
from functools import wraps
from pathlib import Path
from typing import Any, ParamSpec

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from pencere.blocks.sms.smpp import parts
from pencere.blocks.sms.smpp.api import (
    Centre,
    Client,
    Delivery,
    Disconnected,
    Part,
    Receipt,
    Rejected,
    SubmitResult,
    Throttled,
)
from pencere.blocks.sms.smpp.statuses import Status

HERE = Path(__file__).parent
PHONE = "994502340003"
Event = dict[str, Any]
Told = ParamSpec("Told")


class Node:
    """The centre's process: what it says, and what it is told."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process
        self.taken: list[Delivery] = []
        self.receipts: list[Receipt] = []

    async def next(self, *events: str) -> Event:
        """The next of these events; others are passed over."""
        assert self._process.stdout is not None
        async with asyncio.timeout(30):
            while line := await self._process.stdout.readline():
                said: Event = json.loads(line)
                if said["event"] in events:
                    return said
        raise AssertionError("the centre ended")

    def tell(self, **what: Any) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(what).encode() + b"\n")

    async def deliver(self, **fields: Any) -> Event:
        """Deliver, and what the client answered."""
        pdu = {
            "source_addr_ton": 1,
            "source_addr": PHONE,
            "destination_addr": "8103",
            **fields,
        }
        self.tell(send="deliver_sm", pdu=pdu)
        return await self.next("answer")

    async def take(self, delivery: Delivery) -> None:
        self.taken.append(delivery)

    async def take_receipt(self, receipt: Receipt) -> None:
        self.receipts.append(receipt)

    async def end(self) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()
        await self._process.wait()


@asynccontextmanager
async def meeting(*files: Path, **how: Any) -> AsyncIterator[tuple[Node, Client]]:
    """The centre, and a client that is bound to it."""
    process = await asyncio.create_subprocess_exec(
        "node",
        str(HERE / "sms_centre" / "run.mjs"),
        *map(str, files),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    node = Node(process)
    try:
        port = (await node.next("listening"))["port"]
        given = {"password": "secret", "rebind_first": 0.05, **how}
        centre = Centre(name="node", host="127.0.0.1", port=port, system_id="gate", **given)
        async with Client(centre, node.take, node.take_receipt) as client:
            if given["password"] == "secret":
                await client.bound()
            yield node, client
    finally:
        await node.end()


def told(story: Callable[Told, Coroutine[Any, Any, None]]) -> Callable[Told, None]:
    @wraps(story)
    def run(*given: Told.args, **named: Told.kwargs) -> None:
        asyncio.run(story(*given, **named))

    return run


def send(client: Client, text: str, **how: Any) -> Awaitable[SubmitResult]:
    return client.submit(to=f"+{PHONE}", sender="8103", text=text, **how)


@pytest.mark.parametrize("kind", ["transceiver", "receiver", "transmitter"])
@told
async def test_every_kind_of_bind(kind: str) -> None:
    async with meeting(bind=kind) as (node, _client):
        said = await node.next(f"bind_{kind}")
        assert (said["system_id"], said["password"]) == ("gate", "secret")


@told
async def test_a_wrong_password_is_seen_and_tried_again() -> None:
    async with meeting(password="wrong") as (node, client):
        await node.next("bind_transceiver")
        await node.next("bind_transceiver")
        assert "ESME_RINVPASWD" in client.state.last_error


@pytest.mark.parametrize(
    ("text", "data_coding"),
    [
        ("2 AZE 1234567", 0),
        ("Ödəniş", 8),
        ("cost: 5€ {a} [b] ~ \\ | ^", 0),
        ("Разрешено 👍", 8),
    ],
)
@told
async def test_short_texts_to_a_phone(text: str, data_coding: int) -> None:
    async with meeting() as (node, client):
        assert await send(client, text, registered_delivery=True) == SubmitResult(("n1",))
        seen = await node.next("submit_sm")

    assert seen["short_message"]["text"] == text
    assert seen["data_coding"] == data_coding
    assert (seen["source_addr"], seen["source_addr_ton"]) == ("8103", 3)
    assert (seen["destination_addr"], seen["dest_addr_ton"]) == (PHONE, 1)
    assert seen["registered_delivery"] == 1


@pytest.mark.parametrize("text", ["İcazə verildi. " * 12, "Permit granted. " * 20])
@pytest.mark.parametrize(("way", "header"), [("udh-8", "0003"), ("udh-16", "0804")])
@told
async def test_long_texts_with_a_header(text: str, way: str, header: str) -> None:
    async with meeting(long_texts=way) as (node, client):
        sent = await send(client, text)
        seen = [await node.next("submit_sm") for _ in sent.message_ids]

    assert "".join(each["short_message"]["text"] for each in seen) == text
    assert all(each["short_message"]["header"][0].startswith(header) for each in seen)
    assert {each["esm_class"] for each in seen} == {0x40}


@told
async def test_long_texts_with_sar() -> None:
    async with meeting(long_texts="sar") as (node, client):
        sent = await send(client, "ə" * 150)
        seen = [await node.next("submit_sm") for _ in sent.message_ids]

    assert [each["sar_segment_seqnum"] for each in seen] == [1, 2, 3]
    assert {each["sar_total_segments"] for each in seen} == {3}
    assert len({each["sar_msg_ref_num"] for each in seen}) == 1
    assert "".join(each["short_message"]["text"] for each in seen) == "ə" * 150


@told
async def test_long_texts_as_message_payload() -> None:
    async with meeting(long_texts="payload") as (node, client):
        await send(client, "ə" * 900)
        seen = await node.next("submit_sm")

    assert seen["message_payload"]["text"] == "ə" * 900


@pytest.mark.parametrize(
    ("fields", "text"),
    [
        ({"short_message": "2 AZE 1234567"}, "2 AZE 1234567"),
        ({"short_message": "2#AZE€1234567"}, "2#AZE€1234567"),
        ({"short_message": "2 AZƏ 1234567"}, "2 AZƏ 1234567"),
        ({"short_message": "２ ＡＺＥ 👍"}, "２ ＡＺＥ 👍"),
        ({"short_message": "2 ÀZÊ", "data_coding": 3}, "2 ÀZÊ"),
        ({"message_payload": "ə" * 700}, "ə" * 700),
        ({"message_payload": "2 AZE", "short_message": ""}, "2 AZE"),
    ],
)
@told
async def test_texts_from_a_phone(fields: Event, text: str) -> None:
    async with meeting() as (node, _client):
        answer = await node.deliver(**fields)

    assert (answer["status"], answer["name"]) == (0, "deliver_sm_resp")
    assert [(each.sender, each.text) for each in node.taken] == [(f"+{PHONE}", text)]


@pytest.mark.parametrize(
    "header", ["050003070301", "0608040107 0301".replace(" ", "")], ids=["8 bits", "16 bits"]
)
@told
async def test_long_texts_from_a_phone_with_a_header(header: str) -> None:
    pieces = ["İcazə " * 10, "verilsin " * 7, "tez"]
    async with meeting() as (node, _client):
        for number in (3, 1, 2):
            udh = {"hex": header[:-2] + f"{number:02x}"}
            message = {"udh": udh, "message": pieces[number - 1]}
            assert (await node.deliver(short_message=message, data_coding=8))["status"] == 0

    places = {each.part.number: each for each in node.taken if each.part}
    assert {each.part._replace(number=0) for each in node.taken if each.part} == {
        Part(7 if len(header) == 12 else 0x107, 0, 3)
    }
    kept = {number: (each.octets, each.data_coding) for number, each in places.items()}
    assert parts.joined(kept, 3) == "".join(pieces)


@told
async def test_long_texts_from_a_phone_with_sar() -> None:
    async with meeting() as (node, _client):
        for number in (2, 1):
            await node.deliver(
                short_message=f"part {number} ",
                sar_msg_ref_num=9,
                sar_total_segments=2,
                sar_segment_seqnum=number,
            )

    kept = {each.part.number: (each.octets, each.data_coding) for each in node.taken if each.part}
    assert parts.joined(kept, 2) == "part 1 part 2 "


@told
async def test_a_picture_is_refused_and_the_next_text_is_taken() -> None:
    async with meeting() as (node, _client):
        refused = await node.deliver(short_message={"hex": "0102ff"}, data_coding=4)
        taken = await node.deliver(short_message="2 AZE")

    assert (refused["status"], taken["status"]) == (Status.RX_R_APPN, 0)
    assert [each.text for each in node.taken] == ["2 AZE"]


@told
async def test_receipts_in_text_and_in_parameters() -> None:
    text = b"id:n1 sub:001 dlvrd:001 submit date:2004071200 done date:2004071201 stat:DELIVRD"
    async with meeting() as (node, client):
        sent = await send(client, "Salam", registered_delivery=True)
        await node.deliver(esm_class=4, short_message={"hex": text.hex()})
        await node.deliver(esm_class=4, receipted_message_id="n1", message_state=5)

    assert sent.message_ids == ("n1",)
    assert [(each.message_id, each.state) for each in node.receipts] == [
        ("n1", "delivered"),
        ("n1", "undeliverable"),
    ]
    assert node.taken == []


@told
async def test_refusals_and_throttling() -> None:
    async with meeting(throttle_patience=0.2) as (node, client):
        for status, error in (
            (Status.RINVDSTADR, Rejected),
            (Status.RTHROTTLED, Throttled),
            (Status.RMSGQFUL, Throttled),
        ):
            node.tell(status=int(status))
            await node.next("told")
            with pytest.raises(error) as refused:
                await send(client, "Salam")
            assert refused.value.code == status
        node.tell(status=0)
        await node.next("told")
        assert (await send(client, "Salam")).message_ids


@told
async def test_both_sides_ask_whether_the_other_lives() -> None:
    async with meeting(enquire_every=0.2, response_timeout=5) as (node, client):
        await node.next("enquire_link")
        node.tell(send="enquire_link")
        assert (await node.next("answer"))["name"] == "enquire_link_resp"
        assert client.is_bound


@told
async def test_goodbye_is_said_and_heard() -> None:
    async with meeting() as (node, client):
        node.tell(send="unbind")
        assert (await node.next("answer"))["name"] == "unbind_resp"
        await node.next("bind_transceiver")
        await client.bound()
        await client.stop()
        await node.next("unbind")
        await node.next("closed")


@told
async def test_nonsense_is_refused_and_a_broken_line_is_mended() -> None:
    async with meeting() as (node, client):
        node.tell(raw="00000014 00007777 00000000 00000063 00000000".replace(" ", ""))
        nack = await node.next("generic_nack")
        assert (nack["status"], nack["sequence"]) == (Status.RINVCMDID, 99)
        assert (await node.deliver(short_message="2 AZE"))["status"] == 0

        node.tell(raw="00000200 00000005 00000000 00000064".replace(" ", ""))  # half a PDU
        node.tell(hang_up=True)
        await node.next("bind_transceiver")
        await client.bound()
        assert (await node.deliver(short_message="3 AZE"))["status"] == 0
    assert [each.text for each in node.taken] == ["2 AZE", "3 AZE"]


@told
async def test_what_was_sent_when_the_line_broke_may_have_arrived() -> None:
    async with meeting() as (node, client):
        node.tell(hang_up=True)
        await node.next("closed")
        with pytest.raises(Disconnected):
            await send(client, "Salam")


def certificate(folder: Path) -> tuple[Path, Path]:
    """Key and certificate of 127.0.0.1, signed by itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "SMS centre")])
    now = datetime.datetime.now(datetime.UTC)
    address = x509.IPAddress(ipaddress.ip_address("127.0.0.1"))
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([address]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    key_file, file = folder / "key.pem", folder / "centre.pem"
    file.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    key_file.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return key_file, file


def test_over_tls_the_centre_proves_who_it_is(tmp_path: Path) -> None:
    key, file = certificate(tmp_path)

    async def story() -> None:
        async with meeting(key, file, tls=True, tls_ca=str(file)) as (node, client):
            assert (await send(client, "İcazə")).message_ids == ("n1",)
            assert (await node.deliver(short_message="2 AZE"))["status"] == 0

    async def impostor() -> None:
        async with meeting(key, file, tls=True, password="secret ") as (_node, client):
            while not client.state.last_error:
                await asyncio.sleep(0.01)
            assert "CERTIFICATE_VERIFY_FAILED" in client.state.last_error

    asyncio.run(story())
    asyncio.run(impostor())

"""PDUs are octets and back; what is no PDU is refused with the right status."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pencere.blocks.sms.smpp import pdu
from pencere.blocks.sms.smpp.errors import Malformed
from pencere.blocks.sms.smpp.pdu import Command, Pdu, ShortMessage
from pencere.blocks.sms.smpp.statuses import Status, is_permanent, status_name

octet = st.integers(0, 255)
sequences = st.integers(1, pdu.MAX_SEQUENCE)


def words(most: int) -> st.SearchStrategy[str]:
    return st.text(st.characters(min_codepoint=33, max_codepoint=126), max_size=most)


tlvs = st.lists(st.tuples(st.integers(0, 0xFFFF), st.binary(max_size=40)), max_size=4).map(tuple)
short_messages = st.builds(
    ShortMessage,
    service_type=words(5),
    source_ton=octet,
    source_npi=octet,
    source=words(20),
    destination_ton=octet,
    destination_npi=octet,
    destination=words(20),
    esm_class=octet,
    protocol_id=octet,
    priority_flag=octet,
    schedule_delivery_time=words(16),
    validity_period=words(16),
    registered_delivery=octet,
    replace_if_present=octet,
    data_coding=octet,
    default_message_id=octet,
    short_message=st.binary(max_size=254),
    tlvs=tlvs,
)
binds = st.builds(pdu.Bind, words(15), words(8), words(12), octet, octet, octet, words(40))
datas = short_messages.map(
    lambda each: ShortMessage(
        service_type=each.service_type,
        source=each.source,
        destination=each.destination,
        esm_class=each.esm_class,
        data_coding=each.data_coding,
        tlvs=each.tlvs,
    )
)
EVERY: dict[tuple[int, ...], st.SearchStrategy[Any]] = {
    (Command.SUBMIT_SM, Command.DELIVER_SM): short_messages,
    (Command.DATA_SM,): datas,
    (Command.BIND_TRANSCEIVER, Command.BIND_RECEIVER, Command.BIND_TRANSMITTER): binds,
    (Command.BIND_TRANSCEIVER_RESP, Command.BIND_RECEIVER_RESP): st.builds(
        pdu.BindResponse, words(15), tlvs
    ),
    (Command.SUBMIT_SM_RESP, Command.DELIVER_SM_RESP, Command.DATA_SM_RESP): st.builds(
        pdu.MessageId, words(64), tlvs
    ),
    (Command.OUTBIND,): st.builds(pdu.Outbind, words(15), words(8)),
    (Command.UNBIND, Command.ENQUIRE_LINK, Command.GENERIC_NACK): st.just(pdu.Raw()),
    (Command.QUERY_SM, 0x7777): st.builds(pdu.Raw, st.binary(max_size=50)),
}


@given(st.data(), sequences, st.integers(0, 0xFFFFFFFF))
def test_every_pdu_comes_back_as_it_went(data: st.DataObject, sequence: int, status: int) -> None:
    commands, bodies = data.draw(st.sampled_from(list(EVERY.items())))
    one = Pdu(data.draw(st.sampled_from(commands)), status, sequence, data.draw(bodies))

    assert pdu.decode(pdu.encode(one)) == one


@given(short_messages, st.data())
def test_a_deliver_sm_that_was_cut_is_malformed(message: ShortMessage, data: st.DataObject) -> None:
    body = pdu.encode_short_message(message._replace(tlvs=()))
    end = data.draw(st.integers(0, len(body) - 1))

    with pytest.raises(Malformed) as refused:
        pdu.decode_body(Command.DELIVER_SM, body, 0, end)
    assert refused.value.status in {Status.RINVCMDLEN, Status.RINVMSGLEN}


@given(st.binary(max_size=300), st.sampled_from(sorted(Command)))
def test_any_octets_are_a_body_or_malformed(octets: bytes, command: int) -> None:
    with suppress(Malformed):
        pdu.decode_body(command, octets, 0, len(octets))


def test_the_octets_are_those_of_the_specification() -> None:
    """The PDU that the encyclopedia spells out octet by octet."""
    octets = bytes.fromhex(
        "0000003c000000040000000000000005"
        "00 02 08 35353500 01 01 35353535353535353500 00 00 00 00 00 00 00 03 00 0f"
        "48656c6c6f2077696b697065646961".replace(" ", "")
    )
    read = pdu.decode(octets)

    assert (read.command, read.status, read.sequence) == (Command.SUBMIT_SM, 0, 5)
    assert read.body == ShortMessage(
        source_ton=2,
        source_npi=8,
        source="555",
        destination_ton=1,
        destination_npi=1,
        destination="555555555",
        data_coding=3,
        short_message=b"Hello wikipedia",
    )
    assert pdu.encode(read) == octets


def test_unknown_parameters_are_kept_in_order() -> None:
    kept = ((0x1401, b"vendor"), (pdu.Tag.MESSAGE_PAYLOAD, b"text"), (0x1401, b"again"))
    message = ShortMessage(source="1", destination="2", tlvs=kept)
    read = pdu.decode(pdu.encode(Pdu(Command.DELIVER_SM, 0, 1, message))).body

    assert isinstance(read, ShortMessage)
    assert read.tlvs == kept
    assert read.tlv(0x1401) == b"vendor"
    assert read.payload == b"text"


def test_some_centres_pad_with_nuls() -> None:
    body = pdu.encode_short_message(ShortMessage(short_message=b"x")) + b"\0\0"
    read = pdu.decode_body(Command.DELIVER_SM, body, 0, len(body))

    assert read == ShortMessage(short_message=b"x")


@pytest.mark.parametrize(
    ("tail", "status"),
    [
        (b"\x00\x1e\x00\x09abc", Status.RINVPARLEN),
        (b"\x00\x1e\x01", Status.RINVOPTPARSTREAM),
    ],
)
def test_broken_parameters_are_named(tail: bytes, status: Status) -> None:
    body = pdu.encode_short_message(ShortMessage(short_message=b"x")) + tail
    with pytest.raises(Malformed) as refused:
        pdu.decode_body(Command.DELIVER_SM, body, 0, len(body))
    assert refused.value.status == status


@pytest.mark.parametrize(
    ("message", "status"),
    [
        (ShortMessage(source="9" * 21), Status.RINVSRCADR),
        (ShortMessage(destination="9" * 21), Status.RINVDSTADR),
    ],
)
@pytest.mark.parametrize("command", [Command.DELIVER_SM, Command.DATA_SM])
def test_an_address_longer_than_any_number_is_refused(
    message: ShortMessage, status: Status, command: Command
) -> None:
    body = pdu.encode_body(command, message)
    with pytest.raises(Malformed) as refused:
        pdu.decode_body(command, body, 0, len(body))
    assert refused.value.status == status


def test_what_is_too_long_is_not_written() -> None:
    with pytest.raises(ValueError, match="254"):
        pdu.encode_short_message(ShortMessage(short_message=b"x" * 255))
    with pytest.raises(ValueError, match="NUL"):
        pdu.encode_body(Command.OUTBIND, pdu.Outbind("a\0b"))


@pytest.mark.parametrize("octets", [b"", b"\0" * 15, bytes.fromhex("00000011" + "00" * 12)])
def test_a_length_that_is_wrong_is_refused(octets: bytes) -> None:
    with pytest.raises(Malformed):
        pdu.decode(octets)


def test_a_password_is_not_shown() -> None:
    assert "secret" not in repr(pdu.Bind("gateway", "secret"))
    assert "secret" not in repr(pdu.Outbind("gateway", "secret"))


def test_an_error_may_come_without_its_body() -> None:
    assert pdu.decode_body(Command.SUBMIT_SM_RESP, b"", 0, 0) == pdu.MessageId()
    assert pdu.decode_body(Command.BIND_TRANSCEIVER_RESP, b"", 0, 0) == pdu.BindResponse()
    assert pdu.decode_body(Command.SUBMIT_SM_RESP, b"42", 0, 2) == pdu.MessageId("42")


def test_statuses_have_names_and_tell_what_to_do() -> None:
    assert status_name(0x58) == "ESME_RTHROTTLED"
    assert status_name(0x404) == "status 0x00000404"
    assert is_permanent(Status.RINVDSTADR)
    assert not is_permanent(Status.RSYSERR)
    assert not is_permanent(0x404)
    assert not is_permanent(Status.ROK)
    assert pdu.command_name(0x80000004) == "submit_sm_resp"
    assert pdu.command_name(0x7777) == "command 0x00007777"

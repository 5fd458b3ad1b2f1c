"""The PDUs of SMPP 3.4 (chapter 4) and their octets.

Nothing here knows a session. What comes in is taken generously (addresses longer than the
specification allows are not), what goes out is written strictly. Parameters that nobody knows
are kept as they are.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Mapping
from enum import IntEnum
from typing import Final, NamedTuple

from pencere.blocks.sms.smpp.errors import Malformed
from pencere.blocks.sms.smpp.statuses import Status

HEADER: Final = struct.Struct(">IIII")
HEADER_SIZE: Final = 16
MAX_SIZE: Final = 0x11000
"""A message_payload of 65,535 octets with all that may stand around it."""
RESPONSE: Final = 0x80000000
MAX_SEQUENCE: Final = 0x7FFFFFFF
MAX_ADDRESS: Final = 20
MAX_SHORT_MESSAGE: Final = 254
INTERFACE_VERSION: Final = 0x34

_TLV = struct.Struct(">HH")


class Command(IntEnum):
    """command_id (section 5.1.2.1). A response has the bit RESPONSE besides."""

    BIND_RECEIVER = 0x01
    BIND_TRANSMITTER = 0x02
    QUERY_SM = 0x03
    SUBMIT_SM = 0x04
    DELIVER_SM = 0x05
    UNBIND = 0x06
    REPLACE_SM = 0x07
    CANCEL_SM = 0x08
    BIND_TRANSCEIVER = 0x09
    OUTBIND = 0x0B
    ENQUIRE_LINK = 0x15
    SUBMIT_MULTI = 0x21
    ALERT_NOTIFICATION = 0x0102
    DATA_SM = 0x0103
    GENERIC_NACK = 0x80000000
    BIND_RECEIVER_RESP = 0x80000001
    BIND_TRANSMITTER_RESP = 0x80000002
    QUERY_SM_RESP = 0x80000003
    SUBMIT_SM_RESP = 0x80000004
    DELIVER_SM_RESP = 0x80000005
    UNBIND_RESP = 0x80000006
    REPLACE_SM_RESP = 0x80000007
    CANCEL_SM_RESP = 0x80000008
    BIND_TRANSCEIVER_RESP = 0x80000009
    ENQUIRE_LINK_RESP = 0x80000015
    SUBMIT_MULTI_RESP = 0x80000021
    DATA_SM_RESP = 0x80000103


class Tag(IntEnum):
    """The optional parameters that are read or written here (section 5.3.2)."""

    RECEIPTED_MESSAGE_ID = 0x001E
    SAR_MSG_REF_NUM = 0x020C
    SAR_TOTAL_SEGMENTS = 0x020E
    SAR_SEGMENT_SEQNUM = 0x020F
    SC_INTERFACE_VERSION = 0x0210
    NETWORK_ERROR_CODE = 0x0423
    MESSAGE_PAYLOAD = 0x0424
    MESSAGE_STATE = 0x0427


class EsmClass:
    """The bits of esm_class (section 5.2.12)."""

    TYPE: Final = 0x3C
    RECEIPT: Final = 0x04
    INTERMEDIATE: Final = 0x20
    UDH: Final = 0x40


Tlvs = tuple[tuple[int, bytes], ...]


class Bind(NamedTuple):
    """Of all three kinds of bind."""

    system_id: str = ""
    password: str = ""
    system_type: str = ""
    interface_version: int = INTERFACE_VERSION
    addr_ton: int = 0
    addr_npi: int = 0
    address_range: str = ""

    def __repr__(self) -> str:
        return f"Bind(system_id={self.system_id!r}, system_type={self.system_type!r})"


class BindResponse(NamedTuple):
    """Who the centre says it is. An error may come without it."""

    system_id: str = ""
    tlvs: Tlvs = ()


class Outbind(NamedTuple):
    """A centre's wish to be bound to."""

    system_id: str = ""
    password: str = ""

    def __repr__(self) -> str:
        return f"Outbind(system_id={self.system_id!r})"


class MessageId(NamedTuple):
    """The answer to submit_sm, deliver_sm and data_sm."""

    message_id: str = ""
    tlvs: Tlvs = ()


class ShortMessage(NamedTuple):
    """submit_sm and deliver_sm; data_sm has fewer fields, the others keep their defaults."""

    service_type: str = ""
    source_ton: int = 0
    source_npi: int = 0
    source: str = ""
    destination_ton: int = 0
    destination_npi: int = 0
    destination: str = ""
    esm_class: int = 0
    protocol_id: int = 0
    priority_flag: int = 0
    schedule_delivery_time: str = ""
    validity_period: str = ""
    registered_delivery: int = 0
    replace_if_present: int = 0
    data_coding: int = 0
    default_message_id: int = 0
    short_message: bytes = b""
    tlvs: Tlvs = ()

    def tlv(self, tag: int) -> bytes | None:
        """The value of an optional parameter, of its first where it stands twice."""
        for each, value in self.tlvs:
            if each == tag:
                return value
        return None

    @property
    def payload(self) -> bytes:
        """The user data, wherever they stand: short_message or message_payload."""
        if self.short_message:
            return self.short_message
        return self.tlv(Tag.MESSAGE_PAYLOAD) or b""


class Raw(NamedTuple):
    """The body of a PDU that is only told apart, not read."""

    octets: bytes = b""


Body = Bind | BindResponse | Outbind | MessageId | ShortMessage | Raw


class Pdu(NamedTuple):
    """A whole PDU. `command` may be one that the specification doesn't know."""

    command: int
    status: int = 0
    sequence: int = 0
    body: Body = Raw()


def command_name(command: int) -> str:
    """`deliver_sm` for 0x05; a number for what isn't known."""
    try:
        return Command(command).name.lower()
    except ValueError:
        return f"command 0x{command:08X}"


def decode(octets: bytes) -> Pdu:
    """The PDU that `octets` are, all of them. Raises Malformed."""
    if len(octets) < HEADER_SIZE:
        raise Malformed(Status.RINVCMDLEN, "a PDU has at least 16 octets")
    length, command, status, sequence = HEADER.unpack_from(octets)
    if length != len(octets):
        raise Malformed(Status.RINVCMDLEN, "command_length is another than the PDU's")
    return Pdu(command, status, sequence, decode_body(command, octets, HEADER_SIZE, length))


def decode_body(command: int, octets: bytes, at: int, end: int) -> Body:
    """The body of a PDU, which stands in `octets` from `at` up to `end`. Raises Malformed."""
    reader = _READERS.get(command)
    if reader is None:
        return Raw(octets[at:end])
    try:
        return reader(octets, at, end)
    except (ValueError, IndexError):
        raise Malformed(Status.RINVCMDLEN, f"{command_name(command)} is too short") from None


def decode_short_message(octets: bytes, at: int, end: int) -> ShortMessage:
    """submit_sm and deliver_sm. Raises Malformed, ValueError or IndexError."""
    stop = octets.index(0, at, end)
    service_type = octets[at:stop].decode("latin-1")
    source_at = stop + 3
    stop = octets.index(0, source_at, end)
    destination_at = stop + 3
    source = octets[source_at:stop].decode("latin-1")
    if len(source) > MAX_ADDRESS:
        raise Malformed(Status.RINVSRCADR, "source_addr is too long")
    stop = octets.index(0, destination_at, end)
    destination = octets[destination_at:stop].decode("latin-1")
    if len(destination) > MAX_ADDRESS:
        raise Malformed(Status.RINVDSTADR, "destination_addr is too long")
    classes = stop + 1
    schedule_at = classes + 3
    stop = octets.index(0, schedule_at, end)
    schedule = octets[schedule_at:stop].decode("latin-1")
    validity_at = stop + 1
    stop = octets.index(0, validity_at, end)
    text_at = stop + 6
    if text_at > end:
        raise Malformed(Status.RINVCMDLEN, "the message ends before its length")
    text_end = text_at + octets[stop + 5]
    if text_end > end:
        raise Malformed(Status.RINVMSGLEN, "sm_length is more than there is")
    return ShortMessage(
        service_type,
        octets[source_at - 2],
        octets[source_at - 1],
        source,
        octets[destination_at - 2],
        octets[destination_at - 1],
        destination,
        octets[classes],
        octets[classes + 1],
        octets[classes + 2],
        schedule,
        octets[validity_at:stop].decode("latin-1"),
        octets[stop + 1],
        octets[stop + 2],
        octets[stop + 3],
        octets[stop + 4],
        octets[text_at:text_end],
        decode_tlvs(octets, text_end, end) if text_end < end else (),
    )


def decode_tlvs(octets: bytes, at: int, end: int) -> Tlvs:
    """Optional parameters in their order. NULs that some centres leave at the end are no
    parameter."""
    found = []
    while at + 4 <= end:
        tag, length = _TLV.unpack_from(octets, at)
        value_at = at + 4
        at = value_at + length
        if at > end:
            raise Malformed(Status.RINVPARLEN, "an optional parameter is longer than the PDU")
        found.append((tag, octets[value_at:at]))
    if any(octets[at:end]):
        raise Malformed(Status.RINVOPTPARSTREAM, "octets follow the optional parameters")
    return tuple(found)


def _read_data(octets: bytes, at: int, end: int) -> ShortMessage:
    service_type, at = _string(octets, at, end)
    ton, npi = octets[at : at + 2]
    source, at = _address(octets, at + 2, end, Status.RINVSRCADR)
    to_ton, to_npi = octets[at : at + 2]
    destination, at = _address(octets, at + 2, end, Status.RINVDSTADR)
    if at + 3 > end:
        raise ValueError
    return ShortMessage(
        service_type=service_type,
        source_ton=ton,
        source_npi=npi,
        source=source,
        destination_ton=to_ton,
        destination_npi=to_npi,
        destination=destination,
        esm_class=octets[at],
        registered_delivery=octets[at + 1],
        data_coding=octets[at + 2],
        tlvs=decode_tlvs(octets, at + 3, end),
    )


def _read_bind(octets: bytes, at: int, end: int) -> Bind:
    system_id, at = _string(octets, at, end)
    password, at = _string(octets, at, end)
    system_type, at = _string(octets, at, end)
    if at + 3 > end:
        raise ValueError
    version, ton, npi = octets[at : at + 3]
    address_range, at = _string(octets, at + 3, end)
    return Bind(system_id, password, system_type, version, ton, npi, address_range)


def _read_bind_response(octets: bytes, at: int, end: int) -> BindResponse:
    if at == end:
        return BindResponse()
    system_id, at = _string(octets, at, end)
    return BindResponse(system_id, decode_tlvs(octets, at, end))


def _read_outbind(octets: bytes, at: int, end: int) -> Outbind:
    system_id, at = _string(octets, at, end)
    password, at = _string(octets, at, end)
    return Outbind(system_id, password)


def decode_message_id(octets: bytes, at: int, end: int) -> MessageId:
    """The body of submit_sm_resp and its like, which an error may lack."""
    if at == end:
        return MessageId()
    stop = octets.find(0, at, end)
    if stop < 0:  # some centres forget the NUL
        return MessageId(octets[at:end].decode("latin-1"))
    message_id = octets[at:stop].decode("latin-1")
    if stop + 1 == end:
        return MessageId(message_id)
    return MessageId(message_id, decode_tlvs(octets, stop + 1, end))


def _string(octets: bytes, at: int, end: int) -> tuple[str, int]:
    stop = octets.index(0, at, end)
    return octets[at:stop].decode("latin-1"), stop + 1


def _address(octets: bytes, at: int, end: int, status: Status) -> tuple[str, int]:
    address, after = _string(octets, at, end)
    if len(address) > MAX_ADDRESS:
        raise Malformed(status, "an address is too long")
    return address, after


_READERS: Final[Mapping[int, Callable[[bytes, int, int], Body]]] = {
    Command.BIND_RECEIVER: _read_bind,
    Command.BIND_TRANSMITTER: _read_bind,
    Command.BIND_TRANSCEIVER: _read_bind,
    Command.BIND_RECEIVER_RESP: _read_bind_response,
    Command.BIND_TRANSMITTER_RESP: _read_bind_response,
    Command.BIND_TRANSCEIVER_RESP: _read_bind_response,
    Command.OUTBIND: _read_outbind,
    Command.SUBMIT_SM: decode_short_message,
    Command.DELIVER_SM: decode_short_message,
    Command.DATA_SM: _read_data,
    Command.SUBMIT_SM_RESP: decode_message_id,
    Command.DELIVER_SM_RESP: decode_message_id,
    Command.DATA_SM_RESP: decode_message_id,
}


def encode(pdu: Pdu) -> bytes:
    """The octets of a PDU. Raises ValueError where a value has no room in its field."""
    command, status, sequence, body = pdu
    octets = encode_body(command, body)
    return HEADER.pack(HEADER_SIZE + len(octets), command, status, sequence) + octets


def encode_body(command: int, body: Body) -> bytes:
    """The octets of a body. Raises ValueError where a value has no room in its field."""
    if isinstance(body, ShortMessage):
        write = _write_data if command == Command.DATA_SM else encode_short_message
        return write(body)
    if isinstance(body, Raw):
        return body.octets
    if isinstance(body, Bind):
        return _write_bind(body)
    if isinstance(body, Outbind):
        return _c(body.system_id) + _c(body.password)
    text = body.system_id if isinstance(body, BindResponse) else body.message_id
    return _c(text) + encode_tlvs(body.tlvs)


def encode_short_message(message: ShortMessage) -> bytes:
    """The body of submit_sm and deliver_sm."""
    (
        service_type,
        ton,
        npi,
        source,
        to_ton,
        to_npi,
        destination,
        esm_class,
        protocol_id,
        priority,
        schedule,
        validity,
        registered,
        replace,
        data_coding,
        default_id,
        text,
        tlvs,
    ) = message
    if len(text) > MAX_SHORT_MESSAGE:
        raise ValueError("a short_message has at most 254 octets")
    octets = b"%b\0%c%c%b\0%c%c%b\0%c%c%c%b\0%b\0%c%c%c%c%c%b" % (
        service_type.encode("ascii"),
        ton,
        npi,
        source.encode("latin-1"),
        to_ton,
        to_npi,
        destination.encode("latin-1"),
        esm_class,
        protocol_id,
        priority,
        schedule.encode("ascii"),
        validity.encode("ascii"),
        registered,
        replace,
        data_coding,
        default_id,
        len(text),
        text,
    )
    return octets + encode_tlvs(tlvs) if tlvs else octets


def _write_data(message: ShortMessage) -> bytes:
    return b"%b%c%c%b%c%c%b%c%c%c%b" % (
        _c(message.service_type),
        message.source_ton,
        message.source_npi,
        _c(message.source),
        message.destination_ton,
        message.destination_npi,
        _c(message.destination),
        message.esm_class,
        message.registered_delivery,
        message.data_coding,
        encode_tlvs(message.tlvs),
    )


def _write_bind(bind: Bind) -> bytes:
    versions = bytes((bind.interface_version, bind.addr_ton, bind.addr_npi))
    named = _c(bind.system_id) + _c(bind.password) + _c(bind.system_type)
    return named + versions + _c(bind.address_range)


def encode_tlvs(tlvs: Tlvs) -> bytes:
    """Optional parameters in the order given."""
    return b"".join([_TLV.pack(tag, len(value)) + value for tag, value in tlvs])


def _c(text: str) -> bytes:
    if "\0" in text:
        raise ValueError("a NUL ends a string of SMPP")
    return text.encode("latin-1") + b"\0"

"""Long texts: cutting them for the air, and joining what came in parts.

Four ways are known: a user data header with a reference of 8 or 16 bits (3GPP TS 23.040,
9.2.3.24.1 and .8), the optional parameters sar_* and message_payload of SMPP.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple
from zlib import crc32

from pencere.blocks.sms.smpp import coding
from pencere.blocks.sms.smpp.centre import LongTexts
from pencere.blocks.sms.smpp.coding import DataCoding
from pencere.blocks.sms.smpp.errors import Malformed, TooLong, Unreadable
from pencere.blocks.sms.smpp.messages import Part
from pencere.blocks.sms.smpp.pdu import EsmClass, ShortMessage, Tag, Tlvs
from pencere.blocks.sms.smpp.statuses import Status

WHOLE: Final[Mapping[int, int]] = {DataCoding.DEFAULT: 160, DataCoding.UCS2: 140}
"""Octets of SMPP that fit into one message on the air (160 septets, 70 UCS-2 letters)."""
PIECE: Final[Mapping[LongTexts, Mapping[int, int]]] = {
    "udh-8": {DataCoding.DEFAULT: 153, DataCoding.UCS2: 134},
    "udh-16": {DataCoding.DEFAULT: 152, DataCoding.UCS2: 132},
    "sar": {DataCoding.DEFAULT: 152, DataCoding.UCS2: 132},
}
"""Octets that fit beside the header; the centre makes one of either size from sar_*."""
MAX_PARTS: Final = 255
MAX_PAYLOAD: Final = 0xFFFF

_CONCATENATED_8: Final = 0x00
_CONCATENATED_16: Final = 0x08
_SAR: Final = tuple(map(int, (Tag.SAR_MSG_REF_NUM, Tag.SAR_SEGMENT_SEQNUM, Tag.SAR_TOTAL_SEGMENTS)))


class Piece(NamedTuple):
    """What of a text goes into one submit_sm."""

    esm_class: int
    data_coding: int
    short_message: bytes
    tlvs: Tlvs


def cut(text: str, way: LongTexts = "udh-8", key: str = "") -> list[Piece]:
    """The pieces of a text: one where it fits. Raises TooLong.

    `key` decides the reference of the parts: the same key, the same reference.
    """
    octets, data_coding = coding.encode(text)
    if len(octets) <= WHOLE[data_coding]:
        return [Piece(0, data_coding, octets, ())]
    if way == "payload":
        if len(octets) > MAX_PAYLOAD:
            raise TooLong("a message_payload has at most 65,535 octets")
        return [Piece(0, data_coding, b"", ((Tag.MESSAGE_PAYLOAD, octets),))]
    cuts = list(_slices(octets, data_coding, PIECE[way][data_coding]))
    if len(cuts) > MAX_PARTS:
        raise TooLong("a concatenated message has at most 255 parts")
    reference = crc32(key.encode() if key else octets)
    return [
        _piece(way, data_coding, octet, Part(reference & 0xFFFF, number, len(cuts)))
        for number, octet in enumerate(cuts, start=1)
    ]


def _slices(octets: bytes, data_coding: int, size: int) -> Iterator[bytes]:
    """Cut so that no letter is torn: neither an escape from its letter nor a surrogate pair."""
    at = 0
    while at < len(octets):
        end = min(at + size, len(octets))
        if end < len(octets):
            end -= _torn(octets, data_coding, end)
        yield octets[at:end]
        at = end


def _torn(octets: bytes, data_coding: int, end: int) -> int:
    """How many octets before `end` begin a letter that goes on after it."""
    if data_coding == DataCoding.UCS2:
        return 2 if octets[end - 2] & 0xFC == 0xD8 else 0
    return 1 if octets[end - 1] == coding.ESCAPE else 0


def _piece(way: LongTexts, data_coding: int, octets: bytes, part: Part) -> Piece:
    reference, number, total = part
    if way == "sar":
        tlvs = (
            (Tag.SAR_MSG_REF_NUM, reference.to_bytes(2, "big")),
            (Tag.SAR_TOTAL_SEGMENTS, bytes((total,))),
            (Tag.SAR_SEGMENT_SEQNUM, bytes((number,))),
        )
        return Piece(0, data_coding, octets, tlvs)
    if way == "udh-16":
        named = bytes((6, _CONCATENATED_16, 4)) + reference.to_bytes(2, "big")
    else:
        named = bytes((5, _CONCATENATED_8, 3, reference & 0xFF))
    return Piece(EsmClass.UDH, data_coding, named + bytes((total, number)) + octets, ())


def part_of(message: ShortMessage) -> tuple[bytes, Part | None]:
    """The text's octets without a header, and where they belong in a longer one.

    A reference that makes no sense (part 3 of 2, part 0) is passed over, as 23.040 asks. Raises
    Malformed where the header is longer than the message.
    """
    octets = message.payload
    if message.esm_class & EsmClass.UDH and octets:
        size = octets[0] + 1
        if size > len(octets):
            raise Malformed(Status.RINVMSGLEN, "the user data header is longer than the message")
        return octets[size:], _in_header(octets[1:size])
    return octets, _in_tlvs(message) if message.tlvs else None


def _in_header(header: bytes) -> Part | None:
    at = 0
    while at + 2 <= len(header):
        element, length = header[at], header[at + 1]
        value = header[at + 2 : at + 2 + length]
        if element == _CONCATENATED_8 and len(value) == 3:
            return _sensible(value[0], value[2], value[1])
        if element == _CONCATENATED_16 and len(value) == 4:
            return _sensible(value[0] << 8 | value[1], value[3], value[2])
        at += 2 + length
    return None


def _in_tlvs(message: ShortMessage) -> Part | None:
    given = {tag: int.from_bytes(value, "big") for tag, value in message.tlvs if tag in _SAR}
    if len(given) < len(_SAR):
        return None
    return _sensible(*(given[tag] for tag in _SAR))


def _sensible(reference: int, number: int, total: int) -> Part | None:
    return Part(reference, number, total) if 1 <= number <= total > 1 else None


def joined(
    parts: Mapping[int, tuple[bytes, int]],
    total: int,
    *,
    alphabet: str = "gsm",
    gap: str = "…",
) -> str:
    """The text of a long message from its parts, as they were kept: number → (octets,
    data_coding). Where parts are missing stands `gap`.

    Pure: the caller keeps each part under centre, sender, recipient, reference and total until
    all of 1…total are there or a deadline has passed, and acknowledges a part as soon as it is
    kept. A part that came twice overwrites itself. `alphabet` is the centre's (`Centre`).
    """
    text = ""
    run: list[bytes] = []
    run_coding = 0
    for number in range(1, total + 1):
        octets, data_coding = parts.get(number, (b"", -1))
        if run and data_coding != run_coding:
            text += _readable(b"".join(run), run_coding, alphabet)
            run = []
        if data_coding < 0:
            text += "" if text.endswith(gap) else gap
        else:
            run.append(octets)
            run_coding = data_coding
    return text + (_readable(b"".join(run), run_coding, alphabet) if run else "")


def _readable(octets: bytes, data_coding: int, alphabet: str) -> str:
    try:
        return coding.decode(octets, data_coding, alphabet)
    except Unreadable:
        return coding.UNREADABLE_LETTER

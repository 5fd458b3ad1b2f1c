"""Long texts are cut and joined, whichever way a centre likes."""

from __future__ import annotations

import random
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pencere.blocks.sms.smpp import parts
from pencere.blocks.sms.smpp.centre import LongTexts
from pencere.blocks.sms.smpp.errors import Malformed, TooLong
from pencere.blocks.sms.smpp.messages import Part
from pencere.blocks.sms.smpp.pdu import EsmClass, ShortMessage, Tag, Tlvs

WAYS: Sequence[LongTexts] = ("udh-8", "udh-16", "sar", "payload")
texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0\x1b"), max_size=900)
gsm_texts = st.text(st.sampled_from("abc {}€@"), max_size=1500)


def received(text: str, way: LongTexts, key: str = "k") -> list[ShortMessage]:
    """The messages that a centre makes of a text."""
    return [
        ShortMessage(
            esm_class=piece.esm_class,
            data_coding=piece.data_coding,
            short_message=piece.short_message,
            tlvs=piece.tlvs,
        )
        for piece in parts.cut(text, way, key)
    ]


def kept(messages: Sequence[ShortMessage]) -> dict[int, tuple[bytes, int]]:
    """As a caller keeps the parts."""
    found = {}
    for message in messages:
        octets, part = parts.part_of(message)
        found[part.number if part else 1] = (octets, message.data_coding)
    return found


@given(st.one_of(texts, gsm_texts), st.sampled_from(WAYS), st.randoms())
def test_parts_in_any_order_make_the_text(text: str, way: LongTexts, dice: random.Random) -> None:
    messages = received(text, way)
    total = len(messages)
    dice.shuffle(messages)
    messages += dice.sample(messages, dice.randint(0, total))  # some come twice

    assert parts.joined(kept(messages), total) == text


@pytest.mark.parametrize(
    ("text", "way", "sizes"),
    [
        ("a" * 160, "udh-8", [160]),
        ("a" * 161, "udh-8", [153, 8]),
        ("a" * 306, "udh-8", [153, 153]),
        ("a" * 161, "udh-16", [152, 9]),
        ("a" * 161, "sar", [152, 9]),
        ("ə" * 70, "udh-8", [140]),
        ("ə" * 71, "udh-8", [134, 8]),
        ("ə" * 71, "udh-16", [132, 10]),
        ("a" * 152 + "€" + "a" * 10, "udh-8", [152, 12]),
        ("ə" * 66 + "👍" + "ə" * 10, "udh-8", [132, 24]),
        ("a" * 161, "payload", [161]),
    ],
)
def test_a_part_has_what_fits_and_tears_no_letter(
    text: str, way: LongTexts, sizes: list[int]
) -> None:
    assert [len(parts.part_of(each)[0]) for each in received(text, way)] == sizes


@pytest.mark.parametrize("way", ["udh-8", "udh-16", "sar"])
def test_the_same_key_gives_the_same_reference(way: LongTexts) -> None:
    def references(key: str) -> set[int]:
        found = (parts.part_of(each)[1] for each in received("ə" * 200, way, key))
        return {part.reference for part in found if part}

    assert len(references("a")) == 1
    assert references("a") == references("a") != references("b")


def test_a_text_of_more_than_255_parts_is_too_long() -> None:
    assert len(parts.cut("a" * 153 * 255)) == 255
    with pytest.raises(TooLong):
        parts.cut("a" * (153 * 255 + 1))
    with pytest.raises(TooLong):
        parts.cut("a" * 70_000, "payload")


def test_where_a_part_is_missing_stands_a_gap() -> None:
    messages = received("a" * 150 + "bbb" + "c" * 153 + "d" * 10, "udh-8")
    some = kept([messages[0], messages[2]])

    assert parts.joined(some, 3) == "a" * 150 + "bbb" + "…" + "d" * 10
    assert parts.joined({}, 3) == "…"


def test_parts_may_be_in_different_alphabets() -> None:
    some = {1: (b"2 AZE ", 0), 2: ("ə".encode("utf-16-be"), 8), 3: (b"\x01", 4)}

    assert parts.joined(some, 3) == "2 AZE ə\ufffd"


def test_a_letter_that_was_cut_in_two_is_whole_again() -> None:
    """A phone or a centre that cuts octets and not letters."""
    octets = "👍".encode("utf-16-be")

    assert parts.joined({1: (octets[:2], 8), 2: (octets[2:], 8)}, 2) == "👍"
    assert parts.joined({1: (b"a\x1b", 0), 2: (b"\x65b", 0)}, 2) == "a€b"


def with_header(header: bytes) -> ShortMessage:
    return ShortMessage(
        esm_class=EsmClass.UDH, short_message=bytes((len(header),)) + header + b"text"
    )


@pytest.mark.parametrize(
    ("header", "part"),
    [
        (bytes((0, 3, 7, 2, 1)), Part(7, 1, 2)),
        (bytes((8, 4, 1, 7, 3, 3)), Part(0x107, 3, 3)),
        (bytes((5, 4, 0, 1, 0, 2, 0, 3, 9, 2, 2)), Part(9, 2, 2)),  # after port numbers
        (bytes((0, 3, 7, 2, 3)), None),  # part 3 of 2
        (bytes((0, 3, 7, 2, 0)), None),
        (bytes((0, 3, 7, 0, 0)), None),
        (bytes((0, 3, 7, 1, 1)), None),  # alone
        (bytes((0, 3, 7)), None),
        (bytes((0x24, 1, 1)), None),  # a national alphabet's table
    ],
)
def test_headers_are_read_and_nonsense_is_passed_over(header: bytes, part: Part | None) -> None:
    assert parts.part_of(with_header(header)) == (b"text", part)


def test_a_header_longer_than_its_message_is_malformed() -> None:
    with pytest.raises(Malformed):
        parts.part_of(ShortMessage(esm_class=EsmClass.UDH, short_message=b"\x20abc"))


def test_a_header_may_stand_in_message_payload() -> None:
    payload = bytes((5, 0, 3, 1, 2, 1)) + b"text"
    message = ShortMessage(esm_class=EsmClass.UDH, tlvs=((Tag.MESSAGE_PAYLOAD, payload),))

    assert parts.part_of(message) == (b"text", Part(1, 1, 2))


def test_half_of_the_sar_parameters_are_none() -> None:
    message = ShortMessage(short_message=b"text", tlvs=((Tag.SAR_MSG_REF_NUM, b"\0\1"),))

    assert parts.part_of(message) == (b"text", None)


@given(
    st.binary(max_size=60),
    st.lists(st.tuples(st.integers(0x20C, 0x20F), st.binary(max_size=3))).map(tuple),
)
def test_any_octets_are_a_part_or_malformed(octets: bytes, given_tlvs: Tlvs) -> None:
    message = ShortMessage(
        esm_class=EsmClass.UDH if octets else 0, short_message=octets, tlvs=given_tlvs
    )
    try:
        _octets, part = parts.part_of(message)
    except Malformed:
        return
    assert part is None or 1 <= part.number <= part.total

"""Texts in the alphabets of short messages."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pencere.blocks.sms.smpp import coding
from pencere.blocks.sms.smpp.coding import DataCoding
from pencere.blocks.sms.smpp.errors import Unreadable

GSM = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCXYZÄÖÑÜ§¿abcäöñüà"
EXTENDED = "^{}\\[~]|€\f"


@given(st.text(st.sampled_from(GSM + EXTENDED)))
def test_what_gsm_can_say_is_said_in_gsm(text: str) -> None:
    octets, data_coding = coding.encode(text)

    assert data_coding == DataCoding.DEFAULT
    assert len(octets) == len(text) + sum(letter in EXTENDED for letter in text)
    assert coding.decode(octets, data_coding) == text


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")))
def test_every_text_comes_back_as_it_went(text: str) -> None:
    assert coding.decode(*coding.encode(text)) == text


@pytest.mark.parametrize("text", ["İcazə verildi", "Разрешено", "Ａ２", "👍", "a\x1bb"])
def test_anything_else_goes_in_ucs2(text: str) -> None:
    octets, data_coding = coding.encode(text)

    assert data_coding == DataCoding.UCS2
    assert octets == text.encode("utf-16-be")


@pytest.mark.parametrize(
    ("data_coding", "octets", "text"),
    [
        (0x00, b"2 AZE 1234567\x00", "2 AZE 1234567@"),
        (0x01, b"2 AZE [@]", "2 AZE [@]"),
        (0x01, b"\x1b\x3c2\x1b\x3e\x00", "[2]@"),  # GSM, from node-smpp and others
        (0x03, "é".encode("latin-1"), "é"),
        (0x06, "Привет".encode("iso8859-5"), "Привет"),
        (0x08, "İcazə".encode("utf-16-be"), "İcazə"),
        (0x10, b"flash", "flash"),
        (0x18, "ə".encode("utf-16-be"), "ə"),
        (0x48, "ə".encode("utf-16-be"), "ə"),
        (0xC8, b"voice mail", "voice mail"),
        (0xD0, b"voice mail", "voice mail"),
        (0xE0, "ə".encode("utf-16-be"), "ə"),
        (0xF0, b"class 0", "class 0"),
        (0xF3, b"class 3", "class 3"),
    ],
)
def test_every_coding_of_texts_is_read(data_coding: int, octets: bytes, text: str) -> None:
    assert coding.decode(octets, data_coding) == text


@pytest.mark.parametrize(
    "data_coding", [0x02, 0x04, 0x05, 0x09, 0x14, 0x1C, 0x20, 0x9F, 0xF4, 0xF7]
)
def test_a_coding_without_a_text_is_unreadable(data_coding: int) -> None:
    with pytest.raises(Unreadable) as error:
        coding.decode(b"\x01\x02", data_coding)
    assert error.value.data_coding == data_coding


@given(st.binary(), st.integers(0, 255))
def test_any_octets_are_a_text_or_unreadable(octets: bytes, data_coding: int) -> None:
    try:
        text = coding.decode(octets, data_coding)
    except Unreadable:
        return
    assert "\0" not in text
    text.encode()  # no half of a surrogate pair, which a database refuses


def test_a_centre_may_mean_something_else_by_its_default() -> None:
    assert coding.decode("é@".encode("latin-1"), 0, "latin-1") == "é@"
    assert coding.decode("ə".encode(), 0, "utf-8") == "ə"


def test_an_escape_to_nothing_is_a_space() -> None:
    assert coding.decode(b"a\x1bzb\x1b", 0) == "a zb "

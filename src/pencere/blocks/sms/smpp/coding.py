"""The alphabets of short messages: GSM 03.38 with its extension table, UCS-2, Latin-1 and the
others that data_coding names (SMPP 3.4 section 5.2.19, 3GPP TS 23.038 chapters 4 and 6)."""

from __future__ import annotations

import codecs
from collections.abc import Mapping
from enum import IntEnum
from typing import Final, NamedTuple

from pencere.blocks.sms.smpp.errors import Unreadable

_BASIC = (
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ\x1bÆæßÉ"
    " !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§"
    "¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
ESCAPE: Final = 0x1B
EXTENSION: Final[Mapping[int, str]] = {
    0x0A: "\f",
    0x14: "^",
    0x28: "{",
    0x29: "}",
    0x2F: "\\",
    0x3C: "[",
    0x3D: "~",
    0x3E: "]",
    0x40: "|",
    0x65: "€",
}
UNREADABLE_LETTER: Final = "\ufffd"

_DECODING = _BASIC + UNREADABLE_LETTER * 128
_ENCODING = codecs.charmap_build(_BASIC)
_EXTENDED = {ord(letter): "\x1b" + _BASIC[code] for code, letter in EXTENSION.items()}
_EXTENDED_LETTERS = frozenset(EXTENSION.values())


class DataCoding(IntEnum):
    """The values of data_coding that are written here."""

    DEFAULT = 0x00
    LATIN_1 = 0x03
    UCS2 = 0x08


class Encoded(NamedTuple):
    """A text as octets, with the data_coding that says how to read them."""

    octets: bytes
    data_coding: int


def encode(text: str) -> Encoded:
    """GSM 03.38, an octet a septet, where every letter is in it; else UCS-2 (with surrogate
    pairs for what lies beyond)."""
    septets = encode_gsm(text)
    if septets is not None:
        return Encoded(septets, DataCoding.DEFAULT)
    return Encoded(text.encode("utf-16-be", "replace"), DataCoding.UCS2)


def encode_gsm(text: str) -> bytes | None:
    """Octets of GSM 03.38, or None if a letter is not in it."""
    if "\x1b" in text:
        return None
    if not _EXTENDED_LETTERS.isdisjoint(text):
        text = text.translate(_EXTENDED)
    try:
        return codecs.charmap_encode(text, "strict", _ENCODING)[0]
    except UnicodeEncodeError:
        return None


def decode_gsm(octets: bytes) -> str:
    """The text of GSM 03.38, an octet a septet. What can't be read is U+FFFD; an escape before
    what is not in the extension table is a space, as section 6.2.1.1 asks."""
    if ESCAPE not in octets:
        return codecs.charmap_decode(octets, "strict", _DECODING)[0]
    first, *others = octets.split(b"\x1b")
    text = codecs.charmap_decode(first, "strict", _DECODING)[0]
    for each in others:
        letter = EXTENSION.get(each[0]) if each else None
        rest = each if letter is None else each[1:]
        text += (letter or " ") + codecs.charmap_decode(rest, "strict", _DECODING)[0]
    return text


_OWN: Final[Mapping[int, str]] = {
    0x01: "ascii",
    0x03: "latin-1",
    0x06: "iso8859-5",
    0x07: "iso8859-8",
    0x08: "utf-16-be",
    0x0E: "euc-kr",
}
"""What SMPP itself numbers."""
_ASCII_TEXT: Final = frozenset((*range(0x20, 0x100), 0x0A, 0x0D))
"""Some centres write 1 (ASCII) and mean GSM 03.38; a text has no other control characters."""
_GSM_ALPHABETS: Final = ("gsm", "", "utf-16-be", "")
"""What bits 3 and 2 name in the groups of 23.038: 8-bit data and the reserved are no text."""
_COMPRESSED: Final = 0x20


def alphabet_of(data_coding: int, default: str = "gsm") -> str:
    """The alphabet of a data_coding: "gsm" or the name of a Python codec. Raises Unreadable.

    `default` is what the centre means by 0. From 0x10 on the groups of GSM 03.38 hold, whatever
    their message class or waiting-message bits say.
    """
    if data_coding == 0:
        return default
    group = data_coding >> 4
    if group == 0:
        alphabet = _OWN.get(data_coding, "")
    elif group < 8:  # general, and marked for automatic deletion
        alphabet = "" if data_coding & _COMPRESSED else _GSM_ALPHABETS[data_coding >> 2 & 3]
    elif group in {0xC, 0xD}:
        alphabet = "gsm"
    elif group == 0xE:
        alphabet = "utf-16-be"
    elif group == 0xF:
        alphabet = "" if data_coding & 0x04 else "gsm"
    else:
        alphabet = ""
    if not alphabet:
        raise Unreadable(data_coding)
    return alphabet


def decode(octets: bytes, data_coding: int, default: str = "gsm") -> str:
    """The text. Raises Unreadable where the coding says that there is none.

    A letter that can't be read is U+FFFD, and so is a NUL: a message that is half readable
    gets an answer, one that is refused gets none.
    """
    alphabet = alphabet_of(data_coding, default)
    if alphabet == "gsm" or (alphabet == "ascii" and not _ASCII_TEXT.issuperset(octets)):
        return decode_gsm(octets)
    text = octets.decode(alphabet, "replace")
    return text.replace("\0", UNREADABLE_LETTER) if "\0" in text else text

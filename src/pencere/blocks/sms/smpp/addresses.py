"""Numbers as SMPP writes them (digits, a type and a plan) and as the world does (+ and digits)."""

from __future__ import annotations

from enum import IntEnum
from typing import NamedTuple


class Ton(IntEnum):
    """Type of number (section 5.2.5), those that are written here."""

    UNKNOWN = 0
    INTERNATIONAL = 1
    NATIONAL = 2
    NETWORK_SPECIFIC = 3
    ALPHANUMERIC = 5


class Address(NamedTuple):
    """What stands in a PDU."""

    ton: int
    npi: int
    digits: str


ISDN = 1
MAX_LETTERS = 11


def written(number: str) -> Address:
    """`+` and digits is international; letters are a name; anything else a short number.

    Raises ValueError for what no centre could take.
    """
    if number.startswith("+") and number[1:].isdecimal() and number.isascii():
        return Address(Ton.INTERNATIONAL, ISDN, _fitting(number[1:], 15))
    if number.isdecimal() and number.isascii():
        return Address(Ton.NETWORK_SPECIFIC, 0, _fitting(number, 15))
    if number[:1].isalnum() and number.isascii() and number.isprintable():
        return Address(Ton.ALPHANUMERIC, 0, _fitting(number, MAX_LETTERS))
    raise ValueError("this is no address of a short message")


def _fitting(digits: str, most: int) -> str:
    if len(digits) > most:
        raise ValueError("an address of a short message is too long")
    return digits


def international(digits: str, ton: int, country_code: str = "") -> str:
    """`+` and digits where it is certain; else the digits as they came.

    `country_code` completes what the centre writes in the national way; without it only
    numbers that the centre calls international are completed.
    """
    if not digits.isdecimal() or ton == Ton.ALPHANUMERIC:
        return digits
    if ton == Ton.INTERNATIONAL:
        return "+" + digits
    if not country_code or len(digits) < 8:
        return digits
    if digits.startswith("00"):
        return "+" + digits[2:]
    if digits.startswith("0") or ton == Ton.NATIONAL:
        return f"+{country_code}{digits.removeprefix('0')}"
    return "+" + digits if digits.startswith(country_code) and len(digits) > 9 else digits

"""Identifiers: UUIDv7 inside; outside a reference that can be read over the phone.

A reference is random letters of Crockford's base 32 (no I, L, O, U, so nothing is mistaken for
1 or 0) and one check character. The check is a weighted sum over the field of 32 elements with
powers of a primitive element as weights: one mistyped character and any two exchanged ones are
always found, up to 31 characters.
"""

from __future__ import annotations

import re
import secrets
from uuid import UUID

import uuid_utils.compat
from django.utils.translation import gettext_lazy as _

from pencere.kernel.errors import Invalid

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_VALUE = {letter: value for value, letter in enumerate(ALPHABET)}
_FIELD_POLYNOMIAL = 0b100101
"""x^5 + x^2 + 1: primitive over GF(2), so that x has order 31."""
_MAX_LENGTH = 31

# What people type or read for a letter: Crockford's confusions, and Cyrillic look-alikes from a
# keyboard that was left in the other layout.
_READ_AS = str.maketrans(
    {
        **dict.fromkeys("OoОо", "0"),
        **dict.fromkeys("IiİıLl", "1"),
        **dict(zip("АВЕКМНРСТХавекмнрстх", "ABEKMHPCTX" * 2, strict=True)),
    }
)
_SEPARATORS = re.compile(r"[\s\-‐-―−_./·]+")


def new_id() -> UUID:
    """A UUIDv7 (RFC 9562): sorts by the time it was made, so that indexes grow at one end."""
    return uuid_utils.compat.uuid7()


def _times_x(value: int) -> int:
    value <<= 1
    return value ^ _FIELD_POLYNOMIAL if value & 0b100000 else value


def _remainder(characters: str) -> int:
    total = 0
    for letter in characters:
        total = _times_x(total) ^ _VALUE[letter]
    return total


def check_character(characters: str) -> str:
    """The character that makes `characters` (of ALPHABET, 30 at most) a valid reference."""
    if len(characters) >= _MAX_LENGTH:
        raise ValueError("the check character covers 30 characters at most")
    return ALPHABET[_times_x(_remainder(characters))]


def reference_number(*, length: int = 8, group: int = 4) -> str:
    """A new random reference such as `K7M2-9QX4-H`: `length` random characters in groups of
    `group`, and the check character.

    8 give 40 bits: enough to be rare, not to be unique. Keep it under a unique constraint and
    draw again on a collision. Where a reference must also be hard to guess, take 12.
    """
    characters = "".join(secrets.choice(ALPHABET) for _ in range(length))
    return grouped(characters + check_character(characters), group=group)


def grouped(characters: str, *, group: int = 4) -> str:
    """`characters`, of which the last is the check character, with a hyphen between groups."""
    body = characters[:-1]
    parts = [body[start : start + group] for start in range(0, len(body), group)]
    return "-".join([*parts, characters[-1]])


def _example(length: int, group: int) -> str:
    characters = ("K7M29QX4" * 4)[:length]
    return grouped(characters + check_character(characters), group=group)


def normalise_reference(text: str, *, length: int = 8, group: int = 4) -> str:
    """The canonical form of a reference as somebody typed it: whatever case, spaces, hyphens,
    O for 0, I or L for 1, and Cyrillic letters that look the same.

    Raises Invalid when it has the wrong length or its check character doesn't fit.
    """
    characters = _SEPARATORS.sub("", text[:200]).translate(_READ_AS).upper()
    if any(letter not in _VALUE for letter in characters) or len(characters) != length + 1:
        raise Invalid(
            _("This is not a number that we give out. It looks like this: %(example)s.")
            % {"example": _example(length, group)},
            code="reference-form",
        )
    if _remainder(characters) != 0:
        raise Invalid(
            _("There is a slip in this number. Did you mistype a character, or swap two?"),
            code="reference-check",
        )
    return grouped(characters, group=group)

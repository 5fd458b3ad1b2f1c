"""The machine-readable zone of a passport: ICAO Doc 9303, parts 3 and 4 (size TD3).

Two lines of 44 characters. Every check digit must be right. Plain functions over plain text.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

WIDTH = 44
_WEIGHTS = (7, 3, 1)
_VALUES = {letter: value for value, letter in enumerate("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ")}
_VALUES["<"] = 0
_LINE = re.compile(r"[A-Z0-9<]{44}")
_STATE = re.compile(r"[A-Z]{3}|[A-Z]{1,2}<{1,2}")


class NotAPassport(ValueError):
    """The lines are not those of a passport, or were misread; `line` is 1 or 2."""

    def __init__(self, line: int) -> None:
        self.line = line
        super().__init__(f"line {line}")


@dataclass(frozen=True, slots=True)
class Passport:
    """What the two lines say."""

    issuer: str
    """Issuing state: ICAO's code of one to three letters."""
    number: str
    surname: str
    given_names: str
    nationality: str
    born_on: dt.date
    sex: str
    """`M`, `F`, or empty where it isn't said."""
    expires_on: dt.date


def check_digit(text: str) -> str:
    """The check digit of a field (Doc 9303-3, 4.9). Raises KeyError for another character."""
    total = sum(_VALUES[letter] * _WEIGHTS[place % 3] for place, letter in enumerate(text))
    return str(total % 10)


def parse(first: str, second: str, *, today: dt.date) -> Passport:
    """Read the two lines as they were typed or pasted; `today` decides the century of the date
    of birth. Raises NotAPassport."""
    upper, lower = _line(first, 1), _line(second, 2)
    if upper[0] != "P" or not _STATE.fullmatch(upper[2:5]):
        raise NotAPassport(1)
    surname, _, given = upper[5:].partition("<<")
    if not surname.strip("<"):
        raise NotAPassport(1)
    _check(lower)
    born_on, expires_on = _dates(lower, today)
    number = lower[:9].rstrip("<")
    if not number or not _STATE.fullmatch(lower[10:13]) or lower[20] not in "MF<":
        raise NotAPassport(2)
    return Passport(
        issuer=upper[2:5].rstrip("<"),
        number=number,
        surname=_words(surname),
        given_names=_words(given),
        nationality=lower[10:13].rstrip("<"),
        born_on=born_on,
        sex=lower[20].strip("<"),
        expires_on=expires_on,
    )


def _line(typed: str, number: int) -> str:
    compact = re.sub(r"\s+", "", typed).upper().replace("«", "<<").replace("‹", "<")
    if not _LINE.fullmatch(compact):
        raise NotAPassport(number)
    return compact


def _check(lower: str) -> None:
    fields = ((lower[:9], 9), (lower[13:19], 19), (lower[21:27], 27), (lower[28:42], 42))
    whole = lower[:10] + lower[13:20] + lower[21:43]
    for text, place in (*fields, (whole, 43)):
        # An empty personal number may have a filler in place of its check digit.
        is_empty = place == 42 and not text.strip("<")
        expected = {check_digit(text), "<"} if is_empty else {check_digit(text)}
        if lower[place] not in expected:
            raise NotAPassport(2)


def _dates(lower: str, today: dt.date) -> tuple[dt.date, dt.date]:
    try:
        born_on = _date(lower[13:19], 2000)
        if born_on > today:
            born_on = _date(lower[13:19], 1900)
        return born_on, _date(lower[21:27], 2000)
    except ValueError:
        raise NotAPassport(2) from None


def _date(text: str, century: int) -> dt.date:
    return dt.date(century + int(text[:2]), int(text[2:4]), int(text[4:]))


def _words(text: str) -> str:
    return " ".join(part.capitalize() for part in text.split("<") if part)

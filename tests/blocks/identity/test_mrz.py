"""The two lines at the foot of a passport's page."""

from __future__ import annotations

import contextlib
import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pencere.blocks.identity import mrz

TODAY = dt.date(2026, 11, 26)
# The specimen of ICAO Doc 9303-4, appendix A.
FIRST = "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<"
SECOND = "L898902C36UTO7408122F1204159ZE184226B<<<<<10"
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789<"


def lines(
    number: str, born_on: dt.date, expires_on: dt.date, personal: str = ""
) -> tuple[str, str]:
    """The lines of a made-up passport, their check digits right."""
    number, personal = number.ljust(9, "<"), personal.ljust(14, "<")
    born, expires = born_on.strftime("%y%m%d"), expires_on.strftime("%y%m%d")
    digit = mrz.check_digit
    lower = f"{number}{digit(number)}TUR{born}{digit(born)}M{expires}{digit(expires)}"
    lower += personal + digit(personal)
    lower += digit(lower[:10] + lower[13:20] + lower[21:43])
    return "P<TURYILMAZ<<MEHMET".ljust(44, "<"), lower


def test_the_specimen_of_the_standard() -> None:
    passport = mrz.parse(FIRST, SECOND, today=TODAY)

    assert passport == mrz.Passport(
        issuer="UTO",
        number="L898902C3",
        surname="Eriksson",
        given_names="Anna Maria",
        nationality="UTO",
        born_on=dt.date(1974, 8, 12),
        sex="F",
        expires_on=dt.date(2012, 4, 15),
    )


def test_it_is_forgiven_blanks_small_letters_and_guillemets() -> None:
    typed = FIRST.lower().replace("<<anna", "«anna")

    assert mrz.parse(f" {typed[:20]} {typed[20:]}\n", SECOND, today=TODAY).surname == "Eriksson"


NUMBERS = st.text(st.sampled_from(LETTERS[:-1]), min_size=1, max_size=9)
BIRTHS = st.dates(dt.date(1927, 1, 1), TODAY)
ENDS = st.dates(dt.date(2000, 1, 1), dt.date(2099, 12, 31))
PERSONAL = st.text(st.sampled_from(LETTERS[:-1]), max_size=14)


@given(NUMBERS, BIRTHS, ENDS, PERSONAL)
def test_what_is_written_is_read(
    number: str, born_on: dt.date, expires_on: dt.date, personal: str
) -> None:
    passport = mrz.parse(*lines(number, born_on, expires_on, personal), today=TODAY)

    assert (passport.number, passport.born_on, passport.expires_on) == (
        number,
        born_on,
        expires_on,
    )


@given(NUMBERS, BIRTHS, ENDS, st.integers(0, 43), st.integers(1, 9))
def test_one_wrong_digit_is_found(
    number: str, born_on: dt.date, expires_on: dt.date, place: int, more: int
) -> None:
    """A digit that was misread for another changes its check digit: 7, 3 and 1 share no factor
    with 10."""
    first, second = lines(number, born_on, expires_on)
    if not second[place].isdigit():
        return
    wrong = second[:place] + str((int(second[place]) + more) % 10) + second[place + 1 :]

    with pytest.raises(mrz.NotAPassport):
        mrz.parse(first, wrong, today=TODAY)


@given(st.text(max_size=60), st.text(max_size=60))
def test_garbage_is_refused_and_breaks_nothing(first: str, second: str) -> None:
    with pytest.raises(mrz.NotAPassport):
        mrz.parse(first, second, today=TODAY)


@given(
    st.text(st.sampled_from(LETTERS), min_size=44, max_size=44),
    st.text(st.sampled_from(LETTERS), min_size=44, max_size=44),
)
def test_lines_of_the_right_length_break_nothing(first: str, second: str) -> None:
    with contextlib.suppress(mrz.NotAPassport):
        assert mrz.parse(first, second, today=TODAY).number


@pytest.mark.parametrize(
    "second",
    [
        "L898902C36UTO7413122F1204159ZE184226B<<<<<10",
        "L898902C36UTO7408122X1204159ZE184226B<<<<<10",
        "L898902C36UT07408122F1204159ZE184226B<<<<<10",
        "L898902C36UTO7408122F1204159ZE184226B<<<<<1",
    ],
)
def test_what_can_not_be(second: str) -> None:
    with pytest.raises(mrz.NotAPassport) as refusal:
        mrz.parse(FIRST, second, today=TODAY)

    assert refusal.value.line == 2

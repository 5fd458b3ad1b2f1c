"""Money, accounts, documents, plates, masks and signatures: typed in many ways, kept in one."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.casework.definitions.households import household
from tests.casework.definitions.sample import situation

from pencere.casework.definitions import engine
from pencere.casework.definitions.values import Limits, clean

TODAY = dt.date(2026, 11, 23)


def cleaned(key: str, raw: object, **limits: Any) -> tuple[Any, str]:
    value, error = clean(household().fields[key], raw, Limits(**limits))
    return value, error["en"] if error else ""


@pytest.mark.parametrize(
    ("key", "typed", "value"),
    [
        ("rent", "12,50", 1250),
        ("rent", "12.5", 1250),
        ("rent", "1 234,50 AZN", 123450),
        ("rent", "1.234,50 ₼", 123450),
        ("rent", "12", 1200),
        ("rent", 12, 12),  # stored: minor units
        ("rent", 12.0, 12),
        ("account", "az21 nabz 0000 0000 1370 1000 1944", "AZ21NABZ00000000137010001944"),
        ("card", "aa 1234567", "AA1234567"),
        ("car", "10aa123", "10-AA-123"),
        ("meter", "12ab34", "12-AB-34"),
        ("meter", "12-AB-34", "12-AB-34"),
        ("meter", "12 ab/34", "12-AB-34"),
    ],
)
def test_what_is_right(key: str, typed: object, value: object) -> None:
    assert cleaned(key, typed) == (value, "")
    assert cleaned(key, value) == (value, "")


@pytest.mark.parametrize(
    ("key", "typed", "told"),
    [
        ("rent", "12,505", "amount of money"),
        ("rent", "twelve", "amount of money"),
        ("rent", "9" * 30, "amount of money"),
        ("rent", 10**400, "amount of money"),
        ("rent", 0.5, "amount of money"),
        ("rent", float("inf"), "amount of money"),
        ("rent", ["1", "2"], "could not be read"),
        ("account", "DE89370400440532013000", "IBAN"),
        ("account", "AZ22NABZ00000000137010001944", "IBAN"),
        ("card", "C12345678", "such a document"),
        ("car", "AA-10-123", "plate"),
        ("meter", "1A-AB-34", "99-AA-99"),
        ("meter", "02-AB-34", "No zero first"),
    ],
)
def test_what_is_wrong_is_kept_and_told(key: str, typed: object, told: str) -> None:
    assert told in cleaned(key, typed)[1]


def test_bounds_of_money_are_told_as_money() -> None:
    assert "1.00" in cleaned("rent", "0,50", least=100)[1]
    assert cleaned("rent", "1", least=100) == (100, "")


@given(st.integers(-(10**13), 10**13))
def test_money_survives_being_typed(minor: int) -> None:
    sign, amount = ("-" if minor < 0 else ""), abs(minor)
    typed = f"{sign}{amount // 100},{amount % 100:02d}"
    assert cleaned("rent", typed) == (minor, "")


def signed(raw: dict[str, object], stored: object = None, name: str = "Aysel") -> Any:
    now = situation(
        form={"signed": stored, **HOUSEHOLD},
        applicant={"kind": "person", "name": name},
        today=TODAY,
    )
    values, errors = engine.clean_page(household(), "plot", raw, now)
    return values["signed"], "signed" in errors


HOUSEHOLD = {"members": [{"name": "Ay", "born_on": "1950-01-01", "income": 5}]}
SIGNATURE = {"by": "Aysel", "at": "2026-11-23", "method": "declaration"}


def test_a_signature_is_made_by_the_server() -> None:
    assert signed({"signed": "true"}) == (SIGNATURE, False)
    earlier = {**SIGNATURE, "at": "2026-11-01"}
    assert signed({"signed": "on"}, earlier) == (earlier, False)
    assert signed({"signed": earlier}, earlier) == (earlier, False)


@pytest.mark.parametrize("raw", ["", "no", {"by": "The mayor", "at": "2026-11-23", "method": "x"}])
def test_nobody_signs_for_another(raw: object) -> None:
    assert signed({"signed": raw}) == (None, True)
    assert signed({"signed": "true"}, {**SIGNATURE, "by": "Orxan"}) == (SIGNATURE, False)

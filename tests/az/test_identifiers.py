"""Numbers of Azerbaijan: what people type is brought to one form, what can't be one is refused."""

from __future__ import annotations

import datetime as dt

import pytest

from pencere_az import PACK, identifiers
from pencere_az.regions import regions


@pytest.mark.parametrize(
    ("typed", "canonical"),
    [
        ("5ayseL1", "5AYSEL1"),
        (" 5AYS EL1 ", "5AYSEL1"),
        ("5АУSЕL1", "5AYSEL1"),  # А, У, Е typed on a Russian keyboard
        ("5AYSEL", "5AYSEL"),  # a foreigner's
        ("A1B2C", "A1B2C"),
        ("5AYSELI", None),
        ("5AYSELO", None),
        ("5AYSEL12", None),
        ("", None),
        ("5AYSƏL1", None),
    ],
)
def test_personal_identifier(typed: str, canonical: str | None) -> None:
    assert PACK.normalise_person_identifier(typed) == canonical


def test_a_citizens_identifier_has_seven_characters() -> None:
    assert identifiers.fin("5AYSEL1") == "5AYSEL1"
    assert identifiers.fin("5AYSEL") is None
    assert identifiers.foreigner_pin("5AYSEL") == "5AYSEL"
    assert identifiers.foreigner_pin("5AYSEL1") is None


@pytest.mark.parametrize(
    ("typed", "canonical"),
    [
        ("9900071001", "9900071001"),
        ("140 519 6831", "1405196831"),
        ("1405196832", "1405196832"),
        ("1405196841", None),
        ("1405196833", None),
        ("abc", None),
    ],
)
def test_taxpayers_number(typed: str, canonical: str | None) -> None:
    assert PACK.normalise_organisation_identifier(typed) == canonical


@pytest.mark.parametrize(
    ("typed", "canonical"),
    [
        ("AZE 12345678", "AZE12345678"),
        ("aa1234567", "AA1234567"),
        ("AZE1234567", None),
        ("A12345678", None),
    ],
)
def test_identity_card(typed: str, canonical: str | None) -> None:
    assert identifiers.identity_card(typed) == canonical


@pytest.mark.parametrize(
    ("typed", "canonical"),
    [
        ("MYİ1234567", "MYİ1234567"),
        ("myi 1234567", "MYİ1234567"),
        ("DYI1234567", "DYİ1234567"),
        ("mom1234567", "MOM1234567"),
        ("XYI1234567", None),
        ("MYİ123456", None),
    ],
)
def test_residence_card(typed: str, canonical: str | None) -> None:
    assert identifiers.residence_card(typed) == canonical


@pytest.mark.parametrize(
    ("typed", "canonical"),
    [
        ("10-AA-123", "10-AA-123"),
        ("10aa123", "10-AA-123"),
        ("99 ам 417", "99-AM-417"),
        ("00-AA-123", None),
        ("10-A-123", None),
    ],
)
def test_plate(typed: str, canonical: str | None) -> None:
    assert identifiers.plate(typed) == canonical


@pytest.mark.parametrize(
    ("typed", "canonical"),
    [
        ("+994 50 234 56 78", "+994502345678"),
        ("050 234 56 78", "+994502345678"),
        ("+90 532 123 45 67", "+905321234567"),
        ("12", None),
        ("telefon", None),
    ],
)
def test_phone(typed: str, canonical: str | None) -> None:
    assert PACK.normalise_phone(typed) == canonical


def test_bank_account() -> None:
    valid = "AZ21NABZ00000000137010001944"
    assert identifiers.iban("AZ21 NABZ 0000 0000 1370 1000 1944") == valid
    assert identifiers.iban("AZ22NABZ00000000137010001944") is None
    assert identifiers.iban("DE89370400440532013000") is None
    assert PACK.normalise_iban("DE89 3704 0044 0532 0130 00", any_country=True) is not None


@pytest.mark.parametrize(
    ("kinds", "typed", "canonical"),
    [
        (["identity-card"], "aa 1234567", "AA1234567"),
        (["identity-card"], "AZE 12345678", "AZE12345678"),
        (["passport"], "c 12345678", "C12345678"),
        (["identity-card"], "c 12345678", None),
        (["identity-card", "passport"], "c 12345678", "C12345678"),
        (["residence-card"], "myi 1234567", "MYİ1234567"),
        (["unheard-of"], "AA1234567", None),
    ],
)
def test_documents_by_kind(kinds: list[str], typed: str, canonical: str | None) -> None:
    assert PACK.normalise_document_number(kinds, typed) == canonical


def test_places_lie_in_the_country() -> None:
    assert PACK.bounds.contain(40.4093, 49.8671)  # Baku
    assert PACK.bounds.contain(39.2089, 45.4122)  # Nakhchivan
    assert not PACK.bounds.contain(41.0082, 28.9784)  # Istanbul


def test_days_off() -> None:
    assert PACK.is_holiday(dt.date(2026, 1, 20))
    assert PACK.is_holiday(dt.date(2026, 3, 30))  # moved from a weekend
    assert not PACK.is_holiday(dt.date(2026, 11, 23))


def test_regions_are_spelt_with_their_own_letters() -> None:
    assert len(regions()) == 78
    assert regions()["AZ-KAN"] == "Kəngərli"
    assert not any("ǝ" in name for name in regions().values())

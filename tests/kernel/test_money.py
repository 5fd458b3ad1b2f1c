"""Money: nothing is lost, nothing is mixed."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from pencere.kernel.money import CurrencyMismatch, Money

amounts = st.integers(-(10**15), 10**15)


@given(amounts, st.lists(st.integers(0, 1000), min_size=1, max_size=20).filter(any))
def test_a_split_adds_up_and_is_fair(minor: int, shares: list[int]) -> None:
    whole = Money(minor, "AZN")
    parts = whole.split(shares)
    assert sum((part.minor for part in parts), 0) == minor
    for part, share in zip(parts, shares, strict=True):
        assert abs(part.minor - Decimal(minor) * share / sum(shares)) < 1


@given(amounts, amounts)
def test_sums(a: int, b: int) -> None:
    assert Money(a, "AZN") + Money(b, "AZN") - Money(b, "AZN") == Money(a, "AZN")
    assert (Money(a, "AZN") < Money(b, "AZN")) == (a < b)
    assert -Money(a, "AZN") == Money(a, "AZN") * -1


@pytest.mark.parametrize(
    ("minor", "share", "rounded"),
    [(50, "0.05", 2), (70, "0.05", 4), (100, "0.18", 18), (-50, "0.05", -2)],
)
def test_half_a_minor_unit_goes_to_the_even_one(minor: int, share: str, rounded: int) -> None:
    assert Money(minor, "AZN").portion(Decimal(share)).minor == rounded


def test_currencies_do_not_mix() -> None:
    with pytest.raises(CurrencyMismatch):
        Money(1, "AZN") + Money(1, "USD")


@pytest.mark.parametrize("wrong", [1.5, True, "1", None])
def test_only_whole_minor_units(wrong: Any) -> None:
    with pytest.raises(TypeError):
        Money(wrong, "AZN")
    with pytest.raises(TypeError):
        Money(1, "AZN") * wrong


@pytest.mark.parametrize("shares", [[], [0, 0], [1, -1]])
def test_impossible_shares(shares: list[int]) -> None:
    with pytest.raises(ValueError, match=r"."):
        Money(10, "AZN").split(shares)


def test_from_major_units() -> None:
    assert Money.of("12.50", "AZN") == Money(1250, "AZN")
    assert Money.of(7, "JPY") == Money(7, "JPY")
    assert Money(1250, "AZN").major == Decimal("12.50")
    for wrong in ("12.505", "NaN", "Infinity"):
        with pytest.raises(ValueError, match=r"."):
            Money.of(wrong, "AZN")
    with pytest.raises(ValueError, match="currency"):
        Money(1, "azn")


@pytest.mark.parametrize(
    ("language", "written"),
    [("az", "1.234,50\xa0₼"), ("ru", "1\xa0234,50\xa0AZN"), ("en", "AZN\xa01,234.50")],
)
def test_each_language_writes_it_its_way(language: str, written: str) -> None:
    with translation.override(language):
        assert str(Money(123450, "AZN")).replace("\u202f", "\xa0") == written

"""Money: whole minor units and a currency. No float, no rounding but the one that is named."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal
from fractions import Fraction
from functools import cache

from babel.core import Locale
from babel.numbers import format_currency, get_currency_precision, get_currency_symbol
from django.conf import settings
from django.utils.translation import get_language

_LETTERS_BEFORE_DIGITS = re.compile(r"(?<=[A-Z])(?=\d)")


class CurrencyMismatch(TypeError):
    """A programmer's mistake: two currencies in one sum."""


@dataclass(frozen=True, slots=True)
class Money:
    """An amount: `minor` counts the smallest unit (qəpik, cent) of `currency` (ISO 4217)."""

    minor: int
    currency: str

    def __post_init__(self) -> None:
        if isinstance(self.minor, bool) or not isinstance(self.minor, int):
            raise TypeError("money counts whole minor units")
        if len(self.currency) != 3 or not (self.currency.isascii() and self.currency.isupper()):
            raise ValueError(f"{self.currency!r} is no currency code of ISO 4217")

    @classmethod
    def of(cls, amount: Decimal | str | int, currency: str) -> Money:
        """From major units: `Money.of("12.50", "EUR")`; ValueError when it has finer parts."""
        scaled = Decimal(amount).scaleb(exponent(currency))
        if not scaled.is_finite() or scaled != scaled.to_integral_value():
            raise ValueError(f"{amount} {currency} has parts smaller than the minor unit")
        return cls(int(scaled), currency)

    @property
    def major(self) -> Decimal:
        """The amount in major units, exactly."""
        return Decimal(self.minor).scaleb(-exponent(self.currency))

    def _same(self, other: Money) -> int:
        if not isinstance(other, Money):
            raise TypeError(f"money and {type(other).__name__} don't mix")
        if other.currency != self.currency:
            raise CurrencyMismatch(f"{self.currency} and {other.currency}")
        return other.minor

    def __add__(self, other: Money) -> Money:
        return Money(self.minor + self._same(other), self.currency)

    def __sub__(self, other: Money) -> Money:
        return Money(self.minor - self._same(other), self.currency)

    def __mul__(self, times: int) -> Money:
        if isinstance(times, bool) or not isinstance(times, int):
            raise TypeError("multiply by a whole number, or say how to round: portion()")
        return Money(self.minor * times, self.currency)

    __rmul__ = __mul__

    def __neg__(self) -> Money:
        return Money(-self.minor, self.currency)

    def __bool__(self) -> bool:
        return self.minor != 0

    def __lt__(self, other: Money) -> bool:
        return self.minor < self._same(other)

    def __le__(self, other: Money) -> bool:
        return self.minor <= self._same(other)

    def __gt__(self, other: Money) -> bool:
        return self.minor > self._same(other)

    def __ge__(self, other: Money) -> bool:
        return self.minor >= self._same(other)

    def portion(self, share: Decimal | Fraction) -> Money:
        """This times `share` (0.18 for 18%), half a minor unit rounded to the even one."""
        exact = Fraction(self.minor) * Fraction(share)
        return Money(round(exact), self.currency)  # a Fraction rounds half to even

    def split(self, shares: Sequence[int]) -> list[Money]:
        """This divided in proportion to `shares`, with nothing lost: the parts add up to it.

        Whole parts first; the minor units that are left go one each to the largest fractions
        (Hare and Niemeyer), the earlier one first where equal.
        """
        total = sum(shares)
        if total <= 0 or min(shares) < 0:
            raise ValueError("shares are not negative, and not all zero")
        sign, amount = (-1, -self.minor) if self.minor < 0 else (1, self.minor)
        parts = [amount * share // total for share in shares]
        by_fraction = sorted(range(len(shares)), key=lambda n: -(amount * shares[n] % total))
        for n in by_fraction[: amount - sum(parts)]:
            parts[n] += 1
        return [Money(sign * part, self.currency) for part in parts]

    def in_language(self, language: str | None) -> str:
        """As `language` writes it: `1 234,50 ₼`; kopecks are always shown."""
        written = format_currency(
            self.major.quantize(Decimal(1).scaleb(-exponent(self.currency)), ROUND_HALF_EVEN),
            self.currency,
            locale=_locale(language or settings.LANGUAGE_CODE),
        )
        # CLDR's rule that letters stand apart from the number, which Babel leaves out.
        return _LETTERS_BEFORE_DIGITS.sub("\u00a0", written)

    def __str__(self) -> str:
        return self.in_language(get_language())


@cache
def exponent(currency: str) -> int:
    """How many decimal places the minor unit of `currency` is: 2 for EUR, 0 for JPY."""
    return int(get_currency_precision(currency))


@cache
def _locale(language: str) -> Locale:
    return Locale.parse(language.replace("-", "_"))


def currency_sign(currency: str) -> str:
    """The sign that stands for `currency` in the country's first language: ₼, €."""
    return str(get_currency_symbol(currency, locale=_locale(settings.LANGUAGE_CODE)))

"""Numbers of Azerbaijan: how people, organisations, documents, cars and accounts are numbered.

Each `…` function gives the canonical form of what somebody typed, or None when it can't be
such a number. Formats are from public pages of the agencies; a format says nothing about
whether the number was ever given out.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

import phonenumbers
import schwifty
from stdnum.az import voen as stdnum_voen
from stdnum.exceptions import ValidationError

from pencere.kernel.text import Text

# On a Russian keyboard these letters look the same.
_LOOKALIKE = str.maketrans("АВЕКМНОРСТУХавекмнорстух", "ABEKMHOPCTYXABEKMHOPCTYX")
_SEPARATORS = re.compile(r"[\s\-–—./№]+")

FIN_LETTERS = "0123456789ABCDEFGHJKLMNPQRSTUVWXYZ"
"""Digits and Latin letters without I and O (avtokasko.az/fin-pin-kod)."""
_FIN = re.compile(f"[{FIN_LETTERS}]{{7}}")
_FOREIGNER_PIN = re.compile(r"[0-9A-Z]{5,6}")
_IDENTITY_CARD = re.compile(r"AZE\d{8}|[A-Z]{2}\d{7}")
_RESIDENCE_CARD = re.compile(r"(M[YI]İ|MYI|DYİ|DYI|MOM)(\d{7})")
_PASSPORT = re.compile(r"[A-Z]\d{8}|[A-Z]{2}\d{7}")
_PLATE = re.compile(r"(0[1-9]|[1-6]\d|7[0-2]|77|85|90|99)([A-Z]{2})(\d{3})")


def _compact(value: str) -> str:
    return _SEPARATORS.sub("", value).translate(_LOOKALIKE).upper()


def fin(value: str) -> str | None:
    """The personal identifier of a citizen: 7 characters, no I and no O, no check digit."""
    compact = _compact(value)
    return compact if _FIN.fullmatch(compact) else None


def foreigner_pin(value: str) -> str | None:
    """The personal identifier of a foreigner: 5 or 6 characters (migration.gov.az)."""
    compact = _compact(value)
    return compact if _FOREIGNER_PIN.fullmatch(compact) else None


def person(value: str) -> str | None:
    """The identifier of a citizen or a foreigner."""
    return fin(value) or foreigner_pin(value)


def voen(value: str) -> str | None:
    """VÖEN, the taxpayer's number: 10 digits, the ninth a check digit, the last the status."""
    try:
        return str(stdnum_voen.validate(_SEPARATORS.sub("", value)))
    except ValidationError:
        return None


def identity_card(value: str) -> str | None:
    """`AZE` and 8 digits (cards of before 2018), or 2 letters and 7 digits."""
    compact = _compact(value)
    return compact if _IDENTITY_CARD.fullmatch(compact) else None


def passport(value: str) -> str | None:
    """A letter and 8 digits, or 2 letters and 7 digits (format unsure: a parameter)."""
    compact = _compact(value)
    return compact if _PASSPORT.fullmatch(compact) else None


def residence_card(value: str) -> str | None:
    """`MYİ`, `DYİ` or `MOM` and 7 digits; people also type MYI and DYI."""
    found = _RESIDENCE_CARD.fullmatch(_SEPARATORS.sub("", value).replace("i", "İ").upper())
    if not found:
        return None
    series = {"M": "MYİ", "D": "DYİ"}.get(found[1][0]) if found[1] != "MOM" else "MOM"
    return f"{series}{found[2]}"


DOCUMENT_KINDS: Mapping[str, Text] = {
    "identity-card": Text(
        {"az": "Şəxsiyyət vəsiqəsi", "ru": "Удостоверение личности", "en": "Identity card"}
    ),
    "passport": Text({"az": "Pasport", "ru": "Паспорт", "en": "Passport"}),
    "residence-card": Text(
        {"az": "Yaşayış icazəsi", "ru": "Вид на жительство", "en": "Residence card"}
    ),
}
_DOCUMENTS: Mapping[str, Callable[[str], str | None]] = {
    "identity-card": identity_card,
    "passport": passport,
    "residence-card": residence_card,
}


def document_number(kinds: Sequence[str], value: str) -> str | None:
    """The number of a document of the first of these kinds that it can be."""
    read = (_DOCUMENTS[kind](value) for kind in kinds if kind in _DOCUMENTS)
    return next((number for number in read if number is not None), None)


def plate(value: str) -> str | None:
    """A car's plate, written `99-AA-999`."""
    found = _PLATE.fullmatch(_compact(value))
    return "-".join(found.groups()) if found else None


def phone(value: str) -> str | None:
    """E.164 form of a number at home or abroad."""
    try:
        number = phonenumbers.parse(value, "AZ")
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_valid_number(number):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def iban(value: str, *, any_country: bool = False) -> str | None:
    """The account number of a bank in Azerbaijan (28 characters with check digits), or abroad."""
    try:
        account = schwifty.IBAN(value)
    except schwifty.exceptions.SchwiftyException:
        return None
    return str(account) if any_country or account.country_code == "AZ" else None

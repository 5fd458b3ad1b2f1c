"""Numbers that are given out: of people, organisations, phones, accounts, documents, cars. The
country pack knows their forms."""

from __future__ import annotations

import re

from pencere.casework.definitions import messages
from pencere.casework.definitions.model_form import Field
from pencere.casework.definitions.typed import Limits, WrongValueError, one
from pencere.kernel.pack import pack

_EMAIL = re.compile(r"[^@\s\"(),:;<>\[\\\]]+@(?:\w[\w-]*\.)+[^\W\d_]{2,}\Z")


def person(typed: str | list[str], field: Field, limits: Limits) -> str:
    value = pack().normalise_person_identifier(one(typed))
    if value is None:
        raise WrongValueError(messages.NO_PERSON, kind=pack().person_identifier)
    return value


def organisation(typed: str | list[str], field: Field, limits: Limits) -> str:
    value = pack().normalise_organisation_identifier(one(typed))
    if value is None:
        raise WrongValueError(messages.NO_PERSON, kind=pack().organisation_identifier)
    return value


def phone(typed: str | list[str], field: Field, limits: Limits) -> str:
    value = pack().normalise_phone(one(typed))
    if value is None:
        raise WrongValueError(messages.NO_PHONE)
    return value


def email(typed: str | list[str], field: Field, limits: Limits) -> str:
    """The address with its domain in small letters; no promise that it exists."""
    value = one(typed)
    if len(value) > 254 or not _EMAIL.match(value) or ".." in value:
        raise WrongValueError(messages.NO_EMAIL)
    local, _at, domain = value.rpartition("@")
    return f"{local}@{domain.lower()}"


def iban(typed: str | list[str], field: Field, limits: Limits) -> str:
    value = pack().normalise_iban(one(typed)[:100], any_country=field.any_country)
    if value is None:
        raise WrongValueError(messages.NO_IBAN)
    return value


def document_number(typed: str | list[str], field: Field, limits: Limits) -> str:
    value = pack().normalise_document_number(field.kinds, one(typed)[:100])
    if value is None:
        raise WrongValueError(messages.NO_DOCUMENT)
    return value


def plate(typed: str | list[str], field: Field, limits: Limits) -> str:
    value = pack().normalise_plate(one(typed)[:100])
    if value is None:
        raise WrongValueError(messages.NO_PLATE)
    return value

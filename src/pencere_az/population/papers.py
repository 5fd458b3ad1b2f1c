"""Papers that few of the made-up people have: each as register, number, data and first day.

Whether a person has one, and since when, is told by the person's index: nothing is drawn, so
that a new register doesn't change who the people of a seed are. How long a paper is valid is a
plausible parameter, not a statement of law.
"""

from __future__ import annotations

import datetime as dt

from pencere_az.population import numbers
from pencere_az.population.households import YEAR, Person

Paper = tuple[str, str, str, int]
"""The code of the register, the paper's number, its data as JSON, the day it is valid from."""

_FIRST_DAY = dt.date(1900, 1, 1).toordinal()
_DATES = [dt.date.fromordinal(_FIRST_DAY + n).isoformat() for n in range(70_000)]

ADULT = 18
HUNTING_CARD_YEARS, ATTORNEY_YEARS = 2, 3
ISOLATION_DAYS, CERTIFICATE_DAYS = 14, 14
ISOLATION_GROUNDS = ("infected", "arrived")
CLINICS = ("Respublika Klinik Xəstəxanası", "Mərkəzi Klinik Xəstəxana")
TRADERS_EACH = 35
TRADES = ("Pərakəndə ticarət", "Taksi xidməti", "Bərbər xidməti", "Təmir işləri")
ATTORNEY_FOR = ("Mənzillə bağlı işlər", "Avtomobilin idarə edilməsi")


def date_text(day: int) -> str:
    """An ordinal as ISO 8601."""
    return _DATES[day - _FIRST_DAY]


def is_hunter(person: Person) -> bool:
    """Some grown men hunt."""
    return person.is_male and not person.citizenship and person.index % 40 == 0


def is_trader(person: Person) -> bool:
    """Some trade in their own name."""
    is_local = not person.citizenship
    return is_local and person.age >= ADULT and person.index % TRADERS_EACH == 0


def trade(person: Person, today: int) -> Paper:
    """The registration as a sole trader."""
    day = min(today, max(person.born + int(ADULT * YEAR) + 1, _ago(person, 3000, today)))
    number = numbers.voen(person.index // TRADERS_EACH, status=2)
    data = (
        f'{{"voen":"{number}","activity":"{TRADES[person.index % len(TRADES)]}",'
        f'"status":"active","registered_on":"{date_text(day)}"}}'
    )
    return "tax.sole-traders", number, data, day


def attorney(person: Person) -> Person | None:
    """The wife or husband whom some let act for them, if known by a FIN."""
    spouse = person.spouse
    return spouse if spouse and not spouse.citizenship and person.index % 25 == 0 else None


def inspection(person: Person, plate: str, registered: int, today: int) -> Paper:
    """The last technical inspection of the person's car, within a year."""
    day, number = max(registered, _ago(person, 360, today)), f"TB{person.index:08d}"
    data = (
        f'{{"number":"{number}","plate":"{plate}","kind":"car","inspected_on":"{date_text(day)}"}}'
    )
    return "interior.vehicle-inspections", number, data, day


def hunting_card(person: Person, today: int) -> Paper:
    """A hunter's card that is valid still."""
    grown = person.born + int(ADULT * YEAR) + 1
    day, number = min(today, max(grown, _ago(person, 700, today))), f"OB{person.index:08d}"
    data = (
        f'{{"number":"{number}","issued_on":"{date_text(day)}",'
        f'"expires_on":"{date_text(day + int(HUNTING_CARD_YEARS * YEAR))}"}}'
    )
    return "ecology.hunting-cards", number, data, day


def power_of_attorney(person: Person, holder: Person, today: int) -> Paper:
    """A power of attorney for the wife or husband, since the wedding at the earliest."""
    day, number = max(person.married, _ago(person, 1_000, today)), f"ET{person.index:08d}"
    data = (
        f'{{"number":"{number}","holder":"{numbers.fin(holder.index)}",'
        f'"subject":"{ATTORNEY_FOR[person.index % 2]}","made_on":"{date_text(day)}",'
        f'"expires_on":"{date_text(day + int(ATTORNEY_YEARS * YEAR))}","status":"valid"}}'
    )
    return "justice.powers-of-attorney", number, data, day


def is_isolated(person: Person) -> bool:
    """Some must stay at home in these days."""
    return person.index % 90 == 7


def isolation(person: Person, today: int) -> tuple[str, str, str, int, int]:
    """Why and how long they must, with the last day."""
    day = _ago(person, ISOLATION_DAYS - 4, today)
    until = day + ISOLATION_DAYS - 1
    data = (
        f'{{"kind":"{ISOLATION_GROUNDS[person.index // 90 % 2]}","since":"{date_text(day)}",'
        f'"until":"{date_text(until)}","institution":"{CLINICS[person.index % 2]}"}}'
    )
    return "health.isolation", "", data, day, until


def was_at_the_doctor(person: Person) -> bool:
    """Some have a doctor's certificate of these days."""
    return person.index % 40 == 11


def certificate(person: Person, today: int) -> Paper:
    """A doctor's certificate that is still valid."""
    day, number = _ago(person, CERTIFICATE_DAYS - 4, today), f"HA{person.index:08d}"
    data = (
        f'{{"number":"{number}","institution":"{CLINICS[person.index % 2]}",'
        f'"issued_on":"{date_text(day)}","valid_until":"{date_text(day + CERTIFICATE_DAYS)}"}}'
    )
    return "health.certificates", number, data, day


def _ago(person: Person, days: int, today: int) -> int:
    """A day of the last `days`, another one for each person."""
    return today - person.index * 37 % days

"""What the registers hold about the people of the demo, with dates relative to today."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any, NamedTuple
from uuid import UUID

from pencere_az.population import numbers
from pencere_az.population.personas import (
    PERSONAS,
    PHARMACY_NAME,
    PHARMACY_PARTY,
    PHARMACY_VOEN,
    Persona,
)

YEAR = 365
EMPTY = frozenset({"leyla"})
"""Only an identity card, with a required field missing: what a page must bear."""


class Row(NamedTuple):
    """One record to be."""

    subject: UUID
    register: str
    number: str
    data: dict[str, Any]
    valid_from: dt.date
    valid_until: dt.date | None = None


class MandateRow(NamedTuple):
    """One mandate to be."""

    grantor: UUID
    holder: UUID
    kind: str
    scopes: list[str]
    source: str
    valid_from: dt.date
    valid_until: dt.date | None


PARENT_SCOPES = [
    f"registers.{category}" for category in ("identity", "family", "address", "education", "health")
]


def records(today: dt.date) -> Iterator[Row]:
    """All records of the demo's people and of the pharmacy."""
    for place, persona in enumerate(PERSONAS.values(), 1):
        yield _identity_card(persona, place, today)
        if persona.key in EMPTY:
            continue
        if persona.born_on < today - dt.timedelta(days=18 * YEAR):
            yield _contacts(persona, today)
        yield _residence(persona, place)
        yield _insurance(persona, place)
        if persona.born_on < today - dt.timedelta(days=22 * YEAR):
            yield _diploma(persona, place)
    yield from _family()
    yield from _aysel(today)
    yield from _rauf(today)
    yield from _jobs(today)
    yield from _pharmacy(today)
    yield from _elvin(today)
    yield from _powers(today)
    yield from _hunter(today)
    yield from _health(today)


def mandates(today: dt.date) -> Iterator[MandateRow]:
    """Who of them may act for whom."""
    yield MandateRow(
        grantor=PHARMACY_PARTY,
        holder=PERSONAS["nigar"].party_id,
        kind="director",
        scopes=["*"],
        source="tax.taxpayers",
        valid_from=today - dt.timedelta(days=3 * YEAR),
        valid_until=None,
    )
    for child in ("nargiz", "murad"):
        born = PERSONAS[child].born_on
        for parent in ("aysel", "elchin"):
            yield MandateRow(
                grantor=PERSONAS[child].party_id,
                holder=PERSONAS[parent].party_id,
                kind="parent",
                scopes=PARENT_SCOPES,
                source="justice.civil-status",
                valid_from=born,
                valid_until=born.replace(year=born.year + 18) - dt.timedelta(days=1),
            )

    yield MandateRow(
        grantor=PERSONAS["aylin"].party_id,
        holder=PERSONAS["nigar"].party_id,
        kind="guardian",
        scopes=PARENT_SCOPES,
        source="justice.civil-status",
        valid_from=today - dt.timedelta(days=2 * YEAR),
        valid_until=dt.date(2032, 9, 2),
    )
    yield MandateRow(
        grantor=PERSONAS["zeynab"].party_id,
        holder=PERSONAS["aysel"].party_id,
        kind="attorney",
        scopes=["justice.*", "interior.*", "digital.*", "registers.identity"],
        source="justice.notary",
        valid_from=today - dt.timedelta(days=40),
        valid_until=today + dt.timedelta(days=YEAR),
    )


def _row(persona: Persona, register: str, number: str, valid_from: dt.date, /, **data: Any) -> Row:
    plain = {k: v.isoformat() if isinstance(v, dt.date) else v for k, v in data.items()}
    return Row(persona.party_id, register, number, plain, valid_from)


def _identity_card(persona: Persona, place: int, today: dt.date) -> Row:
    issued = today - dt.timedelta(days=(1 + place % 7) * YEAR + place * 11)
    number = persona.card_number
    data = {
        "number": number,
        "surname": persona.surname,
        "given_name": persona.given_name,
        "patronymic": persona.patronymic_in_full,
        "sex": persona.sex,
        "born_on": persona.born_on,
        "birth_place": "Bakı şəhəri",
        "issued_on": issued,
        "expires_on": issued + dt.timedelta(days=10 * YEAR),
        "issuing_body": "ASAN xidmət",
    }
    if persona.key in EMPTY:
        del data["surname"], data["birth_place"]
    return _row(persona, "interior.identity-cards", number, issued, **data)


def _contacts(persona: Persona, today: dt.date) -> Row:
    taken_on = today - dt.timedelta(days=200)
    data = {"phone": persona.phone, "email": persona.email, "taken_on": taken_on}
    return _row(persona, "digital.contacts", "", taken_on, **data)


_ADDRESSES = {
    "aysel": ("Nizami küçəsi", "103", "24"),
    "elchin": ("Nizami küçəsi", "103", "24"),
    "nargiz": ("Nizami küçəsi", "103", "24"),
    "murad": ("Nizami küçəsi", "103", "24"),
    "rauf": ("Həsən bəy Zərdabi küçəsi", "88", "7"),
    "nigar": ("Təbriz küçəsi", "41", "15"),
}


def _residence(persona: Persona, place: int) -> Row:
    street, house, flat = _ADDRESSES.get(
        persona.key, ("Azadlıq prospekti", str(100 + place), str(place))
    )
    since = max(persona.born_on, dt.date(2012, 3, 1) + dt.timedelta(days=place * 97))
    return _row(
        persona, "interior.residence", "", since,
        region="Bakı", settlement="Bakı şəhəri", street=street, house=house, flat=flat,
        postal_code=f"AZ10{place:02d}", registered_on=since,
    )  # fmt: skip


def _insurance(persona: Persona, place: int) -> Row:
    since = max(persona.born_on, dt.date(2021, 4, 1))
    number = f"TS90000{place:03d}"
    return _row(
        persona, "health.insurance", number, since,
        certificate=number, clinic="Bakı Sağlamlıq Mərkəzi", since=since,
    )  # fmt: skip


_SPECIALITIES = {
    "aysel": ("Azərbaycan Dövlət İqtisad Universiteti", "bachelor", "Maliyyə"),
    "nigar": ("Azərbaycan Tibb Universiteti", "master", "Əczaçılıq"),
    "rauf": ("Azərbaycan Texniki Universiteti", "bachelor", "Mexanika mühəndisliyi"),
    "elvin": ("Bakı Dövlət Universiteti", "bachelor", "Kompüter elmləri"),
}


def _diploma(persona: Persona, place: int) -> Row:
    institution, level, speciality = _SPECIALITIES.get(
        persona.key, ("Bakı Dövlət Universiteti", "bachelor", "Hüquqşünaslıq")
    )
    graduated = dt.date(persona.born_on.year + 22, 6, 20)
    number = f"DB900{place:03d}"
    return _row(
        persona, "science.diplomas", number, graduated,
        number=number, institution=institution, level=level, speciality=speciality,
        graduated_on=graduated,
    )  # fmt: skip


_KIN = (
    ("aysel", "spouse", "elchin", "marriage", "NK-2013-004417", "2013-08-24"),
    ("elchin", "spouse", "aysel", "marriage", "NK-2013-004417", "2013-08-24"),
    ("aysel", "child", "nargiz", "birth", "DH-2015-011201", "2015-05-29"),
    ("elchin", "child", "nargiz", "birth", "DH-2015-011201", "2015-05-29"),
    ("aysel", "child", "murad", "birth", "DH-2019-020930", "2019-11-15"),
    ("elchin", "child", "murad", "birth", "DH-2019-020930", "2019-11-15"),
    ("nargiz", "mother", "aysel", "birth", "DH-2015-011201", "2015-05-29"),
    ("nargiz", "father", "elchin", "birth", "DH-2015-011201", "2015-05-29"),
    ("murad", "mother", "aysel", "birth", "DH-2019-020930", "2019-11-15"),
    ("murad", "father", "elchin", "birth", "DH-2019-020930", "2019-11-15"),
    ("aysel", "father", "rauf", "birth", "DH-1990-003308", "1990-04-25"),
    ("rauf", "child", "aysel", "birth", "DH-1990-003308", "1990-04-25"),
    ("rauf", "mother", "zeynab", "birth", "DH-1956-000711", "1956-02-06"),
    ("zeynab", "child", "rauf", "birth", "DH-1956-000711", "1956-02-06"),
    ("aylin", "guardian", "nigar", "guardianship", "QH-2024-000094", "2024-11-20"),
)


def _family() -> Iterator[Row]:
    for key, relation, other_key, act, number, on in _KIN:
        other, acted = PERSONAS[other_key], dt.date.fromisoformat(on)
        yield _row(
            PERSONAS[key], "justice.civil-status", number, acted,
            relation=relation, party_id=str(other.party_id), full_name=other.full_name,
            born_on=other.born_on, act=act, act_number=number, act_date=acted,
        )  # fmt: skip


def _aysel(today: dt.date) -> Iterator[Row]:
    aysel = PERSONAS["aysel"]
    licence_ends = today + dt.timedelta(days=21)
    licence_from = licence_ends - dt.timedelta(days=10 * YEAR + 2)
    yield _row(
        aysel, "interior.driving-licences", "BZ9000011", licence_from,
        number="BZ9000011", categories=["B"], issued_on=licence_from, expires_on=licence_ends,
    )  # fmt: skip
    passport_ends = today + dt.timedelta(days=61)
    passport_from = passport_ends - dt.timedelta(days=10 * YEAR + 2)
    yield _row(
        aysel, "interior.passports", "P99000011", passport_from,
        number="P99000011", issued_on=passport_from, expires_on=passport_ends,
    )  # fmt: skip
    bought = today - dt.timedelta(days=2 * YEAR)
    yield _row(
        aysel, "interior.vehicles", "99-AM-417", bought,
        plate="99-AM-417", make="Toyota", model="Corolla", year=today.year - 5,
        vin="JTDBR32E330012417", registered_on=bought,
    )  # fmt: skip
    moved = dt.date(2016, 10, 3)
    yield _row(
        aysel, "property.real-estate", "901016000417", moved,
        registry_number="901016000417", kind="flat", area_m2="84.6", share="1/2",
        address="Bakı şəhəri, Nizami küçəsi 103, mənzil 24", registered_on=moved,
    )  # fmt: skip
    yield _row(
        PERSONAS["elchin"], "property.real-estate", "901016000418", moved,
        registry_number="901016000418", kind="flat", area_m2="84.6", share="1/2",
        address="Bakı şəhəri, Nizami küçəsi 103, mənzil 24", registered_on=moved,
    )  # fmt: skip


def _rauf(today: dt.date) -> Iterator[Row]:
    rauf = PERSONAS["rauf"]
    since = dt.date(2021, 2, 1)
    yield _row(
        rauf, "social.payments", "FH9000005", since,
        account_number="FH9000005", kind="old-age-pension", amount_minor=48_250, since=since,
        paid_until=today.replace(day=1) - dt.timedelta(days=1),
        iban=numbers.iban("IBAZ", 90_000_005),
    )  # fmt: skip
    for number, article, court, on, status in (
        ("1(101)-412/1998", "CM 186.1", "Nəsimi rayon məhkəməsi", "1998-11-12", "spent"),
        ("1(101)-87/2024", "CM 263.1", "Yasamal rayon məhkəməsi", "2024-03-05", "open"),
    ):
        sentenced = dt.date.fromisoformat(on)
        yield _row(
            rauf, "interior.criminal-records", number, sentenced,
            case_number=number, article=article, court=court, sentenced_on=sentenced,
            status=status,
        )  # fmt: skip


_PUBLIC_EMPLOYERS = {
    "kamran": ("Ədliyyə Nazirliyi", "1400100251", "Baş məsləhətçi"),
    "gunel": ("Ədliyyə Nazirliyi", "1400100251", "Şöbə müdiri"),
    "tural": ("Daxili İşlər Nazirliyi", "1400100121", "Baş məsləhətçi"),
    "sevda": ("Daxili İşlər Nazirliyi", "1400100121", "Şöbə müdiri"),
    "orkhan": ("İqtisadiyyat Nazirliyi", "1400100381", "Baş məsləhətçi"),
    "ulviyya": ("İqtisadiyyat Nazirliyi", "1400100381", "Şöbə müdiri"),
    "farid": ("İqtisadiyyat Nazirliyi", "1400100381", "Müfəttiş"),
    "zaur": (
        "Rəqəmsal İnkişaf və Nəqliyyat Nazirliyi",
        "1400100401",
        "Müraciətlər üzrə məsləhətçi",
    ),
    "aysel": ("Xəzər Maliyyə MMC", "1700500791", "Baş mühasib"),
    "elchin": ("Abşeron Layihə MMC", "1700500811", "Mühəndis"),
    "nigar": (PHARMACY_NAME, PHARMACY_VOEN, "Direktor"),
}


def _jobs(today: dt.date) -> Iterator[Row]:
    for place, (key, (employer, voen, position)) in enumerate(_PUBLIC_EMPLOYERS.items(), 1):
        started = today - dt.timedelta(days=(2 + place % 6) * YEAR + 13 * place)
        number = f"ƏM-90{place:04d}"
        yield _row(
            PERSONAS[key], "labour.contracts", number, started,
            employer=employer, employer_id=voen, position=position, started_on=started,
            contract_number=number, salary_minor=120_000 + place * 10_000,
        )  # fmt: skip


def _powers(today: dt.date) -> Iterator[Row]:
    """Zeynəb's power of attorney for Aysel, and one that she revoked."""
    zeynab = PERSONAS["zeynab"]
    for number, holder, status, made in (
        ("E-2026-004417", "aysel", "valid", today - dt.timedelta(days=40)),
        ("E-2024-001203", "elchin", "revoked", today - dt.timedelta(days=2 * YEAR)),
    ):
        yield _row(
            zeynab, "justice.powers-of-attorney", number, made,
            number=number, holder=PERSONAS[holder].fin, subject="Dövlət orqanlarında təmsil",
            made_on=made, expires_on=today + dt.timedelta(days=YEAR), status=status,
        )  # fmt: skip


def _hunter(today: dt.date) -> Iterator[Row]:
    issued = today - dt.timedelta(days=200)
    yield _row(
        PERSONAS["elchin"], "ecology.hunting-cards", "OB-900004", issued,
        number="OB-900004", issued_on=issued, expires_on=issued + dt.timedelta(days=2 * YEAR),
    )  # fmt: skip


def _health(today: dt.date) -> Iterator[Row]:
    """Aysel was at the doctor's; Elvin came home from abroad."""
    yield _row(
        PERSONAS["aysel"], "health.certificates", "HA90000001", today,
        number="HA90000001", institution="Respublika Klinik Xəstəxanası", doctor="S. Vəliyeva",
        issued_on=today, valid_until=today + dt.timedelta(days=14),
    )  # fmt: skip
    since, until = today - dt.timedelta(days=2), today + dt.timedelta(days=11)
    arrived = _row(
        PERSONAS["elvin"], "health.isolation", "", since,
        kind="arrived", since=since, until=until,
    )  # fmt: skip
    yield arrived._replace(valid_until=until)


def _elvin(today: dt.date) -> Iterator[Row]:
    elvin = PERSONAS["elvin"]
    issued = today - dt.timedelta(days=3 * YEAR)
    yield _row(
        elvin, "interior.driving-licences", "BZ9000088", issued,
        number="BZ9000088", categories=["A", "B"], issued_on=issued,
        expires_on=issued + dt.timedelta(days=10 * YEAR),
    )  # fmt: skip


def _pharmacy(today: dt.date) -> Iterator[Row]:
    nigar = PERSONAS["nigar"]
    registered = today - dt.timedelta(days=3 * YEAR)
    yield Row(
        PHARMACY_PARTY,
        "tax.taxpayers",
        PHARMACY_VOEN,
        {
            "voen": PHARMACY_VOEN,
            "name": PHARMACY_NAME,
            "legal_form": "llc",
            "status": "active",
            "registered_on": registered.isoformat(),
            "director_party_id": str(nigar.party_id),
            "director_name": nigar.full_name,
            "address": "Bakı şəhəri, Təbriz küçəsi 41",
            "activity": "Əczaçılıq məhsullarının pərakəndə satışı",
            "phone": "+994502345678",
        },
        registered,
    )
    account = numbers.iban("PAHA", 90_000_001)
    yield Row(
        PHARMACY_PARTY,
        "tax.bank-accounts",
        account,
        {"iban": account, "bank": numbers.BANKS["PAHA"], "opened_on": registered.isoformat()},
        registered,
    )

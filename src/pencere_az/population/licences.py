"""What agencies granted before the platform came: licences of made-up companies, that of the
demo's pharmacy, and Aysel's driving licence. The same in each demo, with dates up to today."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator
from typing import Any, NamedTuple
from uuid import UUID

import psycopg
from psycopg.types.json import Jsonb

from pencere_az.population import numbers
from pencere_az.population.names import COMPANY_WORDS, MALE, SURNAMES
from pencere_az.population.personas import PERSONAS, PHARMACY_NAME, PHARMACY_PARTY
from pencere_az.population.places import PLACES
from pencere_az.text import fold

COUNT = 300
SINCE = dt.date(2016, 5, 1)
FIRST_VOEN = 8_000_000
"""Beyond the organisations that the chunks make."""
REGIONS = (*("AZ-BA",) * 3, "AZ-SM", "AZ-GA", "AZ-LA", "AZ-MI", "AZ-SR", "AZ-QBA")
KINDS = {
    "pharmacy": (
        "Aptek",
        {
            "az": "Aptek fəaliyyəti üçün lisenziya",
            "ru": "Лицензия на розничную торговлю лекарствами",
            "en": "Pharmacy licence",
        },
    ),
    "private-medicine": (
        "Klinika",
        {
            "az": "Özəl tibb fəaliyyəti üçün lisenziya",
            "ru": "Лицензия на частную медицинскую деятельность",
            "en": "Private medicine licence",
        },
    ),
}
DRIVING = {"az": "Sürücülük vəsiqəsi", "ru": "Водительское удостоверение", "en": "Driving licence"}
VIOLATION = {
    "az": "Lisenziya şərtləri pozulub",
    "ru": "Нарушены условия лицензии",
    "en": "The conditions of the licence were broken",
}
LABEL = {"az": "İqtisadiyyat Nazirliyi", "ru": "Минэкономики", "en": "Ministry of Economy"}


class Licence(NamedTuple):
    """One that was granted, with what happened since: (kind, state that followed, day)."""

    place: int
    holder: UUID
    name: str
    number: str
    kind: str
    title: dict[str, str]
    service: str
    agency: str
    valid_from: dt.date
    events: tuple[tuple[str, str, dt.date], ...]
    activity: str = ""
    region: str = ""
    register: str = ""
    valid_until: dt.date | None = None
    answers: dict[str, Any] = {}
    record: tuple[str, str] = ("", "")
    """Register and number of the record that tells of it."""

    @property
    def id(self) -> UUID:
        """Fixed, so that a second load adds nothing."""
        return UUID(f"01900000-0000-7000-8000-0002{self.place:08x}")


def load(database: psycopg.Connection[Any], today: dt.date) -> None:
    """Add those that are missing; nothing where the agencies are not there yet."""
    if not database.execute("SELECT 1 FROM parties_agency WHERE code = 'economy'").fetchone():
        return
    for place in range(COUNT):
        name = company_name(place)
        voen = numbers.voen(FIRST_VOEN + place)
        database.execute(
            "INSERT INTO parties_party (id, kind, identifier, name, search_key, born_on, ended_on)"
            " VALUES (%s, 'organisation', %s, %s, %s, NULL, NULL) ON CONFLICT DO NOTHING",
            (company_id(place), voen, name, fold(name)),
        )
        _register(database, place, voen, name)
    for licence in (*licences(today), _pharmacy(today), _driving(today)):
        _insert(database, licence)


def _register(database: psycopg.Connection[Any], place: int, voen: str, name: str) -> None:
    """The company in the register of taxpayers, under an address and a director made up."""
    rng = random.Random(f"pencere company {place}")  # noqa: S311 (made-up people)
    place_of_work = rng.choice(PLACES)
    surname, _female = rng.choice(SURNAMES)
    data = {
        "voen": voen,
        "name": name,
        "legal_form": "llc",
        "status": "active",
        "registered_on": "2016-03-01",
        "director_name": f"{surname} {rng.choice(MALE)}",
        "address": f"{place_of_work.settlement}, Nizami küçəsi {rng.randint(1, 200)}",
        "activity": KINDS[_activity(place)][1]["az"],
        "phone": numbers.phone(900_000 + place),
    }
    database.execute(
        "INSERT INTO registers_record"
        " (subject_id, id, version, register, number, data, valid_from, recorded_at)"
        " VALUES (%s, %s, 1, 'tax.taxpayers', %s, %s, '2016-03-01', '2016-03-01T08:00:00Z')"
        " ON CONFLICT DO NOTHING",
        (company_id(place), UUID(f"01900000-0000-7000-8000-0003{place:08x}"), voen, Jsonb(data)),
    )


def company_id(place: int) -> UUID:
    """The party of a licensed company."""
    return UUID(f"01900000-0000-7000-8000-0001{place:08x}")


def company_name(place: int) -> str:
    """Its name: a word, a number where the word is taken, and what it does."""
    round_, word = divmod(place, len(COMPANY_WORDS))
    number = f" {round_ + 1}" if round_ else ""
    return f"“{COMPANY_WORDS[word]}{number} {KINDS[_activity(place)][0]}” MMC"


def licences(today: dt.date) -> Iterator[Licence]:
    """The companies' licences, without end as the law has it; some suspended, some revoked."""
    rng = random.Random("pencere licences")  # noqa: S311 (made-up people)
    for place in range(COUNT):
        granted = SINCE + dt.timedelta(days=int(rng.random() * ((today - SINCE).days - 60)))
        happened = granted + dt.timedelta(days=int(rng.random() * (today - granted).days))
        activity = _activity(place)
        events = [("granted", "valid", granted)]
        chance = rng.random()
        if chance < 0.16:
            events.append(("suspended", "suspended", happened))
        if 0.08 <= chance < 0.12:
            events.append(("restored", "valid", min(happened + dt.timedelta(days=30), today)))
        elif (chance < 0.08 and chance >= 0.05) or 0.16 <= chance < 0.18:
            events.append(("revoked", "revoked", min(happened + dt.timedelta(days=20), today)))
        yield Licence(
            place=place,
            holder=company_id(place),
            name=company_name(place),
            number=f"ƏF-9{place:05d}",
            kind=f"{activity}-licence",
            title=KINDS[activity][1],
            service="economy.pharmacy-licence",
            agency="economy",
            valid_from=granted,
            events=tuple(events),
            activity=activity,
            region=REGIONS[int(rng.random() * len(REGIONS))],
            register="economy.licences",
        )


def _activity(place: int) -> str:
    return "private-medicine" if place % 4 == 3 else "pharmacy"


def _pharmacy(today: dt.date) -> Licence:
    granted = today - dt.timedelta(days=1000)
    return Licence(
        place=COUNT,
        holder=PHARMACY_PARTY,
        name=PHARMACY_NAME,
        number="ƏF-990001",
        kind="pharmacy-licence",
        title=KINDS["pharmacy"][1],
        service="economy.pharmacy-licence",
        agency="economy",
        valid_from=granted,
        events=(("granted", "valid", granted),),
        activity="pharmacy",
        region="AZ-BA",
        register="economy.licences",
    )


def _driving(today: dt.date) -> Licence:
    """Aysel's, as the register of driving licences has it; it can be renewed now."""
    ends = today + dt.timedelta(days=21)
    granted = ends - dt.timedelta(days=3652)
    aysel = PERSONAS["aysel"]
    return Licence(
        place=COUNT + 1,
        holder=aysel.party_id,
        name=aysel.full_name,
        number="BZ9000011",
        kind="driving-licence",
        title=DRIVING,
        service="interior.driving-licence-renewal",
        agency="interior",
        valid_from=granted,
        valid_until=ends,
        events=(("granted", "valid", granted),),
        answers={"pickup": "baku-1", "phone": "+994502340000"},
        record=("interior.driving-licences", "BZ9000011"),
    )


def _insert(database: psycopg.Connection[Any], licence: Licence) -> None:
    row = _row(database, licence)
    columns = ", ".join(row)
    added = database.execute(
        f"INSERT INTO entitlements_entitlement ({columns})"  # noqa: S608 (constants only)
        f" VALUES ({', '.join(['%s'] * len(row))}) ON CONFLICT DO NOTHING RETURNING id",
        tuple(row.values()),
    ).fetchone()
    for order, (kind, state, day) in enumerate(licence.events) if added else ():
        database.execute(
            "INSERT INTO entitlements_lifeevent"
            ' (id, entitlement_id, at, kind, state, label, reason, comment, until, "case")'
            " VALUES (%s, %s, %s, %s, %s, %s, %s, '', NULL, '')",
            (
                UUID(f"01900000-0000-7000-8000-0003{licence.place * 4 + order:08x}"),
                licence.id,
                dt.datetime.combine(day, dt.time(9), tzinfo=dt.UTC),
                kind,
                state,
                Jsonb(LABEL if licence.agency == "economy" else {}),
                Jsonb(VIOLATION if kind in ("suspended", "revoked") else {}),
            ),
        )


def _row(database: psycopg.Connection[Any], licence: Licence) -> dict[str, Any]:
    register, number = licence.record
    record = database.execute(
        "SELECT id FROM registers_record WHERE subject_id = %s AND register = %s AND number = %s"
        " AND superseded_at IS NULL",
        (licence.holder, register, number),
    ).fetchone()
    plain = "".join(filter(str.isalnum, licence.number))
    key = fold(f"{licence.number} {plain} {licence.name}")
    return {
        "id": licence.id,
        "number": licence.number,
        "kind": licence.kind,
        "title": Jsonb(licence.title),
        "service": licence.service,
        "agency_id": licence.agency,
        "holder_id": licence.holder,
        "holder_name": licence.name,
        "activity": licence.activity,
        "region": licence.region,
        "public_register": licence.register,
        "public_name": licence.name if licence.register else "",
        "valid_from": licence.valid_from,
        "valid_until": licence.valid_until,
        "state": licence.events[-1][1],
        "chain": licence.id,
        '"case"': "",
        "answers": Jsonb(licence.answers),
        "record_register": register if record else "",
        "record_id": record[0] if record else None,
        "search_key": key,
        "public_key": key if licence.register else "",
        "created_at": dt.datetime.combine(licence.valid_from, dt.time(9), tzinfo=dt.UTC),
    }

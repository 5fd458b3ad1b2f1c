"""Permits for staff in the demonstration, by the same calls as the pages: those of the pharmacy, of
the company where Aysel keeps the books, and of a sole trader.

People of the population are hired for it by contracts in the register; each act has the day on
which it was done. The messages to the ministry wait for the demo's stand-in of it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from uuid import UUID

from django.db import connection

from pencere.blocks.identity.api import Account, person_actor
from pencere.blocks.mandates import api as mandates
from pencere.blocks.parties import api as parties
from pencere.blocks.parties.api import PartyView
from pencere.blocks.registers import api as registers
from pencere.kernel import clock
from pencere.kernel.actors import Actor, system
from pencere.kernel.journal.api import Justification
from pencere.kernel.rows import select
from pencere.kernel.text import Text
from pencere.systems.staff_permits import api as permits
from pencere_az.population import numbers
from pencere_az.population.personas import PERSONAS, PHARMACY_NAME, PHARMACY_PARTY, PHARMACY_VOEN
from pencere_az.text import fold

COMPANY_PARTY = UUID("01900000-0000-7000-8000-0000000001f5")
COMPANY_VOEN = "1700500791"
COMPANY_NAME = "Xəzər Maliyyə MMC"
TRADERS_NUMBER = 150_000
"""Beyond the numbers of those who trade in a population."""
STAFF = 14
LAW = Justification(kind="law", reference="demo")
_DAY = dt.timedelta(days=1)

# Grown up, with an identity card and without work; in the order of ids, so that the same people
# are chosen each time.
_FREE = """
SELECT p.id FROM parties_party p
JOIN registers_record k ON k.subject_id = p.id AND k.register = 'interior.identity-cards'
    AND k.superseded_at IS NULL
WHERE p.kind = 'person' AND p.ended_on IS NULL AND p.id <> ALL(%s)
    AND p.born_on BETWEEN %s AND %s AND NOT EXISTS (
        SELECT FROM registers_record r WHERE r.subject_id = p.id AND r.superseded_at IS NULL
        AND r.register IN ('labour.contracts', 'health.isolation'))
ORDER BY p.id LIMIT %s
"""
_COMPANY = """
INSERT INTO parties_party (id, kind, identifier, name, search_key, born_on, ended_on)
VALUES (%s, 'organisation', %s, %s, %s, NULL, NULL) ON CONFLICT DO NOTHING
"""


def make_staff_permits() -> int:
    """Make them where no employer has any yet; returns how many permits there are."""
    if select("SELECT FROM staff_permits_employer LIMIT 1", []):
        return 0
    today = clock.today()
    free = _free(today)
    if len(free) < STAFF:
        return 0
    with clock.frozen_at(clock.start_of(today - 40 * _DAY) + dt.timedelta(hours=9)):
        _hire(free[:10], PHARMACY_NAME, PHARMACY_VOEN, _PHARMACISTS)
        _found_company(free[10])
        _hire(free[11:], COMPANY_NAME, COMPANY_VOEN, ("Mühasib", "Operator", "Menecer"))
        trader = _set_up_trader()
    _of_pharmacy(free[:10], today)
    _of_company(free[10:], today)
    _of_trader(trader, today)
    return int(select("SELECT count(*) FROM staff_permits_permit", [])[0][0])


_PHARMACISTS = ("Əczaçı", "Əczaçı", "Satıcı", "Sürücü", "Anbardar")


def _free(today: dt.date) -> list[PartyView]:
    named = [each.party_id for each in PERSONAS.values()]
    oldest, youngest = today - dt.timedelta(days=55 * 365), today - dt.timedelta(days=24 * 365)
    ids = [row[0] for row in select(_FREE, [named, oldest, youngest, STAFF])]
    known = parties.parties(ids)
    return [known[each] for each in ids]


def _hire(people: Sequence[PartyView], employer: str, voen: str, positions: Sequence[str]) -> None:
    since = clock.today() - dt.timedelta(days=400)
    for place, person in enumerate(people):
        number = f"ƏM-{voen[-4:]}{place:03d}"
        registers.add(
            actor=system("demo"),
            register="labour.contracts",
            subject=person.id,
            data={
                "employer": employer,
                "employer_id": voen,
                "position": positions[place % len(positions)],
                "started_on": since.isoformat(),
                "contract_number": number,
                "salary_minor": 80_000 + 5_000 * place,
            },
            valid_from=since,
            justification=LAW,
        )


def _found_company(head: PartyView) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_COMPANY, [COMPANY_PARTY, COMPANY_VOEN, COMPANY_NAME, fold(COMPANY_NAME)])
    registers.add(
        actor=system("demo"),
        register="tax.taxpayers",
        subject=COMPANY_PARTY,
        data={
            "voen": COMPANY_VOEN,
            "name": COMPANY_NAME,
            "legal_form": "llc",
            "status": "active",
            "registered_on": "2015-02-10",
            "director_party_id": str(head.id),
            "director_name": head.name,
            "activity": "Maliyyə xidmətləri",
        },
        valid_from=dt.date(2015, 2, 10),
        justification=LAW,
    )
    mandates.follow(register="tax.taxpayers", subject=COMPANY_PARTY)


def _set_up_trader() -> Actor:
    """Elvin, who trades in his own name."""
    elvin = PERSONAS["elvin"]
    since = clock.today() - dt.timedelta(days=300)
    registers.add(
        actor=system("demo"),
        register="tax.sole-traders",
        subject=elvin.party_id,
        data={
            "voen": numbers.voen(TRADERS_NUMBER, status=2),
            "activity": "Kompüterlərin təmiri",
            "status": "active",
            "registered_on": since.isoformat(),
        },
        valid_from=since,
        justification=LAW,
    )
    account = Account.objects.select_related("party").get(username=elvin.fin)
    return person_actor(account, assurance="high", channel="command")


@dataclass(frozen=True, slots=True)
class _Desk:
    """An employer's desk with the clock that its acts go by."""

    actor: Actor
    today: dt.date
    name: str

    def draft(self, person: PartyView, days: int, **more: str) -> permits.Draft:
        """A permit for so many days from tomorrow; `more` says what differs from the pharmacy's."""
        begins = clock.today() + _DAY
        return permits.Draft(
            identifier=person.identifier,
            form=more.get("form", "employment"),
            starts_on=begins,
            ends_on=begins + dt.timedelta(days=days - 1),
            kind="workplace",
            activity=more.get("activity", "health"),
            region="AZ-BA",
            workplace=more.get("workplace", "Nizami küçəsi 12"),
            contract=more.get("contract", ""),
            position=more.get("position", ""),
        )

    def write(self, person: PartyView, days: int, **more: str) -> UUID:
        """Its id."""
        key = f"demo-{self.name}-{person.identifier}-{clock.today()}"
        return permits.write(actor=self.actor, draft=self.draft(person, days, **more), key=key).pk

    def confirm(self, ids: Sequence[UUID]) -> None:
        """All of them."""
        key = f"demo-{self.name}-confirm-{clock.today()}"
        outcome = permits.confirm(actor=self.actor, chosen=ids, key=key)
        if outcome.refused:
            raise RuntimeError(f"the demo's permits were refused: {outcome.refused[0].code}")


def _of_pharmacy(people: Sequence[PartyView], today: dt.date) -> None:
    """Eight have permits, of which one was revoked and one extended; one is a draft."""
    desk = _Desk(_acting(PERSONAS["nigar"].party_id, PHARMACY_PARTY), today, "pharmacy")
    with _days_ago(today, 26):
        made = [desk.write(each, 45) for each in people[:7]]
        short = desk.write(people[7], 20)
    with _days_ago(today, 25):
        desk.confirm([*made, short])
    with _days_ago(today, 9):
        key, reason = "demo-pharmacy-revoke", "Filial müvəqqəti bağlanıb"
        permits.revoke(actor=desk.actor, chosen=[made[6]], reason=reason, key=key)
        until = clock.today() + 30 * _DAY
        permits.extend(actor=desk.actor, chosen=[short], until=until, key="demo-pharmacy-extend")
    with _days_ago(today, 1):
        desk.write(people[8], 30)
        _hand_in_list(desk, people[9])


def _hand_in_list(desk: _Desk, person: PartyView) -> None:
    """A list whose good row waits to be accepted, beside some with slips."""
    begins = clock.today() + _DAY
    days = f"{begins:%d.%m.%Y};{begins + dt.timedelta(days=20):%d.%m.%Y}"
    words = "İş yerinə getmək üçün;Səhiyyə və aptek;Bakı şəhəri;Nizami küçəsi 12"
    rows = [
        "FİN;İcazənin növü;Fəaliyyət sahəsi;Rayon və ya şəhər;İş yeri;İlk gün;Son gün",
        f"{person.identifier};{words};{days}",
        f"{PERSONAS['rauf'].fin};{words};{days}",
        f"7YYYYY?;{words};{days}",
        f"{person.identifier};{words};{begins:%d.%m.%Y};31.02.{begins.year + 1}",
    ]
    permits.hand_in(
        actor=desk.actor,
        content="\n".join(rows).encode(),
        name="aptek-iscileri.csv",
        key="demo-pharmacy-list",
    )


def _of_company(people: Sequence[PartyView], today: dt.date) -> None:
    """Aysel has a permit; of the others so many as the share of banks lets."""
    head, *staff = people
    desk = _Desk(_acting(head.id, COMPANY_PARTY), today, "company")
    terms = {"activity": "banking", "workplace": "Neftçilər prospekti 83"}
    aysel = parties.party(PERSONAS["aysel"].party_id)
    with _days_ago(today, 12):
        permit = desk.write(aysel, 40, **terms)
        waiting = [desk.write(each, 40, **terms) for each in staff[:2]]
    with _days_ago(today, 11):
        permits.confirm(actor=desk.actor, chosen=[permit, *waiting], key="demo-company-confirm")


def _of_trader(actor: Actor, today: dt.date) -> None:
    desk = _Desk(actor, today, "trader")
    elvin = parties.party(PERSONAS["elvin"].party_id)
    with _days_ago(today, 6):
        own = desk.write(
            elvin,
            30,
            form="founder",
            contract="Qeydiyyat 4471",
            position="Usta",
            activity="services",
            workplace="28 May küçəsi 3",
        )
        desk.confirm([own])


def _days_ago(today: dt.date, days: int) -> AbstractContextManager[None]:
    return clock.frozen_at(clock.start_of(today - days * _DAY) + dt.timedelta(hours=10))


def _acting(person: UUID, employer: UUID) -> Actor:
    """Whoever leads an organisation, acting for it after a sign-in with mobile ID."""
    held = parties.mandates_held(person, clock.today())
    mandate = next(each for each in held if each.grantor.id == employer)
    account = Account.objects.filter(party_id=person).first()
    return Actor(
        kind="person",
        account_id=account.pk if account else None,
        party_id=person,
        on_behalf_of=employer,
        mandate_id=mandate.id,
        mandate_kind=mandate.kind,
        mandate_scopes=mandate.scopes,
        label=Text({"az": parties.party(person).name}),
        channel="command",
        assurance="high",
    )

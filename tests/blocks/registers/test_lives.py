"""Who is no more, as the registers say: their account closes, and opens when it was a mistake."""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from tests import people

from pencere.blocks.identity import journal_actions as identity_actions
from pencere.blocks.identity.models import Account
from pencere.blocks.parties import journal_actions as party_actions
from pencere.blocks.parties.api import sync_agencies
from pencere.blocks.parties.models import Party
from pencere.blocks.registers import api as registers
from pencere.blocks.registers.jobs import follow_end
from pencere.blocks.registers.lives import follow
from pencere.kernel import clock
from pencere.kernel.actors import system
from pencere.kernel.jobs import run_waiting
from pencere.kernel.journal.api import Justification, about_subject

pytestmark = pytest.mark.django_db
LAW = Justification("law", "test")
DIED = dt.date(2026, 11, 2)


@pytest.fixture(autouse=True)
def _agencies(db: Any) -> None:
    sync_agencies()


def death_of(party: Party, on: dt.date = DIED) -> registers.Record:
    found = registers.add(
        actor=system("test"),
        register="justice.civil-status",
        subject=party.pk,
        data={
            "relation": "self",
            "full_name": party.name,
            "act": "death",
            "act_number": "D-1",
            "act_date": on.isoformat(),
        },
        valid_from=on,
        justification=LAW,
    )
    run_waiting()
    return found


def journal_of(party: Party) -> list[str]:
    return [row.action for row in about_subject(subject=party.pk).rows]


def test_a_death_ends_the_person_and_closes_the_account() -> None:
    rauf = people.rauf()
    client = people.signed_in(Client(), rauf)
    assert client.get("/account/security/").status_code == 200

    death_of(rauf.party)

    assert Party.objects.get(pk=rauf.party_id).ended_on == DIED
    account = Account.objects.get(pk=rauf.pk)
    assert (account.is_active, account.is_closed_by_register) == (False, True)
    assert client.get("/account/security/").status_code == 302, "the open session ended"
    written = journal_of(rauf.party)
    assert party_actions.ENDED in written
    assert identity_actions.ACCOUNT_CLOSED in written


def ended(record: registers.Record, last_day: dt.date) -> None:
    registers.end(
        actor=system("test"),
        register=record.register,
        subject=record.subject,
        record_id=record.id,
        version=None,
        last_day=last_day,
        justification=LAW,
    )
    run_waiting()


def test_a_mistake_opens_it_again_when_the_record_has_ended() -> None:
    rauf = people.rauf()
    with clock.frozen_at("2026-11-20T09:00:00+04:00"):
        record = death_of(rauf.party)
        ended(record, dt.date(2026, 11, 20))
        assert not Account.objects.get(pk=rauf.pk).is_active, "today it still holds"

    with clock.frozen_at("2026-11-21T00:00:01+04:00"):
        run_waiting()

    assert Party.objects.get(pk=rauf.party_id).ended_on is None
    assert Account.objects.get(pk=rauf.pk).is_active
    assert identity_actions.ACCOUNT_OPEN_AGAIN in journal_of(rauf.party)


def test_an_account_that_was_closed_for_another_reason_stays_closed() -> None:
    rauf = people.rauf()
    Account.objects.filter(pk=rauf.pk).update(is_active=False)
    record = death_of(rauf.party)

    ended(record, record.valid_from)

    assert Party.objects.get(pk=rauf.party_id).ended_on is None
    assert not Account.objects.get(pk=rauf.pk).is_active


def test_following_again_changes_nothing() -> None:
    rauf = people.rauf()
    death_of(rauf.party)
    before = len(journal_of(rauf.party))

    follow_end(subject=str(rauf.party_id))

    rows = journal_of(rauf.party)
    assert rows.count(party_actions.ENDED) == 1
    assert len(rows) > before, "the look itself is journaled"


def test_a_company_that_was_liquidated_is_no_more() -> None:
    company = people.company()
    with clock.frozen_at("2026-11-20T09:00:00+04:00"):
        registers.add(
            actor=system("test"),
            register="tax.taxpayers",
            subject=company.pk,
            data={
                "voen": company.identifier,
                "name": "Şəfa",
                "legal_form": "llc",
                "status": "liquidated",
            },
            valid_from=dt.date(2026, 11, 19),
            justification=LAW,
        )
        run_waiting()

    assert Party.objects.get(pk=company.pk).ended_on == dt.date(2026, 11, 19)


def test_a_record_about_somebody_unknown_to_the_platform_is_none_of_it() -> None:
    follow(uuid4())

"""Mandates that follow from registers say what the register says, the day it says so."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from tests import people
from tests.blocks.mandates import story

from pencere.blocks.mandates import api as mandates
from pencere.blocks.mandates import journal_actions
from pencere.blocks.notices.models import Notice
from pencere.blocks.parties.api import mandates_held, sync_agencies
from pencere.blocks.parties.models import Mandate, Party
from pencere.blocks.registers import api as registers
from pencere.kernel import clock, jobs
from pencere.kernel.actors import system
from pencere.kernel.journal.api import Justification
from pencere.kernel.pack import pack

pytestmark = pytest.mark.django_db
COMPANIES, ACTS = "tax.taxpayers", "justice.civil-status"
LAW = Justification("law", "test")


@pytest.fixture(autouse=True)
def _agencies(db: Any) -> None:
    sync_agencies()


def company_record(director: Party, **more: Any) -> registers.Record:
    return registers.add(
        actor=system("test"),
        register=COMPANIES,
        subject=people.company().pk,
        data={
            "voen": people.company().identifier,
            "name": "Şəfa",
            "legal_form": "llc",
            "status": "active",
            "director_party_id": str(director.pk),
            **more.pop("data", {}),
        },
        valid_from=more.pop("valid_from", people.LONG_AGO),
        justification=LAW,
    )


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


def directors() -> list[str]:
    today = clock.today()
    live = [each for each in Mandate.objects.all() if _is_live(each, today)]
    return [each.holder.name for each in live]


def _is_live(mandate: Mandate, today: dt.date) -> bool:
    return mandate.pk in {each.id for each in mandates_held(mandate.holder_id, today)}


def test_the_director_changes_and_the_mandates_with_it() -> None:
    nigar, rauf = people.nigar(), people.rauf()
    record = company_record(nigar.party)
    jobs.run_waiting()
    assert directors() == [nigar.party.name]
    begun = story.journaled(journal_actions.BEGUN_BY_REGISTER)
    assert {row.subject for row in begun} == {people.company().pk, nigar.party_id}
    assert {row.actor_kind for row in begun} == {"system"}

    ended(record, clock.today() - dt.timedelta(days=1))
    company_record(rauf.party, data={"voen": "1405196832"}, valid_from=clock.today())
    jobs.run_waiting()

    assert directors() == [rauf.party.name]
    over = story.journaled(journal_actions.ENDED_BY_REGISTER)
    assert {row.subject for row in over} == {people.company().pk, nigar.party_id}
    assert Notice.objects.filter(party=nigar.party, kind="mandates.ended").exists()


def test_the_job_may_run_twice() -> None:
    company_record(people.nigar().party)
    jobs.run_waiting()
    again = mandates.follow(register=COMPANIES, subject=people.company().pk)

    assert (again.begin, again.end, again.move) == ((), (), ())
    assert Mandate.objects.count() == 1


def test_a_company_that_is_no_more_has_no_director() -> None:
    company_record(people.nigar().party, data={"status": "liquidated"})
    jobs.run_waiting()

    assert directors() == []


def test_who_leads_it_from_next_month_acts_from_next_month() -> None:
    soon = clock.today() + dt.timedelta(days=30)
    company_record(people.nigar().party, valid_from=soon)
    jobs.run_waiting()
    assert directors() == []

    with clock.frozen_at(clock.start_of(soon)):
        jobs.run_waiting()
        assert directors() == [people.nigar().party.name]


def test_a_mandate_that_a_party_gave_is_not_the_registers() -> None:
    given = story.given(story.director(), people.rauf())
    company_record(people.nigar().party)
    jobs.run_waiting()

    given.refresh_from_db()
    assert given.revoked_at is None


def child_record(child: Party, relative: Party, relation: str) -> registers.Record:
    return registers.add(
        actor=system("test"),
        register=ACTS,
        subject=child.pk,
        data={
            "relation": relation,
            "party_id": str(relative.pk),
            "full_name": relative.name,
            "act": "birth",
        },
        valid_from=child.born_on or people.LONG_AGO,
        justification=LAW,
    )


@pytest.mark.parametrize(
    ("relation", "kind"), [("mother", "parent"), ("father", "parent"), ("guardian", "guardian")]
)
def test_a_parent_acts_until_the_child_is_of_age(relation: str, kind: str) -> None:
    aysel = people.aysel()
    child = people.person("6NERG1Z", "Nərgiz Məmmədova", born_on="2015-05-21")
    child_record(child, aysel.party, relation)
    jobs.run_waiting()

    mandate = Mandate.objects.get(grantor=child)
    assert (mandate.kind, mandate.holder) == (kind, aysel.party)
    assert mandate.valid_until == dt.date(2033, 5, 20)
    assert mandates_held(aysel.party_id, dt.date(2033, 5, 20))
    assert not mandates_held(aysel.party_id, dt.date(2033, 5, 21))


@pytest.mark.parametrize("born_on", ["1990-01-01", ""])
def test_nobody_acts_for_a_grown_child_or_one_whose_age_is_not_known(born_on: str) -> None:
    child = people.person("6NERG1Z", "Nərgiz Məmmədova", born_on=born_on)
    child_record(child, people.aysel().party, "mother")
    jobs.run_waiting()

    assert not Mandate.objects.exists()


@pytest.mark.parametrize("relation", ["spouse", "child"])
def test_other_relatives_get_no_mandate(relation: str) -> None:
    child = people.person("6NERG1Z", "Nərgiz Məmmədova", born_on="2015-05-21")
    child_record(child, people.aysel().party, relation)
    jobs.run_waiting()

    assert not Mandate.objects.exists()


def test_the_pack_names_registers_fields_and_values_that_exist() -> None:
    for source in pack().mandate_sources():
        declared = registers.declaration(source.register)
        assert declared.field(source.holder_field).type == "party"
        for key, values in source.conditions.items():
            assert values <= set(declared.field(key).choices)

"""Reading a register from the other side: an employer and its contracts."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from tests import people
from tests.blocks.registers.records import put

from pencere.blocks.registers import api as registers
from pencere.blocks.registers.models import RegisterRecord
from pencere.kernel.actors import PUBLIC, Actor, system
from pencere.kernel.errors import Refused
from pencere.kernel.journal.api import Justification, about_subject

pytestmark = pytest.mark.django_db

CONTRACTS = "labour.contracts"
LAW = Justification(kind="law", reference="staff-permits")
VOEN = "1405196831"


def hire(identifier: str, name: str, voen: str = VOEN, **more: object) -> Actor:
    who = people.account(identifier, name)
    data = {"employer": "“Şəfa Aptek” MMC", "employer_id": voen, "position": "Əczaçı", **more}
    put(who.party_id, CONTRACTS, {**data, "started_on": "2024-01-10"}, counterpart=voen)
    return people.actor_for(who)


def find(actor: Actor, voen: str = VOEN, **more: Any) -> tuple[registers.Record, ...]:
    return registers.find_by_counterpart(
        actor=actor,
        register=CONTRACTS,
        counterpart=voen,
        purpose="staff-permits",
        justification=LAW,
        **more,
    )


def test_the_director_sees_the_companys_contracts_and_each_employee_sees_that() -> None:
    aysel, rauf = hire("5KT7Q2A", "Aysel Məmmədova"), hire("2HM4R8B", "Rauf Quliyev")
    hire("6LEYLA4", "Leyla Abbasova", voen="1700500791")
    assert aysel.party_id
    nigar = people.actor_for(people.nigar(), on_behalf_of=people.mandate())
    found = find(nigar, " 1405196831 ", fields=["position"])
    assert {record.subject for record in found} == {aysel.party_id, rauf.party_id}
    assert all(record.data == {"position": "Əczaçı"} for record in found)
    row = about_subject(subject=aysel.party_id).rows[0]
    assert (row.action, row.register) == ("register.found-as-counterpart", CONTRACTS)
    assert row.on_behalf_of == nigar.on_behalf_of
    assert row.fields == ("position",)


def test_only_the_named_people_are_looked_at() -> None:
    aysel, rauf = hire("5KT7Q2A", "Aysel Məmmədova"), hire("2HM4R8B", "Rauf Quliyev")
    assert aysel.party_id
    assert rauf.party_id
    found = find(system("staff-permits"), subjects=[aysel.party_id])
    assert [record.subject for record in found] == [aysel.party_id]
    assert not about_subject(subject=rauf.party_id).rows


def test_the_director_of_another_company_and_a_stranger_see_nothing() -> None:
    hire("5KT7Q2A", "Aysel Məmmədova")
    other = people.company("1700500791", "“Xəzər Maliyyə” MMC")
    nigar = people.actor_for(people.nigar(), on_behalf_of=people.mandate(grantor=other))
    for actor in (nigar, people.actor_for(people.rauf()), PUBLIC):
        with pytest.raises(Refused, match="register-not-open"):
            find(actor)


def test_a_mandate_that_leaves_work_out_does_not_open_it() -> None:
    hire("5KT7Q2A", "Aysel Məmmədova")
    mandate = people.mandate(scopes=["*", "-registers.employment"])
    with pytest.raises(Refused, match="mandate-leaves-out"):
        find(people.actor_for(people.nigar(), on_behalf_of=mandate))


def test_a_sole_trader_is_found_by_the_number_that_a_register_gave() -> None:
    hire("5KT7Q2A", "Aysel Məmmədova", voen="1700500792")
    rauf = people.actor_for(people.rauf())
    assert rauf.party_id
    with pytest.raises(Refused):
        find(rauf, "1700500792")
    put(rauf.party_id, "tax.sole-traders", {"voen": "1700500792"}, number="1700500792")
    assert len(find(rauf, "1700500792")) == 1


def test_people_are_counted_once_and_those_who_left_are_not() -> None:
    hire("5KT7Q2A", "Aysel Məmmədova")
    hire("5KT7Q2A", "Aysel Məmmədova")
    hire("2HM4R8B", "Rauf Quliyev", ended_on="2024-05-01")
    hire("6LEYLA4", "Leyla Abbasova", ended_on="2099-05-01")
    nigar = people.actor_for(people.nigar(), on_behalf_of=people.mandate())
    counted = registers.count_by_counterpart(
        actor=nigar,
        register=CONTRACTS,
        counterparts=[VOEN],
        purpose="staff-permits",
        justification=LAW,
        last_day_field="ended_on",
    )
    assert counted == {VOEN: 2}


def test_several_are_counted_at_once_and_who_has_nobody_has_none() -> None:
    hire("5KT7Q2A", "Aysel Məmmədova")
    counted = registers.count_by_counterpart(
        actor=system("staff-permits"),
        register=CONTRACTS,
        counterparts=[VOEN, "9900071001"],
        purpose="staff-permits",
        justification=LAW,
    )
    assert counted == {VOEN: 1, "9900071001": 0}
    with pytest.raises(Refused):
        registers.count_by_counterpart(
            actor=people.actor_for(people.nigar(), on_behalf_of=people.mandate()),
            register=CONTRACTS,
            counterparts=[VOEN, "9900071001"],
            purpose="staff-permits",
            justification=LAW,
        )


def test_a_register_without_such_a_field_can_not_be_read_so() -> None:
    with pytest.raises(Refused, match="register-without-counterparts"):
        registers.find_by_counterpart(
            actor=system("staff-permits"),
            register="interior.vehicles",
            counterpart=VOEN,
            purpose="staff-permits",
            justification=LAW,
        )


@pytest.mark.parametrize("purpose", ["", "  "])
def test_never_without_a_purpose(purpose: str) -> None:
    with pytest.raises(Refused, match="no-purpose"):
        registers.find_by_counterpart(
            actor=system("staff-permits"),
            register=CONTRACTS,
            counterpart=VOEN,
            purpose=purpose,
            justification=LAW,
        )


def test_what_is_added_and_corrected_names_the_other_party() -> None:
    aysel = people.actor_for(people.aysel())
    assert aysel.party_id
    registers.add(
        actor=system("labour"),
        register=CONTRACTS,
        subject=aysel.party_id,
        data={
            "employer": "“Şəfa Aptek” MMC",
            "employer_id": "140 519 6831",
            "position": "Əczaçı",
            "started_on": "2024-01-10",
        },
        valid_from=dt.date(2024, 1, 10),
        justification=LAW,
    )
    assert RegisterRecord.objects.get(subject_id=aysel.party_id).counterpart == VOEN

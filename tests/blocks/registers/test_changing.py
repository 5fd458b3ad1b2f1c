"""Changing registers: only the keeper may, nothing that stood before is lost."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any
from uuid import UUID

import pytest
from django.db import IntegrityError, transaction
from tests import people
from tests.blocks.registers.records import put, put_card

from pencere.blocks.registers import api as registers
from pencere.blocks.registers.models import RegisterRecord
from pencere.kernel import clock
from pencere.kernel.actors import Actor, system
from pencere.kernel.errors import Conflict, Invalid, NotFound, Refused
from pencere.kernel.ids import new_id
from pencere.kernel.journal.api import JSON, Justification, about_subject

pytestmark = pytest.mark.django_db

CARDS = "interior.identity-cards"
WHY = Justification(kind="correction", reference="K7M2-9QX4-H")


def registrar(agency: str = "interior") -> Actor:
    return people.actor_for(people.officer(agency, {"officer", "registrar"}), agency=agency)


def correct(actor: Actor, card: RegisterRecord, version: int = 1, **changes: Any) -> Any:
    return registers.correct(
        actor=actor,
        register=CARDS,
        subject=card.subject_id,
        record_id=card.id,
        version=version,
        changes=changes,
        justification=WHY,
    )


def test_a_registrar_corrects_a_name_and_the_old_one_stays() -> None:
    aysel = people.aysel()
    card = put_card(aysel.party_id, surname="Mamedova")

    corrected = correct(registrar(), card, surname="Məmmədova")

    assert (corrected.version, corrected.data["surname"]) == (2, "Məmmədova")
    assert corrected.data["given_name"] == "Aysel"
    (row,) = about_subject(subject=aysel.party_id).rows
    assert (row.action, row.register, row.fields) == ("register.corrected", CARDS, ("surname",))
    versions = registers.history(
        actor=people.actor_for(aysel),
        record_id=card.id,
        subject=aysel.party_id,
        purpose="own-data",
        justification=Justification(kind="self"),
    )
    assert [v.data["surname"] for v in versions] == ["Məmmədova", "Mamedova"]
    assert versions[1].superseded_at is not None


def test_a_second_correction_of_the_same_version_meets_a_conflict() -> None:
    card = put_card(people.aysel().party_id)
    correct(registrar(), card, surname="Məmmədli")
    with pytest.raises(Conflict):
        correct(registrar(), card, surname="Məmmədzadə")
    assert RegisterRecord.objects.filter(id=card.id).count() == 2


def test_others_correct_nothing() -> None:
    aysel = people.aysel()
    card = put_card(aysel.party_id)
    officer = people.actor_for(people.officer("interior", {"officer"}, number=2), agency="interior")
    for actor in (registrar("justice"), officer, people.actor_for(aysel), system("job")):
        with pytest.raises(Refused):
            correct(actor, card, surname="X")
    assert RegisterRecord.objects.get(id=card.id).version == 1
    assert about_subject(subject=aysel.party_id).rows == ()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"number": "AA7654321"}, "number"),
        ({"dreams": "none"}, "dreams"),
        ({"born_on": "17.04.1990"}, "born_on"),
        ({"born_on": "1990-02-30"}, "born_on"),
        ({"born_on": "20240101"}, "born_on"),
        ({"surname": 5}, "surname"),
        ({"surname": ""}, "surname"),
        ({"surname": "x" * 2001}, "surname"),
        ({"surname": "a\0b"}, "surname"),
        ({"surname": ["x"]}, "surname"),
    ],
)
def test_a_correction_that_the_declaration_forbids_is_invalid(
    changes: dict[str, Any], field: str
) -> None:
    card = put_card(people.aysel().party_id)
    with pytest.raises(Invalid) as told:
        correct(registrar(), card, **changes)
    assert list(told.value.fields) == [field]


def test_a_correction_of_nothing_or_of_no_record() -> None:
    card = put_card(people.aysel().party_id)
    with pytest.raises(Invalid):
        correct(registrar(), card)
    card.id = new_id()
    with pytest.raises(NotFound):
        correct(registrar(), card, surname="X")


def test_the_table_holds_one_current_version() -> None:
    card = put_card(people.aysel().party_id)
    with pytest.raises(IntegrityError), transaction.atomic():
        put(card.subject_id, CARDS, {}, id=card.id, version=2)


LICENCE = {
    "number": "ƏF-1",
    "kind": "pharmacy",
    "holder_name": "“Şəfa Aptek” MMC",
    "premises": "Bakı",
    "granted_on": "2026-11-20",
}


def add(actor: Actor, data: Mapping[str, JSON], **more: Any) -> registers.Record:
    return registers.add(
        actor=actor,
        register="health.licences",
        subject=more.pop("subject", None) or people.company().pk,
        data=data,
        valid_from=clock.today(),
        justification=Justification(kind="application", reference="K7M2-9QX4-H"),
        **more,
    )


def test_a_grant_is_added_and_found_by_its_number() -> None:
    record = add(system("applications"), LICENCE)
    assert (record.number, record.version) == ("ƏF-1", 1)
    (row,) = about_subject(subject=people.company().pk).rows
    assert row.action == "register.added"
    economy = people.actor_for(people.officer("economy"), agency="economy")
    found = registers.find_by_number(
        actor=economy,
        register="health.licences",
        number="əf-1",
        purpose="check",
        justification=Justification(kind="application", reference="K7M2-9QX4-H"),
    )
    assert found is not None
    assert found.id == record.id


def test_a_number_is_given_once() -> None:
    add(system("applications"), LICENCE)
    with pytest.raises(Conflict):
        add(system("applications"), LICENCE)


def test_only_the_keeper_adds() -> None:
    add(people.actor_for(people.officer("economy"), agency="economy"), LICENCE)
    for actor in (
        people.actor_for(people.officer("health"), agency="health"),
        people.actor_for(people.nigar()),
    ):
        with pytest.raises(Refused):
            add(actor, {**LICENCE, "number": "ƏF-2"})


def test_what_is_added_must_be_as_declared() -> None:
    with pytest.raises(Invalid) as told:
        add(system("x"), {"kind": "bakery", "granted_on": "yesterday", "colour": "red"})
    assert set(told.value.fields) == {"number", "kind", "holder_name", "granted_on", "colour"}
    with pytest.raises(NotFound):
        add(system("x"), LICENCE, subject=new_id())
    with pytest.raises(Invalid):
        add(system("x"), LICENCE, valid_until=clock.today() - dt.timedelta(days=1))


def test_an_old_record_ends_when_a_new_one_takes_its_place() -> None:
    aysel = people.aysel()
    card, today = put_card(aysel.party_id), clock.today()
    ended = registers.end(
        actor=system("applications"),
        register=CARDS,
        subject=aysel.party_id,
        record_id=card.id,
        version=1,
        last_day=today - dt.timedelta(days=1),
        justification=WHY,
    )
    assert (ended.version, ended.valid_until) == (2, today - dt.timedelta(days=1))
    answers = registers.read(
        actor=people.actor_for(aysel),
        subject=aysel.party_id,
        registers=[CARDS],
        purpose="own-data",
        justification=Justification(kind="self"),
    )
    assert answers[CARDS].records == ()
    again = registers.end(
        actor=system("applications"),
        register=CARDS,
        subject=aysel.party_id,
        record_id=card.id,
        version=None,  # whichever is the present one
        last_day=dt.date(1990, 1, 1),  # no record ends before it began
        justification=WHY,
    )
    assert (again.version, again.valid_until) == (3, again.valid_from)
    with pytest.raises(Refused):
        registers.end(
            actor=people.actor_for(aysel),
            register=CARDS,
            subject=aysel.party_id,
            record_id=card.id,
            version=2,
            last_day=today,
            justification=WHY,
        )


def together(number: str, *subjects: UUID, **more: Any) -> list[registers.Record]:
    data = {"relation": "spouse", "full_name": "X", "act": "marriage", "act_number": number}
    new = [registers.NewRecord(each, data, clock.today()) for each in subjects]
    return registers.add_together(
        actor=system("applications"),
        register="justice.civil-status",
        records=new,
        justification=Justification(kind="application", reference="K7M2-9QX4-H"),
        **more,
    )


def test_one_act_about_two_has_one_number_that_no_other_act_has() -> None:
    aysel, rauf = people.aysel().party_id, people.rauf().party_id
    made = together("nk-1", aysel, rauf)
    assert [(each.subject, each.number) for each in made] == [(aysel, "NK-1"), (rauf, "NK-1")]
    for subject in (aysel, rauf):
        assert [each.action for each in about_subject(subject=subject).rows] == ["register.added"]
    with pytest.raises(Conflict):
        together("NK-1", people.nigar().party_id)
    assert together("NK-3") == []


def test_of_one_act_all_records_are_written_or_none() -> None:
    aysel = people.aysel().party_id
    with pytest.raises(NotFound):
        together("NK-2", aysel, new_id())
    assert not about_subject(subject=aysel).rows


def test_a_number_passes_on_when_its_record_ends() -> None:
    aysel, rauf = people.aysel().party_id, people.rauf().party_id
    (first,) = together("NK-1", aysel)
    (second,) = together("NK-1", rauf, replacing=[first.id])
    with pytest.raises(Conflict):
        together("NK-1", aysel, replacing=[first.id])
    registers.end(
        actor=system("applications"),
        register="justice.civil-status",
        subject=rauf,
        record_id=second.id,
        version=None,
        last_day=clock.today(),
        justification=Justification(kind="application", reference="K7M2-9QX4-H"),
    )
    with clock.frozen_at(clock.now() + dt.timedelta(days=2)):
        (third,) = together("NK-1", aysel, replacing=[first.id])
    assert third.number == "NK-1"

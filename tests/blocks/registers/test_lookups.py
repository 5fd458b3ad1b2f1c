"""Many people are looked up at once by their documents: one SELECT, one row of the journal each."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from uuid import UUID

import pytest
from pytest_django import DjangoAssertNumQueries
from tests import people
from tests.blocks.registers.records import put, put_card

from pencere.blocks.registers import api as registers
from pencere.kernel import clock
from pencere.kernel.actors import Actor, system
from pencere.kernel.errors import Invalid, Refused
from pencere.kernel.journal.api import Justification, about_subject
from pencere.kernel.journal.models import JournalEntry

pytestmark = pytest.mark.django_db

CARDS, HOME, CERTIFICATES = "interior.identity-cards", "interior.residence", "health.certificates"
PLATFORM = system("sms_permits")
FIELDS = {CARDS: ["expires_on", "born_on"]}
ALSO = {HOME: ["region"]}
YESTERDAY, TODAY = dt.date(2026, 11, 25), dt.date(2026, 11, 26)


@pytest.fixture(autouse=True)
def _noon() -> object:
    with clock.frozen_at("2026-11-26T12:00:00+04:00"):
        yield


def look_up(*numbers: str, actor: Actor = PLATFORM) -> dict[str, registers.FoundPerson]:
    return dict(
        registers.find_many_by_number(
            actor=actor,
            numbers={CARDS: numbers},
            fields=FIELDS,
            also=ALSO,
            purpose="sms-permit",
            justification=Justification("law", "special-regime"),
            about={number: f"sms-permit:{number}" for number in numbers},
        )
    )


def list_of(*subjects: UUID, actor: Actor = PLATFORM) -> dict[UUID, Sequence[str]]:
    return dict(
        registers.numbers_of(
            actor=actor,
            register=CARDS,
            subjects=subjects,
            purpose="patrol-check",
            justification=Justification("law", "patrol-list"),
        )
    )


def test_two_people_are_found_at_once(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    aysel, rauf = people.aysel().party_id, people.rauf().party_id
    put_card(aysel, number="AA0000001")
    put_card(rauf, number="AA0000002", born_on="1957-02-03")
    put(aysel, HOME, {"region": "Bakı", "settlement": "Bakı şəhəri"})
    put(aysel, HOME, {"region": "Şəki", "settlement": "Şəki"}, valid_until=YESTERDAY)
    with django_assert_num_queries(2):
        found = look_up("aa0000001 ", "AA0000002", "AA0000003")
    assert set(found) == {"AA0000001", "AA0000002"}
    hers = found["AA0000001"]
    assert hers.subject == aysel
    assert hers.record.data == {"born_on": "1990-04-17", "expires_on": "2030-05-01"}
    assert hers.record.expires_on == dt.date(2030, 5, 1)
    assert [each.data for each in hers.others[HOME]] == [{"region": "Bakı"}]
    assert found["AA0000002"].others.get(HOME, ()) == ()


def test_each_person_sees_one_row_that_names_all_that_was_read() -> None:
    aysel = people.aysel().party_id
    put_card(aysel, number="AA0000001")
    look_up("AA0000001", "AA0000009")
    (row,) = about_subject(subject=aysel).rows
    assert row.purpose == "sms-permit"
    assert row.about == "sms-permit:AA0000001"
    assert list(registers.reads_in(row.register, row.fields)) == [
        (CARDS, ("expires_on", "born_on")),
        (HOME, ("region",)),
    ]
    assert JournalEntry.objects.filter(action="register.found").count() == 1


def test_a_register_may_be_the_documents_and_be_asked_about_everybody() -> None:
    aysel = people.aysel().party_id
    put_card(aysel, number="AA0000001")
    found = registers.find_many_by_number(
        actor=PLATFORM,
        numbers={CARDS: ["AA0000001"]},
        fields=FIELDS,
        also={CARDS: ["sex"]},
        purpose="sms-permit",
        justification=Justification("law", "special-regime"),
    )["AA0000001"]
    assert found.record.expires_on == dt.date(2030, 5, 1)
    assert [each.data["sex"] for each in found.others[CARDS]] == ["female"]
    (row,) = about_subject(subject=aysel).rows
    assert list(registers.reads_in(row.register, row.fields)) == [
        (CARDS, ("expires_on", "born_on", "sex"))
    ]


def test_of_several_records_with_a_number_the_one_that_holds_is_meant() -> None:
    aysel, rauf = people.aysel().party_id, people.rauf().party_id
    put_card(aysel, number="AA0000001")
    put(rauf, CARDS, {"number": "AA0000001"}, "AA0000001", valid_until=YESTERDAY)
    assert look_up("AA0000001")["AA0000001"].subject == aysel
    put(rauf, CARDS, {"number": "AA0000002"}, "AA0000002", valid_until=YESTERDAY)
    ended = look_up("AA0000002")["AA0000002"]
    assert not ended.record.holds_on(TODAY)


def test_a_card_that_was_corrected_to_another_number_is_not_found_by_the_old_one() -> None:
    aysel = people.aysel().party_id
    put(aysel, CARDS, {"number": "AA0000001"}, "AA0000001", superseded_at=clock.now())
    assert look_up("AA0000001") == {}


def test_nothing_asked_costs_one_statement_at_most(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    with django_assert_num_queries(0):
        assert look_up() == {}


def test_who_may_not_read_may_not_look_up() -> None:
    aysel = people.aysel()
    put_card(aysel.party_id, number="AA0000001")
    stranger = people.officer("labour")
    for who in (people.actor_for(aysel), people.actor_for(stranger, agency="labour")):
        with pytest.raises(Refused):
            look_up("AA0000001", actor=who)
    with pytest.raises(Invalid):
        registers.find_many_by_number(
            actor=PLATFORM,
            numbers={CARDS: ["AA0000001"]},
            fields={CARDS: ["no_such_field"]},
            also={},
            purpose="sms-permit",
            justification=Justification("law", "special-regime"),
        )


def test_of_each_record_only_the_fields_of_its_register_are_told() -> None:
    aysel = people.aysel().party_id
    put_card(aysel, number="AA0000001")
    put(aysel, HOME, {"region": "Bakı", "born_on": "1990-04-17"})
    found = look_up("AA0000001")["AA0000001"]
    assert [each.data for each in found.others[HOME]] == [{"region": "Bakı"}]
    assert set(found.record.data) == {"expires_on", "born_on"}


def test_a_list_of_numbers_is_one_row_about_nobody(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    aysel, rauf = people.aysel().party_id, people.rauf().party_id
    put_card(aysel, number="AA0000001")
    put(rauf, CARDS, {"number": "AA0000002"}, "AA0000002", valid_until=YESTERDAY)
    put(rauf, CARDS, {"number": "AA0000003"}, "AA0000003", valid_until=TODAY)
    with django_assert_num_queries(2):
        numbers = list_of(aysel, rauf)
    assert numbers == {aysel: ["AA0000001"], rauf: ["AA0000003"]}
    row = JournalEntry.objects.get(action="register.read")
    assert (row.subject, row.register, row.fields) == (None, CARDS, ["number"])
    with clock.frozen_at("2026-11-27T00:30:00+04:00"):
        assert list_of(rauf) == {}


def test_a_list_of_numbers_is_for_no_person_and_for_no_register_of_others() -> None:
    aysel = people.aysel()
    with pytest.raises(Refused):
        list_of(aysel.party_id, actor=people.actor_for(aysel))
    with pytest.raises(Refused):
        list_of(aysel.party_id, actor=people.actor_for(people.officer("labour"), agency="labour"))

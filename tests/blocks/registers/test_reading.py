"""Reading registers: who may, at what cost, and what the journal says of it."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoAssertNumQueries
from tests import people
from tests.blocks.registers.records import put, put_card

from pencere.blocks.registers import api as registers
from pencere.kernel import clock
from pencere.kernel.actors import PUBLIC, Actor, system
from pencere.kernel.errors import Invalid, NotFound, Refused
from pencere.kernel.ids import new_id
from pencere.kernel.journal.api import Justification, about_subject

pytestmark = pytest.mark.django_db

SELF = Justification(kind="self")
CASE = Justification(kind="application", reference="K7M2-9QX4-H")
CARDS = "interior.identity-cards"
TEN = (
    CARDS,
    "interior.passports",
    "justice.civil-status",
    "interior.residence",
    "science.diplomas",
    "labour.contracts",
    "interior.vehicles",
    "interior.driving-licences",
    "property.real-estate",
    "health.insurance",
)


def own(who: Actor, *codes: str) -> dict[str, registers.Answer]:
    assert who.party_id
    return dict(
        registers.read(
            actor=who,
            subject=who.party_id,
            registers=codes,
            purpose="cabinet",
            justification=SELF,
        )
    )


def test_aysel_reads_her_own_card() -> None:
    aysel = people.actor_for(people.aysel())
    assert aysel.party_id
    put_card(aysel.party_id)
    answer = own(aysel, CARDS)[CARDS]
    assert answer.is_available
    assert answer.first is not None
    assert answer.first.data["given_name"] == "Aysel"
    assert answer.first.expires_on == dt.date(2030, 5, 1)
    assert answer.first.missing_fields == ()


def test_ten_registers_cost_one_select_and_one_insert() -> None:
    aysel = people.actor_for(people.aysel())
    assert aysel.party_id
    put_card(aysel.party_id)
    put(aysel.party_id, "interior.residence", {"region": "Bakı"})
    with CaptureQueriesContext(
        connection,
    ) as captured:
        answers = own(aysel, *TEN)
    verbs = [query["sql"].split()[0] for query in captured.captured_queries]
    assert verbs == ["SELECT", "INSERT"]
    assert list(answers) == list(TEN)


def test_each_register_read_leaves_a_row() -> None:
    judge = people.officer("justice")
    officer, aysel = people.actor_for(judge, agency="justice"), people.aysel()
    registers.read(
        actor=officer,
        subject=aysel.party_id,
        registers=[CARDS, "interior.residence"],
        purpose="family-composition",
        justification=CASE,
        fields={CARDS: ["surname", "given_name"]},
    )
    rows = {row.register: row for row in about_subject(subject=aysel.party_id).rows}
    assert set(rows) == {CARDS, "interior.residence"}
    row = rows[CARDS]
    assert (row.action, row.agency, row.actor_kind) == ("register.read", "justice", "officer")
    assert row.fields == ("surname", "given_name")
    assert row.purpose == "family-composition"
    assert row.justification == CASE
    assert row.about == "application:K7M2-9QX4-H"


def test_only_the_asked_fields_come() -> None:
    aysel = people.actor_for(people.aysel())
    assert aysel.party_id
    put_card(aysel.party_id, sex=None)
    answer = registers.read(
        actor=aysel,
        subject=aysel.party_id,
        registers=[CARDS],
        purpose="x",
        justification=SELF,
        fields={CARDS: ["surname"]},
    )[CARDS]
    assert answer.first is not None
    assert answer.first.data == {"surname": "Məmmədova"}
    assert answer.first.missing_fields == ()


def test_a_record_without_a_required_field_is_shown_with_what_it_lacks() -> None:
    aysel = people.actor_for(people.aysel())
    assert aysel.party_id
    put_card(aysel.party_id, surname=None, expires_on="soon")
    answer = own(aysel, CARDS)[CARDS]
    assert answer.first is not None
    assert answer.first.missing_fields == ("surname",)
    assert answer.first.expires_on is None


def test_what_does_not_hold_today_does_not_come() -> None:
    aysel = people.actor_for(people.aysel())
    assert aysel.party_id
    today = clock.today()
    yesterday, tomorrow = today - dt.timedelta(days=1), today + dt.timedelta(days=1)
    put(aysel.party_id, "interior.residence", {"region": "Gəncə"}, valid_until=yesterday)
    put(aysel.party_id, "interior.residence", {"region": "Quba"}, valid_from=tomorrow)
    put(
        aysel.party_id,
        "interior.residence",
        {"region": "Şəki"},
        superseded_at=clock.now(),
    )
    put(aysel.party_id, "interior.residence", {"region": "Bakı"}, valid_until=today)
    records = own(aysel, "interior.residence")["interior.residence"].records
    assert [record.data["region"] for record in records] == ["Bakı"]


def test_the_registers_say_what_expires_soon() -> None:
    aysel = people.actor_for(people.aysel())
    assert aysel.party_id
    soon = clock.today() + dt.timedelta(days=21)
    put_card(aysel.party_id)
    put(
        aysel.party_id,
        "interior.driving-licences",
        {"number": "AB1", "categories": ["B"], "expires_on": soon.isoformat()},
    )
    answers = own(aysel, CARDS, "interior.driving-licences")
    (licence,) = registers.expiring_in(answers, clock.today(), 30)
    assert licence.register == "interior.driving-licences"
    assert registers.expiring_in(answers, clock.today(), 20) == ()


# --- Who may not ---------------------------------------------------------------------------


def refused(actor: Actor, register: str = CARDS, why: Justification = CASE) -> bool:
    aysel = people.aysel()
    try:
        registers.read(
            actor=actor,
            subject=aysel.party_id,
            registers=[register],
            purpose="check",
            justification=why,
        )
    except Refused:
        assert about_subject(subject=aysel.party_id).rows == ()
        return True
    return False


def test_a_stranger_reads_nothing_of_aysel() -> None:
    rauf = people.actor_for(people.rauf())
    assert refused(rauf, why=SELF)
    assert refused(rauf, why=CASE)
    assert refused(rauf, why=Justification(kind="law", reference="CM 1"))
    assert refused(PUBLIC, why=SELF)


def test_a_director_reads_the_company_and_not_another_person() -> None:
    nigar = people.nigar()
    mandate = people.mandate(nigar)
    actor = people.actor_for(nigar, on_behalf_of=mandate)
    assert refused(actor, why=Justification(kind="mandate", reference="1"))
    answers = registers.read(
        actor=actor,
        subject=people.company().pk,
        registers=["tax.taxpayers"],
        purpose="cabinet",
        justification=Justification(kind="mandate"),
    )
    assert answers["tax.taxpayers"].is_available


def test_a_parent_reads_what_the_mandate_for_the_child_covers() -> None:
    aysel = people.aysel()
    child = people.person("6NERG1Z", "Məmmədova Nərgiz Elçin qızı", born_on="2015-05-21")
    people.mandate(aysel, child, kind="parent", scopes=["registers.identity", "registers.family"])
    parent = people.actor_for(aysel)

    def read(register: str) -> None:
        registers.read(
            actor=parent,
            subject=child.pk,
            registers=[register],
            purpose="family",
            justification=Justification(kind="mandate"),
        )

    read("interior.identity-cards")
    read("justice.civil-status")
    with pytest.raises(Refused):
        read("property.real-estate")
    with pytest.raises(Refused):
        registers.read(
            actor=people.actor_for(people.rauf()),
            subject=child.pk,
            registers=[CARDS],
            purpose="family",
            justification=Justification(kind="mandate"),
        )


@pytest.mark.parametrize(
    ("agency", "register", "why", "is_refused"),
    [
        ("interior", "interior.criminal-records", CASE, False),
        ("economy", "interior.criminal-records", CASE, True),
        ("economy", "tax.taxpayers", CASE, False),
        ("economy", CARDS, CASE, False),
        ("economy", CARDS, Justification(kind="application"), True),
        ("economy", CARDS, SELF, True),
        ("economy", CARDS, Justification(kind="law", reference="art. 5"), True),
        ("courts", CARDS, Justification(kind="law", reference="art. 5"), False),
        ("interior", CARDS, Justification(kind="correction", reference="K7"), False),
        ("justice", CARDS, Justification(kind="correction", reference="K7"), True),
    ],
)
def test_an_officer_reads_what_the_register_is_open_to(
    agency: str, register: str, why: Justification, is_refused: bool
) -> None:
    officer = people.actor_for(people.officer(agency), agency=agency)
    assert refused(officer, register, why) is is_refused


def test_nobody_reads_without_a_purpose_or_a_justification() -> None:
    aysel = people.actor_for(people.aysel())
    assert aysel.party_id
    with pytest.raises(Refused) as told:
        registers.read(
            actor=aysel, subject=aysel.party_id, registers=[CARDS], purpose=" ", justification=SELF
        )
    assert told.value.code == "no-purpose"
    with pytest.raises(Refused) as told:
        registers.read(
            actor=system("x"),
            subject=aysel.party_id,
            registers=[CARDS],
            purpose="x",
            justification=None,  # type: ignore[arg-type]
        )
    assert told.value.code == "no-justification"


def test_an_unknown_register_or_field_is_invalid() -> None:
    aysel = people.actor_for(people.aysel())
    with pytest.raises(Invalid):
        own(aysel, "interior.secrets")
    with pytest.raises(Invalid):
        registers.read(
            actor=aysel,
            subject=aysel.party_id or new_id(),
            registers=[CARDS],
            purpose="x",
            justification=SELF,
            fields={CARDS: ["dreams"]},
        )


# --- Looking up ----------------------------------------------------------------------------


def look_up(actor: Actor, number: str) -> registers.Record | None:
    return registers.find_by_number(
        actor=actor,
        register=CARDS,
        number=number,
        purpose="check",
        justification=CASE if actor.kind == "officer" else SELF,
    )


def test_an_officer_finds_a_card_and_its_holder_is_told() -> None:
    aysel = people.aysel()
    put_card(aysel.party_id)
    officer = people.actor_for(people.officer("interior"), agency="interior")
    found = look_up(officer, " aa1234567 ")
    assert found is not None
    assert found.subject == aysel.party_id
    (row,) = about_subject(subject=aysel.party_id).rows
    assert row.action == "register.found"
    assert look_up(officer, "AA7654321") is None


def test_a_person_finds_only_their_own() -> None:
    aysel = people.aysel()
    put_card(aysel.party_id)
    assert look_up(people.actor_for(aysel), "AA1234567") is not None
    assert look_up(people.actor_for(people.rauf()), "AA1234567") is None


def test_history_is_read_under_the_same_rules() -> None:
    aysel = people.aysel()
    card = put_card(aysel.party_id)

    def history(actor: Actor) -> list[registers.Record]:
        return registers.history(
            actor=actor,
            record_id=card.id,
            subject=aysel.party_id,
            purpose="own-data",
            justification=SELF,
        )

    assert [record.version for record in history(people.actor_for(aysel))] == [1]
    with pytest.raises(Refused):
        history(people.actor_for(people.rauf()))
    with pytest.raises(NotFound):
        registers.history(
            actor=people.actor_for(aysel),
            record_id=new_id(),
            subject=aysel.party_id,
            purpose="x",
            justification=SELF,
        )


def test_a_family_is_read_at_once(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    aysel, rauf = people.aysel(), people.rauf()
    put_card(aysel.party_id)
    with django_assert_num_queries(2):
        answers = registers.read_many(
            actor=system("family"),
            subjects=[aysel.party_id, rauf.party_id],
            registers=[CARDS, "interior.residence"],
            purpose="family-composition",
            justification=CASE,
        )
    assert answers[aysel.party_id][CARDS].records
    assert not answers[rauf.party_id][CARDS].records
    assert len(about_subject(subject=rauf.party_id).rows) == 2

"""Drafts of permits: who writes them, what is filled in, what is wrong with them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace

import pytest
from tests import people
from tests.blocks.registers.records import put
from tests.systems.staff_permits import stories
from tests.systems.staff_permits.stories import BAKU, GANJA, draft, key

from pencere.kernel.actors import PUBLIC
from pencere.kernel.errors import Conflict, Invalid, NotFound, Refused
from pencere.kernel.journal.api import about_subject
from pencere.systems.staff_permits import access, actions, finding, queries
from pencere.systems.staff_permits.models import Employer, Event, Permit
from pencere.systems.staff_permits.values import TripDraft

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("pharmacy")]


def wrong(changes: Mapping[str, object], identifier: str = "5KT7Q2A") -> dict[str, list[str]]:
    with pytest.raises(Invalid) as caught:
        stories.written(stories.nigar(), identifier, **changes)
    return {field: [str(each) for each in said] for field, said in caught.value.fields.items()}


def test_the_director_writes_a_draft_and_the_register_fills_it_in() -> None:
    nigar = stories.nigar()
    permit = stories.written(nigar, "5kt7 q2a", workplace="  Nizami \n küçəsi 12 ")
    assert (permit.contract, permit.position) == ("ƏM-5KT7Q2A", "Əczaçı")
    assert permit.employee_name == "Məmmədova Aysel Kamran qızı"
    assert permit.workplace == "Nizami küçəsi 12"
    assert permit.state == Permit.State.DRAFT
    assert permit.employer.name == "“Şəfa Aptek” MMC"
    row = about_subject(subject=permit.employee_id).rows[0]
    assert (row.action, row.about) == ("staff-permit.written", permit.about)
    assert (row.on_behalf_of, row.params["number"]) == (nigar.on_behalf_of, permit.number)


def test_a_repeat_of_the_form_writes_one_draft() -> None:
    nigar = stories.nigar()
    first = actions.write(actor=nigar, draft=draft(), key="form-1")
    assert actions.write(actor=nigar, draft=draft(), key="form-1").pk == first.pk
    assert Permit.objects.count() == 1


@pytest.mark.parametrize("key", ["", "x" * 65, "a\nb"])
def test_a_form_without_a_good_key_is_refused(key: str) -> None:
    with pytest.raises(Invalid, match="idempotency-key"):
        actions.write(actor=stories.nigar(), draft=draft(), key=key)


def test_whoever_holds_the_seal_or_is_let_by_the_pharmacy_manages_permits_too() -> None:
    for actor in (stories.elchin(scopes=["licence.apply"]), stories.leyla(), stories.leyla("*")):
        assert access.employer_of(actor).identifier == stories.VOEN


@pytest.mark.parametrize(
    "scopes",
    [
        ("licence.apply",),
        ("*", "-staff-permits.manage"),
        ("staff-permits.manage", "application:PX-1"),
    ],
)
def test_a_mandate_for_something_else_opens_nothing(scopes: tuple[str, ...]) -> None:
    with pytest.raises(NotFound):
        access.employer_of(stories.leyla(*scopes))


def test_strangers_and_officers_find_nothing() -> None:
    permit = stories.written(stories.nigar())
    officer = people.actor_for(people.officer("interior", {"permits"}), agency="interior")
    for actor in (PUBLIC, officer, people.actor_for(people.rauf(), assurance="high")):
        with pytest.raises(NotFound):
            actions.write(actor=actor, draft=draft(), key=key())
        with pytest.raises(NotFound):
            actions.delete(actor=actor, permit_id=permit.pk)


def test_a_password_and_a_code_are_not_enough() -> None:
    with pytest.raises(Refused, match="assurance"):
        stories.written(stories.nigar(assurance="substantial"))


def test_an_organisation_that_is_not_in_business_has_no_desk() -> None:
    gone = people.company("1700500791", "“Keçmiş” MMC")
    nigar = people.actor_for(
        people.nigar(), on_behalf_of=people.mandate(grantor=gone), assurance="high"
    )
    with pytest.raises(NotFound):
        access.employer_of(nigar)
    assert not Employer.objects.exists()


def test_a_sole_trader_writes_a_permit_for_themselves_and_for_whom_they_employ() -> None:
    rauf = people.actor_for(people.rauf(), assurance="high")
    assert rauf.party_id
    assert access.may_open(rauf) is False
    put(rauf.party_id, "tax.sole-traders", {"voen": "1700500792", "status": "active"}, "1700500792")
    stories.hire("7ELV1N5", "Babazadə Elvin Şahin oğlu", voen="1700500792")
    own = stories.written(
        rauf, "2HM4R8B", form="founder", contract="Şəhadətnamə 12", position="Usta"
    )
    assert own.employee_id == rauf.party_id == own.employer_id
    assert stories.written(rauf, "7ELV1N5").employer.is_trader
    assert access.may_open(rauf)


def test_a_trader_who_closed_the_business_has_no_desk() -> None:
    rauf = people.actor_for(people.rauf(), assurance="high")
    assert rauf.party_id
    put(rauf.party_id, "tax.sole-traders", {"voen": "1700500792", "status": "closed"}, "1700500792")
    with pytest.raises(NotFound):
        access.employer_of(rauf)


def test_who_does_not_work_here_is_not_named() -> None:
    people.person("9SEVDA6", "İsmayılova Sevda Akif qızı")
    stories.hire("4NEB1Y2", "Nəbiyev Orxan Fuad oğlu", voen="1700500791")
    said = {
        str(wrong({}, identifier)["identifier"]) for identifier in ("9SEVDA6", "4NEB1Y2", "9ZZZZZZ")
    }
    assert len(said) == 1
    assert "Sevda" not in said.pop()


def test_the_head_is_a_founder_and_an_employee_is_not() -> None:
    nigar = stories.nigar()
    terms = {"form": "founder", "contract": "Nizamnamə 1", "position": "Direktor"}
    assert stories.written(nigar, "7QW3N5C", **terms).form == "founder"
    assert "form" in wrong(terms)


def test_somebody_with_a_service_contract_is_found_by_identifier_and_name() -> None:
    people.person("9SEVDA6", "İsmayılova Sevda Akif qızı")
    terms = {"form": "service", "contract": "X-7", "position": "Hüquqşünas"}
    found = stories.written(stories.nigar(), "9SEVDA6", name="Sevda Ismayilova", **terms)
    assert found.employee_name == "İsmayılova Sevda Akif qızı"
    for name in ("", "Sevda", "Sevda Quliyeva"):
        assert "name" in wrong({**terms, "name": name}, "9SEVDA6")


def test_guessing_names_ends() -> None:
    people.person("9SEVDA6", "İsmayılova Sevda Akif qızı")
    nigar = stories.nigar()
    limit = finding.LIMITS["staff-permits.find"]
    finding.LIMITS["staff-permits.find"] = replace(limit, count=2)
    try:
        for _try in range(2):
            with pytest.raises(Invalid):
                finding.find_employee(
                    actor=nigar, identifier="9SEVDA6", form="service", name="Sevda Quliyeva"
                )
        with pytest.raises(Exception, match="too-many"):
            finding.find_employee(
                actor=nigar, identifier="9SEVDA6", form="service", name="Sevda İsmayılova"
            )
    finally:
        finding.LIMITS["staff-permits.find"] = limit


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"form": "friendship"}, "form"),
        ({"kind": "tourism"}, "kind"),
        ({"activity": "smuggling"}, "activity"),
        ({"region": "XX-YY"}, "region"),
        ({"region": ""}, "region"),
        ({"workplace": " "}, "workplace"),
        ({"workplace": "x" * 301}, "workplace"),
        ({"contract": "ƏM-OTHER"}, "contract"),
        ({"position": "y" * 201}, "position"),
        ({"ends_on": dt.date(2026, 11, 25)}, "ends_on"),
        ({"ends_on": dt.date(2026, 11, 30)}, "ends_on"),
        ({"ends_on": dt.date(2027, 12, 31)}, "ends_on"),
        ({"starts_on": dt.date(2027, 6, 1), "ends_on": dt.date(2027, 6, 2)}, "starts_on"),
        ({"plate": "not a plate"}, "plate"),
        ({"plate": "10-AB-123"}, "plate"),
        ({"kind": "trip"}, "trips"),
        (
            {"trips": (TripDraft(BAKU, GANJA, dt.date(2026, 12, 2), dt.date(2026, 12, 3)),)},
            "trips",
        ),
        (
            {
                "kind": "trip",
                "trips": (TripDraft(BAKU, BAKU, dt.date(2026, 12, 2), dt.date(2026, 12, 3)),),
            },
            "trips.0",
        ),
        (
            {
                "kind": "trip",
                "trips": (TripDraft(BAKU, "??", dt.date(2026, 12, 2), dt.date(2026, 12, 3)),),
            },
            "trips.0",
        ),
        (
            {
                "kind": "trip",
                "trips": (TripDraft(BAKU, GANJA, dt.date(2026, 12, 30), dt.date(2027, 1, 3)),),
            },
            "trips.0",
        ),
    ],
)
def test_what_is_wrong_is_said_at_its_field(changes: dict[str, object], field: str) -> None:
    said = wrong(changes)
    assert list(said) == [field]
    assert said[field][0] != "This can't be so. Look at it again."


def test_nonsense_is_refused_and_breaks_nothing() -> None:
    for identifier in ("", "\0", "x" * 10_000, "5KT7Q2A'; DROP TABLE"):
        assert "identifier" in wrong({}, identifier)
    permit = stories.written(stories.nigar(), rank="\0Baş\0", workplace="A\0B")
    assert (permit.rank, permit.workplace) == ("Baş", "AB")


def test_a_contract_that_ends_before_carries_no_longer_permit() -> None:
    stories.hire("7ELV1N5", "Babazadə Elvin Şahin oğlu", ended_on="2026-12-20")
    assert list(wrong({}, "7ELV1N5")) == ["ends_on"]
    stories.written(stories.nigar(), "7ELV1N5", ends_on=dt.date(2026, 12, 20))


def test_a_vehicle_of_the_employee_or_of_the_pharmacy_is_named_with_its_owner() -> None:
    nigar, aysel = stories.nigar(), people.person("5KT7Q2A", "")
    put(aysel.pk, "interior.vehicles", {"plate": "10-AB-123"}, "10-AB-123")
    put(people.company(stories.VOEN).pk, "interior.vehicles", {"plate": "99-PH-001"}, "99-PH-001")
    assert stories.written(nigar, plate="10 ab 123").vehicle_of == "employee"
    assert stories.written(nigar, plate="99-PH-001").vehicle_of == "employer"
    rows = about_subject(subject=aysel.pk, register="interior.vehicles").rows
    assert {row.purpose for row in rows} == {"staff-permits"}


def test_a_business_trip_between_districts() -> None:
    trip = TripDraft(BAKU, GANJA, dt.date(2026, 12, 2), dt.date(2026, 12, 5))
    permit = stories.written(stories.nigar(), kind="trip", trips=(trip,))
    assert [(each.from_region, each.to_region) for each in permit.trips.all()] == [(BAKU, GANJA)]


def test_a_draft_is_edited_and_its_history_says_what_changed() -> None:
    nigar = stories.nigar()
    permit = stories.written(nigar)
    changed = actions.edit(
        actor=nigar,
        permit_id=permit.pk,
        revision=1,
        draft=draft(workplace="Füzuli küçəsi 3", rank="Böyük"),
    )
    assert (changed.workplace, changed.revision) == ("Füzuli küçəsi 3", 2)
    event = queries.history(changed)[0]
    assert event.kind == Event.Kind.EDITED
    assert event.data["workplace"] == ["Nizami küçəsi 12", "Füzuli küçəsi 3"]
    rows = about_subject(subject=permit.employee_id).rows
    assert rows[0].action == "staff-permit.edited"


def test_two_who_edit_the_same_draft_do_not_overwrite_each_other() -> None:
    nigar = stories.nigar()
    permit = stories.written(nigar)
    actions.edit(actor=nigar, permit_id=permit.pk, revision=1, draft=draft(rank="Böyük"))
    with pytest.raises(Conflict, match="revision"):
        actions.edit(actor=nigar, permit_id=permit.pk, revision=1, draft=draft(rank="Kiçik"))


def test_an_edit_that_changes_nothing_is_no_revision() -> None:
    nigar = stories.nigar()
    permit = stories.written(nigar)
    same = actions.edit(actor=nigar, permit_id=permit.pk, revision=1, draft=draft())
    assert same.revision == 1


def test_a_permit_does_not_go_over_to_another_employee() -> None:
    nigar = stories.nigar()
    permit = stories.written(nigar)
    stories.hire("7ELV1N5", "Babazadə Elvin Şahin oğlu")
    with pytest.raises(Invalid, match="other-employee"):
        actions.edit(actor=nigar, permit_id=permit.pk, revision=1, draft=draft("7ELV1N5"))


def test_a_draft_is_deleted_and_the_journal_keeps_that() -> None:
    nigar = stories.nigar()
    permit = stories.written(nigar)
    actions.delete(actor=nigar, permit_id=permit.pk)
    assert not Permit.objects.exists()
    assert about_subject(subject=permit.employee_id).rows[0].action == "staff-permit.deleted"


def test_the_draft_of_another_employer_does_not_exist() -> None:
    permit = stories.written(stories.nigar())
    other = people.company("1700500791", "“Xəzər Maliyyə” MMC")
    put(other.pk, "tax.taxpayers", {"status": "active"}, "1700500791")
    stranger = people.actor_for(
        people.rauf(), on_behalf_of=people.mandate(people.rauf(), other), assurance="high"
    )
    with pytest.raises(NotFound):
        actions.edit(actor=stranger, permit_id=permit.pk, revision=1, draft=draft())
    with pytest.raises(NotFound):
        actions.delete(actor=stranger, permit_id=permit.pk)
    with pytest.raises(NotFound):
        queries.permit(actor=stranger, number=permit.number)

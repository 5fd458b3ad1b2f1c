"""Services of the country, walked through as people do: registers are read, documents made."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
from tests import people
from tests.casework.applications import stories

from pencere.blocks.parties.api import party_by_identifier
from pencere.blocks.registers import api as registers
from pencere.blocks.registers.models import RegisterRecord
from pencere.casework.applications import api
from pencere.casework.applications.models import Application, CoApplicant
from pencere.casework.definitions.publishing import publish_all
from pencere.kernel import clock
from pencere.kernel.actors import Actor, system
from pencere.kernel.errors import Conflict
from pencere.kernel.journal.api import Justification
from pencere.kernel.journal.models import JournalEntry

POWER = "justice.power-of-attorney-check"


@pytest.fixture(autouse=True)
def _country(db: None, settings: Any, tmp_path: Any) -> Iterator[None]:
    settings.FILES_ROOT = tmp_path / "files"
    with clock.frozen_at("2026-11-23T06:00:00+00:00"):
        stories.settle()
        publish_all(actor=system("test"))
        yield


def power(status: str = "valid") -> dict[str, str]:
    """Rauf gave Aysel a power of attorney; what somebody types who was shown it."""
    number = "E-2026-000001"
    registers.add(
        actor=system("test"),
        register="justice.powers-of-attorney",
        subject=people.rauf().party_id,
        number=number,
        data={
            "number": number,
            "holder": people.aysel().party.identifier,
            "status": status,
            "made_on": "2026-01-05",
            "expires_on": "2027-01-05",
        },
        valid_from=dt.date(2026, 1, 5),
        justification=Justification("law", "test"),
    )
    return {
        "number": number,
        "grantor": people.rauf().party.identifier,
        "holder": people.aysel().party.identifier,
    }


@pytest.mark.parametrize(
    ("status", "state", "outcome"),
    [("valid", "granted", "granted"), ("revoked", "ended", "answered")],
)
def test_a_power_of_attorney_is_checked_at_once(status: str, state: str, outcome: str) -> None:
    asked = stories.submitted(stories.aysel(), POWER, power(status))
    assert (asked.state, asked.outcome) == (state, outcome)
    read = JournalEntry.objects.filter(subject=people.rauf().party_id, action="register.read")
    assert read.exists()  # who gave it sees that somebody looked


def test_a_power_of_attorney_that_was_given_to_another_is_not_told_of() -> None:
    answers = {**power(), "holder": people.nigar().party.identifier}
    assert stories.submitted(stories.aysel(), POWER, answers).state == "unknown"


def test_ones_own_marriage_in_the_register_is_certified_at_once() -> None:
    registers.add(
        actor=system("test"),
        register="justice.civil-status",
        subject=people.aysel().party_id,
        number="NK-2013-1",
        data={
            "relation": "spouse",
            "full_name": "Məmmədov Elçin",
            "act": "marriage",
            "act_number": "NK-2013-1",
            "act_date": "2013-08-24",
        },
        valid_from=dt.date(2013, 8, 24),
        justification=Justification("law", "test"),
    )
    answers = {"act": "marriage", "why": "lost", "phone": "050 234 56 78"}
    sent = stories.submitted(stories.aysel(), "justice.repeat-certificate", answers)
    assert (sent.state, sent.outcome) == ("granted", "granted")


def test_a_passport_waits_for_its_payment() -> None:
    answers = {"reason": "first", "speed": "fast", "phone": "050 234 56 78"}
    sent = stories.submitted(stories.aysel(), "interior.passport", answers)
    assert (sent.state, sent.agency_id) == ("payment", "interior")


def record_of(subject: Any, register: str) -> RegisterRecord:
    return RegisterRecord.objects.get(
        subject_id=subject, register=register, superseded_at__isnull=True
    )


BIRTH = {
    "sex": "female", "given_name": "Ləman", "surname": "Məmmədova", "father_name": "Rauf",
    "born_on": "2026-11-18", "hospital_number": "D-1", "parents": "unmarried",
    "phone": "050 234 56 78",
    "place": {"region": "AZ-BA", "locality": "nesimi", "street": "28 May küçəsi", "house": "14"},
}  # fmt: skip
CHILD = "8LEMAN5"


def agreed(actor: Actor, case: Application) -> Application:
    row = CoApplicant.objects.get(application=case)
    seen = api.agreement(actor=actor, agreement_id=row.pk).fingerprint
    api.answer_agreement(
        actor=actor, agreement_id=row.pk, agrees=True, declaration=True, fingerprint=seen
    )
    return stories.again(case)


def birth() -> Application:
    """Aysel and Rauf have a child, and Rauf has agreed."""
    answers = {**BIRTH, "other_parent": people.rauf().party.identifier}
    case = stories.submitted(stories.aysel(), "justice.birth-registration", answers)
    return agreed(stories.rauf(), case)


def test_a_birth_is_entered_about_both_parents_and_the_child() -> None:
    case = birth()
    kamran = stories.officer("justice")
    stories.act(kamran, case, "grant", findings={"act_number": "dh-1", "child": CHILD})
    child = party_by_identifier("person", CHILD)
    assert child is not None
    assert (child.name, child.born_on) == ("Məmmədova Ləman Rauf qızı", dt.date(2026, 11, 18))
    for subject in (people.aysel().party_id, people.rauf().party_id, child.id):
        record = record_of(subject, "justice.civil-status")
        assert record.number == "DH-1"
        rows = JournalEntry.objects.filter(subject=subject, action="register.added")
        assert rows.latest("pk").justification_reference == case.reference
    assert JournalEntry.objects.filter(subject=child.id, action="parties.person-entered").exists()
    assert record_of(child.id, "justice.civil-status").data["relation"] == "self"
    of_aysel = record_of(people.aysel().party_id, "justice.civil-status").data
    assert of_aysel["party_id"] == str(child.id)


def test_an_act_number_that_is_taken_and_the_identifier_of_another_grant_nothing() -> None:
    case, kamran = birth(), stories.officer("justice")
    nigar = people.nigar().party.identifier
    with pytest.raises(Conflict) as refused:
        stories.act(kamran, case, "grant", findings={"act_number": "DH-1", "child": nigar})
    assert refused.value.code == "identifier-taken"
    assert stories.again(case).state == "review"
    assert not RegisterRecord.objects.filter(register="justice.civil-status").exists()
    stories.act(kamran, case, "grant", findings={"act_number": "DH-1"})
    other = birth()
    with pytest.raises(Conflict) as refused:
        stories.act(kamran, other, "grant", findings={"act_number": "DH-1"})
    assert refused.value.code == "number-taken"
    assert stories.again(other).state == "review"


def test_a_death_of_somebody_whom_nobody_knows_is_not_registered() -> None:
    answers = {
        "deceased": "1ZEYN4B", "died_on": "2026-11-21", "relation": "child", "proof": "medical",
        "medical_number": "Ö-1", "phone": "050 234 56 78",
    }  # fmt: skip
    case = stories.submitted(stories.aysel(), "justice.death-registration", answers)
    found = {"act_number": "ÖA-1", "deceased_name": "Quliyeva Zeynəb"}
    with pytest.raises(Conflict) as refused:
        stories.act(stories.officer("justice"), case, "grant", findings=found)
    assert refused.value.code == "no-such-subject"
    people.person("1ZEYN4B", "Quliyeva Zeynəb")
    stories.act(stories.officer("justice"), case, "grant", findings=found)
    late = party_by_identifier("person", "1ZEYN4B")
    assert late is not None
    assert record_of(late.id, "justice.civil-status").data["act"] == "death"


def with_contract(answers: dict[str, str]) -> Application:
    """A vehicle registration that was sent with the contract of the sale."""
    actor = stories.aysel()
    draft = api.start(actor=actor, service="traffic-police.vehicle-registration")
    for page in ("origin", "vehicle", "contact"):
        seen = api.page(actor=actor, application_id=draft.pk, page=page)
        asked = {"actor": actor, "application_id": draft.pk, "page": page}
        version = seen.row_version
        if page == "origin":
            first = api.save(**asked, raw=answers, row_version=version)  # type: ignore[arg-type]
            api.attach(
                actor=actor, application_id=draft.pk, field="contract", name="contract.png",
                content=stories.picture(),
            )  # fmt: skip
            version = api.page(actor=actor, application_id=draft.pk, page=page).row_version
            assert set(first.errors) == {"contract"}
        saved = api.save(**asked, raw=answers, row_version=version)  # type: ignore[arg-type]
        assert saved.is_valid, saved.errors
    return api.submit(
        actor=actor, application_id=draft.pk, idempotency_key=str(draft.pk), declaration=True
    )


def test_a_plate_passes_from_the_seller_to_the_buyer() -> None:
    rauf, aysel = people.rauf(), people.aysel()
    for plate in ("99-AM-417", "10-ZZ-100"):
        registers.add(
            actor=system("test"),
            register="interior.vehicles",
            subject=rauf.party_id,
            data={"plate": plate, "make": "Toyota"},
            valid_from=dt.date(2020, 1, 1),
            justification=Justification("law", "test"),
        )
    answers = {
        "origin": "bought", "seller": rauf.party.identifier, "plate": "99-AM-417",
        "acquired_on": "2026-11-20", "kind": "car", "make": "Toyota",
        "model": "Corolla", "year": "2021", "vin": "JTDBR32E330012417", "insurance": "INS-1",
        "inspection": "TB-1", "new_plate": "no", "phone": "050 234 56 78",
    }  # fmt: skip
    case = agreed(stories.rauf(), with_contract(answers))
    api.mark_paid(
        reference=case.reference, amount_minor=3000, currency="AZN", provider="bank",
        transaction_id="T-1",
    )  # fmt: skip
    stories.act(stories.officer("traffic-police"), case, "grant", findings={"plate": "99 am 417"})
    assert record_of(aysel.party_id, "interior.vehicles").number == "99-AM-417"
    held = RegisterRecord.objects.filter(subject_id=rauf.party_id, superseded_at__isnull=True)
    ends = {each.number: each.valid_until for each in held.filter(register="interior.vehicles")}
    assert ends == {"99-AM-417": dt.date(2026, 11, 22), "10-ZZ-100": None}

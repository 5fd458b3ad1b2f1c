"""Registers about those whom a form names: only with their consent, and only while it holds."""

from __future__ import annotations

from typing import Any

import pytest
from tests import people
from tests.casework.applications import browser, joint, stories
from tests.casework.applications.parts import words

from pencere.blocks.consent import api as consent
from pencere.blocks.consent.models import ConsentRequest
from pencere.blocks.notices.models import Notice
from pencere.blocks.registers import api as registers
from pencere.casework.applications import access, api, others
from pencere.casework.applications.models import Application
from pencere.kernel import clock
from pencere.kernel.actors import Actor
from pencere.kernel.errors import Conflict, NotFound, Refused
from pencere.kernel.journal.api import Justification
from pencere.kernel.journal.models import JournalEntry

pytestmark = pytest.mark.django_db
LIST = "/cabinet/consents/"
WITNESSED = "justice.witnessed-of-tests"


@pytest.fixture(autouse=True)
def _country(country: None) -> None:
    joint.publish()
    stories.card(people.rauf(), "AA7654321", "Rauf")


@pytest.fixture
def case() -> Application:
    return stories.submitted(
        stories.aysel(), joint.JOINT, {"partner": people.rauf().username, "plan": "A garden"}
    )


def say(answer: Any, actor: Any = None) -> ConsentRequest:
    row = ConsentRequest.objects.get(subject=people.rauf().party_id)
    return consent.answer(actor=actor or stories.rauf(), request_id=row.pk, answer=answer)


def theirs(case: Application) -> dict[str, Any]:
    found: dict[str, Any] = stories.again(case).data["theirs"]
    return found


def reads() -> list[tuple[str, str]]:
    rows = JournalEntry.objects.filter(
        action="register.read", subject=people.rauf().party_id
    ).order_by("seq")
    return [(row.justification_kind, row.agency) for row in rows]


def test_nothing_is_read_before_the_consent(case: Application) -> None:
    row = ConsentRequest.objects.get()
    assert (row.state, row.subject_id, row.agency_id) == (
        "asked", people.rauf().party_id, "justice",
    )  # fmt: skip
    assert row.fields == ["given_name"]
    assert (theirs(case)["is_available"], theirs(case)["consent"]) == (False, "asked")
    assert reads() == []
    kinds = set(Notice.objects.filter(party=people.rauf().party).values_list("kind", flat=True))
    assert "consent.asked" in kinds
    assert "has not allowed it yet" in str(stories.again(case).checks)
    assert JournalEntry.objects.filter(action="consent.asked").count() == 1


def test_a_grant_lets_just_that_be_read(case: Application) -> None:
    say("granted")
    found = theirs(case)
    assert found["records"][0]["data"] == {"given_name": "Rauf"}
    assert found["consent"] == ""
    assert reads() == [("consent", "justice")]
    assert "A partner called Rauf" in str(stories.again(case).checks)
    entry = JournalEntry.objects.get(action="consent.granted")
    assert (entry.subject, entry.register) == (people.rauf().party_id, "interior.identity-cards")


def test_a_refusal_is_told_to_the_officer(case: Application) -> None:
    say("refused")
    assert theirs(case)["consent"] == "refused"
    assert reads() == []
    assert "did not allow" in str(stories.again(case).checks)
    kinds = Notice.objects.filter(party=people.aysel().party).values_list("kind", flat=True)
    assert "consent.refused" in set(kinds)


def test_a_withdrawal_holds_at_once(case: Application) -> None:
    row = say("granted")
    officer = stories.officer("justice")

    def read() -> Any:
        return registers.read(
            actor=officer,
            subject=people.rauf().party_id,
            registers=["interior.identity-cards"],
            fields={"interior.identity-cards": ["given_name"]},
            purpose="check",
            justification=Justification(kind="consent", reference=str(row.pk)),
        )

    assert read()["interior.identity-cards"].records
    say("withdrawn")
    with pytest.raises(Refused, match="no-consent"):
        read()
    assert theirs(case)["records"] == []
    assert theirs(case)["consent"] == "withdrawn"


@pytest.mark.parametrize(
    ("agency", "fields", "reference"),
    [
        ("justice", ["number"], ""),  # another field
        ("justice", None, ""),  # all fields
        ("health", ["given_name"], ""),  # another agency
        ("justice", ["given_name"], "no-uuid"),
        ("justice", ["given_name"], browser.UNKNOWN),
    ],
)
def test_what_the_consent_does_not_cover(
    case: Application, agency: str, fields: list[str] | None, reference: str
) -> None:
    row = say("granted")
    with pytest.raises(Refused, match="no-consent"):
        registers.read(
            actor=stories.officer(agency),
            subject=people.rauf().party_id,
            registers=["interior.identity-cards"],
            fields={"interior.identity-cards": fields} if fields else None,
            purpose="check",
            justification=Justification(kind="consent", reference=reference or str(row.pk)),
        )


def test_it_ends_by_itself(case: Application) -> None:
    with clock.frozen_at("2027-03-01T06:00:00+00:00"), pytest.raises(Conflict):
        say("granted")


def test_the_same_twice_is_once_and_strangers_find_nothing(case: Application) -> None:
    say("granted")
    say("granted")
    assert JournalEntry.objects.filter(action="consent.granted").count() == 1
    for stranger in (stories.aysel(), stories.officer("justice")):
        with pytest.raises(NotFound):
            say("withdrawn", stranger)
    with pytest.raises(Conflict):
        say("refused")


def test_who_stands_for_a_child_answers_for_it_and_who_does_one_thing_does_not(
    case: Application,
) -> None:
    nigar, rauf = people.nigar(), people.rauf().party
    narrow = people.mandate(nigar, rauf, kind="attorney", scopes=[joint.JOINT])
    parent = people.mandate(nigar, rauf, kind="parent", scopes=["*"])
    with pytest.raises(NotFound):
        say("granted", people.actor_for(nigar, on_behalf_of=narrow))

    row = say("granted", people.actor_for(nigar, on_behalf_of=parent))

    assert row.answered_by_id == nigar.pk
    entry = JournalEntry.objects.get(action="consent.granted")
    assert (entry.subject, entry.on_behalf_of, entry.mandate) == (rauf.pk, rauf.pk, parent.pk)
    assert theirs(case)["records"][0]["data"] == {"given_name": "Rauf"}


def test_a_decided_case_keeps_what_it_was_decided_on(case: Application) -> None:
    say("granted")
    api.withdraw(
        actor=stories.aysel(), application_id=case.pk, row_version=stories.again(case).row_version
    )
    say("withdrawn")
    assert theirs(case)["records"]


def test_one_of_whom_nothing_is_known_looks_the_same() -> None:
    case = stories.submitted(
        stories.aysel(), joint.JOINT, {"partner": "7QQ7QQ7", "plan": "A garden"}
    )
    assert (theirs(case)["is_available"], theirs(case)["consent"]) == (False, "asked")
    assert not ConsentRequest.objects.exists()


def agreed(case: Application, actor: Actor) -> None:
    row = next(each for each in api.agreements(actor=actor) if each.state == "pending")
    view = api.agreement(actor=actor, agreement_id=row.id)
    api.answer_agreement(
        actor=actor, agreement_id=row.id, agrees=True, declaration=True,
        fingerprint=view.fingerprint,
    )  # fmt: skip


def corrected(case: Application, **answers: str) -> Application:
    """The officer asks, Aysel sends it again with other answers."""
    stories.act(stories.officer("justice"), case, "ask", comment="Who is it?")
    aysel, draft = stories.aysel(), stories.again(case)
    page = api.page(actor=aysel, application_id=case.pk, page="who")
    saved = api.save(
        actor=aysel,
        application_id=case.pk,
        page="who",
        raw={**draft.form, **answers},
        row_version=page.row_version,
    )
    assert saved.is_valid, saved.errors
    return stories.act(aysel, case, "resubmit")


def test_who_is_named_in_a_correction_is_asked_in_place_of_the_first(case: Application) -> None:
    say("granted")
    agreed(case, stories.rauf())
    stories.card(people.nigar(), "AA1112223", "Nigar")
    corrected(case, partner=people.nigar().username)

    found = theirs(case)
    assert (found["subject"], found["consent"]) == (str(people.nigar().party_id), "asked")
    assert found["records"] == []
    assert "Rauf" not in str(stories.again(case).checks)
    assert ConsentRequest.objects.get(subject=people.nigar().party_id).state == "asked"
    about_nigar = JournalEntry.objects.filter(subject=people.nigar().party_id)
    assert not about_nigar.filter(action="register.read").exists()


def test_a_correction_of_something_else_reads_nothing_again(case: Application) -> None:
    say("granted")
    agreed(case, stories.rauf())
    before = reads()
    corrected(case, plan="Another garden")
    assert theirs(case)["records"][0]["data"] == {"given_name": "Rauf"}
    assert reads() == before


def test_an_answer_reads_only_about_who_gave_it() -> None:
    joint.publish(_with_a_witness)
    stories.card(people.nigar(), "AA1112223", "Nigar")
    answers = {
        "partner": people.rauf().username,
        "plan": "A garden",
        "witness": people.nigar().username,
    }
    stories.submitted(stories.aysel(), WITNESSED, answers)
    nigar = people.nigar()
    request = ConsentRequest.objects.get(subject=nigar.party_id)
    consent.answer(actor=people.actor_for(nigar), request_id=request.pk, answer="granted")
    about_nigar = JournalEntry.objects.filter(subject=nigar.party_id, action="register.read")
    assert about_nigar.count() == 1
    say("granted")
    assert about_nigar.count() == 1


def _with_a_witness(content: dict[str, Any]) -> None:
    content["id"] = WITNESSED
    theirs = content["data"]["theirs"]
    content["data"]["seen_by"] = {**theirs, "key": "form.witness"}
    content["form"][0]["fields"].append(
        {"key": "witness", "type": "person", "title": words("Witness")}
    )


def test_a_consent_whose_time_is_over_lets_nothing_be_read(case: Application) -> None:
    say("granted")
    before = reads()
    definition = access.definition_of(case)
    with clock.frozen_at("2027-03-01T06:00:00+00:00"):
        found = others.read(
            actor=stories.aysel(),
            application=stories.again(case),
            definition=definition,
            sources=others.sources_of(definition),
        )
    assert (found["theirs"]["consent"], found["theirs"]["records"]) == ("ended", [])
    assert reads() == before


def test_the_pages(case: Application) -> None:
    client = browser.rauf()
    assert "Requests to look at your data" in browser.text(client.get("/cabinet/"))
    assert "Joint request" in browser.text(client.get(LIST))
    address = f"{LIST}{ConsentRequest.objects.get().pk}/"
    page = browser.text(client.get(address))
    for said in ("Aysel", "To name the partner", "Don't allow"):
        assert said in page
    assert client.post(address, {"answer": "maybe"}).status_code == 409
    done = client.post(address, {"answer": "granted"}, follow=True)
    assert "withdraw this at any time" in browser.text(done)
    assert "Withdraw" in browser.text(done)
    assert client.post(address, {"answer": "refused"}).status_code == 409
    assert "Joint request" in browser.text(client.get(f"{LIST}?show=granted"))
    assert "Joint request" not in browser.text(client.get(f"{LIST}?show=asked&before=x"))
    assert browser.aysel().get(address).status_code == 404
    assert browser.aysel().post(address, {"answer": "withdrawn"}).status_code == 404
    assert browser.stranger().get(address).status_code == 302
    assert "Consent" not in browser.text(browser.aysel().get(LIST))


def test_the_officer_sees_what_is_waited_for(case: Application) -> None:
    agreed(case, stories.rauf())
    officer = browser.officer("justice")
    assert "waits for consent" in browser.text(officer.get(f"/desk/cases/{case.reference}/"))
    say("granted")
    assert "Rauf" in browser.text(officer.get(f"/desk/cases/{case.reference}/"))

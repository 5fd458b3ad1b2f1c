"""Whoever sees what an application holds of somebody leaves a row for them, by whatever door."""

from __future__ import annotations

import io
from typing import Any

import pytest
from tests import people
from tests.casework.applications import joint, services, services_waiting, stories
from tests.casework.applications.parts import words
from tests.casework.applications.waiting import a_page, applied, question
from tests.casework.versions.versions import publish_next

from pencere.casework.applications import api
from pencere.kernel.actors import Actor
from pencere.kernel.journal.models import JournalEntry

pytestmark = pytest.mark.usefixtures("country")
PLANNED = "justice.planned-of-tests"


@pytest.fixture
def leyla() -> Actor:
    services.publish(services_waiting.PERMIT, services_waiting.SECOND)
    publish_next(services_waiting.PERMIT, _that_shows_the_card)
    return stories.officer("health")


def _that_shows_the_card(content: dict[str, Any]) -> None:
    content["workflow"]["states"]["opinions"]["opinions"][0]["shows"] = ["site", "identity"]


def seen_by(actor: Actor, action: str = "applications.evidence-seen") -> Any:
    return JournalEntry.objects.filter(
        action=action, actor_account=actor.account_id, subject=people.aysel().party_id
    )


def test_the_asked_agency_that_is_shown_a_register(leyla: Actor) -> None:
    asked, safety, law = (
        stories.act(leyla, applied(), "pass"),
        stories.officer("interior"),
        stories.officer("justice"),
    )
    view = api.opinion(actor=safety, opinion_id=question(asked, "interior").pk)
    assert [each.source for each in view.evidence] == ["identity"]
    row = seen_by(safety).get()
    assert (row.register, row.fields) == ("interior.identity-cards", ["number"])
    assert api.opinion(actor=law, opinion_id=question(asked, "justice").pk).evidence == []
    assert not seen_by(law).exists()


def test_the_file_of_an_opinion(leyla: Actor) -> None:
    asked, safety = stories.act(leyla, applied(), "pass"), stories.officer("interior")
    given = api.give_opinion(
        actor=safety,
        opinion_id=question(asked, "interior").pk,
        answer="positive",
        file=io.BytesIO(a_page()),
        file_name="opinion.pdf",
    )
    api.opinion_file(actor=leyla, opinion_id=given.pk)
    assert seen_by(leyla, "applications.file-read").count() == 1


def test_the_officers_of_an_appeal_who_read_the_first_case(leyla: Actor) -> None:
    refused = stories.act(leyla, applied(), "refuse")
    second = stories.submitted(
        stories.aysel(), services_waiting.SECOND, {"why": "It is safe"}, case=refused.reference
    )
    judge = stories.officer("digital")
    api.linked_case(actor=judge, reference=second.reference, of=refused.reference)
    row = seen_by(judge).get(about=refused.about)
    assert row.justification_reference == second.reference


def test_one_who_has_to_agree_and_opens_a_file() -> None:
    joint.publish(_with_a_plan)
    aysel, rauf = stories.aysel(), stories.rauf()
    answers = {"partner": people.rauf().username, "plan": "A garden"}
    draft = stories.filled(aysel, PLANNED, answers)
    file = api.attach(
        actor=aysel,
        application_id=draft.pk,
        field="drawing",
        content=stories.picture(),
        name="plan.png",
    )
    api.submit(actor=aysel, application_id=draft.pk, idempotency_key="k", declaration=True)
    api.attachment(actor=aysel, attachment_id=file.attachment_id)
    assert not JournalEntry.objects.filter(action="applications.file-read").exists()
    api.attachment(actor=rauf, attachment_id=file.attachment_id)
    assert seen_by(rauf, "applications.file-read").get().fields == ["drawing"]


def _with_a_plan(content: dict[str, Any]) -> None:
    content["id"] = PLANNED
    content["form"][0]["fields"].append(
        {
            "key": "drawing",
            "type": "file",
            "title": words("Drawing"),
            "accept": ["png"],
            "max_bytes": 2000,
            "required": False,
        }
    )

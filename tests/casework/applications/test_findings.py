"""What an officer finds becomes data of the case: with the step, journaled, in the document, the
register and the notices, and shown to the applicant only where the definition says so."""

from __future__ import annotations

import json
from typing import Any

import pytest
from tests import people
from tests.casework.applications import browser, services, services_findings, stories
from tests.casework.applications.stories import act
from tests.portal.desk import desks

from pencere.blocks.notices.models import Notice
from pencere.blocks.registers.models import RegisterRecord
from pencere.casework.applications import api
from pencere.casework.applications.models import Application, Step
from pencere.kernel.actors import Actor
from pencere.kernel.errors import Invalid, NotFound, Refused
from pencere.kernel.journal.models import JournalEntry
from pencere.ui.api import control_id

pytestmark = pytest.mark.usefixtures("country")
RIGHT = {"number": "ab-17", "seen_on": "2026-11-20", "grade": "good"}


@pytest.fixture
def case(country: None) -> Application:
    services.publish(services_findings.FINDING)
    return services_findings.to_decide()


@pytest.fixture
def samir() -> Actor:
    return stories.officer("health", number=2)


def typed(action: str, **findings: str) -> dict[str, str]:
    return {f"findings.{action}.{key}": each for key, each in findings.items()}


class TestFinding:
    def test_it_is_kept_journaled_and_written_where_the_definition_says(
        self, case: Application, samir: Actor
    ) -> None:
        done = act(samir, case, "grant", findings=RIGHT)

        kept = {"number": "AB-17", "seen_on": "2026-11-20", "grade": "good"}
        assert stories.again(done).findings == kept
        assert Step.objects.get(application=case, action="grant").findings == kept
        assert stories.document(done).data["door"] == "AB-17"
        record = RegisterRecord.objects.get(
            register="health.licences", subject_id=case.applicant_id
        )
        assert record.data["premises"] == "AB-17"
        row = JournalEntry.objects.get(action="applications.found")
        assert row.subject == case.applicant_id
        assert sorted(row.fields) == ["grade", "number", "seen_on"]
        assert "AB-17" not in json.dumps(row.params)

    @pytest.mark.parametrize(
        ("findings", "wrong"),
        [
            ({}, {"findings.number"}),
            (None, {"findings.number"}),
            ({"number": "?"}, {"findings.number"}),
            ({"number": "AB-1", "seen_on": "31.12.2999"}, {"findings.seen_on"}),
            ({"number": "AB-1", "grade": "best"}, {"findings.grade"}),
            ({"number": {"x": [1]}, "grade": ["good", "fair"]}, {"findings.number"}),
        ],
    )
    def test_what_is_wrong_changes_nothing(
        self, case: Application, samir: Actor, findings: Any, wrong: set[str]
    ) -> None:
        with pytest.raises(Invalid) as refusal:
            act(samir, case, "grant", findings=findings)
        assert wrong <= set(refusal.value.fields)
        assert stories.again(case).state == "decision"
        assert stories.again(case).findings == {}
        assert not JournalEntry.objects.filter(action="applications.found").exists()

    def test_what_the_action_does_not_ask_is_not_taken(
        self, case: Application, samir: Actor
    ) -> None:
        act(samir, case, "refuse", reason="unsafe", comment="No", findings=RIGHT)
        assert stories.again(case).findings == {}

    def test_found_anew_the_old_one_is_gone_and_the_history_keeps_both(
        self, case: Application, samir: Actor
    ) -> None:
        act(samir, case, "note", findings=RIGHT)
        act(samir, case, "note", findings={"number": "XY-2"})
        assert stories.again(case).findings == {"number": "XY-2"}
        found = Step.objects.filter(application=case, action="note").order_by("id")
        assert [each.findings["number"] for each in found] == ["AB-17", "XY-2"]
        assert "The door says XY-2" in Notice.objects.latest("pk").body["en"]

    def test_who_may_not_act_finds_nothing(self, case: Application) -> None:
        with pytest.raises(Refused):
            act(stories.officer("health"), case, "grant", findings=RIGHT)
        with pytest.raises(NotFound):
            act(stories.officer("justice"), case, "grant", findings=RIGHT)
        with pytest.raises(Refused):
            act(stories.aysel(), case, "grant", findings=RIGHT)
        assert stories.again(case).findings == {}


class TestPages:
    def test_the_desk_asks_keeps_what_was_typed_and_shows_what_was_found(
        self, case: Application
    ) -> None:
        client = desks.health(number=2)
        shown = browser.text(client.get(desks.case(case)))
        assert 'name="findings.grant.number"' in shown
        assert 'name="findings.note.number"' in shown

        wrong = desks.press(client, case, "grant", **typed("grant", number="?", seen_on="1.1.26"))
        assert wrong.status_code == 422
        page = browser.text(wrong)
        assert 'value="?"' in page
        control = control_id("findings.grant.number")
        assert f'href="#{control}"' in page
        assert page.count(f'id="{control}"') == 1

        desks.press(client, case, "note", **typed("note", **RIGHT))
        page = browser.text(client.get(desks.case(case)))
        assert "What was found" in page
        assert page.count("AB-17") >= 2  # the section, the history, the control

    def test_the_applicant_is_shown_what_says_so(self, case: Application, samir: Actor) -> None:
        act(samir, case, "note", findings=RIGHT)
        page = browser.text(browser.aysel().get(f"/applications/{case.reference}/"))
        assert "AB-17" in page
        assert "Seen on" not in page
        view = api.view(actor=stories.aysel(), reference=case.reference)
        assert [each.field.key for each in view.findings] == ["number"]
        assert all(each.field.is_told for step in view.steps for each in step.findings)

    def test_a_stranger_posts_into_nothing(self, case: Application) -> None:
        client = browser.of(people.officer("justice", ("officer",), number=3))
        data = {"_id": str(case.pk), "_row_version": "1", "action": "grant"}
        response = client.post(desks.case(case), {**data, **typed("grant", **RIGHT)})
        assert response.status_code == 404
        assert stories.again(case).findings == {}

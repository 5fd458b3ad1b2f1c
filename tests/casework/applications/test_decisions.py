"""Officers' steps: who may, what it asks for, what follows; and the applicant's replies."""

from __future__ import annotations

import datetime as dt
from typing import Any
from unittest import mock

import pytest
from tests import people
from tests.casework.applications import services, stories
from tests.casework.applications.stories import act

from pencere.blocks.notices.models import Notice
from pencere.blocks.registers.models import RegisterRecord
from pencere.casework.applications import api
from pencere.casework.applications.actions import progress
from pencere.casework.applications.models import Application, Step
from pencere.kernel import clock
from pencere.kernel.actors import Actor
from pencere.kernel.errors import Conflict, Invalid, NotFound, Refused
from pencere.kernel.journal.models import JournalEntry

pytestmark = pytest.mark.usefixtures("country")


@pytest.fixture
def leyla() -> Actor:
    return stories.officer("health")


@pytest.fixture
def samir() -> Actor:
    return stories.officer("health", number=2)


@pytest.fixture
def case() -> Application:
    return stories.licence(stories.aysel())


class TestSteps:
    def test_an_officer_decides_and_the_journal_says_so(self) -> None:
        case = stories.reviewed(stories.aysel())
        done = act(stories.officer("justice"), case, "refuse", reason="no-data")
        assert (done.outcome, done.outcome_reason, done.stage) == ("refused", "no-data", "closed")
        row = JournalEntry.objects.get(action="applications.refused")
        assert (row.subject, row.agency) == (case.applicant_id, "justice")
        notice = Notice.objects.get(kind="application.refused")
        assert "No data" in notice.body["en"]

    def test_the_comment_s_braces_and_lines_are_the_officer_s_own(
        self, case: Application, leyla: Actor
    ) -> None:
        act(leyla, case, "ask", comment="Show {reference}\r\nand {plan}")
        notice = Notice.objects.get(kind="application.asked")
        assert "Show {reference}\nand {plan}" in notice.body["en"]

    @pytest.mark.parametrize(
        ("action", "words", "field"),
        [
            ("ask", {}, "comment"),
            ("ask", {"comment": "  "}, "comment"),
            ("ask", {"comment": "x" * 10_001}, "comment"),
            ("pass", {"comment": "Fine"}, "note"),
        ],
    )
    def test_what_a_step_asks_for_is_needed(
        self, case: Application, leyla: Actor, action: str, words: dict[str, str], field: str
    ) -> None:
        with pytest.raises(Invalid) as refusal:
            act(leyla, case, action, **words)
        assert set(refusal.value.fields) == {field}
        assert stories.again(case).state == "review"

    def test_a_reason_comes_from_the_list(self) -> None:
        case = stories.reviewed(stories.aysel())
        with pytest.raises(Invalid) as refusal:
            act(stories.officer("justice"), case, "refuse", reason="bad mood")
        assert set(refusal.value.fields) == {"reason"}

    def test_a_step_that_there_is_not_is_not_found(self, case: Application, leyla: Actor) -> None:
        with pytest.raises(NotFound):
            act(leyla, case, "bribe")

    def test_two_officers_at_once(self, case: Application, leyla: Actor, samir: Actor) -> None:
        seen = stories.again(case).row_version
        act(leyla, case, "pass", note="Fine")
        with pytest.raises(api.ChangedMeanwhile):
            api.act(
                actor=samir,
                application_id=case.pk,
                action="ask",
                row_version=seen,
                comment="Which plan?",
            )

    def test_the_same_officer_can_not_review_and_decide(
        self, case: Application, leyla: Actor, samir: Actor
    ) -> None:
        api.take(actor=leyla, application_id=case.pk)
        act(leyla, case, "pass", note="Fine")
        assert stories.again(case).assignee_id is None
        with pytest.raises(Refused, match="four-eyes"):
            act(leyla, case, "grant")
        assert act(samir, case, "grant").outcome == "granted"

    def test_who_reviewed_is_not_offered_the_decision(
        self, case: Application, leyla: Actor, samir: Actor
    ) -> None:
        act(leyla, case, "pass", note="Fine")
        codes = [a.code for a in api.case(actor=leyla, reference=case.reference).actions]
        assert codes == []
        codes = [a.code for a in api.case(actor=samir, reference=case.reference).actions]
        assert codes == ["grant", "refuse"]

    def test_nobody_decides_on_their_own_application(self) -> None:
        officer = people.officer("justice", number=7, has_second_factor=False)
        case = stories.reviewed(people.actor_for(officer))
        actor = people.actor_for(officer, agency="justice")
        with pytest.raises(Refused, match="own-application"):
            act(actor, case, "grant")
        with pytest.raises(Refused, match="own-application"):
            api.take(actor=actor, application_id=case.pk)
        assert api.case(actor=actor, reference=case.reference).actions == ()

    def test_a_granted_licence_is_ordered_and_written_into_the_register(
        self, case: Application, leyla: Actor, samir: Actor
    ) -> None:
        act(leyla, case, "pass", note="Fine")
        done = act(samir, case, "grant")
        document = stories.document(done)
        record = RegisterRecord.objects.get(register="health.licences")
        assert record.number == document.number.replace(" ", "").upper()
        assert record.data["premises"] == "Nizami 1"
        assert record.data["granted_on"] == "2026-11-23"

    def test_a_step_that_may_be_taken_once(self, case: Application, leyla: Actor) -> None:
        act(leyla, case, "extend", comment="We need longer")
        extended = stories.again(case)
        assert extended.due_at is not None
        assert extended.due_at.date() == dt.date(2027, 1, 7)
        with pytest.raises(Refused, match="already-done"):
            act(leyla, case, "extend", comment="Still longer")

    @pytest.mark.parametrize("broken", ["_set_timers", "write_journal", "tell"])
    def test_a_crash_in_the_middle_leaves_nothing_half_done(
        self, case: Application, leyla: Actor, broken: str
    ) -> None:
        rows = JournalEntry.objects.count()
        with (
            mock.patch.object(progress.Progress, broken, side_effect=OSError("disk")),
            pytest.raises(OSError, match="disk"),
        ):
            act(leyla, case, "ask", comment="Which plan?")
        assert stories.again(case).state == "review"
        assert Step.objects.filter(application=case).count() == 1
        assert JournalEntry.objects.count() == rows


class TestClock:
    def test_time_that_waits_for_the_applicant_does_not_count(
        self, case: Application, leyla: Actor
    ) -> None:
        due = stories.again(case).due_at
        assert due is not None
        assert due.date() == dt.date(2026, 12, 14)
        asked = act(leyla, case, "ask", comment="Which plan?")
        assert (asked.due_at, asked.stage) == (None, "waiting")
        assert asked.stopped_at == clock.now()
        # Asked on Monday, answered on Friday: four working days stood still.
        with clock.frozen_at("2026-11-27T06:00:00+00:00"):
            replied = act(stories.aysel(), case, "reply")
        assert replied.stopped_at is None
        assert replied.due_at is not None
        assert replied.due_at.date() == dt.date(2026, 12, 18)
        assert replied.queue_at is not None
        assert replied.queue_at.date() == dt.date(2026, 12, 2)

    def test_a_question_answered_on_the_same_day_moves_nothing(
        self, case: Application, leyla: Actor
    ) -> None:
        due = stories.again(case).due_at
        act(leyla, case, "ask", comment="Which plan?")
        assert act(stories.aysel(), case, "reply").due_at == due

    def test_a_complaint_is_answered_within_fifteen_working_days(self) -> None:
        case = stories.submitted(
            stories.aysel(), services.APPEAL, {"agency": "justice", "text": "Too slow"}
        )
        assert (case.agency_id, case.queue_role) == ("justice", "officer")
        assert case.due_at is not None
        assert case.due_at.date() == dt.date(2026, 12, 14)
        done = act(stories.officer("justice"), case, "answer", comment="We are faster now")
        assert done.outcome == "answered"
        notice = Notice.objects.get(kind="application.answered")
        assert "We are faster now" in notice.body["ru"]


class TestReply:
    def test_the_applicant_corrects_and_the_officer_sees_what_changed(
        self, case: Application, leyla: Actor
    ) -> None:
        api.take(actor=leyla, application_id=case.pk)
        act(leyla, case, "ask", comment="Which street?")
        view = api.view(actor=stories.aysel(), reference=case.reference)
        assert (view.question, view.is_editable, view.is_clock_stopped) == (
            "Which street?",
            True,
            True,
        )
        assert [each.code for each in view.actions] == ["reply", "withdraw"]
        page = api.page(actor=stories.aysel(), application_id=case.pk)
        api.save(
            actor=stories.aysel(),
            application_id=case.pk,
            page=page.page.key,
            raw={"address": "Nizami 2"},
            row_version=page.row_version,
        )
        replied = act(stories.aysel(), case, "reply")
        assert (replied.state, replied.assignee_id) == ("review", leyla.account_id)
        step = replied.steps.order_by("id").last()
        assert step is not None
        assert step.changes == {"address": ["Nizami 1", "Nizami 2"]}
        assert stories.journal(case)[-1] == "applications.replied"

    def test_a_reply_is_checked_again(self, case: Application, leyla: Actor) -> None:
        act(leyla, case, "ask", comment="Which street?")
        page = api.page(actor=stories.aysel(), application_id=case.pk)
        api.save(
            actor=stories.aysel(),
            application_id=case.pk,
            page="premises",
            raw={"address": ""},
            row_version=page.row_version,
        )
        with pytest.raises(Invalid) as refusal:
            act(stories.aysel(), case, "reply")
        assert set(refusal.value.fields) == {"address"}

    def test_a_stranger_can_not_reply(self, case: Application, leyla: Actor) -> None:
        act(leyla, case, "ask", comment="Which street?")
        with pytest.raises(NotFound):
            act(stories.rauf(), case, "reply")

    def test_an_applicant_can_not_take_an_officer_s_step(self, case: Application) -> None:
        with pytest.raises(Refused, match="not-your-role"):
            act(stories.aysel(), case, "pass", note="Fine")

    def test_it_can_be_withdrawn(self, case: Application) -> None:
        version = stories.again(case).row_version
        done = api.withdraw(actor=stories.aysel(), application_id=case.pk, row_version=version)
        assert done.outcome == "withdrawn"
        assert stories.journal(case)[-1] == "applications.withdrawn"

    def test_at_some_point_it_is_too_late(self, case: Application, leyla: Actor) -> None:
        done = act(leyla, case, "pass", note="Fine")
        with pytest.raises(Conflict, match="too-late"):
            api.withdraw(
                actor=stories.aysel(), application_id=case.pk, row_version=done.row_version
            )


class TestTaking:
    def test_taking_giving_back_and_handing_on(
        self, case: Application, leyla: Actor, samir: Actor
    ) -> None:
        api.take(actor=leyla, application_id=case.pk)
        api.take(actor=leyla, application_id=case.pk)
        with pytest.raises(Conflict, match="taken"):
            api.take(actor=samir, application_id=case.pk)
        with pytest.raises(Refused):
            api.release(actor=samir, application_id=case.pk)
        with pytest.raises(Refused):
            api.reassign(actor=samir, application_id=case.pk, to=samir.account_id)  # type: ignore[arg-type]
        with pytest.raises(Refused, match="taken"):
            act(samir, case, "pass", note="Fine")
        api.reassign(actor=leyla, application_id=case.pk, to=samir.account_id)  # type: ignore[arg-type]
        api.release(actor=samir, application_id=case.pk)
        api.release(actor=samir, application_id=case.pk)
        assert stories.journal(case)[-3:] == [
            "applications.taken",
            "applications.reassigned",
            "applications.released",
        ]

    def test_the_page_offers_colleagues_but_oneself(
        self, case: Application, leyla: Actor, samir: Actor
    ) -> None:
        page = api.case_page(actor=leyla, reference=case.reference)
        assert [each.account_id for each in page.colleagues] == [samir.account_id]

    def test_a_case_is_handed_to_colleagues_only(self, case: Application, leyla: Actor) -> None:
        api.take(actor=leyla, application_id=case.pk)
        stranger = stories.officer("justice")
        with pytest.raises(NotFound):
            api.reassign(actor=leyla, application_id=case.pk, to=stranger.account_id)  # type: ignore[arg-type]

    def test_a_head_may_give_back_what_another_took(self, case: Application, leyla: Actor) -> None:
        api.take(actor=leyla, application_id=case.pk)
        head = stories.officer("health", "head", number=3)
        assert api.release(actor=head, application_id=case.pk).assignee_id is None
        with pytest.raises(Refused, match="not-your-role"):
            api.take(actor=head, application_id=case.pk)

    def test_what_waits_for_the_applicant_can_not_be_taken(
        self, case: Application, leyla: Actor
    ) -> None:
        act(leyla, case, "ask", comment="Which street?")
        with pytest.raises(Conflict, match="not-in-queue"):
            api.take(actor=leyla, application_id=case.pk)


def test_what_the_applicant_reads_holds_no_note(leyla: Actor, case: Application) -> None:
    act(leyla, case, "pass", note="Known offender")
    view: Any = api.view(actor=stories.aysel(), reference=case.reference)
    assert "Known offender" not in str(view)
    seen: Any = api.case(actor=leyla, reference=case.reference)
    assert seen.steps[-1].note == "Known offender"

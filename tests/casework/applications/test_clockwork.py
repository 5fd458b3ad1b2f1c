"""What happens by itself: times that run out, overdue work, forgotten drafts."""

from __future__ import annotations

from unittest import mock

import pytest
from tests.casework.applications import parts, services, stories

from pencere.casework.applications import api
from pencere.casework.applications.actions import progress
from pencere.casework.applications.jobs import timers
from pencere.casework.applications.models import Application, Timer
from pencere.kernel import clock
from pencere.kernel.files.api import StoredFile
from pencere.kernel.journal.models import JournalEntry

pytestmark = pytest.mark.usefixtures("country")


def on(day: str) -> None:
    """Let the clock strike on a day of this winter."""
    with clock.frozen_at(f"{day}T06:00:00+00:00"):
        timers(timestamp=0)


def test_overdue_work_shows_to_the_head_as_well() -> None:
    case = stories.licence(stories.aysel())
    on("2026-11-25")
    assert stories.again(case).escalated_to == ""
    on("2026-11-26")
    assert stories.again(case).escalated_to == "head"
    assert stories.journal(case)[-1] == "applications.escalated"
    view = api.view(actor=stories.aysel(), reference=case.reference)
    assert [step.title["en"] for step in view.steps] == ["Submit"]
    on("2026-11-27")
    assert stories.journal(case).count("applications.escalated") == 1
    # It is still the officer's to do, and no officer is taken for another by it.
    done = stories.act(stories.officer("health"), case, "pass", note="Fine")
    assert (done.state, done.escalated_to) == ("decision", "")


def test_a_question_that_nobody_answers_closes_the_application() -> None:
    case = stories.licence(stories.aysel())
    stories.act(stories.officer("health"), case, "ask", comment="Which plan?")
    timer = Timer.objects.get(application=case)
    assert (timer.kind, timer.target) == ("move", "lapsed")
    on("2026-12-03")
    assert stories.again(case).state == "correction"
    on("2026-12-04")
    closed = stories.again(case)
    assert (closed.outcome, closed.stage, closed.stopped_at) == ("lapsed", "closed", None)
    assert stories.journal(case)[-1] == "applications.lapsed"
    assert not Timer.objects.filter(application=case).exists()


def test_a_forgotten_draft_is_deleted_with_its_files() -> None:
    draft = api.start(actor=stories.aysel(), service=services.LICENCE)
    api.attach(
        actor=stories.aysel(),
        application_id=draft.pk,
        field="plan",
        content=stories.picture(),
        name="a.png",
    )
    on("2026-12-22")
    assert Application.objects.filter(pk=draft.pk).exists()
    on("2026-12-24")
    assert not Application.objects.filter(pk=draft.pk).exists()
    assert not StoredFile.objects.exists()
    row = JournalEntry.objects.get(action="applications.expired")
    assert (row.subject, row.actor_kind) == (draft.applicant_id, "system")


def test_a_draft_that_was_worked_on_lives_longer() -> None:
    draft = api.start(actor=stories.aysel(), service=services.CERTIFICATE)
    with clock.frozen_at("2026-12-15T06:00:00+00:00"):
        seen = api.page(actor=stories.aysel(), application_id=draft.pk)
        api.save(
            actor=stories.aysel(),
            application_id=draft.pk,
            page="about",
            raw={"purpose": "bank"},
            row_version=seen.row_version,
        )
    on("2026-12-30")
    assert Application.objects.filter(pk=draft.pk).exists()
    on("2027-01-20")
    assert not Application.objects.filter(pk=draft.pk).exists()


def test_one_that_fails_stops_no_other() -> None:
    first, second = stories.licence(stories.aysel()), stories.licence(stories.rauf())
    for case in (first, second):
        stories.act(stories.officer("health"), case, "ask", comment="Which plan?")
    real = progress.Progress.strike

    def strike(self: progress.Progress, target: str) -> None:
        if self.application.pk == first.pk:
            raise OSError("disk")
        real(self, target)

    with mock.patch.object(progress.Progress, "strike", strike):
        on("2026-12-04")
    assert stories.again(first).state == "correction"
    assert stories.again(second).state == "lapsed"
    on("2026-12-05")
    assert stories.again(first).state == "lapsed"


def test_definitions_that_go_in_a_circle_are_stopped() -> None:
    source = services.ALL[services.CERTIFICATE]()
    source["id"] = "justice.endless"
    source["workflow"]["states"]["check"]["actions"] = {
        "again": parts.action("Again", "check", "system")
    }
    with mock.patch.dict(services.ALL, {source["id"]: lambda: source}):
        services.publish(source["id"])
    draft = stories.filled(stories.aysel(), source["id"])
    with pytest.raises(RuntimeError, match="circle"):
        api.submit(
            actor=stories.aysel(), application_id=draft.pk, idempotency_key="k", declaration=True
        )
    assert stories.again(draft).is_draft

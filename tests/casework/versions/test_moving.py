"""Open cases go on under a newer version only when somebody says so, and it can be taken back."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

import pytest
from tests.casework.applications import services, services_waiting, stories
from tests.casework.applications.test_submission import silent
from tests.casework.versions import versions

from pencere.casework.applications import api as applications
from pencere.casework.applications.models import Application, Step, Timer
from pencere.casework.versions import api
from pencere.casework.versions.models import MovedCase, VersionMove
from pencere.kernel import clock
from pencere.kernel.actors import system
from pencere.kernel.errors import Invalid, NotFound
from pencere.kernel.journal.models import JournalEntry

pytestmark = pytest.mark.usefixtures("country")
OPERATOR = system("test")


def move(service: str = services.LICENCE, **more: object) -> api.Outcome:
    settings = {"reason": "The law changed", **more}
    return api.move_open_cases(actor=OPERATOR, by="root", service=service, **settings)  # type: ignore[arg-type]


def test_a_new_version_touches_no_open_case_by_itself() -> None:
    case = stories.licence(stories.aysel())
    versions.publish_next(services.LICENCE, versions.shorter_term)
    assert stories.again(case).version_id == case.version_id
    stories.act(stories.officer("health"), case, "pass", note="Seen")
    assert stories.again(case).due_at == case.due_at


def test_a_moved_case_goes_by_the_new_term_and_says_so() -> None:
    case = stories.licence(stories.aysel())
    newer = versions.publish_next(services.LICENCE, versions.shorter_term)
    outcome = move()
    assert outcome.done == [case.reference]
    moved = stories.again(case)
    assert moved.version_id == newer.pk
    assert moved.due_at is not None
    assert case.due_at is not None
    assert moved.due_at < case.due_at
    assert moved.entered_at == case.entered_at  # the time that has run keeps running
    assert Step.objects.filter(application=case).latest("id").title["en"].startswith("Goes on")
    assert stories.journal(case)[-1] == "applications.moved-over"
    row = JournalEntry.objects.get(action="versions.moved")
    assert row.params["reason"] == "The law changed"


def test_a_move_is_undone_to_the_letter() -> None:
    case = stories.licence(stories.aysel())
    before = _columns(case)
    versions.publish_next(services.LICENCE, versions.shorter_term)
    outcome = move()
    assert outcome.move_id
    back = api.undo_move(actor=OPERATOR, move_id=outcome.move_id)
    assert back.done == [case.reference]
    assert _columns(case) == before
    assert api.undo_move(actor=OPERATOR, move_id=outcome.move_id).done == []  # a repeat
    assert JournalEntry.objects.filter(action="applications.moved-back").count() == 1
    stories.act(stories.officer("health"), case, "pass", note="Seen")


def test_a_case_that_went_on_stays_where_it_is() -> None:
    case = stories.licence(stories.aysel())
    versions.publish_next(services.LICENCE, versions.shorter_term)
    outcome = move()
    stories.act(stories.officer("health"), case, "pass", note="Seen")
    assert outcome.move_id
    back = api.undo_move(actor=OPERATOR, move_id=outcome.move_id)
    assert back.done == []
    assert sum(back.left.values()) == 1
    assert stories.again(case).state == "decision"


def test_a_state_that_is_called_otherwise_is_named() -> None:
    case = stories.licence(stories.aysel())
    versions.publish_next(services.LICENCE, versions.renamed_review)
    left = move()
    assert left.done == []
    assert "review" in next(iter(left.left))
    assert stories.again(case).state == "review"
    assert move(states={"review": "scrutiny"}).done == [case.reference]
    assert stories.again(case).state == "scrutiny"
    stories.act(stories.officer("health"), case, "pass", note="Seen")


def test_the_pages_of_a_case_whose_states_were_called_otherwise() -> None:
    case, leyla = stories.licence(stories.aysel()), stories.officer("health")
    versions.publish_next(services.LICENCE, versions.renamed_review)
    move(states={"review": "scrutiny"})
    steps = applications.case(actor=leyla, reference=case.reference).steps
    titles = [str(each.state_title) for each in steps]
    assert titles == ["Submit", "Review"]
    assert len(applications.view(actor=stories.aysel(), reference=case.reference).steps) == 2


def test_asked_agencies_keep_their_time() -> None:
    services.publish(services_waiting.PERMIT, services_waiting.SECOND)
    leyla, safety = stories.officer("health"), stories.officer("interior")
    case = stories.submitted(
        stories.aysel(), services_waiting.PERMIT, {"address": "free", "secret": "Hush"}
    )
    stories.act(leyla, case, "pass")
    times = _timers(case)
    assert {kind for kind, _target, _due in times} >= {"opinion", "remind"}

    def renamed(content: dict[str, Any]) -> None:
        states = content["workflow"]["states"]
        states["asking"] = states.pop("opinions")
        states["review"]["actions"]["pass"]["to"] = "asking"

    versions.publish_next(services_waiting.PERMIT, renamed)
    assert move(services_waiting.PERMIT, states={"opinions": "asking"}).done == [case.reference]
    assert _timers(case) == times
    question = case.opinions.get(agency_id="interior")
    view = applications.opinion(actor=safety, opinion_id=question.pk)
    assert [each.page.key for each in view.sections] == ["site"]
    with clock.frozen_at("2026-12-10T06:00:00+00:00"):
        applications.run_timers()
    assert {each.state for each in case.opinions.all()} == {"silent"}


def test_a_case_that_waits_for_a_register_goes_on_waiting() -> None:
    services.publish(services_waiting.PERMIT, services_waiting.SECOND)
    with silent("interior.identity-cards"):
        case = stories.submitted(
            stories.aysel(), services_waiting.PERMIT, {"address": "free", "secret": "Hush"}
        )
    versions.publish_next(services_waiting.PERMIT, versions.shorter_term)
    assert move(services_waiting.PERMIT).done == [case.reference]
    with clock.frozen_at("2026-11-25T06:00:00+00:00"):
        applications.run_timers()
    assert stories.again(case).state == "review"


def test_a_case_that_lacks_an_answer_stays() -> None:
    case = stories.licence(stories.aysel())
    versions.publish_next(services.LICENCE, versions.new_question)
    outcome = move()
    assert outcome.done == []
    assert "floor" in next(iter(outcome.left))
    assert stories.again(case).version_id == case.version_id


def test_a_dry_run_changes_nothing() -> None:
    case = stories.licence(stories.aysel())
    versions.publish_next(services.LICENCE, versions.shorter_term)
    rows = JournalEntry.objects.count()
    assert move(is_dry_run=True).done == [case.reference]
    assert stories.again(case).version_id == case.version_id
    assert not VersionMove.objects.exists()
    assert not MovedCase.objects.exists()
    assert JournalEntry.objects.count() == rows


def test_closed_cases_and_drafts_are_let_be() -> None:
    draft = stories.filled(stories.rauf(), services.LICENCE, {"address": "Nizami 1"})
    case = stories.licence(stories.aysel())
    stories.act(stories.aysel(), case, "withdraw")
    versions.publish_next(services.LICENCE, versions.shorter_term)
    assert move().done == []
    assert stories.again(draft).version_id == draft.version_id


def test_a_move_says_why_and_names_a_service() -> None:
    with pytest.raises(Invalid):
        move(reason="  ")
    with pytest.raises(NotFound):
        move("nobody.nothing")
    with pytest.raises(NotFound):
        api.undo_move(actor=OPERATOR, move_id=uuid.uuid4())


def _timers(case: Application) -> list[tuple[str, str, dt.datetime]]:
    rows = Timer.objects.filter(application=case).order_by("kind", "due_at", "target")
    return list(rows.values_list("kind", "target", "due_at"))


def _columns(case: Application) -> dict[str, object]:
    row = Application.objects.filter(pk=case.pk).values().get()
    changing = {"row_version", "changed_at"}
    timers: list[tuple[str, str, dt.datetime]] = list(
        Timer.objects.filter(application=case)
        .order_by("kind", "due_at")
        .values_list("kind", "target", "due_at")
    )
    return {**{key: value for key, value in row.items() if key not in changing}, "timers": timers}

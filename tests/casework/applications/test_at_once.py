"""Trouble that only real transactions show: two who decide at once, a timer that strikes while
an officer decides, a definition that is replaced or withdrawn while someone fills it in."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest
from django.db import transaction
from tests import people
from tests.at_once import at_once as everybody_at_once
from tests.casework.applications import joint, services, stories

from pencere.blocks.consent import api as consent
from pencere.casework.applications import access, api, others
from pencere.casework.applications.jobs import timers
from pencere.casework.applications.models import Application, Step, Timer
from pencere.casework.definitions.models import ServiceVersion
from pencere.kernel import clock
from pencere.kernel.actors import Actor
from pencere.kernel.journal.models import JournalEntry

pytestmark = pytest.mark.usefixtures("committed_country")
MONDAY = "2026-11-23T06:00:00+00:00"
LATE = "2026-12-10T06:00:00+00:00"


at_once = partial(everybody_at_once, now=MONDAY)
"""On the Monday of the stories, unless said otherwise."""


def decide(officer: Actor, case: Application, version: int, action: str, **words: Any) -> object:
    return api.act(
        actor=officer, application_id=case.pk, action=action, row_version=version, **words
    )


@pytest.mark.parametrize("run", range(3))
def test_two_officers_decide_at_once_and_one_decision_counts(run: int) -> None:
    case = stories.licence(stories.aysel())
    stories.act(stories.officer("health"), case, "pass", note="Fine")
    samir, nigar = stories.officer("health", number=2), stories.officer("health", number=3)
    version = stories.again(case).row_version
    ends = at_once(
        lambda: decide(samir, case, version, "grant"),
        lambda: decide(nigar, case, version, "refuse", reason="unsafe", comment="It is not safe"),
    )

    assert sorted(each == "done" for each in ends) == [False, True], ends
    closed = stories.again(case)
    assert closed.state == ("granted" if ends[0] == "done" else "refused")
    assert Step.objects.filter(application=case, from_state="decision").count() == 1
    told = stories.journal(case)
    assert told.count("applications.granted") + told.count("applications.refused") == 1
    assert (closed.document_id is not None) == (closed.state == "granted")


@pytest.mark.parametrize("run", range(3))
def test_a_timer_that_strikes_while_the_applicant_replies(run: int) -> None:
    case = stories.licence(stories.aysel())
    stories.act(stories.officer("health"), case, "ask", comment="Which plan?")
    version = stories.again(case).row_version
    ends = at_once(
        lambda: timers(timestamp=0),
        lambda: decide(stories.aysel(), case, version, "reply", comment="This one"),
        now=LATE,
    )

    now = stories.again(case)
    assert ends[0] == "done"
    assert now.state == ("review" if ends[1] == "done" else "lapsed")
    assert Step.objects.filter(application=case, from_state="correction").count() == 1
    assert stories.journal(case).count("applications.lapsed") == (now.state == "lapsed")
    assert Timer.objects.filter(application=case, kind="move").count() == 0


@pytest.mark.parametrize("is_replaced", [True, False])
def test_a_definition_that_changes_while_someone_fills_it_in(is_replaced: bool) -> None:
    aysel = stories.aysel()
    draft = stories.filled(aysel, services.LICENCE, {"address": "Nizami 1"})

    @transaction.atomic
    def publish() -> None:
        versions = ServiceVersion.objects.filter(service=services.LICENCE)
        old = versions.get(is_current=True)
        versions.update(is_current=False)
        if is_replaced:
            versions.create(
                service=old.service,
                number=old.number + 1,
                content_hash="f" * 64,
                source=f"{old.source}\n# a later version\n",
                published_at=clock.now(),
                is_current=True,
            )

    ends = at_once(
        publish,
        lambda: api.submit(
            actor=aysel, application_id=draft.pk, idempotency_key="once", declaration=True
        ),
    )

    sent = stories.again(draft)
    if not is_replaced and ends == ["done", "service-withdrawn"]:  # the withdrawal came first
        assert (sent.stage, sent.form["address"]) == ("draft", "Nizami 1")
        assert "applications.submitted" not in stories.journal(sent)
        return
    assert ends == ["done", "done"]
    assert (sent.state, sent.version_id) == ("review", draft.version_id)
    assert sent.form["address"] == "Nizami 1"
    assert stories.journal(sent).count("applications.submitted") == 1
    assert stories.act(stories.officer("health"), sent, "pass", note="Fine").state == "decision"


@pytest.fixture
def joint_case() -> Application:
    """Aysel applies together with Rauf, whose consent is asked."""
    joint.publish()
    stories.card(people.rauf(), "AA7654321", "Rauf")
    answers = {"partner": people.rauf().username, "plan": "A garden"}
    return stories.submitted(stories.aysel(), joint.JOINT, answers)


def say(answer: Any) -> object:
    rauf = stories.rauf()
    request = consent.requests(actor=rauf).rows[0]
    return consent.answer(actor=rauf, request_id=request.id, answer=answer)


@pytest.mark.parametrize("run", range(3))
def test_a_consent_that_is_given_in_two_tabs_is_given_and_read_once(
    joint_case: Application, run: int
) -> None:
    assert at_once(lambda: say("granted"), lambda: say("granted")) == ["done", "done"]
    rows = JournalEntry.objects.filter(subject=people.rauf().party_id)
    assert rows.filter(action="consent.granted").count() == 1
    assert rows.filter(action="register.read").count() == 1


@pytest.mark.parametrize("run", range(3))
def test_a_withdrawal_that_meets_another_read_leaves_nothing_behind(
    joint_case: Application, run: int
) -> None:
    """Whoever comes last reads what holds then: the case never keeps what is forbidden."""
    say("granted")

    def read_again() -> None:
        with transaction.atomic():
            case = Application.objects.select_for_update(of=("self",)).get(pk=joint_case.pk)
            definition = access.definition_of(case)
            case.data |= others.read(
                actor=stories.officer("justice"),
                application=case,
                definition=definition,
                sources=others.sources_of(definition),
            )
            case.save(update_fields=["data"])

    assert at_once(lambda: say("withdrawn"), read_again) == ["done", "done"]
    found = stories.again(joint_case).data["theirs"]
    assert (found["consent"], found["records"]) == ("withdrawn", [])


@pytest.mark.parametrize("run", range(3))
def test_a_consent_that_comes_while_the_applicant_withdraws(
    joint_case: Application, run: int
) -> None:
    version = stories.again(joint_case).row_version
    ends = at_once(
        lambda: say("granted"),
        lambda: api.withdraw(
            actor=stories.aysel(), application_id=joint_case.pk, row_version=version
        ),
    )
    case = stories.again(joint_case)
    assert ends[0] == "done"
    assert ends[1] in ("done", "changed-meanwhile")
    assert (case.outcome == "withdrawn") == (ends[1] == "done")
    was_read = JournalEntry.objects.filter(
        subject=people.rauf().party_id, action="register.read"
    ).exists()
    assert was_read == bool(case.data["theirs"]["records"])

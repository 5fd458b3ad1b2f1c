"""What happens to applications by itself: times that run out, work that is overdue, drafts
that nobody finished."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from uuid import UUID

from django.db import transaction

from pencere.blocks.notices import api as notices
from pencere.casework.applications import access, journal_actions, rules, situations, texts
from pencere.casework.applications.actions import holding, opinions
from pencere.casework.applications.actions.drafts import delete_draft
from pencere.casework.applications.actions.progress import Progress
from pencere.casework.applications.links import case_link
from pencere.casework.applications.models import Application, Step, Timer
from pencere.casework.applications.queries.colleagues import parties_with_role
from pencere.casework.definitions import engine
from pencere.casework.definitions.model import SYSTEM, ServiceDefinition
from pencere.kernel import clock
from pencere.kernel.ids import new_id
from pencere.kernel.text import Text

log = logging.getLogger(__name__)
BATCH = 500


def run_timers() -> int:
    """Let every timer strike whose time has come; returns how many did.

    Each in a transaction of its own: one application that can't be moved stops no other.
    """
    struck = 0
    failed: set[UUID] = set()
    while due := _due(failed):
        for timer_id in due:
            try:
                struck += _strike(timer_id)
            except Exception:
                log.exception("timer %s could not strike", timer_id)
                failed.add(timer_id)
    return struck


def _due(failed: set[UUID]) -> Sequence[UUID]:
    rows = Timer.objects.filter(due_at__lte=clock.now()).order_by("due_at", "id")
    ids = rows.values_list("pk", flat=True)[: BATCH + len(failed)]
    return [each for each in ids if each not in failed]


@transaction.atomic
def _strike(timer_id: UUID) -> bool:
    """Let one timer strike; False when it was gone or moved on meanwhile."""
    # The application is locked before its timer, as every other action does it.
    application = (
        Application.objects.select_for_update(of=("self",))
        .select_related("applicant")
        .filter(timers__pk=timer_id)
        .first()
    )
    timer = Timer.objects.filter(pk=timer_id, due_at__lte=clock.now()).first()
    if application is None or timer is None:
        return False
    definition = access.definition_of(application)
    match timer.kind:
        case Timer.Kind.EXPIRE:
            return _expire(application, definition, timer)
        case Timer.Kind.ESCALATE:
            _escalate(application, definition, timer)
        case Timer.Kind.WARN:
            _warn(application, definition, timer)
        case Timer.Kind.OPINION:
            timer.delete()
            opinions.fall_silent(application, definition, UUID(timer.target))
        case Timer.Kind.REMIND:
            timer.delete()
            opinions.remind(application, UUID(timer.target))
        case Timer.Kind.AWAIT:
            holding.ask_once_more(application, definition, timer)
        case _:
            progress = Progress(application, definition, application.steps.order_by("id"))
            progress.strike(timer.target)
            progress.run_automatic()
            progress.write()
    return True


def _expire(application: Application, definition: ServiceDefinition, timer: Timer) -> bool:
    """Delete a draft, unless somebody worked on it since, or its version no longer says so."""
    situation = situations.situation_of(application, definition)
    found = engine.timer_due(definition, application.state, application.changed_at, situation)
    if found is None:
        timer.delete()
        return False
    if found[1] > clock.now():
        Timer.objects.filter(pk=timer.pk).update(due_at=found[1])
        return False
    progress = Progress(application, definition)
    progress.journal(progress.automaton(), journal_actions.EXPIRED)
    progress.write_journal()
    delete_draft(application)
    return True


def _warn(application: Application, definition: ServiceDefinition, timer: Timer) -> None:
    """Before the time is over: tell who has the case, and the heads."""
    timer.delete()
    progress = Progress(application, definition)
    application.warned_for = timer.target
    application.row_version += 1
    application.save(update_fields=["warned_for", "row_version"])
    progress.journal(progress.automaton(), journal_actions.WARNED, of=timer.target)
    progress.write_journal()
    words = texts.default_notice("due-soon")
    assert words is not None  # noqa: S101 - it is in the table
    due = application.due_at if timer.target == "term" else application.queue_at
    values: dict[str, Text | str] = {
        "reference": application.reference,
        "service": definition.title,
        "due": texts.day(due),
    }
    for party in _to_be_warned(application):
        notices.send(
            party=party,
            kind="case.due-soon",
            title=texts.filled(words.title, values),
            body=texts.filled(words.body, values),
            link=case_link(application.reference),
            about=application.about,
        )


def _to_be_warned(application: Application) -> list[UUID]:
    """The assignee and the agency's heads, each once; never the applicant themselves."""
    heads = parties_with_role(str(application.agency_id), rules.HEAD)
    assignee = application.assignee.party_id if application.assignee else None
    own = {application.applicant_id, application.applied_by.party_id}
    return [each for each in dict.fromkeys([assignee, *heads]) if each and each not in own]


def _escalate(application: Application, definition: ServiceDefinition, timer: Timer) -> None:
    """Let a higher post see what was not done in time, beside those whose work it is."""
    timer.delete()
    progress = Progress(application, definition)
    application.escalated_to = timer.target
    application.row_version += 1
    application.save(update_fields=["escalated_to", "row_version"])
    automaton = progress.automaton()
    Step.objects.create(
        id=new_id(),
        application=application,
        at=progress.now,
        by=SYSTEM,
        label=dict(automaton.label),
        action="",
        title=dict(texts.in_all_languages(texts.ESCALATED)),
        from_state=application.state,
        to_state=application.state,
        note=timer.target,
    )
    progress.journal(automaton, journal_actions.ESCALATED, role=timer.target)
    progress.write_journal()

"""An application arrives in a state: its stage and times, whose work it is, who has it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from uuid import UUID

from pencere.casework.applications import rules, situations
from pencere.casework.applications.models import Application
from pencere.casework.applications.queries.colleagues import is_colleague
from pencere.casework.definitions import engine
from pencere.casework.definitions.model import (
    PastStep,
    Queue,
    ServiceDefinition,
    Situation,
    State,
)


def arrive(
    application: Application,
    definition: ServiceDefinition,
    state: State,
    *,
    history: Sequence[PastStep],
    situation: Situation,
    now: dt.datetime,
    reason: str,
) -> None:
    """Set the columns that say where the application stands; `history` ends with the step that
    led here, `reason` is the code with which it was closed. Nothing is written yet."""
    if application.warned_for == "sla":
        application.warned_for = ""
    stage = rules.stage_of(state)
    stopped = engine.stopped_intervals(definition, history)
    application.state, application.stage = state.code, stage
    application.entered_at = now
    application.escalated_to = ""
    application.form_before = dict(application.form) if state.is_editable else None
    is_stopped = bool(stopped) and stopped[-1][1] is None
    application.stopped_at = stopped[-1][0] if is_stopped and stage != "closed" else None
    application.queue_at = None
    if stage == "closed":
        application.closed_at = now
        application.outcome = state.outcome or ""
        application.outcome_reason = reason
        return
    application.due_at = engine.answer_due(definition, history, situation)
    if state.queue is not None:
        _queue(application, definition, state, state.queue, history, situation, now)


def _queue(
    application: Application,
    definition: ServiceDefinition,
    state: State,
    queue: Queue,
    history: Sequence[PastStep],
    situation: Situation,
    now: dt.datetime,
) -> None:
    """Its place in the queue of those whose work the state is."""
    if queue.returns_to_same:
        _give_back(application, state, queue.role, history)
    if application.assignee_id is not None:
        # Who has the case keeps it, unless another role or other eyes come next.
        possible = engine.possible_actions(
            definition,
            state.code,
            by={queue.role},
            who=situations.who(application.assignee_id),
            history=history,
            situation=situation,
        )
        if application.queue_role != queue.role or not possible:
            application.assignee = None
    application.queue_role = queue.role
    application.queue_at = rules.queue_place(
        step_due=engine.due_at(now, queue.sla, (), situation) if queue.sla else None,
        answer_due=application.due_at,
    )


def _give_back(
    application: Application, state: State, role: str, history: Sequence[PastStep]
) -> None:
    """The officer who had the case here before has it again, if they still hold the post."""
    before = engine.last_officer_in(history, state.code)
    if before and is_colleague(UUID(before), str(application.agency_id), role):
        application.assignee_id = UUID(before)
        application.queue_role = role

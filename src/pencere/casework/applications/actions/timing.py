"""What will happen to an application by itself, and when: its timers as its state sets them."""

from __future__ import annotations

import datetime as dt

from pencere.casework.applications import rules
from pencere.casework.applications.models import Application, Timer
from pencere.casework.definitions import engine
from pencere.casework.definitions.model import ServiceDefinition, Situation


def timers_of(
    application: Application, definition: ServiceDefinition, situation: Situation
) -> list[Timer]:
    """What will happen by itself if the application is left in its state."""
    state = definition.workflow.states[application.state]
    found: list[tuple[str, str, dt.datetime]] = []
    if application.stage == Application.Stage.CLOSED or application.awaits:
        return []
    if struck := engine.timer_due(definition, state.code, application.entered_at, situation):
        kind = Timer.Kind.EXPIRE if application.is_draft else Timer.Kind.MOVE
        found.append((kind, struck[0].to, struck[1]))
    if state.queue and state.queue.escalate and not application.escalated_to:
        escalate = state.queue.escalate
        at = engine.due_at(application.entered_at, escalate.after, (), situation)
        if at is not None:
            found.append((Timer.Kind.ESCALATE, escalate.to, at))
    order = state.appointment
    if order and order.book == "officer" and not application.escalated_to:
        until = engine.book_until(order, application.entered_at, situation)
        if until is not None:
            found.append((Timer.Kind.ESCALATE, rules.HEAD, until))
    found += _warnings(application, definition, situation)
    return [
        Timer(application=application, kind=kind, target=target, due_at=at)
        for kind, target, at in found
    ]


def _warnings(
    application: Application, definition: ServiceDefinition, situation: Situation
) -> list[tuple[str, str, dt.datetime]]:
    """When to warn that the step's time, and the whole time, run out; each once."""
    queue = definition.workflow.states[application.state].queue
    found: list[tuple[str, str, dt.datetime]] = []
    if application.is_draft:
        return found
    if queue and queue.sla and queue.warn and not application.warned_for:
        due = engine.due_at(application.entered_at, queue.sla, (), situation)
        if due is not None:
            found.append((Timer.Kind.WARN, "sla", engine.warn_at(due, queue.warn, situation)))
    warn = definition.workflow.warn
    if warn and application.due_at and application.warned_for != "term":
        at = engine.warn_at(application.due_at, warn, situation)
        found.append((Timer.Kind.WARN, "term", at))
    return found

"""Letting one case go on under another version of its service, and taking that back.

Only ever because somebody decided so (`casework.versions`): a version never changes under a
case by itself. What the move changes is remembered, so that it can be undone while nobody has
touched the case since.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from pencere.casework.applications import (
    access,
    journal_actions,
    rules,
    sending_day,
    situations,
    texts,
)
from pencere.casework.applications.actions.entering import OF_OPINIONS
from pencere.casework.applications.actions.progress import Progress
from pencere.casework.applications.actions.timing import timers_of
from pencere.casework.applications.models import Application, Step, Timer
from pencere.casework.definitions import engine
from pencere.casework.definitions.api import definition_of
from pencere.casework.definitions.model import SYSTEM, ServiceDefinition
from pencere.kernel.actors import Actor
from pencere.kernel.errors import Conflict
from pencere.kernel.ids import new_id

MOVED_OVER = gettext_noop("Goes on under a newer version of the service")
MOVED_BACK = gettext_noop("Goes on under the earlier version of the service again")
INSTANTS = ("entered_at", "due_at", "stopped_at", "queue_at")
PLAIN = ("state", "stage", "queue_role", "escalated_to")
"""Columns that a move may change, beside `version_id` and `assignee`."""


@dataclass(frozen=True, slots=True)
class MovedOver:
    """What a move did to one case."""

    reference: str
    before: Mapping[str, Any]
    """JSON: the columns as they were."""
    row_version: int


@transaction.atomic
def move_over(
    *, actor: Actor, application_id: UUID, version_id: UUID, states: Mapping[str, str]
) -> MovedOver:
    """Let an open case go on under another version. `states` maps states that are called
    otherwise there. The time that has run keeps running.

    Raises Conflict (code "closed", "same-version", "no-such-state", "answers-lacking",
    "agency-differs") when it can't, and then changes nothing.
    """
    application = _locked(application_id)
    if not application.is_open:
        raise Conflict(_("This case is no longer open."), code="closed")
    if application.version_id == version_id:
        raise Conflict(_("This case is on that version already."), code="same-version")
    definition = definition_of(version_id)
    target = states.get(application.state, application.state)
    before = _columns(application)
    old_state = application.state
    _require_open_state(definition, target)
    # From here on the case is looked at as it stands under its new definition.
    application.version_id, application.state = version_id, target
    _require_fitting(application, definition)
    _place(application, definition)
    _write(application, definition, actor, old_state, MOVED_OVER, journal_actions.MOVED_OVER)
    return MovedOver(application.reference, before, application.row_version)


@transaction.atomic
def move_back(
    *, actor: Actor, application_id: UUID, before: Mapping[str, Any], row_version: int
) -> None:
    """Undo a move. Conflict (code "touched") when the case went on since."""
    application = _locked(application_id)
    if application.row_version != row_version:
        raise Conflict(_("This case has gone on since it was moved."), code="touched")
    old_state = application.state
    application.version_id = UUID(before["version_id"])
    application.assignee_id = UUID(before["assignee"]) if before["assignee"] else None
    for name in PLAIN:
        setattr(application, name, before[name])
    for name in INSTANTS:
        setattr(application, name, _instant(before[name]))
    definition = access.definition_of(application)
    _write(application, definition, actor, old_state, MOVED_BACK, journal_actions.MOVED_BACK)


def _locked(application_id: UUID) -> Application:
    rows = Application.objects.select_for_update(of=("self",)).select_related("applicant")
    return rows.get(pk=application_id)


def _require_open_state(definition: ServiceDefinition, target: str) -> None:
    state = definition.workflow.states.get(target)
    if state is None or state.is_final:
        raise Conflict(
            _("The new version has no open state “%(state)s”.") % {"state": target},
            code="no-such-state",
        )


def _require_fitting(application: Application, definition: ServiceDefinition) -> None:
    situation = situations.situation_of(application, definition)
    if lacking := sending_day.missing(application, definition, situation):
        raise Conflict(
            _("The new version asks what this case does not answer: %(fields)s.")
            % {"fields": ", ".join(key for _page, key in lacking)},
            code="answers-lacking",
        )
    if situations.handling_agency(application, definition) != application.agency_id:
        raise Conflict(
            _("Under the new version another agency would be responsible."), code="agency-differs"
        )


def _place(application: Application, definition: ServiceDefinition) -> None:
    """Where the case stands under its new definition: queue and times."""
    state = definition.workflow.states[application.state]
    history = situations.history_of(application.steps.order_by("id"))
    situation = situations.situation_of(application, definition)
    application.stage = rules.stage_of(state)
    application.due_at = engine.answer_due(definition, history, situation)
    application.queue_at = None
    if state.queue is None:
        return
    if application.queue_role != state.queue.role:
        application.assignee = None
    application.queue_role = state.queue.role
    sla = state.queue.sla
    entered = application.entered_at
    application.queue_at = rules.queue_place(
        step_due=engine.due_at(entered, sla, (), situation) if sla else None,
        answer_due=application.due_at,
    )


def _write(
    application: Application,
    definition: ServiceDefinition,
    actor: Actor,
    old_state: str,
    title: str,
    action: str,
) -> None:
    progress = Progress(application, definition, application.steps.order_by("id"))
    application.row_version += 1
    application.changed_at = progress.now
    application.save(
        update_fields=[
            "version_id",
            "assignee",
            *PLAIN,
            *INSTANTS,
            "row_version",
            "changed_at",
        ]
    )
    Step.objects.create(
        id=new_id(),
        application=application,
        at=progress.now,
        account_id=actor.account_id,
        by=SYSTEM,
        label=dict(actor.label),
        action="",
        title=dict(texts.in_all_languages(title)),
        from_state=old_state,
        to_state=application.state,
    )
    # Asked agencies keep their time, and so does a register that is waited for.
    application.timers.exclude(kind__in=[*OF_OPINIONS, Timer.Kind.AWAIT]).delete()
    application.opinions.filter(case_state=old_state).update(case_state=application.state)
    Timer.objects.bulk_create(timers_of(application, definition, progress.situation))
    progress.journal(actor, action, state=application.state)
    progress.write_journal()


def _columns(application: Application) -> dict[str, Any]:
    found: dict[str, Any] = {name: getattr(application, name) for name in PLAIN}
    for name in INSTANTS:
        at = getattr(application, name)
        found[name] = at.isoformat() if at else None
    found["version_id"] = str(application.version_id)
    found["assignee"] = str(application.assignee_id) if application.assignee_id else None
    return found


def _instant(text: str | None) -> dt.datetime | None:
    return dt.datetime.fromisoformat(text) if text else None

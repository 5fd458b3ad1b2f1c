"""The applicant's own applications: the list, and one of them with its timeline."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from pencere.casework.applications import access, situations
from pencere.casework.applications.display import Answers, actions_shown, steps_shown
from pencere.casework.applications.models import Application
from pencere.casework.applications.shapes import ApplicantView, MineKind, MinePage, MineRow
from pencere.casework.definitions import engine
from pencere.casework.definitions.api import definition_of
from pencere.casework.definitions.model import APPLICANT, ServiceDefinition
from pencere.kernel.actors import Actor
from pencere.kernel.errors import Invalid, NotFound

MOST_ROWS = 100
KINDS: Mapping[MineKind, Q] = {
    "all": Q(),
    "drafts": Q(stage="draft"),
    "open": Q(stage__in=["todo", "waiting"]),
    "closed": Q(stage="closed"),
    "waiting": Q(stage__in=["draft", "waiting"]),
}


def mine(*, actor: Actor, kind: MineKind = "all", cursor: str = "", limit: int = 20) -> MinePage:
    """The applicant's applications, newest first. "waiting": those that need the applicant."""
    if actor.account_id is None or actor.applicant_id is None:
        raise NotFound
    if kind not in KINDS:
        raise Invalid(_("There is no such list."), code="bad-filter")
    limit = max(1, min(limit, MOST_ROWS))
    rows = Application.objects.filter(KINDS[kind], applicant_id=actor.applicant_id)
    if cursor:
        rows = rows.filter(pk__lt=_id(cursor))
    found = _representable(actor, rows.order_by("-pk"), limit + 1)
    shown = tuple(_row(each) for each in found[:limit])
    more = len(found) > limit
    return MinePage(rows=shown, next_cursor=_cursor(shown[-1].id) if more else None)


def view(*, actor: Actor, reference: str) -> ApplicantView:
    """The applicant's view by reference number (as typed) or id; NotFound for strangers."""
    application, definition = access.own_application(
        actor=actor, application_id=access.id_of(reference)
    )
    situation = situations.situation_of(application, definition)
    steps = list(application.steps.order_by("id"))
    possible = engine.possible_actions(
        definition,
        application.state,
        by={APPLICANT},
        who=APPLICANT,
        history=situations.history_of(steps),
        situation=situation,
    )
    state = definition.workflow.states[application.state]
    is_asked = application.stage == Application.Stage.WAITING
    answers = Answers(definition, situation, application.attachments.select_related("file"))
    return ApplicantView(
        id=application.pk,
        reference=application.reference,
        service=definition,
        stage=application.stage,  # type: ignore[arg-type]
        state=application.state,
        state_title=state.public_title,
        state_text=state.public_text,
        agency=application.agency_id or definition.agency,
        sections=answers.sections(),
        steps=steps_shown(definition, steps, for_applicant=True),
        actions=actions_shown(definition, possible),
        question=next((s.comment for s in reversed(steps) if s.comment), "") if is_asked else "",
        is_editable=application.is_draft or state.is_editable,
        created_at=application.created_at,
        submitted_at=application.submitted_at,
        due_at=application.due_at,
        is_clock_stopped=application.stopped_at is not None,
        closed_at=application.closed_at,
        outcome=application.outcome,
        outcome_reason=definition.reasons.get(application.outcome_reason),
        document_id=application.document_id,
        row_version=application.row_version,
    )


def _representable(actor: Actor, rows: QuerySet[Application], limit: int) -> list[Application]:
    """The rows; for who acts for another only those that the mandate covers."""
    if actor.on_behalf_of is None:
        return list(rows[:limit])
    known: dict[UUID, bool] = {}
    found: list[Application] = []
    for each in rows.iterator(chunk_size=limit):
        if each.version_id not in known:
            known[each.version_id] = access.may_represent(
                actor=actor, definition=access.definition_of(each)
            )
        if known[each.version_id]:
            found.append(each)
        if len(found) == limit:
            break
    return found


def _row(application: Application) -> MineRow:
    definition = definition_of(application.version_id)
    state = definition.workflow.states[application.state]
    return MineRow(
        id=application.pk,
        reference=application.reference,
        service=application.service,
        title=definition.title,
        stage=application.stage,  # type: ignore[arg-type]
        state=application.state,
        state_title=state.public_title,
        agency=application.agency_id or definition.agency,
        created_at=application.created_at,
        submitted_at=application.submitted_at,
        due_at=application.due_at,
        closed_at=application.closed_at,
        outcome=application.outcome,
        needs_you=application.is_draft or _has_next_move(definition, application),
        page=application.page,
    )


def _has_next_move(definition: ServiceDefinition, application: Application) -> bool:
    """Whether the applicant is waited for: the state is no officer's, and asks the applicant."""
    if application.stage != Application.Stage.WAITING:
        return False
    actions = definition.workflow.states[application.state].actions.values()
    return any(APPLICANT in action.by for action in actions)


def _cursor(last: UUID) -> str:
    return base64.urlsafe_b64encode(last.bytes).decode().rstrip("=")


def _id(cursor: str) -> UUID:
    try:
        raw = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
        return UUID(bytes=raw)
    except (binascii.Error, ValueError) as error:
        raise Invalid(_("This page of the list does not exist."), code="bad-cursor") from error

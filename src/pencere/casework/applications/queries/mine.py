"""The applicant's own applications: the list, and one of them with its timeline."""

from __future__ import annotations

import base64
import binascii
import datetime as dt
from collections.abc import Mapping, Sequence
from typing import NamedTuple
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from pencere.blocks.parties.api import MandateView
from pencere.casework.applications import access, situations
from pencere.casework.applications.actions.holding import words_of_waiting
from pencere.casework.applications.display import Answers, actions_shown, steps_shown
from pencere.casework.applications.fees import fee_of
from pencere.casework.applications.findings import findings_shown
from pencere.casework.applications.models import Application
from pencere.casework.applications.queries.agreement import co_applicants_of
from pencere.casework.applications.queries.links import appeal_offer, links_of, payment_of
from pencere.casework.applications.shapes import (
    ApplicantView,
    MineKind,
    MinePage,
    MineRow,
    Stage,
)
from pencere.casework.appointments.api import without_time
from pencere.casework.definitions import engine
from pencere.casework.definitions.api import definition_of
from pencere.casework.definitions.model import APPLICANT, ServiceDefinition
from pencere.kernel.actors import Actor
from pencere.kernel.errors import Invalid, NotFound
from pencere.kernel.rows import select

MOST_ROWS = 100
KINDS: Mapping[MineKind, str] = {
    "all": "",
    "drafts": "AND stage = 'draft'",
    "open": "AND stage IN ('todo', 'waiting')",
    "closed": "AND stage = 'closed'",
    "waiting": "AND stage <> 'closed'",
}


class _Row(NamedTuple):
    """What the list shows of an application; the columns of the same names."""

    id: UUID
    reference: str
    version_id: UUID
    service: str
    agency_id: str | None
    stage: Stage
    state: str
    created_at: dt.datetime
    submitted_at: dt.datetime | None
    due_at: dt.datetime | None
    closed_at: dt.datetime | None
    outcome: str
    page: str


# In plain SQL, since each look at the cabinet asks for it.
NEWEST = {
    kind: f"SELECT {', '.join(_Row._fields)} FROM applications_application "  # noqa: S608 (constants)
    f"WHERE applicant_id = %s AND (%s::uuid IS NULL OR id < %s) {condition} "
    "ORDER BY id DESC LIMIT %s"
    for kind, condition in KINDS.items()
}


def mine(*, actor: Actor, kind: MineKind = "all", cursor: str = "", limit: int = 20) -> MinePage:
    """The applicant's applications, newest first. "waiting": those that need the applicant."""
    if actor.account_id is None or actor.applicant_id is None:
        raise NotFound
    if kind not in KINDS:
        raise Invalid(_("There is no such list."), code="bad-filter")
    limit = max(1, min(limit, MOST_ROWS))
    found = _representable(actor, kind, _id(cursor) if cursor else None, limit + 1)
    shown = tuple(found[:limit])
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
        state_text=words_of_waiting() if application.awaits else state.public_text,
        agency=application.agency_id or definition.agency,
        sections=answers.sections(),
        steps=steps_shown(definition, steps, situation, for_applicant=True),
        actions=actions_shown(definition, possible, situation) if not application.closed_at else (),
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
        fee=fee_of(application, definition, situation),
        row_version=application.row_version,
        co_applicants=co_applicants_of(application, for_applicant=True),
        payment=payment_of(application),
        appeal=appeal_offer(application, definition),
        findings=findings_shown(definition, application.findings, situation, for_applicant=True),
        links=links_of(application, for_applicant=True),
    )


def _representable(actor: Actor, kind: MineKind, before: UUID | None, limit: int) -> list[MineRow]:
    """The rows; for who acts for another only those that the mandate covers."""
    mandate = access.mandate_of(actor)
    found: list[MineRow] = []
    while len(found) < limit:
        read = select(NEWEST[kind], [actor.applicant_id, before, before, limit])
        page = [_Row(*row) for row in read]
        rows = _rows([each for each in page if _may_see(actor, each, mandate)])
        found += [each for each in rows if kind != "waiting" or each.needs_you]
        if len(page) < limit:
            break
        before = page[-1].id
    return found[:limit]


def _may_see(actor: Actor, row: _Row, mandate: MandateView | None) -> bool:
    if actor.on_behalf_of is None:
        return True
    if actor.case and actor.case != f"application:{row.reference}":
        return False
    return mandate is not None and access.covers(
        mandate, definition_of(row.version_id), about=actor.case
    )


def _rows(read: Sequence[_Row]) -> list[MineRow]:
    timeless = without_time([each.id for each in read if _chooses_time(each)])
    return [_row(each, chooses_time=each.id in timeless) for each in read]


def _chooses_time(application: _Row) -> bool:
    """Whether it is in a state in which the applicant has to choose the time of a visit."""
    if application.stage in ("draft", "closed"):
        return False
    workflow = definition_of(application.version_id).workflow
    order = workflow.states[application.state].appointment
    return order is not None and order.book == APPLICANT


def _row(application: _Row, *, chooses_time: bool) -> MineRow:
    definition = definition_of(application.version_id)
    state = definition.workflow.states[application.state]
    return MineRow(
        id=application.id,
        reference=application.reference,
        service=application.service,
        title=definition.title,
        stage=application.stage,
        state=application.state,
        state_title=state.public_title,
        agency=application.agency_id or definition.agency,
        created_at=application.created_at,
        submitted_at=application.submitted_at,
        due_at=application.due_at,
        closed_at=application.closed_at,
        outcome=application.outcome,
        needs_you=application.stage == "draft"
        or chooses_time
        or _has_next_move(definition, application),
        chooses_time=chooses_time,
        page=application.page,
    )


def _has_next_move(definition: ServiceDefinition, application: _Row) -> bool:
    """Whether the applicant is waited for: the state is no officer's, and asks the applicant."""
    if application.stage != "waiting":
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
